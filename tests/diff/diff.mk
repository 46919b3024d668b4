# SPDX-License-Identifier: MIT
# Random scenarios on every machine: make diff SEED=n N=20000.
# HOST=k: only each k-th on host; 0: none.
SEED ?= 1
N ?= 1000
HOST ?= 1
.PHONY: diff
diff: $(OUT)/scenario-play $(OUT)/ksig ## random scenarios on linux, sim and host (SEED=n N=20000 HOST=k)
	@tests/diff/diff --seed $(SEED) --number $(N) --host $(HOST)
