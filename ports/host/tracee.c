/* SPDX-License-Identifier: MIT */
/*
 * Hands on a guest thread: registers, memory, extended state, going on.
 *
 * Every ptrace request may fail with ESRCH because the thread was killed:
 * that is normal. What was read is then zeros, what was written is lost, and
 * the death is told by waitpid() soon.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "internal.h"

_Static_assert(sizeof(struct ksig_regs) == sizeof(struct user_regs_struct),
	       "ksig_regs is user_regs_struct");

/* The registers, read at most once a stop. */
struct ksig_regs *tracee_regs(struct htask *ht)
{
	if (!ht->regs_valid) {
		if (ptrace(PTRACE_GETREGS, ht->t.tid, 0, &ht->regs) != 0) {
			memset(&ht->regs, 0, sizeof(ht->regs));
			ht->regs.orig_ax = UINT64_MAX;
		}
		ht->regs_valid = true;
		ht->regs_dirty = false;
	}
	return &ht->regs;
}

/*
 * Give changed registers to the host. With orig_ax = -1 the host neither
 * makes the call at whose entry the thread stands nor restarts one: what
 * libksig decided is what happens.
 */
void tracee_commit(struct htask *ht)
{
	if (ht->regs_dirty) {
		if (ht->enter_pending)
			inproc_enter_commit(ht);
		ht->regs.orig_ax = UINT64_MAX;
		ht->sent_cs = (uint16_t)ht->regs.cs;
		ht->sent_ss = (uint16_t)ht->regs.ss;
		ht->sent_ip = ht->regs.ip;
		ptrace(PTRACE_SETREGS, ht->t.tid, 0, &ht->regs);
		ht->regs_dirty = false;
	}
}

/* The call is not made, and has result ret: nothing else changes. */
void tracee_result(struct htask *ht, int64_t ret)
{
	ptrace(PTRACE_POKEUSER, ht->t.tid, offsetof(struct ksig_regs, orig_ax),
	       -1ul);
	ptrace(PTRACE_POKEUSER, ht->t.tid, offsetof(struct ksig_regs, ax), ret);
}

static void go(struct htask *ht, int request, int sig)
{
	tracee_commit(ht);
	sigfd_going(ht_hg(ht));
	inproc_push(ht);
	if (request == PTRACE_CONT &&
	    (ht_hg(ht)->refused ||
	     (host.passing && !ht_hg(ht)->recvs_trapped)))
		request = PTRACE_SYSCALL;
	request = drive_request(ht, request);
	ht->regs_valid = false;
	ht->stop_sig = 0;
	ht->late_nr = host.late_nr;
	ht->state = request == PTRACE_LISTEN ? HT_LISTENING : HT_RUNNING;
	ptrace(request, ht->t.tid, 0, sig);
}

void tracee_cont(struct htask *ht, int sig)
{
	go(ht, PTRACE_CONT, sig);
}

void tracee_syscall(struct htask *ht)
{
	ht->at_exit = true;
	go(ht, PTRACE_SYSCALL, 0);
}

void tracee_to_entry(struct htask *ht)
{
	ht->at_exit = false;
	go(ht, PTRACE_SYSCALL, 0);
}

void tracee_listen(struct htask *ht)
{
	go(ht, PTRACE_LISTEN, 0);
}

/*
 * What is not there may be a stack that has not yet grown to it. It grows for
 * a kernel that reads or writes there, and for PTRACE_PEEKDATA, but not for
 * process_vm_readv(2). Its limit is the guest's; the host asks for ours.
 */
static void grow_stack(int pid, const struct iovec *to, uint32_t nr)
{
	struct rlimit ours, theirs;
	uint32_t i;

	if (prlimit(pid, RLIMIT_STACK, NULL, &theirs) != 0 ||
	    getrlimit(RLIMIT_STACK, &ours) != 0)
		return;
	theirs.rlim_max = ours.rlim_max;
	if (theirs.rlim_cur > ours.rlim_max)
		theirs.rlim_cur = ours.rlim_max;
	setrlimit(RLIMIT_STACK, &theirs);
	for (i = 0; i < nr; i++)
		ptrace(PTRACE_PEEKDATA, pid, to[i].iov_base, 0);
	setrlimit(RLIMIT_STACK, &ours);
}

/* 0, or -LINUX_EFAULT if not every byte could be read. */
int tracee_read(int pid, void *dst, uint64_t uaddr, uint64_t bytes)
{
	struct iovec l = { dst, bytes };
	struct iovec r = { (void *)(uintptr_t)uaddr, bytes };

	if (bytes == 0 ||
	    process_vm_readv(pid, &l, 1, &r, 1, 0) == (ssize_t)bytes)
		return 0;
	grow_stack(pid, &r, 1);
	if (process_vm_readv(pid, &l, 1, &r, 1, 0) == (ssize_t)bytes)
		return 0;
	return -LINUX_EFAULT;
}

/* 0, or -LINUX_EFAULT if not every byte could be written. */
int tracee_write(int pid, const struct ksig_piece *p, uint32_t nr)
{
	struct iovec l[TRACEE_PIECES_MAX], r[TRACEE_PIECES_MAX];
	uint64_t sum = 0;
	uint32_t i;

	if (nr > TRACEE_PIECES_MAX)
		return -LINUX_EFAULT;
	for (i = 0; i < nr; i++) {
		l[i].iov_base = (void *)(uintptr_t)p[i].src;
		l[i].iov_len = p[i].bytes;
		r[i].iov_base = (void *)(uintptr_t)p[i].uaddr;
		r[i].iov_len = p[i].bytes;
		sum += p[i].bytes;
	}
	if (sum == 0 ||
	    process_vm_writev(pid, l, nr, r, nr, 0) == (ssize_t)sum)
		return 0;
	grow_stack(pid, r, nr);
	if (process_vm_writev(pid, l, nr, r, nr, 0) == (ssize_t)sum)
		return 0;
	return -LINUX_EFAULT;
}

