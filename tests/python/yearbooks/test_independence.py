"""yearbooks is a library: it stands alone, and what is public in it is what __init__ lists."""

from __future__ import annotations

import ast
import csv
import pkgutil
import subprocess
import sys
from pathlib import Path

import yearbooks

MODULES = sorted(f"yearbooks.{module.name}" for module in pkgutil.iter_modules(yearbooks.__path__))
FOREIGN = ("tsi_warehouse", "panelstats", "duckdb", "dbt", "pandas")


def test_importing_every_module_imports_nothing_of_the_warehouse(project: Path) -> None:
    code = (
        f"import sys, importlib; [importlib.import_module(name) for name in {MODULES}];"
        f"print(sorted(set(name.split('.')[0] for name in sys.modules) & set({FOREIGN})))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(project / "python"), "PYTHONUTF8": "1"},
    )
    assert done.stdout.strip() == "[]"


def test_no_region_of_this_study_is_named(project: Path) -> None:
    with (project / "seeds" / "regions.csv").open(encoding="utf-8") as stream:
        names = {row["name_zh"] for row in csv.DictReader(stream)}
    found = [
        (path.name, name)
        for path in sorted((project / "python" / "yearbooks").rglob("*.*"))
        if path.suffix in (".py", ".md", ".toml", ".csv")
        for name in names
        if name in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_every_public_name_exists_and_is_described() -> None:
    for name in yearbooks.__all__:
        assert getattr(yearbooks, name).__doc__ or name.isupper(), name


def test_the_example_of_the_readme_runs(project: Path, tmp_path: Path) -> None:
    text = (project / "python" / "yearbooks" / "README.md").read_text(encoding="utf-8")
    example = text.split("```python\n")[1].split("```")[0]
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("地区,2011年\nNorthland,1\nSouthland,2\n", "utf-8")
    subprocess.run(
        [sys.executable, "-c", example],
        cwd=tmp_path,
        check=True,
        env={"PYTHONPATH": str(project / "python"), "PYTHONUTF8": "1"},
    )


def test_no_function_is_longer_than_sixty_lines(project: Path) -> None:
    long = [
        f"{path.name}: {node.name}"
        for folder in ("yearbooks", "tsi_warehouse/landing")
        for path in sorted((project / "python" / folder).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []
