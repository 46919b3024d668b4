/* SPDX-License-Identifier: MIT */
/* The calls of stubs.c: at least one for each way through a stub. */
#ifndef KSIG_TESTS_HOST_STUB_CALLS_H
#define KSIG_TESTS_HOST_STUB_CALLS_H

/* A page of code, the stubs, data, a stack. */
enum {
	CODE, STUBS = 4096, DATA = STUBS + 16384, STACK = 65536,
	BYTES = 131072
};
/* In the page of code, and in the data. */
enum { SITE = 64, HANDLER = 128, RESTORER = 192, FLAG = 256 };
enum { IN = DATA, OUT = DATA + 256, OUT_WORDS = 32 };
enum shape { LOADS_NR, ANY_NR, READS };

struct call {
	const char *name;
	enum inproc_kind kind;
	enum shape shape;
	int nr;
	uint64_t arg[6];	/* below BYTES: an offset in the area */
	uint64_t in[4];		/* at IN */
	uint64_t blocked;
	int queued;		/* SIGUSR1, by calls of this before */
	bool no_own, closed, gate, no_handler;
	bool slow;		/* it comes to its syscall instruction */
};

#define WATCHED	77	/* a signalfd */
#define ME	UINT64_MAX
#define USR1	SIGBIT(SIGUSR1)
#define ACTION	{ 4096, LINUX_SA_RESTORER, 4096, 0 }
#define SET_IT	{ SIGUSR2, IN, OUT, 8 }

static const struct call calls[] = {
	{ "sigaction, set", INPROC_OWN, LOADS_NR, SYS_rt_sigaction, SET_IT,
	  .in = ACTION },
	{ "sigaction, asked", INPROC_OWN, LOADS_NR, SYS_rt_sigaction,
	  { SIGUSR1, 0, OUT, 8 }, .in = { 0 } },
	{ "sigaction, no such signal", INPROC_OWN, LOADS_NR, SYS_rt_sigaction,
	  { 65, 0, OUT, 8 }, .slow = true },
	{ "sigaction, by syscall(2)", INPROC_OWN, ANY_NR, SYS_rt_sigaction,
	  SET_IT, .in = ACTION },
	{ "another call, by syscall(2)", INPROC_OWN, ANY_NR, SYS_getpid,
	  { 0 }, .slow = true },
	{ "kill, blocked", INPROC_OWN, LOADS_NR, SYS_kill, { ME, SIGUSR1 },
	  .blocked = USR1 },
	{ "kill, blocked and there", INPROC_OWN, LOADS_NR, SYS_kill,
	  { ME, SIGUSR1 }, .blocked = USR1, .queued = 1 },
	{ "kill, handled", INPROC_OWN, LOADS_NR, SYS_kill, { ME, SIGUSR1 },
	  .in = { 0 } },
	{ "kill, handled, by syscall(2)", INPROC_OWN, ANY_NR, SYS_kill,
	  { ME, SIGUSR1 }, .in = { 0 } },
	{ "kill, without a handler", INPROC_OWN, LOADS_NR, SYS_kill,
	  { ME, SIGUSR1 }, .no_handler = true, .slow = true },
	{ "kill, another process", INPROC_OWN, LOADS_NR, SYS_kill,
	  { 1, SIGUSR1 }, .slow = true },
	{ "tkill, handled", INPROC_OWN, LOADS_NR, SYS_tkill, { ME, SIGUSR1 },
	  .in = { 0 } },
	{ "tgkill, blocked", INPROC_OWN, LOADS_NR, SYS_tgkill,
	  { ME, ME, SIGUSR1 }, .blocked = USR1 },
	{ "sigqueue, blocked", INPROC_OWN, LOADS_NR, SYS_rt_sigqueueinfo,
	  { ME, SIGUSR1, IN }, .blocked = USR1,
	  .in = { SIGUSR1, (uint32_t)SI_QUEUE, 7, 7 } },
	{ "sigqueue, handled", INPROC_OWN, LOADS_NR, SYS_rt_sigqueueinfo,
	  { ME, SIGUSR1, IN }, .in = { SIGUSR1, (uint32_t)SI_QUEUE, 7, 7 } },
	{ "sigtimedwait, one of two", INPROC_OWN, LOADS_NR,
	  SYS_rt_sigtimedwait, { IN, OUT, 0, 8 }, .in = { USR1 },
	  .blocked = USR1, .queued = 2 },
	{ "sigtimedwait, the last", INPROC_OWN, LOADS_NR, SYS_rt_sigtimedwait,
	  { IN, OUT, 0, 8 }, .in = { USR1 }, .blocked = USR1, .queued = 1 },
	{ "sigtimedwait, none", INPROC_OWN, LOADS_NR, SYS_rt_sigtimedwait,
	  { IN, OUT, IN + 8, 8 }, .in = { USR1, 0, 0 }, .blocked = USR1 },
	{ "sigtimedwait, to wait", INPROC_OWN, LOADS_NR, SYS_rt_sigtimedwait,
	  { IN, OUT, 0, 8 }, .in = { USR1 }, .blocked = USR1, .slow = true },
	{ "sigpending", INPROC_OWN, LOADS_NR, SYS_rt_sigpending, { OUT, 8 },
	  .blocked = USR1, .queued = 1 },
	{ "read of a signalfd, nothing", INPROC_OWN, READS, SYS_read,
	  { WATCHED, OUT, 128 }, .blocked = USR1 },
	{ "read of another file", INPROC_OWN, READS, SYS_read,
	  { WATCHED + 1, OUT, 128 }, .slow = true },
	{ "sigaction, closed", INPROC_OWN, LOADS_NR, SYS_rt_sigaction, SET_IT,
	  .in = ACTION, .closed = true, .slow = true },
	{ "sigaction, nothing of its own", INPROC_OWN, LOADS_NR,
	  SYS_rt_sigaction, SET_IT, .in = ACTION, .no_own = true,
	  .slow = true },
	{ "mask, block", INPROC_MASK, LOADS_NR, SYS_rt_sigprocmask,
	  { SIG_BLOCK, IN, OUT, 8 }, .in = { USR1 }, .blocked = 2 },
	{ "mask, unblock", INPROC_MASK, LOADS_NR, SYS_rt_sigprocmask,
	  { SIG_UNBLOCK, IN, 0, 8 }, .in = { USR1 }, .blocked = USR1 | 2 },
	{ "mask, set", INPROC_MASK, LOADS_NR, SYS_rt_sigprocmask,
	  { SIG_SETMASK, IN, OUT, 8 }, .in = { USR1 } },
	{ "mask, asked", INPROC_MASK, LOADS_NR, SYS_rt_sigprocmask,
	  { SIG_BLOCK, 0, OUT, 8 }, .blocked = USR1 },
	{ "mask, no such how", INPROC_MASK, LOADS_NR, SYS_rt_sigprocmask,
	  { 3, IN, OUT, 8 }, .in = { USR1 }, .slow = true },
	{ "mask, something pending", INPROC_MASK, LOADS_NR, SYS_rt_sigprocmask,
	  { SIG_BLOCK, IN, OUT, 8 }, .in = { USR1 }, .gate = true,
	  .slow = true },
};

#endif /* KSIG_TESTS_HOST_STUB_CALLS_H */
