/* Two processes hand a signal to and fro 500 times with sigsuspend. */
#include "t.h"
static volatile sig_atomic_t got;
static void h(int s) { (void)s; got++; }
static void rounds(pid_t other, int first)
{
	u64 m = 0;
	for (int i = 0; i < 500; i++) {
		if (first)
			kill(other, SIGUSR1);
		while (got <= i)
			raw(SYS_rt_sigsuspend, &m, 8);
		if (!first)
			kill(other, SIGUSR1);
	}
}
int main(void)
{
	on(SIGUSR1, h, 0);
	kmask(SIG_BLOCK, BIT(SIGUSR1));
	pid_t me = getpid(), p = fork();
	if (!p) {
		rounds(me, 0);
		_exit(got == 500 ? 0 : 1);
	}
	rounds(p, 1);
	int st;
	waitpid(p, &st, 0);
	say("got %d, the other %s\n", (int)got, ws(st));
}