/* 0, or -1: the thread has gone. */
int tracee_siginfo(struct htask *ht, struct linux_siginfo *info)
{
	_Static_assert(sizeof(siginfo_t) == sizeof(*info), "siginfo_t");
	memset(info, 0, sizeof(*info));
	return ptrace(PTRACE_GETSIGINFO, ht->t.tid, 0, info) == 0 ? 0 : -1;
}

void *tracee_xstate(struct htask *ht)
{
	struct iovec v = { host.xstate, host.xstate_bytes };

	if (ptrace(PTRACE_GETREGSET, ht->t.tid, NT_X86_XSTATE, &v) != 0)
		return NULL;
	return host.xstate;
}

/*
 * The initial state: FCW 0x37f, MXCSR 0x1f80, no component in xstate_bv
 * (offset 512), so the processor takes its initial values.
 */
void tracee_initial_xstate(uint8_t *image, uint64_t bytes)
{
	memset(image, 0, bytes);
	image[0] = 0x7f;
	image[1] = 0x03;
	image[24] = 0x80;
	image[25] = 0x1f;
}

/* Load image, or the initial state. */
int tracee_set_xstate(struct htask *ht, const void *image)
{
	struct iovec v = { (void *)(uintptr_t)image, host.xstate_bytes };
	static uint8_t *initial;

	if (!image) {
		if (!initial) {
			initial = calloc(1, host.xstate_bytes);
			if (!initial)
				return -LINUX_EFAULT;
			tracee_initial_xstate(initial, host.xstate_bytes);
		}
		v.iov_base = initial;
	}
	if (ptrace(PTRACE_SETREGSET, ht->t.tid, NT_X86_XSTATE, &v) != 0)
		return errno == ESRCH ? 0 : -LINUX_EFAULT;
	return 0;
}

/* Size and components (XCR0, from the image's software bytes) of a state. */
uint32_t tracee_xstate_bytes(int pid, uint64_t *xfeatures)
{
	static uint8_t buf[65536];
	struct iovec v = { buf, sizeof(buf) };

	if (ptrace(PTRACE_GETREGSET, pid, NT_X86_XSTATE, &v) != 0)
		return 0;
	memcpy(xfeatures, buf + 464, sizeof(*xfeatures));
	return (uint32_t)v.iov_len;
}

void tracee_set_mask(struct htask *ht, uint64_t mask)
{
	if (ht->host_blocked == mask)
		return;
	if (ptrace(PTRACE_SETSIGMASK, ht->t.tid, sizeof(mask), &mask) == 0)
		ht->host_blocked = mask;
}

/* Wait for ht's next syscall stop; signals on the way are put aside. */
static int inject_wait(struct htask *ht, int request)
{
	int tid = ht->t.tid, got, st, sig;

	for (;;) {
		if (ptrace(request, tid, 0, 0) != 0)
			return -1;
		/* The loop's alarm may interrupt it. */
		while ((got = waitpid(tid, &st, __WALL)) < 0 && errno == EINTR)
			;
		if (got != tid)
			return -1;
		if (!WIFSTOPPED(st)) {
			/* boundary_settle() deals with its end. */
			ht->gone = true;
			ht->gone_status = st;
			ht->gone_next = host.gone;
			host.gone = ht;
			return -1;
		}
		sig = st >> 8;
		if (sig == (SIGTRAP | 0x80))
			return 0;
		ht->wake_pending = true;
		if (sig < 0x80 && ht->nr_deferred < HT_DEFERRED_MAX &&
		    tracee_siginfo(ht, &ht->deferred[ht->nr_deferred]) == 0)
			ht->nr_deferred++;
	}
}

int64_t tracee_inject(struct htask *ht, int64_t nr, const uint64_t a[6])
{
	struct ksig_regs saved = *tracee_regs(ht), *r = &ht->regs;
	bool entry = !ht->at_exit && (int64_t)saved.orig_ax >= 0 &&
		     (int64_t)saved.ax == -LINUX_ENOSYS;
	int64_t ret;

	r->di = a[0];
	r->si = a[1];
	r->dx = a[2];
	r->r10 = a[3];
	r->r8 = a[4];
	r->r9 = a[5];
	if (entry) {
		r->orig_ax = (uint64_t)nr;
	} else {
		r->ax = (uint64_t)nr;
		r->ip -= 2;
		r->orig_ax = UINT64_MAX;
	}
	ptrace(PTRACE_SETREGS, ht->t.tid, 0, r);
	if (!entry && inject_wait(ht, PTRACE_SYSCALL) != 0)
		return -LINUX_ESRCH;
	if (inject_wait(ht, PTRACE_SYSCALL) != 0)
		return -LINUX_ESRCH;
	ht->at_exit = true;
	ht->regs_valid = false;
	ret = ht->gone ? -LINUX_ESRCH : (int64_t)tracee_regs(ht)->ax;
	ht->regs = saved;
	ht->regs_dirty = true;
	return ret;
}
