/*
 * sigbench - what one signal operation costs, row by row.
 *
 *	sigbench [-l] ROW [COUNT]	run one row
 *	sigbench --list			the rows and their default counts
 *	sigbench startup COUNT CMD...	CMD's mean time from fork to its end
 *	sigbench --init [-l] ROW ...	the same as the init of User Mode Linux
 *
 * Prints "ROW ns_per_op handlers_seen handlers_expected".  Exit status 0
 * only if every handler ran exactly as often as it should and every result
 * was the right one; 1 if not; 2 for a usage error or a failed set-up.
 *
 * The same binary runs natively, under `ksig run --`, strace, qemu-user,
 * as the init of User Mode Linux (it powers the machine off), and in gVisor.
 * -l (lenient) allows two known faults of gVisor, so that its times can be
 * had at all: 31 instead of 64 queued signals, MAPERR instead of ACCERR.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum {
	NR_QUEUED = 64,			/* signals queued at once */
	NR_QUEUED_GVISOR = 31,		/* its per-signal limit is 32 */
	NR_GROUP = 50,			/* processes in the killed group */
	TICK_NS = 1000 * 1000,		/* 1 kHz */
	RETRY_NS = 50 * 1000 * 1000,	/* interrupt sent too early: again */
	NR_EXEC = 300,			/* /bin/true from sh */
};

struct result {
	double ns;		/* per operation */
	long seen, expected;	/* handlers run, or signals accepted */
};

/* What several processes of one row share. */
struct shared {
	_Atomic long seen[2];
	_Atomic unsigned int turn;
	_Atomic unsigned int arrived;
	_Atomic long sent;
	_Atomic long long lost_ns;
};

static struct shared *shared;
static bool is_lenient;
static volatile sig_atomic_t got;
static _Atomic long nr_handled;
static _Atomic long nr_wrong;

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "sigbench: %s: %s\n", what, strerror(errno));
	_exit(2);
}

static void check(long rc, const char *what)
{
	if (rc < 0)
		die(what);
}

static void handle(int sig, void (*handler)(int, siginfo_t *, void *),
		   int flags)
{
	struct sigaction sa = { .sa_flags = SA_SIGINFO | flags };

	sa.sa_sigaction = handler;
	check(sigaction(sig, &sa, NULL), "sigaction");
}

static void block(int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	check(sigprocmask(SIG_BLOCK, &set, NULL), "sigprocmask");
}

static void expect_status(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, 0), "waitpid");
	if (status != 0)
		nr_wrong++;
}

static void on_count(int sig, siginfo_t *info, void *uc)
{
	(void)uc;
	if (info->si_signo != sig)
		nr_wrong++;
	nr_handled++;
	got = 1;
}

/* ---- calls alone ---- */

static struct result row_getppid(long count)
{
	long long t = now_ns();

	for (long i = 0; i < count; i++)
		syscall(SYS_getppid);
	return (struct result){ (double)(now_ns() - t) / count, 0, 0 };
}

static struct result row_mask(long count)
{
	sigset_t usr1, old, end;
	long long t;

	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	t = now_ns();
	for (long i = 0; i < count; i++) {
		sigprocmask(SIG_BLOCK, &usr1, &old);
		sigprocmask(SIG_SETMASK, &old, NULL);
	}
	t = now_ns() - t;
	sigprocmask(SIG_SETMASK, NULL, &end);
	if (sigismember(&end, SIGUSR1))
		nr_wrong++;
	return (struct result){ (double)t / count, 0, 0 };
}

static struct result row_sigaction(long count)
{
	struct sigaction set = { .sa_flags = SA_SIGINFO | SA_RESTART };
	struct sigaction old, end;
	long long t;

	set.sa_sigaction = on_count;
	t = now_ns();
	for (long i = 0; i < count; i++) {
		sigaction(SIGUSR1, &set, &old);
		sigaction(SIGUSR1, &old, &end);
	}
	t = now_ns() - t;
	if (old.sa_handler != SIG_DFL || end.sa_sigaction != on_count)
		nr_wrong++;
	return (struct result){ (double)t / count, 0, 0 };
}

