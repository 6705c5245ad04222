"""The rooms of the house: which folder of models/ may refer to which."""

import re
from pathlib import Path

import pytest
from support import PROJECT

MODELS = PROJECT / "models"
# A model refers to its own room or to an earlier one.
ROOMS = [
    "staging",
    "cells",
    "exports",
    "panel",
    "index",
    "sophistication",
    "study",
    "audit",
    "marts",
    "results",
]
SQL = sorted(path for path in MODELS.rglob("*.sql") if "wide" not in path.parts)
ROOM_OF = {path.stem: path.relative_to(MODELS).parts[0] for path in SQL}


def references(path: Path) -> list[str]:
    return re.findall(r"ref\('(\w+)'\)", path.read_text(encoding="utf-8"))


def test_every_room_is_listed() -> None:
    assert set(ROOM_OF.values()) == set(ROOMS)


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_model_refers_only_to_its_own_room_or_earlier_ones(path: Path) -> None:
    allowed = ROOMS[: ROOMS.index(ROOM_OF[path.stem]) + 1]
    later = [name for name in references(path) if name in ROOM_OF and ROOM_OF[name] not in allowed]
    assert later == []
