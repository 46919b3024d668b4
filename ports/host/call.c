/* SPDX-License-Identifier: MIT */
/*
 * System calls that the filter traps: what libksig serves, and the few
 * native ones of which the runner has to know.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "internal.h"

/* Let the call that stands at its entry run natively. */
static void native(struct htask *ht)
{
	/* A wake that came in our hands interrupts the call, as natively. */
	boundary_go(ht);
}

/* The same, and stop at its exit. */
static void native_then(struct htask *ht, enum ht_after after)
{
	ht->entry = *tracee_regs(ht);
	ht->after = after;
	boundary_go_to_exit(ht);
}

/* Write changed arguments; the call itself is still to be made. */
static void rewrite(struct htask *ht)
{
	ptrace(PTRACE_SETREGS, ht->t.tid, 0, &ht->regs);
}

/*
 * ppoll and its kind: the core has set the mask. The native call gets none,
 * and call_exit() ends it.
 */
static void sigmask_call(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht), entry = *r;

	switch (ht->call.nr) {
	case LINUX_NR_ppoll:
		r->r10 = 0;
		break;
	case LINUX_NR_pselect6:
	case LINUX_NR_io_pgetevents:
		r->r9 = 0;
		break;
	default:
		r->r8 = 0;
	}
	rewrite(ht);
	ht->regs = entry;
	native_then(ht, AFTER_SIGMASK);
}

/*
 * kill(2) of several processes reaches also those that are not guests. They
 * can only be in the process group that the first guest was started in, or
 * be meant by -1.
 */
static void kill_many_outside(struct htask *ht, int32_t pid, int64_t *ret)
{
	int sig = (int)ht->call.arg[1], n, err = 0;
	int32_t pgid = 0;

	/* Of INT32_MIN there is no negative: no group has that number. */
	if (sig < 0 || sig > KSIG_NSIG || pid == INT32_MIN)
		return;
	if (pid == -1 && ht_hg(ht)->pidns)	/* nobody is in there */
		return;
	if (pid != -1) {
		pgid = pid == 0 ? ht->t.group->pgid : -pid;
		if (pgid != host.start_pgid)
			return;
	}
	n = procs_kill_outside(ht, pgid, sig, &err);
	if (n > 0)
		*ret = 0;
	else if (*ret == -LINUX_ESRCH && err)
		*ret = err;
}

/* The signal that c is to make, or -1: it makes none. */
static int sig_of(const struct ksig_call *c)
{
	switch (c->nr) {
	case LINUX_NR_kill:
	case LINUX_NR_tkill:
	case LINUX_NR_rt_sigqueueinfo:
	case LINUX_NR_pidfd_send_signal:
		return (int)c->arg[1];
	case LINUX_NR_tgkill:
	case LINUX_NR_rt_tgsigqueueinfo:
		return (int)c->arg[2];
	default:
		return -1;
	}
}

/* Signals that look at process groups: have those of now. */
static bool wants_groups(const struct ksig_call *c, int sig)
{
	if (c->nr == LINUX_NR_kill && (int32_t)c->arg[0] <= 0)
		return true;
	return sig == LINUX_SIGTSTP || sig == LINUX_SIGTTIN ||
	       sig == LINUX_SIGTTOU || sig == LINUX_SIGCONT;
}

/* The core has set an action. true: its call needs no result of ours. */
static bool sigaction_set(struct htask *ht, const struct linux_sigaction *old)
{
	if (ht->call.ret != 0 || !ht->call.arg[1])
		return false;
	switch (mirror_sigaction(ht, old)) {
	case MIRROR_NATIVE:
		mirror_mask(ht);
		native(ht);
		return true;
	case MIRROR_INJECTED:
		return !ht->regs_valid;
	default:
		return false;
	}
}

/*
 * A signal that came while ht stood before a change of its mask: on Linux it
 * is between two instructions that one comes, hardly ever between the entry of
 * the call and what that does. So it is delivered first, and the call is made
 * again (true). A fork with all signals blocked would else not see it.
 */
