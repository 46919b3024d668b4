/* SPDX-License-Identifier: MIT */
/* rt_sigreturn(), restart_syscall() */
#include "sys.h"

/* A bad frame is not an error to the program: it gets SIGSEGV (rule 24). */
enum ksig_call_outcome ksig__sys_rt_sigreturn(struct ksig_task *t,
					      struct ksig_call *c)
{
	struct ksig_regs *regs = t->k->port->regs_get(t);
	uint64_t frame;

	(void)c;
	ksig__assert_alive(t);
	if (ksig__arch_frame_pop(t, regs, &frame) < 0)
		ksig__force_segv(t, 0);
	else if (ksig__tracing(t->k))
		ksig__frames_return(t, frame);
	t->k->port->regs_set(t);
	return KSIG_CALL_SIGRETURN;
}

/*
 * None of our calls goes on by restart_syscall(2): sigtimedwait ends with
 * EINTR. What the port's own calls left is the port's; if it has nothing,
 * call.ret is the answer.
 */
enum ksig_call_outcome ksig__sys_restart_syscall(struct ksig_task *t,
						 struct ksig_call *c)
{
	(void)t;
	c->ret = -LINUX_EINTR;
	return KSIG_CALL_PORT;
}
