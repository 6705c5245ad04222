"""Analysts' questions: each runs on a release and says something."""

from pathlib import Path

import duckdb
import pytest
from support import PROJECT, tsi

QUESTIONS = sorted((PROJECT / "analysis").glob("*.sql"))


def test_there_are_at_least_eight_questions_and_each_begins_with_it() -> None:
    assert len(QUESTIONS) >= 8
    for path in QUESTIONS:
        assert path.read_text(encoding="utf-8").startswith("-- "), path.name


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_is_answered(marts: duckdb.DuckDBPyConnection, path: Path) -> None:
    assert marts.execute(path.read_text(encoding="utf-8")).fetchall()


def test_the_split_of_tsi_change_adds_up_to_the_change(marts: duckdb.DuckDBPyConnection) -> None:
    sql = (PROJECT / "analysis" / "tsi_change_within_and_between_industries.sql").read_text(
        encoding="utf-8"
    )
    apart = marts.execute(
        f"""
        select max(abs(split.tsi_change - (last_year.tsi - first_year.tsi)))
        from ({sql.strip()}) as split
        inner join marts.region_tsi as last_year
            on split.region_code = last_year.region_code and last_year.year = 2022
            and last_year.factor_intensity = 'all'
        inner join marts.region_tsi as first_year
            on split.region_code = first_year.region_code and first_year.year = 2011
            and first_year.factor_intensity = 'all'
        """
    ).fetchone()
    assert apart is not None
    assert apart[0] < 1e-6


def test_export_writes_codes_as_text_under_chinese_headers(release: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    target = tmp_path / "out.xlsx"
    run = tsi(
        "export", "analysis/who_leads_and_who_catches_up.sql", target, "--warehouse", release.parent
    )
    assert run.returncode == 0, run.stdout + run.stderr
    sheet = openpyxl.load_workbook(target).active
    assert sheet.cell(2, 1).value == "region_code"
    assert sheet.cell(1, 1).value == "地区代码"
    assert sheet.cell(3, 1).data_type == "s"
    assert sheet.max_row == 2 + 30
