/* SPDX-License-Identifier: MIT */
/*
 * The renderers on streams of made-up events: wording, JSON fields, counts,
 * hostile names, a full disk, and memory in a flood.
 */
#include "cli/cli.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_host.h"

#define T0 1000000000ull
#define FLOOD 100000
#define FLOOD_RSS_MAX_KIB (64 * 1024)

static struct ksig_group group = { .pid = 4711 };
static struct ksig_task leader = { .tid = 4711, .group = &group };
static struct ksig_task second = { .tid = 4713, .group = &group };
static struct cli_view view = { .start_ns = T0 };
static struct cli_out out;
static char text[1 << 20];

static void open_out(void)
{
	memset(&out, 0, sizeof(out));
	out.fd = memfd_create("trace", MFD_CLOEXEC);
	assert_true(out.fd >= 0);
}

/* All that was written since open_out(). */
static const char *peek(void)
{
	ssize_t n = pread(out.fd, text, sizeof(text) - 1, 0);

	assert_true(n >= 0);
	text[n] = '\0';
	return text;
}

/* The same, for the last time. */
static const char *taken(void)
{
	peek();
	close(out.fd);
	return text;
}

static const char *as_text(const struct ksig_event *ev)
{
	open_out();
	cli_view_remember(&view, ev);
	cli_text_event(&view, ev, &out);
	return taken();
}

static struct json_object *as_json(const struct ksig_event *ev)
{
	struct json_object *o;
	const char *s;

	open_out();
	cli_json_event(&view, ev, &out);
	s = taken();
	assert_int_equal(s[strlen(s) - 1], '\n');
	assert_ptr_equal(strchr(s, '\n'), s + strlen(s) - 1);
	o = json_tokener_parse(s);
	assert_non_null(o);
	return o;
}

static const char *str(struct json_object *o, const char *key)
{
	struct json_object *v;

	assert_true(json_object_object_get_ex(o, key, &v));
	return json_object_get_string(v);
}

static bool is_null(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	assert_true(json_object_object_get_ex(o, key, &v));
	return v == NULL;
}

static int64_t num(struct json_object *o, const char *key)
{
	struct json_object *v;

	assert_true(json_object_object_get_ex(o, key, &v));
	assert_true(json_object_is_type(v, json_type_int));
	return json_object_get_int64(v);
}

#define assert_has(s, part) \
	do { \
		if (strstr(s, part) == NULL) \
			fail_msg("no \"%s\" in: %s", part, s); \
	} while (0)

static struct ksig_event event(enum ksig_event_kind kind, int sig, uint64_t id,
			       uint64_t us)
{
	struct ksig_event ev;

	memset(&ev, 0, sizeof(ev));
	ev.kind = kind;
	ev.sig = sig;
	ev.id = id;
	ev.now_ns = T0 + us * 1000;
	ev.group = &group;
	ev.task = &leader;
	return ev;
}

static struct ksig_event generate(int sig, uint64_t id, enum ksig_by by,
				  const struct linux_siginfo *info)
{
	struct ksig_event ev = event(KSIG_EV_GENERATE, sig, id, 412);

	ev.task = NULL;
	ev.u.generate.shared = true;
	ev.u.generate.origin.by = by;
	ev.u.generate.info = info;
	return ev;
}

static struct ksig_event deliver(int sig, uint64_t id, enum ksig_action action)
{
	struct ksig_event ev = event(KSIG_EV_DELIVER, sig, id, 431);

	ev.u.deliver.action = action;
	ev.u.deliver.waited_ns = 29000;
	ev.u.deliver.call_nr = -1;
	return ev;
}

static struct linux_siginfo child_info(int code, int status)
{
	struct linux_siginfo i;

	memset(&i, 0, sizeof(i));
	i.si_signo = LINUX_SIGCHLD;
	i.si_code = code;
	i.u.chld.pid = 4712;
	i.u.chld.status = status;
	return i;
}

/* ------------------------------------------------------------------ text */

/* The three lines of the specification, but for read's descriptor. */
static void test_text_sample(void **state)
{
	struct linux_siginfo info = child_info(LINUX_CLD_EXITED, 0);
	struct ksig_event ev = generate(LINUX_SIGCHLD, 7, KSIG_BY_CHILD, &info);

	(void)state;
	ev.u.generate.result = KSIG_GEN_ALREADY_PENDING;
	ev.u.generate.into = 6;
	ev.u.generate.into_ns = T0 + 398000;
	assert_string_equal(as_text(&ev),
		"+0.412 ms     #7 SIGCHLD      generate  "
		"by kernel: 4712 exited, status 0  -> process 4711 (shared)  "
		"already pending since +0.398 ms as #6: coalesced, "
		"4712 will have no SIGCHLD of its own\n");

	ev = generate(LINUX_SIGCHLD, 6, KSIG_BY_CHILD, &info);
	ev.u.generate.blocked = true;
	assert_has(as_text(&ev), "(shared)  blocked, waits\n");
	ev = deliver(LINUX_SIGCHLD, 6, KSIG_ACT_HANDLER);
	ev.u.deliver.handler = 0x401136;
	ev.u.deliver.sa_flags = LINUX_SA_RESTART | LINUX_SA_RESTORER;
	ev.u.deliver.frame = 0x7ffc0a1b2c40;
	assert_string_equal(as_text(&ev),
		"+0.431 ms     #6 SIGCHLD      deliver   4711 bash  "
		"handler 0x401136  SA_RESTART  frame 0x7ffc0a1b2c40, "
		"main stack, blocked for 29 us\n");

	ev = event(KSIG_EV_RETURN, LINUX_SIGCHLD, 6, 502);
	ev.u.ret.ran_ns = 71000;
	ev.u.ret.restart = KSIG_RESTART_RESTART;
	assert_string_equal(as_text(&ev),
		"+0.502 ms     #6 SIGCHLD      return    4711 bash  "
		"handler ran 71 us; read() restarted\n");
}

