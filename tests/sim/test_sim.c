/* SPDX-License-Identifier: MIT */
/* The machine by itself: programs in C make calls by number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ports/sim/sim.h"

enum {
	NR_read = 0, NR_write = 1, NR_close = 3, NR_poll = 7, NR_pipe = 22,
	NR_nanosleep = 35, NR_getpid = 39, NR_exit = 60, NR_setresuid = 117,
	NR_exit_group = 231,
};
#define CLONE_THREAD_FLAGS (LINUX_CLONE_VM | LINUX_CLONE_SIGHAND | \
			    LINUX_CLONE_THREAD | 0x400)

/* What the programs of a test share, since they are C code of one process. */
static struct sim *machine;
static char said[512];
static int64_t number[8];

static int setup(void **state)
{
	machine = sim_new();
	*state = machine;
	return machine ? 0 : -1;
}

static int teardown(void **state)
{
	sim_free(*state);
	return 0;
}

static void say(const char *word)
{
	strcat(said, word);
	strcat(said, " ");
}

static int64_t call(int64_t nr, uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t arg[6] = { a, b, c, 8, 0, 0 };

	return sim_call(sim_current(machine), nr, arg);
}

#define P(p) ((uint64_t)(uintptr_t)(p))

static void handler(struct sim_task *t, int slot, uint64_t sig, uint64_t info,
		    uint64_t uc)
{
	const struct linux_siginfo *i = (const void *)(uintptr_t)info;

	(void)t;
	(void)uc;
	assert_int_equal(i->si_signo, sig);
	say(slot ? "handler1" : "handler0");
}

static void handle(int sig, int slot, uint64_t flags)
{
	struct linux_sigaction a = {
		SIM_IP_HANDLER + 16 * (uint64_t)slot,
		flags | LINUX_SA_RESTORER | LINUX_SA_SIGINFO, SIM_RESTORER, 0,
	};

	assert_int_equal(call(LINUX_NR_rt_sigaction, (uint64_t)sig, P(&a), 0),
			 0);
}

/* One machine after the other in the same memory. */
static void begin(const struct sim_options *o, void (*program)(void *))
{
	static const struct sim_options plain;

	memset(said, 0, sizeof(said));
	memset(number, 0, sizeof(number));
	sim_reset(machine, o ? o : &plain);
	sim_set_handler(machine, handler);
	sim_user_share(machine, number, sizeof(number));
	assert_non_null(sim_start(machine, "A", program, NULL));
}

static void play(const struct sim_options *o, void (*program)(void *))
{
	begin(o, program);
	if (!sim_run(machine, SIM_RUN_ALL) || !sim_check(machine) ||
	    !sim_finish(machine))
		fail_msg("%s", sim_what(machine));
}

/* ------------------------------------------------------------------ tests */

static void kills_itself(void *arg)
{
	(void)arg;
	handle(LINUX_SIGUSR1, 0, 0);
	say("before");
	number[0] = call(LINUX_NR_kill, (uint64_t)call(NR_getpid, 0, 0, 0),
			 LINUX_SIGUSR1, 0);
	say("after");
}

static void test_handler_runs_before_kill_returns(void **state)
{
	(void)state;
	play(NULL, kills_itself);
	assert_string_equal(said, "before handler0 after ");
	assert_int_equal(number[0], 0);
}

static void child_kills(void *arg)
{
	(void)arg;
	say("child");
	call(LINUX_NR_kill, (uint64_t)number[0], LINUX_SIGUSR1, 0);
}

static void reads_a_pipe(void *arg)
{
	static int32_t fd[2];
	char c = 'x';

	(void)arg;
	handle(LINUX_SIGUSR1, 0, 0);
	handle(LINUX_SIGCHLD, 1, LINUX_SA_RESTART);
	number[0] = call(NR_getpid, 0, 0, 0);
	call(NR_pipe, P(fd), 0, 0);
	number[1] = sim_clone(sim_current(machine), 0, LINUX_SIGCHLD, "B",
			      child_kills, NULL, NULL);
	number[2] = call(NR_read, (uint64_t)fd[0], P(&c), 1);
	number[3] = call(NR_write, (uint64_t)fd[1], P(&c), 1);
	number[4] = call(NR_read, (uint64_t)fd[0], P(&c), 1);
}

