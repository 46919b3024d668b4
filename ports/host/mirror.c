/* SPDX-License-Identifier: MIT */
/*
 * What the host's kernel must know of the guest's masks and dispositions.
 *
 * Its masks are empty, so that it hands every signal to the runner, and no
 * handler that it knows of ever runs. Four things in the kernel look at masks
 * and dispositions for their own sake, and there it has to see the guest's:
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
 * counts them in less time than a stop takes ("held back"). One that is ignored
 * waits there, too, when it comes so fast that the guest could do nothing else.
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

#define STORM_GAP_NS	150000u
#define STORM		32u

/* Of what is held because it is ignored: what still is. */
static uint64_t still_ignored(struct htask *ht)
{
	uint64_t left = ht->held_ignored;

	for (; left; left &= left - 1)
		if (!ksig_is_ignored(&ht->t, __builtin_ctzll(left) + 1))
			ht->held_ignored &= ~(left & -left);
	return ht->held_ignored;
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
	m |= still_ignored(ht);
	tracee_set_mask(ht, m);
}

/*
 * A timer's signal that ht ignores. On Linux it costs ht next to nothing, here
 * a stop, and the host lets no other signal come before the next one.
 */
static void hold_ignored(struct htask *ht, int sig)
{
	uint64_t now = host_now();

	ht->nr_ignored = now - ht->ignored_ns < STORM_GAP_NS ?
		ht->nr_ignored + 1 : 0;
	ht->ignored_ns = now;
	if (ht->nr_ignored >= STORM) {
		ht->held_ignored |= SIGBIT(sig);
		mirror_mask(ht);
	}
}

/* A timer's signal has come to ht: are further ones to wait on the host? */
void mirror_hold_back(struct htask *ht, int sig)
{
	if (ht->t.blocked & ksig_pending_all(&ht->t) & SIGBIT(sig)) {
		ht->held_back |= SIGBIT(sig);
		mirror_mask(ht);
	}
	if (ksig_is_ignored(&ht->t, sig))
		hold_ignored(ht, sig);
}

/*
 * ht is about to make a call that may take what is held back: before that
 * the host tells of the rest, so that the overruns are complete. They come
 * before the call is made again, and only once.
 */
bool mirror_drain(struct htask *ht)
{
	if (!ht->held_back || ht->drained) {
		ht->drained = false;
		return false;
	}
	ht->drained = true;
	ht->held_back = 0;
	mirror_mask(ht);
	boundary_call_again(ht);
	return true;
}

/*
 * An action of sig's has changed: the other threads whose mask on the host has
 * to be another by now stop for it, and only they, since a stop breaks off what
 * they wait in. SIGCHLD has time until they stop anyway: one of them is enough
 * that the host can tell of it, and that is who has changed it.
 */
static void mirror_others(struct htask *self, int sig, bool ignoring)
{
	struct hgroup *hg = ht_hg(self);
	uint64_t bit = SIGBIT(sig);
	bool all = ignoring && hg->has_tty && (bit & TTY_SIGNALS);
	struct ksig_list *l;
	struct htask *o;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next) {
		o = ht_at(l);
		if (o == self || !(all || o->held_ignored & bit))
			continue;
		boundary_look_again(o);
	}
}

/*
 * What ht alone was told of may be left for the others: they look again. Nor
 * was it the only one, hopefully, whom the host could tell of a SIGCHLD.
 */
void mirror_let_go(struct htask *ht)
{
	const uint64_t chld = SIGBIT(LINUX_SIGCHLD);
	struct ksig_list *l, *all = &ht->t.group->tasks;
	struct htask *o, *stale = NULL;
	bool told = false;

	for (l = all->next; l != all; l = l->next) {
		o = ht_at(l);
		if (o == ht)
			continue;
		if (o->held_back)
			boundary_look_again(o);
		if (!(o->host_blocked & chld))
			told = true;
		else if (!(o->t.blocked & chld) &&
			 !ksig_is_ignored(&o->t, LINUX_SIGCHLD))
			stale = o;
	}
	if (stale && !told)
		boundary_look_again(stale);
}

/*
 * The core sets these to default by itself, when it forces a fault, and then
 * the host has to die of them: it never learns of another action.
 */
#define FORCED (SIGBIT(LINUX_SIGILL) | SIGBIT(LINUX_SIGTRAP) | \
		SIGBIT(LINUX_SIGBUS) | SIGBIT(LINUX_SIGFPE) | \
		SIGBIT(LINUX_SIGSEGV) | SIGBIT(LINUX_SIGSYS))

