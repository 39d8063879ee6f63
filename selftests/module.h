/* SPDX-License-Identifier: GPL-2.0 */
/* kiln's modules, for test programs. Errors are negative errnos. */
#ifndef _SELFTESTS_MODULE_H
#define _SELFTESTS_MODULE_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The folder of the modules for the running kernel: beside the test programs'. */
static inline int modules_folder(char *path, size_t size)
{
	struct utsname un;
	ssize_t len = readlink("/proc/self/exe", path, size - 1);

	if (len < 0 || uname(&un))
		return -errno;
	path[len] = '\0';
	*strrchr(path, '/') = '\0';
	len = strlen(path);
	snprintf(path + len, size - len, "/../../modules/%s", un.release);
	return 0;
}

static inline int load_module(const char *name, const char *params)
{
	char path[PATH_MAX];
	int fd, err = modules_folder(path, sizeof(path));

	if (err)
		return err;
	snprintf(path + strlen(path), sizeof(path) - strlen(path), "/%s.ko", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, params, 0) ? -errno : 0;
	close(fd);
	return err;
}

/* -EWOULDBLOCK while somebody uses it */
static inline int unload_module(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

#endif /* _SELFTESTS_MODULE_H */
