/* SPDX-License-Identifier: MIT */
/* fork, clone, exec, exit, who is told and who adopts. */
#include "unit.h"

static void init_refuses(void **state)
{
	struct ksig *k = malloc(sizeof(*k));
	struct ksig_port port = ((struct tp *)*state)->port;
	struct ksig_config c = ((struct tp *)*state)->k.config;

	c.xstate_bytes = 511;
	assert_int_equal(ksig_init(k, &port, &c), -LINUX_EINVAL);
	c.xstate_bytes = 832;
	c.xstate_gaps[0] = (struct ksig_gap){ 570, 8 };	/* in the header */
	assert_int_equal(ksig_init(k, &port, &c), -LINUX_EINVAL);
	c.xstate_gaps[0] = (struct ksig_gap){ 824, 9 };	/* behind the end */
	assert_int_equal(ksig_init(k, &port, &c), -LINUX_EINVAL);
	c.xstate_gaps[0] = (struct ksig_gap){ 700, 8 };
	c.xstate_gaps[1] = (struct ksig_gap){ 704, 8 };	/* they overlap */
	assert_int_equal(ksig_init(k, &port, &c), -LINUX_EINVAL);
	c.xstate_gaps[1] = (struct ksig_gap){ 824, 8 };
	assert_int_equal(ksig_init(k, &port, &c), 0);
	memset(c.xstate_gaps, 0, sizeof(c.xstate_gaps));
	c.xstate_bytes = 0;
	assert_int_equal(ksig_init(k, &port, &c), 0);
	port.version++;
	assert_int_equal(ksig_init(k, &port, &c), -LINUX_EINVAL);
	port.version--;
	port.wake = NULL;
	assert_int_equal(ksig_init(k, &port, &c), -LINUX_EINVAL);
	port = ((struct tp *)*state)->port;
	c.size--;
	assert_int_equal(ksig_init(k, &port, &c), -LINUX_EINVAL);
	free(k);
}

static void fork_inherits_all_but_what_is_pending(void **state)
{
	struct tp_task *t = unit_task(state), *c;

	tp_handle(t, 12, 0);
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(1));
	tp_kill(t, PID, 1);
	tp_tgkill(t, PID, PID, 1);
	t->t.altstack = (struct linux_stack){ TP_ALTSTACK, 0, 0, 8192 };
	c = tp_fork(t, 200);
	assert_int_equal(tp_sigpending(c), 0);
	assert_int_equal(c->t.blocked, TP_SET(1));
	assert_true(ksig_is_ignored(&c->t, 10));
	assert_int_equal(c->t.altstack.size, 8192);
	/* The dispositions are a copy. */
	tp_action(c, 12, LINUX_SIG_IGN, 0, 0);
	assert_false(ksig_is_ignored(&t->t, 12));
}

static void clone_flags(void **state)
{
	struct tp_task *t = unit_task(state), *c;

	tp_handle(t, 12, 0);
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	t->t.altstack = (struct linux_stack){ TP_ALTSTACK, 0, 0, 8192 };
	c = tp_clone(t, 200, LINUX_CLONE_VM | LINUX_CLONE_SIGHAND);
	assert_int_equal(c->t.altstack.size, 0);
	assert_int_equal(c->t.altstack.flags, LINUX_SS_DISABLE);
	tp_action(c, 12, LINUX_SIG_IGN, 0, 0);
	assert_true(ksig_is_ignored(&t->t, 12));
	tp_handle(t, 12, 0);
	c = tp_clone(t, 201, LINUX_CLONE_CLEAR_SIGHAND);
	assert_int_equal(c->t.sighand->action[11].handler, LINUX_SIG_DFL);
	assert_true(ksig_is_ignored(&c->t, 10));
	c = tp_clone(t, 202, LINUX_CLONE_VM | LINUX_CLONE_VFORK);
	assert_int_equal(c->t.altstack.size, 8192);
}

