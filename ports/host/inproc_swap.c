/* SPDX-License-Identifier: MIT */
/*
 * Changing an instruction that other threads may be executing.
 *
 * They are not stopped for it: what a stop breaks off is not always to be
 * made good, a write(2) that has written half would return. So its first byte
 * becomes a breakpoint, then the others change, then the first: between the
 * steps every processor that runs the process is made to serialise
 * (membarrier(2); Intel SDM vol. 3, "Cross-Modifying Code"). Only one
 * instruction is replaced, by one: nobody stands in its middle. A thread that
 * meets the breakpoint stops for us, and goes on when all is done.
 */
#include <linux/membarrier.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include "inproc.h"

#define BREAKPOINT	0xcc	/* int3 */
#define HWCAP2_FSGSBASE	2u	/* asm/hwcap2.h */

bool inproc_reads_gs(void)
{
	return getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE;
}

static bool barrier(struct htask *ht, int command)
{
	const uint64_t a[6] = { (uint64_t)command };

	return tracee_inject(ht, SYS_membarrier, a) == 0;
}

static bool sync_cores(struct htask *ht)
{
	return barrier(ht, MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE);
}

/* false: it cannot be done, and all is as it was. */
bool inproc_swap(struct htask *ht, uint64_t at, const uint8_t *code)
{
	struct hgroup *hg = ht_hg(ht);
	const uint8_t trap = BREAKPOINT;
	int tid = ht->t.tid;

	if (hg->g.nr_tasks == 1)
		return inproc_poke(tid, at, code, JUMP);
	/* Each time: a forked copy may have lost it. */
	if (!barrier(ht, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE)) {
		hg->inproc.off = true;
		return false;
	}
	hg->inproc.syncs = true;
	return inproc_poke(tid, at, &trap, 1) && sync_cores(ht) &&
	       inproc_poke(tid, at + 1, code + 1, JUMP - 1) &&
	       sync_cores(ht) && inproc_poke(tid, at, code, 1) &&
	       sync_cores(ht);
}

/*
 * Has ht met a breakpoint of ours? It goes back, and finds what the site has by
 * now. In a child that was forked between two steps that is to be made yet.
 */
bool inproc_met(struct htask *ht, const struct linux_siginfo *i)
{
	struct inproc *ip = &ht_hg(ht)->inproc;
	struct ksig_regs *r;
	uint8_t now, jump[JUMP];
	uint32_t n;

	if (i->si_signo != LINUX_SIGTRAP || i->si_code != LINUX_SI_KERNEL ||
	    !ip->syncs)
		return false;
	r = tracee_regs(ht);
	for (n = 0; n < ip->nr_sites; n++)
		if (ip->sites[n].site == r->ip - 1)
			break;
	if (n == ip->nr_sites ||
	    tracee_read(ht->t.tid, &now, r->ip - 1, 1) != 0)
		return false;
	inproc_jump(&ip->sites[n], jump);
	if (now == BREAKPOINT)
		inproc_poke(ht->t.tid, r->ip - 1,
			    ip->bare ? ip->sites[n].was : jump, JUMP);
	r->ip--;
	ht->regs_dirty = true;
	return true;
}
