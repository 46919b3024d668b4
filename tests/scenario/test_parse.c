/* SPDX-License-Identifier: MIT */
/*
 * The scenario parser: every error with its place, and what becomes of a good
 * file. And the comparison: that it finds differences.
 */
#include "machine.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char mem[SCN_MEM_BYTES];
static struct scn_error err;

static struct scn_file *parse(const char *text)
{
	return scn_parse(text, strlen(text), mem, sizeof(mem), &err);
}

/* Text, and "line:col: what is wrong". */
static const char *const wrong[][2] = {
	{ "", "1:1: expected a step, found the end of the file" },
	{ "# Name: nothing\n\n",
	  "3:1: expected a step, found the end of the file" },
	{ "Q kill A USR1\n", "1:1: expected an actor that has begun, 'pass' "
		"or 'par', found 'Q'" },
	{ "kill A USR1\n", "1:1: expected an actor that has begun, 'pass' "
		"or 'par', found 'kill'" },
	{ "A klil A USR1\n", "1:3: expected a verb, found 'klil'" },
	{ "A\n", "1:2: expected a verb, found the end of the line" },
	{ "A kill A FOO\n", "1:10: expected a signal, found 'FOO'" },
	{ "A kill A RT33\n", "1:10: expected a signal, found 'RT33'" },
	{ "A kill A\n", "1:9: expected a signal (signal), found the end of "
		"the line" },
	{ "A kill = 0\n", "1:8: expected an actor, self, 0, -1, group:ACTOR "
		"or pid:NUMBER (target), found '='" },
	{ "A kill pid:x HUP\n", "1:8: expected an actor, self, 0, -1, "
		"group:ACTOR or pid:NUMBER, found 'pid:x'" },
	{ "A kill A HUP INT\n", "1:14: expected '=', '...' or a new line, "
		"found 'INT'" },
	{ "A kill B HUP\n", "1:1: expected a step that begins actor 'B'" },
	{ "A kill A HUP =\n", "1:15: expected a result, found the end of the "
		"line" },
	{ "A pause ... 3\n", "1:13: expected a new line, found '3'" },
	{ "A block {HUP\n", "1:13: expected a signal or '}', found the end of "
		"the line" },
	{ "A block {HUP WORD}\n", "1:14: expected a signal or '}', found "
		"'WORD'" },
	{ "A block 65\n", "1:9: expected a set of signals, found '65'" },
	{ "A nanosleep 10\n", "1:13: expected a time like 10ms, found '10'" },
	{ "A nanosleep 10m\n", "1:13: expected a time like 10ms, found "
		"'10m'" },
	{ "A exit x\n", "1:8: expected a number, found 'x'" },
	{ "A fork A\n", "1:8: expected a new actor, found 'A'" },
	{ "A fork b\n", "1:8: expected a new actor, found 'b'" },
	{ "A read p 1\n", "1:8: expected a name that an earlier step made, "
		"found 'p'" },
	{ "A pipe r r\n", "1:10: expected a new name, found 'r'" },
	{ "A getpgid {\n", "1:11: expected an actor, found '{'" },
	{ "A handle HUP do { read p 1 }\n",
	  "1:1: expected a step that makes 'p'" },
	{ "A sigaction HUP new=what\n", "1:21: expected ok, null, bad or a "
		"name of memory, found 'what'" },
	{ "A itimer FALSE 10ms\n", "1:10: expected one of REAL VIRTUAL PROF, "
		"found 'FALSE'" },
	{ "A handle HUP flags=RESTART|X\n", "1:20: expected one of NOCLDSTOP "
		"NOCLDWAIT SIGINFO UNSUPPORTED EXPOSE_TAGBITS RESTORER "
		"ONSTACK RESTART NODEFER RESETHAND, found 'RESTART|X'" },
	{ "A handle HUP colour=3\n", "1:14: expected an option of flags=, "
		"mask=, quiet=, info=, found 'colour=3'" },
	{ "A pause x=1\n", "1:9: expected no option, found 'x=1'" },
	{ "A nanosleep 1s rem=ok rem=ok\n",
	  "1:23: expected each option once, found 'rem=ok'" },
	{ "A handle HUP do say\n", "1:17: expected '{', found 'say'" },
	{ "A handle HUP do { say x\n", "2:1: expected a verb, found the end of "
		"the file" },
	{ "A handle HUP do { say x = 3 }\n", "1:25: expected ';', a new line or "
		"'}', found '='" },
	{ "A seq do { seq do { seq do { seq do { seq do { say x } } } } }\n",
	  "1:46: expected bodies less deep in each other, found '{'" },
	{ "A longjmp\n", "1:3: expected a verb that is not for handlers only, "
		"found 'longjmp'" },
	{ "pass soon\n", "1:6: expected a time like 10ms, found 'soon'" },
	{ "pass until b\n", "1:12: expected an actor, found 'b'" },
	{ "pass 10ms = 3\n", "1:11: expected a new line, found '='" },
	{ "par A\n", "1:5: expected '{', found 'A'" },
	{ "par {\n}\n", "2:1: expected a step, found '}'" },
	{ "par {\n A pause ...\n}\n",
	  "2:10: expected a new line or '}', found '...'" },
	{ "= A killed HUP\n",
	  "1:1: expected a step before its outcome, found '='" },
	{ "A pause\n= b x\n", "2:3: expected an actor's name after '='" },
	{ "A pause\nor\n",
	  "2:1: expected 'or' below a par block only, found 'or'" },
	{ "par {\n A pause\n}\nor 3\n", "4:4: expected a new line, found '3'" },
	{ "# Ports: linux mars\nA pause\n",
	  "1:16: expected ports: linux, sim, host or kernel" },
	{ "# Linux: 6.13\nA pause\n",
	  "1:10: expected '>= 6.13' or '< 6.13'" },
	{ "# Needs: luck\nA pause\n", "1:10: expected 'root'" },
};

