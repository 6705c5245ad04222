"""Pictures: figures/figures.csv names them, a query gives their rows, a Vega-Lite specification draws them.

A query's columns are the picture's data, with three kinds of exception: `x_zh` and `x_en` are one field `x` in two
languages, pressed together where a text needs more than `x_room` pixels; `fact_x` is the same in every row of a part
and fills {x} in the picture's title and text; `part` divides a query's rows among pictures. Queries read marts,
results, the answers in analysis/ by name, and the tables of `write_names`. A specification's own data set
{"name": x} is the query x.sql, divided among pictures in the same way.

Texts travel to Vega as short tokens and come back in both languages, so that a picture is laid out once; sizes and
margins are fixed, so that the layout does not depend on which fonts a machine has.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.core.quoting import csv_cell, visible
from tsi_warehouse.report.names import write_names
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.templates import fill
from tsi_warehouse.report.words import Text, word

FIGURES = PROJECT / "figures"
#: Every picture is drawn this wide and scaled to its column.
WIDTH = 460
FONT_SIZE = 11.5
_FACT = "fact_"


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
        """The whole <svg>: named and described for who cannot see it, marked where data are simulated."""
        strip = 20 if simulated else 0
        return Markup(
            fill(
                "picture.svg.j2", picture=self, width=WIDTH, strip=strip, v=visible,
                height=f"{self.height + strip:.10g}", mark=word("page.simulated_mark").both,
            )
        )  # fmt: skip

    @property
    def data_uri(self) -> str:
        """Its data as a CSV inside a link, so that the page carries them wherever it goes."""
        return as_data_uri(self.columns, self.rows)


@cache
def figures() -> Mapping[str, Mapping[str, str]]:
    """figures.csv by figure_id; query and specification are of that name unless the row names others."""
    with (FIGURES / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["figure_id"]: row
        | {key: row[key] or row["figure_id"] for key in ("query", "specification")}
        for row in rows
    }


def draw(source: Source, figure_id: str) -> Picture | None:
    """One picture by its id; None where the release has nothing to draw."""
    return next(iter(draw_parts(source, figure_id).values()), None)


def draw_parts(source: Source, figure_id: str) -> dict[str, Picture]:
    """A picture for each part of a query's rows that figures.csv asks for.

    Its column `part` names one part, or has '*' for a picture of each, '+' for one picture of all, each part
    below the previous one.
    """
    figure = figures()[figure_id]
    text = (FIGURES / f"{figure['specification']}.vl.json").read_text(encoding="utf-8")
    spec = json.loads(text)
    own = set(re.findall(r'"data": \{\s*"name": "(\w+)"', text))
    found = {name: _parts(source, figure["part"], name) for name in (figure["query"], *sorted(own))}
    parts = found.pop(figure["query"])
    drawn = lay_out(
        spec,
        list(parts.values()),
        {name: [other.get(part, []) for part in parts] for name, other in found.items()},
    )
    if figure["part"] == "+" and parts:
        rows = [row for part in parts.values() for row in part]
        return {"": _picture(figure, "", rows, *_stacked(drawn))}
    return {
        part: _picture(figure, part, rows, *laid_out)
        for (part, rows), laid_out in zip(parts.items(), drawn, strict=True)
    }


def _parts(source: Source, wanted: str, query: str) -> dict[str, list[Row]]:
    """A query's rows by part; none where a table that it reads is not in the release."""
    text = _query(source, query)
    parts: dict[str, list[Row]] = {}
    if not source.has_what(text):
        return parts
    for row in source.rows(text):
        part = str(row.get("part", ""))
        if wanted in ("*", "+", part):
            parts.setdefault(part, []).append(row)
    return parts


def _query(source: Source, name: str) -> str:
    """A query of figures/, with the tables of names and the answers it reads in place."""
    write_names(source)
    query = (FIGURES / f"{name}.sql").read_text(encoding="utf-8")
    for answer in re.findall(r"\banalysis\.(\w+)", query):
        text = (PROJECT / "analysis" / f"{answer}.sql").read_text(encoding="utf-8")
        source.connection.execute(
            f"create schema if not exists analysis; create or replace view analysis.{answer} as {text}"
        )
    return query


def _stacked(drawn: Sequence[tuple[Markup, float]]) -> tuple[Markup, float]:
    """Several pictures' insides as one, each below the previous one."""
    inner, height = Markup(), 0.0
    for part, part_height in drawn:
        inner += Markup('<g transform="translate(0,{:g})">{}</g>').format(height, part)
        height += part_height
    return inner, height


