// SPDX-License-Identifier: GPL-2.0
/*
 * kiln sched - scheduling policies: predicted by a model, run on the kernel
 *
 * Usage: kiln sched list|predict|run|compare|load|unload|status ...
 *
 * This file reads the command line; the sub-commands are in sched_*.c.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "error.h"
#include "outfile.h"
#include "sched.h"
#include "units.h"

#define MOST_CPUS 256

static const struct sched_command commands[] = {
	{ "list",	  "",		      "jv",	    0, sched_list	  },
	{ "predict", " POLICY FILE",	     "ucsjgp",  2, sched_predict },
	{ "run",	 " POLICY FILE",	 "ucsjgp",  2, sched_run	},
	{ "compare", " POLICY,...|all FILE", "ucsjgpn", 2, sched_compare },
	{ "load",	  " POLICY",		     "sj",	   1, sched_load	 },
	{ "unload",  "",			"",	    0, sched_unload  },
	{ "status",  "",			"j",	     0, sched_status  },
};

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

/* Long names and, for the help, what they mean; the letter is the option's. */
static const struct option long_options[] = {
	{ "unit", required_argument, NULL, 'u' },
	{ "cpus", required_argument, NULL, 'c' },
	{ "set", required_argument, NULL, 's' },
	{ "json", no_argument, NULL, 'j' },
	{ "svg", required_argument, NULL, 'g' },
	{ "perfetto", required_argument, NULL, 'p' },
	{ "predict", no_argument, NULL, 'n' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{}
};

static const struct {
	char letter;
	const char *text;
} help[] = {
	{ 'u', "      --unit TIME       a unit of the job file: us, ms or s (50ms)"	    },
	{ 'c', "      --cpus N          how many CPUs the jobs have (1)"		 },
	{ 's', "      --set NAME=VALUE  set a knob of the policy; 'list -v' shows them" },
	{ 'j', "      --json            one JSON object on a line"			   },
	{ 'g', "      --svg FILE        the charts as a picture, too"		      },
	{ 'p', "      --perfetto FILE   a trace for ui.perfetto.dev, too"		  },
	{ 'n', "      --predict         by the models only, nothing is run"		    },
	{ 'v', "  -v, --verbose         the knobs, too"					},
};

#define NHELP (sizeof(help) / sizeof(help[0]))

static void print_overview(void)
{
	puts("Usage: kiln sched list [-v]\n"
	     "       kiln sched predict POLICY FILE\n"
	     "       kiln sched run POLICY FILE\n"
	     "       kiln sched compare POLICY,...|all FILE\n"
	     "       kiln sched load POLICY\n"
	     "       kiln sched unload\n"
	     "       kiln sched status\n"
	     "Scheduling policies: predicted by a model, run live on this kernel.\n\n"
	     "  list      the policies there are\n"
	     "  predict   what the lecture says that a policy does with the jobs of FILE\n"
	     "  run       the same jobs as real processes, beside the prediction\n"
	     "  compare   several policies side by side\n"
	     "  load      a policy for every task, until Ctrl-C; figures each second\n"
	     "  unload    end that from elsewhere\n"
	     "  status    which scheduler is in force, and its jobs\n\n"
	     "A job of FILE is a line NAME ARRIVAL BURST [key=value]...; - is standard input.\n"
	     "Each has a --help of its own. See kiln-sched(1).");
}

static void print_help(const struct sched_command *command)
{
	printf("Usage: kiln sched %s [OPTION]...%s\n\n", command->name, command->usage);
	for (size_t i = 0; i < NHELP; i++)
		if (strchr(command->options, help[i].letter))
			puts(help[i].text);
	puts("  -h, --help            this text\n"
	     "  -V, --version         the version\n\n"
	     "See kiln-sched(1).");
}

static const char *name_of(int letter)
{
	const struct option *option = long_options;

	while (option->name && option->val != letter)
		option++;
	return option->name;
}

/* An option that has a value. */
static int take_value(int letter, char *value, struct sched_options *opt)
{
	const char *wrong = NULL;
	uint64_t count;

	switch (letter) {
	case 'u':
		wrong = parse_unit(value, &opt->unit_ns);
		break;
	case 'c':
		wrong = parse_count(value, MOST_CPUS, &count);
		if (!wrong)
			opt->cpus = count;
		break;
	case 's':
		return settings_add(&opt->settings, value);
	case 'g':
		opt->svg = value;
		break;
	case 'p':
		opt->perfetto = value;
		break;
	}
	if (wrong)
		return misused("--%s: %s %s", name_of(letter), quoted(value), wrong);
	return KILN_OK;
}

static int take_option(const struct sched_command *command, int letter, char **argv,
		       struct sched_options *opt)
{
	if (letter == ':')
		return misused("option %s needs a value: see 'kiln sched %s --help'",
			       quoted(argv[optind - 1]), command->name);
	if (letter == '?')
		return misused("there is no option %s: see 'kiln sched %s --help'",
			       quoted(argv[optind - 1]), command->name);
	if (!strchr(command->options, letter))
		return misused("option --%s is not for '%s': see 'kiln sched %s --help'",
			       name_of(letter), command->name, command->name);
	opt->json |= letter == 'j';
	opt->verbose |= letter == 'v';
	opt->predict |= letter == 'n';
	return take_value(letter, optarg, opt);
}

/* A word as a shell would read it back. */
static char *shell_word(const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./,=:+-@%";
	char *out, *at;

	if (*word && !word[strspn(word, plain)])
		return format("%s", word);
	at = out = zalloc(4 * strlen(word) + 3, 1);
	*at++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			at += sprintf(at, "'\\''");
		else
			*at++ = *word;
	}
	*at = '\'';
	return out;
}

