/* SPDX-License-Identifier: MIT */
/*
 * siginfo_t: which arm a signal fills, building each kind, and signalfd's
 * form of it. No other file fills one.
 */
#include "core.h"

#define NR_POLL_CODES 6	/* POLL_IN .. POLL_HUP */

/* Signals with codes of their own (sigaction(2)), and how many. */
static const struct {
	int16_t nr_codes;
	int16_t layout;
} specific[] = {
	[LINUX_SIGILL] = { 11, KSIG__LAYOUT_FAULT },
	[LINUX_SIGFPE] = { 15, KSIG__LAYOUT_FAULT },
	[LINUX_SIGSEGV] = { 10, KSIG__LAYOUT_FAULT },
	[LINUX_SIGBUS] = { 5, KSIG__LAYOUT_FAULT },
	[LINUX_SIGTRAP] = { 6, KSIG__LAYOUT_FAULT },
	[LINUX_SIGCHLD] = { 6, KSIG__LAYOUT_CHLD },
	[LINUX_SIGIO] = { NR_POLL_CODES, KSIG__LAYOUT_POLL },
	[LINUX_SIGSYS] = { 2, KSIG__LAYOUT_SYS },
};
#define NR_SPECIFIC ((int)(sizeof(specific) / sizeof(specific[0])))

/* sig may be anything: a siginfo is looked at before its number is checked. */
bool ksig__siginfo_has_codes(int sig)
{
	return sig > 0 && sig < NR_SPECIFIC && specific[sig].nr_codes != 0;
}

/* Which arm sig with code fills. Linux: siginfo_layout(). */
enum ksig__layout ksig__siginfo_layout(int sig, int32_t code)
{
	if (code > LINUX_SI_USER && code < LINUX_SI_KERNEL) {
		if (ksig__siginfo_has_codes(sig) && code <= specific[sig].nr_codes) {
			if (sig == LINUX_SIGBUS && code >= LINUX_BUS_MCEERR_AR)
				return KSIG__LAYOUT_FAULT_MCEERR;
			return (enum ksig__layout)specific[sig].layout;
		}
		return code <= NR_POLL_CODES ? KSIG__LAYOUT_POLL :
					       KSIG__LAYOUT_KILL;
	}
	if (code == LINUX_SI_TIMER)
		return KSIG__LAYOUT_TIMER;
	if (code == LINUX_SI_SIGIO)
		return KSIG__LAYOUT_POLL;
	return code < 0 ? KSIG__LAYOUT_RT : KSIG__LAYOUT_KILL;
}

/* Does Linux know what the siginfo holds? Linux: known_siginfo_layout(). */
bool ksig__siginfo_known(int sig, int32_t code)
{
	if (code == LINUX_SI_KERNEL)
		return true;
	if (code > LINUX_SI_USER)
		return code <= (ksig__siginfo_has_codes(sig) ? specific[sig].nr_codes :
						    NR_POLL_CODES);
	return code >= LINUX_SI_DETHREAD || code == LINUX_SI_ASYNCNL;
}

static void clear(struct linux_siginfo *i, int sig, int32_t code)
{
	*i = (struct linux_siginfo){ .si_signo = sig, .si_code = code };
}

/* The same for one that is generated: an entry keeps no more of it. */
static inline void clear_kept(struct linux_siginfo *i, int sig, int32_t code)
{
	i->si_signo = sig;
	i->si_errno = 0;
	i->si_code = code;
	__builtin_memset(&i->si_code + 1, 0, KSIG_SIGINFO_KEPT_BYTES - 12);
}

/* Of an instance without an entry: as if sent by pid 0. */
void ksig__siginfo_bare(struct linux_siginfo *i, int sig)
{
	clear(i, sig, LINUX_SI_USER);
}

/* Made by the kernel, without anything to tell. */
void ksig__siginfo_kernel(struct linux_siginfo *i, int sig)
{
	clear(i, sig, LINUX_SI_KERNEL);
}

/*
 * kill(2) (SI_USER) and tkill(2) (SI_TKILL), to be generated: what is not kept
 * of a siginfo is not set. The sender's id is that in its
 * own pid namespace, also where a receiver outside, of the same process
 * group, sees another. Linux: prepare_kill_siginfo().
 */
