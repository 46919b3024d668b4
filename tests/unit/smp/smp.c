/* SPDX-License-Identifier: MIT */
/*
 * The library on many CPUs, for ThreadSanitizer: every task is a thread of
 * this program and lives at random. Its port has real locks, and parks as
 * port.h's contract asks.
 *
 * A task that waits and has been forgotten is noticed: nobody helps it while
 * something is deliverable, and after PATIENCE_NS and PATIENCE looks (it may
 * have had no CPU) the test fails. One that waits rightly is helped by a
 * signal that is never blocked, or by SIGCONT.
 *
 * KSIG_SEED=n repeats one round (but not how the threads interleave),
 * KSIG_ROUNDS=n sets their number.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <ksig/ksig.h>

#define ROUNDS		12
#define STEPS		250	/* of each task */
#define FIRST_THREADS	3	/* of each of the first two groups */
#define LIVE_MAX	14
#define TASKS_MAX	60	/* in a round, dead ones too */
#define NAP_NS		2000000ull
#define PATIENCE_NS	5000000000ull
#define PATIENCE	100
#define STUCK_S		60	/* no task has ended a step for so long */

#define BASE		0x100000ull
#define BYTES		0x40000ull
#define STACK_TOP	(BASE + BYTES - 0x1000)
#define SCRATCH		(BASE + 0x100)
#define XSTATE_BYTES	832u
#define CODE		0x400000ull
#define HANDLER		0x500000ull
#define RESTORER	0x600000ull
#define HELP		50	/* caught, and blocked by nobody */

#define BIT(sig)	(1ull << ((sig) - 1))

struct group {
	struct ksig_group g;		/* first */
	struct group *next;
	uint32_t nr;			/* atomic: threads not yet gone */
};

struct sighand {
	struct ksig_sighand h;		/* first */
	struct sighand *next;
};

struct task {
	struct ksig_task t;		/* first */
	struct task *next;
	struct group *g;
	struct machine *m;
	pthread_t thread;
	uint64_t self;			/* who it is in a lock's word */
	struct ksig_regs regs;
	uint8_t xstate[XSTATE_BYTES + 4];
	uint8_t *memory;		/* its own: nobody else copies */
	uint64_t random;
	uint64_t deadline_ns;
	struct ksig_call call;
	uint64_t steps;			/* atomic: that it has begun */
	bool idle;			/* its steps are done */
	bool reaped;			/* ksig does not know it any more */

	pthread_mutex_t mutex;
	pthread_cond_t cond;
	bool woken;			/* since it last looked */
};

enum phase { LIVE, FROZEN, LEAVE };

struct machine {
	struct ksig k;			/* first */
	struct ksig_port port;
	uint64_t events;		/* atomic */
	int64_t nr_allocs;		/* atomic */

	pthread_mutex_t mutex;		/* of all that follows */
	pthread_cond_t cond;
	enum phase phase;
	int live, idle, frozen, made;
	struct task *tasks;
	struct group *groups;
	struct sighand *sighands;
	int32_t ids[TASKS_MAX][2];	/* pid, tid */
	const struct task *task[TASKS_MAX];	/* in the same order */
};

static _Thread_local char self;
static _Thread_local bool has_tree;
static _Thread_local int nr_siglocks;

static void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "smp: ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	printf("0 passed, 1 failed\n");
	fflush(stdout);
	/* Not _exit(): the sanitizer's may wait for threads that do not end. */
	syscall(SYS_exit_group, 1);
	abort();
}

static struct machine *machine(struct ksig *k)
{
	return (struct machine *)k;
}

static struct task *task(struct ksig_task *t)
{
	return (struct task *)t;
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ull + (uint64_t)ts.tv_nsec;
}

/* ---------------------------------------------------------- the callbacks */

/* Spins; word 0 is whose it is. All zero is a free one. */
static void lock(struct ksig *k, struct ksig_lock *l)
{
	uint64_t none = 0, me = (uint64_t)(uintptr_t)&self;

	if (__atomic_load_n(&l->word[0], __ATOMIC_RELAXED) == me)
		fail("a lock is taken twice");
	if (l == &k->tree_lock) {
		if (nr_siglocks)
			fail("tree_lock under a siglock");
		has_tree = true;
	} else if (nr_siglocks++) {
		fail("two siglocks");
	}
	while (!__atomic_compare_exchange_n(&l->word[0], &none, me, false,
					    __ATOMIC_ACQUIRE,
					    __ATOMIC_RELAXED)) {
		none = 0;
		sched_yield();
	}
}

static void unlock(struct ksig *k, struct ksig_lock *l)
{
	if (l == &k->tree_lock)
		has_tree = false;
	else
		nr_siglocks--;
	__atomic_store_n(&l->word[0], 0, __ATOMIC_RELEASE);
}

static bool lock_held(struct ksig *k, const struct ksig_lock *l)
{
	(void)k;
	return __atomic_load_n(&l->word[0], __ATOMIC_RELAXED) ==
	       (uint64_t)(uintptr_t)&self;
}

