"""The SQL that this project's macros write on DuckDB, rendered without dbt."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import jinja2
from support import PROJECT

_TEXT = "".join(
    path.read_text(encoding="utf-8") for path in sorted((PROJECT / "macros").glob("*.sql"))
)
_ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.do"])


def _dispatch(name: str, package: str = "") -> Any:
    return getattr(_module(), f"default__{name}")


_DBT = {"adapter": SimpleNamespace(dispatch=_dispatch), "return": lambda value: value}


@cache
def _module() -> Any:
    return _ENVIRONMENT.from_string(_TEXT).make_module(_DBT)


def rendered(text: str, **context: Any) -> str:
    """A model's text with this project's macros; `context` is what else of dbt it uses."""
    return _ENVIRONMENT.from_string(_TEXT + text).render(_DBT | context)


def sql(macro: str, *arguments: object) -> str:
    """What a macro writes for its arguments."""
    return str(getattr(_module(), macro)(*arguments)).strip()
