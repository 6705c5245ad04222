"""The previous release, as views that the frames compare with: before_region_indicators, before_raw_series, ...

Marts and results come from its parquet files: a view inside an attached database would read the tables of the
database that asks. Seeds and staging are tables, and come from the database itself.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tsi_warehouse.core.project import DATABASE
from tsi_warehouse.core.quoting import sql_name, sql_text

_HERE = Path(__file__).parent / "frames"
PARQUET = (
    "cell_lineage",
    "descriptive_statistics",
    "indicators",
    "raw_files",
    "region_indicators",
    "study_panel",
    "results/models",
)
TABLES = {
    "raw_series": "seeds.raw_series",
    "region_aliases": "seeds.region_aliases",
    "industry_aliases": "seeds.industry_aliases",
    "regions": "seeds.regions",
    "study_models": "seeds.study_models",
    "study_settings": "seeds.study_settings",
    "export_outcomes": "intermediate.int_export_outcomes",
}
#: What a table was called in releases of earlier versions.
FORMER = {"intermediate.int_export_outcomes": "staging.stg_export_outcomes"}


def files_compared(release: Path) -> list[Path]:
    """The files of a release that a comparison reads."""
    parquet = [release / "parquet" / f"{name}.parquet" for name in PARQUET]
    return [release / DATABASE, *parquet]


def attach_previous(connection: duckdb.DuckDBPyConnection, release: Path) -> None:
    """Make the views before_* of the release in this folder, and what the frames lost_* share."""
    connection.execute(
        f"attach if not exists {sql_text(release / DATABASE)} as previous_release (read_only)"
    )
    sources = {
        name.rsplit("/")[-1]: f"read_parquet({sql_text(release / 'parquet' / f'{name}.parquet')})"
        for name in PARQUET
    }
    had = {
        f"{schema}.{table}"
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'previous_release'"
        ).fetchall()
    }
    for name, table in TABLES.items():
        found = table if table in had else FORMER.get(table, table)
        sources[name] = sql_name("previous_release", *found.split("."))
    for name, source in sources.items():
        connection.execute(f"create or replace temp view before_{name} as select * from {source}")
    connection.execute((_HERE / "previous.sql").read_text(encoding="utf-8"))
