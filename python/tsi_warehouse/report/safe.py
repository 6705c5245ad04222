"""Texts of unknown origin made harmless. Numbers never pass through here."""

from __future__ import annotations

import re
from typing import Any

# Characters that XML forbids or nothing shows, and marks that turn the direction of the text
# around them: a reader cannot see either, and both can make one text look like another.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufffe\uffff\ud800-\udfff]"
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """`text` without control characters and without marks that reorder what is shown."""
    return _UNSEEN.sub("", text)


def cell(value: Any) -> Any:
    """A value for a CSV that a spreadsheet may open: no text in it can run as a formula.

    A text that begins like a formula gets an apostrophe in front, which spreadsheets take as 'this
    is text'; numbers, also negative ones, stay as they are.
    """
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.lstrip(" \n").startswith(_STARTS_FORMULA) else text
