"""Following a message of landing makes it disappear, and the file is read.

Each fault below is a file as it was received and the same file after somebody followed the message to the letter;
where a message offers several ways, each is followed.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import PROJECT

from tsi_warehouse.landing.export_faults import faults
from tsi_warehouse.landing.exports import plan
from tsi_warehouse.landing.memo import data_years, head_names, region_names
from tsi_warehouse.landing.problems import messages
from yearbooks import Problem, land, problems

from ..yearbooks.corpus import BAD_CASES, Sheet, inline, lines, raw_xlsx, xlsx

TABLE = lines("地区,2011年,2012年", "北京市,1,2", "天津市,3,4")
PAGE = [["地区", "2011年", "2012年"], ["北京市", 1, 2], ["天津市", 3, 4]]
WORKBOOK = xlsx(Sheet("表", PAGE))
HALF_A_CHARACTER = raw_xlsx(
    f'<row r="1">{inline("A1", "地区")}<c r="B1"><v>2011</v></c></row>'
    f'<row r="2">{inline("A2", "北京")}{inline("B2", "_xD800_")}</row>'
)
RECORDS = lines("region,year,industry,value", "北京市,2011,13,5", "天津市,2012,14,6")
ONE_YEAR = ("地区,GDP", "北京市,1", "天津市,3")
CITIES = ("省份,城市,年份,GDP", "广东省,广州市,2015,1", "广东省,深圳市,2015,2")
TWO: dict[str, list[object]] = {"region": ["北京市"] * 2, "year": [2011] * 2, "value": [1.0, 2.0]}
BAD = {case.claim: case.files for case in BAD_CASES}


@dataclass(frozen=True)
class Remedy:
    """A fault and what the message says to do about it.

    before, after : files below raw/, by name; a file of `before` that `after` does not name is gone
    seeds : rows added to seeds, by file
    """

    code: str
    way: str
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    seeds: Mapping[str, str] = field(default_factory=dict)


def parquet(**columns: object) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())


REMEDIES = [
    Remedy("LAND-02", "saved again", {"a.xlsx": WORKBOOK[:-700]}, {"a.xlsx": WORKBOOK}),
    Remedy(
        "LAND-03",
        "a copy without the password",
        BAD["a_workbook_with_a_password"],
        {"a.xlsx": WORKBOOK},
    ),
    Remedy("LAND-04", "saved as csv", BAD["a_picture"], {"a.csv": TABLE}),
    Remedy("LAND-04", "moved out", {**BAD["a_picture"], "b.csv": TABLE}, {"b.csv": TABLE}),
    Remedy("LAND-05", "downloaded again", {"a.csv": b""}, {"a.csv": TABLE}),
    Remedy(
        "LAND-06",
        "saved as CSV UTF-8",
        BAD["bytes_in_no_accepted_encoding"],
        {"a.csv": TABLE.decode().encode("utf-8-sig")},
    ),
    Remedy(
        "LAND-07",
        "the quotation mark closed",
        {"a.csv": lines("地区,2011年,2012年", '"北京市,1,2', "天津市,3,4")},
        {"a.csv": lines("地区,2011年,2012年", '"北京市",1,2', "天津市,3,4")},
    ),
    Remedy(
        "LAND-09", "the head corrected", {"a.csv": lines("a,b", "1,2", "3,4")}, {"a.csv": TABLE}
    ),
    Remedy(
        "LAND-09",
        "the sheet hidden",
        {"a.xlsx": xlsx(Sheet("表", PAGE), Sheet("算", [["x", 1], ["y", 2]]))},
        {"a.xlsx": xlsx(Sheet("表", PAGE), Sheet("算", [["x", 1], ["y", 2]], hidden=True))},
    ),
    Remedy(
        "LAND-09",
        "moved out",
        {"a.csv": lines("a,b", "1,2", "3,4"), "b.csv": TABLE},
        {"b.csv": TABLE},
    ),
    Remedy(
        "LAND-10",
        "the year in the title",
        {"a.csv": lines(*ONE_YEAR)},
        {"a.csv": lines("2015年", *ONE_YEAR)},
    ),
    Remedy(
        "LAND-10",
        "a row of raw_files",
        {"a.csv": lines(*ONE_YEAR)},
        {"a.csv": lines(*ONE_YEAR)},
        {"raw_files.csv": "a.csv,2015,"},
    ),
    Remedy(
        "LAND-10",
        "a row of raw_files where the title names two",
        {"a.csv": lines("2014年、2015年GDP", *ONE_YEAR)},
        {"a.csv": lines("2014年、2015年GDP", *ONE_YEAR)},
        {"raw_files.csv": "a.csv,2015,"},
    ),
    Remedy(
        "LAND-11",
        "a row of raw_files",
        {"中国统计年鉴2016/a.csv": lines(*ONE_YEAR)},
        {"中国统计年鉴2016/a.csv": lines(*ONE_YEAR)},
        {"raw_files.csv": "中国统计年鉴2016/a.csv,2015,"},
    ),
    Remedy(
        "LAND-12",
        "the column headed 地区",
        {"a.csv": lines("州,2011年,2012年", "甲,1,2", "乙,3,4")},
        {"a.csv": lines("地区,2011年,2012年", "甲,1,2", "乙,3,4")},
    ),
    Remedy(
        "LAND-12",
        "the region in the title",
        {"a.csv": lines("指标,2011年,2012年", "GDP,1,2")},
        {"a.csv": lines("北京市主要指标", "指标,2011年,2012年", "GDP,1,2")},
    ),
    Remedy(
        "LAND-12",
        "the names among the aliases",
        {"a.csv": lines("州,2011年,2012年", "甲,1,2", "乙,3,4")},
        {"a.csv": lines("州,2011年,2012年", "甲,1,2", "乙,3,4")},
        {"region_aliases.csv": "甲,110000,\n乙,120000,"},
    ),
    Remedy(
        "LAND-14",
        "renamed to readme",
        {"说明.txt": "本目录的数据来自年鉴。\n".encode(), "b.csv": TABLE},
        {"readme.txt": "本目录的数据来自年鉴。\n".encode(), "b.csv": TABLE},
    ),
    Remedy(
        "LAND-20",
        "the head corrected",
        {"exports/a.csv": lines("地方,year,industry,value", "北京市,2011,13,5")},
        {"exports/a.csv": lines("region,year,industry,value", "北京市,2011,13,5")},
    ),
    Remedy(
        "LAND-21",
        "quotation marks round the value",
        {
            "exports/a.csv": lines(
                "region,year,industry,value", "北京市,2011,13,5", "天津市,2011,a, b,6"
            )
        },
        {
            "exports/a.csv": lines(
                "region,year,industry,value", "北京市,2011,13,5", '天津市,2011,"a, b",6'
            )
        },
    ),
    Remedy(
        "LAND-22",
        "written with the right type",
        {"exports/a.parquet": parquet(**TWO, industry=[True, False])},
        {"exports/a.parquet": parquet(**TWO, industry=["13", "14"])},
    ),
    Remedy(
        "LAND-23",
        "codes as text",
        {"exports/a.parquet": parquet(**TWO, product=[1012100, 85171200])},
        {"exports/a.parquet": parquet(**TWO, product=["01012100", "85171200"])},
    ),
    Remedy("LAND-24", "copied again", BAD["a_nul_byte_that_a_broken_copy_left"], {"a.csv": TABLE}),
    Remedy(
        "LAND-25",
        "saved as xlsx",
        BAD["an_open_document_whose_formats_cannot_be_seen"],
        {"a.xlsx": WORKBOOK},
    ),
    Remedy(
        "LAND-26",
        "the cell corrected and the workbook saved again",
        {"a.xlsx": HALF_A_CHARACTER, "b.csv": TABLE},
        {"a.xlsx": WORKBOOK, "b.csv": TABLE},
    ),
    Remedy(
        "LAND-30",
        "one column kept",
        {"exports/a.csv": lines("region,year,industry,value,金额", "北京市,2011,13,5,6")},
        {"exports/a.csv": lines("region,year,industry,value", "北京市,2011,13,5")},
    ),
    Remedy(
        "LAND-32",
        "the copy removed",
        {"exports/a.csv": RECORDS, "exports/b.csv": RECORDS},
        {"exports/a.csv": RECORDS},
    ),
    Remedy(
        "LAND-40",
        "the yearly table instead",
        {"a.csv": lines("指标：GDP(亿元)", "地区,2011年1月,2011年2月", "北京市,1,2", "天津市,1,2")},
        {"a.csv": lines("指标：GDP(亿元)", "地区,2011年,2012年", "北京市,1,2", "天津市,1,2")},
    ),
    Remedy(
        "LAND-40",
        "the parts added up",
        {"a.csv": lines("年份,月份,地区,GDP", "2011,1,北京市,1", "2011,2,北京市,2")},
        {"a.csv": lines("年份,地区,GDP", "2011,北京市,3")},
    ),
    Remedy(
        "LAND-41",
        "the rows added up and the column removed",
        {"a.csv": lines(*CITIES)},
        {"a.csv": lines("省份,年份,GDP", "广东省,2015,3")},
    ),
    Remedy(
        "LAND-41",
        "the parts as regions of the study",
        {"a.csv": lines(*CITIES)},
        {"a.csv": lines(*(line.split(",", 1)[1] for line in CITIES))},
        {"regions.csv": "440100,广州市,Guangzhou,true,,,,,\n440300,深圳市,Shenzhen,true,,,,,"},
    ),
    Remedy(
        "LAND-41",
        "the column of series headed as such",
        {
            "a.csv": lines(
                "region,name,year,value_added",
                "北京市,a,2015,1",
                "北京市,b,2015,2",
                "天津市,a,2015,3",
                "天津市,b,2015,4",
            )
        },
        {
            "a.csv": lines(
                "region,series,year,value_added",
                "北京市,a,2015,1",
                "北京市,b,2015,2",
                "天津市,a,2015,3",
                "天津市,b,2015,4",
            )
        },
    ),
    Remedy(
        "LAND-42",
        "a year for each name",
        {"a.csv": lines("region,fdi2011,fdi2012,gdp", "北京市,1,2,3")},
        {"a.csv": lines("region,fdi2011,fdi2012,gdp2012", "北京市,1,2,3")},
    ),
    Remedy(
        "LAND-42",
        "the column removed",
        {"a.csv": lines("region,fdi2011,fdi2012,gdp", "北京市,1,2,3")},
        {"a.csv": lines("region,fdi2011,fdi2012", "北京市,1,2")},
    ),
    Remedy(
        "LAND-42",
        "the long form",
        {"a.csv": lines("region,fdi2011,fdi2012,gdp", "北京市,1,2,3")},
        {"a.csv": lines("region,year,fdi,gdp", "北京市,2011,1,", "北京市,2012,2,3")},
    ),
]
# Faults of the machine or of size, each with a test of its own where it is made: a file in use (01), too large (08),
# vanished (13), folders and devices (15, 16, 19), too costly (17), a reader that fails (18), a cell without text (26),
# a name (00), and what only a defect or a broken disk shows (31).
ELSEWHERE = {
    f"LAND-{number}"
    for number in ("00", "01", "08", "13", "15", "16", "17", "18", "19", "26", "31")
}


def found_in(study: Path) -> list[Problem]:
    """Every problem of a study's raw files, as its seeds stand."""
    raw, seeds = study / "raw", study / "seeds"
    landed = land(raw, region_names(seeds), data_years(seeds), skip="exports", wording=messages())
    planned = plan(raw / "exports", study / "work", head_names(seeds), data_years(seeds))
    return [*landed.problems, *landed.unread, *planned.problems, *planned.unread, *faults(planned)]


