// SPDX-License-Identifier: GPL-2.0
/* Timelines: collected in any order, then sorted and joined. */
#include <stdlib.h>

#include "error.h"
#include "timeline.h"

/**
 * timeline_add - note that a job had a CPU
 * @tl: the timeline
 * @seg: what happened; an empty one is left out
 */
void timeline_add(struct timeline *tl, struct segment seg)
{
	if (seg.end <= seg.start)
		return;
	if (tl->n == tl->room) {
		tl->room = tl->room ? 2 * tl->room : 64;
		tl->seg = regrow(tl->seg, tl->room, sizeof(seg));
	}
	tl->seg[tl->n++] = seg;
}

static int by_cpu_and_start(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;

	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

static int by_start(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

/**
 * timeline_merge - join what belongs together, and sort by start
 * @tl: the timeline
 * @gap_ns: a job that comes back to its CPU so soon, with no other job in
 *	between, never left it: something that is no job interrupted it
 */
void timeline_merge(struct timeline *tl, uint64_t gap_ns)
{
	size_t kept = 0;

	if (!tl->n)
		return;
	qsort(tl->seg, tl->n, sizeof(*tl->seg), by_cpu_and_start);
	for (size_t i = 0; i < tl->n; i++) {
		struct segment *last = kept ? &tl->seg[kept - 1] : NULL;
		struct segment *seg = &tl->seg[i];

		if (last && last->job == seg->job && last->cpu == seg->cpu &&
		    seg->start <= last->end + gap_ns)
			last->end = seg->end;
		else
			tl->seg[kept++] = *seg;
	}
	tl->n = kept;
	qsort(tl->seg, tl->n, sizeof(*tl->seg), by_start);
}

/**
 * timeline_end - when the last job left its CPU, in nanoseconds
 * @tl: the timeline
 */
uint64_t timeline_end(const struct timeline *tl)
{
	uint64_t end = 0;

	for (size_t i = 0; i < tl->n; i++)
		if (tl->seg[i].end > end)
			end = tl->seg[i].end;
	return end;
}

/**
 * timeline_free - give a timeline's memory back
 * @tl: the timeline, empty afterwards
 */
void timeline_free(struct timeline *tl)
{
	free(tl->seg);
	*tl = (struct timeline){};
}