static bool comes_before(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);

	if (!ht->t.has_deliverable || r->orig_ax != SYS_rt_sigprocmask)
		return false;
	r->ip -= 2;
	r->ax = r->orig_ax;
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
	boundary(ht);
	return true;
}

/* Is it one that guest.c can serve? */
static bool is_own(const struct ksig_call *c)
{
	switch (c->nr) {
	case LINUX_NR_rt_sigaction:
	case LINUX_NR_rt_sigpending:
	case LINUX_NR_rt_sigtimedwait:
	case LINUX_NR_rt_sigqueueinfo:
	case LINUX_NR_kill:
	case LINUX_NR_tkill:
	case LINUX_NR_tgkill:
		return true;
	default:
		return false;
	}
}

/* Its site may have been patched: true if ht makes its call again. */
static bool hot_own(struct htask *ht)
{
	inproc_hot(ht, INPROC_OWN);
	if (!ht->regs_dirty)
		return false;
	boundary_call_again(ht); /* no longer at the call's entry */
	return true;
}

/* A system call of the signal subsystem. */
static void serve(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	struct ksig_call *c = &ht->call;
	struct linux_sigaction old = { 0, 0, 0, 0 };
	uint64_t blocked = ht->t.blocked;
	int sig;

	*c = (struct ksig_call){
		.nr = (int64_t)r->orig_ax,
		.arg = { r->di, r->si, r->dx, r->r10, r->r8, r->r9 },
	};
	if (mirror_drain(ht) || comes_before(ht))
		return;
	if (c->nr == LINUX_NR_rt_sigaction && c->arg[0] - 1 < KSIG_NSIG)
		old = ht->t.sighand->action[c->arg[0] - 1];
	if (c->nr == LINUX_NR_pidfd_send_signal)
		pidfd_find(ht, c);
	if (c->nr == LINUX_NR_rt_sigprocmask)
		inproc_hot(ht, INPROC_MASK);
	else if (c->nr == LINUX_NR_rt_sigreturn)
		inproc_hot(ht, INPROC_RET);
	if (ht_hg(ht)->pidns && !pidns_call(ht, c)) {
		native(ht);
		return;
	}
	sig = sig_of(c);
	if (wants_groups(c, sig))
		procs_refresh();
	if (is_own(c) && hot_own(ht))
		return;
	if (host.zombies)
		zombie_look_for(c);
	switch (ksig_syscall(&ht->t, c)) {
	case KSIG_CALL_DONE:
		if (sig == LINUX_SIGCONT && c->ret == 0)
			cont_made(ht, c->nr == LINUX_NR_pidfd_send_signal ?
				  c->pidfd_pid : (int32_t)c->arg[0]);
		if (c->nr == LINUX_NR_kill && (int32_t)c->arg[0] <= 0) {
			late_note(ht, c);
			kill_many_outside(ht, (int32_t)c->arg[0], &c->ret);
		}
		if (c->nr == LINUX_NR_rt_sigaction &&
		    sigaction_set(ht, &old))
			return;
		if (ht->t.blocked != blocked || ht->held_back ||
		    c->nr == LINUX_NR_rt_sigaction)
			mirror_mask(ht);
		boundary_result(ht, c->nr, c->ret);
		break;
	case KSIG_CALL_PARK:
		mirror_mask(ht);
		park(ht);
		break;
	case KSIG_CALL_PORT:
		mirror_mask(ht);
		if (c->nr == LINUX_NR_signalfd || c->nr == LINUX_NR_signalfd4)
			sigfd_call(ht);
		else
			sigmask_call(ht);
		break;
	case KSIG_CALL_SIGRETURN:
		ht->regs_dirty = true;
		mirror_mask(ht);
		boundary(ht);
		break;
	case KSIG_CALL_NO_SUCH:
	case KSIG_CALL_UNKNOWN:
		native(ht);
		break;
	}
}

/*
 * io_uring_enter's mask argument is a sigset only without
 * IORING_ENTER_EXT_ARG (8), where it points to a struct that may hold one.
 */
#define IORING_ENTER_EXT_ARG 8u

