/* SPDX-License-Identifier: MIT */
/* The words of --from and --to, read and written. */
#include "explore/window.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word;
	uint64_t ns;
} units[] = {
	{ "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 },
};
#define NR_UNITS (sizeof(units) / sizeof(units[0]))
#define TIME_MAX_NS (1000000ull * 1000000000)	/* eleven days */

static bool parse_time(const char *text, struct xp_mark *m)
{
	char *end;
	double v;
	size_t i;

	v = strtod(text, &end);
	for (i = 0; i < NR_UNITS; i++)
		if (strcmp(end, units[i].word) == 0)
			break;
	if (i == NR_UNITS || !(v >= 0) ||
	    v * (double)units[i].ns > (double)TIME_MAX_NS)
		return false;
	m->kind = XP_MARK_TIME;
	m->n = (uint64_t)(v * (double)units[i].ns);
	return true;
}

static bool parse_number(const char *text, uint64_t *n)
{
	char *end;

	errno = 0;
	*n = strtoull(text, &end, 10);
	return isdigit((unsigned char)text[0]) && !*end && !errno && *n > 0;
}

static bool is_name(const char *text)
{
	return isalpha((unsigned char)text[0]) || text[0] == '_' ||
	       strncmp(text, "0x", 2) == 0;
}

/* f, f:2, ns::f:2, 0x401136, 0x401136:2 */
static bool parse_function(const char *text, struct xp_mark *m)
{
	const char *colon = strrchr(text, ':');
	size_t n = strlen(text);

	m->n = 1;
	if (colon && isdigit((unsigned char)colon[1])) {
		if (!parse_number(colon + 1, &m->n))
			return false;
		n = (size_t)(colon - text);
	}
	if (!n || n >= sizeof(m->name) || !is_name(text))
		return false;
	memcpy(m->name, text, n);
	m->name[n] = '\0';
	m->kind = XP_MARK_FUNCTION;
	return true;
}

bool xp_mark_parse(const char *text, struct xp_mark *m)
{
	memset(m, 0, sizeof(*m));
	if (!text[0])
		return false;
	if (text[0] == '#') {
		m->kind = XP_MARK_CALL;
		return parse_number(text + 1, &m->n) && m->n <= UINT32_MAX;
	}
	if (isdigit((unsigned char)text[0]) && strncmp(text, "0x", 2) != 0)
		return parse_time(text, m);
	return parse_function(text, m);
}

void xp_mark_text(const struct xp_mark *m, char *buf, size_t n)
{
	switch (m->kind) {
	case XP_MARK_FUNCTION:
		snprintf(buf, n, "%s:%" PRIu64, m->name, m->n);
		break;
	case XP_MARK_CALL:
		snprintf(buf, n, "#%" PRIu64, m->n);
		break;
	case XP_MARK_TIME:
		snprintf(buf, n, "%" PRIu64 "ns", m->n);
		break;
	default:
		buf[0] = '\0';
	}
}
