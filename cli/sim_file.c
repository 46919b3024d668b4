/* SPDX-License-Identifier: MIT */
/* One scenario: read it, play it, print the timeline and the verdict. */
#include "cli/sim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "scenario/record.h"

#define DIFF_BYTES	(1u << 18)
#define NEWEST_LINUX	0x061200u

struct source {
	char *text, *mem;
	size_t bytes;
	struct scn_file *file;
};

static int cannot(const char *path, const char *what)
{
	struct cli_line l = { .n = 0 };

	cli_line_put_guest(&l, path);
	fprintf(stderr, "ksig: %s: %s\n", l.s, what);
	return CLI_SIM_CANNOT;
}

static void free_source(struct source *s)
{
	free(s->text);
	free(s->mem);
}

/* Read all of path. False: it was said why not. */
static bool read_source(const char *path, struct source *s)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");

	s->text = malloc(SCN_TEXT_MAX + 1);
	s->mem = malloc(SCN_MEM_BYTES);
	if (s->text == NULL || s->mem == NULL || f == NULL) {
		cannot(path, strerror(errno));
		if (f != NULL && f != stdin)
			fclose(f);
		return false;
	}
	errno = 0;
	s->bytes = fread(s->text, 1, SCN_TEXT_MAX + 1, f);
	if (ferror(f) != 0) {
		cannot(path, strerror(errno));
		fclose(f);
		return false;
	}
	if (f != stdin)
		fclose(f);
	return true;
}

static int parse_source(const char *path, struct source *s)
{
	struct scn_error err;
	struct cli_line l = { .n = 0 };

	s->file = scn_parse(s->text, s->bytes, s->mem, SCN_MEM_BYTES, &err);
	if (s->file != NULL)
		return CLI_SIM_SAME;
	cli_line_put_guest(&l, path);
	cli_line_put(&l, ":%d:%d: ", err.line, err.col);
	cli_line_put_guest(&l, err.text);
	fprintf(stderr, "%s\n", l.s);
	return CLI_SIM_CANNOT;
}

/* ----------------------------------------------------------- the strategy */

static void note(struct cli_schedule *s, uint32_t answer)
{
	size_t max = s->taken_max * 2 + 64;
	uint32_t *more;

	if (s->nr_taken == s->taken_max) {
		more = realloc(s->taken, max * sizeof(*more));
		if (more == NULL)
			return;
		s->taken = more;
		s->taken_max = max;
	}
	s->taken[s->nr_taken++] = answer;
}

/* splitmix64: S. Vigna, public domain; the high half is taken. */
uint32_t cli_sim_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (uint32_t)((z ^ z >> 31) >> 32);
}

static uint32_t choose(void *arg, const struct sim_choice *choice)
{
	struct cli_schedule *s = arg;
	uint32_t answer = 0;

	if (choice->number < s->nr_given)
		answer = s->given[choice->number];
	else if (s->is_random)
		answer = cli_sim_random(&s->state) % choice->nr;
	if (answer >= choice->nr)
		answer = choice->nr - 1;
	note(s, answer);
	return answer;
}

/* ---------------------------------------------------------------- the play */

static struct sim_player *player;

static const char *comm(void *arg, int pid, int tid)
{
	(void)arg;
	return sim_player_name(player, tid != 0 ? tid : pid);
}

static void event(void *arg, const struct ksig_event *ev)
{
	cli_tracer_event(arg, ev);
}

static int open_output(struct cli_sim *c)
{
	struct cli_out *out = &c->tracer.out;
	int error;

	c->tracer.view.comm = comm;
	if (c->output == NULL || strcmp(c->output, "-") == 0) {
		out->fd = STDOUT_FILENO;
	} else {
		error = cli_out_open(out, c->output);
		if (error != 0)
			return cannot(c->output, strerror(error));
	}
	out->is_json = c->tracer.json;
	c->tracer.view.color = !c->tracer.json &&
			       cli_color_wanted(c->shown.color, out);
	return CLI_SIM_SAME;
}

/* The version to behave as: what was asked for, or what the file is for. */
static uint32_t version_of(const struct cli_sim *c, const struct scn_file *f)
{
	uint32_t v = c->linux_version;

	if (v != 0)
		return v;
	if (f->linux_max != 0 && f->linux_max << 8 <= NEWEST_LINUX)
		return (f->linux_max << 8) - 1;
	return f->linux_min << 8 > NEWEST_LINUX ? f->linux_min << 8 :
						  NEWEST_LINUX;
}

/* Why the file is not for this machine, or NULL. */
static const char *not_for(const struct cli_sim *c, const struct scn_file *f)
{
	uint32_t v = version_of(c, f) >> 8;

	if (!(f->ports & SCN_ON_SIM))
		return "not for sim";
	if (v < f->linux_min || (f->linux_max != 0 && v >= f->linux_max))
		return "for another version of Linux";
	return NULL;
}

