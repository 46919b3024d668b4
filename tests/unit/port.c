/* SPDX-License-Identifier: MIT */
/* The machine in memory: see port.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "port.h"

static struct tp *tp_k(struct ksig *k)
{
	return (struct tp *)k;
}

struct tp *tp_of(struct tp_task *t)
{
	return tp_k(t->t.k);
}

static struct tp_task *task_of(struct ksig_task *t)
{
	return (struct tp_task *)t;
}

struct tp_group *tp_group(struct tp_task *t)
{
	return (struct tp_group *)t->t.group;
}

static void die(const char *what)
{
	fprintf(stderr, "port: %s\n", what);
	abort();
}

/* --------------------------------------------------------- the callbacks */

/* Recursion, order (tree before siglock), never two siglocks. */
static void port_lock(struct ksig *k, struct ksig_lock *l)
{
	struct tp *m = tp_k(k);

	if (l->word[0])
		die("lock taken twice");
	l->word[0] = 1;
	if (l == &k->tree_lock) {
		if (m->nr_siglocked)
			die("tree_lock taken under a siglock");
		m->tree_locked = true;
	} else if (m->nr_siglocked++) {
		die("two siglocks");
	}
}

static void port_unlock(struct ksig *k, struct ksig_lock *l)
{
	struct tp *m = tp_k(k);

	if (!l->word[0])
		die("unlock of what is not locked");
	l->word[0] = 0;
	if (l == &k->tree_lock)
		m->tree_locked = false;
	else
		m->nr_siglocked--;
}

static bool port_lock_held(struct ksig *k, const struct ksig_lock *l)
{
	(void)k;
	return l->word[0] != 0;
}

static void fast_lock(struct ksig *k, struct ksig_lock *l)
{
	(void)k;
	(void)l;
}

static void no_locks(struct ksig *k, const char *what)
{
	if (tp_k(k)->tree_locked || tp_k(k)->nr_siglocked)
		die(what);
}

static void *port_alloc(struct ksig *k, size_t bytes)
{
	struct tp *m = tp_k(k);
	void *p;

	m->seen_allocs++;
	if (m->fail_alloc && --m->fail_alloc == 0)
		return NULL;
	p = malloc(bytes);
	m->nr_allocs += p != NULL;
	return p;
}

static void port_free(struct ksig *k, void *p, size_t bytes)
{
	(void)bytes;
	tp_k(k)->nr_allocs--;
	free(p);
}

static uint8_t *user(struct tp *m, uint64_t uaddr, uint64_t bytes)
{
	m->seen_copies++;
	if (m->fail_copy && --m->fail_copy == 0)
		return NULL;
	if (uaddr < TP_BASE || uaddr - TP_BASE > TP_BYTES ||
	    bytes > TP_BYTES - (uaddr - TP_BASE))
		return NULL;
	return m->memory + (uaddr - TP_BASE);
}

static int port_from_user(struct ksig_task *t, void *dst, uint64_t uaddr,
			  uint64_t bytes)
{
	const uint8_t *p = user(tp_k(t->k), uaddr, bytes);

	no_locks(t->k, "copy_from_user under a lock");
	if (!p)
		return -LINUX_EFAULT;
	memcpy(dst, p, bytes);
	return 0;
}

static int port_to_user(struct ksig_task *t, const struct ksig_piece *pieces,
			uint32_t nr)
{
	uint8_t *p;
	uint32_t i;

	no_locks(t->k, "copy_to_user under a lock");
	for (i = 0; i < nr; i++) {
		p = user(tp_k(t->k), pieces[i].uaddr, pieces[i].bytes);
		if (!p)
			return -LINUX_EFAULT;
		memcpy(p, pieces[i].src, pieces[i].bytes);
	}
	return 0;
}

static struct ksig_regs *port_regs_get(struct ksig_task *t)
{
	no_locks(t->k, "regs_get under a lock");
	return &task_of(t)->regs;
}

static void port_regs_set(struct ksig_task *t)
{
	task_of(t)->nr_regs_set++;
}

static void *port_xstate_get(struct ksig_task *t)
{
	return task_of(t)->xstate;
}

