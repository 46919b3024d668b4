/* SPDX-License-Identifier: MIT */
/*
 * The glue: libksig's callbacks, and the two places where this kernel calls
 * libksig for itself, at a system call and on the way back to user mode.
 * include/ksig/port.h says what each callback has to do.
 */
#include "kernel.h"

struct ksig ksig;

/* A ksig_lock's first word is one of our locks. */
static struct lock *lock_of(const struct ksig_lock *l)
{
	return (struct lock *)(uintptr_t)&l->word[0];
}

static void port_lock(struct ksig *k, struct ksig_lock *l)
{
	(void)k;
	lock(lock_of(l));
}

static void port_unlock(struct ksig *k, struct ksig_lock *l)
{
	(void)k;
	unlock(lock_of(l));
}

static bool port_lock_held(struct ksig *k, const struct ksig_lock *l)
{
	(void)k;
	return lock_is_mine(lock_of(l));
}

/* Most are queue entries, and most of these are soon free again. */
static void *port_alloc(struct ksig *k, size_t bytes)
{
	struct cpu *c = this_cpu();
	void *p = c->entry;

	(void)k;
	if (bytes != sizeof(struct ksig_entry) || !p)
		return kmem_take(bytes);
	c->entry = NULL;
	return p;
}

static void port_free(struct ksig *k, void *p, size_t bytes)
{
	struct cpu *c = this_cpu();

	(void)k;
	if (bytes != sizeof(struct ksig_entry) || c->entry)
		kmem_free(p, bytes);
	else
		c->entry = p;
}

static int port_copy_from_user(struct ksig_task *t, void *dst, uint64_t uaddr,
			       uint64_t bytes)
{
	(void)t;
	return copy_in(dst, uaddr, bytes);
}

__attribute__((noinline))
static int copy_pieces(const struct ksig_piece *p, uint32_t nr)
{
	for (; nr; nr--, p++)
		if (copy_out(p->uaddr, p->src, p->bytes))
			return -LINUX_EFAULT;
	return 0;
}

static int port_copy_to_user(struct ksig_task *t,
			     const struct ksig_piece *p, uint32_t nr)
{
	(void)t;
	if (nr == 1)
		return copy_out(p->uaddr, p->src, p->bytes);
	return copy_pieces(p, nr);
}

static struct ksig_regs *port_regs_get(struct ksig_task *t)
{
	return thread_of(t)->regs;
}

static void port_regs_set(struct ksig_task *t)
{
	(void)t;
}

/* It is in the processor: the kernel does not use it (-mgeneral-regs-only). */
static void *port_xstate_get(struct ksig_task *t)
{
	struct thread *th = thread_of(t);

	if (th == current())
		xstate_save(th->xstate);
	return th->xstate;
}

static void *port_xstate_buffer(struct ksig_task *t)
{
	return thread_of(t)->xstate;
}

static int port_xstate_set(struct ksig_task *t, const void *image)
{
	struct thread *th = thread_of(t);

	if (th == current())
		xstate_load(image ? image : xstate_initial);
	else if (image != th->xstate)
		memcpy(th->xstate, image ? image : xstate_initial,
		       xstate_bytes);
	return 0;
}

static int port_xstate_write(struct ksig_task *t, uint64_t uaddr,
			     uint64_t *bv)
{
	(void)t;
	return uaddr <= USER_END - xstate_bytes ? user_xsave(uaddr, bv) :
	       -LINUX_EFAULT;
}

static int port_xstate_read(struct ksig_task *t, uint64_t uaddr)
{
	(void)t;
	return uaddr <= USER_END - xstate_bytes ? user_xrstor(uaddr) :
	       -LINUX_EFAULT;
}

static int port_user_window(struct ksig_task *t, uint64_t uaddr,
			    uint64_t bytes, void (*use)(void *at, void *arg),
			    void *arg)
{
	(void)t;
	return user_range(uaddr, bytes) ?
		user_window((void *)uaddr, arg, use) : -LINUX_EFAULT;
}

