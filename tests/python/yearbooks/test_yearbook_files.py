"""What yearbook sites call .xls, and what their workbooks have that Excel's own do not."""

from __future__ import annotations

import base64
import gzip
import io
import quopri
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from yearbooks import Landed, land

from .corpus import REGIONS, Sheet, inline, raw_xlsx, xlsx

YEARS = (2011, 2012, 2013)
NAMES = ("北京市", "天津市", "河北省")
ROWS = [["省份", "年份", "地区生产总值（亿元）"]] + [
    [region, str(year), f"{100 + 10 * place + 1.5 * (year - 2011):g}"]
    for place, region in enumerate(NAMES)
    for year in YEARS
]
VALUES = [row[2] for row in ROWS[1:]]


def rows_of(opened: str, cell: str, closed: str) -> str:
    return "\n".join(opened + "".join(cell.format(text) for text in row) + closed for row in ROWS)


TABLE = rows_of("<tr>", "<td>{}</td>", "</tr>")
HTML = f"<html><body><table border=1>{TABLE}</table></body></html>"
XHTML = f'<?xml version="1.0" encoding="ENCODING"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><table>{TABLE}</table></body></html>'
DOCTYPE = (
    '\n<!-- made by a site -->\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    f'"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">{HTML}'
)
SPREADSHEETML = (
    '<?xml version="1.0" encoding="ENCODING"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表1"><Table>'
    + rows_of("<Row>", '<Cell><Data ss:Type="String">{}</Data></Cell>', "</Row>")
    + "</Table></Worksheet></Workbook>"
)
PREFIXED = (
    SPREADSHEETML.replace("<", "<ss:")
    .replace("<ss:/", "</ss:")
    .replace("<ss:?", "<?")
    .replace('xmlns="urn:schemas-microsoft-com:office:spreadsheet" ', "")
)
FORMULAS = rows_of("", '="{}",', "").replace(",\n", "\n").rstrip(",")
PIPES = rows_of("", "{}|", "").replace("|\n", "\n").rstrip("|")


def land_one(folder: Path, data: bytes, name: str = "表.xls") -> Landed:
    (folder / name).write_bytes(data)
    return land(folder, REGIONS)


def values_of(landed: Landed) -> list[str]:
    assert [str(problem) for problem in (*landed.problems, *landed.unread)] == []
    return landed.cells["value_text"].to_pylist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["表.xls", "表.html", "表.csv", "表"])
@pytest.mark.parametrize("text", [HTML, XHTML, DOCTYPE, SPREADSHEETML, PREFIXED, FORMULAS, PIPES])
def test_what_sites_call_xls_is_read_in_any_encoding_under_any_name(
    tmp_path: Path, text: str, name: str, encoding: str
) -> None:
    data = text.replace("ENCODING", encoding.removesuffix("-sig")).encode(encoding)

    landed = land_one(tmp_path, data, name)

    assert values_of(landed) == VALUES
    assert landed.cells["series_text"].unique().to_pylist() == ["地区生产总值"]
    assert landed.cells["unit_text"].unique().to_pylist() == ["亿元"]


@pytest.mark.parametrize(
    "text",
    [
        HTML.upper().replace("亿元", "亿元"),
        f"<script>var x = 1 < 2;</script>\n<h1>主要指标</h1><table>{TABLE}</table>",
        f"<b>主要指标</b><br><TABLE\n class=x><thead>{TABLE}</thead></TABLE>",
        HTML.replace("<td>", "<td x:num style='mso-number-format:General'>").replace(
            "</td>", "<o:p></o:p></td>"
        ),
        HTML.replace("</td>", "").replace("</tr>", "").replace("</table></body></html>", ""),
        HTML.replace("<td>", "<td><!-- x --><p><span>").replace("</td>", "</span></p>&nbsp;</td>"),
        HTML.replace("<body>", "<body><![if gte mso 9]><xml><x:ExcelWorkbook/></xml><![endif]>"),
    ],
)
def test_pages_are_read_however_they_are_written(tmp_path: Path, text: str) -> None:
    assert [value.strip() for value in values_of(land_one(tmp_path, text.encode()))] == VALUES


