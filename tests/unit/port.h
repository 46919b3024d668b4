/* SPDX-License-Identifier: MIT */
/*
 * A machine in memory for tests, benchmarks and fuzzers: one thread, one
 * user address space, registers in structs, no time but what the test says.
 * Everything that happens is written down as lines of text (the story).
 */
#ifndef KSIG_TESTS_UNIT_PORT_H
#define KSIG_TESTS_UNIT_PORT_H

#include <ksig/ksig.h>

#define TP_BASE		0x100000ull	/* user memory begins here */
#define TP_BYTES	0x40000ull	/* and is so long */
#define TP_STACK_TOP	(TP_BASE + TP_BYTES - 0x1000)
#define TP_ALTSTACK	(TP_BASE + 0x8000)
#define TP_SCRATCH	(TP_BASE + 0x100)
#define TP_XSTATE_BYTES	832u		/* x87, SSE, AVX */
#define TP_CODE		0x400000ull	/* ip of a task that makes calls */
#define TP_HANDLER(sig)	(0x500000ull + (uint64_t)(sig) * 0x10)
#define TP_RESTORER	0x600000ull

#define TP_NR_ALARMS	256
#define TP_PARKED	INT64_MIN	/* tp_call(): the call waits */
#define TP_PORT		(INT64_MIN + 1)
#define TP_NO_SUCH	(INT64_MIN + 2)
#define TP_UNKNOWN	(INT64_MIN + 3)

struct tp_group {
	struct ksig_group g;		/* first */
	struct tp_group *next;
	uint32_t nr_child_events;
	enum ksig_child_event child_event;	/* the last one */
};

struct tp_task {
	struct ksig_task t;		/* first */
	struct tp_task *next;
	struct ksig_regs regs;
	uint8_t xstate[TP_XSTATE_BYTES + 4];
	uint32_t nr_xstate_init;	/* xstate_set(NULL) */
	struct ksig_cred cred;
	uint32_t nr_wakes;
	enum ksig_wake wake;		/* the last one */
	uint64_t deadline_ns;
	uint32_t nr_regs_set;
	bool reaped;			/* its memory is ours */
	struct ksig_call call;		/* the one that waits */
	enum ksig_outcome outcome;	/* of the last return to user mode */
};

struct tp {
	struct ksig k;			/* first */
	struct ksig_port port;
	uint8_t memory[TP_BYTES];
	uint64_t now_ns;
	struct tp_task *tasks;
	struct tp_group *groups;
	struct tp_sighand {
		struct ksig_sighand h;
		struct tp_sighand *next;
	} *sighands;

	int64_t nr_allocs;		/* not freed */
	int64_t fail_alloc;		/* fail the nth from now; 0: none */
	int64_t fail_copy;		/* the same of user copies */
	int64_t seen_allocs, seen_copies;
	uint32_t nr_windows;		/* user_window()s */
	uint32_t nr_in_place;		/* xstate_read()s */
	bool xrstor_refuses;
	bool tree_locked;
	uint32_t nr_siglocked;

	uint64_t cpu_ns;	/* every CPU clock */
	uint64_t realtime_ns;	/* CLOCK_REALTIME is so much later */
	struct tp_alarm {
		struct ksig_group *g;	/* NULL: free */
		enum ksig_clock clock;
		int32_t alarm;
		uint64_t at_ns;
	} alarms[TP_NR_ALARMS];

	bool tells_targets;		/* also target lines in the story */
	char story[16384];
	uint32_t story_len;
};

/* traced: keep the story, check locks. false: as fast as it gets. */
void tp_init(struct tp *m, bool traced);
/* From now on with the callbacks for frames that are not copied. */
void tp_in_place(struct tp *m);
/* Ends every task, checks everything, frees everything. */
void tp_finish(struct tp *m);

struct tp_task *tp_start(struct tp *m, int32_t pid);
/* exit signal SIGCHLD unless flags have CSIGNAL bits; NULL: no memory */
struct tp_task *tp_clone(struct tp_task *parent, int32_t tid, uint64_t flags);
struct tp_task *tp_fork(struct tp_task *parent, int32_t pid);
struct tp_task *tp_thread(struct tp_task *parent, int32_t tid);
void tp_exit(struct tp_task *t, int32_t status);
void tp_reap(struct tp_task *t);
void tp_exec(struct tp_task *t);

/*
 * ksig_load() into a machine without tasks. Tasks have the registers of new
 * ones. Nothing may be left if it fails.
 */
int tp_load(struct tp *m, const void *bytes, size_t nr);

/* A system call; its result, after which signals are delivered. */
int64_t tp_call(struct tp_task *t, int64_t nr, uint64_t a0, uint64_t a1,
		uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5);
#define TP_CALL0(t, nr) tp_call(t, nr, 0, 0, 0, 0, 0, 0)
#define TP_CALL2(t, nr, a, b) \
	tp_call(t, nr, (uint64_t)(a), (uint64_t)(b), 0, 0, 0, 0)
#define TP_CALL3(t, nr, a, b, c) \
	tp_call(t, nr, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c), 0, 0, 0)
#define TP_CALL4(t, nr, a, b, c, d) \
	tp_call(t, nr, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c), \
		(uint64_t)(d), 0, 0)
/* The parked call is called again. */
int64_t tp_resume(struct tp_task *t);
/* Some call of the port's own has this result (or restart code). */
enum ksig_outcome tp_native(struct tp_task *t, int64_t nr, int64_t ret);
/* From user code, no call. */
enum ksig_outcome tp_return(struct tp_task *t);

/* Shorthands. */
#define TP_SET(sig) (1ull << ((sig) - 1))
int64_t tp_kill(struct tp_task *t, int32_t pid, int sig);
int64_t tp_tgkill(struct tp_task *t, int32_t tgid, int32_t tid, int sig);
int64_t tp_action(struct tp_task *t, int sig, uint64_t handler,
		  uint64_t flags, ksig_sigset mask);
/* A handler at TP_HANDLER(sig) with SA_RESTORER | flags. */
int64_t tp_handle(struct tp_task *t, int sig, uint64_t flags);
int64_t tp_mask(struct tp_task *t, int how, ksig_sigset set);
ksig_sigset tp_sigpending(struct tp_task *t);
/* The running handler returns. */
enum ksig_outcome tp_sigreturn(struct tp_task *t);
/* Signal whose handler t is about to run, or 0. */
int tp_in_handler(const struct tp_task *t);

void tp_poke(struct tp *m, uint64_t uaddr, const void *src, size_t bytes);
void tp_peek(struct tp *m, void *dst, uint64_t uaddr, size_t bytes);
uint64_t tp_peek64(struct tp *m, uint64_t uaddr);

/* Of the kernel, without details. */
int tp_generate(struct tp_group *g, int sig);
int tp_generate_task(struct tp_task *t, int sig);
struct tp_group *tp_group(struct tp_task *t);
struct tp *tp_of(struct tp_task *t);

/*
 * Time goes on, to each alarm in turn; cpu: t (or NULL) runs meanwhile, and
 * CPU clocks go on too. NULL: everything sleeps.
 */
void tp_tick(struct tp *m, uint64_t ns, struct tp_task *cpu);
uint32_t tp_nr_alarms(const struct tp *m);

/* The story since the last call of this. */
const char *tp_story(struct tp *m);

#endif /* KSIG_TESTS_UNIT_PORT_H */
