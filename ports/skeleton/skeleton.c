/* SPDX-License-Identifier: MIT */
/*
 * The smallest port that links: copy it, then replace each callback by what
 * your machine has. It "runs" one process on one CPU without interrupts; its
 * program is what main() does with it.
 *
 * Read include/ksig/port.h next to it: there is what each callback promises.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ksig/ksig.h>

/*
 * A thread of your machine. With ksig's struct first, a cast leads from one
 * to the other; t->port is there for those who cannot embed it.
 */
struct thread {
	struct ksig_task t;
	struct ksig_regs regs;	/* what the kernel's entry code has saved */
	bool runnable;
};

#define USER_BASE	0x10000u
static unsigned char user_memory[65536];

static struct thread *thread_of(struct ksig_task *t)
{
	return (struct thread *)t;
}

/*
 * Locks. One CPU and no interrupts: there is nobody to keep out. In a kernel
 * these are spin_lock_irqsave() and its counterpart on l->word.
 */
static void skel_lock(struct ksig *k, struct ksig_lock *l)
{
	(void)k;
	(void)l;
}

/* Must not sleep, may fail: then signals lose their details, as on Linux. */
static void *skel_alloc(struct ksig *k, size_t bytes)
{
	(void)k;
	return malloc(bytes);
}

static void skel_free(struct ksig *k, void *p, size_t bytes)
{
	(void)k;
	(void)bytes;
	free(p);
}

/* User memory. Here an array; elsewhere page tables and faults. */
static unsigned char *user(uint64_t uaddr, uint64_t bytes)
{
	if (uaddr < USER_BASE || uaddr - USER_BASE > sizeof(user_memory) ||
	    bytes > sizeof(user_memory) - (uaddr - USER_BASE))
		return NULL;
	return user_memory + (uaddr - USER_BASE);
}

static int skel_copy_from_user(struct ksig_task *t, void *dst, uint64_t uaddr,
			       uint64_t bytes)
{
	const unsigned char *p = user(uaddr, bytes);

	(void)t;
	if (!p)
		return -LINUX_EFAULT;
	memcpy(dst, p, bytes);
	return 0;
}

static int skel_copy_to_user(struct ksig_task *t,
			     const struct ksig_piece *pieces, uint32_t nr)
{
	unsigned char *p;
	uint32_t i;

	(void)t;
	for (i = 0; i < nr; i++) {
		p = user(pieces[i].uaddr, pieces[i].bytes);
		if (!p)
			return -LINUX_EFAULT;
		memcpy(p, pieces[i].src, pieces[i].bytes);
	}
	return 0;
}

/* Registers are where the entry code left them: nothing to fetch or store. */
static struct ksig_regs *skel_regs_get(struct ksig_task *t)
{
	return &thread_of(t)->regs;
}

static void skel_regs_set(struct ksig_task *t)
{
	(void)t;
}

/* config.xstate_bytes is 0: no floating point, and these are not called. */
static void *skel_xstate_get(struct ksig_task *t)
{
	(void)t;
	return NULL;
}

static int skel_xstate_set(struct ksig_task *t, const void *image)
{
	(void)t;
	(void)image;
	return 0;
}

/*
 * The one callback that has to be right against races: see "THE HARDEST
 * CONTRACT" in port.h. A flag that the parking code tests last is enough.
 */
static void skel_wake(struct ksig_task *t, enum ksig_wake why)
{
	(void)why;
	thread_of(t)->runnable = true;
}

static uint64_t skel_clock_now(struct ksig *k)
{
	(void)k;
	return 0;
}

/* Have the parked call called again at that time. */
static void skel_timer_set(struct ksig_task *t, uint64_t deadline_ns)
{
	(void)t;
	(void)deadline_ns;
}

static void skel_cred_get(struct ksig_task *t, struct ksig_cred *out)
{
	(void)t;
	*out = (struct ksig_cred){ 0, 0, 0, true };
}

/* Wake whoever sleeps in wait(2) for g. */
static void skel_child_event(struct ksig_group *g, enum ksig_child_event ev)
{
	(void)g;
	(void)ev;
}

static void skel_bug(struct ksig *k, const char *what)
{
	(void)k;
	fprintf(stderr, "ksig: %s\n", what);
	abort();
}

