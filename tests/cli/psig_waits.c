/* SPDX-License-Identifier: MIT */
/*
 * psig_waits CALL: one thread makes one system call and says what it has
 * noticed. "ready" before the call; a line on the standard input has a child
 * end it; then "as-expected", if the call's result is, and what has changed
 * that may not: nothing, if nobody was here. Without CALL, their names.
 *
 * It has one thread, so that whoever interrupts it interrupts this call.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "psig_patterned.h"

static void bad(const char *what)
{
	printf("cannot: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void check(long ret, const char *what)
{
	if (ret < 0)
		bad(what);
}

/* ------------------------------------------------------------ the calls */

static int fds[2], epoll_fd, sem, queue, listener;
static uint32_t *word;
static struct timespec spec;
static struct timeval val;
static sigset_t set, other;
static char buf[65536];
static struct epoll_event events[4];
static struct sockaddr_un addr = { .sun_family = AF_UNIX };
static aio_context_t aio;
static struct io_event io_events[1];
static siginfo_t info;
static struct { const sigset_t *set; size_t n; } pselect_mask;
static fd_set readable;
static pid_t waiter, ended;

static void make_pipe(void)
{
	check(pipe(fds), "pipe");
}

static void write_pipe(void)
{
	check(write(fds[1], "x", 1), "write");
}

static void p_read(void)
{
	make_pipe();
	set_args(SYS_read, (uint64_t)fds[0], A(buf), 10, UNUSED, UNUSED,
		 UNUSED);
}

static void p_write(void)
{
	make_pipe();
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	while (write(fds[1], buf, 4096) > 0)
		;
	fcntl(fds[1], F_SETFL, 0);
	set_args(SYS_write, (uint64_t)fds[1], A(buf), 1, UNUSED, UNUSED,
		 UNUSED);
}

static void drain_pipe(void)
{
	check(read(fds[0], buf, sizeof(buf)), "read");
}

static void p_nanosleep(void)
{
	spec.tv_sec = 2;
	set_args(SYS_nanosleep, A(&spec), 0, UNUSED, UNUSED, UNUSED, UNUSED);
}

static void nothing(void)
{
}

static void p_futex(void)
{
	set_args(SYS_futex, A(word), FUTEX_WAIT, 0, 0, UNUSED, UNUSED);
}

static void p_futex_timed(void)
{
	spec.tv_sec = 2;
	set_args(SYS_futex, A(word), FUTEX_WAIT, 0, A(&spec), UNUSED, UNUSED);
}

static void wake(void)
{
	*word = 1;
	syscall(SYS_futex, word, FUTEX_WAKE, 1, 0, 0, 0);
}

static struct pollfd polled;

static void p_poll(void)
{
	make_pipe();
	polled.fd = fds[0];
	polled.events = POLLIN;
	set_args(SYS_poll, A(&polled), 1, 100000, UNUSED, UNUSED, UNUSED);
}

static void p_ppoll(void)
{
	p_poll();
	set_args(SYS_ppoll, A(&polled), 1, 0, A(&set), 8, UNUSED);
}

static void p_select(void)
{
	make_pipe();
	FD_ZERO(&readable);
	FD_SET(fds[0], &readable);
	val.tv_sec = 100;
	set_args(SYS_select, (uint64_t)fds[0] + 1, A(&readable), 0, 0, A(&val),
		 UNUSED);
}

static void p_pselect(void)
{
	p_select();
	pselect_mask.set = &set;
	pselect_mask.n = 8;
	set_args(SYS_pselect6, (uint64_t)fds[0] + 1, A(&readable), 0, 0, 0,
		 A(&pselect_mask));
}

static void p_epoll(void)
{
	struct epoll_event e = { .events = EPOLLIN };

	make_pipe();
	epoll_fd = epoll_create1(0);
	check(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fds[0], &e), "epoll_ctl");
	set_args(SYS_epoll_wait, (uint64_t)epoll_fd, A(events), 4,
		 (uint64_t)-1, UNUSED, UNUSED);
}

