/* SPDX-License-Identifier: MIT */
/*
 * Terminals: pty(7)'s two ends, keys that make signals, job control, hangup.
 * POSIX.1-2017 11.1; ioctl_tty(2), termios(3).
 */
#include <string.h>
#include "file.h"

#define TCGETS		0x5401u
#define TCSETS		0x5402u
#define TIOCSCTTY	0x540eu
#define TIOCGPGRP	0x540fu
#define TIOCSPGRP	0x5410u
#define TIOCGWINSZ	0x5413u
#define TIOCSWINSZ	0x5414u
#define TIOCNOTTY	0x5422u
#define TIOCGPTPEER	0x5441u
#define TIOCSPTLCK	0x40045431u
#define L_ISIG		0x1u
#define L_ICANON	0x2u
#define L_TOSTOP	0x100u
#define LINE_MAX	4095u

struct termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[19];
};

struct sim_tty {
	struct sim_tty *next;
	struct sim_file *master;	/* NULL: hung up */
	uint32_t nr_slaves;		/* open files */
	int32_t sid, pgid;		/* session and foreground group, or 0 */
	struct termios termios;
	uint16_t winsize[4];
	uint32_t nr_typed, nr_lines;	/* bytes; of them, whole lines */
	uint8_t typed[LINE_MAX];
};

static void generate_pgrp(struct sim *s, int32_t pgid,
			  const struct linux_siginfo *info)
{
	struct ksig_origin origin = { KSIG_BY_TTY, 0, 0 };

	if (pgid)
		ksig_generate_pgrp(&s->k, pgid, info, &origin);
}

/* The kernel's signal for a process group. */
static void signal_group(struct sim *s, int32_t pgid, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_KERNEL,
	};

	generate_pgrp(s, pgid, &info);
}

/* One that looks as if t had sent it (TIOCNOTTY; observed on 6.18). */
static void signal_group_from(struct sim_task *t, int32_t pgid, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_USER,
	};

	info.u.kill.pid = sim_pidns_id(t, t->t.group->pid);
	info.u.kill.uid = t->ids.uid;
	generate_pgrp(t->s, pgid, &info);
}

/*
 * Nobody has it any more, neither a descriptor nor a process; or it has been
 * freed by another who found that.
 */
static void free_unused(struct sim *s, struct sim_tty *tty)
{
	struct sim_tty **p = &s->ttys;
	struct sim_group *g;

	while (*p && *p != tty)
		p = &(*p)->next;
	if (!*p || tty->master || tty->nr_slaves)
		return;
	for (g = s->groups; g; g = g->next)
		if (g->tty == tty)
			return;
	*p = tty->next;
	sim_kfree(s, tty);
}

/*
 * The session loses its terminal. Its leader gets HUP and CONT if it is there
 * to take them; the foreground group as well if the leader exits.
 */
static void hang_up(struct sim *s, struct sim_tty *tty, bool leader_exits)
{
	int32_t sid = tty->sid, pgid = tty->pgid;
	struct sim_group *g, *leader = NULL;

	tty->sid = tty->pgid = 0;
	for (g = s->groups; g; g = g->next) {
		if (g->tty != tty)
			continue;
		g->tty = NULL;
		if (g->g.pid == sid)
			leader = g;
	}
	sim_wake_channel(s, tty);
	sim_wake_channel(s, &s->files);
	if (leader_exits)
		signal_group(s, pgid, LINUX_SIGHUP);
	if (leader_exits || !leader)
		return;
	sim_kernel_signal(&leader->g, LINUX_SIGHUP);
	sim_kernel_signal(&leader->g, LINUX_SIGCONT);
}

void sim_tty_leave(struct sim_task *t)
{
	struct sim_group *g = sim_group(t->t.group);
	struct sim_tty *tty = g->tty;

	if (!tty)
		return;
	if (g->g.pid == g->g.sid)
		hang_up(t->s, tty, true);
	g->tty = NULL;
	free_unused(t->s, tty);
}

