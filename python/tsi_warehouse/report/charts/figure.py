"""A picture with what belongs to it: title, text alternative, data."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tsi_warehouse.quoting import csv_cell
from tsi_warehouse.report.charts.drawing import WIDTH, Drawing, picture
from tsi_warehouse.report.charts.vega import Frame
from tsi_warehouse.report.words import Text


@dataclass(frozen=True)
class Figure:
    """One picture.

    Attributes
    ----------
    name : unique in the page; also the stem of its data file
    alt : what it shows, computed from the data; also printed beneath it
    columns, rows : the data it was drawn from
    """

    name: str
    title: Text
    alt: Text
    inner: Markup
    height: float
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    width: float = WIDTH

    def svg(self, simulated: bool) -> Markup:
        """The picture as inline SVG."""
        return picture(
            f"fig-{self.name}", self.inner, self.width, self.height, self.title, self.alt, simulated
        )

    @property
    def data_uri(self) -> str:
        """Its data as a CSV inside a link, so that the page carries them wherever it goes."""
        return as_data_uri(self.columns, self.rows)


def as_data_uri(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A CSV as the target of a link."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(columns)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    packed = base64.b64encode(lines.getvalue().encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{packed}"


def drawn(
    name: str, title: Text, alt: Text, drawing: Drawing, columns: Sequence[str], rows: Sequence[Any]
) -> Figure:
    """A figure from a drawing of our own."""
    return Figure(
        name, title, alt, drawing.inner(), drawing.height, columns, rows, width=drawing.width
    )


def laid_out(
    name: str, title: Text, alt: Text, inner: Markup, frame: Frame, columns: Sequence[str],
    rows: Sequence[Any],
) -> Figure:  # fmt: skip
    """A figure from Vega-Lite."""
    return Figure(name, title, alt, inner, frame.total_height, columns, rows)
