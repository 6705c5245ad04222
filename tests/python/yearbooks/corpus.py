"""Small awkward files as people receive them, each with the outcome that it must have.

cases/<group>/<claim>/files holds the files, case.yml the outcome: which cells must land, as lines
'series|unit|region|year|value' in the order of the file, or the code with which a file is rejected. A folder more is a
case more. The functions write workbooks for tests that need one of their own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
import xlwt
import yaml

REGIONS = frozenset(
    {
        *(
            "北京",
            "北京市",
            "Beijing",
            "110000",
            "11",
            "天津",
            "天津市",
            "120000",
            "12",
            "河北",
            "河北省",
        ),
        *(
            "内蒙古",
            "内蒙古自治区",
            "内蒙",
            "上海",
            "上海市",
            "广东",
            "广东省",
            "Guangdong",
            "440000",
        ),
        *("西藏", "新疆", "新疆维吾尔自治区", "全国", "全国总计", "东部地区"),
    }
)


@dataclass(frozen=True)
class Case:
    """Files, and what landing must make of them.

    claim : what the case shows, also the test's name
    cells : expected cells as 'series|unit|region|year|value' lines
    shape : the shape the (first) file is recognised as
    rejected : code of the error where a file must be rejected
    unread : code of the reason where a file is no data, so that the rest is built without it
    notes : value_text -> note_text of the cells that must carry a note
    """

    claim: str
    files: Mapping[str, bytes]
    cells: str = ""
    shape: str = ""
    rejected: str = ""
    unread: str = ""
    encoding: str = ""
    data_years: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def lines(*rows: str, end: str = "\n", encoding: str = "utf-8") -> bytes:
    """A text file of these lines."""
    return (end.join(rows) + end).encode(encoding)


class Sheet:
    """One sheet to write: rows of values from the cell at `top`, `left`, and what is special about it."""

    def __init__(
        self,
        name: str,
        rows: Sequence[Sequence[object]],
        *,
        merges: Sequence[tuple[int, int, int, int]] = (),
        formats: Mapping[tuple[int, int], str] | None = None,
        hidden: bool = False,
        top: int = 0,
        left: int = 0,
    ) -> None:
        self.name, self.rows, self.merges = name, rows, merges
        self.formats, self.hidden, self.top, self.left = formats or {}, hidden, top, left


def xlsx(*sheets: Sheet) -> bytes:
    """A workbook written by xlsxwriter; a tuple ('=A1', value) is a formula with a cached value."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            if sheet.hidden:
                page.hide()
            for row, values in enumerate(sheet.rows):
                for column, value in enumerate(values):
                    code = sheet.formats.get((row, column))
                    style = workbook.add_format({"num_format": code}) if code else None
                    place = (row + sheet.top, column + sheet.left)
                    if isinstance(value, tuple):
                        page.write_formula(*place, value[0], style, value[1])
                    elif value is not None:
                        page.write(*place, value, style)
            for top, left, bottom, right in sheet.merges:
                value = sheet.rows[top][left]
                page.merge_range(top, left, bottom, right, value)
    return stream.getvalue()


def xls(*sheets: Sheet) -> bytes:
    """A workbook of Excel 97, as the yearbooks' discs hold them."""
    workbook = xlwt.Workbook()
    for sheet in sheets:
        page = workbook.add_sheet(sheet.name)
        page.visibility = int(sheet.hidden)
        merged = {
            (row, column)
            for top, left, bottom, right in sheet.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        for top, left, bottom, right in sheet.merges:
            page.write_merge(top, bottom, left, right, sheet.rows[top][left])
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if value is not None and (row, column) not in merged:
                    style = xlwt.Style.default_style
                    if (row, column) in sheet.formats:
                        style = xlwt.easyxf(num_format_str=sheet.formats[row, column])
                    page.write(row + sheet.top, column + sheet.left, value, style)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def raw_xlsx(sheet_data: str, *, shared: str = "", styles: str = "", after: str = "") -> bytes:
    """A workbook of one sheet whose <sheetData> is given as XML, for what no library writes."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{relation}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{sheet_data}</sheetData>{after}"
        "</worksheet>",
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f"<sst {main}>{shared}</sst>"
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet {main}>{styles}</styleSheet>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return stream.getvalue()


def inline(reference: str, text: str) -> str:
    """A cell with an inline string."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


BUREAU = (
    "数据库：分省年度数据",
    "指标：地区生产总值(亿元)",
    "时间：最近2年",
    "地区,2012年,2011年",
    "北京市,17879.4,16251.9",
    "天津市,12893.9,11307.3",
    "注：1.按当年价格计算,2011年为初步数,1993,",
    "　　　2.本表数据,2012年有修订。",
    "数据来源：国家统计局",
)

PAGE_HEAD: list[list[object]] = [
    ["3-9  地区生产总值 (2019年)"],
    ["3-9  Gross Regional Product (2019)"],
    ["本表按当年价格计算。", None, None, "单位：亿元"],
    ["地  区", "地区生产总值", "第一产业", "人均地区\n生产总值(元)"],
    ["Region", "Gross Regional Product", "Primary Industry", "Per Capita GRP"],
]
PAGE_BODY: list[list[object]] = [
    ["全  国", 986515.2, 70473.6, None],
    [None],
    ["北  京", 35371.3, 113.7, 164220],
    ["天  津", 14104.3, 185.2, 90371],
    ["注：2019年数据为初步核算数。"],
]
SMALL_PAGE: list[list[object]] = [
    ["地区", "GDP（亿元）", "人口（万人）"],
    ["北京", 1, 2],
    ["天津", 3, 4],
]


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(b" " * 2**20)
    return stream.getvalue()


def _group(name: str) -> list[Case]:
    """The cases of a group, in the order of their names."""
    cases = []
    for folder in sorted((Path(__file__).parent / "cases" / name).iterdir()):
        files = folder / "files"
        outcome = yaml.safe_load((folder / "case.yml").read_text(encoding="utf-8"))
        found = {
            path.relative_to(files).as_posix(): path.read_bytes()
            for path in sorted(files.rglob("*"))
            if path.is_file()
        }
        cases.append(Case(folder.name, found, **outcome))
    return cases


PAGE_CASES = _group("page")
# It unpacks to more than a file may, so it is none to keep in a repository.
BAD_CASES = [*_group("bad"), Case("a_zip_bomb", {"a.xlsx": _bomb()}, rejected="LAND-08")]
CASES = [
    *(
        case
        for name in ("bureau", "by_region", "eps", "panel", "heads", "long")
        for case in _group(name)
    ),
    *PAGE_CASES,
    *_group("workbook"),
    *_group("student"),
    *BAD_CASES,
]
