"""What a refresh, check-raw and Spark do alike before the models: read the raw files, tell their troubles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tsi_warehouse.cli.console import Console
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.warned import Warned

if TYPE_CHECKING:
    from tsi_warehouse.pipeline.warehouse import DbtOutcome


def land(study: Study) -> list[TsiError]:
    """Read every raw file once; dbt gets the same cells again from memory. The files that could not be read."""
    from tsi_warehouse.landing.memo import land_once, plan_once
    from tsi_warehouse.landing.problems import as_error

    seeds = study.work / "seeds"
    landed, planned = land_once(study.raw, seeds), plan_once(study.raw, study.work, seeds)
    return [as_error(problem) for problem in (*landed.problems, *planned.problems)]


def warn_of_unread(study: Study, console: Console) -> None:
    """Name each file that was left out, with the reason; the log has what went wrong in the reader."""
    from tsi_warehouse.landing.memo import land_once, plan_once

    seeds = study.work / "seeds"
    landed, planned = land_once(study.raw, seeds), plan_once(study.raw, study.work, seeds)
    unread = (*landed.unread, *planned.unread)
    for error in unread:
        console.warn(Warned(error.code, 1, error.en, error.zh))
    if console.log:
        for error in (*unread, *landed.problems, *planned.problems):
            print(*getattr(error, "__notes__", ()), sep="\n", file=console.log, flush=True)


def carry_exports_of(study: Study, published: Path, database: Path, console: Console) -> None:
    """Keep the summed export records of every file that the current release has read already."""
    from tsi_warehouse.landing.memo import plan_once
    from tsi_warehouse.pipeline.carry import carry_exports

    contents = (
        plan_once(study.raw, study.work, study.work / "seeds").files["content_id"].to_pylist()
    )
    if carried := carry_exports(published / "tsi.duckdb", database, contents):
        console.say(
            f"  {carried} export file(s) are as in the current release: not read again",
            f"  {carried} 个出口文件与当前版本相同：不再读取",
        )


def refuse_unreadable_exports(outcome: DbtOutcome, study: Study) -> None:
    """Name file and line where DuckDB refused an export file.

    Raises
    ------
    TsiError : of the first fault of each such file (exit 2)
    """
    from tsi_warehouse.landing.export_faults import faults
    from tsi_warehouse.landing.memo import plan_once
    from tsi_warehouse.landing.problems import as_error

    if any(failure.name == "int_export_groups" for failure in outcome.failures) and (
        found := faults(plan_once(study.raw, study.work, study.work / "seeds"))
    ):
        raise several([as_error(fault) for fault in found])


def several(problems: list[TsiError]) -> TsiError:
    """One error that tells all of them, under the first one's code."""
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
        run_dbt(
            ["build", "--select", "+int_unmapped_series", "--exclude-resource-type", "test"],
            study,
            database,
        )
    path = study.warehouse / "unmapped_series.csv"
    try:
        count = write_unmapped(database, path)
    except OSError as error:
        # Nothing depends on the list; it is written again by the next command.
        why = error.strerror or type(error).__name__
        console.always(
            f"  {path} cannot be written ({why}), so it is as it was: close it in Excel. "
            "marts.unmapped_series has the same list.",
            f"  无法写入 {path}（{why}），内容未更新：请在 Excel 中关闭它。marts.unmapped_series 有同样的列表。",
        )
        return
    if count:
        console.warn(
            Warned(
                "SERIES-01",
                count,
                f"{count} printed series have no row in seeds/raw_series.csv; complete the wanted ones in {path}, "
                "and give the others the indicator_id ignore",
                f"有 {count} 个印出的序列未在 seeds/raw_series.csv 登记；请在 {path} 中补全所需者，"
                "其余的 indicator_id 填 ignore",
            )
        )
