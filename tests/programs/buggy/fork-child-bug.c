/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-target: 1
 * buggy-verdict: output
 * buggy-check: -
 *
 * Class:  a child runs its parent's handler.
 * Window: in the child, between fork() and exec(): handlers are inherited by
 *         the one and reset by the other. (A signal for the process group.)
 * Rule:   fork(2), execve(2), signal(7).
 * Wrong:  the child removes its parent's file, and only in the child's memory
 *         it is noted that there is none.
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
	pid = fork();
	if (pid == 0) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
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
