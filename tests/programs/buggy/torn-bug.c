/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output
 * buggy-check: -
 *
 * Class:  a pair of words that the handler changes and main reads.
 * Window: main has read the first word, and not yet the second.
 * Rule:   C17 7.14.1.1, POSIX 2.4.3: what a handler may touch is a volatile
 *         sig_atomic_t; two of them are not one.
 * Wrong:  the sum is of one word from before and one from after.
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
	long sum = 0;
	char line[40];
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < AUDITS; i++) {
		sum += account.checking;
		sum += account.savings;
		for (work = 0; work < 10; work++)
			;
	}
	snprintf(line, sizeof line, "%ld in %d audits\n", sum, i);
	say(line);
	return 0;
}
