/* SPDX-License-Identifier: MIT */
/* A finding that was saved, once more. */
#include "explore/dir/dir.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_again(const struct xp_loaded *l, const struct xp_outcome *o)
{
	const struct xp_finding *f = &l->f;

	switch (f->verdict) {
	case XP_STATUS:
		return o->delivered && o->end == f->o.end &&
		       o->status == f->o.status;
	case XP_OUTPUT:
		return o->delivered && o->out_hash == f->o.out_hash &&
		       o->err_hash == f->o.err_hash;
	default:
		return xp_judge(&l->base, o, f->sig) == f->verdict;
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

/* It is beside the finding; one that is too large is ours once more. */
static int kept_input(const char *finding, const struct xp_loaded *l)
{
	const char *end = strrchr(finding, '/');
	char dir[XP_PATH_MAX];

	snprintf(dir, sizeof(dir), "%.*s", end ? (int)(end - finding) : 1,
		 end ? finding : ".");
	return xp_input_kept(dir, xp_json_word(l->json, "input"));
}

int xp_replay(const struct xp_replay_options *o)
{
	struct xp_finding found;
	struct xp_report report = { .dir = NULL };
	struct xp_streams streams = { .in = -1 };
	struct xp_run run;
	static struct xp_loaded l;
	uint32_t i, again = 0;
	int r = xp_load(o->path, &l);

	if (r)
		return r;
	xp_sanitizer_environ(l.argv[0]);
	streams.in = kept_input(o->path, &l);
	if (streams.in < 0)
		return XP_CANNOT;
	streams.isolate = l.isolate;
	if (xp_run_init(&run) != 0)
		return xp_fail("cannot start a run: %s", strerror(errno));
	run.shared->mode = XP_TRY;
	run.shared->point = l.f.point;
	run.shared->sig = l.f.sig;
	run.shared->second = l.f.second;
	run.shared->second_sig = l.f.second_sig;
	run.shared->explain = true;
	run.shared->leave = o->leave;
	run.shared->procs_max = l.procs_max ? l.procs_max : XP_PROCS_MAX;
	run.shared->memory_max = l.memory ? l.memory : XP_MEMORY;
	run.shared->timeout_ms = l.timeout_ms;
	for (i = 0; i < o->times; i++) {
		r = xp_run_start(&run, &streams, l.argv);
		if (r)
			return xp_fail("cannot start a run: %s", strerror(r));
		xp_run_wait(&run);
		if (o->leave)
			return debug(&run);
		xp_run_finish(&run);
		if (!is_again(&l, &run.shared->o))
			continue;
		if (again++)
			continue;
		found = l.f;
		found.nr = 1;
		found.o = run.shared->o;
		xp_report_finding(&report, &found);
	}
	printf("%s: %u of %u times\n", o->path, again, o->times);
	return again == o->times ? 0 : XP_FOUND;
}
