/* SPDX-License-Identifier: MIT */
/*
 * What is kept of an exploration in a folder, DIR: the findings, DIR/1 and so
 * on (report.c, load.c), and DIR/session (save.c, saved.c), which says what
 * was asked for and how far it has come.
 */
#ifndef KSIG_EXPLORE_DIR_H
#define KSIG_EXPLORE_DIR_H

#include <json-c/json.h>
#include "explore/session.h"

#define XP_PATH_MAX 4096

/* ----------------------------------------------------------------- json.c */
/* A field of that type, or NULL. */
struct json_object *xp_json_field(struct json_object *o, const char *name,
				  json_type type);
uint64_t xp_json_number(struct json_object *o, const char *name); /* or 0 */
const char *xp_json_word(struct json_object *o, const char *name); /* or "" */
void xp_json_put(struct json_object *o, const char *name, uint64_t v);
/* The strings of a list; NULL: it is none, or empty. They are o's. */
char **xp_json_argv(struct json_object *o, const char *name);
void xp_json_put_argv(struct json_object *o, const char *name, char **argv);
/* Into a file, whole or not at all. 0, or an exit status. */
int xp_json_write(struct json_object *o, const char *path);

/* ----------------------------------------------------------------- load.c */
/* What a file of report.c's says. */
struct xp_loaded {
	struct json_object *json;
	char **argv;
	struct xp_finding f;
	struct xp_outcome base;
	uint64_t timeout_ms, memory;	/* memory: 0 in what is older */
	uint32_t procs_max;
	bool isolate;
};
int xp_load(const char *path, struct xp_loaded *l); /* 0, or an exit status */
void xp_loaded_free(struct xp_loaded *l);

/* -------------------------------------------------------------- options.c */
void xp_options_put(struct json_object *o, const struct xp_options *options);
void xp_window_put(struct json_object *o, const struct xp_window *w);
void xp_options_get(struct json_object *o, struct xp_options *options);

/* ---------------------------------------------------------------- saved.c */
#define XP_SESSION_VERSION 2	/* 1 had no choice of points */
/* What a DIR/session says. */
struct xp_saved {
	const char *dir;
	struct json_object *json;
	struct xp_options o;	/* with argv */
	uint64_t plan;
	uint32_t nr_tries, nr_done;
	bool is_finished;
	struct xp_outcome base;
	struct xp_tally tally[XP_SIGNALS][XP_SIGNALS + 1]; /* 0: no second */
	struct xp_answer answers[XP_ANSWERS_MAX];
	uint32_t nr_answers;
	struct xp_loaded *findings;
	uint32_t nr_findings;
};
int xp_saved_load(const char *dir, struct xp_saved *v);

/* ------------------------------------------------------------------ dir.c */
#define XP_SESSION_FILE "session"
/* "DIR/name", in buf of XP_PATH_MAX bytes. */
const char *xp_dir_path(const char *dir, const char *name, char *buf);
/* A folder that holds no exploration yet and is ours alone, made if need be;
 * wanted NULL: the next free number. NULL: it was said why not. */
const char *xp_dir_new(const char *wanted);
/* One that is gone on with. 0, or an exit status. */
int xp_dir_lock(const char *dir);

/* ---------------------------------------------------------------- merge.c */
struct xp_merge_options {
	char **dirs;		/* NULL ends them */
	const char *out;	/* or NULL */
};
int xp_merge(const struct xp_merge_options *o);

#endif /* KSIG_EXPLORE_DIR_H */
