// SPDX-License-Identifier: GPL-2.0
/*
 * A device that works until an allocation in its open fails; then it does what
 * the parameter `wrong` says. A run with faults must report each.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>

static char *wrong = "";
module_param(wrong, charp, 0);
MODULE_PARM_DESC(wrong, "leak, oops, errno or busy");

static bool busy;

static bool does(const char *what)
{
	return !strcmp(wrong, what);
}

static int bad_open(struct inode *inode, struct file *file)
{
	u8 *first, *second;

	if (busy)
		return -EBUSY;
	first = kmalloc(100, GFP_KERNEL);
	if (!first)
		return -ENOMEM;
	second = kmalloc(200, GFP_KERNEL);
	if (!second) {
		busy = does("busy");
		if (does("oops"))
			WRITE_ONCE(*second, 1);
		if (!does("leak"))
			kfree(first);
		return does("errno") ? -EINVAL : -ENOMEM;
	}
	kfree(second);
	kfree(first);
	return 0;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = bad_open,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "bad_fault",
	.fops = &fops,
};

module_misc_device(device);
MODULE_DESCRIPTION("Does not stand a failed allocation, to test the harness");
MODULE_LICENSE("GPL");
