/* SPDX-License-Identifier: MIT */
/*
 * Guests in pid namespaces of their own (pid_namespaces(7)).
 *
 * libksig and the runner know every thread by its id in the runner's
 * namespace. What a guest in another one gives and gets are ids of its own:
 * they are translated here, where they come in (arguments, the host's
 * siginfos), and by pid_in() where libksig tells them. A process in the
 * runner's namespace has pidns NULL and pays for none of this.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "internal.h"

/* Known by its inode, which is its own for as long as it has a process. */
struct pidns {
	struct pidns *next;
	struct pidns *up;	/* NULL: the runner's */
	ino_t ino;
	int level;		/* below the runner's, which is 0 */
	int refs;		/* groups in it and namespaces below it */
	uint8_t *seen;		/* bit: a guest had this pid */
};
static struct pidns *all;

static void put(struct pidns *ns)
{
	struct pidns **p, *up;

	for (; ns && --ns->refs == 0; ns = up) {
		for (p = &all; *p != ns; p = &(*p)->next)
			;
		*p = ns->next;
		up = ns->up;
		free(ns->seen);
		free(ns);
	}
}

static struct pidns *new_below(struct pidns *up, ino_t ino)
{
	struct pidns *ns = calloc(1, sizeof(*ns));

	if (!ns)
		return NULL;
	ns->up = up;
	if (up)
		up->refs++;
	ns->level = up ? up->level + 1 : 1;
	ns->ino = ino;
	ns->next = all;
	all = ns;
	return ns;
}

/* The namespace that fd means, closing fd. NULL: the runner's. */
static struct pidns *of_fd(int fd)
{
	struct stat st, mine;
	struct pidns *ns;
	int up;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) != 0 || stat("/proc/self/ns/pid", &mine) != 0 ||
	    st.st_ino == mine.st_ino) {
		close(fd);
		return NULL;
	}
	for (ns = all; ns && ns->ino != st.st_ino; ns = ns->next)
		;
	up = ns ? -1 : ioctl(fd, NS_GET_PARENT);
	close(fd);
	return ns ? ns : new_below(of_fd(up), st.st_ino);
}

static struct pidns *of_process(int pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", pid);
	return of_fd(open(path, O_RDONLY | O_CLOEXEC));
}

/*
 * The line of /proc/TID/status with that name holds an id in each namespace
 * from the runner's to tid's. ids gets those from level 1 on; zeros if it has
 * died. Returns the one in the runner's.
 */
static int read_ids(int tid, const char *name, int32_t *ids, int levels)
{
	char path[64], line[512], *p = NULL;
	int outer = 0, i;
	FILE *f;

	memset(ids, 0, (size_t)levels * sizeof(*ids));
	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (!p && fgets(line, sizeof(line), f))
		if (strncmp(line, name, strlen(name)) == 0)
			p = line + strlen(name);
	fclose(f);
	if (p)
		outer = (int)strtol(p, &p, 10);
	for (i = 0; p && i < levels; i++)
		ids[i] = (int32_t)strtol(p, &p, 10);
	return outer;
}

/* As seen in ns, the id of what is in own and has these ids; 0: not there. */
static int32_t seen_from(const struct pidns *ns, const struct pidns *own,
			 const int32_t *ids)
{
	while (own && own->level > ns->level)
		own = own->up;
	return own == ns && ids ? ids[ns->level - 1] : 0;
}

static int32_t pid_in(const struct ksig_group *g,
		      const struct ksig_group *viewer)
{
	const struct hgroup *hg = (const struct hgroup *)g;
	const struct pidns *ns = ((const struct hgroup *)viewer)->pidns;

	return ns ? seen_from(ns, hg->pidns, hg->ns_pids) : g->pid;
}

#define PID_MAX (1 << 22)	/* the kernel's PID_MAX_LIMIT */

static void mark_seen(struct pidns *ns, const int32_t *ids)
{
	int32_t id;

	for (; ns; ns = ns->up) {
		id = ids[ns->level - 1];
		if (!ns->seen)
			ns->seen = calloc(1, PID_MAX / 8);
		if (ns->seen && id < PID_MAX)
			ns->seen[id / 8] |= (uint8_t)(1 << id % 8);
	}
}

bool pidns_was_guest(struct hgroup *viewer, int32_t pid)
{
	const uint8_t *seen = viewer->pidns ? viewer->pidns->seen :
					      host.seen_pids;

	return seen && pid > 0 && pid < PID_MAX &&
	       (seen[pid / 8] >> pid % 8 & 1);
}

/* The namespace of parent's new process, born with flags. */
static struct pidns *of_child(struct htask *parent, int pid, uint64_t flags)
{
	struct pidns *ns = ht_hg(parent)->pidns;

	if ((flags & CLONE_NEWPID) || parent->children_elsewhere) {
		zombie_look();	/* inodes of theirs may come anew */
		ns = of_process(pid);
	}
	if (ns)
		ns->refs++;
	return ns;
}

