/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * strtok-bug.c put right: strtok_r(), with a place for each.
 */
#include "buggy.h"

static const char *volatile first;

static void handler(int sig)
{
	static char text[32];
	char *place;

	(void)sig;
	strcpy(text, "user host time");
	first = strtok_r(text, " ", &place);
}

int main(void)
{
	char text[] = "alpha beta gamma";
	volatile long work;
	char *word, *place;

	handle(SIGUSR1, handler, SA_RESTART);
	for (work = 0; work < 150; work++)
		;
	for (word = strtok_r(text, " ", &place); word;
	     word = strtok_r(NULL, " ", &place)) {
		say(word);
		say("\n");
	}
	for (work = 0; work < 150; work++)
		;
	return 0;
}
