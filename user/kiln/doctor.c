// SPDX-License-Identifier: GPL-2.0
/* kiln doctor: what this machine lacks; vm/doctor of the sources knows. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "error.h"
#include "paths.h"

static int run_doctor(int argc, char **argv)
{
	char *path = format("%s/../../vm/doctor", exe_dir());
	int ret;

	(void)argc;
	argv[0] = path;
	execv(path, argv);
	ret = failed("doctor: %s: %s: run it from a checkout: make doctor", path, strerror(errno));
	free(path);
	return ret;
}

static struct command doctor = {
	.name = "doctor",
	.summary = "what this machine lacks, and the cure",
	.run = run_doctor,
};

KILN_COMMAND(doctor)
