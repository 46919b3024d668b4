/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks. Interrupts are off in the kernel already; what a spinning CPU
 * must go on doing is to answer other CPUs' flushes (flush_answer(), vm.c):
 * the one that waits for the answer may hold the lock.
 */
#ifndef KERNEL_LOCK_H
#define KERNEL_LOCK_H

void lock_wait(struct lock *l, uint32_t me);

static inline uint32_t lock_me(void)
{
	uint32_t id;

	__asm__ volatile("mov %%gs:32, %0" : "=r"(id));
	return id + 1;
}

static inline void lock(struct lock *l)
{
	uint32_t free = 0, me = lock_me();

	if (!__atomic_compare_exchange_n(&l->owner, &free, me, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		lock_wait(l, me);
}

static inline bool lock_try(struct lock *l)
{
	uint32_t free = 0;

	return __atomic_compare_exchange_n(&l->owner, &free, lock_me(), false,
					   __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static inline void unlock(struct lock *l)
{
	__atomic_store_n(&l->owner, 0, __ATOMIC_RELEASE);
}

static inline bool lock_is_mine(const struct lock *l)
{
	return __atomic_load_n(&l->owner, __ATOMIC_RELAXED) == lock_me();
}

#endif /* KERNEL_LOCK_H */
