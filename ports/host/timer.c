/* SPDX-License-Identifier: MIT */
/*
 * POSIX timers of guests: the host runs them, the core has to know of each,
 * and counts the overruns.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include "internal.h"

/* The timers of hg that are known: all that it made since exec. */
struct htimer *hg_timer(struct hgroup *hg, int id)
{
	struct htimer *tm;

	for (tm = hg->timers; tm && tm->id != id; tm = tm->next)
		;
	return tm;
}

/* At the exit of timer_create(2). */
void timer_created(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	/* struct sigevent: value, signo, notify, tid */
	struct { uint64_t value; int32_t signo, notify, tid; } ev;
	struct htimer *tm;
	uint64_t arg[6] = { 0 };
	int32_t id, tid = 0;

	memset(&ev, 0, sizeof(ev));
	if (ht->regs.ax != 0 ||
	    tracee_read(ht->t.tid, &id, ht->entry.dx, sizeof(id)) != 0 ||
	    (ht->entry.si &&
	     tracee_read(ht->t.tid, &ev, ht->entry.si, sizeof(ev)) != 0))
		return;
	if (ev.notify == SIGEV_THREAD_ID)
		tid = pidns_find(hg, ev.tid);
	arg[0] = (uint64_t)id;
	/* The host counts its own timers only, the core all that is queued. */
	if (ksig_timer_adopt(&hg->g, &ht->t, ksig_task_find(&host.k, tid),
			     id) != 0) {
		tracee_inject(ht, SYS_timer_delete, arg);
		tracee_regs(ht)->ax = (uint64_t)-EAGAIN;
		ht->regs_dirty = true;
		return;
	}
	tm = calloc(1, sizeof(*tm));
	if (!tm)
		return;
	tm->id = id;
	tm->tid = tid;
	tm->next = hg->timers;
	hg->timers = tm;
}

/* Has timer_settime() armed a timer that fires again and again? */
static bool is_periodic(struct htask *ht)
{
	struct { struct timespec interval, value; } new;

	return tracee_read(ht->t.tid, &new, ht->entry.dx, sizeof(new)) == 0 &&
	       (new.interval.tv_sec || new.interval.tv_nsec) &&
	       (new.value.tv_sec || new.value.tv_nsec);
}

/* At the exit of timer_settime(2) or timer_delete(2). */
void timer_changed(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	int id = (int)ht->entry.di;
	struct htimer **p, *tm;

	if (ht->regs.ax != 0)
		return;
	if (ht->entry.orig_ax != SYS_timer_delete) {
		ksig_timer_set(&hg->g, id, is_periodic(ht));
		return;
	}
	ksig_timer_forget(&hg->g, id);
	for (p = &hg->timers; (tm = *p); p = &tm->next) {
		if (tm->id == id) {
			*p = tm->next;
			free(tm);
			return;
		}
	}
}