/* A kernel's fork(2): a kill of the process group is for the child as well. */
static void clone_unless_signal(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *c, *other;

	tp_handle(t, 10, 0);
	other = tp_fork(t, 150);
	tp_kill(other, PID, 10);
	assert_null(tp_clone(t, 200, KSIG_CLONE_UNLESS_SIGNAL));
	assert_null(ksig_task_find(&m->k, 200));
	tp_return(t);
	c = tp_clone(t, 200, KSIG_CLONE_UNLESS_SIGNAL);
	assert_non_null(c);
	assert_ptr_equal(ksig_task_find(&m->k, 200), &c->t);
}

static void a_child_forked_in_a_handler_returns(void **state)
{
	struct tp_task *t = unit_task(state), *c;

	tp_handle(t, 10, 0);
	tp_kill(t, PID, 10);
	c = tp_fork(t, 200);
	tp_story(*state);
	tp_sigreturn(c);
	tp_sigreturn(t);
	assert_story(*state, "200 return USR1\n100 return USR1\n");
}

static void exec_rules(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct ksig_origin by = { KSIG_BY_TIMER, 0, 0 };
	struct linux_siginfo info = {
		.si_signo = 14, .si_code = LINUX_SI_TIMER,
	};

	tp_handle(t, 12, LINUX_SA_RESTART);
	tp_action(t, LINUX_SIGCHLD, LINUX_SIG_IGN, 0, 0);
	tp_mask(u, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(14));
	tp_tgkill(t, PID, 101, 10);
	ksig_generate_timer(t->t.group, &u->t, true, &info, &by);
	u->t.altstack = (struct linux_stack){ TP_ALTSTACK, 0, 0, 8192 };
	tp_exit(t, 0);
	tp_story(m);
	tp_exec(u);
	assert_story(m, "100 discard ALRM exec\n");
	assert_int_equal(u->t.tid, PID);
	assert_ptr_equal(ksig_task_find(&m->k, PID), &u->t);
	assert_null(ksig_task_find(&m->k, 101));
	assert_ptr_equal(u->t.group->leader, &u->t);
	assert_int_equal(u->t.sighand->action[11].handler, LINUX_SIG_DFL);
	assert_int_equal(u->t.sighand->action[11].flags, 0);
	assert_true(ksig_is_ignored(&u->t, LINUX_SIGCHLD));
	assert_int_equal(u->t.altstack.size, 0);
	assert_int_equal(tp_sigpending(u), TP_SET(10));
	assert_int_equal(u->t.blocked, TP_SET(10) | TP_SET(14));
}

static void exec_unshares_the_dispositions(void **state)
{
	struct tp_task *t = unit_task(state), *c;
	struct ksig_sighand *h = t->t.sighand;

	c = tp_clone(t, 200, LINUX_CLONE_VM | LINUX_CLONE_SIGHAND);
	tp_handle(t, 12, 0);
	tp_exec(c);
	assert_ptr_not_equal(c->t.sighand, h);
	assert_int_equal(t->t.sighand->action[11].handler, TP_HANDLER(12));
	tp_exit(c, 0);
	assert_true(ksig_sighand_unused(c->t.sighand));
	assert_false(ksig_sighand_unused(h));
}

static struct linux_siginfo wait_chld(struct tp_task *t)
{
	struct linux_timespec zero = { 0, 0 };
	ksig_sigset set = ~0ull;
	struct linux_siginfo info;

	tp_poke(tp_of(t), TP_SCRATCH, &set, sizeof(set));
	tp_poke(tp_of(t), TP_SCRATCH + 8, &zero, sizeof(zero));
	memset(&info, 0, sizeof(info));
	if (TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH, TP_SCRATCH + 64,
		     TP_SCRATCH + 8, 8) > 0)
		tp_peek(tp_of(t), &info, TP_SCRATCH + 64, sizeof(info));
	return info;
}

