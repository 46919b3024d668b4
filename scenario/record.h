/* SPDX-License-Identifier: MIT */
#ifndef SCN_RECORD_H
#define SCN_RECORD_H

#include "machine.h"

/*
 * Append to out the file text (bytes long, parsed as f) with the results and
 * the lines beginning with mark (`=` or `>`) as the transcript has them.
 * scn_compare() was called before: it says which par blocks agree.
 */
void scn_record(const struct scn_file *f, const char *text, size_t bytes,
		const struct scn_text *transcript, char mark,
		struct scn_text *out);

#endif /* SCN_RECORD_H */
