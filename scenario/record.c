/* SPDX-License-Identifier: MIT */
/*
 * An author's tool: the file again, with the outcome that a play gave. What
 * is rewritten: results, `...`, and the lines of one kind ("= " by linux,
 * "> " by sim). All else stays, comments too. A par block keeps its
 * alternatives if the outcome is among them, and gets one more if not.
 */
#include "record.h"
#include "text.h"
#include <string.h>

struct rec {
	const char *src, *end, *t;
	char mark;		/* which lines are recorded: '=' or '>' */
	struct scn_text *out;
};

static const char *line_end(const char *s, const char *end)
{
	const char *nl = memchr(s, '\n', (size_t)(end - s));

	return nl ? nl + 1 : end;
}

/* Is this line of the file an outcome of the recorded kind? */
static bool is_outcome(const struct rec *r, const char *s)
{
	while (s < r->end && (*s == ' ' || *s == '\t'))
		s++;
	if (s == r->end)
		return false;
	return *s == r->mark || (r->mark == '=' && r->end - s >= 2 &&
				 !memcmp(s, "or", 2) &&
				 (s + 2 == r->end || s[2] == '\n'));
}

/* The transcript's lines below the statement, of the recorded kind. */
static void put_found(struct rec *r)
{
	const char *end = r->t + strlen(r->t), *next;

	while (*r->t == '=' || *r->t == '>') {
		next = line_end(r->t, end);
		if (*r->t == r->mark)
			scn_put_bytes(r->out, r->t, (size_t)(next - r->t));
		r->t = next;
	}
}

/* The transcript's head of s: its tail is the result. */
static void put_head(struct rec *r, const struct scn_stmt *s)
{
	const char *end;

	r->t += strlen(s->text);
	end = line_end(r->t, r->t + strlen(r->t));
	if (r->mark == '=') {
		scn_put_bytes(r->out, r->t, (size_t)(end - r->t));
	} else if (s->blocks) {
		scn_put(r->out, " ...\n");
	} else if (s->result[0]) {
		scn_put(r->out, " = ");
		scn_put(r->out, s->result);
		scn_put(r->out, "\n");
	} else {
		scn_put(r->out, "\n");
	}
	r->t = end;
}

/* Old lines below s, up to the next statement; comments and blanks stay. */
static const char *skip_old(struct rec *r, const char *src, bool keep)
{
	const char *next;

	while (src < r->end && is_outcome(r, src)) {
		next = line_end(src, r->end);
		if (keep)
			scn_put_bytes(r->out, src, (size_t)(next - src));
		src = next;
	}
	return src;
}

void scn_record(const struct scn_file *f, const char *text, size_t bytes,
		const struct scn_text *transcript, char mark,
		struct scn_text *out)
{
	struct rec r = { text, text + bytes, transcript->buf, mark, out };
	const struct scn_stmt *s;
	const char *src = text;
	bool keep;

	for (s = f->stmts; s && *r.t && *r.t != '#'; s = s->next) {
		scn_put_bytes(out, src, (size_t)(text + s->tail - src));
		src = line_end(text + s->tail, r.end);
		put_head(&r, s);
		keep = s->kind == SCN_PAR && s->expect && mark == '=';
		if (!keep) {
			put_found(&r);
			src = skip_old(&r, src, false);
			continue;
		}
		src = skip_old(&r, src, true);
		if (s->agrees) {
			while (*r.t == '=' || *r.t == '>')
				r.t = line_end(r.t, r.t + strlen(r.t));
		} else {
			scn_put(out, "or\n");
			put_found(&r);
		}
	}
	scn_put_bytes(out, src, (size_t)(r.end - src));
}
