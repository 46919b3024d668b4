/* SPDX-License-Identifier: MIT */
/* In the runner of a try: what became of that which the signal interrupted. */
#include "explore/explore.h"

#include <sys/syscall.h>

bool xp_is_transfer(int64_t nr)
{
	switch (nr) {
	case SYS_read:
	case SYS_pread64:
	case SYS_readv:
	case SYS_preadv:
	case SYS_preadv2:
	case SYS_recvfrom:
	case SYS_recvmsg:
	case SYS_write:
	case SYS_pwrite64:
	case SYS_writev:
	case SYS_pwritev:
	case SYS_pwritev2:
	case SYS_sendto:
	case SYS_sendmsg:
	case SYS_sendfile:
	case SYS_splice:
	case SYS_copy_file_range:
		return true;
	default:
		return false;
	}
}
