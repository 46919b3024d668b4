/* SPDX-License-Identifier: MIT */
/*
 * ksig merge: what several explorations of one command have found, each
 * finding once. The result does not depend on the order in which they are
 * named.
 */
#include "explore/dir/dir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ksig/ksig.h>

struct merge {
	struct xp_saved *from;
	uint32_t nr_from, nr_done;
	struct xp_loaded **kept;	/* one of each */
	uint32_t nr_kept;
};

static bool same_argv(char **a, char **b)
{
	for (; *a && *b && strcmp(*a, *b) == 0; a++, b++)
		;
	return !*a && !*b;
}

static int order(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* By plan and shard: the shards of one exploration come together. */
static int by_shard(const void *a, const void *b)
{
	const struct xp_saved *x = a, *y = b;
	int r = order(x->plan, y->plan);

	if (!r)
		r = order(x->o.nr_shards, y->o.nr_shards);
	if (!r)
		r = order(x->o.shard, y->o.shard);
	return r ? r : strcmp(x->dir, y->dir);
}

static bool same_plan(const struct xp_saved *a, const struct xp_saved *b)
{
	return a->plan == b->plan && a->o.nr_shards == b->o.nr_shards;
}

static int load_all(struct merge *m, char **dirs)
{
	struct xp_saved *v;
	uint32_t n = 0, i;

	while (dirs[n])
		n++;
	m->from = calloc(n, sizeof(*m->from));
	if (!m->from)
		return xp_fail("no memory for %u explorations", n);
	for (; m->nr_from < n; m->nr_from++) {
		v = &m->from[m->nr_from];
		if (xp_saved_load(dirs[m->nr_from], v) != 0)
			return XP_CANNOT;
		m->nr_done += v->nr_done;
		if (!same_argv(v->o.argv, m->from[0].o.argv))
			return xp_fail("%s is of another command than %s",
				       v->dir, m->from[0].dir);
	}
	qsort(m->from, n, sizeof(*m->from), by_shard);
	for (i = 1; i < n; i++)
		if (same_plan(&m->from[i - 1], &m->from[i]) &&
		    m->from[i - 1].o.shard == m->from[i].o.shard)
			return xp_fail("%s and %s have tried the same points: "
				       "give one of them",
				       m->from[i - 1].dir, m->from[i].dir);
	return 0;
}

/* ------------------------------------------------------------- findings */

/* Does it hold, by the points of all that share its plan? */
static bool holds(const struct merge *m, const struct xp_saved *of,
		  const struct xp_finding *f)
{
	const struct xp_tally *t;
	struct xp_tally sum = { 0 };
	uint32_t i;

	for (i = 0; i < m->nr_from; i++) {
		if (!same_plan(&m->from[i], of))
			continue;
		if (xp_is_answer(m->from[i].answers, m->from[i].nr_answers, f))
			return false;
		t = &m->from[i].tally[f->sig - 1][f->second_sig];
		sum.fine += t->fine;
		sum.ends += t->ends;
		sum.outputs += t->outputs;
	}
	return xp_is_rare(&sum, f->verdict);
}

static const char *text(const struct xp_loaded *l)
{
	return json_object_to_json_string_ext(l->json, JSON_C_TO_STRING_PLAIN);
}

static int by_finding(const void *a, const void *b)
{
	struct xp_loaded *const *pa = a, *const *pb = b;
	const struct xp_loaded *x = *pa, *y = *pb;
	int r = order((uint64_t)x->f.verdict, (uint64_t)y->f.verdict);

	if (!r)
		r = order((uint64_t)x->f.sig, (uint64_t)y->f.sig);
	if (!r)
		r = order(x->f.o.handler, y->f.o.handler);
	if (!r)
		r = xp_finding_order(&x->f, &y->f);
	return r ? r : strcmp(text(x), text(y));
}

/* Sorted: of those that are the same the first stays. */
static void keep_one_each(struct merge *m, struct xp_loaded **all, uint32_t n)
{
	uint32_t i, k;

	qsort(all, n, sizeof(*all), by_finding);
	m->kept = all;
	for (i = 0; i < n; i++) {
		for (k = 0; k < m->nr_kept; k++)
			if (xp_same_finding(&m->kept[k]->f, &all[i]->f))
				break;
		if (k < m->nr_kept) {
			m->kept[k]->f.nr += all[i]->f.nr;
			continue;
		}
		all[i]->f.id = (int)++m->nr_kept;
		m->kept[k] = all[i];
	}
}

static int join(struct merge *m)
{
	struct xp_loaded **all, *l;
	uint32_t i, j, n = 0;

	for (i = 0; i < m->nr_from; i++)
		n += m->from[i].nr_findings;
	all = calloc(n + 1, sizeof(struct xp_loaded *));
	if (!all)
		return xp_fail("no memory for %u findings", n);
	for (n = 0, i = 0; i < m->nr_from; i++) {
		for (j = 0; j < m->from[i].nr_findings; j++) {
			l = &m->from[i].findings[j];
			/* Its number is another one in each DIR. */
			xp_json_put(l->json, "id", 0);
			if (holds(m, &m->from[i], &l->f))
				all[n++] = l;
		}
	}
	keep_one_each(m, all, n);
	return 0;
}

/* --------------------------------------------------------------- result */

/* All that the findings of one exploration were found with. */
static int save_input(const struct xp_saved *from, const char *out)
{
	const char *name = xp_json_word(from->json, "input");
	int in, r;

	if (!name[0] || !from->nr_findings)
		return 0;
	in = xp_input_kept(from->dir, name);
	if (in < 0)
		return XP_CANNOT;
	r = xp_input_keep(in, out, name);
	close(in);
	return r;
}

/* As they were saved, but for two numbers. */
static int save_findings(const struct merge *m, const char *out)
{
	char path[XP_PATH_MAX], id[16];
	struct xp_loaded *l;
	uint32_t i;

	for (i = 0; i < m->nr_from; i++)
		if (save_input(&m->from[i], out) != 0)
			return XP_CANNOT;
	for (i = 0; i < m->nr_kept; i++) {
		l = m->kept[i];
		xp_json_put(l->json, "id", (uint64_t)l->f.id);
		xp_json_put(l->json, "points", l->f.nr);
		snprintf(id, sizeof(id), "%d", l->f.id);
		if (xp_json_write(l->json, xp_dir_path(out, id, path)) != 0)
			return XP_CANNOT;
	}
	return 0;
}

/* It says what is in OUT; nothing can be gone on with there. */
static int save_session(const struct merge *m, const char *out)
{
	struct json_object *o = json_object_new_object(), *x;
	struct json_object *all = json_object_new_array();
	char path[XP_PATH_MAX];
	uint32_t i;
	int r;

	xp_json_put(o, "ksig_session", XP_SESSION_VERSION);
	json_object_object_add(o, "ksig", json_object_new_string(KSIG_VERSION));
	xp_json_put_argv(o, "argv", m->from[0].o.argv);
	for (i = 0; i < m->nr_from; i++) {
		x = json_object_new_object();
		json_object_object_add(x, "dir", json_object_new_string(
					       m->from[i].dir));
		xp_json_put(x, "shard", m->from[i].o.shard);
		xp_json_put(x, "of", m->from[i].o.nr_shards);
		xp_json_put(x, "tries", m->from[i].nr_tries);
		xp_json_put(x, "done", m->from[i].nr_done);
		json_object_array_add(all, x);
	}
	json_object_object_add(o, "merged", all);
	r = xp_json_write(o, xp_dir_path(out, XP_SESSION_FILE, path));
	json_object_put(o);
	return r;
}

/* Shards first to last, without last, that are of one exploration. */
static void say_shards(const struct merge *m, uint32_t first, uint32_t last)
{
	uint32_t n = m->from[first].o.nr_shards, i, at = first, missing = 0;

	if (!n) {
		printf("%u exploration%s without --shard", last - first,
		       last - first == 1 ? "" : "s");
		return;
	}
	printf("%u of %u shards", last - first, n);
	for (i = 1; i <= n; i++) {
		if (at < last && m->from[at].o.shard == i)
			at++;
		else
			printf(missing++ ? ", %u" : "; missing: %u", i);
	}
}

static void say_what(const struct merge *m)
{
	const struct xp_saved *v;
	uint32_t i, first = 0;

	for (i = 1; i <= m->nr_from; i++) {
		if (i < m->nr_from && same_plan(&m->from[first], &m->from[i]))
			continue;
		say_shards(m, first, i);
		putchar('\n');
		if (i < m->nr_from && m->from[i].o.nr_shards &&
		    m->from[first].o.nr_shards == m->from[i].o.nr_shards)
			fprintf(stderr, "ksig: %s and %s have other points: "
				"the machines, or what is on them, differ\n",
				m->from[first].dir, m->from[i].dir);
		first = i;
	}
	for (i = 0; i < m->nr_from; i++) {
		v = &m->from[i];
		if (!v->is_finished)
			printf("%s is not finished: ksig explore --resume %s\n",
			       v->dir, v->dir);
	}
}

int xp_merge(const struct xp_merge_options *o)
{
	struct merge m = { .nr_from = 0 };
	struct xp_report report = { .dir = NULL };
	uint32_t i;

	if (load_all(&m, o->dirs) != 0 || join(&m) != 0)
		return XP_CANNOT;
	report.dir = xp_dir_new(o->out);
	if (!report.dir || save_findings(&m, report.dir) != 0 ||
	    save_session(&m, report.dir) != 0)
		return XP_CANNOT;
	for (i = 0; i < m.nr_kept; i++)
		xp_report_finding(&report, &m.kept[i]->f);
	say_what(&m);
	printf("%u points tried, %u finding%s, in %s\n", m.nr_done, m.nr_kept,
	       m.nr_kept == 1 ? "" : "s", report.dir);
	return m.nr_kept ? XP_FOUND : 0;
}
