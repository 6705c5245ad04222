"""The data dictionary: every column described, no path of this machine."""

from __future__ import annotations

from pathlib import Path

from tsi_warehouse.project import Study
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


def test_paths_of_the_machine_are_taken_out() -> None:
    root = Path("/srv/my project")
    study = Study(root, root / "raw", root / "seeds", root / "warehouse", root)
    text = '{"root_path": "/srv/my project", "database": "/tmp/x/tsi.duckdb"}'
    assert without_paths(text, study, Path("/tmp/x/tsi.duckdb")) == (
        '{"root_path": ".", "database": "tsi.duckdb"}'
    )
