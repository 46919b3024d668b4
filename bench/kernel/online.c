/* SPDX-License-Identifier: MIT */
/*
 * Linux's second CPU, where the CPUs of a machine take turns (qemu -icount).
 * There a CPU that does not pause uses up the time until the next timer
 * fires, and is then the first again (observed with QEMU 7.2): Linux waits
 * for a starting CPU by calling its scheduler, without a pause, so the other
 * never runs and the boot does not end. Booted with maxcpus=1, it is us who
 * start the other, while a thread of ours pauses all the time.
 */
#include "guest.h"

#define ONLINE "/sys/devices/system/cpu/cpu1/online"
#define O_WRONLY 1

static volatile bool is_over;

static void pauser(void)
{
	while (!is_over)
		__asm__ volatile("pause");
	thread_exit();
}

bool second_cpu_online(void)
{
	long fd, n, tid;

	sys4(__NR_mkdir, (long)"/sys", 0755, 0, 0);
	sys6(__NR_mount, (long)"sysfs", (long)"/sys", (long)"sysfs", 0, 0, 0);
	fd = sys4(__NR_open, (long)ONLINE, O_WRONLY, 0, 0);
	if (fd < 0)
		return false;
	tid = thread_start(pauser);
	n = sys4(__NR_write, fd, (long)"1", 1, 0);
	is_over = true;
	sys4(__NR_close, fd, 0, 0, 0);
	return tid > 0 && n == 1;
}
