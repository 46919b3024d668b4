/* SPDX-License-Identifier: MIT */
/*
 * Which memory an instruction accesses: decoded by Zydis, once for each place
 * in a program; the addresses are those of the registers then.
 *
 * Between two accesses to memory that a handler could see, it makes no
 * difference where the handler comes. A thread's own stack is not such memory,
 * as far as nobody has told the handler an address in it.
 */
#include "explore/runner/access.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include "explore/runner/insn.h"
#include "ports/host/host.h"

#define OPS_MAX		XP_ACCESSES_MAX	/* cmps has two, push of memory two */
#define ROOM		(1u << 15)	/* a power of 2 */
#define RANGES_MAX	4096
/* Of a stack that is not the main thread's: so much is its own. */
#define BELOW_SP	128u	/* the red zone of the psABI */
#define ABOVE_SP	16384u
/* The main thread's may have grown since its mappings were read. */
#define GROWTH_MAX	(8u << 20)
/* glibc's and gcc's: read only, once the program runs. */
#define CANARY		0x28u	/* %fs:0x28 */
#define POINTER_GUARD	0x30u

struct op {
	struct xp_mem mem;
	uint8_t does;
	uint16_t bytes;
};

struct insn {
	uint64_t ip;		/* 0: free */
	uint8_t length, nr;
	struct op op[OPS_MAX];
};

struct range {
	uint64_t start, end;
};

struct xp_access {
	int pid;
	bool is_stale;		/* its mappings are to be read again */
	struct insn insns[ROOM];
	uint32_t nr_insns;
	struct range writable[RANGES_MAX], stack;
	size_t nr_ranges;
};

struct xp_access *xp_access_new(int pid)
{
	struct xp_access *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->pid = pid;
	a->is_stale = true;
	return a;
}

void xp_access_free(struct xp_access *a)
{
	free(a);
}

void xp_access_call(struct xp_access *a, int64_t nr)
{
	switch (nr) {
	case SYS_mmap:
	case SYS_munmap:
	case SYS_mremap:
	case SYS_mprotect:
	case SYS_pkey_mprotect:
	case SYS_brk:
	case SYS_shmat:
	case SYS_shmdt:
		a->is_stale = true;
	}
}

/* ----------------------------------------------------------------- mappings */

static void read_maps(struct xp_access *a)
{
	char path[32], line[512], perm[5];
	struct range r;
	FILE *f;

	a->is_stale = false;
	a->nr_ranges = 0;
	snprintf(path, sizeof(path), "/proc/%d/maps", a->pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &r.start,
			   &r.end, perm) != 3 || perm[1] != 'w')
			continue;
		if (strstr(line, "[stack]"))
			a->stack = r;
		else if (a->nr_ranges < RANGES_MAX)
			a->writable[a->nr_ranges++] = r;
	}
	if (f)
		fclose(f);
}

static bool is_writable(const struct xp_access *a, uint64_t addr)
{
	size_t low = 0, high = a->nr_ranges, i;

	while (low < high) {
		i = (low + high) / 2;
		if (addr < a->writable[i].start)
			high = i;
		else if (addr >= a->writable[i].end)
			low = i + 1;
		else
			return true;
	}
	return false;
}

/* -------------------------------------------------------------- instructions */

static void add_op(struct insn *in, const ZydisDecodedOperand *o)
{
	struct op *op = &in->op[in->nr];

	if (in->nr == OPS_MAX || !xp_mem_of(o, &op->mem))
		return;
	op->does = (uint8_t)
		((o->actions & ZYDIS_OPERAND_ACTION_MASK_READ ? XP_READS : 0) |
		 (o->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE ? XP_WRITES :
		  0));
	if (!op->does)
		return;
	op->bytes = (uint16_t)(o->size / 8);
	in->nr++;
}

static void decode(struct xp_access *a, struct insn *in)
{
	struct xp_insn x;
	size_t i;

	in->nr = 0;
	in->length = 1;
	if (!xp_insn_read(a->pid, in->ip, &x))
		return;
	in->length = x.z.length;
	if (x.z.mnemonic == ZYDIS_MNEMONIC_NOP)
		return;
	for (i = 0; i < x.z.operand_count; i++)
		add_op(in, &x.ops[i]);
}

static struct insn *insn_at(struct xp_access *a, uint64_t ip)
{
	size_t i = (size_t)(ip * 0x9e3779b97f4a7c15ull >> 40);

	for (;; i++) {
		i &= ROOM - 1;
		if (a->insns[i].ip == ip)
			return &a->insns[i];
		if (!a->insns[i].ip)
			break;
	}
	/* A new program, or so much code: begin anew. */
	if (2 * ++a->nr_insns > ROOM) {
		memset(a->insns, 0, sizeof(a->insns));
		a->nr_insns = 1;
		i = (size_t)(ip * 0x9e3779b97f4a7c15ull >> 40) & (ROOM - 1);
	}
	a->insns[i].ip = ip;
	decode(a, &a->insns[i]);
	return &a->insns[i];
}

static bool address(const struct insn *in, const struct op *op,
		    const struct ksig_regs *r, uint64_t *addr)
{
	return xp_mem_address(&op->mem, r, in->ip + in->length, addr);
}

static bool is_shared(const struct xp_access *a, const struct ksig_regs *r,
		      const struct op *op, uint64_t addr)
{
	const struct range *st = &a->stack;
	bool on_main = r->sp < st->end && r->sp + GROWTH_MAX >= st->start;

	if (op->mem.seg == XP_SEG_FS && op->does == XP_READS &&
	    (addr == r->fs_base + CANARY || addr == r->fs_base + POINTER_GUARD))
		return false;
	if (on_main && addr < st->end &&
	    (addr >= st->start || addr >= r->sp - BELOW_SP))
		return false;
	if (!on_main && addr >= r->sp - BELOW_SP && addr < r->sp + ABOVE_SP)
		return false;
	return is_writable(a, addr) || (addr >= st->start && addr < st->end);
}

bool xp_access_is_shared(struct xp_access *a, const struct ksig_regs *r)
{
	struct insn *in = insn_at(a, r->ip);
	uint64_t addr;
	uint8_t i;

	if (in->nr && a->is_stale)
		read_maps(a);
	for (i = 0; i < in->nr; i++)
		if (!address(in, &in->op[i], r, &addr) ||
		    is_shared(a, r, &in->op[i], addr))
			return true;
	return false;
}

int xp_access_to(struct xp_access *a, const struct ksig_regs *r, uint64_t to)
{
	struct insn *in = insn_at(a, r->ip);
	uint64_t addr;
	int does = 0;
	uint8_t i;

	for (i = 0; i < in->nr; i++)
		if (address(in, &in->op[i], r, &addr) && to >= addr &&
		    to - addr < in->op[i].bytes)
			does |= in->op[i].does;
	return does;
}

int xp_access_list(struct xp_access *a, const struct ksig_regs *r, int does,
		   uint64_t at[XP_ACCESSES_MAX])
{
	struct insn *in = insn_at(a, r->ip);
	uint8_t i;
	int n = 0;

	for (i = 0; i < in->nr; i++)
		if ((in->op[i].does & does) &&
		    address(in, &in->op[i], r, &at[n]))
			n++;
	return n;
}
