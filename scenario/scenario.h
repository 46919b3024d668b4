/* SPDX-License-Identifier: MIT */
/*
 * Scenarios: the language, its tree, its transcript. docs/SCENARIOS.md is the
 * manual; machine.h is what a scenario is played on.
 *
 *   lex.c, parse.c   text -> struct scn_file, in memory that the caller gives
 *   verbs.c          the table of verbs: the one place that knows them all
 *   do_*.c, actor.c  what an actor does for each verb (by subject)
 *   decode.c, text.c results as words: siginfo, sets, wait status, errno
 *   director.c       posts the steps, collects the lines, compares
 *
 * A file has statements. Each is a step of one actor,
 *
 *	ACTOR VERB ARGUMENT... KEY=VALUE... [do { STEP... }] [= RESULT | ...]
 *
 * or one of the director's: `pass DURATION`, `pass until ACTOR`,
 * `par { STEP... }`. Below a statement stand the lines that playing it gave:
 * `= ACTOR WORDS` outcome, `> WORDS` trace (sim only), and for a par block
 * `or` between alternatives.
 */
#ifndef SCN_SCENARIO_H
#define SCN_SCENARIO_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

/* Limits of a file. Small: a scenario is one behaviour. */
#define SCN_ACTORS_MAX		32	/* with `outside` */
#define SCN_NAMES_MAX		64	/* descriptors, timers, memory */
#define SCN_HANDLES_MAX		64	/* `handle` steps: a slot each */
#define SCN_ARGS_MAX		8
#define SCN_OPTS_MAX		8
#define SCN_NAME_BYTES		16
#define SCN_LINE_BYTES		240	/* an outcome line, with its NUL */

/* Actor 0 is the process from outside: A's parent, in another session. */
#define SCN_OUTSIDE		0

enum scn_type {
	SCN_T_END = 0,
	SCN_T_SIG,	/* USR1, RT3, 0, 65: n is the number */
	SCN_T_SET,	/* {USR1 RT3} or one signal, or `all`: n is the mask */
	SCN_T_ACTOR,	/* an actor's name: n is its index */
	SCN_T_NEWACTOR,	/* the same; spawning verbs: one that has not begun */
	SCN_T_TARGET,	/* what kill(2) may name: see enum scn_target */
	SCN_T_TIME,	/* 10ms, 2s, 0: n is nanoseconds */
	SCN_T_NUM,	/* -1, 0x1f: n */
	SCN_T_FLAGS,	/* NAME|NAME, by the option's word list: n */
	SCN_T_WORD,	/* one of the option's word list: n is its value */
	SCN_T_NAME,	/* a descriptor, timer or memory: n is its index */
	SCN_T_NEWNAME,	/* the same, which this step makes */
	SCN_T_PTR,	/* `ok` (the default), `null`, `bad`, or a NAME of
			 * memory: for pointers that a call gets */
	SCN_T_TEXT,	/* any word: text */
};

/* SCN_T_TARGET: n is the kind, m the actor or the number. */
enum scn_target {
	SCN_TO_ACTOR,	/* B: its pid, or its tid for tkill and the like */
	SCN_TO_SELF,	/* self */
	SCN_TO_PGRP,	/* group:B: minus B's process group */
	SCN_TO_OWN_PGRP,/* 0 */
	SCN_TO_ALL,	/* -1 */
	SCN_TO_NUM,	/* pid:N: any number */
};

/* SCN_T_PTR: n; m is the memory's name. */
enum scn_ptr { SCN_PTR_OK, SCN_PTR_NULL, SCN_PTR_BAD, SCN_PTR_NAME };

struct scn_value {
	uint8_t type;		/* enum scn_type; SCN_T_END: not given */
	int64_t n, m;
	const char *text;	/* as written; NUL terminated */
	int col;
};

struct scn_verb;

/* An outcome or trace line below a statement. */
struct scn_expect {
	struct scn_expect *next;
	const char *text;	/* without "= " or "> " */
	int line;
	uint8_t alternative;	/* counts the `or`s before it */
	bool is_trace;
};

enum scn_kind { SCN_STEP, SCN_PASS, SCN_PAR };

