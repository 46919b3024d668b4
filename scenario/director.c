/* SPDX-License-Identifier: MIT */
/*
 * The director: posts a statement's steps, lets the machine settle, and
 * writes down what happened meanwhile, in the file's own syntax:
 *
 *	the statement's text, its result or `...`
 *	> trace lines, as they came
 *	= outcome lines, by actor, each actor's in its own order; then what has
 *	  become of it: stops, runs on, is killed
 */
#include "text.h"

#define EBUSY	16	/* no libc: its errno.h is the host's */

void scn_board_init(struct scn_board *b, const struct scn_file *f,
		    const struct scn_machine *m)
{
	int i;

	__builtin_memset(b, 0, sizeof(*b));
	b->file = f;
	b->machine = m;
	for (i = 0; i < SCN_ACTORS_MAX; i++) {
		b->actor[i].board = b;
		b->actor[i].index = i;
		__builtin_memcpy(b->actor[i].name, f->actor[i],
				 SCN_NAME_BYTES);
	}
}

/* What is known of the play. */
struct play {
	struct scn_board *b;
	struct scn_text *out;
	char *why;
	uint8_t was[SCN_ACTORS_MAX];	/* enum scn_where, a window ago */
};

static int fail(struct play *p, const struct scn_stmt *s, int err,
		const char *what)
{
	struct scn_text t = { p->why, 0, 160 };

	if (s) {
		scn_put(&t, "line ");
		scn_put_num(&t, s->line);
		scn_put(&t, ": ");
	}
	scn_put(&t, what);
	return err;
}

/* ------------------------------------------------------------- one window */

static uint32_t nr_lines(const struct scn_board *b)
{
	uint32_t n = __atomic_load_n(&b->nr_lines, __ATOMIC_SEQ_CST);

	return n < SCN_LINES_MAX ? n : SCN_LINES_MAX;
}

static void clear_lines(struct scn_board *b)
{
	uint32_t i, n = nr_lines(b);

	for (i = 0; i < n; i++)
		b->line[i].ready = 0;
	__atomic_store_n(&b->nr_lines, 0, __ATOMIC_SEQ_CST);
}

/* The result of s, if it has finished in this window. */
static const struct scn_line *result_of(const struct scn_board *b,
					const struct scn_stmt *s)
{
	uint32_t i, n = nr_lines(b);

	for (i = 0; i < n; i++)
		if (b->line[i].ready && b->line[i].kind == SCN_LINE_RESULT &&
		    b->line[i].stmt == s)
			return &b->line[i];
	return NULL;
}

/* In words, what changed from one settled state to the next. */
static void put_change(struct scn_text *t, enum scn_where was,
		       enum scn_where is, int32_t status)
{
	if (is == SCN_IS_ZOMBIE)
		scn_put_status(t, status);
	else if (is == SCN_IS_GONE)
		scn_put(t, was == SCN_IS_ZOMBIE ? "" : "gone");
	else if (is == SCN_IS_STOPPED)
		scn_put(t, "stops");
	else if (is == SCN_IS_TRACED)
		scn_put(t, "trap");
	else if (was == SCN_IS_STOPPED || was == SCN_IS_TRACED)
		scn_put(t, "runs on");
}

static void outcome(struct scn_text *out, const struct scn_actor *a,
		    const char *verb, const char *text)
{
	scn_put(out, "= ");
	scn_put(out, a->name);
	if (verb) {
		scn_put(out, " ");
		scn_put(out, verb);
	}
	if (*text) {
		scn_put(out, " ");
		scn_put(out, text);
	}
	scn_put(out, "\n");
}

