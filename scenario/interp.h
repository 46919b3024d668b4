/* SPDX-License-Identifier: MIT */
/*
 * The interpreter's own side: what the verbs (do_*.c) are written with. None
 * of it uses libc, since it runs in handlers and in every kind of clone.
 */
#ifndef SCN_INTERP_H
#define SCN_INTERP_H

#include "machine.h"
#include "nr.h"
#include "text.h"
#include <ksig/abi.h>

/* Rows of the verbs' tables. */
#define PARAM(n, t)	{ .name = (n), .type = (t) }
#define MAYBE(n, t)	{ .name = (n), .type = (t), .optional = true }
#define MAYBE_LIST(n, t) { .name = (n), .type = (t), .optional = true, \
	.repeated = true }
#define FROM(n, t, list) { .name = (n), .type = (t), .words = (list) }
#define WORD(n, ...)	FROM(n, SCN_T_WORD, WORDS(__VA_ARGS__))
#define MAYBE_WORD(n, ...) { .name = (n), .type = SCN_T_WORD, \
	.optional = true, .words = WORDS(__VA_ARGS__) }
#define FLAGS(n, ...)	FROM(n, SCN_T_FLAGS, WORDS(__VA_ARGS__))
#define PARAMS(...)	(const struct scn_param[]){ __VA_ARGS__, { 0 } }
#define WORDS(...)	(const struct scn_word[]){ __VA_ARGS__, { 0 } }

/* The frame that the handler which is running will return through. */
struct scn_frame {
	struct linux_siginfo *info;
	uint8_t *uc;			/* struct ucontext, by its bytes */
	bool edited_ip;			/* `edit` has chosen where to go on */
	struct scn_frame *outer;
};

/* A system call: call(r, nr, up to six arguments) -> result or -errno. */
static inline int64_t scn_call6(struct scn_actor *a, int64_t nr, uint64_t x,
				uint64_t y, uint64_t z, uint64_t u, uint64_t v,
				uint64_t w)
{
	const uint64_t arg[6] = { x, y, z, u, v, w };

	return a->board->machine->call(a, nr, arg);
}
#define SCN_U(x) ((uint64_t)(x))
#define SCN_CALL_(a, nr, x, y, z, u, v, w, ...) \
	scn_call6(a, nr, SCN_U(x), SCN_U(y), SCN_U(z), SCN_U(u), SCN_U(v), \
		  SCN_U(w))
#define CALL(a, ...) SCN_CALL_(a, __VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

static inline uint64_t scn_ptr(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

static inline bool scn_has_arg(const struct scn_run *r, int i)
{
	return r->s->arg[i].type != SCN_T_END;
}

static inline int64_t scn_arg(const struct scn_run *r, int i, int64_t absent)
{
	return scn_has_arg(r, i) ? r->s->arg[i].n : absent;
}

static inline bool scn_has_opt(const struct scn_run *r, int i)
{
	return r->s->opt[i].type != SCN_T_END;
}

static inline int64_t scn_opt(const struct scn_run *r, int i, int64_t absent)
{
	return scn_has_opt(r, i) ? r->s->opt[i].n : absent;
}

/* A PTR option: the address for it, good if it is not given. */
uint64_t scn_opt_ptr(const struct scn_run *r, int i, const void *good);
/* An address that no call takes: below the top of the user's half, unmapped
 * (a page at the top is never mapped on x86-64). */
#define SCN_BAD_ADDRESS	0x7ffffffff000ull

/* The result of a call: nothing for 0, a number, or an error's name. True if
 * it is no error. */
bool scn_ret(struct scn_run *r, int64_t ret);
/* The same for calls whose number says nothing (a new descriptor). */
bool scn_ret_new(struct scn_run *r, int64_t ret, int name);

/* The descriptor, timer or memory of argument i. */
struct scn_name *scn_name_at(const struct scn_run *r, int64_t index);
int64_t scn_fd(const struct scn_run *r, int i);
/* The name of a descriptor or timer; NULL if there is none. */
const char *scn_name_of(const struct scn_actor *a, enum scn_name_kind kind,
			int64_t value);

/* The actor of index i. */
struct scn_actor *scn_actor_at(struct scn_actor *a, int64_t i);
/* Its pid and tid as a sees them; -1: not at all. */
int64_t scn_pid_of(const struct scn_actor *a, const struct scn_actor *b);
int64_t scn_tid_of(const struct scn_actor *a, const struct scn_actor *b);
int64_t scn_target_pid(const struct scn_run *r, const struct scn_value *v);
int64_t scn_target_tid(const struct scn_run *r, const struct scn_value *v);

/* A time argument as a timespec; NULL if it was not given. */
struct linux_timespec *scn_timespec(const struct scn_value *v,
				    struct linux_timespec *ts);

/* Carry out steps one after the other; each result is a line. */
void scn_body(struct scn_actor *a, const struct scn_stmt *s,
	      struct scn_frame *f);
/* An outcome line of a. */
void scn_line(struct scn_actor *a, enum scn_line_kind kind,
	      const struct scn_stmt *s, const char *text);

#endif /* SCN_INTERP_H */