/* ---- one thread ---- */

static struct result row_self(long count)
{
	pid_t pid = getpid();
	pid_t tid = gettid();
	long long t;

	handle(SIGUSR1, on_count, 0);
	t = now_ns();
	for (long i = 0; i < count; i++)
		syscall(SYS_tgkill, pid, tid, SIGUSR1);
	t = now_ns() - t;
	return (struct result){ (double)t / count, nr_handled, count };
}

static struct result row_sigqueue(long count)
{
	long batch = is_lenient ? NR_QUEUED_GVISOR : NR_QUEUED;
	long rounds = (count + batch - 1) / batch;
	struct timespec zero = { 0 };
	sigset_t set;
	long seen = 0;
	long long t;

	block(SIGRTMIN);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	t = now_ns();
	for (long r = 0; r < rounds; r++) {
		for (long i = 0; i < batch; i++) {
			union sigval value = { .sival_int = (int)i };

			check(sigqueue(getpid(), SIGRTMIN, value), "sigqueue");
		}
		for (long i = 0; i < batch; i++) {
			siginfo_t info;

			if (sigtimedwait(&set, &info, &zero) != SIGRTMIN)
				continue;
			seen++;
			if (info.si_value.sival_int != i ||
			    info.si_code != SI_QUEUE)
				nr_wrong++;
		}
	}
	t = now_ns() - t;
	if (sigtimedwait(&set, NULL, &zero) != -1)
		nr_wrong++;
	return (struct result){ (double)t / (rounds * batch), seen,
				rounds * batch };
}

static struct result row_signalfd(long count)
{
	pid_t pid = getpid();
	sigset_t set;
	long seen = 0;
	long long t;
	int fd;

	block(SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	check(fd, "signalfd");
	t = now_ns();
	for (long i = 0; i < count; i++) {
		struct signalfd_siginfo info;

		kill(pid, SIGUSR1);
		if (read(fd, &info, sizeof(info)) == sizeof(info) &&
		    info.ssi_signo == SIGUSR1 && info.ssi_pid == (uint32_t)pid)
			seen++;
	}
	t = now_ns() - t;
	close(fd);
	return (struct result){ (double)t / count, seen, count };
}

static char *fault_page;

static void on_segv_open(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	(void)uc;
	if (info->si_addr != fault_page ||
	    (info->si_code != SEGV_ACCERR && !is_lenient))
		nr_wrong++;
	nr_handled++;
	if (mprotect(fault_page, 4096, PROT_READ | PROT_WRITE) < 0)
		die("mprotect");
}

static struct result row_segv_prot(long count)
{
	long long t;

	/* with holes around it: no merging with its neighbours to time */
	fault_page = mmap(NULL, 3 * 4096, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fault_page == MAP_FAILED)
		die("mmap");
	munmap(fault_page, 4096);
	munmap(fault_page + 2 * 4096, 4096);
	fault_page += 4096;
	handle(SIGSEGV, on_segv_open, 0);
	t = now_ns();
	for (long i = 0; i < count; i++) {
		*(volatile char *)fault_page = 1;
		mprotect(fault_page, 4096, PROT_NONE);
	}
	t = now_ns() - t;
	return (struct result){ (double)t / count, nr_handled, count };
}

static void on_segv_skip(int sig, siginfo_t *info, void *uc)
{
	ucontext_t *context = uc;

	(void)sig;
	if (info->si_addr != (void *)16 || info->si_code != SEGV_MAPERR)
		nr_wrong++;
	nr_handled++;
	context->uc_mcontext.gregs[REG_RIP] += 3;	/* movb $1,(%rax) */
}

static struct result row_segv_skip(long count)
{
	long long t;

