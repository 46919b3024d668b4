/* SPDX-License-Identifier: MIT */
/*
 * Many plays in one process, for tests/diff: a request on the standard input,
 * its answer on the standard output, and so on until the input ends.
 *
 *	request   BYTES NUMBER newline, and so many bytes of a scenario
 *	answer    WORD BYTES newline, and so many bytes: the transcript
 *
 * NUMBER chooses a schedule, where that can be chosen; 0 is the first.
 * WORD is `played`, or why there is no whole transcript; then a comment that
 * says more is its last line. What the file expects is not looked at, and a
 * step whose actor is dead or busy is left out (scn_file.leaves_out).
 */
#ifndef SCN_BATCH_H
#define SCN_BATCH_H

#include "scenario.h"
#include <sys/types.h>

/* Into text, of SCN_TEXT_MAX bytes. Returns their number; -1: the end. */
ssize_t scn_batch_next(char *text, uint64_t *number);
void scn_batch_answer(const char *word, const char *why,
		      const struct scn_text *transcript);
/* The request does not parse. */
void scn_batch_wrong(const struct scn_error *err);

#endif /* SCN_BATCH_H */
