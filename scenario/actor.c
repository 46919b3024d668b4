/* SPDX-License-Identifier: MIT */
/*
 * An actor's life: take a step, carry it out, write its result. And a
 * handler's: write what it was called with, run the steps of its body.
 */
#include "interp.h"
#include "verbs.h"

/* x86-64's struct ucontext, by offset: gregs' RSP and RIP. */
#define UC_IP	(40 + 16 * 8)

void scn_line(struct scn_actor *a, enum scn_line_kind kind,
	      const struct scn_stmt *s, const char *text)
{
	struct scn_board *b = a->board;
	struct scn_text t;
	struct scn_line *l;
	uint32_t i = __atomic_fetch_add(&b->nr_lines, 1, __ATOMIC_SEQ_CST);

	if (i >= SCN_LINES_MAX)
		return;
	l = &b->line[i];
	t = (struct scn_text){ l->text, 0, sizeof(l->text) };
	l->text[0] = 0;
	l->kind = (uint8_t)kind;
	l->actor = a->index;
	l->stmt = s;
	scn_put(&t, text);
	__atomic_store_n(&l->ready, 1, __ATOMIC_SEQ_CST);
}

void scn_trace_line(struct scn_board *b, const char *text)
{
	scn_line(&b->actor[0], SCN_LINE_TRACE, NULL, text);
}

/* Carry out one step. A body's step has a line only if it has a result. */
static void do_step(struct scn_actor *a, const struct scn_stmt *s,
		    struct scn_frame *f, bool posted)
{
	char buf[SCN_LINE_BYTES], text[SCN_LINE_BYTES];
	struct scn_run r = { .a = a, .s = s, .frame = f,
		.out = { buf, 0, sizeof(buf) } };
	struct scn_text t = { text, 0, sizeof(text) };

	buf[0] = 0;
	s->verb->run(&r);
	if (posted) {
		scn_line(a, SCN_LINE_RESULT, s, buf);
	} else if (r.out.len) {
		scn_put(&t, s->verb->name);
		scn_put(&t, " ");
		scn_put(&t, buf);
		scn_line(a, SCN_LINE_EVENT, s, text);
	}
}

void scn_body(struct scn_actor *a, const struct scn_stmt *s,
	      struct scn_frame *f)
{
	for (; s; s = s->next)
		do_step(a, s, f, false);
}

/* On what memory is the handler's frame, if not on the main stack? */
static void put_stack_of(struct scn_text *t, const struct scn_actor *a,
			 uint64_t uc)
{
	const struct scn_board *b = a->board;
	int i;

	for (i = 0; i < b->file->nr_names; i++) {
		if (uc - (uint64_t)b->name[i].value >= b->name[i].bytes)
			continue;
		scn_put_key(t, "stack");
		scn_put(t, b->file->name_of[i]);
		return;
	}
}

static void handler_line(struct scn_actor *a, const struct scn_stmt *s,
			 uint64_t sig, uint64_t info, uint64_t uc)
{
	char text[SCN_LINE_BYTES];
	struct scn_text t = { text, 0, sizeof(text) };
	const struct linux_siginfo *si =
		(const struct linux_siginfo *)(uintptr_t)info;

	scn_put(&t, "handler ");
	scn_put_sig(&t, (int64_t)sig);
	if (!s->opt[SCN_HANDLE_INFO].type || s->opt[SCN_HANDLE_INFO].n) {
		if ((uint64_t)si->si_signo != sig) {
			scn_put_key(&t, "si_signo");
			scn_put_num(&t, si->si_signo);
		}
		scn_put_info(&t, a, si);
	}
	put_stack_of(&t, a, uc);
	scn_line(a, SCN_LINE_EVENT, NULL, text);
}

/* The handler of a step that faults goes on behind the instruction. */
static void skip_fault(struct scn_actor *a, const struct scn_frame *f)
{
	const struct linux_siginfo *si = f->info;
	uint64_t ip = a->board->machine->after_fault(a);

	if (f->edited_ip || !ip || si->si_code <= 0)
		return;
	if (si->si_signo == LINUX_SIGSEGV || si->si_signo == LINUX_SIGBUS ||
	    si->si_signo == LINUX_SIGFPE || si->si_signo == LINUX_SIGILL)
		__builtin_memcpy(f->uc + UC_IP, &ip, 8);
}

void scn_handler(struct scn_actor *a, int slot, uint64_t sig, uint64_t info,
		 uint64_t uc)
{
	const struct scn_stmt *s = a->board->slot[slot];
	struct scn_frame f = {
		.info = (struct linux_siginfo *)(uintptr_t)info,
		.uc = (uint8_t *)(uintptr_t)uc,
	};

	a->depth++;
	if (!s->opt[SCN_HANDLE_QUIET].n)
		handler_line(a, s, sig, info, uc);
	else
		a->quiet++;
	scn_body(a, s->body, &f);
	skip_fault(a, &f);
	a->depth--;
}

static uint64_t mask_now(struct scn_actor *a)
{
	uint64_t mask = 0;

	CALL(a, NR_rt_sigprocmask, 0, 0, scn_ptr(&mask), 8);
	return mask;
}

/* Apart, since __builtin_setjmp() must not be inlined into a caller of
 * __builtin_longjmp(). Steps for ever. */
__attribute__((noinline, noreturn))
static void steps(struct scn_actor *a)
{
	const struct scn_machine *m = a->board->machine;
	const struct scn_stmt *s;

	a->jump_mark = m->mark(a);
	if (__builtin_setjmp((void **)a->jump)) {
		a = m->self();
		m = a->board->machine;
		m->unwind(a, a->jump_mark);
		s = a->current;
		a->current = NULL;
		if (s)
			scn_line(a, SCN_LINE_RESULT, s, "jumped");
	}
	for (;;) {
		__atomic_store_n(&a->at, SCN_AT_IDLE, __ATOMIC_SEQ_CST);
		s = m->idle(a);
		a->current = s;
		do_step(a, s, NULL, true);
		a->current = NULL;
	}
}

