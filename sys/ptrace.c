/* SPDX-License-Identifier: MIT */
/*
 * ptrace(request, tid, addr, data): the requests that are about signals,
 * stops and tracing itself. The others are the port's, once it is certain
 * that the tracee is the caller's, and stopped.
 *
 * User memory is copied without a lock. The tracee is looked up again after
 * that: it may have been killed.
 */
#include "sys.h"

/* What is asked of a stopped tracee, or told to it. */
struct about {
	struct linux_siginfo info;
	ksig_sigset mask;
	uint64_t message;
};

/* Under siglock: read from t, or write to it. 0 or a negative errno. */
typedef int (*access_fn)(struct ksig_task *t, struct about *a);

static int read_info(struct ksig_task *t, struct about *a)
{
	if (!t->trap.has_info)
		return -LINUX_EINVAL;
	a->info = t->trap.info;
	return 0;
}

static int write_info(struct ksig_task *t, struct about *a)
{
	if (!t->trap.has_info)
		return -LINUX_EINVAL;
	t->trap.info = a->info;
	return 0;
}

static int read_mask(struct ksig_task *t, struct about *a)
{
	a->mask = t->flags & KSIG_TASK_HAS_SAVED ? t->saved_blocked :
						   t->blocked;
	return 0;
}

/* A saved mask is forgotten. The tracee looks when it is resumed. */
static int write_mask(struct ksig_task *t, struct about *a)
{
	__atomic_store_n(&t->blocked, a->mask & ~KSIG_SET_ONLY_KERNEL,
			 __ATOMIC_SEQ_CST);
	ksig__flags_clear(&t->flags, KSIG_TASK_HAS_SAVED);
	return 0;
}

static int read_message(struct ksig_task *t, struct about *a)
{
	a->message = t->trap.message;
	return 0;
}

/* 0 without f: is it stopped, and ours? */
static int access_tracee(struct ksig_task *t, const struct ksig_call *c,
			 access_fn f, struct about *a)
{
	struct ksig_task *x;
	int err = -LINUX_ESRCH;

	ksig__tree_lock(t->k);
	x = ksig__ptrace_find(t, (int32_t)c->arg[1], false);
	if (x) {
		ksig__lock_task(x);
		if (x->flags & KSIG_TASK_TRACED)
			err = f ? f(x, a) : 0;
		ksig__unlock_task(x);
	}
	ksig__tree_unlock(t->k);
	return err;
}

static int get(struct ksig_task *t, const struct ksig_call *c, access_fn f,
	       struct about *a, void *what, uint64_t bytes)
{
	int err = access_tracee(t, c, f, a);

	return err ? err : ksig__write_user(t, c->arg[3], what, bytes);
}

static int set(struct ksig_task *t, const struct ksig_call *c, access_fn f,
	       struct about *a, void *what, uint64_t bytes)
{
	int err = access_tracee(t, c, NULL, NULL);

	if (!err)
		err = t->k->port->copy_from_user(t, what, c->arg[3], bytes);
	return err ? err : access_tracee(t, c, f, a);
}

/* The mask requests tell its size in addr; the tracee is asked first. */
static int mask(struct ksig_task *t, const struct ksig_call *c, bool write)
{
	struct about a;
	int err = access_tracee(t, c, NULL, NULL);

	if (!err && c->arg[2] != sizeof(a.mask))
		err = -LINUX_EINVAL;
	if (err)
		return err;
	if (write)
		return set(t, c, write_mask, &a, &a.mask, sizeof(a.mask));
	return get(t, c, read_mask, &a, &a.mask, sizeof(a.mask));
}

/*
 * The nth queued signal of the tracee, of its own or its group's, as they
 * have arrived: on Linux that is the order of the queue.
 */
static int peek(struct ksig_task *t, const struct ksig_call *c,
		const struct linux_ptrace_peeksiginfo_args *args, uint64_t n,
		struct linux_siginfo *info)
{
	struct ksig__arrivals arrivals;
	struct ksig_entry *e;
	struct ksig_task *x;
	int found = -LINUX_ESRCH;

	ksig__tree_lock(t->k);
	x = ksig__ptrace_find(t, (int32_t)c->arg[1], false);
	if (x) {
		found = 0;
		ksig__lock_task(x);
		ksig__arrivals_begin(&arrivals, args->flags &
				     LINUX_PTRACE_PEEKSIGINFO_SHARED ?
				     &x->group->shared : &x->pending);
		while ((e = ksig__arrivals_next(&arrivals)) && n)
			n--;
		if (e) {
			found = 1;
			*info = (struct linux_siginfo){ .si_signo = 0 };
			__builtin_memcpy(info, &e->info,
					 KSIG_SIGINFO_KEPT_BYTES);
		}
		ksig__unlock_task(x);
	}
	ksig__tree_unlock(t->k);
	return found;
}

