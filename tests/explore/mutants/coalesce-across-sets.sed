# Fault: a private signal coalesces with a shared one
# File: core/generate.c
s/} else if (coalesces(p, sig)) {/} else if (coalesces(p, sig) || coalesces(\&g->shared, sig)) {/
