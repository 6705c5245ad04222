"""What land() says of a folder: every file once, in order; real files whole; helpful refusals."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from yearbooks import Landed, land
from yearbooks.cells import CELL_COLUMNS
from yearbooks.folder import Listing

from .corpus import REGIONS, SMALL_PAGE, Sheet, lines, xls, xlsx

PROVINCES = [
    *("北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江"),
    *("安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆"),
    *(
        "四川",
        "贵州",
        "云南",
        "西藏",
        "陕西",
        "甘肃",
        "青海",
        "宁夏",
        "新疆",
        "全国",
        "北京市",
        "天津市",
    ),
    *("河北省", "山西省", "内蒙古自治区", "上海市", "广东省", "西藏自治区"),
]
TABLE = lines("指标：GDP(亿元)", "地区,2011,2012", "北京,1,2")


def files_of(landed: Landed) -> dict[str, dict[str, object]]:
    return {file["source_file"]: file for file in landed.files.to_pylist()}


def test_every_file_is_listed_and_ignored_ones_are_not_read(tmp_path: Path) -> None:
    ignored = [
        "~$GDP.xlsx",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "年鉴.pdf",
        "说明.docx",
        "README",
        "readme.txt",
        "Readme.md",
        "SIMULATED",
        "notes.md",
        "sub/~$x.xls",
    ]
    (tmp_path / "sub").mkdir()
    for name in ignored:
        (tmp_path / name).write_bytes(b"anything")
    (tmp_path / "a.csv").write_bytes(TABLE)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")

    landed = land(tmp_path, REGIONS)

    files = files_of(landed)
    assert sorted(files) == sorted([*ignored, "a.csv"])
    assert {name for name, file in files.items() if file["status"] == "ignored"} == set(ignored)
    assert landed.problems == []
    assert files["a.csv"]["sha256"] == hashlib.sha256(TABLE).hexdigest()
    assert files["a.csv"]["size_bytes"] == len(TABLE)


def test_a_top_folder_that_is_skipped_is_not_read(tmp_path: Path) -> None:
    for name in ("exports/x.csv", "yearbooks/exports/x.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(TABLE)

    assert list(files_of(land(tmp_path, REGIONS, skip="exports"))) == ["yearbooks/exports/x.csv"]


def test_an_absent_or_empty_folder_has_no_cells_but_all_columns(tmp_path: Path) -> None:
    for raw in (tmp_path, tmp_path / "nowhere"):
        landed = land(raw, REGIONS)
        assert tuple(landed.cells.column_names) == CELL_COLUMNS
        assert (landed.cells.num_rows, landed.files.num_rows, landed.problems) == (0, 0, [])


def test_the_order_is_that_of_the_paths_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c/a.csv", "B.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TABLE)

    first, second = land(tmp_path, REGIONS), land(tmp_path, REGIONS)

    assert list(files_of(first)) == ["B.csv", "a.csv", "b.csv", "c/a.csv"]
    assert first.cells.equals(second.cells)
    assert list(dict.fromkeys(first.cells["source_file"].to_pylist())) == list(files_of(first))


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_bytes(TABLE)
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 torn")
    (tmp_path / "worse.csv").write_bytes(b"")

    landed = land(tmp_path, REGIONS)

    assert [problem.code for problem in landed.problems] == ["LAND-02", "LAND-05"]
    assert files_of(landed)["good.csv"]["cell_count"] == landed.cells.num_rows == 2


def test_a_workbook_that_excel_holds_open_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "open.xlsx").write_bytes(xlsx(Sheet("2011年", SMALL_PAGE)))

    def refuse(path: str, flags: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)
    (problem,) = land(tmp_path, REGIONS).problems

    assert problem.code == "LAND-01"
    assert "open.xlsx" in problem.en
    assert "Close it in Excel or copy it" in problem.en
    assert "请在 Excel 中关闭该文件，或复制一份" in problem.zh


def test_a_file_that_vanishes_is_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Listing(files=["never.csv"])
    monkeypatch.setattr(sys.modules[land.__module__], "listing", lambda *_, **__: gone)

    assert [problem.code for problem in land(tmp_path, REGIONS).problems] == ["LAND-13"]


def test_a_files_sheets_are_read_all_or_none(tmp_path: Path) -> None:
    good = Sheet("2011年", SMALL_PAGE)
    (tmp_path / "a.xlsx").write_bytes(xlsx(good, Sheet("主要指标", SMALL_PAGE)))

    landed = land(tmp_path, REGIONS)

    (problem,) = landed.problems
    assert (problem.code, landed.cells.num_rows) == ("LAND-10", 0)
    assert "a.xlsx [主要指标]" in problem.en


def test_hidden_rows_and_columns_are_read_and_named(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet("GDP（亿元）")
        for row, values in enumerate([["地区", 2011, 2012], ["北京", 1, 2], ["天津", 3, 4]]):
            page.write_row(row, 0, values)
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(1, 1, None, None, {"hidden": True})
        page.set_column(5, 16_383, None, None, {"hidden": True})
    (tmp_path / "a.xlsx").write_bytes(stream.getvalue())
    old = xlwt.Workbook()
    old_page = old.add_sheet("GDP（亿元）")
    for row, values in enumerate([["地区", 2011, 2012], ["北京", 1, 2], ["天津", 3, 4]]):
        for column, value in enumerate(values):
            old_page.write(row, column, value)
    old_page.row(2).hidden = True
    old_page.col(1).hidden = True
    old.save(str(tmp_path / "b.xls"))

    landed = land(tmp_path, REGIONS)

    assert landed.cells["value_text"].to_pylist() == ["1", "2", "3", "4"] * 2
    for file in landed.files.to_pylist():
        assert file["message_en"] == "read although hidden on GDP（亿元）: B, 3"
        assert file["message_zh"] == "GDP（亿元） 中隐藏的行列也已读取：B、3"


def test_hidden_and_passed_over_sheets_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(
        xlsx(
            Sheet("目录", [["表1", "GDP"]]),
            Sheet("2011年", SMALL_PAGE),
            Sheet("旧", SMALL_PAGE, hidden=True),
        )
    )

    file = files_of(land(tmp_path, REGIONS))["a.xlsx"]

    assert file["status"] == "read"
    assert file["message_en"] == "hidden sheets not read: 旧; sheets without numbers: 目录"
    assert file["message_zh"] == "未读取隐藏的工作表：旧；不含数字的工作表：目录"


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(xls(Sheet("2011", SMALL_PAGE, top=2, left=26)))

    cell = land(tmp_path, REGIONS).cells.to_pylist()[-1]

    assert cell["value_text"] == "4"
    assert (cell["sheet"], cell["cell"], cell["row_number"], cell["column_number"]) == (
        "2011",
        "AC5",
        5,
        29,
    )


def test_a_table_of_unknown_regions_is_read_by_its_head_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(lines("地区,年份,GDP（亿元）", "巴黎,2011,1", "里昂,2012,2"))

    landed = land(tmp_path, frozenset())

    assert landed.cells["region_text"].to_pylist() == ["巴黎", "里昂"]


def test_a_million_cells_would_fit_one_dictionary_a_column(tmp_path: Path) -> None:
    rows = [f"北京,{1950 + row % 70},{row},v" for row in range(140_000)]
    (tmp_path / "a.csv").write_bytes(lines("province,year,value,variables", *rows))

    cells = land(tmp_path, REGIONS).cells

    assert cells.num_rows == 140_000
    assert cells["value_text"].to_pylist() == [str(row) for row in range(140_000)]
    assert all(len(chunk.dictionary) == 70 for chunk in cells["year_text"].chunks)


@pytest.fixture(scope="module")
def landed(shared: Path) -> Landed:
    return land(shared / "real" / "china_yearbooks", frozenset(PROVINCES))


class TestRealFiles:
    """The tables of ../shared, exactly as people receive them."""

    def test_every_file_is_recognised_and_every_data_cell_counted(self, landed: Landed) -> None:
        assert landed.problems == []
        assert {
            (file["source_file"], file["shape"], file["encoding"], file["cell_count"])
            for file in landed.files.to_pylist()
        } == {
            ("techme_MarketPush.csv", "long", "utf-8", 960),
            ("techme_PublicBudget.csv", "long", "utf-8", 1756),
            ("techme_RDActivity.csv", "long", "utf-8", 1792),
            ("techme_RDIntense.csv", "long", "utf-8", 832),
            ("techme_RDLaborHour.csv", "long", "utf-8", 2240),
            ("techme_RDPatentAuthority.csv", "long", "utf-8", 1792),
            ("中国宏观经济数据库-年度（分省级）.xlsx", "eps", "xlsx", 5 * 31 * 13),
            ("分省年度数据 (1).csv", "bureau", "gb18030", 31 * 20),
            ("分省年度数据 (2).csv", "bureau", "gb18030", 31 * 20),
            ("分省年度数据 (3).csv", "bureau", "gb18030", 31 * 20),
            ("分省年度数据 (4).csv", "bureau", "gb18030", 31 * 20),
            ("分省年度数据 (5).csv", "bureau", "gb18030", 31 * 20),
            ("分省年度数据 (6).csv", "bureau", "gb18030", 31 * 20),
            ("分省年度数据.csv", "bureau", "gb18030", 31 * 19),
            ("分省年度数据_整合.csv", "wide_panel", "utf-8-sig", 620 * 21),
            ("面板原始数据_合并版v2.xlsx", "wide_panel", "xlsx", 403 * 31),
        }

    @pytest.mark.parametrize(
        ("file", "series", "unit", "region", "year", "value"),
        [
            (
                "中国宏观经济数据库-年度（分省级）.xlsx",
                "地区生产总值（当年价）",
                "亿元",
                "广东",
                "2020",
                "110760.94000",
            ),
            ("面板原始数据_合并版v2.xlsx", "GDP", "亿元", "广东", "2020", "110760.94"),
            ("分省年度数据.csv", "地区生产总值", "亿元", "广东省", "2020年", "113708.9"),
            ("面板原始数据_合并版v2.xlsx", "人均地区生产总值", "元", "北京", "2020", "164889"),
            ("面板原始数据_合并版v2.xlsx", "电信业务总量", "亿元", "广东", "2021", "1932.37"),
            ("分省年度数据_整合.csv", "第二产业比重", "%", "河南", "2011", "57.3"),
            ("techme_PublicBudget.csv", "v6_cz_yszc_kxjs", "亿元", "广东", "2019", "1168.79"),
        ],
    )
    def test_landmarks(
        self, landed: Landed, file: str, series: str, unit: str, region: str, year: str, value: str
    ) -> None:
        found = [
            cell["value_text"]
            for cell in landed.cells.to_pylist()
            if (cell["source_file"], cell["series_text"], cell["unit_text"], cell["year_text"])
            == (file, series, unit, year)
            and "".join(cell["region_text"].split()) == region
        ]
        assert found == [value]

    def test_names_are_as_printed(self, landed: Landed) -> None:
        regions = Counter(landed.cells["region_text"].to_pylist())
        assert regions["新   疆"] > 0
        assert regions["两藏"] > 0
        assert regions["全国"] > 0

    def test_nothing_but_the_content_decides(
        self, landed: Landed, shared: Path, tmp_path: Path
    ) -> None:
        for number, path in enumerate(sorted((shared / "real" / "china_yearbooks").iterdir())):
            shutil.copyfile(path, tmp_path / f"{number:02}.dat")

        renamed = land(tmp_path, frozenset(PROVINCES))

        drop = ["source_file", "sheet"]
        assert (
            renamed.cells.drop_columns(drop).to_pylist()
            == landed.cells.drop_columns(drop).to_pylist()
        )


@pytest.mark.parametrize(
    ("start", "program", "command"),
    [
        (b"<stata_dta><header><release>118<", "Stata", "export delimited"),
        (b"r\2\1\0\1\0\1\0", "Stata", "export delimited"),
        (b"$FL2@(#) SPSS DATA FILE", "SPSS", "SAVE TRANSLATE"),
        (b"RDX3\nX\n", "R", "write.csv"),
    ],
)
def test_the_data_of_a_statistics_program_are_refused_with_its_own_command(
    tmp_path: Path, start: bytes, program: str, command: str
) -> None:
    (tmp_path / "a.dta").write_bytes(start + bytes(range(256)))

    (problem,) = land(tmp_path, REGIONS).problems

    assert problem.code == "LAND-04"
    assert f"a data file of {program}, which is not read" in problem.en
    assert command in problem.en
    assert command in problem.zh
