"""tsi check-raw: what each raw file is taken for, cell by cell accounted for, with nothing built or published."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tsi_warehouse.cli import Ending
from tsi_warehouse.console import Console
from tsi_warehouse.errors import Exit, TsiError
from tsi_warehouse.project import Study

if TYPE_CHECKING:
    import duckdb

_FILES = """
    with described as (
        select
            source_file,
            string_agg(distinct series_text || case when unit_text = '' then '' else ' (' || unit_text || ')' end, '; '
                order by series_text || case when unit_text = '' then '' else ' (' || unit_text || ')' end) as series,
            count(distinct region_key) as regions,
            min(year_key) as first_year,
            max(year_key) as last_year
        from staging.stg_raw_cells
        group by source_file
    )
    select files.source_file, files.shape, files.encoding, files.status, files.reason, described.series,
        described.regions, described.first_year, described.last_year,
        files.cells, files.kept, files.ignored, files.rejected
    from staging.stg_file_outcomes as files
    left join described on files.source_file = described.source_file
    order by files.source_file
"""
_REASONS = """
    select source_file, outcome, reason, count(*) as cells
    from staging.stg_cell_outcomes where reason <> '' group by all
    union all
    select source_file, outcome, reason, sum(row_count)
    from staging.stg_export_outcomes where reason <> '' group by all
    order by source_file, outcome, cells desc
"""
_REJECTED = """
    select source_file, sheet, cell, series_text, region_text, year_text, value_text, reason
    from staging.stg_cell_outcomes where outcome = 'rejected'
    order by source_file, sheet, row_number, column_number limit 20
"""
SELECTED = ["+stg_file_outcomes", "+stg_unmapped_series"]


def check_raw(study: Study, console: Console) -> Ending:
    """Print a paragraph a file; exit 2 where a file cannot be read, 1 where a cell stops a refresh.

    Raises
    ------
    TsiError : a seed or the study's folders cannot be used
    """
    import duckdb

    from tsi_warehouse.refresh import land, write_unmapped_list
    from tsi_warehouse.seeds import stage_seeds
    from tsi_warehouse.warehouse import run_dbt

    stage_seeds(study)
    problems = land(study)
    study.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=study.work) as scratch:
        database = Path(scratch) / "check.duckdb"
        outcome = run_dbt(
            ["build", "--select", *SELECTED, "--exclude-resource-type", "test", "unit_test"], study, database
        )
        if not outcome.success:
            raise outcome.exception or TsiError(
                "DBT-02",
                en=f"dbt stopped: {outcome.failures[0].message}",
                zh=f"dbt 中止：{outcome.failures[0].message}",
                exit_code=Exit.DEFECT,
            )
        with duckdb.connect(str(database), read_only=True) as connection:
            for line in _report(connection):
                console.always(line)
            blocking = _count(connection)
        write_unmapped_list(study, database, console)
    for problem in problems:
        console.always(problem.text("en"), problem.text("zh"))
    if problems:
        return Ending(Exit.INPUT, f"{len(problems)} file(s) cannot be read", f"{len(problems)} 个文件无法读取")
    if blocking:
        return Ending(Exit.CHECK_FAILED, f"{blocking} cell(s) stop a refresh", f"{blocking} 个单元格会阻止刷新")
    return Ending(Exit.OK, "every cell is accounted for", "所有单元格均有去向")


def _report(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    reasons: dict[str, list[tuple[str, str, int]]] = {}
    for source_file, outcome, reason, cells in connection.execute(_REASONS).fetchall():
        reasons.setdefault(source_file, []).append((outcome, reason, int(cells)))
    for row in connection.execute(_FILES).fetchall():
        yield from _file_lines(*row)
        for outcome, reason, cells in reasons.get(row[0], []):
            yield f"      {outcome}: {cells} x {reason}"
    rejected = connection.execute(_REJECTED).fetchall()
    if rejected:
        yield "rejected cells (the first 20):"
    for source_file, sheet, cell, series, region, year, value, reason in rejected:
        place = f"{source_file}{', ' + sheet if sheet else ''}, {cell}"
        yield f"  {place}: {reason}; found {value!r} for {series}, {region}, {year}"


def _file_lines(
    name: str, shape: str, encoding: str, status: str, reason: str, series: str | None, regions: int | None,
    first_year: Any, last_year: Any, cells: int, kept: int, ignored: int, rejected: int,
) -> Iterator[str]:  # fmt: skip
    if status != "read":
        yield f"{name}: {status} ({reason})"
        return
    yield f"{name}: {shape}{', ' + encoding if encoding else ''}"
    if series:
        yield f"    series: {series}"
        yield f"    regions: {regions}; years: {first_year} to {last_year}"
    yield f"    cells: {cells} = {kept} kept + {ignored} ignored + {rejected} rejected"


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("select count(*) from staging.stg_blocking_cells").fetchone()
    return int(found[0]) if found else 0
