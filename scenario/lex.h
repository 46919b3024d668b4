/* SPDX-License-Identifier: MIT */
/* A scenario's text as tokens, with their places. */
#ifndef SCN_LEX_H
#define SCN_LEX_H

#include "scenario.h"

enum scn_token {
	SCN_TOK_END,		/* of the text */
	SCN_TOK_NEWLINE,
	SCN_TOK_WORD,		/* a run of anything else */
	SCN_TOK_OPEN,		/* { */
	SCN_TOK_CLOSE,		/* } */
	SCN_TOK_SEMICOLON,
};

struct scn_lex {
	const char *text, *end, *p;	/* p: behind the token */
	const char *line_start;
	int line_p;			/* p's line */
	/* The present token. */
	enum scn_token tok;
	const char *s;
	size_t len;
	int line, col;
	bool glued;			/* nothing between it and the last */
};

void scn_lex_begin(struct scn_lex *l, const char *text, size_t bytes);
void scn_lex_next(struct scn_lex *l);
/* The rest of the line behind the token, without blanks around it; the next
 * token is the newline. */
void scn_lex_rest(struct scn_lex *l, const char **s, size_t *len);
bool scn_lex_is(const struct scn_lex *l, const char *word);

#endif /* SCN_LEX_H */
