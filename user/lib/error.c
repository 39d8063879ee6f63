// SPDX-License-Identifier: GPL-2.0
/*
 * Errors, told in one line: "kiln: WHAT: WHY: what to do".
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"

static void complain(const char *prefix, const char *fmt, va_list args)
{
	fflush(stdout);
	fputs(prefix, stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
}

/**
 * failed - say why something did not work
 * @fmt: "WHAT: WHY: what to do", without a newline
 *
 * Returns KILN_FAILED, so that a caller can return it in turn.
 */
int failed(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain("kiln: ", fmt, args);
	va_end(args);
	return KILN_FAILED;
}

/**
 * misused - as failed(), for what was asked wrongly
 * @fmt: "WHAT: WHY: what to do", without a newline
 *
 * Returns KILN_USAGE.
 */
int misused(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain("kiln: ", fmt, args);
	va_end(args);
	return KILN_USAGE;
}

/**
 * note - tell a person something that is no error
 * @fmt: what, without a newline; it goes to stderr
 */
void note(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain("kiln: note: ", fmt, args);
	va_end(args);
}

/**
 * zalloc - zeroed memory, or the end of the program
 * @n: how many
 * @size: bytes each
 */
void *zalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		exit(failed("memory: there is no more: close other programs"));
	return p;
}

/**
 * regrow - a larger array with the old one's contents, or the end of the program
 * @old: the array, which is gone afterwards; NULL for none
 * @n: how many elements it shall hold
 * @size: bytes each
 */
void *regrow(void *old, size_t n, size_t size)
{
	void *p = reallocarray(old, n, size);

	if (!p)
		exit(failed("memory: there is no more: close other programs"));
	return p;
}

/**
 * format - a new string made as by printf; the caller frees it
 * @fmt: as for printf(3)
 */
char *format(const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		exit(failed("memory: there is no more: close other programs"));
	return text;
}

/**
 * quoted - a stranger's text, made safe to print in an error
 * @text: anything
 *
 * Returns it in quotes and cut to a sensible length, with \xNN for what is not
 * printable ASCII. The buffer is good until the fourth call from here.
 */
const char *quoted(const char *text)
{
	static char ring[4][80];
	static unsigned int turn;
	char *out = ring[turn++ % 4];
	size_t n = 0;

	out[n++] = '\'';
	for (; *text; text++) {
		if (n > sizeof(ring[0]) - 12) {
			n += sprintf(out + n, "...");
			break;
		}
		if (isascii(*text) && isprint(*text))
			out[n++] = *text;
		else
			n += sprintf(out + n, "\\x%02x", (unsigned char)*text);
	}
	out[n++] = '\'';
	out[n] = '\0';
	return out;
}
