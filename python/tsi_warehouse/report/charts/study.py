"""The study: coefficients with their intervals, Figure 1's paths, the specification curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsi_warehouse.report.charts.drawing import (
    BLUE,
    INK,
    MUTED,
    PALE,
    RULE,
    RUST,
    Drawing,
)
from tsi_warehouse.report.charts.figure import Figure, drawn, laid_out
from tsi_warehouse.report.charts.vega import Frame, Labels, lay_out
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.study_tables import Model
from tsi_warehouse.report.table import MINUS
from tsi_warehouse.report.words import Text, same, word, word_or
from tsi_warehouse.study.replication import bare

CONVENTIONS = (
    "wild", "cr3", "cr2", "xtreg", "lsdv", "two_way", "driscoll_kraay", "conventional",
)  # fmt: skip
#: Percentile before BCa, which rejects a true null in 9 % of draws.
INDIRECT = ("percentile", "bca", "delta", "sobel")


@dataclass(frozen=True)
class Point:
    """A line of a forest plot."""

    label: Text
    estimate: float
    low: float | None
    high: float | None
    colour: str = BLUE


def forest(
    name: str, title: Text, alt: Text, points: Sequence[Point], truth: float | None = None
) -> Figure | None:
    """Estimates with their intervals, zero drawn in; the simulated truth where it is known."""
    if not points:
        return None
    labels = Labels()
    values = [
        {
            "label": labels(point.label),
            "estimate": point.estimate,
            "low": point.estimate if point.low is None else point.low,
            "high": point.estimate if point.high is None else point.high,
            "colour": point.colour,
            "shown": signed(point.estimate, 3),
        }
        for point in points
    ]
    frame = Frame(height=22 * len(points), left=172, right=58, bottom=36)
    colour = {"field": "colour", "type": "nominal", "scale": None}
    y = {"field": "label", "type": "nominal", "sort": None, "title": None}
    axis = {
        "type": "quantitative",
        "title": labels(word("figure.coefficient_axis")),
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
            "mark": {"type": "text", "align": "right", "dx": 54},
            "encoding": {"y": y, "x": {"value": frame.plot_width}, "text": {"field": "shown"}},
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


def conventions_chart(model: Model, term: str, truth: float | None) -> Figure | None:
    """One coefficient under every convention for its error."""
    by_vcov = model.estimates.get(term, {})
    points = [
        Point(
            word_or(f"vcov_short.{vcov}", vcov),
            row["coefficient"],
            row["ci_low"],
            row["ci_high"],
            BLUE if vcov in ("wild", "cr3") else MUTED,
        )
        for vcov in CONVENTIONS
        if (row := by_vcov.get(vcov))
    ]
    if not points:
        return None
    first = points[0]
    alt = word(
        "figure.conventions_alt",
        estimate=signed(first.estimate, 3),
        convention=first.label,
        interval=interval(first.low, first.high),
    )
    if truth is not None:
        told = word("figure.truth", truth=signed(truth, 3))
        alt = Text(f"{alt.zh}{told.zh}", f"{alt.en} {told.en}")
    return forest("conventions", word("figure.conventions"), alt, points, truth)


def coefficients_chart(
    source: Source, models: Mapping[tuple[str, int, str], Model]
) -> Figure | None:
    """Dig in every column that explains TSI by it, variant `equation`."""
    points = []
    for model in models.values():
        study_table, column_no, variant = model.key
        if variant != "equation" or not str(model.facts["outcome"]).startswith("ln_tsi"):
            continue
        chosen, wild = model.shown("dig")
        if chosen is None or study_table == "7":
            continue
        row = wild if wild and wild["ci_low"] is not None else chosen
        name = _column_label(source, model)
        points.append(
            Point(
                Text(
                    f"表 {study_table} ({column_no}) {name.zh}",
                    f"T{study_table} ({column_no}) {name.en}",
                ),
                chosen["coefficient"],
                row["ci_low"],
                row["ci_high"],
                BLUE if (p := model.p_value("dig")) is not None and p < 0.05 else MUTED,
            )
        )
    if not points:
        return None
    alt = word(
        "figure.coefficients_alt",
        n=len(points),
        significant=sum(point.colour == BLUE for point in points),
        low=signed(min(point.estimate for point in points), 3),
        high=signed(max(point.estimate for point in points), 3),
    )
    return forest("coefficients", word("figure.coefficients"), alt, points)


def path_diagram(source: Source, variant: str = "equation") -> Figure | None:
    """Figure 1 of the paper with its coefficients: Dig -> three mediators -> TSI."""
    rows = [row for row in source.table("results.mediation_effects") if row["variant"] == variant]
    table = min((str(row["study_table"]) for row in rows), default="")
    rows = [row for row in rows if str(row["study_table"]) == table]
    mediators = list(dict.fromkeys(row["mediator"] for row in rows))
    if not mediators:
        return None
    drawing = Drawing(112 * len(mediators) + 30)
    middle = drawing.height / 2
    box_width, box_height = 92, 46
    left, centre, right = 50.0, 230.0, 410.0
    for place, mediator in enumerate(mediators):
        y = 56 + 112 * place
        a = _effect(rows, mediator, "treatment_on_mediator")
        b = _effect(rows, mediator, "mediator_on_outcome")
        indirect = _effect(rows, mediator, "indirect", INDIRECT)
        _arrow(drawing, left + box_width / 2, middle, centre - box_width / 2, y, a)
        _arrow(drawing, centre + box_width / 2, y, right - box_width / 2, middle, b)
        _box(
            drawing,
            centre,
            y,
            box_width,
            box_height,
            source.term(mediator),
            word_or(f"name.{mediator}", mediator),
        )
        if indirect:
            told = word("figure.indirect", value=signed(indirect["estimate"], 3))
            drawing.text(
                centre, y + box_height / 2 + 15, told, size=11, anchor="middle", fill=_ink(indirect)
            )
            span = interval(indirect["ci_low"], indirect["ci_high"])
            drawing.text(
                centre, y + box_height / 2 + 29, span, size=11, anchor="middle", fill=MUTED
            )
    treatment, outcome = rows[0]["treatment"], rows[0]["outcome"]
    _box(
        drawing,
        left,
        middle,
        box_width,
        box_height,
        source.term(treatment),
        word_or(f"name.{treatment}", treatment),
    )
    _box(
        drawing,
        right,
        middle,
        box_width,
        box_height,
        source.term(outcome),
        word_or(f"name.{outcome}", outcome),
    )
    alt_parts = []
    for mediator in mediators:
        indirect = _effect(rows, mediator, "indirect", INDIRECT)
        if indirect:
            name, value = word_or(f"name.{mediator}", mediator), signed(indirect["estimate"], 3)
            span = interval(indirect["ci_low"], indirect["ci_high"])
            alt_parts.append(Text(f"{name.zh} {value} {span}", f"{name.en} {value} {span}"))
    alt = word(
        "figure.path_alt",
        parts=Text("；".join(t.zh for t in alt_parts), "; ".join(t.en for t in alt_parts)),
    )
    columns = (
        "study_table", "mediator", "reading", "effect", "method", "estimate", "std_error",
        "p_value", "p_holm", "ci_low", "ci_high", "draws",
    )  # fmt: skip
    data = [[row[name] for name in columns] for row in rows]
    return drawn("path", word("figure.path"), alt, drawing, columns, data)


def curve_chart(source: Source) -> Figure | None:
    """Every specification's coefficient, from the smallest to the largest."""
    everything = source.table("results.specification_curve")
    # An index on another scale, such as Dig by principal components, has no place on this axis.
    rows = sorted(
        (row for row in everything if bare(row["term"]) == "dig"),
        key=lambda row: row["coefficient"],
    )
    if not rows:
        return None
    labels = Labels()
    values = [
        {
            "place": place,
            "coefficient": row["coefficient"],
            "low": row["ci_low"],
            "high": row["ci_high"],
            "colour": BLUE if row["p_value"] < 0.05 else "#a9b2bc",
        }
        for place, row in enumerate(rows, start=1)
    ]
    frame = Frame(height=230, left=46, right=10, top=24, bottom=36)
    x = {
        "field": "place",
        "type": "quantitative",
        "title": labels(word("figure.curve_axis")),
        "axis": {"tickCount": 5, "format": "d"},
        "scale": {"nice": False, "domain": [0, len(rows) + 1]},
    }
    y = {
        "type": "quantitative",
        "title": labels(word("figure.coefficient_axis")),
        "axis": {
            "tickCount": 6,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleX": -40,
            "titleY": -12,
        },
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    spec = {
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.35},
                "encoding": {
                    "x": x,
                    "y": {"field": "low", **y},
                    "y2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 12, "opacity": 1},
                "encoding": {"x": x, "y": {"field": "coefficient", **y}, "color": colour},
            },
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1},
                "encoding": {"y": {"field": "zero", **y}},
            },
        ],
    }
    middle = rows[len(rows) // 2]["coefficient"]
    alt = word(
        "figure.curve_alt",
        n=f"{len(rows):,}",
        all=f"{len(everything):,}",
        positive=f"{sum(row['coefficient'] > 0 for row in rows) / len(rows):.0%}",
        significant=f"{sum(row['p_value'] < 0.05 for row in rows) / len(rows):.0%}",
        median=signed(middle, 3),
    )
    columns = (
        "specification", "outcome", "term", "formula", "effects", "sample", "n_obs",
        "coefficient", "std_error", "p_value", "ci_low", "ci_high",
    )  # fmt: skip
    return laid_out(
        "curve", word("figure.curve"), alt, lay_out(spec, labels, frame), frame, columns,
        [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def signed(value: float, decimals: int) -> str:
    """A number with a true minus sign."""
    return f"{value:.{decimals}f}".replace("-", MINUS)


def interval(low: float | None, high: float | None, decimals: int = 3) -> str:
    """An interval; an end that is open is infinite."""
    ends = (
        f"{MINUS}∞" if low is None else signed(low, decimals),
        "∞" if high is None else signed(high, decimals),
    )
    return f"[{ends[0]}, {ends[1]}]"


def _effect(
    rows: Sequence[Row], mediator: str, effect: str, methods: Sequence[str] = ("wild", "xtreg")
) -> Row | None:
    found = {
        row["method"]: row for row in rows if (row["mediator"], row["effect"]) == (mediator, effect)
    }
    return next((found[method] for method in methods if method in found), None)


def _ink(row: Row) -> str:
    """Blue where the interval leaves out zero."""
    low, high = row["ci_low"], row["ci_high"]
    return BLUE if low is not None and high is not None and (low > 0 or high < 0) else MUTED


def _arrow(drawing: Drawing, x1: float, y1: float, x2: float, y2: float, row: Row | None) -> None:
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    end_x, end_y = x2 - ux * 3, y2 - uy * 3
    colour = _ink(row) if row else MUTED
    drawing.line(x1 + ux * 3, y1 + uy * 3, end_x - ux * 6, end_y - uy * 6, colour, width=1.4)
    wing_x, wing_y = -uy * 4, ux * 4
    back_x, back_y = end_x - ux * 9, end_y - uy * 9
    drawing.path(
        f"M{end_x:.1f} {end_y:.1f}L{back_x + wing_x:.1f} {back_y + wing_y:.1f}"
        f"L{back_x - wing_x:.1f} {back_y - wing_y:.1f}Z",
        fill=colour,
    )
    if row is None:
        return
    # On a patch of paper, so that the arrow does not run through the number.
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    drawing.rect(x - 27, y - 15, 54, 30, "#ffffff")
    drawing.text(
        x, y - 1, signed(row["estimate"], 3), size=12, anchor="middle", bold=True, fill=colour
    )
    p_value = row["p_value"]
    shown = "" if p_value is None else f"p {p_value:.3f}" if p_value >= 0.001 else "p <0.001"
    drawing.text(x, y + 12, shown, size=10.5, anchor="middle", fill=MUTED)


def _box(
    drawing: Drawing, x: float, y: float, width: float, height: float, symbol: Text, name: Text
) -> None:
    drawing.rect(x - width / 2, y - height / 2, width, height, PALE, stroke=RULE, radius=3)
    drawing.text(x, y - 3, symbol, size=13, anchor="middle", bold=True)
    short = Text(name.zh.partition("（")[0], name.en.partition(" (")[0])
    size = 10.5 if len(short.en) <= 17 else 9.5
    drawing.text(
        x, y + 13, Text(short.zh[:8], short.en[:20]), size=size, anchor="middle", fill=MUTED
    )


def _column_label(source: Source, model: Model) -> Text:
    sample = model.facts["sample"]
    if sample:
        return source.sample(sample)
    outcome = str(model.facts["outcome"])
    if outcome != "ln_tsi":
        return word_or(f"intensity.{outcome.removeprefix('ln_tsi_')}", outcome)
    extra = [term for term in model.terms if term not in ("dig", "_cons")]
    return word("figure.controls", n=len(extra)) if extra else same("")
