/* SPDX-License-Identifier: MIT */
/*
 * Tokens. Blanks separate; a newline is a token; `{`, `}` and `;` stand for
 * themselves wherever they are; a comment goes from a `#` at the beginning of
 * a line, or after a blank, to the line's end.
 */
#include "lex.h"
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

void scn_lex_begin(struct scn_lex *l, const char *text, size_t bytes)
{
	memset(l, 0, sizeof(*l));
	l->text = l->p = l->line_start = l->s = text;
	l->end = text + bytes;
	l->line_p = l->line = 1;
	scn_lex_next(l);
}

static enum scn_token single(char c)
{
	switch (c) {
	case '\n':
		return SCN_TOK_NEWLINE;
	case '{':
		return SCN_TOK_OPEN;
	case '}':
		return SCN_TOK_CLOSE;
	case ';':
		return SCN_TOK_SEMICOLON;
	default:
		return SCN_TOK_WORD;
	}
}

void scn_lex_next(struct scn_lex *l)
{
	const char *from = l->p;

	while (l->p < l->end && is_blank(*l->p))
		l->p++;
	if (l->p < l->end && *l->p == '#' &&
	    (l->p == l->line_start || l->p > from))
		while (l->p < l->end && *l->p != '\n')
			l->p++;
	l->glued = l->p == from;
	l->s = l->p;
	l->len = 0;
	l->line = l->line_p;
	l->col = (int)(l->p - l->line_start) + 1;
	if (l->p == l->end) {
		l->tok = SCN_TOK_END;
		return;
	}
	l->tok = single(*l->p);
	if (l->tok == SCN_TOK_WORD)
		while (l->p < l->end && !is_blank(*l->p) &&
		       single(*l->p) == SCN_TOK_WORD)
			l->p++;
	else
		l->p++;
	l->len = (size_t)(l->p - l->s);
	if (l->tok == SCN_TOK_NEWLINE) {
		l->line_p++;
		l->line_start = l->p;
	}
}

void scn_lex_rest(struct scn_lex *l, const char **s, size_t *len)
{
	const char *end;

	while (l->p < l->end && is_blank(*l->p))
		l->p++;
	*s = l->p;
	while (l->p < l->end && *l->p != '\n')
		l->p++;
	end = l->p;
	while (end > *s && is_blank(end[-1]))
		end--;
	*len = (size_t)(end - *s);
	scn_lex_next(l);
}

bool scn_lex_is(const struct scn_lex *l, const char *word)
{
	return l->tok == SCN_TOK_WORD && l->len == strlen(word) &&
	       !memcmp(l->s, word, l->len);
}