static int port_xstate_set(struct ksig_task *t, const void *image)
{
	struct tp_task *tt = task_of(t);
	uint32_t mxcsr = 0x1f80;
	uint64_t bv = 3;

	no_locks(t->k, "xstate_set under a lock");
	if (image) {
		memmove(tt->xstate, image, TP_XSTATE_BYTES);
		return 0;
	}
	tt->nr_xstate_init++;
	if (!tp_k(t->k)->port.trace)
		return 0;
	memset(tt->xstate, 0, sizeof(tt->xstate));
	memcpy(tt->xstate + 24, &mxcsr, sizeof(mxcsr));
	memcpy(tt->xstate + 512, &bv, sizeof(bv));
	return 0;
}

/* As XSAVE: of the header, only the bits of what it knows. */
static int port_xstate_write(struct ksig_task *t, uint64_t uaddr, uint64_t *bv)
{
	uint8_t *image = user(tp_k(t->k), uaddr, TP_XSTATE_BYTES);
	const struct tp_task *tt = task_of(t);
	uint64_t own;

	if (!image)
		return -LINUX_EFAULT;
	memcpy(&own, tt->xstate + 512, sizeof(own));
	memcpy(bv, image + 512, sizeof(*bv));
	*bv = (*bv & ~7ull) | own;
	memcpy(image, tt->xstate, 416);
	memcpy(image + 512, bv, sizeof(*bv));
	memcpy(image + 576, tt->xstate + 576, TP_XSTATE_BYTES - 576);
	return 0;
}

static int port_xstate_read(struct ksig_task *t, uint64_t uaddr)
{
	struct tp *m = tp_k(t->k);

	m->nr_in_place++;
	if (m->xrstor_refuses)
		return -LINUX_EFAULT;
	return port_from_user(t, task_of(t)->xstate, uaddr, TP_XSTATE_BYTES);
}

static int port_user_window(struct ksig_task *t, uint64_t uaddr,
			    uint64_t bytes, void (*use)(void *at, void *arg),
			    void *arg)
{
	void *at = user(tp_k(t->k), uaddr, bytes);

	no_locks(t->k, "user_window under a lock");
	if (!at)
		return -LINUX_EFAULT;
	tp_k(t->k)->nr_windows++;
	use(at, arg);
	return 0;
}

void tp_in_place(struct tp *m)
{
	m->port.xstate_write = port_xstate_write;
	m->port.xstate_read = port_xstate_read;
	m->port.user_window = port_user_window;
}

static void port_wake(struct ksig_task *t, enum ksig_wake why)
{
	if (tp_k(t->k)->port.lock_held && !t->sighand->lock.word[0])
		die("wake without siglock");
	task_of(t)->nr_wakes++;
	task_of(t)->wake = why;
}

static uint64_t port_clock_now(struct ksig *k)
{
	return tp_k(k)->now_ns;
}

static void port_timer_set(struct ksig_task *t, uint64_t deadline_ns)
{
	task_of(t)->deadline_ns = deadline_ns;
}

static uint64_t port_clock_read(struct ksig_group *g, struct ksig_task *t,
				enum ksig_clock clock)
{
	struct tp *m = tp_k(g->k);

	(void)t;
	switch (clock) {
	case KSIG_CLOCK_REALTIME:
		return m->now_ns + m->realtime_ns;
	case KSIG_CLOCK_MONOTONIC:
	case KSIG_CLOCK_BOOTTIME:
		return m->now_ns;
	case KSIG_CLOCK_PROCESS_CPUTIME:
	case KSIG_CLOCK_THREAD_CPUTIME:
	case KSIG_CLOCK_PROCESS_UTIME:
		return m->cpu_ns;
	default:
		return KSIG_NO_TIME;
	}
}

static struct tp_alarm *find_alarm(struct tp *m, struct ksig_group *g,
				   int32_t alarm)
{
	struct tp_alarm *a, *end = m->alarms + TP_NR_ALARMS;

	for (a = m->alarms; a < end; a++)
		if (a->g == g && (!g || a->alarm == alarm))
			return a;
	return NULL;
}