void ksig__siginfo_kill(struct linux_siginfo *i, int sig, int32_t code,
			const struct ksig_task *from)
{
	clear_kept(i, sig, code);
	i->u.kill.pid = ksig__pid_in(from->group, from->group);
	i->u.kill.uid = from->user->uid;
}

/* SIGCHLD and what replaces it, for the child's parent. */
void ksig__siginfo_child(struct linux_siginfo *i, int sig, int32_t code,
			 int32_t status, const struct ksig_group *child)
{
	clear(i, sig, code);
	i->u.chld.pid = ksig__pid_in(child, child->parent);
	i->u.chld.uid = child->uid;
	i->u.chld.status = status;
	i->u.chld.utime = child->utime;
	i->u.chld.stime = child->stime;
}

/* signalfd(2)'s record of info. Linux: signalfd_copyinfo(). */
void ksig__siginfo_to_signalfd(struct linux_signalfd_siginfo *out,
			       const struct linux_siginfo *info)
{
	*out = (struct linux_signalfd_siginfo){
		.ssi_signo = (uint32_t)info->si_signo,
		.ssi_errno = info->si_errno,
		.ssi_code = info->si_code,
	};
	switch (ksig__siginfo_layout(info->si_signo, info->si_code)) {
	case KSIG__LAYOUT_KILL:
		out->ssi_pid = (uint32_t)info->u.kill.pid;
		out->ssi_uid = info->u.kill.uid;
		break;
	case KSIG__LAYOUT_TIMER:
		out->ssi_tid = (uint32_t)info->u.timer.timerid;
		out->ssi_overrun = (uint32_t)info->u.timer.overrun;
		out->ssi_ptr = info->u.timer.value;
		out->ssi_int = (int32_t)info->u.timer.value;
		break;
	case KSIG__LAYOUT_POLL:
		out->ssi_band = (uint32_t)info->u.poll.band;
		out->ssi_fd = info->u.poll.fd;
		break;
	case KSIG__LAYOUT_FAULT_MCEERR:
		out->ssi_addr_lsb = (uint16_t)info->u.fault.addr_lsb;
		/* fall through */
	case KSIG__LAYOUT_FAULT:
		out->ssi_addr = info->u.fault.addr;
		break;
	case KSIG__LAYOUT_CHLD:
		out->ssi_pid = (uint32_t)info->u.chld.pid;
		out->ssi_uid = info->u.chld.uid;
		out->ssi_status = info->u.chld.status;
		out->ssi_utime = (uint64_t)info->u.chld.utime;
		out->ssi_stime = (uint64_t)info->u.chld.stime;
		break;
	case KSIG__LAYOUT_RT:
		out->ssi_pid = (uint32_t)info->u.rt.pid;
		out->ssi_uid = info->u.rt.uid;
		out->ssi_ptr = info->u.rt.value;
		out->ssi_int = (int32_t)info->u.rt.value;
		break;
	case KSIG__LAYOUT_SYS:
		out->ssi_call_addr = info->u.sys.call_addr;
		out->ssi_syscall = info->u.sys.syscall;
		out->ssi_arch = info->u.sys.arch;
		break;
	}
}

/* "SIGINT"; real-time ones by number: "SIGRT34". */
const char *ksig_signal_name(int sig, char *buf)
{
	static const char names[][8] = {
		"?", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS",
		"FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
		"TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
		"TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
		"IO", "PWR", "SYS",
	};
	const char *name = "RT";
	char *out = buf;

	*out++ = 'S';
	*out++ = 'I';
	*out++ = 'G';
	if (sig < 0 || sig > KSIG_NSIG)
		sig = 0;
	if (sig < LINUX_SIGRTMIN)
		name = names[sig];
	while (*name)
		*out++ = *name++;
	if (sig >= LINUX_SIGRTMIN) {
		*out++ = (char)('0' + sig / 10);
		*out++ = (char)('0' + sig % 10);
	}
	*out = '\0';
	return buf;
}
