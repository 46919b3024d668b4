/* A process that makes itself undumpable, which not even its tracer may look
 * into without CAP_SYS_PTRACE: every call that has pointers goes on to work. */
#include "t.h"
#include <sys/prctl.h>
#include <sys/resource.h>
static volatile int n;
static void h(int s, siginfo_t *si, void *uc) { (void)uc; n += s == si->si_signo; }
static void calls(const char *who)
{
	struct timespec z = { 0, 0 };
	u64 m = BIT(SIGUSR2);
	struct ksi si;

	n = 0;
	on3(SIGUSR1, h, SA_RESTART, 0);
	raw(SYS_kill, getpid(), SIGUSR1);
	kmask(SIG_BLOCK, m);
	raw(SYS_kill, getpid(), SIGUSR2);
	say("%s: get %d, handlers %d, pending %s", who, prctl(PR_GET_DUMPABLE), n, set(kpending()));
	say(", accepted %s\n", sn((int)raw(SYS_rt_sigtimedwait, &m, &si, &z, 8)));
}
static void dies(int dumpable)
{
	int st;
	pid_t kid = fork();

	if (!kid) {
		prctl(PR_SET_DUMPABLE, dumpable);
		raw(SYS_kill, getpid(), SIGQUIT);
		_exit(1);
	}
	waitpid(kid, &st, 0);
	say("dumpable %d: status %x\n", dumpable, st);
}
int main(int argc, char **argv)
{
	struct rlimit rl;
	int st;

	if (argc > 1) {
		say("executed: get %d\n", prctl(PR_GET_DUMPABLE));
		return 0;
	}
	calls("at first");
	say("set 2 %s, ", ec(prctl(PR_SET_DUMPABLE, 2) ? -errno : 0));
	say("set 0 %d\n", prctl(PR_SET_DUMPABLE, 0));
	calls("undumpable");
	pid_t kid = fork();
	if (!kid) {
		calls("child");
		execl(argv[0], argv[0], "x", (char *)0);
		_exit(1);
	}
	waitpid(kid, &st, 0);
	kid = fork();
	if (!kid) {
		prctl(PR_SET_DUMPABLE, 1);
		calls("child, dumpable again");
		_exit(0);
	}
	waitpid(kid, &st, 0);
	getrlimit(RLIMIT_CORE, &rl);
	rl.rlim_cur = rl.rlim_max;
	setrlimit(RLIMIT_CORE, &rl);
	dies(0);
	dies(1);
	return 0;
}
