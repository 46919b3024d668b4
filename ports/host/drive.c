/* SPDX-License-Identifier: MIT */
/*
 * For a driver (host.h), which decides where signals come: guests stop at
 * each system call, after each instruction, or at breakpoints, and signals
 * are generated there.
 *
 * A breakpoint is an int3 in the guest's memory. To go over one, the
 * instruction is put back for one step; if a process of several threads does
 * so, another thread may get by meanwhile.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "internal.h"

#define INT3		0xccul
#define TRAP_BRKPT_	1	/* si_code: at the exit of a call, a step's */
#define TRAP_TRACE_	2	/* ... after an instruction */

struct hbreak {
	struct hbreak *next;
	uint64_t addr;
	uint8_t was;
};

static struct ksig_host_thread *as_thread(struct htask *ht)
{
	return (struct ksig_host_thread *)ht;
}

void drive_ask(struct htask *ht, enum ksig_host_place place)
{
	host.o->driver->at(host.o->driver->arg, as_thread(ht), place);
}

/* The byte at addr of process pid becomes b. 0 or -errno. */
static int poke(int pid, uint64_t addr, uint8_t b, uint8_t *was)
{
	uint64_t at = addr & ~7ull;
	unsigned int shift = (unsigned int)(addr & 7) * 8;
	unsigned long word;

	errno = 0;
	word = (unsigned long)ptrace(PTRACE_PEEKDATA, pid, at, 0);
	if (errno)
		return -errno;
	if (was)
		*was = (uint8_t)(word >> shift);
	word = (word & ~(0xfful << shift)) | (unsigned long)b << shift;
	return ptrace(PTRACE_POKEDATA, pid, at, word) == 0 ? 0 : -errno;
}

static struct hbreak *find(const struct hgroup *hg, uint64_t addr)
{
	struct hbreak *b;

	for (b = hg->breaks; b; b = b->next)
		if (b->addr == addr)
			return b;
	return NULL;
}

/* ------------------------------------------------- what a driver may ask */

void ksig_host_where(struct ksig_host_thread *t, struct ksig_host_where *w)
{
	struct htask *ht = as_htask(t);
	struct ksig_list *l, *all = &ht->t.group->tasks;
	struct ksig_regs *r = tracee_regs(ht);
	int sig;

	memset(w, 0, sizeof(*w));
	w->pid = ht->t.group->pid;
	w->tid = ht->t.tid;
	w->ip = r->ip;
	w->sp = r->sp;
	w->nr = (int64_t)r->orig_ax;
	w->result = (int64_t)r->ax;
	w->fs_base = r->fs_base;
	w->blocked = ht->t.blocked;
	w->blocked_by_all = UINT64_MAX;
	for (l = all->next; l != all; l = l->next)
		w->blocked_by_all &= ht_at(l)->t.blocked;
	w->dying_of = ht->t.group->exit_sig;
	w->branch = ht->branch_result;
	w->parent = ht->t.group->parent ? ht->t.group->parent->pid : 0;
	for (sig = 1; sig <= KSIG_NSIG; sig++)
		if (ksig_host_handler(t, sig))
			w->caught |= SIGBIT(sig);
}

void ksig_host_regs(struct ksig_host_thread *t, struct ksig_regs *r)
{
	*r = *tracee_regs(as_htask(t));
}

struct ksig_host_thread *ksig_host_thread(const struct ksig_event *ev)
{
	return (struct ksig_host_thread *)(uintptr_t)ev->task;
}

uint32_t ksig_host_zombies(struct ksig_host_thread *t)
{
	struct ksig_list *l, *all = &as_htask(t)->t.group->children;
	struct hgroup *hg;
	uint32_t n = 0;

	for (l = all->next; l != all; l = l->next) {
		hg = hg_child_at(l);
		n += hg->zombie && procs_state(hg->g.pid) == 'Z';
	}
	return n;
}

void ksig_host_args(struct ksig_host_thread *t, uint64_t arg[6])
{
	const struct ksig_regs *r = tracee_regs(as_htask(t));

	arg[0] = r->di;
	arg[1] = r->si;
	arg[2] = r->dx;
	arg[3] = r->r10;
	arg[4] = r->r8;
	arg[5] = r->r9;
}

uint64_t ksig_host_handler(struct ksig_host_thread *t, int sig)
{
	uint64_t h = as_htask(t)->t.sighand->action[sig - 1].handler;

	return h == LINUX_SIG_DFL || h == LINUX_SIG_IGN ? 0 : h;
}

