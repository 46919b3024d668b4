/* SPDX-License-Identifier: MIT */
/*
 * Pid namespaces, one below the first. ksig knows everybody by the id in the
 * first; the simulator translates what a program in another one gives and
 * gets. pid_namespaces(7)
 */
#include "internal.h"

#define NO_SUCH_ID	0x7ffffffe	/* above all ids there are */

static const struct sim_group *ns_of(const struct ksig_group *g)
{
	return sim_group(g);
}

/* port.pid_in */
static int32_t pid_in(const struct ksig_group *g,
		      const struct ksig_group *viewer)
{
	int32_t theirs = ns_of(g)->ns_init, ours = ns_of(viewer)->ns_init;

	if (!ours)
		return g->pid;
	return ours == theirs ? ns_of(g)->ns_pid : 0;
}

/* c has been made by t, in a new namespace if is_init. Its id as t sees it. */
int32_t sim_pidns_born(struct sim_task *t, struct sim_task *c, bool is_init)
{
	struct sim_group *g = sim_group(c->t.group), *init;
	int32_t ns = sim_group(t->t.group)->ns_init;

	if (is_init) {
		g->ns_init = g->g.pid;
		g->ns_pid = c->ns_tid = 1;
		g->ns_next = 2;
		t->s->port.pid_in = pid_in;
		ksig_group_set_init(&g->g);
		return c->t.tid;
	}
	if (!ns)
		return c->t.tid;
	init = sim_group(ksig_group_find(&t->s->k, ns));
	c->ns_tid = init->ns_next++;
	if (&g->g != t->t.group) {
		g->ns_init = ns;
		g->ns_pid = c->ns_tid;
	}
	return c->ns_tid;
}

/* An id of t's namespace, as ksig knows it. */
static int32_t to_ksig(const struct sim_task *t, int32_t id)
{
	int32_t ns = sim_group(t->t.group)->ns_init;
	const struct sim_group *g;
	const struct sim_task *o;

	for (g = t->s->groups; g; g = g->next)
		if (g->ns_init == ns && g->ns_pid == id)
			return g->g.pid;
	for (o = t->s->tasks; o; o = o->next)
		if (!o->is_reaped && o->ns_tid == id &&
		    sim_group(o->t.group)->ns_init == ns)
			return o->t.tid;
	return NO_SUCH_ID;
}

/* A process's, or a process group's id, as t sees it; 0: it does not. */
int32_t sim_pidns_id(const struct sim_task *t, int32_t id)
{
	struct ksig_group *g;

	if (!sim_group(t->t.group)->ns_init)
		return id;
	g = ksig_group_find(&t->s->k, id);
	return g ? pid_in(g, t->t.group) : 0;
}

int32_t sim_pidns_tid(const struct sim_task *t)
{
	return sim_group(t->t.group)->ns_init ? t->ns_tid : t->t.tid;
}

static void translate(const struct sim_task *t, uint64_t *arg)
{
	int32_t id = (int32_t)*arg;

	if (id > 0)
		*arg = (uint64_t)to_ksig(t, id);
	else if (id < -1)
		*arg = (uint64_t)-(int64_t)to_ksig(t, -id);
}

/* Which arguments are ids. */
static const struct {
	uint16_t nr;
	bool first, second;
} rows[] = {
	{ LINUX_NR_wait4, true, false }, { LINUX_NR_kill, true, false },
	{ SIM_NR_setpgid, true, true }, { SIM_NR_getpgid, true, false },
	{ SIM_NR_getsid, true, false },
	{ LINUX_NR_rt_sigqueueinfo, true, false },
	{ LINUX_NR_tkill, true, false }, { LINUX_NR_tgkill, true, true },
	{ LINUX_NR_rt_tgsigqueueinfo, true, true },
	{ LINUX_NR_waitid, false, true }, { SIM_NR_prlimit64, true, false },
	{ SIM_NR_pidfd_open, true, false }, { LINUX_NR_ptrace, false, true },
};

void sim_pidns_call(const struct sim_task *t, int64_t nr, uint64_t *a)
{
	uint32_t i;

	if (!sim_group(t->t.group)->ns_init)
		return;
	if (nr == LINUX_NR_waitid && a[0] == LINUX_P_PIDFD)
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].nr != nr)
			continue;
		if (rows[i].first)
			translate(t, &a[0]);
		if (rows[i].second)
			translate(t, &a[1]);
	}
}

/* Is anybody of init's namespace alive, besides init? */
static struct sim_group *member(const struct sim *s,
				const struct sim_group *init)
{
	struct sim_group *g;

	for (g = s->groups; g; g = g->next)
		if (g != init && g->ns_init == init->g.pid &&
		    !(g->g.flags & KSIG_GROUP_DEAD))
			return g;
	return NULL;
}

/*
 * The last thread of a namespace's init leaves: all others are killed, and it
 * goes when they have gone. Linux: zap_pid_ns_processes().
 */
void sim_pidns_leave(struct sim_task *t)
{
	struct sim_group *init = sim_group(t->t.group), *g;
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGKILL, .si_code = LINUX_SI_KERNEL,
	};
	struct ksig_origin origin = { KSIG_BY_KERNEL, 0, 0 };
	struct ksig_group *members[SIM_THREADS_MAX];
	struct sim *s = t->s;
	uint32_t n = 0, i;

	/* The list may change while they are told. */
	if (init->ns_init != init->g.pid)
		return;
	for (g = s->groups; g; g = g->next)
		if (g != init && g->ns_init == init->g.pid &&
		    n < SIM_THREADS_MAX)
			members[n++] = &g->g;
	for (i = 0; i < n; i++)
		ksig_generate_group(members[i], &info, &origin);
	while (member(s, init))
		sim_sleep(t, init, SIM_NEVER, SIM_SLEEP_NOTHING);
}

/* g has gone: its namespace's init may wait for that. */
void sim_pidns_gone(struct sim *s, const struct sim_group *g)
{
	struct ksig_group *init;

	if (!g->ns_init)
		return;
	init = ksig_group_find(&s->k, g->ns_init);
	if (init)
		sim_wake_channel(s, sim_group(init));
}
