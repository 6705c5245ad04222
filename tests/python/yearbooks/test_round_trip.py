"""Any table in any supported shape and file format lands as exactly the cells that were written."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yearbooks import land

from .corpus import REGIONS, Sheet, xls, xlsx

Rows = list[list[str]]
Cell = tuple[str, str, str, str, str]

NAMES = ["北京", "天津市", " 河  北", "内蒙古自治区", "上海", "广东省", "西藏", "新疆", "全国"]
SERIES = [
    ("地区生产总值", "亿元"),
    ("总人口", "万人"),
    ("R&D经费", "万元"),
    ("比重", "%"),
    ("指数（上年=100）", ""),
    ("公路里程", "公里"),
    ("人均产值", "元/人"),
    ("人口数(抽样调查)", "人"),
]
YEAR_FORMATS = ["{}", "{}年", "{}.0", "{}年度"]
number = st.one_of(
    st.integers(-(10**9), 10**12).map(str),
    st.floats(0, 1e9).map(lambda value: f"{value:.2f}"),
    st.integers(1000, 10**9).map(lambda value: f"{value:,}"),
    st.sampled_from(
        ["…", "—", "-", "#", "NA", "#N/A", "45.3%", "123.4①", "(12.5)", "１２３．４", "1998"]
    ),
)
value = st.one_of(number, st.just(""))


@st.composite
def axes(draw: st.DrawFn) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    regions = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
    first, count = draw(st.integers(1978, 2020)), draw(st.integers(2, 5))
    years = [
        draw(st.sampled_from(YEAR_FORMATS)).format(year) for year in range(first, first + count)
    ]
    if draw(st.booleans()):
        years.reverse()
    series = draw(st.lists(st.sampled_from(SERIES), min_size=2, max_size=4, unique=True))
    return regions, years, series


def printed(series: tuple[str, str], bracket: str) -> str:
    return f"{series[0]}{bracket[0]}{series[1]}{bracket[1]}" if series[1] else series[0]


Shape = Callable[[st.DrawFn], tuple[Rows, list[Cell], str]]


def bureau(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    name, unit = series[0]
    values = [[draw(value) for _ in years] for _ in regions]
    rows = [
        ["数据库：分省年度数据"],
        [f"指标：{printed(series[0], '()')}"],
        ["地区", *years],
        *([region, *line] for region, line in zip(regions, values, strict=True)),
        ["注：1.按当年价格计算。"],
        ["　　　2.略有误差。"],
        ["数据来源：国家统计局"],
    ]
    cells = [
        (name, unit, region, year, text)
        for region, line in zip(regions, values, strict=True)
        for year, text in zip(years, line, strict=True)
    ]
    return rows, cells, "bureau"


def regions_across(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    name, unit = series[0]
    values = [[draw(number) for _ in regions] for _ in years]
    rows = [
        [printed(series[0], "（）")],
        ["年份", *regions],
        *([year, *line] for year, line in zip(years, values, strict=True)),
    ]
    cells = [
        (name, unit, region, year, text)
        for year, line in zip(years, values, strict=True)
        for region, text in zip(regions, line, strict=True)
    ]
    return rows, cells, "bureau"


def eps(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    rows: Rows = [["", "", *years]]
    cells: list[Cell] = []
    for indicator, region in itertools.product(series, regions):
        line = [draw(value) for _ in years]
        rows.append([printed(indicator, "（）"), region, *line])
        cells += [(*indicator, region, year, text) for year, text in zip(years, line, strict=True)]
    return [*rows, ["数据来源：<p>中国统计年鉴</p>"], ["由EPS DATA整理"]], cells, "eps"


def wide_panel(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    rows: Rows = [["省份", "年份", *(printed(indicator, "（）") for indicator in series)]]
    cells: list[Cell] = []
    for region, year in itertools.product(regions, years):
        line = [draw(value) for _ in series]
        rows.append([region, year, *line])
        cells += [
            (*indicator, region, year, text) for indicator, text in zip(series, line, strict=True)
        ]
    return rows, cells, "wide_panel"


def long(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    rows: Rows = [["province", "year", "chn_block4", "value", "units", "variables"]]
    cells: list[Cell] = []
    for (name, unit), region, year in itertools.product(series, regions, years):
        text = draw(value)
        rows.append([region, year, "合计", text, unit, name])
        cells.append((name, unit, region, year, text))
    return rows, cells, "long"


def page(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    year = years[0].replace(".0", "").replace("年度", "年")
    rows: Rows = [
        [f"3-9  主要指标（{year}）"],
        ["地  区", *(name for name, _ in series)],
        ["", *(unit for _, unit in series)],
    ]
    cells: list[Cell] = []
    for region in regions:
        line = [draw(number) for _ in series]
        rows.append([region, *line])
        cells += [
            (*indicator, region, year, text) for indicator, text in zip(series, line, strict=True)
        ]
    return rows, cells, "yearbook_page"


def one_region(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    region = regions[0].strip()
    rows: Rows = [[f"地区：{region}"], ["指标", *years]]
    cells: list[Cell] = []
    for indicator in series:
        line = [draw(number), *(draw(value) for _ in years[1:])]
        rows.append([printed(indicator, "()"), *line])
        cells += [(*indicator, region, year, text) for year, text in zip(years, line, strict=True)]
    return rows, cells, "by_region"


def two_rows(draw: st.DrawFn) -> tuple[Rows, list[Cell], str]:
    regions, years, series = draw(axes())
    pairs = list(itertools.product(years, series))
    rows: Rows = [
        ["地区", *(year if indicator == series[0] else "" for year, indicator in pairs)],
        ["", *(printed(indicator, "（）") for _, indicator in pairs)],
    ]
    cells: list[Cell] = []
    for region in regions:
        line = [draw(value) for _ in pairs]
        rows.append([region, *line])
        cells += [
            (*indicator, region, year, text)
            for (year, indicator), text in zip(pairs, line, strict=True)
        ]
    return rows, cells, "two_row_head"


def _text(rows: Rows, delimiter: str, encoding: str, end: str) -> bytes:
    import csv
    import io

    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue().encode(encoding)


def _sheet(rows: Rows) -> Sheet:
    return Sheet("Sheet1", [[text or None for text in row] for row in rows])


FORMATS: list[tuple[str, Callable[[Rows], bytes]]] = [
    ("utf-8 comma", lambda rows: _text(rows, ",", "utf-8", "\n")),
    ("utf-8 bom semicolon", lambda rows: _text(rows, ";", "utf-8-sig", "\r\n")),
    ("gb18030 comma", lambda rows: _text(rows, ",", "gb18030", "\r\n")),
    ("utf-16 tab", lambda rows: _text(rows, "\t", "utf-16", "\r\n")),
    ("xlsx", lambda rows: xlsx(_sheet(rows))),
    ("xls", lambda rows: xls(_sheet(rows))),
]


@pytest.mark.parametrize(
    "shape", [bureau, regions_across, eps, wide_panel, long, page, one_region, two_rows]
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_was_written_lands(shape: Shape, data: st.DataObject) -> None:
    rows, cells, expected_shape = shape(data.draw)
    name, write = data.draw(st.sampled_from(FORMATS))
    with tempfile.TemporaryDirectory() as folder:
        # The name says nothing: content alone decides what a file is.
        (Path(folder) / "table.dat").write_bytes(write(rows))
        landed = land(Path(folder), REGIONS)
    assert [str(problem) for problem in landed.problems] == [], (name, rows)
    got = [
        tuple(
            cell[key]
            for key in ("series_text", "unit_text", "region_text", "year_text", "value_text")
        )
        for cell in landed.cells.to_pylist()
    ]
    assert got == cells, (name, rows)
    assert landed.files.to_pylist()[0]["shape"] == expected_shape
    for cell in landed.cells.to_pylist():
        printed_cell = rows[cell["row_number"] - 1][cell["column_number"] - 1 :][:1]
        assert printed_cell == [cell["value_text"]] or (not printed_cell and not cell["value_text"])
