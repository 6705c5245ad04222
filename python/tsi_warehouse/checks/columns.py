"""Text in columns of a terminal, where a Chinese character takes two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def display_width(text: str) -> int:
    """Columns that `text` takes."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def fit(text: str, columns: int, *, right: bool = False) -> str:
    """`text` in exactly so many columns: filled with spaces, or cut with a sign that it was."""
    text = text.replace("\n", " ").replace("\t", " ")
    if display_width(text) > columns:
        # No letter is narrower than a quarter of a column, however long the text is.
        text = text[: 4 * columns]
        while display_width(text) > columns - 2:
            text = text[:-1]
        text += ".."
    padding = " " * (columns - display_width(text))
    return padding + text if right else text + padding


def wrapped(text: str, columns: int) -> Iterator[str]:
    """`text` in lines of at most so many columns, broken at a blank where there is one."""
    text = text.replace("\n", " ").replace("\t", " ").strip()
    while display_width(text) > columns:
        end, width = 0, 0
        while width + display_width(text[end]) <= columns:
            width += display_width(text[end])
            end += 1
        blank = text.rfind(" ", 0, end + 1)
        end = blank if blank > 0 else max(1, end)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text
