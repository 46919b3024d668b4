/* Faults while signals are sent to the thread: the fault's handler has its own
 * fault, whatever else comes at the same time, and nothing is lost. The other
 * handler blocks everything: a fault that was taken for one of its would kill. */
#include "t.h"
#define FAULTS 400
static volatile int faults, wrong, done, tid, taken;
static volatile char *volatile nowhere;
static void segv(int s, siginfo_t *si, void *uc)
{
	struct kuc *u = uc;
	(void)s;
	faults++;
	if (si->si_addr != (void *)nowhere || u->mc.trapno != 14)
		wrong++;
	u->mc.rip += 7;		/* movb $1, 0x100(%rax) */
}
static void usr1(int s)
{
	(void)s;
	taken++;
}
static void *sender(void *arg)
{
	(void)arg;
	for (unsigned n = 0; !done; n++) {
		int before = taken;
		raw(SYS_tgkill, getpid(), tid, SIGUSR1);
		while (taken == before && !done)
			sched_yield();
		for (volatile unsigned i = 0; i < n % 64 * 100; i++)
			;	/* some time for the other */
	}
	return 0;
}
int main(void)
{
	pthread_t t;
	tid = (int)raw(SYS_gettid);
	nowhere = (char *)0x100;
	on3(SIGSEGV, segv, SA_NODEFER, 0);
	on(SIGUSR1, usr1, SA_RESTART);
	struct sigaction sa = { .sa_handler = usr1, .sa_flags = SA_RESTART };
	sigfillset(&sa.sa_mask);
	sigaction(SIGUSR1, &sa, 0);
	pthread_create(&t, 0, sender, 0);
	for (int i = 0; i < FAULTS; i++)
		__asm__ volatile("movb $1, 0x100(%0)" :: "a"(0L) : "memory");
	done = 1;
	pthread_join(t, 0);
	say("faults %d, with something else's contents %d\n", faults, wrong);
}
