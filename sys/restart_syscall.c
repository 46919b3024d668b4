/* SPDX-License-Identifier: MIT */
/* restart_syscall() */
#include "sys.h"

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
