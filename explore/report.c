/* SPDX-License-Identifier: MIT */
/* A finding, for people and as a JSON object in a file. */
#include "explore/dir/dir.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cli/cli.h"

#define TEXT_MAX (2 * XP_NAME_MAX + 64)

static const char *call_name(int nr, char *buf, size_t n)
{
	const char *name = ksig_host_syscall_name(nr);

	if (name)
		snprintf(buf, n, "%s(2)", name);
	else
		snprintf(buf, n, "system call %d", nr);
	return buf;
}

/* The innermost frame in something else than the C library and loader. */
static const struct xp_frame *callers_frame(const struct xp_stack *st)
{
	uint32_t i;

	for (i = 1; i < st->nr; i++)
		if (!xp_frame_is_libc(&st->frame[i]))
			return &st->frame[i];
	return NULL;
}

/* Where signal number came, in words. */
static void place_text(int number, const struct xp_point *p,
		       const struct xp_stack *st, char *buf, size_t n)
{
	const struct xp_frame *caller = callers_frame(st);
	char sig[CLI_NAME_MAX], call[64], where[TEXT_MAX];
	size_t at;

	cli_signal_name(number, sig);
	if (p->kind != XP_INSN) {
		call_name(p->nr, call, sizeof(call));
		at = (size_t)snprintf(buf, n, "%s %s %s", sig,
			p->kind == XP_BEFORE_CALL ? "just before" : "in",
			call);
	} else if (st->nr) {
		xp_frame_text(&st->frame[0], where, sizeof(where));
		at = (size_t)snprintf(buf, n, "%s in %s", sig, where);
	} else {
		at = (size_t)snprintf(buf, n, "%s at 0x%llx", sig,
				      (unsigned long long)p->ip);
	}
	if (caller && at < n) {
		xp_frame_text(caller, where, sizeof(where));
		snprintf(buf + at, n - at, ", called from %s", where);
	}
}

void xp_report_point(const struct xp_finding *f, char *buf, size_t n)
{
	place_text(f->sig, &f->point, &f->o.at, buf, n);
}

/* "EINTR", or its number. */
static const char *errno_text(int64_t e, char *buf, size_t n)
{
	const char *name = e > 0 && e < 4096 ? strerrorname_np((int)e) : NULL;

	snprintf(buf, n, "%s", name ? name : "");
	if (!name)
		snprintf(buf, n, "%lld", (long long)e);
	return buf;
}

/* What became of the call that was interrupted; "": nothing to say. */
static void call_text(const struct xp_finding *f, char *buf, size_t n)
{
	const struct xp_outcome *o = &f->o;
	char call[64], e[32];
	int at;

	buf[0] = '\0';
	if (f->point.kind != XP_IN_CALL)
		return;
	call_name(f->point.nr, call, sizeof(call));
	if (o->call_restarts)
		snprintf(buf, n, "%s is made again after the handler", call);
	else if (o->call_result == XP_NO_RESULT)
		return;
	else if (o->call_result < 0 && o->call_result > -4096)
		snprintf(buf, n, "%s fails with %s after the handler", call,
			 errno_text(-o->call_result, e, sizeof(e)));
	else {
		at = snprintf(buf, n, "%s returns %lld after the handler", call,
			      (long long)o->call_result);
		if (f->point.result >= 0 && f->point.result != o->call_result)
			snprintf(buf + at, n - (size_t)at,
				 ", without the signal %lld",
				 (long long)f->point.result);
	}
}

static void explodes_text(const struct xp_outcome *o, char *buf, size_t n)
{
	if (o->end == XP_END_MEMORY)
		snprintf(buf, n, "it takes %llu MiB of memory and more",
			 (unsigned long long)o->memory >> 20);
	else if (o->end == XP_END_FILES)
		snprintf(buf, n, "it writes %llu MiB and more",
			 (unsigned long long)o->written >> 20);
	else
		snprintf(buf, n, "it makes %u processes and more", o->procs);
}

static void end_text(const struct xp_finding *f, char *buf, size_t n)
{
	char name[CLI_NAME_MAX];
	int st = f->o.status;

	if (f->verdict == XP_TIMEOUT)
		snprintf(buf, n, "%s does not end in its time",
			 f->o.comm[0] ? f->o.comm : "it");
	else if (f->verdict == XP_OUTPUT)
		snprintf(buf, n, "it writes something else");
	else if (f->verdict == XP_ZOMBIE)
		snprintf(buf, n, "a child is not waited for");
	else if (f->verdict == XP_STATUS && WIFSIGNALED(st))
		snprintf(buf, n, "it dies of %s",
			 cli_signal_name(WTERMSIG(st), name));
	else if (f->verdict == XP_STATUS && WIFEXITED(st))
		snprintf(buf, n, "it exits with %d", WEXITSTATUS(st));
	else
		snprintf(buf, n, "%s", xp_verdict_word(f->verdict));
}

