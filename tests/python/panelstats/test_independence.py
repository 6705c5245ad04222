"""panelstats is a library: it stands alone, and what is public in it is what __init__ lists."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import panelstats

MODULES = sorted(
    f"panelstats.{module.name}" for module in pkgutil.iter_modules(panelstats.__path__)
)
FOREIGN = ("tsi_warehouse", "yearbooks", "duckdb", "dbt", "pandas")


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


def test_every_public_name_exists_and_is_described() -> None:
    for name in panelstats.__all__:
        assert getattr(panelstats, name).__doc__ or name.isupper(), name


def test_the_example_of_the_readme_runs(project: Path) -> None:
    text = (project / "python" / "panelstats" / "README.md").read_text(encoding="utf-8")
    example = text.split("```python\n")[1].split("```")[0]
    data = (
        "import numpy as np\nr = np.random.default_rng(1)\nregion = np.arange(8).repeat(6)\n"
        "year = np.tile(np.arange(2011, 2017), 8)\nx = r.normal(size=(48, 2))\n"
        "y = x[:, 0] + r.normal(size=48)\n"
    )
    exec(compile(data + example, "README.md", "exec"), {})  # our own page


def test_no_function_is_longer_than_sixty_lines(project: Path) -> None:
    import ast

    long = [
        f"{path.name}: {node.name}"
        for folder in ("panelstats", "tsi_warehouse/study")
        for path in sorted((project / "python" / folder).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []
