/* SPDX-License-Identifier: MIT */
/* A DIR/session that save.c has written, and its findings, read again. */
#include "explore/dir/dir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"

static void load_tally(struct xp_saved *v)
{
	struct json_object *a = xp_json_field(v->json, "tally",
					      json_type_array), *x;
	size_t n = a ? json_object_array_length(a) : 0, i;
	struct xp_tally *t;
	int sig, second;

	for (i = 0; i < n; i++) {
		x = json_object_array_get_idx(a, i);
		sig = cli_signal_parse(xp_json_word(x, "signal"));
		second = cli_signal_parse(xp_json_word(x, "second"));
		if (!sig)
			continue;
		t = &v->tally[sig - 1][second];
		t->fine = (uint32_t)xp_json_number(x, "fine");
		t->ends = (uint32_t)xp_json_number(x, "ends");
		t->outputs = (uint32_t)xp_json_number(x, "outputs");
	}
}

static void load_answers(struct xp_saved *v)
{
	struct json_object *a = xp_json_field(v->json, "answers",
					      json_type_array), *x;
	size_t n = a ? json_object_array_length(a) : 0, i;

	for (i = 0; i < n && v->nr_answers < XP_ANSWERS_MAX; i++) {
		x = json_object_array_get_idx(a, i);
		v->answers[v->nr_answers++] = (struct xp_answer){
			.sig = cli_signal_parse(xp_json_word(x, "signal")),
			.end = (int)xp_json_number(x, "end"),
			.status = (int)xp_json_number(x, "status"),
			.out_hash = xp_json_number(x, "out_hash"),
			.err_hash = xp_json_number(x, "err_hash"),
			.places = xp_json_number(x, "places"),
		};
	}
}

/* What the session counts, no more: a file may be newer than it. */
static int load_findings(struct xp_saved *v)
{
	struct json_object *a = xp_json_field(v->json, "findings",
					      json_type_array);
	size_t n = a ? json_object_array_length(a) : 0;
	char path[XP_PATH_MAX], id[16];
	struct xp_loaded *l;
	int r;

	v->findings = calloc(n + 1, sizeof(*v->findings));
	if (!v->findings)
		return xp_fail("no memory for %zu findings", n);
	while (v->nr_findings < n) {
		l = &v->findings[v->nr_findings];
		snprintf(id, sizeof(id), "%u", v->nr_findings + 1);
		r = xp_load(xp_dir_path(v->dir, id, path), l);
		if (r)
			return r;
		l->f.id = (int)v->nr_findings + 1;
		l->f.nr = (uint32_t)json_object_get_int64(
			json_object_array_get_idx(a, v->nr_findings++));
	}
	return 0;
}

int xp_saved_load(const char *dir, struct xp_saved *v)
{
	char path[XP_PATH_MAX];
	struct json_object *base;

	memset(v, 0, sizeof(*v));
	v->dir = dir;
	v->json = json_object_from_file(xp_dir_path(dir, XP_SESSION_FILE,
						    path));
	if (!v->json)
		return xp_fail("%s: no exploration can be read there: give "
			       "the DIR that ksig explore has named", dir);
	if (xp_json_field(v->json, "merged", json_type_array))
		return xp_fail("%s: it is merged already: give the DIRs that "
			       "it was made of", dir);
	v->o.argv = xp_json_argv(v->json, "argv");
	if (xp_json_number(v->json, "ksig_session") != XP_SESSION_VERSION ||
	    !v->o.argv)
		return xp_fail("%s: not an exploration of this ksig's: begin "
			       "it anew", dir);
	xp_options_get(xp_json_field(v->json, "options", json_type_object),
		       &v->o);
	v->plan = xp_json_number(v->json, "plan");
	v->nr_tries = (uint32_t)xp_json_number(v->json, "tries");
	v->nr_done = (uint32_t)xp_json_number(v->json, "done");
	v->is_finished = json_object_get_boolean(
		xp_json_field(v->json, "finished", json_type_boolean));
	base = xp_json_field(v->json, "baseline", json_type_object);
	v->base.end = (int)xp_json_number(base, "end");
	v->base.status = (int)xp_json_number(base, "status");
	v->base.out_hash = xp_json_number(base, "out_hash");
	v->base.err_hash = xp_json_number(base, "err_hash");
	load_tally(v);
	load_answers(v);
	return load_findings(v);
}
