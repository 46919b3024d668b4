/* SPDX-License-Identifier: MIT */
/* The director's half of the real machine: begin, post, end. When everybody
 * has come to rest is linux_settle.c's. */
#define _GNU_SOURCE
#include "linux_settle.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/futex.h>

/* The director's naps are as short as they say; actors have the default. */
#define SLACK_NS	1
#define SLACK_ACTORS_NS	50000

static enum scn_where where(struct scn_actor *a, int32_t *status)
{
	const struct scn_look *l = &scn_looks[a->index];

	if (!a->begun)
		return SCN_IS_UNBORN;
	if (l->state == 'T')
		return SCN_IS_STOPPED;
	if (l->state == 't')
		return l->tracer == scn_runner ? SCN_IS_STOPPED :
						 SCN_IS_TRACED;
	if (l->state == 'Z' && l->is_main && l->nr_threads <= 1) {
		*status = l->status;
		return SCN_IS_ZOMBIE;
	}
	if (scn_linux_is_dead(l))
		return SCN_IS_GONE;
	return l->at == SCN_AT_IDLE ? SCN_IS_READY : SCN_IS_BUSY;
}

/* ------------------------------------------------------------- begin, end */

/* Core files go here. Made once: rmdir(2) costs more than a play's end. */
static char directory[] = "/tmp/scenario-XXXXXX";
static bool has_directory;

static void empty_directory(void)
{
	struct dirent *e;
	DIR *d = opendir(directory);

	while (d && (e = readdir(d)))
		unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
}

/* (Actors never come here: they leave by exit(2) itself.) */
static void remove_directory(void)
{
	rmdir(directory);
}

static int make_directory(void)
{
	if (has_directory)
		return 0;
	if (!mkdtemp(directory) || atexit(remove_directory))
		return -errno;
	has_directory = true;
	return 0;
}

/* The child that becomes `outside`: nothing inherited from whoever ran us. */
static void begin_outside(struct scn_board *b)
{
	/* Less than any core has; 0 is no limit if a program reads it. */
	struct rlimit no_core = { 1, RLIM_INFINITY };
	uint64_t act[4] = { 0 }, none = 0;
	const stack_t no_stack = { .ss_flags = SS_DISABLE };
	int fd, i;

	sigaltstack(&no_stack, NULL);
	for (i = 1; i <= 64; i++)
		syscall(SYS_rt_sigaction, i, act, NULL, 8);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
	setsid();
	fd = open("/dev/null", O_RDWR);
	for (i = 0; i < 3; i++)
		dup2(fd, i);
	close(fd);
	setrlimit(RLIMIT_CORE, &no_core);
	if (chdir(directory))
		_exit(1);
	scn_linux_become(&b->actor[SCN_OUTSIDE]);
}

static int start(struct scn_board *b)
{
	pid_t pid;
	int err;

	scn_linux_is_host();
	b->unmapped = SCN_UNMAPPED_AT;
	memset(scn_looks, 0, sizeof(scn_looks));
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	err = make_directory();
	if (err)
		return err;
	prctl(PR_SET_TIMERSLACK, SLACK_ACTORS_NS, 0, 0, 0);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		begin_outside(b);
	prctl(PR_SET_TIMERSLACK, SLACK_NS, 0, 0, 0);
	return 0;
}

static void post(struct scn_actor *a, const struct scn_stmt *s)
{
	__atomic_store_n(&a->todo, (uint64_t)(uintptr_t)s, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&a->bell, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &a->bell, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Everybody is our descendant: killed, they come to us, one generation after
 * the other. A pid that began at another time is somebody else's by now. */
static void finish(struct scn_board *b)
{
	double end = scn_linux_seconds() + SCN_WATCHDOG_S;
	struct scn_actor *a;
	struct scn_look l;
	int i, pid, tries = 0;

	for (;;) {
		for (i = 0; i < b->file->nr_actors; i++) {
			a = &b->actor[i];
			if (!a->begun || scn_linux_ids(a, &pid) <= 0)
				continue;
			scn_linux_look(a, &l);
			if (!scn_linux_is_dead(&l) &&
			    (!a->machine[SCN_M_START] ||
			     l.start == a->machine[SCN_M_START]))
				kill(pid, SIGKILL);
		}
		while ((i = waitpid(-1, NULL, __WALL | WNOHANG)) > 0)
			;
		if (i < 0 && errno == ECHILD)
			break;
		if (scn_linux_seconds() > end) {
			fprintf(stderr, "scenario-play: a process could not "
				"be killed\n");
			break;
		}
		scn_linux_pause(tries++);
	}
	scn_look_forget();
	empty_directory();
}

const struct scn_machine scn_linux = {
	.name = "linux", .port = SCN_ON_LINUX,
	.start = start, .post = post, .settle = scn_linux_settle,
	.where = where, .finish = finish,
	.self = scn_linux_self, .idle = scn_linux_idle,
	.call = scn_linux_call, .spawn = scn_linux_spawn,
	.exec = scn_linux_exec,
	.handler_address = scn_linux_handler_address,
	.restorer_address = scn_linux_restorer_address,
	.sigreturn = scn_linux_sigreturn,
	.mark = scn_linux_mark, .unwind = scn_linux_unwind,
	.fault = scn_linux_fault, .after_fault = scn_linux_after_fault,
	.memory = scn_linux_memory, .spin = scn_linux_spin,
};