static void no_locks(void)
{
	if (has_tree || nr_siglocks)
		fail("a lock is held where none may be");
}

static void *port_alloc(struct ksig *k, size_t bytes)
{
	__atomic_fetch_add(&machine(k)->nr_allocs, 1, __ATOMIC_RELAXED);
	return malloc(bytes);
}

static void port_free(struct ksig *k, void *p, size_t bytes)
{
	(void)bytes;
	__atomic_fetch_sub(&machine(k)->nr_allocs, 1, __ATOMIC_RELAXED);
	free(p);
}

static uint8_t *user(struct task *t, uint64_t uaddr, uint64_t bytes)
{
	no_locks();
	if (uaddr < BASE || uaddr - BASE > BYTES ||
	    bytes > BYTES - (uaddr - BASE))
		return NULL;
	return t->memory + (uaddr - BASE);
}

static int from_user(struct ksig_task *t, void *dst, uint64_t uaddr,
		     uint64_t bytes)
{
	const uint8_t *p = user(task(t), uaddr, bytes);

	if (!p)
		return -LINUX_EFAULT;
	memcpy(dst, p, bytes);
	return 0;
}

static int to_user(struct ksig_task *t, const struct ksig_piece *pieces,
		   uint32_t nr)
{
	uint8_t *p;
	uint32_t i;

	for (i = 0; i < nr; i++) {
		p = user(task(t), pieces[i].uaddr, pieces[i].bytes);
		if (!p)
			return -LINUX_EFAULT;
		memcpy(p, pieces[i].src, pieces[i].bytes);
	}
	return 0;
}

static struct ksig_regs *regs_get(struct ksig_task *t)
{
	no_locks();
	return &task(t)->regs;
}

static void regs_set(struct ksig_task *t)
{
	(void)t;
}

static void *xstate_get(struct ksig_task *t)
{
	return task(t)->xstate;
}

static int xstate_set(struct ksig_task *t, const void *image)
{
	uint32_t mxcsr = 0x1f80;
	uint8_t *x = task(t)->xstate;

	no_locks();
	if (image) {
		memmove(x, image, XSTATE_BYTES);
		return 0;
	}
	memset(x, 0, XSTATE_BYTES);
	memcpy(x + 24, &mxcsr, sizeof(mxcsr));
	return 0;
}

/* The flag is what keeps a wake that comes before the sleep. */
static void wake(struct ksig_task *kt, enum ksig_wake why)
{
	struct task *t = task(kt);

	(void)why;
	if (!nr_siglocks)
		fail("wake without siglock");
	pthread_mutex_lock(&t->mutex);
	t->woken = true;
	pthread_cond_signal(&t->cond);
	pthread_mutex_unlock(&t->mutex);
}

static uint64_t clock_now(struct ksig *k)
{
	(void)k;
	return now();
}

/* Only the task's own thread looks at it, in park(). */
static void timer_set(struct ksig_task *t, uint64_t deadline_ns)
{
	task(t)->deadline_ns = deadline_ns;
}

static void cred_get(struct ksig_task *t, struct ksig_cred *out)
{
	(void)t;
	if (nr_siglocks)
		fail("cred_get under a siglock");
	*out = (struct ksig_cred){ 1000, 1000, 1000, false };
}

static void child_event(struct ksig_group *g, enum ksig_child_event ev)
{
	(void)g;
	(void)ev;
	if (!has_tree)
		fail("child_event without tree_lock");
}

static void trace(struct ksig *k, const struct ksig_event *ev)
{
	if (ev->sig < 0 || ev->sig > KSIG_NSIG)
		fail("an event of signal %d", ev->sig);
	__atomic_fetch_add(&machine(k)->events, 1, __ATOMIC_RELAXED);
}

static void task_reaped(struct ksig_task *t)
{
	if (!has_tree)
		fail("task_reaped without tree_lock");
	if (task(t)->reaped)
		fail("a task is reaped twice");
	task(t)->reaped = true;
}

static void bug(struct ksig *k, const char *what)
{
	(void)k;
	fail("%s", what);
}

/* -------------------------------------------------------------- waiting */

static struct timespec in_nap(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_nsec += (long)NAP_NS;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	return ts;
}

/* Has the group of t a zombie that any wait would find? */
static bool has_zombie(struct task *t)
{
	struct ksig *k = t->t.k;
	struct ksig_list *n;
	bool found = false;

	lock(k, &k->tree_lock);
	for (n = k->groups.next; n != &k->groups; n = n->next) {
		struct ksig_group *c = (struct ksig_group *)(void *)
			((char *)n - offsetof(struct ksig_group, all));

		if (c->parent == t->t.group &&
		    (__atomic_load_n(&c->flags, __ATOMIC_RELAXED) &
		     KSIG_GROUP_DEAD))
			found = true;
	}
	unlock(k, &k->tree_lock);
	return found;
}

