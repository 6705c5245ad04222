"""docs/messages.md: every code, what it says and what to do, from the messages.yml files under python/."""

from __future__ import annotations

from pathlib import Path

from tsi_warehouse.core.data_files import read_yaml

_PYTHON = Path(__file__).resolve().parents[2]
_HEAD = """# Messages

Every message code, its text and what to do. Generated from the `messages.yml` next to the code, by
`python -m tsi_warehouse.core.message_page`; a test keeps the two equal. Words in braces are values of the case.
A remedy that is a row of a seed or a folder of a study replaces that of the library.
"""


def pages() -> list[Path]:
    """Every messages.yml; that of a library comes before the one that replaces some of its words."""
    found = _PYTHON.rglob("messages.yml")
    return sorted(found, key=lambda page: ("tsi_warehouse" in page.parts, page))


def page_of_all() -> str:
    """The text of docs/messages.md."""
    every: dict[str, dict[str, str]] = {}
    for page in pages():
        for key, words in read_yaml(page).items():
            every[key] = {**every.get(key, {}), **words}
    said = [_HEAD]
    last = ""
    for key, words in sorted(every.items()):
        code, _, case = key.partition(" ")
        if not (code.isupper() and "-" in code):
            continue
        if code != last:
            said.append(f"## {code}\n")
        last = code
        english = f"{words['en']} {words.get('remedy_en', '')}".strip()
        said.append(f"*{case}:* {english}\n" if case else f"{english}\n")
        said.append(f"{words['zh']}{words.get('remedy_zh', '')}\n")
    return "\n".join(said)


if __name__ == "__main__":
    (_PYTHON.parent / "docs" / "messages.md").write_text(page_of_all(), encoding="utf-8")
