/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * logfile-bug.c put right: the stream is used with the signal blocked, and by
 * main alone; the handler counts.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "buggy.h"

#define LINES 20
#define LINE "one event\n"

static FILE *log_file;
static volatile sig_atomic_t nr_wanted;

static void handler(int sig)
{
	(void)sig;
	nr_wanted++;
}

int main(void)
{
	sig_atomic_t nr_lines = 0;
	struct stat st;
	sigset_t mask;
	int i;

	log_file = fdopen(memfd_create("log", 0), "w");
	if (!log_file)
		return 1;
	handle(SIGUSR1, handler, 0);
	for (i = 0; i < LINES; i++)
		fputs(LINE, log_file);
	mask = block(SIGUSR1);
	for (; nr_lines < nr_wanted; nr_lines++)
		fputs(LINE, log_file);
	fflush(log_file);
	fstat(fileno(log_file), &st);
	say((size_t)st.st_size == (LINES + (size_t)nr_lines) * strlen(LINE) ?
	    "log complete\n" : "log damaged\n");
	restore(&mask);
	return 0;
}
