/* SPDX-License-Identifier: MIT */
/* clone(2) and its kind. */
#include "kernel.h"

#define CLONE_FS		0x00000200ull
#define CLONE_FILES		0x00000400ull
#define CLONE_PIDFD		0x00001000ull
#define CLONE_SYSVSEM		0x00040000ull
#define CLONE_SETTLS		0x00080000ull
#define CLONE_PARENT_SETTID	0x00100000ull
#define CLONE_CHILD_CLEARTID	0x00200000ull
#define CLONE_DETACHED		0x00400000ull
#define CLONE_CHILD_SETTID	0x01000000ull
#define CLONE_KNOWN (LINUX_CLONE_VM | LINUX_CLONE_SIGHAND | \
	LINUX_CLONE_VFORK | LINUX_CLONE_PARENT | LINUX_CLONE_THREAD | \
	LINUX_CLONE_PTRACE | LINUX_CLONE_UNTRACED | \
	LINUX_CLONE_CLEAR_SIGHAND | CLONE_FS | CLONE_FILES | CLONE_PIDFD | \
	CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | \
	CLONE_CHILD_CLEARTID | CLONE_DETACHED | CLONE_CHILD_SETTID)

static struct lock vfork_lock;

/* What clone3(2) is given. */
struct clone_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack,
		stack_size, tls, set_tid, set_tid_size, cgroup;
};
#define CLONE_ARGS_LEAST 64u

static int check_flags(const struct thread *t, uint64_t flags)
{
	if (flags & ~CLONE_KNOWN)
		return -LINUX_EINVAL;
	if ((flags & LINUX_CLONE_THREAD) && !(flags & LINUX_CLONE_SIGHAND))
		return -LINUX_EINVAL;
	if ((flags & LINUX_CLONE_SIGHAND) &&
	    (!(flags & LINUX_CLONE_VM) || (flags & LINUX_CLONE_CLEAR_SIGHAND)))
		return -LINUX_EINVAL;
	if ((flags & LINUX_CLONE_PARENT) &&
	    (t->t.group->flags & KSIG_GROUP_UNKILLABLE))
		return -LINUX_EINVAL;
	if ((flags & CLONE_PIDFD) && (flags & CLONE_DETACHED))
		return -LINUX_EINVAL;
	return 0;
}

/* The kernel stack of a thread that has not run: thread_begin() goes on. */
static void first_stack(struct thread *c)
{
	uint64_t *sp = (uint64_t *)c->regs;

	*--sp = (uint64_t)thread_begin;
	sp -= 6;
	memset(sp, 0, 6 * sizeof(*sp));
	c->sp = (uint64_t)sp;
}

static bool inherit(struct thread *t, struct thread *c, uint64_t flags)
{
	if (flags & LINUX_CLONE_VM) {
		c->mm = t->mm;
		mm_get(c->mm);
	} else {
		c->mm = mm_copy(t->mm);
	}
	lock(&big_lock);
	if (flags & CLONE_FILES) {
		c->files = t->files;
		c->files->nr_users++;
	} else {
		c->files = files_copy(t->files);
	}
	unlock(&big_lock);
	xstate_save(t->xstate);
	memcpy(c->xstate, t->xstate, xstate_bytes);
	c->uid = t->uid;
	c->euid = t->euid;
	c->suid = t->suid;
	c->gid = t->gid;
	c->egid = t->egid;
	c->sgid = t->sgid;
	c->caps = t->caps;
	c->permitted = t->permitted;
	c->filter = t->filter;
	c->fs_base = t->fs_base;
	c->gs_base = t->gs_base;
	return c->mm && c->files;
}

static struct process *new_process(const struct process *of)
{
	struct process *p = process_new();

	if (!p)
		return NULL;
	memcpy(p->rlimit, of->rlimit, sizeof(p->rlimit));
	memcpy(p->name, of->name, sizeof(p->name));
	p->tty = of->tty;
	p->is_undumpable = of->is_undumpable;
	if (of->exe) {
		p->exe = kmem_alloc(strlen(of->exe) + 1);
		if (p->exe)
			memcpy(p->exe, of->exe, strlen(of->exe) + 1);
	}
	return p;
}

/* c leaves the memory it borrowed: its parent may go on. vfork(2) */
void vfork_end(struct thread *c)
{
	struct thread *parent;

	lock(&vfork_lock);
	parent = c->vfork_parent;
	if (parent) {
		c->vfork_parent = NULL;
		parent->vfork_child = NULL;
		parent->vfork_done = true;
		thread_wake(parent);
	}
	unlock(&vfork_lock);
}

/* False: t is killed before. */
static bool wait_for_vfork(struct thread *t)
{
	for (;;) {
		sleep_begin(t);
		if (__atomic_load_n(&t->vfork_done, __ATOMIC_ACQUIRE) ||
		    is_interrupted(t, SLEEP_KILL))
			break;
		sleep_until(t, NEVER, "kernel_clone");
	}
	lock(&vfork_lock);
	if (t->vfork_child)
		t->vfork_child->vfork_parent = NULL;
	t->vfork_child = NULL;
	unlock(&vfork_lock);
	return t->vfork_done;
}

static void child_regs(struct thread *t, struct thread *c, uint64_t stack)
{
	*c->regs = *t->regs;
	c->regs->ax = 0;
	c->regs->orig_ax = (uint64_t)-1;
	if (stack)
		c->regs->sp = stack;
	first_stack(c);
}