	handle(SIGSEGV, on_segv_skip, 0);
	t = now_ns();
	for (long i = 0; i < count; i++)
		__asm__ volatile("movb $1,(%%rax)" : : "a"(16UL) : "memory");
	t = now_ns() - t;
	return (struct result){ (double)t / count, nr_handled, count };
}

/* ---- two of them ---- */

static void wait_got(const sigset_t *set)
{
	while (!got)
		sigsuspend(set);
	got = 0;
}

static struct result row_pingpong(long count)
{
	pid_t parent = getpid();
	pid_t child;
	sigset_t none;
	long long t;

	sigemptyset(&none);
	handle(SIGUSR1, on_count, 0);
	block(SIGUSR1);
	child = fork();
	check(child, "fork");
	if (child == 0) {
		for (long i = 0; i < count; i++) {
			wait_got(&none);
			kill(parent, SIGUSR1);
		}
		shared->seen[1] = nr_handled;
		_exit(nr_wrong != 0);
	}
	t = now_ns();
	for (long i = 0; i < count; i++) {
		kill(child, SIGUSR1);
		wait_got(&none);
	}
	t = now_ns() - t;
	expect_status(child);
	return (struct result){ (double)t / count,
				nr_handled + shared->seen[1], 2 * count };
}

struct peer {
	_Atomic pid_t tid, other;
	long count, seen;
};

static _Thread_local volatile sig_atomic_t thread_got;
static _Thread_local long thread_handled;

static void on_thread(int sig, siginfo_t *info, void *uc)
{
	(void)uc;
	if (info->si_signo != sig || info->si_code != SI_TKILL)
		nr_wrong++;
	thread_handled++;
	thread_got = 1;
}

static void thread_wait_got(const sigset_t *set)
{
	while (!thread_got)
		sigsuspend(set);
	thread_got = 0;
}

static void *thread_pong(void *arg)
{
	struct peer *peer = arg;
	pid_t pid = getpid();
	sigset_t none;

	sigemptyset(&none);
	peer->tid = gettid();
	for (long i = 0; i < peer->count; i++) {
		thread_wait_got(&none);
		syscall(SYS_tgkill, pid, peer->other, SIGUSR1);
	}
	peer->seen = thread_handled;
	return NULL;
}

static struct result row_thread_pingpong(long count)
{
	struct peer peer = { .other = gettid(), .count = count };
	pid_t pid = getpid();
	pthread_t thread;
	sigset_t none;
	long long t;

	sigemptyset(&none);
	thread_handled = 0;
	handle(SIGUSR1, on_thread, 0);
	block(SIGUSR1);
	if (pthread_create(&thread, NULL, thread_pong, &peer) != 0)
		die("pthread_create");
	while (peer.tid == 0)
		sched_yield();
	t = now_ns();
	for (long i = 0; i < count; i++) {
		syscall(SYS_tgkill, pid, peer.tid, SIGUSR1);
		thread_wait_got(&none);
	}
	t = now_ns() - t;
	pthread_join(thread, NULL);
	return (struct result){ (double)t / count,
				thread_handled + peer.seen, 2 * count };
}

/* ---- timers, groups, children ---- */

static timer_t timer;
static long long timer_base;
static long long timer_delay;
static long timer_ticks;

static void on_tick(int sig, siginfo_t *info, void *uc)
{
	long overrun = timer_getoverrun(timer);

	(void)sig;
	(void)uc;
	if (info->si_code != SI_TIMER)
		nr_wrong++;
	nr_handled++;
	timer_ticks += 1 + overrun;
	timer_delay += now_ns() - (timer_base + timer_ticks * TICK_NS);
}

/* The mean delay from the time asked for to the handler's first line. */
static struct result row_timer(long count)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGRTMIN };
	struct itimerspec spec = { .it_interval = { 0, TICK_NS } };
	sigset_t none;
	long ticks;

	sigemptyset(&none);
	timer_delay = 0;
	timer_ticks = 0;
	handle(SIGRTMIN, on_tick, 0);
	block(SIGRTMIN);
	check(timer_create(CLOCK_MONOTONIC, &event, &timer), "timer_create");
	timer_base = now_ns() + 2 * TICK_NS;
	spec.it_value.tv_sec = (timer_base + TICK_NS) / 1000000000;
	spec.it_value.tv_nsec = (timer_base + TICK_NS) % 1000000000;
	check(timer_settime(timer, TIMER_ABSTIME, &spec, NULL),
	      "timer_settime");
	while (timer_ticks < count)
		sigsuspend(&none);
	ticks = timer_ticks;
	timer_delete(timer);
	/* A tick is handled or counted in an overrun. */
	return (struct result){ (double)timer_delay / nr_handled,
				ticks > count ? count : ticks, count };
}

