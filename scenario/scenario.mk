# SPDX-License-Identifier: MIT
# Scenarios: the interpreter (SCN_SRCS, which ports/sim links too), and the
# program that plays them with real system calls.
SCN_SRCS := $(addprefix scenario/,lex.c parse.c value.c header.c verbs.c \
	text.c names.c decode.c actor.c director.c compare.c record.c \
	print.c) \
	$(wildcard scenario/do_*.c)
SCN_PLAY_SRCS := $(SCN_SRCS) $(addprefix scenario/,linux_actor.c \
	linux_fault.c linux_director.c play.c)
# No stack protector, and nothing of libc in what actors run: %fs is theirs.
SCN_CFLAGS := -Iscenario -Iinclude -fno-stack-protector
SCN_PLAY_OBJS := $(SCN_PLAY_SRCS:%.c=$(OUT)/obj/%.o)

$(SCN_PLAY_OBJS): $(OUT)/obj/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(SCN_CFLAGS) -c $< -o $@

# Static and at a fixed address: an exec finds every pointer as it was.
$(OUT)/scenario-play: $(SCN_PLAY_OBJS)
	$(CC) $(OPT) -static -no-pie -o $@ $^

.PHONY: scenario-play
scenario-play: $(OUT)/scenario-play ## the program that plays tests/scenario

-include $(SCN_PLAY_OBJS:.o=.d)
