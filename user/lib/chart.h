/* SPDX-License-Identifier: GPL-2.0 */
/* A Gantt chart as such: rows on one time axis. gantt.c and svg.c draw it. */
#ifndef KILN_CHART_H
#define KILN_CHART_H

#include <stdbool.h>
#include <stdio.h>

#include "jobfile.h"
#include "result.h"

/**
 * struct lane - a row: one CPU of one run
 * @label: what stands before it
 * @timeline: the run; only the segments on @cpu belong to the row
 * @cpu: which CPU
 */
struct lane {
	char *label;
	const struct timeline *timeline;
	unsigned int cpu;
};

/**
 * struct chart - rows on one time axis
 * @title: what it shows
 * @jobs: the jobs
 * @lane: the rows, from the top
 * @lanes: how many
 * @end: of the time axis, ns
 */
struct chart {
	char *title;
	const struct jobs *jobs;
	struct lane *lane;
	size_t lanes;
	uint64_t end;
};

/* A part of a row after drawing to scale: a job, or nobody. */
#define NOBODY UINT32_MAX

void chart_add(struct chart *chart, const char *label, const struct result *res);
void chart_free(struct chart *chart);
double chart_tick(const struct chart *chart, int most);
bool lane_is_fine(const struct lane *lane, uint64_t shortest_ns);

void gantt_print(const struct chart *chart, FILE *out);
void svg_write(FILE *out, const void *chart);

#endif
