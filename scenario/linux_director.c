/* SPDX-License-Identifier: MIT */
/*
 * The director's half of the real machine: begin, post, see through /proc
 * when everybody has come to rest, end.
 *
 * Settled is: every actor sleeps, is stopped or dead, and one look after the
 * other finds nobody's state or number of time slices changed. A task that
 * was woken is runnable from that moment on, however loaded the machine is,
 * so nothing is asserted about time. State S is not enough: a task sets it
 * before it looks for the last time whether it has to sleep, and may be
 * preempted there (seen in wait4(2)). wchan is 0 then: it is not asleep. Under ksig run the runner, which traces
 * us all, has to be at rest too, and stopped threads show as traced.
 */
#define _GNU_SOURCE
#include "linux.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/futex.h>

#define WATCHDOG_S	10
#define LOOK_NATIVE	3	/* looks that find the same */
#define LOOK_HOST	5
#define LOOK_DOUBT	25	/* traced by the runner, uninterruptible,
				 * spinning: may be on its way */
/* A task that spins has taken its signals if it has run for so long since all
 * else came to rest: more than the kernel's part of taking them. */
#define SPIN_CPU_NS	2000000
#define GAP_NATIVE_NS	100000
#define GAP_HOST_NS	300000

/* What /proc says of a task. */
struct look {
	char state;		/* 0: it is not there */
	bool on_queue;		/* runs, or would if it had a CPU */
	int32_t nr_threads, status, tracer;
	uint64_t start;
	uint64_t cpu_ns, slices;	/* CPU time, and how often it got one */
	int32_t at;
	bool is_main;		/* its process's main thread */
};

static struct look looks[SCN_ACTORS_MAX], runner_look;
static uint64_t spin_from[SCN_ACTORS_MAX];	/* CPU time at rest's begin */
static int runner = -1;	/* pid of who traces us; 0: nobody */

static int slurp(const char *path, char *buf, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, buf, max - 1);
	close(fd);
	if (n <= 0)
		return -1;
	buf[n] = 0;
	return 0;
}

static int tracer_of(const char *task)
{
	char path[64], buf[4096], *s;

	snprintf(path, sizeof(path), "/proc/%s/status", task);
	if (slurp(path, buf, sizeof(buf)))
		return 0;
	s = strstr(buf, "TracerPid:");
	return s ? atoi(s + 10) : 0;
}

bool scn_linux_is_host(void)
{
	if (runner < 0)
		runner = tracer_of("self");
	return runner > 0;
}

/* proc(5): what stands behind the name's last ')' begins with field 3. */
static void look_at(int pid, int tid, struct look *l)
{
	char path[64], task[48], buf[1024], *s;
	unsigned long long start, cpu, slices;
	int field = 3;

	memset(l, 0, sizeof(*l));
	snprintf(task, sizeof(task), "%d/task/%d", pid, tid);
	/* The process's status; a thread's own does not know of a core. */
	if (pid == tid)
		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	else
		snprintf(path, sizeof(path), "/proc/%s/stat", task);
	if (slurp(path, buf, sizeof(buf)) || !(s = strrchr(buf, ')')))
		return;
	s += 2;
	l->state = *s;
	for (; *s; s++) {
		if (*s != ' ')
			continue;
		field++;
		if (field == 20)
			l->nr_threads = atoi(s + 1);
		else if (field == 22 && sscanf(s + 1, "%llu", &start) == 1)
			l->start = start;
		else if (field == 52)
			l->status = atoi(s + 1);
	}
	snprintf(path, sizeof(path), "/proc/%s/schedstat", task);
	if (!slurp(path, buf, sizeof(buf)) &&
	    sscanf(buf, "%llu %*u %llu", &cpu, &slices) == 2) {
		l->cpu_ns = cpu;
		l->slices = slices;
	}
	if (l->state == 't')
		l->tracer = tracer_of(task);
	snprintf(path, sizeof(path), "/proc/%s/wchan", task);
	l->on_queue = !slurp(path, buf, sizeof(buf)) && !strcmp(buf, "0");
}

/*
 * a's ids. Before its first instruction, where it may be stopped for a tracer,
 * the kernel has told its own (CLONE_PARENT_SETTID); 0: nobody knows.
 */
static int ids_of(struct scn_actor *a, int *pid)
{
	int tid = __atomic_load_n(&a->world_tid, __ATOMIC_SEQ_CST);

	*pid = a->world_pid;
	if (tid || a->ns != SCN_OUTSIDE)
		return tid;
	tid = __atomic_load_n(&a->tid, __ATOMIC_SEQ_CST);
	*pid = a->machine[SCN_M_PARENT] ? (int)a->machine[SCN_M_PARENT] : tid;
	return tid;
}

