/* Four processes that do nothing but handle fast timers' signals, and one
 * that ends them: it has its turn too. ksig-test: timeout=60 */
#include "t.h"
#define N 4
static volatile int n;
static void h(int s)
{
	(void)s;
	n++;
}
static void alarmed(int s)
{
	(void)s;
}
int main(void)
{
	pid_t p[N];
	int st, killed = 0;
	for (int i = 0; i < N; i++) {
		p[i] = fork();
		if (p[i])
			continue;
		timer_t t;
		struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
		struct itimerspec it = { { 0, 60000 }, { 0, 60000 } };
		signal(SIGRTMIN, h);
		/* Where it may: always ready before whoever serves it. */
		sched_setscheduler(0, SCHED_RR, &(struct sched_param){ .sched_priority = 9 });
		OK(timer_create(CLOCK_REALTIME, &ev, &t));
		OK(timer_settime(t, 0, &it, 0));
		for (;;)
			pause();
	}
	signal(SIGALRM, alarmed);
	alarm(1);
	pause();
	for (int i = 0; i < N; i++)
		kill(p[i], SIGTERM);
	for (int i = 0; i < N; i++) {
		waitpid(p[i], &st, 0);
		killed += WIFSIGNALED(st) && WTERMSIG(st) == SIGTERM;
	}
	say("%d ended\n", killed);
}
