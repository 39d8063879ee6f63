/* SPDX-License-Identifier: GPL-2.0 */
/* A timeline: who had which CPU from when to when. */
#ifndef KILN_TIMELINE_H
#define KILN_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct segment - a job had a CPU without a break
 * @job: its number in the job file
 * @cpu: 0 is the first of the CPUs that the jobs run on
 * @start: nanoseconds since the start of the run
 * @end: likewise; later than @start
 */
struct segment {
	uint32_t job;
	uint32_t cpu;
	uint64_t start;
	uint64_t end;
};

struct timeline {
	struct segment *seg;
	size_t n;
	size_t room;
};

void timeline_add(struct timeline *tl, struct segment seg);
void timeline_merge(struct timeline *tl, uint64_t gap_ns);
uint64_t timeline_end(const struct timeline *tl);
void timeline_free(struct timeline *tl);

#endif
