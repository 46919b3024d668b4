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
 * Only single-threaded processes are patched (code is changed under nobody's
 * feet), but threads that they make later use the stubs as well.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "internal.h"

extern const uint8_t inproc_stub_mask[], inproc_stub_mask_commit[],
	inproc_stub_mask_slow[], inproc_stub_mask_done[],
	inproc_stub_mask_end[], inproc_stub_ret[], inproc_stub_ret_iret[],
	inproc_stub_ret_slow[], inproc_stub_ret_end[],
	inproc_stub_enter[], inproc_stub_enter_kept[],
	inproc_stub_enter_done[], inproc_stub_enter_end[];

/* Shared with the guests; stub.S knows the offsets. */
struct inproc_slot {
	uint64_t self;		/* the guest's address of this */
	uint64_t blocked;
	uint64_t gate;
	uint64_t slow_bits;	/* masks that change these go the slow way */
	uint64_t alt_sp, alt_flags, alt_size;
	uint64_t pad;
	uint64_t iret[5];
	uint64_t xfeatures, xsize;
	uint64_t iret_at;
	uint64_t handler, fx, save_cx, save_dx;	/* stub_enter's */
	uint64_t init_at;
};
_Static_assert(offsetof(struct inproc_slot, iret) == 64, "stub.S");
_Static_assert(offsetof(struct inproc_slot, iret_at) == 120, "stub.S");

#define SLOT_BYTES	256u		/* no two threads in one cache line */
#define NR_SLOTS	65536u
#define ARENA_BYTES	((uint64_t)SLOT_BYTES * NR_SLOTS)
#define STUB_BYTES	8192u		/* of a process's stub pages */
#define INIT_SLOTS	4u		/* hold the initial xstate */
#define XSTATE_INIT_BYTES 576u
#define HOT		8		/* calls of a kind before patching */
/* The XSAVE area's parts (Intel SDM vol. 1, 13.4). */
#define XSAVE_UNUSED	416u	/* to 511: not written by XSAVE */
#define XSAVE_HEADER	512u
#define XSAVE_HEADER_BYTES 64u
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

static bool slot_take(struct htask *ht)
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
	s->self = ht_hg(ht)->inproc.arena_at + (uint64_t)i * SLOT_BYTES;
	s->iret_at = s->self + offsetof(struct inproc_slot, iret);
	s->init_at = ht_hg(ht)->inproc.arena_at;
	s->xfeatures = host.k.config.xfeatures;
	s->xsize = host.xstate_bytes;
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
	for (p = &host.slots; *p != ht; p = &(*p)->slot_next)
		;
	*p = ht->slot_next;
	arena.free[arena.nr_free++] =
		(uint32_t)(((uint8_t *)ht->slot - arena.base) / SLOT_BYTES);
	ht->slot = NULL;
}

/* The mask that ht has set by itself becomes the core's. */
void inproc_pull(struct htask *ht)
{
	uint64_t m;

	if (!ht->slot || ht->state == HT_EXPECTED)
		return;
	m = __atomic_load_n(&ht->slot->blocked, __ATOMIC_SEQ_CST);
	if (m == ht->t.blocked)
		return;
	ksig_set_blocked(&ht->t, m);
	/* Its stub may have looked at the gate before that was shut. */
	if (ht->t.has_deliverable && ht->state == HT_RUNNING &&
	    ht != host.current)
		boundary_kick(ht);
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
}

/* Something became pending for g, or for t of it: shut the gates. */
void inproc_pending(struct ksig_group *g, struct ksig_task *t)
{
	struct htask *ht;

	for (ht = host.slots; ht; ht = ht->slot_next) {
		if (ht->t.group != g || (t && &ht->t != t))
			continue;
		__atomic_store_n(&ht->slot->gate, 1, __ATOMIC_SEQ_CST);
		if (ht->state == HT_RUNNING &&
		    __atomic_load_n(&ht->slot->blocked, __ATOMIC_SEQ_CST) !=
		    ht->t.blocked)
			host.repull = true;
	}
}

/* ------------------------------------------------------------ patching */

static int32_t rel(uint64_t to, uint64_t after)
{
	return (int32_t)(int64_t)(to - after);
}

