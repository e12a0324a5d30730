# SPDX-License-Identifier: BSD-2-Clause
# The front door. CMake and Ninja do the work, for each kernel in a folder of build/.

PYTHON := /usr/bin/python3
export SYSTEM SCRIPT SEL4_SDK SEL4_PREFIX BOARD CONFIG MEMORY CPU GIC

.PHONY: help
help: ## Show this list
	@echo "Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' Makefile
	@echo "Variables: SYSTEM=demo SCRIPT=file SEL4_SDK=dir BOARD=name CONFIG=name SEL4_PREFIX=dir"
	@echo "  MEMORY=2048 (MiB) CPU=cortex-a53 GIC=2: the machine; an installed seL4 has one compiled in"

.PHONY: setup
setup: ## Install what building needs (Debian 12; KAAL_NO_INSTALL=1 only names it)
	@tools/setup/python.sh
	@$(PYTHON) tools/setup/setup.py

.PHONY: run
run: setup ## Boot a system in QEMU, on the mock kernel or on an installed seL4
	@$(PYTHON) tools/run/run.py

.PHONY: build
build: setup ## Build everything for the chosen kernel
	@$(PYTHON) tools/run/make.py

.PHONY: test
test: setup ## Run all tests, on the mock and on every seL4 that is found
	@$(PYTHON) tools/test/test.py

.PHONY: unit
unit: setup ## Run the unit tests only
	@$(PYTHON) tools/test/test.py unit

.PHONY: fuzz
fuzz: setup ## Run each fuzzer for SECS=60 seconds
	@$(PYTHON) tools/test/test.py fuzz $(or $(SECS),60)

.PHONY: diff
diff: setup ## Compare the mock with seL4: COUNT=10000 random sequences from SEED=0 on
	@$(PYTHON) tests/diff/diff.py $(or $(SEED),0) $(or $(COUNT),10000)

.PHONY: bench
bench: setup ## Measure what things cost, in instructions, on every kernel that is found
	@$(PYTHON) tests/bench/bench.py

.PHONY: check
check: setup ## Check the house rules
	@$(PYTHON) tools/check/check.py

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf build compile_commands.json
