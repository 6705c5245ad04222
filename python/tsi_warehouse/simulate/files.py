"""The files of the simulated raw/, each in the layout of its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from tsi_warehouse.simulate import shapes
from tsi_warehouse.simulate.draw import CONTROLS, MEDIATORS, Economy, Instrument, Truth
from tsi_warehouse.simulate.lists import (
    CODES,
    GAPS,
    NAMES,
    SHORT_NAMES,
    WINDOW,
    YEARS,
    Array,
    read,
)

# The variant of study_models whose Dig is instrumented.
INSTRUMENTED = "robust_instrument"
PANEL_HEADER = (
    "省份", "年份", "人均地区生产总值（元）", "总人口（万人）", "外商投资企业投资总额（亿元）", "区域创新能力指数",
    "对外开放度（进出口/GDP）",
)  # fmt: skip
WIDE_HEADER = ("地区", "年份", "进出口总额_亿元人民币", "第二产业比重_%", "第三产业比重_%")


def write_series(raw: Path, series: Mapping[str, Array]) -> None:
    """Those of the series that are given, in the files that hold them."""
    for row in read("bureau"):
        if row["indicator_id"] in series:
            write_bureau(raw, row, series[row["indicator_id"]])
    for row in read("techme"):
        if row["indicator_id"] in series:
            path = raw / "techme" / f"{row['file']}_模拟.csv"
            shapes.long_table(path, long_rows(row, series[row["indicator_id"]]))
    write_eps(raw, series)


def write_bureau(raw: Path, row: Mapping[str, str], values: Array) -> None:
    """One series as the bureau's site exports it; schooling was not surveyed in 2010."""
    indicator = row["indicator_id"]
    empty = {*GAPS.get(indicator, [])}
    if indicator.startswith("attainment_"):
        empty |= {(code, 2010) for code in CODES}
    decimals = int(row["decimals"])
    rows = [
        (
            NAMES[code],
            [
                "" if (code, year) in empty else shapes.printed(float(value), decimals)
                for year, value in zip(YEARS, of_region, strict=True)
            ],
        )
        for code, of_region in zip(CODES, values, strict=True)
    ]
    shapes.bureau_export(
        raw / "bureau" / f"分省年度数据_模拟 ({row['number']}).csv",
        row["series"],
        row["unit"],
        YEARS,
        rows,
        [*row["notes"].split("|"), "数据来源：模拟（格式仿国家统计局网站）"],
    )


def long_rows(
    row: Mapping[str, str], values: Array
) -> Iterator[tuple[str, int, str, str, str, str]]:
    """One series as a long file with national rows; names of early years hold runs of spaces."""
    gaps, decimals = GAPS.get(row["indicator_id"], []), int(row["decimals"])
    for year, of_year in reversed([*zip(YEARS, values.T * int(row["factor"]), strict=True)]):
        named = [("全国", float(np.round(of_year, decimals).sum()), False)] + [
            (SHORT_NAMES[code], float(value), (code, year) in gaps)
            for code, value in zip(CODES, of_year, strict=True)
        ]
        for name, value, missing in named:
            spaced = name if year > 2012 or len(name) > 2 else f"{name[0]}   {name[1]}"
            text = "NA" if missing else shapes.printed(value, decimals)
            yield spaced, year, row["block"], text, row["unit"], row["variable"]


def write_eps(raw: Path, series: Mapping[str, Array]) -> None:
    """The EPS workbook: all text, series in column 1, region in column 2, a footer with HTML."""
    rows: list[Sequence[shapes.Cell]] = [[None, None, *map(str, YEARS)]]
    for row in read("eps"):
        indicator = row["indicator_id"]
        for code, values in zip(CODES, series.get(indicator, ()), strict=indicator in series):
            numbers = [
                None if (code, year) in GAPS.get(indicator, []) else shapes.printed(float(value), 5)
                for year, value in zip(YEARS, values, strict=True)
            ]
            rows.append([row["series"], SHORT_NAMES[code], *numbers])
    rows += [[None], ["数据来源：<p>模拟数据</p>"], ["格式仿 EPS DATA，SIMULATED"]]
    shapes.workbook(raw / "中国宏观经济数据库_模拟.xlsx", "中国宏观经济数据库-年度（分省级）", rows)


