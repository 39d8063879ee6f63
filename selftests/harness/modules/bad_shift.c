// SPDX-License-Identifier: GPL-2.0
/* Shifts by more bits than the type has: UBSAN must report it. */
#include <linux/module.h>

static int bits = 40;
module_param(bits, int, 0);
MODULE_PARM_DESC(bits, "Shift by so many bits");

static int __init bad_shift_init(void)
{
	return 1 << bits == 3 ? -EIO : 0;
}

static void __exit bad_shift_exit(void)
{
}

module_init(bad_shift_init);
module_exit(bad_shift_exit);
MODULE_DESCRIPTION("Shifts out of bounds, to test the harness");
MODULE_LICENSE("GPL");
