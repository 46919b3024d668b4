/* SPDX-License-Identifier: MIT */
/*
 * The runner's side of guest.c: what a process of one thread keeps for itself
 * while it runs, and what becomes of it.
 *
 * While own->word is open the process's blocked signals from itself and its
 * new dispositions are there and not in the core. inproc_own_pull() takes
 * them over: at every stop of the process, and if there is anything, before
 * the runner deals with an event of any other. What happens at the same time
 * as that has no order that anybody could know.
 *
 * It is opened (inproc_own_push()) only when nothing is pending in the core
 * for the process, so that what the stubs see is all there is; and only as
 * long as all that could be queued in this way stays within
 * RLIMIT_SIGPENDING: none of the calls can have been one that should fail.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <string.h>
#include "inproc.h"
#include "../../arch/x86_64/frame.h"

#define NOT_QUEUED (SIGBIT(LINUX_SIGKILL) | SIGBIT(LINUX_SIGSTOP) |	\
	SIGBIT(LINUX_SIGTSTP) | SIGBIT(LINUX_SIGTTIN) |			\
	SIGBIT(LINUX_SIGTTOU) | SIGBIT(LINUX_SIGCONT) |			\
	SIGBIT(LINUX_SIGCHLD) | SIGBIT(LINUX_SIGSEGV) |			\
	SIGBIT(LINUX_SIGBUS) | SIGBIT(LINUX_SIGILL) |			\
	SIGBIT(LINUX_SIGTRAP) | SIGBIT(LINUX_SIGFPE) |			\
	SIGBIT(LINUX_SIGSYS))
/* Of a change of these the runner has to know at once: mirror.c. */
#define NOT_SET (SIGBIT(LINUX_SIGKILL) | SIGBIT(LINUX_SIGSTOP) |	\
	SIGBIT(LINUX_SIGTTIN) | SIGBIT(LINUX_SIGTTOU) |			\
	SIGBIT(LINUX_SIGCHLD))
#define FLAGS_ZF 0x40u

static struct {
	uint16_t free[NR_OWNS];
	uint32_t nr_free, next, used;
} owns;

/* May ht's process have one? Its dispositions are to be its alone. */
static bool may_own(struct htask *ht)
{
	return ht->t.group->nr_tasks == 1 && ht->t.sighand->nr_refs == 1 &&
	       !ht_hg(ht)->pidns && !host.o->trace;
}

void inproc_own_take(struct htask *ht)
{
	uint32_t i;

	if (ht->own || !ht->slot || !may_own(ht))
		return;
	if (owns.nr_free)
		i = owns.free[--owns.nr_free];
	else if (owns.next < NR_OWNS)
		i = owns.next++;
	else
		return;
	owns.used++;
	ht->own = inproc_arena_at(SLOTS_BYTES + (uint64_t)i * OWN_BYTES);
	memset(ht->own, 0, sizeof(*ht->own));
	ht->own->word = OWN_CLOSED;
	ht->own->slot = ht->slot->self;
	ht->own_open = false;
	ht->slot->own = ht_hg(ht)->inproc.arena_at + SLOTS_BYTES +
		(uint64_t)i * OWN_BYTES;
}

void inproc_own_drop(struct htask *ht)
{
	uint64_t off;

	if (!ht->own)
		return;
	off = (uint64_t)((uint8_t *)ht->own -
			 (uint8_t *)inproc_arena_at(SLOTS_BYTES));
	owns.free[owns.nr_free++] = (uint16_t)(off / OWN_BYTES);
	owns.used--;
	ht->own = NULL;
	ht->own_open = false;
	ht->slot->own = 0;
}

/*
 * poll(2) is to see a signal for a signalfd: the stub raises the stand-in, if
 * there is just one, and its number cannot mean another file: our thread
 * closes it by calls that stop, and where another process or io_uring might,
 * or the guest's own filter might mind the stub's ioctl(2), it is not done
 * (no_watch). Returns what may not be queued.
 */
static uint64_t watch(struct hgroup *hg, struct own *o)
{
	struct hsigfd *s = hg->sigfds;
	uint64_t set = 0;

	o->watched = 0;
	o->watch_fd = -1;
	o->watch_nonblock = 0;
	if (s && !s->next && s->stand->hg == hg && s->stand->refs == 1 &&
	    !hg->inproc.no_watch) {
		o->watch_fd = s->fd;
		o->watch_nonblock = s->stand->file->nonblock;
		o->watched = s->stand->file->mask;
		return 0;
	}
	for (; s; s = s->next)
		set |= s->stand->file->mask;
	return set;
}

