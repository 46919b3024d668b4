/* SPDX-License-Identifier: MIT */
/* prick: sends a signal to a program at one of its instructions.
 *
 *     prick [-t TASK] [-w MS] count|POINTS|- SIG CMD [ARG...]
 *
 * The program runs without address space randomisation. Its points are
 * counted from the end of the rt_sigaction(2) that installs a handler for
 * SIG: one before each instruction, and for a system call one more, inside
 * it: the signal is then pending when the call begins. The points of one task
 * are counted: 0 is the main thread, n the n-th thread or child that is born
 * (from its birth to its exec). Other tasks run freely.
 *
 * POINTS are numbers with commas between, "-" reads them from the standard
 * input, one a line; the program is run anew for each. cN is inside the N-th
 * system call (from 0), N+M is N and once more, M points later. -w: what has
 * not gone on for MS milliseconds hangs, or spins if it still runs. A line for
 * each run, with tabs between:
 *
 *     POINTS HOW END ZOMBIES ADDRESS OUTPUT
 *
 * HOW: sent; near, if the run was not at the instruction where the first one
 * was; or never. END: "exit N", "signal N", hang or spin. ZOMBIES is how many
 * children it had not waited for when it exited, ADDRESS where the signal
 * found it. `count` says how many points there are, and which of them are
 * inside of system calls. SIGTERM ends it after the run that is on.
 *
 * A first run without the signal notes the address of every point. The others
 * go to the last point before theirs whose instruction has not run often yet,
 * with a debug register, and step from there.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <unistd.h>
#include "prick.h"

#define TICK_US 20000		/* how often we look at the clock */
#define HANG_MS 1000
#define OUTPUT_MAX 4096
#define LINE 64

struct options opt = { .hang_ms = HANG_MS, .again = -1 };

static volatile sig_atomic_t stop;

void die(const char *what)
{
	fprintf(stderr, "prick: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void print_output(void)
{
	unsigned char text[OUTPUT_MAX];
	ssize_t i, n = pread(opt.out, text, sizeof text, 0);

	for (i = 0; i < n; i++) {
		if (text[i] == '\n')
			printf("\\n");
		else if (isprint(text[i]) && text[i] != '\\')
			putchar(text[i]);
		else
			printf("\\x%02x", text[i]);
	}
	putchar('\n');
}

static void print_run(const char *point)
{
	int wanted = opt.again >= 0 ? 2 : 1;

	printf("%s\t%s\t", point, run.nr_sent != wanted ? "never" :
	       run.strayed ? "near" : "sent");
	if (run.hang)
		printf(run.spin ? "spin" : "hang");
	else if (WIFEXITED(run.status))
		printf("exit %d", WEXITSTATUS(run.status));
	else
		printf("signal %d", WTERMSIG(run.status));
	printf("\t%d\t%#lx\t", run.nr_zombies, run.address);
	print_output();
	fflush(stdout);
}

static void tick(int sig)
{
	if (sig == SIGTERM)
		stop = 1;
}

static void prepare(void)
{
	struct sigaction act = { .sa_handler = tick };

	sigaction(SIGALRM, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	opt.out = memfd_create("output", MFD_CLOEXEC);
	if (opt.out < 0)
		die("memfd");
}

/* The clock is for waits, not for reads of the standard input. It comes again
 * and again, so none can be missed before a wait. */
static void run_timed(long point)
{
	struct itimerval often = { { 0, TICK_US }, { 0, TICK_US } };
	struct itimerval off = { { 0, 0 }, { 0, 0 } };

	setitimer(ITIMER_REAL, &often, NULL);
	run_once(point);
	setitimer(ITIMER_REAL, &off, NULL);
}

static void print_count(void)
{
	long i;

	printf("%ld", run.count);
	for (i = 0; way_call(i) >= 0; i++)
		printf(" %ld", way_call(i));
	printf("\n");
}

static void try(const char *text)
{
	bool call = text && *text == 'c';
	char *rest;
	long point;

	if (!text)
		return;
	point = strtol(text + call, &rest, 10);
	if (call)
		point = way_call(point);
	opt.again = *rest == '+' ? atol(rest + 1) : -1;
	run_timed(point);
	print_run(text);
}

static int usage(void)
{
	fprintf(stderr, "usage: prick [-t TASK] [-w MS] "
		"count|POINTS|- SIG CMD [ARG...]\n");
	return 2;
}

int main(int argc, char **argv)
{
	char *points, *p, line[LINE];
	int c;

	while ((c = getopt(argc, argv, "+t:w:")) != -1) {
		if (c == 't')
			opt.task = atoi(optarg);
		else if (c == 'w')
			opt.hang_ms = atoi(optarg);
		else
			return usage();
	}
	if (argc - optind < 3)
		return usage();
	points = argv[optind];
	opt.sig = atoi(argv[optind + 1]);
	for (c = 1; c < NSIG && opt.sig == 0; c++)
		if (sigabbrev_np(c) && !strcmp(sigabbrev_np(c),
					       argv[optind + 1]))
			opt.sig = c;
	opt.cmd = argv + optind + 2;
	if (opt.sig < 1 || opt.sig > SIGRTMAX)
		return usage();
	prepare();
	run_timed(-1);
	if (!strcmp(points, "count")) {
		print_count();
		return run.hang;
	}
	if (!strcmp(points, "-")) {
		while (!stop && fgets(line, sizeof line, stdin))
			try(strtok(line, "\n"));
		return 0;
	}
	for (p = strtok(points, ","); p && !stop; p = strtok(NULL, ","))
		try(p);
	return 0;
}
