/* vfork: a signal for the parent waits until the child is through; the child's
 * own handlers are its own; a stop in between. */
#include "t.h"
static volatile int n;
static void h(int s) { (void)s; n++; }
int main(void)
{
	on(SIGUSR1, h, 0);
	pid_t me = getpid(), p = vfork();
	if (!p) {
		kill(me, SIGUSR1);
		struct timespec t = { 0, 50000000 };
		raw(SYS_nanosleep, &t, 0);
		on(SIGUSR1, SIG_IGN, 0);	/* must not reach the parent's table */
		_exit(n);	/* shared memory: has the parent's handler run? */
	}
	int st;
	waitpid(p, &st, 0);
	say("while in vfork: %s, afterwards handler ran %d\n", ws(st), n);
	raise(SIGUSR1);
	say("%d\n", n);
	p = vfork();
	if (!p) {
		execl("/bin/true", "true", (char *)0);
		_exit(127);
	}
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
}
