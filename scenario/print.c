/* SPDX-License-Identifier: MIT */
/* The table of verbs as the manual's list (Markdown). */
#include "print.h"
#include "text.h"

static const char *type_word(enum scn_type type)
{
	switch (type) {
	case SCN_T_SIG:
		return "SIGNAL";
	case SCN_T_SET:
		return "SET";
	case SCN_T_ACTOR:
		return "ACTOR";
	case SCN_T_NEWACTOR:
		return "NEW-ACTOR";
	case SCN_T_TARGET:
		return "TARGET";
	case SCN_T_TIME:
		return "TIME";
	case SCN_T_NUM:
		return "NUMBER";
	case SCN_T_NAME:
		return "NAME";
	case SCN_T_NEWNAME:
		return "NEW-NAME";
	case SCN_T_PTR:
		return "POINTER";
	default:
		return "WORD";
	}
}

static void put_words(struct scn_text *t, const struct scn_word *w)
{
	const char *bar = "";

	for (; w->name; w++, bar = "|") {
		scn_put(t, bar);
		scn_put(t, w->name);
	}
}

static void put_param(struct scn_text *t, const struct scn_param *p,
		      bool is_option)
{
	scn_put(t, " ");
	if (p->optional || is_option)
		scn_put(t, "[");
	if (is_option) {
		scn_put(t, p->name);
		scn_put(t, "=");
	}
	if (p->words)
		put_words(t, p->words);
	else
		scn_put(t, type_word(p->type));
	if (p->repeated)
		scn_put(t, "...");
	if (p->optional || is_option)
		scn_put(t, "]");
}

static void put_verb(struct scn_text *t, const struct scn_verb *v)
{
	const struct scn_param *p;

	scn_put(t, "- `");
	scn_put(t, v->name);
	for (p = v->args; p && p->name; p++)
		put_param(t, p, false);
	for (p = v->opts; p && p->name; p++)
		put_param(t, p, true);
	if (v->flags & SCN_VERB_BODY)
		scn_put(t, " do { ... }");
	scn_put(t, "`  \n  ");
	scn_put(t, v->help);
	if (v->flags & SCN_VERB_HANDLER)
		scn_put(t, " In handlers only.");
	if (v->flags & SCN_VERB_ROOT)
		scn_put(t, " For root.");
	scn_put(t, "  \n  As in `A ");
	scn_put(t, v->example);
	scn_put(t, "`\n");
}

void scn_print_verbs(struct scn_text *t)
{
	const struct scn_section *s;
	const struct scn_verb *v;

	for (s = scn_sections; s->title; s++) {
		scn_put(t, "\n### ");
		scn_put(t, s->title);
		scn_put(t, "\n\n");
		for (v = s->verbs; v->name; v++)
			put_verb(t, v);
	}
}
