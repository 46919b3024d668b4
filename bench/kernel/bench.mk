# SPDX-License-Identifier: MIT
# One static program on ksig's kernel and on Debian's, in QEMU.
BENCH_KERNEL_OUT := $(OUT)/bench/kernel
BENCH_KERNEL_SRCS := $(wildcard bench/kernel/*.c) bench/kernel/regs.S
BENCH_KERNEL_CFLAGS := -std=c17 -O2 -g $(WARN) -ffreestanding -fno-pie \
	-fno-stack-protector -fcf-protection=none
# Debian's kernel image: a package, or a file of yours; none at all if it is
# KSIG_LINUX=none.
BENCH_LINUX_PACKAGE ?=
KSIG_LINUX ?= $(BENCH_KERNEL_OUT)/vmlinuz
# Ours: built by ports/kernel, if there is one.
KSIG_KERNEL ?= $(OUT)/kernel/ksig-kernel

$(BENCH_KERNEL_OUT)/bench: $(BENCH_KERNEL_SRCS) bench/kernel/guest.h \
		| deps-bench-kernel
	@mkdir -p $(@D)
	$(CC) $(BENCH_KERNEL_CFLAGS) -nostdlib -static -no-pie -o $@ \
		$(BENCH_KERNEL_SRCS)

# On Linux it is init; ksig's kernel has an init of its own.
$(BENCH_KERNEL_OUT)/initramfs.cpio: $(BENCH_KERNEL_OUT)/bench \
		bench/kernel/cpio.py
	bench/kernel/cpio.py $@ init=$< bench=$<

.PHONY: deps-bench-kernel bench-kernel bench-kernel-test bench-linux-image
deps-bench-kernel:
	@$(DEPS) build bench-kernel

bench-linux-image:
	@bench/kernel/linux-image $(BENCH_KERNEL_OUT) $(BENCH_LINUX_PACKAGE)

bench-kernel: $(BENCH_KERNEL_OUT)/initramfs.cpio \
		$(if $(filter $(BENCH_KERNEL_OUT)/vmlinuz,$(KSIG_LINUX)),bench-linux-image) \
		$(if $(wildcard ports/kernel/kernel.mk),$(KSIG_KERNEL)) \
		| deps-bench-kernel ## instructions and latency of signals, ksig's kernel against Linux (QEMU)
	bench/kernel/bench --out $(BENCH_KERNEL_OUT) \
		$(if $(filter-out none,$(KSIG_LINUX)),--linux $(KSIG_LINUX)) \
		$(if $(wildcard ports/kernel/kernel.mk),--kernel $(KSIG_KERNEL)) \
		$(BENCH_KERNEL_FLAGS)

# The program natively, the archive, and what is made of its output.
bench-kernel-test: $(BENCH_KERNEL_OUT)/initramfs.cpio | deps-unit ## test bench/kernel itself
	BENCH=$(BENCH_KERNEL_OUT)/bench python3 bench/kernel/test_bench.py
