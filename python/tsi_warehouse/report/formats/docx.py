"""Tables in Word: three rules, editable, Chinese and Latin fonts named for each.

A table's XML is written out whole: through python-docx's own cells it takes twenty times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tsi_warehouse.core.quoting import visible
from tsi_warehouse.report.table import TableSpec, flat
from tsi_warehouse.report.templates import fill

THICK, THIN = 12, 6  # eighths of a point
LATIN, CHINESE = "Times New Roman", "SimSun"


def write(spec: TableSpec, path: Path) -> None:
    """Write one table as one document."""
    write_all([spec], path)


def write_all(specs: Sequence[TableSpec], path: Path) -> None:
    """Write several tables into one document, each on its own page."""
    document = _empty_document(any(spec.n_columns > 6 for spec in specs))
    for place, spec in enumerate(specs):
        if place:
            document.add_page_break()
        _add_table(document, spec)
    document.save(str(path))


def _empty_document(landscape: bool) -> Any:
    """A document of this orientation, without what the last use of it wrote."""
    document = _new_document(landscape)
    body = document.element.body
    for part in body[:-1]:  # The last one is the page's size.
        body.remove(part)
    return document


@cache
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
    return fill(
        "table.xml.j2", spec=spec, flat=flat, thick=THICK, thin=THIN,
        half_points=18 if spec.n_columns <= 6 else 16,
    )  # fmt: skip
