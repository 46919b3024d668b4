/* SPDX-License-Identifier: MIT */
/*
 * Asking a process for its handlers, and why it cannot be asked.
 *
 * A forked process does it, in a session of its own and with all signals
 * blocked: whatever ends us, by the terminal, by a time-out or by hand, the
 * process that is asked is put back as it was. With its exit the kernel lets
 * go of a thread that never stopped.
 */
#include "cli/psig_attach.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRACER_NAME	"ksig-psig"	/* what /proc says of it */
#define ANSWER_MS	6000	/* PATIENCE_NS, and what a stop may take */

/* Never returns. */
static void tracer(const struct psig_process *p, int to)
{
	static struct psig_answer a;
	sigset_t all;
	int fd;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	/* Ignored, it would not tell of stops. */
	signal(SIGCHLD, SIG_DFL);
	setsid();
	prctl(PR_SET_NAME, TRACER_NAME);
	/* Nobody shall wait for us to close the output. */
	for (fd = 0; fd <= STDERR_FILENO; fd++)
		if (fd != to)
			close(fd);
	psig_attach(p, &a);
	_Static_assert(sizeof(a) <= PIPE_BUF, "it is written at once");
	_exit(write(to, &a, sizeof(a)) == (ssize_t)sizeof(a) ? 0 : 1);
}

static bool fork_tracer(const struct psig_process *p, struct psig_answer *a)
{
	struct pollfd from = { .events = POLLIN };
	int pipe_fd[2], ready;
	ssize_t n = -1;
	pid_t pid;

	if (pipe2(pipe_fd, O_CLOEXEC) != 0)
		return false;
	pid = fork();
	if (pid == 0)
		tracer(p, pipe_fd[1]);
	close(pipe_fd[1]);
	from.fd = pipe_fd[0];
	do
		ready = pid > 0 ? poll(&from, 1, ANSWER_MS) : 0;
	while (ready < 0 && errno == EINTR);
	if (ready > 0)
		n = read(pipe_fd[0], a, sizeof(*a));
	close(pipe_fd[0]);
	/* It ends by itself, when it has put everything back. */
	while (ready > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && ready == 0)
		a->end = PSIG_BUSY;
	return n == (ssize_t)sizeof(*a) || (pid > 0 && ready == 0);
}

/* Interrupting one for nothing would be a trace. */
static bool is_32bit(int pid)
{
	unsigned char head[20];
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	n = read(fd, head, sizeof(head));
	close(fd);
	return n == (ssize_t)sizeof(head) &&
	       memcmp(head, ELFMAG, SELFMAG) == 0 && head[18] == EM_386 &&
	       head[19] == 0;
}

/* ------------------------------------------------------------- why not */

static bool is_tracer(const struct psig_process *p, const char *name)
{
	char comm[PSIG_COMM_MAX];

	psig_comm(p->tracer, comm, sizeof(comm));
	return p->tracer != 0 && strcmp(comm, name) == 0;
}

/* What /proc says of such a one's signals is the host's. */
static bool is_guest(const struct psig_process *p)
{
	return is_tracer(p, "ksig");
}

static void why_traced(const struct psig_process *p, struct cli_line *l)
{
	char comm[PSIG_COMM_MAX];

	if (p->tracer == 0) {
		cli_line_put(l, "it has just come to be traced; try again");
		return;
	}
	if (is_guest(p)) {
		cli_line_put(l, "it is run by ksig, process %d, which has its "
			     "handlers, its masks and what is pending; use "
			     "ksig trace", p->tracer);
		return;
	}
	psig_comm(p->tracer, comm, sizeof(comm));
	cli_line_put(l, "it is traced by process %d, ", p->tracer);
	cli_line_put_guest(l, comm);
	cli_line_put(l, "; its handlers can be asked for when that has let it "
		     "go");
}

/* The two that people meet first. */
static void why_forbidden(const struct psig_answer *a, struct cli_line *l)
{
	char scope = '0';
	int fd = open("/proc/sys/kernel/yama/ptrace_scope",
		      O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (read(fd, &scope, 1) != 1)
			scope = '0';
		close(fd);
	}
	cli_line_put(l, "its handlers may not be asked for: %s",
		     strerror(a->error));
	if (geteuid() != 0)
		cli_line_put(l, "; %srun ksig as root", scope == '0' ?
			     "it is not yours, or protects itself: " :
			     "kernel.yama.ptrace_scope forbids it: ");
	else
		cli_line_put(l, "; is this a container?");
}

static void why(const struct psig_process *p, const struct psig_answer *a,
		struct cli_line *l)
{
	switch ((enum psig_end)a->end) {
	case PSIG_TRACED:
		why_traced(p, l);
		break;
	case PSIG_FORBIDDEN:
		why_forbidden(a, l);
		break;
	case PSIG_FILTERED:
		cli_line_put(l, "it has a seccomp filter, which might kill it "
			     "for telling its handlers; only root can suspend "
			     "that");
		break;
	case PSIG_ASLEEP:
	case PSIG_SILENT:
		cli_line_put(l, "it is in an uninterruptible sleep, of "
			     "vfork(2) or of a device; its handlers can be "
			     "asked for when that has ended");
		break;
	case PSIG_MASKED:
		cli_line_put(l, "it is stopped in a call with a signal mask "
			     "of its own, as sigsuspend(2); its handlers can "
			     "be asked for when it goes on");
		break;
	case PSIG_COMPAT:
		cli_line_put(l, "it is an i386 process, whose handlers cannot "
			     "be asked for");
		break;
	case PSIG_NO_CODE:
		cli_line_put(l, "it has no system call instruction by which "
			     "its handlers could be asked for");
		break;
	case PSIG_NO_ANSWER:
		cli_line_put(l, "its handlers cannot be asked for: %s",
			     a->error == EFAULT ? "its stack has no room for "
			     "the answer" : strerror(a->error));
		break;
	case PSIG_GONE:
		cli_line_put(l, "it has ended meanwhile");
		break;
	default:
		cli_line_put(l, "it did not come to tell its handlers, for "
			     "signals without end or as it is frozen; try "
			     "again");
		break;
	}
}

/* What a handler was meanwhile set to may be none. */
static void take(struct psig_process *p, const struct psig_answer *a)
{
	p->asked = a->asked & p->caught;
	memcpy(p->action, a->action, sizeof(p->action));
}

enum psig_known psig_ask(struct psig_process *p, struct cli_line *l)
{
	struct psig_answer a = { .end = PSIG_DONE };

	/* Another one of us: that is over soon. */
	if (is_tracer(p, TRACER_NAME))
		p->tracer = 0;
	if (p->caught == 0 && !is_guest(p))
		return PSIG_ALL;
	if (p->tracer != 0) {
		a.end = PSIG_TRACED;
	} else if (is_32bit(p->lives)) {
		a.end = PSIG_COMPAT;
	} else if (!fork_tracer(p, &a)) {
		cli_line_put(l, "no process could be made to ask it: %s",
			     strerror(errno));
		return PSIG_PARTLY;
	}
	take(p, &a);
	if (a.end == PSIG_DONE)
		return PSIG_ALL;
	why(p, &a, l);
	return a.end == PSIG_GONE ? PSIG_NOTHING : PSIG_PARTLY;
}
