"""A multiplier follows from two units where the arithmetic does, and nowhere else."""

from __future__ import annotations

import csv

import pytest
from support import PROJECT

from tsi_warehouse.seeds.files import with_multipliers
from yearbooks.scales import multiplier


@pytest.mark.parametrize(
    ("printed", "wanted", "expected"),
    [
        ("万元", "亿元 (100m CNY)", 1e-4),
        ("亿元", "万元", 1e4),
        ("亿元人民币", "亿元", 1),
        ("千元", "亿元", 1e-5),
        ("百万元", "亿元", 0.01),
        ("单位：万 元", "元", 1e4),
        ("thousand yuan", "元", 1e3),
        ("100 million yuan", "亿元", 1),
        ("(Thousands of Dollars)", "million USD", 1e-3),
        ("USD million", "万美元", 100),
        ("10,000 persons", "万人", 1),
        ("万户", "户", 1e4),
        ("%", "比 (ratio)", 0.01),
        ("‰", "%", 0.1),
        ("万公里", "km", 1e4),
        ("平方公里", "公顷", 100),
        ("元/人", "万元/人", 1e-4),
        ("部/百人", "部/百人", 1),
        ("cny per person", "元/人", 1),
        ("万千瓦时", "亿千瓦时", 1e-4),
        # What the words do not say is never guessed.
        ("万元", "万美元", None),
        ("项", "件", None),
        ("吨", "吨标准煤", None),
        ("兆元", "元", None),
        ("", "亿元", None),
        ("亿元", "", None),
        ("上年=100", "指数 (index)", None),
        ("百万", "亿元", None),
        ("millions of chained 2012 dollars", "USD", None),
    ],
)
def test_the_number_that_turns_one_unit_into_the_other(
    printed: str, wanted: str, expected: float | None
) -> None:
    assert multiplier(printed, wanted) == expected


def test_every_multiplier_of_our_seeds_is_what_its_units_say_or_they_say_nothing() -> None:
    def rows(name: str) -> list[dict[str, str]]:
        text = (PROJECT / "seeds" / f"{name}.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(text.splitlines()))

    units = {row["indicator_id"]: row["unit"] for row in rows("indicators")}
    derived = [
        (multiplier(row["printed_unit"], units[row["indicator_id"]]), float(row["multiplier"]))
        for row in rows("raw_series")
        if row["indicator_id"] != "ignore"
    ]

    assert [pair for pair in derived if pair[0] is not None and pair[0] != pair[1]] == []
    assert sum(found is not None for found, _ in derived) > 50


def row(unit: str, indicator: str, factor: str) -> dict[str, str]:
    return {"printed_unit": unit, "indicator_id": indicator, "multiplier": factor}


def test_a_blank_multiplier_is_filled_from_the_units_or_refused_with_both() -> None:
    indicators = [(2, {"indicator_id": "revenue", "unit": "亿元 (100m CNY)"})]
    series = [
        (2, row("万元", "revenue", "")),
        (3, row("万元", "revenue", "0.5")),
        (4, row("件", "revenue", "")),
        (5, row("件", "ignore", "")),
    ]

    rows, broken = with_multipliers(series, indicators)

    assert [values["multiplier"] for _, values in rows] == ["0.0001", "0.5", "", "1"]
    (problem,) = broken
    for text in (problem.en, problem.zh):
        for part in ("4", "件", "revenue", "亿元", "multiplier"):
            assert part in text
