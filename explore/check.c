/* SPDX-License-Identifier: MIT */
/*
 * ksig check: a run in which handlers are followed, and two more for each
 * handler, in which its signal comes.
 */
#include "explore/check.h"

#include <errno.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "cli/cli.h"
#include "explore/session.h"

#define TIMEOUT_MS	10000u
#define TEXT_MAX	(2 * XP_NAME_MAX + 64)

struct session {
	const struct xp_check_options *o;
	struct xp_streams streams;
	struct xp_run run;
	struct xp_faults *faults;	/* shared with the runner */
};

/* One run, with sig once in it; 0: without. An exit status if it cannot be. */
static int run(struct session *s, int sig)
{
	int r;

	s->run.shared->watch = s->faults;
	s->run.shared->sig = sig;
	s->run.shared->procs_max = XP_PROCS_MAX;
	s->run.shared->timeout_ms = s->o->timeout_ms ? s->o->timeout_ms :
				    TIMEOUT_MS;
	r = xp_run_start(&s->run, &s->streams, s->o->argv);
	if (r)
		return xp_fail("cannot start a run: %s", strerror(r));
	xp_run_wait(&s->run);
	xp_run_finish(&s->run);
	return s->run.shared->o.end == XP_END_NONE ?
	       xp_say_refusal(&s->run) : 0;
}

/* ------------------------------------------------------------------- report */

static void handler_text(const struct xp_fault_item *i, char *buf, size_t n)
{
	const struct xp_frame *f = &i->name;
	char name[CLI_NAME_MAX];
	int at = snprintf(buf, n, "the handler of %s",
			  cli_signal_name(i->sig, name));

	if (f->function[0])
		snprintf(buf + at, n - (size_t)at, ", %s (%s),", f->function,
			 f->object);
	else
		snprintf(buf + at, n - (size_t)at, " (0x%llx)",
			 (unsigned long long)i->handler);
}

static const char *rule(const struct xp_fault_item *i)
{
	switch (i->kind) {
	case XP_UNSAFE_CALL:
		return xp_cause_sentence(i->cause);
	case XP_UNSAFE_JUMP:
		return "What the function was about to finish is never "
			"finished: its locks stay held, its data half changed "
			"(signal-safety(7)).";
	case XP_ERRNO:
		return "The code that it interrupts may be about to look at "
			"errno: a handler saves it and puts it back "
			"(signal-safety(7)).";
	case XP_ONE_WAIT:
		return "Several children may be one SIGCHLD (signal(7)): wait "
			"by WNOHANG until there is none left.";
	case XP_MISSED:
		return "If the signal comes between the look at what its "
			"handler sets and the wait, the wait does not end by "
			"it: block it, and wait by ppoll(2), pselect(2) or "
			"epoll_pwait(2), or have the handler write to a pipe.";
	default:
		return "If the signal comes between the program's check and "
			"pause(2), it is not waited for any more: block it, "
			"and wait by sigsuspend(2).";
	}
}

static const char *const kinds[] = {
	[XP_UNSAFE_CALL] = "unsafe-call", [XP_UNSAFE_JUMP] = "unsafe-jump",
	[XP_ERRNO] = "errno", [XP_ONE_WAIT] = "one-wait", [XP_PAUSE] = "pause",
	[XP_MISSED] = "missed",
};

static void what(const struct xp_fault_item *i, char *buf, size_t n)
{
	char who[TEXT_MAX], name[CLI_NAME_MAX];

	handler_text(i, who, sizeof(who));
	switch (i->kind) {
	case XP_UNSAFE_CALL:
		snprintf(buf, n, "%s calls %s", who, i->function);
		break;
	case XP_UNSAFE_JUMP:
		snprintf(buf, n, "%s jumps out of %s, which it has "
			 "interrupted", who, i->function);
		break;
	case XP_ERRNO:
		snprintf(buf, n, "%s changes errno from %d to %d", who,
			 i->before, i->after);
		break;
	case XP_ONE_WAIT:
		snprintf(buf, n, "%s does not wait until no child is left",
			 who);
		break;
	case XP_PAUSE:
		snprintf(buf, n, "pause(2), and %s is not blocked before it",
			 cli_signal_name(i->sig, name));
		break;
	case XP_MISSED:
		snprintf(buf, n, "%s(2) without a time-out, after a look at "
			 "what the handler of %s sets, and that is not blocked",
			 i->function, cli_signal_name(i->sig, name));
	}
}

