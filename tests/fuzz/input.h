/* SPDX-License-Identifier: MIT */
/*
 * What every fuzzer has: its input as a stream of bytes, which gives zeros
 * once it has run out, and libFuzzer's entry.
 */
#ifndef KSIG_TESTS_FUZZ_INPUT_H
#define KSIG_TESTS_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct input {
	const uint8_t *at;
	size_t left;
};

static inline void in_bytes(struct input *in, void *dst, size_t bytes)
{
	size_t n = bytes < in->left ? bytes : in->left;

	memset(dst, 0, bytes);
	if (n)
		memcpy(dst, in->at, n);
	in->at += n;
	in->left -= n;
}

static inline uint8_t in_byte(struct input *in)
{
	uint8_t b;

	in_bytes(in, &b, sizeof(b));
	return b;
}

static inline uint64_t in_u64(struct input *in)
{
	uint64_t v;

	in_bytes(in, &v, sizeof(v));
	return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#endif /* KSIG_TESTS_FUZZ_INPUT_H */
