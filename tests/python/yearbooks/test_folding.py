"""Names and numbers are folded in one way, in Python, which recognises tables, and in SQL, which reads them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import duckdb
import pytest
from macros import sql

from yearbooks.folding import FOOTNOTE_MARKS, escaped, fold, is_blank
from yearbooks.words import Kind, Vocabulary, without_marks

# Written by their code points: nobody sees them.
INVISIBLE = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u2060",
    "\xad",
    "\ufeff",
    "\u202a",
    "\u202c",
    "\u2061",
    "\u2066",
    "\u2069",
    "\u180e",
    "️",
    "ㅤ",
    "ᅟ",
    "͏",
    "\x7f",
    "\x9f",
    "󠄁",
]
WHITE = [
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\xa0",
    "\u1680",
    "\u2003",
    "\u2007",
    "\u2028",
    "\u2029",
    "\u202f",
]
WHITE += ["\u205f", "\u3000", "\u2800"]


def of_sql(macro: str, texts: Sequence[str]) -> list[str]:
    """What a macro makes of each text."""
    query = f"select {sql(macro, 'text')} from (select unnest(?) as text)"
    return [row[0] for row in duckdb.execute(query, [list(texts)]).fetchall()]


def test_python_and_sql_fold_every_character_alike() -> None:
    # Capital letters of other scripts, which engines lower differently, are in no table of ours.
    characters = [
        f"a{chr(code)}b"
        for code in range(1, sys.maxunicode + 1)
        if not 0xD800 <= code < 0xE000 and (not chr(code).isupper() or code < 0x130)
    ]

    in_sql = of_sql("fold_text", characters)

    differing = [
        (text, found, fold(text))
        for text, found in zip(characters, in_sql, strict=True)
        if found != fold(text)
    ]
    assert differing == []


@pytest.mark.parametrize("character", INVISIBLE)
def test_what_prints_nothing_is_gone_from_names_and_numbers(character: str) -> None:
    assert fold(f"河{character}北省{character}") == "河北省"
    assert of_sql("fold_number", [f"{character}12{character}34.5{character}"]) == ["1234.5"]
    assert is_blank(character * 3)


@pytest.mark.parametrize("character", WHITE)
def test_white_space_is_gone_from_names_and_one_blank_in_numbers(character: str) -> None:
    assert fold(f"河{character}北省{character}") == "河北省"
    assert of_sql("fold_number", [f"{character}12{character}345{character}"]) == ["12 345"]
    assert is_blank(character * 3)


def test_the_same_marks_point_to_notes_in_python_and_sql() -> None:
    assert sql("folded_characters", "marks") == FOOTNOTE_MARKS
    for mark in FOOTNOTE_MARKS:
        assert without_marks(f"西藏{mark}") == "西藏"
        assert of_sql("name_key", [f"西藏{mark}{mark}"]) == ["西藏"]


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("1234.5", "1234.5"),
        ("广东 省（亿元）", "广东 省（亿元）"),
        ("12\u200b34", "12\\u200b34"),
        ("12\x0b34\x85", "12\\x0b34\\x85"),
        ("湖北省\ue000", "湖北省\\ue000"),
        ("⼴东", "\\u2f34东"),
        ("12\u00a034", "12\\xa034"),
        ("\U000e0101", "\\U000e0101"),
    ],
)
def test_a_message_shows_what_nobody_sees(printed: str, shown: str) -> None:
    assert escaped(printed) == shown


def test_a_numbered_note_is_a_mark_and_a_long_row_of_marks_is_read_once() -> None:
    assert without_marks("2011(1)") == "2011"
    assert without_marks("西藏（ 12 ）①") == "西藏"
    assert without_marks("GDP(亿元)") == "GDP(亿元)"
    assert without_marks("#" * 32_000) == ""


def test_python_takes_each_mark_of_sql_for_one_where_it_is_no_name() -> None:
    marks = re.findall(r"'([^']*)'", sql("missing_mark", "text"))
    meanings = {
        "below_half_unit",
        "none_or_not_counted",
        "suppressed",
        "not_available",
        "error_cell",
    }
    # Letters are names elsewhere: sections of an industry, columns of a form.
    names = {"", "empty_cell", "c", "d", "s", "x", "z", "一"} | meanings

    kinds = {mark: Vocabulary([]).kind(mark) for mark in marks if mark not in names}

    assert len(kinds) > 70
    assert {mark for mark, kind in kinds.items() if kind is not Kind.NUMBER} == set()


@pytest.mark.parametrize(
    "mark", ["C", "(D)", "\u200b-", "NA ", "（L）", "-888888888", "\x0b", "…", "#N/A"]
)
def test_a_suppressed_or_missing_value_is_never_a_number(mark: str) -> None:
    query = f"""
        select {sql("missing_mark", sql("fold_text", "text"))} is not null
        from (select ? as text)
    """

    assert duckdb.execute(query, [mark]).fetchone() == (True,)
