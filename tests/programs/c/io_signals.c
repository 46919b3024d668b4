/* SIGPIPE, SIGXFSZ, SIGIO and F_SETSIG, SIGURG, PR_SET_PDEATHSIG: signal,
 * si_code, and what the failing call returns. */
#include "t.h"
#include <netinet/in.h>
#include <arpa/inet.h>
#include <sys/prctl.h>
#include <sys/socket.h>
static struct ksi last;
static volatile int n, watch = -1;
static void h(int s, siginfo_t *si, void *uc) { (void)s; (void)uc; memcpy(&last, si, sizeof last); __atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST); }
static void tell(const char *t, long r) { say("%s: %s; %d x %s %s from self %d\n", t, ec(r), n, n ? sn(last.signo) : "", n ? cn(last.signo, last.code) : "", last.code == 0 && last.rt.pid == getpid()); n = 0; }
static void pipekill(void) { int p[2]; on(SIGPIPE, SIG_DFL, 0); pipe(p); close(p[0]); write(p[1], "x", 1); }
int main(void)
{
	int p[2], s[2];
	char b[4096] = { 0 };
	on3(SIGPIPE, h, 0, 0);
	on3(SIGXFSZ, h, 0, 0);
	OK(pipe(p));
	close(p[0]);
	tell("write to a broken pipe", raw(SYS_write, p[1], "x", 1));
	on(SIGPIPE, SIG_IGN, 0);
	tell("ignored", raw(SYS_write, p[1], "x", 1));
	say("default: %s\n", ws(in_child(pipekill)));
	on3(SIGPIPE, h, 0, 0);
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	close(s[1]);
	tell("send", raw(SYS_sendto, s[0], "x", 1, 0, 0, 0));
	tell("send MSG_NOSIGNAL", raw(SYS_sendto, s[0], "x", 1, MSG_NOSIGNAL, 0, 0));
	snprintf(b, sizeof b, "%s/ksig-xfsz-%d", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", getpid());
	int fd = open(b, O_CREAT | O_RDWR, 0600);
	unlink(b);
	struct rlimit rl = { 1000, RLIM_INFINITY }, old;
	getrlimit(RLIMIT_FSIZE, &old);
	rl.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_FSIZE, &rl);
	tell("write up to the limit", raw(SYS_write, fd, b, 2000));
	tell("write beyond", raw(SYS_write, fd, b, 1));
	tell("truncate beyond", raw(SYS_ftruncate, fd, 5000));
	setrlimit(RLIMIT_FSIZE, &old);
	/* O_ASYNC */
	on3(SIGIO, h, SA_RESTART, 0);
	on3(RT(2), h, SA_RESTART, 0);
	on3(SIGURG, h, SA_RESTART, 0);
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	fcntl(s[0], F_SETOWN, getpid());
	fcntl(s[0], F_SETFL, O_ASYNC | O_NONBLOCK);
	write(s[1], "x", 1);
	say("SIGIO: %d x %s %s band %d\n", n, sn(last.signo), cn(last.signo, last.code), (int)(last.poll.band & POLLIN));
	n = 0;
	while (read(s[0], b, 10) > 0)
		;
	fcntl(s[0], F_SETSIG, RT(2));
	write(s[1], "x", 1);
	say("F_SETSIG: %d x %s %s band %#lx fd right %d\n", n, sn(last.signo), cn(last.signo, last.code), last.poll.band, last.poll.fd == s[0]);
	n = 0;
	fcntl(s[0], F_SETFL, O_NONBLOCK);
	write(s[1], "x", 1);
	say("off: %d\n", n);
	/* out of band data */
	int l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t al = sizeof a;
	OK(bind(l, (void *)&a, al));
	OK(listen(l, 1));
	OK(getsockname(l, (void *)&a, &al));
	OK(connect(c, (void *)&a, al));
	int r = accept(l, 0, 0);
	OK(r);
	fcntl(r, F_SETOWN, getpid());
	n = 0;
	OK(send(c, "!", 1, MSG_OOB));
	wait_for((int *)&n, 1);
	say("SIGURG: %s %s\n", sn(last.signo), cn(last.signo, last.code));
	/* parent death */
	OK(pipe(p));
	pid_t k = fork();
	if (!k) {
		int q[2];
		pipe(q);
		if (!fork()) {
			close(p[0]);
			close(q[0]);
			on3(SIGUSR1, h, 0, 0);
			n = 0;
			prctl(PR_SET_PDEATHSIG, SIGUSR1);
			close(q[1]);
			wait_for((int *)&n, 1);
			say("parent died: %s %s\n", sn(last.signo), cn(last.signo, last.code));
			_exit(0);
		}
		close(q[1]);
		read(q[0], b, 1);
		_exit(0);
	}
	waitpid(k, 0, 0);
	close(p[1]);
	read(p[0], b, 1);
	say("end\n");
}
