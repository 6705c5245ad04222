"""Inline SVG, drawn by hand: every text in both languages, and one look for every picture."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup, escape

from tsi_warehouse.quoting import visible
from tsi_warehouse.report.words import Text, same, word

INK, MUTED, RULE, PAPER = "#1d2530", "#55606d", "#c9ced6", "#ffffff"
BLUE, RUST, OCHRE, GREEN, PLUM = "#1f4e79", "#a8431f", "#96660f", "#4d7145", "#6b4c7d"
PALE = "#e9edf1"
#: Every picture is drawn this wide and scaled to its column.
WIDTH = 460


@dataclass
class Drawing:
    """A picture that grows by its methods; coordinates are in its own units."""

    height: float
    width: float = WIDTH
    parts: list[Markup] = field(default_factory=list)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *,
        stroke: str = "none", hint: Text | None = None, radius: float = 0,
    ) -> None:  # fmt: skip
        """A rectangle; `hint` shows when pointed at."""
        title = Markup("<title>{}</title>").format(visible(hint.both)) if hint else ""
        self.parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="{}">{}</rect>'
            ).format(_n(x), _n(y), _n(width), _n(height), _n(radius), fill, stroke, title)
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = RULE, *,
        width: float = 1, dash: str = "",
    ) -> None:  # fmt: skip
        """A straight line."""
        dashed = Markup(' stroke-dasharray="{}"').format(dash) if dash else ""
        self.parts.append(
            Markup(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>'
            ).format(_n(x1), _n(y1), _n(x2), _n(y2), stroke, width, dashed)
        )

    def path(self, d: str, *, fill: str = "none", stroke: str = "none", width: float = 1) -> None:
        """A path by its commands."""
        self.parts.append(
            Markup('<path d="{}" fill="{}" stroke="{}" stroke-width="{}"/>').format(
                d, fill, stroke, width
            )
        )

    def text(
        self, x: float, y: float, text: Text | str, *, size: float = 12, anchor: str = "start",
        fill: str = INK, bold: bool = False,
    ) -> None:  # fmt: skip
        """A line of text, in each language where they differ."""
        self.parts.append(
            bilingual_text(
                Markup(' x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}').format(
                    _n(x),
                    _n(y),
                    size,
                    anchor,
                    fill,
                    Markup(' font-weight="600"') if bold else "",
                ),
                same(text) if isinstance(text, str) else text,
            )
        )

    def fitted_text(
        self, x: float, y: float, text: Text, room: float, *, size: float = 12, fill: str = INK
    ) -> None:
        """A centred line of text, pressed together where a language needs more than `room`."""
        for lang, part in zip(("zh", "en"), (visible(part) for part in text), strict=True):
            wide = sum(size if ord(char) > 0x2E7F else size * 0.58 for char in part)
            pressed = Markup(' textLength="{}" lengthAdjust="spacingAndGlyphs"').format(_n(room))
            self.parts.append(
                Markup(
                    '<text lang="{}" x="{}" y="{}" font-size="{}" text-anchor="middle" fill="{}"{}>'
                    "{}</text>"
                ).format(lang, _n(x), _n(y), size, fill, pressed if wide > room else "", part)
            )

    def inner(self) -> Markup:
        """All parts."""
        return Markup("").join(self.parts)


def bilingual_text(attributes: Markup, text: Text) -> Markup:
    """<text> once, or once per language for the page's switch to choose from."""
    zh, en = (visible(part) for part in text)
    if zh == en:
        return Markup("<text{}>{}</text>").format(attributes, zh)
    return Markup('<text lang="zh"{}>{}</text><text lang="en"{}>{}</text>').format(
        attributes, zh, attributes, en
    )


def picture(
    name: str, inner: Markup, width: float, height: float, title: Text, alt: Text, simulated: bool
) -> Markup:
    """The whole <svg>: named and described for who cannot see it, marked where data are simulated.

    Parameters
    ----------
    name : unique in the page
    alt : what the picture shows, in a sentence or two
    """
    strip = 20 if simulated else 0
    mark = Markup()
    if simulated:
        mark = Markup(
            '<g class="simulated">'
            '<rect x="{}" y="0" width="128" height="17" rx="2" fill="#fbeee8"/>'
            '<text x="{}" y="12.5" font-size="11" text-anchor="middle" fill="{}"'
            ' font-weight="600">{}</text></g>'
        ).format(_n(width - 128), _n(width - 64), RUST, word("page.simulated_mark").both)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{0}-t {0}-d"'
        ' viewBox="0 0 {1} {2}" class="picture"><title id="{0}-t">{3}</title>'
        '<desc id="{0}-d">{4}</desc>{5}<g transform="translate(0,{6})">{7}</g></svg>'
    ).format(
        escape(name), _n(width), _n(height + strip), visible(title.both), visible(alt.both),
        mark, strip, inner,
    )  # fmt: skip


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
