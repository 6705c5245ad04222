"""What estimation reads of seeds.study_settings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from panelstats.covariance import Vcov
from panelstats.covariances import CONVENTIONS
from tsi_warehouse.core.errors import TsiError

if TYPE_CHECKING:
    import duckdb

PCA_SCORES = ("unit_variance", "eigenvalue")
#: Conventions that tables can show (models/study/int_shown_conventions.sql).
TABLE_INFERENCE = (
    "clustered",
    Vcov.WILD,
    *(
        name
        for name, found in CONVENTIONS.items()
        if not found.on_request and name not in (Vcov.XTREG, Vcov.LSDV)
    ),
)


@dataclass(frozen=True)
class StudySettings:
    """Settings by the names of seeds/study_settings.csv; the defaults hold where one is absent."""

    random_seed: int = 20241
    wild_draws: int = 9_999
    bootstrap_draws: int = 10_000
    permutation_draws: int = 9_999
    confidence_level: float = 0.95
    pca_scores: str = "unit_variance"
    table_inference: str = "clustered"

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> StudySettings:
        """From seeds.study_settings.

        Raises
        ------
        TsiError : a setting has a value that it cannot have
        """
        rows = connection.execute("select setting, value from seeds.study_settings").fetchall()
        return cls.of({name: str(value or "").strip() for name, value in rows})

    @classmethod
    def of(cls, found: Mapping[str, str]) -> StudySettings:
        """From settings by name.

        Raises
        ------
        TsiError : a setting has a value that it cannot have
        """
        return cls(
            **{
                field.name: _read(field.name, found[field.name])  # type: ignore[arg-type]
                for field in fields(cls)
                if found.get(field.name)
            }
        )


def _read(name: str, text: str) -> int | float | str:
    kind, allowed, expected = RULES[name]
    try:
        value: int | float | str = kind(text)
    except ValueError:
        value = math.nan
    # No sign, no exponent: a setting is written as people write it.
    if (kind is str or text.replace(".", "", 1).isdecimal()) and allowed(value):
        return value
    raise TsiError(
        "STUDY-06",
        en=f"seeds/study_settings.csv: {name} is '{text}'; expected {expected}.",
        zh=f"seeds/study_settings.csv：{name} 为“{text}”；应为：{expected}。",
    )


FEWEST_DRAWS = 99
_DRAWS = (int, lambda draws: draws >= FEWEST_DRAWS, f">= {FEWEST_DRAWS}")
#: Setting -> type, what it may be, and that in words.
RULES: Mapping[str, tuple[Callable[[str], Any], Callable[[Any], bool], str]] = {
    "random_seed": (int, lambda seed: seed >= 0, "0, 1, 2 ..."),
    "wild_draws": _DRAWS,
    "bootstrap_draws": _DRAWS,
    "permutation_draws": _DRAWS,
    "confidence_level": (float, lambda level: 0.5 <= level < 1, "0.5 ... 0.999"),
    "pca_scores": (str, lambda text: text in PCA_SCORES, " / ".join(PCA_SCORES)),
    "table_inference": (str, lambda text: text in TABLE_INFERENCE, " / ".join(TABLE_INFERENCE)),
}
