/* SPDX-License-Identifier: MIT */
/*
 * deny ptrace|seccomp CMD [ARG...]: CMD on a host that forbids it (EPERM).
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define JEQ(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)
#define NO (SECCOMP_RET_ERRNO | EPERM)

int main(int argc, char **argv)
{
	struct sock_filter ptrace_f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		JEQ(SYS_ptrace, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, NO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	}, seccomp_f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		JEQ(SYS_seccomp, 3, 0),
		JEQ(SYS_prctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[0])),
		JEQ(PR_SET_SECCOMP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, NO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog p = { 4, ptrace_f };

	if (argc < 3)
		return 99;
	if (strcmp(argv[1], "seccomp") == 0)
		p = (struct sock_fprog){ 7, seccomp_f };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p) != 0) {
		perror("deny");
		return 99;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 99;
}
