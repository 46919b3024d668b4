/* SPDX-License-Identifier: MIT */
/*
 * The seccomp filter: which system calls stop for the runner. Everything
 * else runs natively and pays only for the filter itself.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "internal.h"
#include "guest.h"

#define ANY (-1)
#define X32_BIT 0x40000000u	/* __X32_SYSCALL_BIT, asm/unistd.h */
#define X32_NRS 1024u		/* more than there are: asm/unistd_x32.h */

/*
 * A call is trapped always, or when argument arg, masked, compares with
 * value: mask_nonzero arguments (a signal mask that is given) or one value
 * (one resource, one option).
 */
static const struct trap {
	int nr;
	int arg;		/* ANY: whatever the arguments are */
	enum scmp_compare op;
	uint64_t a, b;
} traps[] = {
	{ SYS_rt_sigaction, 5, SCMP_CMP_NE, OWN_MAGIC, 0 },
	{ SYS_rt_sigprocmask, ANY, 0, 0, 0 },
	{ SYS_rt_sigreturn, ANY, 0, 0, 0 },
	{ SYS_pause, ANY, 0, 0, 0 },
	{ SYS_kill, ANY, 0, 0, 0 },
	{ SYS_tkill, ANY, 0, 0, 0 },
	{ SYS_tgkill, ANY, 0, 0, 0 },
	{ SYS_rt_sigpending, ANY, 0, 0, 0 },
	{ SYS_rt_sigtimedwait, ANY, 0, 0, 0 },
	{ SYS_rt_sigqueueinfo, ANY, 0, 0, 0 },
	{ SYS_rt_tgsigqueueinfo, ANY, 0, 0, 0 },
	{ SYS_rt_sigsuspend, ANY, 0, 0, 0 },
	{ SYS_sigaltstack, ANY, 0, 0, 0 },
	{ SYS_pidfd_send_signal, ANY, 0, 0, 0 },
	{ SYS_signalfd, ANY, 0, 0, 0 },
	{ SYS_signalfd4, ANY, 0, 0, 0 },
	/* A mask argument, where one is given. */
	{ SYS_ppoll, 3, SCMP_CMP_NE, 0, 0 },
	{ SYS_pselect6, 5, SCMP_CMP_NE, 0, 0 },
	{ SYS_epoll_pwait, 4, SCMP_CMP_NE, 0, 0 },
	{ LINUX_NR_epoll_pwait2, 4, SCMP_CMP_NE, 0, 0 },
	{ LINUX_NR_io_pgetevents, 5, SCMP_CMP_NE, 0, 0 },
	{ LINUX_NR_io_uring_enter, 4, SCMP_CMP_NE, 0, 0 },
	/* May come before we have waited: loop_children(). */
	{ SYS_wait4, 2, SCMP_CMP_MASKED_EQ, WNOHANG, WNOHANG },
	{ SYS_waitid, 3, SCMP_CMP_MASKED_EQ, WNOHANG, WNOHANG },
	/* The leader's exit is not told while other threads live. */
	{ SYS_exit, ANY, 0, 0, 0 },
	/* A child that the runner would not see; one that is waited for. */
	{ SYS_clone, 0, SCMP_CMP_MASKED_EQ, LINUX_CLONE_UNTRACED,
	  LINUX_CLONE_UNTRACED },
	{ SYS_clone, 0, SCMP_CMP_MASKED_EQ, LINUX_CLONE_VFORK,
	  LINUX_CLONE_VFORK },
	{ SYS_clone3, ANY, 0, 0, 0 },
	{ SYS_vfork, ANY, 0, 0, 0 },
	{ SYS_ptrace, ANY, 0, 0, 0 },
	/* Children in another pid namespace. */
	{ SYS_unshare, 0, SCMP_CMP_MASKED_EQ, CLONE_NEWPID, CLONE_NEWPID },
	{ SYS_setns, ANY, 0, 0, 0 },
	/* Only for a process of one thread. */
	{ SYS_unshare, 0, SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER },
	/* Timers: which thread a timer's signal is for, and overruns. */
	{ SYS_timer_create, ANY, 0, 0, 0 },
	{ SYS_timer_getoverrun, ANY, 0, 0, 0 },
	{ SYS_timer_settime, ANY, 0, 0, 0 },
	{ SYS_timer_delete, ANY, 0, 0, 0 },
	/* Who the guest is, and its limit. */
	{ SYS_setuid, ANY, 0, 0, 0 },
	{ SYS_setreuid, ANY, 0, 0, 0 },
	{ SYS_setresuid, ANY, 0, 0, 0 },
	{ SYS_capset, ANY, 0, 0, 0 },
	{ SYS_setrlimit, 0, SCMP_CMP_EQ, 11, 0 },
	{ SYS_prlimit64, 1, SCMP_CMP_EQ, 11, 0 },
	/* Which thread a descriptor's signals are for. */
	{ SYS_fcntl, 1, SCMP_CMP_EQ, F_SETOWN_EX, 0 },
	/* May close a signalfd. */
	{ SYS_close_range, ANY, 0, 0, 0 },
	{ SYS_io_uring_setup, ANY, 0, 0, 0 },
	/* May forbid what a stub does. */
	{ SYS_seccomp, ANY, 0, 0, 0 },
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0 },
	/* What it has of the filter: secure.c. */
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_GET_SECCOMP, 0 },
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_SET_NO_NEW_PRIVS, 0 },
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_GET_NO_NEW_PRIVS, 0 },
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_SET_SYSCALL_USER_DISPATCH, 0 },
	/* The first step to another controlling terminal. */
	{ SYS_setsid, ANY, 0, 0, 0 },
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_SET_CHILD_SUBREAPER, 0 },
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_SET_DUMPABLE, 0 },
	{ SYS_prctl, 0, SCMP_CMP_EQ, PR_GET_DUMPABLE, 0 },
	/* What place.c does must not be seen. */
	{ SYS_sched_setaffinity, ANY, 0, 0, 0 },
	{ SYS_sched_getaffinity, ANY, 0, 0, 0 },
	/* The in-process path: its own "call", and who else uses %gs. */
	{ INPROC_NR, ANY, 0, 0, 0 },
	{ SYS_arch_prctl, 0, SCMP_CMP_EQ, ARCH_SET_GS, 0 },
	{ SYS_arch_prctl, 0, SCMP_CMP_EQ, ARCH_GET_GS, 0 },
};

