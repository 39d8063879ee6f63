// SPDX-License-Identifier: GPL-2.0
/*
 * The engine that all models run on: time jumps from event to event, whole
 * nanoseconds, any number of CPUs. At each instant, in this order:
 *
 *	what the policy does regularly is done;
 *	jobs that arrive or wake now join the ready queue, in the order of the file;
 *	jobs that are done leave, and those that block; jobs whose quantum is over
 *	join the queue;
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
	uint64_t since;	       /* charged up to here */
	uint64_t until;	       /* its slice ends, unless it is preempted */
};

struct engine {
	struct sim sim;
	const struct model *model;
	struct result *res;
	struct model_job *job; /* by number */
	char *own;	       /* the policy's, of all jobs */
	uint64_t next_comes;
	uint64_t next_tick;
	struct model_job **ready; /* a ring, longest in it first */
	size_t head;
	size_t nready;
	uint64_t tickets; /* the next model_job.queued */
	struct cpu *cpu;
	struct model_job **expired; /* room for one a CPU */
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
 * model_knob - a model's knobs, one after the other
 * @model: the model
 * @i: which, from 0 on
 *
 * Returns NULL when there is none any more.
 */
const struct knob *model_knob(const struct model *model, size_t i)
{
	if (model->quantum.name[0] && !i--)
		return &model->quantum;
	return i < MODEL_KNOBS && model->knob[i].name[0] ? &model->knob[i] : NULL;
}

/**
 * sim_ready - how many jobs are ready
 * @sim: the simulation
 */
size_t sim_ready(const struct sim *sim)
{
	return sim->engine->nready;
}

static struct model_job **ready_at(const struct engine *e, size_t i)
{
	return &e->ready[(e->head + i) % e->sim.jobs->n];
}

/**
 * sim_ready_at - a ready job
 * @sim: the simulation
 * @i: 0 is the one that has been in the queue longest
 */
struct model_job *sim_ready_at(const struct sim *sim, size_t i)
{
	return *ready_at(sim->engine, i);
}

/**
 * sim_running - the job that has a CPU, NULL when it is idle
 * @sim: the simulation
 * @cpu: which
 */
struct model_job *sim_running(const struct sim *sim, unsigned int cpu)
{
	return sim->engine->cpu[cpu].job;
}

/**
 * sim_job - any job, finished or not
 * @sim: the simulation
 * @number: its place in the job file
 */
struct model_job *sim_job(const struct sim *sim, size_t number)
{
	return &sim->engine->job[number];
}

/* The queue is a ring in the order of model_job.queued. */
static void enqueue(struct engine *e, struct model_job *job, enum model_why why)
{
	size_t at = e->nready++;

	if (why != MODEL_PREEMPTED || !e->model->keeps_place)
		job->queued = e->tickets++;
	for (; at && (*ready_at(e, at - 1))->queued > job->queued; at--)
		*ready_at(e, at) = *ready_at(e, at - 1);
	*ready_at(e, at) = job;
	if (e->model->joins)
		e->model->joins(&e->sim, job, why);
}

/* The ready job that goes first; there is one at least. */
static struct model_job *best_ready(const struct engine *e)
{
	struct model_job *best = *ready_at(e, 0);

	for (size_t i = 1; e->model->before && i < e->nready; i++)
		if (e->model->before(*ready_at(e, i), best))
			best = *ready_at(e, i);
	return best;
}

static void dequeue(struct engine *e, const struct model_job *job)
{
	size_t at = 0;

	while (*ready_at(e, at) != job)
		at++;
	for (; at; at--)
		*ready_at(e, at) = *ready_at(e, at - 1);
	e->head = (e->head + 1) % e->sim.jobs->n;
	e->nready--;
}

static void run_on(struct engine *e, struct cpu *cpu, struct model_job *job)
{
	uint64_t run = job->run_left;
	uint64_t slice = e->model->slice ? e->model->slice(&e->sim, job) : e->sim.quantum;

	dequeue(e, job);
	if (slice && slice < run)
		run = slice;
	cpu->job = job;
	cpu->since = e->sim.now;
	cpu->until = e->sim.now + run;
	job->cpu = cpu - e->cpu;
	if (e->model->runs)
		e->model->runs(&e->sim, job);
}

/* Bring the figures of a running job up to date. */
static void charge(struct engine *e, struct cpu *cpu)
{
	struct model_job *job = cpu->job;
	uint64_t ran = e->sim.now - cpu->since;

	if (!ran)
		return;
	timeline_add(&e->res->timeline, (struct segment){
						.job = job->number,
						.cpu = job->cpu,
						.start = cpu->since,
						.end = e->sim.now,
					});
	job->left -= ran;
	job->run_left -= ran;
	job->had += ran;
	job->declared_left -= ran < job->declared_left ? ran : job->declared_left;
	cpu->since = e->sim.now;
	if (e->model->ran)
		e->model->ran(&e->sim, job, ran);
}

static void charge_all(struct engine *e)
{
	for (unsigned int i = 0; i < e->sim.cpus; i++)
		if (e->cpu[i].job)
			charge(e, &e->cpu[i]);
}

static struct model_job *take_off(struct engine *e, struct cpu *cpu)
{
	struct model_job *job = cpu->job;