def write_panel(raw: Path, economy: Economy, innovation: Array) -> None:
    """The wide panel workbook, 2011-2023; one column is a ratio whose bracket is a formula."""
    rows: list[Sequence[shapes.Cell]] = [PANEL_HEADER]
    for place, year, at in _region_years(2011):
        rows.append(
            [
                SHORT_NAMES[CODES[place]],
                year,
                float(economy.pgdp[at]),
                float(economy.population[at]),
                None if (CODES[place], year) in GAPS["fdi"] else float(economy.fdi[at]),
                float(innovation[at]),
                None if year < 2016 else f"{economy.trade[at] / economy.gdp[at]:.12f}",
            ]
        )
    shapes.workbook(raw / "面板数据_模拟.xlsx", "面板数据_模拟", rows)


def write_wide(raw: Path, economy: Economy, secondary: Array, tertiary: Array) -> None:
    """The wide CSV in UTF-8 with BOM, whose headers end in their units."""
    rows: list[Sequence[str]] = [WIDE_HEADER]
    for place, year, at in _region_years(YEARS[0]):
        shares = (
            100 * float(sector[at]) / float(economy.gdp[at]) for sector in (secondary, tertiary)
        )
        numbers = (float(economy.trade[at]), *shares)
        printed = (shapes.printed(value, 2) for value in numbers)
        rows.append([SHORT_NAMES[CODES[place]], str(year), *printed])
    shapes.text_table(raw / "分省年度数据_整合_模拟.csv", rows, encoding="utf-8-sig")


def _region_years(first: int) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Every region's place, each year from `first` on, and their positions in an array."""
    for place in range(len(CODES)):
        for column, year in enumerate(YEARS):
            if year >= first:
                yield place, year, (place, column)


def write_instrument(raw: Path, instrument: Instrument) -> None:
    """Telephones of 1984, once, under the window's first year; empty for provinces founded later."""
    rows: list[Sequence[str]] = [["地区", "年份", "1984年每百人固定电话_部/百人"]]
    for code, value in zip(CODES, instrument.telephones, strict=True):
        text = "" if np.isnan(value) else shapes.printed(value, 2)
        rows.append([SHORT_NAMES[code], str(WINDOW[0]), text])
    shapes.text_table(raw / "工具变量_模拟.csv", rows)


def write_exports(raw: Path, values: Array) -> None:
    """Export records, a file a year; the first is in GB18030 with Chinese headers."""
    divisions = [row["industry_code"] for row in read("industries")]
    for column, year in enumerate(WINDOW):
        chinese = year == WINDOW[0]
        header = "地区,年份,行业代码,出口额,单位" if chinese else "region,year,industry,value,unit"
        rows: list[Sequence[str]] = [header.split(",")]
        for code, of_region in zip(CODES, values[:, :, column], strict=True):
            name, unit = (SHORT_NAMES[code], "美元") if chinese else (code, "USD")
            for division, value in zip(divisions, of_region, strict=True):
                text = shapes.significant(float(value), 7)
                rows.append([name, str(year), division, text, unit])
        shapes.text_table(
            raw / "exports" / f"simulated_exports_{year}.csv",
            rows,
            encoding="gb18030" if chinese else "utf-8",
            line_end="\r\n" if chinese else "\n",
        )


def write_truth(raw: Path, truth: Truth) -> None:
    """truth.csv: the true effects, by table, column and term, of 'equation' and with instrument."""
    header = "study_table,column_no,variant,outcome,term,effect,true_value"
    rows: list[Sequence[str]] = [header.split(",")]

    def add(place: str, outcome: str, term: str, effect: str, value: float) -> None:
        table, column_no, *variant = place.split()
        kind = variant[0] if variant else "equation"
        rows.append([table, column_no, kind, outcome, term, effect, f"{value:.10g}"])

    controls = list(zip(CONTROLS, truth.controls, strict=True))
    add("3 5", "ln_tsi", "dig", "coefficient", truth.total)
    add(f"3 5 {INSTRUMENTED}", "ln_tsi", "dig", "coefficient", truth.total)
    for name, value in controls:
        add("3 5", "ln_tsi", name, "coefficient", value)
    for place, mediator in enumerate(MEDIATORS):
        first, second = f"4 {2 * place + 1}", f"4 {2 * place + 2}"
        indirect = truth.indirect[place]
        add(first, mediator, "dig", "coefficient", truth.on_mediator[place])
        for name in CONTROLS:
            add(first, mediator, name, "coefficient", 0.0)
        add(second, "ln_tsi", "dig", "coefficient", truth.total - indirect)
        add(second, "ln_tsi", mediator, "coefficient", truth.of_mediator[place])
        for name, value in controls:
            add(second, "ln_tsi", name, "coefficient", value)
        add(second, "ln_tsi", mediator, "direct", truth.total - indirect)
        add(second, "ln_tsi", mediator, "indirect", indirect)
        add(second, "ln_tsi", mediator, "total", truth.total)
    shapes.text_table(raw / "truth.csv", rows)
