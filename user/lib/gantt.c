// SPDX-License-Identifier: GPL-2.0
/*
 * The Gantt chart in the terminal. A row shows one CPU as blocks that begin
 * with a job's name; dots: no job has it. Where the CPU goes from job to job too
 * fast for that, the row becomes one of shades for each job: the darker, the
 * more of that stretch of time the job had.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "error.h"
#include "terminal.h"
#include "units.h"

#define MOST_SHADED 24 /* jobs in one row of shades */
#define COLOURS	    8

/* The characters of a drawing. */
struct alphabet {
	const char *edge, *fill, *idle, *cut, *arrow;
	const char *axis, *tick;
	const char *shade[5];
};

static const struct alphabet unicode = {
	.edge = "\u258c",
	.fill = "\u2591",
	.idle = "\u00b7",
	.cut = "\u2026",
	.arrow = "\u25be",
	.axis = "\u2500",
	.tick = "\u2534",
	.shade = { " ", "\u2591", "\u2592", "\u2593", "\u2588" },
};

static const struct alphabet ascii = {
	.edge = "|",
	.fill = "=",
	.idle = ".",
	.cut = "~",
	.arrow = "v",
	.axis = "-",
	.tick = "+",
	.shade = { " ", ".", "+", "*", "#" },
};

struct canvas {
	const struct chart *chart;
	const struct alphabet *abc;
	FILE *out;
	bool colour;
	int margin; /* places before the axis */
	int width;  /* places of the axis */
};

static int column(const struct canvas *c, uint64_t ns)
{
	int at = (int)((double)ns / c->chart->end * c->width + 0.5);

	return at < c->width ? at : c->width;
}

static void colour_on(const struct canvas *c, uint32_t job)
{
	static const int paper[COLOURS] = { 117, 215, 114, 183, 222, 152, 210, 250 };

	if (c->colour)
		fprintf(c->out, "\033[30;48;5;%dm", paper[job % COLOURS]);
}

static void colour_off(const struct canvas *c)
{
	if (c->colour)
		fputs("\033[0m", c->out);
}

static void label(const struct canvas *c, const char *text)
{
	fprintf(c->out, "%-*.*s ", c->margin - 1, c->margin - 1, text);
}

/* A block of @width places: an edge, as much of the name as fits, the filling. */
static void draw_block(const struct canvas *c, uint32_t job, int width)
{
	const char *name = c->chart->jobs->job[job].name;
	int len = strlen(name), room = width - 1;

	colour_on(c, job);
	fputs(c->abc->edge, c->out);
	if (len <= room)
		fputs(name, c->out);
	else if (room == 1)
		fputs(name + len - 1, c->out); /* P12, P13: the end tells them apart */
	else if (room > 1)
		fprintf(c->out, "%.*s%s", room - 1, name, c->abc->cut);
	for (int i = len; i < room; i++)
		fputs(c->abc->fill, c->out);
	colour_off(c);
}

/* Who has each place of a row; a short block gets one place at the least. */
static void place_blocks(const struct canvas *c, const struct lane *lane, uint32_t *owner)
{
	const struct timeline *tl = lane->timeline;

	for (int i = 0; i < c->width; i++)
		owner[i] = NOBODY;
	for (size_t i = 0; i < tl->n; i++) {
		int from = column(c, tl->seg[i].start), to = column(c, tl->seg[i].end);

		if (tl->seg[i].cpu != lane->cpu)
			continue;
		if (from == c->width)
			from--;
		if (to == from)
			to++;
		for (int at = from; at < to; at++)
			owner[at] = i;
	}
}

static void draw_blocks(const struct canvas *c, const struct lane *lane)
{
	uint32_t *owner = zalloc(c->width, sizeof(*owner));
	int end;

	place_blocks(c, lane, owner);
	label(c, lane->label);
	for (int at = 0; at < c->width; at = end) {
		for (end = at + 1; end < c->width && owner[end] == owner[at]; end++)
			;
		if (owner[at] != NOBODY)
			draw_block(c, lane->timeline->seg[owner[at]].job, end - at);
		for (int i = at; owner[at] == NOBODY && i < end; i++)
			fputs(c->abc->idle, c->out);
	}
	putc('\n', c->out);
	free(owner);
}

/* Add to each place the part of it that lies in a segment. */
static void add_share(const struct canvas *c, const struct segment *seg, double *share)
{
	double scale = (double)c->width / c->chart->end;
	double start = seg->start * scale, end = seg->end * scale;

	for (int at = start; at < c->width && at < end; at++)
		share[at] += fmin(end, at + 1) - fmax(start, at);
}

static void draw_shade(const struct canvas *c, double share)
{
	int level = share < 0.01 ? 0 : 1 + (int)(share * 4 - 0.001);

	fputs(c->abc->shade[level < 4 ? level : 4], c->out);
}

