/* SPDX-License-Identifier: MIT */
/*
 * Serial ports (16550), polled: the first is the console, the second tells
 * who has started QEMU what happens (a line each), the third is the standard
 * error where the console is no terminal.
 */
#include "kernel.h"

static const uint16_t base[SERIALS] = { 0x3f8, 0x2f8, 0x3e8 };
static bool is_there[SERIALS];
static struct lock serial_lock;

#define REG_LINE_CONTROL	3
#define REG_LINE_STATUS		5
#define REG_SCRATCH		7
#define STATUS_HAS_BYTE		0x01u
#define STATUS_MAY_SEND		0x20u
#define FIFO_BYTES		16u
#define DEBUG_EXIT_PORT		0xf4

void serial_init(void)
{
	int i;

	for (i = 0; i < SERIALS; i++) {
		outb(base[i] + REG_SCRATCH, 0x5a);
		is_there[i] = inb(base[i] + REG_SCRATCH) == 0x5a;
		if (!is_there[i])
			continue;
		outb(base[i] + 1, 0);			/* no interrupts */
		outb(base[i] + REG_LINE_CONTROL, 0x80);
		outb(base[i], 1);			/* 115200 */
		outb(base[i] + 1, 0);
		outb(base[i] + REG_LINE_CONTROL, 3);	/* 8N1 */
		outb(base[i] + 2, 0x07);		/* FIFOs */
		outb(base[i] + 4, 0x0b);
	}
}

bool serial_is_there(int port)
{
	return is_there[port];
}

/* As many as the FIFO has room for, once it is empty. */
static size_t send(int port, const uint8_t *p, size_t n)
{
	size_t i;

	while (!(inb(base[port] + REG_LINE_STATUS) & STATUS_MAY_SEND))
		pause_cpu();
	for (i = 0; i < n && i < FIFO_BYTES; i++)
		outb(base[port], p[i]);
	return i;
}

void serial_write(int port, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	size_t i;

	if (!is_there[port])
		return;
	lock(&serial_lock);
	for (i = 0; i < n; )
		i += send(port, p + i, n - i);
	unlock(&serial_lock);
}

int serial_read(int port)
{
	if (!is_there[port] ||
	    !(inb(base[port] + REG_LINE_STATUS) & STATUS_HAS_BYTE))
		return -1;
	return inb(base[port]);
}

void say(const char *fmt, ...)
{
	char line[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vformat(line, sizeof(line), fmt, ap);
	va_end(ap);
	serial_write(is_there[SERIAL_ERRORS] ? SERIAL_ERRORS : SERIAL_CONSOLE,
		     line, (size_t)n < sizeof(line) ? (size_t)n :
		     sizeof(line) - 1);
}

void control(const char *fmt, ...)
{
	char line[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vformat(line, sizeof(line), fmt, ap);
	va_end(ap);
	serial_write(SERIAL_CONTROL, line, (size_t)n < sizeof(line) ?
		     (size_t)n : sizeof(line) - 1);
}

void power_off(uint32_t status)
{
	for (;;) {
		outb(DEBUG_EXIT_PORT, (uint8_t)status);
		__asm__ volatile("cli; hlt");
	}
}
