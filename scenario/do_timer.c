/* SPDX-License-Identifier: MIT */
/* POSIX timers, interval timers, alarm(2). */
#include "interp.h"
#include "verbs.h"

#define SIGEV_SIGNAL	0
#define SIGEV_NONE	1
#define SIGEV_THREAD_ID	4

struct sigevent {
	uint64_t value;
	int32_t signo, notify, tid;
	int32_t pad[11];
};
_Static_assert(sizeof(struct sigevent) == 64, "sigevent_t is 64 bytes");

struct itimerspec {
	struct linux_timespec every, value;
};

enum { T_SIG, T_NOTIFY, T_THREAD, T_VALUE, T_CLOCK, T_EVENT };

static void timer(struct scn_run *r)
{
	struct scn_name *n = scn_name_at(r, scn_arg(r, 0, 0));
	struct sigevent e = {
		.value = (uint64_t)scn_opt(r, T_VALUE, 0),
		.signo = (int32_t)scn_opt(r, T_SIG, LINUX_SIGALRM),
		.notify = (int32_t)scn_opt(r, T_NOTIFY, SIGEV_SIGNAL),
	};
	int32_t id = -1;
	int64_t ret;

	if (scn_has_opt(r, T_THREAD)) {
		e.notify = SIGEV_THREAD_ID;
		e.tid = (int32_t)scn_tid_of(r->a, scn_actor_at(r->a,
					scn_opt(r, T_THREAD, 0)));
	}
	ret = CALL(r->a, NR_timer_create, scn_opt(r, T_CLOCK, 1),
		   scn_opt_ptr(r, T_EVENT, &e), scn_ptr(&id));
	if (!scn_ret(r, ret))
		return;
	n->value = id;
	n->kind = SCN_IS_TIMER;
}

/* abs=1: the time is from now, as everywhere, but given as a moment. */
static void timer_set(struct scn_run *r)
{
	struct itimerspec t = { { 0, 0 }, { 0, 0 } }, old;
	struct linux_timespec now = { 0, 0 };

	scn_timespec(&r->s->opt[0], &t.every);
	scn_timespec(&r->s->arg[1], &t.value);
	if (scn_opt(r, 1, 0)) {
		CALL(r->a, NR_clock_gettime, 1, scn_ptr(&now));
		t.value.tv_sec += now.tv_sec;
		t.value.tv_nsec += now.tv_nsec;
		if (t.value.tv_nsec >= 1000000000) {
			t.value.tv_nsec -= 1000000000;
			t.value.tv_sec++;
		}
	}
	scn_ret(r, CALL(r->a, NR_timer_settime, scn_fd(r, 0),
			scn_opt(r, 1, 0), scn_ptr(&t), scn_ptr(&old)));
}

/* Times are not said, but whether there are any. */
static void put_state(struct scn_run *r, bool armed, bool periodic)
{
	scn_put(&r->out, armed ? "armed" : "off");
	if (periodic)
		scn_put(&r->out, " periodic");
}

static void timer_get(struct scn_run *r)
{
	struct itimerspec t = { { 0, 0 }, { 0, 0 } };

	if (scn_ret(r, CALL(r->a, NR_timer_gettime, scn_fd(r, 0),
			    scn_ptr(&t))))
		put_state(r, t.value.tv_sec || t.value.tv_nsec,
			  t.every.tv_sec || t.every.tv_nsec);
}

static void timer_overrun(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_timer_getoverrun, scn_fd(r, 0)));
}

static void timer_delete(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_timer_delete, scn_fd(r, 0)));
}

/* timeval, not timespec. */
static void itimer(struct scn_run *r)
{
	struct itimerspec t = { { 0, 0 }, { 0, 0 } }, old;

	scn_timespec(&r->s->opt[0], &t.every);
	scn_timespec(&r->s->arg[1], &t.value);
	t.every.tv_nsec /= 1000;
	t.value.tv_nsec /= 1000;
	scn_ret(r, CALL(r->a, NR_setitimer, scn_arg(r, 0, 0), scn_ptr(&t),
			scn_ptr(&old)));
}

static void getitimer(struct scn_run *r)
{
	struct itimerspec t = { { 0, 0 }, { 0, 0 } };

	if (scn_ret(r, CALL(r->a, NR_getitimer, scn_arg(r, 0, 0),
			    scn_ptr(&t))))
		put_state(r, t.value.tv_sec || t.value.tv_nsec,
			  t.every.tv_sec || t.every.tv_nsec);
}

static void do_alarm(struct scn_run *r)
{
	if (CALL(r->a, NR_alarm, scn_arg(r, 0, 0)))
		scn_put(&r->out, "was armed");
}

#define TIMER PARAM("timer", SCN_T_NAME)
#define WHICH WORD("which", { "REAL", 0 }, { "VIRTUAL", 1 }, { "PROF", 2 })

const struct scn_verb scn_verbs_timer[] = {
	{ .name = "timer", .run = timer,
	  .args = PARAMS(PARAM("timer", SCN_T_NEWNAME)),
	  .opts = PARAMS(PARAM("sig", SCN_T_SIG),
			 WORD("notify", { "SIGNAL", SIGEV_SIGNAL },
			      { "NONE", SIGEV_NONE },
			      { "THREAD_ID", SIGEV_THREAD_ID }),
			 PARAM("thread", SCN_T_ACTOR),
			 PARAM("value", SCN_T_NUM),
			 FROM("clock", SCN_T_WORD, scn_words_clock),
			 PARAM("event", SCN_T_PTR)),
	  .help = "timer_create(2): ALRM for the process on MONOTONIC, if "
		"not said; thread= is SIGEV_THREAD_ID.",
	  .example = "timer t sig=RT1 value=7" },
	{ .name = "timer_set", .run = timer_set,
	  .args = PARAMS(TIMER, PARAM("time", SCN_T_TIME)),
	  .opts = PARAMS(PARAM("every", SCN_T_TIME), PARAM("abs", SCN_T_NUM)),
	  .help = "Arm it (0: disarm); abs=1: with TIMER_ABSTIME.",
	  .example = "timer_set t 20ms every=20ms" },
	{ .name = "timer_get", .run = timer_get, .args = PARAMS(TIMER),
	  .help = "armed or off; periodic.", .example = "timer_get t = off" },
	{ .name = "timer_overrun", .run = timer_overrun,
	  .args = PARAMS(TIMER), .help = "The overrun of the last signal.",
	  .example = "timer_overrun t" },
	{ .name = "timer_delete", .run = timer_delete, .args = PARAMS(TIMER),
	  .help = "Delete it.", .example = "timer_delete t" },
	{ .name = "itimer", .run = itimer,
	  .args = PARAMS(WHICH, PARAM("time", SCN_T_TIME)),
	  .opts = PARAMS(PARAM("every", SCN_T_TIME)),
	  .help = "setitimer(2).", .example = "itimer REAL 20ms" },
	{ .name = "getitimer", .run = getitimer, .args = PARAMS(WHICH),
	  .help = "getitimer(2).", .example = "getitimer REAL = armed" },
	{ .name = "alarm", .run = do_alarm,
	  .args = PARAMS(PARAM("seconds", SCN_T_NUM)),
	  .help = "alarm(2).", .example = "alarm 1000" },
	{ .name = NULL },
};