void ksig_host_step(struct ksig_host_thread *t, bool on)
{
	as_htask(t)->step = on;
}

int ksig_host_break(struct ksig_host_thread *t, uint64_t addr)
{
	struct hgroup *hg = ht_hg(as_htask(t));
	struct hbreak *b;
	int r;

	if (find(hg, addr))
		return 0;
	b = calloc(1, sizeof(*b));
	if (!b)
		return -ENOMEM;
	b->addr = addr;
	r = poke(as_htask(t)->t.tid, addr, INT3, &b->was);
	if (r) {
		free(b);
		return r;
	}
	b->next = hg->breaks;
	hg->breaks = b;
	return 0;
}

void ksig_host_break_none(struct ksig_host_thread *t)
{
	struct hgroup *hg = ht_hg(as_htask(t));
	struct hbreak *b;

	while ((b = hg->breaks)) {
		hg->breaks = b->next;
		poke(as_htask(t)->t.tid, b->addr, b->was, NULL);
		free(b);
	}
}

void ksig_host_signal(struct ksig_host_thread *t, int sig, int from,
		      bool before)
{
	struct ksig_origin origin = { KSIG_BY_OUTSIDE, from, 0 };
	struct htask *ht = as_htask(t);
	struct linux_siginfo info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = LINUX_SI_USER;
	info.u.kill.pid = from;
	info.u.kill.uid = ht_hg(ht)->cred.uid;
	ht->driven = true;
	ht->driven_before = before;
	ksig_generate_group(ht->t.group, &info, &origin);
}

void ksig_host_hold(struct ksig_host_thread *t)
{
	as_htask(t)->driver_holds = true;
}

void ksig_host_release(struct ksig_host_thread *t)
{
	struct htask *ht = as_htask(t);

	if (!ht->driver_holds || ht->driver_releases)
		return;
	ht->driver_releases = true;
	ht->release_next = host.released;
	host.released = ht;
}

void ksig_host_each(void (*f)(void *arg, const struct ksig_host_state *s),
		    void *arg)
{
	struct ksig_host_state s;
	struct ksig_list *g, *l, *all;
	struct htask *ht;

	for (g = host.k.groups.next; g != &host.k.groups; g = g->next) {
		all = &hg_at(g)->g.tasks;
		for (l = all->next; l != all; l = l->next) {
			ht = ht_at(l);
			s.pid = hg_at(g)->g.pid;
			s.tid = ht->t.tid;
			s.is_held = ht->driver_holds;
			s.is_stopped = ht->state == HT_LISTENING ||
				(ht->state == HT_STOPPED && !ht->lazy);
			s.waits_in = ht->parked ? ht->call.nr : -1;
			s.waits_timed = ht->deadline_ns != UINT64_MAX;
			f(arg, &s);
		}
	}
}

/* ---------------------------------------------- from the runner's files */

/* ht is at the entry of a call. true: it was let go, to make it later. */
bool drive_call(struct htask *ht)
{
	if (!host.o->driver || !ht_hg(ht)->execed || ht->branch ||
	    (ht->asked_ip && ht->asked_ip == tracee_regs(ht)->ip)) {
		ht->asked_ip = 0;
		return false;
	}
	if (ht->driver_holds_call) {
		ht->driver_holds_call = false;
		return false;
	}
	ht->driven = false;
	drive_ask(ht, KSIG_HOST_CALL);
	if (ht->driver_holds) {
		ht->driver_holds_call = true;
		return true;
	}
	if (ht->branch) {
		boundary_go(ht);
		return true;
	}
	if (!ht->driven || !ht->driven_before || !ht->t.has_deliverable)
		return false;
	boundary_before_call(ht);
	return true;
}

/* Before a stop is dealt with, code is what the driver wants it to be. */
void drive_stopped(struct htask *ht)
{
	if (ht->over_at && find(ht_hg(ht), ht->over_at))
		poke(ht->t.tid, ht->over_at, INT3, NULL);
	ht->over_at = 0;
}

/* The driver was asked. */
static void goes_on(struct htask *ht)
{
	if (ht->driver_holds)
		return;
	if (ht->t.has_deliverable)
		boundary(ht);
	else
		boundary_go(ht);
}

