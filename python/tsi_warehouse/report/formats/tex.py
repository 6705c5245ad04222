r"""Tables in LaTeX with booktabs: each file compiles alone and can be read with \input.

XeLaTeX and LuaLaTeX show both languages; pdfLaTeX, which has no Chinese fonts, the English alone.
"""

from __future__ import annotations

import re
from pathlib import Path

from tsi_warehouse.report.safe import visible
from tsi_warehouse.report.table import MINUS, Cell, Head, Number, Row, TableSpec
from tsi_warehouse.report.words import Text

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\ttfamily\symbol{34}}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "]": "{]}",
    "²": r"\textsuperscript{2}",
    "×": r"$\times$",
    "±": r"$\pm$",
    "·": r"$\cdot$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "→": r"$\rightarrow$",
    "β": r"$\beta$",
    "Δ": r"$\Delta$",
    "–": "--",
    "—": "---",
    "’": "'",
    MINUS: r"$-$",
}  # fmt: skip

NEW_LINE, NEW_PARAGRAPH = r"\\", r"\par "
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef“”‘…]+")

PREAMBLE = r"""% {title}
% Compiles alone (xelatex for both languages, pdflatex for English) and with \input{{{name}}};
% a document that reads it with \input needs \usepackage{{booktabs,textcomp,array}}.
\expandafter\ifx\csname @classoptionslist\endcsname\relax
  \documentclass[10pt]{{article}}
  \usepackage[a4paper,{landscape}margin=18mm]{{geometry}}
  \usepackage{{booktabs,textcomp,array}}
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
    """The table's file."""
    wide = spec.n_columns > 6
    first = PREAMBLE.format(
        title=" ".join(visible(spec.caption.en).split()).replace("%", ""),
        name=spec.name,
        landscape="landscape," if wide else "",
    )
    kinds = "".join(_column_kind(spec, place) for place in range(spec.n_columns))
    lines = [
        first + r"\begin{table}[htbp]\centering" + (r"\footnotesize" if wide else r"\small"),
        r"\begin{minipage}{\linewidth}\centering",
        rf"\textbf{{{both(spec.caption, NEW_LINE)}}}",
        r"\end{minipage}",
        r"\par\medskip",
        rf"\begin{{tabular}}{{@{{}}l{kinds}@{{}}}}",
        r"\toprule",
    ]
    for place, heads in enumerate(spec.heads):
        stub = both(spec.stub, " ") if place == 0 else ""
        lines.append(" & ".join([stub, *map(_head, heads)]) + r" \\")
        if place < len(spec.heads) - 1 and any(head.span > 1 for head in heads):
            lines.append(_cmidrules(heads))
    lines += [r"\midrule", *map(_row, spec.body)]
    if spec.foot:
        lines += [r"\midrule", *map(_row, spec.foot)]
    lines += [r"\bottomrule", r"\end{tabular}", r"\par\smallskip"]
    lines.append(r"\begin{minipage}{\linewidth}\footnotesize\raggedright")
    lines += [rf"{both(note, NEW_PARAGRAPH)}\par" for note in spec.notes]
    lines += [r"\end{minipage}", r"\end{table}", r"\tsiend"]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    r"""`text` as LaTeX that shows exactly it; Chinese inside \tsizh, other characters by number."""
    shown = "".join(map(_character, " ".join(visible(text).split())))
    return _CHINESE.sub(r"\\tsizh{\g<0>}", shown)


def _character(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isascii() or _CHINESE.fullmatch(char) or (char.isalpha() and ord(char) < 0x180):
        return char
    return f"{{[}}U+{ord(char):04X}{{]}}"


def both(text: Text, between: str) -> str:
    r"""Both languages; the Chinese and what divides them only where there are Chinese fonts."""
    if text.zh == text.en:
        return escaped(text.en)
    if not text.en:
        return rf"\tsizh{{{escaped(text.zh)}}}"
    chinese = rf"\tsizh{{{escaped(text.zh)}{between}}}" if text.zh else ""
    return chinese + escaped(text.en)


def _column_kind(spec: TableSpec, place: int) -> str:
    cells = [row.cells[place] for row in spec.rows]
    longest = max((len(cell.both) for cell in cells if isinstance(cell, Text)), default=0)
    if longest > 24:
        return rf"p{{{min(0.32, 0.9 / spec.n_columns):.2f}\linewidth}}"
    return "l" if longest else "c"


def _head(head: Head) -> str:
    text = both(head.text, " ")
    return rf"\multicolumn{{{head.span}}}{{c}}{{{text}}}"


def _cmidrules(heads: tuple[Head, ...]) -> str:
    rules, column = [], 2
    for head in heads:
        if head.span > 1 and head.text.en:
            rules.append(rf"\cmidrule(lr){{{column}-{column + head.span - 1}}}")
        column += head.span
    return "".join(rules)


def _row(row: Row) -> str:
    return " & ".join([both(row.stub, " "), *map(_cell, row.cells)]) + r" \\"


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Number():
            stars = rf"$^{{{cell.stars}}}$" if cell.stars else ""
            return f"{{${cell.unstarred.replace(MINUS, '-')}$}}{stars}"
        case _:
            return both(cell, " ")
