/* SPDX-License-Identifier: MIT */
/* Four levels of page tables. The upper half is the kernel's, in all alike. */
#include "kernel.h"

#define ENTRIES 512u

static uint64_t *next_level(uint64_t *e, bool make)
{
	void *p;

	if (*e & PTE_PAGE)
		return direct(*e & PTE_ADDR);
	if (!make)
		return NULL;
	p = page_zeroed();
	if (p)
		*e = phys(p) | PTE_PAGE | PTE_PRESENT | PTE_WRITE | PTE_USER;
	return p;
}

/* The entry of addr's page; NULL: there is no table for it (or no memory). */
uint64_t *pte_of(uint64_t *table, uint64_t addr, bool make)
{
	int shift;

	for (shift = 39; shift > 12; shift -= 9) {
		table = next_level(&table[addr >> shift & (ENTRIES - 1)], make);
		if (!table)
			return NULL;
	}
	return &table[addr >> 12 & (ENTRIES - 1)];
}

static void free_level(uint64_t *table, int level)
{
	uint32_t i, end = level == 4 ? ENTRIES / 2 : ENTRIES;

	for (i = 0; i < end; i++) {
		if (!(table[i] & PTE_PAGE))
			continue;
		if (level > 1)
			free_level(direct(table[i] & PTE_ADDR), level - 1);
		else
			page_unref(direct(table[i] & PTE_ADDR));
	}
	pages_free(table);
}

/* With all the pages in it. */
void pagetable_free(uint64_t *pml4)
{
	free_level(pml4, 4);
}