static void futex_wait(_Atomic unsigned int *word, unsigned int value,
		       const struct timespec *timeout)
{
	syscall(SYS_futex, word, FUTEX_WAIT, value, timeout, NULL, 0);
}

static void futex_wake(_Atomic unsigned int *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void on_group(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	(void)uc;
	if (info->si_code != SI_USER)
		nr_wrong++;
	shared->seen[0]++;
	got = 1;
	if (++shared->arrived == NR_GROUP) {
		shared->arrived = 0;
		shared->turn++;
		futex_wake(&shared->turn);
	}
}

/* Per delivery: one kill(2) of NR_GROUP sleeping processes. */
static struct result row_group(long count)
{
	long rounds = (count + NR_GROUP - 1) / NR_GROUP;
	pid_t member[NR_GROUP];
	sigset_t none;
	long long t;

	sigemptyset(&none);
	handle(SIGUSR1, on_group, 0);
	block(SIGUSR1);
	shared->turn = 0;
	for (int i = 0; i < NR_GROUP; i++) {
		pid_t pid = fork();

		check(pid, "fork");
		if (pid == 0) {
			/* one warm-up round more than is timed */
			for (long r = 0; r < rounds + 1; r++)
				wait_got(&none);
			_exit(nr_wrong != 0);
		}
		member[i] = pid;
		setpgid(pid, member[0]);
	}
	t = 0;
	for (long r = 0; r < rounds + 1; r++) {
		unsigned int turn = shared->turn;

		if (r == 1)
			t = now_ns();
		check(kill(-member[0], SIGUSR1), "kill");
		while (shared->turn == turn)
			futex_wait(&shared->turn, turn, NULL);
	}
	t = now_ns() - t;
	for (int i = 0; i < NR_GROUP; i++)
		expect_status(member[i]);
	return (struct result){ (double)t / (rounds * NR_GROUP),
				shared->seen[0], (rounds + 1) * NR_GROUP };
}

static void on_child(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	(void)uc;
	if (info->si_code != CLD_EXITED || info->si_status != 7)
		nr_wrong++;
	nr_handled++;
	got = 1;
}

static struct result row_fork(long count)
{
	sigset_t none;
	long long t;

	sigemptyset(&none);
	handle(SIGCHLD, on_child, 0);
	block(SIGCHLD);
	t = now_ns();
	for (long i = 0; i < count; i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0)
			_exit(7);
		check(pid, "fork");
		wait_got(&none);
		if (waitpid(pid, &status, 0) != pid || status != 7 << 8)
			nr_wrong++;
	}
	t = now_ns() - t;
	return (struct result){ (double)t / count, nr_handled, count };
}

/* ---- interrupted calls ---- */

static void next_turn(void)
{
	shared->turn++;
	futex_wake(&shared->turn);
}

static void on_interrupt(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	(void)info;
	(void)uc;
	nr_handled++;
	next_turn();
}

/*
 * Signal the reader each time it says (by turn) that it has seen the last
 * one.  SCHED_BATCH keeps the waker running until it sleeps in its read, so
 * on one CPU the next signal finds it there; on several a short spin gives
 * it the time.  A signal that came too early all the same interrupts
 * nothing: it is sent again, and the time lost is taken off.
 */
