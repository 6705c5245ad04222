"""Tables in Markdown, both languages in one file."""

from __future__ import annotations

from pathlib import Path

from tsi_warehouse.quoting import markdown
from tsi_warehouse.report.table import TableSpec, flat


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
        *(_line([row.stub.both, *map(flat, row.cells)]) for row in spec.rows),
    ]
    for note in spec.notes:
        lines += ["", markdown(note.zh), "", markdown(note.en)]
    return "\n".join(lines) + "\n"


def _line(texts: list[str]) -> str:
    return "| " + " | ".join(map(markdown, texts)) + " |"