/* setsid(2) */
void sim_tty_leave_session(struct sim_task *t)
{
	struct sim_tty *tty = sim_group(t->t.group)->tty;

	sim_group(t->t.group)->tty = NULL;
	if (tty)
		free_unused(t->s, tty);
}

/* ------------------------------------------------------------- job control */

/* POSIX.1-2017 3.263: nobody outside of it could continue it. */
static bool is_orphaned(const struct sim *s, int32_t pgid)
{
	const struct sim_group *g;

	for (g = s->groups; g; g = g->next)
		if (g->g.pgid == pgid && !(g->g.flags & KSIG_GROUP_DEAD) &&
		    g->g.parent && g->g.parent->pgid != pgid &&
		    g->g.parent->sid == g->g.sid)
			return false;
	return true;
}

static bool is_in_background(const struct sim_task *t,
			     const struct sim_tty *tty)
{
	return sim_group(t->t.group)->tty == tty && tty->pgid &&
	       t->t.group->pgid != tty->pgid;
}

static bool is_blocked_or_ignored(const struct sim_task *t, int sig)
{
	return (t->t.blocked >> (sig - 1) & 1) ||
	       t->t.sighand->action[sig - 1].handler == LINUX_SIG_IGN;
}

/* t would change the terminal, or write to it: 0, or what the call returns. */
static int64_t check_change(struct sim_task *t, struct sim_tty *tty)
{
	if (!is_in_background(t, tty) ||
	    is_blocked_or_ignored(t, LINUX_SIGTTOU))
		return 0;
	if (is_orphaned(t->s, t->t.group->pgid))
		return -SIM_EIO;
	signal_group(t->s, t->t.group->pgid, LINUX_SIGTTOU);
	return -LINUX_ERESTARTSYS;
}

static int64_t check_read(struct sim_task *t, struct sim_tty *tty)
{
	if (!is_in_background(t, tty))
		return 0;
	if (is_blocked_or_ignored(t, LINUX_SIGTTIN) ||
	    is_orphaned(t->s, t->t.group->pgid))
		return -SIM_EIO;
	signal_group(t->s, t->t.group->pgid, LINUX_SIGTTIN);
	return -LINUX_ERESTARTSYS;
}

/* ------------------------------------------------------------------- slave */

static int64_t slave_read(struct sim_task *t, struct sim_file *f,
			  uint64_t uaddr, uint64_t bytes, bool may_wait)
{
	struct sim_tty *tty = f->object;
	uint32_t n;
	int64_t ret;

	for (;;) {
		if (!tty->master)
			return 0;
		ret = check_read(t, tty);
		if (ret)
			return ret;
		if (tty->nr_lines)
			break;
		ret = may_wait ? sim_file_wait(t, f, tty) : -LINUX_EAGAIN;
		if (ret)
			return ret;
	}
	n = tty->nr_lines < bytes ? tty->nr_lines : (uint32_t)bytes;
	ret = sim_write_user(t, uaddr, tty->typed, n);
	if (ret < 0)
		return ret;
	memmove(tty->typed, tty->typed + n, tty->nr_typed - n);
	tty->nr_typed -= n;
	tty->nr_lines -= n;
	return n;
}

/* What is written is seen by nobody: the master is not read. */
static int64_t slave_write(struct sim_task *t, struct sim_file *f,
			   uint64_t uaddr, uint64_t bytes)
{
	struct sim_tty *tty = f->object;
	int64_t ret;

	(void)uaddr;
	if (!tty->master)
		return -SIM_EIO;
	ret = tty->termios.lflag & L_TOSTOP ? check_change(t, tty) : 0;
	return ret ? ret : (int64_t)bytes;
}

static uint32_t slave_poll(struct sim_task *t, struct sim_file *f)
{
	const struct sim_tty *tty = f->object;

	(void)t;
	if (!tty->master)
		return SIM_POLLIN | SIM_POLLOUT | SIM_POLLERR | SIM_POLLHUP;
	return (tty->nr_lines ? SIM_POLLIN : 0) | SIM_POLLOUT;
}

