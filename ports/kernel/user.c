/* SPDX-License-Identifier: MIT */
/*
 * The kernel's own reads and writes of the current thread's memory: it simply
 * touches it. A page fault then fills the page as for the program; one that
 * cannot be mended makes the copy fail (trap.c).
 */
#include "kernel.h"

bool user_range(uint64_t at, uint64_t n)
{
	return n <= USER_END && at <= USER_END - n;
}

int copy_in(void *to, uint64_t from, uint64_t n)
{
	return user_range(from, n) &&
	       !user_copy_bytes(to, (const void *)from, n) ? 0 :
	       -LINUX_EFAULT;
}

int copy_out(uint64_t to, const void *from, uint64_t n)
{
	return user_range(to, n) && !user_copy_bytes((void *)to, from, n) ? 0 :
	       -LINUX_EFAULT;
}

/* With its end. Its length; -ENAMETOOLONG, -EFAULT. */
int64_t copy_string(char *to, uint64_t from, uint64_t room)
{
	uint64_t n = 0, part, i;

	while (n < room) {
		part = PAGE_BYTES - (from + n) % PAGE_BYTES;
		if (part > room - n)
			part = room - n;
		if (copy_in(to + n, from + n, part))
			return -LINUX_EFAULT;
		for (i = 0; i < part; i++)
			if (!to[n + i])
				return (int64_t)(n + i);
		n += part;
	}
	return -ENAMETOOLONG;
}