static void test_text_by(void **state)
{
	struct linux_siginfo info = { .si_signo = LINUX_SIGUSR1 };
	struct ksig_event ev = generate(LINUX_SIGUSR1, 1, KSIG_BY_KILL, &info);

	(void)state;
	ev.u.generate.origin.from_pid = 4711;
	ev.u.generate.origin.from_tid = 4713;
	assert_has(as_text(&ev), "by 4711/4713 bash (itself): kill()  -> "
		   "process 4711 (shared)  queued\n");
	info.si_code = LINUX_SI_QUEUE;
	info.u.rt.value = 0xffffffffu;
	ev.u.generate.origin.by = KSIG_BY_SIGQUEUE;
	ev.u.generate.origin.from_pid = 99;
	ev.u.generate.origin.from_tid = 0;
	assert_has(as_text(&ev),
		   "by 99 bash: sigqueue(), value -1 (0xffffffff)  ");
	ev.u.generate.origin.by = KSIG_BY_OUTSIDE;
	assert_has(as_text(&ev), "by outside: process 99, not traced, "
		   "SI_QUEUE, value -1");
	ev.task = &second;
	ev.u.generate.shared = false;
	ev.u.generate.origin.by = KSIG_BY_TGKILL;
	assert_has(as_text(&ev), "-> thread 4713 of 4711 (private)");
	ev.u.generate.origin.by = KSIG_BY_TTY;
	ev.sig = LINUX_SIGINT;
	assert_has(as_text(&ev), "by terminal: interrupt key (Ctrl-C)");
	ev.u.generate.origin.by = KSIG_BY_KERNEL;
	ev.sig = LINUX_SIGPIPE;
	assert_has(as_text(&ev), "by kernel: write to what nobody reads");
	ev.u.generate.info = NULL;
	ev.u.generate.origin.by = KSIG_BY_FAULT;
	assert_has(as_text(&ev), "by fault  -> ");
}

static void test_text_fault_timer_io(void **state)
{
	struct linux_siginfo info = { .si_signo = LINUX_SIGSEGV, .si_code = 1 };
	struct ksig_event ev = generate(LINUX_SIGSEGV, 1, KSIG_BY_FAULT, &info);

	(void)state;
	info.u.fault.addr = 0xdead;
	ev.u.generate.forced = true;
	assert_has(as_text(&ev), "by fault: SEGV_MAPERR at 0xdead, nothing is "
		   "mapped there  ");
	assert_has(as_text(&ev), "; forced: neither blocked nor ignored");
	info.si_code = LINUX_SI_KERNEL;
	assert_has(as_text(&ev), "by fault: SI_KERNEL, no address known");
	ev.u.generate.origin.by = KSIG_BY_TIMER;
	assert_has(as_text(&ev), "by timer: alarm or interval timer");
	info.si_code = LINUX_SI_TIMER;
	info.u.timer.timerid = 3;
	info.u.timer.overrun = 2;
	ev.u.generate.result = KSIG_GEN_ALREADY_PENDING;
	assert_has(as_text(&ev), "by timer: POSIX timer 3, overrun 2");
	assert_has(as_text(&ev), "counted as its overrun");
	memset(&info, 0, sizeof(info));
	info.si_signo = LINUX_SIGIO;
	info.si_code = 1;
	info.u.poll.fd = 5;
	ev.sig = LINUX_SIGIO;
	ev.u.generate.origin.by = KSIG_BY_IO;
	assert_has(as_text(&ev), "by I/O: fd 5, can be read");
	info.si_signo = LINUX_SIGSYS;
	info.si_code = 1;
	ev.sig = LINUX_SIGSYS;
	info.u.sys.syscall = 0;
	ev.u.generate.origin.by = KSIG_BY_FAULT;
	assert_has(as_text(&ev), "SYS_SECCOMP in read(), refused by seccomp");
}

