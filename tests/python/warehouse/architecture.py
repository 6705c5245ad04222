"""Draw docs/architecture.svg, the rooms of models/ and what flows between them, from dbt's manifest.

make architecture
"""

from __future__ import annotations

import json
import math
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from warehouse.project_rules import ROOMS, Node, Project, rooms

PICTURE = Path(__file__).resolve().parents[3] / "docs" / "architecture.svg"
LEFT, WIDTH, RIGHT, TOP, GAP, LINE = 20, 800, 320, 70, 16, 16
# A room of so many models shows how many there are, not which.
SHOWN_MODELS = 30
OUTSIDE = {
    "raw/": ("files as people receive them, read to text by Python", "收到的原始文件，由 Python 读为文本"),
    "seeds/": ("everything an economist edits", "经济学家可编辑的一切"),
    "estimation": ("Python: reads the marts, estimates, writes results", "Python：读取数据集市，估计，写入 results"),
    "release": ("report, tables, figures, files for Stata, R and Excel", "报告、表、图，以及 Stata、R、Excel 文件"),
}  # fmt: skip
#: What Python reads, which no manifest knows.
READ_BY_PYTHON = ("marts", "estimation")
COLOURS = {"raw/": "#fdf3e1", "seeds/": "#fdf3e1", "estimation": "#e9f3ea", "release": "#e9f3ea"}


def bands(project: Project) -> dict[str, list[Node]]:
    """The boxes of the picture from top to bottom, with the models, seeds or tables in each."""
    landed = [node for node in project.sources.values() if node["source_name"] == "landing"]
    written = [node for node in project.sources.values() if node["source_name"] == "results"]
    found: dict[str, list[Node]] = {"raw/": landed, "seeds/": project.seeds}
    for room in ROOMS:
        if members := list(project.in_rooms(room)):
            found[room] = members
        if room == "marts":
            found["estimation"] = written
    return found | {"release": project.exposures}


def flows(found: dict[str, list[Node]]) -> Counter[tuple[str, str]]:
    """How many references lead from one box to another."""
    band_of = {node["unique_id"]: band for band, nodes in found.items() for node in nodes}
    counted = Counter(
        (band_of[key], band)
        for band, nodes in found.items()
        for node in nodes
        for key in node.get("depends_on", {}).get("nodes", [])
        if band_of.get(key, band) != band
    )
    counted[READ_BY_PYTHON] += 1
    return counted


def lines_of(band: str, nodes: list[Node]) -> list[str]:
    """Text of a box below its title."""
    counted = Counter(node["config"].get("materialized", "table") for node in nodes)
    kinds = ", ".join(f"{kind}: {n}" for kind, n in sorted(counted.items()))
    names = ", ".join(sorted(node["name"] for node in nodes))
    listed = textwrap.wrap(names, 125, break_long_words=False)
    if band not in ROOMS:
        return listed
    return [f"{len(nodes)} models ({kinds})", *(listed if len(nodes) <= SHOWN_MODELS else ())]


def render(manifest: dict[str, Any]) -> str:
    """The picture as SVG."""
    project = Project(manifest)
    found = bands(project)
    texts = {row["room"]: (row["holds_en"], row["holds_zh"]) for row in rooms()} | OUTSIDE
    drawn: list[str] = []
    edges: dict[str, tuple[float, float]] = {}
    y = float(TOP)
    for band, nodes in found.items():
        lines = lines_of(band, nodes)
        height = 44 + LINE * len(lines)
        edges[band] = (y, y + height)
        drawn += box(band, texts[band], lines, y, height)
        y += height + GAP
    drawn += arcs(flows(found), edges)
    return "\n".join([*head(y + 30), *drawn, "</svg>", ""])


def head(height: float) -> Iterator[str]:
    """The root element, the styles and the title."""
    width = LEFT + WIDTH + RIGHT
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}" '
        f"height=\"{height:.0f}\" font-family=\"system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif\">"
    )
    yield "<title>The rooms of models/ and what flows between them</title>"
    yield (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
        'markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#51667d"/></marker></defs>'
    )
    yield f'<rect width="{width}" height="{height:.0f}" fill="#ffffff"/>'
    yield f'<text x="{LEFT}" y="32" font-size="20" font-weight="600">The house 模型的房间</text>'
    yield (
        f'<text x="{LEFT}" y="54" font-size="13" fill="#444">Each room reads its own models and earlier rooms; the '
        "numbers count references. 每个房间只引用自身与上方的房间；数字为引用数。</text>"
    )


def box(
    band: str, held: tuple[str, str], lines: list[str], y: float, height: float
) -> Iterator[str]:
    """One box: its name, what it holds in both languages, and its models."""
    colour = COLOURS.get(band, "#eef3f9")
    name = f"models/{band}/" if band in ROOMS else band
    yield (
        f'<rect x="{LEFT}" y="{y:.0f}" width="{WIDTH}" height="{height:.0f}" rx="5" '
        f'fill="{colour}" stroke="#9fb2c8"/>'
    )
    yield (
        f'<text x="{LEFT + 12}" y="{y + 21:.0f}" font-size="14"><tspan font-weight="600">{escape(name)}</tspan>'
        f'<tspan dx="10" font-size="13">{escape(held[0])}</tspan></text>'
    )
    yield (
        f'<text x="{LEFT + 12}" y="{y + 37:.0f}" font-size="12" fill="#444">{escape(held[1])}</text>'
    )
    for number, line in enumerate(lines, start=1):
        yield (
            f'<text x="{LEFT + 12}" y="{y + 36 + LINE * number:.0f}" font-size="11.5" fill="#51667d">'
            f"{escape(line)}</text>"
        )


def arcs(counted: Counter[tuple[str, str]], edges: dict[str, tuple[float, float]]) -> Iterator[str]:
    """A curve at the right for each pair of boxes, wider the further it leads; dashed where it leads up."""
    order = list(edges)
    pairs = sorted(counted, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    ends: dict[str, list[tuple[str, str]]] = {band: [] for band in order}
    for pair in pairs:
        ends[pair[1]].append(pair)
        ends[pair[0]].append(pair)
    x = LEFT + WIDTH
    for first, second in pairs:
        start, end = (
            edges[band][0]
            + (edges[band][1] - edges[band][0])
            * (ends[band].index((first, second)) + 1)
            / (len(ends[band]) + 1)
            for band in (first, second)
        )
        n_rooms = abs(order.index(second) - order.index(first))
        reach = 24 + RIGHT * 1.15 * (n_rooms - 1) / (len(order) - 1)
        dashed = "" if end > start else ' stroke-dasharray="5 4"'
        n_references = counted[first, second]
        yield (
            f'<path d="M{x} {start:.1f}C{x + reach:.1f} {start:.1f} {x + reach:.1f} {end:.1f} {x + 2} {end:.1f}" '
            f'fill="none" stroke="#51667d" stroke-opacity="0.75" stroke-width="{1 + math.log2(n_references) / 3:.2f}" '
            f'marker-end="url(#tip)"{dashed}><title>{escape(first)} to {escape(second)}: {n_references}</title></path>'
        )
        yield (
            f'<text x="{x + reach * 0.75 + 3:.1f}" y="{(start + end) / 2 + 4:.1f}" font-size="10" fill="#51667d">'
            f"{n_references}</text>"
        )


if __name__ == "__main__":
    read = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PICTURE.write_text(render(read), encoding="utf-8", newline="\n")
