/* SPDX-License-Identifier: MIT */
/* The options of an exploration, in its session: what --resume goes by. */
#include "explore/dir.h"

#include <stddef.h>

#define OPTION(f) \
	{ #f, offsetof(struct xp_options, f), \
	  sizeof(((struct xp_options *)0)->f) }

/* All numbers and switches but those that only say what is shown. */
static const struct {
	const char *name;
	size_t at, size;
} fields[] = {
	OPTION(signals), OPTION(points_max), OPTION(jobs), OPTION(timeout_ms),
	OPTION(time_ms), OPTION(calls_only), OPTION(isolate),
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
}