static void port_wake(struct ksig_task *t, enum ksig_wake why)
{
	if (why == KSIG_WAKE_SIGNAL || why == KSIG_WAKE_KILL)
		thread_kick(thread_of(t));
	else
		thread_wake(thread_of(t));
}

static uint64_t port_clock_now(struct ksig *k)
{
	(void)k;
	return now_ns();
}

/* For the next sleep of t, whose own call this is in. */
static void port_timer_set(struct ksig_task *t, uint64_t deadline_ns)
{
	thread_of(t)->ksig_deadline = deadline_ns;
}

static void port_cred_get(struct ksig_task *t, struct ksig_cred *out)
{
	const struct thread *th = thread_of(t);

	*out = (struct ksig_cred){ th->uid, th->euid, th->suid,
				   is_privileged(th) };
}

static void port_bug(struct ksig *k, const char *what)
{
	(void)k;
	panic(NULL, "ksig: %s", what);
}

static void port_poll_wake(struct ksig_group *g, struct ksig_task *t, int sig)
{
	(void)t;
	(void)sig;
	__atomic_add_fetch(&process_of(g)->nr_signals, 1, __ATOMIC_RELEASE);
	waitq_wake(&poll_wait);
}

static const struct ksig_port *make_port(void)
{
	static struct ksig_port port = {
		.size = sizeof(port),
		.version = KSIG_PORT_VERSION,
		.lock = port_lock,
		.unlock = port_unlock,
		.alloc = port_alloc,
		.free = port_free,
		.copy_from_user = port_copy_from_user,
		.copy_to_user = port_copy_to_user,
		.regs_get = port_regs_get,
		.regs_set = port_regs_set,
		.xstate_get = port_xstate_get,
		.xstate_set = port_xstate_set,
		.xstate_buffer = port_xstate_buffer,
		.wake = port_wake,
		.clock_now = port_clock_now,
		.timer_set = port_timer_set,
		.cred_get = port_cred_get,
		.child_event = exit_child_event,
		.task_reaped = exit_task_reaped,
		.may_trace = ptrace_may,
		.rusage_get = exit_rusage,
		.clock_read = alarm_clock,
		.alarm_set = alarm_set,
		.bug = port_bug,
	};

	if (xfeatures) {
		port.xstate_write = port_xstate_write;
		port.xstate_read = port_xstate_read;
		port.user_window = port_user_window;
	}
	port.lock_held = options.check ? port_lock_held : NULL;
	port.trace = options.trace ? trace_event : NULL;
	return &port;
}

/* From the first signalfd on: port.h, poll_wake. */
void port_poll_begin(void)
{
	((struct ksig_port *)(uintptr_t)ksig.port)->poll_wake = port_poll_wake;
}

void port_init(void)
{
	struct ksig_config config = {
		.size = sizeof(config),
		.linux_version = LINUX_VERSION,
		.xstate_bytes = xstate_bytes,
		.xfeatures = xfeatures,
		.sigreturn_at = options.sigreturn == RETURN_PAGE ? VDSO_AT :
			options.sigreturn == RETURN_FAULT ? RETURN_ADDRESS : 0,
	};

	memcpy(config.xstate_gaps, xstate_gaps, sizeof(xstate_gaps));
	if (ksig_init(&ksig, make_port(), &config))
		panic(NULL, "ksig_init() refuses");
}

/* ------------------------------------------------------------ system calls */

/* Checked by ksig, and the rest is ours. */
static int64_t finish(struct thread *t, struct ksig_call *c)
{
	int64_t ret;

	switch (c->nr) {
	case LINUX_NR_ptrace:
		return ptrace_port(t, c);
	case LINUX_NR_signalfd:
	case LINUX_NR_signalfd4:
		return signalfd_call(t, c);
	case LINUX_NR_ppoll:
	case LINUX_NR_pselect6:
	case LINUX_NR_epoll_pwait:
	case LINUX_NR_epoll_pwait2:
		lock(&big_lock);
		ret = poll_call(t, c);
		unlock(&big_lock);
		ksig_sigmask_end(&t->t, ret);
		return ret;
	default:
		ksig_sigmask_end(&t->t, -LINUX_ENOSYS);
		return -LINUX_ENOSYS;
	}
}

