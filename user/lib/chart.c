// SPDX-License-Identifier: GPL-2.0
/* What the charts in the terminal and in a file have in common. */
#include <math.h>
#include <stdlib.h>

#include "chart.h"
#include "error.h"

/**
 * chart_add - add a run to a chart, a row for each of its CPUs
 * @chart: the chart, with @jobs set
 * @label: what to call the run; copied
 * @res: the run; it must stay as long as the chart
 */
void chart_add(struct chart *chart, const char *label, const struct result *res)
{
	uint64_t end = timeline_end(&res->timeline);

	if (end > chart->end)
		chart->end = end;
	chart->lane = regrow(chart->lane, chart->lanes + res->cpus, sizeof(*chart->lane));
	for (unsigned int cpu = 0; cpu < res->cpus; cpu++) {
		struct lane *lane = &chart->lane[chart->lanes++];

		lane->timeline = &res->timeline;
		lane->cpu = cpu;
		lane->label = res->cpus == 1 ? format("%s", label) : format("%s %u", label, cpu);
	}
}

/**
 * chart_free - give a chart's memory back
 * @chart: the chart
 */
void chart_free(struct chart *chart)
{
	for (size_t i = 0; i < chart->lanes; i++)
		free(chart->lane[i].label);
	free(chart->lane);
	free(chart->title);
	*chart = (struct chart){};
}

/**
 * chart_tick - the distance between two numbers on the time axis, in units
 * @chart: the chart
 * @most: how many numbers there is room for
 *
 * It is 1, 2 or 5 times a power of ten.
 */
double chart_tick(const struct chart *chart, int most)
{
	double span = (double)chart->end / chart->jobs->unit_ns;
	double tick = pow(10, floor(log10(span / most)));
	static const double factor[] = { 1, 2, 5, 10 };

	for (int i = 0; i < 4; i++)
		if (span / (tick * factor[i]) <= most)
			return tick * factor[i];
	return tick * 10;
}

/**
 * lane_is_fine - is a row too finely sliced to be drawn as blocks?
 * @lane: the row
 * @shortest_ns: the length of a block that can still be read
 *
 * So it is when most of its blocks are shorter.
 */
bool lane_is_fine(const struct lane *lane, uint64_t shortest_ns)
{
	size_t n = 0, tiny = 0;

	for (size_t i = 0; i < lane->timeline->n; i++) {
		const struct segment *seg = &lane->timeline->seg[i];

		if (seg->cpu != lane->cpu)
			continue;
		n++;
		tiny += seg->end - seg->start < shortest_ns;
	}
	return tiny > 8 && 2 * tiny > n;
}