static void p_epoll_timed(void)
{
	p_epoll();
	patterned.arg[3] = 2000;
}

static void p_epoll_pwait(void)
{
	p_epoll();
	patterned.nr = SYS_epoll_pwait;
	patterned.arg[4] = A(&set);
	patterned.arg[5] = 8;
}

/* USR2 is blocked, too. */
static void p_sigtimedwait(void)
{
	set_args(SYS_rt_sigtimedwait, A(&other), A(&info), 0, 8, UNUSED,
		 UNUSED);
}

static void p_sigtimedwait_timed(void)
{
	p_sigtimedwait();
	spec.tv_sec = 2;
	patterned.arg[2] = A(&spec);
}

static void p_sigsuspend(void)
{
	set_args(SYS_rt_sigsuspend, A(&set), 8, UNUSED, UNUSED, UNUSED,
		 UNUSED);
}

static void p_pause(void)
{
	set_args(SYS_pause, UNUSED, UNUSED, UNUSED, UNUSED, UNUSED, UNUSED);
}

static void send_usr1(void)
{
	check(kill(waiter, SIGUSR1), "kill");
}

static void send_usr2(void)
{
	check(kill(waiter, SIGUSR2), "kill");
}

static void send_hup(void)
{
	check(kill(waiter, SIGHUP), "kill");
}

static void p_wait4(void)
{
	make_pipe();
	ended = fork();
	if (ended == 0) {
		close(fds[1]);
		_exit(read(fds[0], buf, 1) == 1 ? 7 : 8);
	}
	set_args(SYS_wait4, (uint64_t)ended, A(buf), 0, 0, UNUSED, UNUSED);
}

static void p_semop(void)
{
	static struct sembuf down = { .sem_op = -1 };

	sem = semget(IPC_PRIVATE, 1, 0600);
	check(sem, "semget");
	set_args(SYS_semop, (uint64_t)sem, A(&down), 1, UNUSED, UNUSED,
		 UNUSED);
}

static void p_semtimedop(void)
{
	p_semop();
	spec.tv_sec = 2;
	patterned.nr = SYS_semtimedop;
	patterned.arg[3] = A(&spec);
}

static void up(void)
{
	struct sembuf b = { .sem_op = 1 };

	check(semop(sem, &b, 1), "semop");
}

static void p_msgrcv(void)
{
	queue = msgget(IPC_PRIVATE, 0600);
	check(queue, "msgget");
	set_args(SYS_msgrcv, (uint64_t)queue, A(buf), 1, 0, 0, UNUSED);
}

static void send_message(void)
{
	static struct { long type; char text[1]; } m = { 1, "m" };

	check(msgsnd(queue, &m, 1, 0), "msgsnd");
}

static void p_io_getevents(void)
{
	check(syscall(SYS_io_setup, 1, &aio), "io_setup");
	spec.tv_sec = 2;
	set_args(SYS_io_getevents, aio, 1, 1, A(io_events), A(&spec), UNUSED);
}

static void listen_there(int seconds)
{
	struct timeval t = { .tv_sec = seconds };

	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	/* Abstract, with a name of the kernel's choice. */
	check(bind(listener, (void *)&addr, sizeof(sa_family_t)), "bind");
	check(listen(listener, 1), "listen");
	check(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)),
	      "setsockopt");
	set_args(SYS_accept, (uint64_t)listener, 0, 0, UNUSED, UNUSED, UNUSED);
}

static void p_accept(void)
{
	listen_there(0);
}

static void p_accept_timeo(void)
{
	listen_there(100);
}

static void connect_there(void)
{
	socklen_t n = sizeof(addr);

	check(getsockname(listener, (void *)&addr, &n), "getsockname");
	check(connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&addr, n),
	      "connect");
}

static void p_recv_timeo(void)
{
	struct timeval t = { .tv_sec = 100 };

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), "socketpair");
	check(setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)),
	      "setsockopt");
	set_args(SYS_recvfrom, (uint64_t)fds[0], A(buf), 1, 0, 0, 0);
}

