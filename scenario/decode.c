/* SPDX-License-Identifier: MIT */
/* What the kernel fills in, as words that are the same on every run. */
#include "interp.h"

/* The same process or thread, as a sees it (its own pid namespace's ids, or
 * from the outermost one the director's). */
static bool has_id(const struct scn_actor *a, const struct scn_actor *b,
		   int64_t id, bool thread)
{
	return (thread ? scn_tid_of(a, b) : scn_pid_of(a, b)) == id;
}

void scn_put_who(struct scn_text *t, struct scn_actor *a, int64_t id)
{
	const struct scn_board *b = a->board;
	int i;

	if (!id) {
		scn_put(t, "nobody");
		return;
	}
	/* A leader's tid is its pid: so the leader's name is found first,
	 * since it began first. */
	for (i = 0; i < b->file->nr_actors; i++) {
		if (b->actor[i].begun && has_id(a, &b->actor[i], id, true)) {
			scn_put(t, b->actor[i].name);
			return;
		}
	}
	/* A thread's name for its process, if exec or exit took the leader. */
	for (i = 0; i < b->file->nr_actors; i++) {
		if (b->actor[i].begun && has_id(a, &b->actor[i], id, false)) {
			scn_put(t, b->actor[i].name);
			return;
		}
	}
	scn_put(t, "?");
}

static void put_uid(struct scn_text *t, struct scn_actor *a, uint32_t uid)
{
	if (uid == a->board->first_uid)
		return;
	scn_put_key(t, "uid");
	scn_put_num(t, uid);
}

static void put_value(struct scn_text *t, uint64_t value)
{
	scn_put_key(t, "value");
	scn_put_num(t, (int64_t)value);
}

void scn_put_address(struct scn_text *t, struct scn_actor *a, uint64_t addr)
{
	const struct scn_board *b = a->board;
	const struct scn_name *n;
	int i;

	if (!addr) {
		scn_put(t, "null");
		return;
	}
	for (i = 0; i < b->file->nr_names; i++) {
		n = &b->name[i];
		if (!n->bytes || addr < (uint64_t)n->value ||
		    addr >= (uint64_t)n->value + n->bytes)
			continue;
		scn_put(t, b->file->name_of[i]);
		if (addr > (uint64_t)n->value) {
			scn_put(t, "+");
			scn_put_num(t, (int64_t)(addr - (uint64_t)n->value));
		}
		return;
	}
	scn_put(t, "?");
}

static void put_child(struct scn_text *t, struct scn_actor *a,
		      const struct linux_siginfo *si)
{
	scn_put_key(t, "child");
	scn_put_who(t, a, si->u.chld.pid);
	put_uid(t, a, si->u.chld.uid);
	scn_put_key(t, "status");
	if (si->si_code == LINUX_CLD_EXITED)
		scn_put_num(t, si->u.chld.status);
	else
		scn_put_sig(t, si->u.chld.status);
}

static void put_code(struct scn_text *t, int64_t sig, int64_t code)
{
	const char *name = scn_code_name(sig, code);

	scn_put_key(t, "code");
	if (name)
		scn_put(t, name);
	else
		scn_put_value(t, scn_words_code, code);
}

/* The arms of faults, children, files and seccomp: positive codes. */
static void put_kernel(struct scn_text *t, struct scn_actor *a,
		       const struct linux_siginfo *si)
{
	if (si->si_code == LINUX_SI_KERNEL) {
		if (si->si_signo == LINUX_SIGSEGV && si->u.fault.addr) {
			scn_put_key(t, "addr");
			scn_put_address(t, a, si->u.fault.addr);
		}
		return;
	}
	switch (si->si_signo) {
	case LINUX_SIGCHLD:
		put_child(t, a, si);
		break;
	case LINUX_SIGSEGV:
	case LINUX_SIGBUS:
		scn_put_key(t, "addr");
		scn_put_address(t, a, si->u.fault.addr);
		break;
	case LINUX_SIGSYS:
		scn_put_key(t, "syscall");
		scn_put_num(t, si->u.sys.syscall);
		break;
	default:
		break;
	}
}

