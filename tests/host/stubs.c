/* SPDX-License-Identifier: MIT */
/*
 * A thread that is stopped inside a stub of the in-process path is taken back
 * to before its call, or over it: here at every instruction of each of them.
 * A child makes calls by patched call sites, one instruction after the other;
 * at each of them inproc_fixup() is asked what it would do, and that must be
 * what the thread had before the call, or what it has after it.
 *
 * Exit status 0, with a line a call; 1 after a line a fault.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../ports/host/inproc.h"
#include "stub_calls.h"

enum { STEPS_MAX = 4000, SHOWN = 8 };

#define TRAP_FLAG 0x100u
#define PUSHF 0x9c
#define ARITHMETIC 0xcd5u

/* What inproc_fixup() made of one instruction. */
struct fixed {
	uint64_t at;
	bool done;		/* the call has happened */
	bool returns;		/* it was on the way back from the handler */
	struct ksig_regs regs;
	uint64_t out[OUT_WORDS];
};

static uint8_t *area;
static struct htask task;
static struct hgroup group;
static struct hsighand sighand;
static struct ksig_user user;
static struct fixed fixed[STEPS_MAX];
static int nr_fixed, nr_bad;
static uint64_t site_call, ret_call;

static uint64_t at(uint64_t offset)
{
	return (uint64_t)(uintptr_t)area + offset;
}

static void bad(const struct call *c, uint64_t ip, const char *what,
		uint64_t is, uint64_t should)
{
	char where[64];
	uint64_t off = ip - group.inproc.guest_at;

	if (ip - group.inproc.enter_at < 4096)
		off = ip - group.inproc.enter_at;
	else if (ip < group.inproc.guest_at || off > 16384)
		off = ip - at(STUBS);
	snprintf(where, sizeof(where), "%#lx (offset %#lx)", (long)ip,
		 (long)off);
	if (++nr_bad <= SHOWN)
		printf("%s: stopped at %s: %s is %#lx, not %#lx\n", c->name,
		       where, what, (long)is, (long)should);
}

/* The call site and what the handler needs, in the parent's memory. */
static void write_code(const struct call *c)
{
	static const uint8_t restorer[] = {
		0x48, 0xc7, 0xc0, 15, 0, 0, 0, 0x0f, 0x05
	};
	static const uint8_t any[] = { 0x4c, 0x8b, 0x4c, 0x24, 8, 0x0f, 0x05 };
	uint8_t load[] = { 0xb8, 0, 0, 0, 0, 0x0f, 0x05 };
	uint8_t reads[] = {
		0x80, 0x3d, 0, 0, 0, 0, 0, 0x74, 0x20, 0x31, 0xc0, 0x0f, 0x05
	};
	int32_t flag = FLAG - (SITE + 7);

	memset(area, 0xcc, STUBS);
	memcpy(load + 1, &c->nr, 4);
	memcpy(reads + 2, &flag, 4);
	area[FLAG] = 1;		/* one thread */
	area[HANDLER] = 0xc3;
	memcpy(area + RESTORER, restorer, sizeof(restorer));
	if (c->shape == ANY_NR)
		memcpy(area + SITE, any, sizeof(any));
	else if (c->shape == READS)
		memcpy(area + SITE, reads, sizeof(reads));
	else
		memcpy(area + SITE, load, sizeof(load));
	site_call = at(SITE + (c->shape == READS ? 11 : 5));
	ret_call = at(RESTORER + 7);
	memcpy(area + IN, c->in, sizeof(c->in));
	memset(area + OUT, 0x77, OUT_WORDS * 8);
}

/* The child's side of launch.c: whose registers and stubs are to come. */
static int child(void)
{
	int pid = fork(), st;

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		kill(getpid(), SIGSTOP);
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, &st, 0) != pid || !WIFSTOPPED(st)) {
		perror("stubs: fork");
		exit(1);
	}
	return pid;
}

static void patch(enum inproc_kind kind, uint64_t call, int nr)
{
	struct inproc *ip = &group.inproc;
	struct inproc_site *s = &ip->sites[ip->nr_sites++];

	*s = (struct inproc_site){ .kind = kind, .call = call, .nr = nr };
	if (!inproc_find_site(&task, s) || !inproc_patch(&task, s)) {
		printf("a call site cannot be patched\n");
		exit(1);
	}
}