/* A place for the stubs within 2 GiB of site, in a gap of the mappings. */
static uint64_t find_gap(int pid, uint64_t site)
{
	char path[64], line[512];
	unsigned long long from, to;
	uint64_t end = 65536, at, best = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%llx-%llx", &from, &to) != 2)
			break;
		/* Not below the stack, which grows; the heap grows up. */
		at = from - STUB_BYTES - 65536;
		if (from - end > 4 * 65536ull && from > 4 * 65536ull &&
		    !strstr(line, "[stack]") &&
		    (at > site ? at - site : site - at) < 0x70000000) {
			best = at;
			if (at > site)
				break;
		}
		end = to;
	}
	fclose(f);
	return best;
}

/* Map the arena and room for stubs into ht's process. */
static bool map_into(struct htask *ht, uint64_t site)
{
	struct hgroup *hg = ht_hg(ht);
	char path[64];
	uint64_t gap;
	uint64_t at = (tracee_regs(ht)->sp - 128 - sizeof(path)) & ~15ull;
	uint8_t keep[sizeof(path)];
	struct ksig_piece p = { at, path, sizeof(path) };
	struct ksig_piece back = { at, keep, sizeof(keep) };
	uint64_t open_[6] = { (uint64_t)-100, at, O_RDWR | O_CLOEXEC };
	uint64_t map[6] = { 0, ARENA_BYTES, PROT_READ | PROT_WRITE,
			    MAP_SHARED };
	uint64_t stub[6] = { 0, STUB_BYTES, PROT_READ | PROT_EXEC,
			     MAP_PRIVATE | MAP_ANONYMOUS |
			     MAP_FIXED_NOREPLACE, (uint64_t)-1 };
	uint64_t close_[6];
	int64_t fd, r = -1;

	memset(path, 0, sizeof(path));
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getpid(), arena.fd);
	if (tracee_read(ht->t.tid, keep, at, sizeof(keep)) != 0 ||
	    tracee_write(ht->t.tid, &p, 1) != 0)
		return false;
	fd = tracee_inject(ht, SYS_openat, open_);
	tracee_write(ht->t.tid, &back, 1);
	if (fd < 0)
		return false;
	map[4] = (uint64_t)fd;
	r = tracee_inject(ht, SYS_mmap, map);
	memset(close_, 0, sizeof(close_));
	close_[0] = (uint64_t)fd;
	tracee_inject(ht, SYS_close, close_);
	if (r < 0 && r > -4096)
		return false;
	hg->inproc.arena_at = (uint64_t)r;
	/* Only now: the arena may have taken the gap that was there. */
	gap = stub[0] = find_gap(hg->g.pid, site);
	if (!gap)
		return false;
	r = tracee_inject(ht, SYS_mmap, stub);
	if (r != (int64_t)gap)
		return false;
	hg->inproc.stubs_at = gap;
	hg->inproc.used = 0;
	return true;
}

static bool poke(int tid, uint64_t at, const uint8_t *src, size_t bytes)
{
	uint64_t word;
	size_t i, n;

	for (i = 0; i < bytes; i += n) {
		n = bytes - i < 8 ? bytes - i : 8;
		if (n < 8 && tracee_read(tid, &word, at + i, 8) != 0)
			return false;
		memcpy(&word, src + i, n);
		if (ptrace(PTRACE_POKEDATA, tid, at + i, word) != 0)
			return false;
	}
	return true;
}

static void set_jump(uint8_t *code, const uint8_t *base, const uint8_t *label,
		     uint64_t at, uint64_t to)
{
	size_t off = (size_t)(label - base);
	int32_t d = rel(to, at + off + 5);

	memcpy(code + off + 1, &d, 4);
}

