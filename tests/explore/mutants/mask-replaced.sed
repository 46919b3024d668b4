# Fault: a handler's mask replaces the former one
# File: core/deliver.c
s/blocked = t->blocked | d->action.mask;/blocked = d->action.mask;/