static int find_victim(struct cli_sim *c, const struct scn_file *f)
{
	int i;

	for (i = 0; i < f->nr_actors; i++)
		if (strcmp(f->actor[i], c->kill_actor) == 0) {
			c->sim.kill_actor = i;
			return CLI_SIM_SAME;
		}
	return cannot(c->file, "--kill names an actor that is not in it");
}

static void start_tracer(struct cli_sim *c)
{
	static char *argv[2];

	argv[0] = (char *)(uintptr_t)c->file;
	c->tracer.argv = argv;
	c->tracer.view.start_ns = SIM_START_NS;
	if (c->tracer.json)
		cli_json_header(c->tracer.argv, &c->tracer.out);
	if (!c->is_quiet) {
		c->sim.trace = event;
		c->sim.trace_arg = &c->tracer;
	}
}

/* -------------------------------------------------------------- the verdict */

static void print_again(const struct cli_sim *c)
{
	const struct cli_schedule *s = &c->schedule;
	size_t last = s->nr_taken, i;

	printf("repeat: ksig sim%s\n", c->again);
	if (s->is_random || last == 0)
		return;
	while (last > 0 && s->taken[last - 1] == 0)
		last--;
	if (last == 0)
		return;
	printf("schedule: ");
	for (i = 0; i < last; i++)
		printf("%s%u", i > 0 ? "," : "", s->taken[i]);
	printf("\n");
}

static int write_record(struct cli_sim *c, const struct source *s,
			const struct scn_text *transcript)
{
	char *buf = malloc(DIFF_BYTES);
	struct scn_text out = { buf, 0, DIFF_BYTES };
	FILE *to;

	if (buf == NULL)
		return cannot(c->file, strerror(errno));
	buf[0] = '\0';
	scn_record(s->file, s->text, s->bytes, transcript, '>', &out);
	to = fopen(c->file, "w");
	if (to == NULL || fwrite(buf, 1, out.len, to) != out.len ||
	    fclose(to) != 0) {
		free(buf);
		return cannot(c->file, strerror(errno));
	}
	free(buf);
	return CLI_SIM_SAME;
}

static int compare(struct cli_sim *c, const struct source *s,
		   const struct scn_text *transcript)
{
	char *buf = malloc(DIFF_BYTES);
	struct scn_text diff = { buf, 0, DIFF_BYTES };
	int same;

	if (buf == NULL)
		return cannot(c->file, strerror(errno));
	buf[0] = '\0';
	same = scn_compare(s->file, sim_machine(), transcript, &diff);
	if (c->record) {
		free(buf);
		return write_record(c, s, transcript);
	}
	if (same)
		printf("%s: as expected\n", c->file);
	else
		printf("--- %s\n+++ sim\n%s", c->file, buf);
	if (!same)
		print_again(c);
	free(buf);
	return same ? CLI_SIM_SAME : CLI_SIM_DIFFERS;
}

static int judge(struct cli_sim *c, const struct source *s,
		 const struct sim_result *r)
{
	if (c->show || r->verdict == SIM_PLAY_BUG)
		fputs(r->transcript.buf, stdout);
	switch (r->verdict) {
	case SIM_PLAYED:
		return compare(c, s, &r->transcript);
	case SIM_PLAY_BUG:
		printf("%s: %s\n", c->file, r->why);
		print_again(c);
		return CLI_SIM_DIFFERS;
	case SIM_PLAY_REFUSED:
	case SIM_PLAY_BROKE:
		break;
	}
	fflush(stdout);
	return cannot(c->file, r->why);
}

static int play(struct cli_sim *c, const struct source *s)
{
	struct sim_result r;
	int status;

	c->schedule.state = c->schedule.seed;
	c->sim.linux_version = version_of(c, s->file);
	c->sim.choose = choose;
	c->sim.choose_arg = &c->schedule;
	if (c->kill_actor != NULL && find_victim(c, s->file) != 0)
		return CLI_SIM_CANNOT;
	status = open_output(c);
	if (status != 0)
		return status;
	player = sim_player_new();
	if (player == NULL)
		return cannot(c->file, strerror(ENOMEM));
	start_tracer(c);
	sim_play(player, s->file, &c->sim, c->record || s->file->has_trace ||
		 c->show, &r);
	if (!c->is_quiet)
		cli_tracer_flush(&c->tracer, true);
	status = judge(c, s, &r);
	sim_player_free(player);
	return status;
}

int cli_sim_file(struct cli_sim *c)
{
	struct source s = { NULL, NULL, 0, NULL };
	int status = CLI_SIM_CANNOT;
	const char *no;

	if (read_source(c->file, &s))
		status = parse_source(c->file, &s);
	if (s.file != NULL) {
		no = not_for(c, s.file);
		if (no != NULL) {
			printf("%s: skipped: %s\n", c->file, no);
			status = CLI_SIM_SKIPPED;
		} else {
			status = play(c, &s);
		}
	}
	free_source(&s);
	free(c->schedule.given);
	free(c->schedule.taken);
	return status;
}
