/* SPDX-License-Identifier: MIT */
/* A finding that report.c has saved, read again. */
#include "explore/dir/dir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"

static void copy(char *to, size_t n, const char *from)
{
	snprintf(to, n, "%s", from);
}

static void load_stack(struct json_object *o, const char *name,
		       struct xp_stack *st)
{
	struct json_object *a = xp_json_field(o, name, json_type_array), *f;
	size_t n = a ? json_object_array_length(a) : 0;
	struct xp_frame *x;

	for (st->nr = 0; st->nr < n && st->nr < XP_FRAMES_MAX; st->nr++) {
		f = json_object_array_get_idx(a, st->nr);
		x = &st->frame[st->nr];
		x->ip = xp_json_number(f, "ip");
		x->off = (uint32_t)xp_json_number(f, "offset");
		x->is_signal = json_object_get_boolean(
			xp_json_field(f, "interrupted", json_type_boolean));
		copy(x->function, sizeof(x->function),
		     xp_json_word(f, "function"));
		copy(x->object, sizeof(x->object), xp_json_word(f, "object"));
	}
}

static void load_point(struct json_object *p, struct xp_point *x)
{
	x->proc = (uint32_t)xp_json_number(p, "process");
	x->call = (uint32_t)xp_json_number(p, "call");
	x->kind = (uint8_t)xp_kind_of(xp_json_word(p, "kind"));
	x->nr = (int16_t)xp_json_number(p, "syscall");
	x->ip = xp_json_number(p, "ip");
	x->hit = (uint32_t)xp_json_number(p, "hit");
	x->result = xp_json_field(p, "result", json_type_int) ?
		    (int64_t)xp_json_number(p, "result") : XP_NO_RESULT;
	x->errno_off = (int32_t)xp_json_number(p, "errno");
}

static void load_outcome(struct json_object *j, struct xp_outcome *o)
{
	o->reached = o->delivered = true;
	o->handler = xp_json_number(j, "handler");
	o->end = (int)xp_json_number(j, "end");
	o->status = (int)xp_json_number(j, "status");
	o->dying_of = (int)xp_json_number(j, "dying_of");
	o->blocked_in = (int64_t)xp_json_number(j, "blocked_in");
	o->out_hash = xp_json_number(j, "out_hash");
	o->err_hash = xp_json_number(j, "err_hash");
	o->call_result = xp_json_field(j, "call_result", json_type_int) ?
			 (int64_t)xp_json_number(j, "call_result") :
			 XP_NO_RESULT;
	o->errno_before = (int)xp_json_number(j, "errno_before");
	o->errno_after = (int)xp_json_number(j, "errno_after");
	copy(o->sanitizer, sizeof(o->sanitizer), xp_json_word(j, "sanitizer"));
	copy(o->comm, sizeof(o->comm), xp_json_word(j, "comm"));
	load_stack(j, "at", &o->at);
	load_stack(j, "at_second", &o->at_second);
	load_stack(j, "stack", &o->stack);
}

int xp_load(const char *path, struct xp_loaded *l)
{
	struct json_object *p, *b;
	struct xp_finding *f = &l->f;
	const char *word;

	memset(l, 0, sizeof(*l));
	l->json = json_object_from_file(path);
	if (!l->json)
		return xp_fail("%s: no finding can be read there: give the "
			       "DIR/ID that ksig explore has printed", path);
	p = xp_json_field(l->json, "point", json_type_object);
	f->sig = cli_signal_parse(xp_json_word(l->json, "signal"));
	word = xp_json_word(l->json, "judged");
	f->verdict = xp_verdict_of(word[0] ? word : /* before there was that */
				   xp_json_word(l->json, "verdict"));
	l->argv = xp_json_argv(l->json, "argv");
	if (xp_json_number(l->json, "ksig_finding") != XP_FINDING_VERSION ||
	    !p || !f->sig || f->verdict < 0 || !l->argv)
		return xp_fail("%s: not a finding of this ksig's: run ksig "
			       "explore again", path);
	f->id = (int)xp_json_number(l->json, "id");
	f->nr = (uint32_t)xp_json_number(l->json, "points");
	load_point(p, &f->point);
	p = xp_json_field(l->json, "second", json_type_object);
	if (p) {
		load_point(p, &f->second);
		f->second_sig = cli_signal_parse(xp_json_word(p, "signal"));
	}
	load_outcome(l->json, &f->o);
	b = xp_json_field(l->json, "baseline", json_type_object);
	l->base.end = (int)xp_json_number(b, "end");
	l->base.status = (int)xp_json_number(b, "status");
	l->base.dying_of = (int)xp_json_number(b, "dying_of");
	l->base.zombies = (uint32_t)xp_json_number(b, "zombies");
	l->timeout_ms = xp_json_number(l->json, "timeout_ms");
	l->memory = xp_json_number(l->json, "memory");
	l->procs_max = (uint32_t)xp_json_number(l->json, "processes");
	l->isolate = xp_json_number(l->json, "isolate");
	return 0;
}

void xp_loaded_free(struct xp_loaded *l)
{
	json_object_put(l->json);
	free(l->argv);
	memset(l, 0, sizeof(*l));
}