static void draw_shades(const struct canvas *c, const struct lane *lane)
{
	const struct jobs *jobs = c->chart->jobs;
	double *share = zalloc(c->width, sizeof(*share));

	for (size_t job = 0; job < jobs->n && job < MOST_SHADED; job++) {
		char text[128];

		memset(share, 0, c->width * sizeof(*share));
		for (size_t i = 0; i < lane->timeline->n; i++)
			if (lane->timeline->seg[i].job == job &&
			    lane->timeline->seg[i].cpu == lane->cpu)
				add_share(c, &lane->timeline->seg[i], share);
		snprintf(text, sizeof(text), "%s %s", job ? "" : lane->label, jobs->job[job].name);
		fprintf(c->out, "%*s ", c->margin - 1, text);
		for (int at = 0; at < c->width; at++)
			draw_shade(c, share[at]);
		putc('\n', c->out);
	}
	if (jobs->n > MOST_SHADED)
		fprintf(c->out, "%*s(and %zu jobs more)\n", c->margin, "", jobs->n - MOST_SHADED);
	free(share);
}

/* Above the rows: an arrow and a name where each job arrives. */
static void draw_arrivals(const struct canvas *c)
{
	const struct jobs *jobs = c->chart->jobs;
	size_t *order = jobs_by_arrival(jobs);
	int at = 0, last = -1;

	label(c, "arrivals");
	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *job = &jobs->job[order[i]];
		int from = column(c, job->arrival), len = strlen(job->name);
		bool together = from == last && from < at;

		if (from + 1 + len > c->width || (!together && from < at) ||
		    (together && at + 1 + len > c->width))
			continue;
		if (together) {
			at += fprintf(c->out, ",%s", job->name);
		} else {
			fprintf(c->out, "%*s%s%s", from - at, "", c->abc->arrow, job->name);
			at = from + 1 + len;
		}
		last = from;
	}
	putc('\n', c->out);
	free(order);
}

static void draw_axis(const struct canvas *c, double tick)
{
	double unit = c->chart->jobs->unit_ns;
	int last = 0;

	fprintf(c->out, "%*s", c->margin, "");
	for (int at = 0; at <= c->width; at++) {
		double t = round(at * (double)c->chart->end / c->width / unit / tick) * tick;

		fputs(column(c, llround(t * unit)) == at && t * unit <= c->chart->end + 1. ?
			      c->abc->tick :
			      c->abc->axis,
		      c->out);
	}
	fprintf(c->out, "\n%*s", c->margin, "");
	for (int i = 0; i * tick * unit <= c->chart->end + 1.; i++) {
		int at = column(c, llround(i * tick * unit));
		const char *text = decimal_text(i * tick, 6);

		if (at < last + (i > 0))
			continue;
		last += fprintf(c->out, "%*s%s", at - last, "", text);
	}
	putc('\n', c->out);
}

static bool is_fine(const struct canvas *c, const struct lane *lane)
{
	return lane_is_fine(lane, 2 * c->chart->end / c->width);
}

static int longest_name(const struct jobs *jobs)
{
	int longest = 0;

	for (size_t i = 0; i < jobs->n; i++)
		if ((int)strlen(jobs->job[i].name) > longest)
			longest = strlen(jobs->job[i].name);
	return longest;
}

/* The margin: room for every label; for one with a job's name, that too. */
static int find_margin(struct canvas *c)
{
	int margin = strlen("arrivals");

	for (size_t i = 0; i < c->chart->lanes; i++) {
		int len = strlen(c->chart->lane[i].label);

		if (is_fine(c, &c->chart->lane[i]))
			len += 1 + longest_name(c->chart->jobs);
		if (len > margin)
			margin = len;
	}
	return margin + 1;
}

/**
 * gantt_print - draw a chart in the terminal
 * @chart: the chart
 * @out: where to
 *
 * As wide as the terminal; in Unicode where the locale has it; with colours
 * only as an addition.
 */
void gantt_print(const struct chart *chart, FILE *out)
{
	struct canvas c = {
		.chart = chart,
		.out = out,
		.abc = terminal_unicode() ? &unicode : &ascii,
		.colour = terminal_colour(),
		.width = terminal_width() - 16,
	};
	bool shades = false;

	if (!chart->end)
		return;
	c.margin = find_margin(&c);
	c.width = terminal_width() - c.margin - 2;
	draw_arrivals(&c);
	for (size_t i = 0; i < chart->lanes; i++) {
		if (is_fine(&c, &chart->lane[i])) {
			draw_shades(&c, &chart->lane[i]);
			shades = true;
		} else {
			draw_blocks(&c, &chart->lane[i]);
		}
	}
	draw_axis(&c, chart_tick(chart, c.width / 5));
	if (shades)
		fprintf(out,
			"%*sA job's share of the CPU: %s up to 1/4, %s 1/2, %s 3/4, %s all of it\n",
			c.margin, "", c.abc->shade[1], c.abc->shade[2], c.abc->shade[3],
			c.abc->shade[4]);
}
