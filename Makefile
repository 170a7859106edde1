# `make play` and `make test` need only Python 3.11 or newer, git and make; everything else goes into .venv.

# What another environment left behind must not reach ours.
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH PYTHONSTARTUP
# Compiling every module at every start costs seconds: a machine that forbids .pyc files is asked for an exception.
unexport PYTHONDONTWRITEBYTECODE
unexport PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_PREFIX PIP_CONSTRAINT UV_SYSTEM_PYTHON UV_PYTHON UV_CONSTRAINT
export PIP_USER = 0
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export UV_PYTHON_DOWNLOADS = never

VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
GUARD := tests/network_guard

# The stamp carries the folder: a moved or copied checkout must not run the code of the one it came from.
MADE := $(VENV)/.made-$(shell pwd | cksum | cut -d' ' -f1)
PLAY := $(VENV)/.play
DEV := $(VENV)/.dev
E2E := $(VENV)/.e2e
NODE := tests/e2e/node
NODE_MADE := $(NODE)/node_modules/.made

.PHONY: help play test matrix walk broken format check e2e faults bench lock
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

play: $(PLAY) ## the playground on SQLite, no account needed: make play ARGS="--port 8020 --lang fr"
	@$(VENV)/bin/ritualbot play $(ARGS)

test: $(DEV) ## every test that needs no browser, with the network refused: make test ARGS="-k standup"
	@PYTHONPATH="$(CURDIR)/$(GUARD)" $(PY) -m pytest -n auto --dist worksteal -m "not long" $(ARGS)

format: $(DEV) ## put the layout of the code right
	@$(PY) -m ruff check --fix --quiet
	@$(PY) -m ruff format --quiet

check: $(DEV) ## lint, format, types, import floors
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@PYTHONPATH=. $(VENV)/bin/lint-imports

e2e: $(E2E) $(NODE_MADE) ## the playground in Chromium, Teams' cards by Microsoft's own parser, spreadsheets in LibreOffice
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		{ echo "make e2e needs Chromium on PATH; on Debian: apt-get install chromium" >&2; exit 1; }
	@command -v soffice >/dev/null && command -v pdftotext >/dev/null || echo "make e2e leaves spreadsheets out without LibreOffice;" \
		"on Debian: apt-get install --no-install-recommends libreoffice-calc poppler-utils" >&2
	@PYTHONPATH="$(CURDIR)/$(GUARD)" $(PY) -m pytest tests/e2e $(ARGS)

matrix: $(DEV) ## every conversation on every platform and database
	@PYTHONPATH="$(CURDIR)/$(GUARD)" $(PY) -m pytest tests/conversations --matrix -n auto --dist worksteal -m "not long" $(ARGS)

walk: $(DEV) ## each row with the tests that prove it: make walk ARGS="--rows S1,B --platform teams"
	@$(PY) -m tests.walk $(ARGS)

broken: $(DEV) ## thirty rows, each broken in one place of a copy: do its tests notice? Some minutes
	@$(PY) -m tests.broken $(ARGS)

faults: $(DEV) ## kills, floods, lost databases, and the long proofs
	@PYTHONPATH="$(CURDIR)/$(GUARD)" $(PY) -m pytest tests/faults $(ARGS)
	@PYTHONPATH="$(CURDIR)/$(GUARD)" $(PY) -m pytest -n auto --dist worksteal -m long $(ARGS)

bench: $(DEV) ## what exports, due times and changed hours cost, as ratios: some minutes, on a machine with nothing else to do
	@PYTHONPATH="$(CURDIR)/$(GUARD)" $(PY) -m tests.bench

# Each lock is held to the ones before it, so that no two of them disagree about a version.
compile = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" $(ARGS)

lock: $(MADE) ## pin what pyproject.toml asks for: make lock ARGS=--upgrade
	$(compile) pyproject.toml -o requirements.lock
	$(compile) --group build -c requirements.lock -o requirements-build.lock
	$(compile) pyproject.toml --group dev -c requirements.lock -c requirements-build.lock -o requirements-dev.lock
	$(compile) --group e2e -c requirements-dev.lock -o requirements-e2e.lock

# Hashes decide what is installed, so any index will do. uv reads none of pip's settings: it is told pip's index, and where it
# still fails (a private certificate, a mirror with a password) pip does the same work, more slowly.
install = index="$${PIP_INDEX_URL:-$$($(PY) -m pip config get global.index-url 2>/dev/null)}"; \
	[ -z "$$index" ] || export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"; \
	$(UV) pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r $(1) || $(PY) -m pip install --quiet --require-hashes -r $(1)

# Installed, never synced: what `make test` added stays when `make play` runs next.
$(E2E): $(DEV) requirements-e2e.lock
	@$(call install,requirements-e2e.lock)
	@touch $@

# The lock names no host: the packages come from wherever npm is told to look.
$(NODE_MADE): $(NODE)/package.json $(NODE)/package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null || \
		{ echo "make e2e needs node and npm on PATH; on Debian: apt-get install nodejs npm" >&2; exit 1; }
	@echo "installing what checks the cards ..."
	@cd $(NODE) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(DEV): $(PLAY) requirements-dev.lock
	@echo "installing what the tests need ..."
	@$(call install,requirements-dev.lock)
	@touch $@

# The build back end comes from a lock too, hence no build isolation.
$(PLAY): $(MADE) requirements.lock pyproject.toml
	@echo "installing ritualbot ..."
	@$(call install,requirements.lock)
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

# An environment whose Python is gone (a system upgrade) is made anew.
ifneq ($(shell $(PY) -I -c '' 2>/dev/null && echo works),works)
$(MADE): FORCE
endif
FORCE:

# pyenv and the like put names on PATH that do not run, so each candidate is asked for its version.
$(MADE): requirements-build.lock
	@found=; for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found="$$python" && break; \
	done; \
	[ -n "$$found" ] || { echo "ritualbot needs Python 3.11 or newer, none was found on PATH" >&2; exit 1; }; \
	"$$found" -c 'import ensurepip, venv' 2>/dev/null || { \
		version=$$("$$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "$$found cannot make virtual environments; on Debian and Ubuntu: apt-get install python$$version-venv" >&2; exit 1; }; \
	echo "making $(VENV) with $$("$$found" --version) ..."; \
	"$$found" -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --require-hashes -r requirements-build.lock
	@touch $@
