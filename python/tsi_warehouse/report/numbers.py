"""Numbers as a sentence shows them."""

from __future__ import annotations

from tsi_warehouse.report.source import Row
from tsi_warehouse.report.table import MINUS

NO_BREAK = "\N{NO-BREAK SPACE}"


def signed(value: float, decimals: int) -> str:
    """A number with a true minus sign."""
    return shown_text(f"{value:.{decimals}f}")


def shown_text(digits: str) -> str:
    """Digits of a view of models/results with a true minus sign."""
    return digits.replace("-", MINUS)


def shown_interval(row: Row) -> str:
    """The interval of a row of results.shown_estimates or results.shown_mediation_effects."""
    low, high = row["ci_low_text"], row["ci_high_text"]
    ends = (
        f"{MINUS}∞" if low is None else shown_text(low),
        "∞" if high is None else shown_text(high),
    )
    return f"[{ends[0]},{NO_BREAK}{ends[1]}]"


def p_text(p_value: float | None) -> str:
    """'p = 0.012', which no line break parts."""
    text = "p –" if p_value is None else f"p = {p_value:.3f}" if p_value >= 0.001 else "p < 0.001"
    return text.replace(" ", NO_BREAK)
