/* SPDX-License-Identifier: MIT */
/* The port table: libksig's callbacks, served by ptrace. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "internal.h"

struct host host;

uint64_t host_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* One thread: nothing to lock. */
static void port_lock(struct ksig *k, struct ksig_lock *l)
{
	(void)k;
	l->word[0]++;
}

static void port_unlock(struct ksig *k, struct ksig_lock *l)
{
	(void)k;
	l->word[0]--;
}

static bool port_lock_held(struct ksig *k, const struct ksig_lock *l)
{
	(void)k;
	return l->word[0] != 0;
}

static void *port_alloc(struct ksig *k, size_t bytes)
{
	(void)k;
	return malloc(bytes);
}

static void port_free(struct ksig *k, void *p, size_t bytes)
{
	(void)k;
	(void)bytes;
	free(p);
}

static int port_from_user(struct ksig_task *t, void *dst, uint64_t uaddr,
			  uint64_t bytes)
{
	return tracee_read(t->tid, dst, uaddr, bytes);
}

static int port_to_user(struct ksig_task *t, const struct ksig_piece *p,
			uint32_t nr)
{
	struct ksig_piece out[TRACEE_PIECES_MAX];
	struct htask *ht = ht_of(t);

	if (host.scatter)
		return sigfd_scatter(ht, p);
	if (ht->enter_fill && nr <= TRACEE_PIECES_MAX / 2) {
		nr = inproc_enter_pieces(ht, p, nr, out);
		p = out;
	}
	return tracee_write(t->tid, p, nr);
}

static struct ksig_regs *port_regs_get(struct ksig_task *t)
{
	return tracee_regs(ht_of(t));
}

static void port_regs_set(struct ksig_task *t)
{
	ht_of(t)->regs_dirty = true;
}

static void *port_xstate_get(struct ksig_task *t)
{
	return inproc_enter_begin(ht_of(t)) ? host.xstate :
					      tracee_xstate(ht_of(t));
}

static int port_xstate_set(struct ksig_task *t, const void *image)
{
	struct htask *ht = ht_of(t);

	if (!image && ht->enter_fill) {
		ht->enter_fill = false;
		ht->enter_pending = true;
		return 0;
	}
	ht->enter_fill = false;
	return tracee_set_xstate(ht, image);
}

/*
 * A thread that runs is kicked at once; one in our hands looks again before
 * it goes on (boundary.c). What concerns the whole process on the host
 * (SIGKILL, SIGCONT) is noted and done when the core has finished.
 */
static void port_wake(struct ksig_task *t, enum ksig_wake why)
{
	struct htask *ht = ht_of(t);
	struct hgroup *hg = ht_hg(ht);

	if (why == KSIG_WAKE_CONTINUE && hg->host_stop)
		hg->need_host_cont = host.settle = true;
	if (why == KSIG_WAKE_KILL && hg->g.exit_sig == LINUX_SIGKILL &&
	    !hg->dying) {
		hg->dying = true;
		kill(hg->g.pid, SIGKILL);
		return;
	}
	boundary_kick(ht);
}

static uint64_t port_clock_now(struct ksig *k)
{
	(void)k;
	return host_now();
}

static void port_timer_set(struct ksig_task *t, uint64_t deadline_ns)
{
	loop_deadline(ht_of(t), deadline_ns);
}

static void port_cred_get(struct ksig_task *t, struct ksig_cred *out)
{
	struct hgroup *hg = hg_of(t->group);

	if (!hg->cred_valid)
		procs_cred(hg);
	*out = hg->cred;
}

/* The host's own kernel wakes the real parent. */
static void port_child_event(struct ksig_group *g, enum ksig_child_event ev)
{
	if (ev == KSIG_CHILD_AUTOREAP)
		zombie_autoreaped(g);
}

static void port_poll_wake(struct ksig_group *g, struct ksig_task *t, int sig)
{
	(void)sig;
	sigfd_event(hg_of(g));
	if (host.slots)
		inproc_pending(g, t);
}

static void port_trace(struct ksig *k, const struct ksig_event *ev)
{
	(void)k;
	if (hg_of((struct ksig_group *)(uintptr_t)ev->group)->execed)
		host.o->trace(host.o->arg, ev);
}

static void port_bug(struct ksig *k, const char *what)
{
	(void)k;
	host_say("internal error, please report it: %s", what);
	abort();
}

static void port_timer_taken(struct ksig_group *g, int32_t id, int32_t overrun)
{
	struct htimer *tm = hg_timer(hg_of(g), id);

	if (tm)
		tm->overrun = overrun;
}

struct ksig_port host_port = {
	.size = sizeof(struct ksig_port),
	.version = KSIG_PORT_VERSION,
	.lock = port_lock,
	.unlock = port_unlock,
	.lock_held = port_lock_held,
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
	.poll_wake = port_poll_wake,
	.timer_taken = port_timer_taken,
	.trace = port_trace,
	.bug = port_bug,
	.fx_anywhere = probe_fx_anywhere,
};
