/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-target: 1
 * buggy-verdict: -
 * buggy-check: -
 *
 * fork-child-bug.c put right: the signal is blocked across fork(), and the
 * child takes its default action before it unblocks it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include "buggy.h"

static volatile sig_atomic_t cached;
static char cache[64];

/* Drops the cache, as it is old. */
static void handler(int sig)
{
	int old = errno;

	(void)sig;
	unlink(cache);
	cached = 0;
	errno = old;
}

static void make_cache(void)
{
	close(open(cache, O_WRONLY | O_CREAT, 0600));
	cached = 1;
}

int main(void)
{
	sigset_t mask;
	pid_t pid;

	snprintf(cache, sizeof cache, "/tmp/buggy-cache.%d", (int)getpid());
	make_cache();
	handle(SIGUSR1, handler, SA_RESTART);
	mask = block(SIGUSR1);
	pid = fork();
	if (pid == 0) {
		handle(SIGUSR1, SIG_DFL, 0);
		restore(&mask);
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	restore(&mask);
	waitpid(pid, NULL, 0);
	mask = block(SIGUSR1);
	if (!cached)
		make_cache();
	say(access(cache, F_OK) == 0 ? "cache used\n" : "cache lost\n");
	unlink(cache);
	cached = 0;
	restore(&mask);
	return 0;
}
