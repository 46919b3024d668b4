/* SPDX-License-Identifier: MIT */
/*
 * From `ksig run CMD` to a guest and its runner.
 *
 * The process that was called becomes CMD, so that whoever waits for it sees
 * CMD's own stops, exit status and death. The runner is a grandchild that
 * init adopts (as with strace -D): the guest has no child that it does not
 * know of. In its own session it gets no signal of the terminal.
 *
 *   caller P                        runner R (forked twice)
 *   forks, says who may trace it -> waits for "go"
 *   waits for "seized"           <- PTRACE_SEIZE(P)
 *   empties its signal state,
 *   loads the filter, execve()      loop_run()
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include "internal.h"

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | \
	PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | \
	PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL)

static volatile int32_t raw_altstack_flags;

static void on_probe(int sig, siginfo_t *si, void *uc)
{
	(void)sig;
	(void)si;
	raw_altstack_flags = ((ucontext_t *)uc)->uc_stack.ss_flags;
}

/* A signal of which none waits for us, or 0. */
static int unused_signal(void)
{
	sigset_t pending;
	int sig;

	sigpending(&pending);
	for (sig = SIGRTMAX; sig > 0; sig--)
		if (sigismember(&pending, sig) == 0 && sig != SIGKILL &&
		    sig != SIGSTOP)
			return sig;
	return 0;
}

/*
 * The raw flags of P's alternate stack, which exec keeps and each frame
 * shows: 0, or SS_DISABLE if some ancestor was made by clone(CLONE_VM).
 * sigaltstack(2) does not tell them apart; a frame of our own does.
 */
static int32_t altstack_flags(void)
{
	struct sigaction sa = { .sa_flags = SA_SIGINFO }, old;
	int sig = unused_signal();
	sigset_t one, mask;

	if (!sig)
		return 0;
	sa.sa_sigaction = on_probe;
	sigemptyset(&one);
	sigaddset(&one, sig);
	sigaction(sig, &sa, &old);
	sigprocmask(SIG_BLOCK, &one, &mask);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	sigaction(sig, &old, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return raw_altstack_flags;
}

/* What P says of itself: raw calls, since a libc hides signals of its own. */
static void take_state(struct ksig_start *how)
{
	struct linux_sigaction sa;
	struct rlimit rl = { RLIM_INFINITY, RLIM_INFINITY };
	int sig;

	memset(how, 0, sizeof(*how));
	how->pid = getpid();
	how->ppid = getppid();
	how->pgid = getpgid(0);
	how->sid = getsid(0);
	how->uid = getuid();
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &how->blocked, 8);
	for (sig = 1; sig <= KSIG_NSIG; sig++)
		if (syscall(SYS_rt_sigaction, sig, NULL, &sa, 8) == 0 &&
		    sa.handler == LINUX_SIG_IGN)
			how->ignored |= SIGBIT(sig);
	getrlimit(RLIMIT_SIGPENDING, &rl);
	how->rlimit_sigpending = rl.rlim_cur;
	how->altstack_flags = altstack_flags();
	how->orphaned = getsid(how->ppid) != how->sid ||
			getpgid(how->ppid) == how->pgid;
}

/* Nothing blocked, nothing ignored: but for what mirror.c explains. */
static void empty_state(const struct ksig_start *how)
{
	struct linux_sigaction dfl = { 0, 0, 0, 0 };
	uint64_t tty = procs_has_tty(how->pid) ?
		SIGBIT(SIGTTIN) | SIGBIT(SIGTTOU) : 0;
	/* As mirror.c has it: SIGCHLD is not caught yet. */
	uint64_t mask = ((how->blocked | how->ignored) & tty) | SIGBIT(SIGCHLD);
	struct timespec now = { 0, 0 };
	uint64_t chld = SIGBIT(SIGCHLD);
	int sig;

	/* The core has it already: take_sigchld(). */
	syscall(SYS_rt_sigtimedwait, &chld, NULL, &now, 8);
	/* Not those that are default: to set them would discard what waits. */
	for (sig = 1; sig <= KSIG_NSIG; sig++)
		if ((how->ignored & SIGBIT(sig)) && !mirror_shows(sig))
			syscall(SYS_rt_sigaction, sig, &dfl, NULL, 8);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, 8);
}

/*
 * The runner keeps the descriptors that the command opened for it, which are
 * close-on-exec, and none of the user's: a reader at the other end of a pipe
 * must see its end when the guests have closed it.
 */
static void drop_fds(void)
{
	int null, fd;
	struct dirent *d;
	DIR *dir;

	say_detach();
	dir = opendir("/proc/self/fd");
	while (dir && (d = readdir(dir))) {
		fd = atoi(d->d_name);
		if (d->d_name[0] != '.' && fd > 2 && fd != dirfd(dir) &&
		    !(fcntl(fd, F_GETFD) & FD_CLOEXEC))
			close(fd);
	}
	if (dir)
		closedir(dir);
	null = open("/dev/null", O_RDWR);
	if (null >= 0) {
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		if (null > 2)
			close(null);
	}
}

