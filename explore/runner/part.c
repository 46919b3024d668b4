/* SPDX-License-Identifier: MIT */
/*
 * In the runner: is a process within the part of the run where points are
 * wanted (--from, --to, --in)? Functions are noticed by breakpoints, so that
 * what is not wanted runs at its own speed; that one was left is told by the
 * stack pointer.
 */
#include "explore/window.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include "explore/explore.h"
#include "ports/host/host.h"

#define NAMES_MAX	64u	/* functions of these names in one process */
#define OBJECTS_MAX	64u

enum { IS_FROM, IS_TO, IS_IN };	/* IS_IN + i: in[i] */

struct name {
	uint64_t addr;
	unsigned int is;
};

struct object {
	uint64_t start, end;
};

struct xp_part {
	const struct xp_window *w;
	bool is_open, is_closed;
	bool is_stale;		/* there is code in it that was not looked at */
	uint64_t nr_calls, nr_from, nr_to;
	uint64_t in_sp[XP_IN_MAX];	/* inside while sp is below; or 0 */
	struct name names[NAMES_MAX];
	struct object objects[OBJECTS_MAX];
	uint32_t nr_names, nr_objects;
};

static uint64_t most_from, most_to, seen_in;

struct xp_part *xp_part_new(const struct xp_window *w,
			    const struct xp_part *parent)
{
	struct xp_part *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	if (parent) {
		*p = *parent;
		return p;
	}
	p->w = w;
	p->is_open = !w->from.kind;
	p->is_stale = true;
	return p;
}

/* ------------------------------------------------------------------ symbols */

static bool has(const struct xp_part *p, uint64_t addr, unsigned int is)
{
	uint32_t i;

	for (i = 0; i < p->nr_names; i++)
		if (p->names[i].addr == addr && p->names[i].is == is)
			return true;
	return false;
}

static void add_name(struct xp_part *p, uint64_t addr, unsigned int is)
{
	if (p->nr_names == NAMES_MAX || has(p, addr, is))
		return;
	p->names[p->nr_names].addr = addr;
	p->names[p->nr_names++].is = is;
}

/* f is also f@GLIBC_2.2.5, and what gcc makes of it: f.cold, f.isra.0 not. */
static bool is_named(const char *symbol, const char *name)
{
	size_t n = strcspn(symbol, "@");

	return strlen(name) == n && memcmp(symbol, name, n) == 0;
}

static void add_symbol(struct xp_part *p, const char *symbol, uint64_t addr)
{
	const struct xp_window *w = p->w;
	uint32_t i;

	if (w->from.kind == XP_MARK_FUNCTION && is_named(symbol, w->from.name))
		add_name(p, addr, IS_FROM);
	if (w->to.kind == XP_MARK_FUNCTION && is_named(symbol, w->to.name))
		add_name(p, addr, IS_TO);
	for (i = 0; i < w->nr_in; i++)
		if (is_named(symbol, w->in[i]))
			add_name(p, addr, IS_IN + i);
}

/* libc is libc.so.6; libc.so.6 is no other. */
static bool is_object(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t n = strlen(name);

	return strcmp(path, name) == 0 || strcmp(file, name) == 0 ||
	       (strncmp(file, name, n) == 0 && strncmp(file + n, ".so", 3) == 0);
}

static void add_object(struct xp_part *p, Dwfl_Module *mod, const char *path)
{
	Dwarf_Addr start, end;
	uint32_t i;

	for (i = 0; i < p->w->nr_in && p->nr_objects < OBJECTS_MAX; i++) {
		if (!is_object(path, p->w->in[i]))
			continue;
		dwfl_module_info(mod, NULL, &start, &end, NULL, NULL, NULL,
				 NULL);
		p->objects[p->nr_objects].start = start;
		p->objects[p->nr_objects++].end = end;
		seen_in |= 1ull << i;
	}
}

static int module(Dwfl_Module *mod, void **user, const char *path,
		  Dwarf_Addr start, void *arg)
{
	int n = dwfl_module_getsymtab(mod), i, type;
	const char *symbol;
	uint64_t addr;

	(void)user;
	(void)start;
	add_object(arg, mod, path);
	for (i = 1; i < n; i++) {
		symbol = xp_symbol(mod, i, &type, &addr);
		if (symbol && type == STT_FUNC)
			add_symbol(arg, symbol, addr);
	}
	return DWARF_CB_OK;
}

