# SPDX-License-Identifier: GPL-2.0
# The build itself. No list of sources anywhere: a new file in bpf/, user/,
# modules/*/ or selftests/*/ is found by its place.

kernels := $(notdir $(wildcard /lib/modules/*))
KDIR ?= /lib/modules/$(shell printf '%s\n' $(kernels) | sort -V | tail -n 1)/build
krel = $(shell cat $(KDIR)/include/config/kernel.release)

say = @printf '  %-8s%s\n' $(1) $(2)
ifeq ($(V),1)
say = @:
endif

all: modules bpf user selftests

.PHONY: harness-modules failnth

# --- modules: out of the source tree, which kbuild itself can do only since
# 6.13 (MO=). So it is given a farm of symbolic links under build/.
# $(1) the farm, $(2) what it links to, $(3) where the modules go. GCOV_PROFILE
# counts executed lines, on a kernel that has gcov: the debug kernel.
define kbuild
	$(call say,KBUILD,$(1))
	$(Q)mkdir -p $(1) $(3)
	$(Q)find $(1) -xtype l -delete
	$(Q)cp -rsf $(2) $(1)
	$(Q)$(MAKE) --no-print-directory -C $(KDIR) M=$(CURDIR)/$(1) W=1 GCOV_PROFILE=y \
		$(if $(filter 1,$(V)),V=1,-s) modules
	$(Q)find $(1) -name '*.ko' -exec cp -u {} $(3) ';'
endef

modules:
	$(call kbuild,build/kernel/$(krel),$(addprefix $(CURDIR)/,Kbuild modules include),build/modules/$(krel))

# What runs a test program with one fault after another
failnth: build/harness/failnth
build/harness/failnth: selftests/harness/failnth.c build/obj/syscalls.h
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g -D_GNU_SOURCE -Wall -Wextra -Werror -Ibuild/obj -o $@ $<

build/obj/syscalls.h:
	$(Q)mkdir -p $(@D)
	$(Q)echo '#include <sys/syscall.h>' | $(CC) -E -dM - | \
		sed -n 's/^#define __NR_\([a-z0-9_]*\) \([0-9]*\)$$/[\2] = "\1",/p' >$@

harness-modules:
	$(call kbuild,build/kernel/harness-$(krel),$(CURDIR)/selftests/harness/modules/.,build/harness/$(krel))

# --- policies: CO-RE objects that `kiln sched` loads by name
scx := /usr/src/linux/tools/sched_ext/include
bpf_objects := $(patsubst bpf/%.c,build/bpf/%.o,$(wildcard bpf/*.bpf.c))
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_x86 -Wall -Wextra -Werror \
	-isystem $(scx) -isystem /usr/include/$(shell uname -m)-linux-gnu/linux/bpf \
	-Iinclude/uapi -Ibpf

bpf: $(bpf_objects)
	$(Q)rm -f $(filter-out $(bpf_objects),$(wildcard build/bpf/*.o))

build/bpf/%.bpf.o: bpf/%.bpf.c
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)clang $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

# Mutants of policies, for a test.
bad_policies := $(patsubst %.c,build/obj/%.o,$(wildcard selftests/load/mutants/*.bpf.c))

build/obj/selftests/load/mutants/%.bpf.o: selftests/load/mutants/%.bpf.c
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)clang $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

# --- user programs, static: they run on the host as well, whatever its libc
CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -Wall -Wextra -Werror -Iinclude/uapi -Iuser/lib \
	-fPIE -fstack-protector-strong -fcf-protection -D_FORTIFY_SOURCE=3
LDFLAGS := -static-pie -Wl,-z,relro,-z,now
LDLIBS := -lbpf -lelf -lz -lzstd -lm

lib_sources := $(shell find user/lib -name '*.c')
kiln_sources := $(wildcard user/kiln/*.c)
lab_sources := $(wildcard user/labs/*/*.c)
object = $(patsubst %.c,build/obj/%.o,$(1))

user: build/bin/kiln $(patsubst %.c,build/bin/%,$(notdir $(lab_sources)))

build/bin/kiln: $(call object,$(kiln_sources) $(lib_sources)) build/obj/kiln.list
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LDLIBS)

# Newer than the program when a source file came or went.
build/obj/kiln.list: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)echo $(sort $(kiln_sources) $(lib_sources)) | cmp -s - $@ || \
		echo $(sort $(kiln_sources) $(lib_sources)) >$@
FORCE:

define lab_rule
build/bin/$(notdir $(1:.c=)): $(call object,$(1) $(lib_sources))
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS)
endef
$(foreach lab,$(lab_sources),$(eval $(call lab_rule,$(lab))))

build/obj/%.o: %.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# --- tests: a folder a part, laid out for the kernel's own lib.mk
parts := $(patsubst selftests/%/Makefile,%,$(wildcard selftests/*/Makefile))

selftests: harness-modules failnth $(addprefix selftest-,$(parts))
selftest-load: $(bad_policies)
selftest-%: user
	$(Q)mkdir -p build/obj/selftests/$*
	$(Q)rm -rf build/selftests/$*
	$(Q)$(MAKE) --no-print-directory -s -C selftests/$* OUTPUT=$(CURDIR)/build/obj/selftests/$* \
		INSTALL_PATH=$(CURDIR)/build/selftests/$* install

# --- clangd, on the host: with the lab root's headers, where they really are
host_dir = $(or $(KILN_PROJECT),$(CURDIR))
entry = {"directory": "$(host_dir)", "file": "$(1)", "command": "$(subst ",\",$(2)) $(1)"},
define user_entries
$(foreach s,$(kiln_sources) $(lib_sources) $(lab_sources),$(call entry,$(s),cc $(CFLAGS) -idirafter /usr/include -c))
$(foreach s,$(wildcard bpf/*.bpf.c),$(call entry,$(s),clang $(BPF_CFLAGS) -idirafter /usr/include -c))
endef
# kbuild leaves each command in a file, relative to the farm of links.
module_entry = s|^savedcmd_[^ ]* := *\(.*\) \(modules/[^ ]*\.c\) .*|$\
	{"directory": "$(host_dir)/build/kernel/$(krel)", "file": "$(host_dir)/\2", "command": "\1 \2"},|p

compile_commands.json: modules
	$(call say,JSON,$@)
	$(file >build/obj/clangd,$(user_entries))
	$(Q){ echo '['; \
		{ sed 's/}, {/},\n{/g' build/obj/clangd; \
		  cat build/kernel/$(krel)/modules/*/.[a-z]*.o.cmd | sed 's/["\\]/\\&/g' | \
			sed -n '$(module_entry)'; } | sed '$$s/,$$//'; \
		echo ']'; } | sed 's,\([I ]\)/usr/,\1$(KILN_LAB)/usr/,g' >$@

-include $(shell find build/obj build/bpf -name '*.d' 2>/dev/null)
