/* SPDX-License-Identifier: MIT */
/* core/sigset.h and the names. */
#include "unit.h"
#include "../../core/sigset.h"

static void set_operations(void **state)
{
	ksig_sigset s;

	(void)state;
	ksig_sigset_empty(&s);
	assert_true(ksig_sigset_is_empty(s));
	ksig_sigset_add(&s, 1);
	ksig_sigset_add(&s, 64);
	assert_int_equal(s, 0x8000000000000001u);
	assert_true(ksig_sigset_has(s, 64) && !ksig_sigset_has(s, 63));
	ksig_sigset_del(&s, 1);
	assert_int_equal(ksig_sigset_lowest(s), 64);
	ksig_sigset_fill(&s);
	assert_int_equal(s, UINT64_MAX);
	ksig_sigset_delmask(&s, 0xff);
	ksig_sigset_addmask(&s, 0x1);
	assert_true(ksig_sigset_testmask(s, 0x1));
	assert_false(ksig_sigset_testmask(s, 0x2));
	ksig_sigset_init(&s, 6);
	assert_int_equal(ksig_sigset_or(s, 1), 7);
	assert_int_equal(ksig_sigset_and(s, 3), 2);
	assert_int_equal(ksig_sigset_andnot(s, 3), 4);
	assert_int_equal(ksig_sigset_not(s), ~6ull);
	ksig_sigset_initinv(&s, 6);
	assert_int_equal(s, ~6ull);
}

static void validity(void **state)
{
	(void)state;
	assert_false(ksig_signal_valid(0));
	assert_true(ksig_signal_valid(1) && ksig_signal_valid(64));
	assert_false(ksig_signal_valid(65) || ksig_signal_valid(-1));
	assert_true(ksig_signal_realtime(32) && !ksig_signal_realtime(31));
}

static void names(void **state)
{
	char buf[16];

	(void)state;
	assert_string_equal(ksig_signal_name(1, buf), "SIGHUP");
	assert_string_equal(ksig_signal_name(16, buf), "SIGSTKFLT");
	assert_string_equal(ksig_signal_name(31, buf), "SIGSYS");
	assert_string_equal(ksig_signal_name(34, buf), "SIGRT34");
	assert_string_equal(ksig_signal_name(99, buf), "SIG?");
	assert_string_equal(ksig_signal_name(-1, buf), "SIG?");
}

static const struct CMUnitTest tests[] = {
	UNIT(set_operations),
	UNIT(validity),
	UNIT(names),
};
UNIT_MAIN(tests)
