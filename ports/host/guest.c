/* SPDX-License-Identifier: MIT */
/*
 * Calls that a guest serves itself, inside of it: this code is copied into
 * its stub page and called there by guest_entry.S. A thread may be stopped,
 * and taken back to before the call, at any instruction of guest_plan(): it
 * writes nothing but its own scratch. What is planned happens in one step,
 * the exchange of own->word; guest_finish() may be carried on by the runner.
 *
 * Only what is the same whoever does it is done here: signals for oneself
 * that are blocked, their acceptance, those that go to a handler at once
 * (guest_frame.c), dispositions that the host need not know. All else is 0,
 * "make the real call". Whatever is done here comes to libksig as soon as it
 * could matter to anybody else (inproc_own.c).
 *
 * Nothing outside of the section may be used, not even memcpy().
 */
#include <stdbool.h>
#include "inproc.h"

#define IGNORED_BY_DEFAULT (SIGBIT(LINUX_SIGCONT) | SIGBIT(LINUX_SIGURG) | \
	SIGBIT(LINUX_SIGWINCH) | SIGBIT(LINUX_SIGCHLD))
#define SA_KNOWN (LINUX_SA_NOCLDSTOP | LINUX_SA_NOCLDWAIT |		\
	LINUX_SA_SIGINFO | LINUX_SA_ONSTACK | LINUX_SA_RESTART |	\
	LINUX_SA_NODEFER | LINUX_SA_RESETHAND |				\
	LINUX_SA_EXPOSE_TAGBITS | LINUX_SA_RESTORER)

