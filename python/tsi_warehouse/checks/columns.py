"""Text in columns of a terminal, where a Chinese character takes two."""

from __future__ import annotations

import unicodedata


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
        while display_width(text) > columns - 2:
            text = text[:-1]
        text += ".."
    padding = " " * (columns - display_width(text))
    return padding + text if right else text + padding
