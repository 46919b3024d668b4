/* The init of a pid namespace: signals with default action from inside are
 * dropped, SIGKILL too; a handler makes one pass; the parent's SIGKILL works.
 * ksig-test: root-only */
#include "t.h"
static int *sh;
static void h(int s, siginfo_t *si, void *uc) { (void)uc; say("init: handler %s, sender pid %d\n", sn(s), si->si_pid); __atomic_add_fetch(&sh[1], 1, __ATOMIC_SEQ_CST); }
int main(void)
{
	sh = shared(4096);
	pid_t p = (pid_t)raw(SYS_clone, 0x20000000 | SIGCHLD, 0, 0, 0, 0);	/* CLONE_NEWPID */
	if (p < 0) {
		say("no pid namespace here\n");
		return 0;
	}
	if (!p) {
		int st;
		on3(SIGUSR1, h, 0, 0);
		kill(1, SIGTERM);
		kill(1, SIGKILL);
		raw(SYS_tgkill, 1, 1, SIGSTOP);
		say("init: pid %d alive, pending %s\n", (int)getpid(), set(kpending()));
		pid_t c = fork();
		if (!c) {
			long t = raw(SYS_kill, 1, SIGTERM), k = raw(SYS_kill, 1, SIGKILL), u = raw(SYS_kill, 1, SIGUSR1);
			wait_for(&sh[1], 1);
			say("child %d: TERM %s KILL %s USR1 %s\n", (int)getpid(), ec(t), ec(k), ec(u));
			_exit(0);
		}
		while (waitpid(c, &st, 0) == -1)
			;
		__atomic_store_n(sh, 1, __ATOMIC_SEQ_CST);
		for (;;)
			pause();
	}
	wait_for(sh, 1);
	kill(p, SIGTERM);	/* dropped */
	kill(p, SIGUSR1);	/* from outside: sender 0 */
	wait_for(&sh[1], 2);
	kill(p, SIGKILL);
	int st;
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
}