INLINE int64_t host_call(uint64_t nr, uint64_t a, uint64_t b, uint64_t c,
			 uint64_t d, uint64_t f)
{
	register uint64_t r10 __asm__("r10") = d;
	register uint64_t r9 __asm__("r9") = f;
	int64_t ret;

	__asm__ volatile("syscall" : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

#define NR_READ			0
#define NR_IOCTL		16
#define NR_TIMERFD_SETTIME	286
/* Where a call's buffer may not go: see sigfd_read.c. */
#define USER_TOP		0x7ffffffff000ull
#define RECORD_BYTES		sizeof(struct linux_signalfd_siginfo)

/* A further instance of sig: may it wait here? Returns its place. */
INLINE uint64_t *queue_place(struct own *o, int64_t sig, bool shared,
			     bool *coalesced)
{
	uint32_t count = OWN_COUNT(o->old);

	*coalesced = false;
	if (count) {
		if (o->sig != sig || o->shared != shared)
			return NULL;
		*coalesced = sig < LINUX_SIGRTMIN;
	}
	if (count >= o->room)
		return NULL;
	o->sig = (int32_t)sig;
	o->shared = shared;
	/* Unblocking it is the runner's business. */
	slot_of(o)->slow_bits = o->slow_bits | SIGBIT(sig);
	return o->queue[(uint16_t)(o->old >> 16) % OWN_QUEUE_MAX];
}

INLINE void queue_add(struct own *o)
{
	o->new = (o->old & ~(0xffff * OWN_TAIL)) |
		((o->old + OWN_TAIL) & (0xffff * OWN_TAIL));
}

INLINE void queue_take(struct own *o)
{
	o->new = (o->old & ~0xffffull) | ((o->old + 1) & 0xffff);
}

/* A signal for oneself. Its siginfo is in o->out, the number is not. */
INLINE int plan_send(struct own *o, int64_t sig, bool shared)
{
	bool coalesced;
	uint64_t *q;
	uint32_t i;

	if (sig < 1 || sig > KSIG_NSIG || !(o->may_queue & SIGBIT(sig)))
		return 0;
	o->out[0] = (o->out[0] & ~0xffffffffull) | (uint32_t)sig;
	if (!(slot_of(o)->blocked & SIGBIT(sig)))
		return guest_deliver(o, sig);
	q = queue_place(o, sig, shared, &coalesced);
	if (!q)
		return 0;
	if (coalesced)
		return 1;
	for (i = 0; i < OWN_INFO_WORDS; i++)
		((volatile uint64_t *)q)[i] = o->out[i];
	queue_add(o);
	return 1;
}

/* kill(2), tgkill(2), tkill(2) of oneself. */
INLINE int plan_kill(struct own *o, int64_t sig, bool shared, int32_t code)
{
	volatile uint64_t *info = o->out;

	/* si_errno; si_code; si_pid, si_uid; nothing. */
	info[0] = 0;
	info[1] = (uint32_t)code;
	info[2] = (uint32_t)o->pid | (uint64_t)o->uid << 32;
	info[3] = info[4] = info[5] = 0;
	return plan_send(o, sig, shared);
}

/* rt_sigqueueinfo(2) to oneself, with SI_QUEUE as its code. */
INLINE int plan_sigqueue(struct own *o)
{
	const volatile uint64_t *from = USER(uint64_t, o->dx);
	uint32_t i;

	if ((int32_t)o->di != o->pid)
		return 0;
	/* Read in any case: the pointer may be bad. */
	for (i = 0; i < OWN_INFO_WORDS; i++)
		o->out[i] = from[i];
	if ((int32_t)o->out[1] != LINUX_SI_QUEUE)
		return 0;
	return plan_send(o, (int32_t)o->si, true);
}

/* rt_sigtimedwait(2) for what is there, or without waiting. */
INLINE int plan_timedwait(struct own *o)
{
	const volatile uint64_t *q;
	int64_t sec = -1, nsec = 0;
	uint64_t set;
	uint32_t i;

	if (o->r10 != 8)
		return 0;
	set = *USER(uint64_t, o->di);
	if (set & o->unseen)
		return 0;
	if (o->dx) {
		sec = USER(int64_t, o->dx)[0];
		nsec = USER(int64_t, o->dx)[1];
		if (sec < 0 || nsec < 0 || nsec > 999999999)
			return 0;
	}
	if (!OWN_COUNT(o->old) || !(set & SIGBIT(o->sig))) {
		o->ret = (uint64_t)-LINUX_EAGAIN;
		return sec == 0 && nsec == 0;
	}
	o->ret = (uint64_t)o->sig;
	queue_take(o);
	if (!o->si)
		return 1;
	q = o->queue[(uint16_t)o->old % OWN_QUEUE_MAX];
	for (i = 0; i < sizeof(o->out) / 8; i++)
		o->out[i] = i < OWN_INFO_WORDS ? q[i] : 0;
	o->out_at = o->si;
	o->out_bytes = sizeof(o->out);
	return 1;
}

/*
 * read(2) of a signalfd: of one record, and what is in the queue is of one of
 * three codes, for which the record has words in the same order.
 */
INLINE int plan_read(struct own *o)
{
	const volatile uint64_t *q;
	uint32_t i;

	if ((int32_t)o->di != o->watch_fd || (o->watched & o->unseen) ||
	    o->dx < RECORD_BYTES ||
	    o->si > USER_TOP || o->dx > USER_TOP - o->si)
		return 0;
	if (!OWN_COUNT(o->old)) {
		o->ret = (uint64_t)-LINUX_EAGAIN;
		return o->watch_nonblock;
	}
	if (!(o->watched & SIGBIT(o->sig)) ||
	    (OWN_COUNT(o->old) > 1 && o->dx >= 2 * RECORD_BYTES))
		return 0;
	q = o->queue[(uint16_t)o->old % OWN_QUEUE_MAX];
	for (i = 0; i < sizeof(o->out) / 8; i++)
		o->out[i] = 0;
	o->out[0] = q[0];			/* number, errno */
	o->out[1] = (uint32_t)q[1] | q[2] << 32; /* code, pid */
	o->out[2] = q[2] >> 32;			/* uid */
	o->out[5] = q[3] << 32;			/* the value as an int ... */
	o->out[6] = q[3];			/* ... and as a pointer */
	o->out_at = o->si;
	o->out_bytes = RECORD_BYTES;
	o->ret = RECORD_BYTES;
	queue_take(o);
	return 1;
}

INLINE int plan_pending(struct own *o)
{
	if (o->si != 8 || (slot_of(o)->blocked & o->unseen))
		return 0;
	o->out[0] = OWN_COUNT(o->old) ? SIGBIT(o->sig) : 0;
	o->out_at = o->di;
	o->out_bytes = 8;
	return 1;
}

INLINE int plan_sigaction(struct own *o)
{
	const volatile uint64_t *act = USER(uint64_t, o->si);
	int32_t sig = (int32_t)o->di;
	struct linux_sigaction *a;
	bool ignores;

	if (o->r10 != 8 || sig < 1 || sig > KSIG_NSIG)
		return 0;
	a = &o->action[sig - 1];
	if (act) {
		/* The host loses one with SA_RESETHAND: mirror.c. */
		if (!(SIGBIT(sig) & o->may_set) ||
		    (act[1] & LINUX_SA_RESETHAND))
			return 0;
		o->new_action.handler = act[0];
		o->new_action.flags = act[1] & SA_KNOWN;
		o->new_action.restorer = act[2];
		o->new_action.mask = act[3] & ~ONLY_KERNEL;
		ignores = o->new_action.handler == LINUX_SIG_IGN ||
			(o->new_action.handler == LINUX_SIG_DFL &&
			 (SIGBIT(sig) & IGNORED_BY_DEFAULT));
		if (ignores && OWN_COUNT(o->old) && o->sig == sig)
			return 0;
		/* What it has too early, should this be undone, is harmless. */
		if (host_call(LINUX_NR_rt_sigaction, (uint64_t)sig,
			      (uint64_t)(uintptr_t)&o->new_action, 0, 8,
			      OWN_MAGIC) != 0)
			return 0;
		o->new = ((o->old + OWN_SET) & ~OWN_ACTIONS) |
			(uint64_t)sig * OWN_ACTION;
	}
	if (o->dx) {
		o->out[0] = a->handler;
		o->out[1] = a->flags;
		o->out[2] = a->restorer;
		o->out[3] = a->mask;
		o->out_at = o->dx;
		o->out_bytes = sizeof(*a);
	}
	return 1;
}

/* Returns 1 with what is to be done in o, 0: make the real call. */
GUEST int guest_plan(struct own *o)
{
	o->old = o->new = __atomic_load_n(&o->word, __ATOMIC_SEQ_CST);
	if (o->old & OWN_CLOSED)
		return 0;
	o->ret = 0;
	o->out_at = 0;
	o->frame = 0;
	if (o->nr == NR_READ)
		return plan_read(o);
	if (o->nr == LINUX_NR_rt_sigaction)
		return plan_sigaction(o);
	if (o->nr == LINUX_NR_rt_sigtimedwait)
		return plan_timedwait(o);
	if (o->nr == LINUX_NR_rt_sigqueueinfo)
		return plan_sigqueue(o);
	if (o->nr == LINUX_NR_kill)
		return (int32_t)o->di == o->pid ?
			plan_kill(o, (int32_t)o->si, true, LINUX_SI_USER) : 0;
	if (o->nr == LINUX_NR_tgkill)
		return (int32_t)o->di == o->pid && (int32_t)o->si == o->tid ?
			plan_kill(o, (int32_t)o->dx, false, LINUX_SI_TKILL) : 0;
	if (o->nr == LINUX_NR_tkill)
		return (int32_t)o->di == o->tid ?
			plan_kill(o, (int32_t)o->si, false, LINUX_SI_TKILL) : 0;
	if (o->nr == LINUX_NR_rt_sigpending)
		return plan_pending(o);
	return 0;
}

/* For poll(2): once for each signal that is queued, as natively. */
INLINE void raise_watched(struct own *o)
{
	o->out[0] = 1;
	host_call(NR_IOCTL, (uint64_t)o->watch_fd, SIGFD_SET_TICKS,
		  (uint64_t)(uintptr_t)o->out, 0, 0);
	o->announced = (uint16_t)(o->new >> 16);
}

INLINE void lower_watched(struct own *o)
{
	host_call(NR_TIMERFD_SETTIME, (uint64_t)o->watch_fd, 0,
		  (uint64_t)(uintptr_t)o->never, 0, 0);
}

/* It has happened. */
GUEST void guest_finish(struct own *o)
{
	uint64_t sig = (o->new & OWN_ACTIONS) / OWN_ACTION, i;
	uint32_t before = OWN_COUNT(o->old), now = OWN_COUNT(o->new);
	volatile uint64_t *to = (volatile uint64_t *)(uintptr_t)o->out_at;

	if (o->frame) {
		__atomic_store_n(&slot_of(o)->blocked, o->enter_blocked,
				 __ATOMIC_SEQ_CST);
		__atomic_and_fetch(&o->word, ~OWN_ENTER, __ATOMIC_SEQ_CST);
		return;
	}
	if (sig) {
		o->action[sig - 1] = o->new_action;
		o->changed |= SIGBIT(sig);
		__atomic_and_fetch(&o->word, ~OWN_ACTIONS, __ATOMIC_SEQ_CST);
	}
	if (!now)
		slot_of(o)->slow_bits = o->slow_bits;
	if (now != before && (o->watched & SIGBIT(o->sig))) {
		if (now > before)
			raise_watched(o);
		else if (!now)
			lower_watched(o);
	}
	if (to)
		for (i = 0; i < o->out_bytes / 8; i++)
			to[i] = o->out[i];
}
