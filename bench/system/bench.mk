# The system benchmark: unmodified programs on ksig against native and peers.
OUT ?= out
BENCH_SYSTEM_CFLAGS = -std=c17 -O2 -Wall -Wextra -pthread

$(OUT)/bench/sigbench: bench/system/sigbench.c | deps-bench
	@mkdir -p $(@D)
	$(CC) $(BENCH_SYSTEM_CFLAGS) -o $@ $<

# The init of User Mode Linux.
$(OUT)/bench/sigbench.static: bench/system/sigbench.c | deps-bench
	@mkdir -p $(@D)
	$(CC) $(BENCH_SYSTEM_CFLAGS) -static -o $@ $<

.PHONY: bench bench-system
bench: bench-system bench-growth ## measure: ksig against native and its peers, cost growth (BENCH_FLAGS="--rows self --cpus 2")
bench-system: $(OUT)/bench/sigbench $(OUT)/bench/sigbench.static $(OUT)/ksig \
		| deps-bench
	bench/system/bench --out $(OUT) $(BENCH_FLAGS)
