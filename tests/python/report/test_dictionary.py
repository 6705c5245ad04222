"""The data dictionary: every column described, no path of this machine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tsi_warehouse.core.project import Study
from tsi_warehouse.report.dictionary import describe_columns, without_paths


def test_a_column_takes_the_description_of_the_same_name() -> None:
    described = {"name": "year", "description": "年份。Year."}
    manifest = {
        "nodes": {
            "model.a": {"name": "a", "resource_type": "model", "columns": {"year": described}},
            "model.b": {"name": "b", "resource_type": "model", "columns": {}},
            "test.c": {"name": "c", "resource_type": "test", "columns": {}},
        },
        "sources": {},
    }
    catalog = {"nodes": {"model.b": {"columns": {"year": {}, "odd": {}}}}, "sources": {}}
    assert describe_columns(manifest, catalog) == ["b.odd"]
    assert manifest["nodes"]["model.b"]["columns"]["year"]["description"] == "年份。Year."  # type: ignore[index]


def test_a_column_takes_the_doc_block_of_its_name_first() -> None:
    manifest: dict[str, Any] = {
        "nodes": {"model.a": {"name": "a", "resource_type": "model", "columns": {}}},
        "sources": {},
        "docs": {"doc.year": {"name": "year", "block_contents": "\n年份。Year.\n"}},
    }
    catalog = {"nodes": {"model.a": {"columns": {"year": {}}}}, "sources": {}}
    assert describe_columns(manifest, catalog) == []
    assert manifest["nodes"]["model.a"]["columns"]["year"]["description"] == "年份。Year."


def test_a_column_that_no_yaml_describes_takes_the_comment_of_the_database() -> None:
    manifest: dict[str, Any] = {
        "nodes": {"model.a": {"name": "a", "resource_type": "model", "columns": {}}},
        "sources": {},
    }
    catalog = {
        "nodes": {"model.a": {"columns": {"hum": {"comment": "人力资本。Human capital."}}}},
        "sources": {},
    }
    assert describe_columns(manifest, catalog) == []
    assert (
        manifest["nodes"]["model.a"]["columns"]["hum"]["description"] == "人力资本。Human capital."
    )


def test_every_model_and_column_is_described_in_both_languages(release: Path) -> None:
    page = (release / "report" / "dictionary.html").read_text(encoding="utf-8")
    manifest, catalog = (
        json.JSONDecoder().raw_decode(page, page.index(start) + len(start))[0]
        for start in ("{manifest:", ",catalog:")
    )
    described = {}
    for part in ("nodes", "sources"):
        for key, found in catalog[part].items():
            node = manifest[part][key]
            described[key] = node["description"]
            for column in found["columns"]:
                described[f"{key}.{column}"] = node["columns"][column]["description"]
    assert len(described) > 700
    faults = [key for key, text in described.items() if not in_both_languages(text)]
    assert faults == []


def in_both_languages(text: str) -> bool:
    """Whether there is a Chinese word and an English one; codes such as R² are neither."""
    return bool(re.search("[\u4e00-\u9fff]", text) and re.search("[A-Za-z]{3}", text))


def test_paths_of_the_machine_are_taken_out() -> None:
    root = Path("/srv/my project")
    study = Study(root, root / "raw", root / "seeds", root / "warehouse", root)
    text = '{"root_path": "/srv/my project", "database": "/tmp/x/tsi.duckdb"}'
    assert without_paths(text, study, Path("/tmp/x/tsi.duckdb")) == (
        '{"root_path": ".", "database": "tsi.duckdb"}'
    )
