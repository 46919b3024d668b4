# SPDX-License-Identifier: MIT
# Tests of the runner on its host: refusals, statuses, what is inherited, what
# is left behind, floods. Included by the top Makefile.
OUT ?= out
# asan_options.c is asan.mk's; fail_alloc.c is linked into a command.
HOST_TEST_SRCS := $(sort $(filter-out tests/host/asan_options.c \
	tests/host/fail_alloc.c,$(wildcard tests/host/*.c)))
HOST_TEST_PROGS := $(HOST_TEST_SRCS:tests/host/%.c=$(OUT)/tests/host/%)
HOST_TEST_PROGS += $(OUT)/programs/glibc/flood_children

.PHONY: host-test
host-test: $(OUT)/ksig $(OUT)/nomem/ksig $(OUT)/scenario-play \
		$(HOST_TEST_PROGS) | deps-unit ## test the runner on its host
	OUT=$(OUT) python3 tests/host/test_host.py

$(OUT)/tests/host/%: tests/host/%.c | deps-unit
	@mkdir -p $(@D)
	$(CC) -std=c17 -O1 -g -Wall -Wextra -pthread -o $@ $<

# It has the runner in it.
$(OUT)/tests/host/stubs: tests/host/stubs.c tests/host/stub_calls.h $(HOST_OBJS) \
		$(OUT)/libksig.a | deps-unit
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Iinclude $(LDFLAGS) -o $@ $(filter-out %.h,$^) \
		$(HOST_LIBS)

# The command whose allocations fail when they are told to.
NOMEM_WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=fopen

$(OUT)/nomem/fail_alloc.o: tests/host/fail_alloc.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -O1 -g -Wall -Wextra -D_GNU_SOURCE -c -o $@ $<

$(OUT)/nomem/ksig: $(OUT)/nomem/fail_alloc.o $(OUT)/ksig
	@$(MAKE) --no-print-directory OUT=$(OUT)/nomem \
		LDFLAGS="$(LDFLAGS) $(NOMEM_WRAP) $<" $@
