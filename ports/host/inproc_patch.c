/* SPDX-License-Identifier: MIT */
/*
 * Patching: a hot call site of a guest becomes a jump to a copy of its stub.
 * Only the instruction before the system call is replaced, which loads the
 * call's number; the system call itself stays, for when the stub cannot.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "inproc.h"

#define STUB_BYTES	16384u		/* of a process's stub pages */
#define REACH		0x70000000ull	/* of a jump, to be safe */

static int32_t rel(uint64_t to, uint64_t after)
{
	return (int32_t)(int64_t)(to - after);
}

/* A place for the stubs within 2 GiB of site, in a gap of the mappings. */
static uint64_t find_gap(int tid, uint64_t site)
{
	char path[64], line[512];
	unsigned long long from, to;
	uint64_t end = 65536, at, best = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/maps", tid);
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
		    (at > site ? at - site : site - at) < REACH) {
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
bool inproc_map_into(struct htask *ht, uint64_t site)
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

	if (hg->pidns)
		return false;	/* its /proc may have others by our pid */
	memset(path, 0, sizeof(path));
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getpid(), inproc_arena());
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
	gap = stub[0] = find_gap(ht->t.tid, site);
	if (!gap)
		return false;
	r = tracee_inject(ht, SYS_mmap, stub);
	if (r != (int64_t)gap)
		return false;
	hg->inproc.stubs_at = gap;
	hg->inproc.used = 0;
	return true;
}

/* Code may be written where its owner only reads: by /proc, or by ptrace. */
bool inproc_poke(int tid, uint64_t at, const uint8_t *src, size_t bytes)
{
	char path[64];
	uint64_t word;
	size_t i, n;
	ssize_t done = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0) {
		done = pwrite(fd, src, bytes, (off_t)at);
		close(fd);
	}
	if (done == (ssize_t)bytes)
		return true;

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

/* The 32-bit distance that ends the instruction which is n bytes at label. */
static void set_rel(uint8_t *code, const uint8_t *base, const uint8_t *label,
		    size_t n, uint64_t at, uint64_t to)
{
	size_t off = (size_t)(label - base);
	int32_t d = rel(to, at + off + n);

	memcpy(code + off + n - 4, &d, 4);
}

#define JE	6u		/* bytes of "je" with 32 bits ... */
#define LEA	7u		/* ... and of "lea 0(%rip), %rcx" */
#define ARENA_OFF 7u		/* of the address in stub.S's check_gs */
#define READ_BYTES 11u	/* of find_read()'s instructions */
#define STUB_MAX 512u

/* read(2)'s: where its own instructions went, and the end of the stub's. */
static void set_read(uint8_t *code, const struct inproc_site *s,
		     uint64_t entry)
{
	const uint8_t *base = guest_read;
	int32_t d = rel(s->site + 7 + (uint64_t)s->flag, s->stub + 7);

	memcpy(code + 2, &d, 4);
	set_rel(code, base, guest_read_multi, JE, s->stub,
		s->site + 9 + (uint64_t)s->multi);
	set_rel(code, base, guest_read_call, LEA, s->stub, s->call);
	set_rel(code, base, guest_read_jump, JUMP, s->stub, entry);
	set_rel(code, base, guest_read_slow, JUMP, s->stub, s->call);
}

/* What a stub begins with up to slot, or without FSGSBASE a jump over it. */
static void set_check(const struct inproc *ip, uint8_t *code,
		      const uint8_t *base, const uint8_t *slot)
{
	memcpy(code + ARENA_OFF, &ip->arena_at, sizeof(ip->arena_at));
	if (!inproc_reads_gs()) {
		code[0] = 0xeb;
		code[1] = (uint8_t)(slot - base - 2);
	}
}

/* The stub for s as it is to stand at s->stub: its length. */
static size_t make_stub(const struct inproc *ip, const struct inproc_site *s,
			uint8_t *code)
{
	uint64_t entry = ip->guest_at +
		(uint64_t)(guest_entry - __start_ksig_guest);
	const uint8_t *base, *end;

	switch (s->kind) {
	case INPROC_MASK:
		base = inproc_stub_mask;
		end = inproc_stub_mask_end;
		break;
	case INPROC_RET:
		base = inproc_stub_ret;
		end = inproc_stub_ret_end;
		break;
	default:
		base = s->nr < 0 ? guest_any : s->flag ? guest_read :
		       guest_stub;
		end = s->nr < 0 ? guest_any_end : s->flag ? guest_read_end :
		      guest_stub_end;
	}
	memcpy(code, base, (size_t)(end - base));
	if (s->kind == INPROC_MASK) {
		set_check(ip, code, base, inproc_stub_mask_slot);
		set_rel(code, base, inproc_stub_mask_slow, JUMP, s->stub,
			s->call);
		set_rel(code, base, inproc_stub_mask_done, JUMP, s->stub,
			s->call + 2);
	} else if (s->kind == INPROC_RET) {
		set_check(ip, code, base, inproc_stub_ret_slot);
		set_rel(code, base, inproc_stub_ret_slow, JUMP, s->stub,
			s->call);
	} else if (s->nr < 0) {
		set_rel(code, base, guest_any_slow, JUMP, s->stub, s->call);
		set_rel(code, base, guest_any_call, LEA, s->stub, s->call);
		set_rel(code, base, guest_any_jump, JUMP, s->stub, entry);
	} else if (s->flag) {
		set_read(code, s, entry);
	} else {
		memcpy(code + 1, &s->nr, sizeof(s->nr));
		set_rel(code, base, guest_stub_call, LEA, s->stub, s->call);
		set_rel(code, base, guest_stub_jump, JUMP, s->stub, entry);
	}
	return (size_t)(end - base);
}

