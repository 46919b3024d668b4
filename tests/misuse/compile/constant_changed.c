/* SPDX-License-Identifier: MIT */
/* Compiler: gcc clang */
/* Error: read-only|const-qualified */
/* The table is constant once ksig_init() has it. */
#include <ksig/ksig.h>

void misuse(struct ksig *k, struct ksig_port *mine);

void misuse(struct ksig *k, struct ksig_port *mine)
{
#ifdef RIGHT
	(void)k;
	mine->trace = NULL;
#else
	(void)mine;
	k->port->trace = NULL;
#endif
}
