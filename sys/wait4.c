/* SPDX-License-Identifier: MIT */
/*
 * wait4(pid, status, options, rusage),
 * waitid(type, id, info, options, rusage)
 *
 * A child that has been reaped is gone even if it cannot be told of: EFAULT
 * loses it (observed on 6.18).
 */
#include "sys.h"

#define WAIT4_OPTIONS (LINUX_WNOHANG | LINUX_WUNTRACED | LINUX_WCONTINUED | \
		       LINUX_WNOTHREAD | LINUX_WCLONE | LINUX_WALL)
#define WAITID_STATES (LINUX_WEXITED | LINUX_WSTOPPED | LINUX_WCONTINUED)
#define WAITID_OPTIONS (WAITID_STATES | LINUX_WNOHANG | LINUX_WNOWAIT | \
			LINUX_WNOTHREAD | LINUX_WCLONE | LINUX_WALL)

static int decode_wait4(const struct ksig_call *c, struct ksig__wait *w)
{
	int32_t pid = (int32_t)c->arg[0];
	uint32_t options = (uint32_t)c->arg[2];

	if (options & ~WAIT4_OPTIONS)
		return -LINUX_EINVAL;
	if (pid == INT32_MIN)
		return -LINUX_ESRCH;
	w->options = options | LINUX_WEXITED;
	w->kind = KSIG__WAIT_PGID;
	w->id = -pid;
	if (pid == -1) {
		w->kind = KSIG__WAIT_ALL;
	} else if (pid > 0) {
		w->kind = KSIG__WAIT_PID;
		w->id = pid;
	}
	return 0;
}

/* Linux: kernel_wait4(). */
enum ksig_call_outcome ksig__sys_wait4(struct ksig_task *t,
				       struct ksig_call *c)
{
	struct ksig__wait w;
	int err = decode_wait4(c, &w);

	if (err)
		return ksig__done(c, err);
	if (ksig__wait(t, &w, &c->ret) == KSIG_CALL_PARK)
		return KSIG_CALL_PARK;
	if (c->ret > 0 && c->arg[1] &&
	    ksig__write_user(t, c->arg[1], &w.status, sizeof(w.status)) < 0)
		c->ret = -LINUX_EFAULT;
	if (c->ret > 0 && c->arg[3] &&
	    ksig__write_user(t, c->arg[3], &w.rusage, sizeof(w.rusage)) < 0)
		c->ret = -LINUX_EFAULT;
	return KSIG_CALL_DONE;
}

/* The process of a pidfd; one that has been reaped is nobody's child. */
static int decode_pidfd(const struct ksig_call *c, struct ksig__wait *w)
{
	if ((int32_t)c->arg[1] < 0)
		return -LINUX_EINVAL;
	if (c->pidfd_pid == -LINUX_ESRCH)
		return -LINUX_ECHILD;
	if (c->pidfd_pid < 0)
		return c->pidfd_pid;
	w->kind = KSIG__WAIT_PID;
	w->id = c->pidfd_pid;
	if (c->pidfd_nonblock)
		w->options |= LINUX_WNOHANG;
	return 0;
}

static int decode_waitid(const struct ksig_call *c, struct ksig__wait *w)
{
	int32_t id = (int32_t)c->arg[1];

	w->options = (uint32_t)c->arg[3];
	if ((w->options & ~WAITID_OPTIONS) || !(w->options & WAITID_STATES))
		return -LINUX_EINVAL;
	w->kind = KSIG__WAIT_ALL;
	w->id = id;
	switch ((int32_t)c->arg[0]) {
	case LINUX_P_ALL:
		return 0;
	case LINUX_P_PID:
		w->kind = KSIG__WAIT_PID;
		return id > 0 ? 0 : -LINUX_EINVAL;
	case LINUX_P_PGID:
		w->kind = KSIG__WAIT_PGID;
		return id >= 0 ? 0 : -LINUX_EINVAL;
	case LINUX_P_PIDFD:
		return decode_pidfd(c, w);
	default:
		return -LINUX_EINVAL;
	}
}

/*
 * Six fields, and nothing between and behind them, are written whatever the
 * result: zeros when there is none to tell of, an error or a signal included.
 * If they cannot be, that is the error (observed on 6.18).
 */
static int write_info(struct ksig_task *t, uint64_t uaddr,
		      const struct ksig__wait *w)
{
	int32_t first[3] = { w ? LINUX_SIGCHLD : 0, 0, w ? w->code : 0 };
	int32_t second[3] = {
		w ? w->pid : 0, w ? (int32_t)w->uid : 0,
		w ? w->code_status : 0,
	};
	struct ksig_piece pieces[2] = {
		{ uaddr, first, sizeof(first) },
		{ uaddr + offsetof(struct linux_siginfo, u), second,
		  sizeof(second) },
	};

	return t->k->port->copy_to_user(t, pieces, 2);
}

/* Linux: kernel_waitid(). */
enum ksig_call_outcome ksig__sys_waitid(struct ksig_task *t,
					struct ksig_call *c)
{
	struct ksig__wait w;
	bool found = false;

	c->ret = decode_waitid(c, &w);
	if (!c->ret) {
		if (ksig__wait(t, &w, &c->ret) == KSIG_CALL_PARK)
			return KSIG_CALL_PARK;
		found = c->ret > 0;
		if (!c->ret && !((uint32_t)c->arg[3] & LINUX_WNOHANG))
			c->ret = -LINUX_EAGAIN;	/* PIDFD_NONBLOCK */
	}
	if (found) {
		c->ret = 0;
		if (c->arg[4] && ksig__write_user(t, c->arg[4], &w.rusage,
						  sizeof(w.rusage)) < 0)
			return ksig__done(c, -LINUX_EFAULT);
	}
	if (c->arg[2] && write_info(t, c->arg[2], found ? &w : NULL) < 0)
		c->ret = -LINUX_EFAULT;
	return KSIG_CALL_DONE;
}