static void port_alarm_set(struct ksig_group *g, struct ksig_task *t,
			   enum ksig_clock clock, int32_t alarm,
			   uint64_t expires_ns)
{
	struct tp *m = tp_k(g->k);
	struct tp_alarm *a = find_alarm(m, g, alarm);

	(void)t;
	if (!a)
		a = find_alarm(m, NULL, 0);
	if (!a)
		die("too many alarms");
	*a = (struct tp_alarm){ g, clock, alarm, expires_ns };
	if (expires_ns == KSIG_NO_TIME)
		a->g = NULL;
}

uint32_t tp_nr_alarms(const struct tp *m)
{
	uint32_t nr = 0, i;

	for (i = 0; i < TP_NR_ALARMS; i++)
		nr += m->alarms[i].g != NULL;
	return nr;
}

static bool is_cpu_clock(enum ksig_clock clock)
{
	return clock != KSIG_CLOCK_MONOTONIC &&
	       clock != KSIG_CLOCK_REALTIME && clock != KSIG_CLOCK_BOOTTIME;
}

/* The alarm that comes next, and in how long. */
static struct tp_alarm *next_alarm(struct tp *m, bool cpu, uint64_t *in_ns)
{
	struct tp_alarm *a, *next = NULL;
	uint64_t now;

	for (a = m->alarms; a < m->alarms + TP_NR_ALARMS; a++) {
		if (!a->g || (!cpu && is_cpu_clock(a->clock)))
			continue;
		now = port_clock_read(a->g, NULL, a->clock);
		now = a->at_ns > now ? a->at_ns - now : 0;
		if (!next || now < *in_ns) {
			next = a;
			*in_ns = now;
		}
	}
	return next;
}

void tp_tick(struct tp *m, uint64_t ns, struct tp_task *cpu)
{
	struct tp_alarm *a, fired;
	uint64_t in_ns = 0;

	for (;;) {
		a = next_alarm(m, cpu, &in_ns);
		if (!a || in_ns > ns)
			break;
		m->now_ns += in_ns;
		m->cpu_ns += cpu ? in_ns : 0;
		ns -= in_ns;
		fired = *a;
		a->g = NULL;
		ksig_timer_expire(fired.g, fired.alarm, cpu ? &cpu->t : NULL);
	}
	m->now_ns += ns;
	m->cpu_ns += cpu ? ns : 0;
}

static void port_cred_get(struct ksig_task *t, struct ksig_cred *out)
{
	if (tp_k(t->k)->nr_siglocked)
		die("cred_get under a siglock");
	*out = task_of(t)->cred;
}

static void port_child_event(struct ksig_group *g, enum ksig_child_event ev)
{
	struct tp_group *tg = (struct tp_group *)g;

	tg->nr_child_events++;
	tg->child_event = ev;
}

static void port_task_reaped(struct ksig_task *t)
{
	if (!tp_k(t->k)->tree_locked && tp_k(t->k)->port.lock_held)
		die("task_reaped without tree_lock");
	if (task_of(t)->reaped)
		die("a task is reaped twice");
	task_of(t)->reaped = true;
}

static void port_bug(struct ksig *k, const char *what)
{
	fprintf(stderr, "story so far:\n%s", tp_k(k)->story);
	die(what);
}

/* ------------------------------------------------------------- the story */

