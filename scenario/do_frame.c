/* SPDX-License-Identifier: MIT */
/* Handlers' frames: looking into them, editing them, leaving them. */
#include "interp.h"
#include "verbs.h"

/* Offsets in struct ucontext of x86-64 (ABI; seen with a debugger). */
#define UC_STACK	16
#define UC_RAX		144
#define UC_RSP		160
#define UC_RIP		168
#define UC_FLAGS	176
#define UC_CS		184
#define UC_ERR		192
#define UC_TRAPNO	200
#define UC_FPSTATE	224
#define UC_MASK		296

static uint64_t get(const struct scn_run *r, unsigned int at)
{
	uint64_t v;

	__builtin_memcpy(&v, r->frame->uc + at, 8);
	return v;
}

static void put(const struct scn_run *r, unsigned int at, uint64_t v)
{
	__builtin_memcpy(r->frame->uc + at, &v, 8);
}

enum { SHOW_MASK, SHOW_TRAP, SHOW_STACK };

static void frame(struct scn_run *r)
{
	struct linux_stack st;

	switch (scn_arg(r, 0, SHOW_MASK)) {
	case SHOW_MASK:
		scn_put_set(&r->out, get(r, UC_MASK));
		break;
	case SHOW_TRAP:
		scn_put(&r->out, "trapno=");
		scn_put_num(&r->out, (int64_t)get(r, UC_TRAPNO));
		scn_put_key(&r->out, "err");
		scn_put_num(&r->out, (int64_t)get(r, UC_ERR));
		break;
	default:
		__builtin_memcpy(&st, r->frame->uc + UC_STACK, sizeof(st));
		scn_put_stack(&r->out, r->a, &st);
	}
}

enum { E_MASK, E_AX, E_TRACE, E_STACK, E_BROKEN };
enum { B_FPSTATE, B_IP, B_IP_FAR, B_SP, B_MAGIC, B_SIZE };

static void broken(struct scn_run *r)
{
	uint8_t *fp = (uint8_t *)(uintptr_t)get(r, UC_FPSTATE);

	switch (scn_opt(r, E_BROKEN, B_IP)) {
	case B_FPSTATE:
		put(r, UC_FPSTATE, SCN_BAD_ADDRESS);
		break;
	case B_IP:
		put(r, UC_RIP, 8);
		r->frame->edited_ip = true;
		break;
	case B_IP_FAR:		/* not canonical */
		put(r, UC_RIP, 0x8000000000000000ull);
		r->frame->edited_ip = true;
		break;
	case B_SP:
		put(r, UC_RSP, 8);
		break;
	case B_MAGIC:		/* FP_XSTATE_MAGIC1 */
		__builtin_memset(fp + 464, 0, 4);
		break;
	case B_SIZE:		/* xstate_size */
		__builtin_memset(fp + 480, 0xff, 4);
		break;
	}
}

static void edit(struct scn_run *r)
{
	struct linux_stack st = { 0, 0, 0, 0 };

	if (scn_has_opt(r, E_MASK))
		put(r, UC_MASK, (uint64_t)scn_opt(r, E_MASK, 0));
	if (scn_has_opt(r, E_AX))
		put(r, UC_RAX, (uint64_t)scn_opt(r, E_AX, 0));
	if (scn_has_opt(r, E_TRACE)) {
		put(r, UC_FLAGS, get(r, UC_FLAGS) & ~0x100ull);
		if (scn_opt(r, E_TRACE, 0))
			put(r, UC_FLAGS, get(r, UC_FLAGS) | 0x100);
	}
	if (scn_has_opt(r, E_STACK)) {
		st.flags = LINUX_SS_DISABLE;
		if (r->s->opt[E_STACK].n == SCN_PTR_NAME) {
			st.flags = 0;
			st.sp = scn_opt_ptr(r, E_STACK, NULL);
			st.size = scn_name_at(r,
					r->s->opt[E_STACK].m)->bytes;
		} else if (r->s->opt[E_STACK].n == SCN_PTR_BAD) {
			st.flags = 0x7777;	/* EINVAL, if it is looked at */
		}
		__builtin_memcpy(r->frame->uc + UC_STACK, &st, sizeof(st));
	}
	if (scn_has_opt(r, E_BROKEN))
		broken(r);
}

static void sigreturn(struct scn_run *r)
{
	r->a->board->machine->sigreturn(r->a, scn_opt_ptr(r, 0, NULL));
}

static void set_jump(struct scn_run *r)
{
	r->a->jump_mask = 0;
	CALL(r->a, NR_rt_sigprocmask, 0, 0, scn_ptr(&r->a->jump_mask), 8);
}

static void jump(struct scn_run *r)
{
	struct scn_actor *a = r->a;

	if (scn_opt(r, 0, 1))
		CALL(a, NR_rt_sigprocmask, LINUX_SIG_SETMASK,
		     scn_ptr(&a->jump_mask), 0, 8);
	a->depth = 0;
	__builtin_longjmp((void **)a->jump, 1);
}

const struct scn_verb scn_verbs_frame[] = {
	{ .name = "frame", .run = frame, .flags = SCN_VERB_HANDLER,
	  .args = PARAMS(MAYBE_WORD("what", { "mask", SHOW_MASK },
			       { "trap", SHOW_TRAP },
			       { "stack", SHOW_STACK })),
	  .help = "What the frame holds: the mask to return to, the trap's "
		"number and error code, the alternate stack.",
	  .example = "frame mask" },
	{ .name = "edit", .run = edit, .flags = SCN_VERB_HANDLER,
	  .opts = PARAMS(PARAM("mask", SCN_T_SET), PARAM("ax", SCN_T_NUM),
		PARAM("trace", SCN_T_NUM), PARAM("stack", SCN_T_PTR),
		WORD("broken",
			{ "fpstate", B_FPSTATE }, { "ip", B_IP },
			{ "ip_far", B_IP_FAR }, { "sp", B_SP },
			{ "magic", B_MAGIC }, { "size", B_SIZE })),
	  .help = "Edit the frame before the handler returns: mask, the "
		"interrupted call's result, the trace flag, uc_stack (null: "
		"none), or break it.",
	  .example = "edit mask={USR2} ax=7" },
	{ .name = "sigreturn", .run = sigreturn,
	  .opts = PARAMS(PARAM("at", SCN_T_PTR)),
	  .help = "rt_sigreturn(2) with a stack pointer of one's own.",
	  .example = "sigreturn at=bad" },
	{ .name = "setjmp", .run = set_jump,
	  .help = "Note the mask for `longjmp`, as sigsetjmp(3) does; at "
		"first it is the one that the actor began with.",
	  .example = "setjmp" },
	{ .name = "longjmp", .run = jump, .flags = SCN_VERB_HANDLER,
	  .opts = PARAMS(PARAM("mask", SCN_T_NUM)),
	  .help = "Leave all handlers, and the step that they interrupted: "
		"its result is `jumped`. mask=0: do not restore the mask.",
	  .example = "longjmp" },
	{ .name = NULL },
};