static void test_text_child(void **state)
{
	struct linux_siginfo info = child_info(LINUX_CLD_KILLED, LINUX_SIGTERM);
	struct ksig_event ev = generate(LINUX_SIGCHLD, 1, KSIG_BY_CHILD, &info);

	(void)state;
	assert_has(as_text(&ev), "by kernel: 4712 killed by SIGTERM  ");
	info = child_info(LINUX_CLD_DUMPED, LINUX_SIGSEGV);
	assert_has(as_text(&ev), "4712 killed by SIGSEGV, core dumped");
	info = child_info(LINUX_CLD_STOPPED, LINUX_SIGTSTP);
	assert_has(as_text(&ev), "4712 stopped by SIGTSTP");
	info = child_info(LINUX_CLD_CONTINUED, LINUX_SIGCONT);
	assert_has(as_text(&ev), "4712 continued");
}

static void test_text_results(void **state)
{
	struct ksig_event ev = generate(40, 1, KSIG_BY_KERNEL, NULL);

	(void)state;
	ev.u.generate.result = KSIG_GEN_IGNORED;
	assert_has(as_text(&ev), "#1 SIGRTMIN+6   generate  ");
	assert_has(as_text(&ev), "ignored: thrown away at once\n");
	ev.u.generate.result = KSIG_GEN_OVERFLOW_FAIL;
	assert_has(as_text(&ev), "overflow: over RLIMIT_SIGPENDING, lost");
	ev.u.generate.result = KSIG_GEN_LOSE_INFO;
	ev.u.generate.blocked = true;
	assert_has(as_text(&ev), "queued without its siginfo; blocked, waits");
	ev.u.generate.result = KSIG_GEN_ALREADY_PENDING;
	assert_has(as_text(&ev), "coalesced, this one is lost");
}

static void test_text_target_discard(void **state)
{
	static const char *const wanted[] = {
		[KSIG_TARGET_ONLY] = "only choice",
		[KSIG_TARGET_MAIN] = "the main thread can take it",
		[KSIG_TARGET_ROTATION] = "next in turn",
		[KSIG_TARGET_NONE] = "every thread blocks it",
		[KSIG_TARGET_RETARGET] = "chosen anew",
		[KSIG_TARGET_FATAL] = "fatal: ",
	};
	static const char *const why[] = {
		[KSIG_WHY_SIGCONT] = "a SIGCONT was generated",
		[KSIG_WHY_STOP] = "a stop signal was generated",
		[KSIG_WHY_NOW_IGNORED] = "set to ignore while it was pending",
		[KSIG_WHY_IGNORED] = "its action is to ignore it",
		[KSIG_WHY_EXEC] = "discarded: exec",
		[KSIG_WHY_EXIT] = "has exited",
		[KSIG_WHY_INIT] = "an init has no default actions",
		[KSIG_WHY_ORPHANED] = "orphaned",
		[KSIG_WHY_STOP_LOST] = "SIGCONT or exit came before",
	};
	struct ksig_event ev = event(KSIG_EV_TARGET, LINUX_SIGINT, 2, 1);
	unsigned int i;

	(void)state;
	ev.task = &second;
	for (i = 1; i <= KSIG_TARGET_FATAL; i++) {
		ev.u.target.why = (enum ksig_target_why)i;
		assert_has(as_text(&ev), "target    4711/4713 bash  ");
		assert_has(as_text(&ev), wanted[i]);
	}
	ev.kind = KSIG_EV_DISCARD;
	for (i = 1; i <= KSIG_WHY_STOP_LOST; i++) {
		ev.u.discard.why = (enum ksig_discard_why)i;
		ev.u.discard.waited_ns = 1234567;
		assert_has(as_text(&ev), why[i]);
		assert_has(as_text(&ev), ", after 1.23 ms\n");
	}
}

static void test_text_deliver(void **state)
{
	struct ksig_event ev = deliver(LINUX_SIGTERM, 77, KSIG_ACT_TERMINATE);

	(void)state;
	assert_has(as_text(&ev), "default action: terminate  waited 29 us\n");
	ev.u.deliver.action = KSIG_ACT_CORE;
	assert_has(as_text(&ev), "default action: terminate, core dump  ");
	ev.u.deliver.action = KSIG_ACT_STOP;
	assert_has(as_text(&ev), "default action: stop  ");
	ev.u.deliver.action = KSIG_ACT_CONTINUE;
	assert_has(as_text(&ev), "default action: continue  ");
	ev.u.deliver.action = KSIG_ACT_IGNORE;
	assert_has(as_text(&ev), "action: ignore  ");
	ev.u.deliver.action = KSIG_ACT_HANDLER;
	ev.u.deliver.handler = 0x10;
	ev.u.deliver.altstack = true;
	assert_has(as_text(&ev), "  no flags  frame 0x0, alternate stack, "
		   "waited 29 us\n");
	ev.u.deliver.sa_flags = LINUX_SA_SIGINFO | LINUX_SA_RESETHAND;
	ev.u.deliver.restart = KSIG_RESTART_EINTR;
	ev.u.deliver.call_nr = 0;
	assert_has(as_text(&ev), "  SA_SIGINFO|SA_RESETHAND  frame");
	assert_has(as_text(&ev), "waited 29 us, interrupts read()\n");
}

