# SPDX-License-Identifier: MIT
# The simulator: a machine in memory (SIM_SRCS without play.c, machine.c,
# fault.c and story.c needs libksig only), and scenarios on it. It links
# scenario/'s SCN_SRCS, with objects of its own: they run on coroutines.
SIM_SRCS := $(wildcard ports/sim/*.c)
SIM_ASM := ports/sim/switch.S
SIM_CFLAGS := -I. -Iinclude -Iscenario
SIM_OBJS := $(SIM_SRCS:%.c=$(OUT)/obj/%.o) $(SIM_ASM:%.S=$(OUT)/obj/%.o)
SCN_OBJS := $(SCN_SRCS:%.c=$(OUT)/obj/%.o)

$(SIM_SRCS:%.c=$(OUT)/obj/%.o): $(OUT)/obj/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(SIM_CFLAGS) -c $< -o $@

$(SIM_ASM:%.S=$(OUT)/obj/%.o): $(OUT)/obj/%.o: %.S
	@mkdir -p $(@D)
	$(CC) -c $< -o $@

-include $(SIM_OBJS:.o=.d)
