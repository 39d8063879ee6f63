// SPDX-License-Identifier: GPL-2.0
/* kiln sched predict, run and compare: policies tried on the jobs of a file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chart.h"
#include "error.h"
#include "knob.h"
#include "live.h"
#include "machine.h"
#include "model.h"
#include "outfile.h"
#include "sched.h"
#include "units.h"

/**
 * struct try - some policies on some jobs
 * @opt: what the person wants
 * @jobs: the jobs
 * @name: the policies' names
 * @policy: the policies, opened when they are to run live
 * @run: what came out
 * @n: how many policies
 * @live: they run on the kernel
 */
struct
try {
	struct sched_options *opt;
	struct jobs jobs;
	char **name;
	struct policy *policy;
	struct run *run;
	size_t n;
	bool live;
};

/* "a, b, c": the policies that can be run, or those that can be predicted. */
static char *list_names(bool live)
{
	char *text = format("%s", ""), *longer;
	const struct model *model;
	size_t n;
	char **name;

	for (model = model_first(); !live && model; model = model->next) {
		longer = format("%s%s%s", text, *text ? ", " : "", model->name);
		free(text);
		text = longer;
	}
	name = policy_names(&n);
	for (size_t i = 0; live && i < n; i++) {
		longer = format("%s%s%s", text, *text ? ", " : "", name[i]);
		free(text);
		text = longer;
	}
	policy_names_free(name, n);
	return text;
}

int sched_check_name(const char *name, bool live)
{
	char *names;
	int ret;

	if (live ? policy_exists(name) : !!model_find(name))
		return KILN_OK;
	names = list_names(live);
	if (!live && policy_exists(name))
		ret = misused("policy %s has no model: there are models of %s", quoted(name),
			      names);
	else
		ret = misused("there is no policy %s: there are %s", quoted(name), names);
	free(names);
	return ret;
}

static void take_name(struct try *try, const char *name)
{
	try->name = regrow(try->name, try->n + 1, sizeof(*try->name));
	try->name[try->n++] = format("%s", name);
}

static bool has_name(const struct try *try, const char *name)
{
	for (size_t i = 0; i < try->n; i++)
		if (!strcmp(try->name[i], name))
			return true;
	return false;
}

static void take_all(struct try *try)
{
	size_t n = 0;
	char **name = try->live ? policy_names(&n) : NULL;

	for (size_t i = 0; i < n; i++)
		take_name(try, name[i]);
	policy_names_free(name, n);
	for (const struct model *model = model_first(); !try->live && model; model = model->next)
		take_name(try, model->name);
}