/* 0x..., of code that has no name */
static void add_addresses(struct xp_part *p)
{
	const struct xp_window *w = p->w;
	uint32_t i;

	if (w->from.kind && strncmp(w->from.name, "0x", 2) == 0)
		add_name(p, strtoull(w->from.name, NULL, 16), IS_FROM);
	if (w->to.kind && strncmp(w->to.name, "0x", 2) == 0)
		add_name(p, strtoull(w->to.name, NULL, 16), IS_TO);
	for (i = 0; i < w->nr_in; i++)
		if (strncmp(w->in[i], "0x", 2) == 0)
			add_name(p, strtoull(w->in[i], NULL, 16), IS_IN + i);
}

static void look_up(struct xp_part *p, struct ksig_host_thread *t, int pid)
{
	Dwfl *dwfl = xp_dwfl_begin(pid);
	uint32_t i;

	p->is_stale = false;
	p->nr_objects = 0;
	if (dwfl) {
		dwfl_getmodules(dwfl, module, p, 0);
		dwfl_end(dwfl);
	}
	add_addresses(p);
	for (i = 0; i < p->nr_names; i++)
		ksig_host_break(t, p->names[i].addr);
}

/* ----------------------------------------------------------------- progress */

void xp_part_exec(struct xp_part *p, struct ksig_host_thread *t, int pid)
{
	p->nr_names = 0;
	memset(p->in_sp, 0, sizeof(p->in_sp));
	if (xp_has_names(p->w))
		look_up(p, t, pid);
}

void xp_part_call(struct xp_part *p, struct ksig_host_thread *t,
		  const struct ksig_host_where *w, bool first)
{
	uint64_t arg[6];

	p->nr_calls++;
	if (p->is_stale && xp_has_names(p->w))
		look_up(p, t, w->pid);
	/* A library is being mapped: its symbols are there at the next call. */
	ksig_host_args(t, arg);
	if (w->nr == SYS_mmap && (arg[2] & PROT_EXEC) && (int)arg[4] >= 0)
		p->is_stale = true;
	if (first && p->w->from.kind == XP_MARK_CALL &&
	    p->nr_calls >= p->w->from.n)
		p->is_open = true;
	if (first && p->w->to.kind == XP_MARK_CALL &&
	    p->nr_calls >= p->w->to.n)
		p->is_closed = p->is_open;
}

static void reach(struct xp_part *p, unsigned int is, uint64_t sp)
{
	switch (is) {
	case IS_FROM:
		if (++p->nr_from >= p->w->from.n)
			p->is_open = true;
		most_from = p->nr_from > most_from ? p->nr_from : most_from;
		break;
	case IS_TO:
		if (++p->nr_to >= p->w->to.n && p->is_open)
			p->is_closed = true;
		most_to = p->nr_to > most_to ? p->nr_to : most_to;
		break;
	default:
		is -= IS_IN;
		seen_in |= 1ull << is;
		if (!p->in_sp[is])
			p->in_sp[is] = sp;
	}
}

bool xp_part_insn(struct xp_part *p, const struct ksig_host_where *w)
{
	bool is_name = false;
	uint32_t i;

	for (i = 0; i < p->w->nr_in; i++)
		if (p->in_sp[i] && w->sp > p->in_sp[i])
			p->in_sp[i] = 0;
	for (i = 0; i < p->nr_names; i++) {
		if (p->names[i].addr == w->ip) {
			reach(p, p->names[i].is, w->sp);
			is_name = true;
		}
	}
	return is_name;
}

static bool is_in_function(const struct xp_part *p)
{
	uint32_t i;

	for (i = 0; i < p->w->nr_in; i++)
		if (p->in_sp[i])
			return true;
	return false;
}

bool xp_part_has(const struct xp_part *p, uint64_t ip)
{
	uint32_t i;

	if (!p->is_open || p->is_closed)
		return false;
	if (!p->w->nr_in || is_in_function(p))
		return true;
	for (i = 0; i < p->nr_objects; i++)
		if (ip >= p->objects[i].start && ip < p->objects[i].end)
			return true;
	return false;
}

bool xp_part_goes_on(const struct xp_part *p)
{
	return p->is_open && !p->is_closed &&
	       (!p->w->nr_in || p->nr_objects || is_in_function(p));
}

void xp_part_counts(uint64_t counts[3])
{
	counts[0] = most_from;
	counts[1] = most_to;
	counts[2] = seen_in;
}
