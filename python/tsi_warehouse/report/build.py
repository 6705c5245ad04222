"""Everything that a release carries besides its database, written into a candidate's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tsi_warehouse.core.project import Study
from tsi_warehouse.core.workers import Worker
from tsi_warehouse.report import pictures, programs, templates
from tsi_warehouse.report.codebook import codebook
from tsi_warehouse.report.coherence import refuse_contradictions
from tsi_warehouse.report.declared import declared_tables
from tsi_warehouse.report.formats import docx, write_table
from tsi_warehouse.report.page import write_page
from tsi_warehouse.report.replica import read_replica
from tsi_warehouse.report.snapshot import open_source
from tsi_warehouse.report.study_tables import study_tables
from tsi_warehouse.report.table import TableSpec
from tsi_warehouse.report.workbook import read_sheets, write_sheets


def write_outputs(
    database: Path,
    folder: Path,
    study: Study,
    worker: Worker,
    quality: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write report/, tables/, excel/, csv/, stata/, r/ and the codebook.

    Every part survives a study without exports, index or regressions: what is not available is left
    out, and the page says so.

    Parameters
    ----------
    database : built, studied and closed
    folder : the candidate's; publishing makes it a release
    worker : writes excel/ and csv/, which this function does not wait for
    quality : the results of all checks, one mapping each

    Raises
    ------
    TsiError : REPORT-01 a cell of the tables contradicts itself
    """
    with open_source(database) as source:
        worker.begin(write_sheets, read_sheets(source, study.project / "analysis"), folder)
        tables = [*study_tables(source), *declared_tables(source)]
        refuse_contradictions(tables)
        write_page(source, tables, quality, study.project, folder / "report" / "index.html")
        write_tables(tables, folder / "tables")
        write_table(codebook(source), folder)
        replica = read_replica(source)
        programs.write_stata(replica, source.release, folder / "stata")
        programs.write_r(replica, source.release, folder / "r")


def write_tables(specs: Sequence[TableSpec], folder: Path) -> None:
    """Each table in every format, and all of them in one Word document."""
    folder.mkdir(parents=True, exist_ok=True)
    for spec in specs:
        write_table(spec, folder)
    docx.write_all(specs, folder / "all_tables.docx")


def prepare() -> None:
    """Import and start what takes a second, for a time when this process waits for another."""
    import docx as _docx  # noqa: F401
    import pandas  # noqa: F401
    import scipy.special  # noqa: F401
    import xlsxwriter  # noqa: F401

    pictures.start()
    templates.environment("html.j2").get_template("page.html.j2")
