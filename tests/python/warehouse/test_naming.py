"""Text uses the terms of docs/naming.md and none of the words it lists to avoid."""

import re
import subprocess
from pathlib import Path

import pytest
from support import PROJECT

PAGE = PROJECT / "docs" / "naming.md"
# .html and .js hold vendored code; the page itself lists the words.
TEXT = {
    ".md",
    ".py",
    ".sql",
    ".yml",
    ".csv",
    ".toml",
    ".j2",
    ".R",
    ".service",
    ".timer",
    ".cmd",
    "",
}
PLACES = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/",
    "deploy/",
    "analysis/",
    "figures/",
    "tables/",
    "models/",
    "macros/",
    "seeds/",
    "python/",
    "tests/",
)
# Word for word from the paper, the yearbooks or the customs' lists.
QUOTED = {
    "seeds/industry_aliases.csv",
    "seeds/published_claims.csv",
    "seeds/region_aliases.csv",
    "tests/python/warehouse/test_naming.py",
}
LINE_BREAK = r"\s+(?:(?:#|--|//)\s*)?"


def table(heading: str) -> list[list[str]]:
    """Rows of the table below a heading of the page, as lists of cells."""
    section = re.split(rf"^## {heading}.*\n", PAGE.read_text(encoding="utf-8"), flags=re.M)[1]
    lines = re.findall(r"^\|(.*)\|$", re.split(r"^## ", section, flags=re.M)[0], flags=re.M)
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


def pattern(phrase: str) -> str:
    words = LINE_BREAK.join(re.escape(word) for word in phrase.split())
    words = words.replace("…", "[^，。；]{0,8}?")
    return rf"(?<![A-Za-z]){words}(?![A-Za-z])" if phrase.isascii() else words


AVOIDED = [
    (re.compile("|".join(pattern(phrase) for phrase in row[0].split("; ")), re.I), row[1], row[2])
    for row in table("Words to avoid")
]
NOT_YET_REWRITTEN = tuple(row[0] for row in table("Not yet rewritten"))


def words_to_avoid(text: str) -> list[str]:
    """Each word or phrase to avoid in a text, with its line and what to use instead."""
    found = []
    for avoided, use, allowed in AVOIDED:
        for match in avoided.finditer(text):
            context = text[max(0, match.start() - len(allowed)) : match.end() + len(allowed)]
            if not (allowed and allowed in context):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"line {line}: {' '.join(match[0].split())!r}, use {use!r}")
    return found


def files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, encoding="utf-8"
    )
    if listed.returncode:
        pytest.skip("not a git clone")
    return [
        name
        for name in listed.stdout.split("\0")
        if name.startswith(PLACES)
        and Path(name).suffix in TEXT
        and name not in QUOTED | {"docs/naming.md"}
        and not name.startswith(NOT_YET_REWRITTEN or ("\0",))
        and (PROJECT / name).is_file()
    ]


def test_text_has_no_words_to_avoid() -> None:
    found = []
    for name in files():
        if not name.startswith("analysis/"):  # names of questions that users call
            found += [f"{name}, in its name, {word}" for word in words_to_avoid(name)]
        text = (PROJECT / name).read_text(encoding="utf-8", errors="replace")
        found += [f"{name}, {word}" for word in words_to_avoid(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "n_found"),
    [
        ("A jump is told.", 1),
        ("told_lines = lines_told", 2),
        ("the form\n# of the error", 1),
        ("two tables stands\n-- in one place", 1),
        ("untold, bedstand inn, mendelevium", 0),
        ("数据集市 (mart) 与 wild 聚类自助法", 0),
        ("集市与聚类自助法", 2),
        ("标准误缩小了十倍", 1),
    ],
)
def test_words_to_avoid_are_found(text: str, n_found: int) -> None:
    assert len(words_to_avoid(text)) == n_found


def test_every_term_has_a_name_in_both_languages() -> None:
    terms = table("Terms")
    assert len(terms) > 40
    assert all(row[0] and row[1] for row in terms)
    assert len({row[0] for row in terms}) == len(terms)


PATHS = re.compile(
    r"`((?:python|tests|models|macros|docs|seeds|deploy|figures|analysis|benchmarks)/[\w./-]+\w)`"
)


#: Files of the worked example in CONTRIBUTING.md, which test_pictures.py follows.
WRITTEN_BY_THE_READER = {"figures/gdp.sql", "figures/gdp.vl.json"}


@pytest.mark.parametrize(
    "page",
    [
        PROJECT / "README.md",
        PROJECT / "README.zh-CN.md",
        PROJECT / "CONTRIBUTING.md",
        *sorted((PROJECT / "docs").rglob("*.md")),
    ],
    ids=lambda page: page.relative_to(PROJECT).as_posix(),
)
def test_every_path_named_in_the_documentation_exists(page: Path) -> None:
    named = set(PATHS.findall(page.read_text(encoding="utf-8"))) - WRITTEN_BY_THE_READER
    assert sorted(name for name in named if not (PROJECT / name).exists()) == []