def test_an_xml_document_that_is_no_spreadsheet_is_said_to_be_one(tmp_path: Path) -> None:
    landed = land_one(tmp_path, b'<?xml version="1.0"?><Structure><a n="1"/></Structure>', "a.xml")

    (error,) = landed.unread
    assert error.code == "LAND-04"
    assert "<structure>" in error.en


def page(transfer: str, charset: str, body: bytes) -> bytes:
    head = (
        f'Content-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {transfer}\r\n'
    )
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--x"\r\n\r\n----x\r\n'
        + head.encode()
        + b"Content-Location: file:///C:/t/sheet001.htm\r\n\r\n"
        + body
        + b"\r\n----x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n----x--\r\n"
    )


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
@pytest.mark.parametrize(
    ("transfer", "encode"),
    [
        ("8bit", bytes),
        ("quoted-printable", quopri.encodestring),
        ("base64", base64.encodebytes),
    ],
)
def test_web_pages_as_mail_holds_them(
    tmp_path: Path, transfer: str, encode: Callable[[bytes], bytes], charset: str
) -> None:
    landed = land_one(tmp_path, page(transfer, charset, encode(HTML.encode(charset))))

    assert values_of(landed) == VALUES


def test_such_a_page_in_utf_16_too(tmp_path: Path) -> None:
    data = page("8bit", "utf-8", HTML.encode()).decode().encode("utf-16")

    assert values_of(land_one(tmp_path, data)) == VALUES


def test_a_page_whose_table_is_inside_a_table_that_lays_it_out(tmp_path: Path) -> None:
    nested = f"<table><tr><td colspan=2>主要指标</td></tr><tr><td><table>{TABLE}</table></td><td>广告</td></tr></table>"

    assert values_of(land_one(tmp_path, nested.encode())) == VALUES


def test_spans_over_rows_and_columns_keep_each_cell_in_its_column(tmp_path: Path) -> None:
    spanned = (
        "<table><tr><th rowspan=2>地区</th><th colspan=2>2011年</th><th colspan=2>2012年</th></tr>"
        "<tr><th>GDP（亿元）</th><th>人口（万人）</th><th>GDP（亿元）</th><th>人口（万人）</th></tr>"
        "<tr><td>北京<td>1<td>2<td>3<td>4<tr><td>天津<td>5<td>6<td>7<td>8</table>"
    )

    landed = land_one(tmp_path, spanned.encode())

    assert values_of(landed) == list("12345678")
    assert landed.cells["year_text"].to_pylist() == ["2011年", "2011年", "2012年", "2012年"] * 2
    assert landed.cells["series_text"].to_pylist() == ["GDP", "人口"] * 4


def test_formats_of_an_xml_spreadsheet_are_shown_as_excel_shows_them(tmp_path: Path) -> None:
    styles = (
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
        '<Style ss:ID="c" ss:Parent="p"/><Style ss:ID="z"><NumberFormat ss:Format="000000"/></Style></Styles>'
    )
    cells = (
        '<Row><Cell><Data ss:Type="String">地区</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="String">2011</Data></Cell>'
        '<Cell><Data ss:Type="String">2012</Data></Cell><Cell><Data ss:Type="String">2013</Data></Cell></Row>'
        '<Row ss:Index="4"><Cell><Data ss:Type="String">北京</Data></Cell>'
        '<Cell ss:Index="3" ss:StyleID="c"><Data ss:Type="Number">0.453</Data></Cell>'
        '<Cell ss:StyleID="z"><Data ss:Type="Number">1210</Data></Cell>'
        '<Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    )
    text = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{styles}<Worksheet ss:Name="GDP">'
        f"<Table>{cells}</Table></Worksheet></Workbook>"
    )

    landed = land_one(tmp_path, text.encode())

    assert values_of(landed) == ["45.3%", "001210", "#N/A"]
    assert landed.cells["cell"].to_pylist() == ["C4", "D4", "E4"]


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "1"><!ENTITY e "&a;&a;&a;">]>',
    ],
)
def test_an_xml_spreadsheet_with_entities_of_its_own_is_refused(
    tmp_path: Path, prologue: str
) -> None:
    text = SPREADSHEETML.replace("<Workbook", prologue + "<Workbook", 1).replace("100", "&e;", 1)

    (problem,) = land_one(tmp_path, text.replace("ENCODING", "UTF-8").encode()).problems

    assert problem.code == "LAND-02"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_values_written_as_formulas_is_found(
    tmp_path: Path, delimiter: str
) -> None:
    rows = (("地区", "2011"), ("北京市", "1.5"))
    text = "\n".join(delimiter.join(f'="{cell}"' for cell in row) for row in rows)

    assert values_of(land_one(tmp_path, text.encode(), "a.csv")) == ["1.5"]


