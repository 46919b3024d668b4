/* A child is continued and stopped again at once. The parent hears of both,
 * of the first maybe when the second has come about.
 * ksig-test: timeout=30 */
#include "t.h"
static volatile int n;
static void h(int s) { (void)s; n++; }
int main(void)
{
	int st, ok = 0;
	pid_t kid = fork();
	if (!kid)
		for (;;)
			pause();
	on(SIGCHLD, h, SA_RESTART);
	kill(kid, SIGSTOP);
	OK(waitpid(kid, &st, WUNTRACED));
	for (int i = 0; i < 300; i++) {
		kill(kid, SIGCONT);
		kill(kid, SIGSTOP);
		ok += waitpid(kid, &st, WUNTRACED) == kid && WIFSTOPPED(st);
	}
	say("stopped again: %d of 300\n", ok);
	say("told of it: %d\n", n > 0);
	kill(kid, SIGKILL);
	waitpid(kid, &st, 0);
}
