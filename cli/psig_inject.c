/* SPDX-License-Identifier: MIT */
/*
 * A stopped thread makes rt_sigaction(2) calls for us: it is sent to a system
 * call instruction of its own process, and stopped at the call's entry and
 * exit. The answer goes below the red zone of its stack, as a signal frame
 * would; what was there is kept and put back.
 */
#include "cli/psig_attach.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CODE_BYTES	2		/* of the instruction, 0f 05 */
#define RED_ZONE	128		/* System V ABI for x86-64 */
#define SEARCHED_MAX	(64u << 20)	/* bytes of code */
#define PIECE		65536
#define TRAP_FLAG	0x100u		/* of rflags */
#define USER_MAX	0x800000000000ull

/* linux/ptrace.h of 5.13 and 6.4: Debian 12's may lack the second. */
#define GET_RSEQ	0x420f
#define GET_DISPATCH	0x4211

struct rseq_place {
	uint64_t at;
	uint32_t bytes, signature, flags, pad;
};

struct rseq_section {
	uint32_t version, flags;
	uint64_t start, bytes, abort;
};

struct dispatch {
	uint64_t mode, selector, offset, len;
};

/*
 * This file stays that of the memory which was the thread's as it was opened:
 * nothing of ours can get into a program that is executed meanwhile.
 */
static bool mem_open(struct psig_tracee *t)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", t->tid);
	t->mem = open(path, O_RDWR | O_CLOEXEC);
	return t->mem >= 0;
}

void psig_mem_close(struct psig_tracee *t)
{
	if (t->mem >= 0)
		close(t->mem);
}

bool psig_mem_read(const struct psig_tracee *t, void *dst, uint64_t addr,
		   size_t n)
{
	return pread(t->mem, dst, n, (off_t)addr) == (ssize_t)n;
}

bool psig_mem_write(const struct psig_tracee *t, const void *src,
		    uint64_t addr, size_t n)
{
	return pwrite(t->mem, src, n, (off_t)addr) == (ssize_t)n;
}

/*
 * In a restartable sequence (rseq(2)) the kernel would forget, at our calls,
 * that it has to abort it. It will be out of it in no time.
 */
static bool in_sequence(const struct psig_tracee *t)
{
	struct rseq_section s;
	struct rseq_place p;
	uint64_t at = 0;

	return (long)t->regs.orig_rax < 0 &&
	       ptrace(GET_RSEQ, t->tid, sizeof(p), &p) > 0 && p.at != 0 &&
	       psig_mem_read(t, &at, p.at + 8, sizeof(at)) && at != 0 &&
	       psig_mem_read(t, &s, at, sizeof(s)) &&
	       t->regs.rip - s.start < s.bytes;
}

/* Calls from elsewhere than its own code may be given to it as SIGSYS. */
static bool is_dispatched(const struct psig_tracee *t)
{
	struct dispatch d = { .mode = 0 };

	return ptrace(GET_DISPATCH, t->tid, sizeof(d), &d) == 0 &&
	       d.mode != 0;
}

static bool is_code(const struct psig_tracee *t, uint64_t addr)
{
	static const uint8_t code[CODE_BYTES] = { 0x0f, 0x05 };
	uint8_t found[CODE_BYTES];

	return psig_mem_read(t, found, addr, sizeof(found)) &&
	       memcmp(found, code, sizeof(code)) == 0;
}

/* The place of a system call instruction in start..end, or 0. */
static uint64_t search(const struct psig_tracee *t, uint64_t start,
		       uint64_t end)
{
	static uint8_t buf[PIECE];
	uint64_t n;
	uint8_t *found;

	for (; end - start >= CODE_BYTES; start += n - (CODE_BYTES - 1)) {
		n = end - start < sizeof(buf) ? end - start : sizeof(buf);
		if (!psig_mem_read(t, buf, start, n))
			return 0;
		found = memmem(buf, n, "\x0f\x05", CODE_BYTES);
		if (found != NULL)
			return start + (uint64_t)(found - buf);
	}
	return 0;
}

static uint64_t search_maps(const struct psig_tracee *t)
{
	unsigned long long start, end;
	uint64_t searched = 0, found = 0;
	char path[64], perms[5];
	char *line = NULL;
	size_t room = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/maps", t->tid);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	while (found == 0 && searched < SEARCHED_MAX &&
	       getline(&line, &room, f) > 0) {
		if (sscanf(line, "%llx-%llx %4s", &start, &end, perms) != 3 ||
		    perms[2] != 'x' || end > USER_MAX)
			continue;
		found = search(t, start, end);
		searched += end - start;
	}
	free(line);
	fclose(f);
	return found;
}

enum psig_end psig_inject_begin(struct psig_tracee *t, int *error)
{
	if (!mem_open(t)) {
		*error = errno;
		return PSIG_FORBIDDEN;
	}
	if (in_sequence(t))
		return PSIG_BUSY;
	t->room = (t->regs.rsp - RED_ZONE - sizeof(t->kept)) & ~15ull;
	t->is_room_kept = psig_mem_read(t, &t->kept, t->room,
					sizeof(t->kept));
	/* It comes from a call: that instruction it may use. */
	t->code = t->regs.rip - CODE_BYTES;
	if ((long)t->regs.orig_rax >= 0 && is_code(t, t->code))
		return PSIG_DONE;
	if (is_dispatched(t))
		return PSIG_BUSY;
	t->code = search_maps(t);
	return t->code != 0 ? PSIG_DONE : PSIG_NO_CODE;
}

enum psig_end psig_inject(struct psig_tracee *t, int sig,
			  struct linux_sigaction *act, int *error)
{
	struct user_regs_struct r = t->regs;

	r.rip = t->code;
	r.rax = SYS_rt_sigaction;
	r.orig_rax = UINT64_MAX;
	r.rdi = (unsigned long long)sig;
	r.rsi = 0;
	r.rdx = t->room;
	r.r10 = sizeof(ksig_sigset);
	r.eflags &= ~(unsigned long long)TRAP_FLAG;
	ptrace(PTRACE_SETREGS, t->tid, 0, &r);
	if (psig_step(t, PTRACE_SYSCALL) != PSIG_STOP_CALL ||
	    psig_step(t, PTRACE_SYSCALL) != PSIG_STOP_CALL)
		return t->stop == PSIG_STOP_GONE ? PSIG_GONE : PSIG_BUSY;
	if (ptrace(PTRACE_GETREGS, t->tid, 0, &r) != 0)
		return PSIG_GONE;
	*error = (int)-(long)r.rax;
	if (r.rax != 0)
		return PSIG_NO_ANSWER;
	return psig_mem_read(t, act, t->room, sizeof(*act)) ? PSIG_DONE :
	       PSIG_GONE;
}
