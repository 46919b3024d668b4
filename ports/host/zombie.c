/* SPDX-License-Identifier: MIT */
/*
 * Processes that have ended and that their parents have not waited for.
 *
 * They stay in the core's tree: what is queued for them counts against their
 * users' limit, and who adopts them is told of them once more. The wait(2)
 * that ends that is the host's, and the runner does not see it. So it looks
 * where it matters, and now and then at one, lest they grow in number.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include "internal.h"

static void add(struct hgroup *hg)
{
	hg->zombie = true;
	hg->charged = hg->g.shared.queued != 0;
	host.nr_charged += hg->charged;
	hg->zombie_next = NULL;
	hg->zombie_at = host.zombies_end;
	*host.zombies_end = hg;
	host.zombies_end = &hg->zombie_next;
}

static void del(struct hgroup *hg)
{
	hg->zombie = false;
	host.nr_charged -= hg->charged;
	*hg->zombie_at = hg->zombie_next;
	if (hg->zombie_next)
		hg->zombie_next->zombie_at = hg->zombie_at;
	else
		host.zombies_end = hg->zombie_at;
}

/* It was waited for: wait(2) adds its times to those of who waits. */
static void reap(struct hgroup *hg)
{
	struct ksig_group *parent = hg->g.parent;
	int i;

	for (i = 0; parent && i < 2; i++)
		hg_of(parent)->waited_us[i] += hg->cpu_us[i];
	del(hg);
	ksig_reap(&hg->g);
	birth_free_group(hg);
}

static struct hgroup *find(int pid)
{
	struct ksig_group *g = ksig_group_find(&host.k, pid);

	return g && hg_of(g)->zombie ? hg_of(g) : NULL;
}

/* Nobody has that id any more. */
static bool has_gone(const struct hgroup *hg)
{
	return kill(hg->g.pid, 0) != 0 && errno == ESRCH;
}

/* Look at the first of the list, which becomes the last. */
static void look_at_one(void)
{
	struct hgroup *hg = host.zombies;

	if (!hg)
		return;
	if (has_gone(hg)) {
		reap(hg);
	} else {
		del(hg);
		add(hg);
	}
}

/* Two for each that comes: so there are never many that have gone. */
void zombie_born(struct hgroup *hg)
{
	look_at_one();
	look_at_one();
	add(hg);
}

/* pid is that of a new process. */
void zombie_not(int pid)
{
	struct hgroup *hg = find(pid);

	if (hg)
		reap(hg);
}

/*
 * parent is about to leave its zombies to others. Those that have gone are
 * not among them; nor one whose id another process has by now.
 */
void zombie_inherited(struct hgroup *parent)
{
	struct ksig_list *l, *next, *all = &parent->g.children;
	struct hgroup *hg;

	for (l = all->next; l != all; l = next) {
		next = l->next;
		hg = hg_child_at(l);
		if (hg->zombie && procs_state(hg->g.pid) != 'Z')
			reap(hg);
	}
}

static void look(bool charged)
{
	struct hgroup *hg, *next;

	for (hg = host.zombies; hg; hg = next) {
		next = hg->zombie_next;
		if ((hg->charged || !charged) && has_gone(hg))
			reap(hg);
	}
}

void zombie_look(void)
{
	look(false);
}

/* A signal may be queued, by the host: those that count for their users. */
void zombie_look_charged(void)
{
	if (host.nr_charged)
		look(true);
}

/* The same for the call c; and whom it may mean. */
void zombie_look_for(const struct ksig_call *c)
{
	int32_t pid = (int32_t)c->arg[0];
	struct hgroup *hg;

	zombie_look_charged();
	switch (c->nr) {
	case LINUX_NR_kill:
		if (pid <= 0) {
			look(false);
			return;
		}
		break;
	case LINUX_NR_tkill:
	case LINUX_NR_tgkill:
	case LINUX_NR_rt_sigqueueinfo:
	case LINUX_NR_rt_tgsigqueueinfo:
		break;
	case LINUX_NR_pidfd_send_signal:
		pid = c->pidfd_pid;
		break;
	default:
		return;
	}
	hg = find(pid);
	if (hg && has_gone(hg))
		reap(hg);
}

/* The core has reaped g by itself: its new parent wants no zombies. */
void zombie_autoreaped(struct ksig_group *g)
{
	struct hgroup *hg = hg_of(g);

	if (!hg->zombie)
		return;
	del(hg);
	hg->zombie_next = host.reaped;
	host.reaped = hg;
}

/* The core is no longer at work on those. */
void zombie_settle(void)
{
	struct hgroup *hg;

	while ((hg = host.reaped)) {
		host.reaped = hg->zombie_next;
		birth_free_group(hg);
	}
}
