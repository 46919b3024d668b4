/* SPDX-License-Identifier: MIT */
/*
 * Lock contracts on prototypes, checked by clang's -Wthread-safety.
 *
 * There are two classes of locks, each stood for by a token that is declared
 * and never defined: which lock of the class is held is asserted at run time
 * (port->lock_held), that one is held is proved at compile time. Because two
 * siglocks are never held together a class is precise enough.
 */
#ifndef KSIG_ANNOTATE_H
#define KSIG_ANNOTATE_H

#if defined(__clang__)
#define KSIG_ATTRIBUTE(x)	__attribute__((x))
#else
#define KSIG_ATTRIBUTE(x)
#endif

#define KSIG_REQUIRES(...)	\
	KSIG_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define KSIG_ACQUIRES(...)	\
	KSIG_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define KSIG_TRY_ACQUIRES(...)	\
	KSIG_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
#define KSIG_RELEASES(...)	\
	KSIG_ATTRIBUTE(release_capability(__VA_ARGS__))
#define KSIG_EXCLUDES(...)	KSIG_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define KSIG_UNCHECKED		KSIG_ATTRIBUTE(no_thread_safety_analysis)

struct KSIG_ATTRIBUTE(capability("lock class")) ksig_lock_class {
	char never_used;
};
extern struct ksig_lock_class ksig__siglock;	/* any sighand's lock */
extern struct ksig_lock_class ksig__tree;	/* ksig.tree_lock */

#endif /* KSIG_ANNOTATE_H */
