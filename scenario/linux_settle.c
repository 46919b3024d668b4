/* SPDX-License-Identifier: MIT */
/*
 * See through /proc when everybody has come to rest.
 *
 * Settled is: there was a moment at which every actor slept, was stopped or
 * dead. A task that was woken is runnable from that moment on, however loaded
 * the machine is, so nothing is asserted about time. State S is not enough: a
 * task sets it before it looks for the last time whether it has to sleep, and
 * may be preempted there (seen in wait4(2)). wchan is 0 then: it is not
 * asleep. Under ksig run the runner, which traces us all, has to be at rest
 * too, and stopped threads show as traced.
 */
#define _GNU_SOURCE
#include "linux_settle.h"
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define LOOK_NATIVE	3	/* looks that find the same */
#define LOOK_HOST	5
#define LOOK_DOUBT	25	/* traced by the runner, uninterruptible,
				 * spinning: may be on its way */
#define LOOK_ZAP	1000	/* for RCU, which frees pids, under load */
/* A task that spins has taken its signals if it has run for so long since all
 * else came to rest: more than the kernel's part of taking them. */
#define SPIN_CPU_NS	2000000
#define GAP_NATIVE_NS	100000
#define GAP_HOST_NS	300000
#define GAP_PROOF_NS	50000
#define YIELDS		3	/* before the first gap */

struct scn_look scn_looks[SCN_ACTORS_MAX];
static struct scn_look runner_look;
static uint64_t spin_from[SCN_ACTORS_MAX];	/* CPU time at rest's begin */
int scn_runner = -1;

bool scn_linux_is_host(void)
{
	if (scn_runner < 0)
		scn_runner = scn_look_own_tracer();
	return scn_runner > 0;
}

/* --------------------------------------------------------------- settling */

bool scn_linux_is_dead(const struct scn_look *l)
{
	return !l->state || l->state == 'Z' || l->state == 'X';
}

static void doubts(int *doubt, int looks)
{
	if (*doubt < looks)
		*doubt = looks;
}

/*
 * Is a at rest? doubt: it looks so, and may not be: so many looks have to find
 * the same.
 */
static bool at_rest(const struct scn_actor *a, const struct scn_look *l,
		    int *doubt)
{
	uint64_t todo = __atomic_load_n(&a->todo, __ATOMIC_SEQ_CST);

	if (scn_linux_is_dead(l))
		return true;
	if (l->on_queue && l->at != SCN_AT_SPIN)
		return false;
	if (l->state == 'T')
		return true;
	if (l->state == 't') {
		if (l->tracer == scn_runner)
			doubts(doubt, LOOK_DOUBT);
		return true;
	}
	if (l->at == SCN_AT_SPIN) {
		doubts(doubt, LOOK_DOUBT);
		return l->state == 'R' || l->state == 'S';
	}
	/* A namespace's init that ends waits for those who are not in /proc
	 * any more, and are still to wake it. */
	if (l->in_zap)
		doubts(doubt, LOOK_ZAP);
	if (l->state == 'D') {
		/* Else it is exec's threads, or a disk, as for a core. */
		if (!l->in_vfork)
			doubts(doubt, LOOK_DOUBT);
		return l->in_vfork ? l->at != SCN_AT_NOTHING : a->in_exec;
	}
	return l->state == 'S' && !l->in_dump && l->at != SCN_AT_NOTHING &&
	       (l->at != SCN_AT_IDLE || !todo);
}

static bool same_look(const struct scn_look *a, const struct scn_look *b)
{
	return a->state == b->state && a->at == b->at &&
	       (a->at == SCN_AT_SPIN || a->slices == b->slices);
}

/* Orphans come to us, who are like an init here: it waits at once. */
static bool reap(void)
{
	bool any = false;

	while (waitpid(-1, NULL, __WALL | WNOHANG) > 0)
		any = true;
	return any;
}

/*
 * Before its first instruction, where it may be stopped for a tracer, the
 * kernel has told an actor's ids (CLONE_PARENT_SETTID).
 */
