"""Pictures: figures/figures.csv names them, a query gives their rows, a Vega-Lite specification draws them.

A query's columns are the picture's data, with three kinds of exception: `x_zh` and `x_en` are one field `x` in two
languages, pressed together where a text needs more than `x_room` pixels; `fact_x` is the same in every row of a part
and fills {x} in the picture's title and text; `part` divides a query's rows among pictures. Queries read marts,
results, the answers in analysis/ by name, and `labels` (see `write_labels`).

Texts travel to Vega as short tokens and come back in both languages, so that a picture is laid out once; sizes and
margins are fixed, so that the layout does not depend on which fonts a machine has.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from tsi_warehouse.project import PROJECT
from tsi_warehouse.quoting import visible
from tsi_warehouse.report.charts.drawing import picture
from tsi_warehouse.report.charts.figure import as_data_uri
from tsi_warehouse.report.charts.names import short_name
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.words import Text, catalogue

FIGURES = PROJECT / "figures"
#: Every picture is drawn this wide and scaled to its column.
WIDTH = 460
FONT_SIZE = 11.5
_FACT = "fact_"


@dataclass(frozen=True)
class Figure:
    """A row of figures.csv."""

    figure_id: str
    query: str
    part: str
    title: Text
    alt: Text


@dataclass(frozen=True)
class Picture:
    """One picture, laid out.

    Attributes
    ----------
    name : unique in the page; also the stem of its data file
    alt : what it shows, computed from the data; also printed beneath it
    inner : what stands inside <svg>, in both languages
    columns, rows : the data it was drawn from
    """

    name: str
    title: Text
    alt: Text
    inner: Markup
    height: float
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def svg(self, simulated: bool) -> Markup:
        """The picture as inline SVG."""
        return picture(
            f"fig-{self.name}", self.inner, WIDTH, self.height, self.title, self.alt, simulated
        )

    @property
    def data_uri(self) -> str:
        """Its data as a CSV inside a link, so that the page carries them wherever it goes."""
        return as_data_uri(self.columns, self.rows)


@cache
def figures() -> Mapping[str, Figure]:
    """figures.csv by figure_id."""
    with (FIGURES / "figures.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["figure_id"]: Figure(
                row["figure_id"],
                row["query"] or row["figure_id"],
                row["part"],
                Text(row["title_zh"], row["title_en"]),
                Text(row["alt_zh"], row["alt_en"]),
            )
            for row in csv.DictReader(file)
        }


def draw(source: Source, figure_id: str) -> Picture | None:
    """One picture by its id; None where the release has nothing to draw."""
    return next(iter(draw_parts(source, figure_id).values()), None)


def draw_parts(source: Source, figure_id: str) -> dict[str, Picture]:
    """A picture for each part of a query's rows that figures.csv asks for ('*' in its column `part`: for all)."""
    figure = figures()[figure_id]
    parts: dict[str, list[Row]] = {}
    for row in source.rows(_query(source, figure)):
        part = str(row.get("part", ""))
        if figure.part in ("*", part):
            parts.setdefault(part, []).append(row)
    spec = json.loads((FIGURES / f"{figure_id}.vl.json").read_text(encoding="utf-8"))
    drawn = lay_out(spec, list(parts.values()))
    return {
        part: _picture(figure, part, rows, *laid_out)
        for (part, rows), laid_out in zip(parts.items(), drawn, strict=True)
    }


def _query(source: Source, figure: Figure) -> str:
    """The picture's query, with `labels` and the answers it reads in place."""
    write_labels(source)
    query = (FIGURES / f"{figure.query}.sql").read_text(encoding="utf-8")
    for name in re.findall(r"\banalysis\.(\w+)", query):
        answer = (PROJECT / "analysis" / f"{name}.sql").read_text(encoding="utf-8")
        source.connection.execute(
            f"create schema if not exists analysis; create or replace view analysis.{name} as {answer}"
        )
    return query


def write_labels(source: Source) -> None:
    """Table `labels` of the report's connection: kind, code, place in its order, names long and short."""
    if "main.labels" in source.tables:
        return
    kinds = {
        "region": source.regions,
        "indicator": source.indicators,
        "industry": source.industries,
        "dimension": source.dimensions,
        "intensity": source.intensities,
        "word": {key: text for key, text in catalogue().items() if key.startswith("figure.")},
    }
    source.connection.execute(
        "create table labels"
        " (kind text, code text, place integer, zh text, en text, short_zh text, short_en text)"
    )
    source.connection.executemany(
        "insert into labels values (?, ?, ?, ?, ?, ?, ?)",
        [
            (kind, code, place, *name, *short_name(name))
            for kind, names in kinds.items()
            for place, (code, name) in enumerate(names.items())
        ],
    )
    source.forget_tables()


def _picture(
    figure: Figure, part: str, rows: Sequence[Row], inner: Markup, height: float
) -> Picture:
    facts = _facts(rows[0])
    columns = [
        name
        for name in rows[0]
        if name != "part" and not name.startswith(_FACT) and not re.search("_(zh|en|room)$", name)
    ]
    return Picture(
        name="-".join(filter(None, [figure.figure_id, part if figure.part == "*" else ""])),
        title=figure.title.format(**facts),
        alt=figure.alt.format(**facts),
        inner=inner,
        height=height,
        columns=columns,
        rows=[[row[name] for name in columns] for row in rows],
    )


def _facts(row: Row) -> dict[str, Any]:
    """Columns fact_x of a row by x, those in two languages as one text."""
    facts = {name.removeprefix(_FACT): row[name] for name in row if name.startswith(_FACT)}
    for name in [name for name in facts if name.endswith("_zh")]:
        stem = name.removesuffix("_zh")
        facts[stem] = Text(
            *(visible(str(facts.pop(f"{stem}_{lang}") or "")) for lang in ("zh", "en"))
        )
    return facts


