/* SPDX-License-Identifier: MIT */
/*
 * Signalfds that are passed over a socket (unix(7), SCM_RIGHTS).
 *
 * Processes that have one stop at sendmsg(2). Before the first message with a
 * signalfd goes out, every other thread is stopped once ("seen"): one may wait
 * in a recvmsg(2) of which the runner does not know. From then on threads stop
 * at each system call, until their process has installed a filter for that
 * one, at the end of some call.
 *
 * Who receives one gets a stand-in of its own, like a forked child. The
 * sender's is kept for good: nobody knows how long it is on its way.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include "sigfd.h"

/* The kernel's SCM_MAX_FD is 253: more than fits one message of descriptors. */
#define CONTROL_MAX	4096u
/* Someone may be in an uninterruptible sleep. */
#define PATIENCE_NS	100000000u

/* As in linux/socket.h, with the guest's pointers as numbers. */
struct message {
	uint64_t name, name_bytes;
	uint64_t iov, nr_iov;
	uint64_t control, control_bytes;
	uint64_t flags;
};
_Static_assert(sizeof(struct message) == sizeof(struct msghdr), "msghdr");
_Static_assert(sizeof(struct message) + 8 == sizeof(struct mmsghdr), "mmsghdr");

typedef void (*each_fd)(struct htask *ht, int fd, void *arg);

/* Every descriptor in the control part of a message of ht's at uaddr. What is
 * malformed, no CMSG_NXTHDR() is to be trusted with: it ends there. */
static void message_fds(struct htask *ht, uint64_t uaddr, each_fd f, void *arg)
{
	uint8_t control[CONTROL_MAX];
	uint64_t bytes, at, i;
	struct message m;
	struct cmsghdr c;
	int fd;

	if (tracee_read(ht->t.tid, &m, uaddr, sizeof(m)) != 0)
		return;
	bytes = m.control_bytes < sizeof(control) ? m.control_bytes :
						    sizeof(control);
	if (!m.control ||
	    tracee_read(ht->t.tid, control, m.control, bytes) != 0)
		return;
	for (at = 0; at + sizeof(c) <= bytes; at += CMSG_ALIGN(c.cmsg_len)) {
		memcpy(&c, control + at, sizeof(c));
		if (c.cmsg_len < sizeof(c) || c.cmsg_len > bytes - at)
			return;
		if (c.cmsg_level != SOL_SOCKET || c.cmsg_type != SCM_RIGHTS)
			continue;
		for (i = CMSG_LEN(0); i + sizeof(fd) <= c.cmsg_len;
		     i += sizeof(fd)) {
			memcpy(&fd, control + at + i, sizeof(fd));
			f(ht, fd, arg);
		}
	}
}

/* Of the messages of a call that handles nr of them if it is an mmsg one. */
static void call_fds(struct htask *ht, const struct ksig_regs *call,
		     uint64_t nr, each_fd f, void *arg)
{
	uint64_t i;

	if (call->orig_ax == SYS_sendmsg || call->orig_ax == SYS_recvmsg) {
		message_fds(ht, call->si, f, arg);
		return;
	}
	for (i = 0; i < nr; i++)
		message_fds(ht, call->si + i * sizeof(struct mmsghdr), f, arg);
}

/* ---------------------------------------------------------------- sending */

static void keep(struct htask *ht, int fd, void *arg)
{
	struct hsigfd *s = sigfd_find(ht_hg(ht), fd);
	bool *any = arg;

	if (!s)
		return;
	*any = true;
	if (s->stand->passed)
		return;
	s->stand->passed = true;
	stand_ref(s->stand);
}

/* Have everybody stop who may be in a recvmsg(2) that was not seen. */
static void stop_all(void)
{
	struct ksig_list *g, *l;

	for (g = host.k.groups.next; g != &host.k.groups; g = g->next) {
		struct ksig_list *all = &hg_at(g)->g.tasks;

		for (l = all->next; l != all; l = l->next) {
			struct htask *o = ht_at(l);

			if (o->state != HT_RUNNING)
				continue;
			o->unseen = true;
			host.nr_unseen++;
			boundary_kick(o);
		}
	}
}

bool sigfd_sends(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	bool any = false;

	call_fds(ht, r, (uint32_t)r->dx, keep, &any);
	if (!any)
		return false;
	if (!host.passing) {
		host.passing = true;
		stop_all();
	}
	if (!host.nr_unseen)
		return false;
	ht->sender_next = host.senders;
	host.senders = ht;
	loop_deadline(ht, host_now() + PATIENCE_NS);
	return true;
}

/* ht has stopped, or has gone. */
void sigfd_seen(struct htask *ht)
{
	host.nr_unseen -= ht->unseen;
	ht->unseen = false;
}

void sigfd_sender_gone(struct htask *ht)
{
	HT_UNLINK(&host.senders, ht, sender_next);
}

/* Senders whose time has come make their call. */
void sigfd_senders_settle(void)
{
	struct htask **p = &host.senders, *ht;

	while ((ht = *p)) {
		if (host.nr_unseen && ht->deadline_ns != UINT64_MAX) {
			p = &ht->sender_next;
			continue;
		}
		*p = ht->sender_next;
		loop_deadline(ht, UINT64_MAX);
		boundary_go(ht);
	}
}

/* -------------------------------------------------------------- receiving */

static void receive(struct htask *ht, int fd, void *arg)
{
	struct hsigfile *f;
	struct hstand *st;

	(void)arg;
	for (f = host.sigfiles; f; f = f->next) {
		for (st = f->stands; st; st = st->next) {
			if (!st->passed || !sigfd_is_stand(ht_hg(ht), fd, st))
				continue;
			sigfd_take(ht, fd, st);
			return;
		}
	}
}

void sigfd_received(struct htask *ht)
{
	int64_t ret = (int64_t)tracee_regs(ht)->ax;

	if (ret >= 0)
		call_fds(ht, &ht->entry, (uint64_t)ret, receive, NULL);
}

/* ht has made a call. One that is to be made again comes to another end. */
static void trap_recvs(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	int64_t ret = (int64_t)tracee_regs(ht)->ax;

	if (hg->recvs_trapped || ht->parked || ret == -LINUX_EINTR ||
	    (ret <= -LINUX_ERESTARTSYS && ret >= -LINUX_ERESTART_RESTARTBLOCK))
		return;
	ht->at_exit = true;
	hg->recvs_trapped = filter_add_recvs(ht) == 0;
	ht->at_exit = false;
}

/* While signalfds are passed: a syscall stop that nobody has asked for. */
void sigfd_pass_stop(struct htask *ht)
{
	struct __ptrace_syscall_info i;
	struct ksig_regs *r;

	memset(&i, 0, sizeof(i));
	ptrace(PTRACE_GET_SYSCALL_INFO, ht->t.tid, sizeof(i), &i);
	if (i.op == PTRACE_SYSCALL_INFO_EXIT) {
		trap_recvs(ht);
		if (!ht->gone)
			boundary(ht);
		return;
	}
	boundary_rekick(ht);
	r = tracee_regs(ht);
	if (r->orig_ax != SYS_recvmsg && r->orig_ax != SYS_recvmmsg) {
		tracee_cont(ht, 0);
		return;
	}
	ht->entry = *r;
	ht->after = AFTER_RECV;
	tracee_syscall(ht);
}
