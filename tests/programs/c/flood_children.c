/* Many children exit; a SIGCHLD handler that reaps all it finds misses none,
 * though the signals coalesce.  Argument: how many (2000).
 * ksig-test: timeout=180 */
#include "t.h"
static volatile int reaped, bad;
static void h(int s)
{
	int st, e = errno;
	pid_t p;
	(void)s;
	while ((p = waitpid(-1, &st, WNOHANG)) > 0) {
		reaped++;
		bad += !(WIFEXITED(st) && WEXITSTATUS(st) == 7);
	}
	errno = e;
}
int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 2000, made = 0;
	on(SIGCHLD, h, SA_RESTART | SA_NOCLDSTOP);
	while (made < n) {
		pid_t p = fork();
		if (!p)
			_exit(7);
		if (p > 0)
			made++;
		else
			msleep(1);
	}
	u64 m = 0;
	kmask(SIG_BLOCK, BIT(SIGCHLD));
	while (reaped < n)
		raw(SYS_rt_sigsuspend, &m, 8);
	say("made %d reaped %d bad %d, left: %s\n", made, reaped, bad, ec(raw(SYS_wait4, -1, 0, WNOHANG, 0)));
}