/*
 * The runner ends with its last guest, and only SIGKILL ends it before: what
 * is sent to all processes of a service is for the guests. Nothing is blocked,
 * whatever the user has blocked: SIGALRM is the loop's.
 */
static void runner_signals(void)
{
	static const int ignored[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGXFSZ, SIGUSR1,
		SIGUSR2, SIGTTIN, SIGTTOU, SIGTSTP
	};
	sigset_t none;
	size_t i;

	for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static uint32_t kernel_version(void)
{
	struct utsname u;
	unsigned major = 6, minor = 0;

	if (uname(&u) == 0)
		sscanf(u.release, "%u.%u", &major, &minor);
	return major << 16 | (minor & 0xff) << 8;
}

/*
 * A SIGCHLD that waits for P since before. The others come to the runner when
 * P empties its mask; this one stays blocked on the host, and P drops it.
 */
static void take_sigchld(int pid)
{
	struct ksig_origin origin = { KSIG_BY_CHILD, 0, 0 };
	struct ksig_task *t = ksig_task_find(&host.k, pid);
	struct __ptrace_peeksiginfo_args a = {
		.flags = PTRACE_PEEKSIGINFO_SHARED, .nr = 1
	};
	struct linux_siginfo info;

	for (; ptrace(PTRACE_PEEKSIGINFO, pid, &a, &info) == 1; a.off++) {
		if (info.si_signo != LINUX_SIGCHLD)
			continue;
		ksig_generate_group(t->group, &info, &origin);
		return;
	}
}

/* The core's state, for the guest that was seized. 0 or -errno. */
static int set_up(const struct ksig_start *how)
{
	struct ksig_config c = {
		.size = sizeof(c),
		.linux_version = kernel_version(),
		.flags = KSIG_CONFIG_PORT_ORPHANS,
	};
	int st;

	/* PTRACE_GETREGSET wants a stop. */
	ptrace(PTRACE_INTERRUPT, how->pid, 0, 0);
	if (waitpid(how->pid, &st, __WALL) != how->pid || !WIFSTOPPED(st))
		return -ESRCH;
	c.xstate_bytes = tracee_xstate_bytes(how->pid, &c.xfeatures);
	probe_xstate_gaps(&c);
	host.xstate_bytes = c.xstate_bytes;
	host.xstate = calloc(1, (size_t)c.xstate_bytes + 64);
	host.main_pid = how->pid;
	host.start_pgid = how->pgid;
	host.zombies_end = &host.zombies;
	if (!host.o->trace)
		host_port.trace = NULL;
	if (!host.xstate || c.xstate_bytes == 0 ||
	    ksig_init(&host.k, &host_port, &c) != 0 ||
	    !birth_first(how->pid, how))
		return -ENOMEM;
	take_sigchld(how->pid);
	ptrace(PTRACE_CONT, how->pid, 0, 0);
	return 0;
}

/* R. Never returns. */
static void runner(const struct ksig_start *how, int sock)
{
	struct sigaction quiet = { .sa_flags = SA_NOCLDSTOP };
	struct rlimit rl;
	int32_t pid = getpid(), err = 0;
	char go;

	/* Each stop would be told by a SIGCHLD too, for nothing. */
	quiet.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &quiet, NULL);
	setsid();
	runner_signals();
	drop_fds();
	if (chdir("/") != 0)
		err = 0;	/* only for the sake of umount */
	/* One descriptor a signalfd, and more: what we may have. */
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0) {
		rl.rlim_cur = rl.rlim_max;
		setrlimit(RLIMIT_NOFILE, &rl);
	}
	if (write(sock, &pid, sizeof(pid)) != sizeof(pid) ||
	    read(sock, &go, 1) != 1)
		_exit(KSIG_HOST_FAILED);
	if (ptrace(PTRACE_SEIZE, how->pid, 0, OPTIONS) != 0)
		err = errno;
	else
		err = -set_up(how);
	/* Else our end would be P's, before it can say why. */
	if (err)
		ptrace(PTRACE_DETACH, how->pid, 0, 0);
	if (write(sock, &err, sizeof(err)) != sizeof(err) || err)
		_exit(KSIG_HOST_FAILED);
	close(sock);
	place_init();
	loop_run();
	_exit(0);
}

static int tracer_of_self(void)
{
	char line[256];
	int pid = 0;
	FILE *f = fopen("/proc/self/status", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "TracerPid: %d", &pid) == 1)
			break;
	if (f)
		fclose(f);
	return pid;
}

static void say_no_ptrace(int err)
{
	char scope = '0';
	int fd = open("/proc/sys/kernel/yama/ptrace_scope",
		      O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (read(fd, &scope, 1) != 1)
			scope = '0';
		close(fd);
	}
	if (scope > '1')
		host_say("this host forbids ptrace(2): %s "
			 "(kernel.yama.ptrace_scope is %c); allow it: sysctl "
			 "kernel.yama.ptrace_scope=1", strerror(err), scope);
	else
		host_say("this host forbids ptrace(2): %s; allow it: in a "
			 "container --cap-add=SYS_PTRACE, or another seccomp "
			 "profile", strerror(err));
}

