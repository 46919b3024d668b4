/* SPDX-License-Identifier: MIT */
/* The timeline for people: one line an event, in words that grep finds. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* ECMA-48 SGR parameters. */
#define COLOR_ID	"1"	/* bold */
#define COLOR_LOSS	"33"	/* yellow */
#define COLOR_DEATH	"31"	/* red */
#define COLOR_HANDLER	"32"	/* green */

#define TIME_WIDTH	12	/* "+1234.567 ms" */
#define ID_WIDTH	14	/* "#123 SIGWINCH" */
#define KIND_WIDTH	8	/* "generate" */

struct text {
	struct cli_view *view;
	const struct ksig_event *ev;
	struct cli_line l;
};

static void color_on(struct text *t, const char *color)
{
	if (t->view->color)
		cli_line_put(&t->l, "\033[%sm", color);
}

static void color_off(struct text *t)
{
	if (t->view->color)
		cli_line_put(&t->l, "\033[0m");
}

static void put_colored(struct text *t, const char *color, const char *s)
{
	color_on(t, color);
	cli_line_put(&t->l, "%s", s);
	color_off(t);
}

static void put_time(struct text *t, uint64_t ns)
{
	const uint64_t start = t->view->start_ns;

	cli_line_put(&t->l, "+%.3f ms",
		     ns > start ? (double)(ns - start) / 1e6 : 0.0);
}

static void put_signal(struct text *t, int sig)
{
	char name[CLI_NAME_MAX];

	cli_line_put(&t->l, "%s", cli_signal_name(sig, name));
}

/* "4711 bash", "4711/4713 bash": process, thread if another, program. */
static void put_who(struct text *t, int pid, int tid)
{
	char buf[64];
	const char *comm = cli_view_comm(t->view, pid, tid, buf, sizeof(buf));

	cli_line_put(&t->l, "%d", pid);
	if (tid != 0 && tid != pid)
		cli_line_put(&t->l, "/%d", tid);
	if (comm != NULL && comm[0] != '\0') {
		cli_line_put(&t->l, " ");
		cli_line_put_guest(&t->l, comm);
	}
}

static void put_subject(struct text *t)
{
	const struct ksig_event *ev = t->ev;

	put_who(t, ev->group != NULL ? ev->group->pid : 0,
		ev->task != NULL ? ev->task->tid : 0);
	cli_line_put(&t->l, "  ");
}

/* "read()": not read(2), which could be taken for descriptor 2. */
static void put_call(struct text *t, int64_t nr)
{
	cli_line_put(&t->l, "%s()", ksig_host_syscall_name(nr));
}

static void put_status(struct text *t, int status)
{
	if (WIFSIGNALED(status)) {
		color_on(t, COLOR_DEATH);
		cli_line_put(&t->l, "killed by ");
		put_signal(t, WTERMSIG(status));
		if (WCOREDUMP(status))
			cli_line_put(&t->l, ", core dumped");
		color_off(t);
	} else {
		cli_line_put(&t->l, "status %d", WEXITSTATUS(status));
	}
}

/* ------------------------------------------------------------- generate */

static void put_child(struct text *t, const struct linux_siginfo *info)
{
	const int status = info->u.chld.status;

	cli_line_put(&t->l, "by kernel: %d ", info->u.chld.pid);
	switch (info->si_code) {
	case LINUX_CLD_EXITED:
		cli_line_put(&t->l, "exited, status %d", status);
		break;
	case LINUX_CLD_KILLED:
		cli_line_put(&t->l, "killed by ");
		put_signal(t, status);
		break;
	case LINUX_CLD_DUMPED:
		cli_line_put(&t->l, "killed by ");
		put_signal(t, status);
		cli_line_put(&t->l, ", core dumped");
		break;
	case LINUX_CLD_STOPPED:
		cli_line_put(&t->l, "stopped by ");
		put_signal(t, status);
		break;
	case LINUX_CLD_TRAPPED:
		cli_line_put(&t->l, "trapped by ");
		put_signal(t, status);
		break;
	default:
		cli_line_put(&t->l, "continued");
		break;
	}
}

static void put_fault(struct text *t, int sig, const struct linux_siginfo *info)
{
	char name[CLI_NAME_MAX];
	const char *meaning;

	cli_line_put(&t->l, "by fault");
	if (info == NULL)
		return;
	meaning = cli_code_meaning(sig, info->si_code);
	cli_line_put(&t->l, ": %s", cli_code_name(sig, info->si_code, name));
	if (cli_info_arm(info) == CLI_ARM_FAULT)
		cli_line_put(&t->l, " at 0x%" PRIx64, info->u.fault.addr);
	else if (cli_info_arm(info) == CLI_ARM_SYS)
		cli_line_put(&t->l, " in %s()",
			     ksig_host_syscall_name(info->u.sys.syscall));
	if (meaning != NULL)
		cli_line_put(&t->l, ", %s", meaning);
	else if (info->si_code == LINUX_SI_KERNEL)
		cli_line_put(&t->l, ", no address known");
}

