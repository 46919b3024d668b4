/* SPDX-License-Identifier: MIT */
/* Memory and what is done with it: alternate stacks, faults, futexes. */
#include "interp.h"
#include "verbs.h"

#define FUTEX_WAIT	0
#define FUTEX_WAKE	1
#define STACK_BYTES	65536

static void memory(struct scn_run *r)
{
	struct scn_name *n = scn_name_at(r, scn_arg(r, 0, 0));
	uint64_t bytes = (uint64_t)scn_opt(r, 1, STACK_BYTES);
	uint64_t p = r->a->board->machine->memory(r->a,
			(enum scn_memory)scn_opt(r, 0, SCN_MEM_DATA), bytes);

	if (!p) {
		scn_ret(r, -LINUX_ENOMEM);
		return;
	}
	n->value = (int64_t)p;
	n->bytes = bytes;
	n->kind = SCN_IS_MEMORY;
}

enum { S_FLAGS, S_SIZE };

static const struct scn_word ss_words[] = {
	{ "ONSTACK", LINUX_SS_ONSTACK }, { "DISABLE", LINUX_SS_DISABLE },
	{ "AUTODISARM", 1ll << 31 }, { NULL, 0 },
};

static void altstack(struct scn_run *r)
{
	struct scn_name *n = scn_name_at(r, scn_arg(r, 0, 0));
	struct linux_stack st = {
		.sp = (uint64_t)n->value,
		.flags = (int32_t)scn_opt(r, S_FLAGS, 0),
		.size = (uint64_t)scn_opt(r, S_SIZE, (int64_t)n->bytes),
	};

	scn_ret(r, CALL(r->a, NR_sigaltstack, scn_ptr(&st), 0));
}

static void altstack_off(struct scn_run *r)
{
	struct linux_stack st = { .flags = LINUX_SS_DISABLE };

	scn_ret(r, CALL(r->a, NR_sigaltstack, scn_ptr(&st), 0));
}

static void altstack_get(struct scn_run *r)
{
	struct linux_stack st = { 0, 0, 0, 0 };

	if (scn_ret(r, CALL(r->a, NR_sigaltstack, 0, scn_ptr(&st))))
		scn_put_stack(&r->out, r->a, &st);
}

static void sigaltstack(struct scn_run *r)
{
	struct linux_stack st = { .flags = LINUX_SS_DISABLE }, old = st;

	scn_ret(r, CALL(r->a, NR_sigaltstack, scn_opt_ptr(r, 0, &st),
			scn_opt_ptr(r, 1, &old)));
}

static void fault(struct scn_run *r)
{
	uint64_t at = scn_has_opt(r, 0) ?
		(uint64_t)scn_name_at(r, scn_opt(r, 0, 0))->value : 0;

	r->a->board->machine->fault(r->a,
				    (enum scn_fault)scn_arg(r, 0, 0), at);
}

static void store(struct scn_run *r)
{
	*(volatile uint32_t *)(uintptr_t)scn_fd(r, 0) =
		(uint32_t)scn_arg(r, 1, 0);
}

static void load(struct scn_run *r)
{
	scn_put_num(&r->out, *(volatile uint32_t *)(uintptr_t)scn_fd(r, 0));
}

static void futex_wait(struct scn_run *r)
{
	struct linux_timespec ts;

	scn_ret(r, CALL(r->a, NR_futex, scn_fd(r, 0), FUTEX_WAIT,
			scn_arg(r, 1, 0),
			scn_ptr(scn_timespec(&r->s->opt[0], &ts))));
}

static void futex_wake(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_futex, scn_fd(r, 0), FUTEX_WAKE,
			scn_arg(r, 1, 1)));
}

#define MEMORY PARAM("memory", SCN_T_NAME)

const struct scn_verb scn_verbs_memory[] = {
	{ .name = "memory", .run = memory,
	  .args = PARAMS(PARAM("name", SCN_T_NEWNAME)),
	  .opts = PARAMS(WORD("kind", { "DATA", SCN_MEM_DATA },
			      { "SHARED", SCN_MEM_SHARED },
			      { "READONLY", SCN_MEM_READONLY },
			      { "NONE", SCN_MEM_NONE },
			      { "UNMAPPED", SCN_MEM_UNMAPPED },
			      { "BUS", SCN_MEM_BUS }),
			 PARAM("bytes", SCN_T_NUM)),
	  .help = "Map memory and name it; 65536 bytes if not said.",
	  .example = "memory m kind=READONLY" },
	{ .name = "altstack", .run = altstack, .args = PARAMS(MEMORY),
	  .opts = PARAMS(FROM("flags", SCN_T_FLAGS, ss_words),
			 PARAM("size", SCN_T_NUM)),
	  .help = "Make memory the alternate stack.",
	  .example = "altstack m flags=AUTODISARM" },
	{ .name = "altstack_off", .run = altstack_off,
	  .help = "Have no alternate stack.", .example = "altstack_off" },
	{ .name = "altstack_get", .run = altstack_get,
	  .help = "Ask for the alternate stack.",
	  .example = "altstack_get = m ONSTACK" },
	{ .name = "sigaltstack", .run = sigaltstack,
	  .opts = PARAMS(PARAM("new", SCN_T_PTR), PARAM("old", SCN_T_PTR)),
	  .help = "The call with bad pointers; a good `new` is SS_DISABLE.",
	  .example = "sigaltstack new=bad = EFAULT" },
	{ .name = "fault", .run = fault,
	  .args = PARAMS(WORD("kind", { "MAPERR", SCN_FAULT_MAPERR },
			      { "ACCERR", SCN_FAULT_ACCERR },
			      { "GP", SCN_FAULT_GP },
			      { "BUS", SCN_FAULT_BUS },
			      { "DIV", SCN_FAULT_DIV },
			      { "ILL", SCN_FAULT_ILL },
			      { "TRAP", SCN_FAULT_TRAP },
			      { "SYS", SCN_FAULT_SYS },
			      { "STACK", SCN_FAULT_STACK })),
	  .opts = PARAMS(PARAM("at", SCN_T_NAME)),
	  .help = "Fault: read (ACCERR: write) memory, or address 0; a "
		"handler that returns goes on behind it.",
	  .example = "fault ACCERR at=m" },
	{ .name = "store", .run = store,
	  .args = PARAMS(MEMORY, PARAM("value", SCN_T_NUM)),
	  .help = "Write a number to memory.", .example = "store m 1" },
	{ .name = "load", .run = load, .args = PARAMS(MEMORY),
	  .help = "Read it.", .example = "load m = 1" },
	{ .name = "futex_wait", .run = futex_wait,
	  .args = PARAMS(MEMORY, PARAM("value", SCN_T_NUM)),
	  .opts = PARAMS(PARAM("timeout", SCN_T_TIME)),
	  .help = "Wait while memory has this value.",
	  .example = "futex_wait m 0 ..." },
	{ .name = "futex_wake", .run = futex_wake,
	  .args = PARAMS(MEMORY, MAYBE("waiters", SCN_T_NUM)),
	  .help = "Wake who waits there; how many it was.",
	  .example = "futex_wake m = 1" },
	{ .name = NULL },
};
