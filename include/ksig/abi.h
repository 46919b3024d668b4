/* SPDX-License-Identifier: MIT */
/*
 * The user-visible ABI of Linux's signals, byte for byte, in fixed-size types.
 *
 * Never mix this header's structs with the host's <signal.h>: every name here
 * has the prefix linux_ or LINUX_, so both can be included in one file, but a
 * guest's struct is always one of these.
 *
 * Sources: signal(7), sigaction(2), sigaltstack(2), signalfd(2), ptrace(2),
 * rt_sigqueueinfo(2), the System V ABI for x86-64, and observation.
 */
#ifndef KSIG_ABI_H
#define KSIG_ABI_H

#include <stdint.h>

/* Signal numbers (signal(7), x86 column: also arm, riscv). */
#define LINUX_SIGHUP	1
#define LINUX_SIGINT	2
#define LINUX_SIGQUIT	3
#define LINUX_SIGILL	4
#define LINUX_SIGTRAP	5
#define LINUX_SIGABRT	6
#define LINUX_SIGBUS	7
#define LINUX_SIGFPE	8
#define LINUX_SIGKILL	9
#define LINUX_SIGUSR1	10
#define LINUX_SIGSEGV	11
#define LINUX_SIGUSR2	12
#define LINUX_SIGPIPE	13
#define LINUX_SIGALRM	14
#define LINUX_SIGTERM	15
#define LINUX_SIGSTKFLT	16
#define LINUX_SIGCHLD	17
#define LINUX_SIGCONT	18
#define LINUX_SIGSTOP	19
#define LINUX_SIGTSTP	20
#define LINUX_SIGTTIN	21
#define LINUX_SIGTTOU	22
#define LINUX_SIGURG	23
#define LINUX_SIGXCPU	24
#define LINUX_SIGXFSZ	25
#define LINUX_SIGVTALRM	26
#define LINUX_SIGPROF	27
#define LINUX_SIGWINCH	28
#define LINUX_SIGIO	29
#define LINUX_SIGPWR	30
#define LINUX_SIGSYS	31
#define LINUX_SIGRTMIN	32	/* the kernel's; libcs keep a few */
#define LINUX_SIGRTMAX	64	/* inclusive */

/* sa_flags (sigaction(2)). */
#define LINUX_SA_NOCLDSTOP	0x00000001u
#define LINUX_SA_NOCLDWAIT	0x00000002u
#define LINUX_SA_SIGINFO	0x00000004u
#define LINUX_SA_UNSUPPORTED	0x00000400u	/* never kept: a probe */
#define LINUX_SA_EXPOSE_TAGBITS	0x00000800u
#define LINUX_SA_IMMUTABLE	0x00800000u	/* the kernel's own */
#define LINUX_SA_RESTORER	0x04000000u
#define LINUX_SA_ONSTACK	0x08000000u
#define LINUX_SA_RESTART	0x10000000u
#define LINUX_SA_NODEFER	0x40000000u
#define LINUX_SA_RESETHAND	0x80000000u

#define LINUX_SIG_DFL	0u
#define LINUX_SIG_IGN	1u

/* rt_sigprocmask(2)'s how. */
#define LINUX_SIG_BLOCK		0
#define LINUX_SIG_UNBLOCK	1
#define LINUX_SIG_SETMASK	2

/* si_code (sigaction(2)). Positive: made by the kernel. */
#define LINUX_SI_USER		0
#define LINUX_SI_KERNEL		0x80
#define LINUX_SI_QUEUE		(-1)
#define LINUX_SI_TIMER		(-2)
#define LINUX_SI_MESGQ		(-3)
#define LINUX_SI_ASYNCIO	(-4)
#define LINUX_SI_SIGIO		(-5)
#define LINUX_SI_TKILL		(-6)
#define LINUX_SI_DETHREAD	(-7)
#define LINUX_SI_ASYNCNL	(-60)

