/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: output
 * buggy-check: longjmp
 *
 * Class:  a local variable that is changed between sigsetjmp() and the jump.
 * Window: main has taken what it notes in the variable, and not given it back.
 * Rule:   C17 7.13.2.1: such a variable is indeterminate after the jump, if
 *         it is not volatile. (Here the compiler keeps it in no place at all.)
 * Wrong:  what is taken is never given back.
 */
#include <setjmp.h>
#include "buggy.h"

#define JOBS 6

static sigjmp_buf way_out;
static volatile sig_atomic_t armed, device_busy;

static void handler(int sig)
{
	(void)sig;
	if (armed) {
		armed = 0;
		siglongjmp(way_out, 1);
	}
}

static void use_device(void)
{
	volatile long work;
	int held = 0;

	if (sigsetjmp(way_out, 1) == 0) {
		armed = 1;
		held = 1;
		device_busy = 1;
		for (work = 0; work < 3; work++)
			;
		device_busy = 0;
		held = 0;
		armed = 0;
	}
	if (held)
		device_busy = 0;
}

int main(void)
{
	volatile long work;
	int i;

	handle(SIGUSR1, handler, 0);
	for (i = 0; i < JOBS; i++) {
		use_device();
		for (work = 0; work < 50; work++)
			;
		if (device_busy)
			break;
	}
	say(device_busy ? "the device stays busy\n" : "done\n");
	return 0;
}
