"""Small awkward files as people receive them, each with the outcome that it must have.

A case writes one or more files and says which cells must land, as lines 'series|unit|region|year|value'
in the order of the file, or the code of the error with which a file must be rejected.
"""

# ruff: noqa: E501 - a line of a file is one line here
from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter
import xlwt

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


def matrix(series: str, unit: str, years: str, **regions: str) -> str:
    """Expected cells of a region x year table, region by region."""
    return "\n".join(
        f"{series}|{unit}|{region}|{year}|{value}"
        for region, values in regions.items()
        for year, value in zip(years.split(), values.split(), strict=True)
    )


GDP = matrix(
    "地区生产总值", "亿元", "2012年 2011年", 北京市="17879.4 16251.9", 天津市="12893.9 11307.3"
)
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


def _bureau(delimiter: str = ",") -> list[str]:
    return [line.replace(",", delimiter) for line in BUREAU]


BUREAU_CASES = [
    Case(
        "the_bureaus_export_in_gb18030_with_title_and_footer_lines",
        {"分省年度数据.csv": lines(*BUREAU, end="\r\n", encoding="gb18030")},
        GDP,
        "bureau",
        encoding="gb18030",
    ),
    Case(
        "utf_8_without_a_byte_order_mark",
        {"a.csv": lines(*BUREAU)},
        GDP,
        "bureau",
        encoding="utf-8",
    ),
    Case(
        "utf_8_with_a_byte_order_mark",
        {"a.csv": lines(*BUREAU, encoding="utf-8-sig")},
        GDP,
        "bureau",
        encoding="utf-8-sig",
    ),
    Case(
        "utf_16_text_with_tabs_as_excel_saves_unicode_text",
        {"a.txt": lines(*_bureau("\t"), end="\r\n", encoding="utf-16")},
        GDP,
        "bureau",
        encoding="utf-16",
    ),
    Case(
        "utf_16_big_endian",
        {"a.csv": b"\xfe\xff" + lines(*BUREAU, encoding="utf-16-be")},
        GDP,
        "bureau",
        encoding="utf-16",
    ),
    Case(
        "utf_16_without_a_byte_order_mark",
        {"a.csv": lines(*BUREAU, encoding="utf-16-le")},
        GDP,
        "bureau",
        encoding="utf-16-le",
    ),
    Case(
        "semicolons_beside_thousands_separators",
        {
            "a.csv": lines(
                "指标：GDP(亿元)", "地区;2011;2012", "北京;16,251;17,879", "天津;11,307;12,893"
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="16,251 17,879", 天津="11,307 12,893"),
        "bureau",
    ),
    Case(
        "tabs_beside_thousands_separators",
        {"a.csv": lines("指标：GDP(亿元)", "地区\t2011\t2012", "北京\t16,251\t17,879")},
        matrix("GDP", "亿元", "2011 2012", 北京="16,251 17,879"),
        "bureau",
    ),
    Case(
        "quoted_thousands_separators_between_commas",
        {"a.csv": lines("指标：GDP(亿元)", "地区,2011,2012", '北京,"16,251","17,879"')},
        matrix("GDP", "亿元", "2011 2012", 北京="16,251 17,879"),
        "bureau",
    ),
    Case(
        "years_in_full_width_digits_and_as_floats",
        {"a.csv": lines("指标：GDP（亿元）", "地区,２０１１,2012.0,2013年", "北京,1,2,3")},
        matrix("GDP", "亿元", "２０１１ 2012.0 2013年", 北京="1 2 3"),
        "bureau",
    ),
    Case(
        "oldest_first_stays_oldest_first",
        {"a.csv": lines("指标：GDP（亿元）", "地区,2011年,2012年", "北京,1,2")},
        matrix("GDP", "亿元", "2011年 2012年", 北京="1 2"),
        "bureau",
    ),
    Case(
        "years_down_and_regions_across",
        {"a.csv": lines("地区生产总值（亿元）", "年份,北京,天津", "2011,1,2", "2012,3,")},
        "地区生产总值|亿元|北京|2011|1\n地区生产总值|亿元|天津|2011|2\n"
        "地区生产总值|亿元|北京|2012|3\n地区生产总值|亿元|天津|2012|",
        "bureau",
    ),
    Case(
        "a_single_year_column",
        {"a.csv": lines("指标：GDP(亿元)", "地区,2011年", "北京,1", "天津,2")},
        matrix("GDP", "亿元", "2011年", 北京="1", 天津="2"),
        "bureau",
    ),
    Case(
        "regions_that_nobody_knows_are_landed_for_sql_to_reject",
        {"a.csv": lines("指标：GDP(亿元)", "地区,2011,2012", "北京,1,2", "两藏,3,4", "火星省,5,6")},
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 两藏="3 4", 火星省="5 6"),
        "bureau",
    ),
    Case(
        "blank_cells_of_a_known_region_are_cells_too",
        {"a.csv": lines("指标：GDP(亿元)", "地区,2011,2012", "北京,,2", "天津,,", "全国,1")},
        "GDP|亿元|北京|2011|\nGDP|亿元|北京|2012|2\nGDP|亿元|天津|2011|\nGDP|亿元|天津|2012|\n"
        "GDP|亿元|全国|2011|1\nGDP|亿元|全国|2012|",
        "bureau",
    ),
    Case(
        "a_group_heading_without_numbers_is_no_region",
        {
            "a.csv": lines(
                "指标：GDP(亿元)", "地区,2011,2012", "华北,,", "北京,1,2", "", "直辖市", "天津,3,4"
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4"),
        "bureau",
    ),
    Case(
        "footnote_marks_at_regions_years_and_numbers_stay_as_printed",
        {
            "a.csv": lines(
                "指标：GDP(亿元)", "地区,2011①,2012", "北京②,123.4①,…", "天津*,—,-", "① 初步数。"
            )
        },
        matrix("GDP", "亿元", "2011① 2012", **{"北京②": "123.4① …", "天津*": "— -"}),
        "bureau",
    ),
    Case(
        "a_title_that_holds_commas",
        {
            "a.csv": lines(
                "各地区研发人员，按活动类型分,,", "单位：人年,,", "地区,2011,2012", "北京,1,2"
            )
        },
        matrix("各地区研发人员，按活动类型分", "人年", "2011 2012", 北京="1 2"),
        "bureau",
    ),
    Case(
        "a_unit_line_below_the_title",
        {"a.csv": lines("1-2 各地区总人口,,", ",,单位：万人", "地区,2011,2012", "北京,1,2")},
        matrix("各地区总人口", "万人", "2011 2012", 北京="1 2"),
        "bureau",
    ),
    Case(
        "a_table_without_title_takes_its_series_from_the_files_name",
        {"技术市场成交额（亿元）.csv": lines("省份,2011,2012", "北京,1,2")},
        matrix("技术市场成交额", "亿元", "2011 2012", 北京="1 2"),
        "bureau",
    ),
    Case(
        "a_corner_that_names_both_axes",
        {"指标A.csv": lines("地区\\年份,2011,2012", "北京,1,2")},
        matrix("指标A", "", "2011 2012", 北京="1 2"),
        "bureau",
    ),
    Case(
        "a_unit_in_the_corner",
        {"a.csv": lines("各地区GDP", "单位：亿元,2011,2012", "北京,1,2")},
        matrix("各地区GDP", "亿元", "2011 2012", 北京="1 2"),
        "bureau",
    ),
    Case(
        "an_unlabelled_corner",
        {"指标A.csv": lines(",2011,2012", "北京,1,2", "天津,3,4")},
        matrix("指标A", "", "2011 2012", 北京="1 2", 天津="3 4"),
        "bureau",
    ),
    Case(
        "white_space_inside_and_around_names_and_values_is_kept",
        {"指标A.csv": lines("地 区,2011,2012", "北　京, 1 ,2", " 天   津,3,4　")},
        "指标A||北　京|2011| 1 \n指标A||北　京|2012|2\n指标A|| 天   津|2011|3\n指标A|| 天   津|2012|4　",
        "bureau",
    ),
    Case(
        "a_column_that_is_no_year_is_landed_under_its_own_head",
        {"指标A.csv": lines("地区,2011,2012,年均增长", "北京,1,2,3%")},
        "指标A||北京|2011|1\n指标A||北京|2012|2\n指标A||北京|年均增长|3%",
        "bureau",
    ),
    Case(
        "values_that_look_like_years_are_values",
        {"学校数（所）.csv": lines("地区,2011,2012", "北京,1998,2003", "天津,2011,2012")},
        matrix("学校数", "所", "2011 2012", 北京="1998 2003", 天津="2011 2012"),
        "bureau",
    ),
    Case(
        "two_tables_below_one_another_keep_their_own_titles",
        {
            "a.csv": lines(
                "指标：GDP(亿元)",
                "地区,2011,2012",
                "北京,1,2",
                "数据来源：国家统计局",
                "",
                "指标：总人口(万人)",
                "地区,2011,2012",
                "北京,3,4",
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="1 2")
        + "\n"
        + matrix("总人口", "万人", "2011 2012", 北京="3 4"),
        "bureau",
    ),
    Case(
        "a_table_printed_in_two_halves_beside_one_another",
        {
            "a.csv": lines(
                "GDP（亿元）,,,,,",
                "地区,2011,2012,地区,2011,2012",
                "北京,1,2,上海,5,6",
                "天津,3,4,广东,7,8",
                "河北,9,9,,,",
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4", 河北="9 9")
        + "\n"
        + matrix("GDP", "亿元", "2011 2012", 上海="5 6", 广东="7 8"),
        "bureau",
    ),
    Case(
        "two_columns_of_regions_without_heads_are_rejected",
        {"2011年.csv": lines(",GDP,,GDP", "北京,1,上海,5", "天津,3,广东,7")},
        rejected="LAND-09",
    ),
    Case(
        "years_with_a_unit_behind_and_ends_of_years",
        {"a.csv": lines("各地区人口", "地区,2011年末（万人）,2012年末（万人）", "北京,1,2")},
        matrix("各地区人口", "万人", "2011年末 2012年末", 北京="1 2"),
        "bureau",
    ),
    Case(
        "excels_own_line_that_names_the_delimiter",
        {"指标A.csv": lines("sep=;", "地区;2011;2012", "北京;1,5;2")},
        matrix("指标A", "", "2011 2012", 北京="1,5 2"),
        "bureau",
    ),
    Case(
        "a_web_page_that_calls_itself_xls",
        {
            "指标A.xls": lines(
                "<html><head><meta charset='gbk'><title>x</title></head><body><table border=1>",
                "<tr><td colspan=3>地区生产总值<br>(亿元)</td></tr><tr><th>地区</th><th>2011年</th><th>2012年</th></tr>",
                "<tr><td>北京</td><td>1&nbsp;</td><td>&lt;2</td></tr><tr><td>天津<td>3<td>4</table></body></html>",
                encoding="gb18030",
            )
        },
        "地区生产总值|亿元|北京|2011年|1\u00a0\n地区生产总值|亿元|北京|2012年|<2\n"
        "地区生产总值|亿元|天津|2011年|3\n地区生产总值|亿元|天津|2012年|4",
        "bureau",
        encoding="gb18030",
    ),
    Case(
        "a_web_page_whose_regions_span_their_years",
        {
            "a.xls": lines(
                "<table><tr><td>地区</td><td>年份</td><td>GDP</td></tr>",
                "<tr><td rowspan='2'>北京</td><td>2011</td><td>1</td></tr><tr><td>2012</td><td>2</td></tr></table>",
            )
        },
        "GDP||北京|2011|1\nGDP||北京|2012|2",
        "wide_panel",
    ),
    Case(
        "the_bracket_that_is_no_unit_stays_in_the_name",
        {"a.csv": lines("指标：人口数(人口抽样调查)(人)", "地区,2011", "北京,1", "天津,2")},
        matrix("人口数(人口抽样调查)", "人", "2011", 北京="1", 天津="2"),
        "bureau",
    ),
]

BY_REGION_CASES = [
    Case(
        "the_bureaus_export_of_one_region_with_indicators_down",
        {
            "分省年度数据.csv": lines(
                "数据库：分省年度数据",
                "地区：北京市",
                "时间：最近2年",
                "指标,2012年,2011年",
                "地区生产总值(亿元),1,2",
                "年末常住人口(万人),3,",
                "数据来源：国家统计局",
            )
        },
        "地区生产总值|亿元|北京市|2012年|1\n地区生产总值|亿元|北京市|2011年|2\n"
        "年末常住人口|万人|北京市|2012年|3\n年末常住人口|万人|北京市|2011年|",
        "by_region",
    ),
    Case(
        "a_sheet_a_region_with_years_down",
        {
            "各省.xlsx": xlsx(
                Sheet(
                    "北京", [["年份", "GDP（亿元）", "总人口（万人）"], [2011, 1, 2], [2012, 3, 4]]
                ),
                Sheet("天津", [["年份", "GDP（亿元）", "总人口（万人）"], [2011, 5, 6]]),
            )
        },
        "GDP|亿元|北京|2011|1\n总人口|万人|北京|2011|2\nGDP|亿元|北京|2012|3\n总人口|万人|北京|2012|4\n"
        "GDP|亿元|天津|2011|5\n总人口|万人|天津|2011|6",
        "by_region",
    ),
    Case(
        "the_region_in_the_files_name",
        {"广东省.csv": lines("指标,2011,2012", "GDP(亿元),1,2")},
        "GDP|亿元|广东省|2011|1\nGDP|亿元|广东省|2012|2",
        "by_region",
    ),
    Case(
        "a_corner_that_says_something_else",
        {"北京.csv": lines("名称,2011,2012", "GDP(亿元),1,2")},
        "GDP|亿元|北京|2011|1\nGDP|亿元|北京|2012|2",
        "by_region",
    ),
    Case(
        "a_table_that_names_no_region_is_rejected",
        {"a.csv": lines("指标,2011,2012", "GDP(亿元),1,2")},
        rejected="LAND-12",
    ),
]

EPS_ROWS: list[list[object]] = [
    [None, None, "2011", "2012"],
    ["地区生产总值（当年价）（亿元）", "北京", "1.00000", "2.00000"],
    [None, "天津", "3.00000", None],
    ["公路里程（公里）", "北京", "5.00000", "6.00000"],
    [None, "天津", "7.00000", "8.00000"],
    [None, None, None, None],
    ["数据来源：<p>中国统计年鉴</p>"],
    ["由EPS DATA整理"],
]
EPS = (
    matrix("地区生产总值（当年价）", "亿元", "2011 2012", 北京="1.00000 2.00000")
    + "\n地区生产总值（当年价）|亿元|天津|2011|3.00000\n地区生产总值（当年价）|亿元|天津|2012|\n"
    + matrix("公路里程", "公里", "2011 2012", 北京="5.00000 6.00000", 天津="7.00000 8.00000")
)
EPS_CASES = [
    Case(
        "the_eps_workbook_with_merged_series_and_html_in_its_footer",
        {"宏观.xlsx": xlsx(Sheet("宏观", EPS_ROWS, merges=[(1, 0, 2, 0), (3, 0, 4, 0)]))},
        EPS,
        "eps",
    ),
    Case(
        "the_eps_workbook_in_excel_97",
        {"宏观.xls": xls(Sheet("宏观", EPS_ROWS, merges=[(1, 0, 2, 0), (3, 0, 4, 0)]))},
        EPS,
        "eps",
    ),
    Case(
        "an_eps_csv_whose_merged_series_are_blank_below_their_first_row",
        {"a.csv": lines(",,2011,2012", "GDP（亿元）,北京,1,2", ",天津,3,4", ",上海,5,6")},
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4", 上海="5 6"),
        "eps",
    ),
    Case(
        "region_before_series_and_a_column_of_units",
        {"a.csv": lines("地区,指标,单位,2011,2012", "北京,GDP,亿元,1,2", "北京,人口,万人,3,4")},
        "GDP|亿元|北京|2011|1\nGDP|亿元|北京|2012|2\n人口|万人|北京|2011|3\n人口|万人|北京|2012|4",
        "eps",
    ),
    Case(
        "a_heading_of_a_group_with_its_unit_but_without_numbers_is_no_row",
        {
            "a.csv": lines(
                "指标,单位,地区,2011,2012",
                "一、总量,亿元,,,",
                "GDP,亿元,北京,1,2",
                "GDP,亿元,天津,3,4",
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4"),
        "eps",
    ),
    Case(
        "one_missing_name_in_a_full_column_is_not_filled_from_above",
        {
            "a.csv": lines(
                "指标,地区,2011,2012", "GDP,北京,1,2", "GDP,天津,3,4", ",上海,5,6", "GDP,广东,7,8"
            )
        },
        matrix("GDP", "", "2011 2012", 北京="1 2", 天津="3 4")
        + "\n"
        + matrix("", "", "2011 2012", 上海="5 6")
        + "\n"
        + matrix("GDP", "", "2011 2012", 广东="7 8"),
        "eps",
    ),
]

PANEL_CASES = [
    Case(
        "a_wide_panel_workbook_with_units_in_full_width_brackets",
        {
            "面板.xlsx": xlsx(
                Sheet(
                    "面板",
                    [
                        [
                            "省份",
                            "年份",
                            "GDP（亿元）",
                            "对外开放度（进出口/GDP）",
                            "产业高级化率（%）",
                        ],
                        ["上海", 2011.0, 19195.69, None, 58.05],
                        ["上海", 2012.0, 20181.72, "", 60],
                    ],
                )
            )
        },
        "GDP|亿元|上海|2011|19195.69\n对外开放度（进出口/GDP）||上海|2011|\n产业高级化率|%|上海|2011|58.05\n"
        "GDP|亿元|上海|2012|20181.72\n对外开放度（进出口/GDP）||上海|2012|\n产业高级化率|%|上海|2012|60",
        "wide_panel",
    ),
    Case(
        "units_after_the_last_underscore_but_not_bases_and_tags",
        {
            "a.csv": lines(
                "地区,年份,GDP_亿元,GDP_当年价_亿元,GDP指数_上年=100,私营就业_NBS_万人,人员_NBS,比重_%",
                "上海,2011,1,2,3,4,5,6",
                encoding="utf-8-sig",
            )
        },
        "GDP|亿元|上海|2011|1\nGDP_当年价|亿元|上海|2011|2\nGDP指数_上年=100||上海|2011|3\n"
        "私营就业_NBS|万人|上海|2011|4\n人员_NBS||上海|2011|5\n比重|%|上海|2011|6",
        "wide_panel",
    ),
    Case(
        "a_row_of_units_below_the_head",
        {"a.csv": lines("地区,年份,GDP,总人口", ",,亿元,（万人）", "上海,2011,1,2")},
        "GDP|亿元|上海|2011|1\n总人口|万人|上海|2011|2",
        "wide_panel",
    ),
    Case(
        "a_row_of_units_that_says_so",
        {"a.csv": lines("地区,年份,GDP,总人口", "单位,,亿元,万人", "上海,2011,1,2")},
        "GDP|亿元|上海|2011|1\n总人口|万人|上海|2011|2",
        "wide_panel",
    ),
    Case(
        "a_two_row_head_with_merged_groups",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [
                        ["地区", "年份", "产业增加值（亿元）", None, "总人口（万人）"],
                        [None, None, "第二产业", "第三产业", None],
                        ["上海", 2011, 1, 2, 3],
                    ],
                    merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)],
                )
            )
        },
        "产业增加值_第二产业|亿元|上海|2011|1\n产业增加值_第三产业|亿元|上海|2011|2\n总人口|万人|上海|2011|3",
        "wide_panel",
    ),
    Case(
        "regions_merged_down_over_their_years",
        {
            "a.csv": lines(
                "地区,年份,GDP（亿元）",
                "北京,2010,1",
                ",2011,2",
                ",2012,3",
                "天津,2010,4",
                ",2011,5",
                ",2012,6",
            )
        },
        "\n".join(
            f"GDP|亿元|{region}|{year}|{value}"
            for region, year, value in [
                ("北京", 2010, 1),
                ("北京", 2011, 2),
                ("北京", 2012, 3),
                ("天津", 2010, 4),
                ("天津", 2011, 5),
                ("天津", 2012, 6),
            ]
        ),
        "wide_panel",
    ),
    Case(
        "regions_merged_down_in_a_workbook",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [
                        ["地区", "年份", "GDP（亿元）"],
                        ["北京", 2011, 1],
                        [None, 2012, 2],
                        ["天津", 2011, 3],
                    ],
                    merges=[(1, 0, 2, 0)],
                )
            )
        },
        "GDP|亿元|北京|2011|1\nGDP|亿元|北京|2012|2\nGDP|亿元|天津|2011|3",
        "wide_panel",
    ),
    Case(
        "the_unnamed_index_column_that_pandas_writes",
        {"a.csv": lines(",province,year,gdp", "0,北京,2011,1", "1,北京,2012,2", "2,天津,2011,3")},
        "gdp||北京|2011|1\ngdp||北京|2012|2\ngdp||天津|2011|3",
        "wide_panel",
    ),
    Case(
        "codes_serial_numbers_and_english_names_are_no_data",
        {
            "a.csv": lines(
                "序号,行政区划代码,地区,Region,年份,GDP",
                "1,110000,北京,Beijing,2011,5",
                "2,120000,天津,Tianjin,2011,6",
            )
        },
        "GDP||北京|2011|5\nGDP||天津|2011|6",
        "wide_panel",
    ),
    Case(
        "codes_alone_name_the_regions",
        {"a.csv": lines("地区代码,年份,GDP", "110000,2011,5", "120000,2011,6")},
        "GDP||110000|2011|5\nGDP||120000|2011|6",
        "wide_panel",
    ),
    Case(
        "year_before_region_and_remarks_beside_the_values",
        {"a.csv": lines("年份,地区,GDP,备注", "2011,北京,5,初步数", "2012,北京,6,")},
        "GDP||北京|2011|5\nGDP||北京|2012|6",
        "wide_panel",
        notes={"5": "初步数"},
    ),
    Case(
        "english_names_beside_the_chinese_ones_are_labels_whatever_their_head",
        {"a.csv": lines("地区,英文名,年份,GDP", "北京,Beijing,2011,5", "广东,Guangdong,2011,6")},
        "GDP||北京|2011|5\nGDP||广东|2011|6",
        "wide_panel",
    ),
    Case(
        "columns_named_by_codes_or_by_x",
        {"a.csv": lines("地区,年份,GDP,13,x", "北京,2011,5,6,7")},
        "GDP||北京|2011|5\n13||北京|2011|6\nx||北京|2011|7",
        "wide_panel",
    ),
    Case(
        "a_panel_headed_in_english",
        {"a.csv": lines("Province,Year,GDP (100 million yuan)", "Beijing,2011,5")},
        "GDP|100 million yuan|Beijing|2011|5",
        "wide_panel",
    ),
    Case(
        "a_panel_whose_keys_have_no_head",
        {"a.csv": lines(",,GDP,人口", "北京,2011,5,7", "天津,2011,6,8")},
        "GDP||北京|2011|5\n人口||北京|2011|7\nGDP||天津|2011|6\n人口||天津|2011|8",
        "wide_panel",
    ),
    Case(
        "a_column_without_a_head_is_landed_without_a_series",
        {"a.csv": lines("地区,年份,GDP,", "北京,2011,5,9")},
        "GDP||北京|2011|5\n||北京|2011|9",
        "wide_panel",
    ),
]

