"""Tables in Word: three rules, editable, Chinese and Latin fonts named for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tsi_warehouse.report.safe import visible
from tsi_warehouse.report.table import Number, Row, TableSpec, flat

THICK, THIN = 12, 6  # eighths of a point
LATIN, CHINESE = "Times New Roman", "SimSun"


def write(spec: TableSpec, path: Path) -> None:
    """Write one table as one document."""
    write_all([spec], path)


def write_all(specs: Sequence[TableSpec], path: Path) -> None:
    """Write several tables into one document, each on its own page."""
    document = _new_document(landscape=any(spec.n_columns > 6 for spec in specs))
    for place, spec in enumerate(specs):
        if place:
            document.add_page_break()
        _add_table(document, spec)
    document.save(str(path))


def _new_document(landscape: bool) -> Any:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE)
    section = document.sections[0]
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(18))
    # What the template says of its own maker is not true of this document.
    document.core_properties.author = "TSI warehouse"
    document.core_properties.comments = ""
    return document


def _add_table(document: Any, spec: TableSpec) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    for text in spec.caption:
        _paragraph(document.add_paragraph(), visible(text), bold=True, centred=True, after=2)
    table = document.add_table(len(spec.heads) + len(spec.rows), spec.n_columns + 1)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    lines = [list(row.cells) for row in table.rows]
    size = 9.0 if spec.n_columns <= 6 else 8.0
    for place, heads in enumerate(spec.heads):
        line = lines[place]
        _fill(line[0], spec.stub.both if place == 0 else "", size)
        column = 1
        for head in heads:
            last = column + head.span - 1
            target = line[column].merge(line[last]) if head.span > 1 else line[column]
            _fill(target, head.text.both, size, centred=True)
            column = last + 1
    for line, row in zip(lines[len(spec.heads) :], spec.rows, strict=True):
        _fill_row(line, row, size)
    last_head = len(spec.heads) - 1
    _rule(lines[0], "top", THICK)
    _rule(lines[last_head], "bottom", THIN)
    if spec.foot:
        _rule(lines[len(spec.heads) + len(spec.body)], "top", THIN)
    _rule(lines[-1], "bottom", THICK)
    _repeat_heads(table, len(spec.heads))
    for note in spec.notes:
        for text in note:
            _paragraph(document.add_paragraph(), visible(text), size=8.5, after=0)


def _fill_row(line: Sequence[Any], row: Row, size: float) -> None:
    _fill(line[0], row.stub.both, size)
    for target, cell in zip(line[1:], row.cells, strict=True):
        _fill(target, flat(cell), size, centred=isinstance(cell, Number))


def _fill(target: Any, text: str, size: float, *, centred: bool = False) -> None:
    _paragraph(target.paragraphs[0], visible(text), size=size, centred=centred, after=0)


def _paragraph(
    paragraph: Any,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    centred: bool = False,
    after: float = 0,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.paragraph_format.space_after = Pt(after)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _rule(cells: Sequence[Any], edge: str, eighths: int) -> None:
    """A rule along one edge of a line of cells."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for element in {id(cell._tc): cell._tc for cell in cells}.values():
        properties = element.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        rule = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", str(eighths)), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        # The schema wants top before bottom.
        if edge == "top":
            borders.insert(0, rule)
        else:
            borders.append(rule)


def _repeat_heads(table: Any, count: int) -> None:
    """Header lines repeat where a table breaks over pages; no line breaks inside."""
    from docx.oxml import OxmlElement

    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place < count:
            properties.append(OxmlElement("w:tblHeader"))
