/* SPDX-License-Identifier: MIT */
/*
 * One run of the program: a child of the explorer's becomes CMD, as in `ksig
 * run', with files for its output and nobody at its terminal.
 *
 * That the run is over is told by a pipe whose other end the runner holds:
 * when that has gone, so have all the guests (PTRACE_O_EXITKILL).
 */
#include "explore/explore.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "explore/check.h"
#include "ports/host/host.h"

uint64_t xp_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int xp_run_init(struct xp_run *r)
{
	memset(r, 0, sizeof(*r));
	r->over = -1;
	r->out = memfd_create("stdout", MFD_CLOEXEC);
	r->err = memfd_create("stderr", MFD_CLOEXEC);
	r->shared = mmap(NULL, sizeof(*r->shared), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (r->shared == MAP_FAILED)
		r->shared = NULL;
	return r->out < 0 || r->err < 0 || !r->shared ? errno : 0;
}

/* A file description of its own: each run begins at the file's start. */
static int reopen(int fd, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags);
}

static bool set_stream(int to, int from, int flags)
{
	int fd = reopen(from, flags);

	if (fd < 0 || dup2(fd, to) != to)
		return false;
	if (fd != to)
		close(fd);
	return true;
}

static void no_flush(void *arg, bool last)
{
	(void)arg;
	(void)last;
}

/* In the child. Never returns. */
static void become(struct xp_run *r, const struct xp_streams *s, char **argv)
{
	static struct ksig_host_driver driver;
	struct ksig_host_options o = { .argv = argv, .driver = &driver };
	sigset_t none;

	if (r->shared->watch) {
		o.flush = no_flush;
		xp_watch(r->shared, r->shared->watch, r->shared->sig, &driver,
			 &o.trace);
	} else {
		xp_steer(r->shared, &driver);
	}
	/* Its own session: the terminal's keys are for the explorer. */
	setsid();
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	personality(ADDR_NO_RANDOMIZE);
	if (r->copy[0] && chdir(r->copy) != 0)
		_exit(KSIG_HOST_FAILED);
	if (!set_stream(0, s->in, O_RDONLY) ||
	    !set_stream(1, r->out, O_WRONLY) ||
	    !set_stream(2, r->err, O_WRONLY))
		_exit(KSIG_HOST_FAILED);
	_exit(ksig_host_run(&o));
}

/*
 * Copies of the guest are its siblings (branch.c): this waits for all of them,
 * and ends with the last. It holds no end of the pipe.
 */
static void nurse(struct xp_run *r, const struct xp_streams *s, char **argv,
		  int over)
{
	pid_t pid;

	setsid();
	pid = fork();
	if (pid == 0)
		become(r, s, argv);
	close(over);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	_exit(0);
}

int xp_run_start(struct xp_run *r, const struct xp_streams *s, char **argv)
{
	int p[2], e;

	memset(&r->shared->o, 0, sizeof(r->shared->o));
	r->shared->o.blocked_in = -1;
	r->shared->o.call_result = XP_NO_RESULT;
	r->shared->caught = 0;
	r->shared->nr_points = 0;
	r->shared->nr_steps = r->shared->nr_blocked = 0;
	r->shared->out = r->out;
	r->shared->err = r->err;
	r->shared->runner = 0;
	memset(r->shared->mark_call, 0, sizeof(r->shared->mark_call));
	if (ftruncate(r->out, 0) != 0 || ftruncate(r->err, 0) != 0 ||
	    pipe2(p, O_CLOEXEC) != 0)
		return errno;
	e = s->isolate ? xp_isolate(r->copy, sizeof(r->copy),
				    s->apart) : 0;
	if (e) {
		close(p[0]);
		close(p[1]);
		return e;
	}
	r->began_ms = xp_now_ms();
	r->shared->from = getpid();
	fflush(NULL);
	r->pid = fork();
	if (r->pid == 0 && r->shared->mode == XP_BRANCH &&
	    !r->shared->watch)
		nurse(r, s, argv, p[1]);
	if (r->pid == 0)
		become(r, s, argv);
	close(p[1]);
	if (r->pid < 0) {
		close(p[0]);
		return errno;
	}
	r->over = p[0];
	return 0;
}

uint64_t xp_hash(uint64_t h, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;

	while (n--)
		h = (h ^ *b++) * 1099511628211ull;
	return h;
}

void xp_written_on(struct xp_written *w)
{
	unsigned char buf[16384];
	ssize_t n;

	while ((n = pread(w->fd, buf, sizeof(buf), (off_t)w->bytes)) > 0) {
		w->hash = xp_hash(w->hash, buf, (size_t)n);
		w->bytes += (uint64_t)n;
	}
}

void xp_outcome_streams(struct xp_outcome *o, struct xp_written out,
			struct xp_written err)
{
	xp_written_on(&out);
	xp_written_on(&err);
	o->out_hash = out.hash;
	o->out_bytes = out.bytes;
	o->err_hash = err.hash;
	o->err_bytes = err.bytes;
	xp_sanitizer(err.fd, o->sanitizer);
	if (!o->sanitizer[0])
		xp_sanitizer(out.fd, o->sanitizer);
}

void xp_run_finish(struct xp_run *r)
{
	struct xp_outcome *o = &r->shared->o;

	close(r->over);
	r->over = -1;
	while (waitpid(r->pid, &o->status, 0) < 0 && errno == EINTR)
		;
	r->pid = 0;
	o->ms = xp_now_ms() - r->began_ms;
	xp_outcome_streams(o, xp_written_from(r->out), xp_written_from(r->err));
	if (r->copy[0]) {
		o->out_hash ^= xp_isolate_hash(r->copy);
		xp_isolate_drop(r->copy);
	}
}

void xp_run_wait(struct xp_run *r)
{
	struct pollfd p = { r->over, POLLIN, 0 };

	while (poll(&p, 1, -1) < 0)
		;
}

void xp_run_kill(struct xp_run *r)
{
	/* Guests end with their runner, of which we know that it lives. */
	if (r->over >= 0 && r->shared->runner)
		kill(r->shared->runner, SIGKILL);
	else if (r->pid > 0)
		kill(r->pid, SIGKILL);
}
