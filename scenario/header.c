/* SPDX-License-Identifier: MIT */
/* The header: "# Key: value" lines before the first step. */
#include "parse.h"
#include <stdio.h>
#include <string.h>

static bool is_word(const char *s, size_t len, const char *w)
{
	return strlen(w) == len && !memcmp(s, w, len);
}

static bool ports(struct scn_parser *p, int line, int col, const char *s,
		  size_t len)
{
	static const struct scn_word words[] = {
		{ "linux", SCN_ON_LINUX }, { "sim", SCN_ON_SIM },
		{ "host", SCN_ON_HOST }, { "kernel", SCN_ON_KERNEL },
		{ NULL, 0 },
	};
	size_t i = 0, n, w;

	while (i < len) {
		for (n = i; n < len && s[n] != ' '; n++)
			;
		for (w = 0; words[w].name; w++)
			if (is_word(s + i, n - i, words[w].name))
				break;
		if (!words[w].name)
			return scn_wrong(p, line, col + (int)i, "expected "
				"ports: linux, sim, host or kernel");
		p->f->ports |= (unsigned int)words[w].value;
		for (i = n; i < len && s[i] == ' '; i++)
			;
	}
	return true;
}

/* ">= 6.13" or "< 6.13". */
static bool version(struct scn_parser *p, int line, int col, const char *s,
		    size_t len)
{
	unsigned int major, minor;
	char text[24] = "", op[4] = "";
	uint32_t v;
	int end = 0;

	if (len < sizeof(text))
		memcpy(text, s, len);
	if (sscanf(text, "%2[<>=] %3u.%3u%n", op, &major, &minor, &end) != 3 ||
	    (size_t)end != len || major > 255 || minor > 255 ||
	    (strcmp(op, ">=") && strcmp(op, "<")))
		return scn_wrong(p, line, col,
				 "expected '>= 6.13' or '< 6.13'");
	v = major << 8 | minor;
	if (op[0] == '<')
		p->f->linux_max = v;
	else
		p->f->linux_min = v;
	return true;
}

static bool line_of(struct scn_parser *p, int line, const char *s, size_t len)
{
	static const char *const keys[] = { "Name:", "Spec:", "Rule:",
		"Ports:", "Linux:", "Needs:" };
	struct scn_file *f = p->f;
	const char **text[] = { &f->name, &f->spec, &f->rule };
	size_t i, n, at = 1;
	int col;

	while (at < len && (s[at] == ' ' || s[at] == '\t'))
		at++;
	for (i = 0; i < 6; i++) {
		n = strlen(keys[i]);
		if (len >= at + n && !memcmp(s + at, keys[i], n))
			break;
	}
	if (i == 6)
		return true;
	for (at += n; at < len && (s[at] == ' ' || s[at] == '\t'); at++)
		;
	while (len > at && (s[len - 1] == ' ' || s[len - 1] == '\r'))
		len--;
	col = (int)at + 1;
	s += at;
	len -= at;
	if (i < 3) {
		*text[i] = scn_copy(p, s, len);
		return *text[i];
	}
	if (i == 3)
		return ports(p, line, col, s, len);
	if (i == 4)
		return version(p, line, col, s, len);
	if (!is_word(s, len, "root"))
		return scn_wrong(p, line, col, "expected 'root'");
	f->needs_root = true;
	return true;
}

bool scn_header(struct scn_parser *p)
{
	const char *s = p->l.text, *end;
	int line = 1;

	p->f->name = p->f->spec = p->f->rule = "";
	for (; s < p->l.end; s = end + 1, line++) {
		end = memchr(s, '\n', (size_t)(p->l.end - s));
		if (!end)
			end = p->l.end;
		if (*s == '#' && !line_of(p, line, s, (size_t)(end - s)))
			return false;
		if (*s != '#' && *s != '\n')
			break;
	}
	if (!p->f->ports)
		p->f->ports = SCN_ON_LINUX | SCN_ON_SIM | SCN_ON_HOST |
			SCN_ON_KERNEL;
	return true;
}
