"""The gate passes what is sound; each of its checks can fail, with its severity and place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tsi_warehouse.checks.accepted import Acceptance, accepted_checks, refuse_unknown
from tsi_warehouse.checks.audit import audit
from tsi_warehouse.checks.gate import CheckResult, run_stage
from tsi_warehouse.checks.suite import Check, checks, suite
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.release.candidate import DATABASE

CHECKS = checks()
LOSSES = [check for check in CHECKS if check.is_of_losses]
BY_NAME = {check.name: check for check in CHECKS}


def previous(connection: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    """The sound database as the previous release."""
    release = folder / "release before"
    (release / "parquet" / "results").mkdir(parents=True)
    connection.execute(
        f"attach '{release / DATABASE}' as copied; copy from database memory to copied; detach copied"
    )
    for name, source in suite()["previous"].items():
        if source.endswith(".parquet"):
            schema = "results" if "results/" in source else "marts"
            connection.execute(f"copy {schema}.{name} to '{release / source}'")
    return release


def judged(connection: duckdb.DuckDBPyConnection, before: Path | None) -> dict[str, CheckResult]:
    results = [*run_stage(connection, "raw", {}), *run_stage(connection, "marts", {}, before)]
    return {result.check_name: result for result in results}


def test_a_sound_database_passes_every_check(
    sound: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    results = judged(sound, previous(sound, tmp_path))
    assert list(results) == list(BY_NAME)
    assert {name: result.observed for name, result in results.items() if not result.success} == {}
    assert {result.verdict for result in results.values()} == {"passed"}


# What spoils the database, and what the check must then say of it.
SPOILED = {
    "file_has_known_series": (
        "insert into intermediate.int_cell_outcomes values "
        "('new.csv', '', 'B2', null, 2011, null, null, '9', 'series_not_mapped', 'ignored', 'Z')",
        "new.csv: 0",
    ),
    "file_has_every_sample_region": (
        "delete from intermediate.int_cell_outcomes where region_code = 'b'",
        "f.csv: 0.5",
    ),
    "file_skips_no_year": (
        "insert into intermediate.int_cell_outcomes values "
        "('f.csv', '', 'A6', 'a', 2014, 'x', null, '9', 'outside_window', 'ignored', 'X')",
        "f.csv: 1",
    ),
    "file_reaches_into_the_window": (
        "update intermediate.int_cell_outcomes set year = year - 20",
        "f.csv: 0",
    ),
    "export_file_reaches_into_the_window": (
        "update intermediate.int_export_outcomes set reason = 'outside_window'",
        "e.csv, 2011-2012: 0",
    ),
    "export_records_lie_in_the_window": (
        "insert into intermediate.int_export_outcomes values "
        "('e.csv', 1998, 1234567, 'outside_window', 'a', '14', 1, 'ignored'), "
        "('e.csv', 2099, 1, 'outside_window', 'a', '14', 1, 'ignored')",
        "e.csv, 1998-2099: 1234568",
    ),
    "every_printed_value_is_read": (
        "update intermediate.int_file_outcomes set rejected = 1; "
        "update intermediate.int_cell_outcomes set outcome = 'rejected', value_text = 'ca. 5' "
        "where cell = 'A5'",
        "f.csv, A5: ca. 5: 1",
    ),
    "values_lie_in_their_range": (
        "update intermediate.int_cell_outcomes set value = 4000, value_text = '4000' where cell = 'A4'",
        "x (f.csv, A4: 4000): 1",
    ),
    "index_is_complete": ("update marts.descriptive_statistics set n = 3", "dig: 0.75"),
    "variables_are_complete": (
        "insert into marts.descriptive_statistics values ('open', 2, 1, 1)",
        "open: 0.5",
    ),
    "no_value_is_nan_or_infinite": (
        "insert into results.estimates values ('nan', 'infinity')",
        "results.estimates (coefficient, p_value): 2",
    ),
    "stars_follow_from_what_is_printed": (
        "update results.shown_estimates set stars = '*'",
        "table 3 (1) equation, dig: 0.240* (0.019): 1",
    ),
    "slopes_agree_with_linearmodels": (
        "update results.models set linearmodels_gap = 0.5 where column_no = 1",
        "table 3 (1) equation: 0.5",
    ),
    "index_is_mostly_reported": (
        "update marts.region_indicators set fill_method = 'interpolated' where region_code = 'a'",
        "x: 0.5",
    ),
    "jumps_are_explained": (
        "insert into marts.suspicious_jumps values "
        "('a', 2012, 'x', 12, false, 'f.csv', 'A2'), ('b', 2012, 'x', 99, true, 'f.csv', 'A4')",
        "x (a 2012, f.csv, A2): 1",
    ),
    "no_model_uses_a_broken_series": (
        "insert into marts.break_warnings values ('x', 2012, 'dig')",
        "x (2012 -> dig): 1",
    ),
    "sources_agree": (
        "insert into marts.source_differences values ('x', 'g.csv', 'X', -0.3)",
        "x: g.csv, X: 0.3",
    ),
    "no_raw_file_is_lost": (
        "delete from marts.raw_files where source_file = 'e.csv'",
        "e.csv: 1",
    ),
    "no_indicator_is_lost": ("delete from marts.region_indicators", "x: 1"),
    "no_region_year_is_lost": (
        "update marts.region_indicators set fill_method = 'interpolated' "
        "where region_code = 'a' and year = 2012",
        "x 2012: a 甲: 1",
    ),
    "no_export_is_lost": (
        "delete from intermediate.int_export_outcomes where year = 2011",
        "exports 2011: 1",
    ),
    "no_model_is_lost": (
        "delete from results.models where column_no = 2",
        "table 3, column 2, equation: 1",
    ),
    "means_stay_near_the_last_release": (
        "update marts.descriptive_statistics set mean = 0.6",
        "dig: 0.5",
    ),
    "spreads_stay_near_the_last_release": (
        "update marts.descriptive_statistics set std_dev = 0.3",
        "dig: 1.5",
    ),
}


@pytest.mark.parametrize("name", BY_NAME)
def test_each_check_can_fail_and_says_where(
    sound: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    before = previous(sound, tmp_path)
    statement, observed = SPOILED[name]
    sound.execute(statement)
    result = judged(sound, before)[name]
    assert not result.success
    assert result.observed == observed
    assert result.failing_rows == 1
    assert result.verdict == ("blocked" if BY_NAME[name].severity == "block" else "warned")


def test_a_study_that_drops_region_years_may_have_an_incomplete_index(
    sound: duckdb.DuckDBPyConnection,
) -> None:
    sound.execute("update marts.descriptive_statistics set n = 3")
    sound.execute("update staging.stg_settings set missing_indicator = 'drop_region_year'")
    assert judged(sound, None)["index_is_complete"].success


def test_without_a_release_before_its_comparisons_are_skipped(
    sound: duckdb.DuckDBPyConnection,
) -> None:
    results = judged(sound, None)
    skipped = {name for name, result in results.items() if result.verdict == "skipped"}
    of_moments = {"means_stay_near_the_last_release", "spreads_stay_near_the_last_release"}
    assert skipped == {*of_moments, *(check.name for check in LOSSES)}


@pytest.fixture
def spoiled(sound: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    """A database file with one value out of its range."""
    path = tmp_path / "candidate.duckdb"
    sound.execute(SPOILED["values_lie_in_their_range"][0])
    sound.execute(
        f"attach '{path}' as candidate; copy from database memory to candidate; detach candidate"
    )
    return path


def test_a_block_stops_with_its_place_and_the_two_ways_on(spoiled: Path) -> None:
    with pytest.raises(TsiError) as stopped:
        audit(spoiled, "raw", "20260101T000000-aaaaaa", Console("en", quiet=True))
    error = stopped.value
    assert (error.code, error.exit_code) == ("CHECK-01", Exit.CHECK_FAILED)
    for text in (error.en, error.zh):
        assert "x (f.csv, A4: 4000): 1" in text
        assert "--accept values_lie_in_their_range" in text
        assert "seeds/accepted_checks.csv" in text
    with duckdb.connect(str(spoiled)) as connection:
        kept = connection.execute(
            "select verdict, success from results.quality_results "
            "where check_name = 'values_lie_in_their_range'"
        ).fetchall()
    assert kept == [("blocked", False)]


def test_an_accepted_block_passes_and_is_kept_with_who_accepted_it(spoiled: Path) -> None:
    results = audit(
        spoiled, "raw", "r", Console("en", quiet=True), accept=["values_lie_in_their_range"]
    )
    verdicts = {
        result["check_name"]: (result["verdict"], result["accepted_by"]) for result in results
    }
    assert verdicts["values_lie_in_their_range"] == ("accepted", "--accept")
    audit(spoiled, "marts", "r", Console("en", quiet=True))
    with duckdb.connect(str(spoiled)) as connection:
        stages = connection.execute(
            "select stage, count(*) from results.quality_results group by stage order by stage"
        ).fetchall()
    assert [stage for stage, _ in stages] == ["marts", "raw"]
    assert sum(count for _, count in stages) == len(CHECKS)


def test_a_signed_row_holds_until_its_release(sound: duckdb.DuckDBPyConnection) -> None:
    sound.execute(
        "insert into seeds.accepted_checks values "
        "('values_lie_in_their_range', '20260131', 'the yearbook prints it so', 'Li Na', null)"
    )
    assert accepted_checks(sound, "20260130T000000-aaaaaa") == {
        "values_lie_in_their_range": Acceptance("Li Na: the yearbook prints it so")
    }
    assert accepted_checks(sound, "20260201T000000-aaaaaa") == {}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("values_lie_in_their_range", "", "", "Li Na"), "CHECK-03"),
        (("values_lie_in_their_range", "", "why", ""), "CHECK-03"),
        (("sources_agree", "", "why", "Li Na"), "CHECK-02"),
        (("a_slip", "", "why", "Li Na"), "CHECK-02"),
    ],
)
def test_an_acceptance_that_cannot_be_read_stops(
    sound: duckdb.DuckDBPyConnection, row: tuple[str, ...], code: str
) -> None:
    sound.execute("insert into seeds.accepted_checks values (?, ?, ?, ?, null)", row)
    with pytest.raises(TsiError) as stopped:
        accepted_checks(sound, "r")
    assert stopped.value.code == code


def test_an_unknown_name_is_answered_with_the_names_that_block() -> None:
    with pytest.raises(TsiError) as stopped:
        refuse_unknown(["a_slip"])
    assert "values_lie_in_their_range" in stopped.value.en


def test_every_check_explains_itself_in_both_languages() -> None:
    assert len(BY_NAME) == len(CHECKS)
    for check in CHECKS:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in check.explanation_zh), check.name
        assert check.explanation_en.endswith("."), check.name
        assert {"min_value", "max_value"} & set(check.expectation["kwargs"]), check.name


def test_any_expectation_of_the_library_can_be_a_row_of_the_suite(
    sound: duckdb.DuckDBPyConnection,
) -> None:
    """A check is added by a page or a column and a row; what it expects is not always a range."""
    row = {
        "type": "expect_column_values_to_be_in_set",
        "kwargs": {"column": "years_in_window", "value_set": [1]},
        "severity": "critical",
        "meta": {"code": "GATE-99", "name": "one_year", "en": "More.", "zh": "更多。"},
    }
    added = Check(
        "GATE-99", "one_year", "raw", "block", "files", "years_in_window", "More.", "更多。", row
    )
    (result,) = run_stage(sound, "raw", {}, judged=[added])
    assert (result.verdict, result.observed) == ("blocked", "f.csv: 2")


def test_the_library_is_imported_only_when_a_stage_runs() -> None:
    code = (
        "import sys, tsi_warehouse.pipeline.refresh, tsi_warehouse.checks.audit; "
        "sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_pyspark_that_ends_the_process_is_not_imported(tmp_path: Path) -> None:
    """Its Connect client does so where grpc is not; Great Expectations imports whatever it finds."""
    (tmp_path / "pyspark").mkdir()
    (tmp_path / "pyspark" / "__init__.py").write_text("raise SystemExit(0)")
    code = "from tsi_warehouse.checks.gate import prepare; prepare(); raise SystemExit(7)"
    searched = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    run = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": searched}, check=False
    )
    assert run.returncode == 7
