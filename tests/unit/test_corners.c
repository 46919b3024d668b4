/* SPDX-License-Identifier: MIT */
/*
 * Corners that the other tests pass by: machines with less extended state,
 * frames that no kernel writes, callbacks for what is not there. Found by
 * `make coverage`.
 */
#include "unit.h"
#include "../../arch/x86_64/frame.h"

static const struct ksig_origin kernel = { KSIG_BY_KERNEL, 0, 0 };

/* The fixture's machine again, with another extended state. */
static struct tp_task *machine(struct tp *m, uint32_t bytes, uint64_t features)
{
	struct ksig_config config = {
		.size = sizeof(config), .linux_version = 0x061200,
		.xstate_bytes = bytes, .xfeatures = features,
	};
	struct tp_task *t;

	tp_init(m, true);
	assert_int_equal(ksig_init(&m->k, &m->port, &config), 0);
	t = tp_start(m, PID);
	assert_non_null(t);
	tp_handle(t, 10, 0);
	return t;
}

static struct frame_head enter(struct tp_task *t)
{
	struct frame_head h;

	tp_generate_task(t, 10);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), 10);
	tp_peek(tp_of(t), &h, t->regs.sp, sizeof(h));
	return h;
}

static void put(struct tp_task *t, const struct frame_head *h)
{
	tp_poke(tp_of(t), t->regs.sp, h, sizeof(*h));
}

/* x87 and SSE alone, or nothing: no software bytes, no second magic. */
static void less_extended_state(void **state)
{
	static const uint32_t bytes[] = { 0, 512, 576 };
	struct tp *m = malloc(sizeof(*m));
	struct frame_head h;
	struct tp_task *t;
	size_t i;

	(void)state;
	assert_non_null(m);
	for (i = 0; i < 3; i++) {
		t = machine(m, bytes[i], 3);
		h = enter(t);
		assert_int_equal(h.fpstate != 0, bytes[i] != 0);
		assert_int_equal(tp_sigreturn(t), KSIG_RUN);
		assert_int_equal(t->regs.ip, TP_CODE);
		tp_finish(m);
	}
	free(m);
}

static bool anywhere(struct ksig *k)
{
	(void)k;
	return true;
}

/* A legacy image at an odd address: only where the machine takes that. */
static void legacy_image_anywhere(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	const uint64_t odd = TP_BASE + 0x2001;
	uint8_t image[512] = { 0 };
	struct frame_head h;

	tp_handle(t, 10, 0);
	tp_poke(m, odd, image, sizeof(image));
	m->port.fx_anywhere = anywhere;
	h = enter(t);
	h.fpstate = odd;
	put(t, &h);
	assert_int_equal(tp_sigreturn(t), KSIG_RUN);
	m->port.fx_anywhere = NULL;
	h = enter(t);
	h.fpstate = odd;
	put(t, &h);
	assert_int_equal(tp_sigreturn(t), KSIG_DUMP);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGSEGV);
}

/* Bits of XSTATE_BV that are clear mean the initial state, but for MXCSR. */
static void image_without_sse(void **state)
{
	struct tp_task *t = unit_task(state);
	struct frame_head h;
	uint64_t bv = XFEATURE_FP;
	uint8_t junk[XSTATE_XMM_BYTES], got[XSTATE_XMM_BYTES];

	memset(junk, 0x77, sizeof(junk));
	tp_handle(t, 10, 0);
	h = enter(t);
	tp_poke(*state, h.fpstate + XSTATE_BV, &bv, sizeof(bv));
	tp_poke(*state, h.fpstate + XSTATE_XMM, junk, sizeof(junk));
	assert_int_equal(tp_sigreturn(t), KSIG_RUN);
	memset(got, 0, sizeof(got));
	assert_memory_equal(t->xstate + XSTATE_XMM, got, sizeof(got));
	assert_int_equal(load64(t->xstate + XSTATE_BV),
			 XFEATURE_FP | XFEATURE_SSE);
}

/* Software bytes that ask for x87 alone: SSE starts afresh. */
static void image_of_x87_alone(void **state)
{
	struct tp_task *t = unit_task(state);
	uint64_t features = XFEATURE_FP;
	uint32_t mxcsr = 0x1fa0;
	struct frame_head h;

	tp_handle(t, 10, 0);
	h = enter(t);
	tp_poke(*state, h.fpstate + XSTATE_SW + 8, &features,
		sizeof(features));
	tp_poke(*state, h.fpstate + XSTATE_MXCSR, &mxcsr, sizeof(mxcsr));
	assert_int_equal(tp_sigreturn(t), KSIG_RUN);
	assert_int_equal(load32(t->xstate + XSTATE_MXCSR), MXCSR_DEFAULT);
	assert_int_equal(load64(t->xstate + XSTATE_BV), XFEATURE_FP);
}

