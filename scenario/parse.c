/* SPDX-License-Identifier: MIT */
/*
 * Statements: recursive descent, one token ahead. The grammar is in
 * docs/SCENARIOS.md. Every error says what was expected and where: the first
 * one ends the parse.
 */
#include "parse.h"
#include <stdio.h>
#include <string.h>

void *scn_alloc(struct scn_parser *p, size_t bytes)
{
	void *m = p->mem;

	bytes = (bytes + 15) & ~(size_t)15;
	if (bytes > p->left) {
		scn_wrong(p, p->l.line, p->l.col, "the scenario is too large");
		return NULL;
	}
	p->mem += bytes;
	p->left -= bytes;
	return memset(m, 0, bytes);
}

char *scn_copy(struct scn_parser *p, const char *s, size_t len)
{
	char *m = scn_alloc(p, len + 1);

	return m ? memcpy(m, s, len) : NULL;
}

bool scn_wrong(struct scn_parser *p, int line, int col, const char *text)
{
	if (!p->err->line) {
		p->err->line = line;
		p->err->col = col;
		snprintf(p->err->text, sizeof(p->err->text), "%s", text);
	}
	return false;
}

bool scn_expected(struct scn_parser *p, const char *what)
{
	char text[sizeof(p->err->text)];
	int len = p->l.len > 40 ? 40 : (int)p->l.len;

	if (p->l.tok == SCN_TOK_END)
		snprintf(text, sizeof(text),
			 "expected %s, found the end of the file", what);
	else if (p->l.tok == SCN_TOK_NEWLINE)
		snprintf(text, sizeof(text),
			 "expected %s, found the end of the line", what);
	else
		snprintf(text, sizeof(text), "expected %s, found '%.*s'", what,
			 len, p->l.s);
	return scn_wrong(p, p->l.line, p->l.col, text);
}

static bool at_step_end(const struct scn_parser *p)
{
	return p->l.tok != SCN_TOK_WORD && p->l.tok != SCN_TOK_OPEN;
}

static bool at_tail(const struct scn_parser *p)
{
	return at_step_end(p) || scn_lex_is(&p->l, "=") ||
	       scn_lex_is(&p->l, "...") || scn_lex_is(&p->l, "do");
}

/* KEY=..., with the verb's own keys: its place in the verb's list, or -1. */
static int option_index(const struct scn_parser *p, const struct scn_verb *v,
			size_t *key_len)
{
	const char *eq;
	int i;

	if (p->l.tok != SCN_TOK_WORD)
		return -1;
	eq = memchr(p->l.s, '=', p->l.len);
	if (!eq || eq == p->l.s)
		return -1;
	*key_len = (size_t)(eq - p->l.s);
	for (i = 0; v->opts && v->opts[i].name; i++)
		if (strlen(v->opts[i].name) == *key_len &&
		    !memcmp(v->opts[i].name, p->l.s, *key_len))
			return i;
	return -2;
}

static bool wrong_option(struct scn_parser *p, const struct scn_verb *v)
{
	char what[120] = "no option";
	size_t n = 0;
	int i;

	for (i = 0; v->opts && v->opts[i].name && n < sizeof(what); i++)
		n += (size_t)snprintf(what + n, sizeof(what) - n, "%s%s=",
				      i ? ", " : "an option of ",
				      v->opts[i].name);
	return scn_expected(p, what);
}

/* Cut the first n characters off the present word. */
static void cut(struct scn_lex *l, size_t n)
{
	l->s += n;
	l->len -= n;
	l->col += (int)n;
	if (!l->len && l->p < l->end && *l->p == '{')
		scn_lex_next(l);
}

static bool option(struct scn_parser *p, struct scn_stmt *s, bool *is_one)
{
	size_t key_len = 0;
	int i = option_index(p, s->verb, &key_len);

	*is_one = i >= 0;
	if (i == -1)
		return true;
	if (i == -2)
		return wrong_option(p, s->verb);
	if (s->opt[i].type)
		return scn_expected(p, "each option once");
	cut(&p->l, key_len + 1);
	return scn_value(p, &s->verb->opts[i], &s->opt[i]);
}

