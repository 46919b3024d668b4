/* SPDX-License-Identifier: MIT */
/*
 * Is a transcript what the file expects? Statement by statement: its line,
 * and the lines below it, of which a par block may allow several sets. A
 * difference is written like diff -u's: - expected, + found.
 */
#include "text.h"
#include <string.h>

#define LINES_MAX	256	/* below one statement */

struct lines {
	const char *s[LINES_MAX];
	size_t len[LINES_MAX];
	int nr;
};

static void add(struct lines *l, const char *s, size_t len)
{
	if (l->nr == LINES_MAX)
		return;
	l->s[l->nr] = s;
	l->len[l->nr++] = len;
}

static bool same(const struct lines *a, int i, const struct lines *b, int j)
{
	return a->len[i] == b->len[j] && !memcmp(a->s[i], b->s[j], a->len[i]);
}

static bool all_same(const struct lines *a, const struct lines *b)
{
	int i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (!same(a, i, b, i))
			return false;
	return true;
}

static size_t line_len(const char *s)
{
	const char *end = strchr(s, '\n');

	return end ? (size_t)(end - s) : strlen(s);
}

/* The statement's own line or lines, as expected. */
static void put_head(struct scn_text *t, const struct scn_stmt *s)
{
	scn_put(t, s->text);
	if (s->blocks) {
		scn_put(t, " ...");
	} else if (s->result[0]) {
		scn_put(t, " = ");
		scn_put(t, s->result);
	}
}

static void split(struct lines *l, const char *s)
{
	size_t len;

	for (;; s += len + 1) {
		len = line_len(s);
		add(l, s, len);
		if (!s[len])
			return;
	}
}

/* Outcome lines are kept with their mark, as the transcript has them; the
 * marks of the file's are added to buf. */
static void expected(struct lines *l, const struct scn_stmt *s,
		     int alternative, bool trace, struct scn_text *buf)
{
	const struct scn_expect *e;
	size_t at = buf->len;

	l->nr = 0;
	put_head(buf, s);
	scn_put(buf, "\n");
	for (e = s->expect; e; e = e->next) {
		if (e->is_trace ? !trace : e->alternative != alternative)
			continue;
		scn_put(buf, e->is_trace ? "> " : "= ");
		scn_put(buf, e->text);
		scn_put(buf, "\n");
	}
	buf->buf[--buf->len] = 0;	/* the last newline */
	split(l, buf->buf + at);
	buf->len++;
}

/* The transcript's lines of s; returns what follows them. */
static const char *found(struct lines *l, const struct scn_stmt *s,
			 bool trace, const char *t)
{
	const char *nl = s->text;
	int own = 1;

	l->nr = 0;
	while ((nl = strchr(nl, '\n'))) {
		own++;
		nl++;
	}
	while (*t && (own > 0 || *t == '=' || *t == '>')) {
		if (own > 0 || *t == '=' || trace)
			add(l, t, line_len(t));
		own--;
		t += line_len(t);
		t += *t == '\n';
	}
	return t;
}

static void put_lines(struct scn_text *d, const char *mark,
		      const struct lines *l, int from, int to)
{
	for (; from < to; from++) {
		scn_put(d, mark);
		scn_put_bytes(d, l->s[from], l->len[from]);
		scn_put(d, "\n");
	}
}

/* What is the same at both ends stands once. */
static void put_difference(struct scn_text *d, const struct scn_stmt *s,
			   const struct lines *want, const struct lines *got)
{
	int head = 0, tail = 0;

	while (head < want->nr && head < got->nr &&
	       same(want, head, got, head))
		head++;
	while (tail < want->nr - head && tail < got->nr - head &&
	       same(want, want->nr - 1 - tail, got, got->nr - 1 - tail))
		tail++;
	scn_put(d, "@@ line ");
	scn_put_num(d, s->line);
	scn_put(d, " @@\n");
	put_lines(d, " ", want, 0, head);
	put_lines(d, "-", want, head, want->nr - tail);
	put_lines(d, "+", got, head, got->nr - tail);
	put_lines(d, " ", want, want->nr - tail, want->nr);
}

static int alternatives(const struct scn_stmt *s)
{
	const struct scn_expect *e;
	int n = 1;

	for (e = s->expect; e; e = e->next)
		if (e->alternative >= n)
			n = e->alternative + 1;
	return n;
}

int scn_compare(const struct scn_file *f, const struct scn_machine *m,
		const struct scn_text *transcript, struct scn_text *diff)
{
	static char mem[64 * 1024];
	static struct lines want, got;
	bool trace = m->port == SCN_ON_SIM && f->has_trace;
	const char *t = transcript->buf;
	struct scn_stmt *s;
	struct scn_text buf;
	int i, n, ok = 1;

	for (s = f->stmts; s && *t && *t != '#'; s = s->next) {
		t = found(&got, s, trace, t);
		n = alternatives(s);
		for (i = 0; i < n; i++) {
			buf = (struct scn_text){ mem, 0, sizeof(mem) };
			expected(&want, s, i, trace, &buf);
			if (all_same(&want, &got))
				break;
		}
		s->agrees = i < n;
		if (s->agrees)
			continue;
		buf.len = 0;
		expected(&want, s, 0, trace, &buf);
		put_difference(diff, s, &want, &got);
		ok = 0;
	}
	return ok;
}