#define LINUX_ILL_ILLOPC	1
#define LINUX_ILL_ILLOPN	2
#define LINUX_FPE_INTDIV	1
#define LINUX_SEGV_MAPERR	1
#define LINUX_SEGV_ACCERR	2
#define LINUX_SEGV_BNDERR	3
#define LINUX_SEGV_PKUERR	4
#define LINUX_BUS_ADRALN	1
#define LINUX_BUS_ADRERR	2
#define LINUX_BUS_MCEERR_AR	4
#define LINUX_BUS_MCEERR_AO	5
#define LINUX_TRAP_BRKPT	1
#define LINUX_TRAP_TRACE	2
#define LINUX_TRAP_PERF		6
#define LINUX_SYS_SECCOMP	1
#define LINUX_POLL_IN		1
#define LINUX_POLL_OUT		2
#define LINUX_POLL_MSG		3
#define LINUX_POLL_ERR		4
#define LINUX_POLL_PRI		5
#define LINUX_POLL_HUP		6
#define LINUX_CLD_EXITED	1
#define LINUX_CLD_KILLED	2
#define LINUX_CLD_DUMPED	3
#define LINUX_CLD_TRAPPED	4
#define LINUX_CLD_STOPPED	5
#define LINUX_CLD_CONTINUED	6

/* sigaltstack(2). */
#define LINUX_SS_ONSTACK	1
#define LINUX_SS_DISABLE	2
#define LINUX_SS_AUTODISARM	((int32_t)(1u << 31))
#define LINUX_MINSIGSTKSZ	2048

/* wait4(2), waitid(2). */
#define LINUX_WNOHANG		0x00000001u
#define LINUX_WUNTRACED		0x00000002u
#define LINUX_WSTOPPED		LINUX_WUNTRACED
#define LINUX_WEXITED		0x00000004u
#define LINUX_WCONTINUED	0x00000008u
#define LINUX_WNOWAIT		0x01000000u
#define LINUX_WNOTHREAD		0x20000000u	/* __WNOTHREAD */
#define LINUX_WALL		0x40000000u	/* __WALL */
#define LINUX_WCLONE		0x80000000u	/* __WCLONE */
#define LINUX_P_ALL	0
#define LINUX_P_PID	1
#define LINUX_P_PGID	2
#define LINUX_P_PIDFD	3

/* prctl(2) options that mean something to signals. */
#define LINUX_PR_SET_PDEATHSIG		1
#define LINUX_PR_GET_PDEATHSIG		2
#define LINUX_PR_SET_CHILD_SUBREAPER	36
#define LINUX_PR_GET_CHILD_SUBREAPER	37

/* ptrace(2): requests that are about signals, stops and tracing itself. */
#define LINUX_PTRACE_TRACEME		0
#define LINUX_PTRACE_CONT		7
#define LINUX_PTRACE_KILL		8
#define LINUX_PTRACE_ATTACH		16
#define LINUX_PTRACE_DETACH		17
#define LINUX_PTRACE_OLDSETOPTIONS	21
#define LINUX_PTRACE_SETOPTIONS		0x4200
#define LINUX_PTRACE_GETEVENTMSG	0x4201
#define LINUX_PTRACE_GETSIGINFO		0x4202
#define LINUX_PTRACE_SETSIGINFO		0x4203
#define LINUX_PTRACE_SEIZE		0x4206
#define LINUX_PTRACE_INTERRUPT		0x4207
#define LINUX_PTRACE_LISTEN		0x4208
#define LINUX_PTRACE_PEEKSIGINFO	0x4209
#define LINUX_PTRACE_GETSIGMASK		0x420a
#define LINUX_PTRACE_SETSIGMASK		0x420b
#define LINUX_PTRACE_PEEKSIGINFO_SHARED	1u

#define LINUX_PTRACE_EVENT_FORK		1
#define LINUX_PTRACE_EVENT_VFORK	2
#define LINUX_PTRACE_EVENT_CLONE	3
#define LINUX_PTRACE_EVENT_EXEC		4
#define LINUX_PTRACE_EVENT_VFORK_DONE	5
#define LINUX_PTRACE_EVENT_EXIT		6
#define LINUX_PTRACE_EVENT_STOP		128

/* Options: bit n for event n, and these. */
#define LINUX_PTRACE_O_TRACESYSGOOD	0x00000001u
#define LINUX_PTRACE_O_EXITKILL		0x00100000u
#define LINUX_PTRACE_O_MASK		0x003000ffu