static void say(struct tp *m, const char *fmt, ...)
{
	size_t room = sizeof(m->story) - m->story_len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(m->story + m->story_len, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		m->story_len += (size_t)n < room ? (uint32_t)n :
						   (uint32_t)room - 1;
}

static const char *const results[] = {
	"", " ignored", " coalesced", " overflow", " loses info",
};
static const char *const whys[] = {
	"", "sigcont", "stop", "now ignored", "ignored", "exec", "exit",
	"init", "orphaned", "stop lost", "disarmed", "tracer",
};
static const char *const target_whys[] = {
	"", "only", "main", "rotation", "none", "retarget", "fatal",
};
static const char *const actions[] = {
	"", "handler", "terminate", "core", "stop", "continue", "ignore",
};
static const char *const restarts[] = { "", " eintr", " restart", " block" };

static void tell_generate(struct tp *m, const struct ksig_event *ev,
			  const char *sig)
{
	say(m, "%d generate %s%s%s%s\n", ev->task ? ev->task->tid :
	    ev->group->pid, sig, ev->u.generate.shared ? " shared" : "",
	    ev->u.generate.blocked ? " blocked" : "",
	    results[ev->u.generate.result]);
}

static void port_trace(struct ksig *k, const struct ksig_event *ev)
{
	struct tp *m = tp_k(k);
	int who = ev->task ? ev->task->tid : ev->group->pid;
	char buf[16];
	const char *sig = ksig_signal_name(ev->sig, buf) + 3;

	switch (ev->kind) {
	case KSIG_EV_GENERATE:
		tell_generate(m, ev, sig);
		break;
	case KSIG_EV_TARGET:
		if (m->tells_targets)
			say(m, "%d target %s %s\n", who, sig,
			    target_whys[ev->u.target.why]);
		break;
	case KSIG_EV_DISCARD:
		say(m, "%d discard %s %s\n", who, sig,
		    whys[ev->u.discard.why]);
		break;
	case KSIG_EV_DELIVER:
		say(m, "%d deliver %s %s%s%s\n", who, sig,
		    actions[ev->u.deliver.action],
		    ev->u.deliver.altstack ? " altstack" : "",
		    restarts[ev->u.deliver.restart]);
		break;
	case KSIG_EV_RETURN:
		say(m, "%d return %s%s\n", who, sig,
		    ev->u.ret.by_longjmp ? " longjmp" : "");
		break;
	case KSIG_EV_ACCEPT:
		say(m, "%d accept %s\n", who, sig);
		break;
	case KSIG_EV_STOP:
		say(m, "%d stopped %s\n", who, sig);
		break;
	case KSIG_EV_CONTINUE:
		say(m, "%d continued\n", who);
		break;
	case KSIG_EV_EXIT:
		say(m, "%d exit %x\n", who, (unsigned)ev->u.exit.status);
		break;
	case KSIG_EV_TRAP:
		say(m, "%d trap %x%s\n", who, (unsigned)ev->u.trap.code,
		    ev->u.trap.group_stop ? " group-stop" : "");
		break;
	case KSIG_EV_RESUME:
		say(m, "%d resume %x\n", who, (unsigned)ev->u.trap.code);
		break;
	case KSIG_EV_WAIT:
		say(m, "%d wait %d %x%s\n", who, ev->u.wait.pid,
		    (unsigned)ev->u.wait.status,
		    ev->u.wait.kept ? " kept" : "");
		break;
	}
}

const char *tp_story(struct tp *m)
{
	static char last[sizeof(m->story)];

	memcpy(last, m->story, m->story_len);
	last[m->story_len] = '\0';
	m->story_len = 0;
	m->story[0] = '\0';
	return last;
}

/* ----------------------------------------------------------- the machine */

void tp_init(struct tp *m, bool traced)
{
	struct ksig_config config = {
		.size = sizeof(config),
		.linux_version = 0x061200,
		.xstate_bytes = TP_XSTATE_BYTES,
		.xfeatures = 7,
	};

	memset(m, 0, sizeof(*m));
	m->now_ns = 1000;
	m->cpu_ns = 1000;
	m->realtime_ns = 1000000000000ull;
	m->port = (struct ksig_port){
		.size = sizeof(struct ksig_port),
		.version = KSIG_PORT_VERSION,
		.lock = traced ? port_lock : fast_lock,
		.unlock = traced ? port_unlock : fast_lock,
		.lock_held = traced ? port_lock_held : NULL,
		.alloc = port_alloc,
		.free = port_free,
		.copy_from_user = port_from_user,
		.copy_to_user = port_to_user,
		.regs_get = port_regs_get,
		.regs_set = port_regs_set,
		.xstate_get = port_xstate_get,
		.xstate_set = port_xstate_set,
		.wake = port_wake,
		.clock_now = port_clock_now,
		.timer_set = port_timer_set,
		.cred_get = port_cred_get,
		.child_event = port_child_event,
		.trace = traced ? port_trace : NULL,
		.bug = port_bug,
		.clock_read = port_clock_read,
		.alarm_set = port_alarm_set,
		.task_reaped = port_task_reaped,
	};
	if (ksig_init(&m->k, &m->port, &config) != 0)
		die("ksig_init");
}

static struct tp_task *task_new(struct tp *m)
{
	struct tp_task *t = calloc(1, sizeof(*t));

	if (!t)
		die("no memory");
	t->next = m->tasks;
	m->tasks = t;
	t->deadline_ns = UINT64_MAX;
	return t;
}

static struct tp_group *group_new(struct tp *m)
{
	struct tp_group *g = calloc(1, sizeof(*g));

	if (!g)
		die("no memory");
	g->next = m->groups;
	m->groups = g;
	return g;
}

static struct ksig_sighand *sighand_new(struct tp *m)
{
	struct tp_sighand *h = calloc(1, sizeof(*h));

	if (!h)
		die("no memory");
	h->next = m->sighands;
	m->sighands = h;
	return &h->h;
}

static void regs_init(struct tp_task *t)
{
	t->regs.ip = TP_CODE;
	t->regs.sp = TP_STACK_TOP;
	t->regs.cs = 0x33;
	t->regs.ss = 0x2b;
	t->regs.flags = 0x202;
	t->regs.orig_ax = (uint64_t)-1;
	port_xstate_set(&t->t, NULL);
}

struct tp_task *tp_start(struct tp *m, int32_t pid)
{
	struct ksig_start how = {
		.pid = pid, .ppid = 2, .pgid = pid, .sid = 1,
		.uid = 1000, .rlimit_sigpending = 100,
	};
	struct tp_task *t = task_new(m);

	if (ksig_start(&m->k, &group_new(m)->g, sighand_new(m), &t->t, &how))
		return NULL;
	t->cred = (struct ksig_cred){ 1000, 1000, 1000, false };
	regs_init(t);
	return t;
}

struct tp_task *tp_clone(struct tp_task *parent, int32_t tid, uint64_t flags)
{
	struct tp *m = tp_of(parent);
	struct tp_task *t = task_new(m);
	struct ksig_group *g = NULL;
	struct ksig_sighand *h = NULL;
	int32_t sig = (int32_t)(flags & LINUX_CSIGNAL);

	if (!(flags & LINUX_CLONE_THREAD))
		g = &group_new(m)->g;
	if (!(flags & LINUX_CLONE_SIGHAND))
		h = sighand_new(m);
	if (ksig_clone(&parent->t, &t->t, g, h, flags & ~LINUX_CSIGNAL,
		       sig ? sig : LINUX_SIGCHLD, tid))
		return NULL;
	t->regs = parent->regs;
	t->cred = parent->cred;
	memcpy(t->xstate, parent->xstate, sizeof(t->xstate));
	no_locks(&m->k, "clone left a lock");
	return t;
}

struct tp_task *tp_fork(struct tp_task *parent, int32_t pid)
{
	return tp_clone(parent, pid, 0);
}

struct tp_task *tp_thread(struct tp_task *parent, int32_t tid)
{
	return tp_clone(parent, tid, LINUX_CLONE_VM | LINUX_CLONE_SIGHAND |
			LINUX_CLONE_THREAD);
}

void tp_exit(struct tp_task *t, int32_t status)
{
	struct tp *m = tp_of(t);

	ksig_exit(&t->t, status, NULL);
	no_locks(&m->k, "exit left a lock");
	if (m->port.trace)
		ksig_check(&m->k);
}

void tp_reap(struct tp_task *t)
{
	ksig_reap(t->t.group);
}

void tp_exec(struct tp_task *t)
{
	struct tp *m = tp_of(t);

	ksig_exec(&t->t, sighand_new(m));
	regs_init(t);
	ksig_check(&m->k);
}

void tp_finish(struct tp *m)
{
	struct tp_sighand *h;
	struct tp_group *g;
	struct tp_task *t;

	ksig_check(&m->k);
	for (t = m->tasks; t; t = t->next)
		if (t->t.group && !(t->t.flags & KSIG_TASK_DEAD))
			ksig_exit(&t->t, 0, NULL);
	for (g = m->groups; g; g = g->next)
		if (g->g.flags & KSIG_GROUP_DEAD)
			ksig_reap(&g->g);
	ksig_finish(&m->k);
	no_locks(&m->k, "a lock is left");
	if (m->nr_allocs)
		die("memory leak");
	while ((t = m->tasks)) {
		if (t->t.group && !t->reaped)
			die("a task is still in use");
		m->tasks = t->next;
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

/* ------------------------------------------------------------------ load */

static bool load_fails(struct ksig *k)
{
	struct tp *m = tp_k(k);

	m->seen_allocs++;
	return m->fail_alloc && --m->fail_alloc == 0;
}

static struct ksig_group *load_group(struct ksig *k, int32_t pid, void *arg)
{
	(void)pid;
	(void)arg;
	return load_fails(k) ? NULL : &group_new(tp_k(k))->g;
}

static struct ksig_sighand *load_sighand(struct ksig *k, struct ksig_group *g,
					 void *arg)
{
	(void)g;
	(void)arg;
	return load_fails(k) ? NULL : sighand_new(tp_k(k));
}

static struct ksig_task *load_task(struct ksig *k, struct ksig_group *g,
				   int32_t tid, void *arg)
{
	struct tp_task *t;

	(void)g;
	(void)tid;
	(void)arg;
	if (load_fails(k))
		return NULL;
	t = task_new(tp_k(k));
	t->t.k = k;
	regs_init(t);
	return &t->t;
}

static void drop_group(struct ksig *k, struct ksig_group *g, void *arg)
{
	struct tp_group **p = &tp_k(k)->groups, *tg = (struct tp_group *)g;

	(void)arg;
	while (*p != tg)
		p = &(*p)->next;
	*p = tg->next;
	free(tg);
}

static void drop_sighand(struct ksig *k, struct ksig_sighand *h, void *arg)
{
	struct tp_sighand **p = &tp_k(k)->sighands;
	struct tp_sighand *th = (struct tp_sighand *)h;

	(void)arg;
	while (*p != th)
		p = &(*p)->next;
	*p = th->next;
	free(th);
}

static void drop_task(struct ksig *k, struct ksig_task *t, void *arg)
{
	struct tp_task **p = &tp_k(k)->tasks, *tt = task_of(t);

	(void)arg;
	while (*p != tt)
		p = &(*p)->next;
	*p = tt->next;
	free(tt);
}

int tp_load(struct tp *m, const void *bytes, size_t nr)
{
	static const struct ksig_load_memory memory = {
		NULL, load_group, load_sighand, load_task, drop_group,
		drop_sighand, drop_task,
	};
	int err = ksig_load(&m->k, bytes, nr, &memory);

	no_locks(&m->k, "load left a lock");
	if (err && (m->nr_allocs || m->tasks || m->groups || m->sighands))
		die("a load that failed has left something");
	return err;
}

/* ---------------------------------------------------------------- running */

enum ksig_outcome tp_return(struct tp_task *t)
{
	struct tp *m = tp_of(t);

	t->outcome = ksig_return_to_user(&t->t);
	no_locks(&m->k, "return_to_user left a lock");
	if (m->port.trace)
		ksig_check(&m->k);
	return t->outcome;
}

enum ksig_outcome tp_native(struct tp_task *t, int64_t nr, int64_t ret)
{
	t->regs.orig_ax = (uint64_t)nr;
	t->regs.ax = (uint64_t)ret;
	return tp_return(t);
}

static int64_t finish_call(struct tp_task *t, enum ksig_call_outcome outcome)
{
	struct tp *m = tp_of(t);

	no_locks(&m->k, "a call left a lock");
	if (m->port.trace)
		ksig_check(&m->k);
	switch (outcome) {
	case KSIG_CALL_PARK:
		return TP_PARKED;
	case KSIG_CALL_PORT:
		return TP_PORT;
	case KSIG_CALL_UNKNOWN:
		return TP_UNKNOWN;
	case KSIG_CALL_SIGRETURN:
		tp_return(t);
		return 0;
	case KSIG_CALL_NO_SUCH:
		return TP_NO_SUCH;
	case KSIG_CALL_DONE:
		break;
	}
	tp_native(t, t->call.nr, t->call.ret);
	return t->call.ret;
}

int64_t tp_resume(struct tp_task *t)
{
	return finish_call(t, ksig_syscall(&t->t, &t->call));
}

int64_t tp_call(struct tp_task *t, int64_t nr, uint64_t a0, uint64_t a1,
		uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5)
{
	int32_t pidfd_pid = t->call.pidfd_pid;

	t->call = (struct ksig_call){
		.nr = nr, .arg = { a0, a1, a2, a3, a4, a5 },
		.pidfd_pid = pidfd_pid,
	};
	return tp_resume(t);
}

/* -------------------------------------------------------------- shorthands */

int64_t tp_kill(struct tp_task *t, int32_t pid, int sig)
{
	return TP_CALL2(t, LINUX_NR_kill, (int64_t)pid, sig);
}

int64_t tp_tgkill(struct tp_task *t, int32_t tgid, int32_t tid, int sig)
{
	return TP_CALL3(t, LINUX_NR_tgkill, (int64_t)tgid, (int64_t)tid, sig);
}

int64_t tp_action(struct tp_task *t, int sig, uint64_t handler,
		  uint64_t flags, ksig_sigset mask)
{
	struct linux_sigaction act = { handler, flags, TP_RESTORER, mask };

	tp_poke(tp_of(t), TP_SCRATCH, &act, sizeof(act));
	return TP_CALL4(t, LINUX_NR_rt_sigaction, sig, TP_SCRATCH, 0, 8);
}

int64_t tp_handle(struct tp_task *t, int sig, uint64_t flags)
{
	return tp_action(t, sig, TP_HANDLER(sig), flags | LINUX_SA_RESTORER,
			 0);
}

int64_t tp_mask(struct tp_task *t, int how, ksig_sigset set)
{
	tp_poke(tp_of(t), TP_SCRATCH, &set, sizeof(set));
	return TP_CALL4(t, LINUX_NR_rt_sigprocmask, how, TP_SCRATCH, 0, 8);
}

ksig_sigset tp_sigpending(struct tp_task *t)
{
	TP_CALL2(t, LINUX_NR_rt_sigpending, TP_SCRATCH, 8);
	return tp_peek64(tp_of(t), TP_SCRATCH);
}

enum ksig_outcome tp_sigreturn(struct tp_task *t)
{
	t->regs.sp += 8;
	t->regs.ip = TP_RESTORER;
	TP_CALL0(t, LINUX_NR_rt_sigreturn);
	return t->outcome;
}

int tp_in_handler(const struct tp_task *t)
{
	uint64_t n = (t->regs.ip - TP_HANDLER(0)) / 0x10;

	return t->regs.ip >= TP_HANDLER(0) && n <= KSIG_NSIG ? (int)n : 0;
}

void tp_poke(struct tp *m, uint64_t uaddr, const void *src, size_t bytes)
{
	memcpy(m->memory + (uaddr - TP_BASE), src, bytes);
}

void tp_peek(struct tp *m, void *dst, uint64_t uaddr, size_t bytes)
{
	memcpy(dst, m->memory + (uaddr - TP_BASE), bytes);
}

uint64_t tp_peek64(struct tp *m, uint64_t uaddr)
{
	uint64_t v;

	tp_peek(m, &v, uaddr, sizeof(v));
	return v;
}

static const struct ksig_origin kernel = { KSIG_BY_KERNEL, 0, 0 };

int tp_generate(struct tp_group *g, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_KERNEL,
	};

	return ksig_generate_group(&g->g, &info, &kernel);
}

int tp_generate_task(struct tp_task *t, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_KERNEL,
	};

	return ksig_generate_task(&t->t, &info, &kernel);
}