def test_a_value_written_as_a_formula_in_a_page_is_read(tmp_path: Path) -> None:
    page = '<table><tr><td>地区</td><td>="2011"</td></tr><tr><td>北京市</td><td>="1.5"</td></tr></table>'

    assert values_of(land_one(tmp_path, page.encode(), "a.xls")) == ["1.5"]


def test_a_value_written_as_a_formula_keeps_its_separator_and_zeros(tmp_path: Path) -> None:
    text = '="地区",="2011",="2012"\n="北京",="1,234",="0,5 ""x"""\n'

    assert values_of(land_one(tmp_path, text.encode())) == ["1,234", '0,5 "x"']


@pytest.mark.parametrize("text", [HTML, PIPES, FORMULAS])
def test_a_zipped_table_is_read_like_the_table(tmp_path: Path, text: str) -> None:
    assert values_of(land_one(tmp_path, gzip.compress(text.encode()), "表.csv.gz")) == VALUES


def test_what_a_zipped_file_may_hold_is_limited(tmp_path: Path) -> None:
    one_line = gzip.compress(b"1" * (2**28 + 1), 1)

    (problem,) = land_one(tmp_path, one_line, "表.csv.gz").problems

    assert problem.code == "LAND-08"


# --- workbooks


def rewritten(data: bytes, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
    """A workbook whose parts are renamed, changed or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(*part)
    return stream.getvalue()


BOOK = xlsx(Sheet("表1", ROWS))


@pytest.mark.parametrize(
    "rename",
    [
        str.upper,
        lambda name: name.replace("sharedStrings", "SharedStrings"),
        lambda name: name.replace("sheet1.xml", "Sheet1.xml"),
        lambda name: name.replace("/", "\\"),
        lambda name: "/" + name,
    ],
)
def test_parts_are_found_whatever_their_case_and_slashes(
    tmp_path: Path, rename: Callable[[str], str]
) -> None:
    data = rewritten(BOOK, lambda name, part: (rename(name), part))

    assert values_of(land_one(tmp_path, data)) == VALUES


def test_strings_and_styles_that_no_relation_names_are_found(tmp_path: Path) -> None:
    def forget(name: str, part: bytes) -> tuple[str, bytes]:
        return name, part.replace(b'/sharedStrings"', b'/other"').replace(b'/styles"', b'/other"')

    assert values_of(land_one(tmp_path, rewritten(BOOK, forget))) == VALUES


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    def strict(name: str, part: bytes) -> tuple[str, bytes]:
        return name, part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    assert values_of(land_one(tmp_path, rewritten(BOOK, strict))) == VALUES


def test_a_style_sheet_that_openpyxl_refuses_is_no_hindrance(tmp_path: Path) -> None:
    styles = (
        '<fonts><font><family val="134"/></font></fonts><fills><fill><nonsense/></fill></fills>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="10" fontId="77" fillId="-1"/></cellXfs>'
    )
    shared = '<si><r><rPr><family val="134"/></rPr><t>北京</t></r><r><t>市</t></r></si>'
    data = raw_xlsx(
        f'<row r="1">{inline("A1", "地区")}<c r="B1"><v>2011</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>0.453</v></c></row>',
        shared=shared,
        styles=styles,
    )

    landed = land_one(tmp_path, data, "指标A.xlsx")

    assert values_of(landed) == ["45.3%"]
    assert landed.cells["region_text"].to_pylist() == ["北京市"]


def test_rows_in_any_order_and_in_pieces_are_all_read(tmp_path: Path) -> None:
    data = raw_xlsx(
        '<row r="3"><c r="B3"><v>3</v></c></row>'
        f'<row r="1">{inline("A1", "地区")}<c r="B1"><v>2011</v></c><c r="C1"><v>2012</v></c></row>'
        f'<row r="2"><c r="C2"><v>2</v></c>{inline("A2", "北京")}<c r="B2"><v>1</v></c></row>'
        f'<row r="3">{inline("A3", "天津")}<c r="C3"><v>4</v></c></row>'
    )

    assert values_of(land_one(tmp_path, data, "指标A.xlsx")) == ["1", "2", "3", "4"]


def test_two_values_for_one_cell_reject_the_workbook(tmp_path: Path) -> None:
    data = raw_xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')

    (problem,) = land_one(tmp_path, data).problems

    assert problem.code == "LAND-02"
    assert "A1" in problem.en


@pytest.mark.parametrize(
    "cell",
    [
        inline("B2", "_xD800_"),
        inline("B2", "_xDC00__xD840_"),
        '<c r="B2" t="str"><f>A1</f><v>_xDFFF_</v></c>',
        '<c r="B2" t="s"><v>0</v></c>',
        '<c r="B2" t="s"><v>7</v></c>',
        '<c r="B2" t="s"><v>-1</v></c>',
    ],
)
def test_a_cell_that_makes_no_sense_rejects_its_file_alone(tmp_path: Path, cell: str) -> None:
    head = f'<row r="1">{inline("A1", "地区")}<c r="B1"><v>2011</v></c></row>'
    bad = raw_xlsx(
        head + f'<row r="2">{inline("A2", "北京")}{cell}</row>', shared="<si><t>_xD800_</t></si>"
    )
    (tmp_path / "good.xlsx").write_bytes(BOOK)

    landed = land_one(tmp_path, bad, "bad.xlsx")

    assert landed.cells["value_text"].to_pylist() == VALUES
    assert landed.problems == []
    (reason,) = landed.unread
    assert reason.code == "LAND-26"
    assert "bad.xlsx: not read: cell B2 [Sheet1]" in reason.en
    assert "bad.xlsx：未读取：单元格 B2 [Sheet1]" in reason.zh


def test_an_escape_that_is_one_character_in_two_halves_is_that_character(tmp_path: Path) -> None:
    data = raw_xlsx(
        f'<row r="1">{inline("A1", "地区")}{inline("B1", "2011")}{inline("C1", "备注")}</row>'
        f'<row r="2">{inline("A2", "北京")}{inline("B2", "1")}{inline("C2", "_xD840__xDC00_")}</row>'
    )

    landed = land_one(tmp_path, data, "指标A.xlsx")

    assert values_of(landed) == ["1"]
    assert landed.cells["note_text"].to_pylist() == ["\U00020000"]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00000000", 3061790, "03061790"),
        ("00000000", 85171210, "85171210"),
        ("00000000;@", 3061790, "03061790"),
        ("00000000_ ", 1, "00000001"),
        ("[$-804]000000", 1234567, "1234567"),
        (r"0000\.00", 30617, "0306.17"),
        (r"0000\.00\.00", 3061790, "0306.17.90"),
        ("00000000", 5.5, "5.5"),
        ("0.00", 3.14159, "3.14159"),
        ("0", 7, "7"),
        ("#,##0.00", 1234.5, "1234.5"),
        ('00"年"', 5, "5"),
        ("0.0%", 0.453, "45.3%"),
        ("yyyy-mm-dd", 40908, "2011-12-31"),
        ("yyyy", 40908, "2011"),
        ("yyyy-mm-dd", 99999999, "99999999"),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_number_is_shown_as_excel_shows_it_but_for_rounding(
    tmp_path: Path, code: str, value: float, shown: str, kind: str
) -> None:
    from .corpus import xls

    write = xlsx if kind == "xlsx" else xls
    rows: list[list[object]] = [["地区", "2011"], ["北京", value], ["天津", 1]]

    landed = land_one(tmp_path, write(Sheet("GDP", rows, formats={(1, 1): code})))

    assert values_of(landed) == [shown, "1"]


def test_values_below_a_merged_range_are_kept(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("GDP")
        sheet.merge_range(1, 0, 2, 0, "北京")
        for row, values in enumerate([["地区", "年份", "GDP"], [None, 2011, 1], [None, 2012, 2]]):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)
        sheet.merge_range(1, 3, 2, 3, 8)
        sheet.write(0, 3, "人口")
        sheet.write(2, 3, 9)

    landed = land_one(tmp_path, stream.getvalue())

    assert values_of(landed) == ["1", "8", "2", "9"]


# --- text


def test_a_cell_may_be_longer_than_the_csv_module_allows_by_itself(tmp_path: Path) -> None:
    note = "备注" * 100_000
    text = f'地区,年份,GDP,备注\n北京,2011,5,"{note}"\n天津,2011,6,\n'

    landed = land_one(tmp_path, text.encode(), "a.csv")

    assert values_of(landed) == ["5", "6"]
    assert landed.cells["note_text"].to_pylist() == [note, ""]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_no_row_is_lost_to_comment_signs_or_line_ends(tmp_path: Path, end: str) -> None:
    lines = [
        "地区,年份,GDP（亿元）",
        "北京,2011,1",
        "#天津,2011,2",
        "//河北,2011,3",
        "上海,2011,4#x",
        "广东,2011,5",
    ]

    landed = land_one(tmp_path, end.join([*lines, ""]).encode(), "a.csv")

    assert values_of(landed) == ["1", "2", "3", "4#x", "5"]


def test_a_wider_second_head_does_not_end_the_first_table(tmp_path: Path) -> None:
    text = (
        "地区,年份,GDP（亿元）\n北京,2011,1\n天津,2011,2\n"
        '地区,年份,GDP（亿元）,备注\n北京,2012,3,"a, b"\n天津,2012,4,\n'
    )

    assert values_of(land_one(tmp_path, text.encode(), "a.csv")) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "text",
    [
        '地区,年份,GDP\n"北京,2011,1\n天津",2011,2\n河北,2011,3\n',
        '地区,年份,GDP\n北京,2011,1\n天津,2011,"2',
        '地区,年份,GDP\n"北京",2011,1\n"天津"x,2011,2\n"河北,2011,3\n',
        '地区,年份,GDP\n北京,2011,"1\n天津,2011,2\n河北,2011,3"\n上海,2011,4\n',
        '地区,年份,GDP\n北京,2011,1\n"天津,2011,2\n"河北,2011,3\n上海,2011,4\n',
        '2011年\n地区,GDP\n北京,"1\n天津,2"\n河北,3\n',
        '2011年\n地区,GDP\n"北京,1\n天津",2\n河北,3\n',
    ],
)
def test_rows_that_a_stray_quotation_mark_swallows_reject_the_file(
    tmp_path: Path, text: str
) -> None:
    (problem,) = land_one(tmp_path, text.encode(), "a.csv").problems

    assert problem.code == "LAND-07"


def test_a_quoted_head_of_two_lines_is_one_cell(tmp_path: Path) -> None:
    text = '地区,年份,"人均地区\n生产总值,(元)"\n北京,2011,1\n天津,2011,2\n'

    assert values_of(land_one(tmp_path, text.encode(), "a.csv")) == ["1", "2"]

    two_columns = '2011年\n地区,"人均地区\n生产总值,(元)"\n北京,1\n天津,2\n'
    assert values_of(land_one(tmp_path, two_columns.encode(), "a.csv")) == ["1", "2"]