/* PTRACE_PEEKSIGINFO's argument. */
struct linux_ptrace_peeksiginfo_args {
	uint64_t off;
	uint32_t flags;
	int32_t nr;
};

/* clone(2) flags that mean something to signals. */
#define LINUX_CSIGNAL		0x000000ffull
#define LINUX_CLONE_VM		0x00000100ull
#define LINUX_CLONE_FILES	0x00000400ull
#define LINUX_CLONE_SIGHAND	0x00000800ull
#define LINUX_CLONE_PTRACE	0x00002000ull
#define LINUX_CLONE_VFORK	0x00004000ull
#define LINUX_CLONE_PARENT	0x00008000ull
#define LINUX_CLONE_THREAD	0x00010000ull
#define LINUX_CLONE_UNTRACED	0x00800000ull
#define LINUX_CLONE_CLEAR_SIGHAND 0x100000000ull

/* errno values that the subsystem returns (negated). */
#define LINUX_EPERM	1
#define LINUX_ESRCH	3
#define LINUX_EINTR	4
#define LINUX_EIO	5
#define LINUX_E2BIG	7
#define LINUX_EBADF	9
#define LINUX_ECHILD	10
#define LINUX_EAGAIN	11
#define LINUX_ENOMEM	12
#define LINUX_EFAULT	14
#define LINUX_EINVAL	22
#define LINUX_ENOSYS	38
#define LINUX_EOPNOTSUPP 95

/*
 * The restart codes: what an interrupted call returns inside the kernel.
 * A program never sees them; ptrace(2) shows them in the result register.
 */
#define LINUX_ERESTARTSYS		512 /* handler: SA_RESTART */
#define LINUX_ERESTARTNOINTR		513 /* always restart */
#define LINUX_ERESTARTNOHAND		514 /* restart if no handler ran */
#define LINUX_ERESTART_RESTARTBLOCK	516 /* restart_syscall(2) */

/* signalfd(2). */
#define LINUX_SFD_CLOEXEC	02000000
#define LINUX_SFD_NONBLOCK	00004000

/* pidfd_send_signal(2) flags (6.9 and later). */
#define LINUX_PIDFD_SIGNAL_THREAD		1u
#define LINUX_PIDFD_SIGNAL_THREAD_GROUP		2u
#define LINUX_PIDFD_SIGNAL_PROCESS_GROUP	4u

/*
 * siginfo_t, 128 bytes. Which arm is filled is decided by si_signo and
 * si_code; core/siginfo.c is the only place that fills one.
 */
struct linux_siginfo {
	int32_t si_signo;
	int32_t si_errno;
	int32_t si_code;
	int32_t pad0;
	union {
		uint8_t bytes[112];
		struct {		/* SI_USER, SI_TKILL */
			int32_t pid;
			uint32_t uid;
		} kill;
		struct {		/* SI_TIMER */
			int32_t timerid;
			int32_t overrun;
			uint64_t value;
		} timer;
		struct {		/* SI_QUEUE, SI_MESGQ */
			int32_t pid;
			uint32_t uid;
			uint64_t value;
		} rt;
		struct {		/* CLD_* */
			int32_t pid;
			uint32_t uid;
			int32_t status;
			int32_t pad;
			int64_t utime;	/* clock ticks */
			int64_t stime;
		} chld;
		struct {		/* faults */
			uint64_t addr;
			int16_t addr_lsb;
			int16_t pad[3];
			uint64_t lower;
			uint64_t upper;
		} fault;
		struct {		/* POLL_* */
			int64_t band;
			int32_t fd;
		} poll;
		struct {		/* SYS_SECCOMP */
			uint64_t call_addr;
			int32_t syscall;
			uint32_t arch;
		} sys;
	} u;
};
_Static_assert(sizeof(struct linux_siginfo) == 128, "siginfo_t is 128 bytes");

/* What rt_sigaction(2) takes on x86-64. */
struct linux_sigaction {
	uint64_t handler;
	uint64_t flags;		/* unsigned long in the ABI */
	uint64_t restorer;
	uint64_t mask;
};

/* stack_t. */
struct linux_stack {
	uint64_t sp;
	int32_t flags;
	int32_t pad;
	uint64_t size;
};

struct linux_timespec {
	int64_t tv_sec;
	int64_t tv_nsec;
};

