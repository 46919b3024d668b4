/* Common helpers of the conformance programs.
 *
 * A program prints what happened, in an order and in words that are the same
 * on every run: no pids, no addresses, no times.  say() is one write(2), so it
 * may be used in handlers and across fork.  Where libc hides something (its
 * own restorer, the reserved signals 32..34, 8-byte masks) the raw call is
 * used: raw() gives the kernel's own answer, -errno for errors. */
#ifndef T_H
#define T_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;

#define UNUSED __attribute__((unused))
#define BIT(s) (1ull << ((s) - 1))
/* Real-time signals by kernel number, above what either libc keeps. */
#define RT(n) (40 + (n))

/* ---- output ---- */
static UNUSED void say(const char *fmt, ...)
{
	char b[4096];
	int e = errno;
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(b, sizeof b, fmt, ap);
	va_end(ap);
	for (int off = 0; off < n; ) {
		ssize_t w = write(1, b + off, n - off);
		if (w < 0) {
			if (errno == EINTR)
				continue;
			break;
		}
		off += w;
	}
	errno = e;
}

static UNUSED void die(const char *what)
{
	int e = errno;
	say("FAILED %s: errno %d\n", what, e);
	fprintf(stderr, "%s: %s\n", what, strerror(e));
	_exit(99);
}
#define OK(x) do { if ((long)(x) == -1) die(#x); } while (0)

/* ---- raw system calls ---- */
static UNUSED long raw6(long n, long a, long b, long c, long d, long e, long f)
{
	long r;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}
#define RAW_(n, a, b, c, d, e, f, ...) raw6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define raw(...) RAW_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

static UNUSED pid_t gettid_(void) { return (pid_t)raw(SYS_gettid); }

struct ksa { void *handler; u64 flags; void *restorer; u64 mask; };
#define SA_RESTORER_ 0x04000000ul
extern char t_restorer[];
__asm__(".text\n.globl t_restorer\n.type t_restorer,@function\nt_restorer: mov $15,%eax\nsyscall\nud2\n.size t_restorer,.-t_restorer\n");

static UNUSED long ksigaction(int sig, void *handler, u64 flags, u64 mask)
{
	struct ksa a = { handler, flags | SA_RESTORER_, t_restorer, mask };
	return raw(SYS_rt_sigaction, sig, &a, 0, 8);
}
static UNUSED u64 kmask(int how, u64 set)
{
	u64 old = 0;
	raw(SYS_rt_sigprocmask, how, &set, &old, 8);
	return old;
}
static UNUSED u64 kgetmask(void)
{
	u64 old = 0;
	raw(SYS_rt_sigprocmask, 0, 0, &old, 8);
	return old;
}
static UNUSED u64 kpending(void)
{
	u64 p = 0;
	raw(SYS_rt_sigpending, &p, 8);
	return p;
}

/* What the kernel really puts on the stack. */
struct ksc {
	u64 r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags;
	u16 cs, gs, fs, ss;
	u64 err, trapno, oldmask, cr2, fpstate, reserved1[8];
};
struct kstack { u64 sp; int flags, pad; u64 size; };
struct kuc { u64 flags, link; struct kstack stack; struct ksc mc; u64 sigmask; };

/* The kernel's siginfo; libcs disagree on names. */
struct ksi {
	int signo, err, code, pad;
	union {
		struct { int pid; u32 uid; union { int i; void *p; } value; } rt;
		struct { int tid, overrun; union { int i; void *p; } value; } timer;
		struct { int pid; u32 uid; int status; } chld;
		struct { u64 addr; short lsb; } fault;
		struct { long band; int fd; } poll;
		u8 bytes[112];
	};
};

