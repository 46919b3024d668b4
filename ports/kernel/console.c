/* SPDX-License-Identifier: MIT */
/*
 * The serial console: a terminal, or with the option console=pipe a pair of
 * plain streams. Its port is polled at each tick of the first CPU.
 */
#include "kernel.h"

/* In a stream's input: DLE EOT is its end, DLE DLE one DLE. */
#define DLE		0x10
#define EOT		0x04

static struct tty console;
static bool dle, ended;		/* of a stream */

static void out(struct tty *tty, const uint8_t *s, size_t n)
{
	(void)tty;
	serial_write(SERIAL_CONSOLE, s, n);
}

void console_init(void)
{
	tty_init(&console, out);
}

static void stream(uint8_t c)
{
	if (!dle && c == DLE) {
		dle = true;
		return;
	}
	if (dle && c == EOT)
		ended = true;
	else if (console.n < TTY_LINE_MAX)
		console.typed[console.n++] = c;
	dle = false;
	console.ready = console.n;
	waitq_wake(&console.wait);
	waitq_wake(&poll_wait);
}

void console_tick(void)
{
	int c;

	if (!serial_is_there(SERIAL_CONSOLE))
		return;
	lock(&big_lock);
	while (console.n < TTY_LINE_MAX &&
	       (c = serial_read(SERIAL_CONSOLE)) >= 0) {
		if (options.is_pipe)
			stream((uint8_t)c);
		else
			tty_type(&console, (uint8_t)c);
	}
	unlock(&big_lock);
}

static const struct file_ops tty_ops = {
	.read = tty_read, .write = tty_write, .poll = tty_poll,
	.ioctl = tty_ioctl,
};

static int64_t write_out(uint64_t uaddr, uint64_t n, int port)
{
	uint8_t buf[256];
	uint64_t done, part;

	for (done = 0; done < n; done += part) {
		part = n - done < sizeof(buf) ? n - done : sizeof(buf);
		if (copy_in(buf, uaddr + done, part))
			return done ? (int64_t)done : -LINUX_EFAULT;
		serial_write(port, buf, part);
	}
	return (int64_t)n;
}

/* /dev/tty is the process's own; the console is everybody's. */
static int64_t tty_open(struct thread *t, struct file *f)
{
	struct tty *tty = tty_of(process(t));

	if (!tty)
		return -ENXIO;
	f->object = tty;
	return 0;
}

/* ------------------------------------------------------------ plain streams */

static int64_t stream_read(struct thread *t, struct file *f, uint64_t uaddr,
			   uint64_t n, uint64_t *pos)
{
	int64_t ret;

	(void)pos;
	while (!console.ready) {
		if (ended)
			return 0;
		ret = file_wait(t, f, &console.wait);
		if (ret)
			return ret;
	}
	n = n < console.ready ? n : console.ready;
	if (copy_out(uaddr, console.typed, n))
		return -LINUX_EFAULT;
	memmove(console.typed, console.typed + n, console.n - n);
	console.n -= (uint32_t)n;
	console.ready = console.n;
	return (int64_t)n;
}

static int64_t stream_write(struct thread *t, struct file *f, uint64_t uaddr,
			    uint64_t n, uint64_t *pos)
{
	(void)t;
	(void)pos;
	return write_out(uaddr, n, f->count ? SERIAL_ERRORS :
			 SERIAL_CONSOLE);
}

static uint32_t stream_poll(struct thread *t, struct file *f)
{
	(void)t;
	return (!f->count && (console.ready || ended) ? POLLIN : 0) | POLLOUT;
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
	f->object = &console;
	if (options.is_pipe)
		f->ops = &stream_ops;
	return 0;
}

static int64_t errors_open(struct thread *t, struct file *f)
{
	(void)t;
	f->object = &console;
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
