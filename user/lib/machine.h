/* SPDX-License-Identifier: GPL-2.0 */
/* What a live run needs of the machine, and what it finds there. */
#ifndef KILN_MACHINE_H
#define KILN_MACHINE_H

#include <stdbool.h>

#define SCHED_MODULE "kiln_sched"

/**
 * struct scx_status - what sched_ext is doing
 * @supported: the kernel has it
 * @state: "enabled", "disabled" or between them
 * @ops: the name that the BPF scheduler gives itself, "" when there is none
 */
struct scx_status {
	bool supported;
	char state[32];
	char ops[64];
};

void scx_status(struct scx_status *status);
bool module_loaded(void);
int machine_check(bool needs_bpf, const char *command_line);
int machine_cpus(unsigned int wanted, int *parent, int *cpus);

#endif
