# One-line wrappers; everything they do is also there without make.
.PHONY: refresh test lint raw lock soak simulate slow browser architecture audit-simulation bench test-spark

refresh:
	python run.py refresh

test:
	python run.py test

lint:
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports && .venv/bin/sqlfluff lint models macros tests/dbt analysis figures tables

# Draws docs/architecture.svg, the rooms of models/, from dbt's manifest.
architecture:
	.venv/bin/dbt parse --quiet
	PYTHONPATH=tests/python .venv/bin/python -m warehouse.architecture target/manifest.json

raw:
	.venv/bin/python -m tsi_warehouse.simulate

soak:
	.venv/bin/python benchmarks/soak.py

simulate:
	.venv/bin/python -m panelstats.simulation

audit-simulation:
	.venv/bin/python benchmarks/audit_simulation.py

slow:
	.venv/bin/python -m pytest -m slow

browser:
	.venv/bin/python -m pytest -m browser

test-spark:
	python run.py setup --spark
	.venv/bin/python -m pytest -m spark

# The extras add to requirements.txt what it does not have.
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --extra test --no-annotate pyproject.toml -o requirements.txt
	for extra in spark bench; do \
		uv pip compile --universal --generate-hashes --python-version 3.11 --extra $$extra --no-annotate --custom-compile-command "make lock" \
			-c requirements.txt $$(sed -n 's/^\([^ ]*\)==.*/--no-emit-package \1/p' requirements.txt) pyproject.toml \
			-o requirements-$$extra.txt || exit 1; \
	done

bench:
	python run.py setup --bench
	.venv/bin/python benchmarks/exports.py 1000000 10000000 100000000 && .venv/bin/python benchmarks/estimation.py
