// SPDX-License-Identifier: GPL-2.0
/*
 * Writing a file: under a temporary name beside it, renamed when all is well,
 * so that nobody ever sees half of one. Pipes and devices are written directly.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "outfile.h"

#define CURE "name a file in a folder that you may write to"

static int cannot_write(const char *path)
{
	return failed("%s: %s: " CURE, path, strerror(errno));
}

/* Is there something at @path that a rename must not replace? */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

/* A link is followed, so that the file behind it is the one that is replaced. */
static char *real_target(const char *path)
{
	char *target = realpath(path, NULL);

	return target ? target : format("%s", path);
}

static int open_temporary(const char *target, char **temporary)
{
	mode_t mask = umask(0);
	int fd;

	umask(mask);
	*temporary = format("%s.XXXXXX", target);
	fd = mkstemp(*temporary);
	if (fd >= 0)
		fchmod(fd, 0666 & ~mask);
	return fd;
}

/**
 * outfile_check - can a file be written?
 * @path: the file
 *
 * Returns KILN_OK, or KILN_FAILED after saying why not.
 */
int outfile_check(const char *path)
{
	char *target, *temporary;
	int fd, ret = KILN_OK;

	if (!*path)
		return failed("the name of a file to write is empty: " CURE);
	if (!access(path, F_OK) && access(path, W_OK))
		return cannot_write(path);
	if (is_special(path)) {
		FILE *out = fopen(path, "ae");

		if (!out)
			return cannot_write(path);
		fclose(out);
		return KILN_OK;
	}
	target = real_target(path);
	fd = open_temporary(target, &temporary);
	if (fd < 0) {
		ret = cannot_write(path);
	} else {
		close(fd);
		unlink(temporary);
	}
	free(temporary);
	free(target);
	return ret;
}

/* Everything on the disk, or the reason why not in errno. */
static int finish(FILE *out)
{
	bool bad = fflush(out) || ferror(out);
	int saved = errno;

	if (fclose(out) && !bad)
		return -1;
	if (bad)
		errno = saved;
	return bad ? -1 : 0;
}

static int write_special(const char *path, void (*write)(FILE *, const void *), const void *what)
{
	FILE *out = fopen(path, "we");

	if (!out)
		return cannot_write(path);
	write(out, what);
	return finish(out) ? cannot_write(path) : KILN_OK;
}

/**
 * outfile_write - write a file
 * @path: the file
 * @write: writes the contents
 * @what: handed to @write
 *
 * Returns KILN_OK, or KILN_FAILED after saying why not; the file is then what
 * it was before.
 */
int outfile_write(const char *path, void (*write)(FILE *out, const void *what), const void *what)
{
	char *target, *temporary;
	int fd, ret = KILN_OK;
	FILE *out;

	if (is_special(path))
		return write_special(path, write, what);
	target = real_target(path);
	fd = open_temporary(target, &temporary);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out) {
		ret = cannot_write(path);
	} else {
		write(out, what);
		if (finish(out) || rename(temporary, target)) {
			ret = cannot_write(path);
			unlink(temporary);
		}
	}
	free(temporary);
	free(target);
	return ret;
}
