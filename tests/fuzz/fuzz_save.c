/* SPDX-License-Identifier: MIT */
/*
 * Saved states, with a sum that is always right, so that the fuzzer gets past
 * it. What loads passes every check, is saved to a state that loads again to
 * the same bytes, and its tasks can die.
 */
#include <stdio.h>
#include <stdlib.h>
#include "../unit/port.h"
#include "input.h"

#define SAVE_MAX 65536u

static void set_sum(uint8_t *p, size_t nr)
{
	uint64_t sum = 0xcbf29ce484222325ull;
	size_t n;

	if (nr < 8)
		return;
	for (n = 0; n < nr - 8; n++)
		sum = (sum ^ p[n]) * 0x100000001b3ull;
	for (n = 0; n < 8; n++)
		p[nr - 8 + n] = (uint8_t)(sum >> 8 * n);
}

static bool load(struct tp *m, const uint8_t *p, size_t nr)
{
	tp_init(m, true);
	return tp_load(m, p, nr) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static uint8_t in[SAVE_MAX], first[SAVE_MAX], second[SAVE_MAX];
	static struct tp m;
	size_t nr;

	if (bytes > sizeof(in))
		return 0;
	memcpy(in, data, bytes);
	set_sum(in, bytes);
	if (!load(&m, in, bytes)) {
		tp_finish(&m);
		return 0;
	}
	nr = ksig_save_to(&m.k, first, sizeof(first));
	tp_finish(&m);
	if (nr > sizeof(first))
		return 0;
	if (!load(&m, first, nr) ||
	    ksig_save_to(&m.k, second, sizeof(second)) != nr ||
	    memcmp(first, second, nr)) {
		fprintf(stderr, "fuzz_save: not the same again\n");
		abort();
	}
	tp_finish(&m);
	return 0;
}
