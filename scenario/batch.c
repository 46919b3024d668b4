/* SPDX-License-Identifier: MIT */
/* Requests and answers: see batch.h. For directors, so libc may be used. */
#include "batch.h"
#include <stdio.h>
#include <string.h>

ssize_t scn_batch_next(char *text, uint64_t *number)
{
	unsigned long long bytes, n;

	if (scanf("%llu %llu", &bytes, &n) != 2 || getchar() != '\n' ||
	    bytes > SCN_TEXT_MAX || fread(text, 1, bytes, stdin) != bytes)
		return -1;
	*number = n;
	return (ssize_t)bytes;
}

void scn_batch_answer(const char *word, const char *why,
		      const struct scn_text *transcript)
{
	char more[200] = "";

	if (*why)
		snprintf(more, sizeof(more), "# %s\n", why);
	printf("%s %zu\n%s%s", word, transcript->len + strlen(more),
	       transcript->buf, more);
	/* At once, and before a fork could take it along. */
	fflush(stdout);
}

void scn_batch_wrong(const struct scn_error *err)
{
	char why[200], none[1] = "";
	struct scn_text t = { none, 0, 1 };

	snprintf(why, sizeof(why), "%d:%d: %s", err->line, err->col,
		 err->text);
	scn_batch_answer("wrong", why, &t);
}
