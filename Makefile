# Two commands matter: `make run` and `make test`. Both need only Python 3.11+ and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
SPARK  := .venv-spark
PY     := $(VENV)/bin/python
PORT   ?= 8501

# Every process of the tests would compile all it loads again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run data test deep spark check format bench bench-scale bench-thousand faults clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

$(VENV)/.run: requirements.txt requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 ou plus récent est nécessaire") if sys.version_info < (3, 11) else None'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	@touch $@

run data: export OBSERVATOIRE_EDITION ?= $(CURDIR)/data/edition
run: data ## environment, data, application on http://localhost:8501
	@echo "Observatoire des clusters : http://localhost:$(PORT)"
	@echo "Essai libre (OBSERVATOIRE_DEMO_LIBRE=1), pour cette machine seule : sans connexion, chacun prend tout profil sur les données fictives."
	@OBSERVATOIRE_DEMO_LIBRE=1 OBSERVATOIRE_URL=http://localhost:$(PORT) $(PY) -m streamlit run asgi.py --server.address localhost --server.port $(PORT)

data: $(VENV)/.run ## build the workspaces cvl and demo if absent or stale
	@$(PY) -m pipelines refresh

test: $(VENV)/.dev ## every test, browser included
	@sh tests/browser/chromium.sh
	@sh tests/operations/servers.sh
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .
	@$(PY) -m ty check
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not deep and not spark"
	@if $(MAKE) --no-print-directory $(SPARK)/.ready; \
	then $(SPARK)/bin/python -m pytest -m "spark and not deep" tests/spark; \
	else echo "Sans Java 17 ni PySpark, la preuve sur Spark est laissée de côté." >&2; fi

deep: $(VENV)/.dev ## the same proofs over more worlds: before a release
	@sh tests/browser/chromium.sh
	@sh tests/exports/libreoffice.sh
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "deep and not spark"

# The environment of the tests, and PySpark over it.
$(SPARK)/.ready: $(VENV)/.dev requirements-spark.txt
	@sh tests/spark/java.sh
	@test -x $(SPARK)/bin/python || $(PY) -m venv $(SPARK)
	@$(PY) -c 'import sys; print(*(p for p in sys.path if p.endswith("site-packages")), sep="\n")' > $(SPARK)/packages.pth
	@mv $(SPARK)/packages.pth $(SPARK)/lib/python*/site-packages/
	@$(SPARK)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt -c requirements.lock
	@touch $@

spark: $(SPARK)/.ready ## the environment of build --engine spark, and the proofs that it says the same
	@$(SPARK)/bin/python -m pytest -m spark tests/spark

check: $(VENV)/.dev ## format, lint, types, architecture: seconds
	@$(PY) -m ruff format --check . && $(PY) -m ruff check .
	@$(PY) -m ty check & types=$$!; \
	PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(PY) -m pytest tests/architecture; rules=$$?; \
	wait $$types && exit $$rules

format: $(VENV)/.dev ## write the format
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

bench: $(VENV)/.dev data ## the performance figures of docs/performance.md
	@$(PY) -m benchmarks

bench-scale: $(VENV)/.dev ## a build from nothing at scales 1, 10 and 100, into docs/performance.md
	@$(PY) -m benchmarks scale

THOUSAND ?= /tmp/observatoire-1000
bench-thousand: $(VENV)/.dev ## scale 1,000 in the folder THOUSAND: stopped, it goes on where it was
	@$(PY) -m benchmarks.steps $(THOUSAND) --scale 1000

faults: $(VENV)/.dev ## do harm on purpose and count what is lost: docs/reliability.md
	@$(PY) -m tests.faults

clean: ## remove the environment and everything built; what people wrote stays
	@rm -rf $(VENV) $(SPARK) data/raw/demo data/edition && find data/curated \( -type f -o -type l \) ! -name .gitkeep ! -name '*.sqlite*' -delete