int scn_linux_ids(const struct scn_actor *a, int *pid)
{
	int tid = __atomic_load_n(&a->world_tid, __ATOMIC_SEQ_CST);

	*pid = a->world_pid;
	if (tid || a->ns != SCN_OUTSIDE)
		return tid;
	tid = __atomic_load_n(&a->tid, __ATOMIC_SEQ_CST);
	*pid = a->machine[SCN_M_PARENT] ? (int)a->machine[SCN_M_PARENT] : tid;
	return tid;
}

void scn_linux_look(const struct scn_actor *a, struct scn_look *l)
{
	int pid, tid = scn_linux_ids(a, &pid);

	if (tid > 0)
		scn_look_at(a->index, pid, tid, l);
	else
		memset(l, 0, sizeof(*l));
	l->is_main = pid == tid;
	l->at = __atomic_load_n(&a->at, __ATOMIC_SEQ_CST);
}

/* The same. False: it has not come to its first instruction. */
static bool look_at(struct scn_actor *a, struct scn_look *l)
{
	scn_linux_look(a, l);
	if (!__atomic_load_n(&a->world_tid, __ATOMIC_SEQ_CST) &&
	    l->state != 't' && l->state != 'Z')
		return false;
	if (!a->machine[SCN_M_START])
		a->machine[SCN_M_START] = l->start;
	return true;
}

static bool has_begun(const struct scn_actor *a)
{
	return __atomic_load_n(&a->begun, __ATOMIC_SEQ_CST);
}

/*
 * Look at everybody. True if all are at rest and nothing has changed. On host
 * the runner looks, too, when we reap, and would never be at rest: there it is
 * done only when something has changed.
 */
static bool look_once(struct scn_board *b, int *doubt)
{
	bool rest = true, same = true;
	struct scn_look now;
	struct scn_actor *a;
	int i;

	if (scn_runner <= 0)
		reap();
	for (i = 0; i < b->file->nr_actors; i++) {
		a = &b->actor[i];
		if (!has_begun(a))
			continue;
		if (!look_at(a, &now))
			return false;
		rest &= at_rest(a, &now, doubt);
		same &= same_look(&now, &scn_looks[i]);
		scn_looks[i] = now;
	}
	if (scn_runner > 0) {
		if (!same)
			reap();
		scn_look_at(SCN_LOOK_RUNNER, scn_runner, scn_runner, &now);
		same &= now.state != 'R' && same_look(&now, &runner_look);
		runner_look = now;
	}
	return rest && same;
}

/* --------------------------------------------------------- settled, proven
 *
 * Two looks are enough if the first reads the number of slices before it
 * reads whether the task is on a queue, and the second after it. With the
 * same number in both, the task did not begin to run in between. So what was
 * off the queues in both was so all the time: had it been woken, it would
 * have stayed on one. The moment between the looks is the same for all.
 *
 * A task that dies is a zombie in /proc before its parent has been told, or
 * before it is taken away if nobody waits for it. Both happen under a lock
 * that wait(2) takes, too: so who is dead in both looks, with reap() between
 * them, has told, and those who heard of it show that in the second. X has
 * yet to be taken away.
 */
#define ALIVE	'?'

/* Is a off the queues, after its slices were counted? */
static bool first_look(const struct scn_actor *a, struct scn_look *l)
{
	int pid, tid = scn_linux_ids(a, &pid);

	memset(l, 0, sizeof(*l));
	if (tid < 0 || !scn_look_slices(a->index, pid, tid, l) ||
	    !scn_look_queue(a->index, pid, tid, l))
		return true;
	l->state = ALIVE;
	if (!l->on_queue)
		return true;
	/* What is dead has no wchan either. */
	scn_look_at(a->index, pid, tid, l);
	return scn_linux_is_dead(l);
}

/* From the first look to the second. */
static bool has_moved(const struct scn_look *from, const struct scn_look *to)
{
	if (scn_linux_is_dead(to))
		return to->state != from->state || to->state == 'X';
	return from->state != ALIVE || to->slices != from->slices;
}

