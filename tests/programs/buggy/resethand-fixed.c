/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * resethand-bug.c put right: the handler stays, and its signal is blocked in
 * it.
 */
#include "buggy.h"

#define TICKS 8

static volatile sig_atomic_t nr_ticks;

static void handler(int sig)
{
	(void)sig;
	nr_ticks++;
}

int main(void)
{
	volatile long work;
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < TICKS; i++) {
		raise(SIGUSR1);
		for (work = 0; work < 30; work++)
			;
	}
	say(nr_ticks >= TICKS ? "ticked\n" : "ticks lost\n");
	return 0;
}