static void p_signalfd(void)
{
	fds[0] = signalfd(-1, &other, 0);
	set_args(SYS_read, (uint64_t)fds[0], A(buf), 128, UNUSED, UNUSED,
		 UNUSED);
}

static void p_eventfd(void)
{
	fds[0] = fds[1] = eventfd(0, 0);
	set_args(SYS_read, (uint64_t)fds[0], A(buf), 8, UNUSED, UNUSED,
		 UNUSED);
}

static void write_eight(void)
{
	static const uint64_t one = 1;

	check(write(fds[1], &one, sizeof(one)), "write");
}

static void p_mq(void)
{
	static struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	char name[64];

	snprintf(name, sizeof(name), "/psig_waits.%d", getpid());
	fds[0] = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	check(fds[0], "mq_open");
	mq_unlink(name);
	set_args(SYS_mq_timedreceive, (uint64_t)fds[0], A(buf), 8, 0, 0,
		 UNUSED);
}

static void send_mq(void)
{
	check(mq_send(fds[0], "m", 1, 0), "mq_send");
}

/* Negative where it is not allowed. */
static int uring(void)
{
	static uint8_t params[120];	/* struct io_uring_params */

	return (int)syscall(SYS_io_uring_setup, 1, params);
}

static void p_uring(void)
{
	fds[0] = uring();
	check(fds[0], "io_uring_setup");
	/* One completion, which never comes. */
	set_args(SYS_io_uring_enter, (uint64_t)fds[0], 0, 1, 1, 0, 0);
}

static void p_spin(void)
{
	set_args(0x1a1a1a1a1a1a1a1a, A(word), UNUSED, UNUSED, UNUSED, UNUSED,
		 UNUSED);
}

#define ANY 0x7fffffff	/* a descriptor, a process */

static const struct call {
	const char *name;
	void (*prepare)(void);
	void (*end)(void);	/* in the child */
	long result;		/* as the kernel has it */
	/* What may change, for the time that is left: register, struct. */
	int excused_arg;
	bool excused_room;
} calls[] = {
	{ "read", p_read, write_pipe, 1, -1, false },
	{ "write", p_write, drain_pipe, 1, -1, false },
	{ "nanosleep", p_nanosleep, nothing, 0, -1, false },
	{ "futex", p_futex, wake, 0, -1, false },
	{ "futex-timed", p_futex_timed, nothing, -ETIMEDOUT, -1, false },
	{ "poll", p_poll, write_pipe, 1, -1, false },
	{ "ppoll", p_ppoll, write_pipe, 1, -1, false },
	{ "ppoll-signal", p_ppoll, send_usr1, -EINTR, -1, false },
	{ "select", p_select, write_pipe, 1, -1, false },
	{ "pselect", p_pselect, send_usr1, -EINTR, -1, false },
	{ "epoll_wait", p_epoll, write_pipe, 1, -1, false },
	{ "epoll_wait-timed", p_epoll_timed, nothing, 0, 3, false },
	{ "epoll_pwait", p_epoll_pwait, write_pipe, 1, -1, false },
	{ "epoll_pwait-signal", p_epoll_pwait, send_usr1, -EINTR, -1, false },
	{ "sigtimedwait", p_sigtimedwait, send_usr2, SIGUSR2, -1, false },
	{ "sigtimedwait-timed", p_sigtimedwait_timed, nothing, -EAGAIN, 2,
	  true },
	{ "sigsuspend", p_sigsuspend, send_usr1, -EINTR, -1, false },
	{ "pause", p_pause, send_hup, -EINTR, -1, false },
	{ "wait4", p_wait4, write_pipe, ANY, -1, false },
	{ "semop", p_semop, up, 0, -1, false },
	{ "semtimedop", p_semtimedop, nothing, -EAGAIN, 3, true },
	{ "msgrcv", p_msgrcv, send_message, 1, -1, false },
	{ "io_getevents", p_io_getevents, nothing, 0, 4, true },
	{ "accept", p_accept, connect_there, ANY, -1, false },
	{ "accept-timeo", p_accept_timeo, connect_there, ANY, -1, false },
	{ "recv-timeo", p_recv_timeo, write_pipe, 1, -1, false },
	{ "signalfd", p_signalfd, send_usr2, 128, -1, false },
	{ "eventfd", p_eventfd, write_eight, 8, -1, false },
	{ "mq", p_mq, send_mq, 1, -1, false },
	{ "io_uring", p_uring, send_hup, -EINTR, -1, false },
	{ "spin", p_spin, wake, 0x1a1a1a1a1a1a1a1a, -1, false },
};
#define NR_CALLS (sizeof(calls) / sizeof(calls[0]))

