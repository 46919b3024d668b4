/* SPDX-License-Identifier: MIT */
/* The parser's own state: parse.c (statements), value.c (arguments),
 * header.c (the comments at the top). */
#ifndef SCN_PARSE_H
#define SCN_PARSE_H

#include "lex.h"

#define SCN_DEPTH_MAX	4	/* do { } in do { } */

struct scn_parser {
	struct scn_lex l;
	char *mem;
	size_t left;
	struct scn_file *f;
	struct scn_error *err;
	int depth;		/* of bodies */
	int made[SCN_ACTORS_MAX];	/* in which line it begins; 0: not yet */
	int first_use[SCN_ACTORS_MAX];
	int name_made[SCN_NAMES_MAX];
	int name_use[SCN_NAMES_MAX];
};

/* Zeroed memory, or NULL after an error. */
void *scn_alloc(struct scn_parser *p, size_t bytes);
char *scn_copy(struct scn_parser *p, const char *s, size_t len);
/* "expected WHAT, found TOKEN" at the present token. Always false. */
bool scn_expected(struct scn_parser *p, const char *what);
/* Any text, at a place. Always false. */
bool scn_wrong(struct scn_parser *p, int line, int col, const char *text);

/* Index of an actor, noting a new one; -1 if it is no name for one. */
int scn_actor_index(struct scn_parser *p, const char *s, size_t len);
/* The present token (a `{` begins a set) as a value of param's type; goes
 * on to the next one. */
bool scn_value(struct scn_parser *p, const struct scn_param *param,
	       struct scn_value *v);
/* The name of a type in messages. */
const char *scn_type_name(enum scn_type type);
/* "# Key: value" lines. */
bool scn_header(struct scn_parser *p);

#endif /* SCN_PARSE_H */