static void print_item(const struct xp_fault_item *i)
{
	char text[2 * TEXT_MAX];

	what(i, text, sizeof(text));
	printf("%s: %s\n  why: %s\n", kinds[i->kind], text, rule(i));
	xp_stack_print(&i->stack);
	putchar('\n');
}

static void print_json(const struct xp_fault_item *i)
{
	struct json_object *o = json_object_new_object();
	char text[2 * TEXT_MAX], name[CLI_NAME_MAX];

	what(i, text, sizeof(text));
	json_object_object_add(o, "kind",
			       json_object_new_string(kinds[i->kind]));
	json_object_object_add(o, "signal", json_object_new_string(
				       cli_signal_name(i->sig, name)));
	if (i->function[0])
		json_object_object_add(o, "function",
				       json_object_new_string(i->function));
	if (i->cause[0])
		json_object_object_add(o, "cause",
				       json_object_new_string(i->cause));
	json_object_object_add(o, "what", json_object_new_string(text));
	json_object_object_add(o, "why", json_object_new_string(rule(i)));
	json_object_object_add(o, "stack", xp_stack_json(&i->stack));
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

/* ------------------------------------------------------------------ session */

/*
 * Two runs for each handler, of signals with the same one for the first: its
 * signal comes at each system call, and at each call of a function that a
 * handler must not call, where a jump out of it would do harm.
 */
static int each_handler(struct session *s, uint64_t caught,
			const uint64_t handlers[XP_SIGNALS])
{
	uint64_t want = caught & (s->o->signals ? s->o->signals :
				  ~XP_UNASKED);
	int a, b, i, r;

	for (a = 1; a <= XP_SIGNALS; a++) {
		if (!(want & XP_BIT(a)))
			continue;
		for (b = a + 1; b <= XP_SIGNALS && !s->o->signals; b++)
			if (handlers[a - 1] == handlers[b - 1])
				want &= ~XP_BIT(b);
		for (i = 0; i < 2; i++) {
			s->faults->inside = i == 1;
			r = run(s, a);
			if (r)
				return r;
		}
	}
	return 0;
}

static int set_up(struct session *s)
{
	int e;

	s->streams.in = xp_input();
	e = xp_run_init(&s->run);
	s->faults = mmap(NULL, sizeof(*s->faults), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s->streams.in < 0 || e || s->faults == MAP_FAILED)
		return xp_fail("no memory for a run: %s", strerror(errno));
	return 0;
}

int xp_check(const struct xp_check_options *o)
{
	static struct session s;
	uint64_t handlers[XP_SIGNALS], caught;
	uint32_t i;
	int r;

	s.o = o;
	r = set_up(&s);
	if (!r)
		r = run(&s, 0);
	if (r)
		return r;
	caught = s.run.shared->caught;
	memcpy(handlers, s.run.shared->handlers, sizeof(handlers));
	r = each_handler(&s, caught, handlers);
	s.faults->waits = true;
	if (!r && s.faults->nr_flags)
		r = run(&s, 0);
	if (r)
		return r;
	for (i = 0; i < s.faults->nr; i++) {
		if (o->json)
			print_json(&s.faults->item[i]);
		else
			print_item(&s.faults->item[i]);
	}
	if (!o->json && !caught)
		printf("%s installs no handler: there is nothing to check\n",
		       o->argv[0]);
	else if (!o->json)
		printf("%llu handler runs followed, %u finding%s\n",
		       (unsigned long long)s.faults->nr_handled, s.faults->nr,
		       s.faults->nr == 1 ? "" : "s");
	return s.faults->nr ? XP_FOUND : 0;
}
