// SPDX-License-Identifier: GPL-2.0
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "error.h"
#include "paths.h"

/**
 * exe_dir - the folder of the running program, without a slash at its end
 */
const char *exe_dir(void)
{
	static char dir[PATH_MAX];
	ssize_t len;

	if (dir[0])
		return dir;
	len = readlink("/proc/self/exe", dir, sizeof(dir) - 1);
	if (len <= 0)
		return strcpy(dir, ".");
	dir[len] = '\0';
	return dirname(dir);
}

/* The first of some paths that exists; the last one if none does. */
static char *first_there(char **path, size_t n)
{
	char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!found && (i + 1 == n || !access(path[i], F_OK)))
			found = path[i];
		else
			free(path[i]);
	}
	return found;
}

/**
 * policy_dir - the folder of the policies' BPF objects; the caller frees it
 *
 * $KILN_BPF_DIR, else the build's, else the installed one.
 */
char *policy_dir(void)
{
	const char *wanted = getenv("KILN_BPF_DIR");
	char *path[2];

	if (wanted && *wanted)
		return format("%s", wanted);
	path[0] = format("%s/../bpf", exe_dir());
	path[1] = format("%s/../lib/kiln/bpf", exe_dir());
	return first_there(path, 2);
}

/**
 * module_file - the file of one of kiln's kernel modules; the caller frees it
 * @module: its name, without .ko
 *
 * NULL when the build has none for this kernel; it may still be installed.
 */
char *module_file(const char *module)
{
	struct utsname kernel;
	char *path[2], *file;

	uname(&kernel);
	path[0] = format("%s/../modules/%s/%s.ko", exe_dir(), kernel.release, module);
	path[1] = format("%s/../lib/kiln/modules/%s/%s.ko", exe_dir(), kernel.release, module);
	file = first_there(path, 2);
	if (access(file, F_OK)) {
		free(file);
		return NULL;
	}
	return file;
}
