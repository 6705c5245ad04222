"""tsi package: all that another researcher needs to repeat a release, in one zip.

Raw files go in only when asked for and where their row in seeds/sources.csv allows it. Where one
may not be shared, the database travels without tables that hold raw cells. No path and no user of
this machine is in it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import duckdb

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.quoting import sql_name, sql_text
from tsi_warehouse.landing.folder import list_files
from tsi_warehouse.report.snapshot import work_out_views
from tsi_warehouse.report.templates import HERE, fill
from yearbooks.folder import shown_names

#: The project's own files; everything else in its folder is left behind.
CODE = (
    "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile",
    "run.py", "pyproject.toml", "requirements.txt", "requirements-spark.txt", "dbt_project.yml",
    ".sqlfluff", ".sqlfluffignore", "profiles.yml", "profiles", "models", "macros", "quality", "analysis", "figures",
    "tables", "python", "tests", "docs", "deploy", "benchmarks",
)  # fmt: skip
SKIPPED = ("__pycache__", ".pyc", ".duckdb", ".hypothesis", ".mypy_cache", ".ruff_cache")
#: What a release carries besides its database; excel, csv and parquet hold raw cells, too.
OUTPUTS = ("report", "tables", "stata", "r", "sql")
OUTPUTS_WITH_CELLS = ("excel", "csv", "parquet")
#: A mart with one of these columns quotes cells of raw files.
CELL_COLUMNS = ("value_text", "cell")
PUBLISHED = ("marts", "results", "seeds")
TEXT = (
    ".md",
    ".csv",
    ".sql",
    ".json",
    ".yml",
    ".toml",
    ".txt",
    ".html",
    ".tex",
    ".do",
    ".R",
    ".py",
)
#: One date for every file, so that the same release gives the same bytes.
STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class RawFile:
    """A file under raw/ and what its source's row says of it."""

    name: str
    path: Path
    source: Mapping[str, str]

    @property
    def may_be_shared(self) -> bool:
        """Only a row that says so in plain words allows it."""
        return self.source.get("may_redistribute", "").strip().lower() in ("true", "yes", "1", "是")


@dataclass(frozen=True)
class Packed:
    """What was packed: the zip, its number of files, and the raw files that stayed out."""

    path: Path
    files: int
    left_out: tuple[str, ...]


def write_package(
    study: Study, release: Path, target: Path, *, include_raw: bool = False
) -> Packed:
    """Pack one release of a study.

    Parameters
    ----------
    release : its folder
    target : the zip to write
    include_raw : also the raw files that may be redistributed

    Raises
    ------
    TsiError : PACKAGE-01 `target` is no .zip; PACKAGE-02 a path of this machine would be in it
    """
    if target.suffix.lower() != ".zip":
        raise TsiError(
            "PACKAGE-01",
            en=f"{target}: expected a name that ends in .zip.",
            zh=f"{target}：文件名应以 .zip 结尾。",
        )
    raw = raw_files(study)
    shareable = all(file.may_be_shared for file in raw)
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "tsi.duckdb"
        copy_database(release / "tsi.duckdb", database)
        parts = {
            **dict(_code(study)),
            **{f"seeds/{path.name}": path for path in sorted(study.seeds.glob("*.csv"))},
            **dict(_outputs(release, shareable)),
            "release/tsi.duckdb": database,
        }
        if include_raw:
            parts |= {f"raw/{file.name}": file.path for file in raw if file.may_be_shared}
            parts |= {
                f"raw/{name}": study.raw / name
                for name in ("README.md", "SIMULATED", "truth.csv")
                if (study.raw / name).is_file()
            }
        manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
        tables = sorted({path.stem for path in (release / "tables").glob("*.csv")})
        readme = readme_text(
            manifest, raw, tables, included=include_raw, database_is_whole=shareable
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        count = _zip(target, parts, {"REPLICATION.md": readme}, _own_paths(study, release))
    left_out = [file.name for file in raw if not (include_raw and file.may_be_shared)]
    return Packed(target, count, tuple(left_out))


def raw_files(study: Study) -> list[RawFile]:
    """Every data file under raw/ with the first row of seeds/sources.csv that matches it."""
    path = study.seeds / "sources.csv"
    rows: list[dict[str, str]] = []
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    found = (
        (shown, study.raw / name) for name, shown in shown_names(list_files(study.raw)).items()
    )
    return [
        RawFile(name, path, next((row for row in rows if fnmatch(name, row.get("file", ""))), {}))
        for name, path in sorted(found)
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and path.name not in ("README.md", "SIMULATED", "truth.csv")
    ]


def copy_database(release: Path, target: Path) -> None:
    """Marts, results and seeds as plain tables in a new file, without those that quote raw cells.

    A new file, because a table dropped from a DuckDB file leaves its blocks behind.
    """
    with (
        duckdb.connect(str(target), config={"storage_compatibility_version": "v1.0.0"}) as copy,
        duckdb.connect() as worked_out,
    ):
        worked_out.execute(f"attach {sql_text(release)} as release (read_only)")
        work_out_views(worked_out)
        names = worked_out.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = current_database() order by all"
        ).fetchall()
        for schema, table in names:
            found = worked_out.execute(f"describe {sql_name(schema, table)}").fetchall()
            if schema not in PUBLISHED or any(row[0] in CELL_COLUMNS for row in found):
                continue
            rows = worked_out.sql(f"select * from {sql_name(schema, table)}").to_arrow_table()
            copy.execute(f"create schema if not exists {sql_name(schema)}")
            copy.register("rows_to_copy", rows)
            copy.execute(f"create table {sql_name(schema, table)} as select * from rows_to_copy")
            copy.unregister("rows_to_copy")


