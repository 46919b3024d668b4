/* A signalfd passed over sockets, to one that waits for it already and on to
 * a third, reads the signals of who has it. unix(7), signalfd(2). */
#include "t.h"
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
static void pass(int s, int fd, int many)
{
	char byte = 'x', room[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov = { &byte, 1 };
	struct mmsghdr m = { .msg_hdr = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room) } };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m.msg_hdr);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	OK(many ? sendmmsg(s, &m, 1, 0) : sendmsg(s, &m.msg_hdr, 0));
}
static int take(int s, int many, int flags)
{
	char byte, room[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { &byte, 1 };
	struct mmsghdr m = { .msg_hdr = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room) } };
	int fd = -1;
	OK(many ? recvmmsg(s, &m, 1, flags, NULL) : recvmsg(s, &m.msg_hdr, flags));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m.msg_hdr)), sizeof(fd));
	return fd;
}
static void try(const char *who, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct signalfd_siginfo i[2];
	say("%s: before: poll %d read %s\n", who, poll(&p, 1, 0), ec(raw(SYS_read, fd, i, sizeof(i))));
	kill(getpid(), SIGUSR1);
	raw(SYS_tgkill, getpid(), gettid_(), SIGUSR2);
	say("%s: poll %d\n", who, poll(&p, 1, 0));
	long n = raw(SYS_read, fd, i, sizeof(i));
	say("%s: read %ld: signals %d %d from me %d\n", who, n / (long)sizeof(*i), i[0].ssi_signo, i[1].ssi_signo, i[0].ssi_pid == (unsigned)getpid());
	say("%s: after: poll %d\n", who, poll(&p, 1, 0));
	say("%s: flags %x %x\n", who, fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & O_NONBLOCK);
}
static void rounds(int many)
{
	int ab[2], bc[2], st, st2;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, ab));
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, bc));
	pid_t b = fork();
	if (!b) {
		int fd = take(ab[1], many, many ? 0 : MSG_CMSG_CLOEXEC);
		try("second", fd);
		pass(bc[0], fd, many);
		close(fd);
		_exit(0);
	}
	pid_t c = fork();
	if (!c) {
		int fd = take(bc[1], many, 0);
		try("third", fd);
		_exit(0);
	}
	wait_asleep(b);
	wait_asleep(c);
	int fd = signalfd(-1, &set, SFD_NONBLOCK);
	OK(fd);
	try("first", fd);
	pass(ab[0], fd, many);
	close(fd);
	waitpid(b, &st, 0);
	waitpid(c, &st2, 0);
	say("second %s\n", ws(st));
	say("third %s\n", ws(st2));
}
/* Messages that are none. */
static void bad(int fd)
{
	char room[64] __attribute__((aligned(8))) = { 0 };
	struct msghdr m = { .msg_control = room, .msg_controllen = sizeof(room) };
	struct cmsghdr *c = (struct cmsghdr *)room;
	static const size_t lengths[] = { 0, 15, 65, (size_t)-16, (size_t)-1, 1ul << 63 };
	int s[2];
	OK(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	for (int i = 0; i < 6; i++) {
		c->cmsg_len = lengths[i];
		say("length %zx: %s\n", lengths[i], ec(raw(SYS_sendmsg, s[0], &m, 0)));
	}
	m.msg_control = (void *)8;
	say("bad pointer: %s\n", ec(raw(SYS_sendmsg, s[0], &m, 0)));
	say("no message: %s\n", ec(raw(SYS_sendmsg, s[0], 16, 0)));
	say("no messages: %s\n", ec(raw(SYS_sendmmsg, s[0], 16, 3, 0)));
}
int main(void)
{
	sigset_t set;
	sigemptyset(&set);
	int fd = signalfd(-1, &set, 0);
	bad(fd);
	close(fd);
	rounds(0);
	rounds(1);
}
