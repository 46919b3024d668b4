/* SPDX-License-Identifier: MIT */
/* What the commands' JSON is put together from, by json-c. */
#ifndef KSIG_CLI_JSON_PUT_H
#define KSIG_CLI_JSON_PUT_H

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"

/* JSON is UTF-8; what a guest gives need not be. */
static inline struct json_object *guest_string(const char *s)
{
	static const char replacement[] = "\xef\xbf\xbd";	/* U+FFFD */
	const size_t len = strlen(s);
	struct json_object *o;
	char *clean, *at;
	uint32_t point;

	clean = malloc(len * 3 + 1);
	if (clean == NULL)
		return json_object_new_string("");
	for (at = clean; *s != '\0';) {
		int n = cli_utf8(s, &point);

		if (n > 0) {
			memcpy(at, s, (size_t)n);
			at += n;
			s += n;
		} else {
			memcpy(at, replacement, 3);
			at += 3;
			s++;
		}
	}
	o = json_object_new_string_len(clean, (int)(at - clean));
	free(clean);
	return o;
}

static inline void add(struct json_object *o, const char *key,
		       struct json_object *v)
{
	json_object_object_add_ex(o, key, v, JSON_C_OBJECT_ADD_KEY_IS_NEW |
				  JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static inline void add_word(struct json_object *o, const char *key,
			    const char *word)
{
	add(o, key, word != NULL ? json_object_new_string(word) : NULL);
}

static inline void add_int(struct json_object *o, const char *key, int64_t v)
{
	add(o, key, json_object_new_int64(v));
}

static inline void add_count(struct json_object *o, const char *key,
			     uint64_t v)
{
	add(o, key, json_object_new_uint64(v));
}

static inline void add_bool(struct json_object *o, const char *key, bool v)
{
	add(o, key, json_object_new_boolean(v));
}

/* A number that is 0 where there is none: null then. */
static inline void add_some(struct json_object *o, const char *key,
			    uint64_t v)
{
	add(o, key, v != 0 ? json_object_new_uint64(v) : NULL);
}

/* As text: half of all readers keep numbers as doubles, of 53 bits. */
static inline void add_address(struct json_object *o, const char *key,
			       uint64_t v)
{
	char buf[24];

	snprintf(buf, sizeof(buf), "0x%" PRIx64, v);
	add_word(o, key, buf);
}

static inline void add_signal(struct json_object *o, const char *key, int sig)
{
	char buf[CLI_NAME_MAX];

	add_word(o, key, sig != 0 ? cli_signal_name(sig, buf) : NULL);
}

/* Whose code is at addr: all null but the address where nobody knows. */
static inline void add_symbol(struct json_object *to, const char *key,
			      const struct cli_symbol *sym, uint64_t addr)
{
	struct json_object *o = json_object_new_object();

	add_address(o, "address", addr);
	add(o, "symbol", sym->has_symbol ? guest_string(sym->symbol) : NULL);
	add(o, "offset", sym->has_symbol ? json_object_new_uint64(sym->off) :
	    NULL);
	add(o, "object", sym->has_object ? guest_string(sym->object) : NULL);
	if (sym->has_object)
		add_address(o, "object_offset", sym->object_off);
	else
		add(o, "object_offset", NULL);
	add(to, key, o);
}

static inline void add_flags(struct json_object *o, uint32_t flags)
{
	struct json_object *list = json_object_new_array();
	const char *name;
	unsigned int i;
	uint32_t bit;

	for (i = 0; cli_sa_flag(i, &bit, &name); i++)
		if ((flags & bit) != 0)
			json_object_array_add(list,
					      json_object_new_string(name));
	add(o, "flags", list);
}

static inline void print_line(struct json_object *o, struct cli_out *out)
{
	const int flags = JSON_C_TO_STRING_PLAIN |
			  JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *s = json_object_to_json_string_ext(o, flags);
	const size_t n = s != NULL ? strlen(s) : 0;
	char *line = malloc(n + 1);

	if (line != NULL && n > 0) {
		memcpy(line, s, n);
		line[n] = '\n';
		cli_out_line(out, line, n + 1);
	}
	free(line);
	json_object_put(o);
}

#endif /* KSIG_CLI_JSON_PUT_H */
