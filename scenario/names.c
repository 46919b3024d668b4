/* SPDX-License-Identifier: MIT */
/*
 * The names of signals, errors and reasons. RT0 is the kernel's first
 * real-time signal, 32: there is no libc here that keeps any.
 */
#include "text.h"
#include <ksig/abi.h>

const char *const scn_sig_names[32] = {
	"0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL",
	"USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD",
	"CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ",
	"VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
};

static bool is(const char *name, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!name[i] || name[i] != s[i])
			return false;
	return !name[len];
}

int64_t scn_sig_number(const char *s, size_t len)
{
	int n = 0;
	size_t i;

	for (i = 1; i < 32; i++)
		if (is(scn_sig_names[i], s, len))
			return (int64_t)i;
	if (len < 3 || len > 4 || s[0] != 'R' || s[1] != 'T')
		return -1;
	for (i = 2; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		n = n * 10 + s[i] - '0';
	}
	return n <= 32 ? 32 + n : -1;
}

static const struct scn_word errors[] = {
	{ "EPERM", 1 }, { "ENOENT", 2 }, { "ESRCH", 3 }, { "EINTR", 4 },
	{ "EIO", 5 }, { "ENXIO", 6 }, { "E2BIG", 7 }, { "EBADF", 9 },
	{ "ECHILD", 10 }, { "EAGAIN", 11 }, { "ENOMEM", 12 },
	{ "EACCES", 13 }, { "EFAULT", 14 }, { "EBUSY", 16 },
	{ "EEXIST", 17 }, { "EINVAL", 22 }, { "EMFILE", 24 },
	{ "ENOTTY", 25 }, { "EFBIG", 27 }, { "ESPIPE", 29 }, { "EPIPE", 32 },
	{ "ERANGE", 34 }, { "EDEADLK", 35 }, { "ENOSYS", 38 },
	{ "EOVERFLOW", 75 }, { "EOPNOTSUPP", 95 }, { "ETIMEDOUT", 110 },
	{ "ERESTARTSYS", 512 }, { "ERESTARTNOINTR", 513 },
	{ "ERESTARTNOHAND", 514 }, { "ERESTART_RESTARTBLOCK", 516 },
	{ NULL, 0 },
};

const char *scn_errno_name(int64_t err)
{
	const struct scn_word *w;

	for (w = errors; w->name; w++)
		if (w->value == err)
			return w->name;
	return NULL;
}

const struct scn_word scn_words_code[] = {
	{ "SI_USER", LINUX_SI_USER }, { "SI_KERNEL", LINUX_SI_KERNEL },
	{ "SI_QUEUE", LINUX_SI_QUEUE }, { "SI_TIMER", LINUX_SI_TIMER },
	{ "SI_MESGQ", LINUX_SI_MESGQ }, { "SI_ASYNCIO", LINUX_SI_ASYNCIO },
	{ "SI_SIGIO", LINUX_SI_SIGIO }, { "SI_TKILL", LINUX_SI_TKILL },
	{ "SI_DETHREAD", LINUX_SI_DETHREAD },
	{ "SI_ASYNCNL", LINUX_SI_ASYNCNL },
	{ NULL, 0 },
};

/* si_code above 0 counts from 1, in a list of its own for each signal. */
static const char *const ill[] = { "ILLOPC", "ILLOPN", "ILLADR", "ILLTRP",
	"PRVOPC", "PRVREG", "COPROC", "BADSTK" };
static const char *const fpe[] = { "INTDIV", "INTOVF", "FLTDIV", "FLTOVF",
	"FLTUND", "FLTRES", "FLTINV", "FLTSUB" };
static const char *const segv[] = { "MAPERR", "ACCERR", "BNDERR", "PKUERR" };
static const char *const bus[] = { "ADRALN", "ADRERR", "OBJERR", "MCEERR_AR",
	"MCEERR_AO" };
static const char *const trap[] = { "BRKPT", "TRACE", "BRANCH", "HWBKPT",
	"UNK", "PERF" };
static const char *const cld[] = { "EXITED", "KILLED", "DUMPED", "TRAPPED",
	"STOPPED", "CONTINUED" };
static const char *const band[] = { "IN", "OUT", "MSG", "ERR", "PRI", "HUP" };
static const char *const sys[] = { "SECCOMP", "USER_DISPATCH" };

#define LIST(l) { l, sizeof(l) / sizeof(*(l)) }
static const struct {
	const char *const *names;
	size_t nr;
} lists[32] = {
	[LINUX_SIGILL] = LIST(ill), [LINUX_SIGFPE] = LIST(fpe),
	[LINUX_SIGSEGV] = LIST(segv), [LINUX_SIGBUS] = LIST(bus),
	[LINUX_SIGTRAP] = LIST(trap), [LINUX_SIGCHLD] = LIST(cld),
	[LINUX_SIGIO] = LIST(band), [LINUX_SIGSYS] = LIST(sys),
};

const char *scn_code_name(int64_t sig, int64_t code)
{
	if (sig < 1 || sig > 31 || code < 1 ||
	    (uint64_t)code > lists[sig].nr)
		return NULL;
	return lists[sig].names[code - 1];
}