HEAD_CASES = [
    Case(
        "years_merged_over_indicators",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [
                        ["地区", "2011年", None, "2012年", None],
                        [None, "GDP（亿元）", "人口（万人）", "GDP（亿元）", "人口（万人）"],
                        ["北京", 1, 2, 3, 4],
                    ],
                    merges=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)],
                )
            )
        },
        "GDP|亿元|北京|2011年|1\n人口|万人|北京|2011年|2\nGDP|亿元|北京|2012年|3\n人口|万人|北京|2012年|4",
        "two_row_head",
    ),
    Case(
        "indicators_over_years_in_a_csv_without_merged_cells",
        {
            "a.csv": lines(
                "地区,GDP（亿元）,,人口（万人）,",
                ",2011,2012,2011,2012",
                "北京,1,2,3,4",
                "天津,5,6,7,8",
            )
        },
        "GDP|亿元|北京|2011|1\nGDP|亿元|北京|2012|2\n人口|万人|北京|2011|3\n人口|万人|北京|2012|4\n"
        "GDP|亿元|天津|2011|5\nGDP|亿元|天津|2012|6\n人口|万人|天津|2011|7\n人口|万人|天津|2012|8",
        "two_row_head",
    ),
    Case(
        "a_group_above_a_labelled_head",
        {
            "a.csv": lines(
                "各地区产出,,,,", ",产值,,人口,", "地区,工业,农业,城镇,乡村", "北京,1,2,3,4"
            ),
        },
        data_years={"a.csv": 2011},
        cells="产值_工业||北京|2011|1\n产值_农业||北京|2011|2\n人口_城镇||北京|2011|3\n人口_乡村||北京|2011|4",
        shape="yearbook_page",
    ),
    Case(
        "regions_over_indicators_with_years_down",
        {"a.csv": lines("年份,北京,,天津,", ",GDP,人口,GDP,人口", "2011,1,2,3,4")},
        "GDP||北京|2011|1\n人口||北京|2011|2\nGDP||天津|2011|3\n人口||天津|2011|4",
        "two_row_head",
    ),
]

