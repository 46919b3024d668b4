# SPDX-License-Identifier: MIT
# Tests of the runner on its host: refusals, statuses, what is inherited, what
# is left behind, floods. Included by the top Makefile.
OUT ?= out
# asan_options.c is asan.mk's.
HOST_TEST_SRCS := $(sort $(filter-out tests/host/asan_options.c, \
	$(wildcard tests/host/*.c)))
HOST_TEST_PROGS := $(HOST_TEST_SRCS:tests/host/%.c=$(OUT)/tests/host/%)
HOST_TEST_PROGS += $(OUT)/programs/glibc/flood_children

.PHONY: host-test
host-test: $(OUT)/ksig $(HOST_TEST_PROGS) | deps-unit ## test the runner on its host
	OUT=$(OUT) python3 tests/host/test_host.py

$(OUT)/tests/host/%: tests/host/%.c | deps-unit
	@mkdir -p $(@D)
	$(CC) -std=c17 -O1 -g -Wall -Wextra -pthread -o $@ $<