/* ---- names ---- */
static UNUSED const char *sn(int s)
{
	static const char *const n[] = { "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL",
		"USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
		"TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS" };
	static __thread char b[8][12];
	static __thread int k;
	if (s >= 0 && s < 32)
		return n[s];
	char *p = b[k++ & 7];
	snprintf(p, 12, s >= RT(0) && s < 65 ? "RT+%d" : "%d", s >= RT(0) && s < 65 ? s - RT(0) : s);
	return p;
}
static UNUSED const char *ec(long r)
{
	static __thread char b[8][24];
	static __thread int k;
	switch (r) {
	case -EINTR: return "EINTR";
	case -EAGAIN: return "EAGAIN";
	case -EINVAL: return "EINVAL";
	case -EFAULT: return "EFAULT";
	case -EPERM: return "EPERM";
	case -ESRCH: return "ESRCH";
	case -ENOMEM: return "ENOMEM";
	case -ECHILD: return "ECHILD";
	case -ETIMEDOUT: return "ETIMEDOUT";
	case -EBADF: return "EBADF";
	case -EPIPE: return "EPIPE";
	case -EFBIG: return "EFBIG";
	case -ENOSYS: return "ENOSYS";
	}
	char *p = b[k++ & 7];
	snprintf(p, 24, "%ld", r);
	return p;
}
static UNUSED const char *set(u64 m)
{
	static __thread char b[4][512];
	static __thread int k;
	char *p = b[k++ & 3];
	int o = snprintf(p, 512, "{");
	for (int s = 1; s <= 64; s++)
		if (m & BIT(s))
			o += snprintf(p + o, 512 - o, "%s%s", o > 1 ? " " : "", sn(s));
	snprintf(p + o, 512 - o, "}");
	return p;
}
static UNUSED const char *ws(int st)
{
	static __thread char b[4][64];
	static __thread int k;
	char *p = b[k++ & 3];
	if (WIFEXITED(st))
		snprintf(p, 64, "exited %d", WEXITSTATUS(st));
	else if (WIFSIGNALED(st))
		snprintf(p, 64, "killed by %s%s", sn(WTERMSIG(st)), WCOREDUMP(st) ? " (core)" : "");
	else if (WIFSTOPPED(st))
		snprintf(p, 64, "stopped by %s", sn(WSTOPSIG(st)));
	else if (WIFCONTINUED(st))
		snprintf(p, 64, "continued");
	else
		snprintf(p, 64, "status 0x%x", st);
	return p;
}
static UNUSED const char *cn(int sig, int code)
{
	static __thread char b[4][24];
	static __thread int k;
	switch (code) {
	case 0: return "SI_USER";
	case 0x80: return "SI_KERNEL";
	case -1: return "SI_QUEUE";
	case -2: return "SI_TIMER";
	case -3: return "SI_MESGQ";
	case -4: return "SI_ASYNCIO";
	case -5: return "SI_SIGIO";
	case -6: return "SI_TKILL";
	}
	static const char *const chld[] = { 0, "CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED" };
	static const char *const segv[] = { 0, "SEGV_MAPERR", "SEGV_ACCERR" };
	static const char *const bus[] = { 0, "BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR" };
	static const char *const fpe[] = { 0, "FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV" };
	static const char *const ill[] = { 0, "ILL_ILLOPC", "ILL_ILLOPN" };
	static const char *const trap[] = { 0, "TRAP_BRKPT", "TRAP_TRACE" };
	static const char *const pol[] = { 0, "POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP" };
#define T_(S, t) if (sig == S && code > 0 && code < (int)(sizeof t / sizeof *t)) return t[code]
	T_(SIGCHLD, chld); T_(SIGSEGV, segv); T_(SIGBUS, bus); T_(SIGFPE, fpe); T_(SIGILL, ill); T_(SIGTRAP, trap);
	T_(SIGIO, pol);
	if (sig >= RT(0)) T_(sig, pol);
#undef T_
	char *p = b[k++ & 3];
	snprintf(p, 24, "code %d", code);
	return p;
}

/* ---- small tools ---- */
typedef void (*h3)(int, siginfo_t *, void *);
static UNUSED void on3(int sig, h3 h, int flags, u64 mask)
{
	long r = ksigaction(sig, (void *)h, (unsigned)flags | SA_SIGINFO, mask);
	if (r) {
		errno = (int)-r;
		die("rt_sigaction");
	}
}
static UNUSED void on(int sig, void (*h)(int), int flags)
{
	long r = ksigaction(sig, (void *)h, (unsigned)flags, 0);
	if (r) {
		errno = (int)-r;
		die("rt_sigaction");
	}
}
static UNUSED u64 now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000ull + (u64)t.tv_nsec;
}
/* Sleeps at least ms, whatever interrupts. */
static UNUSED void msleep(long ms)
{
	u64 end = now_ns() + (u64)ms * 1000000u;
	for (;;) {
		u64 n = now_ns();
		if (n >= end)
			return;
		struct timespec t = { (long)((end - n) / 1000000000ull), (long)((end - n) % 1000000000ull) };
		raw(SYS_nanosleep, &t, 0);
	}
}
static UNUSED void *shared(size_t n)
{
	void *p = mmap(0, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		die("mmap");
	return p;
}
static UNUSED void *pages(size_t n, int prot)
{
	void *p = mmap(0, n, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		die("mmap");
	return p;
}
/* State letter of a task, from /proc. */
static UNUSED char tstate(pid_t pid, pid_t tid)
{
	char b[512];
	snprintf(b, sizeof b, "/proc/%d/task/%d/stat", pid, tid);
	int fd = open(b, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, b, sizeof b - 1);
	close(fd);
	if (n <= 0)
		return 0;
	b[n] = 0;
	char *p = strrchr(b, ')');
	return p ? p[2] : 0;
}
/* Waits until the task sleeps in a call (S or D) for 10 ms together. */
static UNUSED int wait_asleep_t(pid_t pid, pid_t tid)
{
	int good = 0;
	for (int i = 0; i < 10000; i++) {
		char c = tstate(pid, tid);
		if (!c || c == 'Z' || c == 'X')
			return 0;
		good = c == 'S' || c == 'D' ? good + 1 : 0;
		if (good == 8)
			return 1;
		msleep(2);
	}
	say("FAILED: a task did not go to sleep\n");
	return 0;
}
static UNUSED int wait_asleep(pid_t pid) { return wait_asleep_t(pid, pid); }
static UNUSED void wait_for(volatile int *p, int v)
{
	for (int i = 0; i < 20000; i++) {
		if (__atomic_load_n(p, __ATOMIC_SEQ_CST) >= v)
			return;
		msleep(1);
	}
	say("FAILED: waited in vain\n");
	_exit(98);
}
/* Core dumps: flag without a file is not possible, so no core at all. */
static UNUSED void nocore(void)
{
	struct rlimit r = { 0, 0 };
	setrlimit(RLIMIT_CORE, &r);
}
/* Runs f in a child and gives back its wait status. */
static UNUSED int in_child(void (*f)(void))
{
	pid_t p = fork();
	if (p == -1)
		die("fork");
	if (!p) {
		f();
		_exit(0);
	}
	int st;
	while (waitpid(p, &st, 0) == -1)
		if (errno != EINTR)
			die("waitpid");
	return st;
}
#endif
