/* SPDX-License-Identifier: MIT */
/*
 * Who a process is: ids, process groups, sessions, capabilities, limits,
 * prctl(2). credentials(7), capabilities(7).
 */
#include "kernel.h"

#define KEEP		UINT32_MAX	/* setresuid(2): -1 leaves it */
#define CAP_KILL	5u
#define CAP_SETGID	6u
#define CAP_SETUID	7u
#define CAP_SYS_PTRACE	19u
#define CAP_SYS_RESOURCE 24u
#define CAPS_ALL	0x1ffffffffffull

static bool has_cap(const struct thread *t, uint32_t cap)
{
	return t->caps >> cap & 1;
}

bool is_privileged(const struct thread *t)
{
	return has_cap(t, CAP_KILL);
}

/* The first process. */
void ids_init(struct thread *t)
{
	struct process *p = process(t);
	uint32_t i;

	t->caps = t->permitted = CAPS_ALL;
	for (i = 0; i < RLIMITS; i++)
		p->rlimit[i][0] = p->rlimit[i][1] = NEVER;
	p->rlimit[RLIMIT_CORE][0] = 0;
	p->rlimit[RLIMIT_NOFILE][0] = p->rlimit[RLIMIT_NOFILE][1] = FILES_MAX;
	p->rlimit[RLIMIT_STACK][0] = 8u << 20;
	p->rlimit[RLIMIT_SIGPENDING][0] = p->rlimit[RLIMIT_SIGPENDING][1] =
		SIGPENDING_DEFAULT;
}

static int64_t do_getpid(struct thread *t, const uint64_t *a)
{
	(void)a;
	return t->t.group->pid;
}

static int64_t do_gettid(struct thread *t, const uint64_t *a)
{
	(void)a;
	return t->t.tid;
}

static int64_t do_getppid(struct thread *t, const uint64_t *a)
{
	const struct ksig_group *parent =
		__atomic_load_n(&t->t.group->parent, __ATOMIC_RELAXED);

	(void)a;
	return parent ? parent->pid : t->t.group->outside_ppid;
}

static int64_t do_getuid(struct thread *t, const uint64_t *a)
{
	(void)a;
	return t->uid;
}

static int64_t do_geteuid(struct thread *t, const uint64_t *a)
{
	(void)a;
	return t->euid;
}

static int64_t do_getgid(struct thread *t, const uint64_t *a)
{
	(void)a;
	return t->gid;
}

static int64_t do_getegid(struct thread *t, const uint64_t *a)
{
	(void)a;
	return t->egid;
}

/* What a change of user ids does to capabilities. capabilities(7) */
static void fix_caps(struct thread *t, bool was_root, uint32_t old_euid)
{
	bool is_root = !t->uid || !t->euid || !t->suid;

	if (was_root && !is_root)
		t->permitted = t->caps = 0;
	if (!old_euid && t->euid)
		t->caps = 0;
	if (old_euid && !t->euid)
		t->caps = t->permitted;
}

static bool is_own_uid(const struct thread *t, uint32_t id)
{
	return id == KEEP || id == t->uid || id == t->euid || id == t->suid;
}

static int64_t set_uids(struct thread *t, uint32_t r, uint32_t e, uint32_t s)
{
	bool was_root = !t->uid || !t->euid || !t->suid;
	uint32_t old_euid = t->euid, old_uid = t->uid;

	if (!has_cap(t, CAP_SETUID) &&
	    (!is_own_uid(t, r) || !is_own_uid(t, e) || !is_own_uid(t, s)))
		return -LINUX_EPERM;
	t->uid = r == KEEP ? t->uid : r;
	t->euid = e == KEEP ? t->euid : e;
	t->suid = s == KEEP ? t->suid : s;
	fix_caps(t, was_root, old_euid);
	/* A changed effective id: prctl(2), PR_SET_PDEATHSIG, _DUMPABLE. */
	if (t->euid != old_euid) {
		ksig_task_set_pdeathsig(&t->t, 0);
		process(t)->is_undumpable = true;
	}
	return t->uid != old_uid ? ksig_task_set_user(&t->t, t->uid) : 0;
}

static int64_t do_setresuid(struct thread *t, const uint64_t *a)
{
	return set_uids(t, (uint32_t)a[0], (uint32_t)a[1], (uint32_t)a[2]);
}

/* The saved id follows if the real one is set, or e is not the real one. */
static int64_t do_setreuid(struct thread *t, const uint64_t *a)
{
	uint32_t r = (uint32_t)a[0], e = (uint32_t)a[1];
	uint32_t s = r != KEEP || (e != KEEP && e != t->uid) ?
		     (e == KEEP ? t->euid : e) : KEEP;

	if (!has_cap(t, CAP_SETUID) && r != KEEP && r != t->uid &&
	    r != t->euid)
		return -LINUX_EPERM;
	return set_uids(t, r, e, s);
}

static int64_t do_setuid(struct thread *t, const uint64_t *a)
{
	uint32_t id = (uint32_t)a[0];
	bool may = has_cap(t, CAP_SETUID);

	return set_uids(t, may ? id : KEEP, id, may ? id : KEEP);
}

