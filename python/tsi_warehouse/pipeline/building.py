"""From the raw files to a database that is ready to publish: landing, dbt, the gate, the study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread

from tsi_warehouse.cli.console import Console
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.hardened import lock_up
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.warned import Warned
from tsi_warehouse.core.workers import Worker
from tsi_warehouse.pipeline.reading import (
    carry_exports_of,
    land,
    refuse_unreadable_exports,
    several,
    warn_of_unread,
    write_unmapped_list,
)
from tsi_warehouse.pipeline.stages import Stages
from tsi_warehouse.pipeline.warehouse import Dbt
from tsi_warehouse.release.candidate import Candidate

# Two commands of one build: what reads and names cells, with the tests of that alone, then what is
# built on it, with all other tests. Between them stands the gate for raw cells.
# Unit tests and tests of macros say nothing of the data and took a third of the build: bare dbt build and
# the project's own tests run them (docs/decisions/0105).
NOT_OF_THE_DATA = ("--exclude-resource-type", "unit_test")
CELLS = (
    "--select",
    *(f"path:models/{room}" for room in ("staging", "cells", "exports")),
    "resource_type:seed",
    "--indirect-selection",
    "cautious",
    *NOT_OF_THE_DATA,
)
MODELS = (
    "--select",
    *(
        f"path:models/{room}"
        for room in ("panel", "index", "sophistication", "study", "audit", "marts", "results")
    ),
    *NOT_OF_THE_DATA,
)


@dataclass(frozen=True)
class Judged:
    """What the gate of one refresh needs besides the candidate.

    Attributes
    ----------
    gate : the process that judges raw cells and marts; Great Expectations takes seconds to import
    previous : folder of the release to compare with, None where there is none
    accept : checks of the gate that may fail (--accept)
    accept_loss : whether what the release before had may be lacking (--accept-loss)
    strict : whether any warning stops the refresh (--strict)
    """

    gate: Worker
    previous: Path | None = None
    accept: tuple[str, ...] = ()
    accept_loss: bool = False
    strict: bool = False


def build(
    study: Study, candidate: Candidate, dbt: Dbt, stages: Stages, judged: Judged
) -> list[dict[str, object]]:
    """Everything between the raw files and a database ready to publish; the results of its checks.

    Parameters
    ----------
    dbt : on the candidate's database; both builds and the data dictionary share what it parsed

    Raises
    ------
    TsiError : whatever stops it; STRICT-01 a warning, where none may be
    """
    from tsi_warehouse.checks.audit import audit
    from tsi_warehouse.checks.gate import prepare
    from tsi_warehouse.core.warned import refuse_warnings

    console = stages.console
    database, release_id = candidate.database, candidate.release_id
    # Importing dbt takes seconds, while this process waits for the one that reads the files.
    Thread(target=import_module, args=("dbt.cli.main",), daemon=True).start()
    with stages.stage("landing", "Reading the raw files", "读取原始文件"):
        problems = land(study)
        warn_of_unread(study, console)
        if problems:
            write_unmapped_list(study, database.with_name("series_only.duckdb"), console)
            raise several(problems)
    # It imports Great Expectations while dbt works; the reading process had the second core until now.
    judged.gate.begin(prepare)
    if judged.previous:
        carry_exports_of(study, judged.previous, database, console)
    with stages.stage("cells", "Naming and reading the cells", "识别并读取单元格"):
        quality = build_models(study, dbt, CELLS, console)
    with stages.stage("raw_checks", "Checking the cells before building on them", "构建前检查"):
        quality += audit(
            database, "raw", release_id, console, accept=judged.accept, worker=judged.gate
        )
    with stages.stage("models", "Building the models", "构建模型"):
        quality += build_models(study, dbt, MODELS, console)
    with stages.stage("study", "Running the study", "运行研究"):
        run_study_on(study, database, console)
    with stages.stage("mart_checks", "Checking the marts before publishing", "发布前检查"):
        quality += audit(
            database,
            "marts",
            release_id,
            console,
            accept=judged.accept,
            accept_loss=judged.accept_loss,
            previous=judged.previous,
            worker=judged.gate,
        )
        keep_warnings(database, console.warnings)
        if judged.strict:
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


def build_models(
    study: Study, dbt: Dbt, selection: tuple[str, ...], console: Console
) -> list[dict[str, object]]:
    """dbt build of CELLS or of MODELS with their tests; one row per check.

    Raises
    ------
    TsiError : DBT-01 (exit 1) a check failed; DBT-02 (exit 4) dbt itself did
    """
    from tsi_warehouse.pipeline.findings import findings
    from tsi_warehouse.pipeline.memory import memory_limit, refuse_full_disk, refuse_out_of_memory

    database = dbt.database

    def progress(done: int, total: int, name: str) -> None:
        if done % 25 == 0 or done == total:
            console.say(f"  {done} of {total}: {name}", f"  {done} / {total}：{name}")

    outcome = dbt.run(["build", *selection], progress)
    refuse_full_disk(outcome, database)
    if selection is CELLS and database.exists():
        write_unmapped_list(study, database, console)
    refuse_out_of_memory(outcome, memory_limit(study.work / "seeds"), database)
    refuse_unreadable_exports(outcome, study)
    if outcome.exception is not None and not outcome.failures:
        raise TsiError(
            "DBT-02",
            en=f"dbt stopped: {outcome.exception}",
            zh=f"dbt 中止：{outcome.exception}",
            exit_code=Exit.DEFECT,
        )
    if not outcome.success:
        found = findings(database, outcome)
        only_tests = all(failure.kind in ("test", "unit_test") for failure in outcome.failures)
        told_en = "\n  ".join(f"{finding.code}: {finding.en}" for finding in found)
        told_zh = "\n  ".join(f"{finding.code}：{finding.zh}" for finding in found)
        raise TsiError(
            "DBT-01" if only_tests else "DBT-03",
            en=f"{len(outcome.failures)} check(s) failed; nothing was published:\n  {told_en}",
            zh=f"{len(outcome.failures)} 项检查未通过；未发布任何内容：\n  {told_zh}",
            exit_code=Exit.CHECK_FAILED if only_tests else Exit.DEFECT,
        )
    for check in outcome.checks:
        if check.status == "warn":
            console.warn(
                Warned("TEST-02", check.failures or 1, check.message, check.message, check.name)
            )
    return [
        {
            "check": check.name,
            "status": check.status,
            "failures": check.failures,
            "message": check.message,
        }
        for check in outcome.checks
    ]


def run_study_on(study: Study, database: Path, console: Console) -> None:
    """The index by principal components, then every row of study_models, into schema `results`."""
    import duckdb

    from tsi_warehouse.pipeline.missing import lines_of_what_is_missing, warnings_of_what_is_missing
    from tsi_warehouse.report.terminal import render_tables
    from tsi_warehouse.study.run import run_study, write_pca
    from tsi_warehouse.study.truth import render_truth, write_truth

    with duckdb.connect(str(database)) as connection:
        # From here on text of seeds is run: samples of study_models.
        lock_up(connection, may_spill=True)
        connection.execute("drop schema if exists test_failures cascade")
        write_pca(connection)
        for line in lines_of_what_is_missing(connection, console.lang, console.width):
            console.say(line)
        run_study(connection)
        # The lines above and the tables below say it to who reads along.
        console.warnings += warnings_of_what_is_missing(connection)
        console.say(
            render_tables(
                connection, lang=console.lang, width=console.width, encoding=console.encoding
            )
        )
    truth = study.raw / "truth.csv"
    if truth.is_file():
        with duckdb.connect(str(database)) as connection:
            if write_truth(connection, truth):
                console.say("\n" + render_truth(connection, lang=console.lang))
