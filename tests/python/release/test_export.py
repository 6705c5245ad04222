"""tsi export: every number as it was, nothing left out without a word, and no release written into."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from tsi_warehouse.cli.export import Exported, export_query
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.report import spreadsheet

TYPES = """
    select '440000' as code, sum(1.5) as total, 0.25 as share, 2.5e0 as a_double, true as yes, null as nothing,
        9007199254740992 as kept, 9007199254740993 as large, 0.1234567890123456789 as long_decimal,
        date '2020-02-29' as day, timestamp '2020-02-29 10:11:12' as moment,
        timestamp '2020-02-29 10:11:12.123456' as exact_moment, 'infinity'::date as never, date '1850-01-01' as old,
        '20000-01-01'::date as late, '24:00:00'::time as midnight, [1, null] as listed, {'a': 'b'} as nested,
        'nan'::double as no_number, 'inf'::double as endless, interval '2 days' as days, '=1+1' as formula
    from range(4)
"""
SHOWN = {
    "code": "440000",
    "total": 6,
    "share": 0.25,
    "a_double": 2.5,
    "yes": True,
    "nothing": None,
    "kept": 9007199254740992,
    "large": "9007199254740993",
    "long_decimal": "0.1234567890123456789",
    "day": datetime(2020, 2, 29),
    "moment": datetime(2020, 2, 29, 10, 11, 12),
    "exact_moment": "2020-02-29 10:11:12.123456",
    "never": "infinity",
    "old": "1850-01-01",
    "late": "20000-01-01",
    "midnight": "24:00:00",
    "listed": "[1,null]",
    "nested": '{"a":"b"}',
    "no_number": "NaN",
    "endless": "inf",
    "days": "2 days",
    "formula": "=1+1",
}


@pytest.fixture
def export(warehouse: Path, publish_small, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Export a query of this text to a file of this name."""
    publish_small()

    def run(sql: str, target: str | Path) -> Exported:
        query = tmp_path / "query.sql"
        query.write_text(sql, encoding="utf-8")
        return export_query(warehouse, query, tmp_path / target)

    return run


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [tuple(row)[0:] for row in sheet.iter_rows(values_only=True)] for sheet in book
    }


def test_every_type_is_what_it_was_or_a_text_with_a_word(export, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = export(TYPES, "out.xlsx")

    _, names, values = rows_of(tmp_path / "out.xlsx")["result"]
    assert dict(zip(names, values, strict=True)) == SHOWN
    ((en, zh),) = done.notes
    assert en.endswith(": large, long_decimal, no_number, endless")
    assert "long_decimal" in zh


def test_csv_and_parquet_keep_all_of_it_too(export, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    export("select 9007199254740993 as large, 'infinity'::date as never, [1] as listed", "out.csv")
    export("select 9007199254740993 as large, date '2020-02-29' as day", "out.parquet")

    assert (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[
        1
    ] == "9007199254740993,infinity,[1]"
    kept = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [(row["large"], str(row["day"])) for row in kept] == [(9007199254740993, "2020-02-29")]


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(  # type: ignore[no-untyped-def]
    export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "ROW_LIMIT", 1_002)
    assert export("select * from range(1000)", "fits.xlsx").rows == 1_000
    before = sorted(tmp_path.iterdir())

    with pytest.raises(TsiError, match=r"EXPORT-05.* \.csv or \.parquet"):
        export("select * from range(1001)", "out.xlsx")
    with pytest.raises(TsiError, match="EXPORT-05"):
        export("select " + ", ".join(f"1 as c{n}" for n in range(16_385)), "out.xlsx")

    assert sorted(tmp_path.iterdir()) == before
    assert export("select * from range(1001)", "out.csv").rows == 1_001


def test_a_release_is_not_written_into(export, warehouse: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (release,) = (warehouse / "releases").iterdir()
    link = tmp_path / "link"
    link.symlink_to(release, target_is_directory=True)
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("manifest.json", "tsi.duckdb"):
        (copy / name).write_bytes(b"")

    for place in (
        warehouse / "current", release, release / "csv", warehouse / "releases", link, copy,
        warehouse / "logs" / ".." / "current",
    ):  # fmt: skip
        with pytest.raises(TsiError, match="EXPORT-06"):
            export("select 1 as one", place / "out.csv")


def test_several_results_get_a_sheet_each_and_no_other_file(export, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    several = "create temp table t as select 1 as a; select * from t; select 2 as b;"

    assert export(several, "out.xlsx").rows == 2

    assert {name: rows[2] for name, rows in rows_of(tmp_path / "out.xlsx").items()} == {
        "result 1": (1,),
        "result 2": (2,),
    }
    with pytest.raises(TsiError, match="EXPORT-07"):
        export(several, "out.csv")
    with pytest.raises(TsiError, match="EXPORT-03"):
        export("set variable a = 1", "out.csv")


def test_a_query_runs_within_the_limits_of_a_reader(export, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from tsi_warehouse.release import readers

    small = readers.Limits
    monkeypatch.setattr(readers, "Limits", lambda **given: small(memory="64MB", **given))

    with pytest.raises(TsiError, match=r"REL-54|EXPORT-03"):
        export("select repeat('x', 1000) as long from range(1000000)", "out.csv")
    with pytest.raises(TsiError, match="EXPORT-03"):
        export("from read_text('/etc/hosts')", "out.csv")


def test_what_was_there_stays_where_writing_fails(export, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "out.csv").write_text("before")

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(spreadsheet, "write_csv", full)
    with pytest.raises(TsiError, match="EXPORT-04"):
        export("select 1 as one", "out.csv")

    assert (tmp_path / "out.csv").read_text() == "before"
    assert not list(tmp_path.glob(".*part"))
