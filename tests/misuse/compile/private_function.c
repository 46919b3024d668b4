/* SPDX-License-Identifier: MIT */
/* Compiler: gcc clang */
/* Error: implicit declaration|implicit-function-declaration */
/* What crosses core's files only, from a port. */
#include <ksig/ksig.h>

void misuse(struct ksig *k);

void misuse(struct ksig *k)
{
#ifdef RIGHT
	ksig_check(k);
#else
	ksig__users_finish(k);
#endif
}
