/* SPDX-License-Identifier: MIT */
/*
 * The benchmark of kernels: one static program without a libc, so that it
 * runs as the only program of a machine, and needs few system calls:
 *	guest.c		start, system calls, printing, threads
 *	regs.S		code whose registers and addresses matter
 *	check.c		that the kernel keeps what a fast path could drop
 *	count.c		instructions of an operation, by the TSC
 *	latency.c	time from generation to handler, by the TSC
 *	online.c	Linux's second CPU, if it was not started
 */
#ifndef BENCH_KERNEL_GUEST_H
#define BENCH_KERNEL_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <asm/unistd.h>
#include <linux/signal.h>
#include <asm/sigcontext.h>
#include <asm/ucontext.h>

#define SET(sig) (1UL << ((sig) - 1))

/* Who we are; set at the start. */
extern long my_pid, my_tid;
/* What was not as it should be, in the whole run. */
extern unsigned long nr_bad;

long sys6(long nr, long a, long b, long c, long d, long e, long f);

/* In regs.S. */
void restorer(void);
long thread_create(unsigned long flags, void *stack_top, void (*run)(void));

static inline long sys4(long nr, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret)
		: "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
		: "rcx", "r11", "memory");
	return ret;
}

static inline long sys0(long nr)
{
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "a"(nr)
		: "rcx", "r11", "memory");
	return ret;
}

/* Fenced: also where instructions are not run one after the other. */
static inline uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : :
		"memory");
	return (uint64_t)high << 32 | low;
}

typedef void handler_fn(int sig, siginfo_t *info, void *uc);

/* The kernel's struct sigaction, of a handler that takes three arguments. */
struct action {
	handler_fn *handler;
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

/* SA_SIGINFO; returns what rt_sigaction did. */
long handle(int sig, handler_fn *fn, unsigned long flags, unsigned long mask);
/* rt_sigprocmask; returns the mask before. */
unsigned long set_mask(int how, unsigned long set);
long thread_kill(long tid, int sig);

/* A line of output is made of words and ended by say_end(). */
void say(const char *word);
void say_number(const char *word, uint64_t n);
void say_end(void);
/* Counts, and says, what is wrong. */
bool expect(bool is_right, const char *what);

bool is_word(const char *a, const char *b);
void sort(uint64_t *v, size_t n);

/* The thread's function must not return. Its number, or a negative errno. */
long thread_start(void (*run)(void));
void thread_exit(void);

/* Mounts sysfs: only for the only program of a machine. */
bool second_cpu_online(void);

void check_all(void);
void count_all(void);
/* One row for ever: for who looks from outside, bench/kernel/profile. */
void count_loop(const char *name);
void latency_all(void);

#endif
