/* SPDX-License-Identifier: MIT */
/* buggy-signal: TERM
 * buggy-verdict: deadlock
 * buggy-check: syslog
 *
 * Class:  the handler calls syslog().
 * Window: main is in syslog(), and holds its lock.
 * Rule:   syslog() is not in signal-safety(7)'s list.
 * Wrong:  the handler waits for ever for the lock, which is not recursive.
 */
#include <syslog.h>
#include "buggy.h"

#define MESSAGES 2

static void handler(int sig)
{
	int old = errno;

	syslog(LOG_DEBUG, "signal %d", sig);
	errno = old;
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
	}
	closelog();
	say("done\n");
	return 0;
}
