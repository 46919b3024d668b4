/* wait4, waitid: ERESTARTSYS. */
#include "intr.h"
static int p[2], how;
static pid_t kid;
static void setup(void)
{
	OK(pipe(p));
	kid = fork();
	if (!kid) {
		char c;
		close(p[1]);
		while (read(p[0], &c, 1) == -1)
			;
		_exit(5);
	}
	close(p[0]);
}
static int st;
static siginfo_t si;
static long call(void)
{
	st = 0;
	memset(&si, 0, sizeof si);
	long r = how ? raw(SYS_waitid, P_PID, kid, &si, WEXITED, 0) : raw(SYS_wait4, kid, &st, 0, 0);
	return r == kid ? 1000 : r;
}
static void wake(void) { close(p[1]); }
static void after(long r)
{
	if (how)
		say("  %s status %d\n", si.si_signo ? cn(SIGCHLD, si.si_code) : "nothing", si.si_status);
	else
		say("  %s\n", r < 0 ? "nothing" : ws(st));
	if (r < 0) {
		close(p[1]);
		waitpid(kid, 0, 0);
	}
}
/* The parent holds the write end too: the helper's close is not enough, so the
 * helper kills the kid with a byte. */
static void wake2(void) { write(p[1], "x", 1); wake(); }
int main(void)
{
	for (how = 0; how < 2; how++)
		intr(&(struct op){ how ? "waitid" : "wait4", setup, call, wake2, after });
}
