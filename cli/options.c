/* SPDX-License-Identifier: MIT */
/* What options of several commands have in common. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

bool cli_color_parse(const char *word, enum cli_color *c)
{
	static const char *const words[] = {
		[CLI_COLOR_AUTO] = "auto", [CLI_COLOR_ALWAYS] = "always",
		[CLI_COLOR_NEVER] = "never",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0) {
			*c = (enum cli_color)i;
			return true;
		}
	return false;
}

/* https://no-color.org: an empty NO_COLOR counts as none. */
bool cli_color_wanted(enum cli_color c, const struct cli_out *out)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (c != CLI_COLOR_AUTO)
		return c == CLI_COLOR_ALWAYS;
	if (no != NULL && no[0] != '\0')
		return false;
	if (term == NULL || strcmp(term, "dumb") == 0)
		return false;
	return cli_out_is_tty(out);
}
