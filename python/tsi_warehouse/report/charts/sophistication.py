"""Export sophistication: PRODY, TSI over time, its decomposition, factor intensity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tsi_warehouse.project import PROJECT
from tsi_warehouse.report.charts.drawing import (
    BLUE,
    FACTOR_COLOURS,
    INK,
    MUTED,
    OCHRE,
    RUST,
)
from tsi_warehouse.report.charts.figure import Figure, laid_out
from tsi_warehouse.report.charts.names import listed, short_name
from tsi_warehouse.report.charts.vega import Frame, Labels, lay_out
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.table import MINUS
from tsi_warehouse.report.words import Text, same, word, word_or

THOUSAND = 1000.0


def prody_chart(source: Source) -> Figure | None:
    """Each industry's PRODY in the first and the last year."""
    rows = source.rows(
        """
        with ends as (
            select min(year) as first_year, max(year) as last_year
            from marts.industry_prody
            where prody is not null
        )

        select
            industry_prody.industry_code,
            any_value(industries.factor_intensity) as factor_intensity,
            max(case when year = first_year then prody end) as prody_first,
            max(case when year = last_year then prody end) as prody_last,
            any_value(first_year) as first_year,
            any_value(last_year) as last_year
        from marts.industry_prody
        cross join ends
        left join marts.industries on industry_prody.industry_code = industries.industry_code
        group by industry_prody.industry_code
        having prody_last is not null
        order by prody_last desc, industry_prody.industry_code
        """
    )
    if not rows:
        return None
    shown = rows if len(rows) <= 45 else [*rows[:20], *rows[-20:]]
    labels = Labels()
    values = [
        {
            "label": labels(
                short_name(source.industries.get(row["industry_code"], same(row["industry_code"])))
            ),
            "first": (row["prody_first"] or row["prody_last"]) / THOUSAND,
            "last": row["prody_last"] / THOUSAND,
            "colour": FACTOR_COLOURS.get(row["factor_intensity"] or "", MUTED),
        }
        for row in shown
    ]
    frame = Frame(height=15.5 * len(values), left=176, right=14, bottom=36)
    y = {"field": "label", "type": "nominal", "sort": None, "title": None}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    axis = {
        "type": "quantitative",
        "title": labels(word("figure.prody_axis")),
        "scale": {"zero": False},
        "axis": {"grid": True, "tickCount": 5},
    }
    spec = {
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.45},
                "encoding": {
                    "x": {"field": "first", **axis},
                    "x2": {"field": "last"},
                    "color": colour,
                },
            },
            {
                "mark": {
                    "type": "point",
                    "filled": False,
                    "size": 34,
                    "fill": "white",
                    "opacity": 1,
                },
                "encoding": {"x": {"field": "first", **axis}, "stroke": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 44, "opacity": 1},
                "encoding": {"x": {"field": "last", **axis}, "color": colour},
            },
        ],
    }
    alt = word(
        "figure.prody_alt",
        first=rows[0]["first_year"],
        last=rows[0]["last_year"],
        top=source.industries.get(rows[0]["industry_code"], same("")),
        high=f"{rows[0]['prody_last'] / THOUSAND:.1f}",
        bottom=source.industries.get(rows[-1]["industry_code"], same("")),
        low=f"{rows[-1]['prody_last'] / THOUSAND:.1f}",
    )
    columns = (
        "industry_code",
        "factor_intensity",
        "prody_first",
        "prody_last",
        "first_year",
        "last_year",
    )
    return laid_out(
        "prody", word("figure.prody"), alt, lay_out(spec, labels, frame), frame, columns,
        [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def tsi_rows(source: Source, intensity: str = "all") -> list[Row]:
    """marts.region_tsi of one factor intensity, sample regions only."""
    return source.rows(
        "select region_tsi.* from marts.region_tsi inner join marts.regions"
        " on region_tsi.region_code = regions.region_code and regions.in_sample"
        " where factor_intensity = ? and tsi is not null order by region_tsi.region_code, year",
        [intensity],
    )


def tsi_chart(source: Source) -> Figure | None:
    """TSI of every region; the ends and the mean picked out."""
    rows = tsi_rows(source)
    years = sorted({row["year"] for row in rows})
    if len(years) < 2:
        return None
    last = sorted((row for row in rows if row["year"] == years[-1]), key=lambda row: -row["tsi"])
    picked = {row["region_code"]: BLUE for row in last[:3]} | {
        row["region_code"]: RUST for row in last[-3:]
    }
    labels = Labels()
    mean = [
        {"year": year, "tsi": _mean([row["tsi"] for row in rows if row["year"] == year]) / THOUSAND}
        for year in years
    ]
    ends = [
        {
            "year": years[-1],
            "tsi": row["tsi"] / THOUSAND,
            "label": labels(source.regions[row["region_code"]]),
            "colour": picked[row["region_code"]],
        }
        for row in last
        if row["region_code"] in picked
    ] + [{**mean[-1], "label": labels(word("figure.mean")), "colour": INK}]
    _spread(ends, "tsi", (max(row["tsi"] for row in last) / THOUSAND) * 0.036)
    frame = Frame(height=320, left=42, right=92, top=22, bottom=32)
    height = _value_axis(labels(word("figure.tsi_axis")))
    spec = {
        "encoding": {
            "x": _year_axis(years),
            "y": height,
        },
        "layer": [
            _lines(
                [
                    {
                        "code": row["region_code"],
                        "year": row["year"],
                        "tsi": row["tsi"] / THOUSAND,
                        "colour": picked.get(row["region_code"], "#cfd5db"),
                    }
                    for row in rows
                    if (row["region_code"] in picked) == strong
                ],
                2 if strong else 1,
            )
            for strong in (False, True)
        ]
        + [
            _lines([{**point, "code": "mean", "colour": INK} for point in mean], 3),
            _end_labels(ends, height),
        ],
    }
    alt = word(
        "figure.tsi_alt",
        begin=years[0],
        end=years[-1],
        mean_begin=f"{mean[0]['tsi']:.1f}",
        mean_end=f"{mean[-1]['tsi']:.1f}",
        top=source.regions[last[0]["region_code"]],
        high=f"{last[0]['tsi'] / THOUSAND:.1f}",
        bottom=source.regions[last[-1]["region_code"]],
        low=f"{last[-1]['tsi'] / THOUSAND:.1f}",
    )
    columns = ("region_code", "year", "tsi", "ln_tsi", "export_value")
    return laid_out(
        "tsi", word("figure.tsi"), alt, lay_out(spec, labels, frame), frame, columns,
        [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def income_chart(source: Source) -> Figure | None:
    """TSI against GDP per capita in the last year: how far the one is the other, smoothed."""
    rows = source.rows(
        """
        with last_year as (
            select max(year) as year from marts.study_panel where ln_tsi is not null
        ),

        points as (
            select
                study_panel.region_code,
                study_panel.year,
                exp(study_panel.lnpgdp) / 1000 as gdp_per_capita_1000_cny,
                exp(study_panel.ln_tsi) / 1000 as tsi_1000_cny
            from marts.study_panel
            inner join last_year on study_panel.year = last_year.year
            where study_panel.ln_tsi is not null and study_panel.lnpgdp is not null
        )

        select *, corr(ln(tsi_1000_cny), ln(gdp_per_capita_1000_cny)) over () as correlation
        from points
        order by region_code
        """
    )
    if len(rows) < 3:
        return None
    labels = Labels()
    by_tsi = sorted(rows, key=lambda row: -row["tsi_1000_cny"])
    by_income = sorted(rows, key=lambda row: -row["gdp_per_capita_1000_cny"])
    named = {row["region_code"] for row in (*by_tsi[:4], by_tsi[-1], *by_income[:3], by_income[-1])}
    values: list[dict[str, Any]] = [
        {
            "x": row["gdp_per_capita_1000_cny"],
            "y": row["tsi_1000_cny"],
            "label": labels(source.regions[row["region_code"]])
            if row["region_code"] in named
            else "",
        }
        for row in rows
    ]
    _turn_labels(values)
    frame = Frame(height=250, left=42, right=64, top=22, bottom=36)
    axis = {"type": "quantitative", "scale": {"zero": False}}
    position = {
        "x": {
            "field": "x", **axis, "title": labels(word("figure.income_axis")),
            "axis": {"grid": True, "tickCount": 6},
        },
        "y": {**_value_axis(labels(word("figure.tsi_axis"))), "field": "y"},
    }  # fmt: skip
    spec = {
        "data": {"values": values},
        "encoding": position,
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 40, "opacity": 0.85, "color": BLUE}},
            *(
                {
                    "transform": [{"filter": f"datum.side == '{side}'"}],
                    "mark": {"type": "text", "align": side, "dx": apart, "fontSize": 11},
                    "encoding": {"text": {"field": "label"}},
                }
                for side, apart in (("left", 6), ("right", -6))
            ),
        ],
    }
    alt = word(
        "figure.income_alt",
        year=rows[0]["year"],
        correlation=f"{rows[0]['correlation']:.2f}".replace("-", MINUS),
    )
    columns = ("region_code", "year", "gdp_per_capita_1000_cny", "tsi_1000_cny")
    return laid_out(
        "income", word("figure.income"), alt, lay_out(spec, labels, frame), frame, columns,
        [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def decomposition_chart(source: Source) -> Figure | None:
    """Change of TSI from the first to the last year, within and between industries."""
    rows = source.rows(DECOMPOSITION.read_text(encoding="utf-8"))
    rows = [row for row in rows if row["tsi_change"] is not None]
    if not rows:
        return None
    labels = Labels()
    values = [
        {
            "label": labels(source.regions[row["region_code"]]),
            "part": part,
            "value": row[f"{part}_industries"] / THOUSAND,
            "colour": BLUE if part == "within" else OCHRE,
        }
        for row in rows
        for part in ("within", "between")
    ]
    order = list(dict.fromkeys(str(value["label"]) for value in values[::2]))
    # Both parts of a region share one token, so that they share one line.
    for place, value in enumerate(values):
        value["label"] = order[place // 2]
    frame = Frame(height=14.5 * len(rows), left=92, right=14, bottom=36)
    spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 9},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None},
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": labels(word("figure.change_axis")),
                "axis": {"grid": True, "tickCount": 6},
            },
            "color": {"field": "colour", "type": "nominal", "scale": None},
            "order": {"field": "part", "sort": "descending"},
        },
    }
    change = sum(row["tsi_change"] for row in rows)
    within = sum(row["within_industries"] for row in rows) / change if change else 0
    alt = word(
        "figure.decomposition_alt",
        share=f"{within:.1%}",
        top=source.regions[rows[0]["region_code"]],
        change=f"{rows[0]['tsi_change'] / THOUSAND:.1f}",
    )
    columns = ("region_code", "tsi_change", "within_industries", "between_industries")
    return laid_out(
        "decomposition", word("figure.decomposition"), alt, lay_out(spec, labels, frame), frame,
        columns, [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


def intensity_chart(source: Source) -> Figure | None:
    """Mean TSI of the sample by factor intensity."""
    rows = source.rows(
        "select factor_intensity, year, avg(tsi) as mean_tsi, count(*) as n_regions"
        " from marts.region_tsi inner join marts.regions"
        " on region_tsi.region_code = regions.region_code and regions.in_sample"
        " where tsi is not null group by factor_intensity, year order by factor_intensity, year"
    )
    years = sorted({row["year"] for row in rows})
    groups = list(dict.fromkeys(row["factor_intensity"] for row in rows))
    if len(years) < 2 or len(groups) < 2:
        return None
    labels = Labels()
    points = [
        {
            "code": row["factor_intensity"],
            "year": row["year"],
            "tsi": row["mean_tsi"] / THOUSAND,
            "colour": FACTOR_COLOURS.get(row["factor_intensity"], MUTED),
        }
        for row in rows
    ]
    ends = [
        {**point, "label": labels(word_or(f"intensity.{point['code']}", str(point["code"])))}
        for point in points
        if point["year"] == years[-1]
    ]
    _spread(ends, "tsi", max(float(point["tsi"]) for point in points) * 0.05)
    frame = Frame(height=250, left=42, right=92, top=22, bottom=32)
    height = _value_axis(labels(word("figure.tsi_axis")))
    spec = {
        "encoding": {
            "x": _year_axis(years),
            "y": height,
        },
        "layer": [_lines(points, 2.4), _end_labels(ends, height)],
    }
    final = {row["factor_intensity"]: row["mean_tsi"] for row in rows if row["year"] == years[-1]}
    told = [
        Text(f"{label.zh} {shown}", f"{label.en} {shown}")
        for name in sorted(final, key=lambda name: -final[name])
        if (label := word_or(f"intensity.{name}", name))
        and (shown := f"{final[name] / THOUSAND:.1f}")
    ]
    alt = word(
        "figure.intensity_alt",
        year=years[-1],
        parts=listed(told, "，"),
    )
    columns = ("factor_intensity", "year", "mean_tsi", "n_regions")
    return laid_out(
        "intensity", word("figure.intensity"), alt, lay_out(spec, labels, frame), frame, columns,
        [[row[name] for name in columns] for row in rows],
    )  # fmt: skip


#: The analysts' question whose answer the chart of the decomposition shows.
DECOMPOSITION = PROJECT / "analysis" / "tsi_change_within_and_between_industries.sql"


def _lines(values: Sequence[object], width: float) -> dict[str, object]:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "line", "strokeWidth": width},
        "encoding": {
            "detail": {"field": "code"},
            "stroke": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def _end_labels(values: Sequence[object], y: Mapping[str, object]) -> dict[str, object]:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "text", "align": "left", "dx": 6},
        "encoding": {
            "y": {**y, "field": "label_at"},
            "text": {"field": "label"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def _spread(ends: list[dict[str, object]], field: str, apart: float) -> None:
    """Give each label a height of its own, at least `apart` from the next, in `label_at`."""
    ends.sort(key=lambda end: float(end[field]))  # type: ignore[arg-type]
    floor = float("-inf")
    for end in ends:
        at = max(float(end[field]), floor)  # type: ignore[arg-type]
        end["label_at"] = at
        floor = at + apart


def _turn_labels(points: Sequence[dict[str, Any]]) -> None:
    """For each point the `side` at which its label stands clear of more of the other points."""
    low, high = min(p["x"] for p in points), max(p["x"] for p in points)
    wide = 0.24 * (high - low)
    tall = 0.06 * (max(p["y"] for p in points) - min(p["y"] for p in points))

    def in_the_way(point: Mapping[str, Any], way: int) -> int:
        return sum(
            0 < way * (other["x"] - point["x"]) < wide and abs(other["y"] - point["y"]) < tall
            for other in points
        )

    for point in points:
        # A label at the left of the first points would run into the axis.
        has_room = point["x"] - low > wide
        point["side"] = (
            "right" if has_room and in_the_way(point, 1) > in_the_way(point, -1) else "left"
        )


def _year_axis(years: Sequence[int]) -> dict[str, object]:
    return {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "axis": {"format": "d", "values": list(years[:: max(1, len(years) // 6)])},
        "scale": {"domain": [years[0], years[-1]], "nice": False},
    }


def _value_axis(title: str) -> dict[str, object]:
    """TSI upwards, its unit level above the axis."""
    return {
        "field": "tsi",
        "type": "quantitative",
        "title": title,
        "scale": {"zero": False},
        "axis": {
            "tickCount": 6,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleX": -36,
            "titleY": -10,
        },
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
