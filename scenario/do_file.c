/* SPDX-License-Identifier: MIT */
/* Descriptors: pipes, sockets, who gets SIGIO. */
#include "interp.h"
#include "verbs.h"

#define F_SETFL		4
#define F_SETSIG	10
#define F_SETOWN_EX	15
#define AF_UNIX		1
#define SOCK_STREAM	1
#define SOL_SOCKET	1
#define SCM_RIGHTS	1
#define FILL_BYTES	4096	/* a page: a pipe takes it whole or not */

static void two(struct scn_run *r, int64_t ret, const int32_t fd[2])
{
	if (!scn_ret(r, ret))
		return;
	scn_ret_new(r, fd[0], (int)scn_arg(r, 0, 0));
	scn_ret_new(r, fd[1], (int)scn_arg(r, 1, 0));
}

static void do_pipe(struct scn_run *r)
{
	int32_t fd[2];

	two(r, CALL(r->a, NR_pipe2, scn_ptr(fd), scn_opt(r, 0, 0)), fd);
}

static void do_socketpair(struct scn_run *r)
{
	int32_t fd[2];

	two(r, CALL(r->a, NR_socketpair, AF_UNIX, SOCK_STREAM, 0,
		    scn_ptr(fd)), fd);
}

static void do_memfd(struct scn_run *r)
{
	static const char name[] = "scenario";

	scn_ret_new(r, CALL(r->a, NR_memfd_create, scn_ptr(name), 0),
		    (int)scn_arg(r, 0, 0));
}

/* A count that is not what was asked for, or an error, is the result. */
static void put_count(struct scn_run *r, int64_t ret, int64_t asked)
{
	if (ret < 0)
		scn_ret(r, ret);
	else if (ret != asked)
		scn_put_num(&r->out, ret);
}

static void do_read(struct scn_run *r)
{
	char buf[512] = "";
	int64_t n = scn_arg(r, 1, 1);

	if (n > (int64_t)sizeof(buf))
		n = sizeof(buf);
	put_count(r, CALL(r->a, NR_read, scn_fd(r, 0),
			  scn_opt_ptr(r, 0, buf), n), n);
}

static void do_write(struct scn_run *r)
{
	static const char zeros[FILL_BYTES];
	int64_t n = scn_arg(r, 1, 1);

	if (n > FILL_BYTES)
		n = FILL_BYTES;
	put_count(r, CALL(r->a, NR_write, scn_fd(r, 0),
			  scn_opt_ptr(r, 0, zeros), n), n);
}

/* Write until it is full, without waiting. */
static void fill(struct scn_run *r)
{
	static const char zeros[FILL_BYTES];
	int64_t fd = scn_fd(r, 0), ret;

	CALL(r->a, NR_fcntl, fd, F_SETFL, 04000);
	do
		ret = CALL(r->a, NR_write, fd, scn_ptr(zeros), FILL_BYTES);
	while (ret > 0);
	CALL(r->a, NR_fcntl, fd, F_SETFL, 0);
	if (ret != -LINUX_EAGAIN)
		scn_ret(r, ret);
}

static void do_close(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_close, scn_fd(r, 0)));
}

static void do_dup(struct scn_run *r)
{
	scn_ret_new(r, CALL(r->a, NR_dup, scn_fd(r, 0)),
		    (int)scn_arg(r, 1, 0));
}

/* fcntl(2): F_SETOWN_EX says whether it is a thread, process or group. */
static void setown(struct scn_run *r)
{
	int64_t type = scn_opt(r, 0, 1);
	const struct scn_value *v = &r->s->arg[1];
	int64_t id = type ? scn_target_pid(r, v) : scn_target_tid(r, v);
	int32_t owner[2] = { (int32_t)type, (int32_t)(id < 0 ? -id : id) };

	if (id < 0)
		owner[0] = 2;	/* group:B */
	scn_ret(r, CALL(r->a, NR_fcntl, scn_fd(r, 0), F_SETOWN_EX,
			scn_ptr(owner)));
}

static void setsig(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_fcntl, scn_fd(r, 0), F_SETSIG,
			scn_arg(r, 1, 0)));
}

static void setfl(struct scn_run *r)
{
	scn_ret(r, CALL(r->a, NR_fcntl, scn_fd(r, 0), F_SETFL,
			scn_arg(r, 1, 0)));
}

struct msg {
	uint64_t name;
	uint32_t name_len, pad;
	uint64_t iov, nr_iov, control, control_len;
	uint32_t flags, pad2;
};

