"""Building the audit of a study's printed tables, and reading it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
from support import elsewhere

from tsi_warehouse.core.project import Study
from tsi_warehouse.pipeline.reading import land
from tsi_warehouse.pipeline.warehouse import run_dbt
from tsi_warehouse.seeds.files import stage_seeds

#: One finding by its place and check: (study_table, column_no, term, check_name).
Key = tuple[str, int | None, str | None, str]


@dataclass(frozen=True)
class Finding:
    """A row of marts.published_audit."""

    study_table: str
    column_no: int | None
    term: str | None
    check_name: str
    printed: str
    expected: str | None
    verdict: str
    explanation_zh: str
    explanation_en: str

    @property
    def key(self) -> Key:
        return self.study_table, self.column_no, self.term, self.check_name


def build_audit(root: Path, raw: Path, seeds: Path) -> Path:
    """The database that holds the audit of the printed tables in `seeds`, nothing else built."""
    database = root / "warehouse" / "audit.duckdb"
    database.parent.mkdir(parents=True, exist_ok=True)
    elsewhere(_build, Study(root, raw, seeds, database.parent), database)
    return database


def _build(study: Study, database: Path) -> None:
    stage_seeds(study)
    assert not land(study)
    select = ["+published_audit", "+mart_published_claims"]
    kinds = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    outcome = run_dbt(["build", "--select", *select, *kinds], study, database)
    shutil.rmtree(study.work, ignore_errors=True)
    assert outcome.success, (outcome.exception, outcome.failures)


def findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Every row of the audit."""
    columns = ", ".join(Finding.__dataclass_fields__)
    rows = connection.execute(f"select {columns} from marts.published_audit").fetchall()
    return [Finding(*row) for row in rows]


def with_verdict(rows: list[Finding], check_name: str, *verdicts: str) -> set[tuple[object, ...]]:
    """Places, as (study_table, column_no, term), that a check gave one of these verdicts."""
    return {
        (row.study_table, row.column_no, row.term)
        for row in rows
        if row.check_name == check_name and row.verdict in verdicts
    }


def only(rows: list[Finding], key: Key) -> Finding:
    """The one finding at a place."""
    found = [row for row in rows if row.key == key]
    assert len(found) == 1, (key, found)
    return found[0]