/* ------------------------------------------------------- what is noticed */

static volatile sig_atomic_t handled[8];
static volatile sig_atomic_t nr_handled;

static void on_signal(int sig)
{
	if (nr_handled < 8)
		handled[nr_handled++] = sig;
}

/* On a stack of its own: what is below ours is looked at. */
static void handle(int sig)
{
	struct sigaction sa = {
		.sa_handler = on_signal, .sa_flags = SA_ONSTACK,
	};

	check(sigaction(sig, &sa, NULL), "sigaction");
}

static void say(const struct call *c, int64_t began_ns, int64_t ended_ns)
{
	const long ret = (long)patterned.after[0];
	sigset_t now;
	int i;

	printf("%s", ret == c->result || (c->result == ANY && ret >= 0) ?
	       "as-expected" : "other-result");
	if (ret != c->result && c->result != ANY)
		printf(" returned %ld", ret);
	say_registers(c->excused_arg, c->prepare == p_spin);
	say_stack(c->excused_room);
	if ((spec.tv_sec != 0 && (spec.tv_sec != 2 || spec.tv_nsec != 0)))
		printf(" its-timespec");
	if (c->end == nothing && ended_ns - began_ns < 2000000000)
		printf(" early");
	sigprocmask(SIG_SETMASK, NULL, &now);
	for (i = 1; i < 64; i++)
		if (sigismember(&now, i) != (i == SIGUSR1 || i == SIGUSR2))
			printf(" mask-%d", i);
	for (i = 0; i < nr_handled; i++)
		printf(" handled-%d", handled[i]);
	printf("\n");
	fflush(stdout);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* Ends the call when it is told to, and then waits to be killed. */
static void child(const struct call *c)
{
	char line[16];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (fgets(line, sizeof(line), stdin) == NULL)
		_exit(0);
	c->end();
	for (;;)
		pause();
}

static void set_up(void)
{
	static char alt[65536];
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof(alt) };

	sigaltstack(&ss, NULL);
	handle(SIGHUP);
	handle(SIGUSR1);
	handle(SIGTERM);
	/* The mask: USR1 and USR2. That of ppoll and its kind: all but USR1. */
	sigemptyset(&other);
	sigaddset(&other, SIGUSR1);
	sigaddset(&other, SIGUSR2);
	sigprocmask(SIG_SETMASK, &other, NULL);
	sigdelset(&other, SIGUSR1);
	sigfillset(&set);
	sigdelset(&set, SIGUSR1);
	word = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	waiter = getpid();
}

int main(int argc, char **argv)
{
	const struct call *c = NULL;
	int64_t began;
	size_t i;
	pid_t pid;

	for (i = 0; i < NR_CALLS; i++) {
		if (argc < 2 && (calls[i].prepare != p_uring || uring() >= 0))
			puts(calls[i].name);
		else if (strcmp(calls[i].name, argv[1]) == 0)
			c = &calls[i];
	}
	if (c == NULL)
		return argc < 2 ? 0 : 2;
	set_up();
	c->prepare();
	pid = fork();
	if (pid == 0)
		child(c);
	printf("ready\n");
	fflush(stdout);
	pattern();
	began = now_ns();
	if (c->prepare == p_spin)
		patterned_spin();
	else
		patterned_call();
	say(c, began, now_ns());
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (sem > 0)
		semctl(sem, 0, IPC_RMID);
	if (queue > 0)
		msgctl(queue, IPC_RMID, NULL);
	return 0;
}
