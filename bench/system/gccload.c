/*
 * What the "gcc" row compiles: about 0.4 s of gcc -O2, a good part of it in
 * the preprocessor.  The program itself does nothing of use.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <complex.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <tgmath.h>
#include <time.h>
#include <unistd.h>

#define EACH_2(do, a, b) do(a##0, b) do(a##1, b)
#define EACH_4(do, a, b) EACH_2(do, a##0, b) EACH_2(do, a##1, b)
#define EACH_8(do, a, b) EACH_4(do, a##0, b) EACH_4(do, a##1, b)
#define EACH_16(do, a, b) EACH_8(do, a##0, b) EACH_8(do, a##1, b)
#define EACH_32(do, a, b) EACH_16(do, a##0, b) EACH_16(do, a##1, b)

#define MIX(x, k) (((x) << (k)) | ((x) >> (32 - (k))))
#define MIX2(x, k) MIX(MIX((x) + 1, (k)), 31 - (k))
#define MIX4(x, k) (MIX2((x) ^ 5, (k)) + MIX2((x) ^ 9, ((k) + 3) & 15))
#define MIX8(x, k) (MIX4((x) * 3, (k)) ^ MIX4((x) * 7, ((k) + 5) & 15))

struct item {
	uint32_t key, value;
	char name[24];
	struct item *next;
};

#define DEFINE(fn, k)							\
static uint32_t hash_##fn(const struct item *item, size_t nr)	\
{									\
	uint32_t sum = k;						\
									\
	for (size_t i = 0; i < nr; i++) {				\
		sum = MIX8(sum ^ item[i].key, (k % 13) + 1);		\
		for (const char *c = item[i].name; *c; c++)		\
			sum += isalpha((unsigned char)*c) ?		\
			       (uint32_t)toupper(*c) * k : sum >> 3;	\
		switch (sum % 7) {					\
		case 0: sum += item[i].value; break;			\
		case 1: sum -= item[i].value; break;			\
		case 2: sum ^= MIX4(item[i].value, 3); break;		\
		case 5: sum *= item[i].value | 1; break;		\
		default: sum = MIX2(sum, 7); break;			\
		}							\
	}								\
	return sum;							\
}									\
static double mean_##fn(const struct item *item, size_t nr)		\
{									\
	double sum = 0, square = 0;					\
									\
	for (size_t i = 0; i < nr; i++) {				\
		sum += sqrt(item[i].value + k);				\
		square += (double)item[i].value * item[i].value;	\
	}								\
	return nr ? square / nr - sum / nr : 0;				\
}

EACH_32(DEFINE, f, __LINE__)

#define CALL(fn, k)							\
	total += hash_##fn(items, nr) + (uint32_t)mean_##fn(items, nr);

int main(int argc, char **argv)
{
	struct item items[64];
	size_t nr = 0;
	uint32_t total = 0;

	memset(items, 0, sizeof(items));
	for (int i = 1; i < argc && nr < 64; i++, nr++) {
		items[nr].key = (uint32_t)strtoul(argv[i], NULL, 0);
		snprintf(items[nr].name, sizeof(items[nr].name), "%s",
			 argv[i]);
	}
	EACH_32(CALL, f, 0)
	printf("%" PRIu32 "\n", total);
	return 0;
}