/* Copy the stub for the site into the guest and have the site jump there. */
static bool patch(struct htask *ht, struct inproc_site *s)
{
	uint8_t code[512], jump[5] = { 0xe9 };
	struct hgroup *hg = ht_hg(ht);
	bool mask = s->kind == INPROC_MASK;
	const uint8_t *base = mask ? inproc_stub_mask : inproc_stub_ret;
	size_t n = mask ? (size_t)(inproc_stub_mask_end - inproc_stub_mask)
		: (size_t)(inproc_stub_ret_end - inproc_stub_ret);
	int32_t d;

	if (n > sizeof(code) || hg->inproc.used + n > STUB_BYTES)
		return false;
	s->stub = hg->inproc.stubs_at + hg->inproc.used;
	s->bytes = (uint32_t)n;
	memcpy(code, base, n);
	if (mask) {
		set_jump(code, base, inproc_stub_mask_slow, s->stub, s->call);
		set_jump(code, base, inproc_stub_mask_done, s->stub,
			 s->call + 2);
	} else {
		set_jump(code, base, inproc_stub_ret_slow, s->stub, s->call);
	}
	d = rel(s->stub, s->site + 5);
	memcpy(jump + 1, &d, 4);
	if (tracee_read(ht->t.tid, s->was, s->site, sizeof(s->was)) != 0 ||
	    !poke(ht->t.tid, s->stub, code, n) ||
	    !poke(ht->t.tid, s->site, jump, sizeof(jump)))
		return false;
	hg->inproc.used += (uint32_t)(n + 15) & ~15u;
	return true;
}

/* The instruction before the syscall loads its number: where it begins. */
static uint64_t find_site(struct htask *ht, uint64_t call, uint8_t nr)
{
	uint8_t b[9];

	if (tracee_read(ht->t.tid, b, call - 7, 9) != 0 ||
	    b[7] != 0x0f || b[8] != 0x05)
		return 0;
	if (b[2] == 0xb8 && b[3] == nr && !b[4] && !b[5] && !b[6])
		return call - 5;	/* mov $nr, %eax */
	if (b[0] == 0x48 && b[1] == 0xc7 && b[2] == 0xc0 && b[3] == nr &&
	    !b[4] && !b[5] && !b[6])
		return call - 7;	/* mov $nr, %rax */
	return 0;
}

/* The stub for handler entries, one a process; it needs BMI2. */
static void add_enter(struct htask *ht)
{
	struct inproc *ip = &ht_hg(ht)->inproc;
	size_t n = (size_t)(inproc_stub_enter_end - inproc_stub_enter);
	uint64_t at = ip->stubs_at + ip->used;

	if (ip->enter_at || host.o->trace || !__builtin_cpu_supports("bmi2") ||
	    ip->used + n > STUB_BYTES)
		return;
	if (poke(ht->t.tid, at, inproc_stub_enter, n)) {
		ip->enter_at = at;
		ip->used += (uint32_t)(n + 15) & ~15u;
	}
}

static bool may_patch(struct htask *ht, enum inproc_kind kind)
{
	struct hgroup *hg = ht_hg(ht);

	if (hg->inproc.off || hg->g.nr_tasks != 1 ||
	    hg->inproc.nr_sites == INPROC_SITES_MAX)
		return false;
	/* The timeline tells of every return. */
	return !(host.o->trace && kind == INPROC_RET) && arena_ready();
}

void inproc_hot(struct htask *ht, enum inproc_kind kind)
{
	struct hgroup *hg = ht_hg(ht);
	struct inproc_site *s;
	uint64_t call = tracee_regs(ht)->ip - 2, site;
	uint32_t i;

	if (++hg->inproc.calls[kind] < HOT || !may_patch(ht, kind))
		return;
	hg->inproc.calls[kind] = 0;
	for (i = 0; i < hg->inproc.nr_sites; i++)
		if (hg->inproc.sites[i].call == call)
			return;
	site = find_site(ht, call, kind == INPROC_MASK ? 14 : 15);
	if (!site)
		return;
	if (!hg->inproc.stubs_at && !map_into(ht, site)) {
		hg->inproc.off = true;
		return;
	}
	if ((site > hg->inproc.stubs_at ? site - hg->inproc.stubs_at :
	     hg->inproc.stubs_at - site) > 0x70000000)
		return;
	s = &hg->inproc.sites[hg->inproc.nr_sites];
	*s = (struct inproc_site){ .kind = kind, .call = call, .site = site };
	if (!ht->slot) {
		if (!slot_take(ht))
			return;
		inproc_attach(ht);
	}
	if (patch(ht, s))
		hg->inproc.nr_sites++;
	if (kind == INPROC_RET)
		add_enter(ht);
}

