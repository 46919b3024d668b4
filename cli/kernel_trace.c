/* SPDX-License-Identifier: MIT */
/*
 * The kernel's events (ports/kernel/trace.c) for the timeline: "PID TID NAME
 * HEX", where HEX is the struct ksig_event and a siginfo. Pointers in it are
 * the kernel's and are put right here.
 */
#include "cli/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 1024

static struct {
	int pid;
	char name[16];
} names[NAMES_MAX];		/* by pid, direct-mapped */

static const char *comm(void *arg, int pid, int tid)
{
	(void)arg;
	(void)tid;
	return names[pid % NAMES_MAX].pid == pid ?
	       names[pid % NAMES_MAX].name : NULL;
}

static bool from_hex(const char *s, void *to, size_t n)
{
	unsigned char *p = to;
	unsigned int byte;
	size_t i;

	for (i = 0; i < n; i++) {
		if (sscanf(s + 2 * i, "%2x", &byte) != 1)
			return false;
		p[i] = (unsigned char)byte;
	}
	return true;
}

void kernel_trace_begin(struct kernel_options *o)
{
	struct cli_tracer *t = o->shown.tracer;

	if (!o->trace)
		return;
	t->view.comm = comm;
	if (t->json)
		cli_json_header(o->argv, &t->out);
}

void kernel_trace_line(struct kernel_options *o, const char *line)
{
	static struct ksig_group group;
	static struct ksig_task task;
	static struct linux_siginfo info;
	struct cli_tracer *t = o->shown.tracer;
	struct ksig_event ev;
	char name[16];
	int pid, tid, at;

	if (sscanf(line, "%d %d %15s %n", &pid, &tid, name, &at) != 3 ||
	    !from_hex(line + at, &ev, sizeof(ev)) ||
	    !from_hex(line + at + 2 * sizeof(ev), &info, sizeof(info)))
		return;
	if (pid >= 0) {
		names[pid % NAMES_MAX].pid = pid;
		memcpy(names[pid % NAMES_MAX].name, name, sizeof(name));
	}
	group.pid = pid;
	task.tid = tid;
	ev.group = ev.group != NULL ? &group : NULL;
	ev.task = ev.task != NULL ? &task : NULL;
	if (ev.kind == KSIG_EV_GENERATE && ev.u.generate.info != NULL)
		ev.u.generate.info = &info;
	else if (ev.kind == KSIG_EV_DELIVER && ev.u.deliver.info != NULL)
		ev.u.deliver.info = &info;
	else if (ev.kind == KSIG_EV_ACCEPT && ev.u.accept.info != NULL)
		ev.u.accept.info = &info;
	if (t->view.start_ns == 0)
		t->view.start_ns = ev.now_ns;
	cli_tracer_event(t, &ev);
}

void kernel_trace_end(struct kernel_options *o)
{
	if (o->trace)
		cli_tracer_flush(o->shown.tracer, true);
}
