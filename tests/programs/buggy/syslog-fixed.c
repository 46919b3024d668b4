/* SPDX-License-Identifier: MIT */
/* buggy-signal: TERM
 * buggy-verdict: -
 * buggy-check: -
 *
 * syslog-bug.c put right: the handler notes the signal, main logs it.
 */
#include <syslog.h>
#include "buggy.h"

#define MESSAGES 2

static volatile sig_atomic_t noted;

static void handler(int sig)
{
	noted = sig;
}

int main(void)
{
	volatile long work;
	int i;

	openlog("buggy", LOG_NDELAY, LOG_USER);
	handle(SIGTERM, handler, SA_RESTART);
	for (i = 0; i < MESSAGES; i++) {
		syslog(LOG_DEBUG, "message %d", i);
		for (work = 0; work < 300; work++)
			;
		if (noted) {
			syslog(LOG_DEBUG, "signal %d", (int)noted);
			noted = 0;
		}
	}
	closelog();
	say("done\n");
	return 0;
}
