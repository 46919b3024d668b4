/* SPDX-License-Identifier: MIT */
/*
 * --resume DIR: the baseline and the survey are made again; if the plan is the
 * one that DIR was made by, its tries get what became of them, and the rest
 * goes on.
 */
#include "explore/dir/dir.h"

#include <string.h>

static struct xp_saved saved;

int xp_resume_options(struct xp_options *o)
{
	struct xp_options given = *o;
	int r = xp_saved_load(o->resume, &saved);

	if (r)
		return r;
	*o = saved.o;
	o->input = xp_json_word(saved.json, "input");
	o->resume = o->dir = given.resume;
	/* What is given anew is for this time. */
	o->asked = &saved.o;
	o->quiet = given.quiet;
	if (given.jobs)
		o->jobs = given.jobs;
	if (given.time_ms)
		o->time_ms = given.time_ms;
	return 0;
}

static int verdict_of(const char *word)
{
	return strcmp(word, xp_verdict_word(XP_FINE)) == 0 ? XP_FINE :
	       strcmp(word, xp_verdict_word(XP_NOT_TRIED)) == 0 ?
	       XP_NOT_TRIED : xp_verdict_of(word);
}

static bool is_true(struct json_object *o, const char *name)
{
	return json_object_get_boolean(
		xp_json_field(o, name, json_type_boolean));
}

static bool restore_outcome(struct xp_session *s, struct json_object *o,
			    struct xp_try *t)
{
	int verdict = verdict_of(xp_json_word(o, "verdict"));

	if (verdict < 0)
		return false;
	t->is_done = true;
	t->end = (int)xp_json_number(o, "end");
	t->status = (int)xp_json_number(o, "status");
	t->out_hash = xp_json_number(o, "out_hash");
	t->err_hash = xp_json_number(o, "err_hash");
	t->is_told = is_true(o, "told");
	t->is_stray = is_true(o, "stray");
	/* They are compared once more at the end, with all. */
	if (xp_is_compared(verdict)) {
		verdict = XP_FINE;
		t->is_told = t->is_stray = false;
	}
	t->verdict = (uint8_t)verdict;
	s->nr_done++;
	s->nr_missed += verdict == XP_NOT_TRIED;
	s->nr_stray += t->is_stray;
	return true;
}

static uint32_t at(struct json_object *run, size_t i)
{
	return (uint32_t)json_object_get_int64(
		json_object_array_get_idx(run, i));
}

static bool restore_tries(struct xp_session *s)
{
	struct json_object *outcomes, *runs, *run, *o;
	uint32_t first, n;
	size_t i;

	outcomes = xp_json_field(saved.json, "outcomes", json_type_array);
	runs = xp_json_field(saved.json, "runs", json_type_array);
	if (!outcomes || !runs)
		return false;
	for (i = 0; i < json_object_array_length(runs); i++) {
		run = json_object_array_get_idx(runs, i);
		if (!json_object_is_type(run, json_type_array) ||
		    json_object_array_length(run) != 3)
			return false;
		first = at(run, 0);
		n = at(run, 1);
		o = json_object_array_get_idx(outcomes, at(run, 2));
		if (first > s->nr_tries || n > s->nr_tries - first)
			return false;
		for (; n > 0; n--, first++)
			if (s->tries[first].is_done ||
			    !restore_outcome(s, o, &s->tries[first]))
				return false;
	}
	return true;
}

static void restore_findings(struct xp_session *s)
{
	struct xp_finding *f;
	uint32_t i;

	s->nr_files = saved.nr_findings;
	for (i = 0; i < saved.nr_findings; i++) {
		f = &saved.findings[i].f;
		if (!xp_is_compared(f->verdict))
			xp_finding_add(s, f);
	}
	s->nr_saved = s->nr_findings;
}

int xp_resume(struct xp_session *s)
{
	if (!s->o->resume)
		return 0;
	if (s->plan != saved.plan || s->nr_tries != saved.nr_tries)
		return xp_fail("%s: the points of %s are others now: the "
			       "program has changed, or what it reads; "
			       "explore it anew", s->dir, s->o->argv[0]);
	if (!restore_tries(s))
		return xp_fail("%s/%s: it is damaged: explore anew", s->dir,
			       XP_SESSION_FILE);
	restore_findings(s);
	if (!xp_same_end(&s->base, &saved.base))
		s->same_end = false;
	if (!xp_same_output(&s->base, &saved.base))
		s->same_output = false;
	s->nr_before = s->nr_done;
	xp_tell_rest(s);
	return 0;
}
