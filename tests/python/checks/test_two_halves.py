"""A refresh builds in two halves with the raw gate between them; together they run every test of the data."""

from __future__ import annotations

import json
from pathlib import Path

from tsi_warehouse.checks.suite import checks
from tsi_warehouse.core.project import resolve_study


def test_the_two_halves_of_a_build_run_every_test_of_the_data_once_and_the_gate_every_check(
    release: Path,
) -> None:
    study = resolve_study(warehouse=str(release.parent), environ={})
    nodes = json.loads((study.work / "target" / "manifest.json").read_text(encoding="utf-8"))
    tests = {
        node["name"]
        for node in nodes["nodes"].values()
        if node["resource_type"] == "test"
        and not node["original_file_path"].startswith("tests/dbt/macros")
    }
    quality = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["quality"]
    ran = [row["check"] for row in quality if "check" in row]
    assert sorted(ran) == sorted(tests)
    assert [row["check_name"] for row in quality if "check_name" in row] == [
        check.name for check in checks()
    ]
