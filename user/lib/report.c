// SPDX-License-Identifier: GPL-2.0
/* A run as tables, for people. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "table.h"
#include "terminal.h"
#include "units.h"

static const char *const heading[MEASURES] = {
	"START", "FINISH", "WAIT", "RESPONSE", "TURNAROUND",
};

/* Whole numbers as such; otherwise two digits, so that columns line up. */
static int digits_of(const struct result *res, const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++)
		for (int m = 0; m < MEASURES; m++)
			if (res->job[i][m] % jobs->unit_ns)
				return 2;
	return 0;
}

static double units(const struct jobs *jobs, double ns)
{
	return ns / jobs->unit_ns;
}

static void start_row(struct table *t, const struct jobs *jobs, size_t i)
{
	const struct job *job = &jobs->job[i];

	table_cell(t, "%s", job->name);
	table_cell(t, "%s", decimal_text(in_units(job->arrival, jobs->unit_ns), 3));
	table_cell(t, "%s", decimal_text(in_units(job->burst, jobs->unit_ns), 3));
}

static struct table *start_table(void)
{
	struct table *t = table_new();

	table_column(t, NULL, "JOB", false);
	table_column(t, NULL, "ARRIVAL", true);
	table_column(t, NULL, "BURST", true);
	return t;
}

static void start_averages(struct table *t, const char *name)
{
	table_rule(t);
	table_cell(t, "%s", name);
	table_cell(t, "%s", "");
	table_cell(t, "%s", "");
}

/* Measured beside predicted, two columns for each measure. */
static struct table *side_by_side(const struct run *run, const struct jobs *jobs)
{
	struct table *t = start_table();
	int digits = digits_of(&run->predicted, jobs);

	for (int m = 0; m < MEASURES; m++) {
		table_column(t, heading[m], "pred", true);
		table_column(t, heading[m], "meas", true);
	}
	for (size_t i = 0; i < jobs->n; i++) {
		start_row(t, jobs, i);
		for (int m = 0; m < MEASURES; m++) {
			table_cell(t, "%.*f", digits, units(jobs, run->predicted.job[i][m]));
			table_cell(t, "%.2f", units(jobs, run->measured.job[i][m]));
		}
	}
	start_averages(t, "mean");
	for (int m = 0; m < MEASURES; m++) {
		if (m < WAIT) {
			table_cell(t, "%s", "");
			table_cell(t, "%s", "");
			continue;
		}
		table_cell(t, "%.2f", units(jobs, run->predicted.average[m]));
		table_cell(t, "%.2f", units(jobs, run->measured.average[m]));
	}
	return t;
}

static void add_measures(struct table *t, const struct result *res, size_t i,
			 const struct jobs *jobs, int digits)
{
	for (int m = 0; m < MEASURES; m++)
		table_cell(t, "%.*f", digits, units(jobs, res->job[i][m]));
}

static void add_averages(struct table *t, const struct result *res, const struct jobs *jobs)
{
	for (int m = 0; m < MEASURES; m++) {
		if (m < WAIT)
			table_cell(t, "%s", "");
		else
			table_cell(t, "%.2f", units(jobs, res->average[m]));
	}
}

static void kind_cell(struct table *t, const struct run *run, bool measured)
{
	if (run->has_model && run->is_live)
		table_cell(t, "%s", measured ? "measured" : "predicted");
}

static void no_start(struct table *t)
{
	for (int i = 0; i < 3; i++)
		table_cell(t, "%s", "");
}

/* One row for each result of a job, for narrow terminals and lone results. */
static struct table *one_above_other(const struct run *run, const struct jobs *jobs)
{
	bool both = run->has_model && run->is_live;
	struct table *t = start_table();
	int digits = both ? 2 : digits_of(run_result(run), jobs);

	if (both)
		table_column(t, NULL, "", false);
	for (int m = 0; m < MEASURES; m++)
		table_column(t, NULL, heading[m], true);
	for (size_t i = 0; i < jobs->n; i++) {
		start_row(t, jobs, i);
		if (run->has_model) {
			kind_cell(t, run, false);
			add_measures(t, &run->predicted, i, jobs, digits);
		}
		if (both)
			no_start(t);
		if (run->is_live) {
			kind_cell(t, run, true);
			add_measures(t, &run->measured, i, jobs, digits);
		}
	}
	start_averages(t, "mean");
	if (run->has_model) {
		kind_cell(t, run, false);
		add_averages(t, &run->predicted, jobs);
	}
	if (both)
		no_start(t);
	if (run->is_live) {
		kind_cell(t, run, true);
		add_averages(t, &run->measured, jobs);
	}
	return t;
}

