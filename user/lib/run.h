/* SPDX-License-Identifier: GPL-2.0 */
/* One policy, tried on some jobs: what was predicted, what was measured. */
#ifndef KILN_RUN_H
#define KILN_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include "result.h"

/**
 * struct run - the two results of a policy
 * @policy: its name
 * @predicted: by the model, when @has_model
 * @measured: on the kernel, when @is_live
 */
struct run {
	const char *policy;
	bool has_model;
	bool is_live;
	struct result predicted;
	struct result measured;
};

const struct result *run_result(const struct run *run);
void run_free(struct run *run);

/* report.c: for people */
void report_jobs(const struct run *run, const struct jobs *jobs, FILE *out);
void report_policies(const struct run *run, size_t n, const struct jobs *jobs, FILE *out);
/* explain.c: in words */
void explain(const struct run *run, const struct jobs *jobs, FILE *out);
/* record.c: for programs */
void record_run(const struct run *run, const struct jobs *jobs, FILE *out);

/* perfetto.c: a trace of one or more runs */
struct trace {
	const struct run *run;
	size_t n;
	const struct jobs *jobs;
};

void perfetto_write(FILE *out, const void *trace);

#endif
