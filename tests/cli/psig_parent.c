/* SPDX-License-Identifier: MIT */
/*
 * psig_parent CALL: the parent of a child that waits in CALL (read, epoll,
 * suspend, pselect or vfork), for stops by job control. "ready CHILD"; then
 * for each line on the standard input it does as is said, and prints what came
 * of it:
 *
 *   signal N  send N to the child
 *   await X   until the child is in state X of proc(5)
 *   look      every SIGCHLD since the last time, and what wait(2) has to tell
 *   end       let the child's call end, and tell its exit status: 1 if its
 *             call had failed with EINTR, 2 for a handler, or both
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int fds[2];
static volatile sig_atomic_t handled;

static void on_signal(int sig)
{
	(void)sig;
	handled = 1;
}

static int do_read(void)
{
	char c;

	return (int)read(fds[0], &c, 1);
}

static int do_epoll(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	int fd = epoll_create1(0), n, was;

	epoll_ctl(fd, EPOLL_CTL_ADD, fds[0], &e);
	n = epoll_wait(fd, &e, 1, -1);
	was = errno;
	do_read();
	errno = was;
	return n;
}

/* USR1 is blocked but in sigsuspend; its coming ends it. */
static int do_suspend(void)
{
	sigset_t mask;

	sigfillset(&mask);
	sigdelset(&mask, SIGUSR1);
	sigdelset(&mask, SIGTSTP);
	sigsuspend(&mask);
	handled = 0;
	do_read();
	return 0;
}

/* The other way round: it is let through. */
static int do_pselect(void)
{
	sigset_t none;
	fd_set set;

	sigemptyset(&none);
	FD_ZERO(&set);
	FD_SET(fds[0], &set);
	return pselect(fds[0] + 1, &set, NULL, NULL, NULL, &none);
}

static int child(const char *call)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t mask;
	int n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigaction(SIGHUP, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	errno = 0;
	if (strcmp(call, "epoll") == 0)
		n = do_epoll();
	else if (strcmp(call, "suspend") == 0)
		n = do_suspend();
	else if (strcmp(call, "pselect") == 0)
		n = do_pselect();
	else
		n = do_read();
	return (n < 0 && errno == EINTR ? 1 : 0) + (handled ? 2 : 0);
}

static void look(pid_t pid)
{
	const struct timespec none = { .tv_sec = 0 };
	siginfo_t info;
	sigset_t chld;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	printf("look:");
	while (sigtimedwait(&chld, &info, &none) > 0)
		printf(" SIGCHLD code %d status %d", info.si_code,
		       info.si_status);
	info.si_pid = 0;
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WSTOPPED |
		      WCONTINUED | WNOHANG) == 0 && info.si_pid != 0) {
		printf(" waited code %d status %d", info.si_code,
		       info.si_status);
		info.si_pid = 0;
	}
	printf("\n");
}

static char state_of(pid_t pid)
{
	char path[64], buf[512], *p;
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return '?';
	n = fread(buf, 1, sizeof(buf) - 1, f);
	fclose(f);
	buf[n] = '\0';
	p = strrchr(buf, ')');
	return p != NULL ? p[2] : '?';
}

static void await(pid_t pid, char state)
{
	const struct timespec nap = { .tv_nsec = 1000000 };

	while (state_of(pid) != state)
		nanosleep(&nap, NULL);
	printf("await: %c\n", state);
}

static void end(pid_t pid)
{
	int status;

	if (write(fds[1], "x", 1) != 1 || waitpid(pid, &status, 0) != pid)
		exit(2);
	printf("end: status %d\n", status >> 8);
}

/* The child ends when it is told to; we are in an uninterruptible wait. */
static int do_vfork(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	pid_t pid;
	int status;

	sigaction(SIGHUP, &sa, NULL);
	printf("ready %d\n", getpid());
	fflush(stdout);
	pid = vfork();
	if (pid == 0) {
		char c;

		_exit(read(0, &c, 1) == 1 ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	printf("end: status %d\n", status >> 8);
	return 0;
}

int main(int argc, char **argv)
{
	char line[64];
	sigset_t chld;
	pid_t pid;

	if (argc < 2 || pipe(fds) != 0)
		return 2;
	if (strcmp(argv[1], "vfork") == 0)
		return do_vfork();
	pid = fork();
	if (pid == 0)
		_exit(child(argv[1]));
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	printf("ready %d\n", pid);
	for (;;) {
		fflush(stdout);
		if (fgets(line, sizeof(line), stdin) == NULL)
			return 0;
		if (strncmp(line, "signal ", 7) == 0)
			printf("signal: %d\n", kill(pid, atoi(line + 7)));
		else if (strncmp(line, "await ", 6) == 0)
			await(pid, line[6]);
		else if (strcmp(line, "look\n") == 0)
			look(pid);
		else
			end(pid);
	}
}
