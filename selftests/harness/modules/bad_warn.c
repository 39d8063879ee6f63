// SPDX-License-Identifier: GPL-2.0
/* Warns when it is loaded: the harness must find it in the kernel's log. */
#include <linux/module.h>

static int __init bad_warn_init(void)
{
	WARN(1, "bad_warn warns on purpose\n");
	return 0;
}

static void __exit bad_warn_exit(void)
{
}

module_init(bad_warn_init);
module_exit(bad_warn_exit);
MODULE_DESCRIPTION("Warns, to test the harness");
MODULE_LICENSE("GPL");
