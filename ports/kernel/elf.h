/* SPDX-License-Identifier: MIT */
/* ELF files, as programs and as core dumps: their headers. */
#ifndef KSIG_KERNEL_ELF_H
#define KSIG_KERNEL_ELF_H

#include <stdint.h>

#define PT_LOAD		1u

struct elf {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
struct phdr {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

#endif /* KSIG_KERNEL_ELF_H */
