"""docs/methodology/validation.md says what the tests check."""

from __future__ import annotations

import validation


def test_the_page_is_the_one_the_tests_make() -> None:
    found = validation.PAGE.read_text(encoding="utf-8")
    assert found == validation.page(), "run: python tests/python/study/validation.py"


def test_every_convention_is_checked_against_something() -> None:
    text = " ".join(row.method for row in validation.checks())
    names = "conventional xtreg lsdv two_way driscoll_kraay cr2 cr3 wald permutation BCa"
    for name in names.split():
        assert name in text