static void slave_release(struct sim *s, struct sim_file *f)
{
	struct sim_tty *tty = f->object;

	tty->nr_slaves--;
	free_unused(s, tty);
}

/* ------------------------------------------------------------------ master */

/* A key that makes a signal, or 0. */
static int key_signal(const struct sim_tty *tty, uint8_t key)
{
	if (!(tty->termios.lflag & L_ISIG))
		return 0;
	switch (key) {
	case 3:
		return LINUX_SIGINT;
	case 26:
		return LINUX_SIGTSTP;
	case 28:
		return LINUX_SIGQUIT;
	default:
		return 0;
	}
}

static void type(struct sim *s, struct sim_tty *tty, uint8_t key)
{
	int sig = key_signal(tty, key);

	if (sig) {
		tty->nr_typed = tty->nr_lines = 0;
		signal_group(s, tty->pgid, sig);
		return;
	}
	if (tty->nr_typed < LINE_MAX)
		tty->typed[tty->nr_typed++] = key;
	if (key == '\n' || !(tty->termios.lflag & L_ICANON))
		tty->nr_lines = tty->nr_typed;
	sim_wake_channel(s, tty);
	sim_wake_channel(s, &s->files);
}

static int64_t master_write(struct sim_task *t, struct sim_file *f,
			    uint64_t uaddr, uint64_t bytes)
{
	uint64_t i;
	uint8_t key;

	for (i = 0; i < bytes; i++) {
		if (sim_read_user(t, &key, uaddr + i, 1) < 0)
			return i ? (int64_t)i : -LINUX_EFAULT;
		type(t->s, f->object, key);
	}
	return (int64_t)bytes;
}

static void master_release(struct sim *s, struct sim_file *f)
{
	struct sim_tty *tty = f->object;

	tty->master = NULL;
	hang_up(s, tty, false);
	free_unused(s, tty);
}

/* ------------------------------------------------------------------ ioctls */

static int64_t set_ctty(struct sim_task *t, struct sim_tty *tty)
{
	struct sim_group *g = sim_group(t->t.group);

	if (g->tty == tty && g->g.pid == g->g.sid && tty->sid == g->g.sid)
		return 0;
	if (g->g.pid != g->g.sid || g->tty || tty->sid)
		return -LINUX_EPERM;
	g->tty = tty;
	tty->sid = g->g.sid;
	tty->pgid = g->g.pgid;
	return 0;
}

/* TIOCNOTTY: the leader gives it up for the whole session. */
static int64_t no_tty(struct sim_task *t, struct sim_tty *tty)
{
	struct sim_group *g = sim_group(t->t.group), *o;
	int32_t pgid = tty->pgid;

	if (g->tty != tty)
		return -SIM_ENOTTY;
	g->tty = NULL;
	if (g->g.pid != g->g.sid)
		return 0;
	for (o = t->s->groups; o; o = o->next)
		if (o->tty == tty)
			o->tty = NULL;
	tty->sid = tty->pgid = 0;
	signal_group_from(t, pgid, LINUX_SIGHUP);
	signal_group_from(t, pgid, LINUX_SIGCONT);
	return 0;
}

static int64_t set_pgrp(struct sim_task *t, struct sim_tty *tty,
			uint64_t uaddr)
{
	const struct sim_group *g;
	int32_t pgid, sid = 0;
	int64_t ret = check_change(t, tty);

	if (ret)
		return ret;
	if (sim_group(t->t.group)->tty != tty || tty->sid != t->t.group->sid)
		return -SIM_ENOTTY;
	if (sim_read_user(t, &pgid, uaddr, sizeof(pgid)) < 0)
		return -LINUX_EFAULT;
	if (pgid < 0)
		return -LINUX_EINVAL;
	for (g = t->s->groups; g; g = g->next)
		if (g->g.pgid == pgid)
			sid = g->g.sid;
	if (!sid)
		return -LINUX_ESRCH;
	if (sid != tty->sid)
		return -LINUX_EPERM;
	tty->pgid = pgid;
	return 0;
}

