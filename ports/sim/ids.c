/* SPDX-License-Identifier: MIT */
/*
 * Who a process is: ids, process groups, sessions, capabilities, limits,
 * prctl(2). credentials(7), capabilities(7).
 */
#include "internal.h"

#define KEEP	UINT32_MAX	/* setresuid(2): -1 leaves it */

bool sim_has_cap(const struct sim_task *t, unsigned int cap)
{
	return t->ids.effective >> cap & 1;
}

static int64_t getpid(struct sim_task *t, const uint64_t *a)
{
	(void)a;
	return sim_pidns_id(t, t->t.group->pid);
}

static int64_t gettid(struct sim_task *t, const uint64_t *a)
{
	(void)a;
	return sim_pidns_tid(t);
}

static int64_t getppid(struct sim_task *t, const uint64_t *a)
{
	const struct ksig_group *g = t->t.group;

	(void)a;
	return sim_pidns_id(t, g->parent ? g->parent->pid : g->outside_ppid);
}

static int64_t getuid(struct sim_task *t, const uint64_t *a)
{
	(void)a;
	return t->ids.uid;
}

static int64_t geteuid(struct sim_task *t, const uint64_t *a)
{
	(void)a;
	return t->ids.euid;
}

/* What a change of user ids does to capabilities. capabilities(7) */
static void fix_caps(struct sim_ids *new, const struct sim_ids *old)
{
	bool was_root = !old->uid || !old->euid || !old->suid;
	bool is_root = !new->uid || !new->euid || !new->suid;

	if (was_root && !is_root)
		new->permitted = new->effective = 0;
	if (!old->euid && new->euid)
		new->effective = 0;
	if (old->euid && !new->euid)
		new->effective = new->permitted;
}

static bool is_one_of(uint32_t id, const struct sim_ids *i)
{
	return id == KEEP || id == i->uid || id == i->euid || id == i->suid;
}

static int64_t setresuid(struct sim_task *t, const uint64_t *a)
{
	const struct sim_ids old = t->ids;
	uint32_t r = (uint32_t)a[0], e = (uint32_t)a[1], s = (uint32_t)a[2];

	if (!sim_has_cap(t, SIM_CAP_SETUID) &&
	    (!is_one_of(r, &old) || !is_one_of(e, &old) ||
	     !is_one_of(s, &old)))
		return -LINUX_EPERM;
	if (r != KEEP)
		t->ids.uid = r;
	if (e != KEEP)
		t->ids.euid = e;
	if (s != KEEP)
		t->ids.suid = s;
	fix_caps(&t->ids, &old);
	/* A changed effective id: prctl(2), PR_SET_PDEATHSIG, _DUMPABLE. */
	if (e != KEEP && e != old.euid) {
		ksig_task_set_pdeathsig(&t->t, 0);
		sim_group(t->t.group)->is_undumpable = true;
	}
	return t->ids.uid != old.uid ?
	       ksig_task_set_user(&t->t, t->ids.uid) : 0;
}

static int64_t setuid(struct sim_task *t, const uint64_t *a)
{
	uint64_t id = (uint32_t)a[0];
	bool may = sim_has_cap(t, SIM_CAP_SETUID);
	const uint64_t all[3] = { may ? id : KEEP, id, may ? id : KEEP };

	return setresuid(t, all);
}

/* --------------------------------------------------------- capset(2) */

#define CAP_VERSION_3	0x20080522u

static int64_t capset(struct sim_task *t, const uint64_t *a)
{
	struct { uint32_t version; int32_t pid; } head;
	struct { uint32_t effective, permitted, inheritable; } data[2];
	uint64_t effective, permitted;

	if (sim_read_user(t, &head, a[0], sizeof(head)) < 0)
		return -LINUX_EFAULT;
	if (head.version != CAP_VERSION_3)
		return -LINUX_EINVAL;
	if (head.pid && head.pid != t->t.tid)
		return -LINUX_EPERM;
	if (sim_read_user(t, data, a[1], sizeof(data)) < 0)
		return -LINUX_EFAULT;
	effective = data[0].effective | (uint64_t)data[1].effective << 32;
	permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	if ((permitted & ~t->ids.permitted) || (effective & ~permitted))
		return -LINUX_EPERM;
	t->ids.permitted = permitted;
	t->ids.effective = effective;
	return 0;
}

static int64_t capget(struct sim_task *t, const uint64_t *a)
{
	uint32_t data[6] = {
		(uint32_t)t->ids.effective, (uint32_t)t->ids.permitted, 0,
		(uint32_t)(t->ids.effective >> 32),
		(uint32_t)(t->ids.permitted >> 32), 0,
	};

	return sim_write_user(t, a[1], data, sizeof(data));
}

/* ----------------------------------------------- process groups, sessions */

static int64_t setsid(struct sim_task *t, const uint64_t *a)
{
	struct ksig_group *g = t->t.group;
	const struct sim_group *o;

	(void)a;
	for (o = t->s->groups; o; o = o->next)
		if (o->g.pgid == g->pid)
			return -LINUX_EPERM;
	ksig_group_set_pgrp(g, g->pid, g->pid);
	sim_tty_leave_session(t);
	return sim_pidns_id(t, g->pid);
}

static struct ksig_group *group_of(struct sim_task *t, int32_t pid)
{
	return pid ? ksig_group_find(&t->s->k, pid) : t->t.group;
}

/* Is there a group of that id in the session? */
static bool is_pgrp_in(const struct sim *s, int32_t pgid, int32_t sid)
{
	const struct sim_group *g;

	for (g = s->groups; g; g = g->next)
		if (g->g.pgid == pgid && g->g.sid == sid)
			return true;
	return false;
}

