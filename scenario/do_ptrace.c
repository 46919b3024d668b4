/* SPDX-License-Identifier: MIT */
/* ptrace(2), as far as it is about signals. */
#include "interp.h"
#include "verbs.h"

enum {
	TRACEME = 0, CONT = 7, KILL = 8, ATTACH = 16, DETACH = 17,
	SYSCALL = 24, SETOPTIONS = 0x4200, GETEVENTMSG = 0x4201,
	GETSIGINFO = 0x4202, SETSIGINFO = 0x4203, SEIZE = 0x4206,
	INTERRUPT = 0x4207, LISTEN = 0x4208, PEEKSIGINFO = 0x4209,
	GETSIGMASK = 0x420a, SETSIGMASK = 0x420b,
};

static const struct scn_word requests[] = {
	{ "TRACEME", TRACEME }, { "CONT", CONT }, { "KILL", KILL },
	{ "ATTACH", ATTACH }, { "DETACH", DETACH }, { "SYSCALL", SYSCALL },
	{ "SETOPTIONS", SETOPTIONS }, { "GETEVENTMSG", GETEVENTMSG },
	{ "GETSIGINFO", GETSIGINFO }, { "SETSIGINFO", SETSIGINFO },
	{ "SEIZE", SEIZE }, { "INTERRUPT", INTERRUPT }, { "LISTEN", LISTEN },
	{ "PEEKSIGINFO", PEEKSIGINFO }, { "GETSIGMASK", GETSIGMASK },
	{ "SETSIGMASK", SETSIGMASK }, { NULL, 0 },
};

static const struct scn_word options[] = {
	{ "SYSGOOD", 1 }, { "FORK", 2 }, { "VFORK", 4 }, { "CLONE", 8 },
	{ "EXEC", 16 }, { "VFORKDONE", 32 }, { "EXIT", 64 },
	{ "EXITKILL", 1 << 20 }, { NULL, 0 },
};

enum { P_SIG, P_OPTIONS, P_MASK, P_CODE, P_VALUE, P_SHARED, P_OFF, P_NR };
#define PEEKS_MAX 4
#define EVENT_EXIT 6	/* PTRACE_EVENT_EXIT */

static int64_t request(const struct scn_run *r, uint64_t addr, uint64_t data)
{
	int64_t tid = scn_has_arg(r, 1) ? scn_tid_of(r->a,
			scn_actor_at(r->a, scn_arg(r, 1, 0))) : 0;

	return CALL(r->a, NR_ptrace, scn_arg(r, 0, 0), tid, addr, data);
}

static void siginfo(struct scn_run *r)
{
	struct linux_siginfo si;

	__builtin_memset(&si, 0, sizeof(si));
	if (scn_arg(r, 0, 0) == SETSIGINFO) {
		si.si_signo = (int32_t)scn_opt(r, P_SIG, LINUX_SIGUSR1);
		si.si_code = (int32_t)scn_opt(r, P_CODE, LINUX_SI_QUEUE);
		si.u.rt.pid = r->a->pid;
		si.u.rt.uid = r->a->board->first_uid;
		si.u.rt.value = (uint64_t)scn_opt(r, P_VALUE, 0);
	}
	if (scn_ret(r, request(r, 0, scn_ptr(&si))) &&
	    scn_arg(r, 0, 0) == GETSIGINFO) {
		scn_put_sig(&r->out, si.si_signo);
		scn_put_info(&r->out, r->a, &si);
	}
}

static void peek(struct scn_run *r)
{
	struct linux_siginfo si[PEEKS_MAX];
	struct {
		uint64_t off;
		uint32_t flags;
		int32_t nr;
	} args = { (uint64_t)scn_opt(r, P_OFF, 0),
		(uint32_t)scn_opt(r, P_SHARED, 0),
		(int32_t)scn_opt(r, P_NR, PEEKS_MAX) };
	int64_t i, ret = request(r, scn_ptr(&args), scn_ptr(si));

	if (ret < 0)
		scn_ret(r, ret);
	for (i = 0; i < ret && i < PEEKS_MAX; i++) {
		if (i)
			scn_put(&r->out, ", ");
		scn_put_sig(&r->out, si[i].si_signo);
		scn_put_info(&r->out, r->a, &si[i]);
	}
	if (!ret)
		scn_put(&r->out, "nothing");
}

static void sigmask(struct scn_run *r)
{
	uint64_t mask = (uint64_t)scn_opt(r, P_MASK, 0);

	if (scn_ret(r, request(r, 8, scn_ptr(&mask))) &&
	    scn_arg(r, 0, 0) == GETSIGMASK)
		scn_put_set(&r->out, mask);
}

/* Of the stop that the tracee is in, or 0. */
static int32_t event_of(const struct scn_run *r)
{
	int64_t tid = scn_tid_of(r->a, scn_actor_at(r->a, scn_arg(r, 1, 0)));
	struct linux_siginfo si = { .si_code = 0 };

	CALL(r->a, NR_ptrace, GETSIGINFO, tid, 0, scn_ptr(&si));
	return si.si_code >> 8;
}

static void eventmsg(struct scn_run *r)
{
	uint64_t msg = 0;
	int64_t ret = request(r, 0, scn_ptr(&msg));

	if (!scn_ret(r, ret))
		return;
	if (event_of(r) == EVENT_EXIT)
		scn_put_status(&r->out, (int32_t)msg);
	else if (msg > 0xffff)
		scn_put_num(&r->out, (int64_t)msg);
	else
		scn_put_who(&r->out, r->a, (int64_t)msg);
}

static void ptrace(struct scn_run *r)
{
	uint64_t data = (uint64_t)scn_opt(r, P_SIG, 0);

	switch (scn_arg(r, 0, 0)) {
	case GETSIGINFO:
	case SETSIGINFO:
		siginfo(r);
		break;
	case PEEKSIGINFO:
		peek(r);
		break;
	case GETSIGMASK:
	case SETSIGMASK:
		sigmask(r);
		break;
	case GETEVENTMSG:
		eventmsg(r);
		break;
	case SEIZE:
	case SETOPTIONS:
		data = (uint64_t)scn_opt(r, P_OPTIONS, 0);
		/* fall through */
	default:
		scn_ret(r, request(r, 0, data));
	}
}

const struct scn_verb scn_verbs_ptrace[] = {
	{ .name = "ptrace", .run = ptrace,
	  .args = PARAMS(FROM("request", SCN_T_WORD, requests),
			 MAYBE("actor", SCN_T_ACTOR)),
	  .opts = PARAMS(PARAM("sig", SCN_T_SIG),
			 FROM("options", SCN_T_FLAGS, options),
			 PARAM("mask", SCN_T_SET),
			 FROM("code", SCN_T_WORD, scn_words_code),
			 PARAM("value", SCN_T_NUM),
			 PARAM("shared", SCN_T_NUM),
			 PARAM("off", SCN_T_NUM), PARAM("nr", SCN_T_NUM)),
	  .help = "A request about a tracee; sig= with CONT, DETACH, "
		"SYSCALL and SETSIGINFO, options= with SEIZE and SETOPTIONS, "
		"mask= with SETSIGMASK, shared=, off=, nr= with PEEKSIGINFO.",
	  .example = "ptrace CONT B sig=USR1" },
	{ .name = NULL },
};
