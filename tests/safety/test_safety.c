/* SPDX-License-Identifier: MIT */
/* The table that explore/gen-safety makes: in order, and with what ksig's users
 * are told about. */
#include <stdio.h>
#include <string.h>
#include "safety_table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int nr_failed;

static void check(bool ok, const char *what, const char *name)
{
	if (!ok) {
		printf("not ok %s: %s\n", name, what);
		nr_failed++;
	}
}

static const struct safety *find(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(safety_table); i++)
		if (!strcmp(safety_table[i].name, name))
			return &safety_table[i];
	return NULL;
}

static bool is_cause(const char *word)
{
	size_t i;

	for (i = 0; i < COUNT(safety_causes); i++)
		if (!strcmp(safety_causes[i].word, word))
			return true;
	return false;
}

static void check_entry(const struct safety *s)
{
	check(s->is_safe || s->cause, "unsafe, and no cause", s->name);
	check(!s->cause || is_cause(s->cause), "unknown cause", s->name);
	if (s > safety_table)
		check(strcmp(s[-1].name, s->name) < 0, "order", s->name);
}

static void check_known(void)
{
	static const struct safety known[] = {
		{ "write", true, NULL }, { "waitpid", true, NULL },
		{ "_exit", true, NULL }, { "memcpy", true, NULL },
		{ "__memcpy_chk", true, NULL }, { "longjmp", true, "jump" },
		{ "malloc", false, "heap" }, { "qsort", false, "heap" },
		{ "__printf_chk", false, "stdio" },
		{ "_IO_puts", false, "stdio" },
		{ "__isoc99_fscanf", false, "stdio" },
		{ "__syslog_chk", false, "syslog" },
		{ "dcgettext", false, "locale" },
		{ "localtime", false, "timezone" },
		{ "getpwnam", false, "names" }, { "dlsym", false, "loader" },
		{ "strtok", false, "static" }, { "exit", false, "exit" },
		{ "setenv", false, "environ" }, { "random", false, "lock" },
		{ "pthread_mutex_lock", false, "lock" },
		{ "system", false, "process" },
	};
	const struct safety *s;
	size_t i;

	for (i = 0; i < COUNT(known); i++) {
		s = find(known[i].name);
		check(s && s->is_safe == known[i].is_safe &&
		      !s->cause == !known[i].cause &&
		      (!s->cause || !strcmp(s->cause, known[i].cause)),
		      "not as known", known[i].name);
	}
}

int main(void)
{
	size_t i;

	for (i = 0; i < COUNT(safety_table); i++)
		check_entry(&safety_table[i]);
	check_known();
	printf("safety: %zu functions, %zu causes, %d wrong\n",
	       COUNT(safety_table), COUNT(safety_causes), nr_failed);
	return nr_failed != 0;
}
