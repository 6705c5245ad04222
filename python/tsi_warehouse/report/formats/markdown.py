"""Tables in Markdown, both languages in one file."""

from __future__ import annotations

import re
from pathlib import Path

from tsi_warehouse.core.quoting import markdown
from tsi_warehouse.report.table import Number, Row, TableSpec, flat

_MARKUP = re.compile(r"[*\[\]<]")


def write(spec: TableSpec, path: Path) -> None:
    """Write one table."""
    path.write_text(render(spec), encoding="utf-8", newline="\n")


def render(spec: TableSpec) -> str:
    """Title, table and notes; several header lines become one, their texts after one another."""
    heads = [" ".join(dict.fromkeys(text.both for text in over)) for over in spec.column_heads()]
    lines = [
        f"**{markdown(spec.caption.zh)}**",
        "",
        f"**{markdown(spec.caption.en)}**",
        "",
        _line([spec.stub.both, *heads]),
        "|---|" + "---:|" * spec.n_columns,
        *(_row(row) for row in spec.rows),
    ]
    for note in spec.notes:
        lines += ["", markdown(note.zh), "", markdown(note.en)]
    return "\n".join(lines) + "\n"


def number(cell: Number) -> str:
    """A number; its stars and square brackets are no markup."""
    return _MARKUP.sub(r"\\\g<0>", cell.shown)


def _row(row: Row) -> str:
    cells = [
        number(cell) if isinstance(cell, Number) else markdown(flat(cell)) for cell in row.cells
    ]
    return "| " + " | ".join([markdown(row.stub.both), *cells]) + " |"


def _line(texts: list[str]) -> str:
    return "| " + " | ".join(map(markdown, texts)) + " |"