static void test_text_rest(void **state)
{
	struct ksig_event ev = event(KSIG_EV_RETURN, LINUX_SIGINT, 3, 1);

	(void)state;
	ev.u.ret.ran_ns = 1500000000;
	ev.u.ret.call_nr = 35;
	assert_has(as_text(&ev), "handler ran 1.50 s\n");
	ev.u.ret.restart = KSIG_RESTART_BLOCK;
	assert_has(as_text(&ev), "; nanosleep() goes on for the time");
	ev.u.ret.restart = KSIG_RESTART_EINTR;
	assert_has(as_text(&ev), "; nanosleep() fails with EINTR\n");
	ev.u.ret.by_longjmp = true;
	assert_has(as_text(&ev), "left by siglongjmp after 1.50 s; nanosleep() "
		   "abandoned\n");
	ev = event(KSIG_EV_ACCEPT, LINUX_SIGINT, 3, 1);
	ev.u.accept.how = KSIG_ACCEPT_SIGTIMEDWAIT;
	ev.u.accept.waited_ns = 999;
	assert_has(as_text(&ev), "accepted by sigtimedwait, waited 999 ns\n");
	ev.u.accept.how = KSIG_ACCEPT_SIGNALFD;
	assert_has(as_text(&ev), "accepted by a read of a signalfd");
	ev = event(KSIG_EV_STOP, LINUX_SIGTSTP, 0, 1);
	assert_has(as_text(&ev), "  SIGTSTP         stop      4711 bash  ");
	ev = event(KSIG_EV_CONTINUE, 0, 0, 1);
	assert_has(as_text(&ev), "  -               continue  4711 bash  ");
	ev = event(KSIG_EV_EXIT, 0, 0, 1);
	ev.u.exit.status = 3 << 8;
	assert_has(as_text(&ev), "exit      4711 bash  status 3\n");
	ev.u.exit.status = LINUX_SIGSEGV | 0x80;
	assert_has(as_text(&ev), "killed by SIGSEGV, core dumped\n");
	ev = event(KSIG_EV_WAIT, 0, 0, 1);
	ev.u.wait.pid = 4712;
	ev.u.wait.status = 3 << 8;
	assert_has(as_text(&ev), "wait      4711 bash  told of child 4712: "
		   "status 3\n");
	ev.u.wait.status = LINUX_SIGTSTP << 8 | 0x7f;
	ev.u.wait.kept = true;
	assert_has(as_text(&ev), ": stopped by SIGTSTP, not used up\n");
	ev.u.wait.status = 0xffff;
	assert_has(as_text(&ev), ": continued, not used up\n");
	ev = event(KSIG_EV_TRAP, LINUX_SIGTSTP, 7, 1);
	ev.u.trap.code = LINUX_SIGTSTP;
	assert_has(as_text(&ev), "trap      4711 bash  signal-delivery-stop");
	ev.u.trap.group_stop = true;
	assert_has(as_text(&ev), "  group-stop\n");
	ev.u.trap.code |= LINUX_PTRACE_EVENT_STOP << 8;
	assert_has(as_text(&ev), "  PTRACE_EVENT_STOP\n");
	ev = event(KSIG_EV_RESUME, 0, 0, 1);
	assert_has(as_text(&ev), "resumed by its tracer\n");
	ev.u.trap.code = LINUX_SIGUSR1;
	assert_has(as_text(&ev), "resumed by its tracer with SIGUSR1\n");
	ev = generate(LINUX_SIGHUP, 1, KSIG_BY_PDEATH, NULL);
	ev.u.generate.origin.from_pid = 4700;
	assert_has(as_text(&ev), "by kernel: parent 4700 died");
}

static void test_text_color(void **state)
{
	struct ksig_event ev = generate(LINUX_SIGINT, 1, KSIG_BY_KERNEL, NULL);

	(void)state;
	ev.u.generate.result = KSIG_GEN_IGNORED;
	assert_null(strchr(as_text(&ev), '\033'));
	view.color = true;
	assert_has(as_text(&ev), "\033[1m#1 SIGINT");
	assert_has(as_text(&ev), "\033[33mignored: thrown away at once\033[0m");
	view.color = false;
}

