/* SPDX-License-Identifier: MIT */
/* A finding that was saved, once more. */
#include "explore/session.h"

#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cli/cli.h"

/* What a file of report.c's says. */
struct saved {
	struct json_object *json;
	char **argv;
	int verdict, sig;
	struct xp_point point;
	struct xp_outcome base;
	uint64_t out_hash, err_hash, timeout_ms;
	int status, end;
};

static struct json_object *field(struct json_object *o, const char *name,
				 json_type type)
{
	struct json_object *f = NULL;

	if (!o || !json_object_object_get_ex(o, name, &f) ||
	    !json_object_is_type(f, type))
		return NULL;
	return f;
}

static uint64_t number(struct json_object *o, const char *name)
{
	return (uint64_t)json_object_get_int64(field(o, name, json_type_int));
}

static const char *word(struct json_object *o, const char *name)
{
	struct json_object *f = field(o, name, json_type_string);

	return f ? json_object_get_string(f) : "";
}

static bool load_argv(struct saved *f)
{
	struct json_object *a = field(f->json, "argv", json_type_array);
	size_t n = a ? json_object_array_length(a) : 0, i;

	f->argv = calloc(n + 1, sizeof(*f->argv));
	for (i = 0; f->argv && i < n; i++)
		f->argv[i] = (char *)(uintptr_t)json_object_get_string(
			json_object_array_get_idx(a, i));
	return f->argv && n;
}

static void load_base(struct saved *f)
{
	struct json_object *b = field(f->json, "baseline", json_type_object);

	f->base.end = (int)number(b, "end");
	f->base.status = (int)number(b, "status");
	f->base.dying_of = (int)number(b, "dying_of");
	f->timeout_ms = number(f->json, "timeout_ms");
	f->out_hash = number(f->json, "out_hash");
	f->err_hash = number(f->json, "err_hash");
	f->status = (int)number(f->json, "status");
	f->end = (int)number(f->json, "end");
}

static int load(const char *path, struct saved *f)
{
	struct json_object *p;

	memset(f, 0, sizeof(*f));
	f->json = json_object_from_file(path);
	if (!f->json)
		return xp_fail("%s: no finding can be read there: give the "
			       "DIR/ID that ksig explore has printed", path);
	p = field(f->json, "point", json_type_object);
	f->sig = cli_signal_parse(word(f->json, "signal"));
	f->verdict = xp_verdict_of(word(f->json, "verdict"));
	if (number(f->json, "ksig_finding") != XP_FINDING_VERSION || !p ||
	    !f->sig || f->verdict < 0 || !load_argv(f))
		return xp_fail("%s: not a finding of this ksig's: run ksig "
			       "explore again", path);
	load_base(f);
	f->point.proc = (uint32_t)number(p, "process");
	f->point.call = (uint32_t)number(p, "call");
	f->point.kind = (uint8_t)xp_kind_of(word(p, "kind"));
	f->point.nr = (int16_t)number(p, "syscall");
	f->point.ip = number(p, "ip");
	f->point.hit = (uint32_t)number(p, "hit");
	return 0;
}

static bool is_again(const struct saved *f, const struct xp_outcome *o)
{
	switch (f->verdict) {
	case XP_STATUS:
		return o->delivered && o->end == f->end &&
		       o->status == f->status;
	case XP_OUTPUT:
		return o->delivered && o->out_hash == f->out_hash &&
		       o->err_hash == f->err_hash;
	default:
		return xp_judge(&f->base, o, f->sig) == f->verdict;
	}
}

/* Where to leave the guest for gdb. */
static int debug(struct xp_run *r)
{
	pid_t gdb, guest = r->shared->o.left_pid;
	char pid[16];
	int st;

	if (!guest)
		return xp_fail("the run has not come to that place: there is "
			       "nothing for gdb to look at");
	snprintf(pid, sizeof(pid), "%d", (int)guest);
	fprintf(stderr, "ksig: process %s is stopped there; gdb can look at "
		"it, but it cannot go on, and ends with gdb\n", pid);
	gdb = fork();
	if (gdb == 0) {
		execlp("gdb", "gdb", "-q", "-p", pid, (char *)NULL);
		xp_fail("gdb: %s; install it: apt-get install gdb",
			strerror(errno));
		_exit(XP_CANNOT);
	}
	/* Ctrl-C is gdb's. */
	signal(SIGINT, SIG_IGN);
	while (gdb > 0 && waitpid(gdb, &st, 0) < 0 && errno == EINTR)
		;
	kill(guest, SIGKILL);
	waitpid(r->pid, NULL, 0);
	return gdb > 0 && WIFEXITED(st) ? WEXITSTATUS(st) : XP_CANNOT;
}

static void wait_over(struct xp_run *r)
{
	struct pollfd p = { r->over, POLLIN, 0 };

	while (poll(&p, 1, -1) < 0)
		;
}

int xp_replay(const struct xp_replay_options *o)
{
	struct xp_finding found;
	struct xp_report report = { .dir = NULL };
	struct xp_streams streams;
	struct xp_run run;
	struct saved f;
	uint32_t i, again = 0;
	int r = load(o->path, &f);

	if (r)
		return r;
	streams.in = xp_input();
	if (streams.in < 0 || xp_run_init(&run) != 0)
		return xp_fail("cannot start a run: %s", strerror(errno));
	run.shared->mode = XP_TRY;
	run.shared->point = f.point;
	run.shared->sig = f.sig;
	run.shared->explain = true;
	run.shared->leave = o->leave;
	run.shared->procs_max = XP_PROCS_MAX;
	run.shared->timeout_ms = f.timeout_ms;
	for (i = 0; i < o->times; i++) {
		r = xp_run_start(&run, &streams, f.argv);
		if (r)
			return xp_fail("cannot start a run: %s", strerror(r));
		wait_over(&run);
		if (o->leave)
			return debug(&run);
		xp_run_finish(&run);
		if (!is_again(&f, &run.shared->o))
			continue;
		if (again++)
			continue;
		memset(&found, 0, sizeof(found));
		found.id = (int)number(f.json, "id");
		found.nr = 1;
		found.verdict = f.verdict;
		found.sig = f.sig;
		found.point = f.point;
		found.o = run.shared->o;
		xp_report_finding(&report, &found);
	}
	printf("%s: %u of %u times\n", o->path, again, o->times);
	return again == o->times ? 0 : XP_FOUND;
}
