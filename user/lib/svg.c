// SPDX-License-Identifier: GPL-2.0
/*
 * The Gantt chart as a picture. Every block carries its job's name, inside or,
 * where it is too narrow, as a tooltip; a row too finely sliced for names has a
 * strip for each job instead. Colour only helps.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "error.h"
#include "units.h"

#define LEFT	       130. /* where the time axis begins; all in px */
#define RIGHT	       30.
#define AXIS_WIDTH     840.
#define TOP	       64. /* below title and subtitle */
#define ROW	       38.
#define STRIP	       15. /* one job in a finely sliced row */
#define GAP	       14.
#define CHARACTER      7.4 /* width of one in a block's name */
#define READABLE       6.  /* narrowest block that can be told from the next */
#define MOST_STRIPS    40
#define LEGEND_COLUMNS 6
#define MOST_LEGENDS   60

static const char *const paint[] = {
	"#8ecae6", "#ffb86b", "#a3d9a5", "#d4b5e8", "#f6e27f", "#9adbd0", "#f2a6b3", "#c9ced6",
};

#define PAINTS (sizeof(paint) / sizeof(paint[0]))

struct picture {
	FILE *out;
	const struct chart *chart;
	double y; /* where the next thing goes */
};

static double x_of(const struct picture *p, double ns)
{
	return LEFT + ns / p->chart->end * AXIS_WIDTH;
}

/* Text as XML wants it; what XML cannot hold at all becomes a question mark. */
static void escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else
			putc(c < 0x20 ? '?' : c, out);
	}
}

