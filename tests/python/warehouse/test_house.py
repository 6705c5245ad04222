"""The rooms of the house keep the rules of dbt-project-evaluator, but where rule_exceptions.csv gives a reason."""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import PROJECT
from warehouse.architecture import PICTURE, render
from warehouse.project_rules import RULES, Project

from tsi_warehouse.core.project import resolve_study

LONGEST_PAGE = 150
# Still to be shortened.
LONGER = {"break_warnings.sql", "replication.sql"}
EXCEPTIONS = Path(__file__).with_name("rule_exceptions.csv")

Manifest = dict[str, Any]


def exceptions(rule: str) -> set[str]:
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["rule"] == rule]
    assert all(row["reason"] for row in rows)
    return {row["resource"] for row in rows}


@pytest.fixture(scope="module")
def manifest(release: Path) -> Manifest:
    study = resolve_study(warehouse=str(release.parent), environ={})
    path = study.work / "target" / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def ours(manifest: Manifest) -> Project:
    return Project(manifest)


def test_the_picture_of_the_house_shows_the_models_there_are(manifest: Manifest) -> None:
    assert render(manifest) == PICTURE.read_text(encoding="utf-8"), "run: make architecture"
    changed = copy.deepcopy(manifest)
    del changed["nodes"]["model.tsi.int_years"]
    assert render(changed) != render(manifest)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_breaks_no_rule_but_where_a_reason_is_given(
    ours: Project, rule: Callable[..., Any]
) -> None:
    assert set(rule(ours)) == exceptions(rule.__name__)


def test_every_exception_is_of_a_rule() -> None:
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        assert {row["rule"] for row in csv.DictReader(file)} <= {rule.__name__ for rule in RULES}


def test_no_page_of_sql_is_longer_than_a_reader_keeps_in_mind() -> None:
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines())
        for path in (PROJECT / "models").rglob("*.sql")
    }
    assert {name for name, n in lines.items() if n > LONGEST_PAGE} <= LONGER


def model(path: str, *parents: str, sql: str = "", **config: object) -> Manifest:
    return {
        "name": Path(path).stem, "path": f"{path}.sql", "original_file_path": f"models/{path}.sql",
        "resource_type": "model", "description": "One row. 一行。", "raw_code": sql,
        "patch_path": f"tsi://models/{path.rsplit('/', 1)[0]}/_models.yml",
        "depends_on": {"nodes": list(parents)},
        "config": {"materialized": "table", "contract": {"enforced": True}} | config,
    }  # fmt: skip


def source(name: str) -> Manifest:
    path = "models/staging/_sources.yml"
    return {"name": name, "description": "Landed. 落地。", "original_file_path": path}


def sound() -> Manifest:
    """Two sources, staged, an intermediate table and a mart, with a test of each key."""
    nodes = {
        "model.cells": model("staging/stg_cells", "source.cells"),
        "model.files": model("staging/stg_files", "source.files"),
        "model.joined": model("cells/int_joined", "model.cells", "model.files"),
        "model.mart": model("marts/mart", "model.joined", materialized="view"),
    }
    test = {
        "resource_type": "test",
        "raw_code": "{{ repeated_keys(",
        "depends_on": {"nodes": list(nodes)},
    }
    sources = {"source.cells": source("cells"), "source.files": source("files")}
    return {"nodes": nodes | {"test.keys": test}, "sources": sources}


def chain(manifest: Manifest) -> None:
    for number in range(6):
        above = f"model.v{number - 1}" if number else "model.joined"
        manifest["nodes"][f"model.v{number}"] = model(
            f"panel/int_v{number}", above, materialized="view"
        )


# A change of the sound project that breaks one rule, and what the rule then finds.
BROKEN: dict[str, tuple[Callable[[Manifest], object], str]] = {
    "later_rooms": (
        lambda m: m["nodes"]["model.joined"]["depends_on"]["nodes"].append("model.mart"),
        "int_joined",
    ),
    "unknown_rooms": (lambda m: m["nodes"]["model.mart"].update(path="attic/mart.sql"), "mart"),
    "model_names": (lambda m: m["nodes"]["model.joined"].update(name="stg_joined"), "stg_joined"),
    "undocumented": (
        lambda m: m["nodes"]["model.mart"].update(description="English only"),
        "mart",
    ),
    "without_key_test": (
        lambda m: m["nodes"]["test.keys"]["depends_on"]["nodes"].remove("model.mart"),
        "mart",
    ),
    "source_outside_staging": (
        lambda m: m["nodes"]["model.joined"].update(depends_on={"nodes": ["source.cells"]}),
        "int_joined",
    ),
    "sources_joined": (
        lambda m: m["nodes"]["model.cells"]["depends_on"]["nodes"].append("source.files"),
        "stg_cells",
    ),
    "source_fanout": (
        lambda m: m["nodes"]["model.joined"]["depends_on"]["nodes"].append("source.cells"),
        "cells",
    ),
    "unused_sources": (lambda m: m["sources"].update({"source.new": source("new")}), "new"),
    "staging_parents": (
        lambda m: m["nodes"]["model.cells"]["depends_on"]["nodes"].append("model.files"),
        "stg_cells",
    ),
    "hard_coded_references": (
        lambda m: m["nodes"]["model.mart"].update(raw_code="select 1 from marts.study_panel"),
        "mart",
    ),
    "roots": (lambda m: m["nodes"]["model.cells"].update(depends_on={"nodes": []}), "stg_cells"),
    "chained_views": (chain, "int_v5"),
    "too_many_joins": (lambda m: m["nodes"]["model.mart"].update(raw_code="join a " * 8), "mart"),
    "marts_without_contract": (
        lambda m: m["nodes"]["model.mart"]["config"].update(contract={"enforced": False}),
        "mart",
    ),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_passes_a_sound_project_and_finds_what_breaks_it(
    rule: Callable[..., Any],
) -> None:
    breaks, offender = BROKEN[rule.__name__]
    manifest = sound()
    assert list(rule(Project(copy.deepcopy(manifest)))) == []
    breaks(manifest)
    assert list(rule(Project(manifest))) == [offender]
