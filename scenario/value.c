/* SPDX-License-Identifier: MIT */
/* Arguments: one token, or a set in braces, as a value of its type. */
#include "parse.h"
#include "text.h"
#include <stdio.h>
#include <string.h>

const char *scn_type_name(enum scn_type type)
{
	switch (type) {
	case SCN_T_SIG:
		return "a signal";
	case SCN_T_SET:
		return "a set of signals";
	case SCN_T_ACTOR:
		return "an actor";
	case SCN_T_NEWACTOR:
		return "a new actor";
	case SCN_T_TARGET:
		return "an actor, self, 0, -1, group:ACTOR or pid:NUMBER";
	case SCN_T_TIME:
		return "a time like 10ms";
	case SCN_T_NUM:
		return "a number";
	case SCN_T_NAME:
		return "a name that an earlier step made";
	case SCN_T_NEWNAME:
		return "a new name";
	case SCN_T_PTR:
		return "ok, null, bad or a name of memory";
	default:
		return "a word";
	}
}

static bool is_name(const char *s, size_t len, bool upper)
{
	size_t i;

	if (!len || len >= SCN_NAME_BYTES)
		return false;
	if (upper ? s[0] < 'A' || s[0] > 'Z' : s[0] < 'a' || s[0] > 'z')
		return false;
	for (i = 1; i < len; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= 'A' && s[i] <= 'Z') &&
		    !(s[i] >= '0' && s[i] <= '9') && s[i] != '.' &&
		    s[i] != '_')
			return false;
	return true;
}

int scn_actor_index(struct scn_parser *p, const char *s, size_t len)
{
	struct scn_file *f = p->f;
	int i;

	for (i = 0; i < f->nr_actors; i++)
		if (strlen(f->actor[i]) == len && !memcmp(f->actor[i], s, len))
			return i;
	if (f->nr_actors && !is_name(s, len, true))
		return -1;
	if (f->nr_actors == SCN_ACTORS_MAX)
		return -1;
	memcpy(f->actor[i], s, len);
	p->first_use[i] = p->l.line;
	return f->nr_actors++;
}

static int name_index(struct scn_parser *p, const char *s, size_t len)
{
	struct scn_file *f = p->f;
	int i;

	for (i = 0; i < f->nr_names; i++)
		if (strlen(f->name_of[i]) == len &&
		    !memcmp(f->name_of[i], s, len))
			return i;
	if (!is_name(s, len, false) || f->nr_names == SCN_NAMES_MAX)
		return -1;
	memcpy(f->name_of[i], s, len);
	p->name_use[i] = p->l.line;
	return f->nr_names++;
}

/* -7, 12, 0x1f: true if all of it is one. */
static bool number(const char *s, size_t len, int64_t *n)
{
	bool minus = len && *s == '-';
	uint64_t u = 0, base = 10;
	size_t i = minus;
	int d;

	if (len > i + 2 && s[i] == '0' && s[i + 1] == 'x') {
		base = 16;
		i += 2;
	}
	if (i == len || len > 20)
		return false;
	for (; i < len; i++) {
		d = s[i] >= 'a' ? s[i] - 'a' + 10 : s[i] - '0';
		if (d < 0 || (uint64_t)d >= base || (s[i] > '9' && s[i] < 'a'))
			return false;
		u = u * base + (uint64_t)d;
	}
	*n = (int64_t)(minus ? 0 - u : u);
	return true;
}

static bool parse_time(const char *s, size_t len, int64_t *ns)
{
	static const struct scn_word units[] = {
		{ "ns", 1 }, { "us", 1000 }, { "ms", 1000000 },
		{ "s", 1000000000 }, { NULL, 0 },
	};
	const struct scn_word *u;
	size_t n = 0;

	while (n < len && ((s[n] >= '0' && s[n] <= '9') ||
			   (!n && s[n] == '-')))
		n++;
	if (n > 9 || !number(s, n, ns))
		return false;
	if (n == len)
		return *ns == 0;
	for (u = units; u->name; u++) {
		if (strlen(u->name) == len - n &&
		    !memcmp(u->name, s + n, len - n)) {
			*ns *= u->value;
			return true;
		}
	}
	return false;
}

static bool signal_of(const char *s, size_t len, int64_t *n)
{
	*n = scn_sig_number(s, len);
	return *n > 0 || number(s, len, n);
}

static bool word_of(const struct scn_word *w, const char *s, size_t len,
		    int64_t *n)
{
	for (; w && w->name; w++) {
		if (strlen(w->name) == len && !memcmp(w->name, s, len)) {
			*n = w->value;
			return true;
		}
	}
	return number(s, len, n);
}

static bool flags_of(const struct scn_word *w, const char *s, size_t len,
		     int64_t *n)
{
	const char *bar;
	size_t part;
	int64_t one;

	for (*n = 0;; s += part + 1, len -= part + 1) {
		bar = memchr(s, '|', len);
		part = bar ? (size_t)(bar - s) : len;
		if (!word_of(w, s, part, &one))
			return false;
		*n |= one;
		if (!bar)
			return true;
	}
}

