/* signalfd(2): one, several, nonblocking, poll, epoll, mask update, blocking
 * read woken, too small a buffer, errors; the reader's signals, not the creator's. */
#include "t.h"
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
static struct signalfd_siginfo si[8];
static int fd;
static void show(const char *t, long r)
{
	say("%s: %s", t, ec(r));
	for (long i = 0; i < r / 128; i++)
		say(" [%s %s int %d pid %d status %d]", sn((int)si[i].ssi_signo), cn((int)si[i].ssi_signo, si[i].ssi_code), si[i].ssi_int,
		    si[i].ssi_pid == (u32)getpid(), si[i].ssi_status);
	say("\n");
}
static int pol(void) { struct pollfd p = { fd, POLLIN, 0 }; poll(&p, 1, 0); return p.revents; }
static int mk(int f, u64 m, int fl) { return (int)raw(SYS_signalfd4, f, &m, 8, fl); }
static void later(int sig)
{
	pid_t me = getpid();
	if (!fork()) {
		wait_asleep(me);
		kill(me, sig);
		_exit(0);
	}
}
int main(void)
{
	u64 m = BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(RT(0));
	kmask(SIG_BLOCK, m | BIT(SIGHUP));
	on(SIGCHLD, SIG_IGN, 0);
	fd = mk(-1, m, SFD_NONBLOCK | SFD_CLOEXEC);
	show("empty", raw(SYS_read, fd, si, sizeof si));
	say("poll %d\n", pol());
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	sigqueue(getpid(), RT(0), (union sigval){ .sival_int = 5 });
	sigqueue(getpid(), RT(0), (union sigval){ .sival_int = 6 });
	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
	say("poll %d\n", pol());
	show("short buffer", raw(SYS_read, fd, si, 127));
	show("one", raw(SYS_read, fd, si, 128));
	show("two, odd size", raw(SYS_read, fd, si, 128 * 2 + 50));
	show("the rest", raw(SYS_read, fd, si, sizeof si));
	show("none", raw(SYS_read, fd, si, sizeof si));
	say("pending %s\n", set(kpending()));
	kill(getpid(), SIGHUP);
	say("HUP not in the mask: poll %d\n", pol());
	say("update is the same descriptor: %d\n", mk(fd, BIT(SIGHUP) | BIT(SIGKILL), 0) == fd);
	say("poll %d\n", pol());
	show("after the update", raw(SYS_read, fd, si, sizeof si));
	mk(fd, m, 0);
	int e = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN };
	OK(epoll_ctl(e, EPOLL_CTL_ADD, fd, &ev));
	say("epoll, none: %d\n", epoll_wait(e, &ev, 1, 0));
	later(SIGUSR2);
	say("epoll, woken: %d\n", epoll_wait(e, &ev, 1, 10000));
	show("then", raw(SYS_read, fd, si, sizeof si));
	later(SIGUSR1);
	struct pollfd p = { fd, POLLIN, 0 };
	say("poll, woken: %d\n", poll(&p, 1, 10000));
	struct iovec iv[2] = { { si, 128 }, { si + 1, 128 } };
	show("readv", raw(SYS_readv, fd, iv, 2));
	close(fd);
	fd = mk(-1, m, 0);
	later(SIGUSR1);
	show("blocking read", raw(SYS_read, fd, si, sizeof si));
	int d = dup(fd);
	kill(getpid(), SIGUSR2);
	show("through a dup", raw(SYS_read, d, si, sizeof si));
	/* the child reads its own signals through the inherited descriptor */
	kill(getpid(), SIGUSR1);
	on(SIGCHLD, SIG_DFL, 0);
	pid_t c = fork();
	if (!c) {
		fcntl(fd, F_SETFL, O_NONBLOCK);
		show("child, none of its own", raw(SYS_read, fd, si, sizeof si));
		kill(getpid(), SIGUSR2);
		show("child, its own", raw(SYS_read, fd, si, sizeof si));
		_exit(0);
	}
	waitpid(c, 0, 0);
	show("parent's is still there", raw(SYS_read, fd, si, sizeof si));
	show("empty again, nonblocking by the child's doing", raw(SYS_read, fd, si, sizeof si));
	/* SIGCHLD by signalfd */
	kmask(SIG_BLOCK, BIT(SIGCHLD));
	mk(fd, BIT(SIGCHLD), 0);
	c = fork();
	if (!c)
		_exit(9);
	waitpid(c, 0, 0);
	memset(si, 0, sizeof si);
	long r = raw(SYS_read, fd, si, 128);
	say("CHLD: %s %s status %d pid %d\n", ec(r), cn(SIGCHLD, si[0].ssi_code), si[0].ssi_status, si[0].ssi_pid == (u32)c);
	/* an ignored signal that is blocked still gets there */
	mk(fd, BIT(SIGWINCH), 0);
	kmask(SIG_BLOCK, BIT(SIGWINCH));
	kill(getpid(), SIGWINCH);
	show("WINCH", raw(SYS_read, fd, si, sizeof si));
	say("errors: size %s, flags %s, not one %s, closed %s, write %s\n", ec(raw(SYS_signalfd4, -1, &m, 4, 0)), ec(raw(SYS_signalfd4, -1, &m, 8, 1)),
	    ec(mk(1, m, 0)), ec(mk(999, m, 0)), ec(raw(SYS_write, fd, si, 128)));
}
