/* SPDX-License-Identifier: MIT */
/*
 * An exploration: the baseline twice, the survey, then a try at each point,
 * several at a time; at the end what differs is held against the rest.
 */
#include "explore/explore.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "explore/dir/dir.h"

#define RUNS_MAX	64
#define LOOK_MS		200	/* at how far a batch is */
#define LEAST_TIMEOUT_MS 2000u
#define BASE_TIMEOUT_MS	60000u

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

bool xp_interrupted(void)
{
	return interrupted;
}

int xp_fail(const char *fmt, ...)
{
	va_list ap;

	fputs("ksig: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return XP_CANNOT;
}

static void start(struct xp_session *s, struct xp_run *r, enum xp_mode mode)
{
	int e;

	r->mode = r->shared->mode = mode;
	r->shared->wanted = mode != XP_NEST ? s->wanted : s->o->signals ?
			    s->o->signals : s->caught & ~XP_UNASKED;
	r->shared->choice = s->o->points;
	r->shared->window = s->window;
	r->shared->steps_max = s->o->steps_max;
	/* The baseline says what is usual. */
	r->shared->procs_max = s->procs_max ? s->procs_max : UINT32_MAX;
	r->shared->memory_max = s->memory ? s->memory : s->o->memory;
	r->shared->timeout_ms = mode == XP_TRY || mode == XP_NEST ||
				mode == XP_BRANCH ? s->timeout_ms :
				s->o->timeout_ms ? s->o->timeout_ms :
				BASE_TIMEOUT_MS;
	e = xp_run_start(r, &s->streams, s->o->argv);
	if (e) {
		xp_fail("cannot start a run: %s", strerror(e));
		exit(XP_CANNOT);
	}
}

/* The next run that is over, or NULL: interrupted. */
static struct xp_run *wait_run(struct xp_session *s)
{
	struct pollfd p[RUNS_MAX];
	uint32_t i;

	for (;;) {
		for (i = 0; i < s->nr_runs; i++) {
			p[i].fd = s->runs[i].over;
			p[i].events = POLLIN;
			p[i].revents = 0;
		}
		if (poll(p, s->nr_runs, LOOK_MS) < 0 && interrupted)
			return NULL;
		xp_progress(s);
		for (i = 0; i < s->nr_runs; i++) {
			if (p[i].revents) {
				xp_run_finish(&s->runs[i]);
				if (!s->tries_ms)
					xp_progress_end(s);
				return &s->runs[i];
			}
		}
	}
}

bool xp_run_one(struct xp_session *s, enum xp_mode mode)
{
	start(s, &s->runs[0], mode);
	return wait_run(s);
}

/* What a run that ksig could not even begin has said. */
int xp_say_refusal(struct xp_run *r)
{
	char buf[4096];
	ssize_t n = pread(r->err, buf, sizeof(buf), 0);

	if (n > 0)
		fwrite(buf, 1, (size_t)n, stderr);
	else
		xp_fail("the run has ended before it began");
	return XP_CANNOT;
}

/*
 * Runs that are made at the same time may want the same port, or file: then
 * each is made alone.
 */
static int look_together(struct xp_session *s)
{
	struct xp_outcome *o;
	uint32_t i, left;

	if (s->nr_runs == 1)
		return 0;
	for (i = 0; i < s->nr_runs; i++)
		start(s, &s->runs[i], XP_BASELINE);
	for (left = s->nr_runs; left > 0; left--)
		if (!wait_run(s))
			return XP_CANNOT;
	for (i = 0; i < s->nr_runs; i++) {
		o = &s->runs[i].shared->o;
		if ((s->same_end && !xp_same_end(o, &s->base)) ||
		    (s->same_output && !xp_same_output(o, &s->base)))
			s->is_alone = true;
	}
	if (s->is_alone)
		s->nr_runs = 1;
	return 0;
}

/* What a run may take, by what it takes without a signal. */
static int set_limits(struct xp_session *s)
{
	const struct xp_outcome *b = &s->base;
	uint64_t takes = b->memory > b->written ? b->memory : b->written;

	if (b->end == XP_END_MEMORY || b->end == XP_END_FILES)
		return xp_fail("without a signal %s takes more than that "
			       "already: give it more --memory", s->o->argv[0]);
	s->procs_max = 4 * b->procs > XP_PROCS_MAX ? 4 * b->procs :
		       XP_PROCS_MAX;
	s->memory = s->o->memory ? s->o->memory :
		    4 * takes > XP_MEMORY ? 4 * takes : XP_MEMORY;
	return 0;
}

static int baseline(struct xp_session *s)
{
	struct xp_outcome first;
	uint64_t ms;

	if (!xp_run_one(s, XP_BASELINE))
		return XP_CANNOT;
	first = s->runs[0].shared->o;
	if (first.end == XP_END_NONE)
		return xp_say_refusal(&s->runs[0]);
	if (first.end == XP_END_TIMEOUT)
		return xp_fail("without a signal %s does not end in %llu s; "
			       "give it less to do, or more time with "
			       "--timeout", s->o->argv[0], (unsigned long long)
			       (s->runs[0].shared->timeout_ms / 1000));
	if (!xp_run_one(s, XP_BASELINE))
		return XP_CANNOT;
	s->base = s->runs[0].shared->o;
	if (set_limits(s) != 0)
		return XP_CANNOT;
	s->same_end = xp_same_end(&first, &s->base);
	s->same_output = xp_same_output(&first, &s->base);
	if (xp_window_resolve(s, s->runs[0].shared) != 0)
		return XP_CANNOT;
	ms = 10 * (first.ms > s->base.ms ? first.ms : s->base.ms);
	s->timeout_ms = s->o->timeout_ms ? s->o->timeout_ms :
			ms > LEAST_TIMEOUT_MS ? ms : LEAST_TIMEOUT_MS;
	s->wanted = s->o->signals ? s->o->signals :
		    s->runs[0].shared->caught & ~XP_UNASKED;
	s->caught = s->runs[0].shared->caught;
	xp_one_each(s, s->runs[0].shared);
	return look_together(s);
}

static int survey(struct xp_session *s)
{
	struct xp_shared *shared = s->runs[0].shared;

	if (xp_has_names(&s->window)) {
		shared->only_enters = true;
		if (!xp_run_one(s, XP_SURVEY))
			return XP_CANNOT;
		shared->only_enters = false;
	}
	if (!xp_run_one(s, XP_SURVEY))
		return XP_CANNOT;
	return xp_window_check(s, shared);
}

/* Interrupted: what becomes of a run that is killed says nothing of its try. */
static void give_up(struct xp_session *s)
{
	uint32_t i;

	for (i = 0; i < s->nr_runs; i++) {
		if (s->runs[i].over < 0)
			continue;
		xp_run_kill(&s->runs[i]);
		xp_run_finish(&s->runs[i]);
		if (s->runs[i].mode == XP_BRANCH)
			xp_batch_tried(s, &s->runs[i]);
	}
	s->nr_running = 0;
}

/* Runs as long as there are tries, and all to their end. */
static void explore(struct xp_session *s)
{
	struct xp_run *r;
	uint32_t i;

	for (i = 0; i < s->nr_runs; i++)
		if (s->runs[i].over < 0 && xp_next_try(s, &s->runs[i]))
			start(s, &s->runs[i], s->runs[i].mode);
	while (s->nr_running && (r = wait_run(s))) {
		s->nr_running--;
		xp_tried(s, r);
		if (xp_next_try(s, r))
			start(s, r, r->mode);
		xp_progress(s);
		xp_keep(s);
	}
	give_up(s);
	xp_progress_end(s);
}

/* The folder comes first: a run may see it. */
static int set_up_dir(struct xp_session *s)
{
	const char *resume = s->o->resume;

	if (resume && xp_dir_lock(resume) != 0)
		return XP_CANNOT;
	if (resume || !s->o->dir)
		s->dir = resume;
	else if (!(s->dir = xp_dir_new(s->o->dir)))
		return XP_CANNOT;
	return 0;
}

static int set_up(struct xp_session *s)
{
	struct sigaction sa = { .sa_handler = on_interrupt };
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t i;
	int e;

	if (set_up_dir(s) != 0)
		return XP_CANNOT;
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	s->nr_runs = s->o->jobs ? s->o->jobs : cpus > 0 ? (uint32_t)cpus : 1;
	if (s->nr_runs > RUNS_MAX)
		s->nr_runs = RUNS_MAX;
	s->runs = calloc(s->nr_runs, sizeof(*s->runs));
	xp_sanitizer_environ(s->o->argv[0]);
	s->streams.in = s->o->input ? xp_input_kept(s->dir, s->o->input) :
				      xp_input();
	s->streams.isolate = s->o->isolate;
	s->streams.apart = s->dir;
	if (!s->runs || s->streams.in < 0)
		return xp_fail("cannot read the input that the runs are to "
			       "have: %s", strerror(errno));
	xp_input_name(s->streams.in, s->input);
	for (i = 0; i < s->nr_runs; i++) {
		e = xp_run_init(&s->runs[i]);
		if (e)
			return xp_fail("no memory for runs: %s; fewer at a "
				       "time: -j", strerror(e));
	}
	return 0;
}

int xp_session(const struct xp_options *o)
{
	static struct xp_session s;
	int r;

	s.o = o;
	s.window = o->window;
	s.began_ms = xp_now_ms();
	r = set_up(&s);
	if (!r)
		r = baseline(&s);
	if (r)
		return r;
	if (!s.wanted) {
		xp_keep_last(&s);
		printf("%s installs no handler: there is nothing to explore\n",
		       o->argv[0]);
		return 0;
	}
	r = survey(&s);
	if (!r)
		r = xp_plan(&s, s.runs[0].shared);
	if (!r)
		r = xp_plan_twice(&s);
	if (r)
		return r;
	xp_plan_order(&s);
	r = xp_resume(&s);
	if (r)
		return r;
	if (xp_batch_probe(&s, &s.runs[0])) {
		if (!xp_run_one(&s, XP_BRANCH))
			return XP_CANNOT;
		xp_batch_probed(&s, &s.runs[0]);
	}
	xp_say_plan(&s);
	xp_keep(&s);
	explore(&s);
	xp_compare(&s);
	explore(&s);
	return xp_summary(&s);
}