void inproc_jump(const struct inproc_site *s, uint8_t jump[JUMP])
{
	jump[0] = 0xe9;
	set_rel(jump, jump, jump, JUMP, s->site, s->stub);
}

/*
 * Copy the stub for the site into the guest and have the site jump there.
 * false: it cannot be, it is too far away for instance.
 */
bool inproc_patch(struct htask *ht, struct inproc_site *s)
{
	uint8_t code[STUB_MAX], jump[JUMP];
	struct hgroup *hg = ht_hg(ht);
	size_t n;

	s->stub = hg->inproc.stubs_at + hg->inproc.used;
	if ((s->site > s->stub ? s->site - s->stub : s->stub - s->site) >
	    REACH)
		return false;
	n = make_stub(&hg->inproc, s, code);
	if (hg->inproc.used + n > STUB_BYTES)
		return false;
	s->bytes = (uint32_t)n;
	inproc_jump(s, jump);
	if (tracee_read(ht->t.tid, s->was, s->site, sizeof(s->was)) != 0 ||
	    !inproc_poke(ht->t.tid, s->stub, code, n) ||
	    !inproc_swap(ht, s->site, jump))
		return false;
	hg->inproc.used += (uint32_t)(n + 15) & ~15u;
	return true;
}

/*
 * glibc's read(2), where there is no number to load: "cmpb $0, flag(%rip); je
 * multi; xor %eax, %eax". The jump stands for the first of these.
 */
static bool find_read(struct inproc_site *s, const uint8_t *b)
{
	static const uint8_t zero_eax[] = { 0x31, 0xc0 };

	if (s->nr != SYS_read || b[0] != 0x80 || b[1] != 0x3d || b[6] != 0 ||
	    b[7] != 0x74 || memcmp(b + 9, zero_eax, sizeof(zero_eax)) != 0)
		return false;
	memcpy(&s->flag, b + 2, sizeof(s->flag));
	s->multi = (int8_t)b[8];
	s->site = s->call - READ_BYTES;
	return true;
}

/*
 * s->site: the instruction before the syscall, which a jump can stand for. It
 * loads the call's number, or it is the last one of syscall(2) (nr becomes
 * -1), or see above. false: there is none.
 */
bool inproc_find_site(struct htask *ht, struct inproc_site *s)
{
	static const uint8_t load_r9[] = { 0x4c, 0x8b, 0x4c, 0x24, 0x08 };
	uint8_t b[READ_BYTES + 2], *end = b + READ_BYTES;

	if (tracee_read(ht->t.tid, b, s->call - READ_BYTES, sizeof(b)) != 0 ||
	    end[0] != 0x0f || end[1] != 0x05)
		return false;
	if (find_read(s, b))
		return true;
	s->site = s->call - 5;
	if (end[-5] == 0xb8 && memcmp(end - 4, &s->nr, 4) == 0)
		return true;		/* mov $nr, %eax */
	if (memcmp(end - 5, load_r9, sizeof(load_r9)) == 0) {
		s->nr = -1;
		return true;
	}
	s->site = s->call - 7;		/* mov $nr, %rax */
	return end[-7] == 0x48 && end[-6] == 0xc7 && end[-5] == 0xc0 &&
	       memcmp(end - 4, &s->nr, 4) == 0;
}

/* guest.c's code, one copy a process. */
bool inproc_add_guest(struct htask *ht)
{
	struct inproc *ip = &ht_hg(ht)->inproc;
	size_t n = (size_t)(__stop_ksig_guest - __start_ksig_guest);
	uint64_t at = ip->stubs_at + ip->used;

	if (ip->guest_at)
		return true;
	if (ip->used + n > STUB_BYTES ||
	    !inproc_poke(ht->t.tid, at, __start_ksig_guest, n))
		return false;
	ip->guest_at = at;
	ip->used += (uint32_t)(n + 15) & ~15u;
	return true;
}

/* The stub for handler entries, one a process; it needs BMI2. */
void inproc_add_enter(struct htask *ht)
{
	struct inproc *ip = &ht_hg(ht)->inproc;
	size_t n = (size_t)(inproc_stub_enter_end - inproc_stub_enter);
	uint64_t at = ip->stubs_at + ip->used;

	if (ip->enter_at || host.o->trace || !__builtin_cpu_supports("bmi2") ||
	    ip->used + n > STUB_BYTES)
		return;
	if (inproc_poke(ht->t.tid, at, inproc_stub_enter, n)) {
		ip->enter_at = at;
		ip->used += (uint32_t)(n + 15) & ~15u;
	}
}