/* A statement. Read-only while it is played. */
struct scn_stmt {
	struct scn_stmt *next;
	enum scn_kind kind;
	int line, end_line;		/* of its text: a body has several */
	int actor;			/* index; in a handler's body: -1 */
	const struct scn_verb *verb;
	int nr_args;
	struct scn_value arg[SCN_ARGS_MAX];
	struct scn_value opt[SCN_OPTS_MAX];	/* in the verb's order */
	struct scn_stmt *body;		/* do { } and par { } */
	int slot;			/* `handle`: which handler address */
	int64_t pass_ns;		/* SCN_PASS; -1: until `actor` */
	const char *text;		/* as written, up to = or ... */
	size_t tail;			/* offset in the file where that ends */
	const char *result;		/* expected; "" is success */
	bool blocks;			/* expected: ... */
	bool agrees;			/* scn_compare(): as expected */
	struct scn_expect *expect;	/* lines below it, in order */
};

enum scn_port {
	SCN_ON_LINUX = 1, SCN_ON_SIM = 2, SCN_ON_HOST = 4, SCN_ON_KERNEL = 8,
};

struct scn_file {
	const char *name, *spec, *rule;	/* the header's; "" if absent */
	unsigned int ports;		/* enum scn_port, a set */
	bool needs_root;
	uint32_t linux_min, linux_max;	/* 0x060d: 6.13; max exclusive; 0 */
	int nr_actors;
	char actor[SCN_ACTORS_MAX][SCN_NAME_BYTES];
	int nr_names;
	char name_of[SCN_NAMES_MAX][SCN_NAME_BYTES];
	int nr_slots;
	bool has_trace;			/* there are "> " lines */
	bool leaves_out;		/* the caller's: a step whose actor is
					 * dead or busy is left out, and said
					 * to be; else the play fails */
	struct scn_stmt *stmts;
};

/* What is wrong with a file: "FILE:line:col: text" is for the caller. */
struct scn_error {
	int line, col;
	char text[160];
};

/*
 * Parse bytes of text (need not end in NUL) into mem, which is used up from
 * its start; every pointer of the tree points into mem, or to constants.
 * Returns NULL and fills err if the text is no scenario, or mem too small
 * (SCN_MEM_BYTES is enough for 64 KiB of text).
 */
#define SCN_TEXT_MAX	(64u << 10)
#define SCN_MEM_BYTES	(4u << 20)
struct scn_file *scn_parse(const char *text, size_t bytes, void *mem,
			   size_t mem_bytes, struct scn_error *err);

/* ------------------------------------------------------------- verbs.c */

struct scn_actor;

struct scn_frame;

/* Text that grows in a buffer of max bytes; what does not fit is cut off. */
struct scn_text {
	char *buf;
	size_t len, max;
};

/* One step being carried out: the verbs' argument and result. */
struct scn_run {
	struct scn_actor *a;		/* who */
	const struct scn_stmt *s;	/* what */
	struct scn_frame *frame;	/* in a handler: which; else NULL */
	struct scn_text out;		/* the result; empty is success */
};

/* A key=value that a verb takes. words: for FLAGS and WORD. */
struct scn_param {
	const char *name;
	enum scn_type type;
	const struct scn_word *words;
	bool optional, repeated;	/* arguments only; repeated: the last */
};

struct scn_word {
	const char *name;
	int64_t value;
};

#define SCN_VERB_BODY	1u	/* takes do { } */
#define SCN_VERB_ROOT	2u	/* needs privileges */
#define SCN_VERB_HANDLER 4u	/* makes sense in a handler's body only */
#define SCN_VERB_SLOT	16u	/* sets up a handler: needs an address */
#define SCN_VERB_NOT_SIM 8u	/* no random scenario for sim may use it */

struct scn_verb {
	const char *name;
	const struct scn_param *args;	/* ends with SCN_T_END */
	const struct scn_param *opts;	/* the same, or NULL */
	void (*run)(struct scn_run *r);
	unsigned int flags;
	const char *help;		/* one sentence */
	const char *example;		/* what follows the actor's name */
};

struct scn_section {
	const char *title;
	const struct scn_verb *verbs;	/* ends with name NULL */
};

extern const struct scn_section scn_sections[];	/* ends with title NULL */
const struct scn_verb *scn_verb_find(const char *name, size_t len);

#endif /* SCN_SCENARIO_H */