/* With few_calls: what a driver must know of. */
static const int driver_calls[] = {
	SYS_exit_group, SYS_alarm, SYS_setitimer, SYS_fork, SYS_clone
};
#define NR_DRIVER_CALLS	(sizeof(driver_calls) / sizeof(driver_calls[0]))

/* Of a signalfd's descriptor. */
static const uint32_t fd_uses[] = {
	SYS_read, SYS_readv, SYS_preadv2, SYS_close, SYS_dup, SYS_dup2,
	SYS_dup3, SYS_fcntl
};

/* Of messages, see sigfd_pass.c. */
static const uint32_t sends[] = { SYS_sendmsg, SYS_sendmmsg };
static const uint32_t recvs[] = { SYS_recvmsg, SYS_recvmmsg };

static bool traps_of_fds(int64_t nr)
{
	size_t i;

	for (i = 0; i < sizeof(fd_uses) / sizeof(fd_uses[0]); i++)
		if (fd_uses[i] == nr)
			return true;
	for (i = 0; i < 2; i++)
		if (sends[i] == nr || recvs[i] == nr)
			return true;
	return nr == SYS_ioctl;
}

bool filter_traps(int64_t nr)
{
	size_t i;

	if (host.o->driver && !(nr & X32_BIT)) /* also what is few_calls' */
		return true;
	for (i = 0; i < sizeof(traps) / sizeof(traps[0]); i++)
		if (traps[i].nr == nr)
			return true;
	return traps_of_fds(nr);
}

/*
 * Most kernels have no x32, or it is switched off: then those are numbers that
 * no call has, as all above them are anywhere.
 */
bool filter_is_x32(int64_t nr)
{
	static int known;	/* -1: the host has none, 1: it has */

	if ((uint32_t)nr - X32_BIT >= X32_NRS)
		return false;
	if (!known)
		known = syscall((long)(X32_BIT | SYS_getpid)) > 0 ? 1 : -1;
	return known > 0;
}