/* Does t sleep although there is something for it? */
static bool is_forgotten(struct task *t)
{
	struct ksig *k = t->t.k;
	bool found, waits;

	/* A tracer may have it stop instead, under siglock. */
	lock(k, &t->t.sighand->lock);
	waits = t->t.park.kind == KSIG_PARK_WAIT;
	unlock(k, &t->t.sighand->lock);
	if (waits && has_zombie(t))
		return true;
	lock(k, &t->t.sighand->lock);
	if (t->t.park.kind == KSIG_PARK_STOPPED)
		found = !(t->t.flags & KSIG_TASK_STOPPED);
	else if (t->t.park.kind == KSIG_PARK_TRACED)
		found = !(t->t.flags & KSIG_TASK_TRACED);
	else
		found = t->t.has_deliverable ||
			((t->t.pending.set | t->t.group->shared.set) &
			 ~t->t.blocked);
	unlock(k, &t->t.sighand->lock);
	return found;
}

/*
 * Nothing is there that would end t's wait: make something. Only its tracer
 * ends a ptrace stop, and two that trace each other never do.
 */
static void help(struct task *t, uint64_t waits_ns)
{
	static const struct ksig_origin outside = { KSIG_BY_OUTSIDE, 0, 0 };
	struct linux_siginfo info = { .si_signo = HELP };
	struct ksig *k = t->t.k;
	enum ksig_park_kind kind;

	/* An attach makes another one of it. */
	lock(k, &t->t.sighand->lock);
	kind = t->t.park.kind;
	unlock(k, &t->t.sighand->lock);
	if (kind == KSIG_PARK_TRACED) {
		info.si_signo = LINUX_SIGKILL;
		if (waits_ns > PATIENCE_NS / 5)
			ksig_generate_group(t->t.group, &info, &outside);
	} else if (kind == KSIG_PARK_STOPPED) {
		info.si_signo = LINUX_SIGCONT;
		ksig_generate_group(t->t.group, &info, &outside);
	} else {
		ksig_generate_task(&t->t, &info, &outside);
	}
}

/* Before ksig is asked: a wake from here on counts. */
static void look(struct task *t)
{
	pthread_mutex_lock(&t->mutex);
	t->woken = false;
	pthread_mutex_unlock(&t->mutex);
}

static void park(struct task *t)
{
	uint64_t began = now(), since = began;
	struct timespec ts;
	int looks = 0;

	pthread_mutex_lock(&t->mutex);
	while (!t->woken && now() < t->deadline_ns) {
		ts = in_nap();
		pthread_cond_timedwait(&t->cond, &t->mutex, &ts);
		if (t->woken)
			break;
		pthread_mutex_unlock(&t->mutex);
		if (!is_forgotten(t)) {
			help(t, now() - began);
			since = now();
			looks = 0;
		} else if (++looks > PATIENCE && now() - since > PATIENCE_NS) {
			fail("a lost wake: task %d, park %d, blocked %llx, "
			     "pending %llx and %llx, deliverable %d",
			     t->t.tid, (int)t->t.park.kind,
			     (unsigned long long)t->t.blocked,
			     (unsigned long long)t->t.pending.set,
			     (unsigned long long)t->t.group->shared.set,
			     t->t.has_deliverable);
		}
		pthread_mutex_lock(&t->mutex);
	}
	pthread_mutex_unlock(&t->mutex);
}

/* -------------------------------------------------------- calls of a task */

static bool in_handler(const struct task *t)
{
	return t->regs.ip == HANDLER;
}

/* False: t is to die. */
static bool return_to_user(struct task *t)
{
	enum ksig_outcome outcome;

	for (;;) {
		look(t);
		outcome = ksig_return_to_user(&t->t);
		no_locks();
		if (outcome != KSIG_PARK)
			break;
		park(t);
	}
	if (!in_handler(t))
		t->regs.sp = STACK_TOP;
	return outcome == KSIG_RUN;
}

static bool result(struct task *t, int64_t nr, int64_t ret)
{
	t->regs.orig_ax = (uint64_t)nr;
	t->regs.ax = (uint64_t)ret;
	return return_to_user(t);
}

static bool call(struct task *t, int64_t nr, uint64_t a0, uint64_t a1,
		 uint64_t a2, uint64_t a3)
{
	enum ksig_call_outcome outcome;
	uint64_t waits;

	t->call = (struct ksig_call){ .nr = nr, .arg = { a0, a1, a2, a3, 8 } };
	for (;;) {
		look(t);
		outcome = ksig_syscall(&t->t, &t->call);
		no_locks();
		if (outcome != KSIG_CALL_PARK)
			break;
		park(t);
	}
	switch (outcome) {
	case KSIG_CALL_SIGRETURN:
		return return_to_user(t);
	case KSIG_CALL_PORT:
		/* As if it had waited for a moment. */
		waits = __atomic_load_n(&t->t.has_deliverable,
					__ATOMIC_ACQUIRE);
		t->call.ret = waits ? -LINUX_ERESTARTNOHAND : 0;
		ksig_sigmask_end(&t->t, t->call.ret);
		break;
	case KSIG_CALL_NO_SUCH:
		t->call.ret = -LINUX_ESRCH;
		break;
	default:
		break;
	}
	return result(t, nr, t->call.ret);
}