static void look_at_actor(struct scn_actor *a, struct look *l)
{
	int pid, tid = ids_of(a, &pid);

	memset(l, 0, sizeof(*l));
	if (tid > 0)
		look_at(pid, tid, l);
	l->is_main = pid == tid;
}

/* --------------------------------------------------------------- settling */

static bool is_dead(const struct look *l)
{
	return !l->state || l->state == 'Z' || l->state == 'X';
}

/* Is a at rest? doubt: it looks so, and may not be. */
static bool at_rest(const struct scn_actor *a, const struct look *l,
		    bool *doubt)
{
	uint64_t todo = __atomic_load_n(&a->todo, __ATOMIC_SEQ_CST);

	if (is_dead(l))
		return true;
	if (l->on_queue && l->at != SCN_AT_SPIN)
		return false;
	if (l->state == 'T')
		return true;
	if (l->state == 't') {
		*doubt |= l->tracer == runner;
		return true;
	}
	if (l->at == SCN_AT_SPIN) {
		*doubt = true;
		return l->state == 'R' || l->state == 'S';
	}
	if (l->state == 'D')		/* vfork(2)'s parent; exec's threads */
		*doubt = true;
	else if (l->state != 'S')
		return false;
	return (l->at != SCN_AT_NOTHING || (l->state == 'D' && a->in_exec)) &&
	       (l->at != SCN_AT_IDLE || !todo);
}

static bool same_look(const struct look *a, const struct look *b)
{
	return a->state == b->state && a->at == b->at &&
	       (a->at == SCN_AT_SPIN || a->slices == b->slices);
}

/* Orphans come to us, who are like an init here: it waits at once. */
static void reap(void)
{
	while (waitpid(-1, NULL, __WALL | WNOHANG) > 0)
		;
}

/* Look at everybody. True if all are at rest and nothing has changed. */
static bool look_once(struct scn_board *b, bool *doubt)
{
	struct look now;
	struct scn_actor *a;
	bool rest = true;
	int i;

	reap();
	for (i = 0; i < b->file->nr_actors; i++) {
		a = &b->actor[i];
		if (!__atomic_load_n(&a->begun, __ATOMIC_SEQ_CST))
			continue;
		look_at_actor(a, &now);
		if (!__atomic_load_n(&a->world_tid, __ATOMIC_SEQ_CST) &&
		    now.state != 't' && now.state != 'Z')
			return false;	/* before its first instruction */
		now.at = __atomic_load_n(&a->at, __ATOMIC_SEQ_CST);
		if (!a->machine[SCN_M_START])
			a->machine[SCN_M_START] = now.start;
		rest &= at_rest(a, &now, doubt) && same_look(&now, &looks[i]);
		looks[i] = now;
	}
	if (runner > 0) {
		look_at(runner, runner, &now);
		rest &= now.state != 'R' && same_look(&now, &runner_look);
		runner_look = now;
	}
	return rest;
}

