/* SPDX-License-Identifier: MIT */
/*
 * Reports of AddressSanitizer and its like in what a run has written: the line
 * that sums it up, or else the first. And that a program with AddressSanitizer
 * can be run at all: LeakSanitizer, which comes with it, wants to be its tracer.
 */
#include "explore/explore.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* "==1234==ERROR: AddressSanitizer: heap-use-after-free on address ..." */
static const char *const words[] = {
	"ERROR: AddressSanitizer", "ERROR: HWAddressSanitizer",
	"ERROR: LeakSanitizer", "WARNING: ThreadSanitizer",
	"ERROR: ThreadSanitizer", "WARNING: MemorySanitizer",
	"ERROR: MemorySanitizer", "ERROR: UndefinedBehaviorSanitizer",
};
#define NR_WORDS (sizeof(words) / sizeof(words[0]))

static bool has(const char *line, size_t n, const char *word)
{
	return memmem(line, n, word, strlen(word)) != NULL;
}

/* file.c:12:5: runtime error: ... */
static bool is_undefined(const char *line, size_t n)
{
	static const char word[] = ": runtime error: ";
	const char *at = memmem(line, n, word, sizeof(word) - 1);

	return at && at > line && isdigit((unsigned char)at[-1]);
}

static bool is_report(const char *line, size_t n)
{
	size_t i;

	for (i = 0; i < NR_WORDS; i++)
		if (has(line, n, words[i]))
			return true;
	return is_undefined(line, n);
}

static bool is_summary(const char *line, size_t n)
{
	return n > 9 && memcmp(line, "SUMMARY: ", 9) == 0 &&
	       has(line, n, "Sanitizer: ");
}

/* Without "==PID==", which is another one each time. */
static void keep(char to[XP_LINE_MAX], const char *line, size_t n)
{
	const char *end;

	if (n > 2 && memcmp(line, "==", 2) == 0 &&
	    (end = memmem(line + 2, n - 2, "==", 2))) {
		n -= (size_t)(end + 2 - line);
		line = end + 2;
	}
	if (n >= XP_LINE_MAX)
		n = XP_LINE_MAX - 1;
	memcpy(to, line, n);
	to[n] = '\0';
}

static void look(const char *p, size_t left, char to[XP_LINE_MAX])
{
	const char *end;
	size_t n;

	for (; left; p += n, left -= n) {
		end = memchr(p, '\n', left);
		n = end ? (size_t)(end - p) : left;
		if (is_summary(p, n)) {
			keep(to, p, n);
			return;
		}
		if (!to[0] && is_report(p, n))
			keep(to, p, n);
		n += end ? 1 : 0;
	}
}

void xp_sanitizer(int fd, char line[XP_LINE_MAX])
{
	struct stat st;
	char *p;

	line[0] = '\0';
	if (fstat(fd, &st) != 0 || st.st_size <= 0)
		return;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return;
	/* Most have none: one look tells. */
	if (has(p, (size_t)st.st_size, "Sanitizer: ") ||
	    has(p, (size_t)st.st_size, "runtime error: "))
		look(p, (size_t)st.st_size, line);
	munmap(p, (size_t)st.st_size);
}

/* ------------------------------------------------------------------ leaks */

#define NO_LEAKS "detect_leaks=0"

static bool has_asan(const char *path)
{
	static const char symbol[] = "__asan_init";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool found = false;
	struct stat st;
	char *p;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
			 0);
		if (p != MAP_FAILED) {
			found = memmem(p, (size_t)st.st_size, symbol,
				       sizeof(symbol) - 1);
			munmap(p, (size_t)st.st_size);
		}
	}
	close(fd);
	return found;
}

/* Where PATH has cmd. */
static bool sought(const char *cmd, char *path, size_t n)
{
	const char *p = getenv("PATH");
	size_t len;

	if (strchr(cmd, '/') || !p)
		return (size_t)snprintf(path, n, "%s", cmd) < n;
	for (;; p += len + 1) {
		len = strcspn(p, ":");
		if ((size_t)snprintf(path, n, "%.*s/%s", (int)len, p, cmd) <
		    n && access(path, X_OK) == 0)
			return true;
		if (!p[len])
			return false;
	}
}

void xp_sanitizer_environ(const char *cmd)
{
	const char *was = getenv("ASAN_OPTIONS");
	char text[4096];

	if ((was && strstr(was, "detect_leaks")) ||
	    !sought(cmd, text, sizeof(text)) || !has_asan(text))
		return;
	if ((size_t)snprintf(text, sizeof(text), "%s%s" NO_LEAKS,
			     was ? was : "", was ? ":" : "") < sizeof(text))
		setenv("ASAN_OPTIONS", text, 1);
}
