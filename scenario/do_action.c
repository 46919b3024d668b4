/* SPDX-License-Identifier: MIT */
/* Dispositions: sigaction(2). */
#include "interp.h"
#include "verbs.h"

const struct scn_word scn_words_sa[] = {
	{ "NOCLDSTOP", LINUX_SA_NOCLDSTOP },
	{ "NOCLDWAIT", LINUX_SA_NOCLDWAIT },
	{ "SIGINFO", LINUX_SA_SIGINFO },
	{ "UNSUPPORTED", LINUX_SA_UNSUPPORTED },
	{ "EXPOSE_TAGBITS", LINUX_SA_EXPOSE_TAGBITS },
	{ "RESTORER", LINUX_SA_RESTORER },
	{ "ONSTACK", LINUX_SA_ONSTACK },
	{ "RESTART", LINUX_SA_RESTART },
	{ "NODEFER", LINUX_SA_NODEFER },
	{ "RESETHAND", LINUX_SA_RESETHAND },
	{ NULL, 0 },
};

/* x86-64 needs a restorer: it is added to the flags, and not shown. A
 * handler gets SA_SIGINFO too, unless info=0: without it there is no siginfo
 * in the frame (observed on 6.18). */
static int64_t set(struct scn_run *r, int64_t sig, uint64_t handler)
{
	struct linux_sigaction act = {
		.handler = handler,
		.flags = (uint64_t)scn_opt(r, SCN_HANDLE_FLAGS, 0) |
			LINUX_SA_RESTORER |
			(handler > 1 && scn_opt(r, SCN_HANDLE_INFO, 1) ?
			 LINUX_SA_SIGINFO : 0),
		.restorer = r->a->board->machine->restorer_address(),
		.mask = (uint64_t)scn_opt(r, SCN_HANDLE_MASK, 0),
	};

	return CALL(r->a, NR_rt_sigaction, sig, scn_ptr(&act), 0, 8);
}

static void handle(struct scn_run *r)
{
	uint64_t address =
		r->a->board->machine->handler_address(r->s->slot);

	r->a->board->slot[r->s->slot] = r->s;
	scn_ret(r, set(r, scn_arg(r, 0, 0), address));
}

static void ignore(struct scn_run *r)
{
	scn_ret(r, set(r, scn_arg(r, 0, 0), LINUX_SIG_IGN));
}

static void set_default(struct scn_run *r)
{
	scn_ret(r, set(r, scn_arg(r, 0, 0), LINUX_SIG_DFL));
}

static void put_action(struct scn_text *t, const struct linux_sigaction *act)
{
	uint64_t flags = act->flags & ~(uint64_t)LINUX_SA_RESTORER;

	if (act->handler == LINUX_SIG_DFL)
		scn_put(t, "default");
	else if (act->handler == LINUX_SIG_IGN)
		scn_put(t, "ignore");
	else
		scn_put(t, "handler");
	if (flags) {
		scn_put_key(t, "flags");
		scn_put_flags(t, scn_words_sa, (int64_t)flags);
	}
	if (act->mask) {
		scn_put_key(t, "mask");
		scn_put_set(t, act->mask);
	}
}

static void action(struct scn_run *r)
{
	struct linux_sigaction act = { 0, 0, 0, 0 };

	if (scn_ret(r, CALL(r->a, NR_rt_sigaction, scn_arg(r, 0, 0), 0,
			    scn_ptr(&act), 8)))
		put_action(&r->out, &act);
}

/* The raw call, for what a program can get wrong. */
static void sigaction(struct scn_run *r)
{
	struct linux_sigaction act = { .handler = LINUX_SIG_IGN };
	struct linux_sigaction old = act;

	scn_ret(r, CALL(r->a, NR_rt_sigaction, scn_arg(r, 0, 0),
			scn_opt_ptr(r, 0, &act), scn_opt_ptr(r, 1, &old),
			scn_opt(r, 2, 8)));
}

static void count(struct scn_run *r)
{
	scn_put_num(&r->out, r->a->quiet);
	r->a->quiet = 0;
}

#define ACTION_OPTS \
	FROM("flags", SCN_T_FLAGS, scn_words_sa), \
	PARAM("mask", SCN_T_SET)

const struct scn_verb scn_verbs_action[] = {
	{ .name = "handle", .run = handle,
	  .flags = SCN_VERB_BODY | SCN_VERB_SLOT,
	  .args = PARAMS(PARAM("signal", SCN_T_SIG)),
	  .opts = PARAMS(ACTION_OPTS, PARAM("quiet", SCN_T_NUM),
			 PARAM("info", SCN_T_NUM)),
	  .help = "Set up a handler; its body's steps run in it. quiet=1: "
		"no line for each run, `count` tells how many. info=0: "
		"without SA_SIGINFO.",
	  .example = "handle USR1 flags=RESTART mask={USR2} "
		"do { kill self USR2 }" },
	{ .name = "ignore", .run = ignore,
	  .args = PARAMS(PARAM("signal", SCN_T_SIG)),
	  .opts = PARAMS(ACTION_OPTS),
	  .help = "Set the disposition to SIG_IGN.",
	  .example = "ignore CHLD" },
	{ .name = "default", .run = set_default,
	  .args = PARAMS(PARAM("signal", SCN_T_SIG)),
	  .opts = PARAMS(ACTION_OPTS),
	  .help = "Set the disposition to SIG_DFL.",
	  .example = "default CHLD flags=NOCLDWAIT" },
	{ .name = "action", .run = action,
	  .args = PARAMS(PARAM("signal", SCN_T_SIG)),
	  .help = "Ask for the disposition.",
	  .example = "action USR1 = handler flags=SIGINFO|RESTART" },
	{ .name = "sigaction", .run = sigaction,
	  .args = PARAMS(PARAM("signal", SCN_T_SIG)),
	  .opts = PARAMS(PARAM("new", SCN_T_PTR), PARAM("old", SCN_T_PTR),
			 PARAM("size", SCN_T_NUM)),
	  .help = "The call with bad pointers or a wrong size; a good `new` "
		"is SIG_IGN.",
	  .example = "sigaction USR1 new=bad = EFAULT" },
	{ .name = "count", .run = count,
	  .help = "How often quiet handlers ran since the last count.",
	  .example = "count = 3" },
	{ .name = NULL },
};