static void each_error(void **state)
{
	char text[240];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_null(parse(wrong[i][0]));
		snprintf(text, sizeof(text), "%d:%d: %s", err.line, err.col,
			 err.text);
		assert_string_equal(text, wrong[i][1]);
	}
}

/* Limits: one more than fits is an error, no crash. */
static void limits(void **state)
{
	static char text[SCN_TEXT_MAX + 8];
	size_t n = 0;
	int i;

	(void)state;
	for (i = 0; i < SCN_HANDLES_MAX + 1; i++)
		n += (size_t)sprintf(text + n, "A handle HUP\n");
	assert_null(parse(text));
	assert_string_equal(err.text, "expected fewer handlers, found "
			    "'handle'");
	memset(text, '\n', sizeof(text) - 1);
	assert_null(parse(text));
	assert_string_equal(err.text, "the scenario is too large");
	assert_null(scn_parse("A pause\n", 8, mem, 64, &err));
	assert_string_equal(err.text, "the scenario is too large");
	for (n = 0, i = 0; i < 40; i++)
		n += (size_t)sprintf(text + n, "A fork B%d\n", i);
	text[n] = 0;
	assert_null(parse(text));
	assert_int_equal(err.line, SCN_ACTORS_MAX - 1);
}

static void a_good_file(void **state)
{
	struct scn_file *f = parse(
		"# Name: a name\n# Spec: kill(2)\n# Rule: 3 4\n"
		"# Ports: linux host\n# Linux: >= 6.13\n# Needs: root\n"
		"A handle RT1 mask={HUP 2} flags=RESTART|ONSTACK do {\n"
		"	kill self RT1; say x\n"
		"}\n"
		"A fork B # a child\n"
		"A kill group:B 0x0 = ESRCH\n"
		"> generate\n"
		"= A handler RT1\n"
		"pass 20ms\n");
	struct scn_stmt *s;

	(void)state;
	assert_non_null(f);
	assert_string_equal(f->name, "a name");
	assert_string_equal(f->rule, "3 4");
	assert_int_equal(f->ports, SCN_ON_LINUX | SCN_ON_HOST);
	assert_int_equal(f->linux_min, 0x060d);
	assert_true(f->needs_root && f->has_trace);
	s = f->stmts;
	assert_int_equal(s->arg[0].n, 33);
	assert_int_equal(s->opt[0].n, 0x18000000);
	assert_int_equal(s->opt[1].n, 3);
	assert_int_equal(s->slot, 0);
	assert_int_equal(s->end_line, 9);
	assert_int_equal(s->body->next->actor, -1);
	s = s->next->next;
	assert_string_equal(s->text, "A kill group:B 0x0");
	assert_string_equal(s->result, "ESRCH");
	assert_int_equal(s->arg[0].n, SCN_TO_PGRP);
	assert_true(s->expect->is_trace && !s->expect->next->is_trace);
	assert_int_equal(s->next->pass_ns, 20000000);
}