/* struct rusage: two struct timeval and fourteen long. */
struct linux_rusage {
	int64_t utime_sec, utime_usec;
	int64_t stime_sec, stime_usec;
	int64_t other[14];
};
_Static_assert(sizeof(struct linux_rusage) == 144, "rusage is 144 bytes");

struct linux_itimerspec {
	struct linux_timespec it_interval, it_value;
};

struct linux_timeval {
	int64_t tv_sec;
	int64_t tv_usec;
};

struct linux_itimerval {
	struct linux_timeval it_interval, it_value;
};

/* sigevent(3). */
struct linux_sigevent {
	uint64_t value;
	int32_t signo;
	int32_t notify;		/* LINUX_SIGEV_* */
	int32_t tid;
	int32_t pad[11];
};
_Static_assert(sizeof(struct linux_sigevent) == 64, "sigevent is 64 bytes");
#define LINUX_SIGEV_SIGNAL	0
#define LINUX_SIGEV_NONE	1
#define LINUX_SIGEV_THREAD	2	/* to the kernel the same as SIGNAL */
#define LINUX_SIGEV_THREAD_ID	4

#define LINUX_TIMER_ABSTIME	1	/* timer_settime(2) */
#define LINUX_DELAYTIMER_MAX	INT32_MAX
#define LINUX_ITIMER_REAL	0	/* setitimer(2) */
#define LINUX_ITIMER_VIRTUAL	1
#define LINUX_ITIMER_PROF	2

/* What read(2) on a signalfd gives. */
struct linux_signalfd_siginfo {
	uint32_t ssi_signo;
	int32_t ssi_errno;
	int32_t ssi_code;
	uint32_t ssi_pid;
	uint32_t ssi_uid;
	int32_t ssi_fd;
	uint32_t ssi_tid;
	uint32_t ssi_band;
	uint32_t ssi_overrun;
	uint32_t ssi_trapno;
	int32_t ssi_status;
	int32_t ssi_int;
	uint64_t ssi_ptr;
	uint64_t ssi_utime;
	uint64_t ssi_stime;
	uint64_t ssi_addr;
	uint16_t ssi_addr_lsb;
	uint16_t pad2;
	int32_t ssi_syscall;
	uint64_t ssi_call_addr;
	uint32_t ssi_arch;
	uint8_t pad[28];
};
_Static_assert(sizeof(struct linux_signalfd_siginfo) == 128, "128 bytes");

/* x86-64 numbers of the calls that sys/ serves (asm/unistd_64.h's). */
#define LINUX_NR_rt_sigaction		13
#define LINUX_NR_rt_sigprocmask		14
#define LINUX_NR_rt_sigreturn		15
#define LINUX_NR_pause			34
#define LINUX_NR_getitimer		36
#define LINUX_NR_alarm			37
#define LINUX_NR_setitimer		38
#define LINUX_NR_wait4			61
#define LINUX_NR_kill			62
#define LINUX_NR_ptrace			101
#define LINUX_NR_rt_sigpending		127
#define LINUX_NR_rt_sigtimedwait	128
#define LINUX_NR_rt_sigqueueinfo	129
#define LINUX_NR_rt_sigsuspend		130
#define LINUX_NR_sigaltstack		131
#define LINUX_NR_prctl			157
#define LINUX_NR_tkill			200
#define LINUX_NR_restart_syscall	219
#define LINUX_NR_timer_create		222
#define LINUX_NR_timer_settime		223
#define LINUX_NR_timer_gettime		224
#define LINUX_NR_timer_getoverrun	225
#define LINUX_NR_timer_delete		226
#define LINUX_NR_tgkill			234
#define LINUX_NR_waitid			247
#define LINUX_NR_pselect6		270
#define LINUX_NR_ppoll			271
#define LINUX_NR_epoll_pwait		281
#define LINUX_NR_signalfd		282
#define LINUX_NR_signalfd4		289
#define LINUX_NR_rt_tgsigqueueinfo	297
#define LINUX_NR_io_pgetevents		333
#define LINUX_NR_pidfd_send_signal	424
#define LINUX_NR_io_uring_enter		426
#define LINUX_NR_epoll_pwait2		441

#endif /* KSIG_ABI_H */
