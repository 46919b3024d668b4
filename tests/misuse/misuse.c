/* SPDX-License-Identifier: MIT */
/*
 * What a port does wrong: each case does one thing that include/ksig says not
 * to do, and says how that must end: in port->bug() with a text that tells
 * what it was, or in a defined error. Each runs in a process of its own.
 *	misuse [CASE]	without CASE: all
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../unit/port.h"
#include "../../core/core.h"

#define PID		100
#define SAYS_BYTES	4096

static struct tp m;
static struct tp_task *t;

/* The unit tests' bug() aborts; here it has to be told from a crash. */
#define STATUS_BUG	77
#define STATUS_ERROR	78	/* the defined error came */

static void bug(struct ksig *k, const char *what)
{
	(void)k;
	fprintf(stderr, "bug: %s\n", what);
	_exit(STATUS_BUG);
}

static void start(void)
{
	tp_init(&m, true);
	m.port.bug = bug;
	t = tp_start(&m, PID);
	if (!t)
		abort();
}

static void must_be(int64_t got, int64_t want)
{
	if (got == want)
		_exit(STATUS_ERROR);
	fprintf(stderr, "%lld, not %lld\n", (long long)got, (long long)want);
}

/* ------------------------------------------------- what ksig_init() refuses */

static int init_with(const struct ksig_port *port, uint32_t config_bytes,
		     uint32_t xstate_bytes)
{
	struct ksig_config config = {
		.size = config_bytes, .linux_version = 0x060c00,
		.xstate_bytes = xstate_bytes, .xfeatures = 3,
	};
	static struct ksig k;

	return ksig_init(&k, port, &config);
}

static void table_of_another_size(void)
{
	struct ksig_port port;

	start();
	port = m.port;
	port.size = sizeof(port) - sizeof(void *);
	must_be(init_with(&port, sizeof(struct ksig_config), 576),
		-LINUX_EINVAL);
}

static void table_of_another_version(void)
{
	struct ksig_port port;

	start();
	port = m.port;
	port.version++;
	must_be(init_with(&port, sizeof(struct ksig_config), 576),
		-LINUX_EINVAL);
}

static void config_of_another_size(void)
{
	start();
	must_be(init_with(&m.port, sizeof(struct ksig_config) + 4, 576),
		-LINUX_EINVAL);
}

static void extended_state_too_short(void)
{
	start();
	must_be(init_with(&m.port, sizeof(struct ksig_config), 511),
		-LINUX_EINVAL);
}

/* One after the other of those that are not optional. */
static void callback_missing(void)
{
	static const size_t needed[] = {
#define CALLBACK(name) offsetof(struct ksig_port, name)
		CALLBACK(lock), CALLBACK(unlock), CALLBACK(alloc),
		CALLBACK(free), CALLBACK(copy_from_user),
		CALLBACK(copy_to_user), CALLBACK(regs_get),
		CALLBACK(regs_set), CALLBACK(xstate_get),
		CALLBACK(xstate_set), CALLBACK(wake), CALLBACK(clock_now),
		CALLBACK(timer_set), CALLBACK(cred_get),
		CALLBACK(child_event), CALLBACK(bug),
	};
	struct ksig_port port;
	size_t i;

	start();
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		port = m.port;
		memset((char *)&port + needed[i], 0, sizeof(void *));
		if (init_with(&port, sizeof(struct ksig_config), 576) !=
		    -LINUX_EINVAL) {
			fprintf(stderr, "taken without callback %zu\n", i);
			return;
		}
	}
	must_be(init_with(&m.port, sizeof(struct ksig_config), 576), 0);
	_exit(STATUS_ERROR);
}

/* -------------------------------------------------------------- locks held */

static void call_with_siglock(void)
{
	start();
	m.port.lock(&m.k, &t->t.sighand->lock);
	tp_kill(t, PID, 0);
}

static void generate_with_siglock(void)
{
	start();
	m.port.lock(&m.k, &t->t.sighand->lock);
	tp_generate(tp_group(t), 10);
}