/* Cut "a,b,c" up. The kernel's own scheduler always takes part when live. */
static int take_names(struct try *try, char *list)
{
	char *rest;

	if (!strcmp(list, "all")) {
		take_all(try);
		return KILN_OK;
	}
	for (char *name = strtok_r(list, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
		if (has_name(try, name))
			return misused("policy %s is given twice", quoted(name));
		take_name(try, name);
	}
	if (!try->n)
		return misused("no policy is given: write for instance fcfs,rr");
	if (try->live && !has_name(try, OWN_SCHEDULER))
		take_name(try, OWN_SCHEDULER);
	return KILN_OK;
}

/* Read the policies and set their knobs. */
static int open_policies(struct try *try)
{
	int ret = KILN_OK;

	try->policy = zalloc(try->n, sizeof(*try->policy));
	for (size_t i = 0; !ret && i < try->n; i++) {
		ret = sched_check_name(try->name[i], try->live);
		if (ret || !try->live)
			continue;
		ret = policy_open(&try->policy[i], try->name[i]);
		if (!ret)
			ret = policy_set(&try->policy[i], &try->opt->settings, try->opt->unit_ns);
	}
	return ret;
}

static int predict(struct try *try, size_t i)
{
	const struct model *model = model_find(try->name[i]);
	struct run *run = &try->run[i];

	run->policy = try->name[i];
	run->has_model = model;
	if (!model)
		return KILN_OK;
	return model_run(model, &try->jobs, try->opt->cpus, &try->opt->settings, &run->predicted);
}

static int predict_all(struct try *try)
{
	int ret = KILN_OK;

	try->run = zalloc(try->n, sizeof(*try->run));
	for (size_t i = 0; !ret && i < try->n; i++)
		ret = predict(try, i);
	return ret;
}

static void add_knob(char **text, const char *policy, const struct knob *knob)
{
	char *longer = format("%s%s%s (%s)", *text, **text ? ", " : "", knob_text(knob), policy);

	free(*text);
	*text = longer;
}

/* The knobs of the policies that were asked for. */
static char *list_knobs(const struct try *try)
{
	char *text = format("%s", "");

	for (size_t i = 0; i < try->n; i++) {
		const struct model *model = model_find(try->name[i]);
		const struct policy *policy = &try->policy[i];
		const struct knob *knob;

		for (size_t k = 0; k < policy->knobs; k++)
			add_knob(&text, try->name[i], &policy->knob[k]);
		for (size_t k = 0; !policy->bpf && model && (knob = model_knob(model, k)); k++)
			add_knob(&text, try->name[i], knob);
	}
	return text;
}

/* A setting that no policy and no model knows is a mistake. */
static int check_settings(const struct try *try)
{
	const struct setting *set = settings_unknown(&try->opt->settings);
	char *knobs;

	if (!set)
		return KILN_OK;
	knobs = list_knobs(try);
	misused("--set %s: there is no such knob: %s%s", quoted(set->name),
		*knobs ? "those there are: " : "there is none at all", knobs);
	free(knobs);
	return KILN_USAGE;
}

static int check_live(const struct try *try)
{
	int cpu[256], parent, ret = KILN_OK;
	bool needs_bpf = false;

	for (size_t i = 0; !ret && i < try->n; i++) {
		const struct run *run = &try->run[i];

		needs_bpf |= !!try->policy[i].bpf;
		ret = live_check(run->policy, &try->jobs, run->has_model ? &run->predicted : NULL);
	}
	if (!ret)
		ret = machine_check(needs_bpf, try->opt->command_line);
	return ret ? ret : machine_cpus(try->opt->cpus, &parent, cpu);
}

/* A person who watches is told what is going on and how long it takes. */
static void announce(const struct try *try, size_t i)
{
	uint64_t ns = 0;

	if (!isatty(STDERR_FILENO))
		return;
	if (try->run[i].has_model)
		ns = timeline_end(&try->run[i].predicted.timeline);
	else
		for (size_t j = 0; j < try->jobs.n; j++)
			ns += try->jobs.job[j].burst;
	fprintf(stderr, "running %s on the kernel, about %s ... (%zu of %zu)\n", try->name[i],
		span_text(ns / NS_PER_MS * NS_PER_MS), i + 1, try->n);
}

static int run_all(struct try *try)
{
	int ret = check_live(try);

	for (size_t i = 0; !ret && i < try->n; i++) {
		announce(try, i);
		ret = live_run(&try->policy[i], &try->jobs, try->opt->cpus, &try->run[i].measured);
		try->run[i].is_live = !ret;
	}
	return ret;
}

/* Everything up to the results. */
static int perform(struct try *try, const char *file)
{
	int ret = open_policies(try);

	if (!ret)
		ret = jobs_read(&try->jobs, file, try->opt->unit_ns);
	if (!ret)
		ret = predict_all(try);
	if (!ret)
		ret = check_settings(try);
	if (!ret && try->live)
		ret = run_all(try);
	return ret;
}

/* One run: its prediction above its measurement. */
static void chart_one(struct chart *chart, const struct run *run)
{
	chart->title = format("%s: %s", run->policy,
			      !run->is_live  ? "predicted" :
			      run->has_model ? "predicted and measured" :
					       "measured");
	if (run->has_model)
		chart_add(chart, "predicted", &run->predicted);
	if (run->is_live)
		chart_add(chart, "measured", &run->measured);
}

/* Several: one policy under the other. */
static void chart_many(struct chart *chart, const struct try *try)
{
	chart->title = format("%zu policies, %s", try->n, try->live ? "measured" : "predicted");
	for (size_t i = 0; i < try->n; i++)
		chart_add(chart, try->name[i], run_result(&try->run[i]));
}

static int write_files(const struct try *try, const struct chart *chart)
{
	const struct sched_options *opt = try->opt;
	struct trace trace = { .run = try->run, .n = try->n, .jobs = &try->jobs };
	int ret = opt->svg ? outfile_write(opt->svg, svg_write, chart) : KILN_OK;

	if (!ret && opt->perfetto)
		ret = outfile_write(opt->perfetto, perfetto_write, &trace);
	return ret;
}

static void print_heading(const struct try *try)
{
	printf("%s on %u CPU%s, times in units of %s\n\n",
	       try->n > 1 ? try->live ? "Measured" : "Predicted" : try->name[0], try->opt->cpus,
	       try->opt->cpus > 1 ? "s" : "", span_text(try->opt->unit_ns));
}

static void print_result(const struct try *try, const struct chart *chart, bool many)
{
	print_heading(try);
	if (many)
		report_policies(try->run, try->n, &try->jobs, stdout);
	else
		report_jobs(&try->run[0], &try->jobs, stdout);
	putchar('\n');
	gantt_print(chart, stdout);
	if (!many && try->run[0].is_live && try->run[0].has_model) {
		putchar('\n');
		explain(&try->run[0], &try->jobs, stdout);
	}
}

static int show(const struct try *try, bool many)
{
	struct chart chart = { .jobs = &try->jobs };
	int ret;

	if (many)
		chart_many(&chart, try);
	else
		chart_one(&chart, &try->run[0]);
	ret = write_files(try, &chart);
	if (try->opt->json)
		for (size_t i = 0; i < try->n; i++)
			record_run(&try->run[i], &try->jobs, stdout);
	else
		print_result(try, &chart, many);
	chart_free(&chart);
	return ret;
}

static void free_try(struct try *try)
{
	for (size_t i = 0; i < try->n; i++) {
		if (try->policy)
			policy_close(&try->policy[i]);
		if (try->run)
			run_free(&try->run[i]);
		free(try->name[i]);
	}
	free(try->policy);
	free(try->run);
	free(try->name);
	jobs_free(&try->jobs);
}

static int try_one(char **argument, struct sched_options *opt, bool live)
{
	struct try try = { .opt = opt, .live = live };
	int ret;

	take_name(&try, argument[0]);
	ret = perform(&try, argument[1]);
	if (!ret)
		ret = show(&try, false);
	free_try(&try);
	return ret;
}

int sched_predict(char **argument, struct sched_options *opt)
{
	return try_one(argument, opt, false);
}

int sched_run(char **argument, struct sched_options *opt)
{
	return try_one(argument, opt, true);
}

int sched_compare(char **argument, struct sched_options *opt)
{
	struct try try = { .opt = opt, .live = !opt->predict };
	int ret = take_names(&try, argument[0]);

	if (!ret)
		ret = perform(&try, argument[1]);
	if (!ret)
		ret = show(&try, true);
	free_try(&try);
	return ret;
}
