"""Everything that a release carries besides its database, written into a candidate's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tsi_warehouse.core.console import Console
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.workers import one_worker
from tsi_warehouse.report import programs, workbook
from tsi_warehouse.report.codebook import codebook
from tsi_warehouse.report.coherence import refuse_contradictions
from tsi_warehouse.report.declared import declared_tables
from tsi_warehouse.report.formats import docx, write_table
from tsi_warehouse.report.page import write_page
from tsi_warehouse.report.replica import read_replica
from tsi_warehouse.report.snapshot import open_source
from tsi_warehouse.report.study_tables import study_tables
from tsi_warehouse.report.table import TableSpec


def write_outputs(
    database: Path,
    folder: Path,
    study: Study,
    console: Console,
    quality: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write report/, tables/, excel/, csv/, stata/, r/ and the codebook.

    Parameters
    ----------
    database : built, studied and closed
    folder : the candidate's; publishing makes it a release
    quality : the results of all checks, one mapping each

    Raises
    ------
    TsiError : REPORT-01 a cell of the tables contradicts itself

    Every part survives a study without exports, index or regressions: what cannot be had is left
    out, and the page says so.
    """
    with one_worker() as aside, open_source(database) as source:
        # The workbooks take as long as all the rest.
        aside.begin(
            partial(
                workbook.write_workbooks, database, study.project / "analysis", folder / "excel"
            )
        )
        tables = [*study_tables(source), *declared_tables(source)]
        refuse_contradictions(tables)
        write_page(source, tables, quality, study.project, folder / "report" / "index.html")
        write_tables(tables, folder / "tables")
        write_table(codebook(source), folder)
        replica = read_replica(source)
        programs.write_stata(replica, source.release, folder / "stata")
        programs.write_r(replica, source.release, folder / "r")
        workbook.write_csvs(workbook.read_results(source), folder / "csv")
        aside.wait()


def write_tables(specs: Sequence[TableSpec], folder: Path) -> None:
    """Each table in every format, and all of them in one Word document."""
    folder.mkdir(parents=True, exist_ok=True)
    for spec in specs:
        write_table(spec, folder)
    docx.write_all(specs, folder / "all_tables.docx")
