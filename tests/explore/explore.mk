# SPDX-License-Identifier: MIT
# Scenarios on every schedule: docs/EXPLORE.md. libksig is built so that its
# atomic accesses are points of the simulator's, too.
EXPLORE_SRCS := $(wildcard tests/explore/*.c)
EXPLORE_OBJS := $(EXPLORE_SRCS:%.c=$(OUT)/obj/%.o)
EXPLORE_LIB := $(OUT)/explore/libksig.a
EXPLORE_LIB_OBJS := $(KSIG_SRCS:%.c=$(OUT)/explore/obj/%.o)

$(EXPLORE_OBJS): $(OUT)/obj/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(SIM_CFLAGS) -D_GNU_SOURCE -c $< -o $@

$(EXPLORE_LIB_OBJS): $(OUT)/explore/obj/%.o: %.c ports/sim/atomic.h \
		| deps-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -ffreestanding -fPIC $(KSIG_INCLUDES) \
		-include ports/sim/atomic.h -c $< -o $@

$(EXPLORE_LIB): $(EXPLORE_LIB_OBJS)
	@rm -f $@
	$(AR) rcs $@ $^

$(OUT)/explore/explore: $(EXPLORE_OBJS) $(SIM_OBJS) $(SCN_OBJS) $(EXPLORE_LIB)
	$(CC) $(OPT) $(LDFLAGS) -o $@ $^

# Repeats what the explorer has found, with the timeline.
$(OUT)/explore/ksig: $(CLI_OBJS) $(HOST_OBJS) $(SIM_OBJS) $(SCN_OBJS) \
		$(EXPLORE_LIB)
	$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(CLI_LIBS) $(HOST_LIBS)

-include $(EXPLORE_OBJS:.o=.d) $(EXPLORE_LIB_OBJS:.o=.d)

EXPLORE_FLAGS ?= --seconds 0.6 --random 300
EXPLORE_FILES = tests/explore/*.sig \
	$(shell grep -l '^par {' tests/scenario/*.sig)
.PHONY: explore explore-objects mutants
explore: $(OUT)/explore/explore ## every schedule of small scenarios (EXPLORE_FLAGS="--seconds 60")
	@$(OUT)/explore/explore $(EXPLORE_FLAGS) $(EXPLORE_FILES)

mutants: $(OUT)/explore/explore $(OUT)/explore/ksig $(OUT)/scenario-play ## plants known faults into core: which check catches which
	@tests/explore/mutants/run

# For tests/explore/mutants/run: all but one of them are linked again.
explore-objects:
	@echo $(EXPLORE_OBJS) $(SIM_OBJS) $(SCN_OBJS) $(EXPLORE_LIB_OBJS)
	@echo $(CLI_OBJS) $(HOST_OBJS) $(SIM_OBJS) $(SCN_OBJS) \
		$(EXPLORE_LIB_OBJS) $(CLI_LIBS) $(HOST_LIBS)
