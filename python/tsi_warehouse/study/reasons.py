"""In both languages: why a model is not estimated, and why a number is missing or doubtful (reasons.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panelstats.covariance import Reason
from panelstats.estimate import Refusal

if TYPE_CHECKING:
    from tsi_warehouse.study.specify import ModelSpec


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def refused(spec: ModelSpec, refusal: Refusal, rows: int) -> tuple[str, str, str]:
    """(code, English, Chinese) of a model of so many rows that cannot be estimated."""
    text = _texts()["refusals"][refusal.why]
    values = {
        "name": refusal.name or str(spec.outcome),
        "others_en": ", ".join(f"'{other}'" for other in refusal.others),
        "others_zh": "、".join(f"“{other}”" for other in refusal.others),
        "effects": spec.effects,
        "number": refusal.number,
        "rows": rows,
    }
    return text["code"], text["en"].format(**values), text["zh"].format(**values)


def reason_columns(reason: Reason | None, term: str = "", region: str = "") -> dict[str, str]:
    """reason, reason_en and reason_zh of a results table; empty for none."""
    text = _texts()["reasons"][reason] if reason else {"en": "", "zh": ""}
    return {
        "reason": str(reason or ""),
        "reason_en": text["en"].format(term=term, region=region),
        "reason_zh": text["zh"].format(term=term, region=region),
    }


def caution(name: str, *, holds: bool) -> tuple[str, str]:
    """(English, Chinese) of a caution; empty where it does not hold."""
    text = _texts()["cautions"][name]
    return (text["en"], text["zh"]) if holds else ("", "")
