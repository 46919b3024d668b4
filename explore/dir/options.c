/* SPDX-License-Identifier: MIT */
/* The options of an exploration, in its session: what --resume goes by. */
#include "explore/dir/dir.h"

#include <stddef.h>
#include <stdio.h>

#define OPTION(f) \
	{ #f, offsetof(struct xp_options, f), \
	  sizeof(((struct xp_options *)0)->f) }

/* All numbers and switches but those that only say what is shown. */
static const struct {
	const char *name;
	size_t at, size;
} fields[] = {
	OPTION(signals), OPTION(points_max), OPTION(jobs), OPTION(timeout_ms),
	OPTION(time_ms), OPTION(memory), OPTION(points), OPTION(twice), OPTION(isolate),
	OPTION(steps_max), OPTION(shard), OPTION(nr_shards),
};
#define NR_FIELDS (sizeof(fields) / sizeof(fields[0]))

void xp_options_put(struct json_object *o, const struct xp_options *options)
{
	const char *p;
	uint64_t v;
	size_t i;

	for (i = 0; i < NR_FIELDS; i++) {
		p = (const char *)options + fields[i].at;
		v = fields[i].size == sizeof(uint64_t) ? *(const uint64_t *)p :
		    fields[i].size == sizeof(uint32_t) ? *(const uint32_t *)p :
		    *(const bool *)p;
		xp_json_put(o, fields[i].name, v);
	}
}

void xp_window_put(struct json_object *o, const struct xp_window *w)
{
	struct json_object *in = json_object_new_array();
	char text[2 * XP_MARK_MAX];
	uint32_t i;

	xp_mark_text(&w->from, text, sizeof(text));
	json_object_object_add(o, "from", json_object_new_string(text));
	xp_mark_text(&w->to, text, sizeof(text));
	json_object_object_add(o, "to", json_object_new_string(text));
	for (i = 0; i < w->nr_in; i++)
		json_object_array_add(in, json_object_new_string(w->in[i]));
	json_object_object_add(o, "in", in);
}

static void window_get(struct json_object *o, struct xp_window *w)
{
	struct json_object *in = xp_json_field(o, "in", json_type_array);
	size_t n = in ? json_object_array_length(in) : 0;

	xp_mark_parse(xp_json_word(o, "from"), &w->from);
	xp_mark_parse(xp_json_word(o, "to"), &w->to);
	for (w->nr_in = 0; w->nr_in < n && w->nr_in < XP_IN_MAX; w->nr_in++)
		snprintf(w->in[w->nr_in], XP_MARK_MAX, "%s",
			 json_object_get_string(
				 json_object_array_get_idx(in, w->nr_in)));
}

void xp_options_get(struct json_object *o, struct xp_options *options)
{
	uint64_t v;
	size_t i;
	char *p;

	for (i = 0; i < NR_FIELDS; i++) {
		p = (char *)options + fields[i].at;
		v = xp_json_number(o, fields[i].name);
		if (fields[i].size == sizeof(uint64_t))
			*(uint64_t *)p = v;
		else if (fields[i].size == sizeof(uint32_t))
			*(uint32_t *)p = (uint32_t)v;
		else
			*(bool *)p = v;
	}
	window_get(o, &options->window);
}
