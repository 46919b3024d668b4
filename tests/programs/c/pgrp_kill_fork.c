/* A process group is signalled while its processes fork: nobody escapes, since
 * a fork is made before the signal, and the child gets it, or not at all.
 * ksig-test: timeout=30 */
#include "t.h"
#include <sys/prctl.h>
static const int how[] = { SIGTERM, SIGKILL, SIGUSR1 };
static void bye(int s) { (void)s; _exit(7); }
/* Forks as fast as it can; what it makes only waits. */
static void forker(void)
{
	on(SIGUSR1, bye, 0);
	setpgid(0, 0);
	for (int n = 0; n < 200; n++) {
		/* musl's fork() blocks everything before: some escape. */
		pid_t kid = (pid_t)raw(SYS_fork);
		if (!kid)
			for (;;)
				pause();
	}
	for (;;)
		pause();
}
int main(void)
{
	int escaped = 0, odd = 0, st;
	OK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	for (int i = 0; i < 30; i++) {
		int sig = how[i % 3];
		pid_t kid = fork(), p;
		if (!kid)
			forker();
		setpgid(kid, kid);
		while (kill(-kid, 0) != 0)
			sched_yield();
		msleep(1 + i % 4);
		OK(kill(-kid, sig));
		/* Those that got it end; then nobody is left to wait for. */
		for (int k = 0; k < 200; k++) {
			while ((p = waitpid(-1, &st, WNOHANG)) > 0)
				odd += st != (sig == SIGUSR1 ? 7 << 8 : sig) &&
				       st != SIGUSR1;
			if (p < 0)
				break;
			msleep(5);
		}
		if (p == 0) {
			escaped++;
			kill(-kid, SIGKILL);
			while (waitpid(-1, &st, 0) > 0)
				;
		}
	}
	say("escaped %d, other statuses %d\n", escaped, odd);
}
