/* SPDX-License-Identifier: MIT */
/* The CPU time that a SIGCHLD tells is that of the process alone, whoever it
 * has waited for; wait4(2) adds that. sigaction(2), getrusage(2). */
#include "t.h"
static void burn(long ms)
{
	struct timespec t;

	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	while (t.tv_sec * 1000 + t.tv_nsec / 1000000 < ms);
}
static const char *much(long ms)
{
	return ms < 120 ? "little" : ms < 350 ? "200 ms" : "more";
}
int main(void)
{
	static const char *const names[] = { "waits", "ignores SIGCHLD", "does not wait", "burns too" };
	sigset_t chld;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	for (int k = 0; k < 4; k++) {
		struct rusage ru;
		long own, all;
		siginfo_t si;
		pid_t p = fork();

		if (p == 0) {
			if (k == 1)
				signal(SIGCHLD, SIG_IGN);
			if (fork() == 0) {
				burn(200);
				_exit(0);
			}
			if (k == 3)
				burn(200);
			waitid(P_ALL, 0, &si, WEXITED | (k == 2 ? WNOWAIT : 0));
			_exit(0);
		}
		do
			sigwaitinfo(&chld, &si);
		while (wait4(p, NULL, WNOHANG, &ru) == 0);
		/* the siginfo's are counted by ticks, that is: roughly */
		own = (si.si_utime + si.si_stime) * 1000 / sysconf(_SC_CLK_TCK);
		all = (ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) * 1000 + (ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) / 1000;
		say("one that %s: SIGCHLD %s, wait4 %s\n", names[k], k == 3 ? own + 100 < all ? "less" : "as much" : much(own),
		    much(all));
	}
}