static bool sigreturn(struct task *t)
{
	t->regs.sp += 8;
	t->regs.ip = RESTORER;
	return call(t, LINUX_NR_rt_sigreturn, 0, 0, 0, 0);
}

static void poke(struct task *t, uint64_t uaddr, const void *src, size_t bytes)
{
	memcpy(t->memory + (uaddr - BASE), src, bytes);
}

static bool action(struct task *t, int sig, uint64_t handler, uint64_t flags,
		   ksig_sigset mask)
{
	struct linux_sigaction act = {
		handler, flags | LINUX_SA_RESTORER, RESTORER, mask
	};

	poke(t, SCRATCH, &act, sizeof(act));
	return call(t, LINUX_NR_rt_sigaction, (uint64_t)sig, SCRATCH, 0, 8);
}

/* ------------------------------------------------------------------ chance */

static uint32_t rnd(struct task *t, uint32_t below)
{
	t->random ^= t->random << 13;
	t->random ^= t->random >> 7;
	t->random ^= t->random << 17;
	return (uint32_t)(t->random >> 33) % below;
}

static int rnd_sig(struct task *t)
{
	static const uint8_t likely[] = {
		1, 10, 10, 12, 14, 15, 17, 18, 18, 20, 23, 34, 40, 64,
	};

	switch (rnd(t, 400)) {
	case 0:
		return LINUX_SIGKILL;
	case 1:
	case 2:
	case 3:
		return LINUX_SIGSTOP;
	default:
		return likely[rnd(t, sizeof(likely))];
	}
}

static ksig_sigset rnd_set(struct task *t)
{
	ksig_sigset set = 0;
	uint32_t n = rnd(t, 8);

	if (rnd(t, 6) == 0)
		set = ~0ull;
	while (n--)
		set |= BIT(rnd_sig(t));
	return set & ~(BIT(HELP) | BIT(LINUX_SIGSEGV));
}

static bool handle_all(struct task *t)
{
	bool alive = true;
	int sig;

	for (sig = 1; alive && sig <= KSIG_NSIG; sig++)
		if (sig != LINUX_SIGKILL && sig != LINUX_SIGSTOP)
			alive = action(t, sig, HANDLER, sig == HELP ?
				       LINUX_SA_NODEFER : LINUX_SA_RESTART, 0);
	return alive;
}

/* ------------------------------------------------------- birth and death */

static void *life(void *arg);

static struct task *task_new(struct machine *m, uint64_t seed)
{
	pthread_condattr_t attr;
	struct task *t = calloc(1, sizeof(*t));

	if (!t)
		fail("no memory");
	t->memory = calloc(1, BYTES);
	if (!t->memory)
		fail("no memory");
	t->m = m;
	t->random = seed * 0x9e3779b97f4a7c15ull + 1;
	t->deadline_ns = UINT64_MAX;
	pthread_mutex_init(&t->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&t->cond, &attr);
	pthread_condattr_destroy(&attr);
	t->regs = (struct ksig_regs){
		.ip = CODE, .sp = STACK_TOP, .cs = 0x33, .ss = 0x2b,
		.flags = 0x202, .orig_ax = (uint64_t)-1,
	};
	xstate_set(&t->t, NULL);
	return t;
}

static struct group *group_new(struct machine *m)
{
	struct group *g = calloc(1, sizeof(*g));

	if (!g)
		fail("no memory");
	pthread_mutex_lock(&m->mutex);
	g->next = m->groups;
	m->groups = g;
	pthread_mutex_unlock(&m->mutex);
	return g;
}

static struct ksig_sighand *sighand_new(struct machine *m)
{
	struct sighand *h = calloc(1, sizeof(*h));

	if (!h)
		fail("no memory");
	pthread_mutex_lock(&m->mutex);
	h->next = m->sighands;
	m->sighands = h;
	pthread_mutex_unlock(&m->mutex);
	return &h->h;
}

/* A place for one more task: its number, or -1. */
static int reserve(struct machine *m)
{
	int n = -1;

	pthread_mutex_lock(&m->mutex);
	if (m->live < LIVE_MAX && m->made < TASKS_MAX) {
		n = m->made++;
		m->live++;
	}
	pthread_mutex_unlock(&m->mutex);
	return n;
}

static void begin(struct task *t, int n, int32_t tid)
{
	struct machine *m = t->m;

	pthread_mutex_lock(&m->mutex);
	t->next = m->tasks;
	m->tasks = t;
	m->ids[n][0] = t->t.group->pid;
	m->ids[n][1] = tid;
	m->task[n] = t;
	if (pthread_create(&t->thread, NULL, life, t) != 0)
		fail("no thread");
	pthread_mutex_unlock(&m->mutex);
}

