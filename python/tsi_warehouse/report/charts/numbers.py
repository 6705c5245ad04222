"""Numbers as a reader sees them."""

from __future__ import annotations

from tsi_warehouse.report.table import MINUS

NO_BREAK = "\N{NO-BREAK SPACE}"


def signed(value: float, decimals: int) -> str:
    """A number with a true minus sign."""
    return f"{value:.{decimals}f}".replace("-", MINUS)


def interval(low: float | None, high: float | None, decimals: int = 3) -> str:
    """An interval; an end that is open is infinite."""
    ends = (
        f"{MINUS}∞" if low is None else signed(low, decimals),
        "∞" if high is None else signed(high, decimals),
    )
    return f"[{ends[0]},{NO_BREAK}{ends[1]}]"


def p_text(p_value: float | None) -> str:
    """'p = 0.012', which no line break parts."""
    told = "p –" if p_value is None else f"p = {p_value:.3f}" if p_value >= 0.001 else "p < 0.001"
    return told.replace(" ", NO_BREAK)
