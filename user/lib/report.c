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

static bool has_deadlines(const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (jobs->job[i].deadline)
			return true;
	return false;
}

static bool has_gangs(const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (jobs->job[i].gang)
			return true;
	return false;
}

/* Is this total worth a place? */
static bool tells(enum total t, const struct result *res, const struct jobs *jobs)
{
	switch (t) {
	case SWITCHES:
	case FAIRNESS:
		return true;
	case MIGRATIONS:
		return res->cpus > 1;
	case MISSED:
		return has_deadlines(jobs);
	case PARTIAL:
		return has_gangs(jobs);
	default:
		return false;
	}
}

/* Who missed how many of its deadlines; in a live run, of those that it had there. */
static void report_missed(const struct run *run, const struct jobs *jobs, FILE *out)
{
	const struct result *res = run_result(run);
	const char *comma = "missed deadlines: ";

	for (size_t i = 0; i < jobs->n; i++) {
		const struct job *job = &jobs->job[i];

		if (!res->missed[i])
			continue;
		fprintf(out, "%s%u of %u of %s", comma, res->missed[i], job->releases ?: 1,
			job->name);
		comma = ", ";
	}
	if (res->total[MISSED] > 0)
		fputc('\n', out);
}

static void report_totals(const struct run *run, const struct jobs *jobs, FILE *out)
{
	const struct result *res = run_result(run);
	const char *comma = "";

	for (enum total t = 0; t < TOTALS; t++) {
		int digits = t == FAIRNESS ? 3 : 0;

		if (!tells(t, res, jobs))
			continue;
		fprintf(out, "%s%s %.*f", comma, total_name[t], digits, res->total[t]);
		if (run->has_model && run->is_live)
			fprintf(out, " (predicted %.*f)", digits, run->predicted.total[t]);
		comma = ", ";
	}
	fputc('\n', out);
	report_missed(run, jobs, out);
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
	report_totals(run, jobs, out);
}

/* What policies are compared by: how one of these is called, and found in a result. */
static const struct rating {
	const char *group;
	const char *name;
	int digits;
	bool more_is_better;
	bool is_worst; /* of a measure; else its mean */
	bool is_total;
	int which; /* enum measure, enum total */
} ratings[] = {
	{ "MEAN", "WAIT", 2, .which = WAIT },
	{ "MEAN", "RESPONSE", 2, .which = RESPONSE },
	{ "MEAN", "TURNAROUND", 2, .which = TURNAROUND },
	{ "WORST", "RESPONSE", 2, .is_worst = true, .which = RESPONSE },
	{ NULL, "SWITCHES", 0, .is_total = true, .which = SWITCHES },
	{ NULL, "MIGRATIONS", 0, .is_total = true, .which = MIGRATIONS },
	{ NULL, "MISSED", 0, .is_total = true, .which = MISSED },
	{ NULL, "PARTIAL", 0, .is_total = true, .which = PARTIAL },
	{ NULL, "FAIRNESS", 3, .more_is_better = true, .is_total = true, .which = FAIRNESS },
};

#define RATINGS (sizeof(ratings) / sizeof(ratings[0]))

static double rate(const struct result *res, const struct rating *r, const struct jobs *jobs)
{
	if (r->is_total)
		return res->total[r->which];
	return units(jobs, r->is_worst ? res->worst[r->which] : res->average[r->which]);
}

/* Rounded as shown, so that what looks equal is equally good. */
static long shown(double value, const struct rating *r)
{
	return lround(value * pow(10, r->digits));
}

static long best_of(const struct run *run, size_t n, const struct rating *r,
		    const struct jobs *jobs)
{
	long best = shown(rate(run_result(&run[0]), r, jobs), r);

	for (size_t i = 1; i < n; i++) {
		long value = shown(rate(run_result(&run[i]), r, jobs), r);

		if (r->more_is_better ? value > best : value < best)
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
	const struct rating *column[RATINGS];
	size_t columns = 0;

	table_column(t, NULL, "POLICY", false);
	for (size_t r = 0; r < RATINGS; r++)
		if (!ratings[r].is_total || tells(ratings[r].which, run_result(&run[0]), jobs))
			column[columns++] = &ratings[r];
	for (size_t r = 0; r < columns; r++)
		table_column(t, column[r]->group, column[r]->name, true);
	for (size_t i = 0; i < n; i++) {
		table_cell(t, "%s", run[i].policy);
		for (size_t r = 0; r < columns; r++) {
			double value = rate(run_result(&run[i]), column[r], jobs);

			table_cell(t, "%.*f%s", column[r]->digits, value,
				   shown(value, column[r]) == best_of(run, n, column[r], jobs) ?
					   "*" :
					   " ");
		}
	}
	table_print(t, out);
	table_free(t);
	fputs("* best of its column\n", out);
}