/*
 * What the stub has done to the stand-in: in the middle of that only the host
 * knows. True if poll(2) has not yet seen all that is in the queue.
 */
static bool unwatch(struct hgroup *hg, const struct own *o, uint64_t word)
{
	struct hstand *st = hg->sigfds ? hg->sigfds->stand : NULL;
	struct pollfd p = { .fd = st ? st->ours : -1, .events = POLLIN };

	if (!st || !(uint32_t)word)
		return false;
	st->raised = poll(&p, 1, 0) == 1 && (p.revents & POLLIN);
	return (uint16_t)o->announced != (uint16_t)(word >> 16);
}

/*
 * How many may be queued without coming near the limit, whoever else queues
 * at the same time.
 */
static uint64_t room(const struct htask *ht)
{
	uint64_t nr = ht->t.user->nr_pending + (uint64_t)host.nr_guests +
		(uint64_t)owns.used * OWN_QUEUE_MAX;

	return nr < ht->t.group->rlimit_sigpending ? OWN_QUEUE_MAX : 0;
}

/* ht goes on. */
void inproc_own_push(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_cred cred;
	struct own *o = ht->own;

	if (ht->slot->gate || !may_own(ht))
		return;
	host_port.cred_get(&ht->t, &cred);
	o->pid = hg->g.pid;
	o->tid = ht->t.tid;
	o->uid = cred.uid;
	o->slow_bits = ht->slot->slow_bits;
	o->may_queue = ~(NOT_QUEUED | watch(hg, o));
	o->room = room(ht);
	o->may_set = ht_sighand(ht)->same & ~(NOT_SET | ht->held_ignored);
	o->fault = ht->t.fault;
	ht->slot->enter_at = hg->inproc.enter_at;
	/* wait(2) may tell it of a death before the core has been told. */
	o->unseen = hg->g.children.next == &hg->g.children ?
		0 : SIGBIT(LINUX_SIGCHLD);
	o->changed = 0;
	o->announced = 0;
	memcpy(o->action, ht->t.sighand->action, sizeof(o->action));
	ht->own_open = true;
	__atomic_store_n(&o->word, 0, __ATOMIC_SEQ_CST);
}

void inproc_own_close(struct htask *ht)
{
	if (!ht->own_open)
		return;
	__atomic_or_fetch(&ht->own->word, OWN_CLOSED, __ATOMIC_SEQ_CST);
	host.repull = true;
}

static void take_queue(struct htask *ht, uint64_t word)
{
	struct own *o = ht->own;
	struct ksig_origin origin = {
		KSIG_BY_KILL, ht->t.group->pid, ht->t.tid
	};
	struct linux_siginfo info;
	uint16_t i, n = OWN_COUNT(word), at = (uint16_t)word;

	for (i = 0; i < n && i < OWN_QUEUE_MAX; i++, at++) {
		memset(&info, 0, sizeof(info));
		memcpy(&info, o->queue[at % OWN_QUEUE_MAX],
		       sizeof(o->queue[0]));
		/* It is the guest's memory: anything may be there. */
		if (info.si_signo < 1 || info.si_signo > KSIG_NSIG ||
		    (NOT_QUEUED & SIGBIT(info.si_signo)))
			continue;
		if (o->shared)
			ksig_generate_group(ht->t.group, &info, &origin);
		else
			ksig_generate_task(&ht->t, &info, &origin);
	}
}

static void take_actions(struct htask *ht, uint64_t word)
{
	struct own *o = ht->own;
	uint64_t copying = (word & OWN_ACTIONS) / OWN_ACTION, left;
	int sig;

	/* What is on its way into the table is taken from where it comes. */
	left = o->changed & ~(copying ? SIGBIT(copying) : 0);
	for (; left; left &= left - 1) {
		sig = __builtin_ctzll(left) + 1;
		ksig_set_action(&ht->t, sig, &o->action[sig - 1]);
	}
	if (copying)
		ksig_set_action(&ht->t, (int)copying, &o->new_action);
}

/*
 * ht's queue and dispositions are to be the core's: true, and its stubs change
 * nothing from now on; *word says what there is. If it runs, and has nothing,
 * it may keep them: false.
 */