/* A process as the runner has it that has been patched. */
static void begin(const struct call *c, struct ksig_regs *r)
{
	struct linux_sigaction *a = &sighand.s.action[SIGUSR1 - 1];

	memset(&task, 0, sizeof(task));
	memset(&group, 0, sizeof(group));
	memset(&sighand, 0, sizeof(sighand));
	write_code(c);
	group.g.pid = task.t.tid = child();
	group.g.nr_tasks = 1;
	group.g.rlimit_sigpending = 1u << 20;
	group.g.children.next = group.g.children.prev = &group.g.children;
	group.cred_valid = true;
	sighand.s.nr_refs = 1;
	sighand.same = UINT64_MAX;
	if (!c->no_handler)
		*a = (struct linux_sigaction){
			.handler = at(HANDLER), .restorer = at(RESTORER),
			.flags = LINUX_SA_RESTORER | LINUX_SA_SIGINFO,
			.mask = SIGBIT(SIGUSR2),
		};
	task.t.k = group.g.k = &host.k;
	task.t.group = &group.g;
	task.t.sighand = &sighand.s;
	task.t.user = &user;
	task.t.blocked = c->blocked;
	task.state = HT_STOPPED;
	host.nr_guests = 1;
	group.inproc.arena_at = (uint64_t)(uintptr_t)inproc_arena_at(0);
	group.inproc.stubs_at = at(STUBS);
	if (!inproc_slot_take(&task) || !inproc_add_guest(&task))
		exit(1);
	if (!c->no_own)
		inproc_own_take(&task);
	patch(c->kind, site_call, c->nr);
	patch(INPROC_RET, ret_call, SYS_rt_sigreturn);
	inproc_add_enter(&task);
	inproc_push(&task);
	if (c->shape == READS && task.own) {
		task.own->watch_fd = WATCHED;
		task.own->watch_nonblock = 1;
		task.own->watched = SIGBIT(SIGUSR1);
	}
	if (c->closed)
		inproc_own_close(&task);
	task.slot->gate = c->gate;
	ptrace(PTRACE_GETREGS, task.t.tid, 0, r);
	r->gs_base = task.slot->self;
	r->orig_ax = UINT64_MAX;
	r->sp = at(STACK + 32768);
	r->bx = 0xb1b1;
	r->bp = 0xb2b2;
	r->r8 = 0x808;
	r->r12 = 0x1212;
	r->r13 = 0x1313;
	r->r14 = 0x1414;
	r->r15 = 0x1515;
	r->flags = 0x202 | 0x81;	/* sign and carry */
}

static uint64_t argument(const struct call *c, int i)
{
	if (c->arg[i] == UINT64_MAX)
		return (uint64_t)group.g.pid;
	return c->arg[i] >= CODE + 1024 && c->arg[i] < BYTES ?
		at(c->arg[i]) : c->arg[i];
}

static void set_call(const struct call *c, struct ksig_regs *r)
{
	r->ip = group.inproc.sites[0].site;
	r->ax = c->shape == ANY_NR ? (uint64_t)c->nr : 0xa0a0;
	r->di = argument(c, 0);
	r->si = argument(c, 1);
	r->dx = argument(c, 2);
	r->r10 = argument(c, 3);
	r->r9 = 0x909;
	ptrace(PTRACE_SETREGS, task.t.tid, 0, r);
}

/* One instruction. A pushf would see the flag by which it is stepped. */
static bool step(struct ksig_regs *r)
{
	uint8_t code = 0;
	bool pushes_flags;
	int st;

	tracee_read(task.t.tid, &code, r->ip, 1);
	pushes_flags = code == PUSHF && task.own &&
		      r->sp == (uint64_t)(uintptr_t)&task.own->flags + 8;
	if (ptrace(PTRACE_SINGLESTEP, task.t.tid, 0, 0) != 0 ||
	    waitpid(task.t.tid, &st, 0) != task.t.tid || !WIFSTOPPED(st) ||
	    WSTOPSIG(st) != SIGTRAP)
		return false;
	if (pushes_flags)
		task.own->flags &= ~(uint64_t)TRAP_FLAG;
	ptrace(PTRACE_GETREGS, task.t.tid, 0, r);
	return true;
}

