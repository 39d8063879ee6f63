// SPDX-License-Identifier: GPL-2.0
/*
 * The engine that all models run on: time jumps from event to event, whole
 * nanoseconds, any number of CPUs. At each instant, in this order:
 *
 *	jobs that arrive now join the ready queue, in the order of the file;
 *	jobs that are done leave; jobs whose quantum is over join the queue;
 *	free CPUs take the best of the queue; a better job preempts a worse one.
 *
 * Switching costs nothing here, which is the difference to a real machine.
 */
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "model.h"
#include "units.h"

#define NEVER	    UINT64_MAX
#define MOST_SLICES 1000000

struct cpu {
	struct model_job *job; /* NULL: idle */
	uint64_t since;	       /* its slice began */
	uint64_t until;	       /* it ends, unless it is preempted */
};

struct engine {
	const struct model *model;
	const struct jobs *jobs;
	struct timeline *timeline;
	struct model_job *job; /* by number */
	size_t *arrival;       /* numbers, by time of arrival */
	size_t arrived;
	struct model_job **ready; /* a ring, longest in it first */
	size_t head;
	size_t nready;
	uint64_t tickets; /* the next model_job.queued */
	struct cpu *cpu;
	unsigned int cpus;
	uint64_t quantum;
	uint64_t now;
};

static struct model *models;

/**
 * model_register - make a model known; see KILN_MODEL()
 * @model: the model; the list is kept in alphabetical order
 */
void model_register(struct model *model)
{
	struct model **at = &models;

	while (*at && strcmp((*at)->name, model->name) < 0)
		at = &(*at)->next;
	if (*at && !strcmp((*at)->name, model->name))
		exit(failed("models: two are called '%s': give one another .name", model->name));
	model->next = *at;
	*at = model;
}

/**
 * model_find - the model of a policy, NULL when there is none
 * @name: of the policy
 */
const struct model *model_find(const char *name)
{
	const struct model *model = models;

	while (model && strcmp(model->name, name))
		model = model->next;
	return model;
}

/**
 * model_first - the first of all models; go on by its @next
 */
const struct model *model_first(void)
{
	return models;
}

/**
 * model_knob - a model's knob, NULL when it has none
 * @model: the model
 */
const struct knob *model_knob(const struct model *model)
{
	return model->quantum.name[0] ? &model->quantum : NULL;
}

static struct model_job **ready_at(struct engine *e, size_t i)
{
	return &e->ready[(e->head + i) % e->jobs->n];
}

static void enqueue(struct engine *e, struct model_job *job)
{
	job->queued = e->tickets++;
	*ready_at(e, e->nready++) = job;
}

/* Where in the queue the job is that goes first; there is one at least. */
static size_t best_ready(struct engine *e)
{
	size_t best = 0;

	for (size_t i = 1; e->model->before && i < e->nready; i++)
		if (e->model->before(*ready_at(e, i), *ready_at(e, best)))
			best = i;
	return best;
}

static struct model_job *dequeue(struct engine *e, size_t at)
{
	struct model_job *job = *ready_at(e, at);

	for (; at; at--)
		*ready_at(e, at) = *ready_at(e, at - 1);
	e->head = (e->head + 1) % e->jobs->n;
	e->nready--;
	return job;
}

static void run_on(struct engine *e, struct cpu *cpu, struct model_job *job)
{
	uint64_t slice = job->left;

	if (e->quantum && e->quantum < slice)
		slice = e->quantum;
	cpu->job = job;
	cpu->since = e->now;
	cpu->until = e->now + slice;
	job->cpu = cpu - e->cpu;
}

/* Take the job off its CPU and charge it with what it had. */
static struct model_job *take_off(struct engine *e, struct cpu *cpu)
{
	struct model_job *job = cpu->job;
	uint64_t ran = e->now - cpu->since;

	timeline_add(e->timeline, (struct segment){
					  .job = job->number,
					  .cpu = job->cpu,
					  .start = cpu->since,
					  .end = e->now,
				  });
	job->left -= ran;
	job->declared_left -= ran < job->declared_left ? ran : job->declared_left;
	cpu->job = NULL;
	return job;
}

static void admit(struct engine *e)
{
	for (; e->arrived < e->jobs->n; e->arrived++) {
		size_t number = e->arrival[e->arrived];

		if (e->jobs->job[number].arrival > e->now)
			break;
		enqueue(e, &e->job[number]);
	}
}

