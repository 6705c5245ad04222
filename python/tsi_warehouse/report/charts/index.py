"""The digital index: weights, heat map, tile map, ranks, a region's dimensions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from tsi_warehouse.report.charts.drawing import (
    BLUE,
    MUTED,
    PALE,
    RULE,
    RUST,
    Drawing,
    dimension_colour,
    in_order,
    ink_on,
    picture,
    shade,
)
from tsi_warehouse.report.charts.figure import Figure, drawn, laid_out
from tsi_warehouse.report.charts.names import listed, short_name
from tsi_warehouse.report.charts.vega import Frame, Labels, lay_out
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.words import Text, word, word_or

LEFT, CELL_HEIGHT, TOP = 92, 14, 24


def index_rows(source: Source) -> list[Row]:
    """marts.digital_index, region-years that have one."""
    rows = source.table("marts.digital_index", "region_code, year")
    return [row for row in rows if row["digital_index"] is not None]


def weights_chart(source: Source) -> Figure | None:
    """Each indicator's weight and entropy, by dimension."""
    rows = source.table("marts.digital_weights")
    used = [row for row in rows if row["weight"] is not None]
    if not used:
        return None
    dimensions = in_order(row["dimension"] for row in rows)
    of_dimension = {
        name: sum(row["weight"] for row in used if row["dimension"] == name) for name in dimensions
    }
    used.sort(key=lambda row: (dimensions.index(row["dimension"]), -row["weight"]))
    labels = Labels()
    values = [
        {
            "label": labels(_short(source, row["indicator_id"])),
            "weight": row["weight"],
            "shown": f"{row['weight']:.3f}",
            "entropy": f"e {row['entropy']:.3f}",
            "colour": dimension_colour(row["dimension"], dimensions.index(row["dimension"])),
        }
        for row in used
    ]
    frame = Frame(height=20 * len(values), left=172, right=60, bottom=40)
    axis = {
        "type": "quantitative",
        "title": labels(word("figure.weight_axis")),
        "axis": {"tickCount": 4},
        # Room at the right of the longest bar for its number.
        "scale": {"domain": [0, 1.22 * max(row["weight"] for row in used)], "nice": False},
    }
    bar = {"y": {"field": "label", "type": "nominal", "sort": None, "title": None}}
    spec = {
        "data": {"values": values},
        "encoding": bar,
        "layer": [
            {
                "mark": {"type": "bar", "height": 12},
                "encoding": {
                    "x": {"field": "weight", **axis},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {
                    "x": {"field": "weight", **axis},
                    "text": {"field": "shown"},
                },
            },
            {
                "mark": {"type": "text", "align": "right", "color": MUTED, "dx": 58},
                "encoding": {"x": {"value": frame.plot_width}, "text": {"field": "entropy"}},
            },
        ],
    }
    top = max(used, key=lambda row: row["weight"])
    shares = [
        Text(f"{name.zh} {of_dimension[key]:.1%}", f"{name.en} {of_dimension[key]:.1%}")
        for key in dimensions
        if (name := word_or(f"dimension.{key}", key)) and of_dimension[key]
    ]
    alt = word(
        "figure.weights_alt",
        used=len(used),
        all=len(rows),
        top=source.indicators[top["indicator_id"]],
        weight=f"{top['weight']:.3f}",
        shares=listed(shares, "，"),
    )
    columns = ("indicator_id", "dimension", "entropy", "divergence", "weight", "reason_left_out")
    data = [[row[name] for name in columns] for row in rows]
    return laid_out(
        "weights", word("figure.weights"), alt, lay_out(spec, labels, frame), frame, columns, data
    )


def heat_map(source: Source) -> Figure | None:
    """Regions by years, the highest of the last year on top."""
    rows = index_rows(source)
    if not rows:
        return None
    value = {(row["region_code"], row["year"]): row["digital_index"] for row in rows}
    years = sorted({row["year"] for row in rows})
    codes = sorted(
        {row["region_code"] for row in rows}, key=lambda code: -(value.get((code, years[-1])) or 0)
    )
    top = max(value.values())
    drawing = Drawing(TOP + CELL_HEIGHT * len(codes) + 42)
    step = (drawing.width - LEFT) / len(years)
    for place, year in enumerate(years):
        drawing.text(
            LEFT + step * (place + 0.5), TOP - 8, f"{year % 100:02d}", size=11, anchor="middle",
            fill=MUTED,
        )  # fmt: skip
    for line, code in enumerate(codes):
        y = TOP + CELL_HEIGHT * line
        drawing.text(LEFT - 6, y + 10.5, source.regions[code], size=11, anchor="end")
        for place, year in enumerate(years):
            found = value.get((code, year))
            if found is None:
                continue
            hint = Text(
                f"{source.regions[code].zh} {year}: {found:.3f}",
                f"{source.regions[code].en} {year}: {found:.3f}",
            )
            fill = shade(math.sqrt(found / top))
            drawing.rect(LEFT + step * place, y, step - 1.5, CELL_HEIGHT - 1.5, fill, hint=hint)
    _scale(drawing, drawing.height - 22, top)
    first, last = codes[0], codes[-1]
    alt = word(
        "figure.heat_alt",
        year=years[-1],
        first=source.regions[first],
        high=f"{value[first, years[-1]]:.3f}",
        last=source.regions[last],
        low=f"{value.get((last, years[-1]), 0):.3f}",
        begin=years[0],
        mean_begin=_mean(rows, years[0]),
        mean_end=_mean(rows, years[-1]),
    )
    columns = ("region_code", "year", "digital_index", "rank_in_year")
    return drawn(
        "index", word("figure.heat"), alt, drawing, columns,
        [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def tile_map(
    source: Source, name: str, title: Text, values: Mapping[str, float], digits: str, alt: Text
) -> Figure | None:
    """Regions as tiles where they lie, roughly; no outline, no borders."""
    places = {
        row["region_code"]: (row["tile_row"], row["tile_col"])
        for row in source.table("marts.regions", "region_code")
        if row["tile_row"] is not None and row["tile_col"] is not None
    }
    if not values or not places:
        return None
    rows = [place[0] for place in places.values()]
    columns = [place[1] for place in places.values()]
    wide = 460 / (max(columns) - min(columns) + 1)
    size = min(wide, 56)
    left = (460 - size * (max(columns) - min(columns) + 1)) / 2
    drawing = Drawing(size * (max(rows) - min(rows) + 1) + 34)
    low, high = min(values.values()), max(values.values())
    spread = (high - low) or 1.0
    for code, (row, column) in places.items():
        x, y = left + size * (column - min(columns)), size * (row - min(rows))
        found = values.get(code)
        share = None if found is None else math.sqrt((found - low) / spread)
        fill = PALE if share is None else shade(share)
        ink = ink_on(fill)
        label = source.regions[code]
        shown = "–" if found is None else format(found, digits)
        hint = Text(f"{label.zh}: {shown}", f"{label.en}: {shown}")
        drawing.rect(x, y, size - 2.5, size - 2.5, fill, hint=hint, radius=2)
        short = Text(label.zh[:4], label.en if len(label.en) <= 9 else label.en[:7].strip() + ".")
        drawing.fitted_text(x + size / 2 - 1, y + size * 0.42, short, size - 8, size=11.5, fill=ink)
        drawing.text(x + size / 2 - 1, y + size * 0.72, shown, size=11, anchor="middle", fill=ink)
    _scale(drawing, drawing.height - 14, high, low, digits)
    return drawn(name, title, alt, drawing, ("region_code", "value"), sorted(values.items()))


def index_tiles(source: Source) -> Figure | None:
    """The index of the last year."""
    rows = index_rows(source)
    if not rows:
        return None
    year = max(row["year"] for row in rows)
    values = {row["region_code"]: row["digital_index"] for row in rows if row["year"] == year}
    alt = ends_text(source, values)
    return tile_map(source, "tiles", word("figure.tiles", year=year), values, ".3f", alt)


def ends_text(source: Source, values: Mapping[str, float]) -> Text:
    """Which regions are highest and lowest."""
    ranked = sorted(values, key=lambda code: -values[code])
    return word(
        "figure.tiles_alt", top=_list(source, ranked[:3]), bottom=_list(source, ranked[-3:])
    )


def rank_chart(source: Source) -> Figure | None:
    """Ranks over the years; those that moved most are picked out."""
    rows = [row for row in index_rows(source) if row["rank_in_year"] is not None]
    years = sorted({row["year"] for row in rows})
    if len(years) < 2:
        return None
    rank = {(row["region_code"], row["year"]): int(row["rank_in_year"]) for row in rows}
    codes = [
        code for code in source.regions if (code, years[0]) in rank and (code, years[-1]) in rank
    ]
    moved = sorted(codes, key=lambda code: rank[code, years[-1]] - rank[code, years[0]])
    up, down = moved[:3], [code for code in moved[-3:] if code not in moved[:3]]
    labels = Labels()
    values = [
        {
            "code": row["region_code"],
            "year": row["year"],
            "rank": rank[row["region_code"], row["year"]],
            "colour": _rank_colour(row["region_code"], up, down),
            "wide": 2.2 if row["region_code"] in (*up, *down) else 1,
        }
        for row in rows
    ]
    ends = [
        {
            "rank": rank[code, years[-1]],
            "year": years[-1],
            "label": labels(source.regions[code]),
            "colour": _rank_colour(code, up, down, text=True),
        }
        for code in codes
    ]
    frame = Frame(height=13.5 * max(rank.values()), left=34, right=104, bottom=32)
    spec = {
        "encoding": {
            "x": {
                "field": "year",
                "type": "quantitative",
                "title": None,
                "axis": {"format": "d", "values": years[:: max(1, len(years) // 6)]},
                "scale": {"domain": [years[0], years[-1]], "nice": False},
            },
            "y": {
                "field": "rank",
                "type": "quantitative",
                "title": None,
                "scale": {
                    "reverse": True,
                    "domain": [0.5, max(rank.values()) + 0.5],
                    "nice": False,
                },
                "axis": {"grid": False, "values": [1, 5, 10, 15, 20, 25, 30]},
            },
        },
        "layer": [
            {
                "data": {"values": [value for value in values if (value["wide"] > 2) == strong]},
                "mark": {
                    "type": "line",
                    "interpolate": "monotone",
                    "strokeWidth": 2.4 if strong else 1,
                },
                "encoding": {
                    "detail": {"field": "code"},
                    "stroke": {"field": "colour", "type": "nominal", "scale": None},
                },
            }
            for strong in (False, True)
        ]
        + [
            {
                "data": {"values": ends},
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11},
                "encoding": {
                    "text": {"field": "label"},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            }
        ],
    }
    alt = word(
        "figure.ranks_alt",
        begin=years[0],
        end=years[-1],
        up=_moves(source, up, rank, years),
        down=_moves(source, list(reversed(down)), rank, years),
    )
    columns = ("region_code", "year", "rank_in_year")
    return laid_out(
        "ranks", word("figure.ranks"), alt, lay_out(spec, labels, frame), frame, columns,
        [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def region_dimensions(source: Source) -> dict[str, Markup]:
    """For each region its dimensions' contributions over the years, as a picture of its own."""
    rows = source.table("marts.digital_contributions", "region_code, year, dimension")
    rows = [row for row in rows if row["contribution"] is not None]
    if not rows:
        return {}
    years = sorted({row["year"] for row in rows})
    dimensions = in_order(row["dimension"] for row in rows)
    value = {
        (row["region_code"], row["year"], row["dimension"]): row["contribution"] for row in rows
    }
    simulated = source.release.is_simulated
    pictures = {}
    for code in dict.fromkeys(row["region_code"] for row in rows):
        totals = [sum(value.get((code, year, name), 0) for name in dimensions) for year in years]
        drawing = _dimension_picture(code, years, dimensions, value, max(totals))
        last = [
            Text(f"{name.zh} {part:.3f}", f"{name.en} {part:.3f}")
            for key in dimensions
            if (name := word_or(f"dimension.{key}", key))
            and (part := value.get((code, years[-1], key), 0)) is not None
        ]
        alt = word(
            "figure.dimensions_alt",
            region=source.regions[code],
            year=years[-1],
            total=f"{totals[-1]:.3f}",
            parts=listed(last, "，"),
        )
        title = word("figure.dimensions_of", region=source.regions[code])
        pictures[code] = picture(
            f"dim-{code}", drawing.inner(), drawing.width, drawing.height, title, alt, simulated
        )
    return pictures


def _dimension_picture(
    code: str, years: Sequence[int], dimensions: Sequence[str],
    value: Mapping[tuple[str, int, str], float], top: float,
) -> Drawing:  # fmt: skip
    left, bottom, height = 44, 22, 210
    drawing = Drawing(height + bottom + 26)
    step = (drawing.width - left - 6) / len(years)
    ceiling = _nice(top)
    for quarter in range(5):
        y = height - height * quarter / 4 + 6
        drawing.line(left, y, drawing.width, y, "#e6e9ed" if quarter else RULE)
        shown = f"{ceiling * quarter / 4:.3g}"
        drawing.text(left - 6, y + 4, shown, size=11, anchor="end", fill=MUTED)
    for place, year in enumerate(years):
        foot = float(height + 6)
        for number, name in enumerate(dimensions):
            part = value.get((code, year, name), 0.0)
            tall = height * part / ceiling
            foot -= tall
            label = word_or(f"dimension.{name}", name)
            hint = Text(f"{year} {label.zh} {part:.4f}", f"{year} {label.en} {part:.4f}")
            drawing.rect(
                left + step * place + 2,
                foot,
                step - 4,
                tall,
                dimension_colour(name, number),
                hint=hint,
            )
        drawing.text(
            left + step * (place + 0.5), height + 21, f"{year % 100:02d}", size=11, anchor="middle",
            fill=MUTED,
        )  # fmt: skip
    x = float(left)
    wide = (drawing.width - left) / len(dimensions)
    for number, name in enumerate(dimensions):
        drawing.rect(x, height + 34, 11, 11, dimension_colour(name, number))
        drawing.text(x + 15, height + 43.5, word_or(f"dimension.{name}", name), size=11)
        x += wide
    return drawing


def _scale(drawing: Drawing, y: float, high: float, low: float = 0.0, digits: str = ".2f") -> None:
    """A legend: from light to dark, square-root steps."""
    steps, wide = 30, 5
    x = drawing.width - steps * wide - 46
    drawing.text(x - 6, y + 9, format(low, digits), size=11, anchor="end", fill=MUTED)
    for place in range(steps):
        drawing.rect(x + wide * place, y, wide + 0.3, 10, shade(math.sqrt(place / (steps - 1))))
    drawing.text(x + steps * wide + 6, y + 9, format(high, digits), size=11, fill=MUTED)


def _rank_colour(code: str, up: Sequence[str], down: Sequence[str], text: bool = False) -> str:
    if code in up:
        return BLUE
    if code in down:
        return RUST
    return MUTED if text else "#cfd5db"


def _moves(
    source: Source, codes: Sequence[str], rank: Mapping[tuple[str, int], int], years: Sequence[int]
) -> Text:
    return listed(
        [
            Text(f"{name.zh} {move}", f"{name.en} {move}")
            for code in codes
            if (name := source.regions[code])
            and (move := f"{rank[code, years[0]]}→{rank[code, years[-1]]}")
        ]
    )


def _list(source: Source, codes: Sequence[str]) -> Text:
    return listed([source.regions[code] for code in codes])


def _mean(rows: Sequence[Row], year: int) -> str:
    found = [row["digital_index"] for row in rows if row["year"] == year]
    return f"{sum(found) / len(found):.3f}"


def _short(source: Source, indicator_id: str) -> Text:
    name = source.indicators.get(indicator_id, Text(indicator_id, indicator_id))
    return short_name(name)


def _nice(top: float) -> float:
    """A round number not below `top` whose quarters are short."""
    if top <= 0:
        return 1.0
    scale = 10.0 ** math.floor(math.log10(top))
    return next(step * scale for step in (1, 2, 4, 6, 8, 10) if step * scale >= top)
