"""Every cell of the real yearbook tables is accounted for, truly, and found again in its file."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.utils import coordinate_to_tuple

from tsi_warehouse.cli.check_raw import report_lines
from tsi_warehouse.core.layout import fit
from tsi_warehouse.core.layout import text_width as display_width


@pytest.fixture(scope="module")
def real(real_release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(real_release / "tsi.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def files(shared: Path) -> dict[str, list[list[str]]]:
    """Every file as a plain grid of texts, read without any of our code."""
    grids: dict[str, list[list[str]]] = {}
    for path in sorted((shared / "real" / "china_yearbooks").iterdir()):
        if path.suffix == ".csv":
            content = path.read_bytes()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("gb18030")
            grids[path.name] = list(csv.reader(text.splitlines()))
        else:
            sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
            grids[path.name] = [
                ["" if value is None else str(value) for value in row]
                for row in sheet.iter_rows(values_only=True)
            ]
    return grids


def data_cells(name: str, grid: list[list[str]]) -> int:
    """How many data cells a file has, counted by its shape alone."""
    if name.startswith("techme"):
        return len(grid) - 1
    if name.startswith("分省年度数据") and "整合" not in name:
        years = sum(bool(re.fullmatch(r"\d{4}年", head.strip())) for head in grid[3])
        regions = sum(len(row) == years + 1 and not row[0].startswith("注") for row in grid[4:])
        return years * regions
    if name.startswith("中国宏观"):
        years = sum(bool(re.fullmatch(r"\d{4}年?", head.strip())) for head in grid[0])
        return years * sum(bool(row[1].strip()) for row in grid[1:])
    return (len(grid[0]) - 2) * (len(grid) - 1)


def test_as_many_cells_end_somewhere_as_the_files_hold(
    real: duckdb.DuckDBPyConnection, files: dict[str, list[list[str]]]
) -> None:
    ended = dict(
        real.execute(
            "select source_file, kept + ignored + rejected from marts.raw_files"
        ).fetchall()
    )
    assert ended == {name: data_cells(name, grid) for name, grid in files.items()}


def test_every_cell_ends_once_with_a_known_reason(real: duckdb.DuckDBPyConnection) -> None:
    total, places = real.execute(
        "select count(*), count(distinct (source_file, sheet, cell)) from intermediate.int_cell_outcomes"
    ).fetchall()[0]
    assert total == places > 40_000
    reasons = {
        row[0]
        for row in real.execute(
            "select distinct reason from intermediate.int_cell_outcomes"
        ).fetchall()
    }
    known = real.execute("select reason from seeds.cell_reasons").fetchall()
    assert reasons - {""} <= {row[0] for row in known}


# What must be true of every cell with this reason; a row that comes back is a reason that lies.
LIES = {
    "not_a_region": "replace(region_text, ' ', '') not in ('全国', '不分地区', '新疆兵团')",
    "outside_sample": "region_code <> '540000'",
    "outside_window": "year between 2011 and 2022",
    "empty_cell": "trim(value_text) <> ''",
    "not_available": "value_text <> 'NA'",
    "series_not_mapped": "indicator_id is not null",
    "series_not_wanted": "indicator_id <> 'ignore'",
    "another_file_wins": """not exists (
        from intermediate.int_observations as used
        where used.indicator_id = cells.indicator_id and used.source_file <> cells.source_file
            or used.indicator_id = cells.indicator_id and used.cell <> cells.cell
    )""",
    "": "value is null or region_code is null or year not between 2011 and 2022",
}


def test_no_reason_lies(real: duckdb.DuckDBPyConnection) -> None:
    found = {
        row[0]
        for row in real.execute(
            "select distinct reason from intermediate.int_cell_outcomes"
        ).fetchall()
    }
    assert found <= set(LIES)
    for reason, lie in LIES.items():
        lying = real.execute(
            "select source_file, cell, region_text, year_text, value_text "
            f"from intermediate.int_cell_outcomes as cells where reason = ? and ({lie}) limit 5",
            [reason],
        ).fetchall()
        assert lying == [], reason


def test_each_value_of_a_mart_is_found_again_in_its_file(
    real: duckdb.DuckDBPyConnection, files: dict[str, list[list[str]]]
) -> None:
    rows = real.execute(
        """
        select lineage.value, lineage.source_file, lineage.cell, lineage.value_text,
            lineage.value / series.multiplier
            / case
                when series.indicator_id = 'trade_usd' and lineage.indicator_id = 'trade_cny'
                    then rates.cny_per_usd / 10000 else 1
            end
        from marts.cell_lineage as lineage
        inner join staging.stg_raw_cells as cells
            on lineage.source_file = cells.source_file and lineage.sheet = cells.sheet
            and lineage.cell = cells.cell
        inner join intermediate.int_series as series
            on cells.source_file = series.source_file and cells.series_key = series.series_key
            and cells.unit_key = series.unit_key
        left join seeds.exchange_rates as rates on lineage.year = rates.year
        where lineage.fill_method = 'reported'
        """
    ).fetchall()
    reported = "select count(*) from marts.region_indicators where fill_method = 'reported'"
    assert len(rows) == real.execute(reported).fetchall()[0][0] > 4_000
    for value, source_file, cell, value_text, printed in rows:
        row, column = coordinate_to_tuple(cell)
        in_file = files[source_file][row - 1][column - 1].strip()
        assert float(in_file) == pytest.approx(float(value_text), rel=1e-12), (source_file, cell)
        assert float(in_file) == pytest.approx(printed, rel=1e-12), (source_file, cell, value)


def test_trade_runs_through_the_year_in_which_dollars_gave_way_to_yuan(
    real: duckdb.DuckDBPyConnection,
) -> None:
    found = real.execute(
        "select indicators.value, lineage.reported_year, lineage.unit_text, lineage.value_text "
        "from marts.region_indicators as indicators "
        "inner join marts.cell_lineage as lineage using (region_code, year, indicator_id) "
        "where region_code = '440000' and year = 2015 and indicator_id = 'trade_cny' "
        "order by reported_year"
    ).fetchall()
    assert [row[1:3] for row in found] == [(2014, "万美元"), (2016, "亿元人民币")]
    dollars, yuan = (float(row[3]) for row in found)
    assert found[0][0] == pytest.approx((dollars * 6.1428 / 10_000 + yuan) / 2, rel=1e-12)
    assert real.execute('select count("open") from marts.study_panel').fetchall() == [(360,)]


def test_breaks_explain_the_known_traps_and_nothing_else(real: duckdb.DuckDBPyConnection) -> None:
    jumps = real.execute(
        "select indicator_id, region_code, year, is_explained from marts.suspicious_jumps"
    ).fetchall()
    explained = {row[:3] for row in jumps if row[3]}
    unexplained = {row[:3] for row in jumps if not row[3]}
    assert ("pgdp", "120000", 2019) in explained
    assert ("gdp", "120000", 2019) in explained
    assert (
        sum(indicator == "telecom_volume" and year == 2021 for indicator, _, year in explained)
        == 30
    )
    # Figures that were corrected in public, and no break of a series: Liaoning, Inner Mongolia.
    assert {("gdp", "210000", 2016), ("gdp", "150000", 2017)} <= unexplained
    assert (
        len(unexplained)
        < 0.01 * real.execute("select count(*) from marts.region_indicators").fetchall()[0][0]
    )


def test_models_are_warned_of_the_series_they_lean_on(real: duckdb.DuckDBPyConnection) -> None:
    warnings = {
        row[:3]
        for row in real.execute(
            "select indicator_id, break_year, variable from marts.break_warnings where n_models > 0"
        ).fetchall()
    }
    assert {
        ("telecom_volume", 2016, "dig"),
        ("telecom_volume", 2021, "dig_pca"),
        ("pgdp", 2019, "lnpgdp"),
        ("pgdp", 2019, "ln_tsi"),
        ("gdp", 2019, "open"),
        ("share_tertiary", 2019, "upd"),
    } <= warnings


def test_a_slip_of_a_digit_anywhere_is_flagged_with_its_cell(
    real_release: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "tsi.duckdb"
    shutil.copyfile(real_release / "tsi.duckdb", copied)
    copied.chmod(0o600)
    with duckdb.connect(str(copied)) as connection:
        slipped = connection.execute(
            """
            select indicator_id, region_code, source_file, cell
            from intermediate.int_observations
            where year = 2015
            qualify row_number() over (partition by indicator_id order by hash(region_code)) = 1
            """
        ).fetchall()
        assert len(slipped) > 10
        for indicator, region, _, _ in slipped:
            connection.execute(
                "update intermediate.int_observations set value = 10 * value "
                "where indicator_id = ? and region_code = ? and year = 2015",
                [indicator, region],
            )
        fill = (real_release / "sql" / "int_filled_values.sql").read_text(encoding="utf-8")
        connection.execute(f"create or replace table intermediate.int_filled_values as {fill}")
        flagged = set(
            connection.execute(
                "select indicator_id, region_code, source_file, cell from marts.suspicious_jumps "
                "where year = 2015 and not is_explained"
            ).fetchall()
        )
        assert set(slipped) - flagged == set()


def test_two_vintages_of_gdp_are_compared_cell_by_cell(real: duckdb.DuckDBPyConnection) -> None:
    found = real.execute(
        "select value, other_value, relative_difference, cell, other_cell "
        "from marts.source_differences where indicator_id = 'gdp' and region_code = '440000' "
        "and year = 2020 and other_source_file = '分省年度数据.csv'"
    ).fetchall()
    assert [row[:2] for row in found] == [(110760.94, 113708.9)]
    assert found[0][2] == pytest.approx(0.026615, abs=1e-6)
    assert all(found[0][3:])


def test_check_raw_lists_every_file_within_80_columns_in_both_languages(
    real: duckdb.DuckDBPyConnection,
) -> None:
    for lang, kept in (("en", "kept"), ("zh", "保留")):
        lines = list(report_lines(real, lang))
        assert max(map(display_width, lines)) <= 80
        assert sum(kept in line for line in lines) == 17
        counted = Counter(
            int(found[1]) for line in lines if (found := re.match(r" +cells +(\d+) = ", line))
        )
        assert lang == "zh" or sum(size * times for size, times in counted.items()) == 41_209
    report = "\n".join(report_lines(real, "en"))
    shown = (
        "statistics bureau export, gb18030",
        "电信业务总量 (亿元)",
        "telecom_volume",
        "2011-2023",
    )
    for part in (*shown, "another source is preferred", "region outside the sample"):
        assert part in report


def test_columns_hold_whatever_the_width_of_their_letters() -> None:
    for text in ("", "abc", "地区生产总值", "ＧＤＰ（亿元）", "a" * 50, "数" * 50, "line\nbreak"):
        assert display_width(fit(text, 11)) == 11
        assert display_width(fit(text, 12, right=True)) == 12
