"""What the data cover: a grid of regions and years."""

from __future__ import annotations

from tsi_warehouse.report.charts.drawing import (
    INK,
    MUTED,
    OCHRE,
    RUST,
    Drawing,
    shade,
)
from tsi_warehouse.report.charts.figure import Figure, drawn
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.words import word

LEFT, CELL_HEIGHT, TOP = 92, 14, 24


def coverage_map(source: Source) -> Figure | None:
    """Region x year: how many indicators are reported, filled, missing."""
    rows = source.rows(
        """
        with present as (
            select distinct indicator_id from marts.region_indicators
        ),

        years as (
            select unnest(generate_series(first_year, last_year)) as year from marts.release_info
        )

        select
            regions.region_code,
            cast(years.year as integer) as year,
            count(*) as indicators,
            count(*) filter (where region_indicators.fill_method = 'reported') as reported,
            count(*) filter (where region_indicators.fill_method <> 'reported') as filled,
            count(*) filter (where region_indicators.value is null) as missing
        from marts.regions
        cross join years
        cross join present
        left join marts.region_indicators
            on
                regions.region_code = region_indicators.region_code
                and years.year = region_indicators.year
                and present.indicator_id = region_indicators.indicator_id
        where regions.in_sample
        group by regions.region_code, years.year
        order by regions.region_code, years.year
        """
    )
    if not rows:
        return None
    codes = list(dict.fromkeys(row["region_code"] for row in rows))
    years = sorted({row["year"] for row in rows})
    drawing = Drawing(TOP + CELL_HEIGHT * len(codes) + 44)
    step = (drawing.width - LEFT) / len(years)
    for place, year in enumerate(years):
        label = f"{year % 100:02d}" if len(years) > 9 else str(year)
        drawing.text(
            LEFT + step * (place + 0.5), TOP - 8, label, size=11, anchor="middle", fill=MUTED
        )
    for row in rows:
        x = LEFT + step * years.index(row["year"])
        y = TOP + CELL_HEIGHT * codes.index(row["region_code"])
        hint = word(
            "figure.coverage_cell",
            region=source.regions[row["region_code"]],
            year=row["year"],
            reported=row["reported"],
            filled=row["filled"],
            missing=row["missing"],
        )
        share = row["reported"] / row["indicators"]
        drawing.rect(x, y, step - 1.5, CELL_HEIGHT - 1.5, shade(share * 0.62), hint=hint)
        if row["filled"]:
            drawing.rect(x, y, step - 1.5, CELL_HEIGHT - 1.5, "#f1dcae")
            drawing.text(
                x + step / 2 - 1,
                y + 10,
                str(row["filled"]),
                size=10,
                anchor="middle",
                fill="#5c3d00",
            )
        if row["missing"]:
            # A bar along the foot of the cell, as wide as the share that is missing.
            wide = (step - 1.5) * row["missing"] / row["indicators"]
            drawing.rect(x, y + CELL_HEIGHT - 4.5, wide, 3, RUST)
    for place, code in enumerate(codes):
        middle = TOP + CELL_HEIGHT * place + 10.5
        drawing.text(LEFT - 6, middle, source.regions[code], size=11, anchor="end")
    _legend(drawing, drawing.height - 14)
    total = sum(row["indicators"] for row in rows)
    counts = {name: sum(row[name] for row in rows) for name in ("reported", "filled", "missing")}
    alt = word(
        "figure.coverage_alt",
        regions=len(codes),
        first=years[0],
        last=years[-1],
        indicators=rows[0]["indicators"],
        total=f"{total:,}",
        **{name: f"{count:,}" for name, count in counts.items()},
    )
    columns = ("region_code", "year", "indicators", "reported", "filled", "missing")
    data = [[row[name] for name in columns] for row in rows]
    return drawn("coverage", word("figure.coverage"), alt, drawing, columns, data)


def _legend(drawing: Drawing, y: float) -> None:
    x = LEFT
    for fill, key, wide in (
        (shade(0.62), "figure.reported", 96),
        ("#f1dcae", "figure.filled", 140),
        (RUST, "figure.missing", 80),
    ):
        height = 3 if fill == RUST else 11
        drawing.rect(x, y - height + 1, 14, height, fill)
        drawing.text(x + 19, y + 1, word(key), size=11, fill=OCHRE if fill == OCHRE else INK)
        x += wide


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
