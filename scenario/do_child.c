/* SPDX-License-Identifier: MIT */
/* Children: wait4(2), waitid(2), who adopts them. */
#include "interp.h"
#include "verbs.h"

static const struct scn_word wait_words[] = {
	{ "NOHANG", 1 }, { "UNTRACED", 2 }, { "STOPPED", 2 }, { "EXITED", 4 },
	{ "CONTINUED", 8 }, { "NOWAIT", 0x1000000 },
	{ "NOTHREAD", 0x20000000 }, { "WALL", 0x40000000 },
	{ "CLONE", 0x80000000 }, { NULL, 0 },
};

enum { O_OPTIONS, O_STATUS };

/* No target: any child. */
static void do_wait(struct scn_run *r)
{
	int64_t pid = scn_has_arg(r, 0) ?
		scn_target_pid(r, &r->s->arg[0]) : -1;
	int32_t status = -1;
	int64_t ret = CALL(r->a, NR_wait4, pid,
			   scn_opt_ptr(r, O_STATUS, &status),
			   scn_opt(r, O_OPTIONS, 0), 0);

	if (ret < 0) {
		scn_ret(r, ret);
		return;
	}
	if (!ret) {
		scn_put(&r->out, "nothing");
		return;
	}
	scn_put_who(&r->out, r->a, ret);
	if (scn_has_opt(r, O_STATUS))
		return;
	scn_put(&r->out, " ");
	scn_put_status(&r->out, status);
}

enum { K_ALL, K_PID, K_PGID, K_PIDFD };

static int64_t waitid_id(const struct scn_run *r)
{
	int64_t kind = scn_arg(r, 0, K_ALL), id;

	if (!scn_has_opt(r, 1) && !scn_has_opt(r, 3))
		return 0;
	if (kind == K_PIDFD)
		return scn_name_at(r, scn_opt(r, 3, 0))->value;
	id = scn_target_pid(r, &r->s->opt[1]);
	return id < 0 ? -id : id;
}

static void do_waitid(struct scn_run *r)
{
	struct linux_siginfo si = { 0 };
	int64_t ret = CALL(r->a, NR_waitid, scn_arg(r, 0, K_ALL),
			   waitid_id(r), scn_opt_ptr(r, 2, &si),
			   scn_opt(r, O_OPTIONS, 4), 0);

	if (!scn_ret(r, ret) || scn_has_opt(r, 2))
		return;
	if (!si.si_signo)
		scn_put(&r->out, "nothing");
	else
		scn_put_info(&r->out, r->a, &si);
}

#define PR_SET_PDEATHSIG	1
#define PR_GET_PDEATHSIG	2
#define PR_SET_CHILD_SUBREAPER	36

static void pdeathsig(struct scn_run *r)
{
	int32_t sig = 0;

	if (scn_has_arg(r, 0)) {
		scn_ret(r, CALL(r->a, NR_prctl, PR_SET_PDEATHSIG,
				scn_arg(r, 0, 0)));
		return;
	}
	CALL(r->a, NR_prctl, PR_GET_PDEATHSIG, scn_ptr(&sig));
	scn_put_sig(&r->out, sig);
}

static void subreaper(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_prctl, PR_SET_CHILD_SUBREAPER,
			scn_arg(r, 0, 1)));
}

#define OPTIONS FROM("options", SCN_T_FLAGS, wait_words)

const struct scn_verb scn_verbs_child[] = {
	{ .name = "wait", .run = do_wait,
	  .args = PARAMS(MAYBE("child", SCN_T_TARGET)),
	  .opts = PARAMS(OPTIONS, PARAM("status", SCN_T_PTR)),
	  .help = "wait4(2): for a child, group:B, 0, or any.",
	  .example = "wait B = B exited 3" },
	{ .name = "waitid", .run = do_waitid,
	  .args = PARAMS(MAYBE_WORD("kind", { "ALL", K_ALL }, { "PID", K_PID },
			       { "PGID", K_PGID }, { "PIDFD", K_PIDFD })),
	  .opts = PARAMS(OPTIONS, PARAM("child", SCN_T_TARGET),
			 PARAM("info", SCN_T_PTR), PARAM("fd", SCN_T_NAME)),
	  .help = "waitid(2); options are EXITED if none are given.",
	  .example = "waitid PID child=B options=EXITED|NOWAIT "
		"= code=EXITED child=B status=3" },
	{ .name = "pdeathsig", .run = pdeathsig,
	  .args = PARAMS(MAYBE("signal", SCN_T_SIG)),
	  .help = "PR_SET_PDEATHSIG; without a signal, ask.",
	  .example = "pdeathsig USR1" },
	{ .name = "subreaper", .run = subreaper,
	  .args = PARAMS(MAYBE("on", SCN_T_NUM)),
	  .help = "PR_SET_CHILD_SUBREAPER.", .example = "subreaper" },
	{ .name = NULL },
};
