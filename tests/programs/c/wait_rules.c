/* wait4, waitid: errors and their order, what is written, what is told once,
 * which children count, what a signal or SIG_IGN does. */
#include "t.h"

static union {
	siginfo_t si;
	int w[32];
} u;

static pid_t kid(int how)
{
	pid_t p = fork();

	if (!p) {
		if (how < 0)
			for (;;)
				pause();
		_exit(how);
	}
	return p;
}

static const char *who(int id, pid_t p)
{
	return id == 0 ? "0" : id == p ? "kid" : "?";
}

static void id(const char *what, pid_t p, int type, int who_, int options)
{
	long r;

	memset(&u, 0x11, sizeof u);
	r = raw(SYS_waitid, type, who_, &u, options, 0);
	say("%-28s %ld: %d %d %d %x %s %d %d %x\n", what, r, u.w[0], u.w[1],
	    u.w[2], u.w[3], who(u.w[4], p), u.w[5] == (int)getuid() ||
	    u.w[5] == 0, u.w[6], u.w[7]);
}

static void w4(const char *what, pid_t p, int who_, int options)
{
	int st = 0x1111;
	long r = raw(SYS_wait4, who_, &st, options, 0);

	say("%-28s %s %x\n", what, r == p ? "kid" : r ? ec(r) : "0", st);
}

/* Until p is in state c of proc(5); t is a T under a tracer. */
static void until(pid_t p, char c)
{
	char path[64], buf[256], *s;
	int i, fd, n;

	snprintf(path, sizeof path, "/proc/%d/stat", p);
	for (i = 0; i < 5000; i++) {
		fd = open(path, O_RDONLY);
		n = read(fd, buf, sizeof buf - 1);
		close(fd);
		buf[n > 0 ? n : 0] = 0;
		s = strrchr(buf, ')');
		if (s && (s[2] == c || (c == 'T' && s[2] == 't')))
			return;
		usleep(1000);
	}
	say("never %c\n", c);
}

/* A tracer, if there is one, gets to know of a death before the parent. */
static void dead(pid_t p)
{
	raw(SYS_waitid, P_PID, p, 0, WEXITED | WNOWAIT | __WALL, 0);
}

static void errors(void)
{
	id("no child", 0, P_ALL, 0, WEXITED);
	id("bad type", 0, 9, 0, WEXITED);
	id("no state", 0, P_ALL, 0, WNOHANG);
	id("bad option", 0, P_ALL, 0, WEXITED | 0x100);
	id("P_PID 0", 0, P_PID, 0, WEXITED);
	id("P_PGID -1", 0, P_PGID, -1, WEXITED);
	id("P_PIDFD -1", 0, P_PIDFD, -1, WEXITED);
	id("P_PIDFD 99", 0, P_PIDFD, 99, WEXITED);
	say("bad pointer, no child: %ld\n",
	    raw(SYS_waitid, P_ALL, 0, 8, WEXITED, 0));
	w4("wait4 bad option", 0, -1, 0x100);
	w4("wait4 WEXITED", 0, -1, WEXITED);
	w4("wait4 WNOWAIT", 0, -1, WNOWAIT);
	w4("wait4 INT_MIN", 0, INT32_MIN, 0);
	w4("wait4 no child", 0, -1, 0);
}

