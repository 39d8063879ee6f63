/* SPDX-License-Identifier: GPL-2.0 */
/* Where kiln's own files are: beside the program, or where it was installed. */
#ifndef KILN_PATHS_H
#define KILN_PATHS_H

#ifndef KILN_LIBDIR
#define KILN_LIBDIR "/usr/local/lib/kiln"
#endif

const char *exe_dir(void);
char *policy_dir(void);
char *module_file(const char *module);

#endif
