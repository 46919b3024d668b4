/* Stop and continue: WUNTRACED and WCONTINUED, each stop signal, a caught
 * SIGTSTP, SIGCONT acts when blocked, ignored or caught, each kind discards the
 * other's pending ones, SIGKILL ends a stopped process. */
#include "t.h"
static int *sh;
static void h(int s) { say("child: handler %s\n", sn(s)); __atomic_add_fetch(sh, 1, __ATOMIC_SEQ_CST); }
static pid_t p;
static void w(const char *t, int fl)
{
	int st = 0;
	pid_t r = waitpid(p, &st, fl);
	say("%s: %s\n", t, r == p ? ws(st) : r ? "error" : "nothing");
}
static pid_t kid(void (*f)(void))
{
	*sh = 0;
	p = fork();
	if (!p) {
		setpgid(0, 0);
		f();
		__atomic_store_n(sh, 100, __ATOMIC_SEQ_CST);
		for (;;)
			pause();
	}
	wait_for(sh, 100);
	*sh = 0;
	return p;
}
static void none(void) { }
static void caught(void) { on(SIGTSTP, h, 0); on(SIGCONT, h, 0); }
static void cont_blocked(void) { kmask(SIG_BLOCK, BIT(SIGCONT)); on(SIGCONT, h, 0); }
static void cont_ignored(void) { on(SIGCONT, SIG_IGN, 0); }
static void stop_blocked(void) { kmask(SIG_BLOCK, BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGCONT) | BIT(SIGUSR1)); }
int main(void)
{
	sh = shared(4096);
	static const int s[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };
	kid(none);
	for (int i = 0; i < 4; i++) {
		kill(p, s[i]);
		w(sn(s[i]), WUNTRACED);
		w("again", WUNTRACED | WNOHANG);
		kill(p, SIGSTOP);
		w("stop while stopped", WUNTRACED | WNOHANG);
		kill(p, SIGCONT);
		w("CONT", WCONTINUED);
		kill(p, SIGCONT);
		w("CONT while running", WCONTINUED | WNOHANG);
	}
	kill(p, SIGSTOP);
	w("STOP", WUNTRACED);
	kill(p, SIGUSR1);
	kill(p, SIGTERM);
	w("TERM while stopped", WNOHANG | WUNTRACED | WCONTINUED);
	kill(p, SIGKILL);
	w("KILL while stopped", 0);
	kid(caught);
	kill(p, SIGTSTP);
	wait_for(sh, 1);
	kill(p, SIGSTOP);
	w("STOP", WUNTRACED);
	kill(p, SIGCONT);
	wait_for(sh, 2);
	w("CONT", WCONTINUED);
	kill(p, SIGKILL);
	w("KILL", 0);
	kid(cont_blocked);
	kill(p, SIGSTOP);
	w("STOP", WUNTRACED);
	kill(p, SIGCONT);
	w("CONT, blocked", WCONTINUED);
	kill(p, SIGKILL);
	w("KILL", 0);
	kid(cont_ignored);
	kill(p, SIGSTOP);
	w("STOP", WUNTRACED);
	kill(p, SIGCONT);
	w("CONT, ignored", WCONTINUED);
	kill(p, SIGSTOP);
	w("STOP", WUNTRACED);
	kill(p, SIGCONT);
	kill(p, SIGTERM);
	w("TERM", 0);
	/* flushing of pending ones, on ourselves */
	p = fork();
	if (!p) {
		setpgid(0, 0);
		stop_blocked();
		kill(getpid(), SIGTSTP);
		kill(getpid(), SIGTTIN);
		kill(getpid(), SIGUSR1);
		say("pending %s\n", set(kpending()));
		kill(getpid(), SIGCONT);
		say("after CONT %s\n", set(kpending()));
		kill(getpid(), SIGTSTP);
		say("after TSTP %s\n", set(kpending()));
		raw(SYS_tgkill, getpid(), gettid_(), SIGCONT);
		say("after CONT to the thread %s\n", set(kpending()));
		_exit(0);
	}
	w("child", 0);
}
