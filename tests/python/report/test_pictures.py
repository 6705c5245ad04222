"""A picture is a query and a specification: what each may read, and that both languages say the same."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from support import PROJECT

from tsi_warehouse.report import pictures
from tsi_warehouse.report.page import write_page
from tsi_warehouse.report.snapshot import open_source

FIGURES = PROJECT / "figures"
with (FIGURES / "figures.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
SPECS = sorted(FIGURES.glob("*.vl.json"))
QUERIES = sorted(FIGURES.glob("*.sql"))
CHINESE = re.compile("[\u4e00-\u9fff]")


def texts(part: Any) -> Iterator[str]:
    """Every string of a specification that is not one of a text in two languages."""
    if isinstance(part, dict):
        if part.keys() != {"zh", "en"}:
            for value in part.values():
                yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)
    elif isinstance(part, str):
        yield part


def translated(part: Any) -> Iterator[str]:
    """Every text of a specification that is in two languages."""
    if isinstance(part, dict):
        if part.keys() == {"zh", "en"}:
            yield from part.values()
        else:
            for value in part.values():
                yield from translated(value)
    elif isinstance(part, list):
        for value in part:
            yield from translated(value)


def data_sets(part: Any) -> Iterator[str]:
    """The names of a specification's own data sets."""
    if isinstance(part, dict):
        if "name" in part.get("data", {}):
            yield part["data"]["name"]
        for value in part.values():
            yield from data_sets(value)
    elif isinstance(part, list):
        for value in part:
            yield from data_sets(value)


def specification(row: dict[str, str]) -> Path:
    return FIGURES / f"{row['specification'] or row['figure_id']}.vl.json"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["figure_id"])
def test_picture_has_a_query_with_every_fact_that_its_texts_name(row: dict[str, str]) -> None:
    query = (FIGURES / f"{row['query'] or row['figure_id']}.sql").read_text(encoding="utf-8")
    facts = set(re.findall(r"\bas fact_(\w+?)(?:_zh|_en)?\b(?!_)", query))
    for kind in ("title", "alt"):
        assert placeholders(row[f"{kind}_zh"]) == placeholders(row[f"{kind}_en"])
        assert placeholders(row[f"{kind}_zh"]) <= facts
    for text in translated(json.loads(specification(row).read_text(encoding="utf-8"))):
        assert placeholders(text) <= facts


def test_every_file_belongs_to_a_picture() -> None:
    queries = {row["query"] or row["figure_id"] for row in ROWS}
    specifications = {specification(row) for row in ROWS}
    for path in specifications:
        queries |= set(data_sets(json.loads(path.read_text(encoding="utf-8"))))
    assert {path.stem for path in QUERIES} == queries
    assert set(SPECS) == specifications


def test_a_data_set_of_a_specification_s_own_is_divided_like_its_rows() -> None:
    for row in ROWS:
        spec = json.loads(specification(row).read_text(encoding="utf-8"))
        for name in (row["query"] or row["figure_id"], *data_sets(spec)):
            query = (FIGURES / f"{name}.sql").read_text(encoding="utf-8")
            assert bool(row["part"]) == (" as part," in query), name


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_query_reads_only_what_a_release_publishes(path: Path) -> None:
    query = re.sub("--.*", "", path.read_text(encoding="utf-8"))
    schemas = set(re.findall(r"(?<!distinct )\b(?:from|join)\s+(\w+)\.", query))
    assert schemas <= {"marts", "results", "analysis"}


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_every_word_of_a_specification_is_in_both_languages(path: Path) -> None:
    found = list(texts(json.loads(path.read_text(encoding="utf-8"))))
    assert not [text for text in found if CHINESE.search(text)]


def test_text_on_a_tile_stands_out_whatever_its_colour() -> None:
    text = (FIGURES / "tiles.vl.json").read_text(encoding="utf-8")
    turn = float(re.findall(r"> ([\d.]+) \? 'dark'", text)[0])
    light, dark = re.findall(r'"range": \[\s*"(#[0-9a-f]{6})",\s*"(#[0-9a-f]{6})"', text)[0]
    for step in range(1001):
        fill = mixed(light, dark, step / 1000)
        assert contrast("#ffffff" if step / 1000 > turn else "#000000", fill) >= 4.5


def test_a_new_picture_is_a_query_a_specification_and_a_row(
    usual: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worked example of CONTRIBUTING.md, in a copy of figures/."""
    database, _ = usual
    example = (
        (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a picture")[2]
    )
    query, specification, row = re.findall(r"```\w+\n(.*?)```", example, re.DOTALL)[:3]
    figures = tmp_path / "figures"
    shutil.copytree(FIGURES, figures)
    (figures / "gdp.sql").write_text(query, encoding="utf-8")
    (figures / "gdp.vl.json").write_text(specification, encoding="utf-8")
    with (figures / "figures.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    monkeypatch.setattr(pictures, "FIGURES", figures)
    pictures.figures.cache_clear()
    try:
        with open_source(database) as source:
            write_page(source, [], [], PROJECT, tmp_path / "index.html")
    finally:
        pictures.figures.cache_clear()
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'download="gdp.csv"' in page
    assert (
        page.index('id="sophistication"')
        < page.index('download="gdp.csv"')
        < page.index('id="study"')
    )
    assert re.search(r"各地区人均地区生产总值，201\d 年最高为地区\d+", page)


def parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def mixed(light: str, dark: str, share: float) -> str:
    ends = zip(parts(light), parts(dark), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in ends)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (part / 255 for part in parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
