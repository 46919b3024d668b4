/* SPDX-License-Identifier: MIT */
/*
 * Terminals: line discipline, keys that make signals, job control
 * (POSIX.1-2017 11.1; termios(3), ioctl_tty(2)). What one is connected to is
 * console.c's and pty.c's.
 */
#include "kernel.h"

#define TCGETS		0x5401u
#define TCSETS		0x5402u
#define TCSETSW		0x5403u
#define TCSETSF		0x5404u
#define TIOCSCTTY	0x540eu
#define TIOCGPGRP	0x540fu
#define TIOCSPGRP	0x5410u
#define TIOCGWINSZ	0x5413u
#define TIOCSWINSZ	0x5414u
#define TIOCNOTTY	0x5422u
#define TIOCGSID	0x5429u
#define I_ICRNL		0x100u
#define O_OPOST		1u
#define O_ONLCR		4u
#define L_ISIG		0x1u
#define L_ICANON	0x2u
#define L_ECHO		0x8u
#define L_ECHOE		0x10u
#define L_ECHOK		0x20u
#define L_NOFLSH	0x80u
#define L_TOSTOP	0x100u
#define L_ECHOCTL	0x200u
#define L_IEXTEN	0x8000u
#define C_B38400_CS8_READ 0xbfu
enum { VINTR, VQUIT, VERASE, VKILL, VEOF, VTIME, VMIN, VSUSP = 10 };

void tty_init(struct tty *tty,
	      void (*out)(struct tty *tty, const uint8_t *s, size_t n))
{
	waitq_init(&tty->wait);
	tty->out = out;
	tty->termios = (struct termios){
		.iflag = I_ICRNL, .oflag = O_OPOST | O_ONLCR,
		.cflag = C_B38400_CS8_READ,
		.lflag = L_ISIG | L_ICANON | L_ECHO | L_ECHOE | L_ECHOK |
			 L_ECHOCTL | L_IEXTEN,
		.cc = { 3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23,
			22 },
	};
	tty->winsize[0] = 24;
	tty->winsize[1] = 80;
}

/* The kernel's signal for a process group. */
static void signal_group(int32_t pgid, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_KERNEL,
	};
	struct ksig_origin origin = { KSIG_BY_TTY, 0, 0 };

	if (pgid)
		ksig_generate_pgrp(&ksig, pgid, &info, &origin);
}

/* ------------------------------------------------------------------ output */

static void put(struct tty *tty, const uint8_t *s, size_t n)
{
	size_t i;

	if (!(tty->termios.oflag & O_OPOST)) {
		tty->out(tty, s, n);
		return;
	}
	for (i = 0; i < n; i++)
		if (s[i] == '\n' && tty->termios.oflag & O_ONLCR)
			tty->out(tty, (const uint8_t *)"\r\n", 2);
		else
			tty->out(tty, &s[i], 1);
}

static void echo(struct tty *tty, uint8_t c)
{
	uint8_t ctl[2] = { '^', c ^ 64 };

	if (!(tty->termios.lflag & L_ECHO))
		return;
	if ((c < 32 || c == 127) && c != '\n' && c != '\t' &&
	    tty->termios.lflag & L_ECHOCTL)
		put(tty, ctl, 2);
	else
		put(tty, &c, 1);
}

/* ------------------------------------------------------------------- input */

static int key_signal(struct tty *tty, uint8_t c)
{
	const uint8_t *cc = tty->termios.cc;

	if (!(tty->termios.lflag & L_ISIG) || !c)
		return 0;
	return c == cc[VINTR] ? LINUX_SIGINT :
	       c == cc[VQUIT] ? LINUX_SIGQUIT :
	       c == cc[VSUSP] ? LINUX_SIGTSTP : 0;
}

static void erase(struct tty *tty, bool line)
{
	while (tty->n > tty->ready) {
		tty->n--;
		if (tty->termios.lflag & L_ECHO)
			put(tty, (const uint8_t *)"\b \b", 3);
		if (!line)
			break;
	}
}

