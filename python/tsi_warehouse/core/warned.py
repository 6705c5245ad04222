"""What a user should know although it stops nothing; `tsi refresh --strict` makes each of it stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tsi_warehouse.core.errors import Exit, TsiError


@dataclass(frozen=True)
class Warned:
    """One warning.

    Attributes
    ----------
    code : stable short code such as 'SEED-10'; never changes its meaning
    count : how many rows, files or cells it is of
    en, zh : the message
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


def counted(warnings: Iterable[Warned]) -> dict[str, int]:
    """Label -> how many, in the order of their first appearance."""
    counts: dict[str, int] = {}
    for warning in warnings:
        counts[warning.label] = counts.get(warning.label, 0) + warning.count
    return counts


def summary(warnings: Iterable[Warned]) -> str:
    """'GATE-13 jumps_are_explained 5; SEED-10 2', as in marts.release_info; '' where there is none."""
    return "; ".join(f"{label} {count}" for label, count in sorted(counted(warnings).items()))


def as_facts(warnings: Sequence[Warned]) -> list[dict[str, Any]]:
    """Each warning as a mapping, for JSON."""
    return [asdict(warning) for warning in warnings]


def refuse_warnings(warnings: Sequence[Warned]) -> None:
    """What --strict adds: stop where there is a warning.

    Raises
    ------
    TsiError : STRICT-01 (exit 1) with every warning by its code and count
    """
    if warnings:
        number = len(counted(warnings))
        raise TsiError(
            "STRICT-01",
            en=f"--strict: {number} kind(s) of warnings, so nothing was published:\n  "
            + "\n  ".join(warning.text("en") for warning in warnings)
            + "\n  Mend what each says, or refresh without --strict.",
            zh=f"--strict：有 {number} 类警告，因此未发布任何内容：\n  "
            + "\n  ".join(warning.text("zh") for warning in warnings)
            + "\n  请按各条提示处理，或去掉 --strict 后重新刷新。",
            exit_code=Exit.CHECK_FAILED,
        )