/* Have those that spin done so for long enough? first: rest begins now. */
static bool spun(struct scn_board *b, bool first)
{
	bool enough = true;
	int i;

	for (i = 0; i < b->file->nr_actors; i++) {
		if (looks[i].state != 'R' || looks[i].at != SCN_AT_SPIN)
			continue;
		if (first)
			spin_from[i] = looks[i].cpu_ns;
		enough &= looks[i].cpu_ns >= spin_from[i] + SPIN_CPU_NS;
	}
	return enough;
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void nap(int64_t ns)
{
	struct timespec ts = { ns / 1000000000, ns % 1000000000 };

	while (nanosleep(&ts, &ts) && errno == EINTR)
		;
}

static bool has_finished(struct scn_actor *a)
{
	struct look l;

	look_at_actor(a, &l);
	return is_dead(&l) ||
	       (__atomic_load_n(&a->at, __ATOMIC_SEQ_CST) == SCN_AT_IDLE &&
		!a->todo);
}

static int settle(struct scn_board *b, int64_t pass_ns,
		  struct scn_actor *until)
{
	int64_t gap = runner > 0 ? GAP_HOST_NS : GAP_NATIVE_NS;
	double end = seconds() + WATCHDOG_S;
	int still = 0, need;
	bool doubt;

	if (pass_ns > 0) {
		nap(pass_ns);
		end = seconds() + WATCHDOG_S;
	}
	for (; until && !has_finished(until); nap(gap))
		if (seconds() > end)
			return -ETIMEDOUT;
	for (;; nap(gap)) {
		doubt = false;
		still = look_once(b, &doubt) ? still + 1 : 0;
		need = doubt ? LOOK_DOUBT :
			runner > 0 ? LOOK_HOST : LOOK_NATIVE;
		if (spun(b, still <= 1) && still >= need)
			return 0;
		if (seconds() > end)
			return -ETIMEDOUT;
	}
}

static enum scn_where where(struct scn_actor *a, int32_t *status)
{
	const struct look *l = &looks[a->index];

	if (!a->begun)
		return SCN_IS_UNBORN;
	if (l->state == 'T')
		return SCN_IS_STOPPED;
	if (l->state == 't')
		return l->tracer == runner ? SCN_IS_STOPPED : SCN_IS_TRACED;
	if (l->state == 'Z' && l->is_main && l->nr_threads <= 1) {
		*status = l->status;
		return SCN_IS_ZOMBIE;
	}
	if (is_dead(l))
		return SCN_IS_GONE;
	return l->at == SCN_AT_IDLE ? SCN_IS_READY : SCN_IS_BUSY;
}

/* ------------------------------------------------------------- begin, end */

/* Core files go here, and with it. */
static char directory[] = "/tmp/scenario-XXXXXX";

static void remove_directory(void)
{
	struct dirent *e;
	DIR *d = opendir(directory);

	while (d && (e = readdir(d)))
		unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	rmdir(directory);
	memcpy(strchr(directory, '-') + 1, "XXXXXX", 6);
}

/* The child that becomes `outside`: nothing inherited from whoever ran us. */
static void begin_outside(struct scn_board *b)
{
	struct rlimit no_core = { 0, RLIM_INFINITY };
	uint64_t act[4] = { 0 }, none = 0;
	int fd, i;

	for (i = 1; i <= 64; i++)
		syscall(SYS_rt_sigaction, i, act, NULL, 8);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
	setsid();
	fd = open("/dev/null", O_RDWR);
	for (i = 0; i < 3; i++)
		dup2(fd, i);
	close(fd);
	setrlimit(RLIMIT_CORE, &no_core);
	if (chdir(directory))
		_exit(1);
	scn_linux_become(&b->actor[SCN_OUTSIDE]);
}

static int start(struct scn_board *b)
{
	pid_t pid;

	scn_linux_is_host();
	b->unmapped = SCN_UNMAPPED_AT;
	memset(looks, 0, sizeof(looks));
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (!mkdtemp(directory))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		begin_outside(b);
	return 0;
}

static void post(struct scn_actor *a, const struct scn_stmt *s)
{
	__atomic_store_n(&a->todo, (uint64_t)(uintptr_t)s, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&a->bell, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &a->bell, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Everybody is our descendant: killed, they come to us, one generation after
 * the other. A pid that began at another time is somebody else's by now. */
static void finish(struct scn_board *b)
{
	double end = seconds() + WATCHDOG_S;
	struct scn_actor *a;
	struct look l;
	int i, pid;

	for (;;) {
		for (i = 0; i < b->file->nr_actors; i++) {
			a = &b->actor[i];
			if (!a->begun || ids_of(a, &pid) <= 0)
				continue;
			look_at_actor(a, &l);
			if (!is_dead(&l) && (!a->machine[SCN_M_START] ||
			    l.start == a->machine[SCN_M_START]))
				kill(pid, SIGKILL);
		}
		while ((i = waitpid(-1, NULL, __WALL | WNOHANG)) > 0)
			;
		if (i < 0 && errno == ECHILD) {
			remove_directory();
			return;
		}
		if (seconds() > end) {
			fprintf(stderr, "scenario-play: a process could not "
				"be killed\n");
			return;
		}
		nap(GAP_NATIVE_NS);
	}
}

const struct scn_machine scn_linux = {
	.name = "linux", .port = SCN_ON_LINUX,
	.start = start, .post = post, .settle = settle, .where = where,
	.finish = finish,
	.self = scn_linux_self, .idle = scn_linux_idle,
	.call = scn_linux_call, .spawn = scn_linux_spawn,
	.exec = scn_linux_exec,
	.handler_address = scn_linux_handler_address,
	.restorer_address = scn_linux_restorer_address,
	.sigreturn = scn_linux_sigreturn,
	.mark = scn_linux_mark, .unwind = scn_linux_unwind,
	.fault = scn_linux_fault, .after_fault = scn_linux_after_fault,
	.memory = scn_linux_memory, .spin = scn_linux_spin,
};