static void clone_task(struct task *t, uint64_t flags)
{
	struct ksig_sighand *h = NULL;
	int n = reserve(t->m);
	struct group *g = t->g;
	struct task *c;

	if (n < 0)
		return;
	c = task_new(t->m, t->random + (uint64_t)n);
	if (!(flags & LINUX_CLONE_THREAD))
		g = group_new(t->m);
	if (!(flags & LINUX_CLONE_SIGHAND))
		h = sighand_new(t->m);
	__atomic_fetch_add(&g->nr, 1, __ATOMIC_SEQ_CST);
	c->g = g;
	c->regs = t->regs;
	memcpy(c->memory, t->memory, BYTES);
	if (ksig_clone(&t->t, &c->t, &g->g, h, flags, LINUX_SIGCHLD,
		       100 + n))
		fail("clone");
	no_locks();
	begin(c, n, 100 + n);
}

/* The last of t: its memory stays until the round is over. */
static void leave(struct task *t)
{
	struct machine *m = t->m;
	bool last;

	if (rnd(t, 2))
		ksig_exit_begin(&t->t);
	last = ksig_exit(&t->t, 0, NULL);
	no_locks();
	/* Else its parent may wait for it. */
	if (last && rnd(t, 4) == 0)
		ksig_reap(&t->g->g);
	__atomic_fetch_sub(&t->g->nr, 1, __ATOMIC_SEQ_CST);
	pthread_mutex_lock(&m->mutex);
	m->live--;
	m->idle -= t->idle;
	pthread_cond_broadcast(&m->cond);
	pthread_mutex_unlock(&m->mutex);
}

/* Others are gone: only t itself could make new ones. */
static bool exec(struct task *t)
{
	if (__atomic_load_n(&t->g->nr, __ATOMIC_SEQ_CST) != 1)
		return true;
	ksig_exec(&t->t, sighand_new(t->m));
	t->regs.ip = CODE;
	t->regs.sp = STACK_TOP;
	t->regs.orig_ax = (uint64_t)-1;
	return handle_all(t);
}

/* ------------------------------------------------------------------- steps */

static bool wait_step(struct task *t)
{
	struct linux_timespec ts = { 0, rnd(t, 3) * 500000 };
	ksig_sigset set = rnd_set(t);
	int64_t ret = 0;

	poke(t, SCRATCH, &set, sizeof(set));
	poke(t, SCRATCH + 8, &ts, sizeof(ts));
	switch (rnd(t, 8)) {
	case 5:
	case 6:
		return call(t, LINUX_NR_wait4, (uint64_t)-1,
			    SCRATCH, LINUX_WALL | rnd(t, 2) * LINUX_WUNTRACED |
			    rnd(t, 2) * LINUX_WCONTINUED |
			    (rnd(t, 4) ? 0 : LINUX_WNOHANG), 0);
	case 7:
		return call(t, LINUX_NR_waitid, LINUX_P_ALL, 0, SCRATCH,
			    LINUX_WALL | LINUX_WNOHANG | LINUX_WEXITED |
			    LINUX_WSTOPPED | rnd(t, 2) * LINUX_WNOWAIT);
	case 0:
		return call(t, LINUX_NR_pause, 0, 0, 0, 0);
	case 1:
		return call(t, LINUX_NR_rt_sigsuspend, SCRATCH, 8, 0, 0);
	case 2:
		return call(t, LINUX_NR_rt_sigtimedwait, SCRATCH,
			    SCRATCH + 64, rnd(t, 3) ? SCRATCH + 8 : 0, 8);
	case 3:
		return call(t, LINUX_NR_ppoll, 0, 0, 0, SCRATCH);
	default:
		for (;;) {
			look(t);
			if (ksig_signalfd_read(&t->t, set, SCRATCH + 256, 512,
					       rnd(t, 4) == 0, &ret) !=
			    KSIG_CALL_PARK)
				break;
			park(t);
		}
		return result(t, 0, ret);
	}
}

static bool send_step(struct task *t)
{
	struct linux_siginfo info = { .si_code = -1 };
	struct ksig_origin timer = { KSIG_BY_TIMER, 0, 0 };
	int sig = rnd_sig(t);
	int32_t pid, tid, n;

	pthread_mutex_lock(&t->m->mutex);
	n = (int32_t)rnd(t, (uint32_t)t->m->made);
	pid = t->m->ids[n][0];
	tid = t->m->ids[n][1];
	pthread_mutex_unlock(&t->m->mutex);
	poke(t, SCRATCH, &info, sizeof(info));
	switch (rnd(t, 8)) {
	case 0:
	case 1:
		return call(t, LINUX_NR_kill, (uint64_t)pid, (uint64_t)sig,
			    0, 0);
	case 2:
	case 3:
		return call(t, LINUX_NR_tgkill, (uint64_t)pid, (uint64_t)tid,
			    (uint64_t)sig, 0);
	case 4:
		return call(t, LINUX_NR_rt_sigqueueinfo, (uint64_t)pid,
			    (uint64_t)sig, SCRATCH, 0);
	case 5:
		if (sig == LINUX_SIGKILL)
			sig = LINUX_SIGCONT;
		return call(t, LINUX_NR_kill, rnd(t, 2) ? 0 : (uint64_t)-1,
			    (uint64_t)sig, 0, 0);
	case 6:
		info.si_signo = sig;
		info.si_code = LINUX_SI_TIMER;
		info.u.timer.timerid = 3;
		ksig_generate_timer(t->t.group, &t->t, rnd(t, 2), &info,
				    &timer);
		if (rnd(t, 2))
			ksig_timer_forget(t->t.group, 3);
		return return_to_user(t);
	default:
		info.si_signo = sig;
		info.si_code = LINUX_SI_KERNEL;
		ksig_generate_group(t->t.group, &info, &timer);
		return return_to_user(t);
	}
}