def readme_text(
    manifest: Mapping[str, Any],
    raw: Sequence[RawFile],
    tables: Sequence[str],
    *,
    included: bool,
    database_is_whole: bool,
) -> str:
    """REPLICATION.md, in the order that the economics data editors ask for."""
    durations = manifest.get("durations", {})
    return fill(
        "REPLICATION.md.j2",
        manifest=defaultdict(str, manifest),
        packages=manifest.get("ingredients", {}).get("packages", {}),
        durations=durations,
        seconds=sum(durations.values()),
        raw=raw,
        included=included,
        database_is_whole=database_is_whole,
        exhibits=[(table, *_exhibit(table)) for table in tables],
    )


def _exhibit(table: str) -> tuple[str, str]:
    """What a table shows, and the program that makes it."""
    with (HERE / "exhibits.csv").open(encoding="utf-8", newline="") as file:
        named = {row["table"]: (row["exhibit"], row["program"]) for row in csv.DictReader(file)}
    if numbered := re.fullmatch(r"table_(.+?)_(\w+)", table):
        number, variant = numbered.groups()
        return f"Table {number}: {variant.replace('_', ' ')}", (
            "`seeds/printed_coefficients.csv`, `python/tsi_warehouse/report/study_tables.py`"
            if variant == "printed"
            else f"`seeds/study_models.csv` ({number}), `python/tsi_warehouse/study/run.py`"
        )
    return named.get(table, (table, ""))


def _code(study: Study) -> Iterator[tuple[str, Path]]:
    for name in CODE:
        top = study.project / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            relative = path.relative_to(study.project).as_posix()
            if path.is_file() and not any(part in relative for part in SKIPPED):
                yield relative, path


def _outputs(release: Path, shareable: bool) -> Iterator[tuple[str, Path]]:
    folders = (*OUTPUTS, *OUTPUTS_WITH_CELLS) if shareable else OUTPUTS
    for folder in folders:
        for path in sorted((release / folder).rglob("*")):
            if path.is_file():
                yield f"release/{path.relative_to(release).as_posix()}", path
    for path in sorted(release.glob("codebook.*")):
        yield f"release/{path.name}", path


def _own_paths(study: Study, release: Path) -> dict[str, str]:
    """Folders of this machine, longest first, and what stands for each."""
    places = {
        str(release.resolve()): "release",
        str(study.warehouse): "warehouse",
        str(study.raw): "raw",
        str(study.seeds): "seeds",
        str(study.root): ".",
        str(study.project): ".",
        f"{Path.home()}{os.sep}": "~/",
    }
    return {
        place: places[place] for place in sorted(places, key=len, reverse=True) if len(place) > 1
    }


def _zip(
    target: Path, parts: Mapping[str, Path], texts: Mapping[str, str], own: Mapping[str, str]
) -> int:
    hashes = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
            hashes.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")

        for name, text in sorted(texts.items()):
            add(name, text.encode())
        for name, path in sorted(parts.items()):
            add(name, _without_paths(name, path.read_bytes(), own))
        archive.writestr(zipfile.ZipInfo("MANIFEST.sha256", STAMP), "".join(hashes))
    return len(hashes) + 1


def _without_paths(name: str, content: bytes, own: Mapping[str, str]) -> bytes:
    """A file's bytes; a text that names a folder of this machine names its part instead."""
    if name.endswith(TEXT):
        for place, instead in own.items():
            content = content.replace(place.encode(), instead.encode())
    found = next((place for place in own if place.encode() in content), None)
    if found is not None:
        raise TsiError(
            "PACKAGE-02",
            en=f"{name} names {found}, a folder of this machine; nothing was packed.",
            zh=f"{name} 中含有本机路径 {found}；未打包。",
            exit_code=Exit.DEFECT,
        )
    return content
