/* SPDX-License-Identifier: MIT */
/* What an exploration consists of: session.c, tries.c, progress.c. */
#ifndef KSIG_EXPLORE_SESSION_H
#define KSIG_EXPLORE_SESSION_H

#include "explore/explore.h"

#define XP_INPUT_MAX	32u
#define XP_FOUND	1	/* exit status: there are findings */
#define XP_CANNOT	2	/* wrong usage, or it cannot be run */

/* A second signal, inside the handler of the first. */
struct xp_second {
	struct xp_point point;
	int after, sig;		/* after: the first */
};

/* One point with one signal. */
struct xp_try {
	struct xp_point point;
	int sig;
	uint32_t second;	/* 1 + which one; 0: none */
	bool is_done;
	bool is_begun;		/* in a batch, or alone */
	bool is_alone;		/* no copy could be made for it */
	bool is_branch;		/* what is known of it is from a copy */
	bool is_told, is_stray;	/* tried again; and then it did not fail */
	uint8_t verdict, nr_again;
	int end, status;
	uint64_t out_hash, err_hash;
};

/* Of the points of a signal where nothing was wrong by itself. */
struct xp_tally {
	uint32_t fine;
	uint32_t ends, outputs;	/* as without a signal; of them */
};

/* An ending that is not the baseline's, and how far it has held in a row; with
 * what it writes, if it ends as the baseline does. */
#define XP_ANSWERS_MAX	64u
struct xp_answer {
	int sig, end, status;
	uint64_t out_hash, err_hash;
	uint64_t places;
};

struct xp_session {
	const struct xp_options *o;
	uint64_t began_ms, tries_ms; /* when it, and when the tries began */
	bool is_late;		/* no more are begun */
	struct xp_streams streams;
	struct xp_run *runs;
	uint32_t nr_runs, nr_running;
	struct xp_outcome base;
	bool same_end, same_output;	/* of two runs without a signal */
	bool is_alone;		/* two at a time would disturb each other */
	uint64_t timeout_ms;
	uint64_t memory;		/* of a run, and ... */
	uint32_t procs_max;		/* ... so many processes */
	struct xp_window window;	/* times are calls of the baseline's */
	uint64_t wanted;
	uint64_t shared_with[XP_SIGNALS]; /* others with the same handler */
	uint64_t nr_points, nr_blocked, nr_steps;
	bool is_cut;
	struct xp_try *tries;
	uint32_t nr_tries, next, nr_done, nr_missed;
	struct xp_second *seconds;	/* --twice; or NULL */
	uint32_t nr_seconds;
	uint64_t caught;	/* all that have a handler in the baseline */
	/* Tries that are made once more, for the story. */
	uint32_t *again, nr_again, again_room;
	struct xp_finding *findings;
	uint32_t nr_findings, findings_room;
	uint32_t nr_stray;		/* failures that did not come again */
	struct xp_answer answers[XP_ANSWERS_MAX];
	uint32_t nr_answers;
	bool has_branches;		/* points are tried in copies */
	uint32_t batch_size;
	uint32_t nr_untrue;		/* failures that only copies had */
	/* What is kept of it. */
	const char *dir;		/* where; or NULL */
	char input[XP_INPUT_MAX];	/* what the runs read; or "" */
	uint64_t plan;			/* a hash of all tries, of all shards */
	uint32_t nr_before;		/* tries that were done before */
	uint32_t nr_saved, nr_files;	/* findings */
	uint64_t keep_ms;		/* not before */
	bool is_over;
};

bool xp_interrupted(void);
/* A run, to its end; false: we were interrupted. */
bool xp_run_one(struct xp_session *s, enum xp_mode mode);
/* What a run that could not begin has said goes to our stderr: XP_CANNOT. */
int xp_say_refusal(struct xp_run *r);
int xp_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ---------------------------------------------------------------- input.c */
/* The file that each run reads from, or -1. */
int xp_input(void);
/* What it is called beside the findings; "": there is nothing in it, or too
 * much. */
void xp_input_name(int in, char name[XP_INPUT_MAX]);
int xp_input_keep(int in, const char *dir, const char *name); /* exit status */
/* The file that is kept under that name, or -1; ours, if it is "". */
int xp_input_kept(const char *dir, const char *name);

/* ---------------------------------------------------------------- marks.c */
/* Times of --from and --to become calls of the baseline's. 0, or an exit
 * status: said why not. */
int xp_window_resolve(struct xp_session *s, const struct xp_shared *baseline);
/* Has the survey come to all that they name? */
int xp_window_check(const struct xp_session *s, const struct xp_shared *survey);
void xp_window_say(const struct xp_session *s);

