/* SPDX-License-Identifier: MIT */
/*
 * The machine of real system calls, in two halves: linux_actor.c is what runs
 * in the processes that are played with (no libc), linux_director.c looks at
 * them from outside (linux_settle.c, linux_look.c). play.c is the program.
 */
#ifndef SCN_LINUX_H
#define SCN_LINUX_H

#include "machine.h"

/*
 * The board and the tree lie at one address in every process, so that
 * pointers into them mean the same: an exec maps it there again, from
 * descriptor SCN_BOARD_FD. The address is far from where the kernel puts
 * things of itself (x86-64, 47 bits, mmap from the top, heap at the bottom).
 */
#define SCN_BOARD_AT	0x100000000000ull
#define SCN_UNMAPPED_AT	0x200000000000ull
#define SCN_BOARD_FD	900
#define SCN_BOARD_BYTES	(sizeof(struct scn_board) + SCN_MEM_BYTES)

/* struct scn_actor.machine: what the words are. */
enum {
	SCN_M_SELF,		/* the actor: %fs:0 finds it */
	SCN_M_AFTER_FAULT,	/* where a fault goes on, or 0 */
	SCN_M_SECCOMP,		/* the filter for SCN_FAULT_SYS is loaded */
	SCN_M_STACK,		/* lowest address of its stack */
	SCN_M_PARENT,		/* a thread, before it runs: its process */
	SCN_M_START = 6,	/* start time, for the director */
	/* 5 is at %fs:0x28: libc's stack protector reads it. */
};

extern const struct scn_machine scn_linux;

/* linux_actor.c */
int64_t scn_linux_call(struct scn_actor *a, int64_t nr, const uint64_t arg[6]);
int64_t scn_linux_spawn(struct scn_actor *a, struct scn_actor *child,
			const struct scn_spawn *how);
int64_t scn_linux_exec(struct scn_actor *a);
struct scn_actor *scn_linux_self(void);
const struct scn_stmt *scn_linux_idle(struct scn_actor *a);
uint64_t scn_linux_handler_address(int slot);
uint64_t scn_linux_restorer_address(void);
void scn_linux_sigreturn(struct scn_actor *a, uint64_t frame);
uint64_t scn_linux_mark(struct scn_actor *a);
void scn_linux_unwind(struct scn_actor *a, uint64_t mark);
uint64_t scn_linux_memory(struct scn_actor *a, enum scn_memory kind,
			  uint64_t bytes);
void scn_linux_spin(struct scn_actor *a, int64_t cpu_ns);
/* The calling thread is a from now on: never returns. */
void scn_linux_become(struct scn_actor *a);
/* linux_fault.c */
void scn_linux_fault(struct scn_actor *a, enum scn_fault kind, uint64_t addr);
uint64_t scn_linux_after_fault(struct scn_actor *a);

/* linux_settle.c */
/* Are we traced by who serves our signals (ksig run)? */
bool scn_linux_is_host(void);

#endif /* SCN_LINUX_H */
