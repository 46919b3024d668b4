/* SIGCHLD: si_code and si_status of each end, SA_NOCLDSTOP, SA_NOCLDWAIT
 * (signal, but no zombie), SIG_IGN (neither), blocked while ignored. */
#include "t.h"
static volatile int got, code, status, frompid;
static void h(int s, siginfo_t *si, void *uc)
{
	struct ksi *k = (void *)si;
	(void)s; (void)uc;
	code = k->code;
	status = k->chld.status;
	frompid = k->chld.pid;
	__atomic_add_fetch(&got, 1, __ATOMIC_SEQ_CST);
}
static void report(const char *t, pid_t p, int want)
{
	wait_for(&got, want);
	say("%s: %s status %s, pid right %d, count %d\n", t, cn(SIGCHLD, code), code == 1 ? ec(status) : sn(status), frompid == p, got);
}
static pid_t kid(int end)
{
	pid_t p = fork();
	if (!p) {
		nocore();
		on(SIGTERM, SIG_DFL, 0);
		if (end < 0)
			_exit(-end);
		if (end)
			raise(end);
		for (;;)
			pause();
	}
	return p;
}
int main(void)
{
	int st;
	nocore();
	on3(SIGCHLD, h, 0, 0);
	pid_t p = kid(-7);
	report("exit 7", p, 1);
	waitpid(p, &st, 0);
	got = 0;
	p = kid(SIGTERM);
	report("TERM", p, 1);
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
	got = 0;
	p = kid(SIGSEGV);
	report("SEGV", p, 1);
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
	got = 0;
	p = kid(0);
	kill(p, SIGSTOP);
	report("STOP", p, 1);
	say("waitpid: %d", waitpid(p, &st, WUNTRACED) == p);
	say(" %s\n", ws(st));
	kill(p, SIGCONT);
	report("CONT", p, 2);
	say("waitpid: %d", waitpid(p, &st, WCONTINUED) == p);
	say(" %s\n", ws(st));
	kill(p, SIGKILL);
	report("KILL", p, 3);
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
	/* no news of stops */
	got = 0;
	on3(SIGCHLD, h, SA_NOCLDSTOP, 0);
	p = kid(0);
	kill(p, SIGSTOP);
	waitpid(p, &st, WUNTRACED);
	say("NOCLDSTOP: %s, signals %d\n", ws(st), got);
	kill(p, SIGCONT);
	waitpid(p, &st, WCONTINUED);
	say("NOCLDSTOP: %s, signals %d\n", ws(st), got);
	kill(p, SIGKILL);
	report("its death", p, 1);
	waitpid(p, &st, 0);
	/* a signal, but nothing to wait for */
	got = 0;
	on3(SIGCHLD, h, SA_NOCLDWAIT, 0);
	p = kid(-3);
	report("NOCLDWAIT", p, 1);
	say("waitpid: %s\n", ec(raw(SYS_wait4, p, &st, 0, 0)));
	/* neither */
	got = 0;
	on(SIGCHLD, SIG_IGN, 0);
	p = kid(-3);
	say("SIG_IGN: waitpid %s, signals %d\n", ec(raw(SYS_wait4, p, &st, 0, 0)), got);
	/* ignored but blocked: pending, and still no zombie */
	kmask(SIG_BLOCK, BIT(SIGCHLD));
	p = kid(-3);
	say("SIG_IGN, blocked: waitpid %s, pending %s\n", ec(raw(SYS_wait4, p, &st, 0, 0)), set(kpending()));
	/* default: zombie, no handler */
	on(SIGCHLD, SIG_DFL, 0);
	p = kid(-3);
	waitpid(p, &st, 0);
	say("SIG_DFL: %s, pending %s\n", ws(st), set(kpending()));
	kmask(SIG_UNBLOCK, BIT(SIGCHLD));
	p = kid(-3);
	siginfo_t si;
	say("waitid WNOWAIT %d", waitid(P_PID, p, &si, WEXITED | WNOWAIT));
	say(" %s %d\n", cn(SIGCHLD, si.si_code), si.si_status);
	waitpid(p, &st, 0);
}
