/* SPDX-License-Identifier: MIT */
/* What only /proc and a few queries tell: groups, credentials, outsiders. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "internal.h"

#define CAP_KILL_BIT 5	/* capabilities(7) */

/*
 * setpgid(2) and setsid(2) run natively; the core's view is brought up to
 * date before something looks at it.
 */
void procs_refresh(void)
{
	struct ksig_list *l;
	struct ksig_group *g;
	int pgid, sid;

	for (l = host.k.groups.next; l != &host.k.groups; l = l->next) {
		g = &hg_at(l)->g;
		pgid = getpgid(g->pid);
		sid = getsid(g->pid);
		if (pgid > 0 && sid > 0 && (pgid != g->pgid || sid != g->sid))
			ksig_group_set_pgrp(g, pgid, sid);
		if (!g->parent && g->outside_ppid > 1) {
			ksig_group_set_outside_job_control(g,
				getpgid(g->outside_ppid) != g->pgid &&
				getsid(g->outside_ppid) == g->sid);
		}
	}
}

/* What follows a task's name in /proc/TID/stat, in line. NULL: it is gone. */
static char *stat_of(int tid, char line[static 1024])
{
	char path[64], *name_end = NULL;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	f = fopen(path, "re");
	if (!f)
		return NULL;
	if (fgets(line, 1024, f))
		name_end = strrchr(line, ')');
	fclose(f);
	return name_end;
}

/* Does the process have a controlling terminal? (proc(5): tty_nr) */
bool procs_has_tty(int pid)
{
	char line[1024], *stat = stat_of(pid, line);
	int tty = 1;

	if (stat)
		sscanf(stat, ") %*c %*d %*d %*d %d", &tty);
	return tty != 0;
}

/* proc(5): state. 0: it is gone. */
char procs_state(int tid)
{
	char line[1024], *stat = stat_of(tid, line), state = 0;

	if (stat)
		sscanf(stat, ") %c", &state);
	return state;
}

/* Has the thread this capability, in its own user namespace? */
bool procs_has_cap(int tid, int cap)
{
	unsigned long long caps = 0;
	char path[64], line[256];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %llx", &caps) == 1)
			break;
	fclose(f);
	return caps >> cap & 1;
}

struct htask *procs_live(struct hgroup *hg, const struct htask *but)
{
	struct ksig_list *l;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next)
		if (ht_at(l) != but &&
		    !(ht_at(l)->t.flags & KSIG_TASK_EXITING))
			return ht_at(l);
	return NULL;
}

int procs_live_tid(struct hgroup *hg)
{
	struct htask *ht = procs_live(hg, NULL);

	return ht ? ht->t.tid : hg->g.pid;
}

static bool read_cred(int tid, struct ksig_cred *c)
{
	char path[64], line[256];
	unsigned long long caps;
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "Uid: %u %u %u", &c->uid, &c->euid,
			   &c->suid) == 3)
			found = true;
		else if (sscanf(line, "CapEff: %llx", &caps) == 1)
			c->cap_kill = caps >> CAP_KILL_BIT & 1;
	}
	fclose(f);
	return found;
}

void procs_cred(struct hgroup *hg)
{
	if (read_cred(procs_live_tid(hg), &hg->cred))
		hg->cred_valid = true;
}

/*
 * RLIMIT_SIGPENDING of a process. By /proc, since prlimit(2) for another user
 * needs CAP_SYS_RESOURCE, which root in a container may not have.
 */
bool procs_sigpending_max(int pid, uint64_t *entries)
{
	static const char name[] = "Max pending signals";
	char path[64], line[256];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/limits", pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (!found && fgets(line, sizeof(line), f)) {
		if (strncmp(line, name, sizeof(name) - 1))
			continue;
		/* "unlimited" is no number. */
		*entries = UINT64_MAX;
		sscanf(line + sizeof(name) - 1, "%" SCNu64, entries);
		found = true;
	}
	fclose(f);
	return found;
}

/* The union of two sets of /proc/PID/status. */
static int two_sets(int pid, const char *one, const char *other, uint64_t *set)
{
	char path[64], line[256], name[16];
	unsigned long long bits;
	int n = 0;
	FILE *f;

	*set = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (n < 2 && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%15[^:]: %llx", name, &bits) != 2 ||
		    (strcmp(name, one) && strcmp(name, other)))
			continue;
		*set |= bits;
		n++;
	}
	fclose(f);
	return n == 2 ? 0 : -1;
}

int procs_caught(int pid, uint64_t *set)
{
	return two_sets(pid, "SigIgn", "SigCgt", set);
}

int procs_pending(int pid, uint64_t *set)
{
	return two_sets(pid, "SigPnd", "ShdPnd", set);
}

uint64_t procs_start_tick(int pid)
{
	char line[1024], *stat = stat_of(pid, line);
	unsigned long long tick = 0;

	if (stat)
		sscanf(stat, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
		       "%*u %*u %*d %*d %*d %*d %*d %*d %llu", &tick);
	return tick;
}

int procs_family(int tid, int *tgid, int *ppid)
{
	char path[64], line[256];
	int n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (n < 2 && fgets(line, sizeof(line), f))
		n += sscanf(line, "Tgid: %d", tgid) == 1 ||
		     sscanf(line, "PPid: %d", ppid) == 1;
	fclose(f);
	return n == 2 ? 0 : -1;
}

/* The same permission that the core asks: kill(2). */
static bool may_kill(const struct ksig_cred *c, int pid)
{
	struct ksig_cred other;

	return c->cap_kill || (read_cred(pid, &other) &&
	       (c->euid == other.suid || c->euid == other.uid ||
		c->uid == other.suid || c->uid == other.uid));
}

int procs_kill_outside(struct htask *from, int pgid, int sig, int *err)
{
	struct hgroup *hg = ht_hg(from);
	struct dirent *d;
	int pid, n = 0;
	DIR *dir = opendir("/proc");

	if (!dir)
		return 0;
	if (!hg->cred_valid)
		procs_cred(hg);
	while ((d = readdir(dir))) {
		pid = isdigit((unsigned char)d->d_name[0]) ?
			atoi(d->d_name) : 0;
		if (pid <= 1 || pid == getpid() ||
		    ksig_group_find(&host.k, pid) ||
		    (pgid && getpgid(pid) != pgid))
			continue;
		if (!may_kill(&hg->cred, pid))
			*err = -LINUX_EPERM;
		else if (kill(pid, sig) == 0)
			n++;
	}
	closedir(dir);
	return n;
}

const char *ksig_host_comm(int pid, char *buf, size_t n)
{
	char path[64];
	size_t len = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	f = fopen(path, "re");
	if (f) {
		len = fread(buf, 1, n - 1, f);
		fclose(f);
	}
	if (len > 0 && buf[len - 1] == '\n')
		len--;
	buf[len] = '\0';
	if (len == 0 && n > 1)
		strcpy(buf, "?");
	return buf;
}

int ksig_host_mem_read(int pid, void *dst, uint64_t addr, size_t n)
{
	return tracee_read(pid, dst, addr, n) == 0 ? 0 : -1;
}
