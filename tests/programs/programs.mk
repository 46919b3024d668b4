# Builds the C conformance programs: every tests/programs/c/NAME.c becomes
# $(OUT)/programs/glibc/NAME and $(OUT)/programs/musl/NAME (static).
# Included by the top Makefile.
# A program with the line "ksig-test: no-musl" is built for glibc only.
OUT ?= out
PROG_DIR := tests/programs/c
PROG_CFLAGS := -std=gnu17 -O1 -g -Wall -Wextra -pthread
PROG_SRC := $(sort $(wildcard $(PROG_DIR)/*.c))
PROG_NOMUSL := $(shell grep -l 'ksig-test: no-musl' $(PROG_SRC) /dev/null)
PROG_HDR := $(wildcard $(PROG_DIR)/*.h)
PROG_GLIBC := $(PROG_SRC:$(PROG_DIR)/%.c=$(OUT)/programs/glibc/%)
PROG_MUSL := $(patsubst $(PROG_DIR)/%.c,$(OUT)/programs/musl/%,$(filter-out $(PROG_NOMUSL),$(PROG_SRC)))

.PHONY: programs programs-clean
programs: $(PROG_GLIBC) $(PROG_MUSL)

$(OUT)/programs/glibc/%: $(PROG_DIR)/%.c $(PROG_HDR) | deps-unit
	@mkdir -p $(@D)
	gcc $(PROG_CFLAGS) -o $@ $< -lrt

$(OUT)/programs/musl/%: $(PROG_DIR)/%.c $(PROG_HDR) | deps-unit
	@mkdir -p $(@D)
	musl-gcc -static $(PROG_CFLAGS) -o $@ $<

programs-clean:
	rm -rf $(OUT)/programs