/* PTRACE_PEEKSIGINFO: how many it has copied, or an error if none. */
static int64_t peek_all(struct ksig_task *t, const struct ksig_call *c)
{
	struct linux_ptrace_peeksiginfo_args args;
	struct linux_siginfo info;
	int64_t err = access_tracee(t, c, NULL, NULL);
	int32_t i;

	if (!err)
		err = t->k->port->copy_from_user(t, &args, c->arg[2],
						 sizeof(args));
	if (!err && ((args.flags & ~LINUX_PTRACE_PEEKSIGINFO_SHARED) ||
		     args.nr < 0))
		err = -LINUX_EINVAL;
	if (err)
		return err;
	for (i = 0; i < args.nr; i++) {
		err = peek(t, c, &args, args.off + (uint64_t)i, &info);
		if (err > 0)
			err = ksig__write_user(t, c->arg[3] +
					       (uint64_t)i * sizeof(info),
					       &info, sizeof(info)) < 0 ?
				-LINUX_EFAULT : 1;
		if (err <= 0)
			break;
	}
	return i ? i : err;
}

static int set_options(struct ksig_task *x, uint64_t options)
{
	if (options & ~(uint64_t)LINUX_PTRACE_O_MASK)
		return -LINUX_EINVAL;
	ksig__lock_task(x);
	__atomic_store_n(&x->ptrace_options, (uint32_t)options,
			 __ATOMIC_RELAXED);
	ksig__unlock_task(x);
	return 0;
}

static int kill_tracee(struct ksig_task *t, struct ksig_task *x)
{
	struct ksig_origin origin = { KSIG_BY_PTRACE, t->group->pid, t->tid };
	struct linux_siginfo info;

	ksig__siginfo_kill(&info, LINUX_SIGKILL, LINUX_SI_USER, t);
	(void)ksig__generate(x->group, x, false, &info, &origin);
	return 0;
}

/* Requests that need no user memory. */
static int control(struct ksig_task *t, const struct ksig_call *c)
{
	int64_t request = (int64_t)c->arg[0];
	bool any_state = request == LINUX_PTRACE_KILL ||
			 request == LINUX_PTRACE_INTERRUPT;
	struct ksig_task *x;
	int err = -LINUX_ESRCH;

	ksig__tree_lock(t->k);
	x = ksig__ptrace_find(t, (int32_t)c->arg[1], any_state);
	if (x) {
		switch (request) {
		case LINUX_PTRACE_CONT:
			err = ksig_ptrace_resume(t, x, c->arg[3]);
			break;
		case LINUX_PTRACE_DETACH:
			err = ksig__ptrace_detach(t, x, c->arg[3]);
			break;
		case LINUX_PTRACE_KILL:
			err = kill_tracee(t, x);
			break;
		case LINUX_PTRACE_INTERRUPT:
			err = ksig__ptrace_interrupt(x);
			break;
		case LINUX_PTRACE_LISTEN:
			err = ksig__ptrace_listen(x);
			break;
		default:
			err = set_options(x, c->arg[3]);
			break;
		}
	}
	ksig__tree_unlock(t->k);
	return err;
}

/* Not ours: the port's, on call.tracee. */
static enum ksig_call_outcome to_port(struct ksig_task *t, struct ksig_call *c)
{
	ksig__tree_lock(t->k);
	c->tracee = ksig__ptrace_find(t, (int32_t)c->arg[1], false);
	ksig__tree_unlock(t->k);
	return c->tracee ? KSIG_CALL_PORT : ksig__done(c, -LINUX_ESRCH);
}

/* Linux: sys_ptrace(), ptrace_request(). */
enum ksig_call_outcome ksig__sys_ptrace(struct ksig_task *t,
					struct ksig_call *c)
{
	int64_t request = (int64_t)c->arg[0];
	struct about a;

	if (!t->k->port->task_reaped)
		return KSIG_CALL_UNKNOWN;
	switch (request) {
	case LINUX_PTRACE_TRACEME:
		return ksig__done(c, ksig__ptrace_traceme(t));
	case LINUX_PTRACE_ATTACH:
	case LINUX_PTRACE_SEIZE:
		return ksig__done(c, ksig__ptrace_attach(t, (int32_t)c->arg[1],
					request == LINUX_PTRACE_SEIZE,
					c->arg[2], c->arg[3]));
	case LINUX_PTRACE_CONT:
	case LINUX_PTRACE_DETACH:
	case LINUX_PTRACE_KILL:
	case LINUX_PTRACE_INTERRUPT:
	case LINUX_PTRACE_LISTEN:
	case LINUX_PTRACE_OLDSETOPTIONS:
	case LINUX_PTRACE_SETOPTIONS:
		return ksig__done(c, control(t, c));
	case LINUX_PTRACE_GETSIGINFO:
		return ksig__done(c, get(t, c, read_info, &a, &a.info,
					 sizeof(a.info)));
	case LINUX_PTRACE_SETSIGINFO:
		return ksig__done(c, set(t, c, write_info, &a, &a.info,
					 sizeof(a.info)));
	case LINUX_PTRACE_GETEVENTMSG:
		return ksig__done(c, get(t, c, read_message, &a, &a.message,
					 sizeof(a.message)));
	case LINUX_PTRACE_GETSIGMASK:
	case LINUX_PTRACE_SETSIGMASK:
		return ksig__done(c, mask(t, c, request ==
					  LINUX_PTRACE_SETSIGMASK));
	case LINUX_PTRACE_PEEKSIGINFO:
		return ksig__done(c, peek_all(t, c));
	default:
		return to_port(t, c);
	}
}
