/* SPDX-License-Identifier: MIT */
/*
 * DIR/session: what an exploration was asked for and how far it has come,
 * written now and then, and at the end. The findings are written first, so
 * that none which the session counts is missing.
 *
 * What became of each try is kept as runs of the same outcome: [first try,
 * how many, which outcome].
 */
#include "explore/dir/dir.h"

#include <ksig/ksig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/cli.h"

#define KEEP_MS		2000u
/* A session of a million tries takes its time: no more than a 20th of all. */
#define KEEP_PART	20u
/* Among so many of the last the same outcome is sought: twice is no harm. */
#define RECENT		32

static bool same_outcome(const struct xp_try *a, const struct xp_try *b)
{
	return a->verdict == b->verdict && a->end == b->end &&
	       a->status == b->status && a->out_hash == b->out_hash &&
	       a->err_hash == b->err_hash && a->is_told == b->is_told &&
	       a->is_stray == b->is_stray;
}

static struct json_object *outcome_json(const struct xp_try *t)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "verdict", json_object_new_string(
				       xp_verdict_word(t->verdict)));
	xp_json_put(o, "end", (uint64_t)(int64_t)t->end);
	xp_json_put(o, "status", (uint64_t)(int64_t)t->status);
	xp_json_put(o, "out_hash", t->out_hash);
	xp_json_put(o, "err_hash", t->err_hash);
	json_object_object_add(o, "told", json_object_new_boolean(t->is_told));
	json_object_object_add(o, "stray",
			       json_object_new_boolean(t->is_stray));
	return o;
}

static void add_run(struct json_object *runs, size_t first, size_t n,
		    size_t outcome)
{
	struct json_object *a = json_object_new_array();

	json_object_array_add(a, json_object_new_int64((int64_t)first));
	json_object_array_add(a, json_object_new_int64((int64_t)n));
	json_object_array_add(a, json_object_new_int64((int64_t)outcome));
	json_object_array_add(runs, a);
}

static void put_tries(struct json_object *o, const struct xp_session *s)
{
	struct json_object *outcomes = json_object_new_array();
	struct json_object *runs = json_object_new_array();
	const struct xp_try *recent[RECENT];
	uint32_t i, n;
	size_t nr = 0, k;

	for (i = 0; i < s->nr_tries; i += n) {
		const struct xp_try *t = &s->tries[i];

		for (n = 1; i + n < s->nr_tries && t[n].is_done == t->is_done &&
		     same_outcome(t, &t[n]); n++)
			;
		if (!t->is_done)
			continue;
		for (k = nr > RECENT ? nr - RECENT : 0; k < nr; k++)
			if (same_outcome(t, recent[k % RECENT]))
				break;
		if (k == nr) {
			recent[nr++ % RECENT] = t;
			json_object_array_add(outcomes, outcome_json(t));
		}
		add_run(runs, i, n, k);
	}
	json_object_object_add(o, "outcomes", outcomes);
	json_object_object_add(o, "runs", runs);
}

static void put_tally_of(struct json_object *all, const struct xp_session *s,
			 int sig, int second)
{
	struct json_object *x;
	char name[CLI_NAME_MAX];
	struct xp_tally n;

	xp_tally(s, sig, second, &n);
	if (second && !n.fine)
		return;
	x = json_object_new_object();
	json_object_object_add(x, "signal", json_object_new_string(
				       cli_signal_name(sig, name)));
	if (second)
		json_object_object_add(x, "second", json_object_new_string(
					       cli_signal_name(second, name)));
	xp_json_put(x, "fine", n.fine);
	xp_json_put(x, "ends", n.ends);
	xp_json_put(x, "outputs", n.outputs);
	json_object_array_add(all, x);
}

static void put_tally(struct json_object *o, const struct xp_session *s)
{
	struct json_object *all = json_object_new_array();
	int sig, second;

	for (sig = 1; sig <= XP_SIGNALS; sig++)
		for (second = 0; second <= (s->nr_seconds ? XP_SIGNALS : 0);
		     second++)
			if (s->wanted & XP_BIT(sig))
				put_tally_of(all, s, sig, second);
	json_object_object_add(o, "tally", all);
}

