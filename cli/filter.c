/* SPDX-License-Identifier: MIT */
/* -e SIG,...: which signals are shown. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 32

static bool bad(char *err, size_t n, const char *list, const char *what)
{
	struct cli_line l = { .n = 0 };

	cli_line_put_guest(&l, list);
	snprintf(err, n, "-e %.200s: %s", l.s, what);
	return false;
}

static bool bad_name(char *err, size_t n, const char *name)
{
	struct cli_line l = { .n = 0 };

	cli_line_put_guest(&l, name);
	snprintf(err, n, "-e: there is no signal '%.60s'; write INT or SIGINT "
		 "(names: kill -l), 1 to 64, RTMIN+n, RTMAX-n, "
		 "!INT to leave one out", l.s);
	return false;
}

static ksig_sigset bit(int sig)
{
	return (ksig_sigset)1 << (sig - 1);
}

/*
 * A list names what is shown, or with ! on each what is not. A mixture is
 * refused: strace(1) reads '!A,B' as "neither", others as "B but not A".
 */
bool cli_filter_add(struct cli_filter *f, const char *list, char *err,
		    size_t n)
{
	struct cli_filter add = { .has_include = false };
	const char *at = list;

	for (;;) {
		size_t len = strcspn(at, ",");
		const bool no = len > 0 && at[0] == '!';
		char name[WORD_MAX];
		int sig;

		snprintf(name, sizeof(name), "%.*s", (int)(len - no), at + no);
		if (len - no == 0)
			return bad(err, n, list, "an empty name; signals are "
				   "separated by single commas, as INT,CHLD");
		sig = len - no < sizeof(name) ? cli_signal_parse(name) : 0;
		if (sig == 0)
			return bad_name(err, n, name);
		if (no)
			add.exclude |= bit(sig);
		else
			add.include |= bit(sig);
		if (at[len] == '\0')
			break;
		at += len + 1;
	}
	if (add.include != 0 && add.exclude != 0)
		return bad(err, n, list, "put ! before every signal to leave "
			   "those out, or before none");
	f->include |= add.include;
	f->exclude |= add.exclude;
	f->has_include |= add.include != 0;
	return true;
}

bool cli_filter_has(const struct cli_filter *f, int sig)
{
	if (sig < 1 || sig > KSIG_NSIG)
		return !f->has_include;
	if ((f->exclude & bit(sig)) != 0)
		return false;
	return !f->has_include || (f->include & bit(sig)) != 0;
}
