# SPDX-License-Identifier: MIT
# The `ksig` command's own sources; the top Makefile links them with
# ports/host and libksig. Compile with $(CLI_CFLAGS), link with $(CLI_LIBS).
CLI_SRCS := $(addprefix cli/,main.c run.c trace.c sim.c sim_file.c sim_batch.c options.c tracer.c filter.c line.c \
	names.c out.c symbols.c text.c json.c summary.c psig.c psig_find.c \
	psig_proc.c psig_ask.c psig_attach.c psig_choose.c psig_stop.c \
	psig_inject.c psig_again.c psig_text.c psig_json.c kernel.c \
	kernel_image.c kernel_run.c kernel_trace.c)
# ksig explore and what belongs to it.
EXPLORE_SRCS := $(wildcard explore/*.c explore/*/*.c) cli/explore.c cli/merge.c cli/replay.c \
	cli/check.c
# Debian: libdw-dev, libjson-c-dev, libzydis-dev (which has no .pc file).
CLI_PKGS := libdw json-c
CLI_CFLAGS = -I. -I$(OUT)/gen -Iinclude -Iscenario -D_GNU_SOURCE $(shell pkg-config --cflags $(CLI_PKGS))
CLI_LIBS = $(shell pkg-config --libs $(CLI_PKGS)) -lZydis
