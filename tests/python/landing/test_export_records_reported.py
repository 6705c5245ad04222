"""Export records that cannot count as they are: each is named, and the remedy of its message works."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import Ended, change_settings, new_study, tsi_again, write_table

HEAD = ["region", "year", "industry", "value"]
HS_HEAD = ["region", "year", "hs_code", "value"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = new_study(tmp_path_factory.mktemp("reported") / "study")
    exports = study / "raw" / "exports"
    write_table(
        exports / "marks.csv",
        HEAD,
        [
            ("北京", 2019, "13", "100"),
            *(("北京", 2019, "14", mark) for mark in ("NA", "-", "", "C", "…", "暂无数据")),
            ("", "", "", ""),
            ("注：不含服务贸易", "", "", ""),
            ("北京", 2019, "Total", "100"),
            ("北京", 2019, "-", "100"),
        ],
    )
    write_table(
        exports / "levels.csv", HEAD, [("天津", 2019, "17", "9"), ("天津", 2019, "1711", "5")]
    )
    write_table(
        exports / "codes.csv",
        HS_HEAD,
        [
            ("河北", 2019, "85171210", 1),
            ("河北", 2019, "3061790.0", 2),
            ("河北", 2019, "8.51712E+07", 4),
        ],
    )
    return study


@pytest.fixture(scope="module")
def before(study: Path) -> Ended:
    return tsi_again("check-raw", "--study", study)


def test_marks_of_a_missing_value_blank_rows_and_totals_are_ignored(before: Ended) -> None:
    paragraph = before.stdout.partition("exports/marks.csv")[2].partition("exports/")[0]

    assert "11 = 1 kept + 10 ignored + 0 rejected" in paragraph


def test_nested_levels_and_unreadable_codes_are_named(before: Ended) -> None:
    assert before.returncode == 1
    assert "levels nested: 17 has rows of its own and of 1711" in before.stdout
    assert "CELL-08: '8.51712E+07' is not a reliable HS code" in before.stdout
    assert "begin with '03'" in before.stdout, "the zero that was lost"
    assert "begin with '85'" in before.stdout


def test_what_the_messages_advise_settles_them(study: Path, before: Ended) -> None:
    assert "export_level,finest" in before.stdout
    assert "8.51712E+07,ignore" in before.stdout
    change_settings(study, {"export_level": "finest"})
    with (study / "seeds" / "industry_aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("8.51712E+07,ignore,,\nHS03,13,,\nHS85,39,,\n")

    after = tsi_again("check-raw", "--study", study)

    assert after.returncode == 0, after.stdout
    assert "2 = 1 kept + 1 ignored + 0 rejected" in after.stdout
    assert "total of finer records" in after.stdout
    assert "3 = 2 kept + 1 ignored + 0 rejected" in after.stdout