/* Without UC_STRICT_RESTORE_SS a bad ss is made good. */
static void ss_is_corrected(void **state)
{
	struct tp_task *t = unit_task(state);
	struct frame_head h;

	tp_handle(t, 10, 0);
	h = enter(t);
	h.uc_flags &= ~(uint64_t)UC_STRICT_RESTORE_SS;
	h.ss = 0x53;
	put(t, &h);
	assert_int_equal(tp_sigreturn(t), KSIG_RUN);
	assert_int_equal(t->regs.ss, USER_DS);
	h = enter(t);
	h.uc_flags &= ~(uint64_t)UC_STRICT_RESTORE_SS;
	h.ss = 0x7;		/* an LDT's */
	put(t, &h);
	assert_int_equal(tp_sigreturn(t), KSIG_RUN);
	assert_int_equal(t->regs.ss, 0x7);
}

/* A terminal's signal, made by a port without a driver of the core's. */
static void to_a_process_group(void **state)
{
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGINT, .si_code = LINUX_SI_KERNEL,
	};
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp_task *o = tp_fork(t, 300);
	struct tp *m = *state;

	ksig_group_set_pgrp(o->t.group, 300, 1);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGINT));
	tp_mask(c, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGINT));
	assert_int_equal(ksig_generate_pgrp(&m->k, PID, &info, &kernel), 0);
	assert_int_equal(t->t.group->shared.set, TP_SET(LINUX_SIGINT));
	assert_int_equal(c->t.group->shared.set, TP_SET(LINUX_SIGINT));
	assert_int_equal(o->t.group->shared.set, 0);
	assert_int_equal(ksig_generate_pgrp(&m->k, 999, &info, &kernel),
			 -LINUX_ESRCH);
}

/* Whether a shell outside can continue us decides whether TSTP stops. */
static void outside_job_control(void **state)
{
	struct tp_task *t = unit_task(state);

	ksig_group_set_outside_job_control(t->t.group, false);
	tp_generate(tp_group(t), LINUX_SIGTSTP);
	assert_int_equal(tp_return(t), KSIG_RUN);
	ksig_group_set_outside_job_control(t->t.group, true);
	tp_generate(tp_group(t), LINUX_SIGTSTP);
	assert_int_equal(tp_return(t), KSIG_PARK);
}

/* What the first process was started with: exec keeps what is ignored. */
static void started_ignoring(void **state)
{
	struct ksig_start how = {
		.pid = 500, .pgid = 500, .sid = 500, .uid = 1,
		.ignored = TP_SET(LINUX_SIGHUP) | TP_SET(LINUX_SIGKILL),
		.blocked = ~0ull, .rlimit_sigpending = 5,
	};
	static struct ksig_sighand h;
	static struct tp_group g;
	static struct tp_task task;
	struct ksig_task *t = &task.t;
	struct tp *m = *state;

	assert_int_equal(ksig_start(&m->k, &g.g, &h, t, &how), 0);
	assert_true(ksig_is_ignored(t, LINUX_SIGHUP));
	assert_false(ksig_is_ignored(t, LINUX_SIGKILL));
	assert_int_equal(t->blocked, ~(TP_SET(LINUX_SIGKILL) |
				       TP_SET(LINUX_SIGSTOP)));
	ksig_exit(t, 0, NULL);
	ksig_reap(&g.g);
}

static void sigprocmask_errors_with_old(void **state)
{
	struct tp_task *t = unit_task(state);
	const int64_t nr = LINUX_NR_rt_sigprocmask;

	assert_int_equal(TP_CALL4(t, nr, 0, 8, TP_SCRATCH, 8),
			 -LINUX_EFAULT);
	assert_int_equal(TP_CALL4(t, nr, 3, TP_SCRATCH, TP_SCRATCH + 8, 8),
			 -LINUX_EINVAL);
	assert_int_equal(t->t.blocked, 0);
}

/* An alarm that comes too early, twice, or that nobody has asked for. */
static void alarms_out_of_time(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_group *g = t->t.group;

	ksig_timer_expire(g, KSIG_ALARM_REAL, &t->t);
	ksig_timer_expire(g, KSIG_ALARM_PROF - 5, NULL);
	ksig_timer_expire(g, 77, NULL);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 10, 0), 0);
	ksig_timer_expire(g, KSIG_ALARM_REAL, &t->t);
	assert_int_equal(g->shared.set, 0);
	assert_int_equal(tp_nr_alarms(*state), 1);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 0, 0), 10);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(less_extended_state),
	UNIT(legacy_image_anywhere),
	UNIT(image_without_sse),
	UNIT(image_of_x87_alone),
	UNIT(ss_is_corrected),
	UNIT(to_a_process_group),
	UNIT(outside_job_control),
	UNIT(started_ignoring),
	UNIT(sigprocmask_errors_with_old),
	UNIT(alarms_out_of_time),
};
UNIT_MAIN(tests)
