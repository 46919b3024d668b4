/* SPDX-License-Identifier: MIT */
/* The table of verbs, in the manual's order. */
#include "verbs.h"
#include <string.h>

const struct scn_section scn_sections[] = {
	{ "Dispositions", scn_verbs_action },
	{ "Blocked and pending", scn_verbs_mask },
	{ "Generating signals", scn_verbs_send },
	{ "Waiting for signals and time", scn_verbs_wait },
	{ "Tasks", scn_verbs_task },
	{ "Children", scn_verbs_child },
	{ "Memory, alternate stacks, faults", scn_verbs_memory },
	{ "Descriptors", scn_verbs_file },
	{ "Waiting for descriptors", scn_verbs_poll },
	{ "signalfd", scn_verbs_signalfd },
	{ "Timers", scn_verbs_timer },
	{ "Credentials and limits", scn_verbs_limit },
	{ "Terminals", scn_verbs_tty },
	{ "ptrace", scn_verbs_ptrace },
	{ "Order and words", scn_verbs_flow },
	{ "Frames", scn_verbs_frame },
	{ NULL, NULL },
};

const struct scn_verb *scn_verb_find(const char *name, size_t len)
{
	const struct scn_section *s;
	const struct scn_verb *v;

	for (s = scn_sections; s->title; s++)
		for (v = s->verbs; v->name; v++)
			if (strlen(v->name) == len &&
			    !memcmp(v->name, name, len))
				return v;
	return NULL;
}
