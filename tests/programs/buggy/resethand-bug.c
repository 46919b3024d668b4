/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: status, output
 * buggy-check: -
 *
 * Class:  signal() as System V had it: the handler has to install itself anew.
 * Window: the handler has begun, and has not called sigaction() yet.
 * Rule:   sigaction(2), SA_RESETHAND; signal(2) on portability.
 * Wrong:  a second signal meets the default action, and kills.
 */
#include "buggy.h"

#define TICKS 8

static volatile sig_atomic_t nr_ticks;

static void install(void);

static void handler(int sig)
{
	(void)sig;
	install();
	nr_ticks++;
}

static void install(void)
{
	handle(SIGUSR1, handler, SA_RESETHAND | SA_NODEFER);
}

int main(void)
{
	volatile long work;
	int i;

	install();
	for (i = 0; i < TICKS; i++) {
		raise(SIGUSR1);
		for (work = 0; work < 30; work++)
			;
	}
	say(nr_ticks >= TICKS ? "ticked\n" : "ticks lost\n");
	return 0;
}
