# SPDX-License-Identifier: MIT
# The library on many CPUs: every task a thread, under ThreadSanitizer.
SMP_SRCS := tests/unit/smp/smp.c
SMP_HDRS := $(wildcard include/ksig/*.h core/*.h sys/*.h arch/*/*.h)

$(OUT)/tests/unit/smp: $(SMP_SRCS) $(KSIG_SRCS) $(SMP_HDRS) \
		| deps-unit
	@mkdir -p $(@D)
	@$(CC) -std=c17 -Wall -Wextra -Wpedantic -Werror -O1 -g \
		-fsanitize=thread $(KSIG_INCLUDES) -o $@ $(SMP_SRCS) \
		$(KSIG_SRCS) -pthread

.PHONY: unit-tsan
# The sanitizer of gcc 12 does not know the address spaces of new kernels.
unit-tsan: $(OUT)/tests/unit/smp ## tasks as threads, under ThreadSanitizer
	@timeout 300 setarch -R $(OUT)/tests/unit/smp