/* ---------------------------------------------------------------- tries.c */
/* Of signals with one handler, one is tried. */
void xp_one_each(struct xp_session *s, const struct xp_shared *run);
/* From the points of the survey to the tries. 0, or an exit status. */
int xp_plan(struct xp_session *s, const struct xp_shared *survey);
/* ... when all are there: their order, and which are ours. */
void xp_plan_order(struct xp_session *s);
const struct xp_second *xp_second_of(const struct xp_session *s,
				     const struct xp_try *t);	/* or NULL */
/* Put the next try, or a batch, into r: false, there is none. */
bool xp_next_try(struct xp_session *s, struct xp_run *r);
void xp_tried(struct xp_session *s, struct xp_run *r);
/* None is begun after that: xp_now_ms(). */
uint64_t xp_tries_until(const struct xp_session *s);
/* o is what came of t, the first time. */
void xp_try_done(struct xp_session *s, struct xp_try *t,
		 const struct xp_outcome *o);
/* As many points as f says have shown it. */
void xp_finding_add(struct xp_session *s, const struct xp_finding *f);
/* What had failed, but not once more yet. */
void xp_tell_rest(struct xp_session *s);
/* What ends, or prints, otherwise than nearly all others. */
void xp_compare(struct xp_session *s);

/* ---------------------------------------------------------------- batch.c */
/* Put what says whether copies can be made into r: false, they cannot. */
bool xp_batch_probe(struct xp_session *s, struct xp_run *r);
void xp_batch_probed(struct xp_session *s, const struct xp_run *r);
bool xp_batch_next(struct xp_session *s, struct xp_run *r);
void xp_batch_tried(struct xp_session *s, struct xp_run *r);
/* A copy had a failure that a run from the start has not. */
void xp_batch_untrue(struct xp_session *s);
/* Points of batches that have not come back yet. */
uint32_t xp_batch_under_way(const struct xp_session *s);

/* ---------------------------------------------------------------- twice.c */
/* Tries with a second signal, with those that there are for the first. 0, or
 * an exit status. */
int xp_plan_twice(struct xp_session *s);
int xp_second_sig(const struct xp_session *s, const struct xp_try *t); /* or 0 */

/* ---------------------------------------------------------------- tally.c */
bool xp_has_base_end(const struct xp_session *s, const struct xp_try *t);
bool xp_has_base_output(const struct xp_session *s, const struct xp_try *t);
bool xp_is_compared(int verdict);	/* it holds only if it is rare */
/* second: the other signal, 0: none. */
void xp_tally(const struct xp_session *s, int sig, int second,
	      struct xp_tally *n);
bool xp_is_rare(const struct xp_tally *n, int verdict);
/* A shard cannot tell. */
bool xp_is_candidate(const struct xp_session *s, const struct xp_tally *n,
		     int verdict);
/* Sorts them behind the findings, of which it returns the number. */
uint32_t xp_candidates_last(struct xp_session *s);

/* --------------------------------------------------------------- answer.c */
/* What the program does with its signals, by all that was tried. */
void xp_answers(struct xp_session *s);
bool xp_is_answered(const struct xp_session *s, const struct xp_try *t);
bool xp_is_answer(const struct xp_answer *known, uint32_t n,
		  const struct xp_finding *f);
void xp_answers_say(const struct xp_session *s);

/* ---------------------------------------------------------------- shard.c */
void xp_shard(struct xp_session *s);

/* -------------------------------------------------------- resume.c, save.c */
/* The options of o->resume's exploration. 0, or an exit status. */
int xp_resume_options(struct xp_options *o);
/* What it has done, if there is one to go on with. 0, or an exit status. */
int xp_resume(struct xp_session *s);
/* What all its findings have in common. */
struct xp_report xp_report_of(const struct xp_session *s);
void xp_keep(struct xp_session *s);	/* if it is time */
void xp_keep_last(struct xp_session *s);
bool xp_is_unfinished(const struct xp_session *s);

/* ------------------------------------------------------------- progress.c */
void xp_say_plan(const struct xp_session *s);
void xp_progress(struct xp_session *s);
void xp_progress_end(struct xp_session *s);
int xp_summary(struct xp_session *s);

/* --------------------------------------------------------------- replay.c */
struct xp_replay_options {
	const char *path;
	uint32_t times;
	enum xp_leave leave;
};
int xp_replay(const struct xp_replay_options *o);

#endif /* KSIG_EXPLORE_SESSION_H */
