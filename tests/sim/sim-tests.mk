# SPDX-License-Identifier: MIT
# The simulator by itself, and every scenario on it; plain and with sanitizers.
SIM_TEST_OUT := $(OUT)/tests/sim
SIM_TESTS := $(patsubst tests/sim/%.c,%,$(wildcard tests/sim/test_*.c))
SIM_TEST_FLAGS := -std=c17 -O1 -g -Wall -Wextra -Wpedantic -Werror \
	-D_DEFAULT_SOURCE $(SIM_CFLAGS) -fno-stack-protector
SIM_TEST_ASAN := -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
SIM_TEST_HDRS := $(wildcard include/ksig/*.h core/*.h sys/*.h arch/*/*.h \
	ports/sim/*.h scenario/*.h tests/sim/*.h)
sim_test_lib = $(patsubst %.c,$(SIM_TEST_OUT)/$(1)/%.o,$(SIM_SRCS) \
	$(SCN_SRCS) $(KSIG_SRCS)) $(SIM_TEST_OUT)/$(1)/switch.o

$(SIM_TEST_OUT)/obj/%.o: %.c $(SIM_TEST_HDRS) | deps-unit
	@mkdir -p $(@D)
	@$(CC) $(SIM_TEST_FLAGS) -c $< -o $@

$(SIM_TEST_OUT)/asan/%.o: %.c $(SIM_TEST_HDRS) | deps-unit
	@mkdir -p $(@D)
	@$(CC) $(SIM_TEST_FLAGS) $(SIM_TEST_ASAN) -c $< -o $@

$(SIM_TEST_OUT)/%/switch.o: $(SIM_ASM)
	@mkdir -p $(@D)
	@$(CC) -c $< -o $@

$(SIM_TEST_OUT)/obj/test_%: $(SIM_TEST_OUT)/obj/tests/sim/test_%.o \
		$(call sim_test_lib,obj)
	@$(CC) -o $@ $^ -lcmocka

$(SIM_TEST_OUT)/asan/test_%: $(SIM_TEST_OUT)/asan/tests/sim/test_%.o \
		$(call sim_test_lib,asan)
	@$(CC) $(SIM_TEST_ASAN) -o $@ $^ -lcmocka

.PHONY: sim-test sim-test-asan
sim-test: $(SIM_TESTS:%=$(SIM_TEST_OUT)/obj/%) ## the simulator, every scenario on it
	@tests/unit/run $^

sim-test-asan: $(SIM_TESTS:%=$(SIM_TEST_OUT)/asan/%) ## the same with ASan and UBSan
	@tests/unit/run $^
