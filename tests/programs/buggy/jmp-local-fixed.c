/* SPDX-License-Identifier: MIT */
/* buggy-signal: USR1
 * buggy-verdict: -
 * buggy-check: -
 *
 * jmp-local-bug.c put right: the variable is volatile.
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
	volatile int held = 0;

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