static bool expected_word(struct scn_parser *p, const struct scn_param *param)
{
	char what[120];
	size_t n = 0;
	int i;

	for (i = 0; param->words[i].name && n < sizeof(what); i++)
		n += (size_t)snprintf(what + n, sizeof(what) - n, "%s%s",
				      i ? " " : "one of ",
				      param->words[i].name);
	return scn_expected(p, what);
}

/* {USR1 RT3}, or one signal, or all. */
static bool set_of(struct scn_parser *p, int64_t *n)
{
	struct scn_lex *l = &p->l;
	int64_t sig;

	*n = 0;
	if (l->tok != SCN_TOK_OPEN) {
		if (scn_lex_is(l, "all")) {
			*n = -1;
			return true;
		}
		if (!signal_of(l->s, l->len, &sig) || sig < 1 || sig > 64)
			return scn_expected(p, "a set of signals");
		*n = (int64_t)(1ull << (sig - 1));
		return true;
	}
	for (scn_lex_next(l); l->tok != SCN_TOK_CLOSE; scn_lex_next(l)) {
		if (l->tok != SCN_TOK_WORD ||
		    !signal_of(l->s, l->len, &sig) || sig < 1 || sig > 64)
			return scn_expected(p, "a signal or '}'");
		*n |= (int64_t)(1ull << (sig - 1));
	}
	return true;
}

static bool target_of(struct scn_parser *p, struct scn_value *v)
{
	const char *s = p->l.s;
	size_t len = p->l.len;

	if (scn_lex_is(&p->l, "self"))
		v->n = SCN_TO_SELF;
	else if (scn_lex_is(&p->l, "0"))
		v->n = SCN_TO_OWN_PGRP;
	else if (scn_lex_is(&p->l, "-1"))
		v->n = SCN_TO_ALL;
	else if (len > 4 && !memcmp(s, "pid:", 4)) {
		v->n = SCN_TO_NUM;
		return number(s + 4, len - 4, &v->m);
	} else {
		v->n = SCN_TO_ACTOR;
		if (len > 6 && !memcmp(s, "group:", 6)) {
			v->n = SCN_TO_PGRP;
			s += 6;
			len -= 6;
		}
		v->m = scn_actor_index(p, s, len);
		return v->m >= 0;
	}
	return true;
}

/* An actor or a name that exists; in a body it may come to exist later. */
static bool existing(struct scn_parser *p, enum scn_type type, int64_t *n)
{
	if (type == SCN_T_ACTOR) {
		*n = scn_actor_index(p, p->l.s, p->l.len);
		return *n >= 0;
	}
	*n = name_index(p, p->l.s, p->l.len);
	return *n >= 0 && (p->depth || p->name_made[*n]);
}

static bool fresh(struct scn_parser *p, enum scn_type type, int64_t *n)
{
	int *made;

	if (type == SCN_T_NEWACTOR) {
		*n = scn_actor_index(p, p->l.s, p->l.len);
		made = p->made;
	} else {
		*n = name_index(p, p->l.s, p->l.len);
		made = p->name_made;
	}
	if (*n < 0 || made[*n])
		return false;
	made[*n] = p->l.line;
	return true;
}

static bool pointer_of(struct scn_parser *p, struct scn_value *v)
{
	if (scn_lex_is(&p->l, "ok"))
		v->n = SCN_PTR_OK;
	else if (scn_lex_is(&p->l, "null"))
		v->n = SCN_PTR_NULL;
	else if (scn_lex_is(&p->l, "bad"))
		v->n = SCN_PTR_BAD;
	else {
		v->n = SCN_PTR_NAME;
		return existing(p, SCN_T_NAME, &v->m);
	}
	return true;
}

bool scn_value(struct scn_parser *p, const struct scn_param *param,
	       struct scn_value *v)
{
	const char *s = p->l.s;
	size_t len = p->l.len;
	bool ok = true;

	v->type = (uint8_t)param->type;
	v->col = p->l.col;
	v->text = scn_copy(p, s, len);
	if (!v->text)
		return false;
	if (param->type == SCN_T_SET) {
		ok = set_of(p, &v->n);
		if (ok)
			scn_lex_next(&p->l);
		return ok;
	}
	if (p->l.tok != SCN_TOK_WORD)
		return scn_expected(p, scn_type_name(param->type));
	switch (param->type) {
	case SCN_T_SIG:
		ok = signal_of(s, len, &v->n);
		break;
	case SCN_T_ACTOR:
	case SCN_T_NAME:
		ok = existing(p, param->type, &v->n);
		break;
	case SCN_T_NEWACTOR:
	case SCN_T_NEWNAME:
		ok = fresh(p, param->type, &v->n);
		break;
	case SCN_T_TARGET:
		ok = target_of(p, v);
		break;
	case SCN_T_TIME:
		ok = parse_time(s, len, &v->n);
		break;
	case SCN_T_NUM:
		ok = number(s, len, &v->n);
		break;
	case SCN_T_FLAGS:
	case SCN_T_WORD:
		ok = param->type == SCN_T_WORD ?
			word_of(param->words, s, len, &v->n) :
			flags_of(param->words, s, len, &v->n);
		if (!ok)
			return expected_word(p, param);
		break;
	case SCN_T_PTR:
		ok = pointer_of(p, v);
		break;
	default:
		break;
	}
	if (!ok)
		return scn_expected(p, scn_type_name(param->type));
	scn_lex_next(&p->l);
	return true;
}
