# SPDX-License-Identifier: MIT
# The library alone, counted by callgrind.
BENCH_CORE_SRCS := bench/core/corebench.c tests/unit/port.c
BENCH_CORE_HDRS := $(wildcard include/ksig/*.h core/*.h sys/*.h arch/*/*.h \
	tests/unit/port.h)

$(OUT)/bench/corebench: $(BENCH_CORE_SRCS) $(KSIG_SRCS) $(BENCH_CORE_HDRS) \
		| deps-callgrind
	@mkdir -p $(@D)
	$(CC) -std=c17 -O2 -g -Wall -Wextra $(KSIG_INCLUDES) -o $@ \
		$(BENCH_CORE_SRCS) $(KSIG_SRCS)

.PHONY: bench-core
bench-core: $(OUT)/bench/corebench | deps-callgrind ## instructions of libksig alone (callgrind)
	bench/core/count $< $(OUT)/bench
