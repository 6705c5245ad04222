# One-line wrappers; everything they do is also there without make.
.PHONY: refresh test lint raw lock soak simulate slow browser bench

refresh:
	python run.py refresh

test:
	python run.py test

lint:
	.venv/bin/ruff check . && .venv/bin/mypy && .venv/bin/sqlfluff lint models macros tests/dbt analysis

raw:
	.venv/bin/python -m tsi_warehouse.simulate

soak:
	.venv/bin/python benchmarks/soak.py

simulate:
	.venv/bin/python -m tsi_warehouse.study.simulation

slow:
	.venv/bin/python -m pytest -m slow

browser:
	.venv/bin/python -m pytest -m browser

lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --extra test --no-annotate pyproject.toml -o requirements.txt

bench:
	.venv/bin/python benchmarks/exports.py 12000000