static void readable(struct tty *tty)
{
	waitq_wake(&tty->wait);
	waitq_wake(&poll_wait);
}

/* A byte comes in. */
void tty_type(struct tty *tty, uint8_t c)
{
	const uint8_t *cc = tty->termios.cc;
	int sig;

	if (c == '\r' && tty->termios.iflag & I_ICRNL)
		c = '\n';
	sig = key_signal(tty, c);
	if (sig) {
		echo(tty, c);
		if (!(tty->termios.lflag & L_NOFLSH))
			tty->n = tty->ready = 0;
		signal_group(tty->pgid, sig);
		return;
	}
	if (tty->termios.lflag & L_ICANON) {
		if (c && (c == cc[VERASE] || c == cc[VKILL] || c == '\b')) {
			erase(tty, c == cc[VKILL]);
			return;
		}
		if (c && c == cc[VEOF]) {
			if (tty->n == tty->ready)
				tty->eofs++;
			tty->ready = tty->n;
			readable(tty);
			return;
		}
	}
	echo(tty, c);
	if (tty->n < TTY_LINE_MAX)
		tty->typed[tty->n++] = c;
	if (c == '\n' || !(tty->termios.lflag & L_ICANON)) {
		tty->ready = tty->n;
		readable(tty);
	}
}

/* ------------------------------------------------------------- job control */

/*
 * The terminal of p's session, or NULL. (p->tty may be of a session that has
 * lost it: session ids are never used again.)
 */
struct tty *tty_of(const struct process *p)
{
	return p->tty && p->tty->sid == p->g.sid ? p->tty : NULL;
}

int32_t tty_pgid(const struct process *p)
{
	return tty_of(p) ? tty_of(p)->pgid : -1;
}

/* POSIX.1-2017 3.263: nobody outside of it could continue it. */
static bool is_orphaned(int32_t pgid)
{
	const struct ksig_group *g;
	const struct ksig_list *n;
	bool is = true;

	tree_lock();
	for (n = ksig.groups.next; n != &ksig.groups && is; n = n->next) {
		g = container(n, struct ksig_group, all);
		if (g->pgid == pgid && !(g->flags & KSIG_GROUP_DEAD) &&
		    g->parent && g->parent->pgid != pgid &&
		    g->parent->sid == g->sid)
			is = false;
	}
	tree_unlock();
	return is;
}

static bool is_in_background(const struct thread *t, const struct tty *tty)
{
	return tty_of(process(t)) == tty && tty->pgid &&
	       t->t.group->pgid != tty->pgid;
}

static bool is_blocked_or_ignored(const struct thread *t, int sig)
{
	return (t->t.blocked >> (sig - 1) & 1) ||
	       t->t.sighand->action[sig - 1].handler == LINUX_SIG_IGN;
}

/* t would change the terminal, or write to it. */
static int64_t check_change(const struct thread *t,
			    const struct tty *tty)
{
	if (!is_in_background(t, tty) || is_blocked_or_ignored(t, LINUX_SIGTTOU))
		return 0;
	if (is_orphaned(t->t.group->pgid))
		return -LINUX_EIO;
	signal_group(t->t.group->pgid, LINUX_SIGTTOU);
	return -LINUX_ERESTARTSYS;
}

static int64_t check_read(const struct thread *t,
			  const struct tty *tty)
{
	if (!is_in_background(t, tty))
		return 0;
	if (is_blocked_or_ignored(t, LINUX_SIGTTIN) ||
	    is_orphaned(t->t.group->pgid))
		return -LINUX_EIO;
	signal_group(t->t.group->pgid, LINUX_SIGTTIN);
	return -LINUX_ERESTARTSYS;
}

/*
 * The session loses its terminal. Its leader gets HUP and CONT if it is there
 * to take them; the foreground group HUP if the leader exits.
 */
