r"""Tables in LaTeX with booktabs: each file compiles alone and can be read with \input.

XeLaTeX and LuaLaTeX show both languages; pdfLaTeX, which has no Chinese fonts, the English alone.
"""

from __future__ import annotations

import re
from pathlib import Path

from tsi_warehouse.core.quoting import comment, latex
from tsi_warehouse.report.table import MINUS, Cell, Head, Number, Row, TableSpec, flat
from tsi_warehouse.report.words import Text

#: Characters beyond which a head is stacked, a cell is prose, a first column wide.
LONG_HEAD, LONG_CELL, LONG_STUB = 8, 16, 30
#: Beyond so many columns a table lies on its side.
MANY_COLUMNS = 7
NEW_LINE, NEW_PARAGRAPH = r"\\", r"\par "

PREAMBLE = r"""% {title}
% Compiles alone (xelatex for both languages, pdflatex for English) and with \input{{{name}}};
% a document that reads it with \input needs \usepackage{{booktabs,textcomp,array,longtable}}.
\expandafter\ifx\csname @classoptionslist\endcsname\relax
  \documentclass[10pt]{{article}}
  \usepackage[a4paper,{landscape}margin=18mm]{{geometry}}
  \usepackage{{booktabs,textcomp,array,longtable}}
  \ifdefined\pdftexversion\usepackage[T1]{{fontenc}}\else\usepackage[fontset=fandol]{{ctex}}\fi
  \pagestyle{{empty}}
  \begin{{document}}
  \def\tsiend{{\end{{document}}}}
\else
  \def\tsiend{{}}
\fi
\ifdefined\pdftexversion\long\def\tsizh#1{{}}\else\long\def\tsizh#1{{#1}}\fi
"""


def write(spec: TableSpec, path: Path) -> None:
    """Write one table."""
    path.write_text(render(spec), encoding="utf-8", newline="\n")


def render(spec: TableSpec) -> str:
    """The table's file: a float, or, where cells hold sentences, a table that runs over pages."""
    prose = _is_prose(spec)
    longest = max(len(text) for row in spec.rows for text in row.label)
    wide = prose or spec.n_columns > MANY_COLUMNS or longest > LONG_STUB
    first = PREAMBLE.format(
        title=comment(spec.caption.en),
        name=spec.name,
        landscape="landscape," if wide else "",
    )
    size = r"\footnotesize" if wide or spec.n_columns > 5 else r"\small"
    caption = [
        r"\begin{minipage}{\linewidth}\centering",
        rf"\textbf{{{both(spec.caption, NEW_LINE)}}}",
        r"\end{minipage}\par\medskip",
    ]
    heads = []
    for place, line in enumerate(spec.heads):
        stub = both(spec.stub, " ") if place == 0 else ""
        heads.append(" & ".join([stub, *(_head(head, prose) for head in line)]) + r" \\")
        if place < len(spec.heads) - 1 and any(head.span > 1 for head in line):
            heads.append(_cmidrules(line))
    body = [_row(row, prose) for row in spec.body]
    if spec.foot:
        body += [r"\midrule", *(_row(row, prose) for row in spec.foot)]
    told = [rf"{both(note, NEW_PARAGRAPH)}\par" for note in spec.notes]
    notes = [r"\begin{minipage}{\linewidth}\footnotesize\raggedright", *told, r"\end{minipage}"]
    kinds = "".join(_column_kind(spec, place) for place in range(spec.n_columns))
    tabular = [
        rf"\begin{{tabular}}{{@{{}}l{kinds}@{{}}}}",
        r"\toprule", *heads, r"\midrule", *body, r"\bottomrule", r"\end{tabular}",
    ]  # fmt: skip
    if prose:
        lines = [
            rf"\begingroup{size}\setlength{{\tabcolsep}}{{3pt}}\noindent",
            *caption,
            rf"\begin{{longtable}}{{@{{}}{_prose_columns(spec)}@{{}}}}",
            r"\toprule", *heads, r"\midrule\endhead", *body, r"\bottomrule", r"\end{longtable}",
            r"\noindent", *notes, r"\par\endgroup",
        ]  # fmt: skip
    elif wide:
        # No float: its notes may go over to the next page.
        lines = [
            rf"\begingroup{size}\setlength{{\tabcolsep}}{{2.5pt}}\centering\noindent",
            *caption, *tabular, r"\par\smallskip\footnotesize\raggedright", *told, r"\endgroup",
        ]  # fmt: skip
    else:
        lines = [
            rf"\begin{{table}}[htbp]\centering{size}\setlength{{\tabcolsep}}{{2.5pt}}",
            *caption, *tabular, r"\par\smallskip", *notes, r"\end{table}",
        ]  # fmt: skip
    return "\n".join([first + lines[0], *lines[1:], r"\tsiend"]) + "\n"


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