static void text_at(const struct picture *p, double x, double y, const char *class,
		    const char *text)
{
	fprintf(p->out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	escaped(p->out, text);
	fputs("</text>\n", p->out);
}

static double lane_height(const struct picture *p, const struct lane *lane)
{
	size_t strips = p->chart->jobs->n;

	if (!lane_is_fine(lane, READABLE / AXIS_WIDTH * p->chart->end))
		return ROW;
	return STRIP * (strips < MOST_STRIPS ? strips : MOST_STRIPS);
}

static double lanes_height(const struct picture *p)
{
	double height = 0;

	for (size_t i = 0; i < p->chart->lanes; i++)
		height += lane_height(p, &p->chart->lane[i]) + GAP;
	return height - GAP;
}

static size_t legend_entries(const struct picture *p)
{
	size_t n = p->chart->jobs->n;

	return n < MOST_LEGENDS ? n : MOST_LEGENDS;
}

static void draw_head(const struct picture *p, double height)
{
	fprintf(p->out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
		" viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>",
		LEFT + AXIS_WIDTH + RIGHT, height, LEFT + AXIS_WIDTH + RIGHT, height);
	escaped(p->out, p->chart->title);
	fputs("</title>\n<style>\n"
	      "text { font: 13px system-ui, sans-serif; fill: #222 }\n"
	      ".title { font-size: 18px; font-weight: 600 }\n"
	      ".small { font-size: 12px; fill: #555 }\n"
	      ".label { text-anchor: end; font-weight: 600 }\n"
	      ".strip { text-anchor: end; font-size: 11px; fill: #555 }\n"
	      ".tick { text-anchor: middle; font-size: 12px; fill: #555 }\n"
	      ".name { text-anchor: middle }\n"
	      ".grid { stroke: #e3e3e3 }\n"
	      ".axis { stroke: #555 }\n"
	      ".block { stroke: #444; stroke-width: 1 }\n"
	      ".ground { fill: #fafafa; stroke: #ddd }\n"
	      "</style>\n"
	      "<defs><pattern id=\"idle\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
	      "<path d=\"M0 6L6 0\" stroke=\"#cfcfcf\"/></pattern></defs>\n"
	      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
	      p->out);
	text_at(p, 20, 30, "title", p->chart->title);
}

/* Above the rows: a triangle and the names where jobs arrive. */
static void draw_arrivals(const struct picture *p)
{
	const struct jobs *jobs = p->chart->jobs;
	size_t *order = jobs_by_arrival(jobs);
	double free_from = 0;

	text_at(p, LEFT - 12, p->y, "label", "arrivals");
	for (size_t i = 0, next; i < jobs->n; i = next) {
		double x = x_of(p, jobs->job[order[i]].arrival);
		char names[128];
		size_t len = 0;

		for (next = i; next < jobs->n &&
			       jobs->job[order[next]].arrival == jobs->job[order[i]].arrival;
		     next++)
			if (len < 60)
				len += sprintf(names + len, "%s%s", len ? ", " : "",
					       jobs->job[order[next]].name);
			else if (names[len - 1] != '.')
				len += sprintf(names + len, ", ...");
		fprintf(p->out, "<path d=\"M%.1f %.1fl-4 -7h8z\" fill=\"#444\"/>\n", x, p->y + 7);
		if (x + 7 < free_from || x + 7 + len * CHARACTER > LEFT + AXIS_WIDTH + RIGHT)
			continue;
		text_at(p, x + 7, p->y + 4, "small", names);
		free_from = x + 14 + len * CHARACTER;
	}
	free(order);
}

static void draw_block(const struct picture *p, const struct segment *seg, double y, double height,
		       bool named)
{
	const struct jobs *jobs = p->chart->jobs;
	const char *name = jobs->job[seg->job].name;
	double x = x_of(p, seg->start), width = x_of(p, seg->end) - x;

	fprintf(p->out, "<g><title>%s: %s to %s</title>", name,
		decimal_text(in_units(seg->start, jobs->unit_ns), 3),
		decimal_text(in_units(seg->end, jobs->unit_ns), 3));
	fprintf(p->out,
		"<rect class=\"block\" x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" fill=\"%s\"%s/>",
		x, y, width, height, paint[seg->job % PAINTS],
		named ? "" : " style=\"stroke-width:.3\"");
	if (named && strlen(name) * CHARACTER + 4 <= width)
		text_at(p, x + width / 2, y + height / 2 + 5, "name", name);
	else if (named && width > 11 && strlen(name) * CHARACTER < height)
		fprintf(p->out,
			"<text class=\"name\" transform=\"translate(%.1f %.1f) rotate(-90)\">%s</text>",
			x + width / 2 + 4, y + height / 2, name);
	fputs("</g>\n", p->out);
}

static void draw_strips(const struct picture *p, const struct lane *lane, double height)
{
	const struct jobs *jobs = p->chart->jobs;

	for (size_t job = 0; job < jobs->n && job < MOST_STRIPS; job++)
		text_at(p, LEFT - 6, p->y + STRIP * (job + 1) - 3, "strip", jobs->job[job].name);
	text_at(p, LEFT - 60, p->y + height / 2 + 5, "label", lane->label);
	for (size_t i = 0; i < lane->timeline->n; i++) {
		const struct segment *seg = &lane->timeline->seg[i];

		if (seg->cpu == lane->cpu && seg->job < MOST_STRIPS)
			draw_block(p, seg, p->y + STRIP * seg->job + 1, STRIP - 2, false);
	}
}

static void draw_lane(const struct picture *p, const struct lane *lane)
{
	double height = lane_height(p, lane);

	fprintf(p->out,
		"<rect class=\"ground\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
		LEFT, p->y, AXIS_WIDTH, height);
	if (height != ROW || lane_is_fine(lane, READABLE / AXIS_WIDTH * p->chart->end)) {
		draw_strips(p, lane, height);
		return;
	}
	fprintf(p->out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#idle)\"/>\n",
		LEFT, p->y, AXIS_WIDTH, height);
	text_at(p, LEFT - 12, p->y + height / 2 + 5, "label", lane->label);
	for (size_t i = 0; i < lane->timeline->n; i++)
		if (lane->timeline->seg[i].cpu == lane->cpu)
			draw_block(p, &lane->timeline->seg[i], p->y, height, true);
}

static void draw_axis(const struct picture *p, double top, double bottom)
{
	const struct jobs *jobs = p->chart->jobs;
	double tick = chart_tick(p->chart, 20), unit = jobs->unit_ns;

	for (int i = 0; i * tick * unit <= p->chart->end + 1.; i++) {
		double x = x_of(p, i * tick * unit);

		fprintf(p->out, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>\n", x, top, bottom);
		text_at(p, x, bottom + 18, "tick", decimal_text(i * tick, 6));
	}
	fprintf(p->out, "<path class=\"axis\" d=\"M%.1f %.1fH%.1f\"/>\n", LEFT, bottom,
		LEFT + AXIS_WIDTH);
	fprintf(p->out, "<text class=\"small\" x=\"20\" y=\"%.1f\">time in units of %s</text>\n",
		TOP - 14, span_text(jobs->unit_ns));
}

static void draw_key(const struct picture *p, size_t place, const char *fill, const char *name)
{
	double x = LEFT + place % LEGEND_COLUMNS * (AXIS_WIDTH / LEGEND_COLUMNS);
	double y = p->y + place / LEGEND_COLUMNS * 22;

	fprintf(p->out,
		"<rect class=\"block\" x=\"%.1f\" y=\"%.1f\" width=\"16\" height=\"13\" fill=\"%s\"/>\n",
		x, y - 11, fill);
	text_at(p, x + 22, y, "small", name);
}

static void draw_legend(const struct picture *p)
{
	const struct jobs *jobs = p->chart->jobs;
	size_t n = legend_entries(p);
	char text[64];

	for (size_t i = 0; i < n; i++)
		draw_key(p, i, paint[i % PAINTS], jobs->job[i].name);
	draw_key(p, n, "url(#idle)", "no job");
	snprintf(text, sizeof(text), "and %zu jobs more", jobs->n - n);
	if (jobs->n > n)
		draw_key(p, n + 1, "#fff", text);
}

/**
 * svg_write - write a chart as an SVG picture
 * @out: where to
 * @what: the struct chart; so that outfile_write() can call this
 */
void svg_write(FILE *out, const void *what)
{
	struct picture p = { .out = out, .chart = what };
	double lanes = p.chart->end ? lanes_height(&p) : 0;
	double bottom = TOP + 34 + lanes;
	size_t rows = (legend_entries(&p) + 2) / LEGEND_COLUMNS + 1;

	draw_head(&p, bottom + 46 + rows * 22);
	if (p.chart->end) {
		draw_axis(&p, TOP + 26, bottom + 6);
		p.y = TOP + 10;
		draw_arrivals(&p);
		p.y = TOP + 30;
		for (size_t i = 0; i < p.chart->lanes; i++) {
			draw_lane(&p, &p.chart->lane[i]);
			p.y += lane_height(&p, &p.chart->lane[i]) + GAP;
		}
		p.y = bottom + 54;
		draw_legend(&p);
	}
	fputs("</svg>\n", out);
}
