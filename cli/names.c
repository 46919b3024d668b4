/* SPDX-License-Identifier: MIT */
/* Names of signals, codes and flags, and the words of the JSON form. */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NR_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The first real-time signal that glibc leaves to programs. */
#define LIBC_SIGRTMIN 34

static const char *const signal_names[] = {
	NULL, "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE",
	"KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
	"CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
	"XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
};

static const struct {
	const char *name;
	int sig;
} signal_aliases[] = {
	{ "IOT", LINUX_SIGABRT },
	{ "CLD", LINUX_SIGCHLD },
	{ "POLL", LINUX_SIGIO },
};

const char *cli_signal_name(int sig, char *buf)
{
	if (sig > 0 && (size_t)sig < NR_OF(signal_names))
		snprintf(buf, CLI_NAME_MAX, "SIG%s", signal_names[sig]);
	else if (sig == LIBC_SIGRTMIN)
		snprintf(buf, CLI_NAME_MAX, "SIGRTMIN");
	else if (sig == LINUX_SIGRTMAX)
		snprintf(buf, CLI_NAME_MAX, "SIGRTMAX");
	else if (sig > LIBC_SIGRTMIN && sig < LINUX_SIGRTMAX)
		snprintf(buf, CLI_NAME_MAX, "SIGRTMIN+%d",
			 sig - LIBC_SIGRTMIN);
	else if (sig >= LINUX_SIGRTMIN && sig < LIBC_SIGRTMIN)
		snprintf(buf, CLI_NAME_MAX, "SIGRT%d", sig);
	else
		snprintf(buf, CLI_NAME_MAX, "%d", sig);
	return buf;
}

/* A decimal number that is all of s and lies in lo..hi, or -1. */
static int parse_number(const char *s, int lo, int hi)
{
	char *end;
	long v;

	if (*s < '0' || *s > '9')
		return -1;
	errno = 0;
	v = strtol(s, &end, 10);
	if (errno != 0 || *end != '\0' || v < lo || v > hi)
		return -1;
	return (int)v;
}

/* What follows "RT": "MIN", "MIN+3", "MAX", "MAX-3", "34". */
static int parse_realtime(const char *s)
{
	const int span = LINUX_SIGRTMAX - LIBC_SIGRTMIN;
	int n;

	if (strcasecmp(s, "MIN") == 0)
		return LIBC_SIGRTMIN;
	if (strcasecmp(s, "MAX") == 0)
		return LINUX_SIGRTMAX;
	if (strncasecmp(s, "MIN+", 4) == 0) {
		n = parse_number(s + 4, 0, span);
		return n < 0 ? 0 : LIBC_SIGRTMIN + n;
	}
	if (strncasecmp(s, "MAX-", 4) == 0) {
		n = parse_number(s + 4, 0, span);
		return n < 0 ? 0 : LINUX_SIGRTMAX - n;
	}
	n = parse_number(s, LINUX_SIGRTMIN, LINUX_SIGRTMAX);
	return n < 0 ? 0 : n;
}

int cli_signal_parse(const char *word)
{
	int n = parse_number(word, 1, KSIG_NSIG);
	size_t i;

	if (n > 0)
		return n;
	if (strncasecmp(word, "SIG", 3) == 0)
		word += 3;
	for (i = 1; i < NR_OF(signal_names); i++)
		if (strcasecmp(word, signal_names[i]) == 0)
			return (int)i;
	for (i = 0; i < NR_OF(signal_aliases); i++)
		if (strcasecmp(word, signal_aliases[i].name) == 0)
			return signal_aliases[i].sig;
	if (strncasecmp(word, "RT", 2) == 0)
		return parse_realtime(word + 2);
	return 0;
}

struct code {
	int sig;	/* 0: of any signal */
	int code;
	const char *name;
	const char *meaning;
};

