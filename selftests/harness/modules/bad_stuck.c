// SPDX-License-Identifier: GPL-2.0
/* Holds a reference to itself: the harness must report that it stays loaded. */
#include <linux/module.h>

static int __init bad_stuck_init(void)
{
	__module_get(THIS_MODULE);
	return 0;
}

static void __exit bad_stuck_exit(void)
{
}

module_init(bad_stuck_init);
module_exit(bad_stuck_exit);
MODULE_DESCRIPTION("Cannot be unloaded, to test the harness");
MODULE_LICENSE("GPL");
