/* SPDX-License-Identifier: MIT */
/*
 * The stack of a stopped thread, by elfutils' libdwfl. In the runner, which is
 * the tracer: nobody else may ask.
 */
#include "explore/explore.h"

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void name(Dwfl *dwfl, uint64_t pc, struct xp_frame *f)
{
	Dwfl_Module *mod = dwfl_addrmodule(dwfl, pc);
	const char *file, *sym;
	GElf_Off off = 0;
	GElf_Sym s;

	if (!mod)
		return;
	file = dwfl_module_info(mod, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
	snprintf(f->object, sizeof(f->object), "%s", base_name(file));
	if (strncmp(f->object, "[vdso", 5) == 0)	/* ": PID]" */
		strcpy(f->object, "[vdso]");
	sym = dwfl_module_addrinfo(mod, pc, &off, &s, NULL, NULL, NULL);
	if (!sym)
		return;
	snprintf(f->function, sizeof(f->function), "%s", sym);
	f->off = (uint32_t)off;
}

static int frame(Dwfl_Frame *state, void *arg)
{
	struct xp_stack *st = arg;
	struct xp_frame *f = &st->frame[st->nr];
	bool is_activation;
	Dwarf_Addr pc;

	if (st->nr == XP_FRAMES_MAX || !dwfl_frame_pc(state, &pc,
						      &is_activation))
		return DWARF_CB_ABORT;
	memset(f, 0, sizeof(*f));
	f->ip = pc;
	/* The innermost is one, too; the others are under a handler, and so
	 * is the code that returns from it, which nobody has called. */
	f->is_signal = is_activation && st->nr > 0;
	/* A return address may be the first byte of another function. */
	name(dwfl_thread_dwfl(dwfl_frame_thread(state)),
	     is_activation ? pc : pc - 1, f);
	if (f->is_signal && strcmp(f->function, "__restore_rt") == 0)
		return DWARF_CB_OK;
	st->nr++;
	return DWARF_CB_OK;
}

Dwfl *xp_dwfl_begin(int pid)
{
	static char *debuginfo_path;
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_linux_proc_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.debuginfo_path = &debuginfo_path,
	};
	Dwfl *dwfl;

	/* libdwfl would ask these servers, for minutes, over the network. */
	unsetenv("DEBUGINFOD_URLS");
	dwfl = dwfl_begin(&callbacks);
	if (dwfl && (dwfl_linux_proc_report(dwfl, pid) != 0 ||
		     dwfl_report_end(dwfl, NULL, NULL) != 0)) {
		dwfl_end(dwfl);
		dwfl = NULL;
	}
	return dwfl;
}

const char *xp_symbol(Dwfl_Module *mod, int i, int *type, uint64_t *addr)
{
	GElf_Addr at;
	GElf_Sym sym;
	const char *name = dwfl_module_getsym_info(mod, i, &sym, &at, NULL,
						   NULL, NULL);

	if (!name || sym.st_shndx == SHN_UNDEF)
		return NULL;
	*type = GELF_ST_TYPE(sym.st_info);
	*addr = at;
	return name;
}

void xp_stack_take(int pid, int tid, struct xp_stack *st)
{
	Dwfl *dwfl = xp_dwfl_begin(pid);

	st->nr = 0;
	if (!dwfl)
		return;
	if (dwfl_linux_proc_attach(dwfl, pid, true) == 0)
		dwfl_getthread_frames(dwfl, tid, frame, st);
	dwfl_end(dwfl);
}

void xp_frame_of(int pid, uint64_t ip, struct xp_frame *f)
{
	Dwfl *dwfl = xp_dwfl_begin(pid);

	memset(f, 0, sizeof(*f));
	f->ip = ip;
	if (!dwfl)
		return;
	name(dwfl, ip, f);
	dwfl_end(dwfl);
}

void xp_frame_text(const struct xp_frame *f, char *buf, size_t n)
{
	if (f->function[0])
		snprintf(buf, n, "%s+0x%x (%s)", f->function, f->off,
			 f->object);
	else
		snprintf(buf, n, "0x%llx (%s)", (unsigned long long)f->ip,
			 f->object[0] ? f->object : "?");
}

bool xp_is_libc(const char *path)
{
	const char *file = base_name(path);

	return strncmp(file, "libc.", 5) == 0 ||
	       strncmp(file, "libc-", 5) == 0 ||
	       strncmp(file, "ld-", 3) == 0 ||
	       strncmp(file, "[vdso", 5) == 0;
}

bool xp_frame_is_libc(const struct xp_frame *f)
{
	return xp_is_libc(f->object);
}