static bool action_step(struct task *t)
{
	static const uint64_t flags[] = {
		0, LINUX_SA_NODEFER, LINUX_SA_RESETHAND, LINUX_SA_RESTART,
		LINUX_SA_NOCLDSTOP, LINUX_SA_NOCLDWAIT, LINUX_SA_SIGINFO,
	};
	static const uint8_t harmless[] = { 17, 18, 20, 23 };
	int sig = rnd_sig(t);

	switch (rnd(t, 4)) {
	case 0:
		return action(t, sig, LINUX_SIG_IGN, 0, 0);
	case 1:
		return action(t, harmless[rnd(t, 4)], LINUX_SIG_DFL, 0, 0);
	default:
		/* Reset, it would end the group at the second time. */
		return action(t, sig, HANDLER, flags[rnd(t, 7)] &
			      ~(rnd(t, 8) ? LINUX_SA_RESETHAND : 0ull),
			      rnd_set(t));
	}
}

static bool mask_step(struct task *t)
{
	ksig_sigset set = rnd_set(t);

	poke(t, SCRATCH, &set, sizeof(set));
	return call(t, LINUX_NR_rt_sigprocmask, rnd(t, 3), SCRATCH,
		    rnd(t, 2) ? SCRATCH + 8 : 0, 8);
}

static bool request(struct task *t, uint64_t what, int32_t tid, uint64_t data)
{
	return call(t, LINUX_NR_ptrace, what, (uint64_t)tid, 0, data);
}

static bool is_zombie(const struct task *t)
{
	return __atomic_load_n(&t->t.flags, __ATOMIC_RELAXED) &
	       KSIG_TASK_ZOMBIE;
}

/*
 * Trace one that is younger (else two might wait for each other), play with
 * its stops, and let it go: it may be gone by then. A main thread that leaves
 * others behind can neither be let go nor waited for while they live.
 */
static bool trace_step(struct task *t)
{
	uint64_t how = rnd(t, 2) ? LINUX_PTRACE_SEIZE : LINUX_PTRACE_ATTACH;
	const struct task *tracee;
	int32_t tid, n, plays = 4;
	bool alive;

	pthread_mutex_lock(&t->m->mutex);
	n = (int32_t)rnd(t, (uint32_t)t->m->made);
	tid = t->m->ids[n][1];
	tracee = t->m->task[n];
	pthread_mutex_unlock(&t->m->mutex);
	if (tid <= t->t.tid)
		return true;
	alive = request(t, how, tid, how == LINUX_PTRACE_SEIZE && rnd(t, 8) == 0 ?
			   LINUX_PTRACE_O_EXITKILL : 0);
	if (!alive || t->call.ret)
		return alive;
	while (alive) {
		alive = request(t, LINUX_PTRACE_INTERRUPT, tid, 0);
		/* Not seized, and a SIGCONT may have taken its SIGSTOP. */
		if (alive && t->call.ret == -LINUX_EIO)
			alive = call(t, LINUX_NR_tkill, (uint64_t)tid, HELP,
				     0, 0);
		if (alive && plays && rnd(t, 2))
			alive = request(t, rnd(t, 2) ? LINUX_PTRACE_LISTEN :
				      LINUX_PTRACE_GETSIGINFO, tid,
				      SCRATCH + 512);
		if (alive && plays && --plays && rnd(t, 2))
			alive = request(t, LINUX_PTRACE_CONT, tid, rnd(t, 2) ?
				      (uint64_t)(int64_t)HELP : 0);
		if (alive)
			alive = request(t, LINUX_PTRACE_DETACH, tid, 0);
		if (alive && !t->call.ret)
			break;
		if (alive)
			alive = call(t, LINUX_NR_wait4, (uint64_t)tid, 0,
				     LINUX_WALL | LINUX_WNOHANG, 0);
		if (alive && (t->call.ret < 0 ||
			      (!t->call.ret && is_zombie(tracee))))
			break;
		usleep(100);
	}
	return alive;
}

