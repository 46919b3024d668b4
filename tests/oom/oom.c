/* SPDX-License-Identifier: MIT */
/*
 * No memory: every scenario is played on the simulator once for each
 * allocation that libksig makes in it, and that one fails. After each call
 * every invariant holds, nothing leaks, and what the programs see is what
 * Linux lets them see: EAGAIN, ENOMEM, or an instance that has lost its
 * siginfo.
 *	oom [--copies] FILE...
 * --copies: the same for copies from and to user memory, where anything but a
 * broken invariant will do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ports/sim/play.h"

#define NEWEST_LINUX	0x061200u
#define LINE_BYTES	256

struct counts {
	unsigned long files, plays, same, refused, lost, broke, failed;
};

static struct sim_player *player;
static struct counts n;
static bool copies;

/* What is still to be said for this file is in mem; text ends in NUL. */
static struct scn_file *read_file(const char *path, char *text, void *mem)
{
	struct scn_error err;
	struct scn_file *file;
	size_t bytes;
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		return NULL;
	}
	bytes = fread(text, 1, SCN_TEXT_MAX, f);
	fclose(f);
	file = scn_parse(text, bytes, mem, SCN_MEM_BYTES, &err);
	if (!file)
		printf("%s:%d:%d: %s\n", path, err.line, err.col, err.text);
	return file;
}

static uint32_t version_of(const struct scn_file *f)
{
	if (f->linux_max && f->linux_max << 8 <= NEWEST_LINUX)
		return (f->linux_max << 8) - 1;
	return f->linux_min << 8 > NEWEST_LINUX ? f->linux_min << 8 :
						  NEWEST_LINUX;
}

static void play(const struct scn_file *f, uint64_t nth,
		 struct sim_result *r)
{
	struct sim_options o = {
		.cpus = 1, .linux_version = version_of(f),
		.check_always = true,
	};

	if (copies)
		o.fail_copy = nth;
	else
		o.fail_alloc = nth;
	sim_play(player, f, &o, false, r);
}

/* The first line in which a play differs from the one with memory. */
static void first_difference(const char *a, const char *b,
			     char was[LINE_BYTES], char is[LINE_BYTES])
{
	size_t start = 0, i = 0;

	for (; a[i] && a[i] == b[i]; i++)
		if (a[i] == '\n')
			start = i + 1;
	snprintf(was, LINE_BYTES, "%.*s", (int)strcspn(a + start, "\n"),
		 a + start);
	snprintf(is, LINE_BYTES, "%.*s", (int)strcspn(b + start, "\n"),
		 b + start);
}

static int count(const char *text, const char *word)
{
	int nr = 0;

	while ((text = strstr(text, word))) {
		text += strlen(word);
		nr++;
	}
	return nr;
}

/* Has somebody been told that there is no memory, in any line? */
static bool is_told(const char *with, const char *without)
{
	return count(without, "EAGAIN") > count(with, "EAGAIN") ||
	       count(without, "ENOMEM") > count(with, "ENOMEM");
}

/* What has no entry is not in the queue that PTRACE_PEEKSIGINFO shows. */
static bool is_unseen(const char *was, const char *is)
{
	return strstr(was, "PEEKSIGINFO") && strstr(is, "PEEKSIGINFO") &&
	       count(is, " code=") <= count(was, " code=");
}

/*
 * A real-time signal of the kernel's own that cannot be queued is lost, and
 * there is nobody to be told (rule 10); a descriptor's becomes SIGIO, which
 * kills who has no handler for it (fcntl(2), signal(7)).
 */
static bool is_lost(const char *with, const char *without, const char *was)
{
	return strstr(was, " RT") || strstr(was, "{RT") ||
	       count(without, "killed IO") > count(with, "killed IO");
}

/* Is it what Linux does without memory? Counts it. */
static bool is_degradation(const char *with, const struct sim_result *r)
{
	char was[LINE_BYTES], is[LINE_BYTES];

	if (!strcmp(with, r->transcript.buf)) {
		n.same++;
		return true;
	}
	first_difference(with, r->transcript.buf, was, is);
	if (is_told(with, r->transcript.buf)) {
		n.refused++;
		return true;
	}
	/* Made up for an instance without an entry (signal(7)). */
	if (strstr(is, "code=SI_USER from=nobody") ||
	    /* SIGIO in place of the signal of F_SETSIG (fcntl(2)). */
	    (strstr(was, " fd=") && strstr(is, " IO code=SI_KERNEL")) ||
	    is_unseen(was, is) || is_lost(with, r->transcript.buf, was)) {
		n.lost++;
		return true;
	}
	printf("    was: %s\n    is:  %s\n", was, is);
	return false;
}

static bool judge(const char *path, const char *with, uint64_t nth,
		  const struct sim_result *r)
{
	bool good = false;

	n.plays++;
	switch (r->verdict) {
	case SIM_PLAYED:
		good = copies || is_degradation(with, r);
		break;
	case SIM_PLAY_BROKE:
		/* An actor could not be made; the rest needs it. */
		n.broke++;
		good = true;
		break;
	case SIM_PLAY_BUG:
	case SIM_PLAY_REFUSED:
		printf("    %s\n", r->why);
	}
	if (good)
		return true;
	n.failed++;
	printf("FAILED %s; again with: out/ksig sim --check --show --fail-%s "
	       "%llu %s\n", path, copies ? "copy" : "alloc",
	       (unsigned long long)nth, path);
	return false;
}

static void every_one(const char *path, const struct scn_file *f)
{
	struct sim_result r;
	uint64_t nth, total;
	char *with;

	play(f, 0, &r);
	if (r.verdict != SIM_PLAYED)
		return;		/* conformance's subject */
	n.files++;
	with = malloc(r.transcript.len + 1);
	if (with)
		memcpy(with, r.transcript.buf, r.transcript.len + 1);
	total = copies ? r.nr_copies : r.nr_allocs;
	for (nth = 1; with && nth <= total; nth++) {
		play(f, nth, &r);
		/* One failure a file is enough to look at. */
		if (!judge(path, with, nth, &r))
			break;
	}
	free(with);
}

int main(int argc, char **argv)
{
	static char text[SCN_TEXT_MAX], mem[SCN_MEM_BYTES];
	struct scn_file *f;
	int i = 1;

	if (argc > 1 && !strcmp(argv[1], "--copies")) {
		copies = true;
		i++;
	}
	player = sim_player_new();
	if (!player)
		return 2;
	for (; i < argc; i++) {
		f = read_file(argv[i], text, mem);
		if (!f)
			return 2;
		if (f->ports & SCN_ON_SIM)
			every_one(argv[i], f);
		fflush(stdout);
	}
	sim_player_free(player);
	printf("oom: %lu scenarios, %lu plays without one %s: %lu the same, "
	       "%lu EAGAIN or ENOMEM, %lu lost siginfo, %lu could not go "
	       "on\n", n.files, n.plays,
	       copies ? "copy" : "allocation", n.same, n.refused, n.lost,
	       n.broke);
	printf("%lu passed, %lu failed\n", n.plays - n.failed, n.failed);
	return n.failed || !n.plays;
}
