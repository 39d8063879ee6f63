/* SPDX-License-Identifier: GPL-2.0 */
/* Files that the command writes: whole, or not at all. */
#ifndef KILN_OUTFILE_H
#define KILN_OUTFILE_H

#include <stdio.h>

int outfile_check(const char *path);
int outfile_write(const char *path, void (*write)(FILE *out, const void *what), const void *what);

#endif