bool inproc_own_claim(struct htask *ht, uint64_t *word)
{
	struct own *o = ht->own;
	uint64_t w;

	if (!ht->own_open)
		return false;
	w = __atomic_load_n(&o->word, __ATOMIC_SEQ_CST);
	if (ht->state == HT_RUNNING && !(w & OWN_CLOSED) && !OWN_COUNT(w) &&
	    !(w >> 40) && (!o->room || room(ht)))
		return false;
	*word = __atomic_fetch_or(&o->word, OWN_CLOSED, __ATOMIC_SEQ_CST);
	ht->own_open = false;
	return true;
}

/* What was claimed becomes the core's. ht's mask is the core's already. */
void inproc_own_pull(struct htask *ht, uint64_t word)
{
	struct hgroup *hg = ht_hg(ht);
	bool event = hg->sigfd_event;

	if (word >> 40)
		take_actions(ht, word);
	if (OWN_COUNT(word))
		take_queue(ht, word);
	if (ht->own->watched)
		hg->sigfd_event = event | unwatch(hg, ht->own, word);
}

/*
 * ht's mask. While it enters a handler by itself the new one is not yet in
 * its slot; closed, there is no further such entry that could change it while
 * it is read.
 */
uint64_t inproc_own_mask(struct htask *ht)
{
	struct own *o = ht->own;

	if (o && (__atomic_load_n(&o->word, __ATOMIC_SEQ_CST) & OWN_ENTER) &&
	    (__atomic_fetch_or(&o->word, OWN_CLOSED, __ATOMIC_SEQ_CST) &
	     OWN_ENTER))
		return o->enter_blocked;
	return __atomic_load_n(&ht->slot->blocked, __ATOMIC_SEQ_CST);
}

/* ht's registers as they were at its call. */
static void restore(struct htask *ht)
{
	struct ksig_regs *r = &ht->regs;
	const struct own *o = ht->own;

	r->di = o->di;
	r->si = o->si;
	r->dx = o->dx;
	r->r10 = o->r10;
	r->r8 = o->r8;
	r->r9 = o->r9;
	r->sp = o->sp;
	r->bx = o->bx;
	r->bp = o->bp;
	r->r12 = o->r12;
	r->r13 = o->r13;
	r->r14 = o->r14;
	r->r15 = o->r15;
	r->ip = o->call;
	r->ax = o->nr;
	if (o->flags)
		r->flags = o->flags;
}

/* What guest_finish() and guest_entry.S do about a handler. */
static void enter(struct htask *ht)
{
	struct ksig_regs *r = &ht->regs;
	struct own *o = ht->own;

	__atomic_store_n(&ht->slot->blocked, o->enter_blocked,
			 __ATOMIC_SEQ_CST);
	__atomic_and_fetch(&o->word, ~OWN_ENTER, __ATOMIC_SEQ_CST);
	r->cx = r->ip;
	r->r11 = r->flags;
	r->flags = o->enter_flags;
	r->sp = o->frame;
	r->di = (uint64_t)o->enter_sig;
	r->si = o->frame + sizeof(struct frame_head);
	r->dx = o->frame + offsetof(struct frame_head, uc_flags);
}

/*
 * ht, which is stopped off bytes into guest.c's section, has not been there
 * yet, or has been. True if it is now where a handler of its own begins.
 */
bool inproc_own_fixup(struct htask *ht, uint64_t off)
{
	const uint8_t *at = __start_ksig_guest + off;
	struct ksig_regs *r = &ht->regs;
	struct own *o = ht->own;
	struct ksig_piece p;
	bool done;

	ht->regs_dirty = true;
	r->orig_ax = UINT64_MAX;
	if (at == guest_none ||
	    (at >= guest_swapped && at < guest_swapped_end)) {
		r->ip = r->r11;
		return false;
	}
	if (!o || (at >= guest_entry && at < guest_saved)) {
		r->ip = r->cx;
		return false;
	}
	if (at == guest_commit)
		done = r->flags & FLAGS_ZF;
	else if (at >= guest_entry && at < guest_entry_end)
		done = at >= guest_committed && at < guest_slow;
	else
		done = o->committed;
	restore(ht);
	if (!done)
		return false;
	r->ip += 2;
	if (o->frame) {
		enter(ht);
		return true;
	}
	r->ax = o->ret;
	p = (struct ksig_piece){ o->out_at, o->out, o->out_bytes };
	if (o->out_at && (o->out_bytes > sizeof(o->out) ||
			  tracee_write(ht->t.tid, &p, 1) != 0))
		r->ax = (uint64_t)-LINUX_EFAULT;
	return false;
}
