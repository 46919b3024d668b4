/* SPDX-License-Identifier: MIT */
/*
 * The system calls: copy in, check everything a program can get wrong, call
 * the core, copy out. The order of the checks is Linux's, because the order
 * decides which of two errors a program sees.
 */
#ifndef KSIG_SYS_H
#define KSIG_SYS_H

#include "../core/core.h"

enum ksig_call_outcome ksig__sys_rt_sigaction(struct ksig_task *t,
					      struct ksig_call *c);
enum ksig_call_outcome ksig__sys_rt_sigprocmask(struct ksig_task *t,
						struct ksig_call *c);
enum ksig_call_outcome ksig__sys_rt_sigpending(struct ksig_task *t,
					       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_pause(struct ksig_task *t,
				       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_rt_sigsuspend(struct ksig_task *t,
					       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_rt_sigtimedwait(struct ksig_task *t,
						 struct ksig_call *c);
enum ksig_call_outcome ksig__sys_kill(struct ksig_task *t,
				      struct ksig_call *c);
enum ksig_call_outcome ksig__sys_tkill(struct ksig_task *t,
				       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_tgkill(struct ksig_task *t,
					struct ksig_call *c);
enum ksig_call_outcome ksig__sys_rt_sigqueueinfo(struct ksig_task *t,
						 struct ksig_call *c);
enum ksig_call_outcome ksig__sys_rt_tgsigqueueinfo(struct ksig_task *t,
						   struct ksig_call *c);
enum ksig_call_outcome ksig__sys_pidfd_send_signal(struct ksig_task *t,
						   struct ksig_call *c);
/* In arch/<cpu>: all of it is about the frame and the registers. */
enum ksig_call_outcome ksig__sys_rt_sigreturn(struct ksig_task *t,
					      struct ksig_call *c);
enum ksig_call_outcome ksig__sys_sigaltstack(struct ksig_task *t,
					     struct ksig_call *c);
enum ksig_call_outcome ksig__sys_signalfd(struct ksig_task *t,
					  struct ksig_call *c);
enum ksig_call_outcome ksig__sys_restart_syscall(struct ksig_task *t,
						 struct ksig_call *c);
enum ksig_call_outcome ksig__sys_wait4(struct ksig_task *t,
				       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_waitid(struct ksig_task *t,
					struct ksig_call *c);
enum ksig_call_outcome ksig__sys_prctl(struct ksig_task *t,
				       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_timer_create(struct ksig_task *t,
					      struct ksig_call *c);
enum ksig_call_outcome ksig__sys_timer_settime(struct ksig_task *t,
					       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_timer_gettime(struct ksig_task *t,
					       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_timer_getoverrun(struct ksig_task *t,
						  struct ksig_call *c);
enum ksig_call_outcome ksig__sys_timer_delete(struct ksig_task *t,
					      struct ksig_call *c);
enum ksig_call_outcome ksig__sys_getitimer(struct ksig_task *t,
					   struct ksig_call *c);
enum ksig_call_outcome ksig__sys_setitimer(struct ksig_task *t,
					   struct ksig_call *c);
enum ksig_call_outcome ksig__sys_alarm(struct ksig_task *t,
				       struct ksig_call *c);
enum ksig_call_outcome ksig__sys_ptrace(struct ksig_task *t,
					struct ksig_call *c);
/* ppoll, pselect6, epoll_pwait, epoll_pwait2, io_pgetevents, io_uring_enter */
enum ksig_call_outcome ksig__sys_sigmask_arg(struct ksig_task *t,
					     struct ksig_call *c);

static inline enum ksig_call_outcome ksig__done(struct ksig_call *c,
						int64_t ret)
{
	c->ret = ret;
	return KSIG_CALL_DONE;
}

/* Copy in a sigset whose size argument is size. 0 or a negative errno. */
static inline int ksig__read_sigset(struct ksig_task *t, ksig_sigset *set,
				    uint64_t uaddr, uint64_t size)
{
	if (size != sizeof(*set))
		return -LINUX_EINVAL;
	return t->k->port->copy_from_user(t, set, uaddr, sizeof(*set));
}

static inline int ksig__write_user(struct ksig_task *t, uint64_t uaddr,
				   const void *src, uint64_t bytes)
{
	struct ksig_piece piece = { uaddr, src, bytes };

	return t->k->port->copy_to_user(t, &piece, 1);
}

/* What the kill calls of core return, as an outcome. */
static inline enum ksig_call_outcome ksig__kill_done(struct ksig_call *c,
						     int err)
{
	c->ret = err == KSIG__NO_SUCH ? -LINUX_ESRCH : err;
	return err == KSIG__NO_SUCH ? KSIG_CALL_NO_SUCH : KSIG_CALL_DONE;
}

#endif /* KSIG_SYS_H */
