/* SPDX-License-Identifier: MIT */
/* Waiting: for a signal, for time. */
#include "interp.h"
#include "verbs.h"

static void do_pause(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_pause));
}

static void sigsuspend(struct scn_run *r)
{
	uint64_t set = (uint64_t)scn_arg(r, 0, 0);

	scn_ret(r, CALL(r->a, NR_rt_sigsuspend, scn_opt_ptr(r, 0, &set),
			scn_opt(r, 1, 8)));
}

enum { W_TIMEOUT, W_INFO, W_SET, W_SIZE };

static void sigwait(struct scn_run *r)
{
	uint64_t set = (uint64_t)scn_arg(r, 0, 0);
	struct linux_timespec ts;
	struct linux_siginfo si;
	int64_t ret = CALL(r->a, NR_rt_sigtimedwait,
			   scn_opt_ptr(r, W_SET, &set),
			   scn_opt_ptr(r, W_INFO, &si),
			   scn_ptr(scn_timespec(&r->s->opt[W_TIMEOUT], &ts)),
			   scn_opt(r, W_SIZE, 8));

	if (ret <= 0) {
		scn_ret(r, ret);
		return;
	}
	scn_put_sig(&r->out, ret);
	if (!scn_has_opt(r, W_INFO))
		scn_put_info(&r->out, r->a, &si);
}

/* How much is left is a time: only whether any is, is said. */
static void sleep_ret(struct scn_run *r, int64_t ret,
		      const struct linux_timespec *left, bool looked)
{
	if (!scn_ret(r, ret) && ret == -LINUX_EINTR && looked)
		scn_put_word(&r->out, left->tv_sec < 0 ? "untouched" :
			     left->tv_sec || left->tv_nsec ? "left" : "none");
}

static void nanosleep(struct scn_run *r)
{
	struct linux_timespec ts, left = { -1, 0 };
	uint64_t rem = scn_opt_ptr(r, 0, &left);

	scn_timespec(&r->s->arg[0], &ts);
	sleep_ret(r, CALL(r->a, NR_nanosleep, scn_ptr(&ts), rem), &left,
		  rem == scn_ptr(&left));
}

enum { C_CLOCK, C_ABS, C_REM };

static void clock_nanosleep(struct scn_run *r)
{
	struct linux_timespec ts, now, left = { -1, 0 };
	int64_t clock = scn_opt(r, C_CLOCK, 1), abs = scn_opt(r, C_ABS, 0);

	scn_timespec(&r->s->arg[0], &ts);
	if (abs) {
		CALL(r->a, NR_clock_gettime, clock, scn_ptr(&now));
		ts.tv_sec += now.tv_sec;
		ts.tv_nsec += now.tv_nsec;
		if (ts.tv_nsec >= 1000000000) {
			ts.tv_nsec -= 1000000000;
			ts.tv_sec++;
		}
	}
	sleep_ret(r, CALL(r->a, NR_clock_nanosleep, clock, abs, scn_ptr(&ts),
			  scn_opt_ptr(r, C_REM, &left)), &left, true);
}

const struct scn_word scn_words_clock[] = {
	{ "REALTIME", 0 }, { "MONOTONIC", 1 }, { "PROCESS_CPU", 2 },
	{ "THREAD_CPU", 3 }, { "BOOTTIME", 7 }, { NULL, 0 },
};

const struct scn_verb scn_verbs_wait[] = {
	{ .name = "pause", .run = do_pause, .help = "pause(2).",
	  .example = "pause ..." },
	{ .name = "sigsuspend", .run = sigsuspend,
	  .args = PARAMS(PARAM("set", SCN_T_SET)),
	  .opts = PARAMS(PARAM("set", SCN_T_PTR), PARAM("size", SCN_T_NUM)),
	  .help = "Wait with another mask.", .example = "sigsuspend {} ..." },
	{ .name = "sigwait", .run = sigwait,
	  .args = PARAMS(PARAM("set", SCN_T_SET)),
	  .opts = PARAMS(PARAM("timeout", SCN_T_TIME),
			 PARAM("info", SCN_T_PTR), PARAM("set", SCN_T_PTR),
			 PARAM("size", SCN_T_NUM)),
	  .help = "rt_sigtimedwait(2): accept a signal; timeout=0 only asks.",
	  .example = "sigwait {USR1} = USR1 code=SI_USER from=B" },
	{ .name = "nanosleep", .run = nanosleep,
	  .args = PARAMS(PARAM("time", SCN_T_TIME)),
	  .opts = PARAMS(PARAM("rem", SCN_T_PTR)),
	  .help = "Sleep; after EINTR it says whether time was left.",
	  .example = "nanosleep 1000s ..." },
	{ .name = "clock_nanosleep", .run = clock_nanosleep,
	  .args = PARAMS(PARAM("time", SCN_T_TIME)),
	  .opts = PARAMS(FROM("clock", SCN_T_WORD, scn_words_clock),
			 PARAM("abs", SCN_T_NUM), PARAM("rem", SCN_T_PTR)),
	  .help = "The same on a clock; abs=1: until now + time.",
	  .example = "clock_nanosleep 1000s abs=1 ..." },
	{ .name = NULL },
};
