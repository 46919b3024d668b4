/* SPDX-License-Identifier: MIT */
/*
 * out/explore/explore [OPTION...] FILE...: plays each scenario on every
 * schedule. A line a file; exit status 1 if one of them has failed.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore.h"

static const char usage[] =
	"usage: explore [OPTION...] FILE...\n"
	"  --seconds N     search each file for up to N seconds (3)\n"
	"  --plays N       and for up to N plays\n"
	"  --random N      then, if that was not all, N random plays (2000)\n"
	"  --seed N        of those (1)\n"
	"  --cpus N        tasks in the kernel at a time (8: no limit)\n"
	"  --plain         without a trace: the short ways of core\n"
	"  --keep-going    do not stop at a file's first failure\n"
	"  --first         stop at the first file that fails\n"
	"  --show          print every outcome that is found\n"
	"  --once          play each file once, and no more\n"
	"  --schedule LIST the same, by LIST; the transcript is printed\n"
	"  -q              only failures\n";

struct options {
	struct limits limits;
	bool once, quiet, first;
	uint32_t *list;
	uint32_t nr_list;
};

static uint32_t *parse_list(const char *arg, uint32_t *nr)
{
	uint32_t *list = calloc(strlen(arg) + 1, sizeof(*list));
	char *end;

	for (*nr = 0; list && *arg; arg = *end ? end + 1 : end)
		list[(*nr)++] = (uint32_t)strtoul(arg, &end, 10);
	return list;
}

static char *read_all(const char *path, size_t *bytes)
{
	char *text = malloc(SCN_TEXT_MAX + 1);
	FILE *f = fopen(path, "r");

	if (text && f)
		*bytes = fread(text, 1, SCN_TEXT_MAX + 1, f);
	else
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	if (f)
		fclose(f);
	else
		free(text);
	return f ? text : NULL;
}

static void print_failure(const struct explorer *x, const char *path,
			  const struct outcome *out)
{
	uint32_t i;

	printf("%s: FAILED: %s\n%s", path, out->why, out->text);
	printf("repeat: out/explore/ksig sim -q --cpus %u --schedule ",
	       x->o.cpus);
	for (i = 0; i < out->nr_schedule; i++)
		printf("%s%u", i ? "," : "", out->schedule[i]);
	if (!out->nr_schedule)
		printf("0");
	printf(" %s\n", path);
}

static void print_counts(const char *path, const struct outcome *out)
{
	printf("%-44s %8llu schedules %9llu states %3u outcomes%s",
	       path, (unsigned long long)(out->nr_plays - out->nr_redundant),
	       (unsigned long long)out->nr_states, out->nr_outcomes,
	       out->is_whole ? ", all" : "");
	if (out->nr_random)
		printf(", then %llu at random",
		       (unsigned long long)out->nr_random);
	printf("\n");
}

/* 0: passed, 1: failed, 2: it is no scenario, 3: not for sim. */
static int one(struct explorer *x, const struct options *o, const char *path)
{
	static struct outcome out;
	static char mem[SCN_MEM_BYTES];
	struct scn_file *f;
	struct scn_error err;
	size_t bytes = 0;
	char *text = read_all(path, &bytes);

	if (!text)
		return 2;
	f = scn_parse(text, bytes, mem, sizeof(mem), &err);
	if (!f) {
		fprintf(stderr, "%s:%d:%d: %s\n", path, err.line, err.col,
			err.text);
		free(text);
		return 2;
	}
	if (!(f->ports & SCN_ON_SIM)) {
		free(text);
		return 3;
	}
	if (o->list || o->once)
		explore_once(x, f, &out);
	else
		explore_file(x, f, &o->limits, &out);
	if (out.nr_failed)
		print_failure(x, path, &out);
	else if (o->list)
		fputs(out.text, stdout);
	if (!o->quiet && !o->list && !o->once)
		print_counts(path, &out);
	fflush(stdout);
	free(out.text);
	free(text);
	return out.nr_failed != 0;
}

static const struct option longs[] = {
	{ "seconds", required_argument, NULL, 's' },
	{ "plays", required_argument, NULL, 'p' },
	{ "random", required_argument, NULL, 'r' },
	{ "seed", required_argument, NULL, 'S' },
	{ "cpus", required_argument, NULL, 'c' },
	{ "plain", no_argument, NULL, 'P' },
	{ "keep-going", no_argument, NULL, 'k' },
	{ "first", no_argument, NULL, 'f' },
	{ "show", no_argument, NULL, 'w' },
	{ "once", no_argument, NULL, 'o' },
	{ "schedule", required_argument, NULL, 'l' },
	{ NULL, 0, NULL, 0 },
};

static bool parse(int argc, char **argv, struct explorer *x,
		  struct options *o)
{
	int c;

	while ((c = getopt_long(argc, argv, "q", longs, NULL)) != -1) {
		switch (c) {
		case 's':
			o->limits.ms = (uint64_t)(strtod(optarg, NULL) * 1000);
			break;
		case 'p':
			o->limits.nr_plays = strtoull(optarg, NULL, 10);
			break;
		case 'r':
			o->limits.nr_random = strtoull(optarg, NULL, 10);
			break;
		case 'S':
			x->seed = strtoull(optarg, NULL, 10);
			break;
		case 'c':
			x->o.cpus = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'P':
			x->is_plain = true;
			break;
		case 'k':
			x->stop_at_first = false;
			break;
		case 'f':
			o->first = true;
			break;
		case 'w':
			x->show = true;
			break;
		case 'o':
			o->once = true;
			break;
		case 'l':
			o->list = parse_list(optarg, &o->nr_list);
			break;
		case 'q':
			o->quiet = true;
			break;
		default:
			return false;
		}
	}
	return optind < argc;
}

int main(int argc, char **argv)
{
	static struct explorer x = { .stop_at_first = true, .seed = 1 };
	struct options o = { .limits = { 3000, UINT64_MAX, 2000 } };
	uint32_t nr[4] = { 0 };

	x.o.cpus = 8;
	if (!parse(argc, argv, &x, &o)) {
		fputs(usage, stderr);
		return 2;
	}
	if (!explorer_init(&x)) {
		fputs("explore: no memory\n", stderr);
		return 2;
	}
	x.list = o.list;
	x.nr_list = o.nr_list;
	for (; optind < argc && !(o.first && nr[1]); optind++)
		nr[one(&x, &o, argv[optind])]++;
	explorer_finish(&x);
	free(o.list);
	nr[1] += nr[2];
	if (!o.quiet)
		printf("%u passed, %u failed\n", nr[0], nr[1]);
	return nr[1] ? 1 : 0;
}
