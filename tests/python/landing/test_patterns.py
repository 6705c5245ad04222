"""No pattern of the program takes more than linear time, whatever text a file holds.

Each is searched for in 30,000 characters that are made of its own characters, so that every part of it matches
again and again and the whole does not. A pattern that only scans takes about a millisecond of the processor; one
that goes back over the text for each of its characters takes some 10 s, one that goes back exponentially never
ends. The limit lies in between, and counts the processor's time of this process alone.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType

import pytest
from support import PROJECT

import tsi_warehouse

LENGTH = 50_000
SECONDS_OF_PROCESSOR = 0.6
BAIT = (
    "0",
    " ",
    "#",
    "(",
    ")",
    "（",
    "一",
    "年",
    "a",
    ".",
    ",",
    "-",
    "\t",
    "\n",
    "0 ",
    "(0",
    "a ",
    "，,",
)
METHODS = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
ANCHORED = frozenset({"match", "fullmatch"})


class TooManySteps(Exception):
    """A pattern used up its limit."""


@dataclass(frozen=True)
class Found:
    """A pattern, where it is, and whether it is only ever asked at a text's beginning."""

    place: str
    pattern: re.Pattern[str]
    methods: frozenset[str]


def compiled() -> Iterator[Found]:
    """Every compiled pattern that a module of the package holds, also inside tuples and mappings."""
    for found in pkgutil.walk_packages(tsi_warehouse.__path__, "tsi_warehouse."):
        if found.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(found.name)
        except ModuleNotFoundError as error:
            if error.name != "pyspark":  # which is no part of every installation
                raise
            continue
        used = methods_of(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")))
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                alone = isinstance(value, re.Pattern) and used.get(name, METHODS)
                yield Found(f"{found.name}.{name}", pattern, alone or METHODS)


def methods_of(tree: ast.Module) -> dict[str, frozenset[str]]:
    """The methods that a module calls of each name; all of them where it hands the name on."""
    called: dict[str, set[str]] = {}
    owners = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owners.add(id(node.value))
            called.setdefault(node.value.id, set()).add(node.attr)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in owners:
            called.setdefault(node.id, set()).update(METHODS)
    return {name: frozenset(methods & METHODS) for name, methods in called.items()}


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset)):
        for each in value:
            yield from patterns_in(each)
    elif isinstance(value, dict):
        yield from patterns_in(tuple(value.values()))


def written() -> Iterator[Found]:
    """Every pattern that is written out in a call of `re` in the package's source."""
    for path in sorted((PROJECT / "python" / "tsi_warehouse").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in METHODS
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                place = f"{path.relative_to(PROJECT)}:{node.lineno}"
                method = frozenset({node.func.attr})
                yield Found(place, re.compile(node.args[0].value), method)


def every_pattern() -> list[Found]:
    """Each different pattern once, by the first place that has it, with the methods of all places."""
    found: dict[tuple[str, int], Found] = {}
    for each in (*compiled(), *written()):
        key = (each.pattern.pattern, each.pattern.flags)
        methods = each.methods | (found[key].methods if key in found else frozenset())
        found[key] = Found(found[key].place if key in found else each.place, each.pattern, methods)
    return list(found.values())


def characters_of(tree: object) -> Iterator[str]:
    """Characters that a parsed pattern matches: each literal, and some of each class."""
    if isinstance(tree, (parser.SubPattern, list)):
        for each in tree:
            yield from characters_of(each)
    elif isinstance(tree, tuple):
        kind = str(tree[0])
        if kind in ("LITERAL", "NOT_LITERAL"):
            yield chr(tree[1])
        elif kind == "RANGE":
            yield chr(tree[1][0])
        elif kind == "CATEGORY":
            name = str(tree[1])
            yield {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "b"}.get(
                name, "x"
            )
        else:
            for each in tree:
                yield from characters_of(each)


def words_of(pattern: str) -> list[str]:
    """Runs of plain characters in a pattern, which its alternatives are made of."""
    return re.findall(r"[^\W_]{2,8}", re.sub(r"\\.", " ", pattern))[:12]


def adversaries(pattern: re.Pattern[str]) -> Iterator[str]:
    """Long texts that match parts of a pattern again and again, and end in what it does not know."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    own = list(dict.fromkeys(characters_of(tree)))[:24]
    pieces = [*own, *words_of(pattern.pattern), *BAIT]
    pieces += [one + other for one in own[:6] for other in own[:6] if one != other]
    pieces += [f"{letter}{space}" for letter in own[:8] for space in (" ", "0")]
    for piece in dict.fromkeys(pieces):
        run = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
        yield run + "\u2603"
        if len(piece) == 1:
            yield "".join(own[:1]) + run + "\u2603"


def searched(
    pattern: re.Pattern[str], texts: Iterator[str], methods: frozenset[str] = METHODS
) -> str:
    """'' where all texts are searched within the limit, else the beginning of the one that is not."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooManySteps

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for text in texts:
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_OF_PROCESSOR)
            try:
                if methods - ANCHORED:
                    pattern.sub("", text)
                if "match" in methods:
                    pattern.match(text)
                if "fullmatch" in methods:
                    pattern.fullmatch(text)
            except TooManySteps:
                return repr(text[:12])
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)
    return ""


@pytest.mark.parametrize("found", every_pattern(), ids=lambda found: found.place)
def test_every_pattern_scans_a_long_text_once(found: Found) -> None:
    slow = searched(found.pattern, adversaries(found.pattern), found.methods)

    assert not slow, f"{found.place}: {found.pattern.pattern!r} goes back over {slow}..."


@pytest.mark.parametrize(
    "bad", [r"(?:\d+(?:\.\d+)?)*元", r"(?:a|aa)+$", r"\s*x", r"[#*]+$", r"(\d+)*年"]
)
def test_a_pattern_that_goes_back_over_the_text_is_found(bad: str) -> None:
    assert searched(re.compile(bad), adversaries(re.compile(bad)))
