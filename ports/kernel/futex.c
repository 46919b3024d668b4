/* SPDX-License-Identifier: MIT */
/*
 * futex(2): waiting, waking, requeueing. With big_lock: the look at the word
 * and the sleep cannot be parted by a wake. A private word's key is its
 * address in this memory, a shared one's is where the page is.
 */
#include "kernel.h"

enum { FUTEX_WAIT, FUTEX_WAKE, FUTEX_REQUEUE = 3, FUTEX_CMP_REQUEUE,
       FUTEX_WAIT_BITSET = 9, FUTEX_WAKE_BITSET };
#define FUTEX_REALTIME	256u
#define FUTEX_COMMANDS	0x7fu
#define ANY		UINT32_MAX
#define BUCKETS		64u

static struct ksig_list bucket[BUCKETS];

static struct ksig_list *bucket_of(const void *key)
{
	struct ksig_list *b = &bucket[(uint64_t)key / 4 % BUCKETS];

	if (!b->next)
		list_init(b);
	return b;
}

static int64_t wait_on(struct thread *t, uint64_t uaddr, uint32_t value,
		       uint64_t deadline_ns, uint32_t bits)
{
	uint32_t now;
	int64_t ret = 0;

	if (uaddr % 4 || !bits)
		return -LINUX_EINVAL;
	if (copy_in(&now, uaddr, sizeof(now)))
		return -LINUX_EFAULT;
	if (now != value)
		return -LINUX_EAGAIN;
	t->futex_key = mm_key(t->mm, uaddr);
	if (!t->futex_key)
		return -LINUX_EFAULT;
	t->futex_bits = bits;
	t->futex_woken = false;
	list_add_tail(bucket_of(t->futex_key), &t->futex_node);
	for (;;) {
		sleep_begin(t);
		if (t->futex_woken)
			break;
		if (is_interrupted(t, SLEEP_SIGNAL)) {
			ret = -LINUX_EINTR;
			break;
		}
		if (now_ns() >= deadline_ns) {
			ret = -ETIMEDOUT;
			break;
		}
		unlock(&big_lock);
		sleep_until(t, deadline_ns, "futex_wait");
		lock(&big_lock);
	}
	list_remove(&t->futex_node);
	return t->futex_woken ? 0 : ret;
}

static int64_t wait_again(struct thread *t)
{
	int64_t ret = wait_on(t, t->restart_arg[0],
			      (uint32_t)t->restart_arg[1], t->restart_ns,
			      (uint32_t)t->restart_arg[2]);

	if (ret != -LINUX_EINTR)
		return ret;
	return t->restart_ns == NEVER ? -LINUX_ERESTARTSYS :
					-LINUX_ERESTART_RESTARTBLOCK;
}

/* By restart_syscall(2), which does not take big_lock. */
static int64_t wait_restarted(struct thread *t)
{
	int64_t ret;

	lock(&big_lock);
	ret = wait_again(t);
	unlock(&big_lock);
	if (ret == -LINUX_ERESTART_RESTARTBLOCK)
		t->restart = wait_restarted;
	return ret;
}

/* Up to max are woken, then up to more go over to key to. How many in all. */
static int64_t wake(struct thread *t, uint64_t uaddr, uint32_t max,
		    uint32_t bits, uint32_t more, void *to)
{
	void *key = uaddr % 4 ? NULL : mm_key(t->mm, uaddr);
	struct ksig_list *b, *n, *next;
	struct thread *o;
	int64_t done = 0;

	if (!key)
		return uaddr % 4 ? -LINUX_EINVAL : -LINUX_EFAULT;
	b = bucket_of(key);
	for (n = b->next; n != b && done < (int64_t)max + more; n = next) {
		next = n->next;
		o = container(n, struct thread, futex_node);
		if (o->futex_key != key || !(o->futex_bits & bits) ||
		    o->futex_woken)
			continue;
		list_remove(n);
		if (done < max) {
			o->futex_woken = true;
			thread_wake(o);
		} else {
			o->futex_key = to;
			list_add_tail(bucket_of(to), n);
		}
		done++;
	}
	return done;
}

int64_t futex_wake(struct thread *t, uint64_t uaddr, uint32_t max,
		   uint32_t bits)
{
	return wake(t, uaddr, max, bits, 0, NULL);
}

static int64_t requeue(struct thread *t, const uint64_t *a, bool compare)
{
	void *to = mm_key(t->mm, a[4]);
	uint32_t now;

	if (!to || copy_in(&now, a[0], sizeof(now)))
		return -LINUX_EFAULT;
	if (compare && now != (uint32_t)a[5])
		return -LINUX_EAGAIN;
	return wake(t, a[0], (uint32_t)a[2], ANY, (uint32_t)a[3], to);
}

static int64_t begin_wait(struct thread *t, const uint64_t *a, bool absolute)
{
	int64_t err, ret;
	uint64_t ns;

	t->restart_ns = NEVER;
	if (a[3] && absolute) {
		err = get_timespec(a[3], &ns);
		if (err)
			return err;
		if ((a[1] & FUTEX_REALTIME) && ns != NEVER)
			ns -= realtime_ns() - now_ns();
		t->restart_ns = ns;
	} else if (a[3]) {
		err = timeout_in(a[3], &t->restart_ns);
		if (err)
			return err;
	}
	t->restart_arg[0] = a[0];
	t->restart_arg[1] = a[2];
	t->restart_arg[2] = absolute ? a[5] : ANY;
	ret = wait_again(t);
	if (ret == -LINUX_ERESTART_RESTARTBLOCK)
		t->restart = wait_restarted;
	return ret;
}

/* (uaddr, op, value, timeout or value2, uaddr2, value3) */
static int64_t do_futex(struct thread *t, const uint64_t *a)
{
	switch (a[1] & FUTEX_COMMANDS) {
	case FUTEX_WAIT:
		return begin_wait(t, a, false);
	case FUTEX_WAIT_BITSET:
		return begin_wait(t, a, true);
	case FUTEX_WAKE:
		return futex_wake(t, a[0], (uint32_t)a[2], ANY);
	case FUTEX_WAKE_BITSET:
		return futex_wake(t, a[0], (uint32_t)a[2], (uint32_t)a[5]);
	case FUTEX_REQUEUE:
		return requeue(t, a, false);
	case FUTEX_CMP_REQUEUE:
		return requeue(t, a, true);
	default:
		return -LINUX_ENOSYS;
	}
}

const struct call_row calls_futex[] = {
	{ 202, "futex", do_futex },
	CALLS_END,
};
