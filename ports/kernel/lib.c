/* SPDX-License-Identifier: MIT */
/* The few functions of libc that compilers and we cannot do without. */
#include "kernel.h"

void *memcpy(void *to, const void *from, size_t n)
{
	void *d = to;
	size_t words = n / 8, rest = n % 8;

	__asm__ volatile("rep movsq\n\tmov %3, %%rcx\n\trep movsb"
			 : "+D"(d), "+S"(from), "+c"(words)
			 : "r"(rest) : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	uint8_t *d = to;
	const uint8_t *s = from;

	if (d <= s || d >= s + n)
		return memcpy(to, from, n);
	while (n--) {
		d[n] = s[n];
		__asm__ volatile("" : : : "memory");	/* no call to us */
	}
	return to;
}

void *memset(void *to, int c, size_t n)
{
	void *d = to;
	uint64_t v = (uint8_t)c * 0x0101010101010101ull;
	size_t words = n / 8, rest = n % 8;

	__asm__ volatile("rep stosq\n\tmov %3, %%rcx\n\trep stosb"
			 : "+D"(d), "+c"(words)
			 : "a"(v), "r"(rest) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const uint8_t *x = a, *y = b;
	size_t i;

	for (i = 0; i < n; i++)
		if (x[i] != y[i])
			return x[i] - y[i];
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (uint8_t)*a - (uint8_t)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n && *a && *a == *b; n--) {
		a++;
		b++;
	}
	return n ? (uint8_t)*a - (uint8_t)*b : 0;
}

uint64_t number(const char *s)
{
	uint64_t v = 0;

	for (; *s >= '0' && *s <= '9'; s++)
		v = v * 10 + (uint64_t)(*s - '0');
	return v;
}

/* ----------------------------------------------------------------- format */

struct out {
	char *buf;
	size_t room, n;
};

static void put(struct out *o, char c)
{
	if (o->n + 1 < o->room)
		o->buf[o->n] = c;
	o->n++;
}

static void put_string(struct out *o, const char *s, int width)
{
	int n = (int)strlen(s);

	for (; width > n; width--)
		put(o, ' ');
	while (*s)
		put(o, *s++);
}

static void put_number(struct out *o, uint64_t v, uint32_t base, bool minus,
		       int width, char fill)
{
	char digits[24];
	int n = 0;

	do
		digits[n++] = "0123456789abcdef"[v % base];
	while ((v /= base));
	if (minus && fill == ' ')
		digits[n++] = '-';
	else if (minus)
		put(o, '-');
	for (; width > n; width--)
		put(o, fill);
	while (n)
		put(o, digits[--n]);
}

/* One conversion; returns what stands behind it. */
static const char *convert(struct out *o, const char *f, va_list *ap)
{
	char fill = ' ';
	int width = 0;
	bool is_long = false;
	int64_t v;

	if (*f == '0')
		fill = *f++;
	for (; *f >= '0' && *f <= '9'; f++)
		width = width * 10 + (*f - '0');
	for (; *f == 'l' || *f == 'z'; f++)
		is_long = true;
	switch (*f) {
	case 's':
		put_string(o, va_arg(*ap, const char *), width);
		break;
	case 'c':
		put(o, (char)va_arg(*ap, int));
		break;
	case 'd':
		v = is_long ? va_arg(*ap, int64_t) : va_arg(*ap, int);
		put_number(o, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, v < 0,
			   width, fill);
		break;
	case 'u':
	case 'x':
		put_number(o, is_long ? va_arg(*ap, uint64_t) :
			   va_arg(*ap, uint32_t), *f == 'u' ? 10 : 16, false,
			   width, fill);
		break;
	case 'p':
		put_number(o, (uint64_t)va_arg(*ap, void *), 16, false, 16,
			   '0');
		break;
	default:
		put(o, *f);
		break;
	}
	return f + 1;
}

int vformat(char *buf, size_t room, const char *fmt, va_list ap)
{
	struct out o = { buf, room, 0 };
	va_list copy;

	va_copy(copy, ap);
	while (*fmt) {
		if (*fmt == '%')
			fmt = convert(&o, fmt + 1, &copy);
		else
			put(&o, *fmt++);
	}
	va_end(copy);
	if (room)
		buf[o.n < room ? o.n : room - 1] = 0;
	return (int)o.n;
}

int format(char *buf, size_t room, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vformat(buf, room, fmt, ap);
	va_end(ap);
	return n;
}
