/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output, deadlock, crash
 * buggy-check: fwrite
 *
 * Class:  the handler writes into a stream that main writes into. (The
 *         compiler makes fwrite() of fputs().)
 * Window: main is in fputs(), and has read the stream's pointers, but not yet
 *         moved them.
 * Rule:   no function of stdio is in signal-safety(7)'s list.
 * Wrong:  a line is lost, or is there twice: the log is too short or too
 *         long. Or the handler waits for the stream's lock, as in printf-bug.c.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "buggy.h"

#define LINES 20
#define LINE "one event\n"

static FILE *log_file;
static volatile sig_atomic_t nr_lines;

static void handler(int sig)
{
	int old = errno;

	(void)sig;
	fputs(LINE, log_file);
	nr_lines++;
	errno = old;
}

int main(void)
{
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
	fflush(log_file);
	fstat(fileno(log_file), &st);
	say((size_t)st.st_size == (LINES + (size_t)nr_lines) * strlen(LINE) ?
	    "log complete\n" : "log damaged\n");
	restore(&mask);
	return 0;
}
