/* SPDX-License-Identifier: MIT */
/*
 * The trace as lines of a transcript: who, what, which signal, how. No ids,
 * addresses or times, so that a line says the rule and nothing else.
 */
#include <stdio.h>
#include <string.h>
#include "machine.h"
#include "text.h"

struct story {
	const struct scn_board *b;
	char s[SCN_LINE_BYTES];
	size_t n;
};

static void put(struct story *st, const char *word)
{
	size_t len = strlen(word);

	if (st->n + len + 2 > sizeof(st->s))
		return;
	if (st->n)
		st->s[st->n++] = ' ';
	memcpy(st->s + st->n, word, len + 1);
	st->n += len;
}

/* An actor by an id of it, or NULL. */
static const char *name_of(const struct scn_board *b, int32_t id)
{
	int i;

	for (i = 0; i < b->file->nr_actors; i++)
		if (b->actor[i].begun && b->actor[i].world_tid == id)
			return b->actor[i].name;
	return NULL;
}

/* As scenarios have it: RT1 is the kernel's second, 33. */
static void put_sig(struct story *st, int sig)
{
	char word[16];
	struct scn_text t = { word, 0, sizeof(word) };

	scn_put_sig(&t, sig);
	put(st, word);
}

static void put_subject(struct story *st, const struct ksig_event *ev)
{
	const char *name = NULL;

	if (ev->task)
		name = name_of(st->b, ev->task->tid);
	if (!name)
		name = name_of(st->b, ev->group->pid);
	put(st, name ? name : "?");
}

static const char *const results[] = {
	NULL, "ignored", "coalesced", "overflow", "without-info",
};

static void put_generate(struct story *st, const struct ksig_event *ev)
{
	const char *from = name_of(st->b, ev->u.generate.origin.from_tid);
	char word[SCN_NAME_BYTES + 8];

	put(st, ev->u.generate.shared ? "shared" : "private");
	if (!from)
		from = name_of(st->b, ev->u.generate.origin.from_pid);
	snprintf(word, sizeof(word), "by=%s", from ? from : "kernel");
	put(st, word);
	if (ev->u.generate.forced)
		put(st, "forced");
	if (ev->u.generate.blocked)
		put(st, "blocked");
	if (ev->u.generate.result)
		put(st, results[ev->u.generate.result]);
}

static const char *const target_whys[] = {
	"", "only", "main", "rotation", "none", "retarget", "fatal",
};
static const char *const discard_whys[] = {
	"", "by=CONT", "by=stop", "now-ignored", "ignored", "exec", "exit",
	"init", "orphaned", "stop-lost", "disarmed", "tracer",
};
static const char *const actions[] = {
	"", "handler", "terminate", "core", "stop", "continue", "ignore",
};
static const char *const restarts[] = { NULL, "EINTR", "restart", "block" };

static void put_deliver(struct story *st, const struct ksig_event *ev)
{
	put(st, actions[ev->u.deliver.action]);
	if (ev->u.deliver.altstack)
		put(st, "altstack");
	if (ev->u.deliver.restart)
		put(st, restarts[ev->u.deliver.restart]);
}

static void put_status(struct story *st, int32_t status)
{
	char word[32];

	if (status & 0x7f)
		snprintf(word, sizeof(word), "killed%s",
			 status & 0x80 ? " core" : "");
	else
		snprintf(word, sizeof(word), "status=%d", status >> 8 & 0xff);
	put(st, word);
}

static void put_details(struct story *st, const struct ksig_event *ev)
{
	const char *name;

	switch (ev->kind) {
	case KSIG_EV_GENERATE:
		put_generate(st, ev);
		break;
	case KSIG_EV_TARGET:
		put(st, target_whys[ev->u.target.why]);
		break;
	case KSIG_EV_DISCARD:
		put(st, discard_whys[ev->u.discard.why]);
		break;
	case KSIG_EV_DELIVER:
		put_deliver(st, ev);
		break;
	case KSIG_EV_RETURN:
		if (ev->u.ret.by_longjmp)
			put(st, "longjmp");
		break;
	case KSIG_EV_ACCEPT:
		put(st, ev->u.accept.how == KSIG_ACCEPT_SIGNALFD ?
			"signalfd" : "sigtimedwait");
		break;
	case KSIG_EV_EXIT:
		put_status(st, ev->u.exit.status);
		break;
	case KSIG_EV_WAIT:
		name = name_of(st->b, ev->u.wait.pid);
		put(st, name ? name : "?");
		if (ev->u.wait.kept)
			put(st, "kept");
		break;
	default:
		break;
	}
}

/* With one thread there is nothing to choose. */
static bool is_worth_it(const struct ksig_event *ev)
{
	return ev->kind != KSIG_EV_TARGET ||
	       ev->u.target.why != KSIG_TARGET_ONLY;
}

void sim_story(struct scn_board *b, const struct ksig_event *ev)
{
	static const char *const kinds[] = {
		"", "generate", "target", "discard", "deliver", "return",
		"accept", "stop", "continue", "exit", "wait", "trap", "resume",
	};
	struct story st = { .b = b };

	if (!is_worth_it(ev))
		return;
	put_subject(&st, ev);
	put(&st, kinds[ev->kind]);
	if (ev->sig)
		put_sig(&st, ev->sig);
	put_details(&st, ev);
	scn_trace_line(b, st.s);
}
