/* SPDX-License-Identifier: MIT */
/* buggy-signal: HUP
 * buggy-verdict: crash
 * buggy-check: -
 *
 * Class:  the handler is installed before what it uses is there.
 * Window: between sigaction() and the end of the initialisation.
 * Rule:   a handler may run as soon as it is installed (signal(7)).
 * Wrong:  the handler follows a null pointer.
 */
#include "buggy.h"

#define ITEMS 16

struct config {
	volatile int nr_reloads, item[ITEMS];
};

static struct config store;
static struct config *volatile config;

static void handler(int sig)
{
	(void)sig;
	config->nr_reloads++;
}

static void read_config(void)
{
	int i;

	for (i = 0; i < ITEMS; i++)
		store.item[i] = i;
	config = &store;
}

int main(void)
{
	volatile long work;

	handle(SIGHUP, handler, 0);
	read_config();
	for (work = 0; work < 300; work++)
		;
	say("done\n");
	return 0;
}
