"""A release that lacks what the previous one had is stopped; each item is named with its likely cause."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from checks.test_gate import judged, previous

from tsi_warehouse.checks.accepted import accepted_checks, by_acceptance
from tsi_warehouse.checks.audit import audit
from tsi_warehouse.checks.suite import checks
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import TsiError


def losses(connection: duckdb.DuckDBPyConnection, before: Path) -> dict[str, str]:
    """Each lost item with its cause."""
    found = judged(connection, before)
    return {
        loss.item: loss.cause_en
        for check in checks()
        for loss in found[check.name].losses
        if check.is_of_losses and found[check.name].verdict == "blocked"
    }


# The values of region a in 2012 are gone; what else was changed, and the cause that is named.
GONE = "delete from marts.region_indicators where region_code = 'a' and year = 2012"
CAUSES = {
    "a file that is gone": (
        "delete from marts.raw_files where source_file = 'f.csv'",
        "the raw file f.csv is gone",
    ),
    "a file that is not read": (
        "update marts.raw_files set status = 'rejected', reason = 'LAND-03', message_en = 'a photo' "
        "where source_file = 'f.csv'",
        "f.csv is not read now: a photo",
    ),
    "a row of raw_series that is gone": (
        "delete from seeds.raw_series",
        "its row in seeds/raw_series.csv was removed or changed (X)",
    ),
    "a row of raw_series with another unit": (
        "update seeds.raw_series set printed_unit = '万人'",
        "its row in seeds/raw_series.csv was removed or changed (X)",
    ),
    "a series with another name in the file": (
        "update intermediate.int_cell_outcomes set series_text = 'X (new)', reason = 'series_not_mapped'",
        "f.csv does not print the series X any more; it prints, without a row in "
        "seeds/raw_series.csv: X (new)",
    ),
    "a cell that is no number now": (
        "update intermediate.int_cell_outcomes set outcome = 'rejected', reason = 'unreadable_number', "
        "value_text = 'ca. 2' where cell = 'A2'",
        "f.csv, A2: ca. 2 (unreadable_number)",
    ),
    "an alias of the region that is gone": (
        "delete from seeds.region_aliases",
        "an alias of the region was removed or changed in seeds/region_aliases.csv (甲省)",
    ),
    "rows deleted in the file": (
        "update marts.raw_files set sha256 = 'f2' where source_file = 'f.csv'",
        "f.csv was changed and has no value there now",
    ),
    "an indicator without a row": (
        "delete from seeds.indicators",
        "its row was removed from seeds/indicators.csv",
    ),
}


@pytest.mark.parametrize(("change", "cause"), CAUSES.values(), ids=list(CAUSES))
def test_a_lost_region_year_is_listed_with_its_cause(sound, tmp_path, change, cause):
    before = previous(sound, tmp_path)
    sound.execute(f"{GONE}; {change}")
    assert losses(sound, before)["x 2012: a 甲"] == cause


def test_a_reported_value_that_is_only_filled_now_is_lost(sound, tmp_path):
    before = previous(sound, tmp_path)
    sound.execute(
        "update marts.region_indicators set fill_method = 'interpolated' where year = 2011"
    )
    found = losses(sound, before)
    assert list(found) == ["x 2011: a 甲, b 乙"]
    assert found["x 2011: a 甲, b 乙"].startswith("filled now; ")


# Edited settings and seeds, each with what they take away on purpose.
EDITS = {
    "a shorter window": "update staging.stg_settings set first_year = 2012; "
    "update seeds.study_settings set value = '2012' where setting = 'first_year'; "
    "delete from marts.region_indicators where year = 2011; "
    "delete from intermediate.int_export_outcomes where year = 2011",
    "a moved window": "update staging.stg_settings set first_year = 2020, last_year = 2022; "
    "update seeds.study_settings set value = '2020' where setting = 'first_year'; "
    "delete from marts.region_indicators; delete from intermediate.int_export_outcomes; "
    "delete from results.models",
    "a region out of the sample": "update seeds.regions set in_sample = false where region_code = 'b'; "
    "delete from marts.region_indicators where region_code = 'b'; "
    "delete from intermediate.int_export_outcomes where region_code = 'b' and industry_code = '14'; "
    "delete from intermediate.int_export_outcomes where region_code = 'b'; delete from results.models",
    "another sample of a model": "update seeds.study_models set sample = 'year > 2050' where column_no = 2; "
    "delete from results.models where column_no = 2",
    "a file under another name": "update marts.raw_files set source_file = 'g.csv' where source_file = 'f.csv'",
    "a corrected value": "update marts.region_indicators set value = 7; "
    "update marts.raw_files set sha256 = 'f2' where source_file = 'f.csv'",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_what_a_setting_takes_away_is_no_loss(sound, tmp_path, edit):
    before = previous(sound, tmp_path)
    sound.execute(edit)
    assert losses(sound, before) == {}


def test_filled_values_go_with_the_setting_that_fills_and_not_without(sound, tmp_path):
    sound.execute("update marts.region_indicators set fill_method = 'carried' where year = 2012")
    before = previous(sound, tmp_path)
    sound.execute("delete from marts.region_indicators where year = 2012")
    assert list(losses(sound, before)) == ["x 2012: a 甲, b 乙"]
    sound.execute("update seeds.study_settings set value = 'none' where setting = 'fill'")
    assert losses(sound, before) == {}


@pytest.mark.parametrize(
    ("change", "item"),
    [
        ("delete from intermediate.int_export_outcomes where year = 2012", "exports 2012"),
        (
            "delete from intermediate.int_export_outcomes where region_code = 'b'",
            "exports of b 乙 2012",
        ),
        (
            "delete from intermediate.int_export_outcomes where industry_code = '15'",
            "exports of industry 15 2012",
        ),
        (
            "update intermediate.int_export_outcomes set months = 2047 where region_code = 'a'",
            "1 month(s) of exports of a 甲 2011-2012",
        ),
    ],
)
def test_lost_exports_are_listed(sound, tmp_path, change, item):
    before = previous(sound, tmp_path)
    sound.execute(f"{change}; delete from marts.raw_files where source_file = 'e.csv'")
    assert losses(sound, before)[item] == "the raw file e.csv is gone"


def test_lost_exports_are_listed_against_a_release_of_an_earlier_version(sound, tmp_path):
    before = previous(sound, tmp_path)
    with duckdb.connect(str(before / "tsi.duckdb")) as release:
        release.execute(
            "create table staging.stg_export_outcomes as from intermediate.int_export_outcomes; "
            "drop schema intermediate cascade"
        )
    sound.execute("delete from intermediate.int_export_outcomes where year = 2012")
    assert list(losses(sound, before)) == ["exports 2012"]


def test_a_lost_model_is_listed_with_the_reason_it_was_skipped_or_its_missing_row(sound, tmp_path):
    before = previous(sound, tmp_path)
    sound.execute(
        "delete from results.models; delete from seeds.study_models where column_no = 1; "
        "insert into results.skipped values ('3', 2, 'equation', '无数值', 'upd has no value')"
    )
    assert losses(sound, before) == {
        "table 3, column 1, equation": "its row was removed from seeds/study_models.csv, or renamed",
        "table 3, column 2, equation": "upd has no value",
    }


def test_a_variable_and_a_place_in_the_index_are_lost_too(sound, tmp_path):
    before = previous(sound, tmp_path)
    sound.execute(
        "update marts.indicators set used_in_index = false; "
        "update marts.descriptive_statistics set n = 0"
    )
    assert list(losses(sound, before)) == ["variable dig", "x in the index"]


@pytest.fixture
def lost(sound, tmp_path):
    """A database file without two of the things that the previous release had, and that release."""
    before = previous(sound, tmp_path)
    sound.execute("delete from results.models; delete from marts.raw_files")
    path = tmp_path / "candidate.duckdb"
    sound.execute(
        f"attach '{path}' as candidate; copy from database memory to candidate; detach candidate"
    )
    return path, before


def outcome(path, before, **options):
    """The error of the audit, '' where it passes; and the losses that the candidate keeps."""
    try:
        audit(
            path,
            "marts",
            "20270101T000000Z-a",
            Console("en", quiet=True),
            previous=before,
            **options,
        )
        error = ""
    except TsiError as stopped:
        error = stopped.en
    with duckdb.connect(str(path), read_only=True) as connection:
        kept = connection.execute("select item, accepted_by from results.losses order by all")
        return error, kept.fetchall()


def test_all_losses_are_named_and_one_option_accepts_and_records_them(lost):
    path, before = lost
    error, kept = outcome(path, before)
    for item in ("e.csv", "f.csv", "table 3, column 1, equation", "table 3, column 2, equation"):
        assert f"\n    {item}: " in error
    assert "tsi refresh --accept-loss" in error
    assert kept == []
    error, kept = outcome(path, before, accept_loss=True)
    assert error == ""
    assert len(kept) == 4
    assert {by for _, by in kept} == {"--accept-loss"}


def test_accepting_one_check_by_name_lets_no_other_loss_pass(lost):
    path, before = lost
    error, _ = outcome(path, before, accept=["no_model_is_lost"])
    assert "no_raw_file_is_lost" in error
    assert "no_model_is_lost" not in error


def signed(path, items):
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "delete from seeds.accepted_checks; insert into seeds.accepted_checks values "
            "('no_raw_file_is_lost', '', 'withdrawn', 'Li Na', ?)",
            [items],
        )


def test_a_signed_row_accepts_what_it_lists_and_no_further_loss(lost):
    path, before = lost
    signed(path, "f.csv")
    assert "no_raw_file_is_lost" in outcome(path, before, accept=["no_model_is_lost"])[0]
    signed(path, "e.csv; f.csv")
    error, kept = outcome(path, before, accept=["no_model_is_lost"])
    assert error == ""
    assert ("e.csv", "Li Na: withdrawn") in kept


def test_a_signed_row_without_items_is_of_the_first_release_with_it(sound):
    sound.execute(
        "insert into seeds.accepted_checks values "
        "('no_raw_file_is_lost', '', 'withdrawn', 'Li Na', null)"
    )
    first = accepted_checks(sound, "r")["no_raw_file_is_lost"]
    assert first.covers(["e.csv"])
    row = {"check_name": "no_raw_file_is_lost", "item": "e.csv", "accepted_by": first.by}
    later = accepted_checks(sound, "s", earlier=by_acceptance([row]))["no_raw_file_is_lost"]
    assert later.covers(["e.csv"])
    assert not later.covers(["f.csv"])