static void what_happened(const struct xp_finding *f, char *buf, size_t n)
{
	char name[CLI_NAME_MAX], call[64], e[2][32];
	const struct xp_outcome *o = &f->o;

	if (f->verdict == XP_SANITIZER)
		snprintf(buf, n, "%s", o->sanitizer);
	else if (f->verdict == XP_ERRNO_SEEN)
		snprintf(buf, n, "errno is %s where the signal comes, and %s "
			 "after the handler",
			 errno_text(o->errno_before, e[0], sizeof(e[0])),
			 errno_text(o->errno_after, e[1], sizeof(e[1])));
	else if (f->verdict == XP_EXPLODES)
		explodes_text(o, buf, n);
	else if (o->dying_of && f->verdict == XP_CRASH)
		snprintf(buf, n, "%s dies of %s", o->comm,
			 cli_signal_name(o->dying_of, name));
	else if (o->blocked_in >= 0)
		snprintf(buf, n, "%s hangs in %s", o->comm,
			 call_name((int)o->blocked_in, call, sizeof(call)));
	else
		end_text(f, buf, n);
}

void xp_stack_print(const struct xp_stack *st)
{
	char text[TEXT_MAX];
	uint32_t i;

	for (i = 0; i < st->nr; i++) {
		xp_frame_text(&st->frame[i], text, sizeof(text));
		if (st->frame[i].is_signal)
			printf("    -- interrupted by the signal --\n");
		printf("    #%-2u %s\n", i, text);
	}
}

static void print_stack(const char *title, const struct xp_stack *st)
{
	if (st->nr)
		printf("  %s:\n", title);
	xp_stack_print(st);
}

void xp_report_finding(const struct xp_report *r, const struct xp_finding *f)
{
	char text[3 * TEXT_MAX];

	what_happened(f, text, sizeof(text));
	printf("finding %d: %s: %s", f->id, xp_verdict_word(xp_named(f)), text);
	printf(" (%u point%s)\n", f->nr, f->nr == 1 ? "" : "s");
	xp_report_point(f, text, sizeof(text));
	printf("  when: %s\n", text);
	if (f->second_sig) {
		place_text(f->second_sig, &f->second, &f->o.at_second, text,
			   sizeof(text));
		printf("  then: %s\n", text);
	}
	call_text(f, text, sizeof(text));
	if (text[0])
		printf("  call: %s\n", text);
	printf("  why:  %s\n", xp_verdict_why(xp_named(f)));
	print_stack("where the signal came", &f->o.at);
	print_stack("where the second came", &f->o.at_second);
	print_stack(f->verdict == XP_ERRNO_SEEN ? "where it looks at errno" :
		    "where it ends", &f->o.stack);
	if (r->dir)
		printf("  again: ksig replay %s/%d\n", r->dir, f->id);
	putchar('\n');
}

struct json_object *xp_stack_json(const struct xp_stack *st)
{
	struct json_object *a = json_object_new_array(), *f;
	uint32_t i;

	for (i = 0; i < st->nr; i++) {
		const struct xp_frame *x = &st->frame[i];

		f = json_object_new_object();
		json_object_object_add(f, "ip",
				json_object_new_int64((int64_t)x->ip));
		json_object_object_add(f, "function",
				json_object_new_string(x->function));
		json_object_object_add(f, "offset",
				json_object_new_int64(x->off));
		json_object_object_add(f, "object",
				json_object_new_string(x->object));
		json_object_object_add(f, "interrupted",
				json_object_new_boolean(x->is_signal));
		json_object_array_add(a, f);
	}
	return a;
}

static const char *const kinds[] = {
	[XP_BEFORE_CALL] = "before-call", [XP_IN_CALL] = "in-call",
	[XP_INSN] = "instruction",
};

int xp_kind_of(const char *word)
{
	return strcmp(word, kinds[XP_BEFORE_CALL]) == 0 ? XP_BEFORE_CALL :
	       strcmp(word, kinds[XP_IN_CALL]) == 0 ? XP_IN_CALL : XP_INSN;
}

static struct json_object *point_json(const struct xp_point *p)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "process",
			       json_object_new_int64(p->proc));
	json_object_object_add(o, "call", json_object_new_int64(p->call));
	json_object_object_add(o, "kind",
			       json_object_new_string(kinds[p->kind]));
	json_object_object_add(o, "syscall", json_object_new_int64(p->nr));
	json_object_object_add(o, "ip",
			       json_object_new_int64((int64_t)p->ip));
	json_object_object_add(o, "hit", json_object_new_int64(p->hit));
	if (p->result != XP_NO_RESULT)
		xp_json_put(o, "result", (uint64_t)p->result);
	if (p->errno_off)
		json_object_object_add(o, "errno",
				       json_object_new_int(p->errno_off));
	return o;
}

