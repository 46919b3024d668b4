# SPDX-License-Identifier: MIT
# Tests of the reference kernel in QEMU. Included by the top Makefile.
KERNEL_TEST_OUT := $(OUT)/tests/kernel
KERNEL_TEST_PROGS := $(addprefix $(KERNEL_TEST_OUT)/,storm wakes no_restorer)
BUSYBOX := $(KERNEL_OUT)/busybox

$(KERNEL_TEST_OUT)/%: tests/kernel/%.c | deps-unit
	@mkdir -p $(@D)
	musl-gcc -static -O1 $(WARN) -o $@ $<

# Debian's busybox-static, unpacked: installed, it would replace busybox.
$(BUSYBOX):
	@mkdir -p $(KERNEL_OUT)/deb
	cd $(KERNEL_OUT)/deb && apt-get download busybox-static && \
		dpkg -x busybox-static_*.deb .
	cp $(KERNEL_OUT)/deb/bin/busybox $@

.PHONY: kernel-test kernel-test-short kernel-test-build kernel-glue
kernel-glue: ## lines of the kernel that are there because of libksig
	@tests/kernel/run porting

kernel-test-build: $(KERNEL) $(OUT)/ksig $(OUT)/scenario-play \
	$(KERNEL_TEST_PROGS) $(BUSYBOX) programs | deps-kernel

kernel-test: kernel-test-build ## the kernel: scenarios, programs, shell, storm (long)
	@tests/kernel/run --full

kernel-test-short: kernel-test-build ## the same in half a minute
	@tests/kernel/run
