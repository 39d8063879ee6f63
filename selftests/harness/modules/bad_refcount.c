// SPDX-License-Identifier: GPL-2.0
/* Puts a reference that it does not hold: refcount_t must report it. */
#include <linux/module.h>
#include <linux/refcount.h>

static int __init bad_refcount_init(void)
{
	refcount_t count = REFCOUNT_INIT(1);

	if (!refcount_dec_and_test(&count))
		return -EIO;
	return refcount_dec_and_test(&count) ? -EIO : 0;
}

static void __exit bad_refcount_exit(void)
{
}

module_init(bad_refcount_init);
module_exit(bad_refcount_exit);
MODULE_DESCRIPTION("Drops a reference too many, to test the harness");
MODULE_LICENSE("GPL");
