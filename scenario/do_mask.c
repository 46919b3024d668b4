/* SPDX-License-Identifier: MIT */
/* What is blocked, what is pending: sigprocmask(2), sigpending(2). */
#include "interp.h"
#include "verbs.h"

static void change(struct scn_run *r, int how)
{
	uint64_t set = (uint64_t)scn_arg(r, 0, 0);

	scn_ret(r, CALL(r->a, NR_rt_sigprocmask, how, scn_ptr(&set), 0, 8));
}

static void block(struct scn_run *r)
{
	change(r, LINUX_SIG_BLOCK);
}

static void unblock(struct scn_run *r)
{
	change(r, LINUX_SIG_UNBLOCK);
}

static void setmask(struct scn_run *r)
{
	change(r, LINUX_SIG_SETMASK);
}

static void mask(struct scn_run *r)
{
	uint64_t old = 0;

	if (scn_ret(r, CALL(r->a, NR_rt_sigprocmask, 0, 0, scn_ptr(&old), 8)))
		scn_put_set(&r->out, old);
}

static void sigprocmask(struct scn_run *r)
{
	uint64_t set = 0, old = 0;

	scn_ret(r, CALL(r->a, NR_rt_sigprocmask, scn_arg(r, 0, 0),
			scn_opt_ptr(r, 0, &set), scn_opt_ptr(r, 1, &old),
			scn_opt(r, 2, 8)));
}

static void sigpending(struct scn_run *r)
{
	uint64_t set = 0;

	if (scn_ret(r, CALL(r->a, NR_rt_sigpending, scn_opt_ptr(r, 0, &set),
			    scn_opt(r, 1, 8))) && !scn_has_opt(r, 1))
		scn_put_set(&r->out, set);
}

const struct scn_verb scn_verbs_mask[] = {
	{ .name = "block", .run = block,
	  .args = PARAMS(PARAM("set", SCN_T_SET)),
	  .help = "Add to the mask.", .example = "block {USR1 RT3}" },
	{ .name = "unblock", .run = unblock,
	  .args = PARAMS(PARAM("set", SCN_T_SET)),
	  .help = "Take out of the mask.", .example = "unblock USR1" },
	{ .name = "setmask", .run = setmask,
	  .args = PARAMS(PARAM("set", SCN_T_SET)),
	  .help = "Replace the mask.", .example = "setmask {}" },
	{ .name = "mask", .run = mask,
	  .help = "Ask for the mask.", .example = "mask = {USR1}" },
	{ .name = "sigprocmask", .run = sigprocmask,
	  .args = PARAMS(PARAM("how", SCN_T_NUM)),
	  .opts = PARAMS(PARAM("new", SCN_T_PTR), PARAM("old", SCN_T_PTR),
			 PARAM("size", SCN_T_NUM)),
	  .help = "The call with a wrong `how`, bad pointers or a wrong size; "
		"a good `new` is empty.",
	  .example = "sigprocmask 3 = EINVAL" },
	{ .name = "sigpending", .run = sigpending,
	  .opts = PARAMS(PARAM("set", SCN_T_PTR), PARAM("size", SCN_T_NUM)),
	  .help = "Ask for what is pending and blocked.",
	  .example = "sigpending = {USR1}" },
	{ .name = NULL },
};
