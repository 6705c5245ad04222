"""What real yearbook tables say about the printed Table 2 and the largest printed TSI."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest
from support import PROJECT

sys.path.insert(0, str(Path(__file__).parent))

from audit_helpers import Finding, build_audit, findings, only, with_verdict


@pytest.fixture(scope="module")
def database(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("real_audit")
    return build_audit(root, shared / "real" / "china_yearbooks", PROJECT / "seeds")


@pytest.fixture(scope="module")
def rows(database: Path) -> list[Finding]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return findings(connection)


def test_deviations_fit_2011_to_2020_as_population_deviations(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            """
            select variable, round(std_dev_population, 4), round(std_dev_sample, 4), n,
                fits_population, fits_sample, fits_extremes
            from intermediate.int_descriptive_windows
            where first_year = 2011 and last_year = 2020 and ending = 'as reported'
            order by variable
            """
        ).fetchall()
        fitting_all = connection.execute(
            """
            select first_year, last_year, ending
            from intermediate.int_descriptive_windows
            where variable <> 'open'
            group by all
            having bool_and(fits_extremes and (fits_population or fits_sample))
            """
        ).fetchall()
    assert found == [
        ("lnpgdp", 0.4354, 0.4361, 300, True, False, True),
        ("lnsci", 1.0427, 1.0445, 300, True, False, True),
        # Trade over GDP of these tables is of another vintage: no window has its printed numbers.
        ("open", 0.2968, 0.2973, 300, False, False, False),
        ("upd", 0.6944, 0.6955, 300, True, False, True),
    ]
    assert fitting_all == [(2011, 2020, "as reported")]


def test_the_window_is_consistent_with_2011_to_2020_and_never_proved(rows: list[Finding]) -> None:
    window = only(rows, ("2", None, None, "descriptives_window"))
    assert window.verdict == "suspect"
    assert window.printed == "360 (2011-2022)"
    assert window.expected == "2011-2020: 300"
    assert "Consistent with, not proved" in window.explanation_en
    assert "并非证明" in window.explanation_zh
    assert "vintage" in window.explanation_en
    assert "Of the 4 variables that can be checked 3 fit some window" in window.explanation_en
    deviations = with_verdict(rows, "descriptives_deviation", "suspect")
    assert deviations == {("2", None, variable) for variable in ("lnpgdp", "lnsci", "upd")}


def test_a_variable_that_fits_no_window_is_left_open(rows: list[Finding]) -> None:
    assert with_verdict(rows, "descriptives_maximum", "borderline") == {("2", None, "open")}
    assert with_verdict(rows, "descriptives_deviation", "borderline") == {("2", None, "open")}


def test_the_largest_gdp_per_capita_is_beijings_of_2020(rows: list[Finding]) -> None:
    largest = only(rows, ("2", None, "lnpgdp", "descriptives_maximum"))
    assert largest.verdict == "suspect"
    assert "Beijing 2020, 12.0130" in largest.explanation_en
    assert "2021 to 2022, up to 12.1564" in largest.explanation_en
    assert with_verdict(rows, "descriptives_maximum", "consistent") == {
        ("2", None, "lnsci"),
        ("2", None, "upd"),
    }


def test_the_largest_tsi_is_below_mean_gdp_per_capita(rows: list[Finding]) -> None:
    tsi = only(rows, ("2", None, "ln_tsi", "tsi_maximum"))
    assert (tsi.verdict, tsi.printed, tsi.expected) == ("inconsistent", "11.2927", ">= 11.3543")
    assert "80234 yuan" in tsi.explanation_en
    assert "85329 yuan" in tsi.explanation_en
    assert "2 years from 2021" in tsi.explanation_en


def test_what_was_not_estimated_is_said(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        verdicts = connection.execute(
            "select distinct data_verdict from marts.published_claims"
        ).fetchall()
    assert verdicts == [("not_estimated",)]