/* sigaction(2), "The si_code field". */
static const struct code codes[] = {
	{ 0, LINUX_SI_USER, "SI_USER", NULL },
	{ 0, LINUX_SI_KERNEL, "SI_KERNEL", NULL },
	{ 0, LINUX_SI_QUEUE, "SI_QUEUE", NULL },
	{ 0, LINUX_SI_TIMER, "SI_TIMER", NULL },
	{ 0, LINUX_SI_MESGQ, "SI_MESGQ", NULL },
	{ 0, LINUX_SI_ASYNCIO, "SI_ASYNCIO", NULL },
	{ 0, LINUX_SI_SIGIO, "SI_SIGIO", NULL },
	{ 0, LINUX_SI_TKILL, "SI_TKILL", NULL },
	{ 0, LINUX_SI_DETHREAD, "SI_DETHREAD", NULL },
	{ 0, LINUX_SI_ASYNCNL, "SI_ASYNCNL", NULL },
	{ LINUX_SIGILL, 1, "ILL_ILLOPC", "illegal opcode" },
	{ LINUX_SIGILL, 2, "ILL_ILLOPN", "illegal operand" },
	{ LINUX_SIGILL, 3, "ILL_ILLADR", "illegal addressing mode" },
	{ LINUX_SIGILL, 4, "ILL_ILLTRP", "illegal trap" },
	{ LINUX_SIGILL, 5, "ILL_PRVOPC", "privileged opcode" },
	{ LINUX_SIGILL, 6, "ILL_PRVREG", "privileged register" },
	{ LINUX_SIGILL, 7, "ILL_COPROC", "coprocessor error" },
	{ LINUX_SIGILL, 8, "ILL_BADSTK", "internal stack error" },
	{ LINUX_SIGFPE, 1, "FPE_INTDIV", "integer division by zero" },
	{ LINUX_SIGFPE, 2, "FPE_INTOVF", "integer overflow" },
	{ LINUX_SIGFPE, 3, "FPE_FLTDIV", "floating-point division by zero" },
	{ LINUX_SIGFPE, 4, "FPE_FLTOVF", "floating-point overflow" },
	{ LINUX_SIGFPE, 5, "FPE_FLTUND", "floating-point underflow" },
	{ LINUX_SIGFPE, 6, "FPE_FLTRES", "floating-point inexact result" },
	{ LINUX_SIGFPE, 7, "FPE_FLTINV", "invalid floating-point operation" },
	{ LINUX_SIGFPE, 8, "FPE_FLTSUB", "subscript out of range" },
	{ LINUX_SIGSEGV, 1, "SEGV_MAPERR", "nothing is mapped there" },
	{ LINUX_SIGSEGV, 2, "SEGV_ACCERR", "the mapping forbids it" },
	{ LINUX_SIGSEGV, 3, "SEGV_BNDERR", "bounds check failed" },
	{ LINUX_SIGSEGV, 4, "SEGV_PKUERR", "the protection key forbids it" },
	{ LINUX_SIGSEGV, 10, "SEGV_CPERR", "control protection" },
	{ LINUX_SIGBUS, 1, "BUS_ADRALN", "address not aligned" },
	{ LINUX_SIGBUS, 2, "BUS_ADRERR", "beyond the end of the object" },
	{ LINUX_SIGBUS, 3, "BUS_OBJERR", "hardware error" },
	{ LINUX_SIGBUS, 4, "BUS_MCEERR_AR", "memory error, consumed" },
	{ LINUX_SIGBUS, 5, "BUS_MCEERR_AO", "memory error, not consumed" },
	{ LINUX_SIGTRAP, 1, "TRAP_BRKPT", "breakpoint" },
	{ LINUX_SIGTRAP, 2, "TRAP_TRACE", "single step" },
	{ LINUX_SIGTRAP, 3, "TRAP_BRANCH", "branch" },
	{ LINUX_SIGTRAP, 4, "TRAP_HWBKPT", "hardware breakpoint" },
	{ LINUX_SIGTRAP, 5, "TRAP_UNK", NULL },
	{ LINUX_SIGTRAP, 6, "TRAP_PERF", "perf event" },
	{ LINUX_SIGCHLD, 1, "CLD_EXITED", NULL },
	{ LINUX_SIGCHLD, 2, "CLD_KILLED", NULL },
	{ LINUX_SIGCHLD, 3, "CLD_DUMPED", NULL },
	{ LINUX_SIGCHLD, 4, "CLD_TRAPPED", NULL },
	{ LINUX_SIGCHLD, 5, "CLD_STOPPED", NULL },
	{ LINUX_SIGCHLD, 6, "CLD_CONTINUED", NULL },
	{ LINUX_SIGIO, 1, "POLL_IN", "can be read" },
	{ LINUX_SIGIO, 2, "POLL_OUT", "can be written" },
	{ LINUX_SIGIO, 3, "POLL_MSG", "message" },
	{ LINUX_SIGIO, 4, "POLL_ERR", "error" },
	{ LINUX_SIGIO, 5, "POLL_PRI", "urgent input" },
	{ LINUX_SIGIO, 6, "POLL_HUP", "hung up" },
	{ LINUX_SIGSYS, 1, "SYS_SECCOMP", "refused by seccomp" },
	{ LINUX_SIGSYS, 2, "SYS_USER_DISPATCH", "system call dispatch" },
};

