"""Tables in Word: three rules, editable, Chinese and Latin fonts named for each.

A table's XML is written out whole: through python-docx's own cells it takes twenty times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tsi_warehouse.core.quoting import visible, xml
from tsi_warehouse.report.table import Number, TableSpec, flat

THICK, THIN = 12, 6  # eighths of a point
LATIN, CHINESE = "Times New Roman", "SimSun"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


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
    from docx.oxml import parse_xml

    for text in spec.caption:
        _paragraph(document, text, bold=True, centred=True, after=2)
    document.element.body.sectPr.addprevious(parse_xml(table_xml(spec)))
    for note in spec.notes:
        for text in note:
            _paragraph(document, text, size=8.5)


def _paragraph(
    document: Any, text: str, *, size: float | None = None, bold: bool = False,
    centred: bool = False, after: float = 0,
) -> None:  # fmt: skip
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(visible(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.paragraph_format.space_after = Pt(after)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def table_xml(spec: TableSpec) -> str:
    """The table as a <w:tbl>: header lines repeat over pages, no line breaks inside."""
    half_points = 18 if spec.n_columns <= 6 else 16
    last_head = len(spec.heads) - 1
    lines = []
    for place, heads in enumerate(spec.heads):
        edges = {"top": THICK} if place == 0 else {}
        edges |= {"bottom": THIN} if place == last_head else {}
        cells = [_cell(spec.stub.both if place == 0 else "", half_points, edges)]
        cells += [_cell(head.text.both, half_points, edges, True, head.span) for head in heads]
        lines.append(_line(cells, repeats=True))
    for place, row in enumerate(spec.rows):
        edges = {"top": THIN} if spec.foot and place == len(spec.body) else {}
        edges |= {"bottom": THICK} if place == len(spec.rows) - 1 else {}
        cells = [_cell(row.stub.both, half_points, edges)]
        cells += [
            # Words in a table of numbers, such as the fixed effects, stand under their column's head.
            _cell(
                flat(cell), half_points, edges, bool(spec.study_table) or isinstance(cell, Number)
            )
            for cell in row.cells
        ]
        lines.append(_line(cells))
    grid = "<w:gridCol/>" * (spec.n_columns + 1)
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="autofit"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _line(cells: Sequence[str], *, repeats: bool = False) -> str:
    header = "<w:tblHeader/>" if repeats else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    text: str, half_points: int, edges: dict[str, int], centred: bool = False, span: int = 1
) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    # The schema wants top before bottom.
    rules = "".join(
        f'<w:{edge} w:val="single" w:sz="{edges[edge]}" w:space="0" w:color="000000"/>'
        for edge in ("top", "bottom")
        if edge in edges
    )
    borders = f"<w:tcBorders>{rules}</w:tcBorders>" if rules else ""
    aligned = '<w:jc w:val="center"/>' if centred else ""
    shown = xml(text)
    return (
        f"<w:tc><w:tcPr>{merged}{borders}</w:tcPr><w:p><w:pPr>"
        f'<w:spacing w:before="0" w:after="0"/>{aligned}</w:pPr><w:r><w:rPr>'
        f'<w:sz w:val="{half_points}"/></w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r></w:p></w:tc>'
    )
