/* SPDX-License-Identifier: MIT */
/*
 * Pseudo-terminals, pty(7): /dev/ptmx makes a pair, /dev/pts/N is its slave.
 * They are never freed, but used again.
 */
#include "kernel.h"

#define TIOCGPGRP	0x540fu
#define TIOCGPTPEER	0x5441u
#define TIOCGPTN	0x80045430u
#define TIOCSPTLCK	0x40045431u
#define PTYS_MAX	64
#define OUT_MAX		4096u

static struct pty {
	struct tty tty;			/* first: the slave's */
	bool has_master;
	uint32_t nr_slaves;		/* open files */
	uint32_t first, n;		/* what was written, to be read */
	uint8_t out[OUT_MAX];
	struct node *node;
} *ptys[PTYS_MAX];

static struct node *pts;

/* What nobody reads is lost, when there is no more room. */
static void out(struct tty *tty, const uint8_t *s, size_t n)
{
	struct pty *p = (struct pty *)tty;
	size_t i;

	for (i = 0; i < n && p->n < OUT_MAX; i++)
		p->out[(p->first + p->n++) % OUT_MAX] = s[i];
	waitq_wake(&tty->wait);
	waitq_wake(&poll_wait);
}

/* ------------------------------------------------------------------ master */

static int64_t master_read(struct thread *t, struct file *f, uint64_t uaddr,
			   uint64_t n, uint64_t *pos)
{
	struct pty *p = f->object;
	uint64_t part;
	int64_t ret;

	(void)pos;
	while (!p->n) {
		if (!p->nr_slaves && p->tty.was_open)
			return -LINUX_EIO;
		ret = file_wait(t, f, &p->tty.wait);
		if (ret)
			return ret;
	}
	part = OUT_MAX - p->first < p->n ? OUT_MAX - p->first : p->n;
	if (part > n)
		part = n;
	if (copy_out(uaddr, p->out + p->first, part))
		return -LINUX_EFAULT;
	p->first = (p->first + (uint32_t)part) % OUT_MAX;
	p->n -= (uint32_t)part;
	return (int64_t)part;
}

static int64_t master_write(struct thread *t, struct file *f, uint64_t uaddr,
			    uint64_t n, uint64_t *pos)
{
	uint64_t i;
	uint8_t c;

	(void)t;
	(void)pos;
	for (i = 0; i < n; i++) {
		if (copy_in(&c, uaddr + i, 1))
			return i ? (int64_t)i : -LINUX_EFAULT;
		tty_type(f->object, c);
	}
	return (int64_t)n;
}

static uint32_t master_poll(struct thread *t, struct file *f)
{
	const struct pty *p = f->object;

	(void)t;
	return (p->n ? POLLIN : 0) | POLLOUT |
	       (!p->nr_slaves && p->tty.was_open ? POLLHUP : 0);
}

static void master_release(struct file *f)
{
	struct pty *p = f->object;

	p->has_master = false;
	p->tty.is_hung_up = true;
	tty_hang_up(&p->tty, false);
}

/* ------------------------------------------------------------------- slave */

static void slave_release(struct file *f)
{
	struct pty *p = f->object;

	if (!p)
		return;
	p->nr_slaves--;
	waitq_wake(&p->tty.wait);
	waitq_wake(&poll_wait);
}

static const struct file_ops slave_ops = {
	.read = tty_read, .write = tty_write, .poll = tty_poll,
	.ioctl = tty_ioctl, .release = slave_release,
};

static void join(struct pty *p, struct file *f)
{
	f->object = p;
	p->nr_slaves++;
	p->tty.was_open = true;
}

static int64_t slave_open(struct thread *t, struct file *f)
{
	uint64_t i = number(f->node->name);

	(void)t;
	if (!ptys[i]->has_master)
		return -LINUX_EIO;
	join(ptys[i], f);
	return 0;
}

static const struct device slave_device = { "pts", 0x8800, &slave_ops,
					    slave_open };

static int64_t master_ioctl(struct thread *t, struct file *f, uint64_t cmd,
			    uint64_t arg)
{
	struct pty *p = f->object;
	struct file *slave;
	uint32_t i;

	switch (cmd) {
	case TIOCSPTLCK:
		return 0;
	case TIOCGPTN:
		i = (uint32_t)number(p->node->name);
		return copy_out(arg, &i, sizeof(i));
	case TIOCGPTPEER:
		slave = file_new(&slave_ops, (uint32_t)arg, NULL);
		if (!slave)
			return -LINUX_ENOMEM;
		join(p, slave);
		slave->node = p->node;
		p->node->nr_refs++;
		return fd_install(t, slave, 0, arg & O_CLOEXEC);
	case TIOCGPGRP:
		return copy_out(arg, &p->tty.pgid, 4);
	default:
		return tty_common_ioctl(t, &p->tty, cmd, arg);
	}
}

static const struct file_ops master_ops = {
	.read = master_read, .write = master_write, .poll = master_poll,
	.ioctl = master_ioctl, .release = master_release,
};

static struct pty *pty_new(void)
{
	char name[8];
	struct node *node;
	struct pty *p;
	uint32_t i;

	for (i = 0; i < PTYS_MAX; i++) {
		if (ptys[i] && (ptys[i]->has_master || ptys[i]->nr_slaves))
			continue;
		if (!ptys[i]) {
			ptys[i] = kmem_alloc(sizeof(*ptys[i]));
			format(name, sizeof(name), "%u", i);
			node = ptys[i] ? node_make(pts, name, S_IFCHR | 0620) :
					 NULL;
			if (!node)
				return NULL;
			node->dev = &slave_device;
			ptys[i]->node = node;
		}
		p = ptys[i];
		node = p->node;
		memset(p, 0, sizeof(*p));
		p->node = node;
		tty_init(&p->tty, out);
		p->has_master = true;
		return p;
	}
	return NULL;
}

static int64_t ptmx_open(struct thread *t, struct file *f)
{
	(void)t;
	f->object = pty_new();
	if (!f->object)
		return -ENOSPC;
	f->ops = &master_ops;
	return 0;
}

static const struct file_ops ptmx_ops = { .is_seekable = false };
const struct device ptmx_device = { "ptmx", 0x502, &ptmx_ops, ptmx_open };

void pty_init(struct node *dev)
{
	pts = node_make(dev, "pts", S_IFDIR | 0755);
}
