"""Names short enough for an axis."""

from __future__ import annotations

from collections.abc import Sequence

from tsi_warehouse.report.words import Text, catalogue


def short_name(name: Text) -> Text:
    """The catalogue's short form of a name; else the name, cut."""
    return catalogue().get(f"short.{name.en}") or cut(name, 13, 26)


def cut(name: Text, zh: int, en: int) -> Text:
    """A name of at most so many characters in each language."""
    return Text(_cut(name.zh, zh), _cut(name.en, en))


def listed(parts: Sequence[Text], zh: str = "、", en: str = ", ") -> Text:
    """Several texts as one."""
    return Text(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
