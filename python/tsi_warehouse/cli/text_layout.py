"""Text laid out for a terminal: Chinese as wide as it is, tables of three lines, wrapped paragraphs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def text_width(text: str) -> int:
    """Columns that `text` takes in a terminal: Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def three_line(
    head: Sequence[Sequence[str]],
    body: Sequence[Sequence[str]],
    foot: Sequence[Sequence[str]],
    line: str,
) -> list[str]:
    """Rows of equal length under three rules; the first column left, the others right aligned."""
    rows = [*head, *body, *foot]
    widths = [max(text_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    total = sum(widths) + len(GAP) * (len(widths) - 1)
    rule = line * total

    def laid(row: Sequence[str]) -> str:
        cells = [
            cell + " " * (wide - text_width(cell))
            if place == 0
            else " " * (wide - text_width(cell)) + cell
            for place, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        return GAP.join(cells).rstrip()

    parts = [rule, *map(laid, head), rule, *map(laid, body)]
    if foot:
        parts += [rule, *map(laid, foot)]
    return [*parts, rule]


def wrap(text: str, columns: int) -> list[str]:
    """Break `text` into lines of at most `columns`; between words, or anywhere in Chinese."""
    lines, current = [], ""
    for word in _words(text):
        if current and text_width(current + word.rstrip()) > columns:
            lines.append(current.rstrip())
            current = ""
        current += word
    return [*lines, current.rstrip()] if current.strip() else lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        wide = text_width(char) == 2
        if not words or wide or words[-1].endswith(" ") or text_width(words[-1][-1]) == 2:
            words.append(char)
        else:
            words[-1] += char
    return words
