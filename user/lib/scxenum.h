/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KILN_SCXENUM_H
#define KILN_SCXENUM_H

struct bpf_object;

void scxenum_fill(struct bpf_object *obj);

#endif