static void put_timer(struct text *t, const struct linux_siginfo *info)
{
	if (cli_info_arm(info) != CLI_ARM_TIMER) {
		cli_line_put(&t->l, "by timer: alarm or interval timer");
		return;
	}
	cli_line_put(&t->l, "by timer: POSIX timer %d", info->u.timer.timerid);
	if (info->u.timer.overrun > 0)
		cli_line_put(&t->l, ", overrun %d", info->u.timer.overrun);
}

static const char *tty_reason(int sig)
{
	switch (sig) {
	case LINUX_SIGINT:
		return "interrupt key (Ctrl-C)";
	case LINUX_SIGQUIT:
		return "quit key (Ctrl-\\)";
	case LINUX_SIGTSTP:
		return "suspend key (Ctrl-Z)";
	case LINUX_SIGTTIN:
		return "read in the background";
	case LINUX_SIGTTOU:
		return "write or change in the background";
	case LINUX_SIGHUP:
		return "hang-up";
	case LINUX_SIGCONT:
		return "hang-up, to wake what is stopped";
	case LINUX_SIGWINCH:
		return "window size changed";
	default:
		return "job control";
	}
}

static const char *kernel_reason(int sig)
{
	switch (sig) {
	case LINUX_SIGPIPE:
		return ": write to what nobody reads";
	case LINUX_SIGXCPU:
		return ": CPU time over RLIMIT_CPU";
	case LINUX_SIGXFSZ:
		return ": file over RLIMIT_FSIZE";
	case LINUX_SIGHUP:
		return ": stopped, and orphaned";
	case LINUX_SIGCONT:
		return ": orphaned, after SIGHUP";
	default:
		return "";
	}
}

static void put_value(struct text *t, const struct linux_siginfo *info)
{
	if (cli_info_arm(info) != CLI_ARM_RT)
		return;
	cli_line_put(&t->l, ", value %d (0x%" PRIx64 ")",
		     (int)(uint32_t)info->u.rt.value, info->u.rt.value);
}

static void put_call_of(struct text *t, const char *call)
{
	const struct ksig_event *ev = t->ev;
	const struct ksig_origin *o = &ev->u.generate.origin;

	cli_line_put(&t->l, "by ");
	put_who(t, o->from_pid, o->from_tid);
	if (ev->group != NULL && ev->group->pid == o->from_pid)
		cli_line_put(&t->l, " (itself)");
	cli_line_put(&t->l, ": %s", call);
	put_value(t, ev->u.generate.info);
}

static void put_outside(struct text *t)
{
	const struct linux_siginfo *info = t->ev->u.generate.info;
	const int pid = t->ev->u.generate.origin.from_pid;
	char name[CLI_NAME_MAX];

	cli_line_put(&t->l, "by outside");
	if (pid != 0)
		cli_line_put(&t->l, ": process %d, not traced", pid);
	if (info == NULL)
		return;
	cli_line_put(&t->l, ", %s",
		     cli_code_name(t->ev->sig, info->si_code, name));
	put_value(t, info);
}

static void put_io(struct text *t, const struct linux_siginfo *info)
{
	const char *meaning;

	cli_line_put(&t->l, "by I/O");
	if (cli_info_arm(info) != CLI_ARM_POLL)
		return;
	cli_line_put(&t->l, ": fd %d", info->u.poll.fd);
	meaning = cli_code_meaning(LINUX_SIGIO, info->si_code);
	if (meaning != NULL)
		cli_line_put(&t->l, ", %s", meaning);
}

