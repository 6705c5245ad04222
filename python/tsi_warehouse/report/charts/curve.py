"""The specification curve: every coefficient from the smallest to the largest, and what each was made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from tsi_warehouse.report.charts.drawing import BLUE, INK, MUTED, RULE, Drawing
from tsi_warehouse.report.charts.figure import Figure, drawn
from tsi_warehouse.report.charts.numbers import signed
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.words import Text, word, word_or
from tsi_warehouse.study.replication import bare

LEFT, CURVE_HEIGHT, LINE_HEIGHT, HEADING, GAP = 164.0, 130.0, 13.0, 38.0, 18.0
PALE_BLUE, PALE_GREY, GREY = "#a9c0d6", "#dde1e6", "#98a2ae"
LEVEL = 0.05
#: A choice of a smaller share of the specifications has no line of its own.
RARE = 0.01


def curve_chart(source: Source) -> Figure | None:
    """A panel for each set of fixed effects, since they differ in what they leave in the data.

    Each line beneath a panel is a choice; its marks stand under the specifications that took it.
    """
    everything = source.table("results.specification_curve")
    # An index on another scale, such as Dig by principal components, has no place on this axis.
    rows = [row for row in everything if bare(row["term"]) == "dig"]
    if not rows:
        return None
    panels: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["coefficient"]):
        panels.setdefault(row["effects"], []).append(row)
    choices = {effects: _choices(source, part) for effects, part in panels.items()}
    heights = {
        effects: HEADING + CURVE_HEIGHT + LINE_HEIGHT * len(choices[effects]) + GAP
        for effects in panels
    }
    drawing = Drawing(sum(heights.values()))
    top = 0.0
    for effects in sorted(panels, key=lambda effects: (-effects.count("+"), effects)):
        _panel(drawing, top, effects, panels[effects], choices[effects])
        top += heights[effects]
    values = sorted(row["coefficient"] for row in rows)
    alt = word(
        "figure.curve_alt",
        n=f"{len(rows):,}",
        all=f"{len(everything):,}",
        positive=f"{sum(value > 0 for value in values) / len(rows):.0%}",
        significant=f"{sum(map(is_significant, rows)) / len(rows):.0%}",
        median=signed(values[len(values) // 2], 3),
    )
    columns = (
        "specification", "outcome", "term", "formula", "effects", "sample", "n_obs",
        "coefficient", "std_error", "p_value", "ci_low", "ci_high", "wild_p_value",
    )  # fmt: skip
    return drawn(
        "curve", word("figure.curve"), alt, drawing, columns,
        [[_short(row[name]) for name in columns] for row in rows],
    )  # fmt: skip


def is_significant(row: Row) -> bool:
    """By the p-value of the interval that is drawn; False where nothing can be said."""
    return row["p_value"] is not None and row["p_value"] < LEVEL


def _panel(
    drawing: Drawing,
    top: float,
    effects: str,
    rows: Sequence[Row],
    choices: Mapping[Text, list[bool]],
) -> None:
    ends = [row[name] for row in rows for name in ("ci_low", "ci_high", "coefficient")]
    finite = [end for end in ends if end is not None]
    low, high, step = _scale(min(0.0, *finite), max(0.0, *finite))
    head = word("figure.curve_panel", effects=word_or(f"effects.{effects}", effects))
    facts = word(
        "figure.curve_facts",
        n=f"{len(rows):,}",
        median=signed(rows[len(rows) // 2]["coefficient"], 3),
        significant=f"{sum(map(is_significant, rows)) / len(rows):.0%}",
    )
    drawing.text(0, top + 12, head, size=12, bold=True)
    drawing.text(0, top + 27, facts, size=11.5, fill=MUTED)
    foot = top + HEADING + CURVE_HEIGHT - 8
    wide = (drawing.width - LEFT - 4) / len(rows)

    def x(place: int) -> float:
        return LEFT + wide * (place + 0.5)

    def y(value: float) -> float:
        return foot - (CURVE_HEIGHT - 16) * (value - low) / (high - low)

    for tick in range(round((high - low) / step) + 1):
        value = low + step * tick
        drawing.line(LEFT, y(value), drawing.width, y(value), "#e6e9ed")
        drawing.text(LEFT - 6, y(value) + 4, signed(value, _decimals(step)), size=11, anchor="end",
                     fill=MUTED)  # fmt: skip
    drawing.line(LEFT, y(0), drawing.width, y(0), INK)
    for significant in (False, True):
        part = [
            (x(place), row) for place, row in enumerate(rows) if is_significant(row) == significant
        ]
        drawing.path(
            "".join(
                f"M{at:.1f} {y(row['ci_low']):.1f}V{y(row['ci_high']):.1f}"
                for at, row in part
                if row["ci_low"] is not None and row["ci_high"] is not None
            ),
            stroke=PALE_BLUE if significant else PALE_GREY,
            width=max(wide, 0.5),
        )
    for significant in (False, True):
        drawing.path(
            "".join(
                f"M{x(place):.1f} {y(row['coefficient']) - 1:.1f}v2"
                for place, row in enumerate(rows)
                if is_significant(row) == significant
            ),
            stroke=BLUE if significant else GREY,
            width=max(wide, 1.2),
        )
    line = top + HEADING + CURVE_HEIGHT
    for name, taken in choices.items():
        drawing.text(LEFT - 6, line + 8, name, size=10.5, anchor="end")
        drawing.line(LEFT, line + 11, drawing.width, line + 11, RULE, width=0.4)
        drawing.path(
            "".join(
                f"M{LEFT + wide * first:.1f} {line + 4.5:.1f}h{wide * length:.2f}"
                for first, length in _runs(taken)
            ),
            stroke=BLUE,
            width=7,
        )
        line += LINE_HEIGHT


def _choices(source: Source, rows: Sequence[Row]) -> dict[Text, list[bool]]:
    """For each choice that several, but not all, of the specifications took: which of them did."""
    terms = [
        [term.strip("` ") for term in row["formula"].partition("~")[2].split(" + ")] for row in rows
    ]
    controls = dict.fromkeys(
        bare(term) for named in terms for term in named if "Effects" not in term and term[0] != "1"
    )
    found = {
        word("figure.choice_outcome", name=source.term(outcome)): [
            row["outcome"] == outcome for row in rows
        ]
        for outcome in dict.fromkeys(sorted(row["outcome"] for row in rows))
    }
    found |= {
        source.term(term): [row["term"] == term for row in rows]
        for term in sorted({row["term"] for row in rows})
    }
    found |= {
        word("figure.choice_control", name=source.term(control)): [
            control in map(bare, named) for named in terms
        ]
        for control in controls
        if control != bare(rows[0]["term"])
    }
    found[word("figure.choice_differences")] = [
        any(term.startswith("diff(") for term in named) for named in terms
    ]
    found |= {
        source.sample(sample): [row["sample"] == sample for row in rows]
        for sample in sorted({row["sample"] for row in rows})
    }
    least = RARE * len(rows)
    return {name: taken for name, taken in found.items() if least < sum(taken) < len(rows)}


def _runs(taken: Sequence[bool]) -> Iterable[tuple[int, int]]:
    """(first place, length) of each unbroken run of True."""
    first = None
    for place, is_taken in enumerate([*taken, False]):
        if is_taken and first is None:
            first = place
        elif not is_taken and first is not None:
            yield first, place - first
            first = None


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Round ends and a round step, four or five of which span them."""
    rough = (high - low or 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(part * power for part in (1, 2, 2.5, 5, 10) if part * power >= rough)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _decimals(step: float) -> int:
    return next((place for place in range(6) if abs(round(step, place) - step) < 1e-9), 6)


def _short(value: object) -> object:
    """A number of the data link, at the eight digits that a picture's data need."""
    return float(f"{value:.8g}") if isinstance(value, float) else value
