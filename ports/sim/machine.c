/* SPDX-License-Identifier: MIT */
/*
 * The simulator as a machine for scenarios (scenario/machine.h): the
 * interpreter's actors are its programs.
 */
#include <errno.h>
#include <string.h>
#include "internal.h"
#include "machine.h"

#define UNTIL_MAX_NS	(3600 * SIM_NS_PER_S)	/* `pass until` gives up */
#define CLONE_PIDFD	0x1000ull

/* The machine of the play that goes on in this thread of the host's. */
static _Thread_local struct sim *playing;

void sim_machine_use(struct sim *s)
{
	playing = s;
}

struct sim *sim_machine_used(void)
{
	return playing;
}

static struct scn_actor *actor_of(const struct sim_task *t)
{
	return sim_arg(t);
}

/* Its thread, while it is alive; after an exec, the one that has its id. */
static struct sim_task *task_of(const struct scn_actor *a)
{
	struct sim_task *t = sim_find(playing, a->world_tid);

	return t && sim_doing(t) != SIM_GONE ? t : NULL;
}

static void born(struct sim_task *t)
{
	struct scn_actor *a = actor_of(t);

	a->world_pid = t->t.group->pid;
	a->world_tid = t->t.tid;
	a->pid = sim_pidns_id(t, t->t.group->pid);
	a->tid = sim_pidns_tid(t);
}

/* An exec may have changed the ids. */
static void program(void *arg)
{
	born(sim_current(playing));
	scn_actor_main(arg);
}

static void entered(struct sim_task *t, int slot, uint64_t sig, uint64_t info,
		    uint64_t uc)
{
	scn_handler(actor_of(t), slot, sig, info, uc);
}

static _Thread_local struct scn_board *board;
static _Thread_local int victim_index;

static int32_t victim(void)
{
	return board->actor[victim_index].world_pid;
}

/* --------------------------------------------------------------- director */

static int start(struct scn_board *b)
{
	struct sim *s = playing;

	sim_set_handler(s, entered);
	sim_set_born(s, born);
	board = b;
	victim_index = s->o.kill_actor;
	if (victim_index > 0)
		sim_set_victim(s, victim);
	sim_user_share(s, b, sizeof(*b));
	return sim_start(s, b->actor[0].name, program, &b->actor[0]) ?
	       0 : -ENOMEM;
}

static void post(struct scn_actor *a, const struct scn_stmt *s)
{
	struct sim_task *t = task_of(a);

	a->todo = (uint64_t)(uintptr_t)s;
	if (t)
		sim_idle_end(t);
}

/* Is a still in what it was told to do? */
static bool is_busy(const struct scn_actor *a)
{
	return task_of(a) && (a->todo || a->at != SCN_AT_IDLE);
}

static bool settle_until(struct sim *s, const struct scn_actor *a)
{
	uint64_t end_ns = sim_after(s, UNTIL_MAX_NS), next;

	while (is_busy(a)) {
		next = sim_next_event(s);
		if (next > end_ns)
			return false;
		if (!sim_run(s, next))
			return false;
	}
	return true;
}

/* Is anybody busy in user mode, for some time? Then time goes on. */
static bool settle_spins(struct sim *s, const struct scn_board *b)
{
	const struct sim_task *t;
	int i;

	for (i = 0; i < b->file->nr_actors; i++) {
		t = b->actor[i].begun ? task_of(&b->actor[i]) : NULL;
		if (!t || sim_doing(t) != SIM_SPINS ||
		    b->actor[i].at == SCN_AT_SPIN)
			continue;
		if (!sim_run(s, sim_next_event(s)))
			return false;
		i = -1;		/* look at all of them again */
	}
	return true;
}

static int settle(struct scn_board *b, int64_t pass_ns,
		  struct scn_actor *until)
{
	struct sim *s = playing;

	if (!sim_run(s, sim_now(s) + (pass_ns > 0 ? (uint64_t)pass_ns : 0)))
		return -ETIMEDOUT;
	if ((until && !settle_until(s, until)) || !settle_spins(s, b))
		return -ETIMEDOUT;
	return sim_check(s) ? 0 : -ETIMEDOUT;
}

static enum scn_where where(struct scn_actor *a, int32_t *status)
{
	struct sim_task *t;

