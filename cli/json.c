/* SPDX-License-Identifier: MIT */
/* The timeline for programs: one JSON object a line (docs/TRACE.md). */
#include "cli/cli.h"
#include "cli/json_put.h"

#include <sys/wait.h>

#define TRACE_VERSION 1

static void add_call(struct json_object *o, int64_t nr)
{
	add_word(o, "syscall", nr >= 0 ? ksig_host_syscall_name(nr) : NULL);
}

void cli_json_header(char **argv, struct cli_out *out)
{
	struct json_object *o = json_object_new_object();
	struct json_object *cmd = json_object_new_array();
	size_t i;

	add_word(o, "ksig", "trace");
	add_int(o, "version", TRACE_VERSION);
	for (i = 0; argv[i] != NULL; i++)
		json_object_array_add(cmd, guest_string(argv[i]));
	add(o, "cmd", cmd);
	print_line(o, out);
}

/* ------------------------------------------------------------------ siginfo */

static void add_child(struct json_object *o, const struct linux_siginfo *info)
{
	add_int(o, "pid", info->u.chld.pid);
	add_count(o, "uid", info->u.chld.uid);
	if (info->si_code == LINUX_CLD_EXITED)
		add_int(o, "status", info->u.chld.status);
	else
		add_signal(o, "signal", info->u.chld.status);
}

/* The value in both of its readings: sigval is a union. */
static void add_value(struct json_object *o, uint64_t value)
{
	add_int(o, "value", (int32_t)(uint32_t)value);
	add_address(o, "value_ptr", value);
}

/* The filled arm of siginfo, by the names of sigaction(2) without si_. */
static void add_info(struct json_object *ev, const struct linux_siginfo *info)
{
	struct json_object *o = json_object_new_object();

	switch (cli_info_arm(info)) {
	case CLI_ARM_KILL:
		add_int(o, "pid", info->u.kill.pid);
		add_count(o, "uid", info->u.kill.uid);
		break;
	case CLI_ARM_TIMER:
		add_int(o, "timerid", info->u.timer.timerid);
		add_int(o, "overrun", info->u.timer.overrun);
		add_value(o, info->u.timer.value);
		break;
	case CLI_ARM_RT:
		add_int(o, "pid", info->u.rt.pid);
		add_count(o, "uid", info->u.rt.uid);
		add_value(o, info->u.rt.value);
		break;
	case CLI_ARM_CHLD:
		add_child(o, info);
		break;
	case CLI_ARM_FAULT:
		add_address(o, "addr", info->u.fault.addr);
		break;
	case CLI_ARM_POLL:
		add_int(o, "band", info->u.poll.band);
		add_int(o, "fd", info->u.poll.fd);
		break;
	case CLI_ARM_SYS:
		add_address(o, "call_addr", info->u.sys.call_addr);
		add_word(o, "syscall",
			 ksig_host_syscall_name(info->u.sys.syscall));
		break;
	default:
		json_object_put(o);
		o = NULL;
		break;
	}
	add(ev, "info", o);
}

static void add_code(struct json_object *o, int sig,
		     const struct linux_siginfo *info)
{
	char buf[CLI_NAME_MAX];

	add_word(o, "code", info != NULL ?
		 cli_code_name(sig, info->si_code, buf) : NULL);
}

/* ------------------------------------------------------------------- events */

static void json_generate(struct json_object *o, const struct ksig_event *ev)
{
	const struct ksig_origin *from = &ev->u.generate.origin;

	add_word(o, "result", cli_result_word(ev->u.generate.result));
	add_word(o, "scope", ev->u.generate.shared ? "shared" : "private");
	add_code(o, ev->sig, ev->u.generate.info);
	add_word(o, "by", cli_by_word(from->by));
	add_some(o, "from_pid", (uint64_t)(from->from_pid > 0 ?
					   from->from_pid : 0));
	add_some(o, "from_tid", (uint64_t)(from->from_tid > 0 ?
					   from->from_tid : 0));
	add_some(o, "into", ev->u.generate.result ==
		 KSIG_GEN_ALREADY_PENDING ? ev->u.generate.into : 0);
	add_bool(o, "blocked", ev->u.generate.blocked);
	add_bool(o, "forced", ev->u.generate.forced);
	add_info(o, ev->u.generate.info);
}

