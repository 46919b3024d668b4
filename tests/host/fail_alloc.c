/* SPDX-License-Identifier: MIT */
/*
 * In place of what the objects of a command of its own call (host-tests.mk):
 * the KSIG_FAIL_AT'th call of them fails, as it does without memory or without
 * a descriptor. Into the file KSIG_FAIL_COUNT goes how many there have been.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t each);
void *__real_realloc(void *p, size_t n);
FILE *__real_fopen(const char *path, const char *mode);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t each);
void *__wrap_realloc(void *p, size_t n);
FILE *__wrap_fopen(const char *path, const char *mode);

static long nr, fail_at;
static int count_fd = -1;

static int fails(int err)
{
	const char *s;

	if (nr++ == 0) {
		s = getenv("KSIG_FAIL_AT");
		fail_at = s ? atol(s) : 0;
		s = getenv("KSIG_FAIL_COUNT");
		if (s)
			count_fd = open(s, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	}
	if (count_fd >= 0 && pwrite(count_fd, &nr, sizeof(nr), 0) < 0)
		count_fd = -1;
	errno = err;
	return nr == fail_at;
}

void *__wrap_malloc(size_t n)
{
	return fails(ENOMEM) ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t each)
{
	return fails(ENOMEM) ? NULL : __real_calloc(n, each);
}

void *__wrap_realloc(void *p, size_t n)
{
	return fails(ENOMEM) ? NULL : __real_realloc(p, n);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	return fails(EMFILE) ? NULL : __real_fopen(path, mode);
}