static int by_number(const void *a, const void *b)
{
	const struct model_job *x = *(void *const *)a, *y = *(void *const *)b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* Jobs whose quantum ends now on several CPUs queue in the order of the file. */
static void expire(struct engine *e, struct model_job **expired)
{
	size_t n = 0;

	for (unsigned int i = 0; i < e->cpus; i++) {
		struct cpu *cpu = &e->cpu[i];

		if (!cpu->job || cpu->until > e->now)
			continue;
		struct model_job *job = take_off(e, cpu);

		if (job->left)
			expired[n++] = job;
	}
	qsort(expired, n, sizeof(*expired), by_number);
	for (size_t i = 0; i < n; i++)
		enqueue(e, expired[i]);
}

static struct cpu *idle_cpu(struct engine *e, const struct model_job *job)
{
	if (!e->cpu[job->cpu].job)
		return &e->cpu[job->cpu];
	for (unsigned int i = 0; i < e->cpus; i++)
		if (!e->cpu[i].job)
			return &e->cpu[i];
	return NULL;
}

static void fill_idle(struct engine *e)
{
	while (e->nready) {
		size_t best = best_ready(e);
		struct cpu *cpu = idle_cpu(e, *ready_at(e, best));

		if (!cpu)
			break;
		run_on(e, cpu, dequeue(e, best));
	}
}

/* Among the running jobs the one that all others are before of. */
static struct cpu *worst_running(struct engine *e)
{
	struct cpu *worst = NULL;

	for (unsigned int i = 0; i < e->cpus; i++) {
		struct cpu *cpu = &e->cpu[i];

		if (cpu->job && (!worst || e->model->before(worst->job, cpu->job)))
			worst = cpu;
	}
	return worst;
}

/* Bring what running jobs still need up to date, so that they compare. */
static void charge(struct engine *e)
{
	for (unsigned int i = 0; i < e->cpus; i++) {
		struct cpu *cpu = &e->cpu[i];
		uint64_t until = cpu->until;

		if (!cpu->job)
			continue;
		cpu->job = take_off(e, cpu);
		cpu->since = e->now;
		cpu->until = until;
	}
}

static void preempt(struct engine *e)
{
	if (!e->model->preempts || !e->model->before || !e->nready)
		return;
	charge(e);
	while (e->nready) {
		size_t best = best_ready(e);
		struct cpu *cpu = worst_running(e);
		struct model_job *job;

		if (!e->model->before(*ready_at(e, best), cpu->job))
			break;
		job = dequeue(e, best);
		enqueue(e, take_off(e, cpu));
		run_on(e, cpu, job);
	}
}

static uint64_t next_event(const struct engine *e)
{
	uint64_t next = NEVER;

	if (e->arrived < e->jobs->n)
		next = e->jobs->job[e->arrival[e->arrived]].arrival;
	for (unsigned int i = 0; i < e->cpus; i++)
		if (e->cpu[i].job && e->cpu[i].until < next)
			next = e->cpu[i].until;
	return next;
}

static void engine_run(struct engine *e)
{
	struct model_job **expired = zalloc(e->cpus, sizeof(*expired));

	while ((e->now = next_event(e)) != NEVER) {
		admit(e);
		expire(e, expired);
		fill_idle(e);
		preempt(e);
	}
	free(expired);
}

static void engine_start(struct engine *e)
{
	size_t n = e->jobs->n;

	e->arrival = jobs_by_arrival(e->jobs);
	e->ready = zalloc(n, sizeof(*e->ready));
	e->cpu = zalloc(e->cpus, sizeof(*e->cpu));
	e->job = zalloc(n, sizeof(*e->job));
	for (size_t i = 0; i < n; i++)
		e->job[i] = (struct model_job){
			.number = i,
			.left = e->jobs->job[i].burst,
			.declared = e->jobs->job[i].declared,
			.declared_left = e->jobs->job[i].declared,
		};
}

static void engine_stop(struct engine *e)
{
	free(e->arrival);
	free(e->ready);
	free(e->cpu);
	free(e->job);
}

/* A chart of a million slices helps nobody, and takes for ever. */
static int check_quantum(const struct engine *e)
{
	uint64_t slices = 0;

	if (!e->quantum)
		return KILN_OK;
	for (size_t i = 0; i < e->jobs->n; i++)
		slices += e->jobs->job[i].burst / e->quantum + 1;
	if (slices > MOST_SLICES)
		return misused(
			"%s: the jobs fill %llu slices, more than %d: give shorter bursts or a longer quantum",
			e->model->name, (unsigned long long)slices, MOST_SLICES);
	return KILN_OK;
}

/**
 * model_run - predict what a policy does with some jobs
 * @model: the policy's model
 * @jobs: the jobs
 * @cpus: how many CPUs there are
 * @settings: what the person wants the knobs to be
 * @res: out; to be freed by result_free()
 *
 * Returns KILN_OK, or KILN_USAGE after saying what is wrong.
 */
int model_run(const struct model *model, const struct jobs *jobs, unsigned int cpus,
	      struct settings *settings, struct result *res)
{
	const struct knob *knob = model_knob(model);
	struct engine e = {
		.model = model,
		.jobs = jobs,
		.cpus = cpus,
		.timeline = &res->timeline,
	};
	int ret = KILN_OK;

	*res = (struct result){ .cpus = cpus };
	if (knob)
		ret = knob_value(knob, settings, jobs->unit_ns, &e.quantum);
	if (!ret)
		ret = check_quantum(&e);
	if (ret)
		return ret;
	engine_start(&e);
	engine_run(&e);
	engine_stop(&e);
	timeline_merge(&res->timeline, 0);
	result_compute(res, jobs);
	return KILN_OK;
}