static void put_by(struct text *t)
{
	const struct linux_siginfo *info = t->ev->u.generate.info;
	const int sig = t->ev->sig;

	switch (t->ev->u.generate.origin.by) {
	case KSIG_BY_KILL:
		put_call_of(t, "kill()");
		break;
	case KSIG_BY_TKILL:
		put_call_of(t, "tkill()");
		break;
	case KSIG_BY_TGKILL:
		put_call_of(t, "tgkill()");
		break;
	case KSIG_BY_SIGQUEUE:
		put_call_of(t, "sigqueue()");
		break;
	case KSIG_BY_PIDFD:
		put_call_of(t, "pidfd_send_signal()");
		break;
	case KSIG_BY_FAULT:
		put_fault(t, sig, info);
		break;
	case KSIG_BY_TIMER:
		put_timer(t, info);
		break;
	case KSIG_BY_CHILD:
		if (cli_info_arm(info) == CLI_ARM_CHLD)
			put_child(t, info);
		else
			cli_line_put(&t->l, "by kernel: %d changed state",
				     t->ev->u.generate.origin.from_pid);
		break;
	case KSIG_BY_TTY:
		cli_line_put(&t->l, "by terminal: %s", tty_reason(sig));
		break;
	case KSIG_BY_IO:
		put_io(t, info);
		break;
	case KSIG_BY_OUTSIDE:
		put_outside(t);
		break;
	case KSIG_BY_PDEATH:
		cli_line_put(&t->l, "by kernel: parent %d died",
			     t->ev->u.generate.origin.from_pid);
		break;
	case KSIG_BY_PTRACE:
		cli_line_put(&t->l, "by ptrace()");
		break;
	default:
		cli_line_put(&t->l, "by kernel%s", kernel_reason(sig));
		break;
	}
}

static void put_coalesced(struct text *t)
{
	const struct ksig_event *ev = t->ev;
	const struct linux_siginfo *info = ev->u.generate.info;

	color_on(t, COLOR_LOSS);
	cli_line_put(&t->l, "already pending since ");
	put_time(t, ev->u.generate.into_ns);
	cli_line_put(&t->l, " as #%" PRIu64 ": coalesced, ",
		     ev->u.generate.into);
	if (cli_info_arm(info) == CLI_ARM_CHLD) {
		cli_line_put(&t->l, "%d will have no ", info->u.chld.pid);
		put_signal(t, ev->sig);
		cli_line_put(&t->l, " of its own");
	} else if (cli_info_arm(info) == CLI_ARM_TIMER) {
		cli_line_put(&t->l, "counted as its overrun");
	} else {
		cli_line_put(&t->l, "this one is lost");
	}
	color_off(t);
}

static void put_result(struct text *t)
{
	const struct ksig_event *ev = t->ev;
	const bool waits = ev->u.generate.blocked;

	switch (ev->u.generate.result) {
	case KSIG_GEN_IGNORED:
		put_colored(t, COLOR_LOSS, "ignored: thrown away at once");
		break;
	case KSIG_GEN_ALREADY_PENDING:
		put_coalesced(t);
		break;
	case KSIG_GEN_OVERFLOW_FAIL:
		put_colored(t, COLOR_LOSS, "overflow: over RLIMIT_SIGPENDING, "
			    "lost, and the sender gets EAGAIN");
		break;
	case KSIG_GEN_LOSE_INFO:
		put_colored(t, COLOR_LOSS, "overflow: over RLIMIT_SIGPENDING, "
			    "queued without its siginfo");
		cli_line_put(&t->l, waits ? "; blocked, waits" : "");
		break;
	default:
		cli_line_put(&t->l, waits ? "blocked, waits" : "queued");
		break;
	}
	if (ev->u.generate.forced)
		cli_line_put(&t->l, "; forced: neither blocked nor ignored");
}

static void text_generate(struct text *t)
{
	const struct ksig_event *ev = t->ev;
	const int pid = ev->group != NULL ? ev->group->pid : 0;

	put_by(t);
	if (ev->u.generate.shared || ev->task == NULL)
		cli_line_put(&t->l, "  -> process %d (shared)  ", pid);
	else if (ev->task->tid == pid)
		cli_line_put(&t->l, "  -> thread %d (private)  ", pid);
	else
		cli_line_put(&t->l, "  -> thread %d of %d (private)  ",
			     ev->task->tid, pid);
	put_result(t);
}

/* ----------------------------------------------------- target, discard */

static void text_target(struct text *t)
{
	put_subject(t);
	switch (t->ev->u.target.why) {
	case KSIG_TARGET_ONLY:
		cli_line_put(&t->l, "only choice: private, or one thread");
		break;
	case KSIG_TARGET_MAIN:
		cli_line_put(&t->l, "chosen: the main thread can take it");
		break;
	case KSIG_TARGET_ROTATION:
		cli_line_put(&t->l, "chosen: next in turn that can take it");
		break;
	case KSIG_TARGET_NONE:
		cli_line_put(&t->l, "nobody: every thread blocks it, it waits");
		break;
	case KSIG_TARGET_RETARGET:
		cli_line_put(&t->l, "chosen anew: the former thread blocks it "
			     "now, or exits");
		break;
	case KSIG_TARGET_FATAL:
		put_colored(t, COLOR_DEATH, "fatal: the whole process dies of "
			    "it, decided at generation");
		break;
	default:
		cli_line_put(&t->l, "chosen");
		break;
	}
}