LONG_CASES = [
    Case(
        "a_long_table_with_variables_spaced_names_and_na",
        {
            "techme_X.csv": lines(
                '"province","year","chn_block4","value","units","variables"',
                '"全国","2011","合计",100,"万元","v_hj"',
                '"新   疆","2011","合计",NA,"万元","v_hj"',
                '"两藏","2011","金额",3.5,"件","v_je"',
            )
        },
        "v_hj|万元|全国|2011|100\nv_hj|万元|新   疆|2011|NA\nv_je|件|两藏|2011|3.5",
        "long",
    ),
    Case(
        "a_long_table_in_chinese",
        {
            "a.csv": lines(
                "指标名称,地区,年份,数值,单位",
                "GDP,北京,2011年,1,亿元",
                "人口（万人）,北京,2011年,,",
            )
        },
        "GDP|亿元|北京|2011年|1\n人口|万人|北京|2011年|",
        "long",
    ),
    Case(
        "a_long_table_without_series_takes_the_files_name_and_notes_its_other_labels",
        {"cre_index.csv": lines("province,year,kind,value", "北京,2011,总,1", "北京,2011,分,2")},
        "cre_index||北京|2011|1\ncre_index||北京|2011|2",
        "long",
        notes={"1": "kind=总", "2": "kind=分"},
    ),
    Case(
        "a_long_table_in_a_workbook_with_serial_numbers",
        {
            "cre.xlsx": xlsx(
                Sheet(
                    "Sheet1",
                    [
                        ["id", "地区", "年份", "数值"],
                        [1, "北京", 2011, 0.5],
                        [2, "天津", 2011, 0.25],
                    ],
                )
            )
        },
        "cre||北京|2011|0.5\ncre||天津|2011|0.25",
        "long",
    ),
    Case(
        "a_second_numeric_column_makes_it_a_panel_so_that_none_is_lost",
        {"a.csv": lines("province,year,value,weight", "北京,2011,1,2")},
        "value||北京|2011|1\nweight||北京|2011|2",
        "wide_panel",
    ),
    Case(
        "rows_that_lack_their_region_are_landed_for_sql_to_reject",
        {
            "a.csv": lines(
                "province,year,value,variables", "北京,2011,1,v", ",2012,2,v", "北京,,3,v"
            )
        },
        "v||北京|2011|1\nv|||2012|2\nv||北京||3",
        "long",
    ),
]

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
PAGE = "\n".join(
    f"{series}|{unit}|{region}|2019年|{value}"
    for region, values in (
        ("全  国", ("986515.2", "70473.6", "")),
        ("北  京", ("35371.3", "113.7", "164220")),
        ("天  津", ("14104.3", "185.2", "90371")),
    )
    for (series, unit), value in zip(
        (("地区生产总值", "亿元"), ("第一产业", "亿元"), ("人均地区\\n生产总值", "元")),
        values,
        strict=True,
    )
)
SMALL_PAGE: list[list[object]] = [
    ["地区", "GDP（亿元）", "人口（万人）"],
    ["北京", 1, 2],
    ["天津", 3, 4],
]