/* linux/seccomp.h: "uses hard-coded filter", of these. */
static const uint32_t stricts[] = {
	SYS_read, SYS_write, SYS_exit, SYS_rt_sigreturn
};
#define NR_STRICTS (sizeof(stricts) / sizeof(stricts[0]))

bool filter_is_strict(int64_t nr)
{
	size_t i;

	for (i = 0; i < NR_STRICTS; i++)
		if (stricts[i] == nr)
			return true;
	return false;
}

static bool is_met(const struct trap *t, const uint64_t arg[6])
{
	switch (t->arg == ANY ? _SCMP_CMP_MIN : t->op) {
	case _SCMP_CMP_MIN:
		return true;
	case SCMP_CMP_NE:
		return arg[t->arg] != t->a;
	case SCMP_CMP_EQ:
		return arg[t->arg] == t->a;
	default:
		return (arg[t->arg] & t->a) == t->b;
	}
}

bool filter_serves(const struct ksig_regs *r)
{
	const uint64_t arg[6] = { r->di, r->si, r->dx, r->r10, r->r8, r->r9 };
	const int64_t nr = (int64_t)r->orig_ax;
	const size_t n = sizeof(traps) / sizeof(traps[0]);
	bool is_there = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (traps[i].nr == nr && is_met(&traps[i], arg))
			return true;
		is_there |= traps[i].nr == nr;
	}
	/* Of descriptors: sigfd.c tells. */
	return !is_there && traps_of_fds(nr);
}

static int load(bool no_new_privs)
{
	const uint32_t serve = SCMP_ACT_TRACE(FILTER_SERVE);
	const struct ksig_host_driver *d = host.o->driver;
	bool all = d && !d->few_calls;
	scmp_filter_ctx c = seccomp_init(all ? serve : SCMP_ACT_ALLOW);
	size_t i;
	int r;

	if (!c)
		return -ENOMEM;
	/* i386 and x32 calls stop too, to be refused with a word. */
	r = seccomp_attr_set(c, SCMP_FLTATR_ACT_BADARCH, 
			     SCMP_ACT_TRACE(FILTER_OTHER_ABI));
	if (r == 0)
		r = seccomp_attr_set(c, SCMP_FLTATR_CTL_NNP, no_new_privs);
	if (r == 0)
		r = seccomp_attr_set(c, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (r == 0)	/* the kernel's errno, not ECANCELED */
		r = seccomp_attr_set(c, SCMP_FLTATR_API_SYSRAWRC, 1);
	for (i = 0; r == 0 && d && !all && i < NR_DRIVER_CALLS; i++)
		r = seccomp_rule_add(c, serve, driver_calls[i], 0);
	for (i = 0; r == 0 && !all &&
	     i < sizeof(traps) / sizeof(traps[0]); i++) {
		const struct trap *t = &traps[i];

		if (t->arg == ANY) {
			r = seccomp_rule_add(c, serve, t->nr, 0);
		} else {
			struct scmp_arg_cmp cmp = {
				(unsigned)t->arg, t->op, t->a, t->b
			};

			r = seccomp_rule_add_array(c, serve, t->nr, 1, &cmp);
		}
	}
	if (r == 0)
		r = seccomp_load(c);
	seccomp_release(c);
	return r;
}

int filter_probe(void)
{
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) == 0 ||
	    errno == EFAULT)	/* it would take a filter that is there */
		return 0;
	return -errno;
}

/*
 * Without privilege the kernel wants no_new_privs; with it, set-id programs
 * go on to work as without ksig.
 */
int filter_load(void)
{
	int r = geteuid() == 0 ? load(false) : -EACCES;

	return r == 0 ? 0 : load(true);
}

#define STMT(code, k) ((struct sock_filter)BPF_STMT(code, (uint32_t)(k)))
#define JEQ(k, yes, no) ((struct sock_filter)BPF_JUMP(			\
		BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(k),		\
		(uint8_t)(yes), (uint8_t)(no)))

/* Stop when the call is one of nrs, else let it run. Returns the length. */
static uint32_t one_of(struct sock_filter *f, const uint32_t *nrs, uint32_t nr)
{
	uint32_t n = 0, i;

	f[n++] = STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr));
	for (i = 0; i < nr; i++)
		f[n++] = JEQ(nrs[i], nr - i, 0);
	f[n++] = STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	f[n++] = STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | FILTER_SERVE);
	return n;
}

