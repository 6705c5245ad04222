"""The gate's checks as quality/suite.yml has them, and the pages that they judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tsi_warehouse.core.data_files import read_yaml
from tsi_warehouse.core.project import PROJECT

FOLDER = PROJECT / "quality"
Stage = Literal["raw", "marts"]


@dataclass(frozen=True)
class Check:
    """One expectation of the suite.

    Attributes
    ----------
    code : stable short code
    name : stable; what --accept and seeds/accepted_checks.csv name
    stage : 'raw' runs on cells before the models are built, 'marts' before publishing
    severity : 'block' stops the release unless a person accepts it, 'warn' is reported and kept
    page : quality/<page>.sql
    column : the column that is judged
    expectation : type, kwargs, severity and meta, as Great Expectations takes them
    """

    code: str
    name: str
    stage: Stage
    severity: Literal["block", "warn"]
    page: str
    column: str
    explanation_en: str
    explanation_zh: str
    expectation: Mapping[str, Any]

    @property
    def is_of_losses(self) -> bool:
        """Whether each row of its page is something that the previous release had and this one lacks."""
        return self.page.startswith("lost_")

    @property
    def expected(self) -> str:
        """What it expects, as text: the bounds, or else the expectation's name."""
        kwargs = self.expectation["kwargs"]
        low, high = kwargs.get("min_value"), kwargs.get("max_value")
        if low is None and high is None:
            return f"{self.expectation['type']} {self.column}"
        if low == high:
            return f"{self.column} = {low:g}"
        if low is None:
            return f"{self.column} <= {high:g}"
        return (
            f"{self.column} >= {low:g}" if high is None else f"{low:g} <= {self.column} <= {high:g}"
        )


@cache
def suite() -> Mapping[str, Any]:
    """quality/suite.yml as it is written."""
    found: Mapping[str, Any] = read_yaml(FOLDER / "suite.yml")
    return found


@cache
def checks() -> tuple[Check, ...]:
    """Every check, in the order of the suite."""
    return tuple(
        Check(
            code=expectation["meta"]["code"],
            name=expectation["meta"]["name"],
            stage=page["stage"],
            severity="block" if expectation["severity"] == "critical" else "warn",
            page=page["page"],
            column=expectation["kwargs"]["column"],
            explanation_en=expectation["meta"]["en"],
            explanation_zh=expectation["meta"]["zh"],
            expectation=expectation,
        )
        for page in suite()["pages"]
        for expectation in page["expectations"]
    )


def query_of(page: str) -> str:
    """The text of quality/<page>.sql."""
    return (FOLDER / f"{page}.sql").read_text(encoding="utf-8")
