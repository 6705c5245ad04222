"""The default study's release holds what the manifest promises, and says where it comes from."""

from __future__ import annotations

import getpass
from pathlib import Path

import duckdb
import pytest

from tsi_warehouse.release.files import file_facts, is_input
from tsi_warehouse.release.manifest import read_manifest, verify_files
from tsi_warehouse.release.readers import open_release
from tsi_warehouse.release.runs import read_runs


@pytest.fixture
def manifest(release):
    """The manifest of the default study's release."""
    return read_manifest(release)


def test_every_byte_is_as_the_manifest_says(release):
    assert verify_files(release) == []
    assert not list(release.glob("*.wal"))


def test_the_manifest_names_every_input(manifest, project):
    for kind in ("raw", "seeds"):
        there = {fact.path: fact.sha256 for fact in file_facts(project / kind, is_input)}
        named = {fact["path"]: fact["sha256"] for fact in manifest.ingredients[kind]}
        assert named.items() <= there.items()
        assert {path for path in there if path.endswith(".csv")} <= set(named)
    code = {fact["path"] for fact in manifest.ingredients["code"]}
    assert {
        "dbt_project.yml",
        "models/marts/study_panel.sql",
        "python/tsi_warehouse/cli/main.py",
    } <= code
    assert manifest.ingredients["packages"]["duckdb"] == duckdb.__version__
    assert manifest.is_simulated
    assert manifest.quality
    assert {"models", "study"} <= set(manifest.durations)


def test_the_manifest_gives_nobody_away(release, project):
    text = (release / "manifest.json").read_text(encoding="utf-8")
    assert str(project) not in text
    assert str(Path.home()) not in text
    assert f'"{getpass.getuser()}"' not in text


def test_every_mart_and_result_is_there_as_parquet(release, marts, manifest):
    for name, table in manifest.tables.items():
        schema, mart = name.split(".")
        path = release / "parquet" / ("" if schema == "marts" else schema) / f"{mart}.parquet"
        stored = marts.execute("select count(*) from read_parquet(?)", [str(path)]).fetchall()
        assert stored == [(table["rows"],)], name


def test_every_formula_is_there_under_its_prose(release, project):
    kept = {path.name: path.read_text(encoding="utf-8") for path in (release / "sql").glob("*.sql")}
    # Models for a wide panel are built on demand, outside every release.
    models = {path for path in (project / "models").rglob("*.sql") if path.parent.name != "wide"}
    assert {path.name for path in models} == set(kept)
    for name, text in kept.items():
        assert text.lstrip().startswith("--"), f"{name} opens without prose"
        assert "{{" not in text, f"{name} is not compiled"


def test_a_hardened_reader_can_read_every_mart(release, manifest):
    with open_release(release.parent) as connection:
        for name, table in manifest.tables.items():
            count = connection.execute(f"select count(*) from {name}").fetchall()
            assert count == [(table["rows"],)]


def test_the_refresh_is_in_the_log_of_runs(release):
    first = read_runs(release.parent)[0]
    assert (first.outcome, first.exit_code) == ("published", 0)
    assert first.release_id == release.resolve().name
    assert first.stages
