"""What the data cover: regions by years, indicators by years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tsi_warehouse.report.charts.drawing import MUTED, PALE, Drawing
from tsi_warehouse.report.charts.figure import Figure, drawn
from tsi_warehouse.report.charts.names import short_name
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.words import Text, same, word

CELL_HEIGHT, TOP = 14, 24
REPORTED, FILLED, MISSING = "#6a89a8", "#e0a93b", "#ecd9d2"
STATES = {"reported": REPORTED, "filled": FILLED, "missing": MISSING}
#: A share that is not nought shows, however small it is.
LEAST = 2.5

VALUES = """
    with years as (
        select unnest(generate_series(first_year, last_year)) as year from marts.release_info
    ),

    shown as (
        select indicator_id
        from marts.indicators
        where role = 'digital' or indicator_id in (select indicator_id from marts.region_indicators)
    )

    select
        {key},
        cast(years.year as integer) as year,
        count(*) as total,
        count(*) filter (where region_indicators.fill_method = 'reported') as reported,
        count(*) filter (where region_indicators.fill_method <> 'reported') as filled,
        count(*) filter (where region_indicators.value is null) as missing
    from marts.regions
    cross join years
    cross join shown
    left join marts.region_indicators
        on
            regions.region_code = region_indicators.region_code
            and years.year = region_indicators.year
            and shown.indicator_id = region_indicators.indicator_id
    where regions.in_sample
    group by {key}, years.year
    order by {key}, years.year
"""


def region_coverage(source: Source) -> Figure | None:
    """Region x year: which share of the indicators is reported, filled, missing."""
    rows = source.rows(VALUES.format(key="regions.region_code"))
    if not rows:
        return None
    counts = {name: sum(row[name] for row in rows) for name in (*STATES, "total")}
    alt = word(
        "figure.coverage_alt",
        regions=len({row["region_code"] for row in rows}),
        first=rows[0]["year"],
        last=rows[-1]["year"],
        indicators=rows[0]["total"],
        **{name: f"{count:,}" for name, count in counts.items()},
    )
    return _grid("coverage", word("figure.coverage"), alt, "region_code", rows, source.regions, 92)


def indicator_coverage(source: Source) -> Figure | None:
    """Indicator x year: which share of the regions is reported, filled, missing."""
    rows = source.rows(VALUES.format(key="shown.indicator_id"))
    if not rows:
        return None
    order = list(source.indicators)
    rows.sort(key=lambda row: (order.index(row["indicator_id"]), row["year"]))
    names = {code: short_name(name) for code, name in source.indicators.items()}
    whole = {row["indicator_id"] for row in rows} - {
        row["indicator_id"] for row in rows if row["missing"]
    }
    alt = word(
        "figure.indicators_alt",
        n=len({row["indicator_id"] for row in rows}),
        complete=len(whole),
        regions=rows[0]["total"],
    )
    title = word("figure.indicators")
    return _grid("indicators", title, alt, "indicator_id", rows, names, 158)


def _grid(
    name: str, title: Text, alt: Text, key: str, rows: Sequence[Row],
    names: Mapping[str, Text], left: float,
) -> Figure:  # fmt: skip
    """A line a key, a column a year; each cell is divided as its values are."""
    codes = list(dict.fromkeys(row[key] for row in rows))
    years = sorted({row["year"] for row in rows})
    drawing = Drawing(TOP + CELL_HEIGHT * len(codes) + 34)
    step = (drawing.width - left) / len(years)
    for place, year in enumerate(years):
        label = f"{year % 100:02d}" if len(years) > 9 else str(year)
        drawing.text(
            left + step * (place + 0.5), TOP - 8, label, size=11, anchor="middle", fill=MUTED
        )
    for row in rows:
        x = left + step * years.index(row["year"])
        y = TOP + CELL_HEIGHT * codes.index(row[key])
        hint = word(
            "figure.coverage_cell",
            name=names.get(row[key], same(row[key])),
            **{part: row[part] for part in ("year", *STATES)},
        )
        wide = step - 1.5
        drawing.rect(
            x, y, wide, CELL_HEIGHT - 1.5, REPORTED if row["reported"] else PALE, hint=hint
        )
        right = x + wide
        for part in ("missing", "filled"):
            if row[part]:
                span = max(wide * row[part] / row["total"], LEAST)
                drawing.rect(right - span, y, span, CELL_HEIGHT - 1.5, STATES[part])
                right -= span
    for place, code in enumerate(codes):
        middle = TOP + CELL_HEIGHT * place + 10.5
        drawing.text(left - 6, middle, names.get(code, same(code)), size=11, anchor="end")
    x = left
    for part, fill in STATES.items():
        drawing.rect(x, drawing.height - 14, 14, 11, fill)
        drawing.text(x + 19, drawing.height - 4.5, word(f"figure.{part}"), size=11)
        x += 104
    columns = (key, "year", "total", *STATES)
    return drawn(name, title, alt, drawing, columns, [[row[c] for c in columns] for row in rows])


def file_summary(source: Source) -> list[Row]:
    """Files that were read, with what became of their cells."""
    return source.rows(
        "select source_file, shape, encoding, status, reason, cells, kept, ignored, rejected"
        " from marts.raw_files where status <> 'ignored' or cells > 0 order by source_file"
    )


def rejected_summary(source: Source, limit: int = 40) -> tuple[int, list[Row]]:
    """How many cells were rejected, and the first of them."""
    rows = source.table("marts.rejected_cells")
    total = sum(int(row.get("cell_count") or 1) for row in rows)
    return total, rows[:limit]
