// SPDX-License-Identifier: GPL-2.0
/*
 * A queue a CPU: a job is given to the CPU that has fewest jobs when it arrives, and
 * stays there. Each CPU takes its own in turn. No lock is shared and caches stay warm,
 * but one CPU may idle while jobs wait for another.
 */
#include "queues.h"

static struct model_job *pick(struct sim *sim, unsigned int cpu)
{
	return queue_first(sim, cpu);
}

static struct model percpu = {
	.name = "percpu",
	.summary = "round robin, a queue a CPU",
	.quantum = {
		.name = "quantum",
		.is_time = true,
		.standard = KILN_RR_QUANTUM * KILN_UNIT_NS,
	},
	.job_size = sizeof(struct queue_job),
	.joins = queue_joins,
	.pick = pick,
};

KILN_MODEL(percpu)
