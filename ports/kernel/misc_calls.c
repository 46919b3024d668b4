/* SPDX-License-Identifier: MIT */
/* What libcs ask for at their start, and other small calls. */
#include "kernel.h"

#define ARCH_SET_GS	0x1001u
#define ARCH_SET_FS	0x1002u
#define ARCH_GET_FS	0x1003u
#define ARCH_GET_GS	0x1004u

static int64_t do_arch_prctl(struct thread *t, const uint64_t *a)
{
	switch (a[0]) {
	case ARCH_SET_FS:
		if (a[1] >= USER_END)
			return -LINUX_EPERM;
		t->fs_base = a[1];
		wrmsr(MSR_FS_BASE, a[1]);
		return 0;
	case ARCH_SET_GS:
		if (a[1] >= USER_END)
			return -LINUX_EPERM;
		t->gs_base = a[1];
		wrmsr(MSR_KERNEL_GS, a[1]);
		return 0;
	case ARCH_GET_FS:
		return copy_out(a[1], &t->fs_base, 8);
	case ARCH_GET_GS:
		return copy_out(a[1], &t->gs_base, 8);
	default:
		return -LINUX_EINVAL;
	}
}

static int64_t do_set_tid_address(struct thread *t, const uint64_t *a)
{
	t->clear_tid = a[0];
	return t->t.tid;
}

static int64_t do_set_robust_list(struct thread *t, const uint64_t *a)
{
	t->robust_list = a[0];
	return a[1] == 24 ? 0 : -LINUX_EINVAL;
}

static int64_t do_uname(struct thread *t, const uint64_t *a)
{
	static const char version[] = "ksig-kernel " KSIG_VERSION;
	const char *const words[6] = {
		"Linux", "ksig", LINUX_RELEASE, version,
		"x86_64", "(none)",
	};
	char buf[6][65];
	uint32_t i;

	(void)t;
	memset(buf, 0, sizeof(buf));
	for (i = 0; i < 6; i++)
		memcpy(buf[i], words[i], strlen(words[i]));
	return copy_out(a[0], buf, sizeof(buf));
}

/* Not for secrets. (bytes, count, flags) */
static int64_t do_getrandom(struct thread *t, const uint64_t *a)
{
	static uint64_t state = 0x9e3779b97f4a7c15ull;
	uint64_t n, part;

	(void)t;
	for (n = 0; n < a[1]; n += part) {
		state = (state ^ rdtsc()) * 0xbf58476d1ce4e5b9ull;
		state ^= state >> 29;
		part = a[1] - n < 8 ? a[1] - n : 8;
		if (copy_out(a[0] + n, &state, part))
			return -LINUX_EFAULT;
	}
	return (int64_t)n;
}

static int64_t do_getcpu(struct thread *t, const uint64_t *a)
{
	uint32_t id = this_cpu()->id;

	(void)t;
	return a[0] ? copy_out(a[0], &id, sizeof(id)) : 0;
}

/* All CPUs are allowed, always. (pid, bytes, mask) */
static int64_t do_getaffinity(struct thread *t, const uint64_t *a)
{
	uint64_t mask = (1ull << nr_cpus) - 1;

	(void)t;
	if (a[1] < 8 || a[1] % 8)
		return -LINUX_EINVAL;
	return copy_out(a[2], &mask, 8) ? -LINUX_EFAULT : 8;
}

static int64_t do_getrusage(struct thread *t, const uint64_t *a)
{
	struct linux_rusage r = { 0 };
	uint64_t ns;

	tree_lock();
	ns = alarm_clock(t->t.group, &t->t, (int32_t)a[0] == 1 ?
			 KSIG_CLOCK_THREAD_CPUTIME :
			 KSIG_CLOCK_PROCESS_CPUTIME);
	tree_unlock();
	if ((int32_t)a[0] >= 0) {
		r.utime_sec = (int64_t)(ns / NS_PER_S);
		r.utime_usec = (int64_t)(ns % NS_PER_S / 1000);
	}
	return copy_out(a[1], &r, sizeof(r));
}

static int64_t do_times(struct thread *t, const uint64_t *a)
{
	uint64_t v[4] = { 0 };

	tree_lock();
	v[0] = alarm_clock(t->t.group, &t->t, KSIG_CLOCK_PROCESS_CPUTIME) /
	       (NS_PER_S / 100);
	tree_unlock();
	if (a[0] && copy_out(a[0], v, sizeof(v)))
		return -LINUX_EFAULT;
	return (int64_t)(now_ns() / (NS_PER_S / 100));
}

static int64_t do_sysinfo(struct thread *t, const uint64_t *a)
{
	uint64_t v[14] = { now_ns() / NS_PER_S };

	(void)t;
	v[5] = pages_nr_free() * PAGE_BYTES + kmem_nr_free();	/* free */
	v[4] = v[5];
	v[13] = 1;				/* mem_unit */
	return copy_out(a[0], v, 112);
}

const struct call_row calls_misc[] = {
	{ 63, "uname", do_uname }, { 98, "getrusage", do_getrusage },
	{ 99, "sysinfo", do_sysinfo }, { 100, "times", do_times },
	{ 158, "arch_prctl", do_arch_prctl },
	{ 204, "sched_getaffinity", do_getaffinity },
	{ 218, "set_tid_address", do_set_tid_address },
	{ 273, "set_robust_list", do_set_robust_list },
	{ 309, "getcpu", do_getcpu }, { 318, "getrandom", do_getrandom },
	CALLS_END,
};
