# SPDX-License-Identifier: MIT
# Programs with one signal bug each, and their corrected twins (README.md):
# every tests/programs/buggy/NAME.c becomes $(OUT)/programs/buggy/NAME.
OUT ?= out
BUGGY_DIR := tests/programs/buggy
BUGGY_OUT := $(OUT)/programs/buggy
BUGGY_SRC := $(sort $(wildcard $(BUGGY_DIR)/*.c))
BUGGY_PRICK := $(sort $(wildcard $(BUGGY_DIR)/prick/*.c))
BUGGY := $(BUGGY_SRC:$(BUGGY_DIR)/%.c=$(BUGGY_OUT)/%)
# Symbols are bound at the start, as Debian's hardened programs have it: or
# most of their instructions would be ld.so's.
BUGGY_CFLAGS := -std=gnu17 -O1 -g $(WARN) -Wl,-z,now -pthread

.PHONY: buggy buggy-test
buggy: $(BUGGY) $(BUGGY_OUT)/prick

$(BUGGY): $(BUGGY_OUT)/%: $(BUGGY_DIR)/%.c $(BUGGY_DIR)/buggy.h | deps-build
	@mkdir -p $(@D)
	gcc $(BUGGY_CFLAGS) -o $@ $<

$(BUGGY_OUT)/prick: $(BUGGY_PRICK) $(BUGGY_DIR)/prick/prick.h | deps-build
	@mkdir -p $(@D)
	gcc $(BUGGY_CFLAGS) -o $@ $(BUGGY_PRICK)

buggy-test: buggy ## the programs with signal bugs: each fails, its twin does not
	@OUT=$(OUT) $(BUGGY_DIR)/selftest $(BUGGY_FLAGS)

.PHONY: buggy-explore
buggy-explore: $(OUT)/ksig buggy ## ksig explore and check on them: all found, no twin
	@OUT=$(OUT) $(BUGGY_DIR)/explored $(BUGGY_FLAGS)
