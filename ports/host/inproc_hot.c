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
#define THREADS_MAX	64u		/* to be stopped for a patch */
#define HOLDS_MAX	6u		/* attempts that failed: no more */
#define COPIES		4u		/* of a process, alive: see below */

static bool may_patch(struct htask *ht, enum inproc_kind kind)
{
	struct hgroup *hg = ht_hg(ht);

	if (hg->inproc.off || hg->filtered || hg->g.nr_tasks > THREADS_MAX ||
	    hg->inproc.nr_sites == INPROC_SITES_MAX)
		return false;
	/* The timeline tells of every return, and of every signal. */
	return !(host.o->trace && kind != INPROC_MASK) &&
	       !(kind == INPROC_OWN && hg->g.nr_tasks > 1) &&
	       inproc_arena() >= 0;
}

/*
 * Have ht's process ready for a change of its code: no thread runs, each has
 * a slot. A thread that cannot be stopped at once sleeps in the kernel; the
 * next attempt is made after twice as many calls.
 */
static bool all_ready(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_list *l;
	struct htask *o;

	if (hg->g.nr_tasks > 1 && !loop_hold_others(ht)) {
		if (++hg->inproc.nr_holds == HOLDS_MAX)
			hg->inproc.off = true;
		return false;
	}
	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next) {
		o = ht_at(l);
		if (o->slot || o->state == HT_EXPECTED)
			continue;	/* inproc_born() gives it one */
		if (ptrace(PTRACE_PEEKUSER, o->t.tid,
			   offsetof(struct ksig_regs, gs_base), 0) != 0 ||
		    !inproc_slot_take(o)) {
			hg->inproc.off = true;
			return false;
		}
		inproc_attach(o);
	}
	return true;
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
	if (!all_ready(ht) || (kind == INPROC_OWN && !inproc_add_guest(ht)))
		return;
	if (inproc_patch(ht, s))
		hg->inproc.nr_sites++;
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

	/* With the first one's cost paid, the next may come sooner. */
	if (kind == INPROC_OWN && ip->guest_at)
		hot = 2;
	if (++ip->calls[kind] < hot << ip->nr_holds || !may_patch(ht, kind))
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

/* All call sites are as they were. */
static void give_back(struct htask *ht)
{
	const struct inproc *ip = &ht_hg(ht)->inproc;
	uint32_t i;

	for (i = 0; i < ip->nr_sites; i++)
		inproc_poke(ht->t.tid, ip->sites[i].site, ip->sites[i].was, 5);
}

/*
 * ht's process has set a seccomp filter of its own. That judges its calls, and
 * the runner's in it: there are to be none but those that it makes itself. A
 * thread that is in a stub just now comes out of it by its site, still known.
 */
void inproc_filtered(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);

	hg->filtered = hg->inproc.no_watch = true;
	if (hg->inproc.nr_sites &&
	    (hg->g.nr_tasks == 1 || loop_hold_others(ht)))
		give_back(ht);
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
	hg->inproc.off = hg->inproc.gs_used = true;
	give_back(ht);
	hg->inproc.nr_sites = 0;
	inproc_drop(ht);
	return false;
}
