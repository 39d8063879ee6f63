/* SPDX-License-Identifier: GPL-2.0 */
/* Short files of /sys and /proc. */
#ifndef KILN_SYSFILE_H
#define KILN_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>

bool sysfile_read(const char *path, char *text, size_t size);

#endif