def _page(year: str) -> str:
    return (
        f"GDP|亿元|北京|{year}|1\n人口|万人|北京|{year}|2\n"
        f"GDP|亿元|天津|{year}|3\n人口|万人|天津|{year}|4"
    )


PAGE_CASES = [
    Case(
        "a_yearbook_page_with_english_lines_and_its_year_in_the_title",
        {"C0309.xlsx": xlsx(Sheet("C03-09", PAGE_HEAD + PAGE_BODY, merges=[(0, 0, 0, 3)]))},
        PAGE,
        "yearbook_page",
    ),
    Case(
        "a_yearbook_page_in_excel_97",
        {"C0309.xls": xls(Sheet("C03-09", PAGE_HEAD + PAGE_BODY, merges=[(0, 0, 0, 3)]))},
        PAGE,
        "yearbook_page",
    ),
    Case(
        "one_year_a_sheet",
        {"GDP.xlsx": xlsx(Sheet("2011年", SMALL_PAGE), Sheet("2012年", SMALL_PAGE))},
        _page("2011年") + "\n" + _page("2012年"),
        "yearbook_page",
    ),
    Case(
        "one_year_a_sheet_in_excel_97",
        {"GDP.xls": xls(Sheet("2011", SMALL_PAGE), Sheet("2012", SMALL_PAGE))},
        _page("2011") + "\n" + _page("2012"),
        "yearbook_page",
    ),
    Case(
        "the_year_in_the_files_name",
        {"各省2013年主要指标.xlsx": xlsx(Sheet("Sheet1", SMALL_PAGE))},
        _page("2013年"),
        "yearbook_page",
    ),
    Case(
        "the_year_in_the_folders_name",
        {"2014/主要指标.xlsx": xlsx(Sheet("Sheet1", SMALL_PAGE))},
        _page("2014"),
        "yearbook_page",
    ),
    Case(
        "the_titles_year_wins_over_the_files",
        {"2016.xlsx": xlsx(Sheet("Sheet1", [["各地区主要指标（2015年）"], *SMALL_PAGE]))},
        _page("2015年"),
        "yearbook_page",
    ),
    Case(
        "a_yearbooks_number_is_not_its_datas_year",
        {"中国统计年鉴2016.xlsx": xlsx(Sheet("Sheet1", SMALL_PAGE))},
        rejected="LAND-11",
    ),
    Case(
        "nor_is_it_in_a_folders_name",
        {"中国统计年鉴—2016/C0309.xls": xls(Sheet("Sheet1", SMALL_PAGE))},
        rejected="LAND-11",
    ),
    Case(
        "nor_is_a_bare_number_beside_the_yearbooks_name",
        {"中国统计年鉴/2016/C0309.xls": xls(Sheet("Sheet1", SMALL_PAGE))},
        rejected="LAND-11",
    ),
    Case(
        "nor_is_it_in_the_title",
        {"a.csv": lines("各地区主要指标——《2016中国统计年鉴》", "地区,GDP,人口", "北京,1,2")},
        rejected="LAND-11",
    ),
    Case(
        "raw_files_names_the_year_of_a_yearbooks_page",
        {"中国统计年鉴2016.xlsx": xlsx(Sheet("Sheet1", SMALL_PAGE))},
        _page("2015"),
        "yearbook_page",
        data_years={"中国统计年鉴2016.xlsx": 2015},
    ),
    Case(
        "the_titles_year_in_a_yearbooks_folder",
        {
            "中国统计年鉴2016/C0309.xls": xls(
                Sheet("C0309", [["各地区主要指标（2015年）"], *SMALL_PAGE])
            )
        },
        _page("2015年"),
        "yearbook_page",
    ),
    Case(
        "the_datas_year_beside_the_yearbooks_number_in_one_title",
        {
            "a.xlsx": xlsx(
                Sheet("Sheet1", [["2015年各地区主要指标（中国统计年鉴2016）"], *SMALL_PAGE])
            )
        },
        _page("2015年"),
        "yearbook_page",
    ),
    Case(
        "a_base_year_is_not_the_datas_year",
        {
            "2013年.xlsx": xlsx(
                Sheet("Sheet1", [["各地区主要指标（按2010年不变价计算）"], *SMALL_PAGE])
            )
        },
        _page("2013年"),
        "yearbook_page",
    ),
    Case(
        "a_page_that_says_no_year_is_rejected",
        {"指标.xlsx": xlsx(Sheet("Sheet1", SMALL_PAGE))},
        rejected="LAND-10",
    ),
    Case(
        "a_span_of_years_is_no_year",
        {"a.xlsx": xlsx(Sheet("Sheet1", [["主要指标（2011-2015年）"], *SMALL_PAGE]))},
        rejected="LAND-10",
    ),
    Case(
        "beside_a_span_in_the_title_the_sheets_year_holds",
        {"a.xlsx": xlsx(Sheet("2013年", [["“十二五”时期（2011-2015年）主要指标"], *SMALL_PAGE]))},
        _page("2013年"),
        "yearbook_page",
    ),
    Case(
        "a_further_table_with_its_own_title_takes_nothing_from_the_one_above",
        {
            "a.csv": lines(
                "各地区产业 2012年",
                "单位：亿元",
                "地区,工业,农业",
                "北京,1,2",
                "",
                "各地区文化 2013年",
                "地区,图书馆,博物馆",
                "北京,3,4",
            )
        },
        "工业|亿元|北京|2012年|1\n农业|亿元|北京|2012年|2\n图书馆||北京|2013年|3\n博物馆||北京|2013年|4",
        "yearbook_page",
    ),
    Case(
        "indicators_down_and_regions_across",
        {"a.csv": lines("2012年主要指标", "指标,单位,北京,天津", "GDP,亿元,1,2", "人口,万人,3,4")},
        "GDP|亿元|北京|2012年|1\nGDP|亿元|天津|2012年|2\n人口|万人|北京|2012年|3\n人口|万人|天津|2012年|4",
        "yearbook_page",
    ),
    Case(
        "a_continued_table_takes_over_year_and_unit",
        {
            "a.csv": lines(
                "3-2 各地区产业（2012年）,,",
                "单位：亿元,,",
                "地区,工业,农业",
                "北京,1,2",
                "天津,3,4",
                "3-2 续表,,",
                "地区,建筑业,商业",
                "北京,5,6",
                "天津,7,8",
                "注：初步数",
            )
        },
        "\n".join(
            f"{s}|亿元|{r}|2012年|{v}"
            for s, r, v in [
                ("工业", "北京", 1),
                ("农业", "北京", 2),
                ("工业", "天津", 3),
                ("农业", "天津", 4),
                ("建筑业", "北京", 5),
                ("商业", "北京", 6),
                ("建筑业", "天津", 7),
                ("商业", "天津", 8),
            ]
        ),
        "yearbook_page",
    ),
    Case(
        "a_continued_table_on_the_next_sheet",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "3-2",
                    [
                        ["3-2 各地区产业（2012年）"],
                        ["单位：亿元"],
                        ["地区", "工业"],
                        ["北京", 1],
                        ["天津", 3],
                    ],
                ),
                Sheet("3-2续表", [["3-2 续表"], ["地区", "建筑业"], ["北京", 5], ["天津", 7]]),
            )
        },
        "工业|亿元|北京|2012年|1\n工业|亿元|天津|2012年|3\n建筑业|亿元|北京|2012年|5\n建筑业|亿元|天津|2012年|7",
        "yearbook_page",
    ),
    Case(
        "a_page_break_that_repeats_the_head",
        {
            "a.csv": lines(
                "主要指标 2012年,,",
                "地区,GDP,人口",
                "北京,1,2",
                "地区,GDP,人口",
                "天津,3,4",
                "续表,,",
                "上海,5,6",
            )
        },
        "GDP||北京|2012年|1\n人口||北京|2012年|2\nGDP||天津|2012年|3\n人口||天津|2012年|4\n"
        "GDP||上海|2012年|5\n人口||上海|2012年|6",
        "yearbook_page",
    ),
    Case(
        "a_numbered_row_below_the_head",
        {
            "a.csv": lines(
                "主要指标 2012年,,", "地区,GDP,人口", "甲,1,2", "北京,10,20", "天津,30,40"
            )
        },
        "GDP||北京|2012年|10\n人口||北京|2012年|20\nGDP||天津|2012年|30\n人口||天津|2012年|40",
        "yearbook_page",
    ),
    Case(
        "the_day_a_page_was_fetched_is_no_year_of_data",
        {"C0309_2023-05-04.xlsx": xlsx(Sheet("Sheet1", SMALL_PAGE))},
        rejected="LAND-10",
    ),
    Case(
        "nor_is_the_day_in_a_folders_name",
        {"2023年5月4日下载/C0309.xls": xls(Sheet("Sheet1", SMALL_PAGE))},
        rejected="LAND-10",
    ),
    Case(
        "nor_is_the_day_a_page_was_published_or_printed",
        {
            "2011年.xlsx": xlsx(
                Sheet(
                    "Sheet1",
                    [
                        ["各地区主要指标"],
                        ["发布时间：2023/05/04", None, "制表日期：2023年6月"],
                        ["填报单位：国家统计局 2023年7月"],
                        *SMALL_PAGE,
                    ],
                )
            )
        },
        _page("2011年"),
        "yearbook_page",
    ),
    Case(
        "a_years_end_is_a_day_of_data",
        {"a.csv": lines("各地区主要指标（截至2011年12月31日）", "地区,GDP（亿元）", "北京,1")},
        "GDP|亿元|北京|2011年|1",
        "yearbook_page",
    ),
    Case(
        "the_year_of_a_classification_or_of_a_revision_is_no_year_of_data",
        {
            "2015年.xlsx": xlsx(
                Sheet(
                    "Sheet1",
                    [
                        ["各地区主要指标（按2017年国民经济行业分类，根据2020年普查修订）"],
                        *SMALL_PAGE,
                    ],
                )
            )
        },
        _page("2015年"),
        "yearbook_page",
    ),
    Case(
        "nor_is_the_year_of_prices_in_english",
        {
            "a.csv": lines(
                "各地区GDP（2015年）",
                "GDP by Region (at 2010 prices)",
                "地区,GDP（亿元）",
                "北京,1",
            )
        },
        "GDP|亿元|北京|2015年|1",
        "yearbook_page",
    ),
    Case(
        "a_sheet_named_by_the_yearbooks_number_does_not_say_the_datas_year",
        {"中国统计年鉴2016.xlsx": xlsx(Sheet("2016", SMALL_PAGE))},
        rejected="LAND-11",
    ),
    Case(
        "a_sheet_of_another_year_in_a_yearbooks_workbook_does",
        {"中国统计年鉴2016.xlsx": xlsx(Sheet("2015", SMALL_PAGE))},
        _page("2015"),
        "yearbook_page",
    ),
    Case(
        "years_alone_above_the_regions_are_their_years",
        {
            "a.csv": lines(
                "各地区主要指标（2011-2012年）,,",
                "单位：亿元,,",
                "地区,工业,人口（万人）",
                "2012年,,",
                "北京,1,2",
                "天津,3,4",
                "2011年,,",
                "北京,5,6",
                "天津,7,8",
                "注：初步数",
            )
        },
        "\n".join(
            f"{series}|{unit}|{region}|{year}|{value}"
            for year, region, values in (
                ("2012年", "北京", "12"),
                ("2012年", "天津", "34"),
                ("2011年", "北京", "56"),
                ("2011年", "天津", "78"),
            )
            for (series, unit), value in zip(
                (("工业", "亿元"), ("人口", "万人")), values, strict=True
            )
        ),
        "yearbook_page",
    ),
    Case(
        "regions_alone_above_the_years_are_their_regions",
        {
            "a.xls": xls(
                Sheet(
                    "Sheet1",
                    [
                        ["年份", "GDP（亿元）", "人口（万人）"],
                        ["北 京"],
                        [2011, 1, 2],
                        [2012, 3, 4],
                        ["天 津"],
                        [2011, 5, 6],
                        [2012, 7, 8],
                    ],
                )
            )
        },
        "\n".join(
            f"{series}|{region}|{year}|{value}"
            for region, year, values in (
                ("北京", 2011, "12"),
                ("北京", 2012, "34"),
                ("天津", 2011, "56"),
                ("天津", 2012, "78"),
            )
            for series, value in zip(("GDP|亿元", "人口|万人"), values, strict=True)
        ),
        "by_region",
    ),
    Case(
        "names_with_their_translations_in_the_same_cell",
        {
            "2011年.xlsx": xlsx(
                Sheet(
                    "16-1",
                    [
                        ["16-1  各地区互联网主要指标\nMain Indicators of the Internet"],
                        [
                            "地  区\nRegion",
                            "域名数\n(万个)\nDomain\nNames\n(10 000 units)",
                            "移动电话用户\nMobile Telephone\nSubscribers (10 000 subscribers)",
                            "人均\nGDP\n(元)",
                        ],
                        ["北  京\nBeijing", 1, 2, 3],
                    ],
                )
            )
        },
        "域名数|万个|北  京\\nBeijing|2011年|1\n移动电话用户|10 000 subscribers|北  京\\nBeijing|2011年|2\n"
        "人均\\nGDP|元|北  京\\nBeijing|2011年|3",
        "yearbook_page",
    ),
    Case(
        "a_year_whose_word_stands_in_brackets_is_no_unit",
        {"域名数（万个）.csv": lines("地区,2011(年),2012（年）", "北京,1,2")},
        matrix("域名数", "万个", "2011 2012", 北京="1 2"),
        "bureau",
    ),
    Case(
        "a_pages_number_between_two_heads_is_no_title",
        {
            "a.csv": lines(
                "指标：域名数(万个),,",
                "地区,2011,2012",
                "北京,1,2",
                ",,",
                "第 2 页，共 3 页,,",
                "地区,2011,2012",
                "天津,3,4",
                "— 3 —,,",
                "地区,2011,2012",
                "河北,5,6",
            )
        },
        "\n".join(
            matrix("域名数", "万个", "2011 2012", **{region: values})
            for region, values in (("北京", "1 2"), ("天津", "3 4"), ("河北", "5 6"))
        ),
        "bureau",
    ),
    Case(
        "heads_that_say_one_thing_in_two_words",
        {
            "a.csv": lines(
                "Region (地区),年份（Year）,单位（个）", "Beijing,2011,3", "Tianjin,2012,4"
            )
        },
        "单位|个|Beijing|2011|3\n单位|个|Tianjin|2012|4",
        "wide_panel",
    ),
    Case(
        "a_long_table_with_var_and_val",
        {
            "a.csv": lines(
                "code,name,yr,var,val", "110000,北京,2011,gdp,1", "120000,天津,2011,pop,2"
            )
        },
        "gdp||北京|2011|1\npop||天津|2011|2",
        "long",
    ),
    Case(
        "half_a_year_is_no_year_of_data",
        {"a.csv": lines("2012年上半年各地区指标（截至2012年6月底）", "地区,GDP（亿元）", "北京,1")},
        rejected="LAND-10",
    ),
    Case(
        "nor_are_some_quarters_or_months",
        {"2012年前三季度/2012年1-9月.csv": lines("地区,GDP（亿元）", "北京,1")},
        rejected="LAND-10",
    ),
    Case(
        "all_months_to_the_years_end_are_a_year_of_data",
        {
            "a.csv": lines(
                "2012年1-12月各地区指标（截至2012年12月底，四季度末）", "地区,GDP（亿元）", "北京,1"
            )
        },
        "GDP|亿元|北京|2012年|1",
        "yearbook_page",
    ),
    Case(
        "a_continued_table_that_names_its_year_has_no_unit_year",
        {
            "a.xls": xls(
                Sheet(
                    "a",
                    [
                        ["各地区GDP（亿元）", "2011年"],
                        ["地区", "GDP"],
                        ["北京", 1],
                        ["续表 2012年"],
                        ["地区", "GDP"],
                        ["北京", 2],
                    ],
                )
            )
        },
        "GDP|亿元|北京|2011年|1\nGDP|亿元|北京|2012年|2",
        "yearbook_page",
    ),
    Case(
        "a_year_without_a_value_under_a_region_that_reaches_down_is_a_row",
        {
            "a.csv": lines(
                "地区,年份,GDP（亿元）", "北京,2011,1", ",2012,", ",2013,3", "天津,2011,", ",2012,5"
            )
        },
        "GDP|亿元|北京|2011|1\nGDP|亿元|北京|2012|\nGDP|亿元|北京|2013|3\n"
        "GDP|亿元|天津|2011|\nGDP|亿元|天津|2012|5",
        "wide_panel",
    ),
    Case(
        "a_head_that_is_printed_once_more_under_its_table",
        {
            "a.csv": lines(
                "主要指标 2012年,,",
                "地区,GDP（亿元）,人口（万人）",
                "北京,1,2",
                "天津,3,4",
                "地区,GDP（亿元）,人口（万人）",
                "注：初步数",
            )
        },
        _page("2012年"),
        "yearbook_page",
    ),
    Case(
        "years_alone_above_the_regions_in_a_table_that_begins_in_the_second_column",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [
                        ["地区", "GDP（亿元）", "人口（万人）"],
                        ["2011年"],
                        ["北京", 1, 2],
                        ["天津", 3, 4],
                        [],
                        ["2012年"],
                        ["北京", 1, 2],
                        ["天津", 3, 4],
                    ],
                    left=1,
                )
            )
        },
        _page("2011年") + "\n" + _page("2012年"),
        "yearbook_page",
    ),
    Case(
        "a_head_that_is_printed_twice_above_its_table",
        {"北京.csv": lines("指标,2011年,2012年", ",,", "指标,2011年,2012年", "GDP（亿元）,1,2")},
        "GDP|亿元|北京|2011年|1\nGDP|亿元|北京|2012年|2",
        "by_region",
    ),
    Case(
        "a_page_without_any_label_on_its_regions",
        {"2012年.csv": lines(",GDP（亿元）,人口（万人）", "北京,1,2", "天津,3,4")},
        _page("2012年"),
        "yearbook_page",
    ),
]

