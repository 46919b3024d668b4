# Fault: what is delivered stays charged to its user
# File: core/queue.h
# Build: core/deliver.c
/__atomic_sub_fetch(&e->user->nr_pending/d
