/* SPDX-License-Identifier: MIT */
/*
 * The scenario parser: any text, and memory that may be too small for it. The
 * tree of a text that was taken is walked, so that every pointer is followed;
 * an error names a place that the text has.
 */
#include <stdio.h>
#include <stdlib.h>
#include "scenario.h"
#include "input.h"

#define SMALL_MEM_BYTES 4096u

static void must(int cond, const char *what)
{
	if (!cond) {
		fprintf(stderr, "fuzz_scenario: %s\n", what);
		abort();
	}
}

static size_t seen;	/* so that the walk is not left out */

static void walk_value(const struct scn_value *v)
{
	if (v->type != SCN_T_END && v->text)
		seen += strlen(v->text);
	if (v->type == SCN_T_ACTOR || v->type == SCN_T_NEWACTOR)
		must(v->n >= 0 && v->n < SCN_ACTORS_MAX, "actor's index");
	if (v->type == SCN_T_NAME || v->type == SCN_T_NEWNAME)
		must(v->n >= 0 && v->n < SCN_NAMES_MAX, "name's index");
}

static void walk(const struct scn_file *f, const struct scn_stmt *s,
		 size_t bytes)
{
	const struct scn_expect *e;
	int i;

	for (; s; s = s->next) {
		must(s->kind == SCN_PAR || s->kind == SCN_PASS || s->verb,
		     "a step without a verb");
		must(s->actor >= -1 && s->actor < f->nr_actors, "actor");
		must(s->nr_args >= 0 && s->nr_args <= SCN_ARGS_MAX, "args");
		must(s->slot >= -1 && s->slot < f->nr_slots &&
		     f->nr_slots <= SCN_HANDLES_MAX, "slot");
		must(s->line > 0 && s->end_line >= s->line, "lines");
		must(s->tail <= bytes, "tail");
		for (i = 0; i < SCN_ARGS_MAX; i++)
			walk_value(&s->arg[i]);
		for (i = 0; i < SCN_OPTS_MAX; i++)
			walk_value(&s->opt[i]);
		for (e = s->expect; e; e = e->next)
			seen += strlen(e->text);
		seen += s->text ? strlen(s->text) : 0;
		seen += s->result ? strlen(s->result) : 0;
		walk(f, s->body, bytes);
	}
}

static void parse(const char *text, size_t bytes, void *mem,
		  size_t mem_bytes)
{
	struct scn_error err = { .line = 0 };
	struct scn_file *f;
	int lines = 1;
	size_t i;

	/* Nobody has promised that it is zeroed. */
	memset(mem, 0xa5, mem_bytes < 65536 ? mem_bytes : 65536);
	f = scn_parse(text, bytes, mem, mem_bytes, &err);
	if (f) {
		must(f->nr_actors <= SCN_ACTORS_MAX, "actors");
		must(f->nr_names <= SCN_NAMES_MAX, "names");
		seen += strlen(f->name) + strlen(f->spec) + strlen(f->rule);
		walk(f, f->stmts, bytes);
	} else {
		for (i = 0; i < bytes; i++)
			lines += text[i] == '\n';
		must(err.line >= 1 && err.line <= lines + 1 && err.col >= 1,
		     "an error without a place");
		must(memchr(err.text, '\0', sizeof(err.text)) != NULL &&
		     err.text[0], "an error without a text");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	/* Four megabytes from malloc() each time take longer than the rest. */
	static char large[SCN_MEM_BYTES];
	void *small = malloc(SMALL_MEM_BYTES);

	must(small != NULL, "memory");
	parse((const char *)data, bytes, large, sizeof(large));
	parse((const char *)data, bytes, small, SMALL_MEM_BYTES);
	free(small);
	return 0;
}
