"""Vega-Lite specifications, laid out to SVG by vl-convert when the report is made.

Specifications are plain mappings: importing Altair costs more than laying out every chart. Texts
travel as short tokens and come back in both languages, so a chart is laid out once; sizes are
fixed, so the layout does not depend on which fonts a machine has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from tsi_warehouse.quoting import visible, xml
from tsi_warehouse.report.charts.drawing import INK, MUTED, RULE, WIDTH, bilingual_text
from tsi_warehouse.report.words import Text

_TEXT = re.compile(r"<text([^>]*)>§(\d+)§</text>")
_TOKEN = re.compile(r"§(\d+)§")
_FONT = re.compile(r' font-family="[^"]*"')
_OUTER = re.compile(r"^<svg[^>]*>(.*)</svg>\s*$", re.DOTALL)

CONFIG: Mapping[str, Any] = {
    "aria": False,
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 11.5,
        "titleFontSize": 11.5,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": MUTED,
        "domainColor": RULE,
        "gridColor": "#e6e9ed",
        "tickColor": RULE,
        "tickSize": 4,
        "labelLimit": 0,
        "titleLimit": 0,
    },
    "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
    "axisX": {"grid": False},
    "legend": {"disable": True},
    "text": {"fontSize": 11.5, "color": INK},
}


@dataclass
class Labels:
    """Texts of one chart, by token."""

    texts: list[Text] = field(default_factory=list)

    def __call__(self, text: Text) -> str:
        """The token that stands for `text` in the specification."""
        self.texts.append(Text(visible(text.zh), visible(text.en)))
        return f"§{len(self.texts) - 1}§"


@dataclass(frozen=True)
class Frame:
    """Room of a chart: the plot, and the margins where labels stand."""

    height: float
    left: float = 40
    right: float = 14
    top: float = 8
    bottom: float = 38

    @property
    def plot_width(self) -> float:
        """What the margins leave."""
        return WIDTH - self.left - self.right

    @property
    def total_height(self) -> float:
        """Plot and margins."""
        return self.height + self.top + self.bottom


def lay_out(spec: Mapping[str, Any], labels: Labels, frame: Frame) -> Markup:
    """The inside of an SVG of WIDTH x frame.total_height.

    Parameters
    ----------
    spec : data, marks and encodings; size, margins and look are added here
    """
    import vl_convert

    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": frame.plot_width,
        "height": frame.height,
        "autosize": {"type": "none"},
        "padding": {
            "left": frame.left,
            "right": frame.right,
            "top": frame.top,
            "bottom": frame.bottom,
        },
        "config": CONFIG,
        **spec,
    }
    svg = vl_convert.vegalite_to_svg(json.dumps(whole, ensure_ascii=False))
    found = _OUTER.match(_FONT.sub("", svg))
    if found is None:
        raise ValueError("vl-convert gave no SVG")

    def in_both(match: re.Match[str]) -> str:
        return str(bilingual_text(Markup(match[1]), labels.texts[int(match[2])]))

    inner = _TEXT.sub(in_both, found[1])
    # What was laid out is trusted markup; texts came in as tokens only.
    return Markup(_TOKEN.sub(lambda match: xml(labels.texts[int(match[1])].both), inner))