static int64_t do_setresgid(struct thread *t, const uint64_t *a)
{
	uint32_t *to[3] = { &t->gid, &t->egid, &t->sgid }, i;

	for (i = 0; i < 3; i++)
		if ((uint32_t)a[i] != KEEP && !has_cap(t, CAP_SETGID) &&
		    (uint32_t)a[i] != t->gid && (uint32_t)a[i] != t->egid &&
		    (uint32_t)a[i] != t->sgid)
			return -LINUX_EPERM;
	for (i = 0; i < 3; i++)
		if ((uint32_t)a[i] != KEEP)
			*to[i] = (uint32_t)a[i];
	return 0;
}

static int64_t do_setgid(struct thread *t, const uint64_t *a)
{
	const uint64_t all[3] = { a[0], a[0], a[0] };

	return do_setresgid(t, all);
}

static int64_t do_getresuid(struct thread *t, const uint64_t *a)
{
	return copy_out(a[0], &t->uid, 4) || copy_out(a[1], &t->euid, 4) ||
	       copy_out(a[2], &t->suid, 4) ? -LINUX_EFAULT : 0;
}

static int64_t do_getgroups(struct thread *t, const uint64_t *a)
{
	(void)t;
	(void)a;
	return 0;
}

/* --------------------------------------------------------------- capset(2) */

#define CAP_VERSION_3	0x20080522u

static int64_t do_capset(struct thread *t, const uint64_t *a)
{
	struct { uint32_t version; int32_t pid; } head;
	struct { uint32_t effective, permitted, inheritable; } data[2];
	uint64_t effective, permitted;

	if (copy_in(&head, a[0], sizeof(head)))
		return -LINUX_EFAULT;
	if (head.version != CAP_VERSION_3)
		return -LINUX_EINVAL;
	if (head.pid && head.pid != t->t.tid)
		return -LINUX_EPERM;
	if (copy_in(data, a[1], sizeof(data)))
		return -LINUX_EFAULT;
	effective = data[0].effective | (uint64_t)data[1].effective << 32;
	permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	if ((permitted & ~t->permitted) || (effective & ~permitted))
		return -LINUX_EPERM;
	t->permitted = permitted;
	t->caps = effective;
	return 0;
}

static int64_t do_capget(struct thread *t, const uint64_t *a)
{
	uint32_t data[6] = {
		(uint32_t)t->caps, (uint32_t)t->permitted, 0,
		(uint32_t)(t->caps >> 32), (uint32_t)(t->permitted >> 32), 0,
	};

	return a[1] ? copy_out(a[1], data, sizeof(data)) : 0;
}

/* ----------------------------------------------- process groups, sessions */

/* Is there a group of that id in session sid (0: in any)? */
static bool is_pgrp(int32_t pgid, int32_t sid)
{
	const struct ksig_group *g;
	const struct ksig_list *n;
	bool is = false;

	tree_lock();
	for (n = ksig.groups.next; n != &ksig.groups && !is; n = n->next) {
		g = container(n, struct ksig_group, all);
		is = g->pgid == pgid && (!sid || g->sid == sid);
	}
	tree_unlock();
	return is;
}

static int64_t do_setsid(struct thread *t, const uint64_t *a)
{
	struct ksig_group *g = t->t.group;

	(void)a;
	if (is_pgrp(g->pid, 0))
		return -LINUX_EPERM;
	ksig_group_set_pgrp(g, g->pid, g->pid);
	process(t)->tty = NULL;
	return g->pid;
}

static struct ksig_group *group_of(struct thread *t, int32_t pid)
{
	struct process *p = pid ? process_find(pid) : process(t);

	return p ? &p->g : NULL;
}

static int64_t do_setpgid(struct thread *t, const uint64_t *a)
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
		if (process_of(g)->has_execed)
			return -EACCES;
	} else if (g != t->t.group) {
		return -LINUX_ESRCH;
	}
	if (g->sid == g->pid)
		return -LINUX_EPERM;
	if (pgid == 0)
		pgid = g->pid;
	if (pgid != g->pid && !is_pgrp(pgid, t->t.group->sid))
		return -LINUX_EPERM;
	ksig_group_set_pgrp(g, pgid, g->sid);
	return 0;
}

static int64_t do_getpgid(struct thread *t, const uint64_t *a)
{
	struct ksig_group *g = group_of(t, (int32_t)a[0]);

	return g ? g->pgid : -LINUX_ESRCH;
}

static int64_t do_getpgrp(struct thread *t, const uint64_t *a)
{
	(void)a;
	return t->t.group->pgid;
}

static int64_t do_getsid(struct thread *t, const uint64_t *a)
{
	struct ksig_group *g = group_of(t, (int32_t)a[0]);

	return g ? g->sid : -LINUX_ESRCH;
}

/* ----------------------------------------------------------------- limits */

uint64_t rlimit_of(const struct process *p, int which)
{
	return p->rlimit[which][0];
}

