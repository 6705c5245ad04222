"""What the models read, written as Parquet, so that Spark builds the same models from it (docs/spark.md).

    FOLDER/landing/TABLE/*.parquet   cells, files and export records
    FOLDER/seeds/SEED/*.parquet      reference tables, with the types of models/seeds/_seeds.yml
    FOLDER/results/TABLE/*.parquet   what the study writes after the models: the columns, no row

Export records keep one file for each content (content_id): only what is new is written again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from tsi_warehouse.core.project import Study
from tsi_warehouse.core.quoting import sql_text
from tsi_warehouse.release.files import written_whole

_TYPED = "region_text varchar, industry_text varchar, year integer, month integer, unit_text varchar, value double"
_TEXT = "region_text, industry_text, year_text, month_text, date_text, unit_text, value_text"
RECORDS = {"typed": _TYPED, "text": _TEXT.replace(",", " varchar,") + " varchar"}


def land_for_spark(study: Study, folder: Path) -> list[Path]:
    """Write everything that the models read from outside under `folder`; the folders of its tables."""
    from tsi_warehouse.landing.memo import land_once, plan_once
    from tsi_warehouse.pipeline.reading import land, several
    from tsi_warehouse.pipeline.warehouse import memory_limit
    from tsi_warehouse.seeds.files import seed_specs, stage_seeds
    from tsi_warehouse.study.results import create, declared

    seeds = stage_seeds(study)
    if problems := land(study):
        raise several(problems)
    landed = land_once(study.raw, seeds)
    plan = plan_once(study.raw, study.work, seeds)
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = {sql_text(memory_limit(seeds))}")
        connection.execute("set preserve_insertion_order = false")
        written = []
        tables = {"raw_cells": landed.cells, "raw_files": landed.files, "export_files": plan.files}
        for name, table in tables.items():
            connection.register(name, table)
            written.append(_write(connection, name, folder / "landing" / name))
        for kind in RECORDS:
            written.append(_write_records(connection, study, kind, plan.files.to_pylist(), folder))
        connection.execute("create schema seeds")
        for spec in seed_specs(study.project):
            seed, source = f"seeds.{spec.name}", sql_text((seeds / f"{spec.name}.csv").as_posix())
            columns = ", ".join(f"{name} {kind}" for name, kind in spec.columns.items())
            connection.execute(f"create table {seed} ({columns})")
            connection.execute(f"copy {seed} from {source} (format csv, header true)")
            written.append(_write(connection, seed, folder / "seeds" / spec.name))
        for name in declared():
            create(connection, name)
            written.append(_write(connection, f"results.{name}", folder / "results" / name))
    return written


def _write_records(
    connection: duckdb.DuckDBPyConnection,
    study: Study,
    kind: str,
    files: Sequence[dict[str, object]],
    folder: Path,
) -> Path:
    """One file for each content that is read as `kind`, and one without rows, for the columns."""
    target = folder / "landing" / f"export_records_{kind}"
    target.mkdir(parents=True, exist_ok=True)
    connection.execute(f"create temp table none_{kind} (content_id bigint, {RECORDS[kind]})")
    wanted = {"none": f"select * from none_{kind}"}
    wanted |= {
        str(file["content_id"]): str(file["read_sql"]) for file in files if file["reading"] == kind
    }
    for stale in set(target.glob("*.parquet")) - {target / f"{name}.parquet" for name in wanted}:
        stale.unlink()
    for name, place in (("tsi_raw", study.raw), ("tsi_work", study.work)):
        connection.execute(f"set variable {name} = {sql_text(place.absolute().as_posix())}")
    for name, select in wanted.items():
        if not (target / f"{name}.parquet").exists():
            _copy(connection, select, target / f"{name}.parquet")
    return target


def _write(connection: duckdb.DuckDBPyConnection, table: str, target: Path) -> Path:
    target.mkdir(parents=True, exist_ok=True)
    _copy(connection, f"select * from {table}", target / "all.parquet")
    return target


def _copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    with written_whole(path) as partial:
        place = sql_text(partial.as_posix())
        connection.execute(f"copy ({select}) to {place} (format parquet, compression zstd)")
