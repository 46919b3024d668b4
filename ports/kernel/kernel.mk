# SPDX-License-Identifier: MIT
# The reference kernel (ports/kernel): its own sources and libksig's, compiled
# for a kernel.
KERNEL_DIR := ports/kernel
KERNEL_OUT := $(OUT)/kernel
KERNEL_SRCS := $(filter-out $(KERNEL_DIR)/init.c,$(wildcard $(KERNEL_DIR)/*.c))
KERNEL_ASM := $(addprefix $(KERNEL_DIR)/,boot.S trampoline.S entry.S)
KERNEL_OBJS := $(KERNEL_SRCS:%.c=$(KERNEL_OUT)/%.o) \
	$(KSIG_SRCS:%.c=$(KERNEL_OUT)/%.o) \
	$(KERNEL_ASM:%.S=$(KERNEL_OUT)/%.o)
KERNEL_CFLAGS := -std=c17 -O2 -g $(WARN) -MMD -MP -ffreestanding -fno-pic \
	-fno-pie -mno-red-zone -mgeneral-regs-only -mcmodel=kernel \
	-fno-stack-protector -fcf-protection=none \
	-fno-asynchronous-unwind-tables \
	-fno-strict-aliasing -I$(KERNEL_DIR) $(KSIG_INCLUDES)
# Who implements memset() must not be made to call it.
$(KERNEL_OUT)/$(KERNEL_DIR)/lib.o: KERNEL_CFLAGS += -fno-builtin
KERNEL := $(KERNEL_OUT)/ksig-kernel

.PHONY: kernel deps-kernel
kernel: $(KERNEL) ## the reference kernel, for QEMU

deps-kernel:
	@$(DEPS) build kernel

$(KERNEL_OUT)/%.o: %.c | deps-build
	@mkdir -p $(@D)
	$(CC) $(KERNEL_CFLAGS) -c $< -o $@

$(KERNEL_OUT)/%.o: %.S $(KERNEL_OUT)/init | deps-build
	@mkdir -p $(@D)
	$(CC) -DINIT='"$(KERNEL_OUT)/init"' -c $< -o $@

$(KERNEL_OUT)/init: $(KERNEL_DIR)/init.c | deps-build
	@mkdir -p $(@D)
	$(CC) -std=c17 -O2 $(WARN) -ffreestanding -nostdlib -static -fno-pic \
		-fno-stack-protector -fcf-protection=none \
		-fno-asynchronous-unwind-tables -Wl,--build-id=none -o $@ $<

$(KERNEL): $(KERNEL_OBJS) $(KERNEL_DIR)/kernel.lds
	$(CC) -nostdlib -static -Wl,--build-id=none \
		-Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments \
		-T $(KERNEL_DIR)/kernel.lds -o $@ $(KERNEL_OBJS)

-include $(KERNEL_OBJS:.o=.d)
