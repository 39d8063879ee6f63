// SPDX-License-Identifier: GPL-2.0
/* kiln sched list: the policies there are, as BPF programs and as models. */
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "json.h"
#include "model.h"
#include "sched.h"
#include "table.h"
#include "units.h"

/* A policy, its model, or both. */
struct entry {
	const char *name;
	struct policy policy;
	bool runs;
	const struct model *model;
};

static const char *summary_of(const struct entry *entry)
{
	if (entry->runs && *entry->policy.summary)
		return entry->policy.summary;
	return entry->model ? entry->model->summary : "";
}

/* The knobs, one after the other: the BPF side's, or the model's where only that is. */
static const struct knob *knob_of(const struct entry *entry, size_t i)
{
	if (entry->policy.knobs || (entry->runs && entry->policy.bpf))
		return i < entry->policy.knobs ? &entry->policy.knob[i] : NULL;
	return entry->model ? model_knob(entry->model, i) : NULL;
}

static void print_json(const struct entry *entry)
{
	struct json json = { .out = stdout };
	const struct knob *knob;

	json_open(&json, NULL, '{');
	json_string(&json, "policy", entry->name);
	json_string(&json, "summary", summary_of(entry));
	json_bool(&json, "runs", entry->runs);
	json_bool(&json, "model", entry->model);
	json_open(&json, "knobs", '[');
	for (size_t i = 0; (knob = knob_of(entry, i)); i++) {
		json_open(&json, NULL, '{');
		json_string(&json, "name", knob->name);
		json_number(&json, "default",
			    knob->is_time ? in_units(knob->standard, KILN_UNIT_NS) :
					    knob->standard);
		json_bool(&json, "is_time", knob->is_time);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	putchar('\n');
}

static char *knobs_text(const struct entry *entry)
{
	const struct knob *knob;
	char *text = format("%s", "");

	for (size_t i = 0; (knob = knob_of(entry, i)); i++) {
		char *longer = format("%s%s%s", text, i ? ", " : "", knob_text(knob));

		free(text);
		text = longer;
	}
	return text;
}

static void print_table(const struct entry *entry, size_t n, bool verbose)
{
	struct table *t = table_new();

	table_column(t, NULL, "POLICY", false);
	table_column(t, NULL, "RUNS AS", false);
	table_column(t, NULL, "MODEL", false);
	table_column(t, NULL, verbose ? "KNOBS" : "SUMMARY", false);
	for (size_t i = 0; i < n; i++) {
		table_cell(t, "%s", entry[i].name);
		table_cell(t, "%s", !entry[i].runs ? "-" : entry[i].policy.bpf ? "BPF" : "kernel");
		table_cell(t, "%s", entry[i].model ? "yes" : "no");
		if (verbose) {
			char *knobs = knobs_text(&entry[i]);

			table_cell(t, "%s", *knobs ? knobs : "-");
			free(knobs);
		} else {
			table_cell(t, "%s", summary_of(&entry[i]));
		}
	}
	table_print(t, stdout);
	table_free(t);
}

/* Models that no policy carries out are listed, too. */
static size_t add_models(struct entry *entry, size_t n)
{
	for (const struct model *model = model_first(); model; model = model->next) {
		size_t i = 0;

		while (i < n && strcmp(entry[i].name, model->name))
			i++;
		if (i == n)
			entry[n++] = (struct entry){ .name = model->name };
		entry[i].model = model;
	}
	return n;
}

static size_t count_models(void)
{
	size_t n = 0;

	for (const struct model *model = model_first(); model; model = model->next)
		n++;
	return n;
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int sched_list(char **argument, struct sched_options *opt)
{
	size_t names, n;
	char **name = policy_names(&names);
	struct entry *entry = zalloc(names + count_models(), sizeof(*entry));
	int ret = KILN_OK;

	(void)argument;
	for (size_t i = 0; i < names; i++) {
		entry[i].name = name[i];
		entry[i].runs = !policy_open(&entry[i].policy, name[i]);
		ret = entry[i].runs ? ret : KILN_FAILED;
	}
	n = add_models(entry, names);
	qsort(entry, n, sizeof(*entry), by_name);
	if (opt->json)
		for (size_t i = 0; i < n; i++)
			print_json(&entry[i]);
	else
		print_table(entry, n, opt->verbose);
	for (size_t i = 0; i < n; i++)
		policy_close(&entry[i].policy);
	policy_names_free(name, names);
	free(entry);
	return ret;
}
