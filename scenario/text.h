/* SPDX-License-Identifier: MIT */
/* Results as words, without libc: this also runs in handlers. */
#ifndef SCN_TEXT_H
#define SCN_TEXT_H

#include "machine.h"

/* ------------------------------------------------------------ text.c */
void scn_put(struct scn_text *t, const char *s);
void scn_put_bytes(struct scn_text *t, const char *s, size_t n);
void scn_put_num(struct scn_text *t, int64_t n);
/* " key=value", with the blank if something stands before it. */
void scn_put_key(struct scn_text *t, const char *key);
/* " word", the same. */
void scn_put_word(struct scn_text *t, const char *word);
void scn_put_sig(struct scn_text *t, int64_t sig);
void scn_put_set(struct scn_text *t, uint64_t set);
void scn_put_errno(struct scn_text *t, int64_t err);
/* A|B for a set of bits, what has no name as a number; "0" for none. */
void scn_put_flags(struct scn_text *t, const struct scn_word *w,
		   int64_t bits);
/* The name of a value, or the number. */
void scn_put_value(struct scn_text *t, const struct scn_word *w, int64_t v);

/* ----------------------------------------------------------- names.c */
/* -1 if it is no signal's name. */
int64_t scn_sig_number(const char *s, size_t len);
const char *scn_errno_name(int64_t err);	/* NULL: unknown */
extern const char *const scn_sig_names[32];
extern const struct scn_word scn_words_code[];	/* SI_* */
/* The name of a positive si_code of signal sig, or NULL. */
const char *scn_code_name(int64_t sig, int64_t code);

/* ---------------------------------------------------------- decode.c */
struct linux_siginfo;
/* "code=SI_USER from=B value=3 ..." for the actor that received it. */
void scn_put_info(struct scn_text *t, struct scn_actor *a,
		  const struct linux_siginfo *si);
/* wait(2)'s status: "exits 3", "killed TERM", "dumped SEGV", ... */
void scn_put_status(struct scn_text *t, int64_t status);
/* Who has this pid or tid, as a sees it: a name, `kernel`, `?`. */
void scn_put_who(struct scn_text *t, struct scn_actor *a, int64_t id);
struct linux_stack;
/* A stack_t: "NAME flags=..." or "off". */
void scn_put_stack(struct scn_text *t, struct scn_actor *a,
		   const struct linux_stack *st);
/* The name and offset of memory, or `null` or `?`. */
void scn_put_address(struct scn_text *t, struct scn_actor *a, uint64_t addr);

#endif /* SCN_TEXT_H */
