/* SPDX-License-Identifier: MIT */
/* Doubly linked lists, and the walks over tasks, groups and children. */
#ifndef KSIG_CORE_LIST_H
#define KSIG_CORE_LIST_H

#include <ksig/types.h>

static inline void ksig__list_init(struct ksig_list *l)
{
	l->next = l->prev = l;
}

static inline bool ksig__list_is_empty(const struct ksig_list *l)
{
	return l->next == l;
}

static inline void ksig__list_add_tail(struct ksig_list *head,
				       struct ksig_list *n)
{
	n->prev = head->prev;
	n->next = head;
	head->prev->next = n;
	head->prev = n;
}

static inline void ksig__list_add_head(struct ksig_list *head,
				       struct ksig_list *n)
{
	ksig__list_add_tail(head->next, n);
}

/* What n itself says is left as it is. */
static inline void ksig__list_unlink(struct ksig_list *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
}

static inline void ksig__list_del(struct ksig_list *n)
{
	ksig__list_unlink(n);
	n->next = n->prev = n;
}

#define KSIG__CONTAINER(ptr, type, member) \
	((type *)(void *)((char *)(ptr) - offsetof(type, member)))

static inline struct ksig_entry *ksig__entry_of(struct ksig_list *n)
{
	return KSIG__CONTAINER(n, struct ksig_entry, node);
}

static inline struct ksig_task *ksig__task_of(struct ksig_list *n)
{
	return KSIG__CONTAINER(n, struct ksig_task, in_group);
}

/* All live tasks of a group (tree_lock or siglock). */
#define KSIG__EACH_TASK(t, g) \
	for ((t) = ksig__task_of((g)->tasks.next); \
	     &(t)->in_group != &(g)->tasks; \
	     (t) = ksig__task_of((t)->in_group.next))

/* All groups, oldest first, and all children of one (tree_lock). */
#define KSIG__EACH_GROUP(g, k) \
	for ((g) = KSIG__CONTAINER((k)->groups.next, struct ksig_group, all); \
	     &(g)->all != &(k)->groups; \
	     (g) = KSIG__CONTAINER((g)->all.next, struct ksig_group, all))
#define KSIG__EACH_CHILD(c, g) \
	for ((c) = KSIG__CONTAINER((g)->children.next, struct ksig_group, \
				   sibling); \
	     &(c)->sibling != &(g)->children; \
	     (c) = KSIG__CONTAINER((c)->sibling.next, struct ksig_group, \
				   sibling))

#endif /* KSIG_CORE_LIST_H */
