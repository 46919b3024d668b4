/* SPDX-License-Identifier: MIT */
/* The machine as a whole, from the outside: make, run, check, end. */
#include <stdlib.h>
#include <string.h>
#include "internal.h"

struct sim *sim_new(void)
{
	struct sim *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	if (sim_stacks_init(&s->stacks) < 0) {
		free(s);
		return NULL;
	}
	if (sim_memory_init(s) < 0) {
		sim_free(s);
		return NULL;
	}
	return s;
}

void sim_free(struct sim *s)
{
	if (!s)
		return;
	sim_tasks_reset(s);
	sim_tasks_finish(s);
	sim_kfinish(s);
	sim_memory_finish(s);
	sim_stacks_finish(&s->stacks);
	free(s);
}

static void irq_start(struct sim *s)
{
	s->irq = (struct sim_thread){ .task = NULL };
	if (!sim_coro_init(&s->stacks, &s->irq.coro, sim_irq_main, s))
		sim_refuse(s, "no stack for interrupts");
	sim_thread_add(s, &s->irq);
	s->irq.state = SIM_ASLEEP;
	s->irq.how = SIM_SLEEP_IRQ;
}

void sim_reset(struct sim *s, const struct sim_options *o)
{
	struct ksig_config config = {
		.size = sizeof(config),
		.linux_version = o->linux_version ? o->linux_version :
						    SIM_LINUX_VERSION,
		.xstate_bytes = SIM_XSTATE_BYTES,
		.xfeatures = SIM_XFEATURES,
	};

	s->o = *o;
	if (s->o.cpus == 0)
		s->o.cpus = 1;
	s->end = SIM_END_NONE;
	s->what[0] = '\0';
	sim_tasks_reset(s);
	sim_kreset(s);
	s->files = NULL;
	s->ttys = NULL;
	sim_stacks_reset(&s->stacks);
	sim_memory_reset(s);
	memset(&s->dead, 0, sizeof(s->dead));
	s->cur = NULL;
	s->nr_threads = s->next_number = s->nr_on_cpu = 0;
	s->nr_programs = 0;
	s->nr_decisions = s->nr_points = 0;
	s->nr_allocs = s->nr_copies = 0;
	s->now_ns = SIM_START_NS;
	s->timers = NULL;
	s->alarms = NULL;
	s->is_killed = false;
	s->next_pid = SIM_FIRST_PID;
	s->handler = NULL;
	s->born = NULL;
	s->victim = NULL;
	sim_port_init(s);
	if (ksig_init(&s->k, &s->port, &config) != 0) {
		s->end = SIM_END_BUG;
		return;
	}
	irq_start(s);
}

void sim_set_handler(struct sim *s, sim_handler *fn)
{
	s->handler = fn;
}

void sim_set_born(struct sim *s, void (*fn)(struct sim_task *t))
{
	s->born = fn;
}

void sim_set_victim(struct sim *s, int32_t (*fn)(void))
{
	s->victim = fn;
}

void *sim_arg(const struct sim_task *t)
{
	return t->arg;
}

int32_t sim_tid(const struct sim_task *t)
{
	return t->t.tid;
}

struct sim_task *sim_find(struct sim *s, int32_t tid)
{
	return sim_task(ksig_task_find(&s->k, tid));
}

bool sim_zombie(struct sim *s, int32_t pid, int32_t *status)
{
	const struct ksig_group *g = ksig_group_find(&s->k, pid);
	const struct ksig_list *n;

	if (!g || !(g->flags & KSIG_GROUP_DEAD))
		return false;
	for (n = g->zombies.next; n != &g->zombies; n = n->next)
		if (!g->zombie_leader || n != &g->zombie_leader->in_group)
			return false;
	*status = g->status;
	return true;
}

struct ksig *sim_ksig(struct sim *s)
{
	return &s->k;
}

enum sim_end sim_ended(const struct sim *s)
{
	return s->end;
}

const char *sim_what(const struct sim *s)
{
	return s->what;
}

uint64_t sim_nr_decisions(const struct sim *s)
{
	return s->nr_decisions;
}

uint64_t sim_nr_allocs(const struct sim *s)
{
	return s->nr_allocs;
}

uint64_t sim_nr_copies(const struct sim *s)
{
	return s->nr_copies;
}

struct sim_task *sim_current(struct sim *s)
{
	return s->cur ? s->cur->task : NULL;
}