static void put_answers(struct json_object *o, const struct xp_session *s)
{
	struct json_object *all = json_object_new_array(), *x;
	char name[CLI_NAME_MAX];
	uint32_t i;

	for (i = 0; i < s->nr_answers; i++) {
		const struct xp_answer *a = &s->answers[i];

		x = json_object_new_object();
		json_object_object_add(x, "signal", json_object_new_string(
					       cli_signal_name(a->sig, name)));
		xp_json_put(x, "end", (uint64_t)(int64_t)a->end);
		xp_json_put(x, "status", (uint64_t)(int64_t)a->status);
		xp_json_put(x, "out_hash", a->out_hash);
		xp_json_put(x, "err_hash", a->err_hash);
		xp_json_put(x, "places", a->places);
		json_object_array_add(all, x);
	}
	json_object_object_add(o, "answers", all);
}

static struct json_object *session_json(const struct xp_session *s)
{
	struct json_object *o = json_object_new_object();
	struct json_object *options = json_object_new_object();
	struct json_object *base = json_object_new_object();
	struct json_object *counts = json_object_new_array();
	uint32_t i;

	xp_json_put(o, "ksig_session", XP_SESSION_VERSION);
	json_object_object_add(o, "ksig", json_object_new_string(KSIG_VERSION));
	xp_json_put_argv(o, "argv", s->o->argv);
	xp_options_put(options, s->o->asked ? s->o->asked : s->o);
	xp_window_put(options, &s->window);
	json_object_object_add(o, "options", options);
	json_object_object_add(o, "input", json_object_new_string(s->input));
	xp_json_put(o, "plan", s->plan);
	xp_json_put(o, "tries", s->nr_tries);
	xp_json_put(o, "done", s->nr_done);
	json_object_object_add(o, "finished", json_object_new_boolean(
				       s->is_over && !xp_is_unfinished(s)));
	xp_json_put(base, "end", (uint64_t)(int64_t)s->base.end);
	xp_json_put(base, "status", (uint64_t)(int64_t)s->base.status);
	xp_json_put(base, "out_hash", s->base.out_hash);
	xp_json_put(base, "err_hash", s->base.err_hash);
	json_object_object_add(o, "baseline", base);
	put_tally(o, s);
	put_answers(o, s);
	for (i = 0; i < s->nr_findings; i++)
		json_object_array_add(counts, json_object_new_int64(
					      s->findings[i].nr));
	json_object_object_add(o, "findings", counts);
	put_tries(o, s);
	return o;
}

static int save_session(const struct xp_session *s)
{
	struct json_object *o = session_json(s);
	char path[XP_PATH_MAX];
	int r = xp_json_write(o, xp_dir_path(s->dir, XP_SESSION_FILE, path));

	json_object_put(o);
	return r;
}

struct xp_report xp_report_of(const struct xp_session *s)
{
	return (struct xp_report){
		s->dir, s->o->argv, s->input, &s->base, s->timeout_ms,
		s->memory, s->procs_max, s->o->isolate
	};
}

/* Those from the first on, and the session. */
static int save(struct xp_session *s, uint32_t first)
{
	struct xp_report r = xp_report_of(s);
	char path[XP_PATH_MAX], id[16];
	uint32_t i;

	if (xp_input_keep(s->streams.in, s->dir, s->input) != 0)
		return XP_CANNOT;
	for (i = first; i < s->nr_findings; i++)
		if (xp_report_save(&r, &s->findings[i]) != 0)
			return XP_CANNOT;
	s->nr_saved = s->nr_findings;
	if (save_session(s) != 0)
		return XP_CANNOT;
	/* What another comparison has found once is no finding now. */
	for (; s->nr_files > s->nr_findings; s->nr_files--) {
		snprintf(id, sizeof(id), "%u", s->nr_files);
		unlink(xp_dir_path(s->dir, id, path));
	}
	return 0;
}

void xp_keep(struct xp_session *s)
{
	uint64_t now = xp_now_ms();

	if (!s->dir || now < s->keep_ms)
		return;
	save(s, s->nr_saved < s->nr_findings ? s->nr_saved : s->nr_findings);
	s->keep_ms = KEEP_PART * (xp_now_ms() - now) + xp_now_ms();
	if (s->keep_ms < now + KEEP_MS)
		s->keep_ms = now + KEEP_MS;
}

bool xp_is_unfinished(const struct xp_session *s)
{
	return xp_interrupted() || s->nr_done < s->nr_tries;
}

void xp_keep_last(struct xp_session *s)
{
	s->is_over = true;
	if (!s->dir && (s->nr_findings || xp_is_unfinished(s)))
		s->dir = xp_dir_new(NULL);
	if (s->dir && save(s, 0) != 0)
		s->dir = NULL;
}
