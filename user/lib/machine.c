// SPDX-License-Identifier: GPL-2.0
/*
 * Is this machine fit for a live run? Everything that may be missing is looked
 * for before anything is started, and named together with its cure.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kiln/sched.h>

#include "error.h"
#include "machine.h"
#include "paths.h"
#include "sysfile.h"

#define SCX "/sys/kernel/sched_ext"
#define BTF "/sys/kernel/btf/vmlinux"

/**
 * scx_status - find out what sched_ext is doing
 * @status: out
 */
void scx_status(struct scx_status *status)
{
	*status = (struct scx_status){};
	status->supported = sysfile_read(SCX "/state", status->state, sizeof(status->state));
	sysfile_read(SCX "/root/ops", status->ops, sizeof(status->ops));
}

/**
 * module_loaded - is the job registry in the kernel?
 */
bool module_loaded(void)
{
	return !access("/sys/module/" SCHED_MODULE, F_OK);
}

static int check_sched_ext(const char *command_line)
{
	struct scx_status status;

	scx_status(&status);
	if (!status.supported)
		return failed(
			"sched_ext: this kernel does not have it: run it in the VM:\n\n    vm/run -- %s\n",
			command_line);
	if (access(BTF, R_OK))
		return failed(
			"BTF: %s: %s: policies need a kernel built with CONFIG_DEBUG_INFO_BTF; run it in the VM:\n\n    vm/run -- %s\n",
			BTF, strerror(errno), command_line);
	if (strcmp(status.state, "disabled"))
		return failed(
			"sched_ext: the BPF scheduler '%s' is already loaded (%s): stop the program that loaded it; SysRq-S throws it out",
			status.ops, status.state);
	return KILN_OK;
}

static int insert_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -1;
	ret = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	return ret && errno != EEXIST ? -1 : 0;
}

/* modprobe knows where modules are installed. */
static int modprobe(void)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDERR_FILENO);
		execlp("modprobe", "modprobe", SCHED_MODULE, NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1;
}

static int load_module(const char *command_line)
{
	char *file = module_file(SCHED_MODULE);
	int ret = KILN_OK;

	if (file && insert_file(file))
		ret = failed(
			"module %s: %s: %s: build it for this kernel ('make modules'), or run it in the VM:\n\n    vm/run -- %s\n",
			SCHED_MODULE, file, strerror(errno), command_line);
	else if (!file && modprobe())
		ret = failed(
			"module %s: it is not loaded, and neither built nor installed for this kernel: 'make modules', or run it in the VM:\n\n    vm/run -- %s\n",
			SCHED_MODULE, command_line);
	free(file);
	return ret;
}

static int check_module(const char *command_line)
{
	int ret;

	if (!access(KILN_SCHED_DEVICE, F_OK))
		return KILN_OK;
	ret = load_module(command_line);
	if (ret)
		return ret;
	for (int i = 0; access(KILN_SCHED_DEVICE, F_OK) && i < 100; i++)
		usleep(10000); /* the device node is made by another task */
	if (access(KILN_SCHED_DEVICE, F_OK))
		return failed(
			"%s: the module is loaded, yet the device is not there: mount a devtmpfs on /dev",
			KILN_SCHED_DEVICE);
	return KILN_OK;
}

/**
 * machine_check - can this machine do a live run now?
 * @needs_bpf: a BPF policy will be loaded
 * @command_line: what the person typed, to show how it runs in the VM
 *
 * Loads the module if need be. Returns KILN_OK, or KILN_FAILED after saying
 * what is missing and what to do.
 */
int machine_check(bool needs_bpf, const char *command_line)
{
	int ret = needs_bpf ? check_sched_ext(command_line) : KILN_OK;

	if (ret)
		return ret;
	if (geteuid())
		return failed(
			"privilege: a live run loads schedulers into the kernel: run it as root, or in the VM:\n\n    vm/run -- %s\n",
			command_line);
	return check_module(command_line);
}

/**
 * machine_cpus - choose the CPUs of a live run
 * @wanted: CPUs for the jobs
 * @parent: out: the lowest-numbered CPU, for this process
 * @cpus: out: the @wanted highest-numbered ones, ascending
 *
 * Returns KILN_OK, or KILN_FAILED after saying that there are too few.
 */
int machine_cpus(unsigned int wanted, int *parent, int *cpus)
{
	unsigned int found = 0;
	cpu_set_t mine;
	int have;

	if (sched_getaffinity(0, sizeof(mine), &mine))
		return failed("CPUs: %s: this machine has too many for this program",
			      strerror(errno));
	have = CPU_COUNT(&mine);
	if ((unsigned int)have < wanted + 1)
		return failed(
			"CPUs: %u for the jobs and one for kiln make %u, and there are %d: fewer --cpus, or a larger VM: vm/run --cpus %u -- ...",
			wanted, wanted + 1, have, wanted + 1);
	for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--) {
		if (!CPU_ISSET(cpu, &mine))
			continue;
		if (found < wanted)
			cpus[wanted - ++found] = cpu;
		*parent = cpu;
	}
	return KILN_OK;
}
