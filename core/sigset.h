/* SPDX-License-Identifier: MIT */
/*
 * Sets of signals: one 64-bit word, bit sig - 1 for signal sig, as in the ABI.
 * sig has to be 1..KSIG_NSIG wherever it is not said to be checked.
 */
#ifndef KSIG_CORE_SIGSET_H
#define KSIG_CORE_SIGSET_H

#include <ksig/types.h>

/* sigmask(): the set of one signal; also for constants. */
#define KSIG_SIGMASK(sig)	((ksig_sigset)1 << ((sig) - 1))

#define KSIG_SIGSET_EMPTY	((ksig_sigset)0)
#define KSIG_SIGSET_FULL	(~(ksig_sigset)0)

/* Cannot be caught, blocked or ignored (signal(7)). */
#define KSIG_SET_ONLY_KERNEL \
	(KSIG_SIGMASK(LINUX_SIGKILL) | KSIG_SIGMASK(LINUX_SIGSTOP))
/* Default action: stop. */
#define KSIG_SET_STOP \
	(KSIG_SIGMASK(LINUX_SIGSTOP) | KSIG_SIGMASK(LINUX_SIGTSTP) | \
	 KSIG_SIGMASK(LINUX_SIGTTIN) | KSIG_SIGMASK(LINUX_SIGTTOU))
/* Default action: ignore (SIGCONT's effect is at generation). */
#define KSIG_SET_IGNORE \
	(KSIG_SIGMASK(LINUX_SIGCONT) | KSIG_SIGMASK(LINUX_SIGCHLD) | \
	 KSIG_SIGMASK(LINUX_SIGWINCH) | KSIG_SIGMASK(LINUX_SIGURG))
/* Default action: terminate with a core dump. */
#define KSIG_SET_CORE \
	(KSIG_SIGMASK(LINUX_SIGQUIT) | KSIG_SIGMASK(LINUX_SIGILL) | \
	 KSIG_SIGMASK(LINUX_SIGTRAP) | KSIG_SIGMASK(LINUX_SIGABRT) | \
	 KSIG_SIGMASK(LINUX_SIGFPE) | KSIG_SIGMASK(LINUX_SIGSEGV) | \
	 KSIG_SIGMASK(LINUX_SIGBUS) | KSIG_SIGMASK(LINUX_SIGSYS) | \
	 KSIG_SIGMASK(LINUX_SIGXCPU) | KSIG_SIGMASK(LINUX_SIGXFSZ))
/* Made by executing an instruction: taken before all others. */
#define KSIG_SET_SYNCHRONOUS \
	(KSIG_SIGMASK(LINUX_SIGSEGV) | KSIG_SIGMASK(LINUX_SIGBUS) | \
	 KSIG_SIGMASK(LINUX_SIGILL) | KSIG_SIGMASK(LINUX_SIGTRAP) | \
	 KSIG_SIGMASK(LINUX_SIGFPE) | KSIG_SIGMASK(LINUX_SIGSYS))

static inline bool ksig_signal_valid(int64_t sig)
{
	return sig >= 1 && sig <= KSIG_NSIG;
}

static inline bool ksig_signal_realtime(int sig)
{
	return sig >= LINUX_SIGRTMIN;
}

/* sigemptyset(), sigfillset() */
static inline void ksig_sigset_empty(ksig_sigset *s)
{
	*s = KSIG_SIGSET_EMPTY;
}

static inline void ksig_sigset_fill(ksig_sigset *s)
{
	*s = KSIG_SIGSET_FULL;
}

/* sigaddset(), sigdelset(), sigismember() */
static inline void ksig_sigset_add(ksig_sigset *s, int sig)
{
	*s |= KSIG_SIGMASK(sig);
}

static inline void ksig_sigset_del(ksig_sigset *s, int sig)
{
	*s &= ~KSIG_SIGMASK(sig);
}

static inline bool ksig_sigset_has(ksig_sigset s, int sig)
{
	return (s & KSIG_SIGMASK(sig)) != 0;
}

static inline bool ksig_sigset_is_empty(ksig_sigset s)
{
	return s == 0;
}

/* sigorsets(), sigandsets(), signandsets() (a without b), signotset() */
static inline ksig_sigset ksig_sigset_or(ksig_sigset a, ksig_sigset b)
{
	return a | b;
}

static inline ksig_sigset ksig_sigset_and(ksig_sigset a, ksig_sigset b)
{
	return a & b;
}

static inline ksig_sigset ksig_sigset_andnot(ksig_sigset a, ksig_sigset b)
{
	return a & ~b;
}

static inline ksig_sigset ksig_sigset_not(ksig_sigset s)
{
	return ~s;
}

/* sigaddsetmask(), sigdelsetmask(), sigtestsetmask(): with a set of sets */
static inline void ksig_sigset_addmask(ksig_sigset *s, ksig_sigset mask)
{
	*s |= mask;
}

static inline void ksig_sigset_delmask(ksig_sigset *s, ksig_sigset mask)
{
	*s &= ~mask;
}

static inline bool ksig_sigset_testmask(ksig_sigset s, ksig_sigset mask)
{
	return (s & mask) != 0;
}

/* siginitset(), siginitsetinv() */
static inline void ksig_sigset_init(ksig_sigset *s, ksig_sigset mask)
{
	*s = mask;
}

static inline void ksig_sigset_initinv(ksig_sigset *s, ksig_sigset mask)
{
	*s = ~mask;
}

/* The lowest signal of s; s is not empty. */
static inline int ksig_sigset_lowest(ksig_sigset s)
{
	return __builtin_ctzll(s) + 1;
}

#endif /* KSIG_CORE_SIGSET_H */