static void refuse_ptrace(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	char comm[64];

	if (!hg->told_ptrace) {
		hg->told_ptrace = true;
		host_say("%s (process %d) calls ptrace(2), which a program "
			 "under ksig cannot: EPERM; run the debugger without "
			 "ksig",
			 ksig_host_comm(hg->g.pid, comm, sizeof(comm)),
			 hg->g.pid);
	}
	boundary_result(ht, SYS_ptrace, -EPERM);
}

static unsigned long event_message(struct htask *ht)
{
	unsigned long m = 0;

	ptrace(PTRACE_GETEVENTMSG, ht->t.tid, 0, &m);
	return m;
}

/*
 * Is it a call of int 0x80? The syscall instruction leaves the address after
 * it in rcx: only if that is not so the filter is asked (its data).
 */
static bool is_i386(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);

	return r->cx != r->ip && event_message(ht) == FILTER_OTHER_ABI;
}

/* A filter of the guest's own wants a tracer to see this call: there is none,
 * as far as the guest is concerned. seccomp(2), SECCOMP_RET_TRACE. */
static bool is_for_its_tracer(struct htask *ht)
{
	unsigned long m;

	if (!ht_hg(ht)->filtered)
		return false;
	m = event_message(ht);
	return m != FILTER_SERVE && m != FILTER_OTHER_ABI;
}

/* A call of another ABI than x86-64's. */
static void refuse_abi(struct htask *ht, bool i386)
{
	struct hgroup *hg = ht_hg(ht);
	char comm[64];

	host_say("%s (process %d) makes an %s system call, and only x86-64 "
		 "programs run under ksig: ended, status %d; run it without "
		 "ksig", ksig_host_comm(hg->g.pid, comm, sizeof(comm)),
		 hg->g.pid, i386 ? "i386" : "x32", KSIG_HOST_REFUSED);
	check_refuse_call(ht, i386);
}

static void timer_getoverrun(struct htask *ht)
{
	struct htimer *tm = hg_timer(ht_hg(ht), (int)tracee_regs(ht)->di);

	if (tm)
		boundary_result(ht, SYS_timer_getoverrun, tm->overrun);
	else
		native(ht);
}

/* Its own seccomp mode. */
static void set_secure(struct htask *ht)
{
	switch (secure_set(ht)) {
	case SECURE_NATIVE:
		native(ht);
		break;
	case SECURE_NATIVE_THEN:
		native_then(ht, AFTER_SECCOMP);
		break;
	case SECURE_DONE:
		break;
	}
}

/* The child that ht's wait is for, or -1. */
static int waited_for(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	struct ksig_call c = { .arg = { r->si } };

	if (r->orig_ax == SYS_waitid && r->di == P_PIDFD) {
		pidfd_find(ht, &c);
		return c.pidfd_pid;
	}
	if (ht_hg(ht)->pidns)		/* its numbers are others */
		return -1;
	if (r->orig_ax == SYS_waitid)
		return r->di == P_PID ? (int)r->si : -1;
	return (int)r->di > 0 ? (int)r->di : -1;
}

