// SPDX-License-Identifier: GPL-2.0
/* Deletes a list entry twice: DEBUG_LIST must report it. */
#include <linux/list.h>
#include <linux/module.h>

static LIST_HEAD(head);
static LIST_HEAD(entry);

static int __init bad_list_init(void)
{
	list_add(&entry, &head);
	list_del(&entry);
	list_del(&entry);
	return 0;
}

static void __exit bad_list_exit(void)
{
}

module_init(bad_list_init);
module_exit(bad_list_exit);
MODULE_DESCRIPTION("Deletes a list entry twice, to test the harness");
MODULE_LICENSE("GPL");