def _picture(
    figure: Mapping[str, str], part: str, rows: Sequence[Row], inner: Markup, height: float
) -> Picture:
    facts = _facts(rows[0])
    columns = [
        name
        for name in rows[0]
        if name != "part"
        and not name.startswith(_FACT)
        and not re.search("_(zh|en|room)$", name)
        # A key of another part of the query is empty here.
        and any(row[name] is not None for row in rows)
    ]
    return Picture(
        name="-".join(filter(None, [figure["figure_id"], part if figure["part"] == "*" else ""])),
        title=Text(figure["title_zh"], figure["title_en"]).format(**facts),
        alt=Text(figure["alt_zh"], figure["alt_en"]).format(**facts),
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
        self._known: dict[tuple[object, object, float], str] = {}

    def __call__(self, zh: object, en: object, room: float = math.inf) -> str:
        """The token of a text that may take `room` pixels."""
        key = zh, en, room
        if key not in self._known:
            self._known[key] = f"§{len(self.texts)}§"
            self.texts.append((Text(visible(str(zh or "")), visible(str(en or ""))), room))
        return self._known[key]


def lay_out(
    spec: Mapping[str, Any],
    parts: Sequence[Sequence[Row]],
    others: Mapping[str, Sequence[Sequence[Row]]] | None = None,
) -> list[tuple[Markup, float]]:
    """The inside of an SVG of WIDTH, and its height, for each of several sets of rows.

    Parameters
    ----------
    spec : Vega-Lite; `height` may count the distinct values of a column: {"rows": column, "step": each},
        of the data set "in", with "more" pixels added; {"zh": .., "en": ..} stands for a text in both
        languages, in which facts of the first row are filled in
    others : rows of the specification's own data sets, by name, a set for each of `parts`
    """
    import vl_convert

    if not parts:
        return []
    sets = {"rows": parts, **(others or {})}
    tokens = _Tokens()
    whole = _bilingual(spec, tokens, _facts(parts[0][0])) | {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH - spec["padding"]["left"] - spec["padding"]["right"],
        "autosize": {"type": "none"},
        "data": {"name": "rows"},
        "config": json.loads((FIGURES / "look.json").read_text(encoding="utf-8")),
    }
    height = spec["height"]
    if counted := isinstance(height, Mapping) and "rows" in height:
        whole["height"] = WIDTH  # Until the lines are counted.
    packed = json.dumps(whole, ensure_ascii=False)
    drawn = frozenset(re.findall(r"\w+", packed))
    compiled = vl_convert.vegalite_to_vega(packed)
    laid_out = []
    for place in range(len(parts)):
        if counted:
            of = sets[height.get("in", "rows")][place]
            lines = len({row[height["rows"]] for row in of})
            compiled["height"] = height["step"] * lines + height.get("more", 0)
        for data in compiled["data"]:
            if data["name"] in sets:
                rows = sets[data["name"]][place]
                data["values"] = [_values(row, tokens, drawn) for row in rows]
        svg = vl_convert.vega_to_svg(json.dumps(compiled, ensure_ascii=False, default=float))
        laid_out.append(_inside(svg, tokens.texts))
    return laid_out


def start() -> None:
    """Start the engine that draws, which takes longer than most pictures."""
    import vl_convert

    vl_convert.vegalite_to_vega({"data": {"values": []}, "mark": "point"})


def _values(row: Row, tokens: _Tokens, drawn: frozenset[str]) -> dict[str, Any]:
    """The columns of a row that are drawn, its texts in two languages as tokens."""
    shown = {}
    for name, value in row.items():
        stem = name.removesuffix("_zh")
        if stem not in drawn:
            continue
        if stem != name:
            room = row.get(f"{stem}_room") or math.inf
            shown[stem] = tokens(value, row[f"{stem}_en"], room)
        elif not isinstance(value, float) or math.isfinite(value):
            shown[name] = value
    return shown


def _bilingual(part: Any, tokens: _Tokens, facts: Mapping[str, Any]) -> Any:
    """A specification with a token for each text in two languages."""
    if isinstance(part, Mapping):
        if part.keys() == {"zh", "en"}:
            return tokens(*Text(part["zh"], part["en"]).format(**facts))
        return {key: _bilingual(value, tokens, facts) for key, value in part.items()}
    if isinstance(part, list):
        return [_bilingual(value, tokens, facts) for value in part]
    return part


_OUTER = re.compile(r'^<svg[^>]*? height="([\d.]+)"[^>]*>(.*)</svg>\s*$', re.DOTALL)
_HINT = re.compile(r'<path aria-label="§(\d+)§"([^>]*)/>')
_UNUSED = re.compile(r' (?:role|font-family|class|aria-[a-z]+)="[^"]*"')
_TEXT = re.compile(r"<text([^>]*)>§(\d+)§</text>")
_TOKEN = re.compile(r"§(\d+)§")
_TAG = re.compile(r"<[^<>]*>")
_FRACTION = re.compile(r"(\.\d\d)\d+")


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
    # Hundredths of a pixel are enough; cutting is much faster than rounding.
    inner = _TAG.sub(lambda tag: _FRACTION.sub(r"\1", tag[0]), inner)
    inner = _TEXT.sub(lambda match: bilingual_text(Markup(match[1]), *texts[int(match[2])]), inner)
    inner = _TOKEN.sub(lambda match: str(Markup.escape(texts[int(match[1])][0].both)), inner)
    return Markup(inner), float(found[1])


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


def as_data_uri(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A CSV as the target of a link."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(columns)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    packed = base64.b64encode(lines.getvalue().encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{packed}"
