/* SPDX-License-Identifier: MIT */
/*
 * What the library itself costs: loops for callgrind, on the unit tests'
 * machine without trace and lock checks. bench/core/count divides.
 */
#include <stdio.h>
#include <stdlib.h>
#include "../../tests/unit/port.h"

#define ROUNDS 1000

/* callgrind collects inside these only (--toggle-collect). */
__attribute__((noinline)) void measure_signal(struct tp_task *t);
__attribute__((noinline)) void measure_mask(struct tp_task *t);
__attribute__((noinline)) void measure_queue(struct tp_task *t);

/* A shared signal, its handler's frame, and the return from it. */
void measure_signal(struct tp_task *t)
{
	static const struct ksig_origin origin = { KSIG_BY_KERNEL, 0, 0 };
	struct linux_siginfo info = { .si_signo = LINUX_SIGUSR1 };
	struct ksig_call call = { .nr = LINUX_NR_rt_sigreturn };
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ksig_generate_group(t->t.group, &info, &origin);
		ksig_return_to_user(&t->t);
		t->regs.sp += 8;
		ksig_syscall(&t->t, &call);
	}
}

/* sigprocmask(SIG_SETMASK), every time to another mask. */
void measure_mask(struct tp_task *t)
{
	struct ksig_call call = {
		.nr = LINUX_NR_rt_sigprocmask,
		.arg = { LINUX_SIG_SETMASK, TP_SCRATCH, 0, 8, 0, 0 },
	};
	int i;

	for (i = 0; i < ROUNDS; i++) {
		call.arg[1] = TP_SCRATCH + 8 * (uint64_t)(i & 1);
		ksig_syscall(&t->t, &call);
	}
}

/* sigqueue to itself and sigtimedwait. */
void measure_queue(struct tp_task *t)
{
	struct ksig_call queue = {
		.nr = LINUX_NR_rt_sigqueueinfo,
		.arg = { 100, 40, TP_SCRATCH + 64, 0, 0, 0 },
	};
	struct ksig_call wait = {
		.nr = LINUX_NR_rt_sigtimedwait,
		.arg = { TP_SCRATCH, TP_SCRATCH + 256, 0, 8, 0, 0 },
	};
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ksig_syscall(&t->t, &queue);
		ksig_syscall(&t->t, &wait);
	}
}

int main(void)
{
	struct tp *m = malloc(sizeof(*m));
	struct linux_siginfo info = { .si_code = LINUX_SI_QUEUE };
	ksig_sigset set = TP_SET(12);
	struct tp_task *t;

	if (!m)
		return 1;
	tp_init(m, false);
	t = tp_start(m, 100);
	tp_handle(t, LINUX_SIGUSR1, LINUX_SA_SIGINFO);
	measure_signal(t);
	if (t->regs.ip != TP_CODE || t->nr_xstate_init != ROUNDS + 1)
		return 2;
	tp_poke(m, TP_SCRATCH + 8, &set, sizeof(set));
	set = TP_SET(40);
	tp_poke(m, TP_SCRATCH, &set, sizeof(set));
	measure_mask(t);
	tp_poke(m, TP_SCRATCH + 64, &info, sizeof(info));
	ksig_set_blocked(&t->t, set);
	measure_queue(t);
	tp_finish(m);
	free(m);
	printf("%d\n", ROUNDS);
	return 0;
}
