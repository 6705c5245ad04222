"""Compare two releases: all marts, all results, all cells of the tables. Exit 1 where they differ.

    python benchmarks/compare_releases.py RELEASE_A RELEASE_B [--tolerance 1e-12] [--allow marts.published_audit ...]

Numbers are compared relative to the larger of the two (and of 1e-300), rows are paired by everything that is not a
fraction. Sentences (columns named in PROSE) may be reworded, but the digits in them must stay. A table or column that
only the second release has is listed and is no difference; one that only the first has is.

DuckDB sums in parallel, so two builds of one input differ in their last bits (up to 4e-7 in a p-value of a diagnostic).
With SLURM_CPUS_ON_NODE=1, which DuckDB obeys, they are equal in every bit:

    SLURM_CPUS_ON_NODE=1 TSI_WAREHOUSE=/tmp/a python run.py refresh --force
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

SCHEMAS = ("marts", "results")
# These differ between two builds of one input by their meaning.
VOLATILE = {"release_id", "built_at"}
PROSE = re.compile(
    r"(^|_)(zh|en|comment|reason|message|note|caution|sentence|cause|remedy|description)(_|$)"
)
FRACTIONS = "fc"


def main() -> int:
    """Print each difference and the largest gap of each table that has one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--tolerance", type=float, default=1e-12)
    parser.add_argument("--allow", nargs="*", default=[], help="tables that may differ: listed")
    asked = parser.parse_args()
    found = [
        *compare_databases(asked.first, asked.second, asked.tolerance),
        *compare_tables(asked.first / "tables", asked.second / "tables", asked.tolerance),
    ]
    refused = [(where, what) for where, what in found if where not in asked.allow]
    for where, what in found:
        print(f"{'allowed' if where in asked.allow else 'DIFFERS'}  {where}: {what}")
    print(f"{len(refused)} difference(s), {len(found) - len(refused)} allowed")
    return bool(refused)


def compare_databases(first: Path, second: Path, tolerance: float) -> list[tuple[str, str]]:
    """Every table of SCHEMAS in both databases; (table, what differs)."""
    found: list[tuple[str, str]] = []
    with (
        duckdb.connect(str(first / "tsi.duckdb"), read_only=True) as a,
        duckdb.connect(str(second / "tsi.duckdb"), read_only=True) as b,
    ):
        names_a, names_b = tables_of(a), tables_of(b)
        found += [
            (name, "missing from the second release") for name in names_a if name not in names_b
        ]
        for name in names_b:
            if name not in names_a:
                print(f"added    {name}")
                continue
            left, right = (c.execute(f"select * from {name}").df() for c in (a, b))
            found += [(name, what) for what in compare_frames(name, left, right, tolerance)]
    return found


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the tables and views of SCHEMAS."""
    rows = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        f" where table_schema in {SCHEMAS} order by 1"
    ).fetchall()
    return [name for (name,) in rows]


def compare_frames(name: str, a: pd.DataFrame, b: pd.DataFrame, tolerance: float) -> list[str]:
    """What differs between two frames of one table."""
    if added := [column for column in b if column not in a]:
        print(f"added    {name}: columns {', '.join(added)}")
    found = [f"column {column} is missing" for column in a if column not in b]
    common = [column for column in a if column in b and column not in VOLATILE]
    if len(a) != len(b):
        return [*found, f"{len(a)} rows, then {len(b)}"]
    a, b = (sorted_rows(frame[common]) for frame in (a, b))
    for column in common:
        x, y = a[column], b[column]
        if x.dtype.kind in FRACTIONS or y.dtype.kind in FRACTIONS:
            gap = largest_gap(x.to_numpy(float), y.to_numpy(float))
            if gap > tolerance:
                found.append(f"{column}: largest relative gap {gap:.2e}")
        elif differing := (plain(column, x) != plain(column, y)).sum():
            at = (plain(column, x) != plain(column, y)).to_numpy().argmax()
            found.append(
                f"{column}: {differing} rows, such as {x.iloc[at]!r}, then {y.iloc[at]!r}"[:300]
            )
    return found


def sorted_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of everything exact, then of rounded fractions."""
    keys = pd.DataFrame(
        {
            column: values.map(lambda v: f"{v:+.6e}")
            if values.dtype.kind in FRACTIONS
            else plain(column, values)
            for column, values in frame.items()
        }
    )
    exact = [c for c in frame if frame[c].dtype.kind not in FRACTIONS]
    order = keys.sort_values([*exact, *(c for c in frame if c not in exact)]).index
    return frame.loc[order].reset_index(drop=True)


def plain(column: str, values: pd.Series) -> pd.Series:
    """Values as text; of sentences only their digits."""
    texts = values.astype("string").fillna("\0")
    return texts.map(lambda t: " ".join(re.findall(r"\d+", t))) if PROSE.search(column) else texts


def largest_gap(x: np.ndarray, y: np.ndarray) -> float:
    """The largest relative difference; infinite where only one is missing."""
    if (np.isnan(x) != np.isnan(y)).any():
        return float("inf")
    with np.errstate(invalid="ignore"):
        gap = np.abs(x - y) / np.maximum(np.maximum(np.abs(x), np.abs(y)), 1e-300)
    return float(np.nanmax(gap, initial=0.0))


def compare_tables(first: Path, second: Path, tolerance: float) -> list[tuple[str, str]]:
    """The cells of every table that was written, as CSV has them: unrounded numbers, and text."""
    found = []
    for path in sorted(first.glob("*.csv")):
        other = second / path.name
        if not other.exists():
            found.append((path.name, "missing from the second release"))
            continue
        left, right = (
            list(csv.reader(p.open(encoding="utf-8-sig", newline=""))) for p in (path, other)
        )
        rows = abs(len(left) - len(right)) + sum(
            len(x) != len(y) or not all(map(equal_cells, x, y, [tolerance] * len(x)))
            for x, y in zip(left, right, strict=False)
        )
        if rows:
            found.append((path.name, f"{rows} lines differ"))
    return found


def equal_cells(x: str, y: str, tolerance: float) -> bool:
    """Whether two texts are the same, or unrounded numbers within the tolerance."""
    if x == y:
        return True
    try:
        return largest_gap(np.array([float(x)]), np.array([float(y)])) <= tolerance
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
