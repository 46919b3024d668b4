/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * torn-bug.c put right: main reads the pair with the signal blocked.
 */
#include <stdio.h>
#include "buggy.h"

#define AUDITS 12

static volatile struct {
	long checking, savings;
} account = { 600, 400 };

/* Standing order: one of them into the savings. */
static void handler(int sig)
{
	(void)sig;
	account.checking = account.checking - 1;
	account.savings = account.savings + 1;
}

int main(void)
{
	volatile long work;
	sigset_t mask;
	long sum = 0;
	char line[40];
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < AUDITS; i++) {
		mask = block(SIGUSR1);
		sum += account.checking;
		sum += account.savings;
		restore(&mask);
		for (work = 0; work < 10; work++)
			;
	}
	snprintf(line, sizeof line, "%ld in %d audits\n", sum, i);
	say(line);
	return 0;
}
