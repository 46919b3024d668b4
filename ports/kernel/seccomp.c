/* SPDX-License-Identifier: MIT */
/*
 * seccomp(2)'s filters: classic BPF over the call's number and arguments, as
 * much of it as filters use, for SIGSYS and for death by a call.
 */
#include "kernel.h"

#define SET_MODE_FILTER		1u
#define RET_KILL_PROCESS	0x80000000u
#define RET_KILL_THREAD		0x00000000u
#define RET_TRAP		0x00030000u
#define RET_ERRNO		0x00050000u
#define RET_LOG			0x7ffc0000u
#define RET_ALLOW		0x7fff0000u
#define RET_ACTION		0xffff0000u
#define AUDIT_ARCH_X86_64	0xc000003eu
#define INSNS_MAX		64u

struct insn {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};
struct bpf_filter {
	struct bpf_filter *older;
	uint32_t n;
	struct insn insn[INSNS_MAX];
};
struct data {
	int32_t nr;
	uint32_t arch;
	uint64_t ip, arg[6];
};

/* ld [k], jumps, and, ret: anything else was refused by check(). */
static uint32_t run(const struct bpf_filter *f, const struct data *d)
{
	const struct insn *i;
	uint32_t a = 0, pc;
	bool is;

	for (pc = 0; pc < f->n; pc++) {
		i = &f->insn[pc];
		switch (i->code) {
		case 0x20:
			memcpy(&a, (const char *)d + i->k, 4);
			continue;
		case 0x54:
			a &= i->k;
			continue;
		case 0x05:
			pc += i->k;
			continue;
		case 0x06:
			return i->k;
		case 0x15:
			is = a == i->k;
			break;
		case 0x25:
			is = a > i->k;
			break;
		case 0x35:
			is = a >= i->k;
			break;
		default:			/* 0x45 */
			is = a & i->k;
			break;
		}
		pc += is ? i->jt : i->jf;
	}
	return RET_KILL_PROCESS;
}

static bool check(const struct bpf_filter *f)
{
	uint32_t i;

	for (i = 0; i < f->n; i++)
		switch (f->insn[i].code) {
		case 0x20:
			if (f->insn[i].k > sizeof(struct data) - 4 ||
			    f->insn[i].k % 4)
				return false;
			break;
		case 0x05: case 0x06: case 0x15: case 0x25: case 0x35:
		case 0x45: case 0x54:
			break;
		default:
			return false;
		}
	return true;
}

static int64_t trap(struct thread *t, struct ksig_regs *r, uint32_t ret)
{
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGSYS, .si_code = LINUX_SYS_SECCOMP,
		.si_errno = (int32_t)(ret & 0xffff),
	};

	info.u.sys.call_addr = r->ip;
	info.u.sys.syscall = (int32_t)r->orig_ax;
	info.u.sys.arch = AUDIT_ARCH_X86_64;
	r->ax = r->orig_ax;
	r->orig_ax = (uint64_t)-1;
	if ((ret & RET_ACTION) == RET_TRAP)
		ksig_force_fault(&t->t, &info, &t->t.fault);
	else
		ksig_force_exit(&t->t, &info);
	return NO_RESULT;
}

bool seccomp_allows(struct thread *t, struct ksig_regs *r, int64_t *result)
{
	const struct data d = {
		(int32_t)r->orig_ax, AUDIT_ARCH_X86_64, r->ip,
		{ r->di, r->si, r->dx, r->r10, r->r8, r->r9 },
	};
	const struct bpf_filter *f;
	uint32_t ret = RET_ALLOW, one;

	for (f = t->filter; f; f = f->older) {
		one = run(f, &d);
		if ((int32_t)(one & RET_ACTION) < (int32_t)(ret & RET_ACTION))
			ret = one;
	}
	switch (ret & RET_ACTION) {
	case RET_ALLOW:
	case RET_LOG:
		return true;
	case RET_ERRNO:
		*result = -(int64_t)(ret & 0xfff);
		return false;
	default:
		*result = trap(t, r, ret);
		return false;
	}
}

/* Filters stay with whoever inherits them: they are never freed. */
int64_t seccomp_add(struct thread *t, uint64_t uaddr)
{
	struct { uint16_t n; uint16_t pad[3]; uint64_t insn; } prog;
	struct bpf_filter *f;

	if (copy_in(&prog, uaddr, sizeof(prog)))
		return -LINUX_EFAULT;
	if (!prog.n || prog.n > INSNS_MAX)
		return -LINUX_EINVAL;
	f = kmem_alloc(sizeof(*f));
	if (!f)
		return -LINUX_ENOMEM;
	f->n = prog.n;
	if (copy_in(f->insn, prog.insn, prog.n * sizeof(f->insn[0]))) {
		kmem_free(f, sizeof(*f));
		return -LINUX_EFAULT;
	}
	if (!check(f)) {
		kmem_free(f, sizeof(*f));
		return -LINUX_EINVAL;
	}
	f->older = t->filter;
	t->filter = f;
	return 0;
}

static int64_t do_seccomp(struct thread *t, const uint64_t *a)
{
	return a[0] == SET_MODE_FILTER && !a[1] ? seccomp_add(t, a[2]) :
						  -LINUX_EINVAL;
}

const struct call_row calls_seccomp[] = {
	{ 317, "seccomp", do_seccomp },
	CALLS_END,
};