WORKBOOK_CASES = [
    Case(
        "a_percent_format_is_shown_as_a_person_sees_it",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [["地区", "年份", "比重"], ["北京", 2011, 0.453], ["天津", 2011, 0.07]],
                    formats={(1, 2): "0.0%", (2, 2): "0%"},
                )
            )
        },
        "比重||北京|2011|45.3%\n比重||天津|2011|7%",
        "wide_panel",
    ),
    Case(
        "a_percent_format_of_excel_97_is_shown_as_a_person_sees_it",
        {
            "a.xls": xls(
                Sheet(
                    "a",
                    [["地区", "年份", "比重"], ["北京", 2011, 0.453], ["天津", 2011, 0.07]],
                    formats={(1, 2): "0.0%", (2, 2): "0%"},
                )
            )
        },
        "比重||北京|2011|45.3%\n比重||天津|2011|7%",
        "wide_panel",
    ),
    Case(
        "error_cells_are_their_text",
        {
            "a.xlsx": raw_xlsx(
                f'<row r="1">{inline("A1", "地区")}{inline("B1", "年份")}{inline("C1", "GDP")}</row>'
                f'<row r="2">{inline("A2", "北京")}<c r="B2"><v>2011</v></c><c r="C2" t="e"><v>#N/A</v></c></row>'
                f'<row r="3">{inline("A3", "天津")}<c r="B3"><v>2011</v></c><c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
            )
        },
        "GDP||北京|2011|#N/A\nGDP||天津|2011|#DIV/0!",
        "wide_panel",
    ),
    Case(
        "a_formula_that_was_never_calculated_is_blank_and_noted",
        {
            "a.xlsx": raw_xlsx(
                f'<row r="1">{inline("A1", "地区")}{inline("B1", "年份")}{inline("C1", "GDP")}</row>'
                f'<row r="2">{inline("A2", "北京")}<c r="B2"><v>2011</v></c><c r="C2"><f>A1+1</f><v></v></c></row>'
                f'<row r="3">{inline("A3", "天津")}<c r="B3"><v>2011</v></c><c r="C3"><f>A1+1</f><v>7</v></c></row>'
            )
        },
        "GDP||北京|2011|\nGDP||天津|2011|7",
        "wide_panel",
        notes={"": "formula without a value"},
    ),
    Case(
        "rich_text_without_its_phonetic_hints_and_escaped_characters",
        {
            "a.xlsx": raw_xlsx(
                '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
                '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2"><v>2011</v></c><c r="C2"><v>1.1000000000000001E0</v></c></row>',
                shared='<si><t>地区</t></si><si><r><t>年</t></r><r><t>份</t></r><rPh sb="0" eb="1"><t>ねん</t></rPh></si>'
                "<si><t>R_x0026_D</t></si><si><t>北京</t></si>",
            )
        },
        "R&D||北京|2011|1.1",
        "wide_panel",
    ),
    Case(
        "numbers_are_the_shortest_text_of_the_same_double",
        {
            "a.xlsx": raw_xlsx(
                "<row>"
                + "".join(
                    inline(f"{c}1", t)
                    for c, t in zip("ABCDEF", ["地区", "年份", *"ABCD"], strict=True)
                )
                + "</row>"
                f'<row r="2">{inline("A2", "北京")}<c r="B2"><v>2011</v></c><c r="C2"><v>0.30000000000000004</v></c>'
                '<c r="D2"><v>1E+15</v></c><c r="E2"><v>1.23E-5</v></c><c r="F2"><v>-5.0</v></c></row>'
            )
        },
        "A||北京|2011|0.30000000000000004\nB||北京|2011|1000000000000000\nC||北京|2011|0.0000123\nD||北京|2011|-5",
        "wide_panel",
    ),
    Case(
        "a_hidden_sheet_is_not_read",
        {"a.xlsx": xlsx(Sheet("2011年", SMALL_PAGE), Sheet("2012年", SMALL_PAGE, hidden=True))},
        _page("2011年"),
        "yearbook_page",
    ),
    Case(
        "a_hidden_sheet_of_excel_97_is_not_read",
        {"a.xls": xls(Sheet("2011年", SMALL_PAGE), Sheet("2012年", SMALL_PAGE, hidden=True))},
        _page("2011年"),
        "yearbook_page",
    ),
    Case(
        "an_index_sheet_and_an_empty_one_are_passed_over",
        {
            "a.xlsx": xlsx(
                Sheet("目录", [["表1 GDP", "第1页"], ["表2 人口", "第2页"]]),
                Sheet("2011年", SMALL_PAGE),
                Sheet("Sheet3", []),
            )
        },
        _page("2011年"),
        "yearbook_page",
    ),
    Case(
        "a_sheet_of_numbers_that_is_no_table_rejects_the_whole_file",
        {"a.xlsx": xlsx(Sheet("2011年", SMALL_PAGE), Sheet("草稿", [["x", 1, 2], ["y", 3, 4]]))},
        rejected="LAND-09",
    ),
    Case(
        "numbers_above_the_first_recognised_head_reject_the_file",
        {"a.csv": lines("甲,1,2", "乙,3,4", "地区,2011,2012", "北京,5,6")},
        rejected="LAND-09",
    ),
    Case(
        "a_table_that_does_not_begin_in_the_first_cell",
        {"a.xlsx": xlsx(Sheet("2011年", SMALL_PAGE, top=3, left=2))},
        _page("2011年"),
        "yearbook_page",
    ),
    Case(
        "dates_as_year_heads_show_the_year_that_their_format_shows",
        {
            "指标A.xlsx": raw_xlsx(
                f'<row r="1">{inline("A1", "地区")}<c r="B1" s="1"><v>40544</v></c><c r="C1" s="1"><v>40909</v></c></row>'
                f'<row r="2">{inline("A2", "北京")}<c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row>',
                styles='<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;"/></numFmts>'
                '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>',
            )
        },
        "指标A||北京|2011年|1\n指标A||北京|2012年|2",
        "bureau",
    ),
    Case(
        "a_sheet_without_title_takes_its_series_from_its_name",
        {
            "a.xlsx": xlsx(
                Sheet("GDP（亿元）", [["地区", 2011], ["北京", 1], ["天津", 2]]),
                Sheet("人口（万人）", [["地区", 2011], ["北京", 3]]),
            )
        },
        "GDP|亿元|北京|2011|1\nGDP|亿元|天津|2011|2\n人口|万人|北京|2011|3",
        "bureau",
    ),
    Case(
        "cached_values_of_formulas_are_read",
        {"a.xlsx": xlsx(Sheet("a", [["地区", "年份", "GDP"], ["北京", 2011, ("=1+1", 2)]]))},
        "GDP||北京|2011|2",
        "wide_panel",
    ),
    Case(
        "cells_without_references_stand_in_order",
        {
            "a.xlsx": raw_xlsx(
                '<row><c t="inlineStr"><is><t>地区</t></is></c><c t="inlineStr"><is><t>年份</t></is></c>'
                '<c t="inlineStr"><is><t>GDP</t></is></c></row><row><c t="inlineStr"><is><t>北京</t></is></c>'
                "<c><v>2011</v></c><c><v>5</v></c></row>"
            )
        },
        "GDP||北京|2011|5",
        "wide_panel",
    ),
]