static void put_sender(struct scn_text *t, struct scn_actor *a,
		       const struct linux_siginfo *si)
{
	scn_put_key(t, "from");
	scn_put_who(t, a, si->u.kill.pid);
	put_uid(t, a, si->u.kill.uid);
}

/*
 * Codes 1 to 6 of a signal that has none of its own: a child's exit signal,
 * or what F_SETSIG chose instead of SIGIO. Only the former has a pid.
 */
static bool put_small_code(struct scn_text *t, struct scn_actor *a,
			   const struct linux_siginfo *si)
{
	const char *name;
	int i;

	if (si->si_code < 1 || si->si_code > 6 ||
	    (si->si_signo != LINUX_SIGIO &&
	     scn_code_name(si->si_signo, 1)))
		return false;
	for (i = 0; i < a->board->file->nr_actors; i++)
		if (a->board->actor[i].begun &&
		    has_id(a, &a->board->actor[i], si->u.chld.pid, false))
			break;
	if (i < a->board->file->nr_actors) {
		put_code(t, LINUX_SIGCHLD, si->si_code);
		put_child(t, a, si);
		return true;
	}
	put_code(t, LINUX_SIGIO, si->si_code);
	name = scn_name_of(a, SCN_IS_FD, si->u.poll.fd);
	scn_put_key(t, "fd");
	scn_put(t, name ? name : "?");
	scn_put_key(t, "band");
	scn_put_num(t, si->u.poll.band);
	return true;
}

void scn_put_info(struct scn_text *t, struct scn_actor *a,
		  const struct linux_siginfo *si)
{
	const char *name;

	if (put_small_code(t, a, si))
		return;
	put_code(t, si->si_signo, si->si_code);
	if (si->si_errno) {
		scn_put_key(t, "errno");
		scn_put_num(t, si->si_errno);
	}
	if (si->si_code > 0) {
		put_kernel(t, a, si);
		return;
	}
	if (si->si_code == LINUX_SI_TIMER) {
		name = scn_name_of(a, SCN_IS_TIMER, si->u.timer.timerid);
		scn_put_key(t, "timer");
		scn_put(t, name ? name : "?");
		scn_put_key(t, "overrun");
		scn_put_num(t, si->u.timer.overrun);
		put_value(t, si->u.timer.value);
		return;
	}
	put_sender(t, a, si);
	if (si->si_code != LINUX_SI_USER && si->si_code != LINUX_SI_TKILL)
		put_value(t, si->u.rt.value);
}

void scn_put_status(struct scn_text *t, int64_t status)
{
	int sig = (int)(status & 0x7f);

	if (status == 0xffff) {
		scn_put(t, "continued");
	} else if (sig == 0x7f) {
		scn_put(t, "stopped ");
		scn_put_sig(t, status >> 8 & 0xff);
		if (status >> 16) {
			scn_put(t, " event ");
			scn_put_num(t, status >> 16);
		}
	} else if (!sig) {
		scn_put(t, "exited ");
		scn_put_num(t, status >> 8 & 0xff);
	} else {
		scn_put(t, status & 0x80 ? "dumped " : "killed ");
		scn_put_sig(t, sig);
	}
}

void scn_put_stack(struct scn_text *t, struct scn_actor *a,
		   const struct linux_stack *st)
{
	if (st->flags & LINUX_SS_DISABLE)
		scn_put(t, "off");
	else
		scn_put_address(t, a, st->sp);
	if (st->flags & LINUX_SS_ONSTACK)
		scn_put_word(t, "ONSTACK");
	if (st->flags & LINUX_SS_AUTODISARM)
		scn_put_word(t, "AUTODISARM");
}
