"""Tables in Markdown, both languages in one file."""

from __future__ import annotations

import re
from pathlib import Path

from tsi_warehouse.report.safe import visible
from tsi_warehouse.report.table import TableSpec, flat

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def write(spec: TableSpec, path: Path) -> None:
    """Write one table."""
    path.write_text(render(spec), encoding="utf-8", newline="\n")


def render(spec: TableSpec) -> str:
    """Title, table and notes; several header lines become one, their texts after one another."""
    heads = [" ".join(dict.fromkeys(text.both for text in over)) for over in spec.column_heads()]
    lines = [
        f"**{escaped(spec.caption.zh)}**",
        "",
        f"**{escaped(spec.caption.en)}**",
        "",
        _line([spec.stub.both, *heads]),
        "|---|" + "---:|" * spec.n_columns,
        *(_line([row.stub.both, *map(flat, row.cells)]) for row in spec.rows),
    ]
    for note in spec.notes:
        lines += ["", escaped(note.zh), "", escaped(note.en)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` as Markdown that shows exactly it, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))


def _line(texts: list[str]) -> str:
    return "| " + " | ".join(map(escaped, texts)) + " |"
