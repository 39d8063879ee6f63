// SPDX-License-Identifier: GPL-2.0
/*
 * Every module is loaded and unloaded, on the debug kernel 200 times, while the
 * machine is busy with what the modules watch, and while somebody uses whatever
 * they show.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "module.h"

#define ROUNDS_DEBUG 200 /* where a mistake is seen */
#define ROUNDS	     20
#define MOST_BUSY    10000 /* times that somebody may use it when it is to go */

/* A child that does @work again and again until it is killed. */
static pid_t worker(void (*work)(void))
{
	pid_t parent = getpid(), pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() == parent)
			work();
		_exit(0);
	}
	return pid;
}

/* Births, wake-ups, switches and deaths of tasks. */
static void live_and_die(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static unsigned int *used; /* how often something was opened; shared with the workers */

static int use(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	char buf[512];
	int fd;

	if (type != FTW_F)
		return 0;
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return 0;
	__atomic_fetch_add(used, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < 10 && read(fd, buf, sizeof(buf)) > 0; i++)
		;
	close(fd);
	return 0;
}

static void use_everything(void)
{
	nftw("/proc/kiln", use, 4, FTW_PHYS);
	nftw("/dev/kiln", use, 4, FTW_PHYS);
	usleep(1000);
}

/* Waits for those who use it. */
static int unload_patiently(const char *name)
{
	int err = -EWOULDBLOCK;

	for (int i = 0; i < MOST_BUSY && err == -EWOULDBLOCK; i++) {
		err = unload_module(name);
		if (err)
			usleep(500);
	}
	return err;
}

FIXTURE(load)
{
	pid_t worker[2];
};

FIXTURE_SETUP(load)
{
	used = mmap(NULL, sizeof(*used), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, used);
	self->worker[0] = worker(live_and_die);
	self->worker[1] = worker(use_everything);
	ASSERT_GT(self->worker[0], 0);
	ASSERT_GT(self->worker[1], 0);
}

FIXTURE_TEARDOWN(load)
{
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(kill(self->worker[i], SIGKILL), 0);
		EXPECT_EQ(waitpid(self->worker[i], NULL, 0), self->worker[i]);
	}
}

TEST_F_TIMEOUT(load, every_module_comes_and_goes, 3600)
{
	char folder[PATH_MAX];
	struct dirent *entry;
	int modules = 0, rounds = ROUNDS;
	struct utsname un;
	DIR *dir;

	ASSERT_EQ(uname(&un), 0);
	if (strstr(un.release, "-kiln-debug"))
		rounds = ROUNDS_DEBUG;
	ASSERT_EQ(modules_folder(folder, sizeof(folder)), 0);
	dir = opendir(folder);
	ASSERT_NE(dir, NULL);
	while ((entry = readdir(dir))) {
		char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".ko"))
			continue;
		*dot = '\0';
		for (int i = 0; i < rounds; i++) {
			ASSERT_EQ(load_module(entry->d_name, ""), 0)
			{
				TH_LOG("loading %s, time %d", entry->d_name, i);
			}
			ASSERT_EQ(unload_patiently(entry->d_name), 0)
			{
				TH_LOG("unloading %s, time %d", entry->d_name, i);
			}
		}
		modules++;
	}
	closedir(dir);
	EXPECT_GT(modules, 0);
	EXPECT_GT(*used, 0);
}

TEST_HARNESS_MAIN