bool sim_run(struct sim *s, uint64_t until_ns)
{
	if (s->end != SIM_END_NONE || setjmp(s->escape) != 0)
		return false;
	do {
		sim_run_ready(s);
		sim_sweep(s);
		if (s->o.reload && s->end == SIM_END_NONE)
			sim_reload(s);
	} while (s->end == SIM_END_NONE && sim_time_jump(s, until_ns));
	return s->end == SIM_END_NONE;
}

int sim_kill(struct sim *s, int32_t pid, int sig)
{
	struct ksig_group *g = ksig_group_find(&s->k, pid);
	struct ksig_origin origin = { KSIG_BY_OUTSIDE, SIM_OUTSIDE_PID, 0 };
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_USER,
	};

	if (!g)
		return -LINUX_ESRCH;
	info.u.kill.pid = SIM_OUTSIDE_PID;
	return ksig_generate_group(g, &info, &origin);
}

/* ------------------------------------------------------------------ checks */

/* Has a thread of t's group been told, and cannot look yet? vfork(2) */
static bool is_known_to_other(const struct sim_task *t)
{
	const struct sim_task *o;

	for (o = t->s->tasks; o; o = o->next)
		if (o != t && !o->is_gone && o->t.group == t->t.group &&
		    (o->t.has_deliverable ||
		     (o->t.flags & KSIG_TASK_STOPPED)))
			return true;
	return false;
}

/* t sleeps, and nobody will wake it: should it? */
static void check_sleeper(struct sim_task *t)
{
	const struct ksig_group *g = t->t.group;

	if (t->th.how == SIM_SLEEP_NOTHING || t->in_exit_event)
		return;
	if (g->flags & KSIG_GROUP_EXIT)
		sim_bug(t->s, "lost wakeup: %s sleeps, its process dies",
			t->name);
	if (t->th.how == SIM_SLEEP_KILL ||
	    (t->t.flags & (KSIG_TASK_STOPPED | KSIG_TASK_TRACED)))
		return;
	if (t->t.flags & KSIG_TASK_STOP_PENDING)
		sim_bug(t->s, "lost wakeup: %s sleeps, its process stops",
			t->name);
	if (t->t.pending.set & ~t->t.blocked)
		sim_bug(t->s, "lost wakeup: %s sleeps, a signal is pending "
			"for it", t->name);
	if ((g->shared.set & ~t->t.blocked) && !is_known_to_other(t))
		sim_bug(t->s, "lost wakeup: %s sleeps, a signal is pending "
			"for its process", t->name);
}

bool sim_check(struct sim *s)
{
	struct sim_task *t;

	if (s->end != SIM_END_NONE || setjmp(s->escape) != 0)
		return false;
	for (t = s->tasks; t; t = t->next)
		if (t->th.state == SIM_ASLEEP)
			check_sleeper(t);
	ksig_check(&s->k);
	return true;
}

bool sim_finish(struct sim *s)
{
	struct sim_group *g;
	uint32_t round;

	if (s->end != SIM_END_NONE || setjmp(s->escape) != 0)
		return false;
	s->port.trace = NULL;	/* this is no part of the story */
	/* Adopted on the way, reaped by nobody: some rounds. */
	for (round = 0; s->groups && round < SIM_THREADS_MAX; round++) {
		for (g = s->groups; g; g = g->next)
			if (!(g->g.flags & KSIG_GROUP_DEAD))
				sim_kill(s, g->g.pid, LINUX_SIGKILL);
		sim_run_ready(s);
		sim_reap_all(s);
		sim_sweep(s);
	}
	if (s->end != SIM_END_NONE)
		return false;
	if (s->groups)
		sim_bug(s, "pid %d does not die of SIGKILL",
			s->groups->g.pid);
	ksig_finish(&s->k);
	if (s->nr_kallocs)
		sim_bug(s, "%llu allocations have leaked",
			(unsigned long long)s->nr_kallocs);
	return true;
}

enum sim_doing sim_doing(const struct sim_task *t)
{
	if (t->is_gone)
		return SIM_GONE;
	if (t->th.state != SIM_ASLEEP)
		return SIM_READY;
	if (t->th.how == SIM_SLEEP_STOPPED)
		return ksig_ptrace_is_stopped(&t->t) ? SIM_TRACED :
						       SIM_STOPPED;
	return t->doing;
}