static void interrupt_loop(pid_t reader, long count, bool can_miss)
{
	struct timespec retry = { 0, RETRY_NS };
	struct sched_param param = { 0 };
	cpu_set_t cpus;
	bool has_cpus;

	sched_setscheduler(0, SCHED_BATCH, &param);
	has_cpus = sched_getaffinity(0, sizeof(cpus), &cpus) == 0 &&
		   CPU_COUNT(&cpus) > 1;
	for (long i = 0; i < count; i++) {
		unsigned int turn = shared->turn;
		long long start;

		if (has_cpus)
			for (start = now_ns(); now_ns() < start + 3000; )
				;
		kill(reader, SIGUSR1);
		shared->sent++;
		while (shared->turn == turn) {
			start = can_miss ? now_ns() : 0;
			futex_wait(&shared->turn, turn,
				   can_miss ? &retry : NULL);
			if (!can_miss || shared->turn != turn)
				continue;
			shared->lost_ns += now_ns() - start;
			kill(reader, SIGUSR1);
			shared->sent++;
		}
	}
}

static struct result row_read(long count, bool is_restart)
{
	pid_t reader = getpid();
	pid_t sender;
	long eintr = 0;
	long long t;
	int pipes[2];
	char byte;

	check(pipe(pipes), "pipe");
	shared->turn = 0;
	shared->sent = 0;
	shared->lost_ns = 0;
	if (is_restart)
		handle(SIGUSR1, on_interrupt, SA_RESTART);
	else
		handle(SIGUSR1, on_count, 0);
	t = now_ns();
	sender = fork();
	check(sender, "fork");
	if (sender == 0) {
		interrupt_loop(reader, count, !is_restart);
		if (write(pipes[1], "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
	for (;;) {
		ssize_t nr = read(pipes[0], &byte, 1);

		if (nr == 1)
			break;
		if (nr != -1 || errno != EINTR || is_restart) {
			nr_wrong++;
			break;
		}
		eintr++;
		next_turn();
	}
	t = now_ns() - t - shared->lost_ns;
	expect_status(sender);
	close(pipes[0]);
	close(pipes[1]);
	if (!is_restart) {
		/* what was sent too early ran its handler outside of read */
		long early = shared->sent - count;

		if (eintr < count || eintr > count + early)
			nr_wrong++;
		if (nr_handled >= count && nr_handled <= count + early)
			nr_handled = count;
	}
	return (struct result){ (double)t / count, nr_handled, count };
}

static struct result row_read_restart(long count)
{
	return row_read(count, true);
}

static struct result row_read_eintr(long count)
{
	return row_read(count, false);
}

/*
 * ---- whole programs, so that UML and gVisor time them inside ----
 *
 * qemu-user leaves what its guest execs to the host: there $SIGBENCH_EXEC
 * names qemu, to put before each command.
 */

static const char *work_file;

static struct result spawn(const char *script)
{
	long long t = now_ns();
	pid_t pid = fork();

	check(pid, "fork");
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", script, "sh", work_file,
		      (char *)NULL);
		_exit(127);
	}
	expect_status(pid);
	return (struct result){ now_ns() - t, 0, 0 };
}

static struct result row_exec(long count)
{
	char script[128];

