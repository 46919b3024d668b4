/* SPDX-License-Identifier: MIT */
/* Generating signals: kill(2), tkill(2), rt_sigqueueinfo(2), ... */
#include "interp.h"
#include "verbs.h"

static void do_kill(struct scn_run *r)
{
	int64_t pid = scn_target_pid(r, &r->s->arg[0]);

	scn_ret(r, CALL(r->a, NR_kill, pid, scn_arg(r, 1, 0)));
}

static void do_tkill(struct scn_run *r)
{
	int64_t tid = scn_target_tid(r, &r->s->arg[0]);

	scn_ret(r, CALL(r->a, NR_tkill, tid, scn_arg(r, 1, 0)));
}

static void do_tgkill(struct scn_run *r)
{
	int64_t tgid = scn_target_pid(r, &r->s->arg[0]);
	int64_t tid = scn_target_tid(r, &r->s->arg[1]);

	scn_ret(r, CALL(r->a, NR_tgkill, tgid, tid, scn_arg(r, 2, 0)));
}

static void do_raise(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_tgkill, r->a->pid, r->a->tid,
			scn_arg(r, 0, 0)));
}

enum { Q_VALUE, Q_CODE, Q_INFO, Q_ERRNO, Q_FROM };

/* sigqueue(3) fills it like this. */
static void fill(struct scn_run *r, struct linux_siginfo *si, int64_t sig)
{
	struct scn_actor *from = scn_has_opt(r, Q_FROM) ?
		scn_actor_at(r->a, scn_opt(r, Q_FROM, 0)) : r->a;

	__builtin_memset(si, 0, sizeof(*si));
	si->si_signo = (int32_t)sig;
	si->si_code = (int32_t)scn_opt(r, Q_CODE, LINUX_SI_QUEUE);
	si->si_errno = (int32_t)scn_opt(r, Q_ERRNO, 0);
	si->u.rt.pid = (int32_t)scn_pid_of(r->a, from);
	si->u.rt.uid = (uint32_t)CALL(r->a, NR_getuid);
	si->u.rt.value = (uint64_t)scn_opt(r, Q_VALUE, 0);
}

static void do_sigqueue(struct scn_run *r)
{
	int64_t sig = scn_arg(r, 1, 0);
	int64_t pid = scn_target_pid(r, &r->s->arg[0]);
	struct linux_siginfo si;

	fill(r, &si, sig);
	scn_ret(r, CALL(r->a, NR_rt_sigqueueinfo, pid, sig,
			scn_opt_ptr(r, Q_INFO, &si)));
}

static void do_tgsigqueue(struct scn_run *r)
{
	int64_t sig = scn_arg(r, 2, 0);
	int64_t tgid = scn_target_pid(r, &r->s->arg[0]);
	int64_t tid = scn_target_tid(r, &r->s->arg[1]);
	struct linux_siginfo si;

	fill(r, &si, sig);
	scn_ret(r, CALL(r->a, NR_rt_tgsigqueueinfo, tgid, tid, sig,
			scn_opt_ptr(r, Q_INFO, &si)));
}

#define PIDFD_THREAD 0200	/* O_EXCL: pidfd_open(2), 6.9 and later */

static void do_pidfd_open(struct scn_run *r)
{
	struct scn_actor *b = scn_actor_at(r->a, scn_arg(r, 1, 0));
	int64_t flags = scn_opt(r, 0, 0);
	int64_t id = flags & PIDFD_THREAD ? scn_tid_of(r->a, b) :
		scn_pid_of(r->a, b);

	scn_ret_new(r, CALL(r->a, NR_pidfd_open, id, flags),
		    (int)scn_arg(r, 0, 0));
}

enum { PF_FLAGS = Q_FROM + 1 };

static void do_pidfd_send(struct scn_run *r)
{
	int64_t sig = scn_arg(r, 1, 0);
	bool with_info = scn_has_opt(r, Q_VALUE) || scn_has_opt(r, Q_CODE) ||
		scn_has_opt(r, Q_INFO);
	struct linux_siginfo si;

	fill(r, &si, sig);
	scn_ret(r, CALL(r->a, NR_pidfd_send_signal, scn_fd(r, 0), sig,
			with_info ? scn_opt_ptr(r, Q_INFO, &si) : 0,
			scn_opt(r, PF_FLAGS, 0)));
}

#define TARGET PARAM("target", SCN_T_TARGET)
#define SIGNAL PARAM("signal", SCN_T_SIG)
#define QUEUE_OPTS \
	PARAM("value", SCN_T_NUM), \
	FROM("code", SCN_T_WORD, scn_words_code), \
	PARAM("info", SCN_T_PTR), PARAM("errno", SCN_T_NUM), \
	PARAM("from", SCN_T_ACTOR)

const struct scn_verb scn_verbs_send[] = {
	{ .name = "kill", .run = do_kill, .args = PARAMS(TARGET, SIGNAL),
	  .help = "kill(2) a process, a group, or all.",
	  .example = "kill group:B TERM" },
	{ .name = "tkill", .run = do_tkill, .args = PARAMS(TARGET, SIGNAL),
	  .help = "tkill(2) a thread.", .example = "tkill B USR1" },
	{ .name = "tgkill", .run = do_tgkill,
	  .args = PARAMS(PARAM("process", SCN_T_TARGET),
			 PARAM("thread", SCN_T_TARGET), SIGNAL),
	  .help = "tgkill(2) a thread of a process.",
	  .example = "tgkill A B USR1" },
	{ .name = "raise", .run = do_raise, .args = PARAMS(SIGNAL),
	  .help = "tgkill(2) oneself.", .example = "raise ABRT" },
	{ .name = "sigqueue", .run = do_sigqueue,
	  .args = PARAMS(TARGET, SIGNAL), .opts = PARAMS(QUEUE_OPTS),
	  .help = "rt_sigqueueinfo(2), with a value or any si_code.",
	  .example = "sigqueue B RT1 value=5 code=SI_QUEUE" },
	{ .name = "tgsigqueue", .run = do_tgsigqueue,
	  .args = PARAMS(PARAM("process", SCN_T_TARGET),
			 PARAM("thread", SCN_T_TARGET), SIGNAL),
	  .opts = PARAMS(QUEUE_OPTS),
	  .help = "rt_tgsigqueueinfo(2), the same for a thread.",
	  .example = "tgsigqueue A B RT1 value=5" },
	{ .name = "pidfd_open", .run = do_pidfd_open,
	  .args = PARAMS(PARAM("fd", SCN_T_NEWNAME),
			 PARAM("actor", SCN_T_ACTOR)),
	  .opts = PARAMS(FLAGS("flags", { "THREAD", PIDFD_THREAD },
				       { "NONBLOCK", 04000 })),
	  .help = "A pidfd for a process, or a thread (6.9 and later).",
	  .example = "pidfd_open p B" },
	{ .name = "pidfd_send", .run = do_pidfd_send,
	  .args = PARAMS(PARAM("fd", SCN_T_NAME), SIGNAL),
	  .opts = PARAMS(QUEUE_OPTS, FLAGS("flags", { "THREAD", 1 }, { "GROUP", 2 },
				       { "PGRP", 4 })),
	  .help = "pidfd_send_signal(2); with a siginfo if value, code or "
		"info is given.",
	  .example = "pidfd_send p USR1" },
	{ .name = NULL },
};
