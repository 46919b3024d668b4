/* SPDX-License-Identifier: MIT */
/*
 * Which call sites are patched, and when: those of calls that a process makes
 * often, and none at which a thread could be in the middle of what changes.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "inproc.h"

#ifndef INPROC_HOT
#define INPROC_HOT	8u		/* calls of a kind before patching */
#endif
#define COPIES		4u		/* of a process, alive: see below */

static bool may_patch(struct htask *ht, enum inproc_kind kind)
{
	struct hgroup *hg = ht_hg(ht);

	if (hg->inproc.off || hg->filtered ||
	    (hg->g.nr_tasks > 1 && !inproc_reads_gs()) ||
	    hg->inproc.nr_sites == INPROC_SITES_MAX)
		return false;
	/* The timeline tells of every return, and of every signal. */
	return !(host.o->trace && kind != INPROC_MASK) &&
	       !(kind == INPROC_OWN && hg->g.nr_tasks > 1) &&
	       inproc_arena() >= 0;
}

/*
 * Give ht its slot, if it can have one: its process has been patched. Other
 * threads get theirs as they come here; until then their stubs do nothing.
 */
static void take_slot(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);

	if (!ht->slot && !hg->inproc.gs_used && !tracee_regs(ht)->gs_base &&
	    inproc_slot_take(ht))
		inproc_attach(ht);
}

/* Patch the call site of ht's call nr, whose syscall instruction is at call. */
static void hot_site(struct htask *ht, enum inproc_kind kind, uint64_t call,
		     int nr)
{
	struct hgroup *hg = ht_hg(ht);
	struct inproc_site *s;
	uint32_t i;

	for (i = 0; i < hg->inproc.nr_sites; i++)
		if (hg->inproc.sites[i].call == call) {
			if (kind == INPROC_OWN)
				inproc_own_take(ht);
			return;
		}
	s = &hg->inproc.sites[hg->inproc.nr_sites];
	*s = (struct inproc_site){ .kind = kind, .call = call, .nr = nr };
	if (!inproc_find_site(ht, s) || (s->nr < 0 && kind != INPROC_OWN))
		return;
	if (!hg->inproc.stubs_at && !inproc_map_into(ht, s->site)) {
		hg->inproc.off = true;
		return;
	}
	if (kind == INPROC_OWN && !inproc_add_guest(ht))
		return;
	if (!inproc_patch(ht, s))
		return;
	hg->inproc.nr_sites++;
	take_slot(ht);
	if (kind == INPROC_OWN)
		inproc_own_take(ht);
	if (kind == INPROC_RET)
		inproc_add_enter(ht);
}

void inproc_hot(struct htask *ht, enum inproc_kind kind)
{
	struct inproc *ip = &ht_hg(ht)->inproc;
	uint32_t hot = (kind == INPROC_OWN ? 2 : 1) * INPROC_HOT;
	struct ksig_regs *r = tracee_regs(ht);

	if (ip->nr_sites)
		take_slot(ht);
	/* With the first one's cost paid, the next may come sooner. */
	if (kind == INPROC_OWN && ip->guest_at)
		hot = 2;
	if (++ip->calls[kind] < hot || !may_patch(ht, kind))
		return;
	ip->calls[kind] = 0;
	hot_site(ht, kind, r->ip - 2, (int)r->orig_ax);
}

/*
 * A server forks its workers before the first signal: each of them would have
 * to be patched by itself. So a process with several copies of itself is
 * patched before it makes more. Asked at its fork; counted only at every
 * power of 2.
 */
bool inproc_forks(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	uint32_t n = ++hg->inproc.nr_forks, copies = 0;
	struct ksig_list *l, *all = &hg->g.children;

	if (hg->inproc.nr_sites || n < COPIES || (n & (n - 1)) ||
	    !may_patch(ht, INPROC_RET))
		return false;
	for (l = all->next; l != all; l = l->next) {
		struct hgroup *child = hg_child_at(l);

		copies += child->is_copy && child->g.nr_tasks;
	}
	return copies >= COPIES;
}

/* At the exit of that fork: the return from its handlers. */
void inproc_prefork(struct htask *ht)
{
	const struct linux_sigaction *a = ht->t.sighand->action;
	uint64_t call;
	uint8_t b;
	int i;

	for (i = 0; i < KSIG_NSIG; i++) {
		if (a[i].handler <= LINUX_SIG_IGN || !a[i].restorer)
			continue;
		/* mov $15, %rax or %eax: 7 bytes or 5. */
		if (tracee_read(ht->t.tid, &b, a[i].restorer, 1) != 0)
			return;
		call = a[i].restorer + (b == 0x48 ? 7 : 5);
		hot_site(ht, INPROC_RET, call, LINUX_NR_rt_sigreturn);
		return;
	}
}

/* All call sites are as they were, and stay so. */
static void give_back(struct htask *ht)
{
	struct inproc *ip = &ht_hg(ht)->inproc;
	uint32_t i;

	for (i = 0; i < ip->nr_sites && !ip->bare; i++)
		inproc_swap(ht, ip->sites[i].site, ip->sites[i].was);
	ip->bare = ip->off = true;
}

/*
 * ht's process is about to set a seccomp filter of its own. That will judge its
 * calls, and the runner's in it: there are to be none but those that it makes
 * itself. A thread that is in a stub just now comes out of it by its site,
 * still known. true: ht is no longer at its call's entry.
 */
bool inproc_bare(struct htask *ht)
{
	struct inproc *ip = &ht_hg(ht)->inproc;

	if (!ip->nr_sites || ip->bare)
		return false;
	give_back(ht);
	return ht->regs_dirty;
}

/* It has one. */
void inproc_filtered(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);

	hg->filtered = hg->inproc.no_watch = true;
}

/*
 * A guest that has a %gs of its own: the sites are as they were again. Asked
 * for its base it hears 0, as without us.
 */
bool inproc_gs(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_regs *r = tracee_regs(ht);
	uint64_t zero = 0;
	struct ksig_piece p = { r->si, &zero, sizeof(zero) };

	if (r->di == ARCH_GET_GS) {
		if (!ht->slot)
			return false;
		boundary_result(ht, SYS_arch_prctl,
				tracee_write(ht->t.tid, &p, 1));
		return true;
	}
	hg->inproc.gs_used = true;
	if (inproc_bare(ht)) {
		boundary_call_again(ht);
		return true;
	}
	hg->inproc.off = true;
	inproc_drop(ht);
	return false;
}
