/* SPDX-License-Identifier: MIT */
/*
 * From ids to tasks, processes and members of process groups, at a cost that
 * does not grow with their number: a hash table that doubles.
 */
#include "core.h"

void ksig__table_init(struct ksig_table *tb)
{
	tb->bucket = tb->first;
	tb->mask = KSIG_TABLE_FIRST - 1;
	tb->nr = 0;
	__builtin_memset(tb->first, 0, sizeof(tb->first));
}

static size_t bucket_bytes(const struct ksig_table *tb)
{
	return ((size_t)tb->mask + 1) * sizeof(tb->bucket[0]);
}

void ksig__table_finish(struct ksig *k, struct ksig_table *tb)
{
	if (tb->bucket != tb->first)
		k->port->free(k, tb->bucket, bucket_bytes(tb));
	tb->bucket = tb->first;
}

/* Bucket i of half the size goes into i and i + half, in the same order. */
static void split(struct ksig_node *n, struct ksig_node **low,
		  struct ksig_node **high, uint32_t half)
{
	for (; n; n = n->next) {
		if ((uint32_t)n->id & half) {
			*high = n;
			high = &n->next;
		} else {
			*low = n;
			low = &n->next;
		}
	}
	*low = *high = NULL;
}

/* Without memory it stays as it is, and is slower. */
static void grow(struct ksig *k, struct ksig_table *tb)
{
	uint32_t i, half = tb->mask + 1;
	struct ksig_node **b;

	if (half > UINT32_MAX / 2)
		return;
	b = k->port->alloc(k, 2 * bucket_bytes(tb));
	if (!b)
		return;
	for (i = 0; i < half; i++)
		split(tb->bucket[i], &b[i], &b[i + half], half);
	ksig__table_finish(k, tb);
	tb->bucket = b;
	tb->mask = 2 * half - 1;
}

void ksig__table_add(struct ksig *k, struct ksig_table *tb,
		     struct ksig_node *n, int32_t id)
{
	struct ksig_node **head;

	ksig__assert_tree(k);
	if (tb->nr > tb->mask)
		grow(k, tb);
	head = &tb->bucket[(uint32_t)id & tb->mask];
	n->id = id;
	n->next = *head;
	*head = n;
	tb->nr++;
}

/* prev has the same id, and n comes after it: it stands in the same bucket. */
void ksig__table_add_after(struct ksig *k, struct ksig_table *tb,
			   struct ksig_node *n, struct ksig_node *prev)
{
	ksig__assert_tree(k);
	if (tb->nr > tb->mask)
		grow(k, tb);
	n->id = prev->id;
	n->next = prev->next;
	prev->next = n;
	tb->nr++;
}

void ksig__table_del(struct ksig *k, struct ksig_table *tb,
		     struct ksig_node *n)
{
	struct ksig_node **p = &tb->bucket[(uint32_t)n->id & tb->mask];

	ksig__assert_tree(k);
	while (*p != n) {
		KSIG__ASSERT(k, *p != NULL);
		p = &(*p)->next;
	}
	*p = n->next;
	tb->nr--;
}