static void report_totals(const struct run *run, FILE *out)
{
	const struct result *res = run_result(run);

	if (run->has_model && run->is_live)
		fprintf(out, "switches %u (predicted %u), fairness %.3f (predicted %.3f)\n",
			res->switches, run->predicted.switches, res->fairness,
			run->predicted.fairness);
	else
		fprintf(out, "switches %u, fairness %.3f\n", res->switches, res->fairness);
}

/**
 * report_jobs - a table of a run's jobs, with averages
 * @run: the run
 * @jobs: its jobs
 * @out: where to
 */
void report_jobs(const struct run *run, const struct jobs *jobs, FILE *out)
{
	struct table *t = NULL;

	if (run->has_model && run->is_live) {
		t = side_by_side(run, jobs);
		if (table_width(t) > (size_t)terminal_width()) {
			table_free(t);
			t = NULL;
		}
	}
	if (!t)
		t = one_above_other(run, jobs);
	table_print(t, out);
	table_free(t);
	report_totals(run, out);
}

/* The measures by which policies are compared; of fairness more is better. */
enum rating {
	AV_WAIT,
	AV_RESPONSE,
	AV_TURNAROUND,
	WORST_RESPONSE,
	SWITCHES,
	FAIRNESS,
	RATINGS
};

static const struct {
	const char *group;
	const char *name;
	int digits;
} rated[RATINGS] = {
	[AV_WAIT] = { "MEAN",  "WAIT",	      2 },
	[AV_RESPONSE] = { "MEAN",  "RESPONSE",   2 },
	[AV_TURNAROUND] = { "MEAN",  "TURNAROUND", 2 },
	[WORST_RESPONSE] = { "WORST", "RESPONSE",	  2 },
	[SWITCHES] = { NULL,    "SWITCHES",	 0 },
	[FAIRNESS] = { NULL,    "FAIRNESS",	 3 },
};

static double rate(const struct result *res, enum rating r, const struct jobs *jobs)
{
	switch (r) {
	case AV_WAIT:
		return units(jobs, res->average[WAIT]);
	case AV_RESPONSE:
		return units(jobs, res->average[RESPONSE]);
	case AV_TURNAROUND:
		return units(jobs, res->average[TURNAROUND]);
	case WORST_RESPONSE:
		return units(jobs, res->worst[RESPONSE]);
	case SWITCHES:
		return res->switches;
	default:
		return res->fairness;
	}
}

/* Rounded as shown, so that what looks equal is equally good. */
static long shown(double value, enum rating r)
{
	return lround(value * pow(10, rated[r].digits));
}

static long best_of(const struct run *run, size_t n, enum rating r, const struct jobs *jobs)
{
	long best = shown(rate(run_result(&run[0]), r, jobs), r);

	for (size_t i = 1; i < n; i++) {
		long value = shown(rate(run_result(&run[i]), r, jobs), r);

		if (r == FAIRNESS ? value > best : value < best)
			best = value;
	}
	return best;
}

/**
 * report_policies - a table of policies and what they achieved
 * @run: the runs
 * @n: how many
 * @jobs: the jobs of them all
 * @out: where to
 */
void report_policies(const struct run *run, size_t n, const struct jobs *jobs, FILE *out)
{
	struct table *t = table_new();

	table_column(t, NULL, "POLICY", false);
	for (int r = 0; r < RATINGS; r++)
		table_column(t, rated[r].group, rated[r].name, true);
	for (size_t i = 0; i < n; i++) {
		table_cell(t, "%s", run[i].policy);
		for (int r = 0; r < RATINGS; r++) {
			double value = rate(run_result(&run[i]), r, jobs);

			table_cell(t, "%.*f%s", rated[r].digits, value,
				   shown(value, r) == best_of(run, n, r, jobs) ? "*" : " ");
		}
	}
	table_print(t, out);
	table_free(t);
	fputs("* best of its column\n", out);
}