static bool arguments(struct scn_parser *p, struct scn_stmt *s)
{
	const struct scn_param *a = s->verb->args;
	bool is_one;
	char what[80];

	for (;;) {
		if (!option(p, s, &is_one))
			return false;
		if (is_one)
			continue;
		if (!a || !a->name || at_tail(p))
			break;
		if (s->nr_args == SCN_ARGS_MAX)
			return scn_expected(p, "fewer arguments");
		if (!scn_value(p, a, &s->arg[s->nr_args]))
			return false;
		s->nr_args++;
		if (!a->repeated)
			a++;
	}
	if (at_tail(p) && a && a->name && !a->optional &&
	    !(a->repeated && s->nr_args)) {
		snprintf(what, sizeof(what), "%s (%s)",
			 scn_type_name(a->type), a->name);
		return scn_expected(p, what);
	}
	return true;
}

static struct scn_stmt *step(struct scn_parser *p, int actor);

/* Steps without an actor's name, up to the closing brace. */
static bool body(struct scn_parser *p, struct scn_stmt *s)
{
	struct scn_stmt **at = &s->body;

	scn_lex_next(&p->l);
	if (p->l.tok != SCN_TOK_OPEN)
		return scn_expected(p, "'{'");
	if (++p->depth > SCN_DEPTH_MAX)
		return scn_expected(p, "bodies less deep in each other");
	scn_lex_next(&p->l);
	for (;;) {
		while (p->l.tok == SCN_TOK_NEWLINE ||
		       p->l.tok == SCN_TOK_SEMICOLON)
			scn_lex_next(&p->l);
		if (p->l.tok == SCN_TOK_CLOSE)
			break;
		*at = step(p, -1);
		if (!*at)
			return false;
		at = &(*at)->next;
		if (p->l.tok == SCN_TOK_WORD || p->l.tok == SCN_TOK_OPEN ||
		    p->l.tok == SCN_TOK_END)
			return scn_expected(p, "';', a new line or '}'");
	}
	p->depth--;
	s->end_line = p->l.line;
	scn_lex_next(&p->l);
	return true;
}

/* The text of a statement: from start to where the present token begins. */
static bool close_text(struct scn_parser *p, struct scn_stmt *s,
		       const char *start)
{
	const char *end = p->l.s;

	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	s->tail = (size_t)(end - p->l.text);
	s->text = scn_copy(p, start, (size_t)(end - start));
	return s->text;
}

static struct scn_stmt *stmt_new(struct scn_parser *p, enum scn_kind kind)
{
	struct scn_stmt *s = scn_alloc(p, sizeof(*s));

	if (!s)
		return NULL;
	s->kind = kind;
	s->line = s->end_line = p->l.line;
	s->actor = -1;
	s->slot = -1;
	s->result = "";
	return s;
}

/* VERB ARGUMENT... [do { }], from the verb on. */
static struct scn_stmt *step(struct scn_parser *p, int actor)
{
	struct scn_stmt *s = stmt_new(p, SCN_STEP);

	if (!s)
		return NULL;
	s->actor = actor;
	if (p->l.tok == SCN_TOK_WORD)
		s->verb = scn_verb_find(p->l.s, p->l.len);
	if (!s->verb) {
		scn_expected(p, "a verb");
		return NULL;
	}
	if ((s->verb->flags & SCN_VERB_HANDLER) && !p->depth) {
		scn_expected(p, "a verb that is not for handlers only");
		return NULL;
	}
	if (s->verb->flags & SCN_VERB_SLOT) {
		if (p->f->nr_slots == SCN_HANDLES_MAX) {
			scn_expected(p, "fewer handlers");
			return NULL;
		}
		s->slot = p->f->nr_slots++;
	}
	scn_lex_next(&p->l);
	if (!arguments(p, s))
		return NULL;
	if (scn_lex_is(&p->l, "do") && (s->verb->flags & SCN_VERB_BODY) &&
	    !body(p, s))
		return NULL;
	return s;
}