	snprintf(script, sizeof(script), "i=0; while [ $i -lt %ld ]; do "
		 "$SIGBENCH_EXEC /bin/true || exit; i=$((i+1)); done", count);
	return spawn(script);
}

static struct result row_gcc(long count)
{
	(void)count;
	return spawn("exec $SIGBENCH_EXEC /usr/bin/gcc ${SIGBENCH_EXEC:+-wrapper "
		     "$SIGBENCH_EXEC} -B/usr/bin/ -O2 -c -o /dev/null \"$1\"");
}

static struct result row_gzip(long count)
{
	(void)count;
	return spawn("exec $SIGBENCH_EXEC /bin/gzip -1 -c \"$1\" >/dev/null");
}

/* Start-up: what any command costs from fork(2) to its end. */
static int run_startup(long count, char **argv)
{
	long long t = now_ns();

	for (long i = 0; i < count; i++) {
		pid_t pid = fork();

		check(pid, "fork");
		if (pid == 0) {
			execvp(argv[0], argv);
			_exit(127);
		}
		expect_status(pid);
	}
	printf("startup %.1f 0 0\n", (double)(now_ns() - t) / count);
	return nr_wrong != 0;
}

static const struct row {
	const char *name;
	struct result (*run)(long count);
	long count;
	bool has_warm_up;
} rows[] = {
	{ "getppid", row_getppid, 100000, true },
	{ "mask", row_mask, 40000, true },
	{ "sigaction", row_sigaction, 40000, true },
	{ "self", row_self, 10000, true },
	{ "pingpong", row_pingpong, 3000, true },
	{ "thread-pingpong", row_thread_pingpong, 3000, true },
	{ "sigqueue", row_sigqueue, 12800, true },
	{ "signalfd", row_signalfd, 15000, true },
	{ "segv-prot", row_segv_prot, 5000, true },
	{ "segv-skip", row_segv_skip, 10000, true },
	{ "timer", row_timer, 300, true },
	{ "group", row_group, 3000, false },
	{ "fork", row_fork, 400, true },
	{ "read-restart", row_read_restart, 4000, true },
	{ "read-eintr", row_read_eintr, 4000, true },
	{ "exec300", row_exec, NR_EXEC, false },
	{ "gcc", row_gcc, 1, false },
	{ "gzip", row_gzip, 1, false },
};

static int run_row(const struct row *row, long count)
{
	struct result result;

	if (row->has_warm_up) {
		row->run(count / 20 + 1);
		nr_handled = 0;
	}
	result = row->run(count);
	if (nr_wrong)
		fprintf(stderr, "sigbench: %s: %ld wrong results\n", row->name,
			(long)nr_wrong);
	printf("%s %.1f %ld %ld\n", row->name, result.ns, result.seen,
	       result.expected);
	fflush(stdout);
	return result.seen != result.expected || nr_wrong;
}

/* As the first process of User Mode Linux: be its init. */
static void be_init(void)
{
	pid_t pid;
	int status;

	mount("proc", "/proc", "proc", 0, NULL);
	mount("tmpfs", "/tmp", "tmpfs", 0, NULL);
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
	pid = fork();
	if (pid == 0) {
		setsid();
		return;
	}
	waitpid(pid, &status, 0);
	printf("sigbench exit status %d\n",
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128);
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	_exit(0);
}

int main(int argc, char **argv)
{
	int arg = 1;

	if (arg < argc && strcmp(argv[arg], "--init") == 0) {
		be_init();
		arg++;
	}
	if (arg < argc && strcmp(argv[arg], "--list") == 0) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			printf("%s %ld\n", rows[i].name, rows[i].count);
		return 0;
	}
	if (arg < argc && strcmp(argv[arg], "-l") == 0) {
		is_lenient = true;
		arg++;
	}
	if (arg + 2 < argc && strcmp(argv[arg], "startup") == 0)
		return run_startup(strtol(argv[arg + 1], NULL, 10),
				   argv + arg + 2);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		die("mmap");
	for (size_t i = 0; arg < argc && i < sizeof(rows) / sizeof(rows[0]);
	     i++) {
		long count = rows[i].count;

		if (strcmp(argv[arg], rows[i].name) != 0)
			continue;
		if (arg + 1 < argc && strtol(argv[arg + 1], NULL, 10) > 0)
			count = strtol(argv[arg + 1], NULL, 10);
		work_file = arg + 2 < argc ? argv[arg + 2] : "";
		return run_row(&rows[i], count);
	}
	fprintf(stderr, "usage: sigbench [-l] ROW [COUNT [FILE]] | --list\n");
	return 2;
}
