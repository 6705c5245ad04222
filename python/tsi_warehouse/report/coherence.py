"""Before tables are written: each format shows the same cell, and its stars follow from what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tsi_warehouse.checks.stars import Unreadable, stars_follow
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.report.formats import markdown, tex, xlsx
from tsi_warehouse.report.table import MINUS, Number, TableSpec, flat

SHOWN_FAULTS = 5
_MARKED = re.compile(r"(.*?)(\*{0,3})(†?)")
_EXCEL = re.compile(r'"([^"]*)"(?:(0(?:\.0+)?)"([^"]*)")?')


def in_latex(cell: Number) -> str:
    """What LaTeX sets."""
    text = re.sub(r"[{}$^]", "", tex.number(cell).replace(r"\dagger", "†"))
    return text.replace("-", MINUS)


def in_excel(cell: Number) -> str:
    """What Excel shows of the value in its number format."""
    positive, negative = xlsx.number_format(cell).split(";")
    found = _EXCEL.fullmatch(negative if cell.value < 0 else positive)
    if found is None:
        return ""
    before, digits, after = found.groups()
    if digits is None:
        return before
    decimals = len(digits.partition(".")[2])
    return f"{before}{abs(xlsx.rounded(cell.value, decimals)):f}{after}"


def in_markdown(cell: Number) -> str:
    """What Markdown shows."""
    return re.sub(r"\\(.)", r"\1", markdown.number(cell))


FORMATS: Mapping[str, Callable[[Number], str]] = {
    "Word, page": flat,
    "Markdown": in_markdown,
    "LaTeX": in_latex,
    "Excel": in_excel,
}


def refuse_contradictions(
    specs: Sequence[TableSpec], formats: Mapping[str, Callable[[Number], str]] = FORMATS
) -> None:
    """Stop before a table is written that contradicts itself or its twin in another format.

    Raises
    ------
    TsiError : REPORT-01 (exit 1), with the first cells
    """
    found = [fault for spec in specs for fault in faults(spec, formats)]
    if not found:
        return
    listed = "\n  ".join(found[:SHOWN_FAULTS])
    raise TsiError(
        "REPORT-01",
        en=f"{len(found)} cell(s) of the tables contradict what is printed in them; nothing was published. "
        f"This is a defect of the program: report it.\n  {listed}",
        zh=f"表格中有 {len(found)} 个单元格与其自身显示的内容矛盾；未发布任何内容。这是程序缺陷，请报告。\n  {listed}",
        exit_code=Exit.CHECK_FAILED,
    )


def faults(
    spec: TableSpec, formats: Mapping[str, Callable[[Number], str]] = FORMATS
) -> Iterator[str]:
    """Cells of a table that differ between formats, or whose stars do not follow; the paper's are its own."""
    for row in spec.rows:
        for place, cell in enumerate(row.cells, start=1):
            if not isinstance(cell, Number):
                continue
            where = f"{spec.name}, {row.label.en}, column {place}"
            for name, show in formats.items():
                text = show(cell)
                if text != cell.shown:
                    yield f"{where}: {name} shows {text!r}, not {cell.shown!r}"
                elif not spec.is_printed and not _follows(text, cell, show):
                    bracket = show(cell.follows) if cell.follows else ""
                    yield f"{where}, {name}: stars of {text} do not follow from {bracket or 'anything'}"


def _follows(text: str, cell: Number, show: Callable[[Number], str]) -> bool:
    """Whether the stars in `text` follow from what the same format shows of the number they belong to."""
    found = _MARKED.fullmatch(text)
    if found is None:
        return False
    coefficient, stars, _ = found.groups()
    if cell.follows is None:
        return stars == ""
    try:
        return stars_follow(coefficient, show(cell.follows), stars, cell.df)
    except Unreadable:
        return False
