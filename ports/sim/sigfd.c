/* SPDX-License-Identifier: MIT */
/* signalfd(2)'s descriptor, pidfd_open(2)'s, and SIGIO of any descriptor. */
#include "file.h"

static int64_t signalfd_read(struct sim_task *t, struct sim_file *f,
			     uint64_t uaddr, uint64_t bytes, bool may_wait)
{
	int64_t ret;

	for (;;) {
		t->th.woken = false;
		if (ksig_signalfd_read(&t->t, f->mask, uaddr, bytes, !may_wait,
				       &ret) != KSIG_CALL_PARK)
			return ret;
		t->reads_signalfd = true;
		sim_sleep(t, NULL, SIM_NEVER, SIM_SLEEP_KSIG);
		t->reads_signalfd = false;
	}
}

static uint32_t signalfd_poll(struct sim_task *t, struct sim_file *f)
{
	return ksig_signalfd_ready(&t->t, f->mask) ? SIM_POLLIN : 0;
}

static const struct sim_file_ops signalfd_ops = {
	.read = signalfd_read, .poll = signalfd_poll,
};

bool sim_is_signalfd(const struct sim_file *f)
{
	return f->ops == &signalfd_ops;
}

/* Its readers look again: what is pending may be of the new set. */
static void wake_readers(struct sim_task *t)
{
	struct sim_task *o;

	for (o = t->s->tasks; o; o = o->next)
		if (!o->is_gone && o->t.sighand == t->t.sighand &&
		    o->reads_signalfd)
			sim_wake(o);
}

/* c has been checked, its set is the mask. fd -1: a new one. */
int64_t sim_signalfd(struct sim_task *t, const struct ksig_call *c)
{
	uint64_t flags = c->nr == LINUX_NR_signalfd4 ? c->arg[3] : 0;
	struct sim_file *f;

	if ((int32_t)c->arg[0] != -1) {
		f = sim_file_get(t, c->arg[0]);
		if (!f)
			return -LINUX_EBADF;
		if (!sim_is_signalfd(f))
			return -LINUX_EINVAL;
		f->mask = c->set;
		sim_signalfd_event(t->s, t->t.group);
		wake_readers(t);
		return (int32_t)c->arg[0];
	}
	f = sim_file_new(t->s, &signalfd_ops, (uint32_t)flags |
			 SIM_O_RDWR, NULL);
	f->mask = c->set;
	return sim_fd_install(t, f, 0, flags & SIM_O_CLOEXEC);
}

/* A signal became pending for g. Siglock is held: only pollers are woken. */
void sim_signalfd_event(struct sim *s, struct ksig_group *g)
{
	sim_epoll_signal(s, g);
	sim_wake_channel(s, &s->files);
}

/* For the thread that makes a call, as if by its own kill(2). */
void sim_self_signal(struct sim_task *t, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_USER,
	};
	struct ksig_origin origin = { KSIG_BY_KERNEL, 0, 0 };

	info.u.kill.pid = sim_pidns_id(t, t->t.group->pid);
	info.u.kill.uid = t->ids.uid;
	ksig_generate_task(&t->t, &info, &origin);
}

int64_t sim_sigpipe(struct sim_task *t)
{
	sim_self_signal(t, LINUX_SIGPIPE);
	return -SIM_EPIPE;
}

void sim_kernel_signal(struct ksig_group *g, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_KERNEL,
	};
	struct ksig_origin origin = { KSIG_BY_TTY, 0, 0 };

	ksig_generate_group(g, &info, &origin);
}

/* The descriptor that fcntl(2) was called with last is what si_fd tells. */
void sim_sigio(struct sim *s, struct sim_file *f, uint32_t events)
{
	static const enum ksig_io_kind kinds[] = {
		KSIG_IO_TASK, KSIG_IO_GROUP, KSIG_IO_PGRP,
	};
	struct ksig_io_owner owner = {
		kinds[f->owner_type], f->owner_id, f->owner_uid,
		f->owner_euid, f->owner_sig,
	};
	int32_t reason = events & SIM_POLLHUP ? LINUX_POLL_HUP :
			 events & SIM_POLLERR ? LINUX_POLL_ERR :
			 events & SIM_POLLIN ? LINUX_POLL_IN : LINUX_POLL_OUT;

	if (f->owner_id)
		ksig_generate_io(&s->k, &owner, f->owner_fd, reason);
}

/* ------------------------------------------------------------------ pidfd */

#define PIDFD_THREAD	0200u	/* O_EXCL */

/*
 * pidfd_open(2): readable from the end of the process, or of the thread, on,
 * hung up when it has been waited for (a thread: at once). A main thread does
 * not end before its process does (observed on 6.18).
 */
static uint32_t pidfd_poll(struct sim_task *t, struct sim_file *f)
{
	struct ksig_group *g = ksig_group_find(&t->s->k, (int32_t)f->count);

	if (g)
		return g->flags & KSIG_GROUP_DEAD ? SIM_POLLIN : 0;
	if (f->flags & PIDFD_THREAD &&
	    ksig_task_find(&t->s->k, (int32_t)f->count))
		return 0;
	return SIM_POLLIN | SIM_POLLHUP;
}

static const struct sim_file_ops pidfd_ops = { .poll = pidfd_poll };

int64_t sim_pidfd_new(struct sim_task *t, int32_t pid, uint64_t flags)
{
	struct sim_file *f = sim_file_new(t->s, &pidfd_ops, (uint32_t)flags |
					  SIM_O_RDWR | SIM_O_CLOEXEC, NULL);

	f->count = (uint64_t)pid;
	return sim_fd_install(t, f, 0, true);
}

static int64_t do_pidfd_open(struct sim_task *t, const uint64_t *a)
{
	int32_t pid = (int32_t)a[0];

	if ((a[1] & ~(uint64_t)(PIDFD_THREAD | SIM_O_NONBLOCK)) || pid <= 0)
		return -LINUX_EINVAL;
	/* A main thread that has ended is there until it is waited for. */
	if (ksig_group_find(&t->s->k, pid) || (a[1] & PIDFD_THREAD &&
	    ksig_task_find(&t->s->k, pid)))
		return sim_pidfd_new(t, pid, a[1]);
	return ksig_task_find(&t->s->k, pid) ? -LINUX_EINVAL : -LINUX_ESRCH;
}

/* Which process the descriptor stands for. */
void sim_pidfd_find(struct sim_task *t, uint64_t fd, struct ksig_call *c)
{
	struct sim_file *f = sim_file_get(t, fd);

	c->pidfd_pid = -LINUX_EBADF;
	if (!f || f->ops != &pidfd_ops)
		return;
	c->pidfd_pid = (int32_t)f->count;
	if (!(f->flags & PIDFD_THREAD) &&
	    !ksig_group_find(&t->s->k, c->pidfd_pid))
		c->pidfd_pid = -LINUX_ESRCH;
	c->pidfd_thread = f->flags & PIDFD_THREAD;
	c->pidfd_nonblock = f->flags & SIM_O_NONBLOCK;
}

const struct sim_call_row sim_calls_sigfd[] = {
	{ 434, do_pidfd_open },
	{ 0, NULL },
};
