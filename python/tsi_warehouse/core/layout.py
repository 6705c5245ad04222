"""Text laid out for a terminal, where a Chinese character takes two columns (as rich counts them)."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

GAP = "  "


def text_width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return cell_len(text)


def fit(text: str, columns: int, *, right: bool = False) -> str:
    """`text` in exactly so many columns: filled with spaces, or cut with a sign that it was."""
    text = text.replace("\n", " ").replace("\t", " ")
    if cell_len(text) > columns:
        text = set_cell_size(text, columns - 2).rstrip() + ".."
    return " " * (columns - cell_len(text)) + text if right else set_cell_size(text, columns)


def aligned(rows: Sequence[Sequence[str]], to_the_right: Sequence[bool]) -> list[str]:
    """Rows of equal length as lines, every column as wide as its widest cell."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(
            " " * (wide - cell_len(cell)) + cell if right else cell + " " * (wide - cell_len(cell))
            for cell, wide, right in zip(row, widths, to_the_right, strict=True)
        ).rstrip()
        for row in rows
    ]


def three_line(
    head: Sequence[Sequence[str]],
    body: Sequence[Sequence[str]],
    foot: Sequence[Sequence[str]],
    line: str,
) -> list[str]:
    """Rows of equal length under three rules; the first column left, the others right aligned."""
    lines = aligned([*head, *body, *foot], [place > 0 for place in range(len(head[0]))])
    rule = line * max(map(cell_len, lines))
    ends = len(head) + len(body)
    parts = [rule, *lines[: len(head)], rule, *lines[len(head) : ends]]
    return [*parts, rule, *lines[ends:], rule] if foot else [*parts, rule]


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of at most so many columns: broken between words, or anywhere in Chinese.

    rich's own wrap takes a Chinese sentence for one word and breaks the English names in it.
    """
    lines, current = [], ""
    for word in _words(text.replace("\n", " ").replace("\t", " ").strip()):
        if current and cell_len(current + word.rstrip()) > columns:
            lines.append(current.rstrip())
            current = ""
        current += word
        if cell_len(current.rstrip()) > columns:
            *whole, current = chop_cells(current, columns)
            lines += whole
    return [*lines, current.rstrip()] if current.strip() else lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        wide = cell_len(char) == 2
        if not words or wide or words[-1].endswith(" ") or cell_len(words[-1][-1]) == 2:
            words.append(char)
        else:
            words[-1] += char
    return words
