# SPDX-License-Identifier: MIT
# Which lines of the library do the unit tests and the scenarios on the
# simulator run? (gcov)
COV_OUT := $(OUT)/coverage
COV_LIB := $(KSIG_SRCS:%.c=$(COV_OUT)/obj/%.o)
COV_TESTS := $(UNIT_TESTS:%=$(COV_OUT)/%)

$(COV_LIB): $(COV_OUT)/obj/%.o: %.c $(UNIT_HDRS) | deps-unit
	@mkdir -p $(@D)
	@$(CC) $(UNIT_WARN) -O0 -g --coverage $(KSIG_INCLUDES) -c $< -o $@

$(COV_TESTS): $(COV_OUT)/test_%: $(UNIT_OUT)/obj/$(UNIT_DIR)/test_%.o \
		$(COV_LIB) $(UNIT_OUT)/obj/$(UNIT_DIR)/port.o
	@$(CC) --coverage -o $@ $^ -lcmocka

$(COV_OUT)/oom: tests/oom/oom.c $(SIM_OBJS) $(SCN_OBJS) $(COV_LIB)
	@$(CC) -std=c17 -O1 -g $(WARN) $(SIM_CFLAGS) --coverage -o $@ $^

.PHONY: coverage
coverage: $(COV_TESTS) $(COV_OUT)/oom ## lines of core/, sys/ and arch/ that tests run, a row a file
	@find $(COV_OUT) -name '*.gcda' -delete
	@tests/unit/run $(COV_TESTS)
	@$(COV_OUT)/oom tests/scenario/*.sig
	@tests/coverage/table $(COV_OUT)/obj $(KSIG_SRCS)