static const struct code *code_find(int sig, int code)
{
	size_t i;

	for (i = 0; i < NR_OF(codes); i++)
		if (codes[i].code == code &&
		    (codes[i].sig == 0 || codes[i].sig == sig))
			return &codes[i];
	return NULL;
}

const char *cli_code_name(int sig, int code, char *buf)
{
	const struct code *c = code_find(sig, code);

	if (c != NULL)
		return c->name;
	snprintf(buf, CLI_NAME_MAX, "%d", code);
	return buf;
}

const char *cli_code_meaning(int sig, int code)
{
	const struct code *c = code_find(sig, code);

	return c != NULL ? c->meaning : NULL;
}

/* SA_RESTORER is left out: libc sets it always, and it says nothing. */
bool cli_sa_flag(unsigned int i, uint32_t *bit, const char **name)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} flags[] = {
		{ LINUX_SA_SIGINFO, "SA_SIGINFO" },
		{ LINUX_SA_RESTART, "SA_RESTART" },
		{ LINUX_SA_ONSTACK, "SA_ONSTACK" },
		{ LINUX_SA_NODEFER, "SA_NODEFER" },
		{ LINUX_SA_RESETHAND, "SA_RESETHAND" },
		{ LINUX_SA_NOCLDSTOP, "SA_NOCLDSTOP" },
		{ LINUX_SA_NOCLDWAIT, "SA_NOCLDWAIT" },
		{ LINUX_SA_EXPOSE_TAGBITS, "SA_EXPOSE_TAGBITS" },
	};

	if (i >= NR_OF(flags))
		return false;
	*bit = flags[i].bit;
	*name = flags[i].name;
	return true;
}

/* Arms by signal for the kernel's own codes (sigaction(2)). */
static enum cli_arm arm_of_signal(int sig)
{
	switch (sig) {
	case LINUX_SIGILL:
	case LINUX_SIGFPE:
	case LINUX_SIGSEGV:
	case LINUX_SIGBUS:
	case LINUX_SIGTRAP:
		return CLI_ARM_FAULT;
	case LINUX_SIGCHLD:
		return CLI_ARM_CHLD;
	case LINUX_SIGSYS:
		return CLI_ARM_SYS;
	default:
		/* SIGIO, or what F_SETSIG put in its place. */
		return CLI_ARM_POLL;
	}
}

enum cli_arm cli_info_arm(const struct linux_siginfo *info)
{
	if (info == NULL)
		return CLI_ARM_NONE;
	switch (info->si_code) {
	case LINUX_SI_USER:
	case LINUX_SI_TKILL:
		return CLI_ARM_KILL;
	case LINUX_SI_KERNEL:
	case LINUX_SI_DETHREAD:
		return CLI_ARM_NONE;
	case LINUX_SI_TIMER:
		return CLI_ARM_TIMER;
	case LINUX_SI_SIGIO:
		return CLI_ARM_POLL;
	default:
		break;
	}
	if (info->si_code < 0)
		return CLI_ARM_RT;
	if (info->si_code > LINUX_SI_KERNEL)
		return CLI_ARM_NONE;
	return arm_of_signal(info->si_signo);
}

static const char *word(const char *const *words, size_t nr, unsigned int i)
{
	return i < nr && words[i] != NULL ? words[i] : "unknown";
}
#define WORD(words, i) word(words, NR_OF(words), (unsigned int)(i))

const char *cli_kind_word(enum ksig_event_kind kind)
{
	static const char *const words[] = {
		[KSIG_EV_GENERATE] = "generate",
		[KSIG_EV_TARGET] = "target",
		[KSIG_EV_DISCARD] = "discard",
		[KSIG_EV_DELIVER] = "deliver",
		[KSIG_EV_RETURN] = "return",
		[KSIG_EV_ACCEPT] = "accept",
		[KSIG_EV_STOP] = "stop",
		[KSIG_EV_CONTINUE] = "continue",
		[KSIG_EV_EXIT] = "exit",
		[KSIG_EV_WAIT] = "wait",
		[KSIG_EV_TRAP] = "trap",
		[KSIG_EV_RESUME] = "resume",
	};

	return WORD(words, kind);
}

const char *cli_result_word(enum ksig_gen_result result)
{
	static const char *const words[] = {
		[KSIG_GEN_DELIVERED] = "delivered",
		[KSIG_GEN_IGNORED] = "ignored",
		[KSIG_GEN_ALREADY_PENDING] = "already_pending",
		[KSIG_GEN_OVERFLOW_FAIL] = "overflow_fail",
		[KSIG_GEN_LOSE_INFO] = "lose_info",
	};

	return WORD(words, result);
}