/* After exec the process has one thread, a, with the leader's ids: the other
 * actors that were in it are no more. */
static void others_gone(struct scn_actor *a)
{
	struct scn_board *b = a->board;
	struct scn_actor *o;
	int i;

	a->in_exec = 0;
	for (i = 0; i < b->file->nr_actors; i++) {
		o = &b->actor[i];
		if (o != a && o->begun && o->pid == a->pid && o->ns == a->ns)
			o->pid = o->tid = o->world_pid = o->world_tid = -1;
	}
}

void scn_actor_main(struct scn_actor *a)
{
	bool in_exec = a->in_exec;

	if (in_exec)
		others_gone(a);
	a->pid = (int32_t)CALL(a, NR_getpid);
	a->tid = (int32_t)CALL(a, NR_gettid);
	a->depth = 0;
	a->jump_mask = mask_now(a);
	if (a->index == SCN_OUTSIDE)
		a->board->first_uid = (uint32_t)CALL(a, NR_getuid);
	if (in_exec && a->current)
		scn_line(a, SCN_LINE_RESULT, a->current, "");
	a->current = NULL;
	steps(a);
}

/* ------------------------------------------------- helpers for the verbs */

uint64_t scn_opt_ptr(const struct scn_run *r, int i, const void *good)
{
	const struct scn_value *v = &r->s->opt[i];

	if (!v->type || v->n == SCN_PTR_OK)
		return scn_ptr(good);
	if (v->n == SCN_PTR_NULL)
		return 0;
	if (v->n == SCN_PTR_BAD)
		return SCN_BAD_ADDRESS;
	return (uint64_t)r->a->board->name[v->m].value;
}

bool scn_ret(struct scn_run *r, int64_t ret)
{
	if (ret < 0 && ret > -4096) {
		scn_put_errno(&r->out, -ret);
		return false;
	}
	if (ret)
		scn_put_num(&r->out, ret);
	return true;
}

bool scn_ret_new(struct scn_run *r, int64_t ret, int name)
{
	if (ret < 0)
		return scn_ret(r, ret);
	r->a->board->name[name].value = ret;
	r->a->board->name[name].bytes = 0;
	r->a->board->name[name].kind = SCN_IS_FD;
	return true;
}

struct scn_name *scn_name_at(const struct scn_run *r, int64_t index)
{
	return &r->a->board->name[index];
}

int64_t scn_fd(const struct scn_run *r, int i)
{
	const struct scn_name *n = scn_name_at(r, scn_arg(r, i, 0));

	/* One that was not made: 0 is somebody's. */
	return n->kind == SCN_IS_NONE ? -1 : n->value;
}

const char *scn_name_of(const struct scn_actor *a, enum scn_name_kind kind,
			int64_t value)
{
	const struct scn_board *b = a->board;
	int i;

	for (i = 0; i < b->file->nr_names; i++)
		if (b->name[i].kind == kind && b->name[i].value == value)
			return b->file->name_of[i];
	return NULL;
}

struct scn_actor *scn_actor_at(struct scn_actor *a, int64_t i)
{
	return &a->board->actor[i];
}

/* Ids are those of the namespace that a is in: b's own if it is in the same,
 * the director's if a is in the first. */
int64_t scn_pid_of(const struct scn_actor *a, const struct scn_actor *b)
{
	if (a->ns == b->ns)
		return b->pid ? b->pid : b->tid;
	return a->ns == SCN_OUTSIDE ? b->world_pid : -1;
}

int64_t scn_tid_of(const struct scn_actor *a, const struct scn_actor *b)
{
	if (a->ns == b->ns)
		return b->tid;
	return a->ns == SCN_OUTSIDE ? b->world_tid : -1;
}

/* More than any pid (PID_MAX_LIMIT is 1 << 22): nobody. */
#define NO_PID	0x7fffffff

/*
 * An id for a call that takes it as kill(2) does. 0 and -1 are what an actor
 * has that has not begun, ended in another's exec, or is in no namespace of
 * ours: as a target they would be our group, and everybody.
 */
static int64_t target(const struct scn_run *r, const struct scn_value *v,
		      bool thread)
{
	struct scn_actor *b;
	int64_t id;

	switch (v->n) {
	case SCN_TO_SELF:
		return thread ? r->a->tid : r->a->pid;
	case SCN_TO_OWN_PGRP:
		return 0;
	case SCN_TO_ALL:
		return -1;
	case SCN_TO_NUM:
		return v->m;
	default:
		break;
	}
	b = scn_actor_at(r->a, v->m);
	id = thread ? scn_tid_of(r->a, b) : scn_pid_of(r->a, b);
	if (v->n == SCN_TO_PGRP) {
		id = scn_pid_of(r->a, b);
		id = id > 0 ? CALL(r->a, NR_getpgid, id) : 0;
		return id > 1 ? -id : -NO_PID;
	}
	return id > 0 ? id : NO_PID;
}

int64_t scn_target_pid(const struct scn_run *r, const struct scn_value *v)
{
	return target(r, v, false);
}

int64_t scn_target_tid(const struct scn_run *r, const struct scn_value *v)
{
	return target(r, v, true);
}

struct linux_timespec *scn_timespec(const struct scn_value *v,
				    struct linux_timespec *ts)
{
	if (!v->type)
		return NULL;
	ts->tv_sec = v->n / 1000000000;
	ts->tv_nsec = v->n % 1000000000;
	return ts;
}