bool mirror_shows(int sig)
{
	return !(FORCED & SIGBIT(sig));
}

/* The first program's: what is ignored stays so on the host. */
void mirror_begin(struct hsighand *h, uint64_t ignored)
{
	h->same = h->once = ignored & ~FORCED;
}

/* h is from's copy; caught: what from catches is at its default there. */
void mirror_copy(struct hsighand *h, const struct hsighand *from, bool caught)
{
	int sig;

	h->same = from->same;
	h->once = caught ? from->same : from->once;
	for (sig = 1; caught && sig <= KSIG_NSIG; sig++)
		if (h->s.action[sig - 1].handler != LINUX_SIG_IGN)
			h->same &= ~SIGBIT(sig);
}

static bool is_zero(const struct linux_sigaction *a)
{
	return !a->handler && !a->flags && !a->restorer && !a->mask;
}

/*
 * Is the host to have the guest's action a of sig? SA_RESETHAND is the core's
 * to carry out, and SIGCHLD's default action never is the host's.
 */
static bool shown(int sig, const struct linux_sigaction *a)
{
	if (sig == LINUX_SIGCHLD)
		return true;
	return mirror_shows(sig) && !(a->flags & LINUX_SA_RESETHAND);
}

/*
 * Have the host set act by a call of its own, with the argument in scratch
 * memory below the guest's red zone. The guest's call has its result already.
 */
static void inject(struct htask *ht, int sig, struct linux_sigaction *act)
{
	struct linux_sigaction keep;
	struct ksig_piece p, back;
	uint64_t at, arg[6] = { (uint64_t)sig, 0, 0, 8, 0, 0 };

	at = (tracee_regs(ht)->sp - 128 - sizeof(*act)) & ~15ull;
	p = (struct ksig_piece){ at, act, sizeof(*act) };
	back = (struct ksig_piece){ at, &keep, sizeof(keep) };
	if (tracee_read(ht->t.tid, &keep, at, sizeof(keep)) != 0 ||
	    tracee_write(ht->t.tid, &p, 1) != 0)
		return;
	arg[1] = at;
	tracee_inject(ht, SYS_rt_sigaction, arg);
	tracee_write(ht->t.tid, &back, 1);
}

/*
 * The guest's call has set an action, which was old; the core has checked and
 * done it. The host has the same, for whoever asks /proc who ignores or
 * catches what, and for the kernel's own sake (see above). No signal is
 * delivered by it, so what its handlers are does not matter, except that
 * act_on_host() needs the default: see FORCED.
 *
 * Nearly always the call is just let through: that is MIRROR_NATIVE. It must
 * not be if the host would store another old action than the core has. A
 * process that is to die of a signal already has had its action looked at: the
 * host, which has to kill it by that signal, must not learn of a new one.
 */
enum mirror_how mirror_sigaction(struct htask *ht,
				 const struct linux_sigaction *old)
{
	struct hsighand *h = ht_sighand(ht);
	int sig = (int)ht->call.arg[0];
	uint64_t bit = SIGBIT(sig), at = ht->call.arg[1];
	uint64_t old_at = ht->call.arg[2];
	struct linux_sigaction act = h->s.action[sig - 1];
	bool was = h->same & bit, show = shown(sig, &act);

	if (ht->t.group->nr_tasks > 1)
		mirror_others(ht, sig, (act.handler == LINUX_SIG_IGN) !=
			      (old->handler == LINUX_SIG_IGN));
	if (ht_hg(ht)->dying || (ht->t.group->flags & KSIG_GROUP_EXIT) ||
	    (!was && (!show || is_zero(&act))))
		return MIRROR_DONE;
	h->once |= bit;
	if (show && (!old_at || at - old_at + sizeof(act) >= 2 * sizeof(act)) &&
	    (!old_at || (was && !(old->flags & LINUX_SA_RESETHAND)) ||
	     (!was && is_zero(old)))) {
		h->same |= bit;
		return MIRROR_NATIVE;
	}
	h->same |= bit;
	if (!show) {
		h->same &= ~bit;
		memset(&act, 0, sizeof(act));
	}
	inject(ht, sig, &act);
	return MIRROR_INJECTED;
}

/* Would the host let the process die of sig, or stop? */
bool mirror_is_default(struct htask *ht, int sig)
{
	uint64_t set;

	return !(ht_sighand(ht)->once & SIGBIT(sig)) ||
	       procs_caught(ht->t.group->pid, &set) != 0 ||
	       !(set & SIGBIT(sig));
}