/* What follows a step of the top: = RESULT, ... or nothing. */
static bool tail(struct scn_parser *p, struct scn_stmt *s)
{
	const char *rest;
	size_t len;

	if (scn_lex_is(&p->l, "=")) {
		if (s->kind != SCN_STEP)
			return scn_expected(p, "a new line");
		scn_lex_rest(&p->l, &rest, &len);
		if (!len)
			return scn_expected(p, "a result");
		s->result = scn_copy(p, rest, len);
		return s->result;
	}
	if (scn_lex_is(&p->l, "...") && s->kind == SCN_STEP) {
		s->blocks = true;
		scn_lex_next(&p->l);
	}
	if (p->l.tok == SCN_TOK_NEWLINE || p->l.tok == SCN_TOK_END)
		return true;
	return scn_expected(p, s->kind == SCN_STEP && !s->blocks ?
			    "'=', '...' or a new line" : "a new line");
}

/* ACTOR and its step; the actor must have begun. */
static struct scn_stmt *actor_step(struct scn_parser *p)
{
	static const char what[] = "an actor that has begun, 'pass' or 'par'";
	struct scn_stmt *s;
	int line = p->l.line, i;

	i = p->l.tok == SCN_TOK_WORD ?
		scn_actor_index(p, p->l.s, p->l.len) : -1;
	if (i < 0 || !p->made[i]) {
		scn_expected(p, what);
		return NULL;
	}
	scn_lex_next(&p->l);
	s = step(p, i);
	if (s)
		s->line = line;
	return s;
}

static bool pass(struct scn_parser *p, struct scn_stmt *s)
{
	static const struct scn_param time = { .name = "time",
		.type = SCN_T_TIME };
	static const struct scn_param actor = { .name = "actor",
		.type = SCN_T_ACTOR };
	struct scn_value v;

	scn_lex_next(&p->l);
	if (scn_lex_is(&p->l, "until")) {
		scn_lex_next(&p->l);
		s->pass_ns = -1;
		if (!scn_value(p, &actor, &v))
			return false;
		s->actor = (int)v.n;
		return true;
	}
	if (!scn_value(p, &time, &v))
		return false;
	s->pass_ns = v.n;
	return true;
}

static bool par(struct scn_parser *p, struct scn_stmt *s)
{
	struct scn_stmt **at = &s->body;

	scn_lex_next(&p->l);
	if (p->l.tok != SCN_TOK_OPEN)
		return scn_expected(p, "'{'");
	scn_lex_next(&p->l);
	for (;;) {
		while (p->l.tok == SCN_TOK_NEWLINE)
			scn_lex_next(&p->l);
		if (p->l.tok == SCN_TOK_CLOSE)
			break;
		*at = actor_step(p);
		if (!*at)
			return false;
		at = &(*at)->next;
		if (p->l.tok != SCN_TOK_NEWLINE && p->l.tok != SCN_TOK_CLOSE)
			return scn_expected(p, "a new line or '}'");
	}
	if (!s->body)
		return scn_expected(p, "a step");
	s->end_line = p->l.line;
	scn_lex_next(&p->l);
	return true;
}

static struct scn_stmt *statement(struct scn_parser *p)
{
	const char *start = p->l.s;
	struct scn_stmt *s;
	bool ok;

	if (scn_lex_is(&p->l, "pass")) {
		s = stmt_new(p, SCN_PASS);
		ok = s && pass(p, s);
	} else if (scn_lex_is(&p->l, "par")) {
		s = stmt_new(p, SCN_PAR);
		ok = s && par(p, s);
	} else {
		s = actor_step(p);
		ok = s;
	}
	return ok && close_text(p, s, start) && tail(p, s) ? s : NULL;
}

