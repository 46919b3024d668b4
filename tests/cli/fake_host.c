/* SPDX-License-Identifier: MIT */
/* ports/host as far as rendering needs it, with programs of any name. */
#include <stdio.h>

#include "fake_host.h"

const char *fake_comm = "bash";

int ksig_host_run(const struct ksig_host_options *o)
{
	(void)o;
	return KSIG_HOST_FAILED;
}

const char *ksig_host_comm(int pid, char *buf, size_t n)
{
	(void)pid;
	snprintf(buf, n, "%s", fake_comm);
	return buf;
}

int ksig_host_mem_read(int pid, void *dst, uint64_t addr, size_t n)
{
	(void)pid;
	(void)dst;
	(void)addr;
	(void)n;
	return -1;
}

const char *ksig_host_syscall_name(int64_t nr)
{
	return nr == 0 ? "read" : nr == 35 ? "nanosleep" : "other";
}
