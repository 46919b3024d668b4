/* SPDX-License-Identifier: MIT */
/* sigaltstack(ss, old) */
#include "sys.h"

/* The stack is set even if the old one cannot be told. sigaltstack(2). */
enum ksig_call_outcome ksig__sys_sigaltstack(struct ksig_task *t,
					     struct ksig_call *c)
{
	const struct ksig_port *port = t->k->port;
	uint64_t sp = ksig__arch_sp(port->regs_get(t));
	struct linux_stack ss, old;
	int err;

	if (c->arg[0] &&
	    port->copy_from_user(t, &ss, c->arg[0], sizeof(ss)) < 0)
		return ksig__done(c, -LINUX_EFAULT);
	err = ksig__altstack_set(t, c->arg[0] ? &ss : NULL, sp, &old);
	if (!err && c->arg[1])
		err = ksig__write_user(t, c->arg[1], &old, sizeof(old));
	return ksig__done(c, err);
}
