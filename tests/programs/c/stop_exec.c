/* A signal that is sent just when its target executes a program, forks, or
 * comes back from a handler: it is never left lying.
 * ksig-test: timeout=30 */
#include "t.h"
static volatile int n;
static void h(int s) { (void)s; n++; }
static void bye(int s) { (void)s; _exit(7); }
static void stop_at_exec(const char *self)
{
	static int st, ok, i;	/* static: vfork */
	for (i = 0; i < 150; i++) {
		pid_t kid = vfork();
		if (!kid) {
			execl(self, self, "wait", (char *)0);
			_exit(1);
		}
		kill(kid, SIGSTOP);
		ok += waitpid(kid, &st, WUNTRACED) == kid && WIFSTOPPED(st);
		kill(kid, SIGKILL);
		waitpid(kid, &st, 0);
	}
	say("stopped at exec: %d of 150\n", ok);
}
static void flood(int rounds)
{
	int st, ok = 0, p[2];
	char c;
	OK(pipe(p));
	for (int i = 0; i < rounds; i++) {
		pid_t kid = fork();
		if (!kid) {
			on(SIGALRM, h, 0);
			on(SIGUSR1, bye, 0);
			OK(write(p[1], "", 1));
			for (;;)
				sleep(20);
		}
		OK(read(p[0], &c, 1));
		for (int k = 0; k < 400; k++)
			kill(kid, SIGALRM);
		kill(kid, SIGUSR1);
		ok += waitpid(kid, &st, 0) == kid && st == 7 << 8;
	}
	say("ended after the flood: %d of %d\n", ok, rounds);
}
static void forks(void)
{
	int st, ok = 0;
	for (int i = 0; i < 40; i++) {
		pid_t kid = fork();
		if (!kid) {
			on(SIGUSR1, bye, 0);
			for (;;) {
				pid_t k = fork();
				if (!k)
					_exit(0);
				waitpid(k, 0, 0);
			}
		}
		msleep(2 + i % 5);
		kill(kid, SIGUSR1);
		ok += waitpid(kid, &st, 0) == kid && (st == 7 << 8 || st == SIGUSR1);
	}
	say("ended while it forked: %d of 40\n", ok);
}
int main(int argc, char **argv)
{
	if (argc > 1)
		for (;;)
			pause();
	stop_at_exec(argv[0]);
	forks();
	/* Two pairs at once, so that both processors are busy. */
	pid_t other = fork();
	flood(30);
	if (!other)
		_exit(0);
	waitpid(other, 0, 0);
}
