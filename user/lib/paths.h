/* SPDX-License-Identifier: GPL-2.0 */
/* Where kiln's own files are: beside the program, or where it was installed. */
#ifndef KILN_PATHS_H
#define KILN_PATHS_H

const char *exe_dir(void);
char *policy_dir(void);
char *module_file(const char *module);

#endif
