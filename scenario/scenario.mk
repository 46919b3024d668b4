# SPDX-License-Identifier: MIT
# Scenarios: the interpreter (SCN_SRCS, which ports/sim links too), and the
# program that plays them with real system calls.
SCN_SRCS := $(addprefix scenario/,lex.c parse.c value.c header.c verbs.c \
	text.c names.c decode.c actor.c director.c compare.c record.c \
	print.c batch.c) \
	$(wildcard scenario/do_*.c)
SCN_PLAY_SRCS := $(SCN_SRCS) $(addprefix scenario/,linux_actor.c \
	linux_fault.c linux_director.c linux_settle.c linux_look.c play.c)
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

# The parser's tests, with sanitizers; and the manual's list is the table's.
SCN_TEST := $(OUT)/tests/scenario/test_parse
$(SCN_TEST): tests/scenario/test_parse.c $(SCN_SRCS) $(wildcard scenario/*.h)
	@mkdir -p $(@D)
	$(CC) -std=c17 -O1 -g $(WARN) -fsanitize=address,undefined \
		-fno-sanitize-recover=all -Iscenario -Iinclude -o $@ \
		tests/scenario/test_parse.c $(SCN_SRCS) -lcmocka

.PHONY: scenario-test
scenario-test: $(SCN_TEST) $(OUT)/scenario-play ## the scenario parser's tests, and that docs/RULES.md is whole
	@$(SCN_TEST)
	@$(OUT)/scenario-play --verbs > $(SCN_TEST).verbs
	@sed '1,/^`scenario-play --verbs` prints/d' docs/SCENARIOS.md | \
		diff - $(SCN_TEST).verbs || { echo "docs/SCENARIOS.md: its \
		list is not that of scenario-play --verbs"; exit 1; }
	@tests/scenario/rules-check

.PHONY: conformance
conformance: $(OUT)/scenario-play $(OUT)/ksig ## every scenario on linux, sim and host: a row a rule
	@tests/scenario/conformance
