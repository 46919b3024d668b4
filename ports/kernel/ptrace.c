/* SPDX-License-Identifier: MIT */
/*
 * ptrace(2): where a thread stops for its tracer besides its returns to user
 * mode, and the requests that are not libksig's: memory, registers,
 * PTRACE_SYSCALL.
 */
#include "kernel.h"

#define PTRACE_PEEKTEXT		1u
#define PTRACE_PEEKDATA		2u
#define PTRACE_PEEKUSER		3u
#define PTRACE_POKETEXT		4u
#define PTRACE_POKEDATA		5u
#define PTRACE_POKEUSER		6u
#define PTRACE_SINGLESTEP	9u
#define PTRACE_GETREGS		12u
#define PTRACE_SETREGS		13u
#define PTRACE_SYSCALL		24u
/* PTRACE_GETEVENTMSG of a stop at a call: which end of it. */
#define MESSAGE_ENTRY		1u
#define MESSAGE_EXIT		2u

/* t has stopped: until its tracer, or death, ends that. */
static void stopped(struct thread *t)
{
	for (;;) {
		sleep_begin(t);
		if (!ksig_ptrace_is_stopped(&t->t))
			break;
		sleep_until(t, NEVER, "ptrace_stop");
	}
}

void ptrace_event(struct thread *t, int event, uint64_t message)
{
	if (ksig_ptrace_event(&t->t, event, message))
		stopped(t);
}

void ptrace_cloned(struct thread *t, uint64_t flags, int32_t exit_signal,
		   int32_t tid)
{
	if (ksig_ptrace_clone(&t->t, flags, exit_signal, tid))
		stopped(t);
}

/* False: t has been killed, and does not make the call. */
static bool call_stop(struct thread *t, uint64_t message)
{
	if (!t->trace_calls)
		return true;
	if (ksig_ptrace_syscall(&t->t, message))
		stopped(t);
	return ksig_ptrace_syscall_end(&t->t);
}

bool ptrace_entry(struct thread *t)
{
	return call_stop(t, MESSAGE_ENTRY);
}

void ptrace_exit(struct thread *t)
{
	call_stop(t, MESSAGE_EXIT);
}

/*
 * Before ksig serves a request: who is traced anew, or goes on otherwise,
 * stops at calls no longer. Linux: ptrace_resume(), __ptrace_unlink().
 */
void ptrace_begin(struct thread *t, const struct ksig_call *c)
{
	struct thread *x = thread_find((int32_t)c->arg[1]);

	switch ((int64_t)c->arg[0]) {
	case LINUX_PTRACE_TRACEME:
		if (!t->t.tracer)
			t->trace_calls = false;
		break;
	case LINUX_PTRACE_ATTACH:
	case LINUX_PTRACE_SEIZE:
		if (x && !x->t.tracer)
			x->trace_calls = false;
		break;
	case LINUX_PTRACE_CONT:
	case LINUX_PTRACE_DETACH:
		if (x && x->t.tracer == &t->t &&
		    ksig_ptrace_is_stopped(&x->t) && c->arg[3] <= KSIG_NSIG) {
			x->trace_calls = false;
			x->regs->flags &= ~(uint64_t)FLAGS_TF;
		}
		break;
	default:
		break;
	}
}

static int64_t peek(struct thread *x, const uint64_t *a)
{
	uint64_t word;

	if (!x->mm || mm_peek(x->mm, a[2], &word, sizeof(word), false))
		return -LINUX_EIO;
	return copy_out(a[3], &word, sizeof(word));
}

static int64_t poke(struct thread *x, const uint64_t *a)
{
	uint64_t word = a[3];

	return x->mm && !mm_peek(x->mm, a[2], &word, sizeof(word), true) ?
	       0 : -LINUX_EIO;
}

static int64_t user_word(struct thread *x, const uint64_t *a, bool write)
{
	uint64_t *words = (uint64_t *)x->regs, n = a[2] / 8;

	if (a[2] % 8 || n >= sizeof(*x->regs) / 8)
		return -LINUX_EIO;
	if (!write)
		return copy_out(a[3], &words[n], 8);
	words[n] = a[3];
	return 0;
}

static int64_t get_regs(struct thread *x, uint64_t uaddr)
{
	x->regs->fs_base = x->fs_base;
	x->regs->gs_base = x->gs_base;
	return copy_out(uaddr, x->regs, sizeof(*x->regs));
}

/* Privileged flags stay; bad selectors are refused at the return (port.c). */
static int64_t set_regs(struct thread *x, uint64_t uaddr)
{
	struct ksig_regs r;

	if (copy_in(&r, uaddr, sizeof(r)))
		return -LINUX_EIO;
	if (r.fs_base >= USER_END || r.gs_base >= USER_END)
		return -LINUX_EIO;
	r.flags = (r.flags & 0x50dd5) | FLAGS_USER_INIT;
	*x->regs = r;
	x->fs_base = r.fs_base;
	x->gs_base = r.gs_base;
	return 0;
}

/* A request that is not about signals, for c->tracee, which is stopped. */
int64_t ptrace_port(struct thread *t, const struct ksig_call *c)
{
	struct thread *x = thread_of(c->tracee);
	const uint64_t *a = c->arg;

	switch (a[0]) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
		return peek(x, a);
	case PTRACE_POKETEXT:
	case PTRACE_POKEDATA:
		return poke(x, a);
	case PTRACE_PEEKUSER:
	case PTRACE_POKEUSER:
		return user_word(x, a, a[0] == PTRACE_POKEUSER);
	case PTRACE_GETREGS:
		return get_regs(x, a[3]);
	case PTRACE_SETREGS:
		return set_regs(x, a[3]);
	case PTRACE_SYSCALL:
	case PTRACE_SINGLESTEP:
		if (a[3] > KSIG_NSIG)
			return -LINUX_EIO;
		x->trace_calls = a[0] == PTRACE_SYSCALL;
		x->regs->flags &= ~(uint64_t)FLAGS_TF;
		if (a[0] == PTRACE_SINGLESTEP)
			x->regs->flags |= FLAGS_TF;
		return ksig_ptrace_resume(&t->t, c->tracee, a[3]);
	default:
		return -LINUX_EIO;
	}
}
