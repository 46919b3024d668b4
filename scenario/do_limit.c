/* SPDX-License-Identifier: MIT */
/* Who may do what, and how much: credentials(7), getrlimit(2). */
#include "interp.h"
#include "verbs.h"

#define CAP_VERSION_3	0x20080522u
#define PR_SET_DUMPABLE	4

static void setresuid(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_setresuid, scn_arg(r, 0, 0),
			scn_arg(r, 1, 0), scn_arg(r, 2, 0)));
}

struct cap_header {
	uint32_t version;
	int32_t pid;
};

struct cap_data {
	uint32_t effective, permitted, inheritable;
};

static void dropcap(struct scn_run *r)
{
	struct cap_header header = { CAP_VERSION_3, 0 };
	struct cap_data data[2];
	uint32_t bit = 1u << scn_arg(r, 0, 0);

	if (!scn_ret(r, CALL(r->a, NR_capget, scn_ptr(&header),
			     scn_ptr(data))))
		return;
	data[0].effective &= ~bit;
	data[0].permitted &= ~bit;
	scn_ret(r, CALL(r->a, NR_capset, scn_ptr(&header), scn_ptr(data)));
}

static void rlimit(struct scn_run *r)
{
	uint64_t lim[2], old[2] = { 0, 0 };
	int64_t ret;

	lim[0] = (uint64_t)scn_arg(r, 1, 0);
	lim[1] = (uint64_t)scn_opt(r, 0, (int64_t)lim[0]);
	if (!scn_has_opt(r, 0) && scn_has_arg(r, 1) &&
	    !CALL(r->a, NR_prlimit64, 0, scn_arg(r, 0, 0), 0, scn_ptr(old)))
		lim[1] = old[1];	/* the hard one stays */
	ret = CALL(r->a, NR_prlimit64, 0, scn_arg(r, 0, 0),
		   scn_has_arg(r, 1) ? scn_ptr(lim) : 0, scn_ptr(old));
	if (scn_ret(r, ret) && !scn_has_arg(r, 1))
		scn_put_num(&r->out, (int64_t)old[0]);
}

static void dumpable(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_prctl, PR_SET_DUMPABLE, scn_arg(r, 0, 1)));
}

#define ID(name) PARAM(name, SCN_T_NUM)

const struct scn_verb scn_verbs_limit[] = {
	{ .name = "setresuid", .run = setresuid, .flags = SCN_VERB_ROOT,
	  .args = PARAMS(ID("real"), ID("effective"), ID("saved")),
	  .help = "Change the user ids; -1 leaves one as it is.",
	  .example = "setresuid 1000 1000 1000" },
	{ .name = "dropcap", .run = dropcap, .flags = SCN_VERB_ROOT,
	  .args = PARAMS(WORD("capability", { "KILL", 5 }, { "SETUID", 7 },
			      { "SYS_PTRACE", 19 }, { "SYS_RESOURCE", 24 })),
	  .help = "Give up a capability.", .example = "dropcap KILL" },
	{ .name = "rlimit", .run = rlimit,
	  .args = PARAMS(WORD("limit", { "CPU", 0 }, { "FSIZE", 1 },
			      { "CORE", 4 }, { "NPROC", 6 },
			      { "SIGPENDING", 11 }),
			 MAYBE("value", SCN_T_NUM)),
	  .opts = PARAMS(PARAM("max", SCN_T_NUM)),
	  .help = "Set a soft limit (-1: none) and, with max=, the hard one; "
		"without a value, ask.",
	  .example = "rlimit SIGPENDING 3" },
	{ .name = "dumpable", .run = dumpable,
	  .args = PARAMS(PARAM("on", SCN_T_NUM)),
	  .help = "PR_SET_DUMPABLE.", .example = "dumpable 0" },
	{ .name = NULL },
};
