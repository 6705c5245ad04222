"""Coefficients with their intervals: under every type of standard error, in every column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsi_warehouse.report.charts.drawing import (
    BLUE,
    MUTED,
    RUST,
)
from tsi_warehouse.report.charts.figure import Figure, laid_out
from tsi_warehouse.report.charts.names import cut, listed
from tsi_warehouse.report.charts.numbers import interval, shown_interval, shown_text, signed
from tsi_warehouse.report.charts.vega import Frame, Labels, lay_out
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.study_tables import Model
from tsi_warehouse.report.words import Text, same, word, word_or

CONVENTIONS = (
    "wild", "cr3", "cr2", "xtreg", "lsdv", "two_way", "driscoll_kraay", "conventional",
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A line of a forest plot; `shown` and `interval` are its numbers as the tables show them."""

    label: Text
    estimate: float
    low: float | None
    high: float | None
    shown: str
    interval: str
    colour: str = BLUE


def forest(
    source: Source, name: str, title: Text, alt: Text, points: Sequence[Point],
    truth: float | None = None,
) -> Figure | None:  # fmt: skip
    """Estimates with their intervals, zero drawn in; the simulated truth where it is known."""
    if not points:
        return None
    labels = Labels()
    left, right = _edges(points)
    values = [
        {
            "label": labels(point.label),
            "estimate": point.estimate,
            "low": left if point.low is None else point.low,
            "high": right if point.high is None else point.high,
            "colour": point.colour,
            "shown": point.shown,
            "interval": point.interval,
        }
        for point in points
    ]
    frame = Frame(height=22 * len(points), left=146, right=142, bottom=36)
    colour = {"field": "colour", "type": "nominal", "scale": None}
    y = {"field": "label", "type": "nominal", "sort": None, "title": None}
    axis = {
        "type": "quantitative",
        "title": labels(word("figure.coefficient_axis", level=source.level)),
        "axis": {"grid": True, "tickCount": 4},
    }
    layers: list[Mapping[str, object]] = [
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule", "color": MUTED, "strokeWidth": 1},
            "encoding": {"x": {"field": "zero", **axis}},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {
                "y": y,
                "x": {"field": "low", **axis},
                "x2": {"field": "high"},
                "color": colour,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 58, "opacity": 1},
            "encoding": {"y": y, "x": {"field": "estimate", **axis}, "color": colour},
        },
        {
            "mark": {"type": "text", "align": "right", "dx": 46, "fontSize": 11},
            "encoding": {"y": y, "x": {"value": frame.plot_width}, "text": {"field": "shown"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 52, "fontSize": 11, "color": MUTED},
            "encoding": {"y": y, "x": {"value": frame.plot_width}, "text": {"field": "interval"}},
        },
    ]
    if truth is not None:
        layers.insert(
            1,
            {
                "data": {"values": [{"truth": truth}]},
                "mark": {"type": "rule", "color": RUST, "strokeWidth": 1.5, "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "truth", **axis}},
            },
        )
    spec = {
        "data": {"values": values},
        "layer": layers,
    }
    data = [[point.label.both, point.estimate, point.low, point.high] for point in points]
    return laid_out(
        name, title, alt, lay_out(spec, labels, frame), frame,
        ("label", "estimate", "ci_low", "ci_high"), data,
    )  # fmt: skip


def _edges(points: Sequence[Point]) -> tuple[float, float]:
    """How far an interval is drawn that has no end: a little beyond all that have."""
    ends = [
        value
        for point in points
        for value in (point.estimate, point.low, point.high, 0.0)
        if value is not None
    ]
    beyond = 0.1 * (max(ends) - min(ends))
    return min(ends) - beyond, max(ends) + beyond


def conventions_chart(
    source: Source, model: Model, term: str, truth: float | None
) -> Figure | None:
    """One coefficient under every type of standard error; the one that tables show in blue."""
    by_vcov, shown = model.estimates.get(term, {}), model.shown.get(term)
    if shown is None:
        return None
    digits = shown_text(shown["coefficient_text"])
    points = {
        vcov: Point(
            word_or(f"vcov_short.{vcov}", vcov),
            row["coefficient"],
            row["ci_low"],
            row["ci_high"],
            digits,
            shown_interval(shown)
            if vcov == shown["convention"]
            else interval(row["ci_low"], row["ci_high"], digits),
            BLUE if vcov == shown["convention"] else MUTED,
        )
        for vcov in dict.fromkeys((shown["convention"], *CONVENTIONS, *by_vcov))
        if (row := by_vcov.get(vcov))
    }
    first = points[shown["convention"]]
    alt = word(
        "figure.conventions_alt",
        estimate=digits,
        convention=first.label,
        interval=first.interval,
    )
    if truth is not None:
        told = word("figure.truth", truth=signed(truth, 3))
        alt = Text(f"{alt.zh}{told.zh}", f"{alt.en} {told.en}")
    return forest(
        source, "conventions", word("figure.conventions"), alt, list(points.values()), truth
    )


def coefficients_chart(
    source: Source, models: Mapping[tuple[str, int, str], Model]
) -> Figure | None:
    """Dig in every column that explains TSI by it, variant `equation`, as the tables show it."""
    points: list[Point] = []
    conventions: dict[Text, None] = {}
    first = min((key[0] for key in models), default="")
    usual = frozenset(term for key, m in models.items() if key[0] == first for term in m.terms)
    for model in models.values():
        study_table, column_no, variant = model.key
        if variant != "equation" or not str(model.facts["outcome"]).startswith("ln_tsi"):
            continue
        row = model.shown.get("dig")
        if row is None or study_table == "7":
            continue
        name = cut(_column_label(source, model, usual), 9, 16)
        conventions[word_or(f"vcov.{row['convention']}", row["convention"])] = None
        points.append(
            Point(
                Text(
                    f"表 {study_table} ({column_no}) {name.zh}",
                    f"T{study_table} ({column_no}) {name.en}",
                ),
                row["coefficient"],
                row["ci_low"],
                row["ci_high"],
                shown_text(row["coefficient_text"]),
                shown_interval(row),
                BLUE if row["p_value"] is not None and row["p_value"] < 0.05 else MUTED,
            )
        )
    if not points:
        return None
    alt = word(
        "figure.coefficients_alt",
        n=len(points),
        significant=sum(point.colour == BLUE for point in points),
        low=min(points, key=lambda point: point.estimate).shown,
        high=max(points, key=lambda point: point.estimate).shown,
        convention=listed(list(conventions)),
    )
    return forest(source, "coefficients", word("figure.coefficients"), alt, points)


def _column_label(source: Source, model: Model, usual: frozenset[str]) -> Text:
    """What sets a column apart: its sample, its outcome, one regressor, or how many controls."""
    sample = model.facts["sample"]
    if sample:
        return source.sample(sample)
    outcome = str(model.facts["outcome"])
    if outcome != "ln_tsi":
        return word_or(f"intensity.{outcome.removeprefix('ln_tsi_')}", outcome)
    extra = [term for term in model.terms if term not in ("dig", "_cons")]
    unusual = [term for term in extra if term not in usual]
    if len(extra) == 1 or len(unusual) == 1:
        return word("figure.with", name=source.term((unusual or extra)[0]))
    return word("figure.controls", n=len(extra)) if extra else same("")