static void states(void)
{
	pid_t p = kid(-1);

	id("alive, WNOHANG", p, P_ALL, 0, WEXITED | WNOHANG);
	id("not a child", p, P_PID, getpid(), WEXITED | WNOHANG);
	id("__WCLONE", p, P_PID, p, WEXITED | WNOHANG | __WCLONE);
	id("own group", p, P_PGID, 0, WEXITED | WNOHANG);
	kill(p, SIGSTOP);
	until(p, 'T');
	id("stopped, WEXITED", p, P_PID, p, WEXITED | WNOHANG);
	id("stopped, WNOWAIT", p, P_PID, p, WSTOPPED | WNOWAIT);
	w4("stopped", p, p, WUNTRACED);
	w4("stopped, again", p, p, WUNTRACED | WNOHANG);
	kill(p, SIGCONT);
	until(p, 'S');
	id("continued, WNOWAIT", p, P_PID, p, WCONTINUED | WNOWAIT);
	w4("continued", p, p, WCONTINUED);
	w4("continued, again", p, p, WCONTINUED | WNOHANG);
	kill(p, SIGSTOP);
	until(p, 'T');
	kill(p, SIGCONT);
	until(p, 'S');
	w4("stopped and continued", p, p, WUNTRACED | WNOHANG);
	kill(p, SIGKILL);
	dead(p);
	id("zombie, the other states", p, P_PID, p,
	   WSTOPPED | WCONTINUED | WNOHANG);
	id("zombie, WNOWAIT", p, P_PID, p, WEXITED | WNOWAIT);
	id("zombie", p, P_PID, p, WEXITED);
	id("gone", p, P_PID, p, WEXITED);
}

static void lost(void)
{
	pid_t p = kid(3);
	int st = 7;

	say("bad info %ld\n", raw(SYS_waitid, P_PID, p, 8, WEXITED, 0));
	w4("then", p, p, 0);
	p = kid(3);
	say("bad status %ld\n", raw(SYS_wait4, p, 8, 0, 0));
	w4("then", p, p, 0);
	p = kid(3);
	say("bad rusage %ld", raw(SYS_wait4, p, &st, 0, 8));
	say(", status %x\n", st);
	w4("then", p, p, 0);
}

static void nothing(int sig)
{
	(void)sig;
}

static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = nothing };
	struct itimerval tv = { { 0, 0 }, { 0, 50000 } };
	pid_t p = kid(-1);

	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &tv, NULL);
	id("interrupted", p, P_PID, p, WEXITED);
	kill(p, SIGKILL);
	w4("then", p, p, 0);
}

static pid_t silent(int code)
{
	pid_t p = raw(SYS_clone, 0, 0, 0, 0, 0);

	if (!p)
		_exit(code);
	dead(p);
	return p;
}

static void clones(void)
{
	pid_t p = silent(9);

	id("exit signal 0", p, P_ALL, 0, WEXITED | WNOHANG);
	id("exit signal 0, __WCLONE", p, P_ALL, 0, WEXITED | __WCLONE);
	p = silent(9);
	id("exit signal 0, __WALL", p, P_ALL, 0, WEXITED | __WALL);
}

static void *sleeper(void *arg)
{
	int *fd = arg;
	char c;

	read(fd[0], &c, 1);
	raw(SYS_exit, 5);
	return NULL;
}

static void main_thread_first(void)
{
	pthread_t t;
	int fd[2];
	pid_t p;

	pipe(fd);
	p = fork();
	if (!p) {
		close(fd[1]);
		pthread_create(&t, NULL, sleeper, fd);
		raw(SYS_exit, 3);
	}
	close(fd[0]);
	until(p, 'Z');
	id("main thread gone", p, P_PID, p, WEXITED | WNOHANG);
	close(fd[1]);
	id("all gone", p, P_PID, p, WEXITED);
}

static void pidfds(void)
{
	pid_t p = kid(-1);
	int fd = raw(SYS_pidfd_open, p, O_NONBLOCK);

	id("pidfd, does not block", p, P_PIDFD, fd, WEXITED);
	id("pidfd, WNOHANG", p, P_PIDFD, fd, WEXITED | WNOHANG);
	kill(p, SIGKILL);
	dead(p);
	id("pidfd, dead", p, P_PIDFD, fd, WEXITED);
	id("pidfd, reaped", p, P_PIDFD, fd, WEXITED);
	close(fd);
}

int main(void)
{
	errors();
	states();
	lost();
	interrupted();
	clones();
	main_thread_first();
	pidfds();
	signal(SIGCHLD, SIG_IGN);
	kid(0);
	kid(1);
	w4("SIGCHLD ignored", 0, -1, 0);
	return 0;
}
