// SPDX-License-Identifier: GPL-2.0
/* What the comparison of prediction and measurement says, in words. */
#include <stdlib.h>

#include "error.h"
#include "run.h"
#include "units.h"

/* A stay on a CPU shorter than this part of a unit changes no order. */
#define NOTABLE(jobs) ((jobs)->unit_ns / 10)

/* A row of jobs, as they came to a CPU. */
struct order {
	uint32_t *job;
	uint64_t *at;
	size_t n;
};

/* What @cpu ran; with @job, of that one alone, and on any CPU. */
static struct order find_order(const struct result *res, unsigned int cpu, const uint32_t *job,
			       const struct jobs *jobs)
{
	const struct timeline *tl = &res->timeline;
	struct order order = {
		.job = zalloc(tl->n, sizeof(*order.job)),
		.at = zalloc(tl->n, sizeof(*order.at)),
	};
	uint64_t end = 0;

	for (size_t i = 0; i < tl->n; i++) {
		const struct segment *seg = &tl->seg[i];
		bool goes_on = order.n && order.job[order.n - 1] == seg->job;

		if (job ? *job != seg->job : seg->cpu != cpu)
			continue;
		if (job)
			goes_on = order.n && seg->start < end + NOTABLE(jobs);
		if (!goes_on && seg->end - seg->start < NOTABLE(jobs))
			continue;
		end = seg->end;
		if (goes_on)
			continue;
		order.at[order.n] = seg->start;
		order.job[order.n++] = seg->job;
	}
	return order;
}

static void free_order(struct order *order)
{
	free(order->job);
	free(order->at);
}

/* Do jobs come back so often, and for so short, that an order means nothing? */
static bool is_sharing(const struct result *res, const struct jobs *jobs)
{
	size_t tiny = 0;

	for (size_t i = 0; i < res->timeline.n; i++)
		tiny += res->timeline.seg[i].end - res->timeline.seg[i].start <= 2 * NOTABLE(jobs);
	return tiny > 2 * jobs->n && 2 * tiny > res->timeline.n;
}

static const char *name_at(const struct order *order, size_t i, const struct jobs *jobs)
{
	return i < order->n ? jobs->job[order->job[i]].name : "nobody";
}

/* Says where the orders part on the CPU; false when they do not. */
static bool tell_difference(const struct run *run, const struct jobs *jobs, FILE *out)
{
	struct order model = find_order(&run->predicted, 0, NULL, jobs);
	struct order kernel = find_order(&run->measured, 0, NULL, jobs);
	size_t i = 0;
	bool differ;

	while (i < model.n && i < kernel.n && model.job[i] == kernel.job[i])
		i++;
	differ = i < model.n || i < kernel.n;
	if (differ) {
		const struct order *known = i < model.n ? &model : &kernel;

		fprintf(out,
			"The order is not the model's: from t = %s the model runs %s, the kernel ran %s.\n",
			decimal_text(in_units(known->at[i], jobs->unit_ns), 2),
			name_at(&model, i, jobs), name_at(&kernel, i, jobs));
	}
	free_order(&model);
	free_order(&kernel);
	return differ;
}

/* On several CPUs, which are alike: when the job's turns begin, wherever. */
static bool tell_other_turn(const struct run *run, uint32_t job, const struct jobs *jobs, FILE *out)
{
	struct order model = find_order(&run->predicted, 0, &job, jobs);
	struct order kernel = find_order(&run->measured, 0, &job, jobs);
	const char *name = jobs->job[job].name;
	size_t i = 0;
	bool differ;

	while (i < model.n && i < kernel.n && kernel.at[i] < model.at[i] + jobs->unit_ns / 2 &&
	       model.at[i] < kernel.at[i] + jobs->unit_ns / 2)
		i++;
	differ = i < model.n || i < kernel.n;
	if (differ && i < model.n && i < kernel.n)
		fprintf(out, "%s has its turn %zu at t = %s, not at %s as in the model.\n", name,
			i + 1, decimal_text(in_units(kernel.at[i], jobs->unit_ns), 2),
			decimal_text(in_units(model.at[i], jobs->unit_ns), 2));
	else if (differ)
		fprintf(out, "%s has %zu turns, not %zu as in the model.\n", name, kernel.n,
			model.n);
	free_order(&model);
	free_order(&kernel);
	return differ;
}

static void tell_order(const struct run *run, const struct jobs *jobs, FILE *out)
{
	struct order order;

	if (run->measured.cpus > 1) {
		for (uint32_t job = 0; job < jobs->n; job++)
			if (tell_other_turn(run, job, jobs, out))
				return;
		fputs("The kernel gave the jobs their turns when the model does.\n", out);
		return;
	}
	if (tell_difference(run, jobs, out))
		return;
	fputs("The kernel ran the jobs in the order that the model predicts", out);
	order = find_order(&run->measured, 0, NULL, jobs);
	if (order.n <= 20) {
		fputc(':', out);
		for (size_t i = 0; i < order.n; i++)
			fprintf(out, " %s", jobs->job[order.job[i]].name);
	}
	fputs(".\n", out);
	free_order(&order);
}

static void tell_sharing(const struct run *run, FILE *out)
{
	fprintf(out,
		"The jobs share the CPU in turns: the kernel switched %u times where the model does %u times. "
		"Compare when they finish, not the order of the turns.\n",
		(unsigned int)run->measured.total[SWITCHES],
		(unsigned int)run->predicted.total[SWITCHES]);
}

static uint64_t finish_gap(const struct run *run, size_t i)
{
	uint64_t model = run->predicted.job[i][FINISH];
	uint64_t kernel = run->measured.job[i][FINISH];

	return model > kernel ? model - kernel : kernel - model;
}

/* Where the model and the kernel differ most, and why that may be. */
static void tell_gap(const struct run *run, const struct jobs *jobs, FILE *out)
{
	size_t worst = 0;
	double gap;

	for (size_t i = 1; i < jobs->n; i++)
		if (finish_gap(run, i) > finish_gap(run, worst))
			worst = i;
	gap = in_units(finish_gap(run, worst), jobs->unit_ns);
	fprintf(out,
		"The largest difference of a finish is %s units (%s), at %s: %s instead of %s. ",
		decimal_text(gap, 3), span_text(finish_gap(run, worst) / 1000 * 1000),
		jobs->job[worst].name,
		decimal_text(in_units(run->measured.job[worst][FINISH], jobs->unit_ns), 3),
		decimal_text(in_units(run->predicted.job[worst][FINISH], jobs->unit_ns), 3));
	if (gap <= 0.2)
		fputs("Wake-ups, switches, interrupts and exits take time, which the model leaves out.\n",
		      out);
	else
		fputs("That is more than wake-ups and switches take: look where the charts part, "
		      "and try a longer --unit if something disturbed the machine.\n",
		      out);
}

/**
 * explain - compare prediction and measurement in two sentences
 * @run: the run; one that lacks a side has nothing to compare
 * @jobs: its jobs
 * @out: where to
 */
void explain(const struct run *run, const struct jobs *jobs, FILE *out)
{
	if (!run->has_model || !run->is_live)
		return;
	if (is_sharing(&run->predicted, jobs) || is_sharing(&run->measured, jobs))
		tell_sharing(run, out);
	else
		tell_order(run, jobs, out);
	tell_gap(run, jobs, out);
}
