// SPDX-License-Identifier: GPL-2.0
/* The terminal: its alphabet, its colours, its width. */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "terminal.h"

#define NARROWEST   40
#define WIDEST	    400
#define USUAL_WIDTH 80

static bool unicode;

/* The locale's name, in the order of precedence that POSIX gives. */
static const char *locale_name(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (int i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "C";
}

/**
 * terminal_setup - to be called once, first of all
 *
 * A static program may not be able to load the locale; its name tells, too.
 */
void terminal_setup(void)
{
	const char *name = locale_name();

	if (setlocale(LC_CTYPE, ""))
		unicode = !strcmp(nl_langinfo(CODESET), "UTF-8");
	else
		unicode = strcasestr(name, ".utf-8") || strcasestr(name, ".utf8");
}

/**
 * terminal_unicode - may more than ASCII be written?
 */
bool terminal_unicode(void)
{
	return unicode;
}

/**
 * terminal_colour - are colours wanted, and of use?
 *
 * Only on a terminal, and not when NO_COLOR is set (no-color.org).
 */
bool terminal_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return !(no && *no) && term && strcmp(term, "dumb") && isatty(STDOUT_FILENO);
}

/**
 * terminal_width - how many characters fit on a line
 */
int terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	int width = columns ? atoi(columns) : 0;
	struct winsize size;

	if (width <= 0 && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		width = size.ws_col;
	if (width <= 0)
		width = USUAL_WIDTH;
	if (width < NARROWEST)
		width = NARROWEST;
	return width < WIDEST ? width : WIDEST;
}
