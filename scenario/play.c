/* SPDX-License-Identifier: MIT */
/*
 * scenario-play: plays scenarios with real system calls. Natively it is the
 * oracle; under `ksig run` it tests the host port.
 *
 * Exit status: 0 all as expected, 1 a difference, 2 cannot be played,
 * 77 skipped (not for this port or this kernel, or needs root).
 */
#define _GNU_SOURCE
#include "linux.h"
#include "batch.h"
#include "print.h"
#include "record.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAME, DIFFERS, CANNOT, SKIPPED = 77 };

static char text[SCN_TEXT_MAX + 1], transcript[1u << 20], diff[1u << 20],
	    recorded[1u << 20];
static bool want_record, want_show;

static void *map_board(int fd)
{
	void *p = mmap((void *)SCN_BOARD_AT, SCN_BOARD_BYTES,
		       PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);

	if (p != (void *)SCN_BOARD_AT) {
		perror("scenario-play: the board");
		exit(CANNOT);
	}
	return p;
}

/* After an exec: the same actor again. */
static void become(const char *index)
{
	struct scn_board *b = map_board(SCN_BOARD_FD);

	scn_linux_become(&b->actor[atoi(index)]);
}

static struct scn_board *new_board(void)
{
	int fd = memfd_create("scenario", 0);

	if (fd < 0 || ftruncate(fd, (off_t)SCN_BOARD_BYTES) ||
	    dup2(fd, SCN_BOARD_FD) < 0) {
		perror("scenario-play: the board");
		exit(CANNOT);
	}
	close(fd);
	return map_board(SCN_BOARD_FD);
}

static ssize_t slurp(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

	if (n < 0)
		fprintf(stderr, "scenario-play: %s: %s\n", path,
			strerror(errno));
	if (fd >= 0)
		close(fd);
	return n;
}

/* Why the file is not for here, or NULL. */
static const char *not_for(const struct scn_file *f)
{
	struct utsname u;
	unsigned int major = 0, minor = 0;
	uint32_t v;

	if (!(f->ports & (scn_linux_is_host() ? SCN_ON_HOST : SCN_ON_LINUX)))
		return scn_linux_is_host() ? "not for host" : "not for linux";
	if (f->needs_root && geteuid())
		return "needs root";
	uname(&u);
	sscanf(u.release, "%u.%u", &major, &minor);
	v = major << 8 | minor;
	if (v < f->linux_min || (f->linux_max && v >= f->linux_max))
		return "for another version of Linux";
	return NULL;
}

static int write_record(const char *path, const struct scn_file *f, size_t n,
			const struct scn_text *t)
{
	struct scn_text out = { recorded, 0, sizeof(recorded) };
	FILE *to;

	recorded[0] = 0;
	scn_record(f, text, n, t, '=', &out);
	to = fopen(path, "w");
	if (!to || fwrite(recorded, 1, out.len, to) != out.len ||
	    fclose(to)) {
		perror(path);
		return CANNOT;
	}
	return SAME;
}

static int judge(const char *path, const struct scn_board *b, size_t n,
		 const struct scn_text *t, int err, const char *why)
{
	struct scn_text d = { diff, 0, sizeof(diff) };
	int same = scn_compare(b->file, b->machine, t, &d);

	if (want_show)
		fputs(t->buf, stdout);
	if (err) {
		printf("%s: %s\n%s", path, why, t->buf);
	} else if (want_record) {
		return write_record(path, b->file, n, t);
	} else if (!same) {
		printf("--- %s\n+++ %s\n%s", path, scn_linux_is_host() ?
		       "host" : "linux", diff);
	}
	if (!err && same)
		return SAME;
	printf("repeat: %sout/scenario-play %s\n",
	       scn_linux_is_host() ? "out/ksig run -- " : "", path);
	return err ? CANNOT : DIFFERS;
}

static int play(const char *path)
{
	struct scn_board *b;
	struct scn_text t = { transcript, 0, sizeof(transcript) };
	struct scn_error err;
	struct scn_file *f;
	ssize_t n = slurp(path);
	const char *no;
	char why[160];
	int result;

	if (n < 0)
		return CANNOT;
	b = new_board();
	f = scn_parse(text, (size_t)n, b + 1, SCN_MEM_BYTES, &err);
	if (!f) {
		fprintf(stderr, "%s:%d:%d: %s\n", path, err.line, err.col,
			err.text);
		result = CANNOT;
	} else if ((no = not_for(f))) {
		printf("%s: skipped: %s\n", path, no);
		result = SKIPPED;
	} else {
		scn_board_init(b, f, &scn_linux);
		transcript[0] = diff[0] = 0;
		result = scn_play(b, &t, why);
		result = judge(path, b, (size_t)n, &t, result, why);
	}
	munmap(b, SCN_BOARD_BYTES);
	return result;
}

/* One of a batch: nothing is expected, the transcript is the answer. */
static void answer(struct scn_board *b, const char *request, size_t n)
{
	struct scn_text t = { transcript, 0, sizeof(transcript) };
	struct scn_error err;
	struct scn_file *f;
	char why[160] = "";

	transcript[0] = 0;
	f = scn_parse(request, n, b + 1, SCN_MEM_BYTES, &err);
	if (!f) {
		scn_batch_wrong(&err);
	} else {
		f->leaves_out = true;
		scn_board_init(b, f, &scn_linux);
		scn_batch_answer(scn_play(b, &t, why) ? "broke" : "played",
				 why, &t);
	}
}

/* One board for all: to make it costs more than to play on it. That is safe
 * as long as nobody is left of a play. */
static int play_batch(void)
{
	struct scn_board *b = new_board();
	uint64_t number;
	ssize_t n;

	while ((n = scn_batch_next(text, &number)) >= 0) {
		answer(b, text, (size_t)n);
		if (waitpid(-1, NULL, __WALL | WNOHANG) >= 0)
			return CANNOT;
	}
	return SAME;
}

static int print_verbs(void)
{
	struct scn_text t = { transcript, 0, sizeof(transcript) };

	scn_print_verbs(&t);
	fputs(transcript, stdout);
	return SAME;
}

static int usage(void)
{
	fputs("usage: scenario-play [--record | --show] FILE...\n"
	      "       scenario-play --verbs\n"
	      "       scenario-play --batch < REQUESTS   (scenario/batch.h)\n"
	      "  --record  rewrite the outcome in FILE from this run\n"
	      "  --show    print the transcript\n", stderr);
	return CANNOT;
}

int main(int argc, char **argv)
{
	int i, one, worst = SAME, skipped = 0, played = 0;

	if (argc == 3 && !strcmp(argv[1], "--actor"))
		become(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "--verbs"))
		return print_verbs();
	if (argc == 2 && !strcmp(argv[1], "--batch"))
		return play_batch();
	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--record"))
			want_record = true;
		else if (!strcmp(argv[i], "--show"))
			want_show = true;
		else
			return usage();
	}
	if (i == argc)
		return usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (; i < argc; i++) {
		one = play(argv[i]);
		if (one == SKIPPED)
			skipped++;
		else
			played++;
		if (one != SKIPPED && one > worst)
			worst = one;
	}
	return played || !skipped ? worst : SKIPPED;
}
