/* SPDX-License-Identifier: MIT */
/*
 * rt_sigqueueinfo(tgid, sig, info), rt_tgsigqueueinfo(tgid, tid, sig, info),
 * pidfd_send_signal(pidfd, sig, info, flags): signals with a siginfo of the
 * sender's making.
 */
#include "sys.h"

/*
 * Copy in a siginfo. One of a kind that Linux does not know may hold nothing
 * where it keeps nothing: the receiver would not get what was sent. That part
 * is not set otherwise: it is not part of what is generated.
 * Returns 0, -LINUX_EFAULT, -LINUX_E2BIG. Linux: copy_siginfo_from_user().
 */
static int read_info(struct ksig_task *t, struct linux_siginfo *info,
		     uint64_t uaddr, int32_t sig, bool set_sig)
{
	const struct ksig_port *port = t->k->port;
	uint8_t *rest = (uint8_t *)info + KSIG_SIGINFO_KEPT_BYTES;
	size_t rest_bytes = sizeof(*info) - KSIG_SIGINFO_KEPT_BYTES, i;

	if (port->copy_from_user(t, info, uaddr,
				 KSIG_SIGINFO_KEPT_BYTES) < 0)
		return -LINUX_EFAULT;
	if (set_sig)
		info->si_signo = sig;
	if (!ksig__siginfo_known(info->si_signo, info->si_code)) {
		if (port->copy_from_user(t, rest,
					 uaddr + KSIG_SIGINFO_KEPT_BYTES,
					 rest_bytes) < 0)
			return -LINUX_EFAULT;
		for (i = 0; i < rest_bytes; i++)
			if (rest[i])
				return -LINUX_E2BIG;
	}
	return 0;
}

/* Does it claim to come from the kernel, or to be of tkill(2)? (rule 18) */
static bool is_impostor(const struct linux_siginfo *info)
{
	return info->si_code >= 0 || info->si_code == LINUX_SI_TKILL;
}

enum ksig_call_outcome ksig__sys_rt_sigqueueinfo(struct ksig_task *t,
						 struct ksig_call *c)
{
	struct ksig_origin origin = {
		KSIG_BY_SIGQUEUE, t->group->pid, t->tid
	};
	int32_t pid = (int32_t)c->arg[0], sig = (int32_t)c->arg[1];
	struct linux_siginfo info;
	int err = read_info(t, &info, c->arg[2], sig, true);

	if (!err && is_impostor(&info) && t->tid != pid)
		err = -LINUX_EPERM;
	if (err)
		return ksig__done(c, err);
	return ksig__kill_done(c, ksig__kill_pid(t, pid, sig, &info,
						 &origin));
}

enum ksig_call_outcome ksig__sys_rt_tgsigqueueinfo(struct ksig_task *t,
						   struct ksig_call *c)
{
	struct ksig_origin origin = {
		KSIG_BY_SIGQUEUE, t->group->pid, t->tid
	};
	int32_t tgid = (int32_t)c->arg[0], tid = (int32_t)c->arg[1];
	int32_t sig = (int32_t)c->arg[2];
	struct linux_siginfo info;
	int err = read_info(t, &info, c->arg[3], sig, true);

	if (!err && (tgid <= 0 || tid <= 0))
		err = -LINUX_EINVAL;
	if (!err && is_impostor(&info) && t->tid != tid)
		err = -LINUX_EPERM;
	if (err)
		return ksig__done(c, err);
	return ksig__kill_done(c, ksig__kill_tid(t, tgid, tid, sig, &info,
						 &origin));
}

#define PIDFD_FLAGS (LINUX_PIDFD_SIGNAL_THREAD | \
		     LINUX_PIDFD_SIGNAL_THREAD_GROUP | \
		     LINUX_PIDFD_SIGNAL_PROCESS_GROUP)

/* At most one scope, and none before 6.9. */
static bool pidfd_flags_valid(const struct ksig_task *t, uint32_t flags)
{
	if (!KSIG__SINCE(t->k, 6, 9))
		return flags == 0;
	return !(flags & ~PIDFD_FLAGS) && !(flags & (flags - 1));
}

/* The siginfo: the caller's (checked), or as kill(2) and tkill(2) make it. */
static int pidfd_info(struct ksig_task *t, const struct ksig_call *c,
		      uint32_t scope, struct linux_siginfo *info)
{
	int32_t sig = (int32_t)c->arg[1];
	int32_t self = c->pidfd_pid == t->tid;
	int err;

	if (!c->arg[2]) {
		ksig__siginfo_kill(info, sig,
				   scope == LINUX_PIDFD_SIGNAL_THREAD ?
					LINUX_SI_TKILL : LINUX_SI_USER, t);
		return 0;
	}
	err = read_info(t, info, c->arg[2], sig, false);
	if (err)
		return err;
	if (info->si_signo != sig)
		return -LINUX_EINVAL;
	if ((!self || scope == LINUX_PIDFD_SIGNAL_PROCESS_GROUP) &&
	    is_impostor(info))
		return -LINUX_EPERM;
	return 0;
}

/* pidfd_send_signal(2). The port has looked up whose the descriptor is. */
enum ksig_call_outcome ksig__sys_pidfd_send_signal(struct ksig_task *t,
						   struct ksig_call *c)
{
	struct ksig_origin origin = { KSIG_BY_PIDFD, t->group->pid, t->tid };
	uint32_t scope = (uint32_t)c->arg[3];
	int32_t pid = c->pidfd_pid, sig = (int32_t)c->arg[1];
	struct linux_siginfo info;
	int err;

	if (!KSIG__SINCE(t->k, 5, 1))
		return ksig__done(c, -LINUX_ENOSYS);
	if (!pidfd_flags_valid(t, scope))
		return ksig__done(c, -LINUX_EINVAL);
	if (pid < 0)
		return ksig__done(c, pid);
	if (!scope)
		scope = c->pidfd_thread ? LINUX_PIDFD_SIGNAL_THREAD :
					  LINUX_PIDFD_SIGNAL_THREAD_GROUP;
	err = pidfd_info(t, c, scope, &info);
	if (err)
		return ksig__done(c, err);
	if (scope == LINUX_PIDFD_SIGNAL_PROCESS_GROUP)
		err = ksig__kill_pgrp(t, pid, sig, &info, &origin);
	else if (scope == LINUX_PIDFD_SIGNAL_THREAD)
		err = ksig__kill_tid(t, 0, pid, sig, &info, &origin);
	else
		err = ksig__kill_pid(t, pid, sig, &info, &origin);
	return ksig__kill_done(c, err);
}
