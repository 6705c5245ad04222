"""A function fits on a screen."""

from __future__ import annotations

import ast

from support import PROJECT

LONGEST = 59
#: Still longer; take a name off once its function is shorter.
LONG = {("exports.py", "plan"), ("shapes.py", "_read_table")}


def test_no_function_has_sixty_lines() -> None:
    functions = [
        (path.name, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for path in sorted((PROJECT / "python").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 500
    too_long = {(file, name) for file, name, lines in functions if lines > LONGEST}
    assert too_long - LONG == set()
