# SPDX-License-Identifier: MIT
# Fuzzers (libFuzzer, ASan, UBSan): a file fuzz_NAME.c each, and its corpus in
# corpus/NAME. `fuzz-corpus` plays the corpora alone; `fuzz` looks for more.
FUZZ_DIR := tests/fuzz
FUZZ_OUT := $(OUT)/fuzz
FUZZ_NAMES := $(patsubst $(FUZZ_DIR)/fuzz_%.c,%,$(wildcard \
	$(FUZZ_DIR)/fuzz_*.c))
FUZZ_SAN := -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_FLAGS := -std=c17 -O1 -g -Wall -Wextra -Wpedantic -Werror \
	-fno-omit-frame-pointer $(FUZZ_SAN) $(KSIG_INCLUDES) -Iscenario
FUZZ_HDRS := $(UNIT_HDRS) $(wildcard scenario/*.h $(FUZZ_DIR)/*.h)
FUZZ_LIB := $(KSIG_SRCS:%.c=$(FUZZ_OUT)/obj/%.o) \
	$(FUZZ_OUT)/obj/$(UNIT_DIR)/port.o
FUZZ_SCN := $(SCN_SRCS:%.c=$(FUZZ_OUT)/obj/%.o)
SECONDS ?= 60
ONLY ?= $(FUZZ_NAMES)

$(FUZZ_OUT)/obj/%.o: %.c $(FUZZ_HDRS) | deps-fuzz
	@mkdir -p $(@D)
	@clang $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -c $< -o $@

$(FUZZ_OUT)/fuzz_%: $(FUZZ_OUT)/obj/$(FUZZ_DIR)/fuzz_%.o $(FUZZ_LIB)
	@clang $(FUZZ_SAN) -fsanitize=fuzzer -o $@ $^

$(FUZZ_OUT)/fuzz_scenario: $(FUZZ_SCN)

.PHONY: deps-fuzz fuzz-build fuzz fuzz-corpus fuzz-minimise
.SECONDARY:

deps-fuzz:
	@$(DEPS) build fuzz

fuzz-build: $(FUZZ_NAMES:%=$(FUZZ_OUT)/fuzz_%)

fuzz: fuzz-build ## look for faults by random inputs (SECONDS=60 each, ONLY="calls")
	@tests/fuzz/run --seconds $(SECONDS) $(FUZZ_OUT) $(ONLY)

fuzz-corpus: fuzz-build ## the fuzzers' corpora alone, without new inputs
	@tests/fuzz/run $(FUZZ_OUT) $(FUZZ_NAMES)

# What was found in $(FUZZ_OUT)/found too, made small, becomes the corpus.
fuzz-minimise: fuzz-build
	@tests/fuzz/run --minimise $(FUZZ_OUT) $(ONLY)