static int64_t set_winsize(struct sim_task *t, struct sim_tty *tty,
			   uint64_t uaddr)
{
	uint16_t size[4];

	if (sim_read_user(t, size, uaddr, sizeof(size)) < 0)
		return -LINUX_EFAULT;
	if (memcmp(size, tty->winsize, sizeof(size)) == 0)
		return 0;
	memcpy(tty->winsize, size, sizeof(size));
	signal_group(t->s, tty->pgid, LINUX_SIGWINCH);
	return 0;
}

static int64_t set_termios(struct sim_task *t, struct sim_tty *tty,
			   uint64_t uaddr)
{
	int64_t ret = check_change(t, tty);

	return ret ? ret : sim_read_user(t, &tty->termios, uaddr,
					 sizeof(tty->termios));
}

static int64_t both_ioctl(struct sim_task *t, struct sim_file *f, uint64_t cmd,
			  uint64_t arg)
{
	struct sim_tty *tty = f->object;

	switch (cmd) {
	case TCGETS:
		return sim_write_user(t, arg, &tty->termios,
				      sizeof(tty->termios));
	case TCSETS:
		return set_termios(t, tty, arg);
	case TIOCSPGRP:
		return set_pgrp(t, tty, arg);
	case TIOCGWINSZ:
		return sim_write_user(t, arg, tty->winsize,
				      sizeof(tty->winsize));
	case TIOCSWINSZ:
		return set_winsize(t, tty, arg);
	default:
		sim_refuse(t->s, "ioctl(2) %#llx of a terminal is not one of "
			   "the simulator's", (unsigned long long)cmd);
	}
}

static int64_t slave_ioctl(struct sim_task *t, struct sim_file *f,
			   uint64_t cmd, uint64_t arg)
{
	struct sim_tty *tty = f->object;

	if (!tty->master)
		return -SIM_EIO;
	switch (cmd) {
	case TIOCSCTTY:
		return set_ctty(t, tty);
	case TIOCNOTTY:
		return no_tty(t, tty);
	case TIOCGPGRP:
		if (sim_group(t->t.group)->tty != tty)
			return -SIM_ENOTTY;
		return sim_write_user(t, arg, &tty->pgid, sizeof(tty->pgid));
	default:
		return both_ioctl(t, f, cmd, arg);
	}
}

static const struct sim_file_ops slave_ops = {
	.read = slave_read, .write = slave_write, .poll = slave_poll,
	.ioctl = slave_ioctl, .release = slave_release,
};

static int64_t master_ioctl(struct sim_task *t, struct sim_file *f,
			    uint64_t cmd, uint64_t arg)
{
	struct sim_tty *tty = f->object;

	switch (cmd) {
	case TIOCSPTLCK:
		return 0;
	case TIOCGPTPEER:
		tty->nr_slaves++;
		return sim_fd_install(t, sim_file_new(t->s, &slave_ops,
						      (uint32_t)arg, tty),
				      0, arg & SIM_O_CLOEXEC);
	case TIOCGPGRP:
		return sim_write_user(t, arg, &tty->pgid, sizeof(tty->pgid));
	default:
		return both_ioctl(t, f, cmd, arg);
	}
}

static const struct sim_file_ops master_ops = {
	.write = master_write, .ioctl = master_ioctl,
	.release = master_release,
};

int64_t sim_tty_open(struct sim_task *t, uint32_t flags)
{
	struct sim_tty *tty = sim_kmalloc(t->s, sizeof(*tty));

	if (!tty)
		return -LINUX_ENOMEM;
	memset(tty, 0, sizeof(*tty));
	tty->termios.lflag = L_ISIG | L_ICANON;
	tty->next = t->s->ttys;
	t->s->ttys = tty;
	tty->master = sim_file_new(t->s, &master_ops, flags, tty);
	return sim_fd_install(t, tty->master, 0, flags & SIM_O_CLOEXEC);
}
