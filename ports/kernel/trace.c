/* SPDX-License-Identifier: MIT */
/*
 * libksig's events, a line each on the control port: the event's bytes and
 * its siginfo's in hexadecimal, for cli/kernel.c, which prints the timeline.
 */
#include "kernel.h"

static char *hex(char *to, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = bytes;
	size_t i;

	for (i = 0; i < n; i++) {
		*to++ = digits[p[i] >> 4];
		*to++ = digits[p[i] & 15];
	}
	return to;
}

static const struct linux_siginfo *info_of(const struct ksig_event *ev)
{
	switch (ev->kind) {
	case KSIG_EV_GENERATE:
		return ev->u.generate.info;
	case KSIG_EV_DELIVER:
		return ev->u.deliver.info;
	case KSIG_EV_ACCEPT:
		return ev->u.accept.info;
	default:
		return NULL;
	}
}

void trace_event(struct ksig *k, const struct ksig_event *ev)
{
	const struct linux_siginfo *info = info_of(ev);
	static const struct linux_siginfo none;
	char line[64 + 2 * (sizeof(*ev) + sizeof(*info))];
	char *p = line;

	(void)k;
	p += format(p, 64, "event %d %d %s ", ev->group ? ev->group->pid : 0,
		    ev->task ? ev->task->tid : 0,
		    ev->group ? process_of(ev->group)->name : "?");
	p = hex(p, ev, sizeof(*ev));
	p = hex(p, info ? info : &none, sizeof(none));
	*p++ = '\n';
	serial_write(SERIAL_CONTROL, line, (size_t)(p - line));
}
