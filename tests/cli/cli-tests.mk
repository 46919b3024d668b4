# SPDX-License-Identifier: MIT
# Tests of the `ksig` command: the renderers on made-up events, and the
# command line of $(OUT)/ksig. Included by the top Makefile, after cli/cli.mk.
OUT ?= out
ifndef CLI_SRCS
include cli/cli.mk
endif
CLI_TEST_SRCS := $(filter-out cli/main.c cli/run.c cli/trace.c cli/sim%.c,$(CLI_SRCS)) \
	tests/cli/fake_host.c tests/cli/test_render.c
CLI_TEST_HDRS := $(wildcard cli/*.h tests/cli/*.h include/ksig/*.h \
	ports/host/host.h)
CLI_TEST_CFLAGS := -std=c17 -O1 -g -Wall -Wextra

# The longest are only run with KSIG_ALL set, as make check-all does.
.PHONY: cli-test cli-render-test psig-test cli-line-test explore-test \
	explore-dir-test explore-points-test explore-verdicts-test
cli-test: cli-render-test cli-line-test psig-test explore-test \
	explore-dir-test explore-points-test explore-verdicts-test ## test the command: options, output

cli-line-test: $(OUT)/ksig | deps-unit
	KSIG=$(OUT)/ksig python3 tests/cli/test_cli.py

explore-test: $(OUT)/ksig buggy | deps-unit
	KSIG=$(OUT)/ksig BUGGY=$(BUGGY_OUT) python3 tests/cli/test_explore.py

explore-dir-test: $(OUT)/ksig | deps-unit
	KSIG=$(OUT)/ksig CC="$(CC)" python3 tests/cli/test_explore_dir.py

explore-points-test: $(OUT)/ksig buggy | deps-unit
	KSIG=$(OUT)/ksig BUGGY=$(BUGGY_OUT) python3 \
		tests/cli/test_explore_points.py

explore-verdicts-test: $(OUT)/ksig buggy | deps-unit
	KSIG=$(OUT)/ksig BUGGY=$(BUGGY_OUT) python3 \
		tests/cli/test_explore_verdicts.py

# Who is asked by ksig psig. Not every gcc makes i386 programs; that one is
# then not there, and its test is skipped.
PSIG_TEST_PROGS := $(patsubst tests/cli/%.c,$(OUT)/tests/cli/%, \
	$(sort $(wildcard tests/cli/psig_*.c)))

psig-test: $(OUT)/ksig $(PSIG_TEST_PROGS) $(OUT)/tests/cli/i386 | deps-unit
	OUT=$(OUT) python3 tests/cli/test_psig.py

$(OUT)/tests/cli/%: tests/cli/%.c $(wildcard tests/cli/psig_*.h) | deps-unit
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O1 -g -Wall -Wextra $(WERROR) -pthread -o $@ $< -lrt

$(OUT)/tests/cli/i386: tests/cli/psig_i386.S | deps-unit
	@mkdir -p $(@D)
	$(CC) -m32 -nostdlib -static -no-pie -o $(@D)/psig_i386 $< || \
		echo "no i386 programs here"
	@touch $@

# Needs no runner.
cli-render-test: $(OUT)/tests/test_render $(OUT)/tests/test_render_nopie
	$(OUT)/tests/test_render
	$(OUT)/tests/test_render_nopie

$(OUT)/tests/test_render: $(CLI_TEST_SRCS) $(CLI_TEST_HDRS) | deps-unit
	@mkdir -p $(@D)
	$(CC) $(CLI_TEST_CFLAGS) $(CLI_CFLAGS) -o $@ $(CLI_TEST_SRCS) \
		$(CLI_LIBS) $(shell pkg-config --libs cmocka)

# At fixed addresses: symbols are found another way.
$(OUT)/tests/test_render_nopie: $(CLI_TEST_SRCS) $(CLI_TEST_HDRS) | deps-unit
	@mkdir -p $(@D)
	$(CC) $(CLI_TEST_CFLAGS) $(CLI_CFLAGS) -no-pie -fno-pie -o $@ \
		$(CLI_TEST_SRCS) $(CLI_LIBS) $(shell pkg-config --libs cmocka)
