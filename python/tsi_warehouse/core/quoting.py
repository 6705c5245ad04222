r"""Text of unknown origin (names, titles, labels, files) as a literal of another language.

One function per language: each returns what that language reads back as exactly this text, and as nothing else.
`visible` first drops what no reader can see: control characters, and marks that turn the direction of the text around
them. Numbers never pass through here. tests/python/warehouse/test_quoting.py reads each literal back.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tsi_warehouse.core.data_files import read_yaml

# Characters that XML forbids or nothing shows, and marks that turn the direction of the text
# around them: a reader cannot see either, and both can make one text look like another.
_UNSEEN_CLASS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufffe\uffff\ud800-\udfff"
)
_UNSEEN = re.compile(f"[{_UNSEEN_CLASS}]")
_UNSEEN_OR_BREAK = re.compile(f"[{_UNSEEN_CLASS}\t\n\r]")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """`text` without control characters and without marks that reorder what is shown."""
    return _UNSEEN.sub("", text)


def terminal(text: str) -> str:
    r"""A whole message for a terminal or a log: what they would obey is shown escaped, as \u001b."""
    return _UNSEEN.sub(_by_number, text)


def shown(text: str) -> str:
    r"""A text from the data inside a message: as `terminal`, and it cannot begin a line of its own."""
    return _UNSEEN_OR_BREAK.sub(_by_number, text)


def sql_name(*names: str) -> str:
    """A name of SQL, its parts joined by points."""
    return ".".join('"' + _without_nul(name).replace('"', '""') + '"' for name in names)


def sql_text(text: str | os.PathLike[str]) -> str:
    """A string literal of SQL."""
    return "'" + _without_nul(os.fspath(text)).replace("'", "''") + "'"


def r_text(text: str) -> str:
    """A string literal of R."""
    plain = text.replace("\x00", "").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNSEEN_OR_BREAK.sub(lambda found: f"\\u{ord(found[0]):04x}", plain) + '"'


_R_RESERVED = frozenset(
    ("if", "else", "repeat", "while", "function", "for", "next", "break", "in", "TRUE", "FALSE", "NULL",
     "Inf", "NaN", "NA", "NA_integer_", "NA_real_", "NA_complex_", "NA_character_")
)  # fmt: skip


def r_name(text: str) -> str:
    """A name of R, as it stands after `$`; in backticks unless it is a plain one."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", text) and text not in _R_RESERVED:
        return text
    plain = visible(text).replace("\\", "\\\\").replace("`", "\\`")
    return "`" + _UNSEEN_OR_BREAK.sub(lambda found: f"\\u{ord(found[0]):04x}", plain) + "`"


def stata_name(text: str) -> str:
    """A name of Stata."""
    if not re.fullmatch(r"[^\W\d]\w{0,31}", text):
        raise ValueError(f"{text!r} is no name in Stata")
    return text


def comment(text: str) -> str:
    """A line that is a comment in Stata, R and LaTeX: nothing in it ends the comment or is expanded."""
    return re.sub(r"""["`'$\\/*%]""", " ", " ".join(visible(text).split()))


def xml(text: str) -> str:
    """Text of XML and HTML, also inside an attribute."""
    escaped = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&#34;").replace("'", "&#39;")


_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~$@]|(?<=:)//|(?<=www)\.)", re.IGNORECASE)
_MARKDOWN_BLOCK = re.compile(r"^([-+=:]|\d+(?=[.)]))")


def markdown(text: str) -> str:
    """Markdown that shows exactly `text`, on one line: no link, no formula, no list, no markup."""
    line = " ".join(visible(text).split())
    escaped = _MARKDOWN.sub(lambda found: "".join(f"\\{char}" for char in found[0]), line)
    escaped = escaped.replace("&", "&amp;")
    if found := _MARKDOWN_BLOCK.match(escaped):
        rest = escaped[found.end() :]
        return f"{found[0]}\\{rest}" if found[0].isdigit() else f"\\{found[0]}{rest}"
    return escaped


def csv_cell(value: Any) -> Any:
    """A value for a CSV that a spreadsheet may open: no text in it can run as a formula.

    A text that begins like a formula gets an apostrophe in front, which spreadsheets take as 'this
    is text'; numbers, also negative ones, stay as they are.
    """
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.lstrip(" \n").startswith(_STARTS_FORMULA) else text


def shell_word(text: str | os.PathLike[str]) -> str:
    """One word of the shell that this system's terminal runs, for a command to copy."""
    word = os.fspath(text)
    return subprocess.list2cmdline([word]) if os.name == "nt" else shlex.quote(word)


LATEX = Path(__file__).with_name("latex.yml")
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef“”‘…]+")


def latex(text: str) -> str:
    r"""LaTeX that shows exactly `text`; Chinese inside \tsizh, other characters by number."""
    line = " ".join(visible(text).split())
    # {} keeps TeX from joining two of them into another character.
    drawn = "".join(
        _latex_character(char) + ("{}" if char in "-–—,’" and following in "-–—,’" else "")
        for char, following in zip(line, f"{line[1:]} ", strict=False)
    )
    return _CHINESE.sub(r"\\tsizh{\g<0>}", drawn)


def _latex_character(char: str) -> str:
    if shown := _latex_characters().get(char):
        return shown
    if char.isascii() or _CHINESE.fullmatch(char) or (char.isalpha() and ord(char) < 0x180):
        return char
    return f"{{[}}U+{ord(char):04X}{{]}}"


@cache
def _latex_characters() -> dict[str, str]:
    found: dict[str, str] = read_yaml(LATEX)
    return found


def _by_number(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _without_nul(text: str) -> str:
    """SQL as DuckDB reads it ends at a NUL, whatever follows."""
    if "\x00" in text:
        raise ValueError("a name or text of SQL cannot hold the character NUL")
    return text
