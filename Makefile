# SPDX-License-Identifier: MIT
# ksig. `make help` prints the targets.
OUT := out
CC ?= gcc
PREFIX ?= /usr/local
DESTDIR ?=
VERSION := $(shell sed -n 's/^\#define KSIG_VERSION "\(.*\)"/\1/p' \
	include/ksig/ksig.h)

# CI and releases build with warnings as errors: make WERROR=-Werror
WERROR ?=
WARN := -Wall -Wextra -Wpedantic $(WERROR)
OPT ?= -O2 -g
CFLAGS_ALL = -std=c17 $(OPT) $(WARN) $(CFLAGS) -MMD -MP
DEPS := tools/deps
# For what builds and then tests: all CPUs, if nobody has said how many.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

include ksig.mk
include cli/cli.mk
include scenario/scenario.mk
include ports/sim/sim.mk
include ports/kernel/kernel.mk
HOST_SRCS := $(wildcard ports/host/*.c)
HOST_ASM := ports/host/stub.S ports/host/guest_entry.S
HOST_LIBS = $(shell pkg-config --libs libseccomp)

LIB_OBJS := $(KSIG_SRCS:%.c=$(OUT)/obj/%.o)
HOST_OBJS := $(HOST_SRCS:%.c=$(OUT)/obj/%.o) $(HOST_ASM:%.S=$(OUT)/obj/%.o)
CLI_OBJS := $(patsubst %.c,$(OUT)/obj/%.o,$(CLI_SRCS) $(EXPLORE_SRCS))

.PHONY: all demo test test-build check-all bench help install uninstall clean \
	deps-build deps-unit deps-bench deps-callgrind

all: $(OUT)/ksig $(OUT)/libksig.a ## build the command and the library into out/

deps-build:
	@$(DEPS) build

deps-unit:
	@$(DEPS) build unit

deps-bench:
	@$(DEPS) build bench

deps-callgrind:
	@$(DEPS) build callgrind

$(LIB_OBJS): $(OUT)/obj/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -ffreestanding -fPIC $(KSIG_INCLUDES) -c $< -o $@

$(HOST_SRCS:%.c=$(OUT)/obj/%.o): $(OUT)/obj/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Iinclude -c $< -o $@

# It is copied into guests: nothing that needs a table, a guard or a library.
GUEST_CFLAGS := -O2 -fPIC -fvisibility=hidden -fno-jump-tables -ffreestanding \
	-fno-stack-protector -fno-sanitize=all -fcf-protection=none \
	-fno-profile-arcs \
	-fno-asynchronous-unwind-tables
$(OUT)/obj/ports/host/guest.o $(OUT)/obj/ports/host/guest_frame.o: \
	CFLAGS_ALL += $(GUEST_CFLAGS)

$(HOST_ASM:%.S=$(OUT)/obj/%.o): $(OUT)/obj/%.o: %.S ports/host/guest.h
	@mkdir -p $(@D)
	$(CC) -Iinclude -c $< -o $@

$(CLI_OBJS): $(OUT)/obj/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CLI_CFLAGS) -c $< -o $@

$(OUT)/obj/explore/runner/unsafe.o: $(OUT)/gen/safety_table.h

$(OUT)/libksig.a: $(LIB_OBJS)
	@rm -f $@
	$(AR) rcs $@ $(LIB_OBJS)

$(OUT)/ksig: $(CLI_OBJS) $(HOST_OBJS) $(SIM_OBJS) $(SCN_OBJS) \
		$(OUT)/libksig.a
	$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(CLI_LIBS) $(HOST_LIBS)

-include $(LIB_OBJS:.o=.d) $(HOST_OBJS:.o=.d) $(CLI_OBJS:.o=.d)

include tests/unit/unit.mk
include tests/unit/smp.mk
include tests/fuzz/fuzz.mk
include tests/misuse/misuse.mk
include tests/explore/explore.mk
include tests/cli/cli-tests.mk
include tests/cluster/cluster.mk
include tests/sim/sim-tests.mk
include tests/oom/oom.mk
include tests/kernel/kernel-tests.mk
include tests/coverage/coverage.mk
include tests/diff/diff.mk
-include tests/host/host-tests.mk
-include tests/host/asan.mk
include tests/programs/programs.mk
include explore/safety.mk
include tests/programs/buggy/buggy.mk
include tests/suites/suites.mk
include bench/core/bench.mk
include bench/system/bench.mk
include bench/explore/bench.mk
include bench/kernel/bench.mk

# Both compilers, without a warning, over what lib-check does not see.
.PHONY: warnings
warnings: $(OUT)/gen/safety_table.h | deps-unit
	@for cc in gcc clang; do for f in $(HOST_SRCS); do \
		$$cc -std=c17 -O2 $(WARN) -Werror -Iinclude -fsyntax-only $$f \
			|| exit 1; done; \
	for f in $(SIM_SRCS); do \
		$$cc -std=c17 -O2 $(WARN) -Werror $(SIM_CFLAGS) \
			-fsyntax-only $$f || exit 1; done; \
	for f in $(CLI_SRCS) $(EXPLORE_SRCS); do \
		$$cc -std=c17 -O2 $(WARN) -Werror $(CLI_CFLAGS) -fsyntax-only \
			$$f || exit 1; done; done
	@echo "warnings: none from gcc and clang in ports/host, ports/sim, cli and explore"

demo: $(OUT)/ksig ## trace a small shell pipeline: the story of its signals
	@tools/demo $(OUT)/ksig

test-build:
	@$(DEPS) build unit small
	@$(MAKE) --no-print-directory $(JOBS) WERROR=-Werror all programs

test: test-build ## what takes under 10 minutes; closes with N passed, N failed
	@tests/run

check-all: ## all cases 20 times, installs a lot (CHECK_FLAGS="--times 1")
	@$(DEPS) build unit small large suites
	@$(MAKE) --no-print-directory $(JOBS) WERROR=-Werror all programs
	@tests/run --all $(CHECK_FLAGS)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort -u | \
		sed 's/:.*## /\t/' | awk -F'\t' '{printf "  %-14s %s\n", $$1, $$2}'

install: all kernel ## into $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include/ksig \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig \
		$(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/doc/ksig
	install -m 644 docs/TRACE.md docs/CLUSTER.md \
		$(DESTDIR)$(PREFIX)/share/doc/ksig
	install -m 755 $(OUT)/ksig $(DESTDIR)$(PREFIX)/bin/ksig
	install -D -m 644 $(KERNEL) \
		$(DESTDIR)$(PREFIX)/lib/ksig/ksig-kernel
	install -m 644 $(OUT)/libksig.a $(DESTDIR)$(PREFIX)/lib/libksig.a
	install -m 644 include/ksig/*.h $(DESTDIR)$(PREFIX)/include/ksig
	install -m 644 docs/ksig.1 $(DESTDIR)$(PREFIX)/share/man/man1/ksig.1
	install -m 644 cli/ksig.bash-completion \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/ksig
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
		tools/ksig.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/ksig.pc

uninstall: ## what install put there
	rm -rf $(DESTDIR)$(PREFIX)/bin/ksig $(DESTDIR)$(PREFIX)/include/ksig \
		$(DESTDIR)$(PREFIX)/lib/libksig.a \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig/ksig.pc \
		$(DESTDIR)$(PREFIX)/lib/ksig \
		$(DESTDIR)$(PREFIX)/share/man/man1/ksig.1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/ksig \
		$(DESTDIR)$(PREFIX)/share/doc/ksig

clean: ## remove out/
	rm -rf $(OUT)