/* The command line, for "run this in the VM: ...". */
static char *command_line(int argc, char **argv)
{
	char *line = format("kiln sched");

	for (int i = 0; i < argc; i++) {
		char *word = shell_word(argv[i]), *longer = format("%s %s", line, word);

		free(word);
		free(line);
		line = longer;
	}
	return line;
}

static int check_arguments(const struct sched_command *command, int given)
{
	if (given < command->arguments)
		return misused("sched %s: too little is given: kiln sched %s%s", command->name,
			       command->name, command->usage);
	if (given > command->arguments)
		return misused("sched %s: too much is given: kiln sched %s%s", command->name,
			       command->name, command->usage);
	return KILN_OK;
}

static int check_files(const struct sched_options *opt)
{
	int ret = opt->svg ? outfile_check(opt->svg) : KILN_OK;

	return !ret && opt->perfetto ? outfile_check(opt->perfetto) : ret;
}

static int run_subcommand(const struct sched_command *command, int argc, char **argv)
{
	struct sched_options opt = {
		.unit_ns = KILN_UNIT_NS,
		.cpus = 1,
		.command_line = command_line(argc, argv),
	};
	int letter, ret = KILN_OK;

	optind = 0;
	while (!ret && (letter = getopt_long(argc, argv, ":vhV", long_options, NULL)) != -1) {
		if (letter == 'h' || letter == 'V') {
			letter == 'h' ? print_help(command) : print_version();
			goto out;
		}
		ret = take_option(command, letter, argv, &opt);
	}
	if (!ret)
		ret = check_arguments(command, argc - optind);
	if (!ret)
		ret = check_files(&opt);
	if (!ret)
		ret = command->run(argv + optind, &opt);
out:
	free(opt.command_line);
	free(opt.settings.set);
	return ret;
}

static int run_sched(int argc, char **argv)
{
	int letter;

	while ((letter = getopt_long(argc, argv, "+:hV", long_options, NULL)) != -1) {
		if (letter != 'h' && letter != 'V')
			return misused(
				"an option is given before the sub-command: write 'kiln sched run %s ...'",
				argv[optind - 1]);
		letter == 'h' ? print_overview() : print_version();
		return KILN_OK;
	}
	if (optind == argc)
		return misused(
			"sched: no sub-command is given: list, predict, run, compare, load, unload or status");
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (!strcmp(commands[i].name, argv[optind]))
			return run_subcommand(&commands[i], argc - optind, argv + optind);
	return misused(
		"sched: there is no sub-command %s: list, predict, run, compare, load, unload or status",
		quoted(argv[optind]));
}

static struct command sched = {
	.name = "sched",
	.summary = "scheduling policies: predict, run, compare",
	.run = run_sched,
};

KILN_COMMAND(sched)
