/* SPDX-License-Identifier: GPL-2.0 */
/* What the command says when something is wrong, and how it ends. */
#ifndef KILN_ERROR_H
#define KILN_ERROR_H

#include <stddef.h>

/* Exit statuses; functions that may fail return one of them. */
enum {
	KILN_OK = 0,
	KILN_FAILED = 1,      /* it was asked properly and did not work */
	KILN_USAGE = 2,	      /* it was asked wrongly; nothing was started */
	KILN_SIGNALLED = 128, /* plus the signal's number */
};

int failed(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int misused(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void *zalloc(size_t n, size_t size);
void *regrow(void *old, size_t n, size_t size);
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const char *quoted(const char *text);

#endif
