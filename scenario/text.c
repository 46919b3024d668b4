/* SPDX-License-Identifier: MIT */
/* Putting words together in a fixed buffer. */
#include "text.h"

void scn_put_bytes(struct scn_text *t, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && t->len + 1 < t->max; i++)
		t->buf[t->len++] = s[i];
	if (t->max)
		t->buf[t->len] = 0;
}

void scn_put(struct scn_text *t, const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	scn_put_bytes(t, s, n);
}

void scn_put_num(struct scn_text *t, int64_t n)
{
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (n < 0)
		digits[--at] = '-';
	scn_put_bytes(t, digits + at, sizeof(digits) - at);
}

void scn_put_word(struct scn_text *t, const char *word)
{
	if (t->len)
		scn_put(t, " ");
	scn_put(t, word);
}

void scn_put_key(struct scn_text *t, const char *key)
{
	scn_put_word(t, key);
	scn_put(t, "=");
}

void scn_put_sig(struct scn_text *t, int64_t sig)
{
	if (sig >= 1 && sig <= 31) {
		scn_put(t, scn_sig_names[sig]);
		return;
	}
	if (sig >= 32 && sig <= 64) {
		scn_put(t, "RT");
		sig -= 32;
	}
	scn_put_num(t, sig);
}

void scn_put_set(struct scn_text *t, uint64_t set)
{
	const char *blank = "";
	int sig;

	/* Nearly all: shorter by what is not in it. */
	if (__builtin_popcountll(set) > 32) {
		scn_put(t, "~");
		set = ~set;
	}
	scn_put(t, "{");
	for (sig = 1; sig <= 64; sig++) {
		if (!(set >> (sig - 1) & 1))
			continue;
		scn_put(t, blank);
		scn_put_sig(t, sig);
		blank = " ";
	}
	scn_put(t, "}");
}

void scn_put_errno(struct scn_text *t, int64_t err)
{
	const char *name = scn_errno_name(err);

	if (name) {
		scn_put(t, name);
	} else {
		scn_put(t, "errno ");
		scn_put_num(t, err);
	}
}

void scn_put_flags(struct scn_text *t, const struct scn_word *w, int64_t bits)
{
	const char *bar = "";

	for (; w->name; w++) {
		if (!w->value || (bits & w->value) != w->value)
			continue;
		scn_put(t, bar);
		scn_put(t, w->name);
		bits &= ~w->value;
		bar = "|";
	}
	if (bits || !*bar) {
		scn_put(t, bar);
		scn_put_num(t, bits);
	}
}

void scn_put_value(struct scn_text *t, const struct scn_word *w, int64_t v)
{
	for (; w->name; w++) {
		if (w->value == v) {
			scn_put(t, w->name);
			return;
		}
	}
	scn_put_num(t, v);
}