STUDENT_CASES = [
    Case(
        "groups_of_regions_beside_the_regions_are_no_regions",
        {
            "指标A.csv": lines(
                "区域,省份,2011,2012", "东部地区,北京,1,2", ",天津,3,4", "全国,新疆,5,6"
            )
        },
        matrix("指标A", "", "2011 2012", 北京="1 2", 天津="3 4", 新疆="5 6"),
        "bureau",
    ),
    Case(
        "two_tables_side_by_side_keep_their_own_titles_and_units",
        {
            "a.csv": lines(
                "GDP（亿元）,,,,人口（万人）,,",
                "地区,2011,2012,,地区,2011,2012",
                "北京,1,2,,北京,5,6",
                "天津,3,4,,天津,7,8",
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4")
        + "\n"
        + matrix("人口", "万人", "2011 2012", 北京="5 6", 天津="7 8"),
        "bureau",
    ),
    Case(
        "a_continued_table_side_by_side_takes_over_the_title",
        {
            "a.csv": lines(
                "GDP（亿元）,,,,续表,,",
                "地区,2011,2012,,地区,2011,2012",
                "北京,1,2,,上海,5,6",
                "天津,3,4,,广东,7,8",
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4")
        + "\n"
        + matrix("GDP", "亿元", "2011 2012", 上海="5 6", 广东="7 8"),
        "bureau",
    ),
    Case(
        "dates_as_years_across",
        {"GDP（亿元）.csv": lines("地区,2011-12-31,2012/12/31,2013年12月31日", "北京,1,2,3")},
        matrix("GDP", "亿元", "2011-12-31 2012/12/31 2013年12月31日", 北京="1 2 3"),
        "bureau",
    ),
    Case(
        "dates_as_years_down_in_a_date_format",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [["地区", "时间", "GDP（亿元）"], ["北京", 40908, 1], ["北京", 41274, 2]],
                    formats={(1, 1): "yyyy/m/d", (2, 1): "yyyy/m/d"},
                )
            )
        },
        "GDP|亿元|北京|2011-12-31|1\nGDP|亿元|北京|2012-12-31|2",
        "wide_panel",
    ),
    Case(
        "the_titles_year_in_chinese_numerals",
        {"a.csv": lines("二〇一二年各地区主要指标", "地区,GDP,人口", "北京,1,2")},
        "GDP||北京|2012年|1\n人口||北京|2012年|2",
        "yearbook_page",
    ),
    Case(
        "years_that_begin_the_names_of_all_columns",
        {
            "a.csv": lines(
                "地区,2011年GDP（亿元）,2012年GDP（亿元）,2012年末总人口（万人）", "北京,1,2,3"
            )
        },
        "GDP|亿元|北京|2011年|1\nGDP|亿元|北京|2012年|2\n年末总人口|万人|北京|2012年|3",
        "two_row_head",
    ),
    Case(
        "one_year_in_the_name_of_a_column_is_the_years_of_all_where_nothing_else_says_one",
        {"a.csv": lines("排名,地区,2012年GDP（亿元）,增速", "1,广东,57068,8.2")},
        "排名||广东|2012年|1\nGDP|亿元|广东|2012年|57068\n增速||广东|2012年|8.2",
        "two_row_head",
    ),
    Case(
        "the_titles_year_wins_for_columns_that_name_none",
        {"a.csv": lines("2012年主要指标", "地区,GDP,2010年普查人口", "北京,1,2")},
        "GDP||北京|2012年|1\n普查人口||北京|2010年|2",
        "two_row_head",
    ),
    Case(
        "several_years_in_names_beside_a_name_without_one_are_rejected",
        {"a.csv": lines("地区,2011年GDP,2012年GDP,增速", "北京,1,2,3")},
        rejected="LAND-42",
    ),
    Case(
        "a_year_of_prices_in_a_name_is_no_year",
        {"2013年.csv": lines("地区,2010年价格GDP,2012年比2011年增长", "北京,1,2")},
        "2010年价格GDP||北京|2013年|1\n2012年比2011年增长||北京|2013年|2",
        "yearbook_page",
    ),
    Case(
        "months_across_are_neither_series_nor_units",
        {"a.csv": lines("2012年各地区用电量（亿千瓦时）", "地区,1月,2月", "北京,1,2")},
        rejected="LAND-40",
    ),
    Case(
        "remarks_at_the_right_without_a_head_are_notes",
        {"GDP（亿元）.csv": lines("地区,2011,2012,", "北京,1,2,初步数", "天津,3,4,")},
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4"),
        "bureau",
        notes={"1": "初步数", "2": "初步数"},
    ),
    Case(
        "a_region_above_every_second_row_reaches_down",
        {
            "a.csv": lines(
                "地区,指标,2011",
                "北京,GDP（亿元）,1",
                ",人口（万人）,2",
                "天津,GDP（亿元）,3",
                ",人口（万人）,4",
            )
        },
        "GDP|亿元|北京|2011|1\n人口|万人|北京|2011|2\nGDP|亿元|天津|2011|3\n人口|万人|天津|2011|4",
        "eps",
    ),
    Case(
        "headings_inside_one_table_above_all_regions_again_are_series",
        {
            "a.csv": lines(
                "2012年主要指标",
                "地区,2011,2012",
                "GDP（亿元）,,",
                "北京,1,2",
                "天津,3,4",
                "年末人口（万人）,,",
                "北京,5,6",
                "天津,7,8",
                "注：初步数",
            )
        },
        matrix("GDP", "亿元", "2011 2012", 北京="1 2", 天津="3 4")
        + "\n"
        + matrix("年末人口", "万人", "2011 2012", 北京="5 6", 天津="7 8"),
        "bureau",
    ),
    Case(
        "headings_above_regions_that_nobody_knows_lose_no_row",
        {
            "指标A.csv": lines(
                "地区,2011,2012", "甲,,", "北京,1,2", "乙,,", "北京,3,4", "丙,,", "两藏,5,6"
            )
        },
        matrix("指标A", "", "2011 2012", 北京="1 2")
        + "\n"
        + matrix("指标A", "", "2011 2012", 北京="3 4")
        + "\n"
        + matrix("指标A", "", "2011 2012", 两藏="5 6"),
        "bureau",
    ),
    Case(
        "a_heading_inside_a_table_takes_the_unit_of_the_whole",
        {
            "a.csv": lines(
                "主要指标",
                "单位：亿元,,",
                "地区,2011,2012",
                "工业,,",
                "北京,1,2",
                "农业,,",
                "北京,5,6",
            )
        },
        matrix("工业", "亿元", "2011 2012", 北京="1 2")
        + "\n"
        + matrix("农业", "亿元", "2011 2012", 北京="5 6"),
        "bureau",
    ),
    Case(
        "three_tables_below_one_another_with_blank_lines_between",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [
                        ["一、GDP（亿元）"],
                        ["地区", 2011],
                        ["北京", 1],
                        [],
                        [],
                        ["二、人口（万人）"],
                        ["地区", 2011],
                        ["北京", 2],
                        [],
                        ["三、就业（万人）"],
                        [],
                        ["地区", 2011],
                        ["北京", 3],
                    ],
                )
            )
        },
        "GDP|亿元|北京|2011|1\n人口|万人|北京|2011|2\n就业|万人|北京|2011|3",
        "bureau",
    ),
    Case(
        "merged_title_two_head_rows_and_a_remark_at_the_right_of_the_title",
        {
            "a.xlsx": xlsx(
                Sheet(
                    "a",
                    [
                        ["各地区主要指标（2012年）", None, None, None, "注：数据来自年鉴"],
                        ["地区", "生产总值（亿元）", None, "人口", None],
                        [None, "绝对数", "比上年增长(%)", "年末人口(万人)", None],
                        ["北 京", 17879.4, 7.7, 2069, "初步"],
                    ],
                    merges=[(0, 0, 0, 3), (1, 0, 2, 0), (1, 1, 1, 2)],
                )
            )
        },
        "生产总值_绝对数|亿元|北 京|2012年|17879.4\n生产总值_比上年增长|%|北 京|2012年|7.7\n"
        "人口_年末人口|万人|北 京|2012年|2069",
        "yearbook_page",
        notes={"17879.4": "初步", "7.7": "初步", "2069": "初步"},
    ),
]


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(b" " * 2**20)
    return stream.getvalue()