static const char *discard_reason(enum ksig_discard_why why)
{
	switch (why) {
	case KSIG_WHY_SIGCONT:
		return "a SIGCONT was generated, which removes stop signals";
	case KSIG_WHY_STOP:
		return "a stop signal was generated, which removes SIGCONT";
	case KSIG_WHY_NOW_IGNORED:
		return "its action was set to ignore while it was pending";
	case KSIG_WHY_IGNORED:
		return "its action is to ignore it";
	case KSIG_WHY_EXEC:
		return "exec";
	case KSIG_WHY_EXIT:
		return "who should take it has exited";
	case KSIG_WHY_INIT:
		return "an init has no default actions";
	case KSIG_WHY_ORPHANED:
		return "its process group is orphaned: nobody could continue "
		       "it";
	case KSIG_WHY_TRACER:
		return "its tracer dropped or replaced it";
	case KSIG_WHY_DISARMED:
		return "its timer was disarmed or deleted";
	case KSIG_WHY_STOP_LOST:
		return "SIGCONT or exit came before the stop";
	default:
		return "for no reason that is known";
	}
}

static void text_discard(struct text *t)
{
	put_subject(t);
	color_on(t, COLOR_LOSS);
	cli_line_put(&t->l, "discarded: %s",
		     discard_reason(t->ev->u.discard.why));
	color_off(t);
	cli_line_put(&t->l, ", after ");
	cli_line_put_span(&t->l, t->ev->u.discard.waited_ns);
}

/* --------------------------------------------------------- deliver, return */

static void put_handler(struct text *t)
{
	const struct ksig_event *ev = t->ev;
	const uint64_t addr = ev->u.deliver.handler;
	struct cli_symbol sym;

	cli_symbols_find(t->view->symbols,
			 ev->group != NULL ? ev->group->pid : 0, addr,
			 ev->now_ns, &sym);
	color_on(t, COLOR_HANDLER);
	cli_line_put(&t->l, "handler ");
	cli_line_put_symbol(&t->l, &sym, addr);
	color_off(t);
}

static void put_waited(struct text *t, uint64_t ns)
{
	const bool blocked = cli_view_was_blocked(t->view, t->ev->id);

	cli_line_put(&t->l, blocked ? "blocked for " : "waited ");
	cli_line_put_span(&t->l, ns);
}

static void text_handler(struct text *t)
{
	const struct ksig_event *ev = t->ev;

	put_handler(t);
	cli_line_put(&t->l, "  ");
	cli_line_put_flags(&t->l, ev->u.deliver.sa_flags);
	cli_line_put(&t->l, "  frame 0x%" PRIx64 ", %s stack, ",
		     ev->u.deliver.frame,
		     ev->u.deliver.altstack ? "alternate" : "main");
	put_waited(t, ev->u.deliver.waited_ns);
	if (ev->u.deliver.restart != KSIG_RESTART_NONE &&
	    ev->u.deliver.call_nr >= 0) {
		cli_line_put(&t->l, ", interrupts ");
		put_call(t, ev->u.deliver.call_nr);
	}
}

static void text_deliver(struct text *t)
{
	put_subject(t);
	switch (t->ev->u.deliver.action) {
	case KSIG_ACT_HANDLER:
		text_handler(t);
		return;
	case KSIG_ACT_TERMINATE:
		put_colored(t, COLOR_DEATH, "default action: terminate");
		break;
	case KSIG_ACT_CORE:
		put_colored(t, COLOR_DEATH,
			    "default action: terminate, core dump");
		break;
	case KSIG_ACT_STOP:
		cli_line_put(&t->l, "default action: stop");
		break;
	case KSIG_ACT_CONTINUE:
		cli_line_put(&t->l, "default action: continue");
		break;
	default:
		put_colored(t, COLOR_LOSS, "action: ignore");
		break;
	}
	cli_line_put(&t->l, "  ");
	put_waited(t, t->ev->u.deliver.waited_ns);
}

