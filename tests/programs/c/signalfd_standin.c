/* A signalfd's descriptor is a file as others: what poll, epoll, fstat, write,
 * lseek, readv, fcntl and ioctl say of it, in the process that made it and in
 * a child that has it too, before and after exec. */
#include "t.h"
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/uio.h>
#ifndef RWF_HIPRI
#define RWF_HIPRI 1
#endif
static int fd, ep;
/* The raw calls: libc need not have the one, nor take the other's sizes. */
static ssize_t vec(const struct iovec *v, long nr)
{
	return syscall(SYS_readv, fd, v, nr);
}
static ssize_t pvec(const struct iovec *v, long pos, int flags)
{
	return syscall(SYS_preadv2, fd, v, 2, pos, 0, flags);
}
static int polled(short events)
{
	struct pollfd p = { fd, events, 0 };
	return poll(&p, 1, 0) ? p.revents : 0;
}
static int told(void)
{
	struct epoll_event e;
	int n = epoll_wait(ep, &e, 1, 0);
	return n == 1 ? (int)e.events : n;
}
static const char *res(ssize_t r)
{
	static char b[4][32];
	static int i;
	i = (i + 1) % 4;
	if (r >= 0)
		snprintf(b[i], sizeof b[i], "%zd", r);
	return r < 0 ? ec(-errno) : b[i];
}
static int take(void)
{
	struct signalfd_siginfo s;
	ssize_t n = read(fd, &s, sizeof s);
	return n == sizeof s ? (int)s.ssi_signo : -errno;
}
static void set_epoll(uint32_t events)
{
	struct epoll_event e = { .events = events };
	if (epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e) < 0)
		OK(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
}
static void buffers(void)
{
	char a[200], b[300];
	struct iovec halves[] = { { a, 100 }, { b, 100 } };
	struct iovec odd[] = { { a, 0 }, { a, 3 }, { b, 0 }, { b, 260 } };
	struct iovec small[] = { { a, 64 }, { b, 63 } };
	struct iovec none[] = { { a, 0 }, { b, 0 } };
	struct iovec bad[] = { { a, 100 }, { (void *)8, 100 } };
	struct iovec worse[] = { { (void *)-1, 100 }, { b, (size_t)-1 } };
	uint32_t sig;

	kill(getpid(), SIGUSR1);
	say("halves %s", res(vec(halves, 2)));
	memcpy(&sig, a, 4);
	say(" %d\n", sig == SIGUSR1);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	say("odd %s", res(vec(odd, 4)));
	memcpy(&sig, a, 3);
	say(" %d, ", (sig & 0xffffff) == SIGUSR1);
	say("%d\n", b[125] == SIGUSR2);
	kill(getpid(), SIGUSR1);
	say("small %s\n", res(vec(small, 2)));
	say("none %s\n", res(vec(none, 2)));
	say("no buffer %s\n", res(vec(none, 0)));
	say("too many %s\n", res(vec(none, 1025)));
	say("worse %s\n", res(vec(worse, 2)));
	say("still there %d\n", polled(POLLIN));
	say("bad %s, ", res(vec(bad, 2)));
	say("then %s\n", res(take()));
	kill(getpid(), SIGUSR1);
	say("pread %s, ", res(pread(fd, a, 128, 0)));
	say("preadv2 at 0 %s, ", res(pvec(halves, 0, 0)));
	say("at -1 %s, ", res(pvec(halves, -1, 0)));
	say("again %s, ", res(pvec(halves, -1, RWF_HIPRI)));
	say("unknown flag %s\n", res(pvec(halves, -1, 0x8000)));
}
static void edges(void)
{
	set_epoll(EPOLLIN | EPOLLET);
	say("edges:");
	for (int i = 0; i < 60; i++) {
		kill(getpid(), SIGUSR1);
		kill(getpid(), SIGUSR2);
		int a = told(), b = told();
		kill(getpid(), SIGUSR1);	/* coalesced */
		int c = told();
		int t = take();
		int d = told();
		kill(getpid(), SIGUSR1);
		int e = told();
		int u = take(), v = take(), w = take(), f = told();
		if (i % 20 == 0)
			say(" %d%d%d%d%d%d", a, b, c, d, e, f);
		if (i % 20 == 0)
			say("(%d %d %d %s)", t, u, v, ec(w));
	}
	say("\n");
}
/* Rounds without a stop, when there are many: each way a signal is taken, and
 * what cannot be done so. */
