# SPDX-License-Identifier: MIT
# Every allocation of every scenario fails once, on the simulator; and every
# copy from and to user memory.
$(OUT)/tests/oom: tests/oom/oom.c $(SIM_OBJS) $(SCN_OBJS) $(LIB_OBJS)
	@mkdir -p $(@D)
	@$(CC) -std=c17 -O1 -g $(WARN) $(SIM_CFLAGS) -o $@ $^

.PHONY: oom
oom: $(OUT)/tests/oom ## every allocation of every scenario fails once, every user copy
	@$(OUT)/tests/oom tests/scenario/*.sig
	@$(OUT)/tests/oom --copies tests/scenario/*.sig
