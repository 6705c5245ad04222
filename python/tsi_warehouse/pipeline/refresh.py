"""tsi refresh: build aside, check, study, publish. Whatever fails before the last step leaves `current` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tsi_warehouse.cli.console import Console
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import Study

if TYPE_CHECKING:
    from tsi_warehouse.pipeline.stages import Stages
    from tsi_warehouse.release.candidate import Candidate
    from tsi_warehouse.release.releases import Release


@dataclass(frozen=True)
class Options:
    """What `tsi refresh` was asked for."""

    force: bool = False
    replace: bool = False
    wait_seconds: float = 0.0
    accept: tuple[str, ...] = ()
    accept_loss: bool = False
    strict: bool = False
    report: bool = True


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
    from tsi_warehouse.checks.accepted import refuse_unknown
    from tsi_warehouse.core.warned import refuse_warnings, summary
    from tsi_warehouse.pipeline.simulated import is_simulated, refuse_mixed_input
    from tsi_warehouse.pipeline.stages import Stages
    from tsi_warehouse.release.candidate import new_candidate, prune_candidates, temporary_in
    from tsi_warehouse.release.current import current_id
    from tsi_warehouse.release.files import explained, stamps
    from tsi_warehouse.release.manifest import code_commit, gather
    from tsi_warehouse.release.publish import publish, refuse_empty_input, refuse_replacement
    from tsi_warehouse.release.releases import (
        prune,
        release_before,
        releases_to_keep,
        warning_of_comparison,
    )
    from tsi_warehouse.release.runs import writing
    from tsi_warehouse.seeds.files import study_setting

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
        found = [fact.path for fact in ingredients.raw]
        refuse_empty_input(study.warehouse, study.raw, found, options.replace)
        if not options.force and (
            same := _already_said(study.warehouse, ingredients.fingerprint, console)
        ):
            if options.strict:
                refuse_warnings(console.warnings)
            record.outcome, record.release_id = "unchanged", current_id(study.warehouse) or ""
            record.warnings = summary(console.warnings)
            return same
        previous = release_before(study.warehouse, study_id, is_simulated(study.raw))
        for warning in warning_of_comparison(study.warehouse, study_id, previous):
            console.warn(warning)
        candidate = new_candidate(study.warehouse, ingredients.fingerprint)
        try:
            with temporary_in(candidate), explained(candidate.folder, only_disk=True):
                quality = _make(study, candidate, options, stages, previous, before)
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
        except TsiError as error:
            if error.code == "REL-10":
                # What fails next would find the disk as full.
                prune_candidates(study.warehouse, keep=0)
            raise
        finally:
            # A candidate that failed stays for inspection, within bounds; one that was published is gone.
            prune_candidates(study.warehouse)
        record.release_id = release.name
        record.warnings = summary(console.warnings)
        prune(study.warehouse, keep)
        opened = study.warehouse / "current"
        report = opened / "report" / "index.html"
        console.say(
            f"Results: {opened}" + (f"; open {report}" if options.report else ""),
            f"结果在 {opened}" + (f"；请打开 {report}" if options.report else ""),
        )
    return Refreshed(release, *_published(release.name, quality))


def _make(
    study: Study,
    candidate: Candidate,
    options: Options,
    stages: Stages,
    previous: Release | None,
    before: Mapping[str, tuple[int, int]],
) -> list[dict[str, object]]:
    """Fill a candidate: database, report, tables and files; the results of all checks.

    Parameters
    ----------
    previous : the release to compare with
    before : `stamps` of the inputs as they were when they were listed
    """
    import shutil

    from tsi_warehouse.core.workers import one_worker
    from tsi_warehouse.pipeline.building import Judged, build
    from tsi_warehouse.pipeline.memory import spilling
    from tsi_warehouse.pipeline.warehouse import Dbt
    from tsi_warehouse.release.manifest import refuse_changed_inputs
    from tsi_warehouse.report.build import write_outputs
    from tsi_warehouse.report.dictionary import write_dictionary

    built_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dbt = Dbt(study, candidate.database, candidate.release_id, built_at)
    # What dbt compiled of models that are gone by now must not be published.
    shutil.rmtree(study.work / "target" / "compiled", ignore_errors=True)
    try:
        with spilling(candidate.database), one_worker() as gate:
            judged = Judged(
                gate,
                previous.folder if previous else None,
                options.accept,
                options.accept_loss,
                options.strict,
            )
            quality = build(study, candidate, dbt, stages, judged)
    finally:
        # A file that vanished midway is the cause, whatever it led to.
        refuse_changed_inputs(before, study.raw, study.seeds)
    if options.report:
        with stages.stage("report", "Writing the report and its tables", "生成报告与表格"):
            database, folder = candidate.database, candidate.folder
            write_outputs(database, folder, study, stages.console, quality)
            write_dictionary(dbt, folder / "report" / "dictionary.html")
    return quality


def _published(release_id: str, quality: Sequence[Mapping[str, object]]) -> tuple[str, str]:
    """What the last line says of a new release, in both languages: its id, and what it lacks."""
    lost = sum(
        len(losses)
        for check in quality
        if check.get("verdict") == "accepted" and isinstance(losses := check.get("losses"), tuple)
    )
    if lost:
        return (
            f"published {release_id}, without {lost} item(s) that the release before had (accepted)",
            f"已发布 {release_id}，缺少上一版本有的 {lost} 项内容（已接受）",
        )
    return f"published {release_id}", f"已发布 {release_id}"


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
    from tsi_warehouse.pipeline.memory import memory_limit
    from tsi_warehouse.release.files import explained
    from tsi_warehouse.seeds.files import SETTINGS, read_seed, seed_warnings, stage_seeds
    from tsi_warehouse.study.settings import StudySettings

    with explained(study.work, only_disk=True):
        stage_seeds(study)
    memory_limit(study.seeds)
    StudySettings.of({row["setting"]: row["value"] for row in read_seed(study.seeds / SETTINGS)})
    for warning in seed_warnings(study):
        console.warn(warning)


def _already_said(warehouse: Path, fingerprint: str, console: Console) -> Refreshed | None:
    """What to answer where the current release, or one that was rolled back, has these very ingredients.

    A release that is not as it was published is built again.
    """
    from tsi_warehouse.release.manifest import verify_files
    from tsi_warehouse.release.releases import unchanged, warnings_of
    from tsi_warehouse.release.runs import read_runs, withdrawn_releases

    same = unchanged(warehouse, fingerprint, withdrawn_releases(read_runs(warehouse)))
    if same is None:
        return None
    if same.is_current:
        if damaged := verify_files(same.folder):
            console.say(
                f"  {same.release_id} is damaged ({damaged[0]}), so it is built again",
                f"  {same.release_id} 已损坏（{damaged[0]}），因此重新构建",
            )
            return None
        console.warnings = warnings_of(same.folder)
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
