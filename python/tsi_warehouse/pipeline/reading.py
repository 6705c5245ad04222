"""What a refresh, check-raw and Spark do alike before the models: read the raw files, report their troubles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import TsiError, message
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.warned import Warned, warning

if TYPE_CHECKING:
    from tsi_warehouse.pipeline.warehouse import DbtOutcome


def _landed(study: Study) -> tuple[Any, Any]:
    """What was read of the tables, and the plan for the export files."""
    from tsi_warehouse.landing.memo import land_once, plan_once

    seeds = study.work / "seeds"
    return land_once(study.raw, seeds), plan_once(study.raw, study.work, seeds)


def land(study: Study) -> list[TsiError]:
    """Read every raw file once; dbt gets the same cells again from memory. The files that could not be read."""
    from tsi_warehouse.landing.problems import as_error

    return [as_error(problem) for part in _landed(study) for problem in part.problems]


def warn_of_unread(study: Study, console: Console) -> None:
    """Name each file that was left out, with the reason; the log has what went wrong in the reader."""
    parts = _landed(study)
    unread = [error for part in parts for error in part.unread]
    for error in unread:
        console.warn(Warned(error.code, 1, error.en, error.zh))
    if console.log:
        for error in (*unread, *(problem for part in parts for problem in part.problems)):
            print(*getattr(error, "__notes__", ()), sep="\n", file=console.log, flush=True)


def carry_exports_of(study: Study, published: Path, database: Path, console: Console) -> None:
    """Keep the summed export records of every file that the current release has read already."""
    from tsi_warehouse.pipeline.carry import carry_exports

    contents = _landed(study)[1].files["content_id"].to_pylist()
    if carried := carry_exports(published / "tsi.duckdb", database, contents):
        console.say(*message("carried", number=carried))


def refuse_unreadable_exports(outcome: DbtOutcome, study: Study) -> None:
    """Name file and line where DuckDB refused an export file: the first fault of each such file (exit 2)."""
    from tsi_warehouse.landing.export_faults import faults
    from tsi_warehouse.landing.problems import as_error

    if any(node.name == "int_export_groups" for node in outcome.failures) and (
        found := faults(_landed(study)[1])
    ):
        raise several([as_error(fault) for fault in found])


def several(problems: list[TsiError]) -> TsiError:
    """One error that has all of them, under the first one's code."""
    return TsiError(
        problems[0].code,
        en="\n  ".join(problem.en for problem in problems),
        zh="\n  ".join(problem.zh for problem in problems),
        exit_code=max(problem.exit_code for problem in problems),
    )


def write_unmapped_list(study: Study, database: Path, console: Console) -> None:
    """Name the printed series that nothing maps, also where the refresh goes no further."""
    from tsi_warehouse.pipeline.findings import write_unmapped
    from tsi_warehouse.pipeline.warehouse import run_dbt

    if not database.exists():
        selected = ["--select", "+int_unmapped_series", "--exclude-resource-type", "test"]
        run_dbt(["build", *selected], study, database)
    path = study.warehouse / "unmapped_series.csv"
    try:
        count = write_unmapped(database, path)
    except OSError as error:
        # Nothing depends on the list; it is written again by the next command.
        why = error.strerror or type(error).__name__
        console.always(*message("list not written", path=path, why=why))
        return
    if count:
        console.warn(warning("SERIES-01", count, count=count, path=path))
