/* SPDX-License-Identifier: MIT */
/*
 * trapno, err and cr2 of a fault, which ptrace does not tell.
 *
 * They follow from the siginfo, from the page tables (is the page present?)
 * and from the instruction (does it write?), by the rules of the processor:
 * Intel SDM vol. 3, 4.7 and 6.15.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "internal.h"

#define ERR_PRESENT	1u
#define ERR_WRITE	2u
#define ERR_USER	4u
#define ERR_FETCH	16u
#define ERR_PKEY	32u

#define USER_CS		0x33u
#define USER32_CS	0x23u
#define USER_DS		0x2bu
#define SELECTOR	0xfffcu	/* without the requested privilege */

#define TRAP_DE		0
#define TRAP_DB		1
#define TRAP_BP		3
#define TRAP_OF		4
#define TRAP_UD		6
#define TRAP_SS		12
#define TRAP_GP		13
#define TRAP_PF		14
#define TRAP_MF		16
#define TRAP_AC		17
#define TRAP_XF		19

/* /proc/PID/pagemap: bit 63 of the page's entry (proc(5)). */
static bool page_present(int tid, uint64_t addr)
{
	char path[64];
	uint64_t e = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (pread(fd, &e, sizeof(e), (off_t)(addr / 4096 * 8)) != sizeof(e))
		e = 0;
	close(fd);
	return e >> 63;
}

/*
 * Protection of the mapping of addr: 'r' and 'w' bits 1 and 2, 4 for x, 8 for
 * a file's. -1: there is none.
 */
#define MAP_READ	1
#define MAP_WRITE	2
#define MAP_EXEC	4
#define MAP_FILE_	8
static int mapping_text(int tid, uint64_t addr)
{
	unsigned long inode;
	char path[64], line[512], perm[8];
	unsigned long long from, to;
	int prot = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/maps", tid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%llx-%llx %7s %*x %*s %lu", &from, &to, perm,
			   &inode) == 4 && addr >= from && addr < to) {
			prot = (perm[0] == 'r' ? MAP_READ : 0) |
			       (perm[1] == 'w' ? MAP_WRITE : 0) |
			       (perm[2] == 'x' ? MAP_EXEC : 0) |
			       (inode ? MAP_FILE_ : 0);
			break;
		}
	}
	fclose(f);
	return prot;
}

/* PROCMAP_QUERY of /proc/PID/maps (6.11 and later): its argument. */
struct procmap {
	uint64_t size, query_flags, addr;
	uint64_t start, end, flags, page_size, offset, inode;
	uint32_t dev[2], name_size, build_id_size;
	uint64_t name_at, build_id_at;
};
#define PROCMAP_QUERY	_IOWR('f', 17, struct procmap)
#define PROCMAP_PROT	7u	/* its flags: read 1, write 2, execute 4 */

