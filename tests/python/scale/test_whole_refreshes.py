"""Export records through whole refreshes: what is carried over, and what stops and leaves the last release.

One small study serves all tests in turn, since most of a refresh is fixed cost.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import SMALL_REGIONS, SMALL_YEARS, small_study, tsi_again

# HS 61 and 85 are clothing and electrical machinery; the seeds' divisions 61 and 85 do not exist.
CODES = ("61091000", "85171200", "85044000")
ALIASES = (("HS61", "18"), ("HS85", "38"), ("HS8517", "39"))
MARTS = ("region_tsi", "industry_prody", "raw_files", "rejected_cells")


def write_records(path: Path, years: Sequence[int], **changed: object) -> None:
    """One record a region, year and code, in an order of columns as customs write them."""
    keys = [(region, year, code) for region in SMALL_REGIONS for year in years for code in CODES]
    region, year, code = zip(*keys, strict=True)
    values = [float(100 + 7 * place) for place in range(len(keys))]
    columns = {
        "region": list(region), "year": pa.array(year, pa.int32()), "hs8": list(code),
        "value": values, **changed,
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.table({name: column for name, column in columns.items() if column is not None}), path
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three regions and years with GDP per capita, a Parquet file of exports a year, released once."""
    folder = small_study(tmp_path_factory.mktemp("studies") / "customs")
    with (folder / "seeds" / "industry_aliases.csv").open(
        "a", encoding="utf-8", newline=""
    ) as file:
        csv.writer(file).writerows([alias, code, "HS2017", ""] for alias, code in ALIASES)
    for year in SMALL_YEARS:
        write_records(folder / "raw" / "exports" / f"{year}.parquet", [year])
    said = refreshed(folder)
    assert "not read again" not in said
    return folder


def refreshed(study: Path, *options: str | Path) -> str:
    """What a refresh that publishes says."""
    run = tsi_again("refresh", "--study", study, "--no-report", *options)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def refused(study: Path, code: int) -> str:
    """What a refresh that must fail says; the last release must stay."""
    before = os.readlink(study / "warehouse" / "current")
    run = tsi_again("refresh", "--study", study, "--no-report")
    said = run.stdout + run.stderr
    assert run.returncode == code, said
    assert "Traceback" not in said
    assert os.readlink(study / "warehouse" / "current") == before
    return said


def line_with(said: str, *words: str) -> str:
    """The one line that has all these words; fails with everything that was said."""
    found = [line for line in said.splitlines() if all(word in line for word in words)]
    assert found, f"no line with {words} in\n{said}"
    return found[0]


def marts(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of MARTS to ten digits: sums of several threads differ in the last bits."""
    with duckdb.connect(str(warehouse / "current" / "tsi.duckdb"), read_only=True) as connection:
        rows = {
            name: connection.execute(f"select * from marts.{name} order by all").fetchall()
            for name in MARTS
        }
    return {
        name: [
            tuple(float(f"{x:.10g}") if isinstance(x, float) else x for x in row) for row in found
        ]
        for name, found in rows.items()
    }


@contextmanager
def added(*paths: Path) -> Iterator[None]:
    """Take these files away again afterwards."""
    try:
        yield
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def test_customs_codes_count_under_the_industries_declared_for_them(study: Path) -> None:
    rows = marts(study / "warehouse")["industry_prody"]

    assert {row[0] for row in rows} == {"18", "38", "39"}


def test_files_that_hold_no_records_are_all_named_at_once(study: Path) -> None:
    folder = study / "raw" / "exports"
    bad = {name: folder / f"{name}.parquet" for name in ("no_value", "lists", "torn", "empty")}
    with added(*bad.values()):
        write_records(bad["no_value"], [2011], value=None)
        write_records(bad["lists"], [2011], value=[[1.0]] * 9)
        write_records(bad["torn"], [2011])
        bad["torn"].write_bytes(bad["torn"].read_bytes()[:-30])
        pq.write_table(pq.read_table(folder / "2011.parquet").slice(0, 0), bad["empty"])

        said = refused(study, 2)

    line_with(said, "exports/no_value.parquet", "lacks: value", "hs8 = hs_code")
    line_with(said, "exports/lists.parquet", "value", "list")
    line_with(said, "exports/torn.parquet", "Write it again")
    line_with(said, "exports/empty.parquet", "0 records")


def test_regions_and_customs_codes_that_are_not_known_are_reported_with_file_and_count(
    study: Path,
) -> None:
    folder = study / "raw" / "exports"
    with added(folder / "abroad.parquet", folder / "cars.parquet"):
        write_records(folder / "abroad.parquet", [2012], region=["Atlantis"] * 3 + ["北京"] * 6)
        write_records(
            folder / "cars.parquet", [2012], hs8=["87032100"] * 4 + ["87089900"] + ["61091000"] * 4
        )

        said = refused(study, 1)

    line_with(said, "CELL-01", "'Atlantis'", "3 cell(s)", "exports/abroad.parquet")
    line_with(
        said, "CELL-07", "'87'", "5 record(s)", "exports/cars.parquet", "seeds/industry_aliases.csv"
    )


def test_a_file_wholly_outside_the_window_stops_and_a_partial_one_is_reported(study: Path) -> None:
    folder = study / "raw" / "exports"
    with added(folder / "old.parquet", folder / "long.parquet"):
        write_records(folder / "old.parquet", [1998, 1999])
        write_records(folder / "long.parquet", [2010, 2011])

        said = refused(study, 1)

    line_with(said, "export_file_reaches_into_the_window")
    line_with(said, "exports/old.parquet, 1998-1999: 0")
    line_with(said, "exports/long.parquet, 2010-2010: 9")


def test_a_second_refresh_reads_only_what_changed_and_equals_a_build_from_nothing(
    study: Path, tmp_path: Path
) -> None:
    folder = study / "raw" / "exports"
    shutil.copy(folder / "2011.parquet", folder / "2011_again.parquet")
    (folder / "2012.parquet").unlink()
    write_records(folder / "2013.parquet", [2013], value=[float(place) for place in range(9)])
    first = marts(study / "warehouse")

    # Without --accept-loss the year that is gone would stop it.
    said = refreshed(study, "--accept-loss")

    # The copy is the same content, read once; 2013 has changed, 2012 is gone.
    line_with(said, "1 export file(s)", "not read again")
    carried = marts(study / "warehouse")
    assert carried != first
    refreshed(study, "--warehouse", tmp_path / "from_nothing")
    assert carried == marts(tmp_path / "from_nothing")