class _Tokens:
    """The texts of one picture, each text once, by token."""

    def __init__(self) -> None:
        self.texts: list[tuple[Text, float]] = []
        self._known: dict[tuple[Text, float], str] = {}

    def __call__(self, zh: object, en: object, room: float = math.inf) -> str:
        """The token of a text that may take `room` pixels."""
        text = Text(visible(str(zh or "")), visible(str(en or ""))), room
        if text not in self._known:
            self._known[text] = f"§{len(self.texts)}§"
            self.texts.append(text)
        return self._known[text]


def lay_out(spec: Mapping[str, Any], parts: Sequence[Sequence[Row]]) -> list[tuple[Markup, float]]:
    """The inside of an SVG of WIDTH, and its height, for each of several sets of rows.

    Parameters
    ----------
    spec : Vega-Lite; `height` may count the distinct values of a column: {"rows": column, "step": each};
        {"zh": .., "en": ..} stands for a text in both languages
    """
    import vl_convert

    if not parts:
        return []
    tokens = _Tokens()
    whole = _bilingual(spec, tokens) | {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH - spec["padding"]["left"] - spec["padding"]["right"],
        "autosize": {"type": "none"},
        "data": {"name": "rows"},
        "config": json.loads((FIGURES / "look.json").read_text(encoding="utf-8")),
    }
    height = spec["height"]
    if isinstance(height, Mapping) and "rows" in height:
        whole["height"] = height["step"] * len({row[height["rows"]] for row in parts[0]})
    compiled = vl_convert.vegalite_to_vega(json.dumps(whole, ensure_ascii=False))
    (data,) = (part for part in compiled["data"] if part["name"] == "rows")
    laid_out = []
    for rows in parts:
        data["values"] = [_values(row, tokens) for row in rows]
        svg = vl_convert.vega_to_svg(json.dumps(compiled, ensure_ascii=False, default=float))
        laid_out.append(_inside(svg, tokens.texts))
    return laid_out


def _values(row: Row, tokens: _Tokens) -> dict[str, Any]:
    """A row without facts, its texts in two languages as tokens."""
    shown = {name: value for name, value in row.items() if not name.startswith(_FACT)}
    for name in [name for name in shown if name.endswith("_zh")]:
        stem = name.removesuffix("_zh")
        room = shown.pop(f"{stem}_room", None) or math.inf
        shown[stem] = tokens(shown.pop(name), shown.pop(f"{stem}_en"), room)
    return shown


def _bilingual(part: Any, tokens: _Tokens) -> Any:
    """A specification with a token for each text in two languages."""
    if isinstance(part, Mapping):
        if part.keys() == {"zh", "en"}:
            return tokens(part["zh"], part["en"])
        return {key: _bilingual(value, tokens) for key, value in part.items()}
    if isinstance(part, list):
        return [_bilingual(value, tokens) for value in part]
    return part


_OUTER = re.compile(r'^<svg[^>]*? height="([\d.]+)"[^>]*>(.*)</svg>\s*$', re.DOTALL)
_HINT = re.compile(r'<path aria-label="§(\d+)§"([^>]*)/>')
_UNUSED = re.compile(r' (?:role|font-family|class|aria-[a-z]+)="[^"]*"')
_TEXT = re.compile(r"<text([^>]*)>§(\d+)§</text>")
_TOKEN = re.compile(r"§(\d+)§")
_TAG = re.compile(r"<[^<>]*>")
_FRACTION = re.compile(r"(?<!\d)\d+\.\d{3,}")


def _inside(svg: str, texts: Sequence[tuple[Text, float]]) -> tuple[Markup, float]:
    """What stands inside <svg>, tokens replaced by their texts, and the height.

    What was laid out is trusted markup; texts of unknown origin went in as tokens only.
    """
    found = _OUTER.match(svg)
    if found is None:
        raise ValueError("vl-convert gave no SVG")

    def hint(match: re.Match[str]) -> str:
        text, _ = texts[int(match[1])]
        return str(Markup("<path{}><title>{}</title></path>").format(Markup(match[2]), text.both))

    inner = _UNUSED.sub("", _HINT.sub(hint, found[2]))
    inner = _TAG.sub(lambda tag: _FRACTION.sub(_two_decimals, tag[0]), inner)
    inner = _TEXT.sub(lambda match: bilingual_text(Markup(match[1]), *texts[int(match[2])]), inner)
    inner = _TOKEN.sub(lambda match: str(Markup.escape(texts[int(match[1])][0].both)), inner)
    return Markup(inner), float(found[1])


def _two_decimals(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def bilingual_text(attributes: Markup, text: Text, room: float) -> Markup:
    """<text> once, or once per language for the page's switch to choose from."""
    if text.zh == text.en:
        return Markup("<text{}{}>{}</text>").format(attributes, _pressed(text.zh, room), text.zh)
    return Markup('<text lang="zh"{}{}>{}</text><text lang="en"{}{}>{}</text>').format(
        attributes, _pressed(text.zh, room), text.zh, attributes, _pressed(text.en, room), text.en
    )


def _pressed(text: str, room: float) -> Markup:
    """Attributes that press a text together where it needs more than `room`."""
    wide = sum(FONT_SIZE if ord(char) > 0x2E7F else FONT_SIZE * 0.58 for char in text)
    if wide <= room:
        return Markup()
    return Markup(' textLength="{}" lengthAdjust="spacingAndGlyphs"').format(f"{room:g}")
