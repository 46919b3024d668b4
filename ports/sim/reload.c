/* SPDX-License-Identifier: MIT */
/*
 * A checkpoint at every rest: the whole state of ksig goes out as bytes, every
 * byte of it in the machine is spoiled, and it is loaded again, into the same
 * places, so that what the machine itself knows of tasks stays right. Nobody
 * may notice.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"

/* Where everything was. */
struct places {
	struct sim *s;
	uint32_t nr_tasks, nr_groups;
	struct { int32_t tid; struct sim_task *t; } task[2 * SIM_THREADS_MAX];
	struct {
		int32_t pid;
		struct sim_group *g;
		struct ksig_sighand *h;
	} group[2 * SIM_THREADS_MAX];
};

static void note(struct sim *s, struct places *p)
{
	struct sim_group *g;
	struct sim_task *t;

	p->s = s;
	p->nr_tasks = p->nr_groups = 0;
	for (t = s->tasks; t; t = t->next) {
		if (p->nr_tasks == 2 * SIM_THREADS_MAX)
			sim_bug(s, "too many tasks for a checkpoint");
		p->task[p->nr_tasks].tid = t->t.tid;
		p->task[p->nr_tasks++].t = t;
	}
	for (g = s->groups; g; g = g->next) {
		if (p->nr_groups == 2 * SIM_THREADS_MAX)
			sim_bug(s, "too many processes for a checkpoint");
		p->group[p->nr_groups].pid = g->g.pid;
		p->group[p->nr_groups].h = g->g.sighand;
		p->group[p->nr_groups++].g = g;
	}
}

static void spoil(struct places *p)
{
	struct sim *s = p->s;
	uint32_t i;
	void *port;

	for (i = 0; i < p->nr_tasks; i++) {
		port = p->task[i].t->t.port;
		memset(&p->task[i].t->t, SIM_SPOILT, sizeof(p->task[i].t->t));
		p->task[i].t->t.port = port;
	}
	for (i = 0; i < p->nr_groups; i++) {
		if (p->group[i].h)
			memset(p->group[i].h, SIM_SPOILT, sizeof(*p->group[i].h));
		port = p->group[i].g->g.port;
		memset(&p->group[i].g->g, SIM_SPOILT, sizeof(p->group[i].g->g));
		p->group[i].g->g.port = port;
	}
	memset(&s->k, SIM_SPOILT, sizeof(s->k));
	sim_kforget_core(s);
}

static struct ksig_group *group(struct ksig *k, int32_t pid, void *arg)
{
	struct places *p = arg;
	uint32_t i;

	(void)k;
	for (i = 0; i < p->nr_groups; i++)
		if (p->group[i].pid == pid)
			return &p->group[i].g->g;
	return NULL;
}

static struct ksig_sighand *sighand(struct ksig *k, struct ksig_group *g,
				    void *arg)
{
	struct places *p = arg;
	uint32_t i;

	(void)k;
	for (i = 0; i < p->nr_groups; i++)
		if (&p->group[i].g->g == g)
			return p->group[i].h;
	return NULL;
}

static struct ksig_task *task(struct ksig *k, struct ksig_group *g,
			      int32_t tid, void *arg)
{
	struct places *p = arg;
	uint32_t i;

	(void)k;
	(void)g;
	for (i = 0; i < p->nr_tasks; i++)
		if (p->task[i].tid == tid)
			return &p->task[i].t->t;
	return NULL;
}

static void drop_group(struct ksig *k, struct ksig_group *g, void *arg)
{
	(void)k;
	(void)g;
	(void)arg;
}

static void drop_sighand(struct ksig *k, struct ksig_sighand *h, void *arg)
{
	(void)k;
	(void)h;
	(void)arg;
}

static void drop_task(struct ksig *k, struct ksig_task *t, void *arg)
{
	(void)k;
	(void)t;
	(void)arg;
}

/* Everybody is at rest. */
void sim_reload(struct sim *s)
{
	static struct places p;
	struct ksig_load_memory memory = {
		&p, group, sighand, task, drop_group, drop_sighand, drop_task,
	};
	size_t nr = ksig_save_to(&s->k, NULL, 0);
	uint8_t *bytes = malloc(nr);
	struct ksig_config config;
	int err;

	if (!bytes)
		sim_refuse(s, "no memory for a checkpoint");
	ksig_save_to(&s->k, bytes, nr);
	note(s, &p);
	spoil(&p);
	err = ksig_saved_config(bytes, nr, &config);
	if (err == 0)
		err = ksig_init(&s->k, &s->port, &config);
	if (err == 0)
		err = ksig_load(&s->k, bytes, nr, &memory);
	/* An allocation that was to fail: all was given back. */
	if (err == -LINUX_ENOMEM)
		err = ksig_load(&s->k, bytes, nr, &memory);
	free(bytes);
	if (err != 0)
		sim_bug(s, "a saved state is not loaded: %d", err);
	ksig_check(&s->k);
}
