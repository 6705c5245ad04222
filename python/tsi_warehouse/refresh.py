"""tsi refresh: build aside, check, study, publish. Whatever fails before the last step leaves `current` alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tsi_warehouse.console import Console
from tsi_warehouse.errors import Exit, TsiError
from tsi_warehouse.project import Study
from tsi_warehouse.workers import Worker

if TYPE_CHECKING:
    from tsi_warehouse.warehouse import DbtOutcome


@dataclass(frozen=True)
class Options:
    """What `tsi refresh` was asked for."""

    force: bool = False
    replace: bool = False
    wait_seconds: float = 0.0
    accept: tuple[str, ...] = ()
    report: bool = True


@dataclass
class Stages:
    """The stages of one run, with the seconds each took, told as they end."""

    console: Console
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, en: str, zh: str) -> Iterator[None]:
        """Time one stage and say so."""
        started = time.monotonic()
        self.console.say(f"{en} ...", f"{zh} ……")
        yield
        self.seconds[name] = time.monotonic() - started
        self.console.say(f"  {self.seconds[name]:6.1f} s", f"  {self.seconds[name]:6.1f} 秒")


@dataclass(frozen=True)
class Refreshed:
    """How a refresh ended; `release` is empty where nothing new was published."""

    release: Path | None
    note_en: str
    note_zh: str


def refresh(study: Study, options: Options, console: Console) -> Refreshed:
    """Build, check and publish one study.

    Raises
    ------
    TsiError : with the exit code of the contract; `current` is untouched then
    """
    import shutil

    from tsi_warehouse.checks.accepted import refuse_unknown
    from tsi_warehouse.checks.gate import prepare
    from tsi_warehouse.memory import spilling
    from tsi_warehouse.release.candidate import new_candidate, prune_candidates
    from tsi_warehouse.release.current import current_id
    from tsi_warehouse.release.files import explained, stamps
    from tsi_warehouse.release.manifest import (
        code_commit,
        gather,
        refuse_changed_inputs,
    )
    from tsi_warehouse.release.publish import publish, refuse_replacement
    from tsi_warehouse.release.releases import prune, releases_to_keep
    from tsi_warehouse.release.runs import writing
    from tsi_warehouse.report.build import write_outputs
    from tsi_warehouse.report.dictionary import write_dictionary
    from tsi_warehouse.seeds import study_setting
    from tsi_warehouse.simulated import is_simulated, refuse_mixed_input
    from tsi_warehouse.workers import one_worker

    stages = Stages(console)
    if options.wait_seconds:
        tell_whom_it_waits_for(study.warehouse, console)
    with writing(study.warehouse, "refresh", options.wait_seconds) as record:
        record.stages = stages.seconds
        if record.left_behind:
            console.say(
                f"The refresh before this one (process {record.left_behind.pid}) died; it changed nothing.",
                f"上一次刷新（进程 {record.left_behind.pid}）意外终止；它未改变任何内容。",
            )
        refuse_unknown(options.accept)
        prune_candidates(study.warehouse)
        with stages.stage("inputs", "Reading the list of inputs", "读取输入清单"):
            before = stamps(study.raw, study.seeds)
            settings = {"report": str(options.report)}
            ingredients = gather(study.raw, study.seeds, study.project, settings)
            refuse_mixed_input(study.raw)
        with stages.stage("seeds", "Checking the seeds", "检查种子表"):
            check_seeds(study, console)
            keep = releases_to_keep(study.seeds)
        study_id = study_setting(study.seeds, "study_id")
        refuse_replacement(study.warehouse, study_id, is_simulated(study.raw), options.replace)
        if not options.force and (same := _already_said(study.warehouse, ingredients.fingerprint)):
            record.outcome, record.release_id = "unchanged", current_id(study.warehouse) or ""
            return same
        candidate = new_candidate(study.warehouse, ingredients.fingerprint)
        try:
            # What dbt compiled of models that are gone by now must not be published.
            shutil.rmtree(study.work / "target" / "compiled", ignore_errors=True)
            try:
                with (
                    explained(candidate.folder, only_disk=True),
                    spilling(candidate.database),
                    one_worker() as gate,
                ):
                    gate.begin(prepare)
                    quality = build(
                        study, candidate.database, candidate.release_id, stages, gate, options.accept
                    )
            finally:
                # A file that vanished midway is the cause, whatever it led to.
                refuse_changed_inputs(before, study.raw, study.seeds)
            if options.report:
                with stages.stage("report", "Writing the report and its tables", "生成报告与表格"):
                    write_outputs(candidate.database, candidate.folder, study, console, quality)
                    write_dictionary(
                        study, candidate.database, candidate.folder / "report" / "dictionary.html"
                    )
            with stages.stage("publish", "Publishing", "发布"):
                release = publish(
                    study.warehouse,
                    candidate,
                    ingredients,
                    compiled=study.work / "target" / "compiled" / "tsi" / "models",
                    commit=code_commit(study.project),
                    quality=quality,
                    durations=stages.seconds,
                    replace=options.replace,
                )
        finally:
            # A candidate that failed stays for inspection, within bounds; one that was published is gone.
            prune_candidates(study.warehouse)
        record.release_id = release.name
        prune(study.warehouse, keep)
    return Refreshed(release, f"published {release.name}", f"已发布 {release.name}")


def tell_whom_it_waits_for(warehouse: Path, console: Console) -> None:
    """Say who writes the warehouse now, if anybody does."""
    from tsi_warehouse.release.lock import holder

    if other := holder(warehouse):
        console.say(
            f"Waiting for process {other.pid} on {other.host}, which writes since {other.since} ...",
            f"等待 {other.host} 上的进程 {other.pid}（自 {other.since} 起写入）……",
        )


def check_seeds(study: Study, console: Console) -> None:
    """Check the study's seeds and stage them for dbt; say which files no seed is named like.

    Raises
    ------
    TsiError : what is wrong with which seed; REL-10, REL-11 the scratch space cannot be written
    """
    from tsi_warehouse.release.files import explained
    from tsi_warehouse.seeds import stage_seeds, unknown_seed_files

    with explained(study.work, only_disk=True):
        stage_seeds(study)
    for name in unknown_seed_files(study):
        console.say(
            f"  {name} is no seed of this project: not used",
            f"  {name} 不是本项目的种子表：未使用",
        )


def _already_said(warehouse: Path, fingerprint: str) -> Refreshed | None:
    """What to answer where the current release, or one that was rolled back, has these very ingredients."""
    from tsi_warehouse.release.releases import unchanged
    from tsi_warehouse.release.runs import read_runs, withdrawn_releases

    same = unchanged(warehouse, fingerprint, withdrawn_releases(read_runs(warehouse)))
    if same is None:
        return None
    if same.is_current:
        return Refreshed(
            None,
            f"nothing changed in input, seeds or code since {same.release_id}",
            f"自 {same.release_id} 以来输入、种子表与代码均无变化",
        )
    return Refreshed(
        None,
        f"this input gave {same.release_id}, which was rolled back; --force publishes it again",
        f"该输入对应的版本 {same.release_id} 已被回退；--force 可重新发布",
    )


def build(
    study: Study,
    database: Path,
    release_id: str,
    stages: Stages,
    gate: Worker,
    accept: tuple[str, ...] = (),
) -> list[dict[str, object]]:
    """Everything between the raw files and a database ready to publish; the results of its checks.

    Parameters
    ----------
    gate : the process that judges raw cells and marts; Great Expectations takes seconds to import
    accept : checks of the gate that may fail (--accept)
    """
    from tsi_warehouse.checks.audit import audit
    from tsi_warehouse.release.current import current_id

    console = stages.console
    built_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with stages.stage("landing", "Reading the raw files", "读取原始文件"):
        problems = land(study)
        if problems:
            write_unmapped_list(study, database.with_name("series_only.duckdb"), console)
            raise several(problems)
    current = current_id(study.warehouse)
    published = study.warehouse / "releases" / current if current else None
    if published:
        carry_exports_of(study, published, database, console)
    with stages.stage("cells", "Naming and reading the cells", "识别并读取单元格"):
        quality = build_models(study, database, release_id, built_at, CELLS, console)
    with stages.stage("raw_checks", "Checking the cells before building on them", "构建前检查"):
        quality += audit(database, "raw", release_id, console, accept=accept, worker=gate)
    with stages.stage("models", "Building the models", "构建模型"):
        quality += build_models(study, database, release_id, built_at, MODELS, console)
    with stages.stage("study", "Running the study", "运行研究"):
        run_study_on(study, database, console)
    with stages.stage("mart_checks", "Checking the marts before publishing", "发布前检查"):
        quality += audit(
            database,
            "marts",
            release_id,
            console,
            accept=accept,
            published=published,
            worker=gate,
        )
    return quality


def land(study: Study) -> list[TsiError]:
    """Read every raw file once; dbt gets the same cells again from memory. The files that could not be read."""
    from tsi_warehouse.landing.memo import land_once, plan_once

    return [
        *land_once(study.raw, study.work / "seeds").problems,
        *plan_once(study.raw, study.work).problems,
    ]


def carry_exports_of(study: Study, published: Path, database: Path, console: Console) -> None:
    """Keep the summed export records of every file that the current release has read already."""
    from tsi_warehouse.carry import carry_exports
    from tsi_warehouse.landing.memo import plan_once

    contents = plan_once(study.raw, study.work).files["content_id"].to_pylist()
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

    if any(failure.name == "stg_export_groups" for failure in outcome.failures) and (
        found := faults(plan_once(study.raw, study.work))
    ):
        raise several(found)


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
    from tsi_warehouse.findings import write_unmapped
    from tsi_warehouse.warehouse import run_dbt

    if not database.exists():
        run_dbt(
            ["build", "--select", "+stg_unmapped_series", "--exclude-resource-type", "test"],
            study,
            database,
        )
    path = study.warehouse / "unmapped_series.csv"
    if count := write_unmapped(database, path):
        console.say(
            f"  {count} printed series have no row in seeds/raw_series.csv; complete the wanted ones in {path}",
            f"  有 {count} 个印出的序列未在 seeds/raw_series.csv 登记；请在 {path} 中补全所需者",
        )


# Two commands of one build: what reads and names cells, with the tests of that alone, then what is
# built on it, with all other tests. Between them stands the gate for raw cells.
# Unit tests and tests of macros say nothing of the data and took a third of the build: bare dbt build and
# the project's own tests run them (docs/decisions/0105).
NOT_OF_THE_DATA = ("--exclude-resource-type", "unit_test")
CELLS = (
    "--select",
    "path:models/staging",
    "resource_type:seed",
    "--indirect-selection",
    "cautious",
    *NOT_OF_THE_DATA,
)
MODELS = ("--select", "path:models/intermediate", "path:models/marts", *NOT_OF_THE_DATA)


def build_models(
    study: Study,
    database: Path,
    release_id: str,
    built_at: str,
    selection: tuple[str, ...],
    console: Console,
) -> list[dict[str, object]]:
    """dbt build of CELLS or of MODELS with their tests; one row per check.

    Raises
    ------
    TsiError : DBT-01 (exit 1) a check failed; DBT-02 (exit 4) dbt itself did
    """
    from tsi_warehouse.findings import findings
    from tsi_warehouse.memory import memory_limit, refuse_out_of_memory
    from tsi_warehouse.warehouse import run_dbt

    def progress(done: int, total: int, name: str) -> None:
        if done % 25 == 0 or done == total:
            console.say(f"  {done} of {total}: {name}", f"  {done} / {total}：{name}")

    outcome = run_dbt(
        ["build", *selection],
        study,
        database,
        release_id=release_id,
        built_at=built_at,
        progress=progress,
    )
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

    from tsi_warehouse.study.run import run_study, write_pca
    from tsi_warehouse.study.tables import render_tables
    from tsi_warehouse.study.truth import render_truth, write_truth

    with duckdb.connect(str(database)) as connection:
        connection.execute("drop schema if exists test_failures cascade")
        write_pca(connection)
        run_study(connection)
        console.say(
            render_tables(
                connection, lang=console.lang, width=console.width, encoding=console.encoding
            )
        )
        if write_truth(connection, study.raw / "truth.csv"):
            console.say("\n" + render_truth(connection, lang=console.lang))
