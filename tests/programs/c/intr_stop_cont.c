/* A stop and a continue in the middle of a blocking call: what is restarted
 * silently and what gives EINTR without any handler (signal(7), the last
 * section: epoll_wait, semop, sigtimedwait, recv with a timeout, ...). */
#include "t.h"
#include <sys/epoll.h>
#include <sys/sem.h>
#include <sys/socket.h>
static int how, p[2];
static long call(void)
{
	char c;
	struct timespec ts = { 0, 300000000 }, lng = { 5, 0 };
	struct pollfd f = { p[0], POLLIN, 0 };
	struct timeval tv3 = { 0, 300000 };
	u64 m = BIT(SIGUSR1);
	switch (how) {
	case 0: return raw(SYS_read, p[0], &c, 1);
	case 1: return raw(SYS_nanosleep, &ts, 0);
	case 2: return raw(SYS_poll, &f, 1, 5000);
	case 3: { int e = epoll_create1(0); struct epoll_event ev = { .events = EPOLLIN }; epoll_ctl(e, EPOLL_CTL_ADD, p[0], &ev); return raw(SYS_epoll_wait, e, &ev, 1, 5000); }
	case 4: { int q = semget(IPC_PRIVATE, 1, 0600); struct sembuf sb = { 0, -1, 0 }; long r = raw(SYS_semtimedop, q, &sb, 1, &lng); semctl(q, 0, IPC_RMID); return r; }
	case 5: kmask(SIG_BLOCK, m); return raw(SYS_rt_sigtimedwait, &m, 0, &lng, 8);
	case 6: { int s[2]; struct timeval tv = { 5, 0 }; socketpair(AF_UNIX, SOCK_STREAM, 0, s); setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv); return raw(SYS_recvfrom, s[0], &c, 1, 0, 0, 0); }
	case 7: return raw(SYS_select, p[0] + 1, 0, 0, 0, &tv3);
	case 8: { static int f2; return raw(SYS_futex, &f2, 0, 0, &ts, 0, 0); }
	default: return raw(SYS_ppoll, &f, 1, &lng, 0, 8);
	}
}
int main(void)
{
	static const char *const n[] = { "read", "nanosleep", "poll", "epoll_wait", "semtimedop", "sigtimedwait", "recv with a timeout", "select", "futex", "ppoll" };
	for (how = 0; how < 10; how++) {
		OK(pipe(p));
		pid_t k = fork();
		if (!k) {
			say("%s: %s\n", n[how], ec(call()));
			_exit(0);
		}
		int st;
		wait_asleep(k);
		kill(k, SIGSTOP);
		waitpid(k, &st, WUNTRACED);
		kill(k, SIGCONT);
		waitpid(k, &st, WCONTINUED);
		wait_asleep(k);
		write(p[1], "x", 1);
		waitpid(k, &st, 0);
		close(p[0]);
		close(p[1]);
	}
}