static void sigchld_tells_how(void **state)
{
	static const struct {
		int32_t status, code, chld_status;
	} cases[] = {
		{ 0x0300, LINUX_CLD_EXITED, 3 },
		{ 0x000f, LINUX_CLD_KILLED, 15 },
		{ 0x008b, LINUX_CLD_DUMPED, 11 },
		{ 0xff00, LINUX_CLD_EXITED, 255 },
	};
	struct linux_siginfo chld = { .si_signo = 0 }, info;
	struct tp_task *t = unit_task(state), *c;
	size_t i;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	chld.u.chld.uid = 77;
	chld.u.chld.utime = 5;
	chld.u.chld.stime = 6;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c = tp_fork(t, 200);
		assert_true(ksig_exit(&c->t, cases[i].status, &chld));
		info = wait_chld(t);
		assert_int_equal(info.si_signo, LINUX_SIGCHLD);
		assert_int_equal(info.si_code, cases[i].code);
		assert_int_equal(info.u.chld.status, cases[i].chld_status);
		assert_int_equal(info.u.chld.pid, 200);
		assert_int_equal(info.u.chld.uid, 77);
		assert_int_equal(info.u.chld.utime, 5);
		assert_int_equal(info.u.chld.stime, 6);
		assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_EXITED);
		ksig_reap(c->t.group);
	}
}

static void autoreap(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *c;

	tp_action(t, LINUX_SIGCHLD, LINUX_SIG_IGN, 0, 0);
	c = tp_fork(t, 200);
	tp_exit(c, 0);
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_AUTOREAP);
	assert_null(ksig_group_find(&m->k, 200));
	tp_reap(c);
	assert_story(m, "200 exit 0\n");
	/* SA_NOCLDWAIT reaps and tells. */
	tp_handle(t, LINUX_SIGCHLD, LINUX_SA_NOCLDWAIT);
	c = tp_fork(t, 201);
	tp_exit(c, 0);
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_AUTOREAP);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGCHLD);
	tp_sigreturn(t);
	/* Only for SIGCHLD as exit signal. */
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	c = tp_clone(t, 202, 10);
	tp_exit(c, 0);
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_EXITED);
	assert_int_equal(tp_sigpending(t), TP_SET(10));
}

static void the_forking_thread_is_told_first(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101), *c;

	tp_handle(t, LINUX_SIGCHLD, 0);
	c = tp_fork(u, 200);
	m->tells_targets = true;
	tp_story(m);
	tp_exit(c, 0);
	assert_story(m, "200 exit 0\n100 generate CHLD shared\n"
			"101 target CHLD main\n");
	/* When that thread has gone, another one inherits. */
	c = tp_fork(u, 201);
	tp_return(u);
	tp_exit(u, 0);
	assert_ptr_equal(c->t.group->parent_task, &t->t);
	tp_exit(c, 0);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGCHLD);
}

static void only_the_last_thread_ends_the_process(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	assert_false(ksig_exit(&t->t, 0, NULL));
	assert_true(ksig_exit(&u->t, 0x100, NULL));
	assert_story(*state, "100 exit 100\n");
	assert_int_equal(t->t.group->status, 0x100);
}

static void orphans_go_to_a_subreaper(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *a = tp_fork(t, 200);
	struct tp_task *b = tp_clone(a, 300, 12), *z = tp_fork(a, 301);

	ksig_group_set_subreaper(t->t.group, true);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCHLD));
	tp_exit(z, 0x700);
	tp_exit(a, 0);
	assert_ptr_equal(b->t.group->parent, t->t.group);
	assert_int_equal(b->t.group->exit_signal, LINUX_SIGCHLD);
	/* The zombie's new parent is told of it. */
	assert_int_equal(tp_group(z)->nr_child_events, 2);
	/* Without one they leave our world. */
	tp_exit(t, 0);
	assert_null(b->t.group->parent);
	assert_int_equal(b->t.group->outside_ppid, 1);
	assert_int_equal(tp_group(z)->child_event, KSIG_CHILD_AUTOREAP);
	ksig_check(&m->k);
	ksig_group_set_subreaper(t->t.group, false);	/* a zombie: nothing */
}

static void set_parent(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *o = tp_start(m, 300);

	assert_null(o->t.group->parent);
	ksig_group_set_parent(o->t.group, t->t.group, 0);
	assert_ptr_equal(o->t.group->parent, t->t.group);
	ksig_check(&m->k);
	ksig_group_set_parent(o->t.group, NULL, 5);
	assert_int_equal(o->t.group->outside_ppid, 5);
	ksig_check(&m->k);
}

