"""tsi refresh: build aside, check, study, publish. Whatever fails before the last step leaves `current` alone."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tsi_warehouse.checks.accepted import refuse_unknown
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import Text, TsiError, message
from tsi_warehouse.core.project import Study
from tsi_warehouse.core.warned import refuse_warnings, summary
from tsi_warehouse.pipeline.simulated import is_simulated, refuse_mixed_input
from tsi_warehouse.release.candidate import Candidate, new_candidate, prune_candidates, temporary_in
from tsi_warehouse.release.current import current_id
from tsi_warehouse.release.files import explained, stamps
from tsi_warehouse.release.lock import holder
from tsi_warehouse.release.manifest import (
    Ingredients,
    code_commit,
    gather,
    refuse_changed_inputs,
    verify_files,
)
from tsi_warehouse.release.publish import publish, refuse_empty_input, refuse_replacement
from tsi_warehouse.release.releases import (
    Release,
    prune,
    release_before,
    releases_to_keep,
    unchanged,
    warning_of_comparison,
    warnings_of,
)
from tsi_warehouse.release.runs import read_runs, withdrawn_releases, writing
from tsi_warehouse.seeds.files import SETTINGS, read_seed, seed_warnings, stage_seeds, study_setting


@dataclass(frozen=True)
class Options:
    """What `tsi refresh` was asked for."""

    force: bool = False
    replace: bool = False
    wait_seconds: float = 0.0
    accept: Sequence[str] = ()
    accept_loss: bool = False
    strict: bool = False
    report: bool = True


Quality = list[dict[str, object]]
Stamps = Mapping[str, tuple[int, int]]


def refresh(study: Study, options: Options, console: Console) -> Text:
    """Build, check and publish one study; how it ended, in both languages."""
    if options.wait_seconds and (other := holder(study.warehouse)):
        console.say(*message("waiting", other=other))
    with writing(study.warehouse, "refresh", options.wait_seconds) as record:
        record.stages = console.seconds
        if record.left_behind:
            console.say(*message("left behind", pid=record.left_behind.pid))
        refuse_unknown(options.accept)
        prune_candidates(study.warehouse)
        with console.stage("inputs", "Reading the list of inputs", "读取输入清单"):
            before = stamps(study.raw, study.seeds)
            settings = {"report": str(options.report)}
            ingredients = gather(study.raw, study.seeds, study.project, settings)
            refuse_mixed_input(study.raw)
        with console.stage("seeds", "Checking the seeds", "检查种子表"):
            check_seeds(study, console)
            keep = releases_to_keep(study.seeds)
        _refuse_to_replace(study, ingredients, options)
        if not options.force and (
            same := _already_said(study.warehouse, ingredients.fingerprint, console)
        ):
            if options.strict:
                refuse_warnings(console.warnings)
            record.outcome, record.release_id = "unchanged", current_id(study.warehouse) or ""
            record.warnings = summary(console.warnings)
            return same
        release, quality = _new_release(study, ingredients, before, options, console)
        record.release_id = release.name
        record.warnings = summary(console.warnings)
        prune(study.warehouse, keep)
        opened = study.warehouse / "current"
        report = opened / "report" / "index.html"
        key = "results and report" if options.report else "results"
        console.say(*message(key, opened=opened, report=report))
    return _published(release.name, quality)


def _refuse_to_replace(study: Study, ingredients: Ingredients, options: Options) -> None:
    """Stop before another study, simulated data or a raw folder that was lost replaces what others rely on."""
    study_id = study_setting(study.seeds, "study_id")
    refuse_replacement(study.warehouse, study_id, is_simulated(study.raw), options.replace)
    found = [fact.path for fact in ingredients.raw]
    refuse_empty_input(study.warehouse, study.raw, found, options.replace)


def _new_release(
    study: Study, ingredients: Ingredients, before: Stamps, options: Options, console: Console
) -> tuple[Path, Quality]:
    """Build a candidate and publish it; its folder and the results of all checks."""
    study_id = study_setting(study.seeds, "study_id")
    previous = release_before(study.warehouse, study_id, is_simulated(study.raw))
    for warning in warning_of_comparison(study.warehouse, study_id, previous):
        console.warn(warning)
    candidate = new_candidate(study.warehouse, ingredients.fingerprint)
    try:
        with temporary_in(candidate), explained(candidate.folder, only_disk=True):
            quality = _make(study, candidate, options, console, previous, before)
        with console.stage("publish", "Publishing", "发布"):
            release = publish(
                study.warehouse,
                candidate,
                ingredients,
                compiled=study.work / "target" / "compiled" / "tsi" / "models",
                commit=code_commit(study.project),
                quality=quality,
                durations=console.seconds,
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
    return release, quality


def _make(
    study: Study,
    candidate: Candidate,
    options: Options,
    console: Console,
    previous: Release | None,
    before: Stamps,
) -> Quality:
    """Fill a candidate: database, report, tables and files; the results of all checks."""
    from tsi_warehouse.core.workers import one_worker
    from tsi_warehouse.pipeline.building import build
    from tsi_warehouse.pipeline.warehouse import Dbt, spilling
    from tsi_warehouse.report.build import write_outputs
    from tsi_warehouse.report.dictionary import write_dictionary

    built_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dbt = Dbt(study, candidate.database, candidate.release_id, built_at)
    # What dbt compiled of models that are gone by now must not be published.
    shutil.rmtree(study.work / "target" / "compiled", ignore_errors=True)
    folder = previous.folder if previous else None
    with one_worker() as worker:
        try:
            with spilling(candidate.database):
                quality = build(dbt, console, options, worker, folder)
        finally:
            # A file that vanished midway is the cause, whatever it led to.
            refuse_changed_inputs(before, study.raw, study.seeds)
        if options.report:
            with console.stage("report", "Writing the report and its tables", "生成报告与表格"):
                write_outputs(candidate.database, candidate.folder, study, worker, quality)
                write_dictionary(dbt, candidate.folder / "report" / "dictionary.html")
                worker.wait()
    return quality


def _published(release_id: str, quality: Sequence[Mapping[str, Any]]) -> Text:
    """What the last line says of a new release: its id, and what it lacks."""
    accepted = [check.get("losses") for check in quality if check.get("verdict") == "accepted"]
    lost = sum(len(losses) for losses in accepted if isinstance(losses, tuple))
    return message("published with losses" if lost else "published", release=release_id, lost=lost)


def check_seeds(study: Study, console: Console) -> None:
    """Check the study's seeds and stage them for dbt; say which files no seed is named like."""
    from tsi_warehouse.pipeline.warehouse import memory_limit
    from tsi_warehouse.study.settings import StudySettings

    with explained(study.work, only_disk=True):
        stage_seeds(study)
    memory_limit(study.seeds)
    StudySettings.of({row["setting"]: row["value"] for row in read_seed(study.seeds / SETTINGS)})
    for warning in seed_warnings(study):
        console.warn(warning)


def _already_said(warehouse: Path, fingerprint: str, console: Console) -> Text | None:
    """What to answer where the current release, or one that was rolled back, has these very ingredients.

    A release that is not as it was published is built again.
    """
    same = unchanged(warehouse, fingerprint, withdrawn_releases(read_runs(warehouse)))
    if same is None:
        return None
    if not same.is_current:
        return message("was rolled back", release=same.release_id)
    if damaged := verify_files(same.folder):
        console.say(*message("built again", release=same.release_id, damage=damaged[0]))
        return None
    console.warnings = warnings_of(same.folder)
    return message("nothing changed", release=same.release_id)
