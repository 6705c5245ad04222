"""Following a message about cells makes it disappear: every code in one study, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support import Ended, new_study, tsi_again

from tsi_warehouse.core.errors import catalogue


@dataclass(frozen=True)
class Remedy:
    """A fault in a raw file and what the message says to do about it: other files, or rows of seeds."""

    code: str
    before: Mapping[str, str]
    after: Mapping[str, str] = field(default_factory=dict)
    seeds: Mapping[str, str] = field(default_factory=dict)


REMEDIES = [
    Remedy(
        "CELL-01",
        {"a1.csv": "地区,年份,域名数（万个）\n北京市,2015,1\n火星省,2015,2\n"},
        seeds={"region_aliases.csv": "火星省,ignore,"},
    ),
    Remedy(
        "CELL-03",
        {"a3.csv": "地区,年份,网站数（个）\n北京市,2015,10000\n"},
        seeds={"raw_series.csv": "网站数,个,websites,0.0001,,1,"},
    ),
    Remedy(
        "CELL-04",
        {
            "a4.csv": "地区,年份,互联网上网人数（万人）\n北京市,2015,1\n",
            "b4.csv": "地区,年份,互联网上网人数（万人）\n北京市,2015,2\n",
        },
        seeds={
            "raw_series.csv": (
                "互联网上网人数,万人,internet_users,1,a4.csv,1,\n互联网上网人数,万人,internet_users,1,b4.csv,2,"
            )
        },
    ),
    Remedy(
        "CELL-05",
        {
            "a5.csv": "p值,地区,2014年,2015年\n0.00000000000000000001234567890123456,北京市,1,2\n0.03,天津市,3,4\n"
        },
        {"a5.csv": "地区,2014年,2015年\n北京市,1,2\n天津市,3,4\n"},
    ),
    Remedy(
        "CELL-11",
        {"a11.csv": "地区,年份,移动电话年末用户（万户）\n北京市,2015,1\n,2015,2\n上海市,2015,3\n"},
        {
            "a11.csv": "地区,年份,移动电话年末用户（万户）\n北京市,2015,1\n天津市,2015,2\n上海市,2015,3\n"
        },
    ),
    Remedy(
        "CELL-02",
        {"exports/b2.csv": "region,year,industry,value\n北京市,2015,某业,1\n"},
        seeds={"industry_aliases.csv": "某业,ignore,"},
    ),
    Remedy(
        "CELL-06",
        {"exports/b6.csv": "region,year,month,industry,value\n北京市,2015,13,13,1\n"},
        {"exports/b6.csv": "region,year,month,industry,value\n北京市,2015,12,13,1\n"},
    ),
    Remedy(
        "CELL-07",
        {"exports/b7.csv": "region,year,hs8,value\n上海市,2015,99000000,1\n"},
        seeds={"industry_aliases.csv": "HS99,ignore,"},
    ),
    Remedy(
        "CELL-08",
        {"exports/b8.csv": "region,year,hs8,value\n上海市,2016,8.51712E+07,1\n"},
        seeds={"industry_aliases.csv": "8.51712E+07,ignore,"},
    ),
    Remedy(
        "CELL-09",
        {"exports/b9.csv": "region,year,industry,value\n天津市,2015,39,3\n天津市,2015,391,1\n"},
        seeds={"study_settings.csv": "export_level,finest,"},
    ),
]
# Files that need no remedy: what is wrong in them is folded away, or known for what it is and reported.
INVISIBLE = (
    "\u200b",
    "\u2028",
    "\x0b",
    "\x0c",
    "\x85",
    "\u00ad",
    "\ufeff",
    "\u202a",
    "\ufe0f",
    "\u3164",
    "\u3000",
)
PLACES = (
    "北京市",
    "天津市",
    "河北省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
)
HARMLESS = {
    "unseen.csv": "地区,年份,第二产业增加值（亿元）\n"
    + "".join(
        f'"{place}{mark}",2015,"{mark}1234.5{mark}"\n'
        for place, mark in zip(PLACES, INVISIBLE, strict=True)
    ),
    "stray.csv": "年份,省份,年末常住人口（万人）\n2013,北京市,2125\n2014,北京市,2171\n,,49365.86\n",
    "marks.csv": "地区,年份,财政科学技术支出（亿元）\n北京市,2015,C\n天津市,2015,(D)\n河北省,2015,NA\n",
}
# A defect of ours: a person can only report it.
REPORTED = {"CELL-10"}


def with_remedies(study: Path, *, followed: bool) -> Path:
    for remedy in REMEDIES:
        for name, text in {**remedy.before, **(remedy.after if followed else {})}.items():
            (study / "raw" / name).parent.mkdir(exist_ok=True)
            (study / "raw" / name).write_text(text, encoding="utf-8")
        for name, rows in remedy.seeds.items() if followed else ():
            add_rows(study / "seeds" / name, rows)
    # The table of CELL-05 has a series without a unit, which a row must name before its years are judged.
    add_rows(study / "seeds" / "raw_series.csv", "a5,,telecom_volume,1,,1,")
    add_rows(study / "seeds" / "raw_series.csv", "财政科学技术支出,亿元,science_expenditure,,,1,")
    for name, text in HARMLESS.items():
        (study / "raw" / name).write_text(text, encoding="utf-8", newline="")
    return study


def add_rows(seed: Path, rows: str) -> None:
    """Add rows to a seed; a setting that has a row already is changed there."""
    kept = seed.read_text(encoding="utf-8").splitlines()
    if seed.name == "study_settings.csv":
        kept = [line for line in kept if line.split(",")[0] != rows.split(",")[0]]
    seed.write_text("\n".join([*kept, rows]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    study = with_remedies(new_study(tmp_path_factory.mktemp("cells") / "faults"), followed=False)
    return tsi_again("check-raw", "--study", study)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    study = with_remedies(new_study(tmp_path_factory.mktemp("cells") / "corrected"), followed=True)
    return tsi_again("check-raw", "--study", study)


@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: remedy.code)
def test_doing_what_the_message_says_makes_it_disappear(
    remedy: Remedy, before: Ended, after: Ended
) -> None:
    (message_line,) = [
        line for line in before.stdout.splitlines() if line.startswith(f"{remedy.code}:")
    ]
    assert any(name in message_line for name in remedy.before), message_line
    assert f"{remedy.code}:" not in after.stdout


def test_a_study_in_which_all_was_done_has_nothing_left_to_decide(
    before: Ended, after: Ended
) -> None:
    assert before.returncode == 1
    assert after.returncode == 0, after.stdout[-3000:]
    assert "every cell is accounted for" in after.stdout


def paragraph(ended: Ended, file: str) -> str:
    return ended.stdout.split(f"\n{file}\n")[1].split("\n\n")[0]


def test_what_nobody_sees_loses_no_value(after: Ended) -> None:
    assert "11 = 11 kept + 0 ignored + 0 rejected" in paragraph(after, "unseen.csv")


def test_a_number_below_a_table_is_named_and_stops_nothing(after: Ended) -> None:
    said = paragraph(after, "stray.csv")

    assert "3 = 2 kept + 0 ignored + 1 rejected" in said
    assert "outside the table: no region, no year: C4 49365.86" in said


def test_a_withheld_value_is_ignored_under_its_own_reason(after: Ended) -> None:
    said = paragraph(after, "marks.csv")

    assert "3 = 0 kept + 3 ignored + 0 rejected" in said
    assert "2  withheld: C, (D), x" in said


def test_every_code_of_cells_has_a_remedy_here() -> None:
    codes = {key.split(" ")[0] for key in catalogue() if key.startswith("CELL-")}

    assert codes - REPORTED == {remedy.code for remedy in REMEDIES}