void call_seccomp(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	bool i386 = is_i386(ht);

	ht->at_exit = false;
	ht->was_stopped = false;
	/* Killed since (an exec, say): it has no registers any more. */
	if (ht_hg(ht)->refused || r->orig_ax == UINT64_MAX) {
		native(ht);
		return;
	}
	if (ht->parked && (r->orig_ax == SYS_pause || park_sleeps(ht))) {
		/* The host has restarted the call that it sleeps in. */
		native(ht);
		return;
	}
	ht->parked = false;
	/* None has come after all (see call_exit()): its mask has ended. */
	ksig_sigmask_end(&ht->t, 0);
	if (is_for_its_tracer(ht)) {
		boundary_result(ht, (int64_t)r->orig_ax, -LINUX_ENOSYS);
		return;
	}
	if (i386 || filter_is_x32((int64_t)r->orig_ax)) {
		refuse_abi(ht, i386);
		return;
	}
	if (secure_kills(ht))
		return;
	if (!filter_traps((int64_t)r->orig_ax)) {
		native(ht);	/* no call at all: the host says ENOSYS */
		return;
	}
	if (drive_call(ht))
		return;
	if (host.o->driver && !filter_serves(r)) {
		native(ht);	/* it has stopped for the driver only */
		return;
	}
	switch (r->orig_ax) {
	case SYS_exit:
		ksig_exit_begin(&ht->t);
		native(ht);
		break;
	case SYS_wait4:
	case SYS_waitid:
		loop_children(ht, waited_for(ht));
		native(ht);
		break;
	case SYS_clone:
	case SYS_clone3:
	case SYS_vfork:
		if (vfork_call(ht))
			boundary_go_to_exit(ht);
		else
			native(ht);
		break;
	case INPROC_NR:
		inproc_look(ht);
		break;
	case SYS_arch_prctl:
		if (!inproc_gs(ht))
			native(ht);
		break;
	case SYS_ptrace:
		refuse_ptrace(ht);
		break;
	case SYS_timer_create:
		native_then(ht, AFTER_TIMER_CREATE);
		break;
	case SYS_timer_getoverrun:
		timer_getoverrun(ht);
		break;
	case SYS_timer_settime:
	case SYS_timer_delete:
		native_then(ht, AFTER_TIMER_CHANGED);
		break;
	case SYS_setuid:
	case SYS_setreuid:
	case SYS_setresuid:
	case SYS_capset:
		native_then(ht, AFTER_CRED);
		break;
	case SYS_setrlimit:
	case SYS_prlimit64:
		native_then(ht, AFTER_RLIMIT);
		break;
	case SYS_sched_setaffinity:
	case SYS_sched_getaffinity:
		place_unpin_all();
		native(ht);
		break;
	case SYS_setsid:
		ht_hg(ht)->has_tty = true;
		mirror_mask(ht);
		native(ht);
		break;
	case SYS_unshare:
	case SYS_setns:
		loop_threads(ht);
		native_then(ht, AFTER_PIDNS);
		break;
	case SYS_prctl:
		if (r->di == PR_SET_SECCOMP) {
			set_secure(ht);
		} else if (r->di == PR_SET_SYSCALL_USER_DISPATCH) {
			native_then(ht, AFTER_SECCOMP);
		} else if (r->di == PR_SET_CHILD_SUBREAPER) {
			native_then(ht, AFTER_SUBREAPER);
		} else if (!secure_prctl(ht) && !dump_prctl(ht)) {
			native(ht);
		}
		break;
	case SYS_io_uring_setup:	/* that can close, too */
		ht_hg(ht)->inproc.no_watch = true;
		native(ht);
		break;
	case SYS_seccomp:
		set_secure(ht);
		break;
	case SYS_close_range:
		native_then(ht, AFTER_CLOSE);
		break;
	case SYS_close:
		sigfd_close(ht, (int)r->di);
		native(ht);
		break;
	case SYS_recvmsg:
	case SYS_recvmmsg:
		native_then(ht, AFTER_RECV);
		break;
	case SYS_sendmsg:
	case SYS_sendmmsg:
		if (!sigfd_sends(ht))
			native(ht);
		break;
	case SYS_read:
		if (sigfd_is_hot(ht) && hot_own(ht))
			break;
		/* fall through */
	case SYS_readv:
	case SYS_preadv2:
		if (!sigfd_read(ht))
			native(ht);
		break;
	case SYS_fcntl:
		if (r->si == F_SETOWN_EX) {
			hostsig_io_owner(ht, r->dx);
			native(ht);
			break;
		}
		/* fall through */
	case SYS_ioctl:
	case SYS_dup:
	case SYS_dup2:
	case SYS_dup3:
		native_then(ht, AFTER_SIGFD);
		break;
	case LINUX_NR_io_uring_enter:
		if (r->r10 & IORING_ENTER_EXT_ARG) {
			native(ht);
			break;
		}
		serve(ht);
		break;
	default:
		serve(ht);
	}
}
