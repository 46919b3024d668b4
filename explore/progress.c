/* SPDX-License-Identifier: MIT */
/* What the explorer says while it works, and at the end. */
#include "explore/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/cli.h"

#define REDRAW_MS	100u
#define PLAIN_MS	10000u

static const char *signal_list(uint64_t set, char *buf, size_t n)
{
	char name[CLI_NAME_MAX];
	size_t at = 0;
	int sig;

	buf[0] = '\0';
	for (sig = 1; sig <= XP_SIGNALS && at < n; sig++)
		if (set & XP_BIT(sig))
			at += (size_t)snprintf(buf + at, n - at, "%s%s",
					       at ? ", " : "",
					       cli_signal_name(sig, name));
	return buf;
}

void xp_say_plan(const struct xp_session *s)
{
	char list[512], others[512], name[CLI_NAME_MAX];
	int sig;

	fprintf(stderr, "ksig: %u of %llu points for %s", s->nr_tries,
		(unsigned long long)s->nr_points,
		signal_list(s->wanted, list, sizeof(list)));
	if (s->o->nr_shards)
		fprintf(stderr, ", shard %u of %u", s->o->shard,
			s->o->nr_shards);
	if (s->nr_before)
		fprintf(stderr, ", %u of them done before", s->nr_before);
	if (s->nr_blocked)
		fprintf(stderr, "; %llu places where they are blocked are "
			"left out", (unsigned long long)s->nr_blocked);
	fputc('\n', stderr);
	for (sig = 1; sig <= XP_SIGNALS; sig++)
		if (s->shared_with[sig - 1] && !s->o->signals)
			fprintf(stderr, "ksig: %s has the handler of %s: one "
				"of them is tried (all: --signal)\n",
				signal_list(s->shared_with[sig - 1], others,
					    sizeof(others)),
				cli_signal_name(sig, name));
	xp_window_say(s);
	if (s->is_cut)
		fprintf(stderr, "ksig: instructions after the first %llu were "
			"not looked at (--steps)\n",
			(unsigned long long)s->nr_steps);
	if (s->is_alone)
		fprintf(stderr, "ksig: runs at the same time disturb each "
			"other (a port, a file?): one at a time\n");
	if (!s->same_output)
		fprintf(stderr, "ksig: what it writes is not the same in two "
			"runs: not judged\n");
	if (!s->same_end)
		fprintf(stderr, "ksig: how it ends is not the same in two "
			"runs: not judged\n");
}

/* Before there are tries: what is being done. */
static void early_line(const struct xp_session *s, char *buf, size_t n)
{
	const struct xp_run *r = &s->runs[0];

	if (r->mode == XP_SURVEY)
		snprintf(buf, n, "the points are listed: %llu instructions, "
			 "%u points so far", (unsigned long long)
			 r->shared->nr_steps, r->shared->nr_points);
	else
		snprintf(buf, n, "%s is run %s", s->o->argv[0],
			 r->mode == XP_NEST ? "for the second signals" :
			 "without a signal");
}

static void line(const struct xp_session *s, char *buf, size_t n)
{
	uint64_t ms = xp_now_ms() - s->tries_ms;
	uint32_t all = s->nr_done + xp_batch_under_way(s);
	uint32_t done = all - s->nr_before;
	uint64_t left = done ? ms * (s->nr_tries - all) / done : 0;
	uint64_t past = xp_now_ms() - s->began_ms;

	if (s->o->time_ms && past + left > s->o->time_ms)
		left = s->o->time_ms > past ? s->o->time_ms - past : 0;
	left /= 1000;

	snprintf(buf, n, "%u of %u points, %u finding%s, %llu:%02llu left",
		 all, s->nr_tries, s->nr_findings,
		 s->nr_findings == 1 ? "" : "s",
		 (unsigned long long)left / 60, (unsigned long long)left % 60);
}

void xp_progress(struct xp_session *s)
{
	static uint64_t said_ms;
	uint64_t now = xp_now_ms();
	bool tty = isatty(2);
	char buf[160];

	if (s->o->quiet)
		return;
	if (!said_ms)
		said_ms = tty ? 0 : now;
	if (now - said_ms < (tty ? REDRAW_MS : PLAIN_MS))
		return;
	said_ms = now;
	if (s->tries_ms)
		line(s, buf, sizeof(buf));
	else
		early_line(s, buf, sizeof(buf));
	fprintf(stderr, tty ? "\r\033[K%s" : "ksig: %s\n", buf);
}

void xp_progress_end(struct xp_session *s)
{
	if (!s->o->quiet && isatty(2))
		fputs("\r\033[K", stderr);
}

static void say_rest(const struct xp_session *s, uint32_t nr_candidates)
{
	if (s->nr_missed)
		printf(", %u not reached again", s->nr_missed);
	if (s->nr_stray)
		printf(", %u not repeatable", s->nr_stray);
	if (nr_candidates)
		printf(", %u that only all shards can tell (ksig merge)",
		       nr_candidates);
	if (s->nr_tries > s->nr_done)
		printf("; %s before %u others%s", xp_interrupted() ?
		       "interrupted" : "out of time",
		       s->nr_tries - s->nr_done,
		       xp_interrupted() ? "" : " (--time)");
	putchar('\n');
	if (xp_is_unfinished(s) && s->dir)
		printf("go on: ksig explore --resume %s\n", s->dir);
}

int xp_summary(struct xp_session *s)
{
	struct xp_report r;
	uint64_t ms = xp_now_ms() - s->tries_ms;
	uint32_t i, nr = xp_candidates_last(s);

	xp_keep_last(s);
	r = xp_report_of(s);	/* with its DIR */
	for (i = 0; i < nr; i++)
		xp_report_finding(&r, &s->findings[i]);
	xp_answers_say(s);
	printf("%u points tried in %llu.%llu s", s->nr_done - s->nr_before,
	       (unsigned long long)ms / 1000,
	       (unsigned long long)ms % 1000 / 100);
	if (s->nr_before)
		printf(", %u before", s->nr_before);
	printf(", %u finding%s", nr, nr == 1 ? "" : "s");
	say_rest(s, s->nr_findings - nr);
	return nr ? XP_FOUND : 0;
}