void tty_hang_up(struct tty *tty, bool leader_exits)
{
	int32_t sid = tty->sid, pgid = tty->pgid;
	struct process *leader = sid ? process_find(sid) : NULL;

	tty->sid = tty->pgid = 0;
	readable(tty);
	if (leader_exits) {
		signal_group(pgid, LINUX_SIGHUP);
	} else if (leader) {
		kernel_signal(&leader->g, LINUX_SIGHUP, KSIG_BY_TTY);
		kernel_signal(&leader->g, LINUX_SIGCONT, KSIG_BY_TTY);
	}
}

/* t is the last of its process: a session's leader gives the terminal up. */
void tty_leave(struct thread *t)
{
	struct process *p = process(t);

	if (p->g.pid != p->g.sid)
		return;
	lock(&big_lock);
	if (tty_of(p))
		tty_hang_up(tty_of(p), true);
	unlock(&big_lock);
}

/* ------------------------------------------------------------ its operations */

int64_t tty_read(struct thread *t, struct file *f, uint64_t uaddr, uint64_t n,
		 uint64_t *pos)
{
	struct tty *tty = f->object;
	bool canon = tty->termios.lflag & L_ICANON;
	uint32_t i;
	int64_t ret;

	(void)pos;
	for (;;) {
		if (tty->is_hung_up)
			return 0;
		ret = check_read(t, tty);
		if (ret)
			return ret;
		if (tty->eofs && !tty->ready) {
			tty->eofs--;
			return 0;
		}
		if (tty->ready || (!canon && !tty->termios.cc[VMIN]))
			break;
		ret = file_wait(t, f, &tty->wait);
		if (ret)
			return ret;
	}
	n = n < tty->ready ? n : tty->ready;
	for (i = 0; canon && i < n; i++)
		if (tty->typed[i] == '\n')
			n = i + 1;
	if (copy_out(uaddr, tty->typed, n))
		return -LINUX_EFAULT;
	memmove(tty->typed, tty->typed + n, tty->n - n);
	tty->n -= (uint32_t)n;
	tty->ready -= (uint32_t)n;
	return (int64_t)n;
}

int64_t tty_write(struct thread *t, struct file *f, uint64_t uaddr, uint64_t n,
		  uint64_t *pos)
{
	struct tty *tty = f->object;
	uint64_t done, part;
	uint8_t buf[256];
	int64_t ret;

	(void)pos;
	if (tty->is_hung_up)
		return -LINUX_EIO;
	ret = tty->termios.lflag & L_TOSTOP ? check_change(t, tty) : 0;
	for (done = 0; !ret && done < n; done += part) {
		part = n - done < sizeof(buf) ? n - done : sizeof(buf);
		if (copy_in(buf, uaddr + done, part))
			return done ? (int64_t)done : -LINUX_EFAULT;
		put(tty, buf, part);
	}
	return ret ? ret : (int64_t)n;
}

uint32_t tty_poll(struct thread *t, struct file *f)
{
	const struct tty *tty = f->object;

	(void)t;
	if (tty->is_hung_up)
		return POLLIN | POLLOUT | POLLERR | POLLHUP;
	return (tty->ready || tty->eofs ? POLLIN : 0) | POLLOUT;
}

static int64_t set_ctty(struct thread *t, struct tty *tty)
{
	struct process *p = process(t);

	if (tty_of(p) == tty && p->g.pid == p->g.sid)
		return 0;
	if (p->g.pid != p->g.sid || tty_of(p) || tty->sid)
		return -LINUX_EPERM;
	p->tty = tty;
	tty->sid = p->g.sid;
	tty->pgid = p->g.pgid;
	return 0;
}

/* A signal that looks as if t had sent it (TIOCNOTTY; observed on 6.18). */
static void signal_group_from(struct thread *t, int32_t pgid, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_USER,
	};
	struct ksig_origin origin = { KSIG_BY_TTY, 0, 0 };

	info.u.kill.pid = t->t.group->pid;
	info.u.kill.uid = t->uid;
	if (pgid)
		ksig_generate_pgrp(&ksig, pgid, &info, &origin);
}

