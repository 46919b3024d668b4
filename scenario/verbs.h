/* SPDX-License-Identifier: MIT */
/* The sections of the verbs' table, a file each, and the word lists and
 * option numbers that several of them need. */
#ifndef SCN_VERBS_H
#define SCN_VERBS_H

#include "scenario.h"

extern const struct scn_verb scn_verbs_action[], scn_verbs_mask[],
	scn_verbs_frame[], scn_verbs_send[], scn_verbs_flow[],
	scn_verbs_wait[], scn_verbs_task[], scn_verbs_child[],
	scn_verbs_limit[], scn_verbs_file[], scn_verbs_poll[],
	scn_verbs_signalfd[], scn_verbs_timer[], scn_verbs_memory[],
	scn_verbs_tty[], scn_verbs_ptrace[];

extern const struct scn_word scn_words_sa[], scn_words_clock[];

/* Options of `handle`, `ignore`, `default`, in their order. */
enum { SCN_HANDLE_FLAGS, SCN_HANDLE_MASK, SCN_HANDLE_QUIET,
	SCN_HANDLE_INFO };

#endif /* SCN_VERBS_H */
