"""A finding that stops a refresh says what was found, where, what was expected and how to correct it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import Study
from tsi_warehouse.pipeline.findings import blocking_findings, write_unmapped
from tsi_warehouse.pipeline.reading import write_unmapped_list

COLUMNS = (
    "source_file", "sheet", "cell", "series_text", "region_text", "year_text", "value_text",
    "reason", "found", "expected", "cell_count",
)  # fmt: skip


def findings_of(*rows: tuple[object, ...]) -> list[TsiError]:
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate")
        columns = ", ".join(
            f"{name} {'bigint' if name == 'cell_count' else 'varchar'}" for name in COLUMNS
        )
        connection.execute(f"create table intermediate.int_blocking_cells ({columns})")
        if rows:
            places = ", ".join("?" * len(COLUMNS))
            connection.executemany(
                f"insert into intermediate.int_blocking_cells values ({places})", rows
            )
        return blocking_findings(connection)


def region(found: str, cell: str, sheet: str = "") -> tuple[object, ...]:
    return (
        "a.xlsx",
        sheet,
        cell,
        "GDP",
        found,
        "2011",
        "1",
        "unknown_region",
        found,
        "北京, 北京市",
        1,
    )


def test_without_blocking_cells_nothing_is_reported() -> None:
    assert findings_of() == []


def test_one_unknown_name_in_many_cells_is_one_finding_with_its_first_places() -> None:
    found = findings_of(*(region("北亰", f"B{row}", "表1") for row in range(1, 9)))
    assert [finding.code for finding in found] == ["CELL-01"]
    assert "'北亰' in 8 cell(s): a.xlsx, 表1, B1; a.xlsx, 表1, B2;" in found[0].en
    assert "; and 3 more. Most similar known names: 北京, 北京市. Add a row" in found[0].en
    assert "8 个单元格中的地区“北亰”无法识别：a.xlsx, 表1, B1;" in found[0].zh
    assert "另有 3 处。最接近的已知名称：北京, 北京市。请在 seeds/region_aliases.csv" in found[0].zh


@pytest.mark.parametrize("reason", ["unreadable_hs_code", "unknown_industry", "unknown_region"])
def test_of_a_name_that_is_not_written_no_row_of_a_seed_is_proposed(reason: str) -> None:
    blank = ("a.csv", "", "", "", "北京", "2011", "1", reason, "", "", 3)
    (found,) = findings_of(blank)

    assert "is written in 3 record(s): a.csv. Write it there" in found.en
    assert "seeds/" not in found.en + found.zh
    assert "3 条记录没有写明" in found.zh


def test_of_many_names_the_most_frequent_are_listed_and_the_rest_counted() -> None:
    rows = [region(f"名{name}", f"C{cell}") for name in range(7) for cell in range(name + 1)]
    found = findings_of(*rows)
    assert len(found) == 6
    assert "'名6' in 7 cell(s)" in found[0].en
    assert found[-1].en == "and 2 more of this kind"
    assert found[-1].zh == "另有 2 项同类问题"


def test_two_values_for_one_cell_are_one_finding_that_shows_both() -> None:
    first, second = "a.csv, C2: 10", "b.csv, D3: 12"
    found = findings_of(
        ("a.csv", "", "C2", "GDP", "北京", "2011", "10", "duplicate_conflict", "10", second, 1),
        ("b.csv", "", "D3", "GDP", "北京", "2011", "12", "duplicate_conflict", "12", first, 1),
    )
    assert len(found) == 1
    assert found[0].code == "CELL-04"
    assert f"{first} / {second} (GDP, 北京, 2011)" in found[0].en
    assert f"{first} / {second} (GDP, 北京, 2011)" in found[0].zh


@pytest.mark.parametrize(
    ("reason", "found", "expected", "code", "remedy"),
    [
        ("unknown_industry", "纺识业", "纺织业", "CELL-02", "seeds/industry_aliases.csv"),
        ("unit_mismatch", "亿元", "万元", "CELL-03", "seeds/raw_series.csv"),
        ("unreadable_year", "上年", "", "CELL-05", "2011年"),
        ("unreadable_month", "13", "", "CELL-06", "3月"),
    ],
)
def test_each_reason_has_its_code_what_was_found_what_was_expected_and_a_remedy(
    reason: str, found: str, expected: str, code: str, remedy: str
) -> None:
    reported = findings_of(
        ("a.csv", "", "C2", "GDP", "北京", "2011", "1", reason, found, expected, 3)
    )
    assert [finding.code for finding in reported] == [code]
    for text in (reported[0].en, reported[0].zh):
        for part in (found, expected, remedy, "a.csv, C2", "3"):
            assert part in text


def test_braces_in_a_name_are_only_text() -> None:
    assert "'{0}{x}'" in findings_of(region("{0}{x}", "B1"))[0].en


def test_what_nobody_sees_in_a_name_is_shown_by_its_code() -> None:
    reported = findings_of(region("湖北省\ue000\u200b", "B1"))[0]

    assert "'湖北省\\ue000\\u200b'" in reported.en
    assert "“湖北省\\ue000\\u200b”" in reported.zh


@pytest.fixture
def unmapped(tmp_path: Path) -> Path:
    """A database that lists a series of three yearly files, and two of a single file under other units."""
    database = tmp_path / "cells.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """
            create schema intermediate;
            create table intermediate.int_unmapped_series as
            select '快递量' as printed_series, '万件' as printed_unit, '' as indicator_id, '' as indicator_unit,
                null::double as multiplier, year || '.xls' as source, 1 as priority, '' as comment
            from range(2011, 2014) as years (year)
            union all
            select '快递量', '亿件', 'parcels', '万件 (10k pieces)', null, '2014.xls', 1, 'mapped under the unit 万件'
            union all
            select '快递量', '袋', 'parcels', '万件 (10k pieces)', null, '2015.xls', 1, 'mapped under the unit 万件';
            """
        )
    return database


def test_a_series_of_a_file_a_year_is_one_row_to_complete(unmapped: Path, tmp_path: Path) -> None:
    path = tmp_path / "仓库" / "unmapped_series.csv"
    assert write_unmapped(unmapped, path) == 3
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "printed_series,printed_unit,indicator_id,multiplier,source,priority,comment",
        '快递量,万件,,,,1,"in 3 files, the first 2011.xls"',
        "快递量,亿件,parcels,10000.0,2014.xls,1,mapped under the unit 万件",
        "快递量,袋,parcels,,2015.xls,1,mapped under the unit 万件",
    ]


def test_a_list_open_in_excel_is_reported_and_stops_nothing(
    unmapped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = Study(tmp_path, tmp_path, tmp_path, tmp_path)
    (tmp_path / "unmapped_series.csv").mkdir()
    write_unmapped_list(study, unmapped, Console("en"))
    assert "unmapped_series.csv cannot be written" in capsys.readouterr().out
