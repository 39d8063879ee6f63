/* SPDX-License-Identifier: GPL-2.0 */
/* What the person's terminal can show. */
#ifndef KILN_TERMINAL_H
#define KILN_TERMINAL_H

#include <stdbool.h>

void terminal_setup(void);
bool terminal_unicode(void);
bool terminal_colour(void);
int terminal_width(void);

#endif