static void text_return(struct text *t)
{
	const struct ksig_event *ev = t->ev;

	put_subject(t);
	if (ev->u.ret.by_longjmp) {
		cli_line_put(&t->l, "handler left by siglongjmp after ");
		cli_line_put_span(&t->l, ev->u.ret.ran_ns);
	} else {
		cli_line_put(&t->l, "handler ran ");
		cli_line_put_span(&t->l, ev->u.ret.ran_ns);
	}
	if (ev->u.ret.restart == KSIG_RESTART_NONE || ev->u.ret.call_nr < 0)
		return;
	cli_line_put(&t->l, "; ");
	put_call(t, ev->u.ret.call_nr);
	if (ev->u.ret.by_longjmp)
		cli_line_put(&t->l, " abandoned");
	else if (ev->u.ret.restart == KSIG_RESTART_EINTR)
		cli_line_put(&t->l, " fails with EINTR");
	else if (ev->u.ret.restart == KSIG_RESTART_BLOCK)
		cli_line_put(&t->l, " goes on for the time that is left");
	else
		cli_line_put(&t->l, " restarted");
}

/* ------------------------------------------------------------- the rest */

static void text_accept(struct text *t)
{
	put_subject(t);
	cli_line_put(&t->l, "accepted by %s, ",
		     t->ev->u.accept.how == KSIG_ACCEPT_SIGNALFD ?
		     "a read of a signalfd" : "sigtimedwait");
	put_waited(t, t->ev->u.accept.waited_ns);
}

static void text_wait(struct text *t)
{
	const int status = t->ev->u.wait.status;

	cli_line_put(&t->l, "told of child %d: ", t->ev->u.wait.pid);
	if (WIFSTOPPED(status)) {
		cli_line_put(&t->l, "stopped by ");
		put_signal(t, WSTOPSIG(status));
	} else if (WIFCONTINUED(status)) {
		cli_line_put(&t->l, "continued");
	} else {
		put_status(t, status);
	}
	if (t->ev->u.wait.kept)
		cli_line_put(&t->l, ", not used up");
}

static void text_rest(struct text *t)
{
	put_subject(t);
	switch (t->ev->kind) {
	case KSIG_EV_STOP:
		cli_line_put(&t->l, "stopped: every thread, until SIGCONT");
		break;
	case KSIG_EV_CONTINUE:
		cli_line_put(&t->l, "continued: every thread runs again");
		break;
	case KSIG_EV_EXIT:
		put_status(t, t->ev->u.exit.status);
		break;
	case KSIG_EV_WAIT:
		text_wait(t);
		break;
	case KSIG_EV_TRAP:
		cli_line_put(&t->l, "%s", cli_trap_word(t->ev));
		break;
	case KSIG_EV_RESUME:
		cli_line_put(&t->l, "resumed by its tracer");
		if (t->ev->u.trap.code != 0) {
			cli_line_put(&t->l, " with ");
			put_signal(t, t->ev->u.trap.code);
		}
		break;
	default:
		break;
	}
}

static void put_start(struct text *t)
{
	size_t from = t->l.n;

	put_time(t, t->ev->now_ns);
	cli_line_pad(&t->l, from, TIME_WIDTH);
	cli_line_put(&t->l, "  ");
	color_on(t, COLOR_ID);
	from = t->l.n;
	if (t->ev->id != 0)
		cli_line_put(&t->l, "#%" PRIu64 " ", t->ev->id);
	if (t->ev->sig != 0)
		put_signal(t, t->ev->sig);
	if (t->l.n == from)
		cli_line_put(&t->l, "-");
	cli_line_pad(&t->l, from, ID_WIDTH);
	color_off(t);
	cli_line_put(&t->l, "  ");
	from = t->l.n;
	cli_line_put(&t->l, "%s", cli_kind_word(t->ev->kind));
	cli_line_pad(&t->l, from, KIND_WIDTH);
	cli_line_put(&t->l, "  ");
}

void cli_text_event(struct cli_view *v, const struct ksig_event *ev,
		    struct cli_out *out)
{
	struct text t = { .view = v, .ev = ev, .l.n = 0 };

	put_start(&t);
	switch (ev->kind) {
	case KSIG_EV_GENERATE:
		text_generate(&t);
		break;
	case KSIG_EV_TARGET:
		text_target(&t);
		break;
	case KSIG_EV_DISCARD:
		text_discard(&t);
		break;
	case KSIG_EV_DELIVER:
		text_deliver(&t);
		break;
	case KSIG_EV_RETURN:
		text_return(&t);
		break;
	case KSIG_EV_ACCEPT:
		text_accept(&t);
		break;
	default:
		text_rest(&t);
		break;
	}
	/* The line may be full: its end is the newline all the same. */
	if (t.l.n > sizeof(t.l.s) - 2)
		t.l.n = sizeof(t.l.s) - 2;
	t.l.s[t.l.n++] = '\n';
	cli_out_line(out, t.l.s, t.l.n);
}