/* Give the thread, which is stopped, its %gs. */
void inproc_attach(struct htask *ht)
{
	ptrace(PTRACE_POKEUSER, ht->t.tid, offsetof(struct ksig_regs, gs_base),
	       ht->slot->self);
	if (ht->regs_valid)
		ht->regs.gs_base = ht->slot->self;
}

/* A child or thread at its first stop: it has its parent's %gs. */
void inproc_born(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);

	if (!hg->inproc.nr_sites || hg->inproc.gs_used)
		return;
	if (slot_take(ht)) {
		inproc_attach(ht);
	} else {
		host_say("process %d: more than %u threads: killed", hg->g.pid,
			 NR_SLOTS);
		kill(hg->g.pid, SIGKILL);
	}
}

void inproc_fork(struct hgroup *from, struct hgroup *to, uint64_t flags)
{
	to->inproc = from->inproc;
	if (flags & LINUX_CLONE_VM)	/* its code is its parent's */
		from->inproc.off = to->inproc.off = true;
	if (flags & LINUX_CLONE_VFORK)
		from->inproc.off = false;
}

void inproc_exec(struct hgroup *hg, struct htask *ht)
{
	memset(&hg->inproc, 0, sizeof(hg->inproc));
	inproc_drop(ht);
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
	uint32_t i;

	if (r->di == ARCH_GET_GS) {
		if (!ht->slot)
			return false;
		boundary_result(ht, SYS_arch_prctl,
				tracee_write(ht->t.tid, &p, 1));
		return true;
	}
	hg->inproc.off = hg->inproc.gs_used = true;
	for (i = 0; i < hg->inproc.nr_sites; i++)
		poke(ht->t.tid, hg->inproc.sites[i].site,
		     hg->inproc.sites[i].was, 5);
	hg->inproc.nr_sites = 0;
	inproc_drop(ht);
	return false;
}

/* --------------------------------------------------------- handler entry */

/*
 * The core asks for the extended state, to put it into a frame. Can the stub
 * save it there? Then the core gets an empty image, of which only the
 * software's parts are written (inproc_enter_pieces).
 */
bool inproc_enter_begin(struct htask *ht)
{
	if (!ht->slot || !ht_hg(ht)->inproc.enter_at)
		return false;
	if (ht->enter_pending) {
		/* A second frame on top: the first one's state is due. */
		inproc_enter_now(ht);
		return false;
	}
	memset(host.xstate + XSAVE_HEADER, 0, XSAVE_HEADER_BYTES);
	ht->enter_fill = true;
	return true;
}

static bool in_image(const void *p)
{
	const uint8_t *b = p;

	return b >= host.xstate && b < host.xstate + host.xstate_bytes + 4;
}

/* Of a frame's pieces, out of those that hold the image only what XSAVE does
 * not write. Returns how many there are now. */
uint32_t inproc_enter_pieces(struct htask *ht, const struct ksig_piece *p,
			     uint32_t nr, struct ksig_piece *out)
{
	uint32_t n = 0, i;

	for (i = 0; i < nr; i++) {
		uint64_t off;

		if (!in_image(p[i].src)) {
			out[n++] = p[i];
			continue;
		}
		off = (uint64_t)((const uint8_t *)p[i].src - host.xstate);
		ht->slot->fx = p[i].uaddr - off;
		if (off == 0)
			continue;
		/* The software's bytes and the header; the last magic. */
		out[n++] = (struct ksig_piece){ p[i].uaddr, p[i].src,
			XSAVE_HEADER + XSAVE_HEADER_BYTES - off };
		out[n++] = (struct ksig_piece){
			ht->slot->fx + host.xstate_bytes,
			host.xstate + host.xstate_bytes, 4 };
	}
	return n;
}

/* The handler's registers are set: let it begin in the stub. */
void inproc_enter_commit(struct htask *ht)
{
	ht->slot->handler = ht->regs.ip;
	ht->regs.ip = ht_hg(ht)->inproc.enter_at;
	ht->enter_pending = false;
}

/*
 * Save the state of ht, which is stopped, into its frame and set the initial
 * one: what the stub would have done. false: the frame cannot be written.
 */
