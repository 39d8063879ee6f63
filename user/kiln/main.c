// SPDX-License-Identifier: GPL-2.0
/*
 * kiln - an operating-systems laboratory on the real kernel
 *
 * Usage: kiln COMMAND [ARGUMENTS]
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "error.h"
#include "terminal.h"

static struct command *commands;

/**
 * command_register - make a sub-command known; see KILN_COMMAND()
 * @command: the command; the list is kept in alphabetical order
 */
void command_register(struct command *command)
{
	struct command **at = &commands;

	while (*at && strcmp((*at)->name, command->name) < 0)
		at = &(*at)->next;
	command->next = *at;
	*at = command;
}

/**
 * print_version - what --version prints
 */
void print_version(void)
{
	puts("kiln " KILN_VERSION);
}

static void print_help(void)
{
	puts("Usage: kiln COMMAND [ARGUMENTS]\n"
	     "An operating-systems laboratory on the real Linux kernel:\n"
	     "predict, run it on the real kernel, compare and explain.\n\n"
	     "Commands:");
	for (struct command *command = commands; command; command = command->next)
		printf("  %-12s %s\n", command->name, command->summary);
	puts("\nOptions:\n"
	     "  -h, --help       this text; 'kiln COMMAND --help' has more\n"
	     "  -V, --version    the version\n\n"
	     "See kiln(1).");
}

static int run_command(int argc, char **argv)
{
	for (struct command *command = commands; command; command = command->next)
		if (!strcmp(command->name, argv[0]))
			return command->run(argc, argv);
	return misused("there is no command %s: 'kiln --help' lists those there are",
		       quoted(argv[0]));
}

/* What was printed must have arrived: a full disk is a failure. */
static int close_output(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	return failed("standard output: %s: not everything was written", strerror(errno));
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		    { "version", no_argument, NULL, 'V' },
		   {}
	};
	int c, status;

	terminal_setup();
	while ((c = getopt_long(argc, argv, "+:hV", options, NULL)) != -1) {
		if (c == 'h')
			print_help();
		else if (c == 'V')
			print_version();
		else
			return misused("there is no option %s: 'kiln --help' lists those there are",
				       quoted(argv[optind - 1]));
		return close_output(KILN_OK);
	}
	if (optind == argc)
		return misused("no command is given: 'kiln --help' lists those there are");
	argv += optind;
	argc -= optind;
	optind = 0; /* the command parses its options anew */
	status = run_command(argc, argv);
	return close_output(status);
}
