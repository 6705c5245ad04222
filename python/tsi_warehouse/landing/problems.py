"""The problems of export records, and this warehouse's words for those of tables (messages.yml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tsi_warehouse.core.errors import TsiError
from yearbooks import problems
from yearbooks.problems import Catalogue, Pair, Problem

_PAGE = Path(__file__).with_name("messages.yml")


def messages() -> Catalogue:
    """The messages of this room."""
    return problems.messages(_PAGE)


def say(name: str, **facts: Any) -> Pair:
    """A piece of a message of this room."""
    return problems.say(name, _PAGE, **facts)


class ExportProblem(Problem):
    """Why export records cannot be read."""

    page = _PAGE


def as_error(problem: Problem) -> TsiError:
    """The error with which a command that meets this problem ends; its notes are for the log."""
    problem.reworded(messages())
    error = TsiError(problem.code, en=problem.en, zh=problem.zh)
    for note in getattr(problem, "__notes__", ()):
        error.add_note(note)
    return error
