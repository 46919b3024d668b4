/* SPDX-License-Identifier: MIT */
/*
 * storm SECONDS THREADS: threads of several processes that block, unblock,
 * send, wait for, stop, continue, fork, exec and kill at random. At the end
 * everybody is waited for; exits with 1 if that does not come to an end.
 *
 * What is asserted: the kernel lives (no panic, its invariants hold at the
 * end), every process can be reaped, and no wakeup is lost: each worker has a
 * heart that beats, and a process whose threads are not stopped and whose
 * hearts have stood still for HUNG_S fails. With "memory" as a third argument
 * also: as much of it is free in the end as after a first, short storm. (Only
 * where nobody else uses any.)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES	8
#define THREADS_MAX	64
#define HUNG_S		30
#define FIRST_S		5	/* the first storm */
#define SETTLE_S	10	/* until memory has to be free */

struct shared {
	pid_t pid[PROCESSES];
	int stop;
	uint64_t beats[PROCESSES];
	uint64_t handled, forks, execs, kills;
};
static struct shared *sh;
static int me;

static uint64_t random_of(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void handler(int sig)
{
	(void)sig;
	__atomic_fetch_add(&sh->handled, 1, __ATOMIC_RELAXED);
}

static int any_signal(uint64_t *seed)
{
	static const int signals[] = {
		SIGUSR1, SIGUSR2, SIGHUP, SIGWINCH, SIGURG, SIGCONT, SIGALRM,
		36, 37, 40, 50, 64,
	};

	return signals[random_of(seed) % (sizeof(signals) / sizeof(int))];
}

static void set_mask(uint64_t *seed)
{
	uint64_t mask = random_of(seed) & random_of(seed);

	mask &= ~(1ull << (SIGCHLD - 1));
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, 8);
}

static void wait_some(uint64_t *seed)
{
	struct timespec ts = { 0, (long)(random_of(seed) % 3000000) };
	uint64_t set = random_of(seed) | 1u << (SIGUSR1 - 1);

	switch (random_of(seed) % 3) {
	case 0:
		syscall(SYS_rt_sigtimedwait, &set, NULL, &ts, 8);
		break;
	case 1:
		nanosleep(&ts, NULL);
		break;
	default:
		syscall(SYS_ppoll, NULL, 0, &ts, &set, 8);
		break;
	}
}

static void send_one(uint64_t *seed)
{
	pid_t to = sh->pid[random_of(seed) % PROCESSES];
	union sigval value = { .sival_int = 7 };
	int sig = any_signal(seed);

	if (to <= 1)
		return;
	switch (random_of(seed) % 4) {
	case 0:
		sigqueue(to, sig, value);
		break;
	case 1:
		syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), sig);
		break;
	default:
		kill(to, sig);
		break;
	}
}

static void stop_and_continue(uint64_t *seed)
{
	pid_t to = sh->pid[random_of(seed) % PROCESSES];

	if (to <= 1 || to == getpid())
		return;
	kill(to, SIGSTOP);
	sched_yield();
	kill(to, SIGCONT);
}

