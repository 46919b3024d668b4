/* SPDX-License-Identifier: MIT */
/* Compiler: clang */
/* Error: enum-conversion|implicit conversion from enumeration type */
/* ksig_return_to_user()'s outcome taken for ksig_syscall()'s. */
#include <ksig/ksig.h>

bool misuse(struct ksig_task *t);

bool misuse(struct ksig_task *t)
{
#ifdef RIGHT
	enum ksig_outcome o = ksig_return_to_user(t);

	return o == KSIG_PARK;
#else
	enum ksig_call_outcome o = ksig_return_to_user(t);

	return o == KSIG_CALL_PARK;
#endif
}
