# SPDX-License-Identifier: MIT
# The library's unit tests: `unit`, the same with sanitizers, `lib-check`.
UNIT_DIR := tests/unit
UNIT_OUT := $(OUT)/tests/unit
UNIT_TESTS := $(patsubst $(UNIT_DIR)/%.c,%,$(wildcard $(UNIT_DIR)/test_*.c))
UNIT_WARN := -std=c17 -Wall -Wextra -Wpedantic -Werror
UNIT_HDRS := $(wildcard include/ksig/*.h core/*.h sys/*.h arch/*/*.h \
	$(UNIT_DIR)/*.h)
UNIT_ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer

$(UNIT_OUT)/obj/%.o $(UNIT_OUT)/asan/%.o: UNIT_FLAGS = $(UNIT_WARN) -O1 -g \
	$(KSIG_INCLUDES)

$(UNIT_OUT)/obj/%.o: %.c $(UNIT_HDRS) | deps-unit
	@mkdir -p $(@D)
	@$(CC) $(UNIT_FLAGS) -c $< -o $@

$(UNIT_OUT)/asan/%.o: %.c $(UNIT_HDRS) | deps-unit
	@mkdir -p $(@D)
	@$(CC) $(UNIT_FLAGS) $(UNIT_ASAN) -c $< -o $@

# Which directory of objects a target links from.
unit_lib = $(KSIG_SRCS:%.c=$(UNIT_OUT)/$(1)/%.o) \
	$(UNIT_OUT)/$(1)/$(UNIT_DIR)/port.o

$(UNIT_OUT)/obj/test_%: $(UNIT_OUT)/obj/$(UNIT_DIR)/test_%.o \
		$(call unit_lib,obj)
	@$(CC) -o $@ $^ -lcmocka

$(UNIT_OUT)/asan/test_%: $(UNIT_OUT)/asan/$(UNIT_DIR)/test_%.o \
		$(call unit_lib,asan)
	@$(CC) $(UNIT_ASAN) -o $@ $^ -lcmocka

$(UNIT_OUT)/skeleton: ports/skeleton/skeleton.c $(KSIG_SRCS) $(UNIT_HDRS) \
		| deps-unit
	@mkdir -p $(@D)
	@$(CC) $(UNIT_WARN) -O1 -g $(KSIG_INCLUDES) -o $@ \
		ports/skeleton/skeleton.c $(KSIG_SRCS)

.PHONY: unit unit-asan lib-check
.SECONDARY:

unit: $(UNIT_TESTS:%=$(UNIT_OUT)/obj/%) $(UNIT_OUT)/skeleton ## unit tests of the library
	@tests/unit/run $(UNIT_TESTS:%=$(UNIT_OUT)/obj/%)
	@$(UNIT_OUT)/skeleton | diff ports/skeleton/expected - && \
		echo "skeleton: as expected"

unit-asan: $(UNIT_TESTS:%=$(UNIT_OUT)/asan/%) ## the same with ASan and UBSan
	@tests/unit/run $(UNIT_TESTS:%=$(UNIT_OUT)/asan/%)

lib-check: | deps-unit ## both compilers without a warning, lock contracts, no libc
	@OUT=$(UNIT_OUT)/lib tests/unit/lib-check $(KSIG_SRCS)
