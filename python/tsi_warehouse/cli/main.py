"""The command line: `tsi COMMAND`. Each command imports only what it needs."""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from tsi_warehouse.cli.console import Console, choose_language
from tsi_warehouse.cli.numbers_given import seconds
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import Study, resolve_study
from tsi_warehouse.core.quoting import shell_word
from tsi_warehouse.core.warned import as_facts, counted, summary
from tsi_warehouse.release.commands import add_commands as add_release_commands


@dataclass(frozen=True)
class Ending:
    """How a command ended: what its last line says, and the whole message where it failed."""

    code: Exit
    cause_en: str
    cause_zh: str
    message_en: str = ""
    message_zh: str = ""


Command = Callable[[argparse.Namespace, Console], Ending]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code (deploy/RUNBOOK.md)."""
    # The study's matrices are small: several BLAS threads cost three times what they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A process that this one starts must read and name files as this one does, also under a GBK locale.
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        options = parser().parse_args(arguments)
    except TsiError as error:
        return _misread(sys.argv[1:] if arguments is None else arguments, error)
    as_json = getattr(options, "json", False)
    quiet = as_json or getattr(options, "quiet", False)
    console = Console(choose_language(options.lang), quiet=quiet)
    before = _current(options)
    try:
        ending = options.run(options, console)
    except TsiError as error:
        tell = console.say if as_json else console.always
        tell(error.text("en"), error.text("zh"))
        ending = _ending_of(error)
    except KeyboardInterrupt:
        ending = Ending(Exit.DEFECT, "interrupted", "已中断", "interrupted", "已中断")
    except BrokenPipeError:
        console.let_go()
        return Exit.OK
    except (MemoryError, Exception) as error:
        ending = _defect(error, console)
    now = _current(options)
    changed_to = now if now != before else ""
    if as_json:
        # `tsi status --json` has printed its own object, unless it could not.
        if options.tells_ending or ending.message_en:
            summary = _summary(console, ending, changed_to)
            console.always(json.dumps(summary, ensure_ascii=False))
    elif options.tells_ending or ending.code != Exit.OK or changed_to:
        _last_line(console, ending, changed_to)
    _run_hook(getattr(options, "on_failure", None), ending, _summary(console, ending, changed_to))
    console.close()
    return int(ending.code)


def _misread(words: Sequence[str], error: TsiError) -> int:
    """End a command whose words cannot be read, as every command ends; its hook runs as for any other cause."""
    console = Console(choose_language(_value_of("--lang", words)))
    ending = _ending_of(error)
    facts = _summary(console, ending, "")
    if "--json" in words:
        console.always(json.dumps(facts, ensure_ascii=False))
    else:
        console.always(error.text("en"), error.text("zh"))
        _last_line(console, ending, "")
    hook = _value_of("--on-failure", words)
    if hook is None and next((word for word in words if not word.startswith("-")), "") == "refresh":
        hook = os.environ.get("TSI_ON_FAILURE")
    _run_hook(hook, ending, facts)
    return int(ending.code)


def _value_of(option: str, words: Sequence[str]) -> str | None:
    """The value that an option has on a command line that argparse refused; None without it."""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word == option:
            return following
        if word.startswith(f"{option}="):
            return word.removeprefix(f"{option}=")
    return None


def _run_hook(command: str | None, ending: Ending, facts: dict[str, object]) -> None:
    """Run --on-failure where a command failed; that another refresh is running (3) is no failure."""
    if command and ending.code not in (Exit.OK, Exit.BUSY):
        from tsi_warehouse.release.hook import run_failure_hook

        if trouble := run_failure_hook(command, facts):
            print(f"--on-failure: {trouble}", file=sys.stderr)


class Parser(argparse.ArgumentParser):
    """A parser whose errors end like those of every command."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line.

        Raises
        ------
        TsiError : CLI-01
        """
        raise TsiError(
            "CLI-01",
            en=f"{message}. `{self.prog} --help` lists what it takes.",
            zh=f"命令行有误：{message}。`{self.prog} --help` 列出可用选项。",
        )


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    tsi = Parser(prog="tsi", description=__doc__)
    commands = tsi.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(
        name: str, run: Command, help_text: str, *, tells_ending: bool = False
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_text, description=help_text)
        added.set_defaults(run=run, tells_ending=tells_ending)
        added.add_argument("--lang", choices=["zh", "en"], help="language of messages")
        added.add_argument(
            "--study", metavar="DIR", help="folder with raw/, seeds/ and warehouse/ (TSI_STUDY)"
        )
        for part in ("raw", "seeds", "warehouse"):
            added.add_argument(
                f"--{part}", metavar="DIR", help=f"another {part}/ (TSI_{part.upper()})"
            )
        return added

    refresh = command(
        "refresh", _refresh, "build, check, study and publish the warehouse", tells_ending=True
    )
    refresh.add_argument("--force", action="store_true", help="publish even where nothing changed")
    refresh.add_argument(
        "--replace",
        action="store_true",
        help="replace a release of another study, or a real one by a simulated one",
    )
    refresh.add_argument(
        "--wait", type=seconds("--wait"), nargs="?", const=math.inf, default=0.0, metavar="SECONDS",
        help="wait for another refresh, as long as it takes or so many seconds",
    )  # fmt: skip
    refresh.add_argument(
        "--timeout", type=seconds("--timeout"), default=math.inf, metavar="SECONDS",
        help="with --wait: give up after so many seconds",
    )  # fmt: skip
    refresh.add_argument(
        "--accept", action="append", default=[], metavar="CHECK",
        help="publish although this quality check blocks; may be repeated",
    )  # fmt: skip
    refresh.add_argument(
        "--accept-loss", action="store_true",
        help="publish although it lacks what the release before had (files, indicators, region-years, exports, models)",
    )  # fmt: skip
    refresh.add_argument(
        "--strict", action="store_true", help="publish nothing where there is any warning (exit 1)"
    )
    refresh.add_argument(
        "--no-report",
        dest="report",
        action="store_false",
        help="publish without report/, tables/ and the other files",
    )
    refresh.add_argument("--quiet", action="store_true", help="only the last line and errors")
    refresh.add_argument(
        "--json", action="store_true", help="only one JSON object at the end, for schedulers"
    )
    refresh.add_argument(
        "--on-failure", metavar="COMMAND", default=os.environ.get("TSI_ON_FAILURE"),
        help="run this when the exit code is neither 0 nor 3 (busy); it gets the summary as JSON (TSI_ON_FAILURE)",
    )  # fmt: skip

    check = command(
        "check-raw",
        _check_raw,
        "say what each raw file is taken for, and build nothing",
        tells_ending=True,
    )
    check.add_argument(
        "folder", nargs="?", metavar="DIR", help="raw folder; the study's own by default"
    )

    land = command(
        "land",
        _land,
        "write what the models read as Parquet, for dbt --target spark",
        tells_ending=True,
    )
    land.add_argument(
        "folder",
        nargs="?",
        metavar="DIR",
        help="the study's work folder by default, where bare dbt looks",
    )

    init = command("init", _init, "make a study folder of your own", tells_ending=True)
    init.add_argument("folder", metavar="DIR")

    export = command(
        "export", _export, "write a query's result to a file for Excel", tells_ending=True
    )
    export.add_argument("query", metavar="QUERY.sql")
    export.add_argument("target", metavar="OUT.xlsx|.csv|.parquet")

    package = command(
        "package",
        _package,
        "pack a release for replication: code, seeds, database, tables, README",
        tells_ending=True,
    )
    package.add_argument(
        "target", nargs="?", metavar="OUT.zip", help="replication_<release>.zip by default"
    )
    package.add_argument(
        "--release",
        default="current",
        metavar="ID",
        help="which release; the current one by default",
    )
    package.add_argument(
        "--include-raw", action="store_true", help="also raw files that seeds/sources.csv allows"
    )

    add_release_commands(command)
    return tsi


def study_of(options: argparse.Namespace) -> Study:
    """The study that a command's options name."""
    return resolve_study(options.study, options.raw, options.seeds, options.warehouse)


