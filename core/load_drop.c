/* SPDX-License-Identifier: MIT */
/* A load has failed: whatever was built is taken down, in any state. */
#include "load.h"

static void drop_tasks(struct ksig__load *l, struct ksig_list *tasks)
{
	struct ksig_task *t;
	struct ksig_list *n;

	while (!ksig__list_is_empty(tasks)) {
		t = ksig__task_of(tasks->next);
		ksig__list_del(&t->in_group);
		while ((n = t->pending.queue.next) != &t->pending.queue) {
			ksig__list_del(n);
			if (ksig__entry_of(n)->user)
				l->k->port->free(l->k, ksig__entry_of(n),
						 sizeof(struct ksig_entry));
		}
		l->memory->drop_task(l->k, t, l->memory->arg);
	}
}

/* Timers after what is pending: their entries are in both. */
static void drop_group(struct ksig__load *l, struct ksig_group *g)
{
	struct ksig_timer *tm;
	struct ksig_list *n;

	drop_tasks(l, &g->tasks);
	drop_tasks(l, &g->zombies);
	while ((n = g->shared.queue.next) != &g->shared.queue) {
		ksig__list_del(n);
		if (ksig__entry_of(n)->user)
			l->k->port->free(l->k, ksig__entry_of(n),
					 sizeof(struct ksig_entry));
	}
	while (!ksig__list_is_empty(&g->timers)) {
		tm = KSIG__CONTAINER(g->timers.next, struct ksig_timer, node);
		ksig__list_del(&tm->node);
		l->k->port->free(l->k, tm, sizeof(*tm));
	}
	if (g->sighand && --g->sighand->nr_refs == 0)
		l->memory->drop_sighand(l->k, g->sighand, l->memory->arg);
	l->memory->drop_group(l->k, g, l->memory->arg);
}

void ksig__load_drop(struct ksig__load *l)
{
	struct ksig_group *g;
	struct ksig_list *n;

	KSIG__EACH_GROUP(g, l->k)
		if (g->sighand)
			g->sighand->nr_refs = 0;
	KSIG__EACH_GROUP(g, l->k)
		if (g->sighand)
			g->sighand->nr_refs++;
	while ((n = l->k->groups.next) != &l->k->groups) {
		g = KSIG__CONTAINER(n, struct ksig_group, all);
		ksig__list_del(n);
		drop_group(l, g);
	}
	ksig__users_finish(l->k);
	ksig__tree_finish(l->k);
	ksig__tree_init(l->k);
}
