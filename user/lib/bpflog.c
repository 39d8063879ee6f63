// SPDX-License-Identifier: GPL-2.0
/*
 * libbpf writes warnings to stderr as it goes, the verifier's log among them.
 * Most are of no interest; when something fails, the last of them are.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "bpflog.h"

#define KEPT 16384

static char text[KEPT];
static size_t used;

/* Forget the older half, to make room. */
static void forget(void)
{
	const char *line = strchr(text + used / 2, '\n');
	size_t from = line ? (size_t)(line + 1 - text) : used;

	memmove(text, text + from, used - from + 1);
	used -= from;
}

static int keep(enum libbpf_print_level level, const char *fmt, va_list args)
{
	int len;

	if (level == LIBBPF_DEBUG)
		return 0;
	if (used > KEPT / 2)
		forget();
	len = vsnprintf(text + used, KEPT - used, fmt, args);
	if (len > 0)
		used += (size_t)len < KEPT - used ? (size_t)len : KEPT - used - 1;
	return len;
}

/**
 * bpflog_start - keep what libbpf says from now on, and forget what it said
 */
void bpflog_start(void)
{
	used = 0;
	text[0] = '\0';
	libbpf_set_print(keep);
}

/**
 * bpflog_show - write what libbpf said to stderr
 */
void bpflog_show(void)
{
	fputs(text, stderr);
}