static bool first_looks(struct scn_board *b, struct scn_look *first,
			int *doubt)
{
	struct scn_actor *a;
	int i;

	for (i = 0; i < b->file->nr_actors; i++) {
		a = &b->actor[i];
		if (!has_begun(a))
			continue;
		if (!__atomic_load_n(&a->world_tid, __ATOMIC_SEQ_CST)) {
			if (look_at(a, &first[i]))
				doubts(doubt, LOOK_DOUBT);
			return false;
		}
		if (__atomic_load_n(&a->at, __ATOMIC_SEQ_CST) == SCN_AT_SPIN) {
			doubts(doubt, LOOK_DOUBT);
			return false;
		}
		if (!first_look(a, &first[i]))
			return false;
	}
	return true;
}

/* True: all were at rest, natively. doubt: it cannot be told so. */
static bool proven(struct scn_board *b, int *doubt)
{
	struct scn_look first[SCN_ACTORS_MAX] = { { 0 } }, *l;
	int i;

	if (!first_looks(b, first, doubt) || reap())
		return false;
	for (i = 0; i < b->file->nr_actors; i++) {
		l = &scn_looks[i];
		if (!has_begun(&b->actor[i]))
			continue;
		if (!look_at(&b->actor[i], l) ||
		    !at_rest(&b->actor[i], l, doubt) || has_moved(&first[i], l))
			return false;
	}
	return !*doubt;
}

/* Have those that spin done so for long enough? first: rest begins now. */
static bool spun(struct scn_board *b, bool first)
{
	bool enough = true;
	int i;

	for (i = 0; i < b->file->nr_actors; i++) {
		if (scn_looks[i].state != 'R' ||
		    scn_looks[i].at != SCN_AT_SPIN)
			continue;
		if (first)
			spin_from[i] = scn_looks[i].cpu_ns;
		enough &= scn_looks[i].cpu_ns >= spin_from[i] + SPIN_CPU_NS;
	}
	return enough;
}

double scn_linux_seconds(void)
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
	struct scn_look l;

	scn_linux_look(a, &l);
	return scn_linux_is_dead(&l) ||
	       (__atomic_load_n(&a->at, __ATOMIC_SEQ_CST) == SCN_AT_IDLE &&
		!a->todo);
}

/* Let others run: our own CPU first, where they are if we are pinned. */
void scn_linux_pause(int tries)
{
	if (tries < YIELDS)
		sched_yield();
	else
		nap(GAP_PROOF_NS);
}

/* Natively. False: only time can tell. */
static bool settle_proven(struct scn_board *b, double end, int *err)
{
	int doubt = 0, tries;

	*err = 0;
	for (tries = 0; !proven(b, &doubt); tries++) {
		if (doubt)
			return false;
		if (scn_linux_seconds() > end) {
			*err = -ETIMEDOUT;
			break;
		}
		scn_linux_pause(tries);
	}
	return true;
}

int scn_linux_settle(struct scn_board *b, int64_t pass_ns,
		  struct scn_actor *until)
{
	int64_t gap = scn_runner > 0 ? GAP_HOST_NS : GAP_NATIVE_NS;
	double end = scn_linux_seconds() + SCN_WATCHDOG_S;
	int still = 0, need, doubt, err;

	if (pass_ns > 0) {
		nap(pass_ns);
		end = scn_linux_seconds() + SCN_WATCHDOG_S;
	}
	for (; until && !has_finished(until); nap(gap))
		if (scn_linux_seconds() > end)
			return -ETIMEDOUT;
	if (scn_runner <= 0 && settle_proven(b, end, &err))
		return err;
	for (;; nap(gap)) {
		doubt = 0;
		still = look_once(b, &doubt) ? still + 1 : 0;
		need = doubt ? doubt :
			scn_runner > 0 ? LOOK_HOST : LOOK_NATIVE;
		if (spun(b, still <= 1) && still >= need)
			return 0;
		if (scn_linux_seconds() > end)
			return -ETIMEDOUT;
	}
}

