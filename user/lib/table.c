// SPDX-License-Identifier: GPL-2.0
/*
 * Tables. First the columns are named, then the cells are given, row by row.
 * Neighbouring columns may form a group, which has a heading of its own above
 * theirs. (libsmartcols would do, but distributions have it as a shared
 * library only, and this command must run on all of them.)
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "table.h"
#include "terminal.h"

struct column {
	const char *group; /* NULL: none */
	const char *name;
	bool right; /* numbers stand to the right */
	size_t width;
};

struct table {
	struct column *col;
	size_t ncols;
	char **cell; /* row by row */
	size_t ncells;
	size_t *rule; /* a line is drawn above these rows */
	size_t nrules;
};

/**
 * table_new - an empty table; table_free() ends it
 */
struct table *table_new(void)
{
	return zalloc(1, sizeof(struct table));
}

/**
 * table_column - add a column, before any cell
 * @t: the table
 * @group: heading over neighbouring columns that have the same one, or NULL
 * @name: the column's own heading; both strings must stay
 * @right: align to the right
 */
void table_column(struct table *t, const char *group, const char *name, bool right)
{
	t->col = regrow(t->col, t->ncols + 1, sizeof(*t->col));
	t->col[t->ncols++] = (struct column){ group, name, right, strlen(name) };
}

/**
 * table_cell - fill the next cell
 * @t: the table
 * @fmt: as for printf; ASCII, so that a byte is a place
 */
void table_cell(struct table *t, const char *fmt, ...)
{
	struct column *col = &t->col[t->ncells % t->ncols];
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		exit(failed("memory: there is no more: close other programs"));
	va_end(args);
	if (strlen(text) > col->width)
		col->width = strlen(text);
	t->cell = regrow(t->cell, t->ncells + 1, sizeof(*t->cell));
	t->cell[t->ncells++] = text;
}

/**
 * table_rule - draw a line between the rows so far and the next ones
 * @t: the table
 */
void table_rule(struct table *t)
{
	t->rule = regrow(t->rule, t->nrules + 1, sizeof(*t->rule));
	t->rule[t->nrules++] = t->ncells / t->ncols;
}

/* Inside a group columns stand closer. */
static size_t space_before(const struct table *t, size_t c)
{
	const char *group = t->col[c].group;

	if (!c)
		return 0;
	return group && t->col[c - 1].group == group ? 1 : 2;
}

static size_t group_end(const struct table *t, size_t c)
{
	size_t end = c + 1;

	while (end < t->ncols && t->col[c].group && t->col[end].group == t->col[c].group)
		end++;
	return end;
}

static size_t span_width(const struct table *t, size_t from, size_t to)
{
	size_t width = t->col[from].width;

	for (size_t c = from + 1; c < to; c++)
		width += space_before(t, c) + t->col[c].width;
	return width;
}

/* A group's heading may need more room than its columns: the last gets it. */
static void fit_groups(const struct table *t)
{
	for (size_t c = 0; c < t->ncols; c = group_end(t, c)) {
		size_t end = group_end(t, c), width = span_width(t, c, end);
		size_t need = t->col[c].group ? strlen(t->col[c].group) : 0;

		if (need > width)
			t->col[end - 1].width += need - width;
	}
}

/**
 * table_width - how many places the table takes on a line
 * @t: the table
 */
size_t table_width(const struct table *t)
{
	fit_groups(t);
	return span_width(t, 0, t->ncols);
}

static void put(FILE *out, const char *text, size_t width, bool right, bool last)
{
	if (right)
		fprintf(out, "%*s", (int)width, text);
	else
		fprintf(out, "%-*s", last ? 0 : (int)width, text);
}

static void put_centred(FILE *out, const char *text, size_t width)
{
	size_t left = (width - strlen(text)) / 2;

	fprintf(out, "%*s%-*s", (int)left, "", (int)(width - left), text);
}

static void print_groups(const struct table *t, FILE *out)
{
	size_t end, last = 0;

	for (size_t c = 0; c < t->ncols; c++)
		if (t->col[c].group)
			last = c + 1;
	for (size_t c = 0; c < last; c = end) {
		end = group_end(t, c);
		fprintf(out, "%*s", (int)space_before(t, c), "");
		put_centred(out, t->col[c].group ? t->col[c].group : "", span_width(t, c, end));
	}
	if (last)
		putc('\n', out);
}

static void print_names(const struct table *t, FILE *out)
{
	for (size_t c = 0; c < t->ncols; c++) {
		fprintf(out, "%*s", (int)space_before(t, c), "");
		put(out, t->col[c].name, t->col[c].width, t->col[c].right, c + 1 == t->ncols);
	}
	putc('\n', out);
}

static void print_rules(const struct table *t, size_t row, FILE *out)
{
	for (size_t r = 0; r < t->nrules; r++) {
		if (t->rule[r] != row)
			continue;
		for (size_t i = table_width(t); i; i--)
			fputs(terminal_unicode() ? "\u2500" : "-", out);
		putc('\n', out);
	}
}

static size_t last_filled(const struct table *t, size_t row)
{
	size_t last = t->ncols;

	while (last && !*t->cell[row * t->ncols + last - 1])
		last--;
	return last;
}

/**
 * table_print - write the table
 * @t: the table; its last row is complete
 * @out: where to
 */
void table_print(const struct table *t, FILE *out)
{
	fit_groups(t);
	print_groups(t, out);
	print_names(t, out);
	for (size_t row = 0; row < t->ncells / t->ncols; row++) {
		size_t last = last_filled(t, row);

		print_rules(t, row, out);
		for (size_t c = 0; c < last; c++) {
			fprintf(out, "%*s", (int)space_before(t, c), "");
			put(out, t->cell[row * t->ncols + c], t->col[c].width, t->col[c].right,
			    c + 1 == last);
		}
		putc('\n', out);
	}
}

/**
 * table_free - give a table's memory back
 * @t: the table
 */
void table_free(struct table *t)
{
	for (size_t i = 0; i < t->ncells; i++)
		free(t->cell[i]);
	free(t->cell);
	free(t->rule);
	free(t->col);
	free(t);
}
