/* The default action of every signal, with and without the core flag (a core
 * is really dumped into the current directory for the second half). */
#include "t.h"
static int sig, core;
static void go(void)
{
	if (core) {
		struct rlimit r;
		getrlimit(RLIMIT_CORE, &r);
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_CORE, &r);
	} else
		nocore();
	setpgid(0, 0);
	kill(getpid(), sig);
	_exit(0);
}
int main(void)
{
	for (sig = 1; sig <= 64; sig++) {
		if (sig >= 32 && sig < 35)
			continue;
		pid_t p = fork();
		if (!p)
			go();
		int st;
		waitpid(p, &st, WUNTRACED);
		say("%d: %s\n", sig, ws(st));
		if (WIFSTOPPED(st)) {
			kill(p, SIGCONT);
			waitpid(p, &st, 0);
		}
	}
	core = 1;
	static const int s[] = { SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS, SIGTERM, SIGKILL, RT(0) };
	for (unsigned i = 0; i < sizeof s / sizeof *s; i++) {
		sig = s[i];
		pid_t p = fork();
		if (!p)
			go();
		siginfo_t si;
		waitid(P_PID, p, &si, WEXITED | WNOWAIT);
		int st;
		waitpid(p, &st, 0);
		say("%s: %s, %s\n", sn(sig), ws(st), cn(SIGCHLD, si.si_code));
	}
}
