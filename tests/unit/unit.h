/* SPDX-License-Identifier: MIT */
/* What every unit test includes: cmocka, the machine, a fixture. */
#ifndef KSIG_TESTS_UNIT_UNIT_H
#define KSIG_TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "port.h"

#define PID	100	/* the first process */

/* Each test has a machine with one process of one thread: *state. */
static inline int unit_setup(void **state)
{
	struct tp *m = malloc(sizeof(*m));

	if (!m)
		return -1;
	tp_init(m, true);
	*state = m;
	return tp_start(m, PID) ? 0 : -1;
}

static inline int unit_teardown(void **state)
{
	tp_finish(*state);
	free(*state);
	return 0;
}

static inline struct tp_task *unit_task(void **state)
{
	struct tp *m = *state;

	return (struct tp_task *)ksig_task_find(&m->k, PID);
}

#define UNIT(f) cmocka_unit_test_setup_teardown(f, unit_setup, unit_teardown)

#define assert_story(m, text) assert_string_equal(tp_story(m), text)

/* Run the tests of array; the exit status is how many failed. */
#define UNIT_MAIN(array) \
	int main(void) \
	{ \
		return cmocka_run_group_tests(array, NULL, NULL); \
	}

#endif /* KSIG_TESTS_UNIT_UNIT_H */
