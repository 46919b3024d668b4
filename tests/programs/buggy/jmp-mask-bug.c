/* SPDX-License-Identifier: MIT */
/* buggy-signal: ALRM
 * buggy-verdict: deadlock
 * buggy-check: longjmp
 *
 * Class:  siglongjmp() out of a handler without the mask.
 * Window: main computes, and the handler may cut it short by a jump: the
 *         signal stays blocked, as it is in a handler.
 * Rule:   sigsetjmp(3): the mask is saved only if savemask is not 0.
 * Wrong:  the next alarm is never delivered: main waits for it for ever.
 */
#include <setjmp.h>
#include <sys/time.h>
#include "buggy.h"

#define TICK_US 15000

static sigjmp_buf timeout;
static volatile sig_atomic_t armed, ticked;

static void handler(int sig)
{
	(void)sig;
	if (armed) {
		armed = 0;
		siglongjmp(timeout, 1);
	}
	ticked = 1;
}

int main(void)
{
	struct itimerval once = { { 0, 0 }, { 0, TICK_US } };
	volatile long work;
	sigset_t mask;

	handle(SIGALRM, handler, 0);
	for (work = 0; work < 200; work++)
		;
	if (sigsetjmp(timeout, 0) == 0) {
		armed = 1;
		for (work = 0; work < 20; work++)
			;
	}
	armed = 0;
	for (work = 0; work < 200; work++)
		;
	mask = block(SIGALRM);
	setitimer(ITIMER_REAL, &once, NULL);
	while (!ticked)
		sigsuspend(&mask);
	restore(&mask);
	say("a tick\n");
	return 0;
}
