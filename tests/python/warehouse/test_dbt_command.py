"""Bare dbt works from any folder of the project, with our profile; another one is refused before anything is built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import PROJECT

from tsi_warehouse.pipeline.dbt_command import variables

OTHER_PROFILE = "tsi:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: other.duckdb}\n"


def dbt(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`dbt` of .venv, called in `folder`."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TSI_", "DBT_"))
    }
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "tsi_warehouse.pipeline.dbt_command", *arguments],
        cwd=folder, env={**kept, **environ}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_plain_docs_generate_works_from_a_folder_of_the_project_whatever_the_home_folder_holds(
    tmp_path: Path,
) -> None:
    (tmp_path / "home" / ".dbt").mkdir(parents=True)
    (tmp_path / "home" / ".dbt" / "profiles.yml").write_text(OTHER_PROFILE, encoding="utf-8")
    done = dbt(
        PROJECT / "models" / "marts", "docs", "generate",
        HOME=str(tmp_path / "home"), TSI_WAREHOUSE=str(tmp_path / "w"), DBT_TARGET_PATH=str(tmp_path / "target"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    manifest = json.loads((tmp_path / "target" / "manifest.json").read_text(encoding="utf-8"))
    assert "source.tsi.landing.raw_cells" in manifest["sources"]
    assert "source.tsi.landing.export_records_typed" not in manifest["sources"]
    assert (tmp_path / "target" / "catalog.json").is_file()
    assert (tmp_path / "w" / "dev.duckdb").is_file()
    assert not (PROJECT / "models" / "marts" / "warehouse").exists()


def test_a_profile_without_our_plugin_is_refused_first_and_says_what_is_missing(
    tmp_path: Path,
) -> None:
    (tmp_path / "profiles.yml").write_text(OTHER_PROFILE, encoding="utf-8")
    done = dbt(
        PROJECT, "run", "--select", "stg_raw_cells", "--profiles-dir", str(tmp_path),
        DBT_TARGET_PATH=str(tmp_path / "target"), TSI_WAREHOUSE=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 2
    assert "DBT-11" in done.stdout
    assert "tsi_warehouse.landing.plugin" in done.stdout
    assert "of 1 START" not in done.stdout


@pytest.mark.parametrize("folder", [".", "models", "models/marts", "docs/decisions"])
def test_relative_paths_are_those_of_the_project(folder: str) -> None:
    added = variables(["build"], PROJECT / folder, {"TSI_WAREHOUSE": "elsewhere"})
    assert added == {
        "DBT_PROFILES_DIR": str(PROJECT / "profiles"),
        "TSI_WAREHOUSE": str(PROJECT / "elsewhere"),
        "TSI_WORK": str(PROJECT / ".study/default"),
    }


def test_a_profile_that_is_named_wins() -> None:
    for arguments, environ in (
        (["build", "--profiles-dir", "x"], {}),
        (["build", "--profiles-dir=x"], {}),
        (["build"], {"DBT_PROFILES_DIR": "x"}),
    ):
        assert "DBT_PROFILES_DIR" not in variables(arguments, PROJECT, environ)


def test_another_project_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: other\n", encoding="utf-8")
    (tmp_path / "models").mkdir()
    assert variables(["build"], tmp_path / "models", {}) == {}
    assert variables(["build"], tmp_path.parent, {}) == {}
    assert variables(["build", "--project-dir", str(tmp_path)], PROJECT, {}) == {}
    assert variables(["build", "--project-dir", str(PROJECT)], tmp_path, {}) != {}
    assert variables(["build"], tmp_path, {"DBT_PROJECT_DIR": str(PROJECT)}) != {}
