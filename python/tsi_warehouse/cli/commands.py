"""What each command of cli/main.py does; a function bears its command's name."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import Ending, Exit, Text, TsiError, failure, message
from tsi_warehouse.core.project import Study

if TYPE_CHECKING:
    from tsi_warehouse.release.releases import Release


def _done(key: str, code: Exit = Exit.OK, /, **values: object) -> Ending:
    return Ending(code, message(key, **values))


def refresh(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Build, check, study and publish the warehouse."""
    from tsi_warehouse.pipeline.refresh import Options, refresh

    # `kill` and a scheduler's stop end like Ctrl-C: with a last line and in the log of runs.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted = Options(
        force=options.force,
        replace=options.replace,
        wait_seconds=min(options.wait, options.timeout),
        accept=options.accept,
        accept_loss=options.accept_loss,
        strict=options.strict,
        report=not options.no_report,
    )
    return Ending(Exit.OK, refresh(study, wanted, console))


def check_raw(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Say what each raw file is taken for."""
    from tsi_warehouse.cli.check_raw import check_raw

    return check_raw(study, console)


def init(options: SimpleNamespace, study: None, console: Console) -> Ending:
    """Make a study folder of one's own."""
    from tsi_warehouse.cli.init import init_study
    from tsi_warehouse.core.quoting import shell_word

    folder = init_study(Path(options.folder))
    following = f"{os.environ.get('TSI_CALLED_AS', 'tsi')} check-raw --study {shell_word(folder)}"
    console.always(*message("init", folder=folder, raw=folder / "raw", following=following))
    return _done("init done")


def export(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Write a query's result to a file."""
    from tsi_warehouse.cli.export import export_query

    done = export_query(study.warehouse, Path(options.query), Path(options.target))
    console.always(*message("export", rows=done.rows, target=options.target))
    for en, zh in done.notes:
        console.always(f"  {en}", f"  {zh}")
    return _done("export done")


def land(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Write what the models read as Parquet."""
    from tsi_warehouse.pipeline.spark import land_for_spark

    folder = Path(options.folder).absolute() if options.folder else study.work / "landed"
    tables = land_for_spark(study, folder)
    console.always(*message("land", number=len(tables), folder=folder))
    return _done("land done")


def package(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Pack a release for replication."""
    from tsi_warehouse.release.releases import find_release, refuse_changed_release
    from tsi_warehouse.report.package import write_package

    release = find_release(study.warehouse, options.release)
    refuse_changed_release(release)
    target = Path(options.target or f"replication_{release.release_id}.zip")
    packed = write_package(study, release.folder, target, include_raw=options.include_raw)
    console.always(*message("package", packed=packed, left_out=len(packed.left_out)))
    return _done("package done")


def releases(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """List, compare, verify, remove releases, or go back to one."""
    action, most = _ACTIONS[options.action]
    if len(options.names) > most:
        raise failure("REL-60", action=options.action, most=most)
    ending: Ending = action(options, study, console)
    return ending


def _list(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    from tsi_warehouse.release.releases import list_releases

    found = list_releases(study.warehouse)
    if not found:
        console.always(*message("no release"))
        return Ending()
    words = [_words(text, console) for text in _MARKS]
    rows = [
        (each.release_id, words[0] if each.is_current else "", *_about(each, older, words))
        for each, older in zip(found, [*found[1:], None], strict=True)
    ]
    _table(console, _LIST_HEAD, rows)
    return Ending()


_LIST_HEAD = Text("release,,study,data,changed", "版本,当前,研究,数据,改动")
_MARKS = (Text("current", "当前"), Text("simulated", "模拟"), Text("real", "真实"))
_SEEDS_HEAD = Text("seed,key,at init,ours now,yours,verdict", "种子表,键,初始,现在,你的,结论")


def _words(text: Text, console: Console) -> str:
    return text.zh if console.lang == "zh" else text.en


def _table(console: Console, head: Text, rows: Sequence[Sequence[Any]]) -> None:
    from tsi_warehouse.cli.sql import text_table

    console.always(text_table(_words(head, console).split(","), rows))


def _about(release: Release, older: Release | None, words: Sequence[str]) -> tuple[str, ...]:
    """Study, kind of data, what changed; a damaged manifest says so and hides no other release."""
    try:
        manifest = release.manifest
        kind = words[1] if manifest.is_simulated else words[2]
        return manifest.study_id, kind, _what_changed(older, release)
    except TsiError as error:
        return "?", "?", error.code


def _what_changed(older: Release | None, newer: Release) -> str:
    """In one line: how many files of each kind, and which tables say something else."""
    if older is None:
        return "-"
    from tsi_warehouse.release.diff import changed_files, changed_tables

    files = [line[0] for line in changed_files(older, newer)]
    counts = [f"{kind} {files.count(kind)}" for kind in ("raw", "seeds", "code") if kind in files]
    tables = [name.split(".")[1] for name in changed_tables(older, newer)]
    more = f" +{len(tables) - 3}" if len(tables) > 3 else ""
    return ", ".join(counts) + (" -> " + ", ".join(tables[:3]) + more if tables else "")


def _rollback(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    from tsi_warehouse.release.current import current_id
    from tsi_warehouse.release.releases import rollback
    from tsi_warehouse.release.runs import writing

    with writing(study.warehouse, "rollback") as record:
        before = current_id(study.warehouse) or ""
        release = rollback(study.warehouse, *options.names, replace=options.replace)
        record.outcome, record.release_id = "rolled back", release.release_id
        record.withdrawn_id = before if before != release.release_id else ""
    if not record.withdrawn_id:
        console.always(*message("is current", release=before))
        return Ending()
    return _done("rolled back", release=before)


def _diff(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    from tsi_warehouse.cli.sql import csv_text, text_table
    from tsi_warehouse.release.diff import diff_releases
    from tsi_warehouse.release.releases import find_release

    names = [*options.names, *["previous", "current"][len(options.names) :]]
    before, after = (find_release(study.warehouse, name) for name in names)
    console.always(f"{before.release_id} -> {after.release_id}")
    moved = diff_releases(before, after)
    for subject in moved:
        columns = subject.rows.column_names
        rows = [tuple(row.values()) for row in subject.rows.to_pylist()]
        title = subject.title
        console.always(f"\n{title.en}: {len(rows)}", f"\n{title.zh}：{len(rows)}")
        console.always(text_table(columns, rows[: options.rows]))
        if options.out:
            folder = Path(options.out)
            folder.mkdir(parents=True, exist_ok=True)
            text = csv_text(columns, rows) + "\n"
            (folder / f"{subject.name}.csv").write_text(text, encoding="utf-8-sig", newline="")
    if not moved:
        console.always("nothing moved", "没有变化")
    return Ending()


def _verify(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    from tsi_warehouse.release.manifest import verify_files
    from tsi_warehouse.release.releases import find_release

    release = find_release(study.warehouse, *options.names)
    differences = verify_files(release.folder)
    for line in differences:
        console.always(line)
    facts = {"release": release.release_id, "number": len(differences)}
    if differences:
        return _done("files differ", Exit.CHECK_FAILED, **facts)
    console.always(*message("files as published", **facts))
    return Ending()


def _prune(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    from tsi_warehouse.release.releases import prune, releases_to_keep
    from tsi_warehouse.release.runs import writing

    with writing(study.warehouse, "prune") as record:
        keep = releases_to_keep(study.seeds) if options.keep is None else options.keep
        removed = prune(study.warehouse, keep, timedelta(hours=options.grace))
        record.outcome = "pruned"
    console.always(*message("removed", listed=", ".join(removed) or Text("none", "无")))
    return Ending()


_ACTIONS = {
    "list": (_list, 0),
    "rollback": (_rollback, 1),
    "diff": (_diff, 2),
    "verify": (_verify, 1),
    "prune": (_prune, 0),
}


def status(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Say whether the release is fresh and whole."""
    from tsi_warehouse.release.status import read_status

    every, tolerance = timedelta(hours=options.every), timedelta(hours=options.tolerance)
    found = read_status(study.warehouse, every, tolerance, verify=options.verify)
    if options.json:
        console.always(found.as_json())
    else:
        console.always(found.text("en"), found.text("zh"))
    return Ending(found.exit_code, found.cause)


def sql(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Query a release."""
    from tsi_warehouse.cli.sql import csv_text, prompt, text_table
    from tsi_warehouse.release.readers import Limits, run_statements

    limits = Limits(memory=options.memory, seconds=options.seconds, rows=options.rows or 2**40)
    if options.query is None and sys.stdin.isatty():
        prompt(study.warehouse, limits, console)
        return Ending()
    render = csv_text if options.csv else text_table
    asked = _text_of(options.query)
    answers = run_statements(asked, study.warehouse, options.release, limits=limits, as_text=True)
    for number, answer in enumerate(answers):
        if number:
            console.always("")
        columns = [column.to_pylist() for column in answer.table.columns]
        console.always(render(answer.table.column_names, list(zip(*columns, strict=True))))
        if answer.is_cut:
            print(f"... (--rows {options.rows})", file=sys.stderr)
    return Ending()


def _text_of(query: str | None) -> str:
    """The SQL that is meant: from the input, from a file, or itself."""
    if query is None or query == "-":
        return sys.stdin.read()
    if query.endswith(".sql") and Path(query).is_file():
        return Path(query).read_text(encoding="utf-8-sig")
    return query


def seeds(options: SimpleNamespace, study: Study, console: Console) -> Ending:
    """Say what our seeds changed since the study copied them."""
    from tsi_warehouse.seeds.changes import VERDICTS, seed_changes

    changes = seed_changes(study.project, study.root, study.seeds)
    chinese = console.lang == "zh"
    rows = [
        (*astuple(change)[:-1], VERDICTS[change.verdict] if chinese else change.verdict)
        for change in changes
    ]
    if rows:
        _table(console, _SEEDS_HEAD, rows)
    else:
        console.always(*message("seeds unchanged"))
    return Ending()