static void exit_group(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	ksig_group_exit(&t->t, 0x300);
	assert_int_equal(u->wake, KSIG_WAKE_KILL);
	assert_int_equal(tp_return(u), KSIG_EXIT);
	assert_int_equal(t->t.group->exit_sig, 0);
	tp_exit(u, KSIG_EXIT_OWN);
	/* It had begun to exit before: that does not count. */
	tp_exit(t, KSIG_EXIT_OWN | 0x700);
	assert_int_equal(t->t.group->status, 0x300);
}

/* A stop that is under way does not wait for the threads that leave. */
static void exec_ends_the_other_threads(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	assert_int_equal(tp_kill(u, PID, LINUX_SIGSTOP), 0);
	assert_int_equal(tp_return(t), KSIG_PARK);
	assert_int_equal(ksig_exec_begin(&u->t), 0);
	ksig_check(&m->k);
	assert_int_equal(t->wake, KSIG_WAKE_KILL);
	assert_int_equal(tp_return(t), KSIG_EXIT);
	tp_exit(t, 0);
	tp_exec(u);
	assert_int_equal(u->t.tid, PID);
	assert_int_equal(u->t.group->flags & KSIG_GROUP_EXIT, 0);
}

static void exec_in_a_dying_process(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	tp_generate(tp_group(t), LINUX_SIGKILL);
	assert_int_equal(ksig_exec_begin(&u->t), -LINUX_EAGAIN);
	assert_int_equal(tp_return(u), KSIG_EXIT);
	tp_exit(u, LINUX_SIGKILL);
	tp_exit(t, LINUX_SIGKILL);
}

static void parent_clone_flag(void **state)
{
	struct tp_task *t = unit_task(state), *a = tp_fork(t, 200);
	struct tp_task *b = tp_clone(a, 300, LINUX_CLONE_PARENT | 12);

	assert_ptr_equal(b->t.group->parent, t->t.group);
	assert_int_equal(b->t.group->exit_signal, LINUX_SIGCHLD);
}

/* exec takes a thread away that a stop had counted on. */
static void exec_in_a_stop(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp_task *v = tp_thread(t, 102);

	tp_generate_task(t, LINUX_SIGSTOP);
	assert_int_equal(tp_return(t), KSIG_PARK);
	assert_int_equal(t->t.group->nr_to_stop, 2);
	assert_int_equal(ksig_exec_begin(&u->t), 0);
	assert_int_equal(t->t.group->nr_to_stop, 1);
	assert_int_equal(tp_return(v), KSIG_EXIT);
	assert_int_equal(tp_return(t), KSIG_EXIT);
	tp_exit(v, 0);
	tp_exit(t, 0);
	tp_exec(u);
	assert_int_equal(tp_return(u), KSIG_PARK);
	assert_true(u->t.group->flags & KSIG_GROUP_STOPPED);
}

/* All that is left of it exits too: who is not gone yet inherits. */
static void an_heir_that_exits(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp_task *c = tp_fork(t, 200), *d = tp_fork(c, 300);
	struct tp_task *e = tp_thread(c, 201);

	(void)u;
	ksig_exit_begin(&e->t);
	tp_exit(c, 0);
	assert_ptr_equal(d->t.group->parent_task, &e->t);
	tp_exit(e, 0);
	assert_null(d->t.group->parent_task);
}

static const struct CMUnitTest tests[] = {
	UNIT(init_refuses),
	UNIT(fork_inherits_all_but_what_is_pending),
	UNIT(clone_flags),
	UNIT(clone_unless_signal),
	UNIT(a_child_forked_in_a_handler_returns),
	UNIT(exec_rules),
	UNIT(exec_unshares_the_dispositions),
	UNIT(sigchld_tells_how),
	UNIT(autoreap),
	UNIT(the_forking_thread_is_told_first),
	UNIT(only_the_last_thread_ends_the_process),
	UNIT(orphans_go_to_a_subreaper),
	UNIT(set_parent),
	UNIT(exit_group),
	UNIT(exec_ends_the_other_threads),
	UNIT(exec_in_a_dying_process),
	UNIT(exec_in_a_stop),
	UNIT(an_heir_that_exits),
	UNIT(parent_clone_flag),
};
UNIT_MAIN(tests)