const char *cli_by_word(enum ksig_by by)
{
	static const char *const words[] = {
		[KSIG_BY_KERNEL] = "kernel",
		[KSIG_BY_KILL] = "kill",
		[KSIG_BY_TKILL] = "tkill",
		[KSIG_BY_TGKILL] = "tgkill",
		[KSIG_BY_SIGQUEUE] = "sigqueue",
		[KSIG_BY_PIDFD] = "pidfd",
		[KSIG_BY_FAULT] = "fault",
		[KSIG_BY_TIMER] = "timer",
		[KSIG_BY_CHILD] = "child",
		[KSIG_BY_TTY] = "tty",
		[KSIG_BY_IO] = "io",
		[KSIG_BY_OUTSIDE] = "outside",
		[KSIG_BY_PDEATH] = "parent_death",
		[KSIG_BY_PTRACE] = "ptrace",
	};

	return WORD(words, by);
}

const char *cli_trap_word(const struct ksig_event *ev)
{
	static const char *const words[] = {
		[LINUX_PTRACE_EVENT_FORK] = "PTRACE_EVENT_FORK",
		[LINUX_PTRACE_EVENT_VFORK] = "PTRACE_EVENT_VFORK",
		[LINUX_PTRACE_EVENT_CLONE] = "PTRACE_EVENT_CLONE",
		[LINUX_PTRACE_EVENT_EXEC] = "PTRACE_EVENT_EXEC",
		[LINUX_PTRACE_EVENT_VFORK_DONE] = "PTRACE_EVENT_VFORK_DONE",
		[LINUX_PTRACE_EVENT_EXIT] = "PTRACE_EVENT_EXIT",
		[LINUX_PTRACE_EVENT_STOP] = "PTRACE_EVENT_STOP",
	};
	const int event = ev->u.trap.code >> 8;

	if (event != 0)
		return WORD(words, event);
	if (ev->u.trap.group_stop)
		return "group-stop";
	return ev->sig != 0 ? "signal-delivery-stop" : "syscall-stop";
}

const char *cli_discard_word(enum ksig_discard_why why)
{
	static const char *const words[] = {
		[KSIG_WHY_SIGCONT] = "sigcont",
		[KSIG_WHY_STOP] = "stop",
		[KSIG_WHY_NOW_IGNORED] = "now_ignored",
		[KSIG_WHY_IGNORED] = "ignored",
		[KSIG_WHY_EXEC] = "exec",
		[KSIG_WHY_EXIT] = "exit",
		[KSIG_WHY_INIT] = "init",
		[KSIG_WHY_ORPHANED] = "orphaned",
		[KSIG_WHY_STOP_LOST] = "stop_lost",
		[KSIG_WHY_DISARMED] = "disarmed",
		[KSIG_WHY_TRACER] = "tracer",
	};

	return WORD(words, why);
}

const char *cli_target_word(enum ksig_target_why why)
{
	static const char *const words[] = {
		[KSIG_TARGET_ONLY] = "only",
		[KSIG_TARGET_MAIN] = "main",
		[KSIG_TARGET_ROTATION] = "rotation",
		[KSIG_TARGET_NONE] = "none",
		[KSIG_TARGET_RETARGET] = "retarget",
		[KSIG_TARGET_FATAL] = "fatal",
	};

	return WORD(words, why);
}

const char *cli_action_word(enum ksig_action action)
{
	static const char *const words[] = {
		[KSIG_ACT_HANDLER] = "handler",
		[KSIG_ACT_TERMINATE] = "terminate",
		[KSIG_ACT_CORE] = "core",
		[KSIG_ACT_STOP] = "stop",
		[KSIG_ACT_CONTINUE] = "continue",
		[KSIG_ACT_IGNORE] = "ignore",
	};

	return WORD(words, action);
}

const char *cli_restart_word(enum ksig_restart restart)
{
	static const char *const words[] = {
		[KSIG_RESTART_NONE] = "none",
		[KSIG_RESTART_EINTR] = "eintr",
		[KSIG_RESTART_RESTART] = "restart",
		[KSIG_RESTART_BLOCK] = "restart_block",
	};

	return WORD(words, restart);
}

const char *cli_accept_word(enum ksig_accept_how how)
{
	static const char *const words[] = {
		[KSIG_ACCEPT_SIGTIMEDWAIT] = "sigtimedwait",
		[KSIG_ACCEPT_SIGNALFD] = "signalfd",
	};

	return WORD(words, how);
}