bool inproc_enter_now(struct htask *ht)
{
	uint64_t fx = ht->slot->fx, bv;
	struct ksig_piece p[2];

	ht->enter_pending = false;
	if (!tracee_xstate(ht))
		return true;
	memcpy(&bv, host.xstate + XSAVE_HEADER, sizeof(bv));
	bv |= 3;
	memcpy(host.xstate + XSAVE_HEADER, &bv, sizeof(bv));
	p[0] = (struct ksig_piece){ fx, host.xstate, XSAVE_UNUSED };
	p[1] = (struct ksig_piece){ fx + XSAVE_HEADER,
		host.xstate + XSAVE_HEADER, host.xstate_bytes - XSAVE_HEADER };
	tracee_set_xstate(ht, NULL);
	return tracee_write(ht->t.tid, p, 2) == 0;
}

/* Stopped in the stub: the handler is where it is. */
static void enter_finish(struct htask *ht, uint64_t off)
{
	struct ksig_regs *r = &ht->regs;

	if (off >= (uint64_t)(inproc_stub_enter_kept - inproc_stub_enter)) {
		r->cx = ht->slot->save_cx;
		r->dx = ht->slot->save_dx;
	}
	if (off < (uint64_t)(inproc_stub_enter_done - inproc_stub_enter))
		inproc_enter_now(ht);
	r->ax = 0;
	r->ip = ht->slot->handler;
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
}

/* --------------------------------------------------------------- fix-up */

static struct inproc_site *site_at(struct hgroup *hg, uint64_t ip)
{
	uint32_t i;

	for (i = 0; i < hg->inproc.nr_sites; i++) {
		struct inproc_site *s = &hg->inproc.sites[i];

		if (ip - s->stub < s->bytes)
			return s;
	}
	return NULL;
}

/* A mask change after its commit: what is left is the old mask's copy. */
static void mask_finish(struct htask *ht, struct inproc_site *s)
{
	struct ksig_regs *r = tracee_regs(ht);
	uint64_t old = r->r11;
	struct ksig_piece p = { r->dx, &old, sizeof(old) };

	/* r11 is the old mask, but for the runner's own "syscall". */
	r->ax = 0;
	if (r->dx && r->orig_ax != INPROC_NR &&
	    tracee_write(ht->t.tid, &p, 1) != 0)
		r->ax = (uint64_t)-LINUX_EFAULT;
	r->ip = s->call + 2;
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
}

/*
 * ht was stopped in a stub: bring it back to its call site, or over it.
 * fault: it was stopped by a fault of the stub's own, a bad pointer of the
 * call's: the real call tells the guest.
 */
bool inproc_fixup(struct htask *ht, bool fault)
{
	struct hgroup *hg = ht_hg(ht);
	struct inproc_site *s;
	struct ksig_regs *r;
	uint64_t off, commit, slow;

	if (!hg->inproc.nr_sites || !ht->slot)
		return false;
	r = tracee_regs(ht);
	off = r->ip - hg->inproc.enter_at;
	if (hg->inproc.enter_at &&
	    off < (uint64_t)(inproc_stub_enter_end - inproc_stub_enter)) {
		enter_finish(ht, off);
		return true;
	}
	s = site_at(hg, r->ip);
	if (!s)
		return false;
	off = r->ip - s->stub;
	if (s->kind == INPROC_MASK) {
		commit = (uint64_t)(inproc_stub_mask_commit - inproc_stub_mask);
		/* 5 bytes before the jump the call's number is loaded. */
		slow = (uint64_t)(inproc_stub_mask_slow - inproc_stub_mask) - 5;
		if (off < commit || off >= slow) {
			r->ip = fault ? s->call : s->site;
			r->ax = 14;
		} else {
			mask_finish(ht, s);
		}
	} else if (off == (uint64_t)(inproc_stub_ret_iret - inproc_stub_ret)) {
		const uint64_t *f = ht->slot->iret;

		r->ip = f[0];
		r->flags = f[2];
		r->sp = f[3];
	} else {
		r->ip = s->call;
		r->ax = 15;
	}
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
	return true;
}

/* The stub asks us to look: its call is over. */
void inproc_look(struct htask *ht)
{
	struct inproc_site *s = site_at(ht_hg(ht), tracee_regs(ht)->ip - 1);

	if (s)
		mask_finish(ht, s);
	boundary(ht);
}