	if (!a->begun)
		return SCN_IS_UNBORN;
	t = task_of(a);
	if (!t)
		return a->world_pid == a->world_tid &&
		       sim_zombie(playing, a->world_pid, status) ?
		       SCN_IS_ZOMBIE : SCN_IS_GONE;
	switch (sim_doing(t)) {
	case SIM_STOPPED:
		return SCN_IS_STOPPED;
	case SIM_TRACED:
		return SCN_IS_TRACED;
	case SIM_IDLE:
		return SCN_IS_READY;
	default:
		return SCN_IS_BUSY;
	}
}

static void finish(struct scn_board *b)
{
	(void)b;
	sim_finish(playing);
}

/* ------------------------------------------------------------------ actor */

static struct scn_actor *self(void)
{
	return actor_of(sim_current(playing));
}

static const struct scn_stmt *idle(struct scn_actor *a)
{
	const struct scn_stmt *s;

	while (!a->todo)
		sim_idle(sim_current(playing));
	s = (const struct scn_stmt *)(uintptr_t)a->todo;
	a->at = SCN_AT_STEP;
	a->todo = 0;
	return s;
}

static int64_t call(struct scn_actor *a, int64_t nr, const uint64_t arg[6])
{
	(void)a;
	return sim_call(sim_current(playing), nr, arg);
}

static int64_t spawn(struct scn_actor *a, struct scn_actor *child,
		     const struct scn_spawn *how)
{
	struct sim_task *t = sim_current(playing);
	int64_t pid;

	(void)a;
	pid = sim_clone(t, how->flags, how->exit_signal, child->name, program,
			child, NULL);
	if (pid > 0 && how->pidfd && (how->flags & CLONE_PIDFD))
		*how->pidfd = (int32_t)t->cloning.pidfd;
	return pid;
}

static int64_t exec(struct scn_actor *a)
{
	int64_t ret;

	a->at = SCN_AT_NOTHING;
	ret = sim_exec(sim_current(playing), program, a);
	a->at = SCN_AT_STEP;
	return ret;
}

static uint64_t handler_address(int slot)
{
	return SIM_IP_HANDLER + 16 * (uint64_t)slot;
}

static uint64_t restorer_address(void)
{
	return SIM_RESTORER;
}

static void sigreturn(struct scn_actor *a, uint64_t frame)
{
	(void)a;
	sim_sigreturn(sim_current(playing), frame);
}

static uint64_t mark(struct scn_actor *a)
{
	(void)a;
	return sim_mark(sim_current(playing));
}

static void unwind(struct scn_actor *a, uint64_t mark)
{
	(void)a;
	sim_unwind(sim_current(playing), mark);
}

static uint64_t after_fault(struct scn_actor *a)
{
	(void)a;
	return sim_current(playing)->in_fault ? SIM_IP_FAULTED : 0;
}

static uint64_t memory(struct scn_actor *a, enum scn_memory kind,
		       uint64_t bytes)
{
	static const enum sim_prot prots[] = {
		[SCN_MEM_DATA] = SIM_PROT_WRITE,
		[SCN_MEM_SHARED] = SIM_PROT_WRITE,
		[SCN_MEM_READONLY] = SIM_PROT_READ,
		[SCN_MEM_NONE] = SIM_PROT_NONE,
		[SCN_MEM_UNMAPPED] = SIM_PROT_UNMAPPED,
		[SCN_MEM_BUS] = SIM_PROT_BUS,
	};

	(void)a;
	return (uint64_t)(uintptr_t)sim_user_alloc(playing, bytes, prots[kind],
						   kind == SCN_MEM_DATA);
}

static void spin(struct scn_actor *a, int64_t cpu_ns)
{
	if (cpu_ns < 0)
		a->at = SCN_AT_SPIN;
	sim_spin(sim_current(playing), cpu_ns < 0 ? SIM_NEVER :
						    (uint64_t)cpu_ns);
}

static const struct scn_machine machine = {
	.name = "sim",
	.port = SCN_ON_SIM,
	.start = start,
	.post = post,
	.settle = settle,
	.where = where,
	.finish = finish,
	.self = self,
	.idle = idle,
	.call = call,
	.spawn = spawn,
	.exec = exec,
	.handler_address = handler_address,
	.restorer_address = restorer_address,
	.sigreturn = sigreturn,
	.mark = mark,
	.unwind = unwind,
	.fault = sim_machine_fault,
	.after_fault = after_fault,
	.memory = memory,
	.spin = spin,
};

const struct scn_machine *sim_machine(void)
{
	return &machine;
}