static bool life_step(struct task *t)
{
	switch (rnd(t, 9)) {
	case 0:
	case 1:
	case 2:
		clone_task(t, LINUX_CLONE_VM | LINUX_CLONE_SIGHAND |
			   LINUX_CLONE_THREAD);
		break;
	case 3:
		clone_task(t, rnd(t, 2) ? 0 : LINUX_CLONE_VM |
					      LINUX_CLONE_SIGHAND);
		break;
	case 4:
		ksig_group_set_pgrp(&t->g->g, t->g->g.pid, 1);
		break;
	case 5:
		return exec(t);
	case 6:
		ksig_task_set_user(&t->t, 1000 + rnd(t, 2));
		break;
	case 7:
		ksig_group_set_rlimit(&t->g->g, 50 + rnd(t, 100));
		ksig_group_set_subreaper(&t->g->g, rnd(t, 2));
		(void)ksig_is_ignored(&t->t, 10);
		(void)ksig_signalfd_ready(&t->t, ~0ull);
		break;
	default:
		return rnd(t, 3) != 0;	/* it exits */
	}
	return return_to_user(t);
}

static bool step(struct task *t)
{
	__atomic_fetch_add(&t->steps, 1, __ATOMIC_RELAXED);
	if (in_handler(t) &&
	    (rnd(t, 2) || t->regs.sp < STACK_TOP - BYTES / 2))
		return sigreturn(t);
	switch (rnd(t, 17)) {
	case 16:
		return trace_step(t);
	case 0:
		return wait_step(t);
	case 1:
		return life_step(t);
	case 2:
	case 3:
		return action_step(t);
	case 4:
	case 5:
	case 6:
	case 7:
	case 8:
		return send_step(t);
	case 9:
		return return_to_user(t);
	default:
		return mask_step(t);
	}
}

/*
 * t has done its steps: it takes its signals until everybody has, then holds
 * still for ksig_check(). False: it died of one.
 */
static bool idle(struct task *t)
{
	struct machine *m = t->m;
	bool alive = true;
	struct timespec ts;

	pthread_mutex_lock(&m->mutex);
	t->idle = true;
	m->idle++;
	pthread_cond_broadcast(&m->cond);
	while (alive && m->phase == LIVE) {
		pthread_mutex_unlock(&m->mutex);
		alive = return_to_user(t);
		while (alive && in_handler(t))
			alive = sigreturn(t);
		pthread_mutex_lock(&m->mutex);
		ts = in_nap();
		if (alive && m->phase == LIVE)
			pthread_cond_timedwait(&m->cond, &m->mutex, &ts);
	}
	if (alive) {
		m->frozen++;
		pthread_cond_broadcast(&m->cond);
		while (m->phase != LEAVE)
			pthread_cond_wait(&m->cond, &m->mutex);
	}
	pthread_mutex_unlock(&m->mutex);
	return alive;
}

static void *life(void *arg)
{
	struct task *t = arg;
	bool alive;
	int i;

	t->self = (uint64_t)(uintptr_t)&self;
	alive = return_to_user(t);
	for (i = 0; alive && i < STEPS; i++)
		alive = step(t);
	if (alive)
		idle(t);
	leave(t);
	return NULL;
}

/* ------------------------------------------------------------------ rounds */

static const struct ksig_port table = {
	.size = sizeof(struct ksig_port),
	.version = KSIG_PORT_VERSION,
	.lock = lock,
	.unlock = unlock,
	.lock_held = lock_held,
	.alloc = port_alloc,
	.free = port_free,
	.copy_from_user = from_user,
	.copy_to_user = to_user,
	.regs_get = regs_get,
	.regs_set = regs_set,
	.xstate_get = xstate_get,
	.xstate_set = xstate_set,
	.wake = wake,
	.clock_now = clock_now,
	.timer_set = timer_set,
	.cred_get = cred_get,
	.child_event = child_event,
	.bug = bug,
	.task_reaped = task_reaped,
};

static void machine_init(struct machine *m, bool traced)
{
	struct ksig_config config = {
		.size = sizeof(config),
		.linux_version = 0x061200,
		.xstate_bytes = XSTATE_BYTES,
		.xfeatures = 7,
	};
	pthread_condattr_t attr;

	m->port = table;
	if (traced)
		m->port.trace = trace;
	pthread_mutex_init(&m->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&m->cond, &attr);
	pthread_condattr_destroy(&attr);
	if (ksig_init(&m->k, &m->port, &config) != 0)
		fail("ksig_init");
}

/* Two groups, of which one is the other's child, with some threads each. */
static void first_tasks(struct machine *m, uint64_t seed)
{
	struct ksig_start how = {
		.pid = 100, .ppid = 2, .pgid = 100, .sid = 1,
		.uid = 1000, .rlimit_sigpending = 100,
	};
	struct task *t;
	int n = reserve(m), i;

	t = task_new(m, seed);
	t->g = group_new(m);
	t->g->nr = 1;
	if (ksig_start(&m->k, &t->g->g, sighand_new(m), &t->t, &how))
		fail("ksig_start");
	/* Its thread begins last: until then we are it. */
	if (!handle_all(t))
		fail("the first task has died");
	clone_task(t, 0);
	for (i = 1; i < FIRST_THREADS; i++)
		clone_task(t, LINUX_CLONE_VM | LINUX_CLONE_SIGHAND |
			   LINUX_CLONE_THREAD);
	begin(t, n, 100);
}

