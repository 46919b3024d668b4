/* SPDX-License-Identifier: MIT */
/*
 * What the host's kernel must know of the guest's masks and dispositions.
 *
 * Its masks are empty and its dispositions default, so that it hands every
 * signal to the runner. Four things in the kernel look at them for their own
 * sake, and there it has to see the guest's:
 *
 * - the terminal: a background write or tcsetpgrp() raises SIGTTOU unless it
 *   is blocked or ignored, and then calls again: without this bash spins;
 * - exit: a child of a parent that ignores SIGCHLD, or said SA_NOCLDWAIT, is
 *   reaped at once, and only the kernel can do that;
 * - SA_NOCLDSTOP, which the kernel looks at before it wakes a waiter;
 * - a SIGCHLD that is ignored interrupts nothing. The core makes that signal
 *   itself (hostsig.c), so on the host it can be blocked meanwhile.
 *
 * And a fast timer must leave time to run: while its signal is blocked by the
 * guest and waits in the core, the further ones wait on the host, which
 * counts them in less time than a stop takes ("held back").
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include "internal.h"

#define TTY_SIGNALS (SIGBIT(LINUX_SIGTTIN) | SIGBIT(LINUX_SIGTTOU))

uint64_t mirror_wanted_mask(struct htask *ht)
{
	uint64_t m = 0;

	if (ksig_is_ignored(&ht->t, LINUX_SIGCHLD))
		m |= SIGBIT(LINUX_SIGCHLD);
	if (!ht_hg(ht)->has_tty)
		return m;
	m |= ht->t.blocked & TTY_SIGNALS;
	if (ksig_is_ignored(&ht->t, LINUX_SIGTTIN))
		m |= SIGBIT(LINUX_SIGTTIN);
	if (ksig_is_ignored(&ht->t, LINUX_SIGTTOU))
		m |= SIGBIT(LINUX_SIGTTOU);
	return m;
}

/*
 * Bring the host's mask of ht, which is in our hands, up to date. A SIGCHLD
 * that is blocked by the guest stays so on the host once it has interrupted a
 * call for nothing (boundary.c).
 */
void mirror_mask(struct htask *ht)
{
	uint64_t m = mirror_wanted_mask(ht);
	uint64_t chld = SIGBIT(LINUX_SIGCHLD);

	m |= ht->host_blocked & ht->t.blocked & chld;
	if (ht->held_back) {
		ht->held_back &= ht->t.blocked & ksig_pending_all(&ht->t);
		m |= ht->held_back;
	}
	tracee_set_mask(ht, m);
}

void mirror_hold_back(struct htask *ht, int sig)
{
	if (ht->t.blocked & ksig_pending_all(&ht->t) & SIGBIT(sig)) {
		ht->held_back |= SIGBIT(sig);
		mirror_mask(ht);
	}
}

/*
 * ht is about to make a call that may take what is held back: before that
 * the host tells of the rest, so that the overruns are complete. They come
 * before the call is made again, and only once.
 */
bool mirror_drain(struct htask *ht)
{
	struct ksig_regs *r;

	if (!ht->held_back || ht->drained) {
		ht->drained = false;
		return false;
	}
	ht->drained = true;
	ht->held_back = 0;
	mirror_mask(ht);
	r = tracee_regs(ht);
	r->ip -= 2;
	r->ax = r->orig_ax;
	ht->regs_dirty = true;
	boundary_rekick(ht);
	tracee_cont(ht, 0);
	return true;
}

static void mirror_all_threads(struct hgroup *hg, struct htask *self)
{
	struct ksig_list *l;
	struct htask *o;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next) {
		o = ht_at(l);
		if (o == self)
			continue;
		o->wake_pending = true;
		boundary_kick(o);
	}
}

/* What ht alone was told of may be left for the others: they look again. */
void mirror_let_go(struct htask *ht)
{
	struct ksig_list *l, *all = &ht->t.group->tasks;
	struct htask *o;

	for (l = all->next; l != all; l = l->next) {
		o = ht_at(l);
		if (o != ht && o->held_back) {
			o->wake_pending = true;
			boundary_kick(o);
		}
	}
}

/*
 * The guest has set sig's action (the core has checked and done it). SIGCHLD
 * with another effect on the kernel is set there too: with its arguments in
 * scratch memory below the guest's red zone.
 */
bool mirror_sigaction(struct htask *ht, int sig)
{
	struct hgroup *hg = ht_hg(ht);
	const struct linux_sigaction *sa;
	struct linux_sigaction act, keep;
	struct ksig_piece p, back;
	uint64_t at, flags, arg[6] = { LINUX_SIGCHLD, 0, 0, 8, 0, 0 };
	bool ign;

	if (sig == LINUX_SIGTTIN || sig == LINUX_SIGTTOU) {
		if (hg->g.nr_tasks > 1)
			mirror_all_threads(hg, ht);
		return false;
	}
	if (sig != LINUX_SIGCHLD)
		return false;
	if (hg->g.nr_tasks > 1 && !ksig_is_ignored(&ht->t, LINUX_SIGCHLD))
		mirror_all_threads(hg, ht);
	sa = &ht->t.sighand->action[LINUX_SIGCHLD - 1];
	ign = sa->handler == LINUX_SIG_IGN;
	flags = sa->flags & (LINUX_SA_NOCLDSTOP | LINUX_SA_NOCLDWAIT);
	if (ign == hg->chld_ign && flags == hg->chld_flags)
		return false;
	memset(&act, 0, sizeof(act));
	act.handler = ign ? LINUX_SIG_IGN : LINUX_SIG_DFL;
	act.flags = flags;
	at = (tracee_regs(ht)->sp - 128 - sizeof(act)) & ~15ull;
	p = (struct ksig_piece){ at, &act, sizeof(act) };
	back = (struct ksig_piece){ at, &keep, sizeof(keep) };
	if (tracee_read(ht->t.tid, &keep, at, sizeof(keep)) != 0 ||
	    tracee_write(ht->t.tid, &p, 1) != 0)
		return false;
	arg[1] = at;
	if (tracee_inject(ht, SYS_rt_sigaction, arg) == 0) {
		hg->chld_ign = ign;
		hg->chld_flags = flags;
	}
	tracee_write(ht->t.tid, &back, 1);
	return true;
}
