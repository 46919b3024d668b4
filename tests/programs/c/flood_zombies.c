/* Many children exit while SIGCHLD is blocked: one signal is pending, all can
 * be waited for.  Argument: how many (500). */
#include "t.h"
static volatile int n;
static void h(int s) { (void)s; n++; }
int main(int argc, char **argv)
{
	int k = argc > 1 ? atoi(argv[1]) : 500, sum = 0, st;
	on(SIGCHLD, h, 0);
	kmask(SIG_BLOCK, BIT(SIGCHLD));
	pid_t *p = calloc((size_t)k, sizeof *p);
	for (int i = 0; i < k; i++) {
		p[i] = fork();
		if (!p[i])
			_exit(i & 127);
		OK(p[i]);
	}
	for (int i = 0; i < k; i++) {
		siginfo_t si;
		waitid(P_PID, (id_t)p[i], &si, WEXITED | WNOWAIT);
	}
	say("pending %s\n", set(kpending()));
	kmask(SIG_UNBLOCK, BIT(SIGCHLD));
	say("handler ran %d\n", n);
	for (int i = 0; i < k; i++)
		if (waitpid(p[i], &st, 0) == p[i])
			sum += WEXITSTATUS(st) == (i & 127);
	say("waited for %d\n", sum);
}