static void put_second(struct json_object *o, const struct xp_finding *f)
{
	struct json_object *x = point_json(&f->second);
	char name[CLI_NAME_MAX], text[3 * TEXT_MAX];

	json_object_object_add(x, "signal", json_object_new_string(
				       cli_signal_name(f->second_sig, name)));
	place_text(f->second_sig, &f->second, &f->o.at_second, text,
		   sizeof(text));
	json_object_object_add(x, "when", json_object_new_string(text));
	json_object_object_add(o, "second", x);
	json_object_object_add(o, "at_second", xp_stack_json(&f->o.at_second));
}

static void put_aftermath(struct json_object *to, const struct xp_finding *f)
{
	const struct xp_outcome *o = &f->o;
	char text[TEXT_MAX];

	call_text(f, text, sizeof(text));
	if (text[0])
		json_object_object_add(to, "call",
				       json_object_new_string(text));
	if (o->call_result != XP_NO_RESULT)
		xp_json_put(to, "call_result", (uint64_t)o->call_result);
	if (o->errno_seen) {
		xp_json_put(to, "errno_before", (uint64_t)o->errno_before);
		xp_json_put(to, "errno_after", (uint64_t)o->errno_after);
	}
	if (o->sanitizer[0])
		json_object_object_add(to, "sanitizer",
				       json_object_new_string(o->sanitizer));
}

static struct json_object *base_json(const struct xp_outcome *b)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "end", json_object_new_int(b->end));
	json_object_object_add(o, "status", json_object_new_int(b->status));
	json_object_object_add(o, "dying_of",
			       json_object_new_int(b->dying_of));
	xp_json_put(o, "zombies", b->zombies);
	return o;
}

static struct json_object *finding_json(const struct xp_report *r,
					const struct xp_finding *f)
{
	struct json_object *o = json_object_new_object();
	struct json_object *argv = json_object_new_array();
	char name[CLI_NAME_MAX], text[3 * TEXT_MAX];
	char **a;

	for (a = r->argv; *a; a++)
		json_object_array_add(argv, json_object_new_string(*a));
	json_object_object_add(o, "ksig_finding",
			       json_object_new_int(XP_FINDING_VERSION));
	json_object_object_add(o, "id", json_object_new_int(f->id));
	json_object_object_add(o, "argv", argv);
	if (r->input && r->input[0])
		json_object_object_add(o, "input",
				       json_object_new_string(r->input));
	json_object_object_add(o, "verdict", json_object_new_string(
				       xp_verdict_word(xp_named(f))));
	json_object_object_add(o, "judged", json_object_new_string(
				       xp_verdict_word(f->verdict)));
	json_object_object_add(o, "signal", json_object_new_string(
				       cli_signal_name(f->sig, name)));
	json_object_object_add(o, "points", json_object_new_int64(f->nr));
	xp_report_point(f, text, sizeof(text));
	json_object_object_add(o, "when", json_object_new_string(text));
	json_object_object_add(o, "why", json_object_new_string(
				       xp_verdict_why(xp_named(f))));
	json_object_object_add(o, "point", point_json(&f->point));
	if (f->second_sig)
		put_second(o, f);
	put_aftermath(o, f);
	json_object_object_add(o, "status", json_object_new_int(f->o.status));
	json_object_object_add(o, "end", json_object_new_int(f->o.end));
	json_object_object_add(o, "dying_of",
			       json_object_new_int(f->o.dying_of));
	xp_json_put(o, "handler", f->o.handler);
	xp_json_put(o, "blocked_in", (uint64_t)f->o.blocked_in);
	json_object_object_add(o, "comm", json_object_new_string(f->o.comm));
	json_object_object_add(o, "out_hash", json_object_new_int64(
				       (int64_t)f->o.out_hash));
	json_object_object_add(o, "err_hash", json_object_new_int64(
				       (int64_t)f->o.err_hash));
	json_object_object_add(o, "timeout_ms", json_object_new_int64(
				       (int64_t)r->timeout_ms));
	xp_json_put(o, "memory", r->memory);
	xp_json_put(o, "processes", r->procs_max);
	json_object_object_add(o, "isolate", json_object_new_int(r->isolate));
	json_object_object_add(o, "baseline", base_json(r->base));
	json_object_object_add(o, "at", xp_stack_json(&f->o.at));
	json_object_object_add(o, "stack", xp_stack_json(&f->o.stack));
	return o;
}

int xp_report_save(const struct xp_report *r, const struct xp_finding *f)
{
	struct json_object *o = finding_json(r, f);
	char path[XP_PATH_MAX], id[16];
	int e;

	snprintf(id, sizeof(id), "%d", f->id);
	e = xp_json_write(o, xp_dir_path(r->dir, id, path));
	json_object_put(o);
	return e;
}