/* TIOCNOTTY: the leader gives it up for the whole session. */
static int64_t no_tty(struct thread *t, struct tty *tty)
{
	struct process *p = process(t);
	int32_t pgid = tty->pgid;

	if (tty_of(p) != tty)
		return -ENOTTY;
	p->tty = NULL;
	if (p->g.pid != p->g.sid)
		return 0;
	tty->sid = tty->pgid = 0;
	signal_group_from(t, pgid, LINUX_SIGHUP);
	signal_group_from(t, pgid, LINUX_SIGCONT);
	return 0;
}

static int32_t session_of(int32_t pgid)
{
	const struct ksig_group *g;
	const struct ksig_list *n;
	int32_t sid = 0;

	tree_lock();
	for (n = ksig.groups.next; n != &ksig.groups; n = n->next) {
		g = container(n, struct ksig_group, all);
		if (g->pgid == pgid)
			sid = g->sid;
	}
	tree_unlock();
	return sid;
}

static int64_t set_pgrp(struct thread *t, struct tty *tty, uint64_t uaddr)
{
	int32_t pgid, sid;
	int64_t ret = check_change(t, tty);

	if (ret)
		return ret;
	if (tty_of(process(t)) != tty)
		return -ENOTTY;
	if (copy_in(&pgid, uaddr, sizeof(pgid)))
		return -LINUX_EFAULT;
	if (pgid < 0)
		return -LINUX_EINVAL;
	sid = session_of(pgid);
	if (!sid)
		return -LINUX_ESRCH;
	if (sid != tty->sid)
		return -LINUX_EPERM;
	tty->pgid = pgid;
	return 0;
}

static int64_t set_termios(struct thread *t, struct tty *tty, uint64_t uaddr,
			   bool flush)
{
	int64_t ret = check_change(t, tty);

	if (ret)
		return ret;
	if (flush)
		tty->n = tty->ready = tty->eofs = 0;
	ret = copy_in(&tty->termios, uaddr, sizeof(tty->termios));
	if (!(tty->termios.lflag & L_ICANON))
		tty->ready = tty->n;
	return ret;
}

static int64_t set_winsize(struct tty *tty, uint64_t uaddr)
{
	uint16_t size[4];

	if (copy_in(size, uaddr, sizeof(size)))
		return -LINUX_EFAULT;
	if (!memcmp(size, tty->winsize, sizeof(size)))
		return 0;
	memcpy(tty->winsize, size, sizeof(size));
	signal_group(tty->pgid, LINUX_SIGWINCH);
	return 0;
}

/* Of a terminal and of a pseudo-terminal's master. */
int64_t tty_common_ioctl(struct thread *t, struct tty *tty, uint64_t cmd,
			 uint64_t arg)
{
	switch (cmd) {
	case TCGETS:
		return copy_out(arg, &tty->termios, sizeof(tty->termios));
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_termios(t, tty, arg, cmd == TCSETSF);
	case TIOCSPGRP:
		return set_pgrp(t, tty, arg);
	case TIOCGWINSZ:
		return copy_out(arg, tty->winsize, sizeof(tty->winsize));
	case TIOCSWINSZ:
		return set_winsize(tty, arg);
	default:
		return -ENOTTY;
	}
}

int64_t tty_ioctl(struct thread *t, struct file *f, uint64_t cmd, uint64_t arg)
{
	struct tty *tty = f->object;
	bool is_own = tty_of(process(t)) == tty;

	if (tty->is_hung_up)
		return -LINUX_EIO;
	switch (cmd) {
	case TIOCSCTTY:
		return set_ctty(t, tty);
	case TIOCNOTTY:
		return no_tty(t, tty);
	case TIOCGPGRP:
		return is_own ? copy_out(arg, &tty->pgid, 4) : -ENOTTY;
	case TIOCGSID:
		return is_own ? copy_out(arg, &tty->sid, 4) : -ENOTTY;
	default:
		return tty_common_ioctl(t, tty, cmd, arg);
	}
}
