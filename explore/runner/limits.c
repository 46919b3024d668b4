/* SPDX-License-Identifier: MIT */
/*
 * A guest that the signal makes take memory, or write files, without end is
 * ended before the machine suffers. Memory is what /proc says that is its own,
 * looked at every few milliseconds: in that time a CPU fills some megabytes.
 * What is written is counted at the calls, by what they are asked to write.
 */
#include "explore/runner/limits.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NS		5000000u
/* With many processes a look takes its time: no more than a 20th of all. */
#define LOOK_PART	20u
#define IOV_MAX_	1024u	/* UIO_MAXIOV */

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* A file of /proc/PID, once a process; or NULL. */
static FILE *file_of(const struct ksig_host_state *st, const char *name)
{
	char path[48];

	if (st->pid != st->tid)
		return NULL;
	snprintf(path, sizeof(path), "/proc/%d/%s", st->pid, name);
	return fopen(path, "re");
}

/* Resident, and no file's. */
static void add_memory(void *arg, const struct ksig_host_state *st)
{
	unsigned long size, resident, shared;
	FILE *f = file_of(st, "statm");
	uint64_t *bytes = arg;

	if (!f)
		return;
	if (fscanf(f, "%lu %lu %lu", &size, &resident, &shared) == 3 &&
	    resident > shared)
		*bytes += (uint64_t)(resident - shared) *
			  (uint64_t)sysconf(_SC_PAGESIZE);
	fclose(f);
}

/* What they share after fork(2) is counted once: slow, so only if it matters. */
static void add_own(void *arg, const struct ksig_host_state *st)
{
	FILE *f = file_of(st, "smaps_rollup");
	uint64_t *bytes = arg;
	unsigned long kb;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Pss_Anon: %lu", &kb) == 1 ||
		    sscanf(line, "Pss_Shmem: %lu", &kb) == 1)
			*bytes += 1024ull * kb;
	if (f)
		fclose(f);
}

/*
 * By write(2) and its kind, also to pipes. Where not every call stops there is
 * no better way, and what fails so is tried once more where every call does.
 */
static void add_written(void *arg, const struct ksig_host_state *st)
{
	FILE *f = file_of(st, "io");
	unsigned long long n;
	uint64_t *bytes = arg;

	if (!f)
		return;
	if (fscanf(f, "rchar: %*u wchar: %llu", &n) == 1)
		*bytes += n;
	fclose(f);
}

static uint64_t memory(uint64_t max)
{
	uint64_t bytes = 0, own = 0;

	ksig_host_each(add_memory, &bytes);
	if (!max || bytes <= max)
		return bytes;
	ksig_host_each(add_own, &own);
	return own ? own : bytes;
}

int xp_limits_look(struct xp_shared *s)
{
	static uint64_t next_ns;
	uint64_t began = now_ns(), bytes, cost;

	if (began < next_ns)
		return s->memory_max && s->o.written > s->memory_max ?
		       XP_END_FILES : XP_END_NONE;
	if (s->mode == XP_BRANCH) {
		s->o.written = 0;
		ksig_host_each(add_written, &s->o.written);
	}
	bytes = memory(s->memory_max);
	if (bytes > s->o.memory)
		s->o.memory = bytes;
	cost = LOOK_PART * (now_ns() - began);
	next_ns = began + (cost > LOOK_NS ? cost : LOOK_NS);
	if (!s->memory_max)
		return XP_END_NONE;
	return s->o.written > s->memory_max ? XP_END_FILES :
	       bytes > s->memory_max ? XP_END_MEMORY : XP_END_NONE;
}

/* --------------------------------------------------------------------- time */

/* /proc/PID/task/TID/schedstat: on a CPU, and ready without one, both in ns. */
static uint64_t starved_ns(const char *path)
{
	FILE *f = fopen(path, "re");
	unsigned long long ns = 0;

	if (!f)
		return 0;
	if (fscanf(f, "%*u %llu", &ns) != 1)
		ns = 0;
	fclose(f);
	return ns;
}

static void add_starved(void *arg, const struct ksig_host_state *st)
{
	uint64_t *ns = arg;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/schedstat", st->pid,
		 st->tid);
	*ns += starved_ns(path);
}

uint64_t xp_starved_ms(void)
{
	uint64_t ns = starved_ns("/proc/thread-self/schedstat");

	ksig_host_each(add_starved, &ns);
	return ns / 1000000;
}

/* -------------------------------------------------------------------- files */

static bool is_file(int pid, uint64_t fd)
{
	struct stat st;
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, (int)fd);
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static uint64_t vector_bytes(int pid, uint64_t at, uint64_t n)
{
	struct iovec v[IOV_MAX_];
	uint64_t bytes = 0, i;

	if (n > IOV_MAX_ ||
	    ksig_host_mem_read(pid, v, at, n * sizeof(v[0])) != 0)
		return 0;
	for (i = 0; i < n; i++)
		bytes += v[i].iov_len;
	return bytes;
}

void xp_limits_call(struct xp_shared *s, struct ksig_host_thread *t,
		    const struct ksig_host_where *w)
{
	uint64_t a[6], fd, bytes;

	if (s->mode == XP_BRANCH)
		return;
	ksig_host_args(t, a);
	fd = a[0];
	switch (w->nr) {
	case SYS_write:
	case SYS_pwrite64:
		bytes = a[2];
		break;
	case SYS_writev:
	case SYS_pwritev:
	case SYS_pwritev2:
		bytes = vector_bytes(w->pid, a[1], a[2]);
		break;
	case SYS_sendfile:
	case SYS_fallocate:
		bytes = a[3];
		break;
	case SYS_copy_file_range:
	case SYS_splice:
		fd = a[2];
		bytes = a[4];
		break;
	default:
		return;
	}
	/* What is not meant: the kernel writes no more at once. */
	if (bytes > INT32_MAX)
		bytes = w->nr == SYS_fallocate ? bytes : 0;
	if (bytes && is_file(w->pid, fd))
		s->o.written += bytes;
}
