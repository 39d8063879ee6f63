/* SPDX-License-Identifier: GPL-2.0 */
/* What libbpf says, kept until somebody wants to know. */
#ifndef KILN_BPFLOG_H
#define KILN_BPFLOG_H

void bpflog_start(void);
void bpflog_show(void);

#endif