def _refresh(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.pipeline.refresh import Options, refresh
    from tsi_warehouse.release.runs import open_log

    # `kill` and a scheduler's stop end like Ctrl-C: with a last line and in the log of runs.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    study = study_of(options)
    console.log = open_log(study.warehouse, "refresh")
    wanted = Options(
        force=options.force,
        replace=options.replace,
        wait_seconds=min(options.wait, options.timeout),
        accept=tuple(options.accept),
        accept_loss=options.accept_loss,
        strict=options.strict,
        report=options.report,
    )
    done = refresh(study, wanted, console)
    return Ending(Exit.OK, done.note_en, done.note_zh)


def _check_raw(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.cli.check_raw import check_raw

    if options.folder:
        options.raw = options.folder
    return check_raw(study_of(options), console)


def _init(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.cli.init import init_study

    folder = init_study(Path(options.folder))
    following = f"{os.environ.get('TSI_CALLED_AS', 'tsi')} check-raw --study {shell_word(folder)}"
    console.always(
        f"Made {folder}. Put your tables into {folder / 'raw'}, then run:\n  {following}",
        f"已创建 {folder}。请将表格放入 {folder / 'raw'}，然后运行：\n  {following}",
    )
    return Ending(Exit.OK, "made the study", "已创建研究")


def _export(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.cli.export import export_query

    done = export_query(study_of(options).warehouse, Path(options.query), Path(options.target))
    console.always(f"{done.rows} rows in {options.target}", f"{options.target}：{done.rows} 行")
    for en, zh in done.notes:
        console.always(f"  {en}", f"  {zh}")
    return Ending(Exit.OK, "written", "已写出")


def _land(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.pipeline.spark import land_for_spark

    study = study_of(options)
    folder = Path(options.folder).absolute() if options.folder else study.work / "landed"
    tables = land_for_spark(study, folder)
    console.always(
        f"{len(tables)} tables in {folder}. Now: TSI_LANDED={folder} dbt build --target spark",
        f"{folder}：{len(tables)} 个表。下一步：TSI_LANDED={folder} dbt build --target spark",
    )
    return Ending(Exit.OK, "landed", "已落地")


def _package(options: argparse.Namespace, console: Console) -> Ending:
    from tsi_warehouse.release.releases import find_release, refuse_changed_release
    from tsi_warehouse.report.package import write_package

    study = study_of(options)
    found = find_release(study.warehouse, options.release)
    refuse_changed_release(found)
    release = found.folder
    target = Path(options.target or f"replication_{release.name}.zip")
    packed = write_package(study, release, target, include_raw=options.include_raw)
    console.always(
        f"{packed.files} files in {packed.path}; {len(packed.left_out)} raw files left out",
        f"{packed.path}：{packed.files} 个文件；未收入的原始文件 {len(packed.left_out)} 个",
    )
    return Ending(Exit.OK, "packed", "已打包")


def _defect(error: BaseException, console: Console) -> Ending:
    """What nobody foresaw: the traceback goes to the error stream, the cause to the last line."""
    traceback.print_exception(error, file=sys.stderr)
    if console.log:
        traceback.print_exception(error, file=console.log)
    told = f"{type(error).__name__}: {error}".splitlines()[0]
    return Ending(Exit.DEFECT, told, told, told, told)


def _ending_of(error: TsiError) -> Ending:
    return Ending(error.exit_code, error.code, error.code, error.en, error.zh)


def _current(options: argparse.Namespace) -> str:
    """The release that is current now, '' where there is none or no study."""
    from tsi_warehouse.release.current import current_id

    try:
        return current_id(study_of(options).warehouse) or ""
    except (TsiError, OSError):
        return ""


def _summary(console: Console, ending: Ending, changed_to: str) -> dict[str, object]:
    """The last line for machines: --json, and what a failure hook gets."""
    return {
        "exit_code": int(ending.code),
        "cause": ending.cause_en,
        "message": ending.message_en,
        "message_zh": ending.message_zh,
        "current_changed_to": changed_to,
        "log": _log_path(console),
        "warning_count": len(counted(console.warnings)),
        "warnings": as_facts(console.warnings),
    }


def _last_line(console: Console, ending: Ending, changed: str) -> None:
    log = _log_path(console) or "-"
    at = datetime.now(UTC).strftime("%H:%M:%SZ")
    console.always(
        f"exit {int(ending.code)}: {ending.cause_en}; current {'is now ' + changed if changed else 'unchanged'}"
        f"; log: {log} ({at}){_warnings(console, '; warnings: ', ' (', ')')}",
        f"退出码 {int(ending.code)}：{ending.cause_zh}；current {'现为 ' + changed if changed else '未变'}"
        f"；日志：{log}（{at}）{_warnings(console, '；警告：', '（', '）')}",
    )


def _warnings(console: Console, title: str, before: str, after: str) -> str:
    """How many kinds of warnings there were, each with its count; a refresh also says that there was none."""
    number = len(counted(console.warnings))
    if not number and not console.log:
        return ""
    listed = f"{before}{summary(console.warnings)}{after}" if number else ""
    return f"{title}{number}{listed}"


def _log_path(console: Console) -> str:
    return console.log.name if console.log else ""
