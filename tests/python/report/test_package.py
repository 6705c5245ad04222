"""The replication package: complete, within its rights, and without a trace of the machine."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import duckdb
import pytest
from report.release_maker import PROJECT

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import Study
from tsi_warehouse.release import manifest
from tsi_warehouse.report import package
from tsi_warehouse.report.package import write_package

SOURCES = """file,provider,licence,may_redistribute,url,accessed_on
free/*.csv,Open Bureau,CC BY 4.0,true,https://example.org,2024-01-02
closed/*.csv,Closed Vendor,proprietary,false,,
"""


@pytest.fixture
def release(usual: tuple[Path, Path], tmp_path: Path) -> tuple[Study, Path]:
    """A study with a free, a closed and an unlisted raw file, and a release of it."""
    database, out = usual
    folder = tmp_path / "研究 study"
    raw, seeds, published = (
        folder / "raw",
        folder / "seeds",
        folder / "warehouse" / "releases" / "one",
    )
    for name in ("free/a.csv", "closed/b.csv", "unlisted.csv"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text("x\n1\n", encoding="utf-8")
    shutil.copytree(PROJECT / "seeds", seeds)
    (seeds / "sources.csv").write_text(SOURCES, encoding="utf-8")
    shutil.copytree(out, published)
    shutil.copy(database, published / "tsi.duckdb")
    (published / "sql").mkdir()
    (published / "sql" / "m.sql").write_text(f"-- from {folder}/raw\nselect 1", encoding="utf-8")
    facts = {
        "release_id": "one",
        "study_id": "s",
        "is_simulated": True,
        "durations": {"models": 61.0},
    }
    (published / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    return Study(folder, raw, seeds, folder / "warehouse", PROJECT), published


#: What a package has of its own (seeds, raw) or can do without.
LEFT_OUT = {".ci", ".gitattributes", ".gitignore", "raw", "requirements-bench.txt", "seeds"}
#: Folders whose files decide no number of a release.
NO_INGREDIENTS = {"benchmarks", "deploy", "docs", "seeds", "raw", ".ci"}


@pytest.fixture
def project_entries() -> set[str]:
    """The names at the top of the project that git keeps."""
    if not (PROJECT / ".git").exists():
        pytest.skip("this project is no clone")
    listed = subprocess.run(
        ["git", "ls-tree", "--name-only", "HEAD"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(listed.stdout.split())


def test_package_knows_every_file_and_folder_at_the_top_of_the_project(
    project_entries: set[str],
) -> None:
    assert project_entries - set(package.CODE) == LEFT_OUT


def test_release_depends_on_every_folder_of_code(project_entries: set[str]) -> None:
    folders = {name for name in project_entries if (PROJECT / name).is_dir()}
    assert folders - NO_INGREDIENTS <= {name.split("/")[0] for name in manifest.CODE}


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_raw_files_go_in_only_when_asked_and_allowed(
    release: tuple[Study, Path], tmp_path: Path
) -> None:
    without = write_package(*release, tmp_path / "without.zip")
    assert not [name for name in names(without.path) if name.startswith("raw/")]
    packed = write_package(*release, tmp_path / "with.zip", include_raw=True)
    assert [name for name in names(packed.path) if name.startswith("raw/")] == ["raw/free/a.csv"]
    assert packed.left_out == ("closed/b.csv", "unlisted.csv")


def test_package_holds_code_lock_seeds_tables_and_readme(
    release: tuple[Study, Path], tmp_path: Path
) -> None:
    found = names(write_package(*release, tmp_path / "p.zip").path)
    for name in (
        "REPLICATION.md", "MANIFEST.sha256", "requirements.txt", "run.py", "dbt_project.yml",
        "profiles.yml",
        "seeds/study_models.csv", "models/marts/study_panel.sql", "release/tsi.duckdb",
        "release/tables/table_3_equation.docx", "release/stata/tables_3_to_7.do", "release/codebook.csv",
    ):  # fmt: skip
        assert name in found, name
    assert not [name for name in found if name.startswith("release/excel")]
    assert not [name for name in found if "__pycache__" in name or name.endswith(".pyc")]


def test_package_names_no_folder_of_this_machine(
    release: tuple[Study, Path], tmp_path: Path
) -> None:
    study, _ = release
    path = write_package(*release, tmp_path / "p.zip", include_raw=True).path
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            for place in (study.root, study.project, f"{Path.home()}/"):
                assert str(place).encode() not in content, name


def test_database_of_the_package_has_no_raw_cells(
    release: tuple[Study, Path], tmp_path: Path
) -> None:
    path = write_package(*release, tmp_path / "p.zip").path
    with zipfile.ZipFile(path) as archive:
        archive.extract("release/tsi.duckdb", tmp_path)
    with duckdb.connect(str(tmp_path / "release" / "tsi.duckdb"), read_only=True) as connection:
        tables = {
            f"{schema}.{table}"
            for schema, table in connection.execute(
                "select schema_name, table_name from duckdb_tables()"
            ).fetchall()
        }
        assert connection.execute("select count(*) from marts.study_panel").fetchone() == (96,)
    assert "marts.rejected_cells" not in tables
    assert {"results.estimates", "seeds.regions"} <= tables


def test_manifest_verifies_and_readme_says_what_editors_ask(
    release: tuple[Study, Path], tmp_path: Path
) -> None:
    path = write_package(*release, tmp_path / "p.zip").path
    with zipfile.ZipFile(path) as archive:
        for line in archive.read("MANIFEST.sha256").decode().splitlines():
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        readme = archive.read("REPLICATION.md").decode()
    for heading in (
        "Data availability", "Statement about rights", "Computational requirements",
        "Description of programs", "Instructions to replicators", "List of tables and programs",
    ):  # fmt: skip
        assert heading in readme
    assert "| closed/b.csv | Closed Vendor | proprietary | no |" in readme
    assert "SIMULATED" in readme


def test_readme_lists_the_tables_that_are_there_and_programs_that_exist(
    release: tuple[Study, Path], tmp_path: Path
) -> None:
    """Tables of one's own too, and none that this release does not have."""
    tables = release[1] / "tables"
    shutil.copy(tables / "table_3_equation.csv", tables / "table_8_equation.csv")
    (tables / "mediation.csv").unlink()
    path = write_package(*release, tmp_path / "p.zip").path
    with zipfile.ZipFile(path) as archive:
        readme = archive.read("REPLICATION.md").decode()
        packed = set(archive.namelist())
    listed = readme.partition("| exhibit | program | file |")[2]
    rows = [line.split("|")[1:4] for line in listed.splitlines() if line.startswith("| ")]
    files = {re.sub(r"[ `]|\.\*", "", row[2]).removeprefix("release/tables/") for row in rows}
    assert files == {path.stem for path in tables.glob("*.csv")}
    assert {"table_8_equation", "table_2", "audit"} <= files
    programs = {name for row in rows for name in re.findall(r"`(.+?)`", row[1])}
    assert programs <= packed
    assert all(row[1].strip() for row in rows)


def test_package_is_a_zip_or_an_error(release: tuple[Study, Path], tmp_path: Path) -> None:
    with pytest.raises(TsiError, match="PACKAGE-01"):
        write_package(*release, tmp_path / "p.tar")