static void add_handler(struct json_object *o, struct cli_view *v,
			const struct ksig_event *ev)
{
	struct cli_symbol sym;

	cli_symbols_find(v->symbols, ev->group != NULL ? ev->group->pid : 0,
			 ev->u.deliver.handler, ev->now_ns, &sym);
	add_symbol(o, "handler", &sym, ev->u.deliver.handler);
}

static void json_deliver(struct json_object *o, struct cli_view *v,
			 const struct ksig_event *ev)
{
	add_word(o, "action", cli_action_word(ev->u.deliver.action));
	add_word(o, "scope", ev->u.deliver.shared ? "shared" : "private");
	add_code(o, ev->sig, ev->u.deliver.info);
	add_count(o, "waited_ns", ev->u.deliver.waited_ns);
	if (ev->u.deliver.action != KSIG_ACT_HANDLER) {
		add(o, "handler", NULL);
		return;
	}
	add_handler(o, v, ev);
	add_flags(o, ev->u.deliver.sa_flags);
	add_address(o, "frame", ev->u.deliver.frame);
	add_bool(o, "altstack", ev->u.deliver.altstack);
	add_call(o, ev->u.deliver.call_nr);
	add_word(o, "restart", cli_restart_word(ev->u.deliver.restart));
}

static void json_return(struct json_object *o, const struct ksig_event *ev)
{
	add_word(o, "how", ev->u.ret.by_longjmp ? "siglongjmp" : "sigreturn");
	add_count(o, "ran_ns", ev->u.ret.ran_ns);
	add_word(o, "restart", cli_restart_word(ev->u.ret.restart));
	add_call(o, ev->u.ret.call_nr);
}

static void json_exit(struct json_object *o, const struct ksig_event *ev)
{
	const int status = ev->u.exit.status;

	if (WIFSIGNALED(status)) {
		add(o, "status", NULL);
		add_signal(o, "signal", WTERMSIG(status));
		add_bool(o, "core", WCOREDUMP(status));
	} else {
		add_int(o, "status", WEXITSTATUS(status));
		add(o, "signal", NULL);
		add_bool(o, "core", false);
	}
}

static void json_wait(struct json_object *o, const struct ksig_event *ev)
{
	const int status = ev->u.wait.status;

	add_int(o, "child", ev->u.wait.pid);
	add_bool(o, "kept", ev->u.wait.kept);
	if (WIFEXITED(status)) {
		add_word(o, "state", "exited");
		add_int(o, "status", WEXITSTATUS(status));
	} else {
		add_word(o, "state", WIFSTOPPED(status) ? "stopped" :
			 WIFCONTINUED(status) ? "continued" :
			 WCOREDUMP(status) ? "dumped" : "killed");
		add(o, "status", NULL);
	}
	if (WIFSTOPPED(status))
		add_signal(o, "signal", WSTOPSIG(status));
	else if (WIFSIGNALED(status))
		add_signal(o, "signal", WTERMSIG(status));
	else
		add(o, "signal", NULL);
}

