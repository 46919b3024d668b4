/* SPDX-License-Identifier: MIT */
/*
 * --from, --to and --in in a session: a time is another one in each run, so it
 * stands for the system call that the baseline makes then.
 */
#include "explore/session.h"

#include <inttypes.h>
#include <stdio.h>

static int resolve(struct xp_session *s, struct xp_mark *m, uint32_t call,
		   bool is_from)
{
	if (m->kind != XP_MARK_TIME)
		return 0;
	if (!call && is_from)
		return xp_fail("--from: %s makes no system call after %" PRIu64
			       " ms: it ends before", s->o->argv[0],
			       m->n / 1000000);
	m->asked_ns = m->n;
	m->n = call;
	m->kind = call ? XP_MARK_CALL : XP_MARK_NONE;
	return 0;
}

int xp_window_resolve(struct xp_session *s, const struct xp_shared *baseline)
{
	struct xp_window *w = &s->window;

	if (resolve(s, &w->from, baseline->mark_call[0], true) != 0)
		return XP_CANNOT;
	return resolve(s, &w->to, baseline->mark_call[1], false);
}

static int check(const struct xp_session *s, const struct xp_mark *m,
		 uint64_t times, const char *option)
{
	if (m->kind != XP_MARK_FUNCTION || times >= m->n)
		return 0;
	if (!times)
		return xp_fail("%s %s: %s does not come to a function of that "
			       "name", option, m->name, s->o->argv[0]);
	return xp_fail("%s %s:%" PRIu64 ": it is called %" PRIu64 " times",
		       option, m->name, m->n, times);
}

int xp_window_check(const struct xp_session *s, const struct xp_shared *survey)
{
	const struct xp_window *w = &s->window;
	uint32_t i;

	if (check(s, &w->from, survey->mark_seen[0], "--from") != 0 ||
	    check(s, &w->to, survey->mark_seen[1], "--to") != 0)
		return XP_CANNOT;
	for (i = 0; i < w->nr_in; i++)
		if (!(survey->mark_seen[2] & 1ull << i))
			return xp_fail("--in %s: %s does not come to a "
				       "function of that name, nor has it "
				       "such an object", w->in[i],
				       s->o->argv[0]);
	return 0;
}

static void say(const struct xp_mark *m, const char *option)
{
	if (m->asked_ns)
		fprintf(stderr, "ksig: after %" PRIu64 " ms there is system "
			"call %" PRIu64 ": %s='#%" PRIu64 "'\n",
			m->asked_ns / 1000000, m->n, option, m->n);
}

void xp_window_say(const struct xp_session *s)
{
	say(&s->window.from, "--from");
	say(&s->window.to, "--to");
}
