/* SPDX-License-Identifier: MIT */
/* What cannot run under ksig, and how the user is told. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "internal.h"

/* Seek name in PATH as execvp(3) does. 0, or errno of the best candidate. */
static int search(const char *name, char *out, size_t size)
{
	const char *path = getenv("PATH"), *p, *end;
	int best = ENOENT;
	struct stat st;

	if (strchr(name, '/')) {
		snprintf(out, size, "%s", name);
		if (stat(out, &st) != 0)
			return errno;
		if (S_ISDIR(st.st_mode))
			return EISDIR;
		return access(out, X_OK) == 0 ? 0 : errno;
	}
	if (!path)
		path = "/bin:/usr/bin";
	for (p = path; *name; p = end + 1) {
		end = strchrnul(p, ':');
		if (end == p)
			snprintf(out, size, "%s", name);
		else
			snprintf(out, size, "%.*s/%s", (int)(end - p), p, name);
		if (stat(out, &st) == 0 && S_ISREG(st.st_mode)) {
			if (access(out, X_OK) == 0)
				return 0;
			best = errno;
		}
		if (!*end)
			break;
	}
	return best;
}

int check_find(const char *name, char *path, size_t size)
{
	const char *why;
	int err = search(name, path, size);

	if (err == ENOENT || err == ENOTDIR) {
		host_say("%s: %s", name, strchr(name, '/') ?
			 "no such file: give the path of a program" :
			 "command not found: is it installed, and in PATH?");
		return KSIG_HOST_NOT_FOUND;
	}
	if (err) {
		host_say("%s: cannot be executed: %s", path, strerror(err));
		return KSIG_HOST_REFUSED;
	}
	why = check_file(path);
	if (why) {
		host_say("%s cannot run under ksig: %s", path, why);
		return KSIG_HOST_REFUSED;
	}
	return 0;
}

static const char *elf_class(const unsigned char *h)
{
	uint16_t machine;

	if (memcmp(h, ELFMAG, SELFMAG) != 0)
		return NULL;	/* a script: the kernel decides */
	memcpy(&machine, h + offsetof(Elf64_Ehdr, e_machine), 2);
	if (machine == EM_386)
		return "it is an i386 program; ksig runs x86-64 programs: "
		       "install the amd64 build of it";
	if (machine == EM_X86_64 && h[EI_CLASS] == ELFCLASS32)
		return "it is an x32 program; ksig runs x86-64 programs: "
		       "install the amd64 build of it";
	if (machine != EM_X86_64)
		return "it is not for this machine; ksig runs x86-64 programs";
	return NULL;
}

static const char unreadable[] =
	"it may be executed but not read, and ksig has to read its memory: "
	"make it readable or run ksig as root";

const char *check_file(const char *path)
{
	unsigned char h[sizeof(Elf64_Ehdr)] = { 0 };
	struct stat st;
	ssize_t n;
	int fd;

	if (stat(path, &st) != 0)
		return NULL;
	if (geteuid() != 0 &&
	    ((st.st_mode & S_ISUID) ||
	     (st.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP)))
		return "it is set-user-ID or set-group-ID, and a traced "
		       "program does not get those rights: run ksig as root";
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return unreadable;
	n = read(fd, h, sizeof(h));
	close(fd);
	return n == (ssize_t)sizeof(h) ? elf_class(h) : NULL;
}

#define CS_32BIT 0x23	/* __USER32_CS */

const char *check_guest(int pid, const struct ksig_regs *r, bool *set_id)
{
	struct stat st;
	char path[64];

	if (r->cs == CS_32BIT)
		return "it is an i386 program; ksig runs x86-64 programs: "
		       "install the amd64 build of it";
	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	if (stat(path, &st) != 0) {
		/* The host closes it to us as it does the memory. */
		*set_id = true;
		return errno == EACCES ? unreadable : NULL;
	}
	*set_id = st.st_mode & (S_ISUID | S_ISGID);
	return check_file(path);
}

#define I386_NR_exit_group 252

/* The call that ht stands at the entry of becomes exit_group(126). */
static void exit_instead(struct htask *ht, bool i386)
{
	struct ksig_regs *r = tracee_regs(ht);

	r->orig_ax = i386 ? I386_NR_exit_group : SYS_exit_group;
	r->bx = KSIG_HOST_REFUSED;
	r->di = KSIG_HOST_REFUSED;
	ptrace(PTRACE_SETREGS, ht->t.tid, 0, r);
	tracee_cont(ht, 0);
}

void check_refuse(struct htask *ht)
{
	ht_hg(ht)->refused = true;
	tracee_cont(ht, 0);
}

void check_refuse_call(struct htask *ht, bool i386)
{
	ht_hg(ht)->refused = true;
	exit_instead(ht, i386);
}

void check_refused_stop(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);

	if ((int64_t)r->orig_ax >= 0 && (int64_t)r->ax == -LINUX_ENOSYS)
		exit_instead(ht, r->cs == CS_32BIT);
	else
		tracee_cont(ht, 0);	/* the end of execve(2) */
}
