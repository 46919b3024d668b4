# SPDX-License-Identifier: MIT
# Wrong uses of the library, each of which must fail for the reason it says:
# at run time (misuse.c) and at compile time (compile/*.c).
MISUSE_OUT := $(OUT)/misuse

$(MISUSE_OUT)/misuse: tests/misuse/misuse.c $(call unit_lib,obj)
	@mkdir -p $(@D)
	@$(CC) $(UNIT_WARN) -O1 -g $(KSIG_INCLUDES) -o $@ $^

.PHONY: misuse
misuse: $(MISUSE_OUT)/misuse ## wrong uses of the library: each must fail as it should
	@$(MISUSE_OUT)/misuse
	@tests/misuse/compile-check tests/misuse/compile/*.c