/* The same by one request where the kernel can. */
static int mapping(struct hgroup *hg, uint64_t addr)
{
	struct procmap q = { .size = sizeof(q), .addr = addr };
	char path[64];

	if (hg->maps_fd <= 0) {
		snprintf(path, sizeof(path), "/proc/%d/maps",
			 procs_live_tid(hg));
		hg->maps_fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (hg->maps_fd > 0 && ioctl(hg->maps_fd, PROCMAP_QUERY, &q) == 0)
		return (int)(q.flags & PROCMAP_PROT) |
		       (q.inode ? MAP_FILE_ : 0);
	if (hg->maps_fd > 0 && errno == ENOENT)
		return -1;
	return mapping_text(procs_live_tid(hg), addr);
}

/* What was opened for hg is of no use after exec. */
void fault_forget(struct hgroup *hg)
{
	if (hg->maps_fd > 0)
		close(hg->maps_fd);
	hg->maps_fd = 0;
	hg->code_seen = hg->code_ip = 0;
}

/* The instruction at ip, up to 15 bytes of it. */
static int fetch(struct htask *ht, uint64_t ip, uint8_t code[15])
{
	int n = 15;

	while (n > 0 && tracee_read(ht->t.tid, code, ip, (uint64_t)n) != 0)
		n--;
	return n;
}

/* One-byte opcodes whose memory operand is written. */
static bool writes_1(uint8_t op, uint8_t reg)
{
	if (op < 0x40 && (op & 7) < 2)
		return op < 0x38;		/* alu r/m, r; not cmp */
	switch (op) {
	case 0x80: case 0x81: case 0x83:
		return reg != 7;		/* not cmp */
	case 0x86: case 0x87: case 0x88: case 0x89: case 0x8c: case 0x8f:
	case 0xa2: case 0xa3: case 0xaa: case 0xab: case 0x6c: case 0x6d:
	case 0xc0: case 0xc1: case 0xd0: case 0xd1: case 0xd2: case 0xd3:
	case 0xc6: case 0xc7:
		return true;
	case 0xf6: case 0xf7:
		return reg == 2 || reg == 3;	/* not, neg */
	case 0xfe:
		return true;
	case 0xff:
		return reg < 2;
	case 0xd9:
		return reg == 2 || reg == 3 || reg >= 6;
	case 0xdb: case 0xdd: case 0xdf:
		return reg == 1 || reg == 2 || reg == 3 || reg >= 6;
	}
	return false;
}

/* Two-byte opcodes (0f xx) whose memory operand is written. */
static bool writes_2(uint8_t op, uint8_t reg)
{
	switch (op) {
	case 0x11: case 0x13: case 0x17: case 0x29: case 0x2b: case 0x7e:
	case 0x7f: case 0xd6: case 0xe7: case 0xc3: case 0xa3 + 8:
	case 0xb3: case 0xbb: case 0xb0: case 0xb1: case 0xc0: case 0xc1:
	case 0xa4: case 0xa5: case 0xac: case 0xad:
		return true;
	case 0xba:
		return reg >= 5;
	case 0xae:
		return reg == 0 || reg == 3 || reg == 4 || reg == 6;
	case 0xc7:
		return reg == 1 || reg == 4 || reg == 5;
	}
	return op >= 0x90 && op <= 0x9f;	/* setcc */
}

/* Instructions with two memory operands: the faulting one tells. */
static int implicit(struct htask *ht, uint8_t op, uint8_t reg, uint64_t addr)
{
	const struct ksig_regs *r = tracee_regs(ht);
	uint64_t below = r->sp - addr;

	switch (op) {
	case 0xa4: case 0xa5:			/* movs: [di] written */
		return addr - r->di + 64 < 128 && addr != r->si;
	case 0xe8: case 0x9c: case 0x68: case 0x6a: case 0xc8:
		return true;			/* call, pushf, push, enter */
	case 0xff:				/* call, push of memory */
		return (reg == 2 || reg == 3 || reg == 6) && below - 1 < 64;
	}
	if (op >= 0x50 && op < 0x58)
		return true;			/* push */
	return -1;
}

static bool is_prefix(uint8_t b)
{
	return b == 0x66 || b == 0x67 || b == 0xf0 || b == 0xf2 ||
	       b == 0xf3 || b == 0x2e || b == 0x36 || b == 0x3e ||
	       b == 0x26 || b == 0x64 || b == 0x65;
}

/*
 * Does the instruction write to addr, where it faulted? VEX and EVEX stores
 * have the opcodes of the legacy map they name.
 */
static bool writes(struct htask *ht, uint64_t addr)
{
	uint8_t c[16] = { 0 }, op, reg, map = 0;
	int n = fetch(ht, tracee_regs(ht)->ip, c), i = 0, imp;
	bool f3 = false;

	if (n == 0)
		return false;
	while (i < n && is_prefix(c[i])) {
		f3 |= c[i] == 0xf3;
		i++;
	}
	if ((c[i] & 0xf0) == 0x40)
		i++;
	if (c[i] == 0xc5) {
		map = 1;
		f3 = (c[i + 1] & 3) == 2;
		i += 2;
	} else if (c[i] == 0xc4) {
		map = c[i + 1] & 31;
		f3 = (c[i + 2] & 3) == 2;
		i += 3;
	} else if (c[i] == 0x62) {
		map = c[i + 1] & 7;
		f3 = (c[i + 2] & 3) == 2;
		i += 4;
	} else if (c[i] == 0x0f) {
		map = 1;
		i++;
		if (c[i] == 0x38 || c[i] == 0x3a)
			map = c[i++] == 0x38 ? 2 : 3;
	}
	if (i > 13)
		return false;
	op = c[i];
	reg = c[i + 1] >> 3 & 7;
	switch (map) {
	case 0:
		imp = implicit(ht, op, reg, addr);
		return imp >= 0 ? imp : writes_1(op, reg);
	case 1:
		return (op == 0x7e && f3) ? false : writes_2(op, reg);
	case 2:	/* movbe store, vmaskmov and masked stores, scatters */
		return op == 0xf1 || op == 0x2e || op == 0x2f || op == 0x8e ||
		       (op >= 0xa0 && op <= 0xa3);
	default: /* pextr and vextract to memory */
		return (op >= 0x14 && op <= 0x17) || op == 0x19 ||
		       op == 0x39 || op == 0x1b || op == 0x3b || op == 0x1d;
	}
}

#define ADDR_MAX 0x7ffffffff000ull	/* end of user space, 4-level paging */

/*
 * The same, remembered for the last instruction if it is in a file's mapping
 * that cannot be written: such code does not change, a JIT's does.
 */
static bool writes_cached(struct htask *ht, uint64_t addr)
{
	struct hgroup *hg = ht_hg(ht);
	uint64_t ip = tracee_regs(ht)->ip;
	bool w;

	if (hg->code_ip == ip && hg->code_addr == addr)
		return hg->code_writes;
	w = writes(ht, addr);
	if (hg->code_seen != ip) {
		hg->code_seen = ip;	/* the second time it is worth asking */
	} else if ((mapping(hg, ip) & (MAP_WRITE | MAP_FILE_)) ==
		   MAP_FILE_) {
		hg->code_ip = ip;
		hg->code_addr = addr;
		hg->code_writes = w;
	}
	return w;
}

static uint64_t page_fault_err(struct htask *ht, uint64_t addr, int code)
{
	uint64_t err = ERR_USER;
	int prot;

	if (addr == tracee_regs(ht)->ip)
		err |= ERR_FETCH;
	else if (writes_cached(ht, addr))
		err |= ERR_WRITE;
	/* The kernel hides from user mode what its own half looks like. */
	if (addr >= ADDR_MAX)
		return err | ERR_PRESENT;
	if (code == LINUX_SEGV_PKUERR)
		return err | ERR_PRESENT | ERR_PKEY;
	if (code == LINUX_SEGV_ACCERR) {
		prot = mapping(ht_hg(ht), addr);
		/* PROT_NONE: the processor sees no present page. */
		if (prot > 0 && (prot & ~MAP_FILE_) &&
		    page_present(ht->t.tid, addr))
			err |= ERR_PRESENT;
	}
	return err;
}

/* A register by its number in an instruction. */
static uint64_t reg_by_number(const struct ksig_regs *r, unsigned n)
{
	const uint64_t regs[16] = {
		r->ax, r->cx, r->dx, r->bx, r->sp, r->bp, r->si, r->di,
		r->r8, r->r9, r->r10, r->r11, r->r12, r->r13, r->r14, r->r15
	};

	return regs[n & 15];
}

/* Are these what programs run with? */
static bool is_ordinary(uint64_t cs, uint64_t ss)
{
	return (cs == USER_CS || cs == USER32_CS) && (ss == USER_DS || ss <= 3);
}

/*
 * sigreturn has set bad selectors, and the return to them faults. Some hosts
 * tell of the bad ones, some of good ones that they have put in their place;
 * the error code is the bad one by the manual (Intel SDM vol. 3, 6.13), but
 * hypervisors differ: tried once.
 */
static bool selectors_err(struct htask *ht, uint64_t *err)
{
	const struct ksig_regs *r = tracee_regs(ht);
	uint64_t cs = r->cs, ss = r->ss;
	bool replaced = r->ip == ht->sent_ip &&
		(cs != ht->sent_cs || ss != ht->sent_ss);

	if (replaced) {
		cs = ht->sent_cs;
		ss = ht->sent_ss;
	}
	if (!replaced && is_ordinary(cs, ss))
		return false;
	*err = (is_ordinary(cs, USER_DS) ? ss : cs) & SELECTOR;
	probe_selectors((uint16_t)cs, (uint16_t)ss, r->ip >> 32 == 0, err);
	return true;
}

/*
 * The error code of a general protection fault: the selector that was bad
 * (Intel SDM vol. 3, 6.13), 0 otherwise. Selectors are bad when sigreturn has
 * set them, or when an instruction loads or names one.
 */
static uint64_t protection_err(struct htask *ht)
{
	const struct ksig_regs *r = tracee_regs(ht);
	uint8_t c[16] = { 0 };
	unsigned i = 0, rex = 0;
	uint64_t err;

	if (selectors_err(ht, &err))
		return err;
	if (fetch(ht, r->ip, c) == 0)
		return 0;
	if (c[i] == 0x66)
		i++;
	if ((c[i] & 0xf0) == 0x40)
		rex = c[i++];
	if (c[i] == 0xcd)		/* int n: its gate, "IDT" bit */
		return c[i + 1] * 8u + 2;
	if (c[i] == 0x8e && c[i + 1] >= 0xc0)	/* mov reg, sreg */
		return reg_by_number(r, (c[i + 1] & 7u) | (rex & 1) << 3) &
		       SELECTOR;
	return 0;
}

void fault_details(struct htask *ht, const struct linux_siginfo *i,
		   struct ksig_fault *f)
{
	uint8_t c[15] = { 0 };

	*f = ht->t.fault;
	switch (i->si_signo) {
	case LINUX_SIGSEGV:
		if (i->si_code == LINUX_SI_KERNEL) {
			f->trapno = TRAP_GP;
			f->err = protection_err(ht);
			break;
		}
		f->trapno = TRAP_PF;
		f->cr2 = i->u.fault.addr;
		f->err = page_fault_err(ht, f->cr2, i->si_code);
		break;
	case LINUX_SIGBUS:
		f->err = 0;
		if (i->si_code == LINUX_BUS_ADRALN) {
			f->trapno = TRAP_AC;
		} else if (i->si_code == LINUX_SI_KERNEL) {
			f->trapno = TRAP_SS;
		} else {
			f->trapno = TRAP_PF;
			f->cr2 = i->u.fault.addr;
			f->err = page_fault_err(ht, f->cr2, 0);
		}
		break;
	case LINUX_SIGFPE:
		f->err = 0;
		f->trapno = TRAP_DE;
		if (i->si_code != LINUX_FPE_INTDIV) {
			fetch(ht, tracee_regs(ht)->ip, c);
			f->trapno = (c[0] & 0xf8) == 0xd8 || c[0] == 0x9b ?
				TRAP_MF : TRAP_XF;
		}
		break;
	case LINUX_SIGILL:
		f->trapno = TRAP_UD;
		f->err = 0;
		break;
	case LINUX_SIGTRAP:
		f->trapno = i->si_code == LINUX_SI_KERNEL ? TRAP_BP : TRAP_DB;
		f->err = 0;
		break;
	}
}
