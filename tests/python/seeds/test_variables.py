"""Formulas of seeds/variables.csv are read, never run: what is no formula ends before anything is built."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from support import PROJECT, write_table

from tsi_warehouse.cli.init import init_study
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import Study, resolve_study
from tsi_warehouse.pipeline.refresh import check_seeds
from tsi_warehouse.seeds.files import read_seed
from tsi_warehouse.seeds.formulas import read_formula


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return resolve_study(str(init_study(tmp_path / "own")))


def with_variable(study: Study, formula: str, **values: str) -> None:
    """The study's variables.csv with one row more."""
    path = study.seeds / "variables.csv"
    rows = read_seed(path)
    row = {"variable": "mine", "formula": formula, **values}
    write_table(
        path,
        list(rows[0]),
        [list(each.values()) for each in rows] + [[row.get(name, "") for name in rows[0]]],
    )


def refused(study: Study) -> TsiError:
    with pytest.raises(TsiError) as caught:
        check_seeds(study, Console("en"))
    assert not any(study.warehouse.iterdir())
    return caught.value


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("fdi", ["fdi"]),
        ("ln(fdi)", ["fdi"]),
        ("-ln(fdi) * (-2)", ["fdi"]),
        ("ln (fdi / gdp)", ["fdi", "gdp"]),
        ("(6 * a + 9.5 * b) / c", ["a", "b", "c"]),
        ("coalesce(a, b / (c - d), 1e-3)", ["a", "b", "c", "d"]),
        ("ln", ["ln"]),
        ("人口 * 2", ["人口"]),
    ],
)
def test_a_formula_names_what_it_is_made_of(formula: str, names: list[str]) -> None:
    found = read_formula(formula)
    assert found.refused is None
    assert list(found.names) == names


@pytest.mark.parametrize(
    ("formula", "refused"),
    [
        ("", ""),
        ("ln(fdi", ""),
        ("fdi /", ""),
        ("fdi)", ")"),
        ("fdi gdp", "gdp"),
        ("2fdi", "fdi"),
        ("fdi * -2", "-"),
        ("fdi -- gdp", "-"),
        ("fdi /* gdp */", "*"),
        ("ln(fdi, gdp)", ","),
        ("ln()", ")"),
        ("fdi; drop table x", ";"),
        ("read_text('/etc/passwd')", "read_text"),
        ("(select 1)", "1"),
        ("'text'", "'"),
        ('"fdi"', '"'),
        ("a.b", "."),
        ("fdi::int", ":"),
        ("a[1]", "["),
        ("sqrt(fdi)", "sqrt"),
        ("fdi ** 2", "*"),
        ("{{ fdi }}", "{"),
    ],
)
def test_what_is_no_formula_is_refused_where_it_stops_being_one(formula: str, refused: str) -> None:
    assert read_formula(formula).refused == refused


def test_a_formula_that_reads_a_file_ends_before_anything_is_built(study: Study) -> None:
    with_variable(study, "read_text('/etc/passwd')")
    error = refused(study)
    for message in (error.en, error.zh):
        assert "SEED-16" in message
        assert "variables.csv" in message
        assert "read_text" in message
    assert "row 19, column formula" in error.en
    assert "第 19 行 formula 列" in error.zh


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("formula", "ln(science_expenditur)"),
        ("inputs", "science_expenditur | fdi"),
        ("base", "lnsc"),
    ],
)
def test_an_unknown_name_is_reported_with_the_most_similar_ones(
    study: Study, column: str, text: str
) -> None:
    with_variable(study, **{"formula": "fdi", column: text})
    error = refused(study)
    similar = "lnsci" if column == "base" else "science_expenditure"
    assert f"row 19, column {column}: '" in error.en
    assert f"most similar: {similar}" in error.en
    assert f"相近的名称：{similar}" in error.zh


@pytest.mark.parametrize("name", ["year", "Region_code", "digital_group"])
def test_a_variable_called_like_a_key_of_the_panel_is_refused(study: Study, name: str) -> None:
    with_variable(study, "fdi", variable=name)
    assert f"study_panel has a column '{name}' already" in refused(study).en


def test_an_indicator_called_like_a_measure_is_refused(study: Study) -> None:
    path = study.seeds / "indicators.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("tsi,技术,Technology,,比,positive,control,,,,\n")
    assert "'tsi' is a column of study_panel or a measure" in refused(study).en


def test_an_indicator_of_ours_that_a_study_lacks_leaves_its_variable_empty(study: Study) -> None:
    path = study.seeds / "indicators.csv"
    rows = read_seed(path)
    kept = [list(row.values()) for row in rows if row["indicator_id"] != "science_expenditure"]
    write_table(path, list(rows[0]), kept)
    check_seeds(study, Console("en"))


def test_a_study_folder_without_the_seed_takes_ours(study: Study) -> None:
    (study.seeds / "variables.csv").unlink()
    check_seeds(study, Console("en"))
    staged = (study.work / "seeds" / "variables.csv").read_text(encoding="utf-8")
    assert staged == (PROJECT / "seeds" / "variables.csv").read_text(encoding="utf-8")


def test_a_row_needs_a_name_and_a_formula_alone(study: Study) -> None:
    path = study.seeds / "variables.csv"
    rows = [(row["variable"], row["formula"]) for row in read_seed(path)]
    write_table(path, ["variable", "formula"], [*rows, ("ln_rd", "ln(rd_expenditure)")])
    check_seeds(study, Console("en"))


def test_no_code_lists_the_panels_variables_again() -> None:
    """A file that names three of the paper's controls lists them; simulated data and one picture may."""
    allowed = {"simulate"}
    controls = re.compile(
        r"\b(lnpgdp|lnfcl|lnsci|ln_tsi_labour|ln_tsi_capital|dig_equal|ln_tsi_base)\b"
    )
    homes = []
    for folder in ("python", "models", "macros", "figures", "analysis"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (
                ".py",
                ".sql",
                ".yml",
                ".toml",
                ".json",
                ".md",
            ) and not allowed & set(path.parts):
                named = set(controls.findall(path.read_text(encoding="utf-8")))
                if len(named) > 2:
                    homes.append(f"{path.relative_to(PROJECT)}: {', '.join(sorted(named))}")
    assert homes == []


def test_the_page_of_variables_shows_the_rows_of_the_seed() -> None:
    page = (PROJECT / "docs" / "methodology" / "variables.md").read_text(encoding="utf-8")
    with (PROJECT / "seeds" / "variables.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = [
        f"| {row['symbol']} | `{row['variable']}` | {row['label_en']} | {row['unit']} | `{row['formula']}` |"
        for row in rows
    ]
    assert [line for line in page.splitlines() if line.startswith("| ") and "`" in line] == shown
