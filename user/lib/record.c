// SPDX-License-Identifier: GPL-2.0
/* A run as one line of JSON, all times in units; kiln-sched(1) has the keys. */
#include "json.h"
#include "run.h"
#include "units.h"

static void put_measures(struct json *json, const struct result *res, size_t job,
			 const struct jobs *jobs)
{
	for (int m = 0; m < MEASURES; m++)
		json_number(json, measure_name[m], in_units(res->job[job][m], jobs->unit_ns));
	json_number(json, "missed", res->missed[job]);
}

static void put_averages(struct json *json, const struct result *res, const struct jobs *jobs)
{
	for (int m = WAIT; m < MEASURES; m++)
		json_number(json, measure_name[m], res->average[m] / jobs->unit_ns);
}

static void put_job(struct json *json, const struct run *run, size_t i, const struct jobs *jobs)
{
	const struct job *job = &jobs->job[i];

	json_open(json, NULL, '{');
	json_string(json, "name", job->name);
	json_number(json, "arrival", in_units(job->arrival, jobs->unit_ns));
	json_number(json, "burst", in_units(job->burst, jobs->unit_ns));
	if (run->is_live)
		put_measures(json, &run->measured, i, jobs);
	if (run->has_model) {
		json_open(json, "predicted", '{');
		put_measures(json, &run->predicted, i, jobs);
		json_close(json, '}');
	} else {
		json_null(json, "predicted");
	}
	json_close(json, '}');
}

static void put_segment(struct json *json, const struct segment *seg, const struct jobs *jobs)
{
	json_open(json, NULL, '{');
	json_string(json, "job", jobs->job[seg->job].name);
	json_number(json, "cpu", seg->cpu);
	json_number(json, "start", in_units(seg->start, jobs->unit_ns));
	json_number(json, "end", in_units(seg->end, jobs->unit_ns));
	json_close(json, '}');
}

static void put_average(struct json *json, const struct run *run, const struct jobs *jobs)
{
	json_open(json, "average", '{');
	if (run->is_live)
		put_averages(json, &run->measured, jobs);
	if (run->has_model) {
		json_open(json, "predicted", '{');
		put_averages(json, &run->predicted, jobs);
		json_close(json, '}');
	} else {
		json_null(json, "predicted");
	}
	json_close(json, '}');
}

/**
 * record_run - write a run as one line of JSON
 * @run: the run; one that is only predicted has the model's timeline,
 *	totals
 * @jobs: the jobs
 * @out: where to
 */
void record_run(const struct run *run, const struct jobs *jobs, FILE *out)
{
	const struct result *res = run_result(run);
	struct json json = { .out = out };

	json_open(&json, NULL, '{');
	json_string(&json, "policy", run->policy);
	json_number(&json, "unit_ms", in_units(jobs->unit_ns, NS_PER_MS));
	json_number(&json, "cpus", res->cpus);
	json_open(&json, "jobs", '[');
	for (size_t i = 0; i < jobs->n; i++)
		put_job(&json, run, i, jobs);
	json_close(&json, ']');
	json_open(&json, "timeline", '[');
	for (size_t i = 0; i < res->timeline.n; i++)
		put_segment(&json, &res->timeline.seg[i], jobs);
	json_close(&json, ']');
	put_average(&json, run, jobs);
	for (int t = 0; t < TOTALS; t++)
		json_number(&json, total_name[t], res->total[t]);
	json_close(&json, '}');
	putc('\n', out);
}
