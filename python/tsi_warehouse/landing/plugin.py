"""The dbt-duckdb plugin: sources raw_cells, raw_files, export_files, and the list of exports.

Environment: TSI_RAW (default raw), TSI_SEEDS (seeds), TSI_WORK (.study/default); relative to the project.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.utils import SourceConfig

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.core.quoting import sql_text
from tsi_warehouse.landing.summed import drop_outdated

from .memo import land_once, plan_once

SCHEMA = "landing"
RAW = ("TSI_RAW", "raw")
WORK = ("TSI_WORK", ".study/default")


class Plugin(BasePlugin):
    """Lands raw/ when a source asks for it; one landing serves all sources of a process."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Create the folder of the database file, which DuckDB does not do itself."""
        path = getattr(self.creds, "path", "") or ""
        if path and path != ":memory:" and "://" not in path and not path.startswith("md:"):
            Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)

    def configure_connection(self, conn: Any) -> None:
        """Create the sources' schema once: two sources that load together would collide on it.

        Incremental models must not find a table that an earlier version of the project left.
        """
        conn.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        drop_outdated(conn)

    def configure_cursor(self, cursor: Any) -> None:
        """Tell SQL where the export files lie: variables tsi_raw and tsi_work."""
        for name, folder in (("tsi_raw", _folder(*RAW)), ("tsi_work", _folder(*WORK))):
            path = sql_text(folder.absolute().as_posix())
            cursor.execute(f"SET VARIABLE {name} = {path}")

    def load(self, source_config: SourceConfig) -> pa.Table:
        """The Arrow table of one source: raw_cells, raw_files or export_files."""
        raw = _folder(*RAW)
        seeds = _folder("TSI_SEEDS", "seeds")
        identifier = source_config.identifier
        if identifier == "export_files":
            return plan_once(raw, _folder(*WORK), seeds).files
        landed = land_once(raw, seeds)
        if identifier == "raw_cells":
            return landed.cells
        if identifier == "raw_files":
            return landed.files
        raise ValueError(f"no landing source is called {identifier}")


def _folder(variable: str, default: str) -> Path:
    """A folder as dbt reads it: a relative one lies in the project, wherever dbt was called from."""
    return PROJECT / (os.environ.get(variable) or default)