/* a's lines. inline_one was written on the statement's own line. */
static void actor_lines(struct play *p, struct scn_actor *a,
			const struct scn_line *inline_one)
{
	const struct scn_line *l;
	char buf[SCN_LINE_BYTES] = "";
	struct scn_text t = { buf, 0, sizeof(buf) };
	enum scn_where is;
	int32_t status = 0;
	uint32_t i, n = nr_lines(p->b);

	for (i = 0; i < n; i++) {
		l = &p->b->line[i];
		if (!l->ready || l->actor != a->index || l == inline_one ||
		    l->kind == SCN_LINE_TRACE)
			continue;
		outcome(p->out, a, l->kind == SCN_LINE_RESULT ?
			l->stmt->verb->name : NULL, l->text);
	}
	is = p->b->machine->where(a, &status);
	if (is != p->was[a->index])
		put_change(&t, p->was[a->index], is, status);
	p->was[a->index] = (uint8_t)is;
	if (t.len)
		outcome(p->out, a, NULL, buf);
}

/* In the order of their names, so that it does not depend on who began
 * first; `outside` comes last. */
static void all_lines(struct play *p, const struct scn_line *inline_one)
{
	bool done[SCN_ACTORS_MAX] = { false };
	int n = p->b->file->nr_actors, i, j, least;

	for (i = 0; i < n; i++) {
		least = -1;
		for (j = 0; j < n; j++)
			if (!done[j] && (least < 0 || __builtin_strcmp(
					p->b->actor[j].name,
					p->b->actor[least].name) < 0))
				least = j;
		done[least] = true;
		actor_lines(p, &p->b->actor[least], inline_one);
	}
}

static void trace_lines(struct play *p)
{
	uint32_t i, n = nr_lines(p->b);

	for (i = 0; i < n; i++) {
		if (p->b->line[i].kind != SCN_LINE_TRACE)
			continue;
		scn_put(p->out, "> ");
		scn_put(p->out, p->b->line[i].text);
		scn_put(p->out, "\n");
	}
}

/* The statement as it is written, and its result. Returns that. */
static const struct scn_line *head(struct play *p, const struct scn_stmt *s)
{
	const struct scn_line *r = NULL;

	scn_put(p->out, s->text);
	if (s->kind == SCN_STEP) {
		r = result_of(p->b, s);
		if (r && r->text[0]) {
			scn_put(p->out, " = ");
			scn_put(p->out, r->text);
		} else if (!r) {
			scn_put(p->out, " ...");
		}
	}
	scn_put(p->out, "\n");
	return r;
}

/* ------------------------------------------------------------- statements */

static bool can_take(const struct play *p, const struct scn_stmt *s)
{
	const struct scn_actor *a = &p->b->actor[s->actor];
	enum scn_where is = (enum scn_where)p->was[s->actor];

	if (is == SCN_IS_STOPPED || is == SCN_IS_TRACED)
		return a->at == SCN_AT_IDLE && !a->todo;
	return is == SCN_IS_READY;
}

static int post(struct play *p, const struct scn_stmt *s)
{
	struct scn_actor *a = &p->b->actor[s->actor];
	enum scn_where is = (enum scn_where)p->was[s->actor];

	if (!can_take(p, s))
		return fail(p, s, -EBUSY,
			    is == SCN_IS_UNBORN || is == SCN_IS_ZOMBIE ||
			    is == SCN_IS_GONE ?
			    "the actor is not alive" :
			    "the actor has not finished its last step");
	p->b->machine->post(a, s);
	return 0;
}

static int settle(struct play *p, const struct scn_stmt *s)
{
	struct scn_board *b = p->b;
	int err = b->machine->settle(b, s->kind == SCN_PASS ? s->pass_ns : 0,
				     s->kind == SCN_PASS && s->pass_ns < 0 ?
				     &b->actor[s->actor] : NULL);

	if (err)
		return fail(p, s, err, "it does not settle");
	if (b->nr_lines > SCN_LINES_MAX)
		return fail(p, s, -EBUSY, "too many lines");
	return 0;
}

static int post_all(struct play *p, const struct scn_stmt *s)
{
	const struct scn_stmt *one;
	int err = 0;

	if (s->kind == SCN_STEP)
		return post(p, s);
	for (one = s->body; s->kind == SCN_PAR && one && !err; one = one->next)
		err = post(p, one);
	return err;
}

