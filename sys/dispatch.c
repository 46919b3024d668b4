/* SPDX-License-Identifier: MIT */
/* From a call's number to its function. */
#include "sys.h"

/* Timers and interval timers. */
static enum ksig_call_outcome dispatch_timers(struct ksig_task *t,
					      struct ksig_call *call)
{
	switch (call->nr) {
	case LINUX_NR_timer_create:
		return ksig__sys_timer_create(t, call);
	case LINUX_NR_timer_settime:
		return ksig__sys_timer_settime(t, call);
	case LINUX_NR_timer_gettime:
		return ksig__sys_timer_gettime(t, call);
	case LINUX_NR_timer_getoverrun:
		return ksig__sys_timer_getoverrun(t, call);
	case LINUX_NR_timer_delete:
		return ksig__sys_timer_delete(t, call);
	case LINUX_NR_getitimer:
		return ksig__sys_getitimer(t, call);
	case LINUX_NR_setitimer:
		return ksig__sys_setitimer(t, call);
	case LINUX_NR_alarm:
		return ksig__sys_alarm(t, call);
	default:
		return KSIG_CALL_UNKNOWN;
	}
}

__attribute__((noinline))
static enum ksig_call_outcome dispatch_by_table(struct ksig_task *t,
						struct ksig_call *call)
{
	switch (call->nr) {
	case LINUX_NR_rt_sigaction:
		return ksig__sys_rt_sigaction(t, call);
	case LINUX_NR_rt_sigpending:
		return ksig__sys_rt_sigpending(t, call);
	case LINUX_NR_pause:
		return ksig__sys_pause(t, call);
	case LINUX_NR_rt_sigsuspend:
		return ksig__sys_rt_sigsuspend(t, call);
	case LINUX_NR_rt_sigtimedwait:
		return ksig__sys_rt_sigtimedwait(t, call);
	case LINUX_NR_kill:
		return ksig__sys_kill(t, call);
	case LINUX_NR_tkill:
		return ksig__sys_tkill(t, call);
	case LINUX_NR_tgkill:
		return ksig__sys_tgkill(t, call);
	case LINUX_NR_rt_sigqueueinfo:
		return ksig__sys_rt_sigqueueinfo(t, call);
	case LINUX_NR_rt_tgsigqueueinfo:
		return ksig__sys_rt_tgsigqueueinfo(t, call);
	case LINUX_NR_pidfd_send_signal:
		return ksig__sys_pidfd_send_signal(t, call);
	case LINUX_NR_sigaltstack:
		return ksig__sys_sigaltstack(t, call);
	case LINUX_NR_signalfd:
	case LINUX_NR_signalfd4:
		return ksig__sys_signalfd(t, call);
	case LINUX_NR_wait4:
		return ksig__sys_wait4(t, call);
	case LINUX_NR_waitid:
		return ksig__sys_waitid(t, call);
	case LINUX_NR_ptrace:
		return ksig__sys_ptrace(t, call);
	case LINUX_NR_prctl:
		return ksig__sys_prctl(t, call);
	case LINUX_NR_restart_syscall:
		return ksig__sys_restart_syscall(t, call);
	case LINUX_NR_ppoll:
	case LINUX_NR_pselect6:
	case LINUX_NR_epoll_pwait:
	case LINUX_NR_epoll_pwait2:
	case LINUX_NR_io_pgetevents:
	case LINUX_NR_io_uring_enter:
		return ksig__sys_sigmask_arg(t, call);
	default:
		return dispatch_timers(t, call);
	}
}

__attribute__((noinline))
static enum ksig_call_outcome dispatch_dead(struct ksig_task *t,
					    struct ksig_call *call)
{
	ksig__assert_alive(t);
	return dispatch_by_table(t, call);
}

/* Apart, so that ksig_syscall() needs one comparison for the other. */
__attribute__((noinline))
static enum ksig_call_outcome dispatch(struct ksig_task *t,
				       struct ksig_call *call)
{
	if (call->nr == LINUX_NR_rt_sigreturn)
		return ksig__sys_rt_sigreturn(t, call);
	if (__builtin_expect(ksig__flags(&t->flags) & KSIG_TASK_DEAD, 0))
		return dispatch_dead(t, call);
	return dispatch_by_table(t, call);
}

/* The calls that programs make most do not go through the table. */
enum ksig_call_outcome ksig_syscall(struct ksig_task *t,
				    struct ksig_call *call)
{
	if (call->nr == LINUX_NR_rt_sigprocmask)
		return ksig__sys_rt_sigprocmask(t, call);
	return dispatch(t, call);
}