/* (pid, resource, new, old) */
static int64_t do_prlimit64(struct thread *t, const uint64_t *a)
{
	struct ksig_group *g = group_of(t, (int32_t)a[0]);
	uint64_t new[2], *l;

	if (!g)
		return -LINUX_ESRCH;
	if (a[1] >= RLIMITS)
		return -LINUX_EINVAL;
	l = process_of(g)->rlimit[a[1]];
	if (a[2] && copy_in(new, a[2], sizeof(new)))
		return -LINUX_EFAULT;
	if (a[2] && new[0] > new[1])
		return -LINUX_EINVAL;
	if (a[2] && new[1] > l[1] && !has_cap(t, CAP_SYS_RESOURCE))
		return -LINUX_EPERM;
	if (a[3] && copy_out(a[3], l, 16))
		return -LINUX_EFAULT;
	if (!a[2])
		return 0;
	memcpy(l, new, sizeof(new));
	if (a[1] == RLIMIT_STACK && g == t->t.group)
		t->mm->stack_limit = new[0];
	if (a[1] == RLIMIT_SIGPENDING)
		ksig_group_set_rlimit(g, new[0]);
	return 0;
}

static int64_t do_setrlimit(struct thread *t, const uint64_t *a)
{
	const uint64_t b[4] = { 0, a[0], a[1], 0 };

	return do_prlimit64(t, b);
}

static int64_t do_getrlimit(struct thread *t, const uint64_t *a)
{
	const uint64_t b[4] = { 0, a[0], 0, a[1] };

	return do_prlimit64(t, b);
}

/* ------------------------------------------------------------------ prctl */

#define PR_GET_DUMPABLE		3u
#define PR_SET_DUMPABLE		4u
#define PR_SET_NAME		15u
#define PR_GET_NAME		16u
#define PR_SET_SECCOMP		22u
#define PR_SET_TIMERSLACK	29u
#define PR_SET_NO_NEW_PRIVS	38u

static int64_t set_name(struct thread *t, uint64_t uaddr)
{
	char name[16];
	int64_t n = copy_string(name, uaddr, sizeof(name));

	if (n == -ENAMETOOLONG)
		name[15] = 0;
	else if (n < 0)
		return n;
	memcpy(process(t)->name, name, sizeof(name));
	return 0;
}

/* What means something to signals, libksig serves. */
static int64_t do_prctl(struct thread *t, const uint64_t *a)
{
	switch (a[0]) {
	case PR_GET_DUMPABLE:
		return !process(t)->is_undumpable;
	case PR_SET_DUMPABLE:
		if (a[1] > 1)
			return -LINUX_EINVAL;
		process(t)->is_undumpable = a[1] == 0;
		return 0;
	case PR_SET_NAME:
		return set_name(t, a[1]);
	case PR_GET_NAME:
		return copy_out(a[1], process(t)->name, 16);
	case PR_SET_SECCOMP:
		return a[1] == 2 ? seccomp_add(t, a[2]) : -LINUX_EINVAL;
	case PR_SET_TIMERSLACK:
	case PR_SET_NO_NEW_PRIVS:
		return 0;
	default:
		t->call = (struct ksig_call){
			.nr = LINUX_NR_prctl,
			.arg = { a[0], a[1], a[2], a[3], a[4], a[5] },
		};
		return ksig_call(t, &t->call) == -LINUX_ENOSYS ?
		       -LINUX_EINVAL : t->call.ret;
	}
}

bool ptrace_may(struct ksig_task *tracer, struct ksig_task *of)
{
	const struct thread *t = thread_of(tracer), *o = thread_of(of);

	if (has_cap(t, CAP_SYS_PTRACE))
		return true;
	return t->uid == o->uid && t->uid == o->euid && t->uid == o->suid &&
	       t->gid == o->gid && t->gid == o->egid && t->gid == o->sgid &&
	       !process(o)->is_undumpable && !(o->permitted & ~t->permitted);
}

const struct call_row calls_id[] = {
	{ 39, "getpid", do_getpid }, { 186, "gettid", do_gettid },
	{ 110, "getppid", do_getppid }, { 102, "getuid", do_getuid },
	{ 107, "geteuid", do_geteuid }, { 104, "getgid", do_getgid },
	{ 108, "getegid", do_getegid }, { 105, "setuid", do_setuid },
	{ 106, "setgid", do_setgid }, { 113, "setreuid", do_setreuid },
	{ 115, "getgroups", do_getgroups }, { 116, "setgroups", do_getgroups },
	{ 117, "setresuid", do_setresuid },
	{ 118, "getresuid", do_getresuid },
	{ 119, "setresgid", do_setresgid }, { 125, "capget", do_capget },
	{ 126, "capset", do_capset }, { 112, "setsid", do_setsid },
	{ 109, "setpgid", do_setpgid }, { 121, "getpgid", do_getpgid },
	{ 111, "getpgrp", do_getpgrp }, { 124, "getsid", do_getsid },
	{ 302, "prlimit64", do_prlimit64 }, { 160, "setrlimit", do_setrlimit },
	{ 97, "getrlimit", do_getrlimit }, { 157, "prctl", do_prctl },
	CALLS_END,
};
