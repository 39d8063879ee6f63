# SPDX-License-Identifier: GPL-2.0
# kiln: everything that a person types. `make help` lists it.
#
# What compiles runs inside the lab root (vm/enter), so that the host needs no
# compiler; build.mk holds those rules. With KDIR=..., the modules are built on
# this host, against that kernel.

prefix ?= /usr/local
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

build_targets := all modules bpf user selftests compile_commands.json

.PHONY: $(build_targets) help setup demo debug-kernel check check-debug check-oldest \
	check-ci check-all soak bench lint doctor shell install uninstall clean distclean

ifneq ($(KILN_INSIDE),)

include build.mk

else

# Only what is given on the command line: many a kernel developer exports KDIR.
kdir := $(if $(findstring command line,$(origin KDIR)),$(KDIR))

all: ## build everything (the default)
modules: ## the kernel modules; KDIR=DIR builds them here, against that kernel
bpf: ## the scheduling policies
user: ## the command kiln
selftests: ## the test programs
compile_commands.json: ## for clangd
$(build_targets):
	$(Q)$(if $(and $(kdir),$(filter modules,$@)),$(MAKE) -f build.mk KDIR="$(kdir)",vm/enter $(MAKE)) \
		--no-print-directory -j$$(nproc) V=$(V) $@

endif

help: ## this list
	@sed -n 's/^\([a-z_.-]*\):.* ## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F '\t' '{ printf "  make %-22s %s\n", $$1, $$2 }'

setup: ## fetch and make what the VM needs (once; cached)
	$(Q)vm/root >/dev/null
	$(Q)vm/kvm || echo "kiln: no KVM on this machine: VMs run under emulation, 5 s to boot" >&2

demo: setup ## the tour: modules, policies and the kernel's own, in the VM
	$(Q)$(MAKE) --no-print-directory all
	$(Q)vm/run --steady --timeout 600 -- sh docs/tour.sh

debug-kernel: ## the kernel with KASAN, lockdep, ... (once; cached)
	$(Q)vm/kernel debug >/dev/null

check: setup ## every test, in the VM
	$(Q)selftests/check stock

check-debug: setup ## the same on a kernel that catches mistakes; faults, coverage
	$(Q)selftests/check debug

check-oldest: setup ## the same on the oldest kernel that the modules support
	$(Q)selftests/check oldest

check-ci: setup ## what CI runs: the first two
	$(Q)selftests/check stock debug

check-all: setup ## all three
	$(Q)selftests/check stock debug oldest

soak: setup ## each policy under a load of everything, a minute each
	$(Q)$(MAKE) --no-print-directory all
	$(Q)vm/run --kernel $(or $(KERNEL),stock) --timeout 14400 -- env KILN_SECONDS=60 KILN_LOADS=200 KILN_LIMIT=14000 sh selftests/harness/run build/selftests/load/load.sh

bench: setup ## the benchmarks, each beside its peer
	$(Q)$(MAKE) --no-print-directory all
	$(Q)selftests/bench

lint: ## the static checks: checkpatch, sparse, cppcheck, clang-format, ...
	$(Q)vm/enter sh selftests/lint

doctor: ## what this machine lacks, and the cure
	$(Q)vm/doctor

shell: setup ## a shell in the VM, everything built and on PATH
	$(Q)$(MAKE) --no-print-directory all
	$(Q)vm/run --shell

to = "$(DESTDIR)$(prefix)"

install: all ## kiln, policies, modules and manual pages under $(DESTDIR)$(prefix)
	install -D -t $(to)/bin build/bin/kiln
	install -D -m 644 -t $(to)/lib/kiln/bpf build/bpf/*.bpf.o
	for kernel in build/modules/*; do \
		install -D -m 644 -t $(to)/lib/kiln/modules/$${kernel##*/} $$kernel/*.ko || exit; done
	install -D -m 644 -t $(to)/include/kiln include/uapi/kiln/*.h
	install -D -m 644 -t $(to)/share/man/man1 docs/*.1

uninstall: ## remove what install put there
	rm -f $(to)/bin/kiln $(patsubst docs/%,$(to)/share/man/man1/%,$(wildcard docs/*.1))
	rm -rf $(to)/lib/kiln $(to)/include/kiln

clean: ## remove build/; the cache stays
	rm -rf build compile_commands.json

distclean: clean ## remove the cache too: lab roots, kernels, answers
	rm -rf "$${XDG_CACHE_HOME:-$$HOME/.cache}/kiln"
