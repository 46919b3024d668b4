/* A process that signals itself and reads that from a signalfd, many times:
 * poll sees it, a duplicate sees it, closing the descriptor and using its
 * number again hurts nobody, a child with the same file gets its own. */
#include "t.h"
#include <sys/signalfd.h>
enum { ROUNDS = 100 };
static int wrong;
static int in(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };
	return poll(&p, 1, 0) == 1 && p.revents & POLLIN;
}
static int get(int fd, int *v)
{
	struct signalfd_siginfo i;
	ssize_t n = read(fd, &i, sizeof i);
	if (n != sizeof i)
		return -errno;
	*v = i.ssi_int;
	wrong += (pid_t)i.ssi_pid != getpid();
	return (int)i.ssi_signo;
}
static int open_fd(int flags)
{
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigaddset(&s, RT(0));
	int fd = signalfd(-1, &s, flags);
	OK(fd);
	return fd;
}
static void rounds(int fd, int watch)
{
	int v;
	for (int r = 0; r < ROUNDS; r++) {
		wrong += in(watch);
		kill(getpid(), SIGUSR1);
		wrong += !in(watch);
		kill(getpid(), SIGUSR1);
		wrong += get(fd, &v) != SIGUSR1;
		wrong += in(watch);
		for (int k = 0; k < 3; k++) {
			union sigval x = { .sival_int = r + k };
			sigqueue(getpid(), RT(0), x);
		}
		for (int k = 0; k < 3; k++) {
			wrong += !in(watch);
			wrong += get(fd, &v) != RT(0) || v != r + k;
		}
		kill(getpid(), SIGUSR2);	/* not its signal */
		wrong += in(watch);
		if (fcntl(fd, F_GETFL) & O_NONBLOCK)
			wrong += get(fd, &v) != -EAGAIN;
	}
}
int main(void)
{
	sigset_t all;
	int v, st, d, two, pfd[2];
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, 0);
	int fd = open_fd(0);
	rounds(fd, fd);
	say("blocking: %d wrong\n", wrong);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	rounds(fd, fd);
	say("nonblocking: %d wrong\n", wrong);
	d = dup(fd);
	rounds(d, fd);
	close(d);
	rounds(fd, fd);
	say("duplicate: %d wrong\n", wrong);
	two = open_fd(SFD_NONBLOCK);
	rounds(fd, two);
	close(two);
	say("two of them: %d wrong\n", wrong);
	pid_t p = fork();
	if (!p) {
		rounds(fd, fd);
		_exit(wrong != 0);
	}
	waitpid(p, &st, 0);
	rounds(fd, fd);
	say("child %s: %d wrong\n", ws(st), wrong);
	/* the number becomes a pipe's: nothing is ever written to it */
	OK(pipe2(pfd, O_NONBLOCK));
	close(fd);
	OK(dup2(pfd[1], fd));
	for (int r = 0; r < ROUNDS; r++)
		kill(getpid(), SIGUSR1);
	say("pipe: %s\n", read(pfd[0], &v, 1) < 0 ? ec(-errno) : "bytes!");
	close(fd);
	fd = open_fd(SFD_NONBLOCK);
	rounds(fd, fd);
	OK(dup2(pfd[1], fd));
	for (int r = 0; r < ROUNDS; r++)
		kill(getpid(), SIGUSR1);
	say("pipe again: %s\n", read(pfd[0], &v, 1) < 0 ? ec(-errno) : "bytes!");
}
