# SPDX-License-Identifier: MIT
# What an embedder compiles: set KSIG_DIR to where this file lies, then build
# KSIG_SRCS with KSIG_INCLUDES. Freestanding C17; the only functions needed
# from outside are memcpy, memmove, memset and memcmp. Base names are unique,
# so that one archive holds all objects.
KSIG_DIR ?= .
KSIG_ARCH ?= x86_64

KSIG_CORE := disposition pending siginfo permission mask stopcont \
	target generate kill accept deliver groupstop wait ptrace_stop \
	ptrace_req fatal notify altstack restart timer timer_set itimer io \
	frames trace idtable tree pgrp user lifecycle exit check \
	state save load load_record load_drop
KSIG_SYS := dispatch sigaction sigprocmask suspend timedwait tgkill sigqueue \
	restart_syscall sigaltstack signalfd sigmask_arg wait4 prctl ptrace \
	timer_calls itimer_calls
KSIG_ARCH_SRCS := frame sigreturn regs

KSIG_SRCS := $(KSIG_CORE:%=$(KSIG_DIR)/core/%.c) \
	$(KSIG_SYS:%=$(KSIG_DIR)/sys/%.c) \
	$(KSIG_ARCH_SRCS:%=$(KSIG_DIR)/arch/$(KSIG_ARCH)/%.c)
KSIG_INCLUDES := -I$(KSIG_DIR)/include