static void exit_with_tree_lock(void)
{
	start();
	m.port.lock(&m.k, &m.k.tree_lock);
	ksig_exit(&t->t, 0, NULL);
}

static void return_with_siglock(void)
{
	start();
	tp_handle(t, 10, 0);
	tp_generate(tp_group(t), 10);
	m.port.lock(&m.k, &t->t.sighand->lock);
	ksig_return_to_user(&t->t);
}

/* A function of the core's that needs siglock, called without: what clang
 * does not see, as the annotation is for a class of locks. */
static void locked_without_lock(void) KSIG_UNCHECKED
{
	start();
	ksig__recalc_locked(&t->t);
	ksig__stop_begin_locked(&t->t, LINUX_SIGSTOP);
}

static void locked_with_anothers_lock(void) KSIG_UNCHECKED
{
	struct tp_task *c;

	start();
	c = tp_fork(t, 200);
	m.port.lock(&m.k, &c->t.sighand->lock);
	ksig__set_blocked_locked(&t->t, 1);
}

static void tree_without_lock(void) KSIG_UNCHECKED
{
	start();
	ksig__tree_set_parent(t->t.group, NULL);
}

/* ------------------------------------------------------------ life and death */

static void reap_alive(void)
{
	start();
	ksig_reap(t->t.group);
}

static void reap_twice(void)
{
	struct tp_task *c;

	start();
	c = tp_fork(t, 200);
	tp_exit(c, 0);
	ksig_reap(c->t.group);
	ksig_reap(c->t.group);
	ksig_check(&m.k);
	must_be(ksig_group_find(&m.k, 200) != NULL, 0);
}

static void finish_with_processes(void)
{
	start();
	ksig_finish(&m.k);
}

static void exit_twice(void)
{
	struct tp_task *c;

	start();
	c = tp_thread(t, 101);
	ksig_exit(&c->t, 0, NULL);
	ksig_exit(&c->t, 0, NULL);
}

static void return_of_the_dead(void)
{
	start();
	ksig_exit(&tp_thread(t, 101)->t, 0, NULL);
	ksig_return_to_user(ksig_task_find(&m.k, 101) ? NULL : &m.tasks->t);
}

static void call_of_the_dead(void)
{
	struct ksig_call call = { .nr = LINUX_NR_pause };

	start();
	ksig_exit(&tp_thread(t, 101)->t, 0, NULL);
	ksig_syscall(&m.tasks->t, &call);
}

static void clone_of_the_dead(void)
{
	struct tp_task *c;

	start();
	c = tp_thread(t, 101);
	ksig_exit(&c->t, 0, NULL);
	tp_thread(c, 102);
}

static void exec_with_threads(void)
{
	start();
	tp_thread(t, 101);
	tp_exec(t);
}

static void id_used_twice(void)
{
	start();
	tp_fork(t, PID);
	ksig_check(&m.k);
}

static void thread_with_a_process_id(void)
{
	start();
	tp_fork(t, 200);
	tp_thread(t, 200);
	ksig_check(&m.k);
}

/* ------------------------------------------------------- what is generated */

static void generate_no_signal(void)
{
	start();
	tp_generate(tp_group(t), 0);
}

static void generate_wild_signal(void)
{
	start();
	tp_generate_task(t, 65);
}

static void fault_without_signal(void)
{
	struct linux_siginfo info = { .si_signo = 99, .si_code = 1 };
	struct ksig_fault fault = { 14, 4, 0 };

	start();
	ksig_force_fault(&t->t, &info, &fault);
}

/* ------------------------------------------------ what the port has spoilt */

static void count_spoilt(void)
{
	start();
	t->t.group->nr_tasks++;
	ksig_check(&m.k);
}

static void kill_blocked(void)
{
	start();
	t->t.blocked = TP_SET(LINUX_SIGKILL);
	ksig_check(&m.k);
}

