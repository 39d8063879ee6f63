# SPDX-License-Identifier: GPL-2.0
# What every part's Makefile includes: the kernel's own lib.mk, with the objects
# under build/ and kiln's headers in reach.
KSELFTEST ?= /usr/src/linux/tools/testing/selftests
PROJECT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)
OUTPUT ?= $(PROJECT)/build/selftests/$(notdir $(CURDIR))
building_out_of_srctree := 1

CFLAGS += -std=gnu11 -O2 -g -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers \
	-Wno-sign-compare
CFLAGS += -I$(PROJECT)/include/uapi -I$(PROJECT)/user/lib -I$(PROJECT)/selftests -MMD -MP
LDFLAGS += -pthread

# It looks for the part's settings in the kernel's tree, where they are not.
export kselftest_override_timeout := $(patsubst timeout=%,%,$(filter timeout=%,$(file <settings)))

# That one takes every file called lib.mk for itself.
override selfdir := $(KSELFTEST)
include $(KSELFTEST)/lib.mk

$(TEST_GEN_PROGS): | $(OUTPUT)
$(OUTPUT):
	$(Q)mkdir -p $@
-include $(addsuffix .d,$(TEST_GEN_PROGS))