static void discard(struct thread *c, struct process *p,
		    struct ksig_sighand *h)
{
	lock(&big_lock);
	if (c->files)
		files_put(c->files);
	unlock(&big_lock);
	if (c->mm)
		mm_put(c->mm);
	thread_free(c);
	if (p)
		process_free(p);
	if (h) {
		h->nr_refs = 0;
		sighand_drop(h);
	}
}

static int64_t make_pidfd(struct thread *t, int32_t tid, uint64_t at)
{
	int32_t fd;

	lock(&big_lock);
	fd = (int32_t)pidfd_new(t, tid, 0);
	unlock(&big_lock);
	return fd < 0 ? fd : copy_out(at, &fd, sizeof(fd));
}

int64_t fork_thread(struct thread *t, uint64_t flags, int32_t exit_signal,
		    uint64_t stack, uint64_t ptid, uint64_t ctid, uint64_t tls,
		    uint64_t pidfd)
{
	struct ksig_sighand *h = NULL;
	struct process *p = NULL;
	struct thread *c;
	int32_t tid;
	int err = check_flags(t, flags);

	if (err)
		return err;
	if (!kmem_at_start)
		kmem_at_start = kmem_nr_bytes();
	c = thread_new();
	if (!c)
		return -LINUX_ENOMEM;
	if (!(flags & LINUX_CLONE_THREAD))
		p = new_process(process(t));
	if (!(flags & LINUX_CLONE_SIGHAND))
		h = sighand_new();
	if (!inherit(t, c, flags) || (!(flags & LINUX_CLONE_THREAD) && !p) ||
	    (!(flags & LINUX_CLONE_SIGHAND) && !h)) {
		discard(c, p, h);
		return -LINUX_ENOMEM;
	}
	child_regs(t, c, stack);
	if (flags & CLONE_SETTLS)
		c->fs_base = tls;
	if (flags & CLONE_CHILD_CLEARTID)
		c->clear_tid = ctid;
	if (flags & CLONE_CHILD_SETTID)
		c->set_tid = ctid;
	tid = id_new();
	if (flags & CLONE_PARENT_SETTID)
		copy_out(ptid, &tid, sizeof(tid));
	err = ksig_clone(&t->t, &c->t, p ? &p->g : NULL, h,
			 flags | KSIG_CLONE_UNLESS_SIGNAL, exit_signal, tid);
	if (err) {
		discard(c, p, h);
		return err;
	}
	if (flags & CLONE_PIDFD)
		make_pidfd(t, tid, pidfd);
	t->vfork_done = false;
	if (flags & LINUX_CLONE_VFORK) {
		c->vfork_parent = t;
		t->vfork_child = c;
	}
	sched_add(c);
	ptrace_cloned(t, flags, exit_signal, tid);
	if ((flags & LINUX_CLONE_VFORK) && wait_for_vfork(t))
		ptrace_event(t, LINUX_PTRACE_EVENT_VFORK_DONE,
			     (uint64_t)tid);
	return tid;
}

/* (flags, stack, parent's tid, child's tid, tls) */
static int64_t do_clone(struct thread *t, const uint64_t *a)
{
	uint64_t flags = (uint32_t)a[0];

	if ((flags & CLONE_PIDFD) && (flags & CLONE_PARENT_SETTID))
		return -LINUX_EINVAL;
	return fork_thread(t, flags & ~LINUX_CSIGNAL,
			   (int32_t)(flags & LINUX_CSIGNAL), a[1], a[2], a[3],
			   a[4], a[2]);
}

static int64_t do_fork(struct thread *t, const uint64_t *a)
{
	(void)a;
	return fork_thread(t, 0, LINUX_SIGCHLD, 0, 0, 0, 0, 0);
}

static int64_t do_vfork(struct thread *t, const uint64_t *a)
{
	(void)a;
	return fork_thread(t, LINUX_CLONE_VM | LINUX_CLONE_VFORK,
			   LINUX_SIGCHLD, 0, 0, 0, 0, 0);
}

static int64_t do_clone3(struct thread *t, const uint64_t *a)
{
	struct clone_args c = { 0 };

	if (a[1] < CLONE_ARGS_LEAST)
		return -LINUX_EINVAL;
	if (a[1] > sizeof(c))
		return -LINUX_E2BIG;
	if (copy_in(&c, a[0], a[1]))
		return -LINUX_EFAULT;
	if ((c.flags & (LINUX_CSIGNAL | CLONE_DETACHED)) ||
	    c.exit_signal > KSIG_NSIG || !c.stack != !c.stack_size)
		return -LINUX_EINVAL;
	if (c.exit_signal &&
	    (c.flags & (LINUX_CLONE_THREAD | LINUX_CLONE_PARENT)))
		return -LINUX_EINVAL;
	return fork_thread(t, c.flags, (int32_t)c.exit_signal,
			   c.stack ? c.stack + c.stack_size : 0,
			   c.parent_tid, c.child_tid, c.tls, c.pidfd);
}

const struct call_row calls_fork[] = {
	{ 56, "clone", do_clone }, { 57, "fork", do_fork },
	{ 58, "vfork", do_vfork }, { 435, "clone3", do_clone3 },
	CALLS_END,
};
