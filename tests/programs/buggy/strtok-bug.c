/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output, crash
 * buggy-check: strtok
 *
 * Class:  the handler uses a function that keeps its place in static memory.
 * Window: main has begun with its own text, and has not reached its end.
 * Rule:   strtok() is not in signal-safety(7)'s list.
 * Wrong:  main goes on in the handler's text.
 */
#include "buggy.h"

static const char *volatile first;

static void handler(int sig)
{
	static char text[32];

	(void)sig;
	strcpy(text, "user host time");
	first = strtok(text, " ");
}

int main(void)
{
	char text[] = "alpha beta gamma";
	volatile long work;
	char *word;

	handle(SIGUSR1, handler, SA_RESTART);
	for (work = 0; work < 150; work++)
		;
	for (word = strtok(text, " "); word; word = strtok(NULL, " ")) {
		say(word);
		say("\n");
	}
	for (work = 0; work < 150; work++)
		;
	return 0;
}
