/* read(2) from an empty pipe: ERESTARTSYS. */
#include "intr.h"
static int p[2];
static char b[8];
static void setup(void) { OK(pipe(p)); }
static long call(void) { return raw(SYS_read, p[0], b, 8); }
static void wake(void) { write(p[1], "abc", 3); }
int main(void) { intr(&(struct op){ "read(pipe)", setup, call, wake, 0 }); }