static void test_read_is_interrupted(void **state)
{
	(void)state;
	play(NULL, reads_a_pipe);
	assert_string_equal(said, "child handler1 handler0 ");
	assert_int_equal(number[1], SIM_FIRST_PID + 1);
	assert_int_equal(number[2], -LINUX_EINTR);
	assert_int_equal(number[4], 1);
}

static void sleeps(void *arg)
{
	struct linux_timespec ts = { 3600, 0 };

	(void)arg;
	number[0] = call(NR_nanosleep, P(&ts), 0, 0);
	number[1] = (int64_t)(sim_now(machine) / 1000000000);
}

static void test_time_jumps(void **state)
{
	(void)state;
	play(NULL, sleeps);
	assert_int_equal(number[0], 0);
	assert_true(number[1] >= 3600);
}

static void executed(void *arg)
{
	(void)arg;
	say("executed");
	number[1] = call(NR_getpid, 0, 0, 0);
	number[2] = call(186, 0, 0, 0);
}

static void thread_executes(void *arg)
{
	(void)arg;
	say("thread");
	sim_exec(sim_current(machine), executed, NULL);
	fail();
}

static void leader_waits(void *arg)
{
	(void)arg;
	number[0] = call(NR_getpid, 0, 0, 0);
	assert_true(sim_clone(sim_current(machine), CLONE_THREAD_FLAGS, 0,
			      "B", thread_executes, NULL, NULL) > 0);
	call(LINUX_NR_pause, 0, 0, 0);
	fail();
}

static void test_exec_by_a_thread(void **state)
{
	(void)state;
	play(NULL, leader_waits);
	assert_string_equal(said, "thread executed ");
	assert_int_equal(number[1], number[0]);
	assert_int_equal(number[2], number[0]);
}

static void vfork_child(void *arg)
{
	(void)arg;
	call(LINUX_NR_pause, 0, 0, 0);
}

static void vforks(void *arg)
{
	(void)arg;
	sim_clone(sim_current(machine), LINUX_CLONE_VM | LINUX_CLONE_VFORK,
		  LINUX_SIGCHLD, "B", vfork_child, NULL, NULL);
	fail();
}

static void test_vfork_parent_is_killable(void **state)
{
	(void)state;
	begin(NULL, vforks);
	assert_true(sim_run(machine, 0));
	assert_int_equal(sim_kill(machine, SIM_FIRST_PID, LINUX_SIGUSR1), 0);
	assert_true(sim_run(machine, 0));
	assert_true(sim_check(machine));
	assert_true(sim_finish(machine));
}

static void refused(void *arg)
{
	(void)arg;
	call(333333, 0, 0, 0);
	fail();
}

static void test_unknown_call_is_refused(void **state)
{
	(void)state;
	begin(NULL, refused);
	assert_false(sim_run(machine, 0));
	assert_int_equal(sim_ended(machine), SIM_END_REFUSED);
	assert_string_equal(sim_what(machine), "system call 333333 is not one "
			    "of the simulator's");
}

static void bad_pointers(void *arg)
{
	void *none = sim_user_alloc(machine, 1, SIM_PROT_UNMAPPED, false);
	void *ro = sim_user_alloc(machine, 1, SIM_PROT_READ, false);

	(void)arg;
	number[0] = call(NR_pipe, 0, 0, 0);
	number[1] = call(NR_pipe, P(none), 0, 0);
	number[2] = call(NR_pipe, P(ro), 0, 0);
	number[3] = call(LINUX_NR_rt_sigaction, 10, P(ro), 0);
	number[4] = call(NR_pipe, 1ull << 63, 0, 0);
}

