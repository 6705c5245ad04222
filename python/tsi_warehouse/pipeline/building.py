"""From the raw files to a database that is ready to publish: landing, dbt, the gate, the study."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import failure, listed
from tsi_warehouse.core.hardened import lock_up
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.warned import Warned, refuse_warnings
from tsi_warehouse.core.workers import Worker
from tsi_warehouse.pipeline import reading, warehouse
from tsi_warehouse.pipeline.warehouse import Dbt

if TYPE_CHECKING:
    from tsi_warehouse.pipeline.refresh import Options

# Two commands of one build: what reads and names cells, with the tests of that alone, then what is
# built on it, with all other tests. Between them stands the gate for raw cells.
# Unit tests and tests of macros say nothing of the data and took a third of the build: bare dbt build and
# the project's own tests run them (docs/decisions/0105).
NOT_OF_THE_DATA = ("--exclude-resource-type", "unit_test")
CELLS = (
    "--select", *(f"path:models/{room}" for room in ("staging", "cells", "exports")), "resource_type:seed",
    "--indirect-selection", "cautious", *NOT_OF_THE_DATA,
)  # fmt: skip
ROOMS = ("panel", "index", "sophistication", "study", "audit", "marts", "results")
MODELS = ("--select", *(f"path:models/{room}" for room in ROOMS), *NOT_OF_THE_DATA)


def build(
    dbt: Dbt, console: Console, options: Options, gate: Worker, previous: Path | None
) -> list[dict[str, object]]:
    """Everything between the raw files and a database ready to publish; the results of its checks.

    Parameters
    ----------
    dbt : on the candidate's database; both builds and the data dictionary share what it parsed
    gate : the process that judges raw cells and marts; Great Expectations takes seconds to import
    previous : folder of the release to compare with, None where there is none
    """
    from tsi_warehouse.checks.audit import audit
    from tsi_warehouse.checks.gate import prepare
    from tsi_warehouse.report.build import prepare as prepare_report

    study, database = dbt.study, dbt.database
    # Importing dbt takes seconds, while this process waits for the one that reads the files.
    Thread(target=import_module, args=("dbt.cli.main",), daemon=True).start()
    with console.stage("landing", "Reading the raw files", "读取原始文件"):
        problems = reading.land(study)
        reading.warn_of_unread(study, console)
        if problems:
            unread = database.with_name("series_only.duckdb")
            reading.write_unmapped_list(study, unread, console)
            raise reading.several(problems)
    # It imports Great Expectations while dbt works; the reading process had the second core until now.
    gate.begin(prepare)
    if previous:
        reading.carry_exports_of(study, previous, database, console)
    judge = partial(
        audit,
        database,
        release_id=dbt.release_id,
        console=console,
        accept=options.accept,
        worker=gate,
    )
    with console.stage("cells", "Naming and reading the cells", "识别并读取单元格"):
        quality = build_models(dbt, CELLS, console)
    with console.stage("raw_checks", "Checking the cells before building on them", "构建前检查"):
        quality += judge("raw")
    with console.stage("models", "Building the models", "构建模型"):
        quality += build_models(dbt, MODELS, console)
    with console.stage("study", "Running the study", "运行研究"):
        run_study_on(study, database, console, gate)
    with console.stage("mart_checks", "Checking the marts before publishing", "发布前检查"):
        if options.report:
            # While this process waits for the one that judges.
            Thread(target=prepare_report, daemon=True).start()
        quality += judge("marts", accept_loss=options.accept_loss, previous=previous)
        keep_warnings(database, console.warnings)
        if options.strict:
            refuse_warnings(console.warnings)
    return quality


def keep_warnings(database: Path, warnings: Sequence[Warned]) -> None:
    """Write the warnings of a refresh into its release; marts.release_info counts them."""
    import duckdb

    from tsi_warehouse.study.results import write

    rows = [
        {
            "code": warning.code,
            "check_name": warning.name,
            "n_found": warning.count,
            "message_zh": warning.zh,
            "message_en": warning.en,
        }
        for warning in warnings
    ]
    with duckdb.connect(str(database)) as connection:
        write(connection, "warnings", rows)


def build_models(dbt: Dbt, selection: Sequence[str], console: Console) -> list[dict[str, object]]:
    """dbt build of CELLS or of MODELS with their tests; one row per check."""
    from tsi_warehouse.pipeline.findings import findings

    study, database = dbt.study, dbt.database

    def progress(done: int, total: int, name: str) -> None:
        if done % 25 == 0 or done == total:
            console.say(f"  {done} of {total}: {name}", f"  {done} / {total}：{name}")

    outcome = dbt.run(["build", *selection], progress)
    warehouse.refuse_full_disk(outcome, database)
    if selection is CELLS and database.exists():
        reading.write_unmapped_list(study, database, console)
    warehouse.refuse_out_of_memory(outcome, warehouse.memory_limit(study.work / "seeds"), database)
    reading.refuse_unreadable_exports(outcome, study)
    if outcome.exception is not None and not outcome.failures:
        raise failure("DBT-02", cause=outcome.exception)
    if not outcome.success:
        only_tests = all(node.kind in ("test", "unit_test") for node in outcome.failures)
        found = listed(findings(database, outcome))
        code = "DBT-01" if only_tests else "DBT-03"
        raise failure(code, number=len(outcome.failures), listed=found)
    for check in outcome.checks:
        if check.status == "warn":
            said = check.message
            console.warn(Warned("TEST-02", check.failures or 1, said, said, check.name))
    return [
        {"check": each.name, "status": each.status, "failures": each.failures, "message": each.message}
        for each in outcome.checks
    ]  # fmt: skip


def run_study_on(study: Study, database: Path, console: Console, aside: Worker) -> None:
    """The index by principal components, then every row of study_models, into schema `results`."""
    import duckdb

    from tsi_warehouse.pipeline.missing import lines_of_what_is_missing, warnings_of_what_is_missing
    from tsi_warehouse.report.terminal import render_tables
    from tsi_warehouse.study.run import run_study, write_pca
    from tsi_warehouse.study.truth import render_truth, write_truth

    lang, width = console.lang, console.width
    with duckdb.connect(str(database)) as connection:
        # From here on text of seeds is run: samples of study_models.
        lock_up(connection, may_spill=True)
        connection.execute("drop schema if exists test_failures cascade")
        write_pca(connection)
        for line in lines_of_what_is_missing(connection, lang, width):
            console.say(line)
        run_study(connection, aside=aside)
        # The lines above and the tables below say it to who reads along.
        console.warnings += warnings_of_what_is_missing(connection)
        console.say(render_tables(connection, lang=lang, width=width, encoding=console.encoding))
    truth = study.raw / "truth.csv"
    if truth.is_file():
        with duckdb.connect(str(database)) as connection:
            if write_truth(connection, truth):
                console.say("\n" + render_truth(connection, lang=lang))
