"""report/dictionary.html: dbt's own documentation as one file, with nothing to serve it.

A column that its model does not describe takes the doc block of its own name, else the description
of the same name elsewhere: in this project one name is one quantity. Paths of the machine it was
made on are taken out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import Study

if TYPE_CHECKING:
    from tsi_warehouse.pipeline.warehouse import Dbt

#: What dbt replaces in its page to embed the two files (dbt/task/docs/generate.py).
PLACES = {
    "manifest.json": '"MANIFEST.JSON INLINE DATA"',
    "catalog.json": '"CATALOG.JSON INLINE DATA"',
}
RESOURCES = ("model", "seed", "source")


def write_dictionary(dbt: Dbt, path: Path) -> None:
    """Write the page.

    Raises
    ------
    TsiError : REPORT-02 dbt could not make it
    """
    study = dbt.study
    outcome = dbt.run(["docs", "generate", "--no-compile"])
    target = study.work / "target"
    if not outcome.success:
        raise TsiError(
            "REPORT-02",
            en=f"dbt could not make the data dictionary: {outcome.exception or 'see its log'}. "
            f"Its log: {study.work / 'logs' / 'dbt.log'}",
            zh=f"dbt 未能生成数据字典：{outcome.exception or '见日志'}。日志：{study.work / 'logs' / 'dbt.log'}",
            exit_code=Exit.DEFECT,
        )
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    catalog = json.loads((target / "catalog.json").read_text(encoding="utf-8"))
    describe_columns(manifest, catalog)
    page = corrected((target / "index.html").read_text(encoding="utf-8"))
    for name, content in (("manifest.json", manifest), ("catalog.json", catalog)):
        # '<' inside a text must not end the script that holds it.
        text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
        page = page.replace(PLACES[name], without_paths(text, study, dbt.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")


def corrected(page: str) -> str:
    """dbt's page as one file wants it: it asks for no icon, and Chinese takes a Chinese font.

    Its icons' addresses are templates that a browser tries to load before they are filled in.
    """
    page = re.sub(r'<link rel="(?:canonical|shortcut icon)"[^>]*>', "", page)
    page = page.replace("<title>", '<link rel="icon" href="data:,"><title>', 1)
    page = page.replace('lang="en-US"', 'lang="zh-CN"', 1)
    return re.sub(r"(?<![\w:-])xlink:href=(\\?[\"'])\{\{", r"ng-attr-xlink:href=\1{{", page)


def describe_columns(manifest: dict[str, Any], catalog: Mapping[str, Any]) -> list[str]:
    """Give every column of a model, seed or source a description; those for which there is none."""
    nodes = {**manifest["nodes"], **manifest["sources"]}
    known = {
        block["name"]: block["block_contents"].strip()
        for block in manifest.get("docs", {}).values()
        if not block["name"].startswith("__")
    }
    for node in nodes.values():
        for name, column in node.get("columns", {}).items():
            if column.get("description"):
                known.setdefault(name.lower(), column["description"])
    for found in catalog["nodes"].values():
        for name, column in found["columns"].items():
            if column.get("comment"):
                known.setdefault(name.lower(), column["comment"])
    unknown = []
    for key, name in _columns(nodes, catalog):
        column = nodes[key]["columns"].setdefault(
            name, {"name": name, "description": "", "meta": {}}
        )
        column["description"] = column.get("description") or known.get(name.lower(), "")
        if not column["description"]:
            unknown.append(f"{nodes[key]['name']}.{name}")
    return unknown


def without_paths(text: str, study: Study, database: Path) -> str:
    """`text` with the folders of this machine left out."""
    replaced = {
        str(database): "tsi.duckdb",
        str(study.project): ".",
        str(study.root): ".",
        str(Path.home()): "~",
    }
    for place in sorted(replaced, key=len, reverse=True):
        for written in (place, json.dumps(place)[1:-1]):
            text = text.replace(written, replaced[place])
    return text


def _columns(nodes: Mapping[str, Any], catalog: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(node, column) of every column that the database or a YAML file names."""
    found = {**catalog["nodes"], **catalog["sources"]}
    for key, node in nodes.items():
        if node["resource_type"] in RESOURCES:
            yield from (
                (key, name) for name in {**found.get(key, {}).get("columns", {}), **node["columns"]}
            )
