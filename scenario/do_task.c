/* SPDX-License-Identifier: MIT */
/* Tasks: clone(2) and its kind, exec, exit, groups and sessions. */
#include "interp.h"
#include "verbs.h"

#define CLONE_FS	0x200
#define CLONE_FILES	0x400
#define CLONE_SYSVSEM	0x40000
#define CLONE_PIDFD	0x1000
#define CLONE_PTRACE	0x2000
#define CLONE_NEWPID	0x20000000
#define THREAD_FLAGS	(LINUX_CLONE_VM | CLONE_FS | CLONE_FILES | \
			 LINUX_CLONE_SIGHAND | LINUX_CLONE_THREAD | \
			 CLONE_SYSVSEM)

static const struct scn_word clone_words[] = {
	{ "VM", LINUX_CLONE_VM }, { "FS", CLONE_FS },
	{ "FILES", CLONE_FILES }, { "SIGHAND", LINUX_CLONE_SIGHAND },
	{ "VFORK", LINUX_CLONE_VFORK }, { "PARENT", LINUX_CLONE_PARENT },
	{ "THREAD", LINUX_CLONE_THREAD }, { "PIDFD", CLONE_PIDFD },
	{ "PTRACE", CLONE_PTRACE }, { "NEWPID", CLONE_NEWPID },
	{ "UNTRACED", LINUX_CLONE_UNTRACED },
	{ "CLEAR_SIGHAND", LINUX_CLONE_CLEAR_SIGHAND }, { NULL, 0 },
};

/* Options: signal, flags, pidfd. */
static void clone_with(struct scn_run *r, uint64_t flags)
{
	struct scn_actor *a = r->a;
	struct scn_actor *child = scn_actor_at(a, scn_arg(r, 0, 0));
	int32_t pidfd = -1;
	struct scn_spawn how = {
		.flags = flags | (uint64_t)scn_opt(r, 1, 0),
		.exit_signal = (int32_t)scn_opt(r, 0, LINUX_SIGCHLD),
		.pidfd = NULL,
	};
	int64_t ret;

	if (how.flags & LINUX_CLONE_THREAD)
		how.exit_signal = 0;
	if (how.flags & CLONE_PIDFD)
		how.pidfd = &pidfd;
	child->ns = how.flags & CLONE_NEWPID ? child->index : a->ns;
	child->jump_mask = 0;
	__atomic_store_n(&child->begun, 1, __ATOMIC_SEQ_CST);
	ret = a->board->machine->spawn(a, child, &how);
	if (ret < 0)
		__atomic_store_n(&child->begun, 0, __ATOMIC_SEQ_CST);
	if (ret < 0)
		scn_ret(r, ret);
	else if (how.pidfd && scn_has_opt(r, 2))
		scn_ret_new(r, pidfd, (int)scn_opt(r, 2, 0));
}

static void do_fork(struct scn_run *r)
{
	clone_with(r, 0);
}

static void do_vfork(struct scn_run *r)
{
	clone_with(r, LINUX_CLONE_VM | LINUX_CLONE_VFORK);
}

static void do_thread(struct scn_run *r)
{
	clone_with(r, THREAD_FLAGS);
}

static void do_exec(struct scn_run *r)
{
	r->a->in_exec = 1;
	scn_ret(r, r->a->board->machine->exec(r->a));
	r->a->in_exec = 0;
}

static void do_exit(struct scn_run *r)
{
	CALL(r->a, NR_exit, scn_arg(r, 0, 0));
}

static void do_exit_group(struct scn_run *r)
{
	CALL(r->a, NR_exit_group, scn_arg(r, 0, 0));
}

static void do_setsid(struct scn_run *r)
{
	int64_t ret = CALL(r->a, NR_setsid);

	scn_ret(r, ret < 0 ? ret : 0);
}

static void do_setpgid(struct scn_run *r)
{
	struct scn_actor *who = scn_has_arg(r, 0) ?
		scn_actor_at(r->a, scn_arg(r, 0, 0)) : r->a;
	struct scn_actor *group = scn_has_opt(r, 0) ?
		scn_actor_at(r->a, scn_opt(r, 0, 0)) : who;

	scn_ret(r, CALL(r->a, NR_setpgid, scn_pid_of(r->a, who),
			scn_pid_of(r->a, group)));
}

static void ask_id(struct scn_run *r, int64_t nr)
{
	struct scn_actor *who = scn_has_arg(r, 0) ?
		scn_actor_at(r->a, scn_arg(r, 0, 0)) : r->a;
	int64_t id = CALL(r->a, nr, scn_pid_of(r->a, who));

	if (id < 0)
		scn_ret(r, id);
	else
		scn_put_who(&r->out, r->a, id);
}

static void do_getpgid(struct scn_run *r)
{
	ask_id(r, NR_getpgid);
}

static void do_getsid(struct scn_run *r)
{
	ask_id(r, NR_getsid);
}

static void do_getppid(struct scn_run *r)
{
	scn_put_who(&r->out, r->a, CALL(r->a, NR_getppid));
}

#define WHO MAYBE("actor", SCN_T_ACTOR)
#define CLONE_OPTS \
	PARAM("signal", SCN_T_SIG), \
	FROM("flags", SCN_T_FLAGS, clone_words), \
	PARAM("pidfd", SCN_T_NEWNAME)
#define CHILD .args = PARAMS(PARAM("actor", SCN_T_NEWACTOR)), \
	.opts = PARAMS(CLONE_OPTS)

const struct scn_verb scn_verbs_task[] = {
	{ .name = "fork", .run = do_fork, CHILD,
	  .help = "A new process; signal= its exit signal (CHLD), flags= more "
		"of clone(2)'s.",
	  .example = "fork B" },
	{ .name = "vfork", .run = do_vfork, CHILD,
	  .help = "The same with CLONE_VM|CLONE_VFORK: it blocks until the "
		"child executes or dies.",
	  .example = "vfork B ..." },
	{ .name = "thread", .run = do_thread, CHILD,
	  .help = "A new thread of this process.", .example = "thread B" },
	{ .name = "exec", .run = do_exec,
	  .help = "execve(2) of the same program.", .example = "exec" },
	{ .name = "exit", .run = do_exit,
	  .args = PARAMS(MAYBE("status", SCN_T_NUM)),
	  .help = "exit(2): this thread.", .example = "exit 3" },
	{ .name = "exit_group", .run = do_exit_group,
	  .args = PARAMS(MAYBE("status", SCN_T_NUM)),
	  .help = "exit_group(2): the process.", .example = "exit_group 3" },
	{ .name = "setsid", .run = do_setsid,
	  .help = "Lead a new session.", .example = "setsid" },
	{ .name = "setpgid", .run = do_setpgid, .args = PARAMS(WHO),
	  .opts = PARAMS(PARAM("group", SCN_T_ACTOR)),
	  .help = "Put an actor (oneself) into the group of another, or into "
		"one of its own.",
	  .example = "setpgid B group=C" },
	{ .name = "getpgid", .run = do_getpgid, .args = PARAMS(WHO),
	  .help = "The leader of its process group.",
	  .example = "getpgid = A" },
	{ .name = "getsid", .run = do_getsid, .args = PARAMS(WHO),
	  .help = "The leader of its session.", .example = "getsid = A" },
	{ .name = "getppid", .run = do_getppid,
	  .help = "Its parent.", .example = "getppid = A" },
	{ .name = NULL },
};
