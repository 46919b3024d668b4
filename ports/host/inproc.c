/* SPDX-License-Identifier: MIT */
/*
 * The in-process path: hot mask changes and handler returns without a stop.
 *
 * A stop costs 8 us and more, a mask change natively 0.2 us. So in a process
 * that makes many of them the call sites are patched to jump into a stub
 * (stub.S) which works on the thread's slot in a shared mapping: the mask,
 * and a gate that is shut while anything is pending.
 *
 * Mask and gate are Dekker's pair. The stub writes the mask, then reads the
 * gate; the runner shuts the gate (inproc_pending), then reads the mask
 * (inproc_pull). One of them sees the other: no signal is delivered under a
 * mask that blocks it, none is left lying that may be taken.
 *
 * Code is changed while other threads run (inproc_swap.c). They get their slots
 * when they come to the runner with such a call.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <unistd.h>
#include "inproc.h"

#define INIT_SLOTS	4u		/* hold the initial xstate */
#define XSTATE_INIT_BYTES 576u
#define TTY_SIGNALS	(SIGBIT(LINUX_SIGTTIN) | SIGBIT(LINUX_SIGTTOU))

static struct {
	int fd;
	uint8_t *base;
	uint32_t *free, nr_free, next;
	bool failed;
} arena = { .fd = -1 };

static bool arena_ready(void)
{
	if (arena.base || arena.failed)
		return arena.base;
	arena.failed = true;
	arena.free = malloc(NR_SLOTS * sizeof(*arena.free));
	arena.fd = memfd_create("ksig", MFD_CLOEXEC);
	if (!arena.free || arena.fd < 0 ||
	    ftruncate(arena.fd, (off_t)ARENA_BYTES) != 0)
		return false;
	/* A guest under another uid opens it by /proc. */
	fchmod(arena.fd, 0666);
	arena.base = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE,
			  MAP_SHARED, arena.fd, 0);
	if (arena.base == MAP_FAILED)
		arena.base = NULL;
	arena.failed = !arena.base;
	if (arena.base) {
		arena.next = INIT_SLOTS;
		tracee_initial_xstate(arena.base, XSTATE_INIT_BYTES);
	}
	return arena.base;
}

int inproc_arena(void)
{
	return arena_ready() ? arena.fd : -1;
}

void *inproc_arena_at(uint64_t offset)
{
	return arena.base + offset;
}

bool inproc_slot_take(struct htask *ht)
{
	struct inproc_slot *s;
	uint32_t i;

	if (arena.nr_free)
		i = arena.free[--arena.nr_free];
	else if (arena.next < NR_SLOTS)
		i = arena.next++;
	else
		return false;
	s = (void *)(arena.base + (size_t)i * SLOT_BYTES);
	memset(s, 0, sizeof(*s));
	/* Before its first stop ends somebody may pull: inproc_pull(). */
	s->blocked = ht->t.blocked;
	s->self = ht_hg(ht)->inproc.arena_at + (uint64_t)i * SLOT_BYTES;
	s->iret_at = s->self + offsetof(struct inproc_slot, iret);
	s->init_at = ht_hg(ht)->inproc.arena_at;
	s->xfeatures = host.k.config.xfeatures;
	s->xsize = host.xstate_bytes;
	s->gate = 1;		/* until inproc_push() */
	ht->slot = s;
	ht->slot_next = host.slots;
	host.slots = ht;
	return true;
}

void inproc_drop(struct htask *ht)
{
	struct htask **p;

	if (!ht->slot)
		return;
	inproc_own_drop(ht);
	for (p = &host.slots; *p != ht; p = &(*p)->slot_next)
		;
	*p = ht->slot_next;
	arena.free[arena.nr_free++] =
		(uint32_t)(((uint8_t *)ht->slot - arena.base) / SLOT_BYTES);
	ht->slot = NULL;
}

/* The mask that ht has set by itself becomes the core's. */
static void pull_mask(struct htask *ht)
{
	uint64_t m = inproc_own_mask(ht);

	if (m == ht->t.blocked)
		return;
	ksig_set_blocked(&ht->t, m);
	/* Its stub may have looked at the gate before it was shut. */
	if (ht->t.has_deliverable && ht->state == HT_RUNNING &&
	    ht != host.current)
		boundary_kick(ht);
}

