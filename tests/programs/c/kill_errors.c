/* kill, tkill, tgkill: EINVAL, ESRCH, signal 0, zombies, process groups. */
#include "t.h"
#include <sys/prctl.h>
static int hits;
static void h(int s) { (void)s; hits++; }
int main(void)
{
	pid_t me = getpid();
	static const int s[] = { -1, 0, 65, 100, 1 << 30 };
	for (int i = 0; i < 5; i++)
		say("signal %d: kill %s tgkill %s tkill %s\n", s[i], ec(raw(SYS_kill, me, s[i])), ec(raw(SYS_tgkill, me, gettid_(), s[i])), ec(raw(SYS_tkill, gettid_(), s[i])));
	say("no such process: kill %s tgkill %s tkill %s group %s\n", ec(raw(SYS_kill, 99999999, 0)), ec(raw(SYS_tgkill, 99999999, 99999999, 0)),
	    ec(raw(SYS_tkill, 99999999, 0)), ec(raw(SYS_kill, -99999999, 0)));
	say("pid INT_MIN: %s\n", ec(raw(SYS_kill, 0x80000000u, 0)));
	say("zero and negative: tkill %s %s tgkill %s %s %s\n", ec(raw(SYS_tkill, 0, SIGUSR1)), ec(raw(SYS_tkill, -1, SIGUSR1)),
	    ec(raw(SYS_tgkill, 0, gettid_(), SIGUSR1)), ec(raw(SYS_tgkill, me, 0, SIGUSR1)), ec(raw(SYS_tgkill, -1, gettid_(), SIGUSR1)));
	say("wrong group: %s\n", ec(raw(SYS_tgkill, getppid(), gettid_(), 0)));
	pid_t p = fork();
	if (!p)
		_exit(0);
	siginfo_t si;
	waitid(P_PID, p, &si, WEXITED | WNOWAIT);
	say("zombie: kill 0 %s, kill TERM %s, tgkill %s\n", ec(raw(SYS_kill, p, 0)), ec(raw(SYS_kill, p, SIGTERM)), ec(raw(SYS_tgkill, p, p, SIGTERM)));
	int st;
	waitpid(p, &st, 0);
	say("it %s, then kill: %s\n", ws(st), ec(raw(SYS_kill, p, 0)));
	/* process groups */
	on(SIGUSR1, h, 0);
	int *sh = shared(4096);
	int fds[2];
	OK(pipe(fds));
	pid_t k[3];
	for (int i = 0; i < 3; i++) {
		k[i] = fork();
		if (!k[i]) {
			setpgid(0, i ? k[0] : 0);
			__atomic_add_fetch(sh, 1, __ATOMIC_SEQ_CST);
			for (;;)
				pause();
		}
		setpgid(k[i], k[0]);
	}
	wait_for(sh, 3);
	say("group, 0: %s, TERM: %s\n", ec(raw(SYS_kill, -k[0], 0)), ec(raw(SYS_kill, -k[0], SIGTERM)));
	for (int i = 0; i < 3; i++) {
		waitpid(k[i], &st, 0);
		say("%s\n", ws(st));
	}
	say("empty group: %s\n", ec(raw(SYS_kill, -k[0], 0)));
	/* kill(0): the own group, the sender too */
	p = fork();
	if (!p) {
		setpgid(0, 0);
		pid_t q = fork();
		if (!q)
			for (;;)
				pause();
		kill(0, SIGUSR1);
		say("kill(0): own handler ran %d\n", hits);
		on(SIGTERM, SIG_IGN, 0);
		kill(0, SIGTERM);
		waitpid(q, &st, 0);
		say("the other one %s\n", WTERMSIG(st) == SIGTERM || WTERMSIG(st) == SIGUSR1 ? "is dead" : ws(st));
		_exit(0);
	}
	waitpid(p, &st, 0);
	say("%s, hits here %d\n", ws(st), hits);
}