/* Is s left out? (A par block as a whole: its steps belong together.) */
static bool left_out(struct play *p, const struct scn_stmt *s)
{
	const struct scn_stmt *one = s->kind == SCN_PAR ? s->body : s;
	bool can = true;

	if (!p->b->file->leaves_out || s->kind == SCN_PASS)
		return false;
	for (; one && can; one = s->kind == SCN_PAR ? one->next : NULL)
		can = can_take(p, one);
	if (can)
		return false;
	scn_put(p->out, "# left out: ");
	scn_put(p->out, s->text);
	scn_put(p->out, "\n");
	return true;
}

/*
 * A statement's window. `pass` has one with the step before it: else what
 * that step lets happen some time later could come in either.
 * Returns the last statement that was played.
 */
static const struct scn_stmt *play_stmt(struct play *p,
					const struct scn_stmt *s, int *err)
{
	const struct scn_stmt *last = s;
	const struct scn_line *r;

	*err = 0;
	if (left_out(p, s))
		return s;
	if (s->kind != SCN_PASS && s->next && s->next->kind == SCN_PASS)
		last = s->next;
	*err = post_all(p, s);
	if (!*err)
		*err = settle(p, last);
	if (*err)
		return s;
	/* The result is on the statement's line, the rest below it. */
	r = head(p, s);
	if (last != s)
		head(p, last);
	trace_lines(p);
	all_lines(p, r);
	clear_lines(p->b);
	return last;
}

/* A step of the director's own, before the file's first. */
static int prepare(struct play *p, struct scn_stmt *s, int actor,
		   const char *verb)
{
	size_t len = __builtin_strlen(verb);
	int err;

	s->actor = actor;
	s->verb = scn_verb_find(verb, len);
	s->slot = -1;
	s->text = verb;
	s->result = "";
	err = post(p, s);
	if (!err)
		err = settle(p, s);
	return err;
}

/* Everyone as they are now, without a word about it. */
static void look(struct play *p)
{
	int32_t status;
	int i;

	for (i = 0; i < p->b->file->nr_actors; i++)
		p->was[i] = (uint8_t)p->b->machine->where(&p->b->actor[i],
							  &status);
}

/* outside begins, forks A, and A leads a session of its own. */
static int begin(struct play *p)
{
	struct scn_stmt *s = p->b->own;
	int err = p->b->machine->start(p->b);

	if (err)
		return fail(p, NULL, err, "the machine does not start");
	p->b->actor[SCN_OUTSIDE].begun = 1;
	err = settle(p, &s[0]);
	look(p);
	s[1].nr_args = 1;
	s[1].arg[0].type = SCN_T_NEWACTOR;
	s[1].arg[0].n = 1;
	if (!err)
		err = prepare(p, &s[1], SCN_OUTSIDE, "fork");
	look(p);
	if (!err)
		err = prepare(p, &s[2], 1, "setsid");
	look(p);
	clear_lines(p->b);
	return err;
}

/* For who reads why it broke off: everybody, as comments. */
static void put_everyone(struct scn_board *b, struct scn_text *out)
{
	static const char *const words[] = { "not begun", "idle", "busy",
		"stopped", "in a trap", "a zombie", "gone" };
	struct scn_actor *a;
	int32_t status;
	int i;

	for (i = 0; i < b->file->nr_actors; i++) {
		a = &b->actor[i];
		scn_put(out, "# ");
		scn_put(out, a->name);
		scn_put(out, " is ");
		scn_put(out, words[b->machine->where(a, &status)]);
		if (a->current) {
			scn_put(out, ", in line ");
			scn_put_num(out, a->current->line);
		}
		scn_put(out, "\n");
	}
}

int scn_play(struct scn_board *b, struct scn_text *out, char why[160])
{
	struct play p = { .b = b, .out = out, .why = why };
	const struct scn_stmt *s;
	int err;

	why[0] = 0;
	err = begin(&p);
	for (s = b->file->stmts; s && !err; s = s->next)
		s = play_stmt(&p, s, &err);
	if (err)
		put_everyone(b, out);
	b->machine->finish(b);
	return err;
}
