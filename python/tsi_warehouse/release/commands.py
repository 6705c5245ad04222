"""The commands `tsi releases`, `tsi status`, `tsi sql` and `tsi seeds`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tsi_warehouse.cli.numbers_given import hours, seconds, size, whole
from tsi_warehouse.core.errors import Exit, TsiError

if TYPE_CHECKING:
    from tsi_warehouse.cli.console import Console
    from tsi_warehouse.cli.main import Ending
    from tsi_warehouse.release.releases import Release

Adder = Callable[..., argparse.ArgumentParser]


def add_commands(command: Adder) -> None:
    """Add them; `command(name, run, help)` makes a parser with the options all commands share."""
    releases = command(
        "releases", _releases, "list, compare, verify, remove releases, or go back to one"
    )
    releases.add_argument(
        "action", nargs="?", default="list", choices=["list", "rollback", "diff", "verify", "prune"]
    )
    releases.add_argument(
        "names", nargs="*", metavar="ID", help="an id, its beginning, current, previous"
    )
    releases.add_argument(
        "--replace", action="store_true", help="rollback: also to another study's"
    )
    releases.add_argument("--out", metavar="DIR", help="diff: write each table as CSV into DIR")
    releases.add_argument(
        "--rows", type=whole("--rows"), default=20, help="diff: rows shown of each table"
    )
    releases.add_argument(
        "--keep",
        type=whole("--keep", 1),
        metavar="N",
        help="prune: the latest N stay; keep_releases by default",
    )
    releases.add_argument(
        "--grace",
        type=hours("--grace"),
        default=24.0,
        metavar="HOURS",
        help="prune: and younger ones",
    )

    status = command(
        "status", _status, "is the release fresh and whole; exits 5 when stale, 1 when damaged"
    )
    status.add_argument(
        "--every",
        type=hours("--every, or TSI_REFRESH_EVERY_HOURS"),
        # A text, so that argparse reads it like one from the command line, and only for this command.
        default=os.environ.get("TSI_REFRESH_EVERY_HOURS") or "24",
        metavar="HOURS",
        help="the schedule's interval (TSI_REFRESH_EVERY_HOURS)",
    )
    status.add_argument(
        "--tolerance",
        type=hours("--tolerance"),
        default=6.0,
        metavar="HOURS",
        help="how late is stale",
    )
    status.add_argument(
        "--verify", action="store_true", help="read every byte of the release, not only sizes"
    )
    status.add_argument("--json", action="store_true", help="one JSON object, for monitoring")

    sql = command(
        "sql", _sql, "query a release, read-only and hardened; the log of runs is the table runs"
    )
    sql.add_argument(
        "query", nargs="?", help="SQL, or the name of a file that ends in .sql; a prompt without"
    )
    sql.add_argument("--release", default="current", metavar="ID")
    sql.add_argument("--csv", action="store_true", help="comma-separated values instead of a table")
    sql.add_argument("--rows", type=whole("--rows"), default=200, help="rows shown; 0 shows all")
    sql.add_argument("--seconds", type=seconds("--seconds"), default=300.0, help="time limit")
    sql.add_argument("--memory", type=size("--memory"), default="2GB", help="memory limit")

    seeds = command("seeds", _seeds, "diff: what our seeds changed since this study copied them")
    seeds.add_argument("action", choices=["diff"])


def _warehouse(options: argparse.Namespace) -> Path:
    from tsi_warehouse.cli.main import study_of

    return study_of(options).warehouse


def _done(code: Exit = Exit.OK, en: str = "", zh: str = "") -> Ending:
    from tsi_warehouse.cli.main import Ending

    return Ending(code, en, zh)


def _releases(options: argparse.Namespace, console: Console) -> Ending:
    actions = {
        "list": (_list, 0),
        "rollback": (_rollback, 1),
        "diff": (_diff, 2),
        "verify": (_verify, 1),
        "prune": (_prune, 0),
    }
    action, most = actions[options.action]
    if len(options.names) > most:
        raise TsiError(
            "REL-60",
            en=f"`tsi releases {options.action}` takes at most {most} release(s).",
            zh=f"`tsi releases {options.action}` 最多接受 {most} 个版本。",
        )
    return action(options, console)


def _list(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.release.releases import list_releases
    from tsi_warehouse.release.text_table import text_table

    releases = list_releases(_warehouse(options))
    if not releases:
        console.always("no release yet; run: tsi refresh", "尚无版本；请运行：tsi refresh")
        return _done()
    chinese = console.lang == "zh"
    names = (
        ("版本", "当前", "研究", "数据", "改动")
        if chinese
        else ("release", "", "study", "data", "changed")
    )
    marks = ("当前", "模拟", "真实") if chinese else ("current", "simulated", "real")
    rows = [
        (
            release.release_id,
            marks[0] if release.is_current else "",
            *_said_of(release, older, marks),
        )
        for release, older in zip(releases, [*releases[1:], None], strict=True)
    ]
    console.always(text_table(names, rows))
    return _done()


def _said_of(release: Release, older: Release | None, marks: tuple[str, ...]) -> tuple[str, ...]:
    """Study, kind of data, what changed; a damaged manifest says so and hides no other release."""
    try:
        manifest = release.manifest
        kind = marks[1] if manifest.is_simulated else marks[2]
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


def _rollback(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.release.current import current_id
    from tsi_warehouse.release.releases import rollback
    from tsi_warehouse.release.runs import writing

    warehouse = _warehouse(options)
    with writing(warehouse, "rollback") as record:
        before = current_id(warehouse) or ""
        release = rollback(warehouse, *options.names, replace=options.replace)
        record.outcome, record.release_id = "rolled back", release.release_id
        record.withdrawn_id = before if before != release.release_id else ""
    if not record.withdrawn_id:
        console.always(f"{before} is current already", f"{before} 已是当前版本")
        return _done()
    return _done(
        Exit.OK,
        f"rolled back; a refresh of the same input will not bring back {before}",
        f"已回退；相同输入的刷新不会重新发布 {before}",
    )


def _diff(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.release.diff import diff_releases
    from tsi_warehouse.release.releases import find_release
    from tsi_warehouse.release.text_table import csv_text, text_table

    names = [*options.names, *["previous", "current"][len(options.names) :]]
    before, after = (find_release(_warehouse(options), name) for name in names)
    console.always(f"{before.release_id} -> {after.release_id}")
    moved = diff_releases(before, after)
    for subject in moved:
        columns = subject.rows.column_names
        rows = [tuple(row.values()) for row in subject.rows.to_pylist()]
        count = len(rows)
        console.always(f"\n{subject.title_en}: {count}", f"\n{subject.title_zh}：{count}")
        console.always(text_table(columns, rows[: options.rows]))
        if options.out:
            folder = Path(options.out)
            folder.mkdir(parents=True, exist_ok=True)
            text = csv_text(columns, rows) + "\n"
            (folder / f"{subject.name}.csv").write_text(text, encoding="utf-8-sig", newline="")
    if not moved:
        console.always("nothing moved", "没有变化")
    return _done()


def _verify(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.release.manifest import verify_files
    from tsi_warehouse.release.releases import find_release

    release = find_release(_warehouse(options), *options.names)
    differences = verify_files(release.folder)
    for line in differences:
        console.always(line)
    if differences:
        told = f"{len(differences)} file(s) of {release.release_id} differ from its manifest"
        return _done(
            Exit.CHECK_FAILED,
            told,
            f"{release.release_id} 有 {len(differences)} 个文件与清单不符",
        )
    console.always(
        f"{release.release_id}: every file is as published",
        f"{release.release_id}：所有文件与发布时一致",
    )
    return _done()


def _prune(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.cli.main import study_of
    from tsi_warehouse.release.releases import prune, releases_to_keep
    from tsi_warehouse.release.runs import writing

    study = study_of(options)
    with writing(study.warehouse, "prune") as record:
        keep = releases_to_keep(study.seeds) if options.keep is None else options.keep
        removed = prune(study.warehouse, keep, timedelta(hours=options.grace))
        record.outcome = "pruned"
    console.always(
        f"removed: {', '.join(removed) or 'none'}", f"已删除：{', '.join(removed) or '无'}"
    )
    return _done()


def _status(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.release.status import read_status

    every, tolerance = timedelta(hours=options.every), timedelta(hours=options.tolerance)
    status = read_status(_warehouse(options), every, tolerance, verify=options.verify)
    if options.json:
        console.always(status.as_json())
    else:
        console.always(status.text("en"), status.text("zh"))
    return _done(status.exit_code, *status.cause)


def _sql(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.release.readers import Limits, run_statements
    from tsi_warehouse.release.text_table import csv_text, text_table

    limits = Limits(memory=options.memory, seconds=options.seconds, rows=options.rows or 2**40)
    warehouse = _warehouse(options)
    if options.query is None and sys.stdin.isatty():
        from tsi_warehouse.release.prompt import prompt

        prompt(warehouse, limits, console)
        return _done()
    render = csv_text if options.csv else text_table
    sql = _text_of(options.query)
    answers = run_statements(sql, warehouse, options.release, limits=limits, as_text=True)
    for number, answer in enumerate(answers):
        if number:
            console.always("")
        columns = [column.to_pylist() for column in answer.table.columns]
        console.always(render(answer.table.column_names, list(zip(*columns, strict=True))))
        if answer.is_cut:
            print(f"... (--rows {options.rows})", file=sys.stderr)
    return _done()


def _seeds(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.cli.main import study_of
    from tsi_warehouse.release.seed_changes import VERDICTS, seed_changes
    from tsi_warehouse.release.text_table import text_table

    study = study_of(options)
    changes = seed_changes(study.project, study.root, study.seeds)
    chinese = console.lang == "zh"
    names = (
        ("种子表", "键", "初始", "现在", "你的", "结论")
        if chinese
        else ("seed", "key", "at init", "ours now", "yours", "verdict")
    )
    rows = [
        (*astuple(change)[:-1], VERDICTS[change.verdict] if chinese else change.verdict)
        for change in changes
    ]
    if rows:
        console.always(text_table(names, rows))
    else:
        console.always("our seeds are as they were at init", "本项目的种子表自 init 以来没有变化")
    return _done()


def _text_of(query: str | None) -> str:
    """The SQL that is meant: from the input, from a file, or itself."""
    if query is None or query == "-":
        return sys.stdin.read()
    if query.endswith(".sql") and Path(query).is_file():
        return Path(query).read_text(encoding="utf-8-sig")
    return query
