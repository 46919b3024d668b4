/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * localtime-bug.c put right: the handler takes the time with clock_gettime(),
 * which is safe; main makes a date of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "buggy.h"

#define YEARS 4
#define YEAR_S 31556952

static struct timespec when;
static volatile sig_atomic_t noted;
static volatile int hour;

static void handler(int sig)
{
	(void)sig;
	if (!noted)
		clock_gettime(CLOCK_REALTIME, &when);
	noted = 1;
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
		if (noted) {
			hour = localtime(&when.tv_sec)->tm_hour;
			noted = 0;
		}
	}
	return 0;
}