/* What would the runner do here? All is as it was after that. */
static void ask(const struct ksig_regs *r, bool done, bool returns)
{
	static uint8_t own[OWN_BYTES], slot[SLOT_BYTES];
	static uint8_t xstate[65536], data[BYTES - DATA];
	struct ksig_piece back = { at(DATA), data, sizeof(data) };
	struct iovec v = { xstate, sizeof(xstate) };
	struct fixed *f = &fixed[nr_fixed];
	struct htask keep = task;

	memcpy(slot, task.slot, sizeof(slot));
	if (task.own)
		memcpy(own, task.own, sizeof(own));
	ptrace(PTRACE_GETREGSET, task.t.tid, NT_X86_XSTATE, &v);
	tracee_read(task.t.tid, data, at(DATA), sizeof(data));
	task.regs = *r;
	task.regs_valid = true;
	if (inproc_fixup(&task, false)) {
		f->at = r->ip;
		f->regs = task.regs;
		f->done = done;
		f->returns = returns;
		tracee_read(task.t.tid, f->out, at(OUT), sizeof(f->out));
		nr_fixed++;
	}
	task = keep;
	memcpy(task.slot, slot, sizeof(slot));
	if (task.own)
		memcpy(task.own, own, sizeof(own));
	ptrace(PTRACE_SETREGSET, task.t.tid, NT_X86_XSTATE, &v);
	tracee_write(task.t.tid, &back, 1);
}

