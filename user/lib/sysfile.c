// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "sysfile.h"

/**
 * sysfile_read - the first line of a short file
 * @path: the file
 * @text: out: the line without its newline, "" when there is none
 * @size: room in @text
 *
 * Returns false when the file cannot be read.
 */
bool sysfile_read(const char *path, char *text, size_t size)
{
	FILE *in = fopen(path, "re");

	text[0] = '\0';
	if (!in)
		return false;
	if (fgets(text, size, in))
		text[strcspn(text, "\n")] = '\0';
	fclose(in);
	return true;
}