/* A SIGTRAP of ht: is it ours? */
bool drive_trap(struct htask *ht, const struct linux_siginfo *info)
{
	struct ksig_regs *r;

	if (!host.o->driver || info->si_signo != LINUX_SIGTRAP)
		return false;
	r = tracee_regs(ht);
	if (info->si_code == LINUX_SI_KERNEL && find(ht_hg(ht), r->ip - 1)) {
		/* Not by regs_dirty, which would undo a call's restart. */
		r->ip--;
		ptrace(PTRACE_POKEUSER, ht->t.tid,
		       offsetof(struct ksig_regs, ip), r->ip);
		drive_ask(ht, KSIG_HOST_BREAK);
	} else if (info->si_code == TRAP_BRKPT_ ||
		   info->si_code == TRAP_TRACE_) {
		/* A step over a breakpoint may be nobody's else; to the next
		 * one, or to the next turn of a rep, is no step over that. */
		if (find(ht_hg(ht), r->ip))
			drive_ask(ht, KSIG_HOST_BREAK);
		else if (ht->step)
			drive_ask(ht, KSIG_HOST_STEPPED);
	} else {
		return false;
	}
	goes_on(ht);
	return true;
}

/* ht is at the exit of a call, and there may be a breakpoint. */
void drive_call_exit(struct htask *ht)
{
	if (find(ht_hg(ht), tracee_regs(ht)->ip))
		drive_ask(ht, KSIG_HOST_BREAK);
	goes_on(ht);
}

/* How ht goes on where the runner wants request. */
int drive_request(struct htask *ht, int request)
{
	struct hbreak *b;

	if (!host.o->driver || request != PTRACE_CONT)
		return request;
	b = ht_hg(ht)->breaks ? find(ht_hg(ht), tracee_regs(ht)->ip) : NULL;
	/* At a call's entry ip is after it, and not yet to be executed. */
	if (b && (int64_t)ht->regs.orig_ax >= 0 &&
	    (int64_t)ht->regs.ax == -LINUX_ENOSYS)
		b = NULL;
	if (b) {
		poke(ht->t.tid, b->addr, b->was, NULL);
		ht->over_at = b->addr;
	}
	if (ht->step || b)
		return PTRACE_SINGLESTEP;
	return ht->calls ? PTRACE_SYSCALL : request;
}

/* ht's process is about to die of a signal. */
void drive_dying(struct htask *ht)
{
	if (host.o->driver)
		drive_ask(ht, KSIG_HOST_DYING);
}

/* A new program, without what the old one had. */
void drive_exec(struct htask *ht)
{
	drive_forget(ht_hg(ht));
	ht->over_at = 0;
	if (host.o->driver)
		drive_ask(ht, KSIG_HOST_EXEC);
}

/* A child has its parent's code, breakpoints and all. */
void drive_fork(const struct hgroup *from, struct hgroup *to)
{
	const struct hbreak *b;
	struct hbreak *copy;

	for (b = from->breaks; b; b = b->next) {
		copy = malloc(sizeof(*copy));
		if (!copy)
			return;
		*copy = *b;
		copy->next = to->breaks;
		to->breaks = copy;
	}
}

void drive_forget(struct hgroup *hg)
{
	struct hbreak *b;

	while ((b = hg->breaks)) {
		hg->breaks = b->next;
		free(b);
	}
}

/* pid has ended, with this wait status. */
void drive_died(int pid, int status)
{
	const struct ksig_host_driver *d = host.o->driver;

	if (d && d->died)
		d->died(d->arg, pid, status, host.nr_guests);
}

/* Who was released goes on. */
void drive_settle(void)
{
	struct htask *ht;

	while ((ht = host.released)) {
		host.released = ht->release_next;
		ht->driver_holds = ht->driver_releases = false;
		if (ht->driver_holds_call)
			call_seccomp(ht);	/* the driver is not asked */
		else if (ht->t.has_deliverable)
			boundary(ht);
		else
			boundary_go(ht);
	}
}

/* ht has gone. */
void drive_unlist(struct htask *ht)
{
	struct htask **p;

	for (p = &host.released; *p; p = &(*p)->release_next) {
		if (*p == ht) {
			*p = ht->release_next;
			return;
		}
	}
}

/* When the driver is to be told that nothing happens. */
uint64_t drive_due(bool event)
{
	static uint64_t due;
	const struct ksig_host_driver *d = host.o->driver;
	uint64_t now = host_now();

	if (event || !due)
		due = now + d->quiet_ns;
	if (now >= due) {
		d->quiet(d->arg);
		boundary_settle();
		due = now + d->quiet_ns;
	}
	return due;
}
