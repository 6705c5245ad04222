"""What a user should know although it stops nothing; `tsi refresh --strict` makes each of it stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tsi_warehouse.core.errors import Text, failure, message


@dataclass(frozen=True)
class Warned:
    """One warning.

    Attributes
    ----------
    code : stable short code such as 'SEED-10'; never changes its meaning
    count : how many rows, files or cells it is of
    name : what of several the code is of: the check's name for a check of the gate
    """

    code: str
    count: int
    en: str
    zh: str
    name: str = ""

    @property
    def label(self) -> str:
        """Code and name, as lists of warnings show them."""
        return f"{self.code} {self.name}".strip()

    def text(self, lang: str) -> str:
        """The message in `lang` ('zh' or 'en'), its label first."""
        return f"{self.label}: {self.en}" if lang == "en" else f"{self.label}：{self.zh}"


def warning(code: str, number: int, /, **values: object) -> Warned:
    """The warning of messages.yml with this code, of so many rows, files or cells."""
    return Warned(code, number, *message(code, **values))


def counted(warnings: Iterable[Warned]) -> dict[str, int]:
    """Label -> how many, in the order of their first appearance."""
    counts: dict[str, int] = {}
    for each in warnings:
        counts[each.label] = counts.get(each.label, 0) + each.count
    return counts


def summary(warnings: Iterable[Warned]) -> str:
    """'GATE-13 jumps_are_explained 5; SEED-10 2', as in marts.release_info; '' where there is none."""
    return "; ".join(f"{label} {count}" for label, count in sorted(counted(warnings).items()))


def as_facts(warnings: Sequence[Warned]) -> list[dict[str, Any]]:
    """Each warning as a mapping, for JSON."""
    return [asdict(each) for each in warnings]


def refuse_warnings(warnings: Sequence[Warned]) -> None:
    """What --strict adds: stop where there is a warning (STRICT-01)."""
    if warnings:
        listed = Text(*("\n  ".join(each.text(lang) for each in warnings) for lang in Text._fields))
        raise failure("STRICT-01", number=len(counted(warnings)), listed=listed)