/* Optional: here it prints what a reader of this file wants to see. */
static void skel_trace(struct ksig *k, const struct ksig_event *ev)
{
	static const char *const kinds[] = {
		[KSIG_EV_GENERATE] = "generate", [KSIG_EV_TARGET] = "target",
		[KSIG_EV_DISCARD] = "discard", [KSIG_EV_DELIVER] = "deliver",
		[KSIG_EV_RETURN] = "return", [KSIG_EV_ACCEPT] = "accept",
		[KSIG_EV_STOP] = "stop", [KSIG_EV_CONTINUE] = "continue",
		[KSIG_EV_EXIT] = "exit",
	};
	char name[16];

	(void)k;
	printf("  #%llu %-8s %s\n", (unsigned long long)ev->id,
	       ev->sig ? ksig_signal_name(ev->sig, name) : "-",
	       kinds[ev->kind]);
}

static const struct ksig_port port = {
	.size = sizeof(port),
	.version = KSIG_PORT_VERSION,
	.lock = skel_lock,
	.unlock = skel_lock,
	.alloc = skel_alloc,
	.free = skel_free,
	.copy_from_user = skel_copy_from_user,
	.copy_to_user = skel_copy_to_user,
	.regs_get = skel_regs_get,
	.regs_set = skel_regs_set,
	.xstate_get = skel_xstate_get,
	.xstate_set = skel_xstate_set,
	.wake = skel_wake,
	.clock_now = skel_clock_now,
	.timer_set = skel_timer_set,
	.cred_get = skel_cred_get,
	.child_event = skel_child_event,
	.trace = skel_trace,
	.bug = skel_bug,
};

/*
 * What a kernel does between a system call's entry and its exit: serve it,
 * put the result where the program finds it, then look at signals, because
 * the call may have made one for its own caller.
 */
static enum ksig_outcome system_call(struct thread *th, int64_t nr,
				     uint64_t a, uint64_t b, uint64_t c,
				     uint64_t d)
{
	struct ksig_call call = { .nr = nr, .arg = { a, b, c, d, 0, 0 } };

	if (ksig_syscall(&th->t, &call) == KSIG_CALL_DONE) {
		th->regs.ax = (uint64_t)call.ret;
		th->regs.orig_ax = (uint64_t)nr;
	}
	return ksig_return_to_user(&th->t);
}

int main(void)
{
	static struct ksig k;
	static struct ksig_group group;
	static struct ksig_sighand sighand;
	static struct thread th;
	struct ksig_config config = {
		.size = sizeof(config), .linux_version = 0x060c00,
	};
	struct ksig_start start = {
		.pid = 1000, .pgid = 1000, .sid = 1000,
		.rlimit_sigpending = 64,
	};
	struct linux_sigaction act = {
		.handler = 0x401000, .flags = LINUX_SA_RESTORER,
		.restorer = 0x402000,
	};

	if (ksig_init(&k, &port, &config) != 0 ||
	    ksig_start(&k, &group, &sighand, &th.t, &start) != 0)
		return 1;
	th.regs = (struct ksig_regs){
		.ip = 0x400000, .sp = USER_BASE + sizeof(user_memory),
		.cs = 0x33, .ss = 0x2b, .orig_ax = (uint64_t)-1,
	};

	puts("The program installs a handler for SIGUSR1:");
	memcpy(user_memory, &act, sizeof(act));
	system_call(&th, LINUX_NR_rt_sigaction, LINUX_SIGUSR1, USER_BASE, 0,
		    8);

	puts("It sends that signal to itself, and kill(2) returns into it:");
	system_call(&th, LINUX_NR_kill, 1000, LINUX_SIGUSR1, 0, 0);
	printf("  now at %#llx with rdi = %llu\n",
	       (unsigned long long)th.regs.ip,
	       (unsigned long long)th.regs.di);

	puts("The handler returns to the restorer, which calls sigreturn:");
	th.regs.sp += 8;
	system_call(&th, LINUX_NR_rt_sigreturn, 0, 0, 0, 0);
	printf("  now at %#llx with rax = %llu\n",
	       (unsigned long long)th.regs.ip,
	       (unsigned long long)th.regs.ax);

	puts("SIGTERM has no handler:");
	if (system_call(&th, LINUX_NR_kill, 1000, LINUX_SIGTERM, 0, 0) !=
	    KSIG_EXIT)
		return 1;
	ksig_exit(&th.t, group.exit_sig, NULL);
	ksig_reap(&group);
	ksig_finish(&k);
	return 0;
}
