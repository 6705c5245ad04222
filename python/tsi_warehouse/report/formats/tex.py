r"""Tables in LaTeX with booktabs: each file compiles alone and can be read with \input.

XeLaTeX and LuaLaTeX show both languages; pdfLaTeX, which has no Chinese fonts, the English alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tsi_warehouse.core.quoting import latex
from tsi_warehouse.report.table import MINUS, Cell, Head, Number, Row, TableSpec, flat
from tsi_warehouse.report.templates import fill
from tsi_warehouse.report.words import Text

#: Characters beyond which a head is stacked, a cell is prose, a first column wide.
LONG_HEAD, LONG_CELL, LONG_STUB = 8, 16, 30
#: Beyond so many columns a table lies on its side.
MANY_COLUMNS = 7
NEW_LINE = r"\\"


def write(spec: TableSpec, path: Path) -> None:
    """Write one table."""
    path.write_text(render(spec), encoding="utf-8", newline="\n")


def render(spec: TableSpec) -> str:
    """The table's file: a float, or, where cells hold sentences, a table that runs over pages."""
    prose = _is_prose(spec)
    longest = max(len(text) for row in spec.rows for text in row.label)
    wide = prose or spec.n_columns > MANY_COLUMNS or longest > LONG_STUB
    foot = [r"\midrule", *(_row(row, prose) for row in spec.foot)] if spec.foot else []
    return fill(
        "table.tex.j2",
        spec=spec,
        both=both,
        prose=prose,
        wide=wide,
        size=r"\footnotesize" if wide or spec.n_columns > 5 else r"\small",
        kinds="".join(_column_kind(spec, place) for place in range(spec.n_columns)),
        prose_columns=_prose_columns(spec) if prose else "",
        heads="\n".join(_head_lines(spec, prose)),
        body="\n".join([*(_row(row, prose) for row in spec.body), *foot]),
    )


def _head_lines(spec: TableSpec, prose: bool) -> Iterator[str]:
    for place, line in enumerate(spec.heads):
        stub = both(spec.stub, " ") if place == 0 else ""
        yield " & ".join([stub, *(_head(head, prose) for head in line)]) + r" \\"
        if place < len(spec.heads) - 1 and any(head.span > 1 for head in line):
            yield _cmidrules(line)


def both(text: Text, between: str) -> str:
    r"""Both languages; the Chinese and what divides them only where there are Chinese fonts."""
    if text.zh == text.en:
        return latex(text.en)
    if not text.en:
        return rf"\tsizh{{{latex(text.zh)}}}"
    chinese = rf"\tsizh{{{latex(text.zh)}{between}}}" if text.zh else ""
    return chinese + latex(text.en)


def _is_prose(spec: TableSpec) -> bool:
    """Whether some cell holds more than a word or two, which paragraphs can break."""
    return any(
        isinstance(cell, Text) and len(cell.en) > LONG_CELL
        for row in spec.rows
        for cell in row.cells
    )


def _column_kind(spec: TableSpec, place: int) -> str:
    return "l" if any(isinstance(row.cells[place], Text) for row in spec.body) else "c"


def _prose_columns(spec: TableSpec) -> str:
    """Paragraph columns that share the line by the square root of what their cells hold."""
    held = [max(len(row.label.both) for row in spec.rows)]
    for place in range(spec.n_columns):
        texts = [flat(row.cells[place]) for row in spec.rows]
        held.append(max(8, *(len(text) for text in texts)))
    roots = [min(length, 400) ** 0.5 for length in held]
    shares = (0.93 * root / sum(roots) for root in roots)
    return "".join(
        rf">{{\raggedright\arraybackslash}}p{{{share:.3f}\linewidth}}" for share in shares
    )


def _head(head: Head, prose: bool) -> str:
    if prose:
        return both(head.text, " ")
    return rf"\multicolumn{{{head.span}}}{{c}}{{{_stacked(head.text, LONG_HEAD)}}}"


def _stacked(text: Text, longest: int) -> str:
    """A text whose words stand beneath one another where it is longer than `longest`."""
    if len(text.en) <= longest:
        return both(text, " ")
    words = [latex(part) for part in re.findall(r"[^\s-]+-?", text.en)]
    chinese = rf"\tsizh{{{latex(text.zh)}\\}}" if text.zh != text.en else ""
    return rf"\shortstack{{{chinese}{NEW_LINE.join(words)}}}"


def _cmidrules(heads: tuple[Head, ...]) -> str:
    rules, column = [], 2
    for head in heads:
        if head.span > 1 and head.text.en:
            rules.append(rf"\cmidrule(lr){{{column}-{column + head.span - 1}}}")
        column += head.span
    return "".join(rules)


def _row(row: Row, prose: bool) -> str:
    stub = both(row.stub, " ")
    if not prose and row.stub.zh != row.stub.en and len(row.stub.both) > LONG_STUB:
        stub = rf"\shortstack[l]{{{both(row.stub, NEW_LINE)}}}"
    return " & ".join([stub, *(_cell(cell, prose) for cell in row.cells)]) + r" \\"


def _cell(cell: Cell, prose: bool) -> str:
    match cell:
        case None:
            return ""
        case Number():
            return number(cell)
        case _:
            return both(cell, " ") if prose else _stacked(cell, LONG_HEAD)


def number(cell: Number) -> str:
    """A number in math mode, its marks raised."""
    marks = cell.marks.replace("†", r"\dagger")
    shown = cell.unmarked.replace(MINUS, "-").replace("e", "$e$")
    return f"{{${shown}$}}" + (f"$^{{{marks}}}$" if marks else "")
