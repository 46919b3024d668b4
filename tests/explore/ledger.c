/* SPDX-License-Identifier: MIT */
/* See ledger.h. */
#include "ledger.h"
#include <stdio.h>
#include "core/core.h"

void ledger_reset(struct ledger *l)
{
	l->nr = 0;
	l->fault[0] = '\0';
}

static void fault(struct ledger *l, const char *what, int sig, uint64_t id)
{
	if (!l->fault[0])
		snprintf(l->fault, sizeof(l->fault), "%s: signal %d, #%llu",
			 what, sig, (unsigned long long)id);
}

/*
 * The signals that instructions make are taken before older ones; of what two
 * threads take at once the trace may tell in another order.
 */
static bool has_order(const struct ksig_event *ev)
{
	return !ksig_sigset_has(KSIG_SET_SYNCHRONOUS, ev->sig) &&
	       ev->group->nr_tasks == 1;
}

static void add(struct ledger *l, const struct ksig_event *ev)
{
	const void *set = ev->u.generate.shared ? (const void *)ev->group :
						  (const void *)ev->task;
	bool bare = ev->u.generate.result == KSIG_GEN_LOSE_INFO ||
		    ev->sig == LINUX_SIGKILL;
	const struct ksig_pending *p = ev->u.generate.shared ?
		&ev->group->shared : &ev->task->pending;
	uint32_t i;

	for (i = 0; i < l->nr; i++) {
		if (l->row[i].set != set || l->row[i].sig != ev->sig)
			continue;
		/* A bit that is set already: no instance of its own. */
		if (bare)
			return;
	}
	/* It is told of before it is added. */
	if (!ksig_signal_realtime(ev->sig) && ksig_sigset_has(p->set, ev->sig) &&
	    ev->u.generate.origin.by != KSIG_BY_TIMER)
		fault(l, "a standard signal is pending twice", ev->sig, ev->id);
	if (l->nr < LEDGER_MAX)
		l->row[l->nr++] = (struct ledger_row){ ev->id, set, ev->sig };
}

static void take(struct ledger *l, const struct ksig_event *ev, bool in_order)
{
	bool older = false;
	uint32_t i, j;

	for (i = 0; i < l->nr && l->row[i].id != ev->id; i++)
		;
	if (i == l->nr) {
		fault(l, "it is taken twice", ev->sig, ev->id);
		return;
	}
	for (j = 0; j < i; j++)
		older |= l->row[j].set == l->row[i].set &&
			 l->row[j].sig == l->row[i].sig;
	if (in_order && older && has_order(ev))
		fault(l, "it overtakes an older one", ev->sig, ev->id);
	for (l->nr--; i < l->nr; i++)
		l->row[i] = l->row[i + 1];
}

/* A handler's mask is set by now: there the frame is looked at. */
static void check_blocked(struct ledger *l, const struct ksig_event *ev)
{
	if (ev->task && ev->u.deliver.action != KSIG_ACT_HANDLER &&
	    ksig_sigset_has(ev->task->blocked, ev->sig))
		fault(l, "it is delivered while it is blocked", ev->sig,
		      ev->id);
}

void ledger_event(struct ledger *l, const struct ksig_event *ev)
{
	switch (ev->kind) {
	case KSIG_EV_GENERATE:
		if (ev->u.generate.result == KSIG_GEN_DELIVERED ||
		    ev->u.generate.result == KSIG_GEN_LOSE_INFO)
			add(l, ev);
		break;
	case KSIG_EV_DISCARD:
		if (ev->id)
			take(l, ev, false);
		break;
	case KSIG_EV_DELIVER:
		check_blocked(l, ev);
		take(l, ev, true);
		break;
	case KSIG_EV_ACCEPT:
		take(l, ev, true);
		break;
	default:
		break;
	}
}

static uint32_t count(const struct ksig_pending *p)
{
	ksig_sigset bare = p->set & ~p->queued;
	const struct ksig_list *n;
	uint32_t nr = 0;

	for (n = p->queue.next; n != &p->queue; n = n->next)
		nr++;
	for (; bare; bare &= bare - 1)
		nr++;
	return nr;
}

void ledger_rest(struct ledger *l, struct ksig *k)
{
	struct ksig_group *g;
	struct ksig_task *t;
	uint32_t nr = 0;

	/* At the end all die, and nobody tells of it. */
	if (!k->port->trace)
		return;
	KSIG__EACH_GROUP(g, k) {
		/* What a zombie is still charged for it discarded when it died. */
		if (!(g->flags & KSIG_GROUP_DEAD))
			nr += count(&g->shared);
		/* One that a tracer is to decide about is in no set. */
		KSIG__EACH_TASK(t, g)
			nr += count(&t->pending) +
			      !!(t->flags & KSIG_TASK_TRAP_SIGNAL);
	}
	if (nr < l->nr)
		fault(l, "it is lost", l->row[0].sig, l->row[0].id);
	else if (nr > l->nr)
		fault(l, "one is pending that nobody has made", 0, 0);
}
