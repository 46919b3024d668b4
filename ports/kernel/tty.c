/* SPDX-License-Identifier: MIT */
/*
 * The serial console as a terminal: line discipline, keys that make signals,
 * job control (POSIX.1-2017 11.1; termios(3), ioctl_tty(2)). With the option
 * console=pipe it is a pair of plain streams instead.
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
#define LINE_MAX	4096u
/* In a stream's input: DLE EOT is its end, DLE DLE one DLE. */
#define DLE		0x10
#define EOT		0x04

struct termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[19];
};

static struct {
	int32_t sid, pgid;		/* session, foreground group, or 0 */
	struct termios termios;
	uint16_t winsize[4];
	uint32_t n, ready;		/* bytes typed; of them, to be read */
	uint32_t eofs;			/* an empty line's end of file */
	uint8_t typed[LINE_MAX];
	bool dle, ended;		/* of a stream */
} tty;
static WAITQ(tty_wait);

void tty_init(void)
{
	tty.termios = (struct termios){
		.iflag = I_ICRNL, .oflag = O_OPOST | O_ONLCR,
		.cflag = C_B38400_CS8_READ,
		.lflag = L_ISIG | L_ICANON | L_ECHO | L_ECHOE | L_ECHOK |
			 L_ECHOCTL | L_IEXTEN,
		.cc = { 3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23,
			22 },
	};
	tty.winsize[0] = 24;
	tty.winsize[1] = 80;
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

static void put(const uint8_t *s, size_t n)
{
	size_t i;

	if (!(tty.termios.oflag & O_OPOST)) {
		serial_write(SERIAL_CONSOLE, s, n);
		return;
	}
	for (i = 0; i < n; i++)
		if (s[i] == '\n' && tty.termios.oflag & O_ONLCR)
			serial_write(SERIAL_CONSOLE, "\r\n", 2);
		else
			serial_write(SERIAL_CONSOLE, &s[i], 1);
}

static void echo(uint8_t c)
{
	uint8_t ctl[2] = { '^', c ^ 64 };

	if (!(tty.termios.lflag & L_ECHO))
		return;
	if ((c < 32 || c == 127) && c != '\n' && c != '\t' &&
	    tty.termios.lflag & L_ECHOCTL)
		put(ctl, 2);
	else
		put(&c, 1);
}

/* ------------------------------------------------------------------- input */

static int key_signal(uint8_t c)
{
	const uint8_t *cc = tty.termios.cc;

	if (!(tty.termios.lflag & L_ISIG) || !c)
		return 0;
	return c == cc[VINTR] ? LINUX_SIGINT :
	       c == cc[VQUIT] ? LINUX_SIGQUIT :
	       c == cc[VSUSP] ? LINUX_SIGTSTP : 0;
}

static void erase(bool line)
{
	while (tty.n > tty.ready) {
		tty.n--;
		if (tty.termios.lflag & L_ECHO)
			put((const uint8_t *)"\b \b", 3);
		if (!line)
			break;
	}
}

static void readable(void)
{
	waitq_wake(&tty_wait);
	waitq_wake(&poll_wait);
}

static void type(uint8_t c)
{
	const uint8_t *cc = tty.termios.cc;
	int sig;

	if (c == '\r' && tty.termios.iflag & I_ICRNL)
		c = '\n';
	sig = key_signal(c);
	if (sig) {
		echo(c);
		if (!(tty.termios.lflag & L_NOFLSH))
			tty.n = tty.ready = 0;
		signal_group(tty.pgid, sig);
		return;
	}
	if (tty.termios.lflag & L_ICANON) {
		if (c && (c == cc[VERASE] || c == cc[VKILL] || c == '\b')) {
			erase(c == cc[VKILL]);
			return;
		}
		if (c && c == cc[VEOF]) {
			if (tty.n == tty.ready)
				tty.eofs++;
			tty.ready = tty.n;
			readable();
			return;
		}
	}
	echo(c);
	if (tty.n < LINE_MAX)
		tty.typed[tty.n++] = c;
	if (c == '\n' || !(tty.termios.lflag & L_ICANON)) {
		tty.ready = tty.n;
		readable();
	}
}

static void stream(uint8_t c)
{
	if (!tty.dle && c == DLE) {
		tty.dle = true;
		return;
	}
	if (tty.dle && c == EOT)
		tty.ended = true;
	else if (tty.n < LINE_MAX)
		tty.typed[tty.n++] = c;
	tty.dle = false;
	tty.ready = tty.n;
	readable();
}

/* The port is polled, at each tick of the first CPU. */
void tty_tick(void)
{
	int c;

	if (!serial_is_there(SERIAL_CONSOLE))
		return;
	lock(&big_lock);
	while (tty.n < LINE_MAX && (c = serial_read(SERIAL_CONSOLE)) >= 0) {
		if (options.is_pipe)
			stream((uint8_t)c);
		else
			type((uint8_t)c);
	}
	unlock(&big_lock);
}

/* ------------------------------------------------------------- job control */

bool tty_has(const struct process *p)
{
	return p->has_tty && tty.sid == p->g.sid;
}

int32_t tty_pgid(const struct process *p)
{
	return tty_has(p) ? tty.pgid : -1;
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

static bool is_in_background(const struct thread *t)
{
	return tty_has(process(t)) && tty.pgid && t->t.group->pgid != tty.pgid;
}

static bool is_blocked_or_ignored(const struct thread *t, int sig)
{
	return (t->t.blocked >> (sig - 1) & 1) ||
	       t->t.sighand->action[sig - 1].handler == LINUX_SIG_IGN;
}

/* t would change the terminal, or write to it. */
static int64_t check_change(const struct thread *t)
{
	if (!is_in_background(t) || is_blocked_or_ignored(t, LINUX_SIGTTOU))
		return 0;
	if (is_orphaned(t->t.group->pgid))
		return -LINUX_EIO;
	signal_group(t->t.group->pgid, LINUX_SIGTTOU);
	return -LINUX_ERESTARTSYS;
}

static int64_t check_read(const struct thread *t)
{
	if (!is_in_background(t))
		return 0;
	if (is_blocked_or_ignored(t, LINUX_SIGTTIN) ||
	    is_orphaned(t->t.group->pgid))
		return -LINUX_EIO;
	signal_group(t->t.group->pgid, LINUX_SIGTTIN);
	return -LINUX_ERESTARTSYS;
}

/* t is the last of its process: a session's leader gives the terminal up. */
void tty_leave(struct thread *t)
{
	struct process *p = process(t);
	int32_t pgid = tty.pgid;

	if (!tty_has(p) || p->g.pid != p->g.sid)
		return;
	lock(&big_lock);
	tty.sid = tty.pgid = 0;
	unlock(&big_lock);
	signal_group(pgid, LINUX_SIGHUP);
	signal_group(pgid, LINUX_SIGCONT);
}

/* ------------------------------------------------------------ its operations */

static int64_t tty_read(struct thread *t, struct file *f, uint64_t uaddr,
			uint64_t n, uint64_t *pos)
{
	bool canon = tty.termios.lflag & L_ICANON;
	uint32_t i;
	int64_t ret;

	(void)pos;
	for (;;) {
		ret = check_read(t);
		if (ret)
			return ret;
		if (tty.eofs && !tty.ready) {
			tty.eofs--;
			return 0;
		}
		if (tty.ready || (!canon && !tty.termios.cc[VMIN]))
			break;
		ret = file_wait(t, f, &tty_wait);
		if (ret)
			return ret;
	}
	n = n < tty.ready ? n : tty.ready;
	for (i = 0; canon && i < n; i++)
		if (tty.typed[i] == '\n')
			n = i + 1;
	if (copy_out(uaddr, tty.typed, n))
		return -LINUX_EFAULT;
	memmove(tty.typed, tty.typed + n, tty.n - n);
	tty.n -= (uint32_t)n;
	tty.ready -= (uint32_t)n;
	return (int64_t)n;
}

static int64_t write_out(uint64_t uaddr, uint64_t n, int port, bool cooked)
{
	uint8_t buf[256];
	uint64_t done, part;

	for (done = 0; done < n; done += part) {
		part = n - done < sizeof(buf) ? n - done : sizeof(buf);
		if (copy_in(buf, uaddr + done, part))
			return done ? (int64_t)done : -LINUX_EFAULT;
		if (cooked)
			put(buf, part);
		else
			serial_write(port, buf, part);
	}
	return (int64_t)n;
}

static int64_t tty_write(struct thread *t, struct file *f, uint64_t uaddr,
			 uint64_t n, uint64_t *pos)
{
	int64_t ret = tty.termios.lflag & L_TOSTOP ? check_change(t) : 0;

	(void)f;
	(void)pos;
	return ret ? ret : write_out(uaddr, n, SERIAL_CONSOLE, true);
}

static uint32_t tty_poll(struct thread *t, struct file *f)
{
	(void)t;
	(void)f;
	return (tty.ready || tty.eofs ? POLLIN : 0) | POLLOUT;
}

static int64_t set_ctty(struct thread *t)
{
	struct process *p = process(t);

	if (tty_has(p) && p->g.pid == p->g.sid)
		return 0;
	if (p->g.pid != p->g.sid || p->has_tty || tty.sid)
		return -LINUX_EPERM;
	p->has_tty = true;
	tty.sid = p->g.sid;
	tty.pgid = p->g.pgid;
	return 0;
}

static int64_t no_tty(struct thread *t)
{
	struct process *p = process(t);
	int32_t pgid = tty.pgid;

	if (!tty_has(p))
		return -ENOTTY;
	p->has_tty = false;
	if (p->g.pid != p->g.sid)
		return 0;
	tty.sid = tty.pgid = 0;
	signal_group(pgid, LINUX_SIGHUP);
	signal_group(pgid, LINUX_SIGCONT);
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

static int64_t set_pgrp(struct thread *t, uint64_t uaddr)
{
	int32_t pgid, sid;
	int64_t ret = check_change(t);

	if (ret)
		return ret;
	if (!tty_has(process(t)))
		return -ENOTTY;
	if (copy_in(&pgid, uaddr, sizeof(pgid)))
		return -LINUX_EFAULT;
	if (pgid < 0)
		return -LINUX_EINVAL;
	sid = session_of(pgid);
	if (!sid)
		return -LINUX_ESRCH;
	if (sid != tty.sid)
		return -LINUX_EPERM;
	tty.pgid = pgid;
	return 0;
}

static int64_t set_termios(struct thread *t, uint64_t uaddr, bool flush)
{
	int64_t ret = check_change(t);

	if (ret)
		return ret;
	if (flush)
		tty.n = tty.ready = tty.eofs = 0;
	ret = copy_in(&tty.termios, uaddr, sizeof(tty.termios));
	if (!(tty.termios.lflag & L_ICANON))
		tty.ready = tty.n;
	return ret;
}

static int64_t set_winsize(uint64_t uaddr)
{
	uint16_t size[4];

	if (copy_in(size, uaddr, sizeof(size)))
		return -LINUX_EFAULT;
	if (!memcmp(size, tty.winsize, sizeof(size)))
		return 0;
	memcpy(tty.winsize, size, sizeof(size));
	signal_group(tty.pgid, LINUX_SIGWINCH);
	return 0;
}

static int64_t tty_ioctl(struct thread *t, struct file *f, uint64_t cmd,
			 uint64_t arg)
{
	(void)f;
	switch (cmd) {
	case TCGETS:
		return copy_out(arg, &tty.termios, sizeof(tty.termios));
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_termios(t, arg, cmd == TCSETSF);
	case TIOCSCTTY:
		return set_ctty(t);
	case TIOCNOTTY:
		return no_tty(t);
	case TIOCGPGRP:
		return tty_has(process(t)) ?
		       copy_out(arg, &tty.pgid, sizeof(tty.pgid)) : -ENOTTY;
	case TIOCSPGRP:
		return set_pgrp(t, arg);
	case TIOCGSID:
		return tty_has(process(t)) ?
		       copy_out(arg, &tty.sid, sizeof(tty.sid)) : -ENOTTY;
	case TIOCGWINSZ:
		return copy_out(arg, tty.winsize, sizeof(tty.winsize));
	case TIOCSWINSZ:
		return set_winsize(arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_ops tty_ops = {
	.read = tty_read, .write = tty_write, .poll = tty_poll,
	.ioctl = tty_ioctl,
};

/* /dev/tty is the process's own; the console is everybody's. */
static int64_t tty_open(struct thread *t, struct file *f)
{
	(void)f;
	return tty_has(process(t)) ? 0 : -ENXIO;
}

/* ------------------------------------------------------------ plain streams */

static int64_t stream_read(struct thread *t, struct file *f, uint64_t uaddr,
			   uint64_t n, uint64_t *pos)
{
	int64_t ret;

	(void)pos;
	while (!tty.ready) {
		if (tty.ended)
			return 0;
		ret = file_wait(t, f, &tty_wait);
		if (ret)
			return ret;
	}
	n = n < tty.ready ? n : tty.ready;
	if (copy_out(uaddr, tty.typed, n))
		return -LINUX_EFAULT;
	memmove(tty.typed, tty.typed + n, tty.n - n);
	tty.n -= (uint32_t)n;
	tty.ready = tty.n;
	return (int64_t)n;
}

static int64_t stream_write(struct thread *t, struct file *f, uint64_t uaddr,
			    uint64_t n, uint64_t *pos)
{
	(void)t;
	(void)pos;
	return write_out(uaddr, n, f->count ? SERIAL_ERRORS : SERIAL_CONSOLE,
			 false);
}

static uint32_t stream_poll(struct thread *t, struct file *f)
{
	(void)t;
	return (!f->count && (tty.ready || tty.ended) ? POLLIN : 0) | POLLOUT;
}

static int64_t stream_stat(struct file *f, struct stat *st)
{
	node_stat(f->node, st);
	st->mode = S_IFIFO | 0600;
	return 0;
}

static const struct file_ops stream_ops = {
	.read = stream_read, .write = stream_write, .poll = stream_poll,
	.stat = stream_stat,
};

static int64_t console_open(struct thread *t, struct file *f)
{
	(void)t;
	if (options.is_pipe)
		f->ops = &stream_ops;
	return 0;
}

static int64_t errors_open(struct thread *t, struct file *f)
{
	(void)t;
	if (!options.is_pipe)
		return 0;
	f->ops = &stream_ops;
	f->count = serial_is_there(SERIAL_ERRORS);
	return 0;
}

const struct device tty_device = { "tty", 0x500, &tty_ops, tty_open };
const struct device console_device = { "console", 0x501, &tty_ops,
				       console_open };
const struct device errors_device = { "errors", 0x502, &tty_ops,
				      errors_open };
