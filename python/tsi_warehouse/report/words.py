"""Everything the report says, in Chinese and English, from one catalogue (words.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

CATALOGUE = Path(__file__).with_name("words.toml")


class Text(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        """Chinese then English, once where they are the same or one is empty."""
        if self.zh == self.en or not self.en:
            return self.zh
        return f"{self.zh} {self.en}" if self.zh else self.en

    def format(self, **values: object) -> Text:
        """Both languages filled in; a Text among `values` gives each its own."""
        return Text(
            *(
                template.format(
                    **{
                        name: getattr(value, lang) if isinstance(value, Text) else value
                        for name, value in values.items()
                    }
                )
                for lang, template in zip(("zh", "en"), self, strict=True)
            )
        )


def same(text: str) -> Text:
    """A text that is the same in both languages: a symbol, a code, a number."""
    return Text(text, text)


@cache
def catalogue() -> dict[str, Text]:
    """Every entry of words.toml by 'section.key'."""
    with CATALOGUE.open("rb") as file:
        sections = tomllib.load(file)
    return {
        f"{section}.{key}": Text(entry["zh"], entry["en"])
        for section, entries in sections.items()
        for key, entry in entries.items()
    }


def word(key: str, **values: object) -> Text:
    """The entry `key`, filled in.

    Raises
    ------
    KeyError : the catalogue has no such entry, or the entry needs a value that is not given
    """
    return catalogue()[key].format(**values)


def word_or(key: str, otherwise: str) -> Text:
    """The entry `key`, or `otherwise` in both languages where the catalogue has none."""
    return catalogue().get(key) or same(otherwise)


def listed(parts: Sequence[Text], zh: str = "、", en: str = ", ") -> Text:
    """Several texts as one."""
    return Text(zh.join(part.zh for part in parts), en.join(part.en for part in parts))
