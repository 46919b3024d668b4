/* SPDX-License-Identifier: MIT */
/*
 * What the sanitizers of out/asan/ksig go by, linked in: in the environment
 * the guest would have it too. The runner's standard error is /dev/null, so
 * reports go to files, which the target looks for. An alternate stack of
 * theirs would be inherited as if it were the caller's, and blocks that are
 * not freed when the runner ends are no leak.
 */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0:use_sigaltstack=0:log_path=" ASAN_LOG;
}

const char *__ubsan_default_options(void)
{
	return "print_stacktrace=1:log_path=" ASAN_LOG;
}
