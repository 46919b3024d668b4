/* SPDX-License-Identifier: MIT */
/*
 * Every scenario of tests/scenario that is for the simulator, on schedules of
 * several kinds: what a file expects does not depend on them. KSIG_SEEDS=n
 * sets how many each; run from the top folder.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ports/sim/play.h"

#define NEWEST	0x061200u
#define SEEDS	12

static struct sim_player *player;
static char text[SCN_TEXT_MAX], mem[SCN_MEM_BYTES], diff[1u << 18];

static uint32_t choose(void *arg, const struct sim_choice *c)
{
	uint64_t *state = arg;

	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(*state >> 33) % c->nr;
}

/* NULL: not for the simulator. */
static struct scn_file *load(const char *path)
{
	FILE *f = fopen(path, "r");
	struct scn_error err;
	struct scn_file *s;
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	s = scn_parse(text, n, mem, sizeof(mem), &err);
	if (!s)
		fail_msg("%s:%d:%d: %s", path, err.line, err.col, err.text);
	return s->ports & SCN_ON_SIM ? s : NULL;
}

static struct sim_options options(const struct scn_file *f, uint64_t seed)
{
	struct sim_options o = {
		.cpus = 1 + (uint32_t)seed % 3,
		.late_wakes = seed % 2,
		.check_always = seed % 4 == 0,
		.reload = seed % 3 == 1,
		.linux_version = NEWEST,
	};

	if (f->linux_max && f->linux_max << 8 <= NEWEST)
		o.linux_version = (f->linux_max << 8) - 1;
	return o;
}

/* False: the simulator does not have what it says. */
static bool play(const char *path, const struct scn_file *f, uint64_t seed)
{
	struct sim_options o = options(f, seed);
	struct scn_text d = { diff, 0, sizeof(diff) };
	uint64_t state = seed;
	struct sim_result r;

	o.choose = seed ? choose : NULL;
	o.choose_arg = &state;
	diff[0] = '\0';
	sim_play(player, f, &o, seed % 2, &r);
	if (r.verdict == SIM_PLAY_REFUSED)
		return false;
	if (r.verdict != SIM_PLAYED)
		fail_msg("%s, seed %d: %s", path, (int)seed, r.why);
	/* Trace lines depend on the schedule, and are made for some only. */
	if (!f->has_trace &&
	    !scn_compare(f, sim_machine(), &r.transcript, &d))
		fail_msg("%s, seed %d:\n%s", path, (int)seed, diff);
	return true;
}

static void test_every_scenario(void **state)
{
	const char *env = getenv("KSIG_SEEDS");
	int seeds = env ? atoi(env) : SEEDS, refused = 0;
	struct scn_file *f;
	uint64_t seed;
	size_t i;
	glob_t g;

	(void)state;
	assert_int_equal(glob("tests/scenario/*.sig", 0, NULL, &g), 0);
	for (i = 0; i < g.gl_pathc; i++) {
		f = load(g.gl_pathv[i]);
		for (seed = 0; f && seed < (uint64_t)seeds; seed++)
			if (!play(g.gl_pathv[i], f, seed))
				break;
		refused += f && seed == 0;
	}
	print_message("%d scenarios, %d refused\n", (int)g.gl_pathc, refused);
	assert_true(refused * 20 < (int)g.gl_pathc);
	globfree(&g);
}

/* Whatever fails, nothing leaks and no invariant breaks. */
static void test_faults_break_nothing(void **state)
{
	static const char *const files[] = {
		"tests/scenario/rt-fifo.sig", "tests/scenario/exec-keeps.sig",
		"tests/scenario/stop-and-continue.sig",
		"tests/scenario/several-nest.sig",
	};
	struct sim_options o = { .cpus = 1 };
	struct sim_result r;
	struct scn_file *f;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * sizeof(files) / sizeof(files[0]); i++) {
		f = load(files[i / 2]);
		o.reload = i % 2;
		for (o.fail_alloc = 2, o.fail_copy = 0; o.fail_alloc < 30;
		     o.fail_alloc++) {
			sim_play(player, f, &o, false, &r);
			if (r.verdict == SIM_PLAY_BUG)
				fail_msg("%s: %s", files[i / 2], r.why);
		}
		for (o.fail_alloc = 0, o.fail_copy = 1; o.fail_copy < 80;
		     o.fail_copy++) {
			sim_play(player, f, &o, false, &r);
			if (r.verdict == SIM_PLAY_BUG)
				fail_msg("%s: %s", files[i / 2], r.why);
		}
	}
}

static int setup(void **state)
{
	(void)state;
	player = sim_player_new();
	return player ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	sim_player_free(player);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_scenario, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_faults_break_nothing,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
