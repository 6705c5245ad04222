"""Figure 1 of the paper with its coefficients: Dig -> three mediators -> TSI."""

from __future__ import annotations

from collections.abc import Sequence

from tsi_warehouse.report.charts.drawing import BLUE, MUTED, PALE, PAPER, RULE, WIDTH, Drawing
from tsi_warehouse.report.charts.figure import Figure, drawn
from tsi_warehouse.report.charts.names import listed, short_name
from tsi_warehouse.report.charts.numbers import p_text, shown_interval, shown_text
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.words import Text, word, word_or

BOX_WIDTH, BOX_HEIGHT, STEP = 108.0, 46.0, 116.0
LEFT, CENTRE, RIGHT = BOX_WIDTH / 2 + 1, WIDTH / 2, WIDTH - BOX_WIDTH / 2 - 1


def path_diagram(source: Source, variant: str = "equation") -> Figure | None:
    """The paths of the first table that has them: coefficients, indirect effects, total effect."""
    rows = [
        row
        for row in source.table("results.shown_mediation_effects", "study_table, column_no")
        if row["variant"] == variant
    ]
    table = min((str(row["study_table"]) for row in rows), default="")
    rows = [row for row in rows if str(row["study_table"]) == table]
    mediators = list(dict.fromkeys(row["mediator"] for row in rows))
    if not mediators:
        return None
    drawing = Drawing(STEP * (len(mediators) - 1) + 134)
    middle = 40 + STEP * (len(mediators) - 1) / 2
    told = []
    for place, mediator in enumerate(mediators):
        y = 40 + STEP * place
        # Arrows leave and reach the outer boxes apart from one another.
        port = middle + 13 * (place - (len(mediators) - 1) / 2)
        _arrow(drawing, LEFT, port, CENTRE, y, _effect(rows, mediator, "treatment_on_mediator"))
        _arrow(drawing, CENTRE, y, RIGHT, port, _effect(rows, mediator, "mediator_on_outcome"))
        _box(drawing, source, CENTRE, y, mediator)
        indirect = _effect(rows, mediator, "indirect")
        if indirect is None:
            continue
        value, span = shown_text(indirect["estimate_text"]), shown_interval(indirect)
        foot = y + BOX_HEIGHT / 2
        drawing.text(
            CENTRE, foot + 15, word("figure.indirect", value=value), size=11, anchor="middle",
            fill=_ink(indirect), bold=True,
        )  # fmt: skip
        drawing.text(CENTRE, foot + 29, span, size=11, anchor="middle", fill=MUTED)
        name = word_or(f"name.{mediator}", mediator)
        told.append(Text(f"{name.zh} {value} {span}", f"{name.en} {value} {span}"))
    total = _effect(rows, mediators[0], "total")
    if total is not None:
        _total(drawing, middle, total)
    _box(drawing, source, LEFT, middle, rows[0]["treatment"])
    _box(drawing, source, RIGHT, middle, rows[0]["outcome"])
    columns = (
        "study_table", "mediator", "reading", "effect", "method", "estimate", "std_error",
        "p_value", "p_holm", "ci_low", "ci_high",
    )  # fmt: skip
    used = {row["method"] for row in rows if row["effect"] == "treatment_on_mediator"}
    alt = word(
        "figure.path_alt",
        convention=listed([word_or(f"method.{method}", method) for method in sorted(used)]),
        parts=listed(told, "；", "; "),
    )
    return drawn(
        "path", word(f"figure.path{'' if source.has_paper else '_own'}"), alt, drawing,
        columns, [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def _effect(rows: Sequence[Row], mediator: str, effect: str) -> Row | None:
    found = (row for row in rows if (row["mediator"], row["effect"]) == (mediator, effect))
    return next(found, None)


def _ink(row: Row) -> str:
    """Blue where the interval leaves out zero."""
    low, high = row["ci_low"], row["ci_high"]
    return BLUE if low is not None and high is not None and (low > 0 or high < 0) else MUTED


def _arrow(drawing: Drawing, x1: float, y1: float, x2: float, y2: float, row: Row | None) -> None:
    """From the right edge of one box to the left edge of another, its coefficient on it."""
    x1, x2 = x1 + BOX_WIDTH / 2 + 2, x2 - BOX_WIDTH / 2 - 2
    colour = _ink(row) if row else MUTED
    drawing.line(x1, y1, x2, y2, colour, width=1.4)
    _head(drawing, x1, y1, x2, y2, colour)
    if row is None:
        return
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    if y1 == y2:
        # The arrow is as short as its number is wide: above and below it.
        above, below = y - 6, y + 15
    else:
        # On a patch of paper, so that the arrow does not run through the number.
        drawing.rect(x - 26, y - 14, 52, 29, PAPER)
        above, below = y - 1, y + 12
    drawing.text(
        x, above, shown_text(row["estimate_text"]), size=12, anchor="middle", bold=True, fill=colour
    )
    drawing.text(x, below, p_text(row["p_value"]), size=10, anchor="middle", fill=MUTED)


def _total(drawing: Drawing, middle: float, total: Row) -> None:
    """The total effect, beneath everything, from the first box to the last."""
    foot, level = middle + BOX_HEIGHT / 2 + 2, drawing.height - 24
    colour = _ink(total)
    drawing.path(
        f"M{LEFT} {foot}V{level - 8}q0 8 8 8H{RIGHT - 8}q8 0 8 -8V{foot + 5}", stroke=colour,
        width=1.4,
    )  # fmt: skip
    _head(drawing, RIGHT, level, RIGHT, foot, colour)
    told = word(
        "figure.total", value=shown_text(total["estimate_text"]), p=p_text(total["p_value"]),
        interval=shown_interval(total),
    )  # fmt: skip
    drawing.text(CENTRE, level + 17, told, size=11, anchor="middle", fill=colour)


def _head(drawing: Drawing, x1: float, y1: float, x2: float, y2: float, colour: str) -> None:
    """The head of an arrow that ends at (x2, y2)."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    back_x, back_y = x2 - ux * 9, y2 - uy * 9
    drawing.path(
        f"M{x2:.1f} {y2:.1f}L{back_x - uy * 4:.1f} {back_y + ux * 4:.1f}"
        f"L{back_x + uy * 4:.1f} {back_y - ux * 4:.1f}Z",
        fill=colour,
    )


def _box(drawing: Drawing, source: Source, x: float, y: float, variable: str) -> None:
    """A variable's symbol and name."""
    drawing.rect(
        x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT, PALE, stroke=RULE, radius=3
    )
    drawing.text(x, y - 3, source.term(variable), size=13, anchor="middle", bold=True)
    name = short_name(word_or(f"name.{variable}", variable))
    drawing.fitted_text(x, y + 14, name, BOX_WIDTH - 8, size=10, fill=MUTED)