static void test_spans(void **state)
{
	static const struct {
		uint64_t ns;
		const char *s;
	} cases[] = {
		{ 0, "0 ns" }, { 999, "999 ns" }, { 1000, "1.0 us" },
		{ 9940, "9.9 us" }, { 9960, "10 us" }, { 29000, "29 us" },
		{ 999400, "999 us" }, { 999600, "1.00 ms" },
		{ 12345678, "12.3 ms" }, { 123456789, "123 ms" },
		{ 1234567890, "1.23 s" }, { 123456789012, "123 s" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cli_line l = { .n = 0 };

		cli_line_put_span(&l, cases[i].ns);
		assert_string_equal(l.s, cases[i].s);
	}
}

static void test_hostile_names(void **state)
{
	struct ksig_event ev = event(KSIG_EV_EXIT, 0, 0, 1);
	char *argv[] = { "a\nb", "\xff\xfe\"\\", "\033[2J", NULL };
	struct json_object *o, *cmd;

	(void)state;
	/* ESC, newline, C1 in UTF-8, a bad byte, a mark, and a good letter. */
	fake_comm = "\033]0;x\a\n\xc2\x9b\xff\xe2\x80\xae\\\xc3\xa9";
	assert_has(as_text(&ev), "4711 \\x1b]0;x\\x07\\x0a\\xc2\\x9b\\xff"
		   "\\xe2\\x80\\xae\\\\\xc3\xa9  status 0\n");
	o = as_json(&ev);
	assert_has(str(o, "comm"), "\033]0;x\a\n\xc2\x9b\xef\xbf\xbd");
	json_object_put(o);
	fake_comm = "bash";

	open_out();
	cli_json_header(argv, &out);
	taken();
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\xff'));
	o = json_tokener_parse(text);
	assert_non_null(o);
	assert_string_equal(str(o, "ksig"), "trace");
	assert_int_equal(num(o, "version"), 1);
	assert_true(json_object_object_get_ex(o, "cmd", &cmd));
	assert_int_equal(json_object_array_length(cmd), 3);
	assert_string_equal(json_object_get_string(
		json_object_array_get_idx(cmd, 1)),
		"\xef\xbf\xbd\xef\xbf\xbd\"\\");
	json_object_put(o);
}

/* ------------------------------------------------------------------ JSON */

static void test_json_generate(void **state)
{
	struct linux_siginfo info = child_info(LINUX_CLD_KILLED, LINUX_SIGTERM);
	struct ksig_event ev = generate(LINUX_SIGCHLD, 7, KSIG_BY_CHILD, &info);
	struct json_object *o, *i;

	(void)state;
	ev.u.generate.result = KSIG_GEN_ALREADY_PENDING;
	ev.u.generate.into = 6;
	ev.u.generate.blocked = true;
	ev.u.generate.origin.from_pid = 4712;
	o = as_json(&ev);
	assert_int_equal(num(o, "t_ns"), 412000);
	assert_string_equal(str(o, "ev"), "generate");
	assert_int_equal(num(o, "id"), 7);
	assert_string_equal(str(o, "sig"), "SIGCHLD");
	assert_int_equal(num(o, "pid"), 4711);
	assert_true(is_null(o, "tid"));
	assert_string_equal(str(o, "result"), "already_pending");
	assert_string_equal(str(o, "scope"), "shared");
	assert_string_equal(str(o, "code"), "CLD_KILLED");
	assert_string_equal(str(o, "by"), "child");
	assert_int_equal(num(o, "from_pid"), 4712);
	assert_true(is_null(o, "from_tid"));
	assert_int_equal(num(o, "into"), 6);
	assert_string_equal(str(o, "blocked"), "true");
	assert_true(json_object_object_get_ex(o, "info", &i));
	assert_string_equal(str(i, "signal"), "SIGTERM");
	json_object_put(o);

	ev = generate(LINUX_SIGUSR1, 8, KSIG_BY_KERNEL, NULL);
	o = as_json(&ev);
	assert_string_equal(str(o, "result"), "delivered");
	assert_true(is_null(o, "code"));
	assert_true(is_null(o, "into"));
	assert_true(is_null(o, "from_pid"));
	assert_true(is_null(o, "info"));
	json_object_put(o);
}

static void test_json_deliver(void **state)
{
	struct ksig_event ev = deliver(LINUX_SIGINT, 6, KSIG_ACT_HANDLER);
	struct json_object *o, *h;

	(void)state;
	ev.task = &second;
	ev.u.deliver.handler = 0xffffffffffffffffull;
	ev.u.deliver.frame = 0x7ffc0a1b2c40;
	ev.u.deliver.sa_flags = LINUX_SA_RESTART;
	o = as_json(&ev);
	assert_int_equal(num(o, "tid"), 4713);
	assert_string_equal(str(o, "action"), "handler");
	assert_int_equal(num(o, "waited_ns"), 29000);
	assert_string_equal(str(o, "frame"), "0x7ffc0a1b2c40");
	assert_string_equal(str(o, "altstack"), "false");
	assert_true(is_null(o, "syscall"));
	assert_string_equal(str(o, "flags"), "[ \"SA_RESTART\" ]");
	assert_true(json_object_object_get_ex(o, "handler", &h));
	assert_string_equal(str(h, "address"), "0xffffffffffffffff");
	assert_true(is_null(h, "symbol"));
	json_object_put(o);

	ev = deliver(LINUX_SIGINT, 6, KSIG_ACT_CORE);
	o = as_json(&ev);
	assert_string_equal(str(o, "action"), "core");
	assert_true(is_null(o, "handler"));
	json_object_put(o);
}

static void test_json_rest(void **state)
{
	struct ksig_event ev = event(KSIG_EV_RETURN, LINUX_SIGINT, 6, 1);
	struct json_object *o;

	(void)state;
	ev.u.ret.ran_ns = 5;
	ev.u.ret.restart = KSIG_RESTART_BLOCK;
	ev.u.ret.call_nr = 35;
	o = as_json(&ev);
	assert_int_equal(num(o, "ran_ns"), 5);
	assert_string_equal(str(o, "how"), "sigreturn");
	assert_string_equal(str(o, "restart"), "restart_block");
	assert_string_equal(str(o, "syscall"), "nanosleep");
	json_object_put(o);

	ev = event(KSIG_EV_EXIT, 0, 0, 1);
	ev.u.exit.status = LINUX_SIGABRT | 0x80;
	o = as_json(&ev);
	assert_true(is_null(o, "id"));
	assert_true(is_null(o, "sig"));
	assert_true(is_null(o, "status"));
	assert_string_equal(str(o, "signal"), "SIGABRT");
	assert_string_equal(str(o, "core"), "true");
	json_object_put(o);

	ev = event(KSIG_EV_WAIT, 0, 0, 1);
	ev.u.wait.pid = 4712;
	ev.u.wait.status = LINUX_SIGTERM;
	o = as_json(&ev);
	assert_string_equal(str(o, "ev"), "wait");
	assert_string_equal(str(o, "child"), "4712");
	assert_string_equal(str(o, "state"), "killed");
	assert_string_equal(str(o, "signal"), "SIGTERM");
	assert_string_equal(str(o, "kept"), "false");
	assert_true(is_null(o, "status"));
	json_object_put(o);

	ev = event(KSIG_EV_DISCARD, LINUX_SIGTSTP, 9, 1);
	ev.u.discard.why = KSIG_WHY_SIGCONT;
	o = as_json(&ev);
	assert_string_equal(str(o, "why"), "sigcont");
	json_object_put(o);

	ev = event(KSIG_EV_ACCEPT, 64, 9, 1);
	ev.u.accept.how = KSIG_ACCEPT_SIGNALFD;
	o = as_json(&ev);
	assert_string_equal(str(o, "sig"), "SIGRTMAX");
	assert_string_equal(str(o, "how"), "signalfd");
	json_object_put(o);
}

/* ---------------------------------------------------------------- summary */

static void test_summary(void **state)
{
	static struct cli_summary s;
	struct ksig_event ev;
	struct json_object *o, *list, *row, *total;
	uint64_t ns;
	int i;

	(void)state;
	for (i = 0; i < 10; i++) {
		ev = generate(LINUX_SIGCHLD, (uint64_t)i + 1, KSIG_BY_CHILD,
			      NULL);
		ev.u.generate.result = i % 5 == 4 ? KSIG_GEN_ALREADY_PENDING :
				       KSIG_GEN_DELIVERED;
		cli_summary_add(&s, &ev);
	}
	for (i = 0; i < 8; i++) {
		ev = deliver(LINUX_SIGCHLD, (uint64_t)i + 1, KSIG_ACT_HANDLER);
		ev.u.deliver.waited_ns = (uint64_t)(8 - i) * 1000;
		cli_summary_add(&s, &ev);
	}
	ev = generate(LINUX_SIGTERM, 11, KSIG_BY_KILL, NULL);
	ev.u.generate.result = KSIG_GEN_OVERFLOW_FAIL;
	cli_summary_add(&s, &ev);
	ev = deliver(LINUX_SIGTERM, 12, KSIG_ACT_TERMINATE);
	cli_summary_add(&s, &ev);
	ev = event(KSIG_EV_DISCARD, LINUX_SIGTSTP, 13, 1);
	cli_summary_add(&s, &ev);
	ev = event(KSIG_EV_ACCEPT, 64, 14, 1);
	cli_summary_add(&s, &ev);

	assert_true(cli_summary_median(&s.of[LINUX_SIGCHLD], &ns));
	assert_int_equal(ns, 4500);
	assert_false(cli_summary_median(&s.of[LINUX_SIGTERM], &ns));
	open_out();
	cli_summary_text(&s, false, &out);
	taken();
	assert_has(text, "\nSIGCHLD             10         2       0         0"
		   "        0       8        0     0     0     0"
		   "   4.5 us   8.0 us\n");
	assert_has(text, "\ntotal               11         2       0         1"
		   "        1       8        1     1     0     0"
		   "        -   8.0 us\n");
	assert_null(strstr(text, "SIGINT"));

	open_out();
	cli_summary_json(&s, T0, &out);
	o = json_tokener_parse(taken());
	assert_non_null(o);
	assert_string_equal(str(o, "ev"), "summary");
	assert_true(json_object_object_get_ex(o, "signals", &list));
	assert_int_equal(json_object_array_length(list), 4);
	row = json_object_array_get_idx(list, 1);
	assert_string_equal(str(row, "sig"), "SIGCHLD");
	assert_int_equal(num(row, "generated"), 10);
	assert_int_equal(num(row, "coalesced"), 2);
	assert_int_equal(num(row, "handled"), 8);
	assert_int_equal(num(row, "median_ns"), 4500);
	assert_int_equal(num(row, "largest_ns"), 8000);
	assert_true(json_object_object_get_ex(o, "total", &total));
	assert_int_equal(num(total, "terminated"), 1);
	assert_int_equal(num(total, "overflow"), 1);
	json_object_put(o);
	cli_summary_free(&s);
}

/* Every form at once, of every signal: what the runner may grow by. */
static void test_flood(void **state)
{
	static struct cli_summary s;
	struct rusage ru;
	uint64_t ns;
	int i;

	(void)state;
	memset(&out, 0, sizeof(out));
	out.fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	for (i = 0; i < FLOOD; i++) {
		const uint64_t id = (uint64_t)i + 1;
		struct ksig_event ev = generate(40, id, KSIG_BY_SIGQUEUE, NULL);

		cli_view_remember(&view, &ev);
		cli_text_event(&view, &ev, &out);
		cli_json_event(&view, &ev, &out);
		cli_summary_add(&s, &ev);
		ev = deliver(1 + i % KSIG_NSIG, id, KSIG_ACT_HANDLER);
		ev.u.deliver.waited_ns = id;
		cli_text_event(&view, &ev, &out);
		cli_summary_add(&s, &ev);
		ev.sig = 40;
		cli_summary_add(&s, &ev);
	}
	close(out.fd);
	assert_int_equal(s.of[40].generated, FLOOD);
	assert_true(s.of[40].nr_samples == CLI_SAMPLES_MAX);
	assert_true(cli_summary_median(&s.of[40], &ns));
	assert_in_range(ns, FLOOD * 48 / 100, FLOOD * 52 / 100);
	assert_true(s.of[40].largest_ns == FLOOD);
	cli_summary_free(&s);
	assert_int_equal(getrusage(RUSAGE_SELF, &ru), 0);
	assert_true(ru.ru_maxrss < FLOOD_RSS_MAX_KIB);
}

/* ------------------------------------------------- names, filter, output */

static void test_names(void **state)
{
	char buf[CLI_NAME_MAX];
	int sig;

	(void)state;
	for (sig = 1; sig <= KSIG_NSIG; sig++)
		assert_int_equal(cli_signal_parse(cli_signal_name(sig, buf)),
				 sig);
	assert_int_equal(cli_signal_parse("int"), LINUX_SIGINT);
	assert_int_equal(cli_signal_parse("sigCld"), LINUX_SIGCHLD);
	assert_int_equal(cli_signal_parse("RTMIN"), 34);
	assert_int_equal(cli_signal_parse("SIGRTMAX-1"), 63);
	assert_int_equal(cli_signal_parse("RT34"), 34);
	assert_int_equal(cli_signal_parse("64"), 64);
	assert_int_equal(cli_signal_parse("65"), 0);
	assert_int_equal(cli_signal_parse("0"), 0);
	assert_int_equal(cli_signal_parse("-1"), 0);
	assert_int_equal(cli_signal_parse("RTMIN+31"), 0);
	assert_int_equal(cli_signal_parse("RTMIN+"), 0);
	assert_int_equal(cli_signal_parse(""), 0);
	assert_int_equal(cli_signal_parse("SIG"), 0);
	assert_int_equal(cli_signal_parse("2x"), 0);
	assert_int_equal(cli_signal_parse("99999999999999999999"), 0);
}

static void test_filter(void **state)
{
	struct cli_filter f = { .has_include = false };
	char err[512];

	(void)state;
	assert_true(cli_filter_has(&f, LINUX_SIGINT));
	assert_true(cli_filter_has(&f, 0));
	assert_true(cli_filter_add(&f, "!CHLD,!WINCH", err, sizeof(err)));
	assert_false(cli_filter_has(&f, LINUX_SIGCHLD));
	assert_true(cli_filter_has(&f, LINUX_SIGINT));
	assert_true(cli_filter_has(&f, 0));
	assert_true(cli_filter_add(&f, "CHLD,INT", err, sizeof(err)));
	assert_true(cli_filter_has(&f, LINUX_SIGINT));
	assert_false(cli_filter_has(&f, LINUX_SIGCHLD));
	assert_false(cli_filter_has(&f, LINUX_SIGTERM));
	assert_false(cli_filter_has(&f, 0));
	assert_false(cli_filter_add(&f, "", err, sizeof(err)));
	assert_false(cli_filter_add(&f, "INT,", err, sizeof(err)));
	assert_false(cli_filter_add(&f, "!", err, sizeof(err)));
	assert_false(cli_filter_add(&f, "!INT,CHLD", err, sizeof(err)));
	assert_false(cli_filter_add(&f, "\033[2J", err, sizeof(err)));
	assert_has(err, "\\x1b[2J");
	assert_null(strchr(err, '\n'));
	assert_false(cli_filter_add(&f,
		"INTXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", err,
		sizeof(err)));
}

static void test_exit_is_judged_by_what_killed(void **state)
{
	static struct cli_tracer t = { .timeline = true, .summarize = true };
	struct ksig_event ev = event(KSIG_EV_EXIT, 0, 0, 1);
	char err[512];

	(void)state;
	assert_true(cli_filter_add(&t.filter, "TERM", err, sizeof(err)));
	open_out();
	t.out = out;
	cli_tracer_event(&t, &ev);
	ev.u.exit.status = LINUX_SIGTERM;
	cli_tracer_event(&t, &ev);
	cli_tracer_flush(&t, false);
	assert_null(strstr(peek(), "total"));
	/* The runner may say twice that all have gone: one table. */
	cli_tracer_flush(&t, true);
	cli_tracer_flush(&t, true);
	taken();
	assert_null(strstr(text, "status 0"));
	assert_has(text, "killed by SIGTERM\n");
	assert_has(text, "\ntotal");
	assert_null(strstr(strstr(text, "\ntotal") + 1, "\ntotal"));
}

static void test_full_disk(void **state)
{
	(void)state;
	memset(&out, 0, sizeof(out));
	out.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	cli_out_line(&out, "one\n", 4);
	cli_out_line(&out, "two\n", 4);
	close(out.fd);
	assert_int_equal(out.nr_missing, 2);
	out.fd = memfd_create("trace", MFD_CLOEXEC);
	cli_out_line(&out, "three\n", 6);
	assert_string_equal(taken(), "ksig: 2 lines are missing here: "
			    "No space left on device\nthree\n");
}

static void test_gone_reader(void **state)
{
	int fd[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	memset(&out, 0, sizeof(out));
	assert_int_equal(pipe(fd), 0);
	close(fd[0]);
	out.fd = fd[1];
	cli_out_line(&out, "one\n", 4);
	assert_true(out.is_dead);
	close(fd[1]);
}

/* ---------------------------------------------------------------- symbols */

static __attribute__((noinline)) int my_handler(int x)
{
	return x * 3 + 1;
}

/* Where a process is that will not be there for long. */
static pid_t start_child(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(my_handler(0));
	}
	return pid;
}

static void test_symbols(void **state)
{
	struct cli_symbols *s = cli_symbols_new();
	const uint64_t addr = (uint64_t)(uintptr_t)my_handler;
	pid_t pid = start_child();
	struct cli_symbol sym;
	/* Not &atoi: without PIE that is a stub of the program's own. */
	void *libc_code = dlsym(RTLD_DEFAULT, "atoi");
	void *anon;

	(void)state;
	cli_symbols_find(s, pid, addr, 1, &sym);
	assert_true(sym.has_symbol);
	assert_string_equal(sym.symbol, "my_handler");
	assert_int_equal(sym.off, 0);
	assert_has(cli_symbol_object(&sym), "test_render");
	cli_symbols_find(s, getpid(), addr + 2, 1, &sym);
	assert_int_equal(sym.off, 2);
	/* A shared library's, from its dynamic symbols. */
	cli_symbols_find(s, getpid(), (uint64_t)(uintptr_t)libc_code, 1, &sym);
	assert_string_equal(sym.symbol, "atoi");
	assert_has(cli_symbol_object(&sym), "libc");
	anon = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cli_symbols_find(s, getpid(), (uint64_t)(uintptr_t)anon, 1, &sym);
	assert_false(sym.has_symbol);
	munmap(anon, 4096);
	cli_symbols_find(s, getpid(), 8, 1, &sym);
	assert_false(sym.has_object);

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	cli_symbols_find(s, pid, addr, 2, &sym);
	assert_false(sym.has_symbol);
	/* No helper is left for the runner to stumble over. */
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
	cli_symbols_free(s);
}

/* The same address in a file that is mapped anew: no stale name. */
static void test_symbols_remapped(void **state)
{
	struct cli_symbols *s = cli_symbols_new();
	char path[] = "/tmp/ksig-junk-XXXXXX", junk[8192];
	struct cli_symbol sym;
	int fd = mkstemp(path);
	uint64_t addr;
	void *p;

	(void)state;
	memset(junk, 0xa5, sizeof(junk));
	memcpy(junk, "\177ELF\2\1\1", 7);
	assert_int_equal(write(fd, junk, sizeof(junk)), sizeof(junk));
	p = mmap(NULL, sizeof(junk), PROT_READ, MAP_PRIVATE, fd, 0);
	addr = (uint64_t)(uintptr_t)p + 0x1010;
	cli_symbols_find(s, getpid(), addr, 1, &sym);
	assert_false(sym.has_symbol);
	assert_true(sym.has_object);
	assert_int_equal(sym.object_off, 0x1010);
	assert_has(sym.object, path);
	mmap(p, sizeof(junk), PROT_READ,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	cli_symbols_find(s, getpid(), addr, 2, &sym);
	assert_true(sym.has_object);	/* still taken to be fresh */
	cli_symbols_find(s, getpid(), addr, 200000000, &sym);
	assert_false(sym.has_object);
	munmap(p, sizeof(junk));
	unlink(path);
	close(fd);
	cli_symbols_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_sample),
		cmocka_unit_test(test_text_by),
		cmocka_unit_test(test_text_fault_timer_io),
		cmocka_unit_test(test_text_child),
		cmocka_unit_test(test_text_results),
		cmocka_unit_test(test_text_target_discard),
		cmocka_unit_test(test_text_deliver),
		cmocka_unit_test(test_text_rest),
		cmocka_unit_test(test_text_color),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_json_generate),
		cmocka_unit_test(test_json_deliver),
		cmocka_unit_test(test_json_rest),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_exit_is_judged_by_what_killed),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_gone_reader),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_symbols_remapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
