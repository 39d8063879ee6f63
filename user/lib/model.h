/* SPDX-License-Identifier: GPL-2.0 */
/* Models: what the lecture says that a policy does. */
#ifndef KILN_MODEL_H
#define KILN_MODEL_H

#include <stdbool.h>

#include "knob.h"
#include "result.h"

/**
 * struct model_job - a job as a model sees it
 * @number: its place in the job file
 * @left: CPU time that it still needs, ns
 * @declared_left: CPU time that it said it would need, less what it had, ns
 * @declared: CPU time that it said it would need, ns
 * @queued: when it came into the ready queue, as a running number
 * @cpu: where it runs, or ran last
 */
struct model_job {
	uint32_t number;
	uint64_t left;
	uint64_t declared_left;
	uint64_t declared;
	uint64_t queued;
	unsigned int cpu;
};

/**
 * struct model - a policy's rule; the engine in model.c does the rest
 * @name: of the policy
 * @summary: one line for people
 * @before: must @a run before @b? NULL, or neither before the other: the one
 *	longest in the ready queue
 * @preempts: a job that is @before a running one takes its CPU at once
 * @quantum: after so long on the CPU a job goes to the end of the queue;
 *	its name is empty when there is none
 * @next: the next model; the registry's own
 */
struct model {
	const char *name;
	const char *summary;
	bool (*before)(const struct model_job *a, const struct model_job *b);
	bool preempts;
	struct knob quantum;
	struct model *next;
};

/* Makes a model known: write KILN_MODEL(rr) below "static struct model rr". */
#define KILN_MODEL(model) \
	static void __attribute__((constructor)) register_##model(void) \
	{ \
		model_register(&model); \
	}

void model_register(struct model *model);
const struct model *model_find(const char *name);
const struct model *model_first(void);
const struct knob *model_knob(const struct model *model);
int model_run(const struct model *model, const struct jobs *jobs, unsigned int cpus,
	      struct settings *settings, struct result *res);

#endif
