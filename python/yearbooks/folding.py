"""How printed text is folded before it is compared: one folding for names and numbers, here and in SQL."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The signs by which yearbooks point to a note, as macros/folded_characters.sql has them.
FOOTNOTE_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳*†‡※§¹²³⁴⁵⁶⁷⁸⁹"
# Every kind of white space, with those that str.isspace() passes over (the blank of braille), and everything
# that prints nothing: control and format characters, fillers, variation selectors, marks of direction.
# macros/folded_characters.sql has the same for SQL; a test compares the two, character by character.
_WHITE = "".join(map(chr, (*range(9, 14), *range(28, 33), 133, 160, 5760, *range(8192, 8203)))) + (
    "\u2028\u2029\u202f\u205f\u2800\u3000"
)
_INVISIBLE = (
    "\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_NOTHING_TO_SEE = re.compile(f"[{_WHITE}{_INVISIBLE}]*")
# Full-width signs and the half-width ones that they stand for; quotation marks and the backslash stay.
_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F) if code not in (0xFF02, 0xFF07, 0xFF3C))
_FOLDED = {
    **{ord(wide): ord(wide) - 0xFEE0 for wide in _WIDE},
    **dict(zip(map(ord, "〔〕"), map(ord, "[]"), strict=True)),
    **dict.fromkeys(map(ord, _WHITE)),
}
_LINE_ENDS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` without white space and what prints nothing, in half-width and lower case: 甲　省 is 甲省."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return _UNSEEN.sub("", text).translate(_FOLDED).lower()


@lru_cache(maxsize=65536)
def seen(text: str) -> str:
    """`text` as a person sees it: what prints nothing is gone, and every line ends in the same way."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", text).translate(_LINE_ENDS)


def escaped(text: str) -> str:
    """`text` as a message shows it: whatever does not look like itself as its code, as in 1234\\u200b.

    That is what prints nothing, white space other than a plain blank, private and unassigned characters, and
    look-alikes such as the radical ⼴, which is not the character 广.
    """
    return "".join(
        character if _looks_like_itself(character) else _code_of(character) for character in text
    )


def _looks_like_itself(character: str) -> bool:
    if " " <= character <= "~":
        return True
    return (
        unicodedata.category(character)[0] not in "CZ"
        and not _NOTHING_TO_SEE.fullmatch(character)
        and not "\u2e80" <= character <= "\u2fdf"
        and not "\uf900" <= character <= "\ufaff"
    )


def _code_of(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen: white space of every kind, zero-width characters."""
    return not text or bool(_NOTHING_TO_SEE.fullmatch(text))
