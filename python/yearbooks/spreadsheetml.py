"""XML spreadsheets of Excel 2002 and 2003, which sites write under the name .xls, to grids of text."""

from __future__ import annotations

import re

from lxml import etree

from .formats import NO_VALUE, PLAIN, Format, format_of, moment_text, number_text
from .grid import MAX_SHEETS, Grid, Merge, Sheets, check_size, column_letters, unmerged
from .problems import damaged, too_large

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}\?>")
_NAMED_FORMATS = {
    "Percent": "0.00%",
    "General Date": "yyyy-mm-dd",
    "Long Date": "yyyy-mm-dd",
    "Medium Date": "yyyy-mm-dd",
    "Short Date": "yyyy-mm-dd",
    "Long Time": "h:mm:ss",
    "Medium Time": "h:mm",
    "Short Time": "h:mm",
}
_WORDS = ("Fixed", "Standard", "Currency", "Euro Currency", "Scientific", "Yes/No", "True/False")


def is_spreadsheetml(text: str) -> bool:
    """Whether an XML document, whose root is a Workbook, is such a spreadsheet."""
    return _NAMESPACE in text[:65_536]


def read_spreadsheetml(text: str, file: str) -> Sheets:
    """The visible sheets of an XML spreadsheet."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(_without_declaration(text).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise damaged(file, str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise damaged(file, "a document type declaration")
    formats = _formats(root)
    sheets = root.findall(_name("Worksheet"))
    if len(sheets) > MAX_SHEETS:
        raise too_large(file, "many_sheets", limit=MAX_SHEETS)
    grids: list[Grid] = []
    hidden: list[str] = []
    cells = 0
    for sheet in sheets:
        name = _get(sheet, "Name")
        if sheet.findtext("{*}WorksheetOptions/{*}Visible", "").startswith("SheetHidden") or (
            sheet.findtext("{*}WorksheetOptions/{*}Visible", "") == "SheetVeryHidden"
        ):
            hidden.append(name)
            continue
        grid = _read_sheet(sheet, name, formats, file, cells)
        cells += sum(map(len, grid.rows))
        grids.append(grid)
    return Sheets(grids, hidden)


def _without_declaration(text: str) -> str:
    """The text without the line that names the encoding it had as a file."""
    text = text.lstrip()
    declared = _DECLARATION.match(text)
    return text[declared.end() :] if declared else text


def _name(local: str) -> str:
    return f"{{{_NAMESPACE}}}{local}"


def _get(element: etree._Element, local: str) -> str:
    """An attribute, also where its writer forgot the prefix."""
    return element.get(_name(local)) or element.get(local) or ""


def _number(element: etree._Element, local: str) -> int:
    text = _get(element, local)[:7]
    return int(text) if text.isascii() and text.isdecimal() else 0


def _formats(root: etree._Element) -> dict[str, Format]:
    """The number format of each style; one that says nothing has that of its parent."""
    own: dict[str, tuple[str, str]] = {}
    for style in root.iterfind(f"{_name('Styles')}/{_name('Style')}"):
        code = style.find(_name("NumberFormat"))
        own[_get(style, "ID")] = (
            "" if code is None else _get(code, "Format"),
            _get(style, "Parent"),
        )
    formats = {}
    for name, (code, parent) in own.items():
        seen = {name}
        while not code and parent in own and parent not in seen:
            seen.add(parent)
            code, parent = own[parent]
        formats[name] = PLAIN if code in _WORDS else format_of(_NAMED_FORMATS.get(code, code))
    return formats


def _read_sheet(
    sheet: etree._Element, name: str, formats: dict[str, Format], file: str, cells_before: int
) -> Grid:
    rows: list[list[str]] = []
    notes: dict[tuple[int, int], str] = {}
    merges: list[Merge] = []
    hidden: list[str] = []
    cells, column = cells_before, 0
    for element in sheet.iterfind(f"{_name('Table')}/{_name('Column')}"):
        column = (_number(element, "Index") or column + 1) + _number(element, "Span")
        if _get(element, "Hidden") == "1" and _number(element, "Span") < 1000:
            first = column - _number(element, "Span")
            hidden += [column_letters(one - 1) for one in range(first, column + 1)]
    row = -1
    for element in sheet.iterfind(f"{_name('Table')}/{_name('Row')}"):
        index = _number(element, "Index")
        if index and index - 1 <= row:
            raise damaged(file, f"row {index} of sheet {name} comes twice or too late")
        row = index - 1 if index else row + 1
        check_size(file, row + 1, 0, cells)
        texts = _read_row(element, row, formats, merges, notes)
        cells += len(texts)
        check_size(file, row + 1, len(texts), cells)
        if any(texts):
            rows.extend([] for _ in range(row - len(rows)))
            rows.append(texts)
            if _get(element, "Hidden") == "1":
                hidden.append(str(row + 1))
        row += _number(element, "Span")
    return unmerged(Grid(name, rows, merges, notes, hidden))


def _read_row(
    element: etree._Element,
    row: int,
    formats: dict[str, Format],
    merges: list[Merge],
    notes: dict[tuple[int, int], str],
) -> list[str]:
    texts: list[str] = []
    column = -1
    style_of_row = _get(element, "StyleID")
    for cell in element.iterfind(_name("Cell")):
        column = (_number(cell, "Index") or column + 2) - 1
        data = cell.find(_name("Data"))
        style = formats.get(_get(cell, "StyleID") or style_of_row, PLAIN)
        text = "" if data is None else _text(data, style)
        if data is None and _get(cell, "Formula"):
            notes[row, column] = NO_VALUE
        texts.extend([""] * (column + 1 - len(texts)))
        texts[column] = text
        right, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
        if right or down:
            merges.append(Merge(row, column, row + down, column + right))
        column += right
    return texts


def _text(data: etree._Element, style: Format) -> str:
    kind, text = _get(data, "Type"), "".join(data.itertext())
    if kind == "Number":
        return number_text(text, style)
    if kind == "Boolean":
        return "TRUE" if text.strip() in ("1", "true") else "FALSE"
    if kind == "DateTime":
        return _moment(text, style)
    return text


def _moment(text: str, style: Format) -> str:
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    if style.code in ("yyyy", 'yyyy"年"'):
        return f"{moment.year}年" if "年" in style.code else str(moment.year)
    return moment_text(moment.replace(tzinfo=None, microsecond=0))