def written(study: Path, files: Mapping[str, bytes], seeds: Mapping[str, str] = {}) -> Path:
    """The study with these raw files and no others, and rows added to its seeds."""
    shutil.rmtree(study, ignore_errors=True)
    (study / "seeds").mkdir(parents=True)
    (study / "raw" / "exports").mkdir(parents=True)
    for name in ("regions.csv", "region_aliases.csv", "raw_files.csv", "export_headers.csv"):
        text = (PROJECT / "seeds" / name).read_text(encoding="utf-8").rstrip("\n")
        text += f"\n{seeds[name]}" if name in seeds else ""
        (study / "seeds" / name).write_text(f"{text}\n", encoding="utf-8")
    for name, data in files.items():
        path = study / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return study


@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: f"{remedy.code}, {remedy.way}")
def test_doing_what_the_message_says_makes_it_disappear(remedy: Remedy, tmp_path: Path) -> None:
    study = tmp_path / "study"

    before = found_in(written(study, remedy.before))
    after = found_in(written(study, remedy.after, remedy.seeds))

    assert [problem.code for problem in before] == [remedy.code]
    assert any(name.rpartition("/")[2] in before[0].en for name in remedy.before)
    assert any(name.rpartition("/")[2] in before[0].zh for name in remedy.before)
    assert [str(problem) for problem in after] == []


def test_each_row_that_a_message_proposes_is_a_row_that_works(tmp_path: Path) -> None:
    (problem,) = found_in(written(tmp_path, {"a.csv": lines(*ONE_YEAR)}))
    proposed = problem.en.rpartition("such as: ")[2]

    assert (
        found_in(written(tmp_path, {"a.csv": lines(*ONE_YEAR)}, {"raw_files.csv": proposed})) == []
    )


def test_the_row_that_an_export_head_s_message_proposes_works(tmp_path: Path) -> None:
    files = {"exports/a.csv": lines("地方,year,industry,value", "北京市,2011,13,5")}
    (problem,) = found_in(written(tmp_path, files))
    proposed = problem.en.partition("such as: ")[2].split(" | ")
    assert any("地方" in row for row in proposed), problem.en
    wanted = next(row for row in proposed if "地方" in row).rstrip(".")

    assert found_in(written(tmp_path, files, {"export_headers.csv": wanted})) == []


def test_every_code_has_a_remedy_here_or_a_test_elsewhere() -> None:
    pages = (problems.messages(), messages())
    codes = {key[:7] for page in pages for key in page if key.startswith("LAND")}

    assert codes - {remedy.code for remedy in REMEDIES} - ELSEWHERE == set()