struct rights {
	uint64_t len;
	int32_t level, type, fd, pad;
};

static void sendfd(struct scn_run *r)
{
	char byte = 0;
	uint64_t iov[2] = { scn_ptr(&byte), 1 };
	struct rights c = { 20, SOL_SOCKET, SCM_RIGHTS,
		(int32_t)scn_fd(r, 1), 0 };
	struct msg m = { .iov = scn_ptr(iov), .nr_iov = 1,
		.control = scn_ptr(&c), .control_len = sizeof(c) };

	put_count(r, CALL(r->a, NR_sendmsg, scn_fd(r, 0), scn_ptr(&m), 0), 1);
}

static void recvfd(struct scn_run *r)
{
	char byte = 0;
	uint64_t iov[2] = { scn_ptr(&byte), 1 };
	struct rights c = { .fd = -1 };
	struct msg m = { .iov = scn_ptr(iov), .nr_iov = 1,
		.control = scn_ptr(&c), .control_len = sizeof(c) };

	put_count(r, CALL(r->a, NR_recvmsg, scn_fd(r, 0), scn_ptr(&m), 0), 1);
	if (c.fd >= 0)
		scn_ret_new(r, c.fd, (int)scn_arg(r, 1, 0));
}

#define FD PARAM("fd", SCN_T_NAME)
#define NEW(name) PARAM(name, SCN_T_NEWNAME)
#define FL_WORDS { "NONBLOCK", 04000 }, { "ASYNC", 020000 }, \
	{ "CLOEXEC", 02000000 }

const struct scn_verb scn_verbs_file[] = {
	{ .name = "pipe", .run = do_pipe,
	  .args = PARAMS(NEW("reader"), NEW("writer")),
	  .opts = PARAMS(FLAGS("flags", FL_WORDS)),
	  .help = "A pipe.", .example = "pipe r w" },
	{ .name = "socketpair", .run = do_socketpair,
	  .args = PARAMS(NEW("one"), NEW("other")),
	  .help = "Two connected stream sockets.",
	  .example = "socketpair s t" },
	{ .name = "memfd", .run = do_memfd, .args = PARAMS(NEW("fd")),
	  .help = "A file in memory.", .example = "memfd f" },
	{ .name = "read", .run = do_read,
	  .args = PARAMS(FD, MAYBE("bytes", SCN_T_NUM)),
	  .opts = PARAMS(PARAM("buf", SCN_T_PTR)),
	  .help = "Read bytes (1); a count that differs is the result.",
	  .example = "read r 10 = 3" },
	{ .name = "write", .run = do_write,
	  .args = PARAMS(FD, MAYBE("bytes", SCN_T_NUM)),
	  .opts = PARAMS(PARAM("buf", SCN_T_PTR)),
	  .help = "Write bytes (1, at most 4096).", .example = "write w 3" },
	{ .name = "fill", .run = fill, .args = PARAMS(FD),
	  .help = "Write until nothing more fits.", .example = "fill w" },
	{ .name = "close", .run = do_close, .args = PARAMS(FD),
	  .help = "Close it.", .example = "close w" },
	{ .name = "dup", .run = do_dup, .args = PARAMS(FD, NEW("copy")),
	  .help = "dup(2).", .example = "dup f g" },
	{ .name = "setown", .run = setown,
	  .args = PARAMS(FD, PARAM("owner", SCN_T_TARGET)),
	  .opts = PARAMS(WORD("type", { "TID", 0 }, { "PID", 1 },
			      { "PGRP", 2 })),
	  .help = "F_SETOWN_EX: who gets the signals of ASYNC.",
	  .example = "setown r B type=TID" },
	{ .name = "setsig", .run = setsig,
	  .args = PARAMS(FD, PARAM("signal", SCN_T_SIG)),
	  .help = "F_SETSIG: which signal instead of IO.",
	  .example = "setsig r RT3" },
	{ .name = "setfl", .run = setfl,
	  .args = PARAMS(FD, FLAGS("flags", FL_WORDS)),
	  .help = "F_SETFL.", .example = "setfl r NONBLOCK|ASYNC" },
	{ .name = "sendfd", .run = sendfd, .args = PARAMS(FD, FD),
	  .help = "Send a descriptor over a socket (SCM_RIGHTS).",
	  .example = "sendfd s f" },
	{ .name = "recvfd", .run = recvfd, .args = PARAMS(FD, NEW("copy")),
	  .help = "Receive one.", .example = "recvfd t g" },
	{ .name = NULL },
};
