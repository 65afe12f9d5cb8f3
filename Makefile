# duban: build, tests, demo. Sources are found by folder: a new file needs no line here.
#
#   services/{lib,model,shared}/*.c          archives that everybody links
#   services/PROCESS/*.c                     main.c is the program, the rest an archive (and so can be tested)
#   services/duban/gen_*.c                   duban-gen; the other files of that folder are the command `duban`
#   tests/unit/FOLDER/test_X.c               one program each, linked with FOLDER's archive, model and lib
#   tests/integration/test_X.c              one program each, linked with whatever they need
#   tests/fuzz/fuzz_X.c                      one fuzzer each, its first inputs in tests/fuzz/corpus/X
#   tests/support/*.c                        helpers of all C tests
#
# Builds live beside each other: build (release), build-test (crash points live), build-asan (ASan+UBSan), build-clang, build-fuzz.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

SANITIZE ?= 0
FUZZ ?= 0
ifeq ($(FUZZ),1)
BUILD ?= build-fuzz
else ifeq ($(SANITIZE),1)
BUILD ?= build-asan
else
BUILD ?= build
endif
CRASH_POINTS ?= $(if $(filter build-test build-asan,$(notdir $(BUILD))),1,0)
# A folder with the published plans; `catalog check` compares the quotations with them. Empty: it says that it did not.
DOCUMENTS ?=
NPROC := $(shell nproc)
ifeq ($(MAKELEVEL)$(filter -j% --jobserver%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(NPROC)
endif
MAKEFLAGS += --no-builtin-rules --no-print-directory
# What a compiler says in one piece; what the demo and the tests say at once.
ifeq ($(filter-out all programs tests,$(or $(MAKECMDGOALS),all)),)
MAKEFLAGS += --output-sync=target
endif

# ---- compiler -------------------------------------------------------------------------------------------------

ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wformat=2 -Werror
# The PostgreSQL headers live in a folder of their own; -isystem keeps our warnings out of other people's headers.
CPPFLAGS += -D_GNU_SOURCE= -Iservices -I$(BUILD)/gen -isystem /usr/include/postgresql
ifeq ($(CRASH_POINTS),1)
CPPFLAGS += -DDUBAN_CRASH_POINTS
endif
ifeq ($(FUZZ),1)
CC := clang
CFLAGS ?= -O1 -g -fno-omit-frame-pointer
HARDEN := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
HARDEN_LINK :=
else ifeq ($(SANITIZE),1)
CFLAGS ?= -O1 -g -fno-omit-frame-pointer
HARDEN := -fsanitize=address,undefined -fno-sanitize-recover=all
HARDEN_LINK :=
else
CFLAGS ?= -O2 -g
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
HARDEN_LINK := -pie -Wl,-z,relro -Wl,-z,now
endif
STANDARD := -std=gnu17 -fno-strict-aliasing
# One line a step; V=1 shows the commands themselves.
V ?= 0
say = $(if $(filter 0,$(V)),@printf '  %-5s %s\n' $(1) $@;)
# --as-needed: a program loads those that it calls; only the operator's command opens workbooks.
LIBRARIES := -Wl,--as-needed -lnng -lprotobuf-c -lpq -lyaml -lcurl -lcrypto -lxlsxwriter -lzip -lexpat -lm -lpthread

# ---- what there is --------------------------------------------------------------------------------------------

PROCESSES := ingest compute alert notify
PROTO := $(patsubst proto/%.proto,%,$(wildcard proto/*.proto))
REASONS := $(wildcard deploy/catalog/base/reasons.tsv)
GEN_HEADERS := $(PROTO:%=$(BUILD)/gen/%.pb-c.h) $(REASONS:%=$(BUILD)/gen/reason_table.h)

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIB_OBJ := $(call objects,$(wildcard services/lib/*.c))
MODEL_OBJ := $(call objects,$(wildcard services/model/*.c))
SHARED_OBJ := $(call objects,$(wildcard services/shared/*.c))
PROTO_OBJ := $(PROTO:%=$(BUILD)/obj/gen/%.pb-c.o)
GEN_OBJ := $(call objects,$(filter-out services/duban/gen_main.c,$(wildcard services/duban/gen_*.c)))
DUBAN_OBJ := $(call objects,$(filter-out services/duban/gen_%.c services/duban/main.c,$(wildcard services/duban/*.c)))
SUPPORT_OBJ := $(call objects,$(wildcard tests/support/*.c))
process_obj = $(call objects,$(filter-out services/$(1)/main.c,$(wildcard services/$(1)/*.c)))

BASE := $(BUILD)/libduban-shared.a $(BUILD)/libduban-model.a $(BUILD)/libduban-lib.a $(BUILD)/libduban-proto.a
ARCHIVES := $(PROCESSES:%=$(BUILD)/libduban-%.a) $(BUILD)/libduban-command.a $(BUILD)/libduban-gen.a
SUPPORT := $(BUILD)/libduban-support.a

PROGRAMS := $(foreach p,$(PROCESSES),$(if $(wildcard services/$(p)/main.c),$(BUILD)/bin/duban-$(p)))
PROGRAMS += $(if $(wildcard services/duban/main.c),$(BUILD)/bin/duban)
PROGRAMS += $(if $(wildcard services/duban/gen_main.c),$(BUILD)/bin/duban-gen)

UNIT_SOURCES := $(wildcard tests/unit/*/test_*.c)
UNIT_BINS := $(foreach s,$(UNIT_SOURCES),$(BUILD)/test/unit/$(word 3,$(subst /, ,$(s)))_$(patsubst test_%.c,%,$(notdir $(s))))
OTHER_SOURCES := $(wildcard tests/integration/test_*.c)
OTHER_BINS := $(patsubst tests/%.c,$(BUILD)/test/%,$(OTHER_SOURCES))
FUZZ_BINS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

# ---- targets for people ---------------------------------------------------------------------------------------

.PHONY: all deps demo demo-stop test check sanitize soak bench compose-test clean help
.PHONY: programs tests unit integration format lint run-tests clang fuzz fuzzers

all: programs ## build the services and the commands into build/bin

programs: $(PROGRAMS) $(BASE)

tests: $(UNIT_BINS) $(OTHER_BINS)

deps: ## install what is missing, from Debian only (deploy/packages.txt)
	@deploy/deps.sh build run test

demo: ## a year's end, from an empty store: the story of Haining, or with PLAN=haining, leshan … a whole plan; stays running
	@deploy/deps.sh build run
	@$(MAKE) all
	@deploy/demo/run.sh $(PLAN)

demo-stop: ## end the demo
	@deploy/demo/stop.sh

test: ## install what is missing, build with crash points, run every test
	@deploy/deps.sh build run test
	@$(MAKE) BUILD=build-test run-tests

# A system test waits as much as it works: two for each core.
run-tests:
	@$(MAKE) programs tests
	@$(MAKE) unit
	@DUBAN_TEST_LIMIT_S=7200 tests/run-integration.sh --jobs $$((2 * $(NPROC))) $(BUILD) chaos e2e integration

unit: programs $(UNIT_BINS) ## unit tests alone
	@tests/run-integration.sh --stop --jobs $(NPROC) $(BUILD) unit

integration: ## tests against a private PostgreSQL and the real processes, built with crash points
	@$(MAKE) BUILD=build-test programs tests
	@tests/run-integration.sh build-test integration

check: ## layout, lint, SQL rules, then every test
	@deploy/deps.sh build run test
	@tests/lint/format.sh
	@$(MAKE) lint
	@$(MAKE) clang
	@$(MAKE) test

format: ## write the layout of all C files, by .clang-format
	@tests/lint/format.sh --write

lint: ## words, calls and includes that are not for us; SQL rules; writes without a crash point; shell scripts
	@for rule in tests/lint/test_*; do "$$rule" || exit 1; done
	@tests/lint/source-rules.py
	@tests/lint/readme.py
	@tests/lint/sql-rules.py
	@tests/lint/write-rules.py
	@tests/lint/shell.sh
	@if [ -n "$(DOCUMENTS)" ]; then tests/lint/quotes.py "$(DOCUMENTS)"; \
	else echo "quotations were not compared with the documents: make lint DOCUMENTS=FOLDER"; fi

clang: ## the second compiler has nothing to say either
	@$(MAKE) BUILD=build-clang CC=clang CFLAGS=-O0 CRASH_POINTS=1 programs tests

sanitize: ## unit and integration tests, and what the fuzzers begin with, under ASan and UBSan
	@deploy/deps.sh build run test
	@$(MAKE) SANITIZE=1 programs tests
	@$(MAKE) SANITIZE=1 unit
	@tests/run-integration.sh build-asan integration
	@$(MAKE) FUZZ=1 fuzzers
	@tests/fuzz/run.sh build-fuzz 0

soak: ## long random histories with a fresh seed
	@deploy/deps.sh build run test
	@$(MAKE) BUILD=build-test programs tests
	@DUBAN_TEST_LIMIT_S=28800 tests/run-integration.sh --loud --pattern 'soak_*' build-test chaos

# Seconds for each fuzzer; what is found is kept in build-fuzz/, what is learned in build-fuzz/corpus.
FUZZ_S ?= 60
fuzz: ## any bytes into the parsers, under libFuzzer with ASan and UBSan
	@deploy/deps.sh build run test
	@$(MAKE) FUZZ=1 fuzzers
	@tests/fuzz/run.sh build-fuzz $(FUZZ_S)

fuzzers: $(FUZZ_BINS)

bench: ## speed beside plain psql, printed as ratios
	@deploy/deps.sh build run
	@$(MAKE) programs
	@DUBAN_TEST_LIMIT_S=7200 tests/run-integration.sh --loud --pattern 'bench_*' $(BUILD) bench

compose-test: ## one file to one mail in containers made from Debian's packages
	@deploy/deps.sh build run compose
	@tests/e2e/compose/run.sh

clean: ## remove what was built
	rm -rf build build-test build-asan build-clang build-fuzz tests/tmp

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# ---- rules ----------------------------------------------------------------------------------------------------

$(BUILD)/gen/%.pb-c.c $(BUILD)/gen/%.pb-c.h &: proto/%.proto
	@mkdir -p $(@D)
	$(call say,proto)protoc-c --proto_path=proto --c_out=$(BUILD)/gen $<

$(BUILD)/gen/reason_table.h: services/lib/reason.awk deploy/catalog/base/reasons.tsv
	@mkdir -p $(@D)
	$(call say,awk)awk -f services/lib/reason.awk deploy/catalog/base/reasons.tsv > $@

# Made by protoc-c: its style is not ours to warn about.
$(BUILD)/obj/gen/%.pb-c.o: $(BUILD)/gen/%.pb-c.c $(BUILD)/gen/%.pb-c.h
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(STANDARD) $(CPPFLAGS) $(CFLAGS) $(HARDEN) -w -c -o $@ $<

$(BUILD)/obj/services/%.o: services/%.c | $(GEN_HEADERS)
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(STANDARD) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) $(HARDEN) -MMD -MP -c -o $@ $<

$(BUILD)/obj/tests/%.o: tests/%.c | $(GEN_HEADERS)
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(STANDARD) $(WARNINGS) $(CPPFLAGS) -Itests $(CFLAGS) $(HARDEN) -MMD -MP -c -o $@ $<

# An archive of nothing is an archive too, so that a folder may still be empty.
define archive
@mkdir -p $(@D)
@rm -f $@
@$(AR) rcs $@ $(filter %.o,$^)
endef

$(BUILD)/libduban-lib.a: $(LIB_OBJ) ; $(archive)
$(BUILD)/libduban-model.a: $(MODEL_OBJ) ; $(archive)
$(BUILD)/libduban-shared.a: $(SHARED_OBJ) ; $(archive)
$(BUILD)/libduban-proto.a: $(PROTO_OBJ) ; $(archive)
$(BUILD)/libduban-command.a: $(DUBAN_OBJ) ; $(archive)
$(BUILD)/libduban-gen.a: $(GEN_OBJ) ; $(archive)
$(SUPPORT): $(SUPPORT_OBJ) ; $(archive)

define process
$(BUILD)/libduban-$(1).a: $(call process_obj,$(1)) ; $$(archive)
$(BUILD)/bin/duban-$(1): $(BUILD)/obj/services/$(1)/main.o $(BUILD)/libduban-$(1).a $(BASE)
endef
$(foreach p,$(PROCESSES),$(eval $(call process,$(p))))
$(BUILD)/bin/duban: $(BUILD)/obj/services/duban/main.o $(BUILD)/libduban-command.a $(BASE)
$(BUILD)/bin/duban-gen: $(BUILD)/obj/services/duban/gen_main.o $(BUILD)/libduban-gen.a $(BASE)

link = $(call say,link)$(CC) $(CFLAGS) $(HARDEN) $(HARDEN_LINK) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(1) $(LIBRARIES)

$(BUILD)/bin/%:
	@mkdir -p $(@D)
	$(link)

# tests/unit/FOLDER/test_X.c: the archive of FOLDER first, then what it may lean on.
archive_of = $(patsubst %,$(BUILD)/libduban-%.a,$(filter $(PROCESSES),$(1))) $(if $(filter duban,$(1)),$(BUILD)/libduban-command.a $(BUILD)/libduban-gen.a)
define unit
$(BUILD)/test/unit/$(1)_$(2): $(BUILD)/obj/tests/unit/$(1)/test_$(2).o $(SUPPORT) $(call archive_of,$(1)) $(BASE)
	@mkdir -p $$(@D)
	$$(call link,-lcmocka)
endef
$(foreach s,$(UNIT_SOURCES),$(eval $(call unit,$(word 3,$(subst /, ,$(s))),$(patsubst test_%.c,%,$(notdir $(s))))))

$(OTHER_BINS): $(BUILD)/test/%: $(BUILD)/obj/tests/%.o $(SUPPORT) $(ARCHIVES) $(BASE)
	@mkdir -p $(@D)
	$(call link,-lcmocka)

$(FUZZ_BINS): $(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(SUPPORT) $(BASE)
	@mkdir -p $(@D)
	$(call link,-fsanitize=fuzzer -lcmocka)

export DOCUMENTS
.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
