"""A mistake in a seed is reported with file, row and column before anything is built (exit 2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tsi_warehouse.cli.init import init_study
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import Study, resolve_study
from tsi_warehouse.landing.memo import data_years
from tsi_warehouse.pipeline.refresh import check_seeds
from tsi_warehouse.seeds.files import lost_rows, read_seed, stage_seeds, unknown_seed_files


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return resolve_study(str(init_study(tmp_path / "我的 研究")))


def change(study: Study, name: str, change_text: Callable[[str], str], encoding: str = "utf-8"):
    path = study.seeds / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    changed = change_text(text)
    path.write_bytes(changed.encode(encoding))


def refused(study: Study) -> TsiError:
    with pytest.raises(TsiError) as caught:
        check_seeds(study, Console("en"))
    assert caught.value.exit_code == Exit.INPUT
    return caught.value


def setting(name: str, value: str) -> Callable[[str], str]:
    def put(text: str) -> str:
        lines = [
            f"{name},{value}," if line.startswith(f"{name},") else line
            for line in text.splitlines()
        ]
        return "\n".join(lines) + "\n"

    return put


def with_row(row: str) -> Callable[[str], str]:
    return lambda text: f"{text}{row}\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first_year", "2011年"),
        ("first_year", "２０１１"),
        ("last_year", ""),
        ("base_year", "eleven"),
        ("fill", "linear"),
        ("carry", "yes"),
        ("missing_indicator", "drop"),
        ("min_months", "13"),
        ("digital_high_regions", "0"),
        ("export_value_unit", "RMB"),
        ("prody_level", "5"),
        ("confidence_level", "95"),
        ("memory_limit", "lots"),
        ("read_seconds", "2 minutes"),
        ("read_memory", "50%"),
    ],
)
def test_a_setting_that_cannot_be_is_named_with_what_was_expected(study, name, value):
    change(study, "study_settings", setting(name, value))
    error = refused(study)
    for text in (error.en, error.zh):
        assert "study_settings.csv" in text
        assert name in text
        assert value in text


def test_a_misspelt_setting_is_named_with_the_nearest_one(study):
    change(study, "study_settings", lambda text: text.replace("carry,", "cary,"))
    error = refused(study)
    assert "column setting: no setting is called 'cary'; did you mean 'carry'?" in error.en
    assert "行 setting 列：没有名为“cary”的设置；是否为“carry”？" in error.zh


def test_a_window_that_ends_before_it_begins(study):
    change(study, "study_settings", setting("first_year", "2023"))
    assert "first_year 2023 comes after last_year 2022" in refused(study).en


@pytest.mark.parametrize(
    ("name", "slip", "message"),
    [
        (
            "region_aliases",
            with_row("北京,120000,"),
            "region_aliases.csv: row LAST repeats row 2 (alias: 北京); keep one",
        ),
        (
            "raw_series",
            with_row("快递量,万件,,1.0,a.xlsx,1,"),
            "raw_series.csv: row LAST, column indicator_id: is empty",
        ),
        (
            "raw_series",
            with_row('快递量,万件,gdp,"1,000",a.xlsx,1,'),
            "raw_series.csv, row LAST, column multiplier: found '1,000', expected a number",
        ),
        (
            "raw_series",
            with_row("快递量,万件,gdp,１,a.xlsx,1,"),
            "raw_series.csv, row LAST, column multiplier: found '１', expected a number",
        ),
        (
            "raw_series",
            with_row("快递量,万件,gdp,0,a.xlsx,1,"),
            "raw_series.csv: row LAST, column multiplier: found '0'",
        ),
        (
            "indicators",
            lambda text: text.replace("positive,digital", "positive,digitl", 1),
            "indicators.csv: row 2, column role: found 'digitl', expected one of digital, mediator",
        ),
        (
            "study_models",
            with_row("mine,1,equation,ln_tsi,dig,region and year,,xtreg,"),
            "study_models.csv: row LAST, column effects: found 'region and year', expected one of region, year, "
            "region + year, none; did you mean 'region + year'?",
        ),
        (
            "regions",
            lambda text: text.replace("name_zh", "name_cn", 1),
            "regions.csv: column(s) missing: name_zh",
        ),
        (
            "study_models",
            with_row("3,1,equation,ln_tsi,dig,region + year,,xtreg,"),
            "repeats row 2 (study_table, column_no, variant: 3, 1, equation); keep one",
        ),
    ],
)
def test_a_broken_rule_is_reported_with_its_row(study, name, slip, message):
    change(study, name, slip)
    last = len((study.seeds / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    assert message.replace("LAST", str(last)) in refused(study).en


def test_of_many_broken_rows_the_first_five_are_reported(study):
    change(study, "raw_series", with_row("\n".join(f"序列{n},,,1,,1," for n in range(8))))
    message = refused(study).en
    assert message.count("is empty") == 5
    assert "and 3 more" in message


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8-sig", ","), ("gb18030", ";"), ("utf-16", "\t"), ("utf-16", ",")],
)
def test_a_seed_is_read_as_excel_saves_it(study, encoding, delimiter):
    ours = (stage_seeds(study) / "regions.csv").read_bytes()

    def saved(text: str) -> str:
        out = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(text.replace("true", "TRUE").replace("false", "FALSE")))
        csv.writer(out, delimiter=delimiter).writerows(rows)
        return out.getvalue()

    change(study, "regions", saved, encoding)
    assert (stage_seeds(study) / "regions.csv").read_bytes() == ours
    assert read_seed(study.seeds / "regions.csv")[0]["name_zh"] == "北京市"


def test_a_workbook_under_the_name_of_a_csv(study):
    (study.seeds / "regions.csv").write_bytes(b"PK\x03\x04 and more")
    assert "regions.csv is an Excel workbook under the name of a CSV" in refused(study).en


def test_a_seed_that_excel_opened_in_the_wrong_encoding_is_reported(study):
    for name in ("raw_series", "regions", "region_aliases", "indicators", "industries"):
        path = study.seeds / f"{name}.csv"
        sound = path.read_bytes()
        garbled = sound.decode("gb18030", errors="replace").encode("gb18030", errors="replace")
        assert garbled != sound
        path.write_bytes(garbled)
        assert f"{name}.csv was opened as GBK, though it is UTF-8" in refused(study).en
        path.write_bytes(sound.decode().encode("gb18030"))
        check_seeds(study, Console("en"))
        path.write_bytes(sound)


def test_tables_without_a_seed_of_that_name_are_reported(study):
    for name in ("raw_series.xlsx", "raw_serie.csv", "~$raw_series.xlsx", "notes.md"):
        (study.seeds / name).write_bytes(b"")
    assert unknown_seed_files(study) == ["raw_serie.csv", "raw_series.xlsx"]


def test_a_file_missing_from_raw_is_reported_and_a_windows_path_is_read(study):
    (study.raw / "年鉴").mkdir()
    (study.raw / "年鉴" / "a.xls").write_bytes(b"")
    change(
        study, "raw_files", with_row("年鉴\\a.xls,2015,\nraw/年鉴/a.xls,2015,\n年鉴/b.xls,2014,")
    )
    (note,) = lost_rows(study)
    assert "row 4: raw/ has no file '年鉴/b.xls'." in note.en
    assert data_years(stage_seeds(study)) == {"年鉴/a.xls": 2015, "年鉴/b.xls": 2014}


def test_an_unknown_indicator_is_reported_with_the_most_similar_one(study):
    assert list(lost_rows(study)) == []
    change(study, "raw_series", with_row("快递量,万件,broadband_port,1,a.xlsx,1,"))
    (note,) = lost_rows(study)
    assert note.code == "SEED-10"
    assert (
        ", column indicator_id: 'broadband_port' is not in indicators.csv; "
        "did you mean 'broadband_ports'?" in note.en
    )