static void fork_one(uint64_t *seed)
{
	static char *argv[] = { (char *)"storm", (char *)"exit", NULL };
	uint64_t how = random_of(seed) % 3;
	pid_t parent = getpid(), pid = how == 0 ? vfork() : fork();

	if (pid == 0) {
		if (how < 2)
			execve("/proc/self/exe", argv, NULL);
		if (how == 2 && random_of(seed) % 2) {
			/* Whom nobody is left to kill must not stay. */
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (getppid() == parent)
				pause();
		}
		_exit(3);
	}
	if (pid < 0)
		return;
	__atomic_fetch_add(how < 2 ? &sh->execs : &sh->forks, 1,
			   __ATOMIC_RELAXED);
	if (how == 2)
		kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void *work(void *arg)
{
	uint64_t seed = 88172645463325252ull ^ (uintptr_t)arg * 7919 ^
			(uint64_t)getpid() << 32;

	while (!__atomic_load_n(&sh->stop, __ATOMIC_RELAXED)) {
		__atomic_fetch_add(&sh->beats[me], 1, __ATOMIC_RELAXED);
		switch (random_of(&seed) % 32) {
		case 0:
			fork_one(&seed);
			break;
		case 1:
			stop_and_continue(&seed);
			break;
		case 2: case 3: case 4: case 5:
			wait_some(&seed);
			break;
		case 6: case 7: case 8: case 9:
			set_mask(&seed);
			break;
		default:
			send_one(&seed);
			break;
		}
	}
	return NULL;
}

static void process(int threads)
{
	pthread_t t[THREADS_MAX];
	struct sigaction sa = { .sa_handler = handler };
	sigset_t none;
	int i;

	for (i = 1; i <= 64; i++)
		if (i != SIGCHLD && i != SIGSEGV && i != SIGILL)
			sigaction(i, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (i = 0; i < threads; i++)
		if (pthread_create(&t[i], NULL, work, (void *)(intptr_t)i))
			_exit(2);
	for (i = 0; i < threads; i++)
		pthread_join(t[i], NULL);
	_exit(0);
}

static void start(int i, int threads)
{
	pid_t pid = fork();

	if (pid == 0) {
		me = i;
		process(threads);
	}
	sh->pid[i] = pid;
}

/* Has process i done something within HUNG_S? */
static int is_hung(int i)
{
	static uint64_t last[PROCESSES];
	static int still[PROCESSES];
	uint64_t now = __atomic_load_n(&sh->beats[i], __ATOMIC_RELAXED);

	still[i] = now == last[i] ? still[i] + 1 : 0;
	last[i] = now;
	return still[i] >= HUNG_S;
}

static uint64_t now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec;
}

static int watch(int seconds, int threads)
{
	uint64_t end = now_s() + (uint64_t)seconds;
	int s, i;

	/* Under load a round is more than its second. */
	for (s = 0; now_s() < end; s++) {
		struct timespec ts = { 1, 0 };

		while (nanosleep(&ts, &ts))
			;
		for (i = 0; i < PROCESSES; i++) {
			kill(sh->pid[i], SIGCONT);
			if (is_hung(i)) {
				printf("process %d hangs\n", i);
				return 1;
			}
		}
		/* One dies whatever it does, and another takes its place. */
		i = s % PROCESSES;
		kill(sh->pid[i], SIGKILL);
		if (waitpid(sh->pid[i], NULL, 0) != sh->pid[i]) {
			printf("process %d cannot be reaped\n", i);
			return 1;
		}
		sh->kills++;
		start(i, threads);
	}
	return 0;
}

static void nap(void)
{
	struct timespec ts = { 0, 100000000 };

	nanosleep(&ts, NULL);
}

/* From the first fork to the last process reaped. 0: nobody hung. */
static int storm(int seconds, int threads)
{
	int i, failed;

	sh->stop = 0;
	for (i = 0; i < PROCESSES; i++)
		start(i, threads);
	failed = watch(seconds, threads);
	__atomic_store_n(&sh->stop, 1, __ATOMIC_RELAXED);
	for (i = 0; i < PROCESSES; i++) {
		nap();
		kill(sh->pid[i], SIGKILL);
		waitpid(sh->pid[i], NULL, 0);
	}
	memset(sh->pid, 0, sizeof(sh->pid));
	return failed;
}

static uint64_t free_bytes(void)
{
	struct sysinfo si;

	return sysinfo(&si) == 0 ? (uint64_t)si.freeram * si.mem_unit : 0;
}

/* What is freed when all CPUs have had a tick may still be on its way. */
static int is_back(uint64_t before)
{
	uint64_t now;
	int i;

	for (i = 0; i < SETTLE_S * 10; i++) {
		now = free_bytes();
		if (now >= before)
			break;
		nap();
	}
	printf("memory: %llu bytes free, before the storm %llu\n",
	       (unsigned long long)now, (unsigned long long)before);
	return now >= before;
}

int main(int argc, char **argv)
{
	int seconds, threads, failed = 0;
	uint64_t before = 0;
	sigset_t all;

	if (argc == 2)
		return 3;
	if (argc < 3)
		return 2;
	seconds = atoi(argv[1]);
	threads = atoi(argv[2]) / PROCESSES;
	sh = mmap(NULL, sizeof(*sh), PROT_READ | PROT_WRITE,
		  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* Others' signals must not end a process before it has handlers. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	if (argc > 3) {
		failed = storm(FIRST_S, threads);
		nap();
		before = free_bytes();
	}
	failed = failed || storm(seconds, threads);
	if (argc > 3)
		failed = !is_back(before) || failed;
	printf("storm: %s; %llu handled, %llu forks, %llu execs, %llu kills\n",
	       failed ? "FAILED" : "over", (unsigned long long)sh->handled,
	       (unsigned long long)sh->forks, (unsigned long long)sh->execs,
	       (unsigned long long)sh->kills);
	return failed;
}
