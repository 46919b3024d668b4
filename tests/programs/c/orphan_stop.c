/* In an orphaned process group TSTP, TTIN and TTOU do not stop, SIGSTOP does;
 * a stopped group that becomes orphaned gets SIGHUP and then SIGCONT. */
#include "t.h"
static int *sh;
static void h(int s) { say("stopped grandchild: handler %s\n", sn(s)); __atomic_add_fetch(&sh[1], 1, __ATOMIC_SEQ_CST); }
int main(void)
{
	int st;
	sh = shared(4096);
	pid_t p = fork();
	if (!p) {
		setsid();	/* its own session: the group is orphaned */
		kill(getpid(), SIGTSTP);
		kill(getpid(), SIGTTIN);
		kill(getpid(), SIGTTOU);
		raw(SYS_tgkill, getpid(), gettid_(), SIGTSTP);
		say("not stopped by any\n");
		kill(getpid(), SIGSTOP);
		say("stopped and continued\n");
		_exit(0);
	}
	waitpid(p, &st, WUNTRACED);
	say("%s\n", ws(st));
	kill(p, SIGCONT);
	waitpid(p, &st, 0);
	say("%s\n", ws(st));
	/* a leader with a stopped job exits */
	int fds[2];
	OK(pipe(fds));
	p = fork();
	if (!p) {
		setsid();
		pid_t q = fork();
		if (!q) {
			close(fds[0]);
			setpgid(0, 0);
			on(SIGHUP, h, 0);
			on(SIGCONT, h, 0);
			__atomic_store_n(sh, 1, __ATOMIC_SEQ_CST);
			while (__atomic_load_n(&sh[1], __ATOMIC_SEQ_CST) < 2)
				msleep(1);
			say("went on\n");
			_exit(0);
		}
		wait_for(sh, 1);
		kill(q, SIGTSTP);
		waitpid(q, &st, WUNTRACED);
		say("job %s\n", ws(st));
		_exit(0);
	}
	waitpid(p, &st, 0);
	close(fds[1]);
	char c;
	read(fds[0], &c, 1);	/* until the grandchild is gone */
	say("handlers run %d\n", sh[1]);
}
