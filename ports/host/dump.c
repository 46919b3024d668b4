/* SPDX-License-Identifier: MIT */
/*
 * prctl(PR_SET_DUMPABLE, 0): timeout(1), ssh-agent and others do it. On Linux
 * not even its tracer may look into such a process then, unless it has
 * CAP_SYS_PTRACE. A runner without that keeps the host from knowing: the flag
 * is here, a copy for each process, and what it means when the process dies of
 * a signal is done by a limit.
 */
#define _GNU_SOURCE
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "internal.h"

static bool may_trace_all(void)
{
	static int known;	/* -1: no, 1: yes */
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2];

	if (!known)
		known = syscall(SYS_capget, &h, d) == 0 &&
			d[0].effective & 1u << CAP_SYS_PTRACE ? 1 : -1;
	return known > 0;
}

bool dump_prctl(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	struct hgroup *hg = ht_hg(ht);

	if (may_trace_all())
		return false;
	if (r->di == PR_GET_DUMPABLE) {
		if (!hg->undumpable)
			return false;
		boundary_result(ht, SYS_prctl, 0);
		return true;
	}
	if (r->di != PR_SET_DUMPABLE || r->si > 1)
		return false;
	hg->undumpable = r->si == 0;
	boundary_result(ht, SYS_prctl, 0);
	return true;
}

/*
 * hg is about to die of a signal: without a core file, whatever core_pattern
 * says. A limit of 0 is none for a pattern that names a program, one of 1 byte
 * is too small for a file: core(5).
 */
void dump_forbid(struct hgroup *hg)
{
	struct rlimit rl;

	if (!hg->undumpable ||
	    prlimit(hg->g.pid, RLIMIT_CORE, NULL, &rl) != 0)
		return;
	rl.rlim_cur = rl.rlim_max > 0;
	prlimit(hg->g.pid, RLIMIT_CORE, &rl, NULL);
}
