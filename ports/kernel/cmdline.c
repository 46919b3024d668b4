/* SPDX-License-Identifier: MIT */
/*
 * The kernel's command line: words, then "--" and the program with its
 * arguments. In those, %20 is a blank (cli/kernel.c writes it so).
 */
#include "kernel.h"

struct options options;

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	       c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void decode(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '%' && s[1] && s[2] && hex(s[1]) >= 0 &&
		    hex(s[2]) >= 0) {
			*to++ = (char)(hex(s[1]) << 4 | hex(s[2]));
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = 0;
}

static void option(const char *w)
{
	if (!strncmp(w, "cpus=", 5))
		options.cpus = (uint32_t)number(w + 5);
	else if (!strcmp(w, "noipi"))
		options.no_ipi = true;
	else if (!strcmp(w, "calls"))
		options.list_calls = true;
	else if (!strcmp(w, "check"))
		options.check = true;
	else if (!strcmp(w, "trace"))
		options.trace = true;
	else if (!strcmp(w, "init=prog"))
		options.no_init = true;
	else if (!strcmp(w, "console=pipe"))
		options.is_pipe = true;
	else if (!strcmp(w, "return=page"))
		options.sigreturn = RETURN_PAGE;
	else if (!strcmp(w, "return=fault"))
		options.sigreturn = RETURN_FAULT;
	else if (strcmp(w, "return=linux") && strcmp(w, "console=tty"))
		say("ksig-kernel: no option %s\n", w);
}

void cmdline_parse(char *line)
{
	bool is_program = false;
	char *w;

	while (*line) {
		while (*line == ' ')
			line++;
		w = line;
		while (*line && *line != ' ')
			line++;
		if (*line)
			*line++ = 0;
		if (!*w)
			break;
		if (!is_program && !strcmp(w, "--")) {
			is_program = true;
		} else if (!is_program) {
			option(w);
		} else if (options.argc < 63) {
			decode(w);
			options.argv[options.argc++] = w;
		}
	}
}
