# SPDX-License-Identifier: MIT
# The table of functions that a handler may call, for who looks into handlers:
# made of explore/signal-safety.txt.
SAFETY_TABLE := $(OUT)/gen/safety_table.h

$(SAFETY_TABLE): explore/gen-safety explore/signal-safety.txt \
		explore/causes.txt
	@mkdir -p $(@D)
	explore/gen-safety > $@

$(OUT)/tests/test_safety: tests/safety/test_safety.c $(SAFETY_TABLE)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -I$(OUT)/gen -o $@ $<

-include $(OUT)/tests/test_safety.d

.PHONY: safety-test
safety-test: $(OUT)/tests/test_safety ## the data about async-signal-safe functions
	@$(OUT)/tests/test_safety
	@tests/safety/test-gen-safety
