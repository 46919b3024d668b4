/* SPDX-License-Identifier: MIT */
#ifndef SCN_PRINT_H
#define SCN_PRINT_H

#include "scenario.h"

/* docs/SCENARIOS.md's list of verbs. */
void scn_print_verbs(struct scn_text *t);

#endif /* SCN_PRINT_H */