/* parent has made child, which has its group already. */
void pidns_born(struct htask *parent, struct htask *child, uint64_t flags)
{
	struct hgroup *hg = ht_hg(child);
	bool thread = hg == ht_hg(parent);
	int32_t *ids;

	if (!thread)
		hg->pidns = of_child(parent, child->t.tid, flags);
	if (!hg->pidns)
		return;
	host_port.pid_in = pid_in;
	ids = calloc((size_t)hg->pidns->level, sizeof(*ids));
	if (!ids)
		return;
	read_ids(child->t.tid, "NSpid:", ids, hg->pidns->level);
	mark_seen(hg->pidns, ids);
	if (thread) {
		child->ns_tids = ids;
		return;
	}
	hg->ns_pids = ids;
	if (pidns_is_init(hg))
		ksig_group_set_init(&hg->g);
}

bool pidns_is_init(const struct hgroup *hg)
{
	return hg->pidns && hg->ns_pids &&
	       hg->ns_pids[hg->pidns->level - 1] == 1;
}

/* Its id in the runner's namespace stays, and so do the others. */
void pidns_forget_thread(struct htask *ht)
{
	free(ht->ns_tids);
	ht->ns_tids = NULL;
}

void pidns_forget(struct hgroup *hg)
{
	free(hg->ns_pids);
	put(hg->pidns);
}

#define EACH_GROUP(hg) \
	for (struct ksig_list *l_ = host.k.groups.next; \
	     l_ != &host.k.groups && ((hg) = hg_at(l_), true); \
	     l_ = l_->next)

/* The thread of hg, not its first, that ns knows as id. */
static int32_t find_thread(const struct hgroup *hg, const struct pidns *ns,
			   int32_t id)
{
	struct ksig_list *l;
	struct htask *ht;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next) {
		ht = ht_at(l);
		if (ht->ns_tids && seen_from(ns, hg->pidns, ht->ns_tids) == id)
			return ht->t.tid;
	}
	return 0;
}

/* What viewer knows as id, a thread's or a process's; 0: no guest. */
int32_t pidns_find(struct hgroup *viewer, int32_t id)
{
	const struct pidns *ns = viewer->pidns;
	struct hgroup *hg;
	int32_t tid;

	if (!ns)
		return id;
	if (id <= 0)
		return 0;
	EACH_GROUP(hg) {
		if (!hg->pidns)
			continue;
		if (seen_from(ns, hg->pidns, hg->ns_pids) == id)
			return hg->g.pid;
		tid = find_thread(hg, ns, id);
		if (tid)
			return tid;
	}
	return 0;
}

/* The same for a process group: members change it natively, so ask /proc. */
static int32_t find_pgrp(struct hgroup *viewer, int32_t id)
{
	const struct pidns *ns = viewer->pidns;
	int32_t ids[32], outer;	/* namespaces nest no deeper */
	struct hgroup *hg;

	EACH_GROUP(hg) {
		if (!hg->pidns || hg->pidns->level > 32)
			continue;
		outer = read_ids(hg->g.pid, "NSpgid:", ids, hg->pidns->level);
		if (seen_from(ns, hg->pidns, ids) == id)
			return outer;
	}
	return 0;
}

static bool translate(struct hgroup *hg, uint64_t *arg)
{
	int32_t id = (int32_t)*arg, found;

	/* 0, -1 and what is wrong mean the same everywhere. */
	if (id == 0 || id == -1 || id == INT32_MIN)
		return true;
	found = id > 0 ? pidns_find(hg, id) : -find_pgrp(hg, -id);
	*arg = (uint64_t)(int64_t)found;
	return found != 0;
}

/*
 * The ids in c's arguments become the runner's. false: one is no guest's, and
 * the host is to say what that means.
 */
bool pidns_call(struct htask *ht, struct ksig_call *c)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_task *to;

	switch (c->nr) {
	case LINUX_NR_tkill:
	case LINUX_NR_rt_sigqueueinfo:
		if ((int32_t)c->arg[0] <= 0)
			return c->nr == LINUX_NR_tkill;
		return translate(hg, &c->arg[0]);
	case LINUX_NR_kill:
		return translate(hg, &c->arg[0]);
	case LINUX_NR_tgkill:
	case LINUX_NR_rt_tgsigqueueinfo:
		if ((int32_t)c->arg[0] <= 0 || (int32_t)c->arg[1] <= 0)
			return true;
		return translate(hg, &c->arg[0]) && translate(hg, &c->arg[1]);
	case LINUX_NR_pidfd_send_signal:
		/* A descriptor got from outside its namespace is no use. */
		to = ksig_task_find(&host.k, c->pidfd_pid);
		if (to && !pid_in(to->group, &hg->g))
			c->pidfd_pid = -LINUX_EINVAL;
		return true;
	default:
		return true;
	}
}
