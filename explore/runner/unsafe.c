/* SPDX-License-Identifier: MIT */
/*
 * Where in a process the functions are that a handler must not call, and where
 * errno is: by the symbols of the objects that are mapped. Dynamic symbols are
 * there in stripped programs, too.
 */
#include "explore/check.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include "ports/host/host.h"
#include "safety_table.h"

#define NR_SAFETY (sizeof(safety_table) / sizeof(safety_table[0]))
#define NR_CAUSES (sizeof(safety_causes) / sizeof(safety_causes[0]))
#define ROOM	8192u		/* a power of 2, more than twice the table */

struct entry {
	uint64_t addr;		/* 0: free */
	const struct safety *what;
};

struct xp_unsafe {
	struct entry entries[ROOM];
	uint32_t nr;
	uint64_t errno_location;	/* the function, or 0 */
};

static int by_name(const void *name, const void *s)
{
	return strcmp(name, ((const struct safety *)s)->name);
}

static struct entry *find(struct xp_unsafe *u, uint64_t addr)
{
	size_t i = (size_t)(addr * 0x9e3779b97f4a7c15ull >> 40);

	for (;; i++) {
		i &= ROOM - 1;
		if (u->entries[i].addr == addr || !u->entries[i].addr)
			return &u->entries[i];
	}
}

static void add(struct xp_unsafe *u, const char *name, uint64_t addr)
{
	const struct safety *s;
	struct entry *e;

	if (strcmp(name, "__errno_location") == 0)
		u->errno_location = addr;
	s = bsearch(name, safety_table, NR_SAFETY, sizeof(*s), by_name);
	if (!s || s->is_safe || 2 * u->nr > ROOM)
		return;
	e = find(u, addr);
	/* Of several names of one function, that without underscores. */
	if (e->addr && e->what->name[0] != '_')
		return;
	u->nr += !e->addr;
	e->addr = addr;
	e->what = s;
}

/* Is it a static program, with a C library in it? */
static bool has_libc(Dwfl_Module *mod, int n)
{
	const char *symbol;
	uint64_t addr;
	int i, type;

	for (i = 1; i < n; i++) {
		symbol = xp_symbol(mod, i, &type, &addr);
		if (symbol && strcmp(symbol, "__libc_start_main") == 0)
			return true;
	}
	return false;
}

/* Only in the C library: a program may well have a malloc of its own, which
 * is as unsafe, but also an err() that has nothing to do with err(3). */
static int module(Dwfl_Module *mod, void **user, const char *name,
		  Dwarf_Addr start, void *arg)
{
	int n = dwfl_module_getsymtab(mod), i, type;
	const char *symbol;
	uint64_t addr;

	(void)user;
	(void)start;
	if (!xp_is_libc(name) && !has_libc(mod, n))
		return DWARF_CB_OK;
	for (i = 1; i < n; i++) {
		symbol = xp_symbol(mod, i, &type, &addr);
		if (symbol && (type == STT_FUNC || type == STT_GNU_IFUNC)) {
			char plain[XP_NAME_MAX];
			size_t len = strcspn(symbol, "@");

			if (len >= sizeof(plain))
				continue;
			memcpy(plain, symbol, len);
			plain[len] = '\0';
			add(arg, plain, addr);
		}
	}
	return DWARF_CB_OK;
}

struct xp_unsafe *xp_unsafe_load(int pid)
{
	struct xp_unsafe *u = calloc(1, sizeof(*u));
	Dwfl *dwfl = u ? xp_dwfl_begin(pid) : NULL;

	if (!dwfl) {
		free(u);
		return NULL;
	}
	dwfl_getmodules(dwfl, module, u, 0);
	dwfl_end(dwfl);
	return u;
}

void xp_unsafe_free(struct xp_unsafe *u)
{
	free(u);
}

const char *xp_unsafe_at(struct xp_unsafe *u, uint64_t addr,
			 const char **cause)
{
	struct entry *e = u ? find(u, addr) : NULL;

	if (!e || !e->addr)
		return NULL;
	*cause = e->what->cause;
	return e->what->name;
}

void xp_unsafe_break(struct xp_unsafe *u, struct ksig_host_thread *t)
{
	size_t i;

	for (i = 0; u && i < ROOM; i++)
		if (u->entries[i].addr)
			ksig_host_break(t, u->entries[i].addr);
}

const char *xp_unsafe_named(const char *name)
{
	const struct safety *s = bsearch(name, safety_table, NR_SAFETY,
					 sizeof(*s), by_name);

	return s && !s->is_safe ? s->cause : NULL;
}

const char *xp_cause_sentence(const char *word)
{
	size_t i;

	for (i = 0; i < NR_CAUSES; i++)
		if (strcmp(safety_causes[i].word, word) == 0)
			return safety_causes[i].sentence;
	return "";
}

/*
 * glibc's __errno_location() is, after an endbr64 perhaps,
 *	mov offset, %rax	from the GOT by rip, or as a number
 *	add %fs:0, %rax
 * Returns errno's address in the thread with this fs_base, or 0.
 */
uint64_t xp_errno_at(struct xp_unsafe *u, int pid, uint64_t fs_base)
{
	static const uint8_t endbr[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	uint8_t code[24], *c = code;
	uint64_t at = u ? u->errno_location : 0;
	int32_t disp;
	int64_t offset;

	if (!at || ksig_host_mem_read(pid, code, at, sizeof(code)) != 0)
		return 0;
	if (memcmp(c, endbr, sizeof(endbr)) == 0) {
		c += sizeof(endbr);
		at += sizeof(endbr);
	}
	memcpy(&disp, c + 3, sizeof(disp));
	if (c[0] == 0x48 && c[1] == 0x8b && c[2] == 0x05) {
		if (ksig_host_mem_read(pid, &offset,
				       at + 7 + (uint64_t)(int64_t)disp,
				       sizeof(offset)) != 0)
			return 0;
	} else if (c[0] == 0x48 && c[1] == 0xc7 && c[2] == 0xc0) {
		offset = disp;
	} else {
		return 0;
	}
	return fs_base + (uint64_t)offset;
}
