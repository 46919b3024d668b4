/* SPDX-License-Identifier: MIT */
/* signalfd(2): accepting signals by read(2). */
#include "interp.h"
#include "verbs.h"

#define READS_MAX 8

enum { F_FLAGS, F_SIZE, F_SET };

static int64_t make(const struct scn_run *r, int64_t fd, int set_arg)
{
	uint64_t set = (uint64_t)scn_arg(r, set_arg, 0);

	return CALL(r->a, NR_signalfd4, fd, scn_opt_ptr(r, F_SET, &set),
		    scn_opt(r, F_SIZE, 8), scn_opt(r, F_FLAGS, 0));
}

static void signalfd(struct scn_run *r)
{
	scn_ret_new(r, make(r, -1, 1), (int)scn_arg(r, 0, 0));
}

static void signalfd_set(struct scn_run *r)
{
	int64_t ret = make(r, scn_fd(r, 0), 1);

	scn_ret(r, ret < 0 ? ret : 0);
}

/* The same words as for a siginfo: so it is made one. */
static void put_ssi(struct scn_run *r, const struct linux_signalfd_siginfo *s)
{
	struct linux_siginfo si;

	__builtin_memset(&si, 0, sizeof(si));
	si.si_signo = (int32_t)s->ssi_signo;
	si.si_errno = s->ssi_errno;
	si.si_code = s->ssi_code;
	if (s->ssi_code == LINUX_SI_TIMER) {
		si.u.timer.timerid = (int32_t)s->ssi_tid;
		si.u.timer.overrun = (int32_t)s->ssi_overrun;
		si.u.timer.value = s->ssi_ptr;
	} else if (s->ssi_code <= 0) {
		si.u.rt.pid = (int32_t)s->ssi_pid;
		si.u.rt.uid = s->ssi_uid;
		si.u.rt.value = s->ssi_ptr;
	} else if (s->ssi_signo == LINUX_SIGCHLD) {
		si.u.chld.pid = (int32_t)s->ssi_pid;
		si.u.chld.uid = s->ssi_uid;
		si.u.chld.status = s->ssi_status;
	} else if (s->ssi_fd || s->ssi_band) {
		si.u.poll.fd = s->ssi_fd;
		si.u.poll.band = s->ssi_band;
	} else {
		si.u.fault.addr = s->ssi_addr;
	}
	if (r->out.len)
		scn_put(&r->out, ",");
	if (r->out.len)
		scn_put(&r->out, " ");
	scn_put_sig(&r->out, s->ssi_signo);
	scn_put_info(&r->out, r->a, &si);
}

/* readv=1: each in a buffer of its own. */
static void sfd_read(struct scn_run *r)
{
	struct linux_signalfd_siginfo s[READS_MAX] = { 0 };
	uint64_t iov[READS_MAX][2];
	int64_t n = scn_arg(r, 1, 1), ret, i;

	if (n > READS_MAX)
		n = READS_MAX;
	for (i = 0; i < n; i++) {
		iov[i][0] = scn_ptr(&s[i]);
		iov[i][1] = sizeof(s[0]);
	}
	if (scn_opt(r, 0, 0))
		ret = CALL(r->a, NR_readv, scn_fd(r, 0), scn_ptr(iov), n);
	else
		ret = CALL(r->a, NR_read, scn_fd(r, 0),
			   scn_opt_ptr(r, 1, s),
			   scn_opt(r, 2, n * (int64_t)sizeof(s[0])));
	if (ret <= 0) {
		scn_ret(r, ret);
		return;
	}
	for (i = 0; i < ret / (int64_t)sizeof(s[0]); i++)
		put_ssi(r, &s[i]);
}

#define OPTS .opts = PARAMS(FLAGS("flags", { "NONBLOCK", 04000 }, \
				  { "CLOEXEC", 02000000 }), \
	PARAM("size", SCN_T_NUM), PARAM("set", SCN_T_PTR))

const struct scn_verb scn_verbs_signalfd[] = {
	{ .name = "signalfd", .run = signalfd,
	  .args = PARAMS(PARAM("fd", SCN_T_NEWNAME),
			 PARAM("set", SCN_T_SET)), OPTS,
	  .help = "A new signalfd.", .example = "signalfd f {USR1} "
		"flags=NONBLOCK" },
	{ .name = "signalfd_set", .run = signalfd_set,
	  .args = PARAMS(PARAM("fd", SCN_T_NAME), PARAM("set", SCN_T_SET)),
	  OPTS, .help = "Change its set.",
	  .example = "signalfd_set f {USR2}" },
	{ .name = "sfd_read", .run = sfd_read,
	  .args = PARAMS(PARAM("fd", SCN_T_NAME), MAYBE("most", SCN_T_NUM)),
	  .opts = PARAMS(PARAM("readv", SCN_T_NUM), PARAM("buf", SCN_T_PTR),
			 PARAM("bytes", SCN_T_NUM)),
	  .help = "Read at most so many (1, up to 8) signals; readv=1: by "
		"readv(2).",
	  .example = "sfd_read f 2 = USR1 code=SI_USER from=A, USR2 "
		"code=SI_USER from=B" },
	{ .name = NULL },
};
