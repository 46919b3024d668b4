/* SPDX-License-Identifier: MIT */
/*
 * The trace: everything that happens to a signal, as one stream of events.
 * Scenario tests, `ksig trace` and the pictures all read this.
 */
#ifndef KSIG_TRACE_H
#define KSIG_TRACE_H

#include <ksig/types.h>

enum ksig_event_kind {
	KSIG_EV_GENERATE = 1,
	KSIG_EV_TARGET,
	KSIG_EV_DISCARD,
	KSIG_EV_DELIVER,
	KSIG_EV_RETURN,
	KSIG_EV_ACCEPT,
	KSIG_EV_STOP,		/* the group has stopped (all threads) */
	KSIG_EV_CONTINUE,	/* the group was continued */
	KSIG_EV_EXIT,		/* the group's last task has gone */
	KSIG_EV_WAIT,		/* task has been told of a child, by wait(2) */
	KSIG_EV_TRAP,		/* task stops for its tracer */
	KSIG_EV_RESUME,		/* its tracer lets it go on */
};

/* The words of the kernel's signal:signal_generate tracepoint. */
enum ksig_gen_result {
	KSIG_GEN_DELIVERED = 0,	/* queued */
	KSIG_GEN_IGNORED,
	KSIG_GEN_ALREADY_PENDING,
	KSIG_GEN_OVERFLOW_FAIL,
	KSIG_GEN_LOSE_INFO,
};

/* Who made it. */
enum ksig_by {
	KSIG_BY_KERNEL = 0,
	KSIG_BY_KILL,
	KSIG_BY_TKILL,
	KSIG_BY_TGKILL,
	KSIG_BY_SIGQUEUE,	/* rt_sigqueueinfo, rt_tgsigqueueinfo */
	KSIG_BY_PIDFD,
	KSIG_BY_FAULT,
	KSIG_BY_TIMER,
	KSIG_BY_CHILD,
	KSIG_BY_TTY,
	KSIG_BY_IO,		/* SIGIO, SIGURG */
	KSIG_BY_OUTSIDE,	/* a process that is not one of ours */
	KSIG_BY_PDEATH,		/* the parent thread has died */
	KSIG_BY_PTRACE,		/* a tracer, or being traced */
};

/* Where a generation comes from; the port fills it for its own. */
struct ksig_origin {
	enum ksig_by by;
	int32_t from_pid;	/* 0: the kernel */
	int32_t from_tid;
};

enum ksig_discard_why {
	KSIG_WHY_SIGCONT = 1,	/* a SIGCONT flushed it */
	KSIG_WHY_STOP,		/* a stop signal flushed it (SIGCONT) */
	KSIG_WHY_NOW_IGNORED,	/* disposition became "ignore" */
	KSIG_WHY_IGNORED,	/* dequeued, and its action is to ignore */
	KSIG_WHY_EXEC,
	KSIG_WHY_EXIT,
	KSIG_WHY_INIT,		/* an init does not take it */
	KSIG_WHY_ORPHANED,	/* TSTP, TTIN, TTOU in an orphaned group */
	KSIG_WHY_STOP_LOST,	/* SIGCONT or exit came between */
	KSIG_WHY_DISARMED,	/* its timer was disarmed or deleted */
	KSIG_WHY_TRACER,	/* its tracer has dropped or replaced it */
};

enum ksig_target_why {
	KSIG_TARGET_ONLY = 1,	/* private, or the only thread */
	KSIG_TARGET_MAIN,	/* the main thread can take it */
	KSIG_TARGET_ROTATION,	/* the next that can, from the last one */
	KSIG_TARGET_NONE,	/* every thread blocks it: it waits */
	KSIG_TARGET_RETARGET,	/* the former one blocked it or exits */
	KSIG_TARGET_FATAL,	/* the whole group dies, at generation */
};

enum ksig_action {
	KSIG_ACT_HANDLER = 1,
	KSIG_ACT_TERMINATE,
	KSIG_ACT_CORE,
	KSIG_ACT_STOP,
	KSIG_ACT_CONTINUE,
	KSIG_ACT_IGNORE,
};

enum ksig_accept_how {
	KSIG_ACCEPT_SIGTIMEDWAIT = 1,
	KSIG_ACCEPT_SIGNALFD,
};

struct ksig_event {
	enum ksig_event_kind kind;
	int32_t sig;		/* 0 where there is none */
	uint64_t id;		/* 0 where there is none */
	uint64_t now_ns;	/* the port's clock */
	const struct ksig_group *group;	/* the process it is for */
	const struct ksig_task *task;	/* the thread; NULL: not one (shared) */
	union {
		struct {
			enum ksig_gen_result result;
			struct ksig_origin origin;
			uint64_t into;		/* id it was coalesced into */
			uint64_t into_ns;	/* when that was generated */
			bool shared;
			bool blocked;		/* by the target, or by all */
			bool forced;
			const struct linux_siginfo *info;
		} generate;
		struct {
			enum ksig_target_why why;
		} target;
		struct {
			enum ksig_discard_why why;
			uint64_t waited_ns;
		} discard;
		struct {
			enum ksig_action action;
			const struct linux_siginfo *info;
			uint64_t handler;	/* address */
			uint32_t sa_flags;
			uint64_t waited_ns;	/* since generation */
			uint64_t frame;		/* address, handler only */
			bool altstack;
			enum ksig_restart restart;
			int64_t call_nr;	/* interrupted call, -1: none */
			bool shared;		/* which set it came from */
		} deliver;
		struct {
			uint64_t ran_ns;
			bool by_longjmp;	/* left without sigreturn */
			enum ksig_restart restart;
			int64_t call_nr;
		} ret;
		struct {
			enum ksig_accept_how how;
			uint64_t waited_ns;
			const struct linux_siginfo *info;
		} accept;
		struct {
			int32_t status;		/* wait status */
		} exit;
		struct {
			int32_t pid;		/* the child's */
			int32_t status;		/* wait status */
			bool kept;		/* WNOWAIT: can be told again */
		} wait;
		struct {
			/*
			 * Of a trap: what wait(2) gives above 0x7f: a signal,
			 * and an event << 8. Of a resume: the signal to go on
			 * with.
			 */
			int32_t code;
			bool group_stop;	/* the trap is a group-stop */
		} trap;
	} u;
};

#endif /* KSIG_TRACE_H */
