// SPDX-License-Identifier: GPL-2.0
/* kiln sched status: which scheduler is in force, and which jobs there are. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <kiln/sched.h>

#include "error.h"
#include "json.h"
#include "machine.h"
#include "sched.h"

#define LINE	1024
#define COLUMNS 32

/* Cut a line into its words. */
static int split(char *line, char **word)
{
	char *rest;
	int n = 0;

	for (char *w = strtok_r(line, " \t\n", &rest); w && n < COLUMNS;
	     w = strtok_r(NULL, " \t\n", &rest))
		word[n++] = w;
	return n;
}

static void put_word(struct json *json, const char *key, const char *word)
{
	char *end;
	double number = strtod(word, &end);

	if (isdigit((unsigned char)*word) && !*end && strcmp(key, "name"))
		json_number(json, key, number);
	else
		json_string(json, key, word);
}

/* The table for people as objects: its heading gives the keys. */
static void put_jobs(struct json *json, FILE *in)
{
	char heading[LINE], line[LINE], *key[COLUMNS], *word[COLUMNS];
	int keys;

	if (!fgets(heading, sizeof(heading), in))
		return;
	for (char *c = heading; *c; c++)
		*c = tolower((unsigned char)*c);
	keys = split(heading, key);
	while (fgets(line, sizeof(line), in)) {
		int n = split(line, word);

		json_open(json, NULL, '{');
		for (int i = 0; i < n && i < keys; i++)
			put_word(json, key[i], word[i]);
		json_close(json, '}');
	}
}

static void print_json(const struct scx_status *status, FILE *jobs)
{
	struct json json = { .out = stdout };

	json_open(&json, NULL, '{');
	json_bool(&json, "sched_ext", status->supported);
	json_string(&json, "state", status->state);
	json_string(&json, "scheduler", *status->ops ? status->ops : OWN_SCHEDULER);
	json_bool(&json, "module", module_loaded());
	json_open(&json, "jobs", '[');
	if (jobs)
		put_jobs(&json, jobs);
	json_close(&json, ']');
	json_close(&json, '}');
	putchar('\n');
}

static void print_text(const struct scx_status *status, FILE *jobs)
{
	char line[LINE];

	if (*status->ops)
		printf("scheduler  %s, a BPF policy, for tasks of class SCHED_EXT (%s)\n",
		       status->ops, status->state);
	else
		printf("scheduler  %s, the kernel's own%s\n", OWN_SCHEDULER,
		       status->supported ? "" : "; this kernel has no sched_ext");
	printf("module     %s %s\n", SCHED_MODULE, module_loaded() ? "is loaded" : "is not loaded");
	if (jobs)
		putchar('\n');
	while (jobs && fgets(line, sizeof(line), jobs))
		fputs(line, stdout);
}

int sched_status(char **argument, struct sched_options *opt)
{
	FILE *jobs = fopen(KILN_SCHED_PROC, "re");
	struct scx_status status;

	(void)argument;
	scx_status(&status);
	if (opt->json)
		print_json(&status, jobs);
	else
		print_text(&status, jobs);
	if (jobs)
		fclose(jobs);
	return KILN_OK;
}
