/* SPDX-License-Identifier: MIT */
/* buggy-signal: HUP
 * buggy-verdict: -
 * buggy-check: -
 *
 * early-bug.c put right: the handler comes when all is ready for it.
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

	read_config();
	handle(SIGHUP, handler, 0);
	for (work = 0; work < 300; work++)
		;
	say("done\n");
	return 0;
}
