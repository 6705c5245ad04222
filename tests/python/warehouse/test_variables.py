"""A variable of the panel is a row of seeds/variables.csv, a control a row of three seeds: no code is changed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from support import LONG_HEADER, SMALL_REGIONS, SMALL_YEARS, small_study, tsi_again, write_table

DRY = {
    "variable": "dryness", "symbol": "Dry", "label_zh": "干燥度", "label_en": "Dryness of the air",
    "unit": "ln(CNY per mm)", "formula": "ln(pgdp / rainfall)",
}  # fmt: skip
RAIN = {"indicator_id": "rainfall", "name_zh": "降水量", "name_en": "Rainfall", "unit": "毫米", "direction": "positive",
        "role": "control"}  # fmt: skip
MODEL = {"study_table": "3", "column_no": "1", "variant": "equation", "outcome": "dryness", "terms": "rainfall",
         "effects": "region", "vcov": "xtreg"}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    header = list(rows_of(path)[0])
    write_table(path, header, [[row.get(name, "") for name in header] for row in rows])


def study_of_rain(folder: Path) -> Path:
    """The small study with a new control, a new variable and one model of both."""
    study = small_study(folder)
    seeds = study / "seeds"
    for seed, row in (
        ("indicators", RAIN),
        (
            "raw_series",
            {"printed_series": "降水量", "printed_unit": "毫米", "indicator_id": "rainfall"},
        ),
        ("variables", DRY),
    ):
        path = seeds / f"{seed}.csv"
        write_rows(path, [*rows_of(path), row])
    write_rows(seeds / "study_models.csv", [MODEL])
    rain = [
        [region, year, 600 + 90 * place + 7 * (year - 2010) ** (2 + place), "毫米", "降水量"]
        for place, region in enumerate(SMALL_REGIONS)
        for year in SMALL_YEARS
    ]
    write_table(study / "raw" / "rain.csv", LONG_HEADER, rain)
    return study


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = study_of_rain(tmp_path_factory.mktemp("rain") / "study")
    run = tsi_again("refresh", "--study", study)
    assert run.returncode == 0, run.stdout + run.stderr
    return study / "warehouse" / "current"


@pytest.fixture
def database(current: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(current / "tsi.duckdb"), read_only=True) as connection:
        yield connection


def test_a_new_row_is_a_column_of_the_panel_and_a_row_of_table_2(
    database: duckdb.DuckDBPyConnection,
) -> None:
    gap = database.execute(
        """
        select count(*), max(abs(panel.dryness - ln(gdp.value / rain.value)))
        from marts.study_panel as panel
        inner join marts.region_indicators as gdp
            on panel.region_code = gdp.region_code and panel.year = gdp.year and gdp.indicator_id = 'pgdp'
        inner join marts.region_indicators as rain
            on panel.region_code = rain.region_code and panel.year = rain.year and rain.indicator_id = 'rainfall'
        """
    ).fetchone()
    assert gap == (9, pytest.approx(0, abs=1e-12))
    assert database.execute(
        "select n from marts.descriptive_statistics where variable = 'dryness'"
    ).fetchall() == [(9,)]


def test_the_new_row_says_what_the_column_is(database: duckdb.DuckDBPyConnection) -> None:
    assert database.execute(
        "select symbol, label_zh, label_en, unit, formula, inputs from marts.variables where variable = 'dryness'"
    ).fetchall() == [
        (
            "Dry",
            "干燥度",
            "Dryness of the air",
            "ln(CNY per mm)",
            "ln(pgdp / rainfall)",
            "pgdp rainfall",
        )
    ]
    (comment,) = database.execute(
        "select comment from duckdb_columns() where schema_name = 'marts' and table_name = 'study_panel'"
        " and column_name = 'dryness'"
    ).fetchone() or ("",)
    assert comment == "干燥度，ln(CNY per mm)。Dryness of the air, ln(CNY per mm)."


def test_the_new_control_enters_its_model(database: duckdb.DuckDBPyConnection) -> None:
    assert database.execute(
        "select outcome, term from results.estimates where term <> '_cons' group by all"
    ).fetchall() == [("dryness", "rainfall")]


def test_tables_codebook_and_programs_name_the_new_variable(current: Path) -> None:
    table_2 = (current / "tables" / "table_2.csv").read_text(encoding="utf-8-sig")
    assert "\nDry," in table_2
    codebook = (current / "codebook.csv").read_text(encoding="utf-8-sig")
    assert "\ndryness,,干燥度 Dryness of the air,ln(CNY per mm),gdp.csv; rain.csv,9" in codebook
    assert "xtreg dryness term_1" in (current / "stata" / "tables_3_to_7.do").read_text(
        encoding="utf-8"
    )
    assert "panel$dryness" in (current / "r" / "tables_3_to_7.R").read_text(encoding="utf-8")


def test_a_panel_of_two_variables_of_ones_own_is_published(tmp_path: Path) -> None:
    study = study_of_rain(tmp_path / "study")
    write_table(
        study / "seeds" / "variables.csv",
        ["variable", "formula"],
        [["dryness", "ln(pgdp / rainfall)"], ["income", "gdp_per_capita / 1000"]],
    )
    run = tsi_again("refresh", "--study", study)
    assert run.returncode == 0, run.stdout + run.stderr
    with duckdb.connect(
        str(study / "warehouse" / "current" / "tsi.duckdb"), read_only=True
    ) as database:
        described = database.execute("describe marts.study_panel").fetchall()
        panel = database.execute(
            "select sum(dryness), sum(income) from marts.study_panel"
        ).fetchone()
    assert [row[0] for row in described][-2:] == ["dryness", "income"]
    assert panel == (pytest.approx(41.4, abs=0.3), pytest.approx(794.4))
