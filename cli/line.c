/* SPDX-License-Identifier: MIT */
/* One line of text, and what a guest may put into it. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void cli_line_put(struct cli_line *l, const char *fmt, ...)
{
	size_t room = sizeof(l->s) - l->n;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(l->s + l->n, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		l->n += (size_t)n < room ? (size_t)n : room - 1;
}

/* Bytes of the sequence that the first byte announces, or 0. */
static int utf8_length(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if ((c & 0xf0) == 0xe0)
		return 3;
	if (c >= 0xf0 && c <= 0xf4)
		return 4;
	return 0;
}

int cli_utf8(const char *s, uint32_t *point)
{
	/* The smallest point that needs n bytes: shorter forms only. */
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const int n = utf8_length((unsigned char)s[0]);
	uint32_t p = (unsigned char)s[0];
	int i;

	if (n > 1)
		p &= 0x7fu >> n;
	for (i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		p = p << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (n == 0 || p < least[n] || p > 0x10ffff ||
	    (p >= 0xd800 && p <= 0xdfff))
		return 0;
	*point = p;
	return n;
}

/*
 * Does a terminal show it, and show it where it stands? Not C0 and C1, which
 * it obeys, nor the marks that turn the direction of what follows.
 */
static bool is_harmless(uint32_t p)
{
	if (p < 0x20 || (p >= 0x7f && p < 0xa0))
		return false;
	if (p == 0x200e || p == 0x200f || p == 0x2028 || p == 0x2029)
		return false;
	return !(p >= 0x202a && p <= 0x202e) && !(p >= 0x2066 && p <= 0x2069);
}

void cli_line_put_guest(struct cli_line *l, const char *s)
{
	while (*s != '\0') {
		uint32_t p;
		int n = cli_utf8(s, &p);

		if (n > 0 && p == '\\') {
			cli_line_put(l, "\\\\");
		} else if (n > 0 && is_harmless(p)) {
			cli_line_put(l, "%.*s", n, s);
		} else {
			n = 1;
			cli_line_put(l, "\\x%02x", (unsigned char)*s);
		}
		s += n;
	}
}

void cli_line_pad(struct cli_line *l, size_t from, size_t width)
{
	const size_t used = l->n - from;

	if (used < width)
		cli_line_put(l, "%*s", (int)(width - used), "");
}

void cli_line_put_span(struct cli_line *l, uint64_t ns)
{
	static const struct {
		double ns;
		const char *name;
	} units[] = { { 1e3, "us" }, { 1e6, "ms" }, { 1e9, "s" } };
	double v = (double)ns;
	unsigned int i = 0;

	if (ns < 1000) {
		cli_line_put(l, "%u ns", (unsigned int)ns);
		return;
	}
	/* Rounded to three digits it may need the next unit already. */
	while (i < 2 && v / units[i].ns >= 999.5)
		i++;
	v /= units[i].ns;
	if (v >= 99.95 || (i == 0 && v >= 9.95))
		cli_line_put(l, "%.0f %s", v, units[i].name);
	else if (v >= 9.995 || i == 0)
		cli_line_put(l, "%.1f %s", v, units[i].name);
	else
		cli_line_put(l, "%.2f %s", v, units[i].name);
}

void cli_line_put_symbol(struct cli_line *l, const struct cli_symbol *sym,
			 uint64_t addr)
{
	if (sym->has_symbol) {
		cli_line_put_guest(l, sym->symbol);
		cli_line_put(l, "+0x%" PRIx64 " (", sym->off);
		cli_line_put_guest(l, cli_symbol_object(sym));
		cli_line_put(l, ")");
	} else if (sym->has_object) {
		cli_line_put_guest(l, cli_symbol_object(sym));
		cli_line_put(l, "+0x%" PRIx64, sym->object_off);
	} else {
		cli_line_put(l, "0x%" PRIx64, addr);
	}
}

void cli_line_put_flags(struct cli_line *l, uint32_t flags)
{
	const char *name, *between = "";
	unsigned int i;
	uint32_t bit;

	for (i = 0; cli_sa_flag(i, &bit, &name); i++) {
		if ((flags & bit) == 0)
			continue;
		cli_line_put(l, "%s%s", between, name);
		between = "|";
	}
	if (between[0] != '|')
		cli_line_put(l, "no flags");
}