/*
 * What ht, which may be running, has done by itself becomes the core's. What
 * it has queued it blocked before: the mask is read after the queue is closed,
 * or a signal that it blocks could end it.
 */
void inproc_pull(struct htask *ht)
{
	uint64_t word = 0;
	bool claimed;

	if (!ht->slot || ht->state == HT_EXPECTED)
		return;
	claimed = ht->own && inproc_own_claim(ht, &word);
	pull_mask(ht);
	if (claimed)
		inproc_own_pull(ht, word);
}

void inproc_pull_all(void)
{
	struct htask *ht;

	for (ht = host.slots; ht; ht = ht->slot_next)
		if (ht->state == HT_RUNNING)
			inproc_pull(ht);
}

/* ht goes on: what its slot has to say. */
void inproc_push(struct htask *ht)
{
	struct inproc_slot *s = ht->slot;

	if (!s)
		return;
	s->blocked = ht->t.blocked;
	/* SIGCHLD that is ignored stays blocked there, whatever the mask. */
	s->slow_bits = (ht->host_blocked &
			~(ksig_is_ignored(&ht->t, LINUX_SIGCHLD) ?
			  SIGBIT(LINUX_SIGCHLD) : 0)) |
		(ht_hg(ht)->has_tty ? TTY_SIGNALS : 0);
	s->alt_sp = ht->t.altstack.sp;
	s->alt_flags = (uint32_t)ht->t.altstack.flags;
	s->alt_size = ht->t.altstack.size;
	__atomic_store_n(&s->gate, ht->t.has_deliverable ||
			 ksig_pending_all(&ht->t) ||
			 (ht->t.flags & KSIG_TASK_HAS_SAVED),
			 __ATOMIC_SEQ_CST);
	if (ht->own)
		inproc_own_push(ht);
}

/* Something became pending for g, or for t of it: shut the gates. */
void inproc_pending(struct ksig_group *g, struct ksig_task *t)
{
	struct htask *ht;

	for (ht = host.slots; ht; ht = ht->slot_next) {
		if (ht->t.group != g || (t && &ht->t != t))
			continue;
		__atomic_store_n(&ht->slot->gate, 1, __ATOMIC_SEQ_CST);
		if (ht->own)
			inproc_own_close(ht);
		if (ht->state == HT_RUNNING &&
		    __atomic_load_n(&ht->slot->blocked, __ATOMIC_SEQ_CST) !=
		    ht->t.blocked)
			host.repull = true;
	}
}

/* Give the thread, which is stopped, its %gs. */
void inproc_attach(struct htask *ht)
{
	ptrace(PTRACE_POKEUSER, ht->t.tid, offsetof(struct ksig_regs, gs_base),
	       ht->slot->self);
	/* In whatever is to be its registers later on. */
	ht->regs.gs_base = ht->entry.gs_base = ht->slot->self;
}

/* A child or thread at its first stop: it has its parent's %gs. */
void inproc_born(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);

	if (!hg->inproc.nr_sites || hg->inproc.gs_used)
		return;
	if (inproc_slot_take(ht)) {
		inproc_attach(ht);
	} else {
		host_say("process %d: more than %u threads: killed", hg->g.pid,
			 NR_SLOTS);
		kill(hg->g.pid, SIGKILL);
	}
}

void inproc_fork(struct hgroup *from, struct hgroup *to, uint64_t flags)
{
	if (flags & LINUX_CLONE_FILES)
		from->inproc.no_watch = true;
	to->inproc = from->inproc;
	to->inproc.nr_forks = 0;
	if (flags & LINUX_CLONE_VM)	/* its code is its parent's */
		from->inproc.off = to->inproc.off = true;
	if (flags & LINUX_CLONE_VFORK)
		from->inproc.off = host.o->driver;
}

void inproc_exec(struct hgroup *hg, struct htask *ht)
{
	bool no_watch = hg->inproc.no_watch; /* a filter outlives exec */

	memset(&hg->inproc, 0, sizeof(hg->inproc));
	hg->inproc.no_watch = no_watch;
	hg->inproc.off = host.o->driver;	/* it is to see each call */
	inproc_drop(ht);
}