/* All that a call leaves alone; the result, if there is one. */
static void compare(const struct call *c, uint64_t ip,
		    const struct ksig_regs *is, const struct ksig_regs *should,
		    bool flags)
{
#define SAME(reg) \
	if (is->reg != should->reg) \
		bad(c, ip, #reg, is->reg, should->reg)
	SAME(sp);
	SAME(bx);
	SAME(bp);
	SAME(di);
	SAME(si);
	SAME(dx);
	SAME(r8);
	SAME(r9);
	SAME(r10);
	SAME(r12);
	SAME(r13);
	SAME(r14);
	SAME(r15);
#undef SAME
	if (flags && ((is->flags ^ should->flags) & ARITHMETIC))
		bad(c, ip, "flags", is->flags, should->flags);
}

/* No flag is ever looked at after a mask change, nor by read(2). */
static bool keeps_flags(const struct call *c)
{
	return c->kind == INPROC_OWN && c->shape != READS;
}

/* One that had not happened: it is made, by its site or by the host. */
static void check_before(const struct call *c, const struct fixed *f,
			 const struct ksig_regs *before)
{
	bool at_call = f->regs.ip == site_call;
	struct ksig_regs b = *before;

	if (!at_call && f->regs.ip != b.ip)
		bad(c, f->at, "ip", f->regs.ip, site_call);
	if ((at_call || c->shape == ANY_NR) && f->regs.ax != (uint64_t)c->nr)
		bad(c, f->at, "ax", f->regs.ax, (uint64_t)c->nr);
	if (c->shape == ANY_NR)		/* by syscall(2)'s last load */
		b.r9 = f->regs.r9;
	compare(c, f->at, &f->regs, &b, keeps_flags(c));
}

static void check_after(const struct call *c, const struct fixed *f,
			const struct ksig_regs *after, const uint64_t *out)
{
	struct ksig_regs a = *after;
	int i;

	if (f->regs.ip != a.ip)
		bad(c, f->at, "ip", f->regs.ip, a.ip);
	if (f->regs.ax != a.ax)
		bad(c, f->at, "ax", f->regs.ax, a.ax);
	if (c->shape == ANY_NR)
		a.r9 = f->regs.r9;
	compare(c, f->at, &f->regs, &a, keeps_flags(c));
	for (i = 0; i < OUT_WORDS; i++)
		if (f->out[i] != out[i])
			bad(c, f->at, "a word of its result", f->out[i],
			    out[i]);
}

/* The way back from the handler: made again, or over. */
static void check_return(const struct call *c, const struct fixed *f,
			 uint64_t uc, const struct ksig_regs *after)
{
	if (f->regs.ip == ret_call) {
		if (f->regs.ax != SYS_rt_sigreturn)
			bad(c, f->at, "ax", f->regs.ax, SYS_rt_sigreturn);
		if (f->regs.sp != uc)
			bad(c, f->at, "sp", f->regs.sp, uc);
		return;
	}
	if (f->regs.ip != after->ip)
		bad(c, f->at, "ip", f->regs.ip, after->ip);
	compare(c, f->at, &f->regs, after, true);
}

/* Has what the thread does by itself happened? */
static bool happened(const struct call *c, uint64_t word, uint64_t blocked)
{
	if (c->kind == INPROC_MASK)
		return task.slot->blocked != blocked;
	return task.own && task.own->word != word;
}

static void finish(void)
{
	inproc_drop(&task);
	kill(task.t.tid, SIGKILL);
	waitpid(task.t.tid, NULL, 0);
}

/* The call, instruction by instruction, from its site to where it ends. */
static bool walk(const struct call *c, struct ksig_regs *r,
		 struct ksig_regs *entered, uint64_t *uc)
{
	uint64_t word = task.own ? task.own->word : 0;
	uint64_t blocked = task.slot->blocked;
	bool done = false, returns = false;
	int n;

	nr_fixed = 0;
	for (n = 0; n < STEPS_MAX && nr_fixed < STEPS_MAX; n++) {
		if (!step(r))
			return false;
		done |= happened(c, word, blocked);
		if (r->ip == site_call + 2 || r->ip == site_call)
			return true;
		if (r->ip == at(HANDLER)) {
			*entered = *r;
			*uc = r->sp + 8;
			returns = true;
		}
		ask(r, done, returns);
	}
	return false;
}

/* As guest.c leaves it after kill(2) of itself. */
static void queue(const struct call *c)
{
	int i;

	for (i = 0; i < c->queued; i++) {
		uint64_t *q = task.own->queue[i];

		q[0] = SIGUSR1;
		q[1] = 0;
		q[2] = (uint32_t)group.g.pid;
		task.own->sig = SIGUSR1;
		task.own->shared = 1;
		task.own->word += OWN_TAIL;
		task.slot->slow_bits |= SIGBIT(SIGUSR1);
	}
}

static void check(const struct call *c, const struct ksig_regs *before,
		  const struct ksig_regs *entered, uint64_t uc,
		  const struct ksig_regs *after)
{
	bool slow = after->ip == site_call;
	uint64_t out[OUT_WORDS];
	int i;

	if (slow != c->slow)
		bad(c, after->ip, "the way that it goes", slow, c->slow);
	tracee_read(task.t.tid, out, at(OUT), sizeof(out));
	for (i = 0; i < nr_fixed; i++) {
		const struct fixed *f = &fixed[i];

		if (f->returns)
			check_return(c, f, uc, after);
		else if (f->done && entered->ip)
			check_after(c, f, entered, out);
		else if (f->done || f->regs.ip == site_call + 2)
			check_after(c, f, after, out);
		else
			check_before(c, f, before);
	}
}

static void run(const struct call *c)
{
	struct ksig_regs before, after, entered = { .ip = 0 };
	int was_bad = nr_bad;
	uint64_t uc = 0;

	begin(c, &before);
	queue(c);
	set_call(c, &before);
	after = before;
	if (!walk(c, &after, &entered, &uc))
		bad(c, after.ip, "the last stop", after.ip, site_call + 2);
	else
		check(c, &before, &entered, uc, &after);
	finish();
	if (nr_fixed < 3)
		bad(c, site_call, "the number of instructions",
		    (uint64_t)nr_fixed, 3);
	printf("%s: %d instructions: %s\n", c->name, nr_fixed,
	       nr_bad == was_bad ? "ok" : "FAILED");
}

int main(void)
{
	static const struct ksig_host_options nothing;
	size_t i;

	host.o = &nothing;
	host.k.port = &host_port;

	area = mmap(NULL, BYTES, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED || inproc_arena() < 0)
		return 1;
	host.xstate_bytes = tracee_xstate_bytes(child(),
			&host.k.config.xfeatures);
	host.xstate = calloc(1, host.xstate_bytes + 64u);
	if (!host.xstate || !host.xstate_bytes)
		return 1;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		run(&calls[i]);
	return nr_bad != 0;
}