static void test_bad_pointers(void **state)
{
	(void)state;
	play(NULL, bad_pointers);
	assert_int_equal(number[0], -LINUX_EFAULT);
	assert_int_equal(number[1], -LINUX_EFAULT);
	assert_int_equal(number[2], -LINUX_EFAULT);
	assert_int_equal(number[3], 0);
	assert_int_equal(number[4], -LINUX_EFAULT);
}

/* Seeds of a small generator: the same answers, the same run. */
struct random {
	uint64_t state, hash;
};

static uint32_t choose(void *arg, const struct sim_choice *c)
{
	struct random *r = arg;
	uint32_t i;

	r->state = r->state * 6364136223846793005ull + 1442695040888963407ull;
	i = (uint32_t)(r->state >> 33) % c->nr;
	r->hash = (r->hash + i + c->nr) * 1099511628211ull;
	return i;
}

static void storm_child(void *arg)
{
	struct linux_timespec ts = { 0, 1000 };
	int i;

	(void)arg;
	for (i = 0; i < 5; i++) {
		call(LINUX_NR_kill, SIM_FIRST_PID, LINUX_SIGUSR1, 0);
		call(LINUX_NR_kill, 0, LINUX_SIGURG, 0);
		call(NR_nanosleep, P(&ts), 0, 0);
	}
}

static void storm(void *arg)
{
	int i;

	(void)arg;
	handle(LINUX_SIGUSR1, 0, LINUX_SA_NODEFER);
	handle(LINUX_SIGURG, 1, 0);
	sim_clone(sim_current(machine), 0, LINUX_SIGCHLD, "B", storm_child,
		  NULL, NULL);
	sim_clone(sim_current(machine), CLONE_THREAD_FLAGS, 0, "C",
		  storm_child, NULL, NULL);
	for (i = 0; i < 3; i++)
		call(LINUX_NR_pause, 0, 0, 0);
}

static void test_seeds_repeat(void **state)
{
	struct random r[2];
	struct sim_options o = { .cpus = 3, .choose = choose,
				 .check_always = true };
	uint64_t seed, differ = 0, last = 0;
	char first[sizeof(said)];
	int i;

	(void)state;
	for (seed = 1; seed < 200; seed++) {
		for (i = 0; i < 2; i++) {
			r[i] = (struct random){ seed, 1 };
			o.choose_arg = &r[i];
			o.late_wakes = seed % 2;
			play(&o, storm);
			if (i == 0)
				memcpy(first, said, sizeof(first));
		}
		assert_string_equal(first, said);
		assert_true(r[0].hash == r[1].hash);
		differ += r[0].hash != last;
		last = r[0].hash;
	}
	assert_true(differ > 190);
}

static void test_every_allocation_fails(void **state)
{
	struct sim_options o = { .cpus = 1 };

	(void)state;
	for (o.fail_alloc = 2; o.fail_alloc < 40; o.fail_alloc++)
		play(&o, storm);
}

static void test_every_copy_fails(void **state)
{
	struct sim_options o = { .cpus = 1 };

	(void)state;
	for (o.fail_copy = 3; o.fail_copy < 60; o.fail_copy++)
		play(&o, storm);
}

static void test_killed_anywhere(void **state)
{
	struct random r = { 7, 1 };
	struct sim_options o = { .cpus = 2, .choose = choose,
				 .choose_arg = &r,
				 .kill_pid = SIM_FIRST_PID };

	(void)state;
	for (o.kill_at = 1; o.kill_at < 400; o.kill_at++)
		play(&o, storm);
}

#define UNIT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(test_handler_runs_before_kill_returns),
		UNIT(test_read_is_interrupted),
		UNIT(test_time_jumps),
		UNIT(test_exec_by_a_thread),
		UNIT(test_vfork_parent_is_killable),
		UNIT(test_unknown_call_is_refused),
		UNIT(test_bad_pointers),
		UNIT(test_seeds_repeat),
		UNIT(test_every_allocation_fails),
		UNIT(test_every_copy_fails),
		UNIT(test_killed_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