	charge(e, cpu);
	cpu->job = NULL;
	return job;
}

static void tick(struct engine *e)
{
	if (e->next_tick > e->sim.now)
		return;
	e->model->every(&e->sim);
	e->next_tick += e->sim.knob[0];
}

static void admit(struct engine *e)
{
	if (e->next_comes > e->sim.now)
		return;
	e->next_comes = NEVER;
	for (size_t i = 0; i < e->sim.jobs->n; i++) {
		struct model_job *job = &e->job[i];

		if (job->comes <= e->sim.now) {
			job->comes = NEVER;
			enqueue(e, job, job->had ? MODEL_WOKE : MODEL_ARRIVED);
		} else if (job->comes < e->next_comes) {
			e->next_comes = job->comes;
		}
	}
}

static void block(struct engine *e, struct model_job *job)
{
	const struct job *spec = job->spec;

	job->blocks_left--;
	job->run_left = job->blocks_left && spec->run < job->left ? spec->run : job->left;
	if (spec->releases > 1) {
		job->comes = job_release(spec, model_release(job));
		if (job->comes < e->sim.now) /* the one before is late */
			job->comes = e->sim.now;
		job->declared_left = job->declared;
	} else {
		job->comes = e->sim.now + spec->block;
	}
	e->res->blocked[job->number] += job->comes - e->sim.now;
	if (job->comes < e->next_comes)
		e->next_comes = job->comes;
}

static int by_number(const void *a, const void *b)
{
	const struct model_job *x = *(void *const *)a, *y = *(void *const *)b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* Jobs whose quantum ends now on several CPUs queue in the order of the file. */
static void expire(struct engine *e)
{
	size_t n = 0;

	for (unsigned int i = 0; i < e->sim.cpus; i++) {
		struct cpu *cpu = &e->cpu[i];

		if (!cpu->job || cpu->until > e->sim.now)
			continue;
		struct model_job *job = take_off(e, cpu);

		if (job->run_left) {
			e->expired[n++] = job;
			continue;
		}
		if (e->model->leaves)
			e->model->leaves(&e->sim, job);
		if (job->left)
			block(e, job);
	}
	qsort(e->expired, n, sizeof(*e->expired), by_number);
	for (size_t i = 0; i < n; i++)
		enqueue(e, e->expired[i], MODEL_EXPIRED);
}

static struct cpu *idle_cpu(struct engine *e, const struct model_job *job)
{
	if (!e->cpu[job->cpu].job)
		return &e->cpu[job->cpu];
	for (unsigned int i = 0; i < e->sim.cpus; i++)
		if (!e->cpu[i].job)
			return &e->cpu[i];
	return NULL;
}

static void fill_idle(struct engine *e)
{
	while (e->nready) {
		struct model_job *best = best_ready(e);
		struct cpu *cpu = idle_cpu(e, best);

		if (!cpu)
			break;
		run_on(e, cpu, best);
	}
}

/* The policy itself says who gets which CPU. */
static void fill_by_choice(struct engine *e)
{
	for (unsigned int i = 0; i < e->sim.cpus && e->nready; i++) {
		struct model_job *job = e->cpu[i].job ? NULL : e->model->pick(&e->sim, i);

		if (job)
			run_on(e, &e->cpu[i], job);
	}
}

/* Among the running jobs the one that all others are before of. */
static struct cpu *worst_running(struct engine *e)
{
	struct cpu *worst = NULL;

	for (unsigned int i = 0; i < e->sim.cpus; i++) {
		struct cpu *cpu = &e->cpu[i];

		if (cpu->job && (!worst || e->model->before(worst->job, cpu->job)))
			worst = cpu;
	}
	return worst;
}

static bool takes(const struct engine *e, const struct model_job *a, const struct model_job *b)
{
	return e->model->takes ? e->model->takes(&e->sim, a, b) : e->model->before(a, b);
}

static void preempt(struct engine *e)
{
	if (!e->sim.preempts || !e->nready)
		return;
	while (e->nready) {
		struct model_job *best = best_ready(e);
		struct cpu *cpu = worst_running(e);
		struct model_job *loser;

		if (!cpu || !takes(e, best, cpu->job))
			break;
		loser = take_off(e, cpu);
		enqueue(e, loser, MODEL_PREEMPTED);
		run_on(e, cpu, best);
	}
}

static uint64_t next_event(const struct engine *e)
{
	uint64_t next = e->next_comes;
	bool busy = next != NEVER || e->nready;

	for (unsigned int i = 0; i < e->sim.cpus; i++) {
		if (!e->cpu[i].job)
			continue;
		busy = true;
		if (e->cpu[i].until < next)
			next = e->cpu[i].until;
	}
	return busy && e->next_tick < next ? e->next_tick : next;
}

/* A chart of a million slices helps nobody, and takes for ever. */
static int engine_run(struct engine *e)
{
	while ((e->sim.now = next_event(e)) != NEVER) {
		charge_all(e);
		tick(e);
		admit(e);
		expire(e);
		if (e->model->pick)
			fill_by_choice(e);
		else
			fill_idle(e);
		preempt(e);
		if (e->res->timeline.n > MOST_SLICES)
			return misused(
				"%s: the jobs fill more than %d slices: give shorter bursts or a longer quantum",
				e->model->name, MOST_SLICES);
	}
	return KILN_OK;
}

static void engine_start(struct engine *e)
{
	size_t n = e->sim.jobs->n;

	e->ready = zalloc(n, sizeof(*e->ready));
	e->cpu = zalloc(e->sim.cpus, sizeof(*e->cpu));
	e->expired = zalloc(e->sim.cpus, sizeof(*e->expired));
	e->job = zalloc(n, sizeof(*e->job));
	e->own = zalloc(n, e->model->job_size + 1);
	e->sim.own = zalloc(1, e->model->size + 1);
	e->sim.engine = e;
	e->next_tick = e->model->every ? e->sim.knob[0] : NEVER;
	e->res->blocked = zalloc(n, sizeof(*e->res->blocked));
	for (size_t i = 0; i < n; i++) {
		const struct job *spec = &e->sim.jobs->job[i];
		uint64_t blocks = job_blocks(spec);

		e->job[i] = (struct model_job){
			.number = i,
			.spec = spec,
			.left = spec->burst,
			.run_left = blocks ? spec->run : spec->burst,
			.blocks_left = blocks,
			.declared = spec->declared,
			.declared_left = spec->declared,
			.comes = spec->arrival,
			.own = e->own + i * e->model->job_size,
		};
	}
	if (e->model->start)
		e->model->start(&e->sim);
}

static void engine_stop(struct engine *e)
{
	free(e->ready);
	free(e->cpu);
	free(e->expired);
	free(e->job);
	free(e->own);
	free(e->sim.own);
}

static int read_knobs(struct engine *e, struct settings *settings)
{
	const struct model *model = e->model;
	uint64_t unit_ns = e->sim.jobs->unit_ns;
	int ret = KILN_OK;

	if (model->quantum.name[0])
		ret = knob_value(&model->quantum, settings, unit_ns, &e->sim.quantum);
	for (size_t i = 0; !ret && i < MODEL_KNOBS && model->knob[i].name[0]; i++)
		ret = knob_value(&model->knob[i], settings, unit_ns, &e->sim.knob[i]);
	return ret;
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
	struct engine e = {
		.sim = { .jobs = jobs, .cpus = cpus, .preempts = model->preempts },
		.model = model,
		.res = res,
	};
	int ret;

	*res = (struct result){ .cpus = cpus };
	ret = read_knobs(&e, settings);
	if (ret)
		return ret;
	engine_start(&e);
	ret = engine_run(&e);
	engine_stop(&e);
	if (ret)
		return ret;
	timeline_merge(&res->timeline, 0);
	result_compute(res, jobs);
	return KILN_OK;
}
