"""The audit's SQL in plain DuckDB: seeds as rows in, marts.published_audit out, without dbt or a warehouse.

Models and macros are read from a project's folders and rendered by Jinja with the few functions of dbt that they use.
Each model becomes a table. Everything the audit takes from the study's data is empty, and the study's raw files are
simulated ones.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import yaml

#: seed -> its rows; a column that a row lacks is null
Seeds = Mapping[str, Iterable[Mapping[str, Any]]]

# What the audit reads of the rest of the warehouse, as little as its SQL can be bound with.
_NOT_AT_HAND = {
    "stg_raw_files": "select 'SIMULATED' as source_file",
    "int_region_years": "select 0 as year, 1.0::double as gdp_per_capita_cny, '' as region_code where false",
    "int_panel_variables": "select '' as region_code, 0 as year, {} where false",
}
_PANEL_VARIABLES = [
    *("ln_tsi", "ln_tsi_labour", "ln_tsi_capital", "ln_tsi_technology", "dig", "hum", "upd"),
    *("cre", "lnpgdp", "lnfcl", "open", "openness", "lnsci"),
]


class _Adapter:
    """dbt's `adapter`: a dispatched macro is DuckDB's own, else the default one."""

    def __init__(self, macros: dict[str, Any]) -> None:
        self._macros = macros

    def dispatch(self, name: str, package: str = "") -> Any:
        return self._macros.get(f"duckdb__{name}") or self._macros[f"default__{name}"]


class BareAudit:
    """The audit of one project's SQL, built model by model as each is referred to.

    Parameters
    ----------
    project : folder with models/, macros/ and seeds/
    seeds : rows that replace the project's own seeds of these names
    """

    def __init__(self, project: Path, seeds: Seeds | None = None) -> None:
        self.project = project
        self.connection = duckdb.connect()
        self._seeds = seeds or {}
        self._models = {path.stem: path for path in (project / "models").rglob("*.sql")}
        self._built: set[str] = set()
        self._environment = jinja2.Environment(extensions=["jinja2.ext.do"])
        self._macros: dict[str, Any] = {}
        self._environment.globals |= {
            "ref": self._ref,
            "source": self._source,
            "config": lambda **_: "",
            "return": lambda value: value,
            "adapter": _Adapter(self._macros),
            "execute": True,
            "graph": {"nodes": self._nodes()},
            "render": self._rendered,
            "target": {"type": "duckdb"},
        }
        self._load_macros()

    def _load_macros(self) -> None:
        """Make every macro callable from every other: Jinja looks a name up when a template is loaded."""
        sources = [path.read_text(encoding="utf-8") for path in self.project.glob("macros/*.sql")]
        for name in re.findall(r"{%-? macro (\w+)", "\n".join(sources)):
            self._environment.globals[name] = partial(self._called, name)
        for source in sources:
            module = self._environment.from_string(source).module
            self._macros |= {key: value for key, value in vars(module).items() if callable(value)}
        # It asks the database for the panel's variables; the panel is empty here.
        self._macros["value_of_variable"] = lambda named_by, relation: "cast(null as double)"

    def _called(self, name: str, *arguments: Any, **named: Any) -> Any:
        return self._macros[name](*arguments, **named)

    def findings(self) -> list[dict[str, Any]]:
        """Every row of published_audit."""
        self._ref("published_audit")
        return self.rows("select * from published_audit order by all")

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query, by column."""
        relation = self.connection.execute(query)
        names = [column[0] for column in relation.description or []]
        return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]

    def _nodes(self) -> dict[str, dict[str, Any]]:
        """dbt's graph, as far as the union of the checks reads it."""
        return {
            f"model.tsi.{name}": {
                "name": name,
                "resource_type": "model",
                "raw_code": (code := path.read_text(encoding="utf-8")),
                "config": {"meta": {"values": _values_of(code)}},
            }
            for name, path in sorted(self._models.items())
        }

    def _rendered(self, text: str) -> str:
        return self._environment.from_string(text).render()

    def _ref(self, name: str) -> str:
        if name not in self._built:
            self._built.add(name)
            self._build(name)
        return f'"{name}"'

    def _build(self, name: str) -> None:
        if name in _NOT_AT_HAND:
            columns = ", ".join(f'null::double as "{name}"' for name in _PANEL_VARIABLES)
            self._create(name, _NOT_AT_HAND[name].format(columns))
        elif name in self._models:
            self._create(name, self._rendered(self._models[name].read_text(encoding="utf-8")))
        else:
            self._load(name)

    def _create(self, name: str, query: str) -> None:
        self.connection.execute(f'create table "{name}" as {query}')

    def _source(self, schema: str, name: str) -> str:
        raise LookupError(f"the audit of printed tables reads {schema}.{name}")

    def _load(self, name: str) -> None:
        types = _column_types(self.project)[name]
        rows = self._seeds[name] if name in self._seeds else self._own(name)
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        self.connection.execute(f'create table "{name}" ({columns})')
        values = [[row.get(column) or None for column in types] for row in rows]
        if values:
            marks = ", ".join("?" for _ in types)
            self.connection.executemany(f'insert into "{name}" values ({marks})', values)

    def _own(self, name: str) -> Iterator[dict[str, str]]:
        with (self.project / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _values_of(code: str) -> list[str]:
    """The columns that a check's page says fill its sentence."""
    listed = re.search(r"'values': \[(.*?)\]", code, re.DOTALL)
    return re.findall(r"'(\w+)'", listed.group(1)) if listed else []


def _column_types(project: Path) -> dict[str, dict[str, str]]:
    """seed -> column -> type, as models/seeds/*.yml describes them."""
    return {
        seed["name"]: seed["config"]["column_types"]
        for path in (project / "models" / "seeds").glob("*.yml")
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
    }


def places(text: str) -> set[str]:
    """The names between braces in a sentence."""
    return set(re.findall(r"{(\w+)}", text))