def _zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


_GOOD = xlsx(Sheet("2011年", SMALL_PAGE))
BAD_CASES = [
    Case("an_empty_file", {"a.csv": b""}, rejected="LAND-05"),
    Case("a_file_of_blank_lines", {"a.csv": b"\r\n\r\n"}, rejected="LAND-05"),
    Case(
        "a_workbook_cut_off_in_its_download",
        {"a.xlsx": _GOOD[: len(_GOOD) // 2]},
        rejected="LAND-02",
    ),
    Case(
        "a_workbook_with_a_broken_part",
        {"a.xlsx": raw_xlsx("<row><c><v>1</row>")},
        rejected="LAND-02",
    ),
    Case(
        "an_old_workbook_cut_off",
        {"a.xls": xls(Sheet("2011年", SMALL_PAGE))[:700]},
        rejected="LAND-02",
    ),
    Case(
        "a_workbook_with_a_password",
        {
            "a.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 500
            + "EncryptedPackage".encode("utf-16-le")
        },
        rejected="LAND-03",
    ),
    Case(
        "a_picture",
        {"a.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4},
        rejected="LAND-04",
    ),
    Case(
        "a_binary_workbook_whose_formats_cannot_be_seen",
        {"a.xlsb": _zip("xl/workbook.bin", "[Content_Types].xml")},
        rejected="LAND-25",
    ),
    Case(
        "an_open_document_whose_formats_cannot_be_seen",
        {"a.ods": _zip("mimetype", "content.xml")},
        rejected="LAND-25",
    ),
    Case(
        "a_zip_archive_that_is_no_workbook",
        {"a.xlsx": _zip("a.txt")},
        rejected="LAND-04",
    ),
    Case(
        "bytes_in_no_accepted_encoding",
        {"a.csv": "地区,2011\n北京,1\n".encode() + b"\xff\xff,\xff\n"},
        rejected="LAND-06",
    ),
    Case(
        "a_quotation_mark_that_never_closes",
        {"a.csv": lines("地区,2011", '"北京,1', "天津,2")},
        rejected="LAND-07",
    ),
    Case(
        "a_nul_byte_that_a_broken_copy_left",
        {"a.csv": lines("地区,2011", "北京,1", "天津,2") + b"\0\0"},
        rejected="LAND-24",
    ),
    Case("a_zip_bomb", {"a.xlsx": _bomb()}, rejected="LAND-08"),
    Case("too_many_columns", {"a.csv": ("," * 20_000 + "\n").encode()}, rejected="LAND-08"),
    Case(
        "a_cell_far_out_in_a_small_file",
        {"a.xlsx": raw_xlsx('<row r="9000000"><c r="A9000000"><v>1</v></c></row>')},
        rejected="LAND-08",
    ),
    Case(
        "a_workbook_of_covers_and_contents",
        {"a.xlsx": xlsx(Sheet("封面", [["统计年鉴"]]), Sheet("目录", [["表1", "GDP"]]))},
        unread="LAND-14",
    ),
    Case(
        "prose",
        {"a.txt": lines("本文件夹存放年鉴数据。", "请勿修改，谢谢，再见。")},
        unread="LAND-14",
    ),
    Case(
        "numbers_without_regions_or_years",
        {"a.csv": lines("x,y", "1,2", "3,4")},
        rejected="LAND-09",
    ),
    Case("a_head_without_data", {"a.csv": lines("地区,年份,GDP")}, rejected="LAND-09"),
]

CASES = [
    *BUREAU_CASES,
    *BY_REGION_CASES,
    *EPS_CASES,
    *PANEL_CASES,
    *HEAD_CASES,
    *LONG_CASES,
    *PAGE_CASES,
    *WORKBOOK_CASES,
    *STUDENT_CASES,
    *BAD_CASES,
]
