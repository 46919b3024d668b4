/* SPDX-License-Identifier: MIT */
/*
 * The kernel's own reads and writes of the current thread's memory: it simply
 * touches it. A page fault then fills the page as for the program; one that
 * cannot be mended makes the copy fail (trap.c).
 */
#include "kernel.h"

/* A word is what most calls have: a mask, a pointer. */
static inline int copy(void *to, const void *from, uint64_t uaddr, uint64_t n)
{
	if (n == 8)
		return uaddr <= USER_END - 8 ? user_copy_word(to, from) :
		       -LINUX_EFAULT;
	return user_range(uaddr, n) ? user_copy_bytes(to, from, n) :
	       -LINUX_EFAULT;
}

int copy_in(void *to, uint64_t from, uint64_t n)
{
	return copy(to, (const void *)from, from, n);
}

int copy_out(uint64_t to, const void *from, uint64_t n)
{
	return copy((void *)to, from, to, n);
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
