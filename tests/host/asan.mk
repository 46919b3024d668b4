# SPDX-License-Identifier: MIT
# The command with AddressSanitizer and UndefinedBehaviorSanitizer, and every
# C program run on it once. Any report fails the run, wherever it was written.
ASAN_OUT := $(OUT)/asan
ASAN_LOG := $(abspath $(ASAN_OUT))/reports/report
ASAN_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
# gcc's shared libubsan knows no log_path that is linked in.
ASAN_LDFLAGS := -static-libasan -static-libubsan
ASAN_ONLY ?= glibc/*

.PHONY: asan-build asan-run

$(ASAN_OUT)/options.o: tests/host/asan_options.c tests/host/asan.mk
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -DASAN_LOG='"$(ASAN_LOG)"' -c $< -o $@

asan-build: $(ASAN_OUT)/options.o
	@$(MAKE) --no-print-directory OUT=$(ASAN_OUT) CC=gcc \
		OPT="-O1 -g $(ASAN_FLAGS)" \
		LDFLAGS="$(ASAN_LDFLAGS) $(ASAN_OUT)/options.o" $(ASAN_OUT)/ksig

# The reports may be of guests of any user's: the folder is open to all.
asan-run: asan-build ## the C programs once on a command with sanitizers
	@$(MAKE) --no-print-directory programs
	@rm -rf $(dir $(ASAN_LOG))
	@mkdir -p $(dir $(ASAN_LOG))
	@chmod 1777 $(dir $(ASAN_LOG))
	@set -f; fail=0; log=$(ASAN_OUT)/compare.log; \
	env -u ASAN_OPTIONS -u UBSAN_OPTIONS tests/programs/compare \
		--out $(OUT) --ksig $(ASAN_OUT)/ksig --kind c $(ASAN_ONLY) \
		>$$log 2>&1 || fail=1; \
	cat $$log; set +f; \
	for r in $(ASAN_LOG)*; do \
		[ ! -e "$$r" ] || { cat "$$r"; fail=1; }; \
	done; \
	if grep -E 'ERROR: AddressSanitizer|runtime error' $$log >&2; then \
		fail=1; \
	fi; \
	exit $$fail
