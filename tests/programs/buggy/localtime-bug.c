/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: deadlock, output
 * buggy-check: localtime
 *
 * Class:  the handler calls localtime().
 * Window: main is in localtime(), and holds the time zone's lock; or it is
 *         between localtime() and its use of the result, which is static.
 * Rule:   localtime() is not in signal-safety(7)'s list.
 * Wrong:  the handler waits for ever for the lock; or main prints the
 *         handler's date.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "buggy.h"

#define YEARS 4
#define YEAR_S 31556952

static volatile int hour;

static void handler(int sig)
{
	time_t now = 0;

	(void)sig;
	hour = localtime(&now)->tm_hour;
}

int main(void)
{
	struct tm *tm;
	char line[40];
	time_t t;
	int i;

	setenv("TZ", "UTC0", 1);
	tzset();
	handle(SIGUSR1, handler, 0);
	for (i = 1; i <= YEARS; i++) {
		t = (time_t)i * YEAR_S;
		tm = localtime(&t);
		snprintf(line, sizeof line, "%d\n", tm->tm_year + 1900);
		say(line);
	}
	return 0;
}