static void hot(void)
{
	struct signalfd_siginfo r[2];
	struct timespec zero = { 0, 0 };
	sigset_t one;
	siginfo_t si;
	void *page = mmap(0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	union sigval v;
	int wrong = 0;

	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	sigaddset(&one, SIGUSR2);
	for (int i = 0; i < 100; i++) {
		kill(getpid(), SIGUSR1);
		wrong += !polled(POLLIN);
		wrong += sigtimedwait(&one, &si, &zero) != SIGUSR1;
		wrong += polled(POLLIN) || take() != -EAGAIN;
		kill(getpid(), SIGUSR1);
		wrong += read(fd, page, 128) != -1 || errno != EFAULT;
		wrong += read(fd, page, 128) != -1 || errno != EAGAIN;
		wrong += read(fd, (void *)-1, 128) != -1 || errno != EFAULT;
		wrong += read(fd, r, 127) != -1 || errno != EINVAL;
		v.sival_ptr = (void *)(0x123456789abcul + i);
		sigqueue(getpid(), SIGUSR2, v);
		memset(r, 0xff, sizeof r);
		wrong += read(fd, r, sizeof r) != 128 || r[1].ssi_signo != ~0u;
		wrong += r->ssi_signo != SIGUSR2 || r->ssi_code != SI_QUEUE ||
			r->ssi_ptr != (u64)v.sival_ptr ||
			r->ssi_int != v.sival_int ||
			r->ssi_pid != (u32)getpid() || r->ssi_uid != getuid();
		for (u32 b = 56; b < 128; b++)
			wrong += ((u8 *)r)[b];
		raw(SYS_tgkill, getpid(), getpid(), SIGUSR1);
		wrong += read(fd, r, 128) != 128 || r->ssi_code != SI_TKILL ||
			r->ssi_ptr || r->ssi_pid != (u32)getpid();
		kill(getpid(), SIGUSR1);
		kill(getpid(), SIGUSR2);
		wrong += read(fd, r, sizeof r) != 256 ||
			r[0].ssi_signo != SIGUSR1 || r[1].ssi_signo != SIGUSR2;
	}
	say("hot: %d wrong\n", wrong);
}
static void child_of_fork(void)
{
	say("child: %d", polled(POLLIN));
	hot();
	kill(getpid(), SIGUSR2);
	say(" own %d", polled(POLLIN));
	say(" read %d", take());
	say(" then %d", polled(POLLIN));
	say(" %s\n", ec(take()));
	int no = 0;
	ioctl(fd, FIONBIO, &no);
	exit(0);
}
int main(int argc, char **argv)
{
	sigset_t s;
	struct stat st;
	int flags;

	sigfillset(&s);
	sigprocmask(SIG_SETMASK, &s, 0);
	if (argc > 1) {
		fd = atoi(argv[1]);
		say("after exec: %d", polled(POLLIN));
		kill(getpid(), SIGUSR1);
		say(" %d", polled(POLLIN));
		say(" read %d", take());
		say(" %d\n", polled(POLLIN));
		return 0;
	}
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigaddset(&s, SIGUSR2);
	fd = signalfd(-1, &s, SFD_NONBLOCK);
	OK(fd);
	ep = epoll_create1(EPOLL_CLOEXEC);
	OK(ep);
	fstat(fd, &st);
	say("mode %o size %ld\n", st.st_mode, (long)st.st_size);
	say("write %s, ", res(write(fd, "12345678", 8)));
	say("lseek %s, ", res(lseek(fd, 0, SEEK_END)));
	say("ioctl %s, ", res(ioctl(fd, TCGETS, &st)));
	say("flags %o\n", fcntl(fd, F_GETFL) & ~0100000);
	say("poll %d", polled(POLLIN | POLLOUT | POLLPRI));
	kill(getpid(), SIGUSR1);
	say(" %d", polled(POLLIN | POLLOUT | POLLPRI | POLLRDNORM));
	say(" %d\n", polled(POLLOUT));
	take();
	buffers();
	edges();
	hot();
	set_epoll(EPOLLIN);
	kill(getpid(), SIGUSR1);
	pid_t p = fork();
	if (!p)
		child_of_fork();
	waitpid(p, 0, 0);
	flags = fcntl(fd, F_GETFL);
	say("parent: %d, nonblocking %d, ", polled(POLLIN), !!(flags & O_NONBLOCK));
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	say("epoll %d", told());
	say(" read %d", take());
	say(" then %s\n", ec(take()));
	p = fork();
	if (!p) {
		char num[16];
		snprintf(num, sizeof num, "%d", fd);
		execl("/proc/self/exe", "x", num, (char *)0);
		_exit(9);
	}
	waitpid(p, 0, 0);
	/* the descriptor's file lives on in the child: so does the epoll's */
	int go[2];
	OK(pipe(go));
	p = fork();
	if (!p) {
		close(go[1]);
		_exit(read(go[0], &st, 1) != 0);
	}
	close(go[0]);
	close(fd);
	kill(getpid(), SIGUSR1);
	say("closed here: epoll %d\n", told());
	close(go[1]);
	waitpid(p, 0, 0);
	say("and there: epoll %d\n", told());
}
