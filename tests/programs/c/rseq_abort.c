/* SPDX-License-Identifier: MIT */
/* A signal's handler aborts a restartable sequence: its frame has the abort
 * handler's address, and the sequence is no longer announced. A fault in a
 * sequence likewise. Outside of one nothing changes. rseq(2). */
#include <stddef.h>
#include "t.h"
struct cs { u32 version, flags; u64 start, length, abort; } __attribute__((aligned(32)));
struct area { u32 cpu_start, cpu; volatile u64 cs; u32 flags, node, mm_cid; char end[0]; } __attribute__((aligned(32)));
static struct area area;
static volatile int aborted, completed, handled, within, at_abort, announced;
extern char seq_start[], seq_end[], seq_abort[], seq_fault[];
#define SIG 0x53053053
enum { ROUNDS = 40 };
void seq_spin(struct cs *c, volatile u64 *announce, volatile int *flag);
void seq_store(struct cs *c, volatile u64 *announce, volatile int *flag);
__asm__(".text\n"
	"seq_spin: xor %eax,%eax; mov %rdi,(%rsi)\n"
	"seq_start: mov $1,%ecx; mov %ecx,(%rdx)\n"
	"mov $20000000,%ecx\n"
	"1: pause; dec %ecx; jnz 1b\n"
	"incl completed(%rip); jmp seq_end\n"
	"seq_store: xor %eax,%eax; mov %rdi,(%rsi); jmp seq_fault\n"
	"nop\nseq_fault: mov %eax,0x10\n"
	"seq_end: ret\n"
	".byte 0x0f,0xb9,0x3d; .long 0x53053053\n"
	"seq_abort: incl aborted(%rip); ret\n");
static struct cs cs = { .flags = 0 };
static void take(int s, siginfo_t *i, void *u)
{
	u64 ip = ((struct kuc *)u)->mc.rip;

	(void)i;
	(void)s;
	at_abort += ip == (u64)seq_abort;
	within += ip >= (u64)seq_start && ip < (u64)seq_end;
	announced += area.cs != 0;
	handled++;
}
static void tell(const char *what, int rounds)
{
	say("%s: handled %d of %d, within %d, completed %d; %s at the abort handler, %s announced, %s aborted\n", what,
	    handled, rounds, within, completed, at_abort ? "some" : "none", announced ? "still" : "no longer",
	    aborted ? "some" : "none");
	handled = within = completed = at_abort = announced = aborted = 0;
}
/* Any preemption aborts it: it is begun again until the signal has come. */
static void begun_until(int n)
{
	volatile int flag = 0;

	while (handled < n)
		seq_spin(&cs, &area.cs, &flag);
}
static void all(void)
{
	struct itimerval it = { { 0, 0 }, { 0, 5000 } };
	volatile int flag = 0;
	pid_t me = getpid(), killer;

	for (int r = 0; r < ROUNDS; r++) {
		OK(setitimer(ITIMER_REAL, &it, 0));
		begun_until(r + 1);
	}
	tell("timer", ROUNDS);
	killer = fork();
	if (killer == 0) {
		for (int r = 0; r < ROUNDS; r++) {
			msleep(3);
			kill(me, r & 1 ? SIGUSR1 : SIGALRM);
		}
		_exit(0);
	}
	while (waitpid(killer, 0, WNOHANG) == 0)
		seq_spin(&cs, &area.cs, &flag);
	handled = handled ? ROUNDS : 0;		/* some may be one */
	tell("kill", ROUNDS);
	/* a fault at the very end of it, again and again until it is aborted */
	for (int r = 0; r < ROUNDS; r++)
		seq_store(&cs, &area.cs, &flag);
	say("fault: handled %s, within %d\n", handled ? "some" : "none", within);
	handled = within = completed = at_abort = announced = aborted = 0;
	area.cs = (u64)&cs;
	for (int r = 0; r < ROUNDS; r++)
		kill(me, SIGUSR1);
	tell("to oneself, outside", ROUNDS);
}
int main(int argc, char **argv)
{
	(void)argc;
	/* libc has registered its own area unless it is told not to */
	if (!getenv("GLIBC_TUNABLES")) {
		setenv("GLIBC_TUNABLES", "glibc.pthread.rseq=0", 1);
		execv("/proc/self/exe", argv);
		die("execv");
	}
	cs.start = (u64)seq_start;
	cs.length = (u64)(seq_end - seq_start);
	cs.abort = (u64)seq_abort;
	for (int k = 0; k < 3; k++)
		ksigaction((int[]){ SIGALRM, SIGUSR1, SIGSEGV }[k], take, SA_SIGINFO, 0);
	if (raw(SYS_rseq, &area, 32, 0, SIG) != 0) {
		say("no rseq here\n");
		return 0;
	}
	all();
}
