"""From a candidate that has passed to the current release.

The order is what makes a kill harmless: everything is written, checked and made durable in the
candidate's folder; one rename makes it a release; one switch of `current` makes it read.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from tsi_warehouse.core.errors import TsiError, failure
from tsi_warehouse.core.project import DATABASE
from tsi_warehouse.core.quoting import sql_name, sql_text
from tsi_warehouse.release.candidate import Candidate
from tsi_warehouse.release.content import TableContent, content_of, tables_of
from tsi_warehouse.release.current import current_id, point_current
from tsi_warehouse.release.files import (
    explained,
    fsync_folder,
    fsync_tree,
    make_read_only,
    refused_by_disk,
    replace_path,
)
from tsi_warehouse.release.manifest import (
    MANIFEST,
    Ingredients,
    as_json,
    build_manifest,
    output_facts,
    read_manifest,
)

PUBLISHED_SCHEMAS = ("marts", "results")


def publish(
    warehouse: Path,
    candidate: Candidate,
    ingredients: Ingredients,
    *,
    compiled: Path | None = None,
    commit: str = "",
    quality: Sequence[Mapping[str, Any]] = (),
    durations: Mapping[str, float] | None = None,
    replace: bool = False,
) -> Path:
    """Make `candidate` the current release; the folder of the new release. Call it as the holder of the writer's lock.

    Parameters
    ----------
    candidate : its database is built and closed; report/ and tables/ are in its folder
    compiled : folder of compiled models (dbt's target/compiled/<project>/models), kept as sql/
    quality : the results of all checks, one mapping each
    replace : also replace a release of another study, or a real one by a simulated one
    """
    with explained(candidate.folder):
        facts = seal(candidate)
        refuse_replacement(warehouse, str(facts["study_id"]), bool(facts["is_simulated"]), replace)
        tables = write_parquet(candidate)
        if compiled is not None:
            write_sql(compiled, candidate.folder / "sql")
        manifest = build_manifest(
            candidate.release_id,
            facts,
            ingredients,
            tables,
            output_facts(candidate.folder),
            commit,
            quality,
            durations or {},
        )
        (candidate.folder / MANIFEST).write_text(as_json(manifest), encoding="utf-8", newline="\n")
        # In this order: Windows flushes no file that is read-only.
        fsync_tree(candidate.folder)
        make_read_only(candidate.folder)
        release = move_to_releases(warehouse, candidate)
        point_current(warehouse, candidate.release_id)
    return release


def seal(candidate: Candidate) -> dict[str, Any]:
    """Fold the log into the database, so that one file is all there is; its marts.release_info."""
    if not candidate.database.is_file():
        raise _damaged(candidate, "there is no database in it")
    with _readable(candidate), duckdb.connect(str(candidate.database)) as connection:
        connection.execute("force checkpoint")
        facts = _release_info(connection)
    if facts.get("release_id") != candidate.release_id:
        raise _damaged(candidate, f"release_info names {facts.get('release_id', 'no release')}")
    left_files = (path.name for path in candidate.folder.glob(f"{DATABASE}?*"))
    if left_over := ", ".join(left_files):
        raise _damaged(candidate, f"{left_over} is left: something still writes it")
    return facts


@contextmanager
def _readable(candidate: Candidate) -> Iterator[None]:
    """What DuckDB cannot read in a candidate makes it a damaged one; what the disk refuses does not."""
    try:
        yield
    except duckdb.Error as error:
        if refused_by_disk(error) is not None:
            raise
        raise _damaged(candidate, str(error)) from error


def refuse_replacement(
    warehouse: Path, study_id: str, is_simulated: bool, replace: bool = False
) -> None:
    """Stop before one study, or simulated data, takes the place of what others rely on.

    Worth asking before a build, too; `publish` asks again.
    """
    current = current_id(warehouse)
    if current is None or replace:
        return
    before = whose(warehouse / "releases" / current)
    if before.study_id != study_id:
        raise failure(
            "REL-41", warehouse=warehouse, before=before, current=current, study_id=study_id
        )
    if is_simulated and not before.is_simulated:
        raise failure("REL-42", warehouse=warehouse, current=current)


class Whose(NamedTuple):
    """Whose a release is, and of which kind its data are."""

    study_id: str
    is_simulated: bool


def whose(release: Path) -> Whose:
    """Whose the release in this folder is; where its manifest is damaged, by its marts."""
    try:
        manifest = read_manifest(release)
        return Whose(manifest.study_id, manifest.is_simulated)
    except TsiError as damaged:
        info = sql_text(release / "parquet" / "release_info.parquet")
        for source, database in (
            (f"read_parquet({info})", ""),
            ("tsi.marts.release_info", DATABASE),
        ):
            with suppress(duckdb.Error, TypeError), duckdb.connect() as connection:
                if database and (release / database).is_file():
                    place = sql_text(release / database)
                    connection.execute(f"attach {place} as tsi (read_only)")
                row = connection.execute(f"select study_id, is_simulated from {source}").fetchone()
                return Whose(*(row or ()))
        raise damaged


def refuse_empty_input(
    warehouse: Path, raw: Path, found: Sequence[str], replace: bool = False
) -> None:
    """Stop before a folder that lost its tables (a disk not mounted) empties what others rely on (REL-43)."""
    current = current_id(warehouse)
    if current is None or replace or _tables(found):
        return
    try:
        before = read_manifest(warehouse / "releases" / current)
        count = str(len(_tables([fact["path"] for fact in before.ingredients.get("raw", [])])))
    except TsiError:
        count = "?"
    if count != "0":
        raise failure("REL-43", raw=raw, current=current, count=count)


def _tables(paths: Sequence[str]) -> list[str]:
    # Imported late: landing takes pyarrow along, which nothing else here needs.
    from yearbooks.folder import is_ignored

    return [path for path in paths if not is_ignored(path)]


def write_parquet(candidate: Candidate) -> dict[str, TableContent]:
    """parquet/<mart>.parquet, and parquet/results/<table>.parquet; rows in a fixed order.

    Every view runs once, and so every block that a reader would need is read once. Returns the content of each
    table, by 'schema.table'.
    """
    contents = {}
    path_of = str(candidate.database)
    with _readable(candidate), duckdb.connect(path_of, read_only=True) as connection:
        for schema in PUBLISHED_SCHEMAS:
            folder = candidate.folder / "parquet" / ("" if schema == "marts" else schema)
            folder.mkdir(parents=True, exist_ok=True)
            for table in tables_of(connection, schema):
                path = sql_text(folder / f"{table}.parquet")
                connection.execute(
                    f"copy (select * from {sql_name(schema, table)} order by all) "
                    f"to {path} (format parquet, compression zstd)"
                )
                contents[f"{schema}.{table}"] = content_of(connection, f"read_parquet({path})")
    return contents


def write_sql(compiled: Path, folder: Path) -> None:
    """sql/<model>.sql: each formula as it ran, under the prose it opens with."""
    folder.mkdir(exist_ok=True)
    for path in sorted(compiled.rglob("*.sql")):
        # Compiled tests lie in folders that are named like their YAML file.
        if not any(part.endswith((".yml", ".yaml")) for part in path.relative_to(compiled).parts):
            shutil.copyfile(path, folder / path.name)


def move_to_releases(warehouse: Path, candidate: Candidate) -> Path:
    """One rename: before it the candidate is no release, after it a whole one."""
    release = warehouse / "releases" / candidate.release_id
    release.parent.mkdir(exist_ok=True)
    replace_path(candidate.folder, release)
    fsync_folder(candidate.folder.parent)
    return release


def _release_info(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    found = connection.execute("select * from marts.release_info")
    names = [column[0] for column in found.description or []]
    rows = found.fetchall()
    return dict(zip(names, rows[0], strict=True)) if len(rows) == 1 else {}


def _damaged(candidate: Candidate, cause: str) -> TsiError:
    return failure("REL-40", candidate=candidate, cause=cause)
