/* SPDX-License-Identifier: MIT */
/*
 * System calls that the filter traps: which are libksig's (call_serve.c), and
 * the few native ones of which the runner has to know.
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
void call_native(struct htask *ht)
{
	/* A wake that came in our hands interrupts the call, as natively. */
	boundary_go(ht);
}

/* The same, and stop at its exit. */
void call_native_then(struct htask *ht, enum ht_after after)
{
	ht->entry = *tracee_regs(ht);
	ht->after = after;
	boundary_go_to_exit(ht);
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
		call_native(ht);
}

/* What judges its calls from now on, unless that fails. */
static void native_filter(struct htask *ht)
{
	if (inproc_bare(ht))
		boundary_call_again(ht);
	else
		call_native_then(ht, AFTER_SECCOMP);
}

/* Its own seccomp mode. */
static void set_secure(struct htask *ht)
{
	switch (secure_set(ht)) {
	case SECURE_NATIVE:
		call_native(ht);
		break;
	case SECURE_NATIVE_THEN:
		native_filter(ht);
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
		call_native(ht);
		return;
	}
	if (ht->parked && (r->orig_ax == SYS_pause || park_sleeps(ht))) {
		/* The host has restarted the call that it sleeps in. */
		call_native(ht);
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
		call_native(ht);	/* no call at all: the host says ENOSYS */
		return;
	}
	if (drive_call(ht))
		return;
	if (host.o->driver && !filter_serves(r)) {
		call_native(ht);	/* it has stopped for the driver only */
		return;
	}
	switch (r->orig_ax) {
	case SYS_exit:
		ksig_exit_begin(&ht->t);
		/* A first thread's end may be told much later. */
		vfork_done(ht);
		call_native(ht);
		break;
	case SYS_wait4:
	case SYS_waitid:
		loop_children(ht, waited_for(ht));
		call_native(ht);
		break;
	case SYS_clone:
	case SYS_clone3:
	case SYS_vfork:
		if (vfork_call(ht))
			boundary_go_to_exit(ht);
		else
			call_native(ht);
		break;
	case INPROC_NR:
		inproc_look(ht);
		break;
	case SYS_arch_prctl:
		if (!inproc_gs(ht))
			call_native(ht);
		break;
	case SYS_ptrace:
		refuse_ptrace(ht);
		break;
	case SYS_timer_create:
		call_native_then(ht, AFTER_TIMER_CREATE);
		break;
	case SYS_timer_getoverrun:
		timer_getoverrun(ht);
		break;
	case SYS_timer_settime:
	case SYS_timer_delete:
		call_native_then(ht, AFTER_TIMER_CHANGED);
		break;
	case SYS_setuid:
	case SYS_setreuid:
	case SYS_setresuid:
	case SYS_capset:
		call_native_then(ht, AFTER_CRED);
		break;
	case SYS_setrlimit:
	case SYS_prlimit64:
		call_native_then(ht, AFTER_RLIMIT);
		break;
	case SYS_sched_setaffinity:
	case SYS_sched_getaffinity:
		place_unpin_all();
		call_native(ht);
		break;
	case SYS_setsid:
		ht_hg(ht)->has_tty = true;
		mirror_mask(ht);
		call_native(ht);
		break;
	case SYS_unshare:
	case SYS_setns:
		loop_threads(ht);
		call_native_then(ht, AFTER_PIDNS);
		break;
	case SYS_prctl:
		if (r->di == PR_SET_SECCOMP) {
			set_secure(ht);
		} else if (r->di == PR_SET_SYSCALL_USER_DISPATCH) {
			native_filter(ht);
		} else if (r->di == PR_SET_CHILD_SUBREAPER) {
			call_native_then(ht, AFTER_SUBREAPER);
		} else if (!secure_prctl(ht) && !dump_prctl(ht)) {
			call_native(ht);
		}
		break;
	case SYS_io_uring_setup:	/* that can close, too */
		ht_hg(ht)->inproc.no_watch = true;
		call_native(ht);
		break;
	case SYS_seccomp:
		set_secure(ht);
		break;
	case SYS_close_range:
		call_native_then(ht, AFTER_CLOSE);
		break;
	case SYS_close:
		sigfd_close(ht, (int)r->di);
		call_native(ht);
		break;
	case SYS_recvmsg:
	case SYS_recvmmsg:
		call_native_then(ht, AFTER_RECV);
		break;
	case SYS_sendmsg:
	case SYS_sendmmsg:
		if (!sigfd_sends(ht))
			call_native(ht);
		break;
	case SYS_read:
		if (sigfd_is_hot(ht) && call_hot_own(ht))
			break;
		/* fall through */
	case SYS_readv:
	case SYS_preadv2:
		if (!sigfd_read(ht))
			call_native(ht);
		break;
	case SYS_fcntl:
		if (r->si == F_SETOWN_EX) {
			hostsig_io_owner(ht, r->dx);
			call_native(ht);
			break;
		}
		/* fall through */
	case SYS_ioctl:
	case SYS_dup:
	case SYS_dup2:
	case SYS_dup3:
		call_native_then(ht, AFTER_SIGFD);
		break;
	case LINUX_NR_io_uring_enter:
		if (r->r10 & IORING_ENTER_EXT_ARG) {
			call_native(ht);
			break;
		}
		call_serve(ht);
		break;
	default:
		call_serve(ht);
	}
}
