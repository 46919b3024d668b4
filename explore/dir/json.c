/* SPDX-License-Identifier: MIT */
/* What the readers and writers of DIR's files share. */
#include "explore/dir/dir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_object *xp_json_field(struct json_object *o, const char *name,
				  json_type type)
{
	struct json_object *f = NULL;

	if (!o || !json_object_object_get_ex(o, name, &f) ||
	    !json_object_is_type(f, type))
		return NULL;
	return f;
}

uint64_t xp_json_number(struct json_object *o, const char *name)
{
	return (uint64_t)json_object_get_int64(
		xp_json_field(o, name, json_type_int));
}

const char *xp_json_word(struct json_object *o, const char *name)
{
	struct json_object *f = xp_json_field(o, name, json_type_string);

	return f ? json_object_get_string(f) : "";
}

void xp_json_put(struct json_object *o, const char *name, uint64_t v)
{
	json_object_object_add(o, name, json_object_new_int64((int64_t)v));
}

char **xp_json_argv(struct json_object *o, const char *name)
{
	struct json_object *a = xp_json_field(o, name, json_type_array);
	size_t n = a ? json_object_array_length(a) : 0, i;
	char **argv = n ? calloc(n + 1, sizeof(*argv)) : NULL;
	const char *s;

	for (i = 0; argv && i < n; i++) {
		s = json_object_get_string(json_object_array_get_idx(a, i));
		argv[i] = (char *)(uintptr_t)(s ? s : "");
	}
	return argv;
}

void xp_json_put_argv(struct json_object *o, const char *name, char **argv)
{
	struct json_object *a = json_object_new_array();

	for (; *argv; argv++)
		json_object_array_add(a, json_object_new_string(*argv));
	json_object_object_add(o, name, a);
}

/* Under another name first: who is killed in between has torn nothing. */
int xp_json_write(struct json_object *o, const char *path)
{
	char new[XP_PATH_MAX + 8];

	snprintf(new, sizeof(new), "%s.new", path);
	if (json_object_to_file_ext(new, o, JSON_C_TO_STRING_PRETTY |
				    JSON_C_TO_STRING_NOSLASHESCAPE) != 0)
		return xp_fail("%s: cannot be written: %s", path,
			       json_util_get_last_err());
	if (rename(new, path) != 0)
		return xp_fail("%s: cannot be written: %s", path,
			       strerror(errno));
	return 0;
}
