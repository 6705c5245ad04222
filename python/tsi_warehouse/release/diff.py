"""What moved between two releases: files, cells, weights, ranks, coefficients and stars.

Read from the releases' parquet/ files, so that no database is opened or locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tsi_warehouse.core.data_files import read_yaml
from tsi_warehouse.core.errors import Text
from tsi_warehouse.core.quoting import sql_text
from tsi_warehouse.release.content import OF_ITS_HISTORY
from tsi_warehouse.release.files import FileFact
from tsi_warehouse.release.manifest import compare_files
from tsi_warehouse.release.releases import Release

if TYPE_CHECKING:
    import pyarrow as pa

# Below this, relative to the larger of 1 and the values, two numbers are one (DESIGN 5).
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Subject:
    """A table to compare, as subjects.yml describes it: the columns that name a row, and those that may have moved."""

    name: str
    title: Sequence[str]
    parquet: str
    keys: list[str]
    numbers: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    columns: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"


@dataclass(frozen=True)
class Moved:
    """Rows of one subject that differ: keys, then each value before and after."""

    name: str
    title: Text
    rows: pa.Table


def subjects() -> list[Subject]:
    """What is compared, in the order in which it is reported."""
    path = Path(__file__).with_name("subjects.yml")
    return [Subject(name, **described) for name, described in read_yaml(path).items()]


def diff_releases(before: Release, after: Release) -> list[Moved]:
    """Every subject in which two releases differ, input files first; empty when none does.

    A subject that one of them does not have, or has with other columns, is compared by nothing: the
    row counts, which come last, show it.
    """
    found = [_files(before, after)]
    with duckdb.connect() as connection:
        for subject in subjects():
            paths = [release.folder / "parquet" / subject.parquet for release in (before, after)]
            if all(_has_columns(connection, path, subject) for path in paths):
                rows = connection.sql(_comparison(subject, *paths)).to_arrow_table()
                found.append(Moved(subject.name, Text(*subject.title), rows))
    found.append(_row_counts(before, after))
    return [moved for moved in found if moved.rows.num_rows]


def changed_files(before: Release, after: Release) -> list[tuple[str, str, str]]:
    """Kind ('raw', 'seeds', 'code'), path and verdict of every file that is not the same."""
    found = []
    for kind in ("raw", "seeds", "code"):
        for line in compare_files(_facts(before, kind), _facts(after, kind)):
            path, verdict = line.rsplit(": ", 1)
            found.append((kind, path, verdict))
    return found


def changed_tables(before: Release, after: Release) -> list[str]:
    """Names of the tables that input or code have changed, or that only one release has."""
    old, new = before.manifest.tables, after.manifest.tables
    return [
        name
        for name in sorted({*old, *new} - OF_ITS_HISTORY)
        if old.get(name, {}).get("content") != new.get(name, {}).get("content")
    ]


def _files(before: Release, after: Release) -> Moved:
    import pyarrow as pa

    lines = changed_files(before, after)
    names = ("kind", "file", "verdict")
    rows = pa.table({name: [line[at] for line in lines] for at, name in enumerate(names)})
    return Moved("files", Text("Input files, seeds and code", "输入文件、种子表与代码"), rows)


def _facts(release: Release, kind: str) -> list[FileFact]:
    return [FileFact(**fact) for fact in release.manifest.ingredients.get(kind, [])]


def _row_counts(before: Release, after: Release) -> Moved:
    import pyarrow as pa

    old, new = (release.manifest.tables for release in (before, after))
    counts = {
        name: [side.get(name, {}).get("rows") for side in (old, new)] for name in {*old, *new}
    }
    moved = [(name, *rows) for name, rows in sorted(counts.items()) if rows[0] != rows[1]]
    schema = {"table": pa.string(), "rows_before": pa.int64(), "rows_after": pa.int64()}
    rows = pa.Table.from_pylist(
        [dict(zip(schema, row, strict=True)) for row in moved], pa.schema(schema)
    )
    return Moved("rows", Text("Row counts", "行数"), rows)


def _has_columns(connection: duckdb.DuckDBPyConnection, path: Path, subject: Subject) -> bool:
    if not path.is_file():
        return False
    found = connection.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    needed = {*subject.keys, *subject.numbers, *subject.texts} - set(subject.columns)
    return set(needed) <= {row[0] for row in found}


def _comparison(subject: Subject, before: Path, after: Path) -> str:
    """SQL that pairs the rows of two files by key and keeps those that differ."""
    import jinja2

    template = Path(__file__).with_name("comparison.sql").read_text(encoding="utf-8")
    # Nothing in it is from outside but the paths.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    paths = {"before": sql_text(before), "after": sql_text(after)}
    sql: str = environment.from_string(template).render(
        subject=subject, tolerance=TOLERANCE, **paths
    )
    return sql
