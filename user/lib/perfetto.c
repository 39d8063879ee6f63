// SPDX-License-Identifier: GPL-2.0
/*
 * Runs as a Chrome trace, which ui.perfetto.dev opens. Each result is a
 * "process", each of its CPUs a "thread"; times are microseconds since the
 * start of the run.
 */
#include "error.h"
#include "json.h"
#include "run.h"
#include "units.h"

#include <stdlib.h>

static void put_name(struct json *json, const char *what, int pid, int tid, const char *name)
{
	json_open(json, NULL, '{');
	json_string(json, "name", what);
	json_string(json, "ph", "M");
	json_number(json, "pid", pid);
	json_number(json, "tid", tid);
	json_open(json, "args", '{');
	json_string(json, "name", name);
	json_close(json, '}');
	json_close(json, '}');
}

static void put_names(struct json *json, int pid, const char *process, unsigned int cpus)
{
	put_name(json, "process_name", pid, 0, process);
	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		char *name = format("CPU %u", cpu);

		put_name(json, "thread_name", pid, cpu, name);
		free(name);
	}
}

static void put_slice(struct json *json, int pid, const struct segment *seg, const char *name)
{
	json_open(json, NULL, '{');
	json_string(json, "name", name);
	json_string(json, "cat", "job");
	json_string(json, "ph", "X");
	json_number(json, "ts", in_units(seg->start, NS_PER_US));
	json_number(json, "dur", in_units(seg->end - seg->start, NS_PER_US));
	json_number(json, "pid", pid);
	json_number(json, "tid", seg->cpu);
	json_close(json, '}');
}

static void put_arrival(struct json *json, int pid, const struct job *job)
{
	char *name = format("%s arrives", job->name);

	json_open(json, NULL, '{');
	json_string(json, "name", name);
	json_string(json, "cat", "arrival");
	json_string(json, "ph", "i");
	json_string(json, "s", "p");
	json_number(json, "ts", in_units(job->arrival, NS_PER_US));
	json_number(json, "pid", pid);
	json_number(json, "tid", 0);
	json_close(json, '}');
	free(name);
}

static void put_result(struct json *json, int pid, const char *policy, const char *how,
		       const struct result *res, const struct jobs *jobs)
{
	char *process = format("%s, %s", policy, how);

	put_names(json, pid, process, res->cpus);
	for (size_t i = 0; i < jobs->n; i++)
		put_arrival(json, pid, &jobs->job[i]);
	for (size_t i = 0; i < res->timeline.n; i++)
		put_slice(json, pid, &res->timeline.seg[i],
			  jobs->job[res->timeline.seg[i].job].name);
	free(process);
}

/**
 * perfetto_write - write runs as a Chrome trace
 * @out: where to
 * @what: the struct trace; so that outfile_write() can call this
 */
void perfetto_write(FILE *out, const void *what)
{
	const struct trace *trace = what;
	struct json json = { .out = out };
	int pid = 1;

	json_open(&json, NULL, '{');
	json_string(&json, "displayTimeUnit", "ms");
	json_open(&json, "traceEvents", '[');
	for (size_t i = 0; i < trace->n; i++) {
		const struct run *run = &trace->run[i];

		if (run->has_model)
			put_result(&json, pid++, run->policy, "predicted", &run->predicted,
				   trace->jobs);
		if (run->is_live)
			put_result(&json, pid++, run->policy, "measured", &run->measured,
				   trace->jobs);
	}
	json_close(&json, ']');
	json_close(&json, '}');
	putc('\n', out);
}