/* Whatever is not just done. */
int64_t ksig_call_more(enum ksig_call_outcome outcome)
{
	struct thread *t = current();
	struct ksig_call *c = &t->call;

	for (;;) {
		switch (outcome) {
		case KSIG_CALL_DONE:
		case KSIG_CALL_NO_SUCH:
			return c->ret;
		case KSIG_CALL_SIGRETURN:
			return NO_RESULT;
		case KSIG_CALL_PORT:
			return finish(t, c);
		case KSIG_CALL_PARK:
			sleep_until(t, t->ksig_deadline, "ksig_park");
			break;
		case KSIG_CALL_UNKNOWN:
			return -LINUX_ENOSYS;
		}
		sleep_begin(t);
		outcome = ksig_syscall(&t->t, c);
	}
}

/* --------------------------------------------------- return to user mode */

/* What ksig_return_to_user() asks to be called for (ksig.h). */
static inline bool needs_look(const struct thread *t, const struct ksig_regs *r)
{
	return __builtin_expect(__atomic_load_n(&t->t.has_deliverable,
						__ATOMIC_ACQUIRE) ||
		(t->t.flags & KSIG_TASK_HAS_SAVED) ||
		(r->ax >= (uint64_t)-LINUX_ERESTART_RESTARTBLOCK &&
		 r->ax <= (uint64_t)-LINUX_ERESTARTSYS &&
		 ksig_regs_call_failed(r)), 0);
}

static void look(struct thread *t)
{
	sleep_begin(t);
	switch (ksig_return_to_user(&t->t)) {
	case KSIG_RUN:
		break;
	case KSIG_PARK:
		sleep_until(t, NEVER, "ksig_stopped");
		break;
	case KSIG_EXIT:
		exit_of_signal(t, false);
	case KSIG_DUMP:
		exit_of_signal(t, true);
	}
}

/* What IRET takes: user segments, an address it can have. */
static bool is_plain(const struct ksig_regs *r)
{
	return r->cs == USER_CS && r->ss == USER_DS &&
	       (int64_t)(r->ip << 16) >> 16 == (int64_t)r->ip;
}

/* SYSRET sets the segments, and takes ip and flags from cx and r11. */
static inline bool is_sysret(const struct ksig_regs *r)
{
	return r->cx == r->ip && r->r11 == r->flags && r->ip < USER_END &&
	       r->cs == USER_CS && r->ss == USER_DS && !(r->flags & FLAGS_TF);
}

/*
 * sigreturn and ptrace(2) can ask for registers that IRET would refuse: the
 * program faults instead of the kernel.
 */
static void refuse(struct thread *t)
{
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGSEGV, .si_code = LINUX_SI_KERNEL,
	};
	const struct ksig_regs *r = t->regs;
	struct ksig_fault fault = {
		13, r->cs != USER_CS ? r->cs & 0xfffc :
		    r->ss != USER_DS ? r->ss & 0xfffc : 0,
		t->t.fault.cr2,
	};

	ksig_force_fault(&t->t, &info, &fault);
}

/* Something is to be done first. Apart: most returns have nothing. */
__attribute__((noinline))
static enum leave return_prepared(struct thread *t, struct ksig_regs *r)
{
	for (;;) {
		while (needs_look(t, r))
			look(t);
		if (this_cpu()->resched)
			sched_yield();
		else if (is_plain(r))
			return is_sysret(r) ? LEAVE_SYSRET : LEAVE_IRET;
		else
			refuse(t);
	}
}

/* Every way back to user mode ends here. */
enum leave return_to_user(struct ksig_regs *r)
{
	struct thread *t = current();

	if (__builtin_expect(needs_look(t, r) || this_cpu()->resched, 0))
		return return_prepared(t, r);
	if (__builtin_expect(is_sysret(r), 1))
		return LEAVE_SYSRET_SAME;
	return return_prepared(t, r);
}

/* The machine stops: is everything as it should be? */
void check_at_end(void)
{
	ksig_check(&ksig);
}