static void add_kind(struct json_object *o, struct cli_view *v,
		     const struct ksig_event *ev)
{
	switch (ev->kind) {
	case KSIG_EV_GENERATE:
		json_generate(o, ev);
		break;
	case KSIG_EV_TARGET:
		add_word(o, "why", cli_target_word(ev->u.target.why));
		break;
	case KSIG_EV_DISCARD:
		add_word(o, "why", cli_discard_word(ev->u.discard.why));
		add_count(o, "waited_ns", ev->u.discard.waited_ns);
		break;
	case KSIG_EV_DELIVER:
		json_deliver(o, v, ev);
		break;
	case KSIG_EV_RETURN:
		json_return(o, ev);
		break;
	case KSIG_EV_ACCEPT:
		add_word(o, "how", cli_accept_word(ev->u.accept.how));
		add_count(o, "waited_ns", ev->u.accept.waited_ns);
		add_code(o, ev->sig, ev->u.accept.info);
		break;
	case KSIG_EV_EXIT:
		json_exit(o, ev);
		break;
	case KSIG_EV_WAIT:
		json_wait(o, ev);
		break;
	case KSIG_EV_TRAP:
		add_word(o, "stop", cli_trap_word(ev));
		add_int(o, "code", ev->u.trap.code);
		break;
	case KSIG_EV_RESUME:
		if (ev->u.trap.code != 0)
			add_signal(o, "signal", ev->u.trap.code);
		else
			add(o, "signal", NULL);
		break;
	default:
		break;
	}
}

static uint64_t since(uint64_t start_ns, uint64_t ns)
{
	return ns > start_ns ? ns - start_ns : 0;
}

void cli_json_event(struct cli_view *v, const struct ksig_event *ev,
		    struct cli_out *out)
{
	struct json_object *o = json_object_new_object();
	const int pid = ev->group != NULL ? ev->group->pid : 0;
	const int tid = ev->task != NULL ? ev->task->tid : 0;
	char buf[64];
	const char *comm = cli_view_comm(v, pid, tid, buf, sizeof(buf));

	add_count(o, "t_ns", since(v->start_ns, ev->now_ns));
	add_word(o, "ev", cli_kind_word(ev->kind));
	add_some(o, "id", ev->id);
	add_signal(o, "sig", ev->sig);
	add_some(o, "pid", (uint64_t)(pid > 0 ? pid : 0));
	add_some(o, "tid", (uint64_t)(tid > 0 ? tid : 0));
	add(o, "comm", comm != NULL ? guest_string(comm) : NULL);
	add_kind(o, v, ev);
	print_line(o, out);
}

/* ------------------------------------------------------------------ summary */

static struct json_object *count_json(int sig, struct cli_count *c)
{
	struct json_object *o = json_object_new_object();
	uint64_t median;
	const bool has_median = cli_summary_median(c, &median);

	if (sig != 0)
		add_signal(o, "sig", sig);
	add_count(o, "generated", c->generated);
	add_count(o, "coalesced", c->coalesced);
	add_count(o, "ignored", c->ignored);
	add_count(o, "discarded", c->discarded);
	add_count(o, "overflow", c->overflow);
	add_count(o, "lose_info", c->lose_info);
	add_count(o, "handled", c->handled);
	add_count(o, "accepted", c->accepted);
	add_count(o, "terminated", c->terminated);
	add_count(o, "core", c->dumped);
	add_count(o, "stopped", c->stopped);
	add_count(o, "continued", c->continued);
	if (sig != 0)
		add(o, "median_ns", has_median ?
		    json_object_new_uint64(median) : NULL);
	add(o, "largest_ns", c->handled > 0 ?
	    json_object_new_uint64(c->largest_ns) : NULL);
	return o;
}

void cli_summary_json(struct cli_summary *s, uint64_t start_ns,
		      struct cli_out *out)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	struct cli_count total;
	int sig;

	add_count(o, "t_ns", since(start_ns, s->last_ns));
	add_word(o, "ev", "summary");
	for (sig = 1; sig <= KSIG_NSIG; sig++)
		if (cli_summary_is_used(&s->of[sig]))
			json_object_array_add(list,
					      count_json(sig, &s->of[sig]));
	add(o, "signals", list);
	cli_summary_total(s, &total);
	add(o, "total", count_json(0, &total));
	print_line(o, out);
}
