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

$(OUT)/bench/growth: bench/core/growth.c tests/unit/port.c $(KSIG_SRCS) \
		$(BENCH_CORE_HDRS) | deps-callgrind
	@mkdir -p $(@D)
	$(CC) -std=c17 -O2 -g -Wall -Wextra $(KSIG_INCLUDES) -o $@ \
		bench/core/growth.c tests/unit/port.c $(KSIG_SRCS)

.PHONY: bench-core bench-growth
bench-core: $(OUT)/bench/corebench | deps-callgrind ## instructions of libksig alone (callgrind)
	bench/core/count $< $(OUT)/bench
	@$(MAKE) --no-print-directory bench-growth

bench-growth: $(OUT)/bench/growth | deps-callgrind ## does their number grow with what is queued, with tasks
	@bench/core/growth.py $< $(OUT)/bench
