"""The SQL that this project's macros write on DuckDB, rendered without dbt."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import jinja2
from support import PROJECT


@cache
def _module() -> Any:
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    text = "".join(
        path.read_text(encoding="utf-8") for path in sorted((PROJECT / "macros").glob("*.sql"))
    )

    def dispatch(name: str, package: str = "") -> Any:
        return getattr(_module(), f"default__{name}")

    return environment.from_string(text).make_module(
        {"adapter": SimpleNamespace(dispatch=dispatch), "return": lambda value: value}
    )


def sql(macro: str, *arguments: object) -> str:
    """What a macro writes for its arguments."""
    return str(getattr(_module(), macro)(*arguments)).strip()