static void id_changed(void)
{
	start();
	t->t.tid = 7;
	ksig_check(&m.k);
}

static void wake_lost(void)
{
	start();
	tp_generate_task(t, 10);
	t->t.has_deliverable = false;
	ksig_check(&m.k);
}

static const struct {
	const char *name;
	void (*fn)(void);
	const char *says;	/* part of what it must say; NULL: an error */
} cases[] = {
#define ERROR(f) { #f, f, NULL }
#define BUG(f, says) { #f, f, says }
	ERROR(table_of_another_size),
	ERROR(table_of_another_version),
	ERROR(config_of_another_size),
	ERROR(extended_state_too_short),
	ERROR(callback_missing),
	BUG(call_with_siglock, "lock"),
	BUG(generate_with_siglock, "lock"),
	BUG(exit_with_tree_lock, "lock"),
	BUG(return_with_siglock, "lock"),
	BUG(locked_without_lock, "lock_held"),
	BUG(locked_with_anothers_lock, "lock_held"),
	BUG(tree_without_lock, "lock_held"),
	BUG(reap_alive, "KSIG_GROUP_DEAD"),
	ERROR(reap_twice),
	BUG(finish_with_processes, "groups"),
	BUG(exit_twice, "KSIG_TASK_DEAD"),
	BUG(return_of_the_dead, "KSIG_TASK_DEAD"),
	BUG(call_of_the_dead, "KSIG_TASK_DEAD"),
	BUG(clone_of_the_dead, "KSIG_TASK_DEAD"),
	BUG(exec_with_threads, "nr_tasks == 1"),
	BUG(id_used_twice, "find_group"),
	BUG(thread_with_a_process_id, "find_task"),
	BUG(generate_no_signal, "ksig_signal_valid"),
	BUG(generate_wild_signal, "ksig_signal_valid"),
	BUG(fault_without_signal, "ksig_signal_valid"),
	BUG(count_spoilt, "nr_tasks"),
	BUG(kill_blocked, "t->blocked & "),
	BUG(id_changed, "find_task"),
	BUG(wake_lost, "has_deliverable"),
};
#define NR_CASES (sizeof(cases) / sizeof(cases[0]))

/* What the child says; its wait status. */
static int run_child(void (*fn)(void), char *says)
{
	int p[2], status = -1;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(p) < 0 || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		dup2(p[1], 2);
		alarm(10);
		fn();
		_exit(0);
	}
	close(p[1]);
	while (len < SAYS_BYTES - 1 &&
	       (n = read(p[0], says + len, SAYS_BYTES - 1 - len)) > 0)
		len += (size_t)n;
	says[len] = '\0';
	close(p[0]);
	waitpid(pid, &status, 0);
	return status;
}

static int run_case(size_t i)
{
	static char says[SAYS_BYTES];
	int status = run_child(cases[i].fn, says), want = STATUS_BUG;
	int good;

	if (!cases[i].says)
		want = STATUS_ERROR;
	/* The unit tests' locks are a port's own checks: they abort. */
	good = WIFEXITED(status) ? WEXITSTATUS(status) == want :
	       WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
	       strstr(says, "port: ");
	if (good && cases[i].says)
		good = strstr(says, cases[i].says) != NULL;
	if (good)
		return 0;
	printf("FAILED %s: wait status %#x, should %s%s; it said: %s\n"
	       "again with: out/misuse/misuse %s\n", cases[i].name,
	       (unsigned)status, cases[i].says ? "say: " : "be an error",
	       cases[i].says ? cases[i].says : "", says, cases[i].name);
	return 1;
}

int main(int argc, char **argv)
{
	int nr = 0, failed = 0;
	size_t i;

	for (i = 0; i < NR_CASES; i++) {
		if (argc > 1 && strcmp(argv[1], cases[i].name))
			continue;
		nr++;
		failed += run_case(i);
	}
	printf("%d passed, %d failed\n", nr - failed, failed);
	return failed || !nr;
}
