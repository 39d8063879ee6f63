/* SPDX-License-Identifier: GPL-2.0 */
/* A queue a CPU: what percpu and steal share. */
#ifndef KILN_MODELS_QUEUES_H
#define KILN_MODELS_QUEUES_H

#include "model.h"

struct queue_job {
	bool placed;
	unsigned int home;
};

/* Jobs in a CPU's queue. */
static inline size_t queue_waiting(const struct sim *sim, unsigned int cpu)
{
	size_t n = 0;

	for (size_t i = 0; i < sim_ready(sim); i++) {
		const struct queue_job *own = sim_ready_at(sim, i)->own;

		n += own->placed && own->home == cpu;
	}
	return n;
}

/* The one that has waited longest there, NULL when there is none. */
static inline struct model_job *queue_first(const struct sim *sim, unsigned int cpu)
{
	for (size_t i = 0; i < sim_ready(sim); i++) {
		struct model_job *job = sim_ready_at(sim, i);
		const struct queue_job *own = job->own;

		if (own->home == cpu)
			return job;
	}
	return NULL;
}

static inline void queue_move(struct model_job *job, unsigned int cpu)
{
	struct queue_job *own = job->own;

	own->home = cpu;
}

/* A job that arrives is given to the CPU that has fewest. */
static inline void queue_joins(struct sim *sim, struct model_job *job, enum model_why why)
{
	struct queue_job *own = job->own;
	size_t fewest = SIZE_MAX;

	if (why != MODEL_ARRIVED)
		return;
	for (unsigned int cpu = 0; cpu < sim->cpus; cpu++) {
		size_t has = queue_waiting(sim, cpu) + !!sim_running(sim, cpu);

		if (has < fewest) {
			fewest = has;
			own->home = cpu;
		}
	}
	own->placed = true;
}

#endif