/* Everybody is still there and nobody goes on: say where they are. */
static void stuck(struct machine *m)
{
	struct task *t;

	for (t = m->tasks; t; t = t->next)
		if (!(t->t.flags & KSIG_TASK_DEAD) || !t->reaped)
			fprintf(stderr, "task %d of %d: flags %x, group %x, "
				"step %llu%s, call %lld (%llx, %llx, %llx) = "
				"%lld, park %d, pending %llx and %llx, "
				"blocked %llx, siglock %llx, self %llx\n",
				t->t.tid, t->t.group->pid, t->t.flags,
				t->t.group->flags,
				(unsigned long long)t->steps,
				t->idle ? ", idle" : "", (long long)t->call.nr,
				(unsigned long long)t->call.arg[0],
				(unsigned long long)t->call.arg[1],
				(unsigned long long)t->call.arg[2],
				(long long)t->call.ret, (int)t->t.park.kind,
				(unsigned long long)t->t.pending.set,
				(unsigned long long)t->t.group->shared.set,
				(unsigned long long)t->t.blocked,
				t->t.sighand ? (unsigned long long)
				t->t.sighand->lock.word[0] : 0ull,
				(unsigned long long)t->self);
	fail("stuck: %d of %d idle, %d frozen, tree_lock %llx", m->idle,
	     m->live, m->frozen,
	     (unsigned long long)m->k.tree_lock.word[0]);
}

/* What changes as long as a task goes on. */
static uint64_t progress(const struct machine *m)
{
	uint64_t sum = (uint64_t)(m->idle + m->frozen + m->made - m->live);
	const struct task *t;

	for (t = m->tasks; t; t = t->next)
		sum += __atomic_load_n(&t->steps, __ATOMIC_RELAXED);
	return sum;
}

/* Under m's mutex, which is left while it waits. */
static void wait_for_all(struct machine *m, const int *count)
{
	uint64_t last = 0, since = now(), sum;
	struct timespec ts;

	while (*count != m->live) {
		ts = in_nap();
		pthread_cond_timedwait(&m->cond, &m->mutex, &ts);
		sum = progress(m);
		if (sum != last)
			since = now();
		else if (now() - since > STUCK_S * 1000000000ull)
			stuck(m);
		last = sum;
	}
}

static void machine_finish(struct machine *m, uint64_t seed)
{
	struct sighand *h;
	struct group *g;
	struct task *t;

	for (t = m->tasks; t; t = t->next)
		pthread_join(t->thread, NULL);
	if (getenv("KSIG_VERBOSE"))
		fprintf(stderr, "seed %llu: %d tasks, %d at the end, "
			"%llu events, %llu signals\n",
			(unsigned long long)seed, m->made, m->frozen,
			(unsigned long long)m->events,
			(unsigned long long)m->k.next_id);
	ksig_check(&m->k);
	for (g = m->groups; g; g = g->next)
		ksig_reap(&g->g);
	for (h = m->sighands; h; h = h->next)
		if (!ksig_sighand_unused(&h->h))
			fail("a sighand is still in use");
	ksig_finish(&m->k);
	if (m->nr_allocs)
		fail("%lld entries have leaked", (long long)m->nr_allocs);
	while ((t = m->tasks)) {
		if (!t->reaped)
			fail("task %d is still in use", t->t.tid);
		m->tasks = t->next;
		free(t->memory);
		free(t);
	}
	while ((g = m->groups)) {
		m->groups = g->next;
		free(g);
	}
	while ((h = m->sighands)) {
		m->sighands = h->next;
		free(h);
	}
}

static void run(uint64_t seed)
{
	struct machine *m = calloc(1, sizeof(*m));
	const int none = 0;

	if (!m)
		fail("no memory");
	machine_init(m, seed % 2);
	first_tasks(m, seed);
	pthread_mutex_lock(&m->mutex);
	wait_for_all(m, &m->idle);
	m->phase = FROZEN;
	pthread_cond_broadcast(&m->cond);
	wait_for_all(m, &m->frozen);
	pthread_mutex_unlock(&m->mutex);
	ksig_check(&m->k);
	pthread_mutex_lock(&m->mutex);
	m->phase = LEAVE;
	pthread_cond_broadcast(&m->cond);
	wait_for_all(m, &none);
	pthread_mutex_unlock(&m->mutex);
	machine_finish(m, seed);
	free(m);
}

int main(void)
{
	const char *seed = getenv("KSIG_SEED"), *nr = getenv("KSIG_ROUNDS");
	int rounds = nr ? atoi(nr) : ROUNDS, i;

	for (i = 1; i <= rounds; i++)
		run(seed ? strtoull(seed, NULL, 0) : (uint64_t)i);
	printf("%d passed, 0 failed\n", rounds);
	return 0;
}