static int64_t setpgid(struct sim_task *t, const uint64_t *a)
{
	int32_t pid = (int32_t)a[0], pgid = (int32_t)a[1];
	struct ksig_group *g = group_of(t, pid);

	if (pgid < 0)
		return -LINUX_EINVAL;
	if (!g)
		return -LINUX_ESRCH;
	if (g->parent == t->t.group) {
		if (g->sid != t->t.group->sid)
			return -LINUX_EPERM;
		if (sim_group(g)->has_execed)
			return -SIM_EACCES;
	} else if (g != t->t.group) {
		return -LINUX_ESRCH;
	}
	if (g->sid == g->pid)
		return -LINUX_EPERM;
	if (pgid == 0)
		pgid = g->pid;
	if (pgid != g->pid && !is_pgrp_in(t->s, pgid, t->t.group->sid))
		return -LINUX_EPERM;
	ksig_group_set_pgrp(g, pgid, g->sid);
	return 0;
}

static int64_t getpgid(struct sim_task *t, const uint64_t *a)
{
	struct ksig_group *g = group_of(t, (int32_t)a[0]);

	return g ? sim_pidns_id(t, g->pgid) : -LINUX_ESRCH;
}

static int64_t getpgrp(struct sim_task *t, const uint64_t *a)
{
	(void)a;
	return sim_pidns_id(t, t->t.group->pgid);
}

static int64_t getsid(struct sim_task *t, const uint64_t *a)
{
	struct ksig_group *g = group_of(t, (int32_t)a[0]);

	return g ? sim_pidns_id(t, g->sid) : -LINUX_ESRCH;
}

/* ----------------------------------------------------------------- limits */

/* (pid, resource, new, old) */
static int64_t prlimit64(struct sim_task *t, const uint64_t *a)
{
	struct ksig_group *g = group_of(t, (int32_t)a[0]);
	struct sim_rlimit new, *l;

	if (!g)
		return -LINUX_ESRCH;
	if (a[1] >= SIM_RLIMITS)
		return -LINUX_EINVAL;
	l = &sim_group(g)->rlimit[a[1]];
	if (a[2] && sim_read_user(t, &new, a[2], sizeof(new)) < 0)
		return -LINUX_EFAULT;
	if (a[2] && new.cur > new.max)
		return -LINUX_EINVAL;
	if (a[2] && new.max > l->max && !sim_has_cap(t, SIM_CAP_SYS_RESOURCE))
		return -LINUX_EPERM;
	if (a[3] && sim_write_user(t, a[3], l, sizeof(*l)) < 0)
		return -LINUX_EFAULT;
	if (!a[2])
		return 0;
	*l = new;
	if (a[1] == SIM_RLIMIT_SIGPENDING)
		ksig_group_set_rlimit(g, new.cur);
	if (a[1] == SIM_RLIMIT_CPU)
		sim_cpu_limit_set(g);
	return 0;
}

static int64_t setrlimit(struct sim_task *t, const uint64_t *a)
{
	const uint64_t b[4] = { 0, a[0], a[1], 0 };

	return prlimit64(t, b);
}

static int64_t getrlimit(struct sim_task *t, const uint64_t *a)
{
	const uint64_t b[4] = { 0, a[0], 0, a[1] };

	return prlimit64(t, b);
}

/* ------------------------------------------------------------------ prctl */

#define PR_SET_PDEATHSIG	1u
#define PR_GET_PDEATHSIG	2u
#define PR_SET_DUMPABLE		4u
#define PR_SET_NAME		15u
#define PR_SET_CHILD_SUBREAPER	36u

static int64_t get_pdeathsig(struct sim_task *t, uint64_t uaddr)
{
	int32_t sig = t->t.pdeath_sig;

	return sim_write_user(t, uaddr, &sig, sizeof(sig));
}

static int64_t set_pdeathsig(struct sim_task *t, uint64_t sig)
{
	if (sig > KSIG_NSIG)
		return -LINUX_EINVAL;
	ksig_task_set_pdeathsig(&t->t, (int)sig);
	return 0;
}

static int64_t prctl(struct sim_task *t, const uint64_t *a)
{
	switch (a[0]) {
	case PR_SET_PDEATHSIG:
		return set_pdeathsig(t, a[1]);
	case PR_GET_PDEATHSIG:
		return get_pdeathsig(t, a[1]);
	case PR_SET_DUMPABLE:
		if (a[1] > 1)
			return -LINUX_EINVAL;
		sim_group(t->t.group)->is_undumpable = a[1] == 0;
		return 0;
	case PR_SET_NAME:
		return 0;
	case PR_SET_CHILD_SUBREAPER:
		ksig_group_set_subreaper(t->t.group, a[1] != 0);
		return 0;
	default:
		sim_refuse(t->s, "prctl(%llu) is not one of the simulator's",
			   (unsigned long long)a[0]);
	}
}

static int64_t set_tid_address(struct sim_task *t, const uint64_t *a)
{
	t->clear_tid = a[0];
	return t->t.tid;
}

const struct sim_call_row sim_calls_ids[] = {
	{ 39, getpid }, { 186, gettid }, { 110, getppid }, { 102, getuid },
	{ 107, geteuid }, { 105, setuid }, { 117, setresuid },
	{ 125, capget }, { 126, capset }, { 112, setsid }, { 109, setpgid },
	{ 121, getpgid }, { 111, getpgrp }, { 124, getsid },
	{ 302, prlimit64 }, { 160, setrlimit }, { 97, getrlimit },
	{ 157, prctl }, { 218, set_tid_address },
	{ 0, NULL },
};
