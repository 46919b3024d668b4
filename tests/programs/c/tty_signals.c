/* Signals of a terminal: ^C, ^\, ^Z to the foreground group, SIGWINCH, SIGTTIN
 * and SIGTTOU in the background, SIGHUP and SIGCONT when it goes away. */
#include "t.h"
#include <sys/ioctl.h>
#include <termios.h>
static int *sh, master;
static void h(int s, siginfo_t *si, void *uc)
{
	(void)uc;
	if (s == SIGHUP || s == SIGCONT)	/* may come together or apart */
		__atomic_add_fetch(&sh[s == SIGHUP ? 5 : 6], 1, __ATOMIC_SEQ_CST);
	else
		say("%s %s\n", sn(s), cn(s, si->si_code));
	__atomic_add_fetch(sh, 1, __ATOMIC_SEQ_CST);
}
int main(void)
{
	int st;
	sh = shared(4096);
	OK(master = posix_openpt(O_RDWR | O_NOCTTY));
	grantpt(master);
	unlockpt(master);
	char *name = ptsname(master);
	pid_t p = fork();
	if (!p) {
		setsid();
		int t = open(name, O_RDWR);
		OK(t);
		close(master);
		ioctl(t, TIOCSCTTY, 0);
		static const int s[] = { SIGINT, SIGQUIT, SIGTSTP, SIGWINCH, SIGHUP, SIGCONT };
		for (int i = 0; i < 6; i++)
			on3(s[i], h, SA_RESTART, 0);
		pid_t q = fork();	/* a background job */
		if (!q) {
			for (int i = 0; i < 6; i++)
				on(s[i], SIG_DFL, 0);
			setpgid(0, 0);
			char c;
			on(SIGTTOU, SIG_DFL, 0);
			__atomic_store_n(&sh[1], 1, __ATOMIC_SEQ_CST);
			say("background read: %s\n", ec(raw(SYS_read, t, &c, 1)));
			_exit(0);
		}
		wait_for(&sh[1], 1);
		waitpid(q, &st, WUNTRACED);
		say("background reader %s\n", ws(st));
		tcsetpgrp(t, q);	/* we become the background... */
		kill(-q, SIGCONT);
		__atomic_store_n(&sh[2], 1, __ATOMIC_SEQ_CST);
		waitpid(q, &st, 0);
		say("then %s\n", ws(st));
		kmask(SIG_BLOCK, BIT(SIGTTOU));
		say("tcsetpgrp with TTOU blocked: %d\n", tcsetpgrp(t, getpgrp()));
		kmask(SIG_UNBLOCK, BIT(SIGTTOU));
		/* TTOU by tcsetattr in the background, ignored and default */
		q = fork();
		if (!q) {
			setpgid(0, 0);
			struct termios m;
			tcgetattr(t, &m);
			on(SIGTTOU, SIG_IGN, 0);
			say("tcsetattr, TTOU ignored: %d\n", tcsetattr(t, TCSANOW, &m));
			on(SIGTTOU, SIG_DFL, 0);
			say("tcsetattr, TTOU default: %d\n", tcsetattr(t, TCSANOW, &m));
			_exit(0);
		}
		waitpid(q, &st, WUNTRACED);
		say("it %s\n", ws(st));
		kill(q, SIGKILL);
		waitpid(q, &st, 0);
		__atomic_store_n(&sh[3], 1, __ATOMIC_SEQ_CST);
		while (__atomic_load_n(&sh[4], __ATOMIC_SEQ_CST) == 0)
			msleep(1);
		_exit(0);
	}
	wait_for(&sh[2], 1);
	wait_for(&sh[2], 1);
	write(master, "a\n", 2);
	wait_for(&sh[3], 1);
	*sh = 0;
	static const char *const k[] = { "\003", "\034", "\032" };
	for (int i = 0; i < 3; i++) {
		write(master, k[i], 1);
		wait_for(sh, i + 1);
	}
	struct winsize w = { 40, 100, 0, 0 };
	ioctl(master, TIOCSWINSZ, &w);
	wait_for(sh, 4);
	ioctl(master, TIOCSWINSZ, &w);	/* the same size: no signal */
	close(master);
	wait_for(sh, 6);	/* HUP and CONT */
	say("HUP %d CONT %d\n", sh[5], sh[6]);
	sh[4] = 1;
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
}