#define FIONBIO_INSNS 5

/* fd as argument 0 of a call that uses it, or as 1 of one that replaces it. */
static uint32_t fd_program(struct sock_filter *f, int fd)
{
	static const uint32_t replaces[] = { SYS_dup2, SYS_dup3 };
	uint32_t n = 0, nr = sizeof(fd_uses) / sizeof(fd_uses[0]);

	f[n++] = STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, args[0]));
	f[n++] = JEQ(fd, 0, nr + 3 + FIONBIO_INSNS);
	f[n++] = STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr));
	f[n++] = JEQ(SYS_ioctl, 0, FIONBIO_INSNS - 2);
	/* Others go through: a stub makes one (guest.c). */
	f[n++] = STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, args[1]));
	f[n++] = JEQ(FIONBIO, 0, 1);
	f[n++] = STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | FILTER_SERVE);
	n += one_of(f + n, fd_uses, nr);
	f[n++] = STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, args[1]));
	f[n++] = JEQ(fd, 1, 0);
	f[n++] = STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return n + one_of(f + n, replaces, 2);
}

#define FD_PROGRAM_MAX 32

/*
 * A guest that has given up root since it started is refused: it is treated
 * then as one that was never root, see filter_load().
 */
static int add(struct htask *ht, struct sock_filter *f, uint32_t n,
	       uint64_t flags)
{
	struct { uint64_t len, ptr; } prog = { .len = n };
	uint64_t bytes = FD_PROGRAM_MAX * sizeof(*f);
	struct ksig_regs *r = tracee_regs(ht);
	uint64_t at = (r->sp - 128 - bytes - sizeof(prog)) & ~15ull;
	uint8_t keep[FD_PROGRAM_MAX * sizeof(*f) + sizeof(prog)];
	struct ksig_piece p[2] = {
		{ at, &prog, sizeof(prog) },
		{ at + sizeof(prog), f, bytes },
	}, back = { at, keep, sizeof(keep) };
	uint64_t arg[6] = { SECCOMP_SET_MODE_FILTER, flags, at };
	uint64_t nnp[6] = { PR_SET_NO_NEW_PRIVS, 1 };
	int64_t ret;

	prog.ptr = at + sizeof(prog);
	if (tracee_read(ht->t.tid, keep, at, sizeof(keep)) != 0 ||
	    tracee_write(ht->t.tid, p, 2) != 0)
		return -LINUX_EFAULT;
	ret = tracee_inject(ht, SYS_seccomp, arg);
	if (ret == -EACCES) {
		tracee_inject(ht, SYS_prctl, nnp);
		ret = tracee_inject(ht, SYS_seccomp, arg);
	}
	tracee_write(ht->t.tid, &back, 1);
	return ret == 0 ? 0 : ret < 0 ? (int)ret : -LINUX_EAGAIN;
}

int filter_add_fd(struct htask *ht, int fd)
{
	struct sock_filter f[FD_PROGRAM_MAX] = { { 0, 0, 0, 0 } };

	return add(ht, f, fd_program(f, fd), SECCOMP_FILTER_FLAG_TSYNC);
}

static int add_calls(struct htask *ht, const uint32_t *nrs, uint32_t nr)
{
	struct sock_filter f[FD_PROGRAM_MAX] = { { 0, 0, 0, 0 } };

	return add(ht, f, one_of(f, nrs, nr), SECCOMP_FILTER_FLAG_TSYNC);
}

int filter_add_sends(struct htask *ht)
{
	return add_calls(ht, sends, 2);
}

int filter_add_recvs(struct htask *ht)
{
	return add_calls(ht, recvs, 2);
}

int filter_add_strict(struct htask *ht)
{
	struct sock_filter f[FD_PROGRAM_MAX] = { { 0, 0, 0, 0 } };
	uint32_t n = 0, i;

	f[n++] = STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr));
	for (i = 0; i < NR_STRICTS; i++)
		f[n++] = JEQ(stricts[i], NR_STRICTS - i, 0);
	f[n++] = STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | FILTER_SERVE);
	f[n++] = STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return add(ht, f, n, 0);
}
