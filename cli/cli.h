/* SPDX-License-Identifier: MIT */
/*
 * What the files of the `ksig` command share.
 *
 * The rendering half (tracer.c and what that calls: text.c, json.c, summary.c,
 * filter.c, symbols.c) runs in the runner, within its callbacks: it may not
 * keep pointers from an event, and its memory stays bounded however many
 * signals there are.
 */
#ifndef KSIG_CLI_H
#define KSIG_CLI_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ksig/trace.h>
#include "ports/host/host.h"

/* ---------------------------------- commands: main, run, trace, psig, sim */

int cli_run(int argc, char **argv);
int cli_trace(int argc, char **argv);
int cli_psig(int argc, char **argv);
int cli_sim(int argc, char **argv);
int cli_explore(int argc, char **argv);
int cli_replay(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_merge(int argc, char **argv);
int cli_kernel(int argc, char **argv);

/* ------------------------------------------------------------- options.c */

struct argp_state;
/* A number from 1 to max; else an error, by argp. */
uint64_t cli_number_parse(struct argp_state *state, const char *arg,
			  uint64_t max);
/* Signals that can be handled, as bits; arg is taken apart. */
uint64_t cli_signals_parse(struct argp_state *state, char *arg);

enum cli_color {
	CLI_COLOR_AUTO = 0,
	CLI_COLOR_ALWAYS,
	CLI_COLOR_NEVER,
};

/* The argument of --color. False: it is none of the three. */
bool cli_color_parse(const char *word, enum cli_color *c);
struct cli_out;
/* Shall what goes to out be coloured? */
bool cli_color_wanted(enum cli_color c, const struct cli_out *out);

/* What is shown of a timeline: --json, -e, -c, -C, --color. */
struct cli_shown {
	struct cli_tracer *tracer;
	enum cli_color color;
};
struct argp;
/* A child of a command's argp; its input is a struct cli_shown. */
extern const struct argp cli_shown_argp;
/* The argument of -o where the program has our standard output; or an error. */
const char *cli_trace_file_parse(struct argp_state *state, const char *arg);
/* The trace goes to file (NULL: our stderr) from now on. 0, or an exit status
 * after one line that says why not. */
int cli_trace_open(const struct cli_shown *s, const char *file);

/* ---------------------------------------------------------------- names.c */

#define CLI_NAME_MAX 32		/* bytes for any name made here */

/*
 * "SIGINT", "SIGRTMIN+2": counted as glibc and kill(1) count, for whom
 * SIGRTMIN is 34; the two before it are SIGRT32 and SIGRT33.
 */
const char *cli_signal_name(int sig, char *buf);
/* The number of a name or number as people write them, or 0. */
int cli_signal_parse(const char *word);
/* "CLD_EXITED"; the number for a code that nobody has named. */
const char *cli_code_name(int sig, int code, char *buf);
/* What a fault's code means, in a few words, or NULL. */
const char *cli_code_meaning(int sig, int code);
/* sa_flags' name number i, in *name, if there are so many bits to name. */
bool cli_sa_flag(unsigned int i, uint32_t *bit, const char **name);

/* The words of the JSON form; never NULL. */
const char *cli_kind_word(enum ksig_event_kind kind);
/* ptrace(2)'s word for the stop of a KSIG_EV_TRAP. */
const char *cli_trap_word(const struct ksig_event *ev);
const char *cli_result_word(enum ksig_gen_result result);
const char *cli_by_word(enum ksig_by by);
const char *cli_discard_word(enum ksig_discard_why why);
const char *cli_target_word(enum ksig_target_why why);
const char *cli_action_word(enum ksig_action action);
const char *cli_restart_word(enum ksig_restart restart);
const char *cli_accept_word(enum ksig_accept_how how);

/* Which arm of a siginfo is filled (sigaction(2)). */
enum cli_arm {
	CLI_ARM_NONE = 0,
	CLI_ARM_KILL,
	CLI_ARM_TIMER,
	CLI_ARM_RT,
	CLI_ARM_CHLD,
	CLI_ARM_FAULT,
	CLI_ARM_POLL,
	CLI_ARM_SYS,
};
enum cli_arm cli_info_arm(const struct linux_siginfo *info);

/* --------------------------------------------------------------- filter.c */

/* Which signals are shown: -e. All zero: every one, and what has none. */
struct cli_filter {
	ksig_sigset include, exclude;
	bool has_include;
};

/* Add one -e argument. False: it is wrong, and err says how in one line. */
bool cli_filter_add(struct cli_filter *f, const char *list, char *err,
		    size_t n);
bool cli_filter_has(const struct cli_filter *f, int sig);

/* ----------------------------------------------------------------- line.c */

#define CLI_LINE_MAX 4096

/* One line of text; what does not fit is cut off. */
struct cli_line {
	size_t n;
	char s[CLI_LINE_MAX];
};

void cli_line_put(struct cli_line *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Bytes of a guest: what could steer a terminal becomes \xNN. */
void cli_line_put_guest(struct cli_line *l, const char *s);
/* Spaces up to column (colours not counted: pass where the field began). */
void cli_line_pad(struct cli_line *l, size_t from, size_t width);
/* "29 us", "1.24 ms". */
void cli_line_put_span(struct cli_line *l, uint64_t ns);
struct cli_symbol;
/* "on_int+0x0 (server)", "server+0x1140", "0x55d0c0a4b2c0". */
void cli_line_put_symbol(struct cli_line *l, const struct cli_symbol *sym,
			 uint64_t addr);
/* "SA_SIGINFO|SA_RESTART", "no flags". */
void cli_line_put_flags(struct cli_line *l, uint32_t flags);
/* The valid UTF-8 sequence at s, 1 to 4 bytes, or 0. */
int cli_utf8(const char *s, uint32_t *point);

/* ------------------------------------------------------------------ out.c */

/* Where the trace goes. */
struct cli_out {
	int fd;
	bool is_dead;		/* nobody reads it any more */
	bool is_torn;		/* the last line was written in part */
	bool is_json;		/* how to word the gap */
	uint64_t nr_missing;	/* lines lost since the last good one */
	int error;		/* by this errno */
};

/* path NULL: our stderr. 0 or an errno. */
int cli_out_open(struct cli_out *o, const char *path);
bool cli_out_is_tty(const struct cli_out *o);
/* Write one whole line, newline included. */
void cli_out_line(struct cli_out *o, const char *s, size_t n);

/* -------------------------------------------------------------- symbols.c */

#define CLI_OBJECT_MAX 512
#define CLI_SYMBOL_MAX 256

struct cli_symbol {
	bool has_object;	/* the address lies in a mapping with a name */
	bool has_symbol;
	uint64_t off;		/* from the symbol */
	uint64_t object_off;	/* as nm and addr2line count */
	char object[CLI_OBJECT_MAX];	/* path, guest's bytes */
	char symbol[CLI_SYMBOL_MAX];
};

struct cli_symbols;
struct cli_symbols *cli_symbols_new(void);
void cli_symbols_free(struct cli_symbols *s);
/* Whose code is at addr in process pid now. */
void cli_symbols_find(struct cli_symbols *s, int pid, uint64_t addr,
		      uint64_t now_ns, struct cli_symbol *out);
/* The file's name without its folders. */
const char *cli_symbol_object(const struct cli_symbol *sym);

/* ------------------------------------------------------ text.c and json.c */

#define CLI_SEEN_MAX 8192	/* signals whose generation is remembered */

/* What both forms need to know about the trace as a whole. */
struct cli_view {
	uint64_t start_ns;
	bool color;
	struct cli_symbols *symbols;	/* NULL: addresses only */
	/* The name of pid's program; NULL: ask the runner. */
	const char *(*comm)(void *arg, int pid, int tid);
	void *comm_arg;
	/* By id: was it blocked when it was generated? */
	struct {
		uint64_t id;
		bool blocked;
	} seen[CLI_SEEN_MAX];	/* direct-mapped */
};

void cli_view_remember(struct cli_view *v, const struct ksig_event *ev);
bool cli_view_was_blocked(const struct cli_view *v, uint64_t id);

/* The name of a process, or NULL. */
const char *cli_view_comm(const struct cli_view *v, int pid, int tid,
			  char *buf, size_t n);

void cli_text_event(struct cli_view *v, const struct ksig_event *ev,
		    struct cli_out *out);
void cli_json_header(char **argv, struct cli_out *out);
void cli_json_event(struct cli_view *v, const struct ksig_event *ev,
		    struct cli_out *out);

/* -------------------------------------------------------------- summary.c */

#define CLI_SAMPLES_MAX 32768	/* exact median up to so many per signal */

struct cli_count {
	uint64_t generated, coalesced, ignored, discarded;
	uint64_t overflow, lose_info;
	uint64_t handled, accepted;
	uint64_t terminated, dumped, stopped, continued;
	uint64_t largest_ns;
	uint64_t *samples;	/* times from generation to handler */
	size_t nr_samples, samples_max;
	uint64_t nr_offered;	/* past CLI_SAMPLES_MAX: a choice */
};

struct cli_summary {
	struct cli_count of[KSIG_NSIG + 1];	/* by signal; 0 is unused */
	uint64_t random;
	uint64_t last_ns;
};

void cli_summary_add(struct cli_summary *s, const struct ksig_event *ev);
/* Did anything happen? */
bool cli_summary_is_used(const struct cli_count *c);
/* The median of c's times; false: there are none. Sorts them. */
bool cli_summary_median(struct cli_count *c, uint64_t *ns);
void cli_summary_total(const struct cli_summary *s, struct cli_count *total);
void cli_summary_text(struct cli_summary *s, bool color, struct cli_out *out);
void cli_summary_json(struct cli_summary *s, uint64_t start_ns,
		      struct cli_out *out);
void cli_summary_free(struct cli_summary *s);

/* --------------------------------------------------------------- tracer.c */

/* One `ksig trace`: the options, and where the callbacks keep their state. */
struct cli_tracer {
	char **argv;
	bool json;
	bool timeline, summarize;
	bool is_summarized;	/* the table has been printed */
	struct cli_filter filter;
	struct cli_out out;
	struct cli_view view;
	struct cli_summary summary;
};

/* The runner's callbacks (ports/host/host.h); arg is the cli_tracer. */
void cli_tracer_started(void *arg, int pid, uint64_t now_ns);
void cli_tracer_event(void *arg, const struct ksig_event *ev);
void cli_tracer_flush(void *arg, bool last);

#endif /* KSIG_CLI_H */