static int say_no_seccomp(int err)
{
	host_say("this host forbids seccomp(2) filters: %s; allow it: in a "
		 "container --security-opt seccomp=unconfined",
		 strerror(err));
	return KSIG_HOST_FAILED;
}

/*
 * Of the standard streams that we were started without, none may become
 * something of ours: the runner puts /dev/null there. CMD has none either.
 */
static void hold_streams(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} while (fd >= 0 && fd <= 2);
	if (fd >= 0)
		close(fd);
}

/* Does nobody trace us yet? false after a line. */
static bool check_untraced(void)
{
	int tracer = tracer_of_self();

	if (tracer)
		host_say("this process is traced by process %d already (ksig, "
			 "strace or gdb?), and a program has one tracer: run "
			 "ksig outside of it", tracer);
	return !tracer;
}

/* In a child of P, which ends at once: init adopts the runner. */
static void fork_runner(const struct ksig_start *how, int sock)
{
	int32_t err;
	pid_t pid = fork();

	if (pid == 0)
		runner(how, sock);
	err = -errno;
	/* In place of the runner's pid. */
	if (pid < 0 && write(sock, &err, sizeof(err)) != sizeof(err))
		_exit(KSIG_HOST_FAILED);
	_exit(0);
}

/* fork(2), of whose end no SIGCHLD tells: one that waits for CMD stays so. */
static pid_t quiet_fork(void)
{
	return (pid_t)syscall(SYS_clone, 0ul, 0ul, 0ul, 0ul, 0ul);
}

/*
 * Would the kernel give P the runner as an orphan? Then there is nobody else
 * to be its parent, and it is made P's child at once: without an exit signal
 * it is one that wait(2) does not see (but with __WALL or __WCLONE), which an
 * orphan is not.
 */
static bool adopts_orphans(void)
{
	int subreaper = 0;

	prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
	return getpid() == 1 || subreaper;
}

/* P's end of the conversation. 0, or errno. */
static int talk(int sock)
{
	int32_t pid, err;

	if (read(sock, &pid, sizeof(pid)) != sizeof(pid))
		return EPIPE;
	if (pid < 0)
		return -pid;
	prctl(PR_SET_PTRACER, pid);
	if (send(sock, "g", 1, MSG_NOSIGNAL) != 1 ||
	    read(sock, &err, sizeof(err)) != sizeof(err))
		return EPIPE;
	return err;
}

/* Fork the runner and have it seize us. 0, or an exit status. */
static int hand_over(const struct ksig_start *how)
{
	bool direct = adopts_orphans();
	int sv[2], err;
	pid_t mid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv) != 0) {
		host_say("no socket pair: %s; are too many files open?",
			 strerror(errno));
		return KSIG_HOST_FAILED;
	}
	mid = quiet_fork();
	if (mid == 0) {
		close(sv[0]);
		if (direct)
			runner(how, sv[1]);
		fork_runner(how, sv[1]);
	}
	err = mid < 0 ? errno : 0;
	close(sv[1]);
	while (mid > 0 && !direct &&
	       waitpid(mid, NULL, __WCLONE) < 0 && errno == EINTR)
		;
	if (mid > 0)
		err = talk(sv[0]);
	close(sv[0]);
	if (err == EPERM || err == EACCES)
		say_no_ptrace(err);
	else if (err)
		host_say("the runner could not start: %s; are there too many "
			 "processes, or too little memory?", strerror(err));
	return err ? KSIG_HOST_FAILED : 0;
}

/* execve(2), and for a file without #! the shell, as execvp(3) does. */
static void exec_guest(const char *path, char **argv)
{
	char **sh;
	int n = 0, i;

	execve(path, argv, environ);
	if (errno != ENOEXEC)
		return;
	while (argv[n])
		n++;
	sh = calloc((size_t)n + 2, sizeof(*sh));
	if (!sh)
		return;
	sh[0] = (char *)(uintptr_t)"/bin/sh";
	sh[1] = (char *)(uintptr_t)path;
	for (i = 1; i < n; i++)
		sh[i + 1] = argv[i];
	execve(sh[0], sh, environ);
}

int ksig_host_run(const struct ksig_host_options *o)
{
	struct ksig_start how;
	char path[4096];
	int r;

	host.o = o;
	hold_streams();
	r = check_find(o->argv[0], path, sizeof(path));
	if (r)
		return r;
	if (!check_untraced())
		return KSIG_HOST_FAILED;
	r = filter_probe();
	if (r)
		return say_no_seccomp(-r);
	take_state(&how);
	/* Our own death before exec must not be a user's signal half-way. */
	r = hand_over(&how);
	if (r)
		return r;
	empty_state(&how);
	r = filter_load();
	if (r)
		return say_no_seccomp(-r);
	exec_guest(path, o->argv);
	r = errno;
	host_say("%s: cannot be executed: %s%s", path, strerror(r),
		 r == ENOENT ? " (its interpreter?): install what it needs" :
		 r == ENOEXEC ? ": give a program or a script" : "");
	return r == ENOENT ? KSIG_HOST_NOT_FOUND : KSIG_HOST_REFUSED;
}
