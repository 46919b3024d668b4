/* SPDX-License-Identifier: MIT */
/* signalfd(fd, set, size), signalfd4(fd, set, size, flags) */
#include "sys.h"

/*
 * The descriptor is the port's. KILL and STOP are taken out of the mask
 * without a word; signals of faults stay: one from kill(2) can be read
 * (observed on 6.18), and a real one never waits to be.
 */
enum ksig_call_outcome ksig__sys_signalfd(struct ksig_task *t,
					  struct ksig_call *c)
{
	uint32_t flags = 0;
	ksig_sigset set;
	int err = ksig__read_sigset(t, &set, c->arg[1], c->arg[2]);

	if (c->nr == LINUX_NR_signalfd4)
		flags = (uint32_t)c->arg[3];
	if (!err && (flags & ~(uint32_t)(LINUX_SFD_CLOEXEC |
					 LINUX_SFD_NONBLOCK)))
		err = -LINUX_EINVAL;
	if (err)
		return ksig__done(c, err);
	c->set = set & ~KSIG_SET_ONLY_KERNEL;
	return KSIG_CALL_PORT;
}
