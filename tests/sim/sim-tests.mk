# SPDX-License-Identifier: MIT
# The simulator by itself, plain and with sanitizers.
SIM_TEST_FLAGS := -std=c17 -g -Wall -Wextra -Wpedantic -Werror $(SIM_CFLAGS) \
	-fno-stack-protector
SIM_TEST_SRCS := $(SIM_SRCS) $(SIM_ASM) $(SCN_SRCS) $(KSIG_SRCS) \
	$(wildcard tests/sim/test_*.c)
SIM_TEST_HDRS := $(wildcard include/ksig/*.h core/*.h sys/*.h arch/*/*.h \
	ports/sim/*.h scenario/*.h tests/sim/*.h)

$(OUT)/tests/sim/test_sim: $(SIM_TEST_SRCS) $(SIM_TEST_HDRS) | deps-unit
	@mkdir -p $(@D)
	@$(CC) $(SIM_TEST_FLAGS) -O1 -o $@ $(SIM_TEST_SRCS) -lcmocka

$(OUT)/tests/sim/test_sim_asan: $(SIM_TEST_SRCS) $(SIM_TEST_HDRS) | deps-unit
	@mkdir -p $(@D)
	@$(CC) $(SIM_TEST_FLAGS) -O1 -fno-omit-frame-pointer \
		-fsanitize=address,undefined -fno-sanitize-recover=all \
		-o $@ $(SIM_TEST_SRCS) -lcmocka

.PHONY: sim-test sim-test-asan
sim-test: $(OUT)/tests/sim/test_sim ## unit tests of the simulator
	@tests/unit/run $<

sim-test-asan: $(OUT)/tests/sim/test_sim_asan ## the same with ASan and UBSan
	@tests/unit/run $<
