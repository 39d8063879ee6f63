/* SPDX-License-Identifier: GPL-2.0 */
/* Models: what the lecture says that a policy does. */
#ifndef KILN_MODEL_H
#define KILN_MODEL_H

#include <stdbool.h>

#include <kiln/policy.h>

#include "knob.h"
#include "result.h"

#define MODEL_KNOBS 4
#define MODEL_LAST  (1ULL << 20) /* the level of a job that has none: after all others */

/**
 * struct model_job - a job as a model sees it
 * @number: its place in the job file
 * @spec: what the job file says of it
 * @left: CPU time that it still needs, ns
 * @declared_left: CPU time that it said it would need, less what it had, ns; in
 *	this release
 * @declared: CPU time that it said it would need, in one release, ns
 * @had: CPU time that it has had, ns
 * @run_left: CPU time until it blocks, ns; never more than @left
 * @blocks_left: how often it will still block
 * @comes: when it arrives, or has done with blocking; UINT64_MAX otherwise
 * @queued: when it came into the ready queue, as a running number
 * @cpu: where it runs, or ran last
 * @own: the policy's, struct model.job_size bytes, zeroed
 */
struct model_job {
	uint32_t number;
	const struct job *spec;
	uint64_t left;
	uint64_t declared_left;
	uint64_t declared;
	uint64_t had;
	uint64_t run_left;
	uint64_t blocks_left;
	uint64_t comes;
	uint64_t queued;
	unsigned int cpu;
	void *own;
};

/* Why a job joins the ready queue. */
enum model_why {
	MODEL_ARRIVED,
	MODEL_WOKE,
	MODEL_EXPIRED,	 /* its quantum is over */
	MODEL_PREEMPTED, /* another took its CPU */
};

/**
 * struct sim - a simulation, as far as a policy may look at it
 * @now: ns since the start
 * @jobs: the job file
 * @cpus: how many CPUs
 * @quantum: the value of struct model.quantum, 0 when there is none
 * @preempts: as struct model.preempts, unless @start thought better of it
 * @knob: the values of struct model.knob
 * @own: the policy's, struct model.size bytes, zeroed
 * @engine: model.c's
 */
struct sim {
	uint64_t now;
	const struct jobs *jobs;
	unsigned int cpus;
	uint64_t quantum;
	bool preempts;
	uint64_t knob[MODEL_KNOBS];
	void *own;
	struct engine *engine;
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
 * @knob: what else can be set; the first without a name ends them
 * @keeps_place: a job that is preempted is as long in the queue as before
 * @job_size: how much the policy keeps of each job
 * @size: how much it keeps of the whole
 * @start: before the first job comes; NULL when there is nothing to do
 * @joins: a job is about to join the ready queue; likewise
 * @takes: may the ready @a take the CPU of the running @b? NULL: as @before says
 * @leaves: a job has blocked or finished; likewise
 * @runs: a job gets a CPU; likewise
 * @ran: a job has had so much more CPU time; likewise
 * @slice: how long a job may run now, 0: as long as it likes; NULL: @quantum
 * @pick: the ready job that @cpu gets, NULL when it gets none; in place of @before
 * @every: what happens regularly; NULL: nothing. How often is @knob[0]
 * @next: the next model; the registry's own
 */
struct model {
	const char *name;
	const char *summary;
	bool (*before)(const struct model_job *a, const struct model_job *b);
	bool preempts;
	struct knob quantum;
	struct knob knob[MODEL_KNOBS];
	bool keeps_place;
	size_t job_size;
	size_t size;
	void (*start)(struct sim *sim);
	void (*joins)(struct sim *sim, struct model_job *job, enum model_why why);
	void (*leaves)(struct sim *sim, struct model_job *job);
	bool (*takes)(const struct sim *sim, const struct model_job *a, const struct model_job *b);
	void (*runs)(struct sim *sim, struct model_job *job);
	void (*ran)(struct sim *sim, struct model_job *job, uint64_t ns);
	uint64_t (*slice)(struct sim *sim, const struct model_job *job);
	struct model_job *(*pick)(struct sim *sim, unsigned int cpu);
	void (*every)(struct sim *sim);
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
const struct knob *model_knob(const struct model *model, size_t i);
int model_run(const struct model *model, const struct jobs *jobs, unsigned int cpus,
	      struct settings *settings, struct result *res);

/* For a policy's functions. */
static inline uint64_t model_level(const struct model_job *job)
{
	return job->spec->level ?: MODEL_LAST;
}

/* Which release of its a job works for. */
static inline uint64_t model_release(const struct model_job *job)
{
	return job->spec->releases > 1 ? job_blocks(job->spec) - job->blocks_left : 0;
}

size_t sim_ready(const struct sim *sim);
struct model_job *sim_ready_at(const struct sim *sim, size_t i);
struct model_job *sim_running(const struct sim *sim, unsigned int cpu);
struct model_job *sim_job(const struct sim *sim, size_t number);

#endif
