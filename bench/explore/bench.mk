# SPDX-License-Identifier: MIT
# ksig explore: points a second.
OUT ?= out

$(OUT)/bench/calls: bench/explore/calls.c | deps-bench
	@mkdir -p $(@D)
	$(CC) -std=c17 -O2 -Wall -Wextra -o $@ $<

.PHONY: bench-explore
bench: bench-explore
bench-explore: $(OUT)/bench/calls $(OUT)/ksig ## points a second of ksig explore
	@bench/explore/bench $(OUT)/ksig $<
