"""Real yearbook tables, as people receive them, through the whole refresh."""

from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="module")
def real(real_release: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(real_release / "tsi.duckdb"), read_only=True)


def described(real: duckdb.DuckDBPyConnection, variable: str) -> tuple[int, float, float]:
    found = real.execute(
        "select n, minimum, maximum from marts.descriptive_statistics where variable = ?",
        [variable],
    ).fetchone()
    assert found is not None
    return found


def test_every_file_is_recognised(real: duckdb.DuckDBPyConnection) -> None:
    assert (
        real.execute("select source_file from marts.raw_files where status <> 'read'").fetchall()
        == []
    )
    assert real.execute("select count(*) from marts.raw_files").fetchall() == [(16,)]


def test_every_cell_is_accounted_for_and_none_rejected(real: duckdb.DuckDBPyConnection) -> None:
    unaccounted = real.execute(
        "select source_file from marts.raw_files where cells <> kept + ignored + rejected or cells = 0"
    ).fetchall()
    assert unaccounted == []
    assert real.execute("select * from marts.rejected_cells").fetchall() == []


def test_science_expenditure_runs_between_the_two_extremes_that_the_paper_prints(
    real: duckdb.DuckDBPyConnection,
) -> None:
    n, minimum, maximum = described(real, "lnsci")
    assert n == 360
    assert (round(minimum, 4), round(maximum, 4)) == (1.3244, 7.0637)


def test_upgrading_comes_from_shares(real: duckdb.DuckDBPyConnection) -> None:
    n, minimum, maximum = described(real, "upd")
    assert n == 360
    assert (round(minimum, 4), round(maximum, 4)) == (0.5179, 5.3081)


def test_vintages_of_gdp_stay_apart(real: duckdb.DuckDBPyConnection) -> None:
    first_published = real.execute(
        "select distinct value from marts.region_indicators "
        "where indicator_id = 'gdp' and region_code = '440000' and year = 2020"
    ).fetchall()
    assert first_published == [(110760.94,)]
    sources = real.execute(
        "select distinct source_file from marts.cell_lineage where indicator_id = 'gdp'"
    ).fetchall()
    assert sources == [("中国宏观经济数据库-年度（分省级）.xlsx",)]
    revised = real.execute(
        "select value, reason from intermediate.int_cell_outcomes "
        "where region_code = '440000' and year = 2020 and source_file = '分省年度数据.csv'"
    ).fetchall()
    assert revised == [(113708.9, "another_file_wins")]


def test_gdp_per_capita_of_beijing(real: duckdb.DuckDBPyConnection) -> None:
    values = real.execute(
        "select year, value from marts.region_indicators "
        "where indicator_id = 'pgdp' and region_code = '110000' and year in (2020, 2022) order by year"
    ).fetchall()
    assert values == [(2020, 164889.0), (2022, 190313.0)]


def test_what_is_missing_is_said(real: duckdb.DuckDBPyConnection) -> None:
    assert real.execute(
        "select is_simulated, indicators_used from marts.release_info"
    ).fetchall() == [(False, "5 of 15")]
    left_out = real.execute(
        "select count(*) from marts.digital_weights where reason_left_out = 'no data'"
    ).fetchall()
    assert left_out == [(10,)]
    reasons = real.execute(
        "select reason_en from results.skipped where study_table = '3' and column_no = 1 and variant = 'equation'"
    ).fetchall()
    assert reasons
    assert all("ln_tsi" in reason for (reason,) in reasons)