/* Whatever is cut off, or changed: an error or a file, and no crash. */
static void mangled(void **state)
{
	static const char text[] = "A handle USR1 mask={HUP} do { edit ax=3 }\n"
		"A fork B\npar {\n\tA pause\n\tB kill A USR1\n}\n= A pause "
		"EINTR\nor\n= A handler USR1\npass until A\nA poll timeout=0\n";
	static const char odd[] = "{};=|\n #\0\xff";
	char copy[sizeof(text)];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(text); i++) {
		scn_parse(text, i, mem, sizeof(mem), &err);
		for (j = 0; j < sizeof(odd) && i < sizeof(text) - 1; j++) {
			memcpy(copy, text, sizeof(text));
			copy[i] = odd[j];
			scn_parse(copy, sizeof(text) - 1, mem, sizeof(mem),
				  &err);
		}
	}
}

/* The example of every verb is accepted. */
static void examples(void **state)
{
	const struct scn_section *s;
	const struct scn_verb *v;
	char text[400];

	(void)state;
	for (s = scn_sections; s->title; s++) {
		for (v = s->verbs; v->name; v++) {
			snprintf(text, sizeof(text), "A seq do { fork B; "
				 "fork C; pipe r w; pipe s t; memory m; "
				 "epoll e; signalfd f HUP; pidfd_open p B; "
				 "timer t2 }\n%s%s%s\n",
				 v->flags & SCN_VERB_HANDLER ?
				 "A handle HUP do { " : "A ", v->example,
				 v->flags & SCN_VERB_HANDLER ? " }" : "");
			if (!parse(text) &&
			    !strstr(err.text, "a new actor") &&
			    !strstr(err.text, "a new name"))
				fail_msg("%s: %s", v->name, err.text);
		}
	}
}

static const struct scn_machine on_linux = { .port = SCN_ON_LINUX };
static const struct scn_machine on_sim = { .port = SCN_ON_SIM };
static char diff_text[4096];

static int compare(const char *file, const struct scn_machine *m,
		   const char *transcript)
{
	struct scn_file *f = parse(file);
	char buf[1000];
	struct scn_text t = { buf, strlen(transcript), sizeof(buf) };
	struct scn_text d = { diff_text, 0, sizeof(diff_text) };

	assert_non_null(f);
	diff_text[0] = 0;
	strcpy(buf, transcript);
	return scn_compare(f, m, &t, &d);
}

static void comparison(void **state)
{
	static const char one[] = "A kill self HUP = 3\n= A x 1\n= A y\n";
	static const char alt[] = "par {\nA pause\n}\n= A x\nor\n= A y\n";

	(void)state;
	assert_true(compare(one, &on_linux, one));
	assert_false(compare(one, &on_linux, "A kill self HUP = 3\n= A x 1\n"));
	assert_string_equal(diff_text, "@@ line 1 @@\n A kill self HUP = 3\n"
			    " = A x 1\n-= A y\n");
	assert_false(compare(one, &on_linux,
			     "A kill self HUP ...\n= A x 1\n= A y\n"));
	assert_false(compare(one, &on_linux, "A kill self HUP = 3\n= A y\n"
			     "= A x 1\n"));
	assert_true(compare(alt, &on_linux, "par {\nA pause\n}\n= A x\n"));
	assert_true(compare(alt, &on_linux, "par {\nA pause\n}\n= A y\n"));
	assert_false(compare(alt, &on_linux, "par {\nA pause\n}\n= A z\n"));
	assert_false(compare(alt, &on_linux,
			     "par {\nA pause\n}\n= A x\n= A y\n"));
}

/* Trace lines count on sim, and only if the file has any. */
static void comparison_of_traces(void **state)
{
	static const char with[] = "A pause\n> generate\n= A x\n";
	static const char without[] = "A pause\n= A x\n";

	(void)state;
	assert_true(compare(with, &on_linux, without));
	assert_true(compare(without, &on_sim, with));
	assert_true(compare(with, &on_sim, with));
	assert_false(compare(with, &on_sim, without));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_error),
		cmocka_unit_test(limits),
		cmocka_unit_test(a_good_file),
		cmocka_unit_test(mangled),
		cmocka_unit_test(examples),
		cmocka_unit_test(comparison),
		cmocka_unit_test(comparison_of_traces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
