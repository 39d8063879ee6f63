// SPDX-License-Identifier: GPL-2.0
/*
 * Work stealing: a queue a CPU, as percpu has, but a CPU with nothing to do takes the
 * job that has waited longest in the longest of the others' queues.
 */
#include "queues.h"

static struct model_job *pick(struct sim *sim, unsigned int cpu)
{
	struct model_job *job = queue_first(sim, cpu);
	size_t longest = 0;

	for (unsigned int i = 0; !job && i < sim->cpus; i++)
		if (queue_waiting(sim, i) > longest)
			longest = queue_waiting(sim, i);
	for (unsigned int i = 0; !job && longest && i < sim->cpus; i++)
		if (queue_waiting(sim, i) == longest)
			job = queue_first(sim, i);
	if (job)
		queue_move(job, cpu);
	return job;
}

static struct model steal = {
	.name = "steal",
	.summary = "a queue a CPU; who idles steals from the longest",
	.quantum = {
		.name = "quantum",
		.is_time = true,
		.standard = KILN_RR_QUANTUM * KILN_UNIT_NS,
	},
	.job_size = sizeof(struct queue_job),
	.joins = queue_joins,
	.pick = pick,
};

KILN_MODEL(steal)