/* "= A words", "> words" or "or", below statement s. */
static bool outcome(struct scn_parser *p, struct scn_stmt *s, int *alternative)
{
	struct scn_expect *e, **at;
	const char *rest;
	size_t len, n;
	int col;

	if (!s)
		return scn_expected(p, "a step before its outcome");
	if (scn_lex_is(&p->l, "or")) {
		if (s->kind != SCN_PAR)
			return scn_expected(p, "'or' below a par block only");
		++*alternative;
		scn_lex_next(&p->l);
		return p->l.tok == SCN_TOK_NEWLINE ||
		       p->l.tok == SCN_TOK_END ||
		       scn_expected(p, "a new line");
	}
	e = scn_alloc(p, sizeof(*e));
	if (!e)
		return false;
	e->is_trace = scn_lex_is(&p->l, ">");
	e->line = p->l.line;
	e->alternative = (uint8_t)*alternative;
	col = p->l.col + 2;
	scn_lex_rest(&p->l, &rest, &len);
	for (n = 0; n < len && rest[n] != ' '; n++)
		;
	if (!e->is_trace && (!n || scn_actor_index(p, rest, n) < 0))
		return scn_wrong(p, e->line, col,
				 "expected an actor's name after '='");
	e->text = scn_copy(p, rest, len);
	p->f->has_trace |= e->is_trace;
	for (at = &s->expect; *at; at = &(*at)->next)
		;
	*at = e;
	return e->text;
}

static bool file(struct scn_parser *p)
{
	struct scn_stmt *last = NULL, **at = &p->f->stmts;
	int alternative = 0;

	for (;;) {
		while (p->l.tok == SCN_TOK_NEWLINE)
			scn_lex_next(&p->l);
		if (p->l.tok == SCN_TOK_END)
			return true;
		if (scn_lex_is(&p->l, "=") || scn_lex_is(&p->l, ">") ||
		    scn_lex_is(&p->l, "or")) {
			if (!outcome(p, last, &alternative))
				return false;
			continue;
		}
		last = *at = statement(p);
		if (!last)
			return false;
		at = &last->next;
		alternative = 0;
	}
}

/* Names may be used in a body before the step that makes them. */
static bool all_made(struct scn_parser *p)
{
	char text[100];
	int i;

	for (i = 0; i < p->f->nr_actors; i++) {
		if (p->made[i])
			continue;
		snprintf(text, sizeof(text),
			 "expected a step that begins actor '%s'",
			 p->f->actor[i]);
		return scn_wrong(p, p->first_use[i], 1, text);
	}
	for (i = 0; i < p->f->nr_names; i++) {
		if (p->name_made[i])
			continue;
		snprintf(text, sizeof(text), "expected a step that makes '%s'",
			 p->f->name_of[i]);
		return scn_wrong(p, p->name_use[i], 1, text);
	}
	return true;
}

struct scn_file *scn_parse(const char *text, size_t bytes, void *mem,
			   size_t mem_bytes, struct scn_error *err)
{
	struct scn_parser p;

	memset(&p, 0, sizeof(p));
	memset(err, 0, sizeof(*err));
	p.mem = mem;
	p.left = mem_bytes;
	p.err = err;
	scn_lex_begin(&p.l, text, bytes > SCN_TEXT_MAX ? 0 : bytes);
	if (bytes > SCN_TEXT_MAX) {
		scn_wrong(&p, 1, 1, "the scenario is too large");
		return NULL;
	}
	p.f = scn_alloc(&p, sizeof(*p.f));
	if (!p.f)
		return NULL;
	scn_actor_index(&p, "outside", 7);
	scn_actor_index(&p, "A", 1);
	p.made[0] = p.made[1] = 1;
	if (!scn_header(&p) || !file(&p) || !all_made(&p))
		return NULL;
	if (!p.f->stmts) {
		scn_expected(&p, "a step");
		return NULL;
	}
	return p.f;
}
