"""From yearbook tables and export records to an audited study: `tsi COMMAND --help` says more of each."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import click

from tsi_warehouse.core.console import Console, choose_language
from tsi_warehouse.core.errors import Ending, Exit, Text, TsiError, failure, message
from tsi_warehouse.core.project import Study, resolve_study, value_of

# A century in hours: beyond it a number is a slip, and dates overflow.
_MOST_HOURS = 876_600.0


class Value(click.ParamType[Any]):
    """A number or size on the command line or in the environment; what is none is refused in words."""

    def __init__(self, name: str, en: str, zh: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self.expected = Text(en, zh)
        self.read = read

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """What the text means."""
        try:
            found = self.read(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if found is None:
            name = ", or ".join(filter(None, (param.opts[0], param.envvar)))
            raise failure("CLI-01 value", name=name, text=value, expected=self.expected)
        return found


def _number(unit: str, zh: str, most: float) -> Value:
    def read(text: str) -> float | None:
        # NaN is not within any bounds.
        return value if 0 <= (value := float(text)) <= most else None

    en = f"a number of {unit} from 0 to {most:.0f}"
    return Value(unit, en, f"0 至 {most:.0f} 的{zh}数", read)


def _whole(lowest: int) -> Value:
    def read(text: str) -> int | None:
        plain = text.isascii() and text.isdecimal() and len(text) < 10
        return int(text) if plain and int(text) >= lowest else None

    return Value("number", f"a whole number from {lowest}", f"不小于 {lowest} 的整数", read)


def _size(text: str) -> str | None:
    import re

    size = r"[1-9][0-9]{0,6}(?:[.][0-9]{1,3})? ?[KMGT]i?B"
    return text if re.fullmatch(size, text, re.IGNORECASE) else None


HOURS = _number("hours", "小时", _MOST_HOURS)
SECONDS = _number("seconds", "秒", 3600 * _MOST_HOURS)
SIZE = Value("size", "a size such as 2GB", "大小，如 2GB", _size)


def _option(name: str, help_text: str, kind: Any = str, **more: Any) -> click.Option:
    return click.Option([name], type=kind, help=help_text, **more)


def _flag(name: str, help_text: str) -> click.Option:
    return click.Option([name], is_flag=True, help=help_text)


def _argument(name: str, shown: str, **more: Any) -> click.Argument:
    return click.Argument([name], metavar=shown, **more)


def _choice(name: str, *texts: str, **more: Any) -> click.Argument:
    return click.Argument([name], type=click.Choice(texts), **more)


_RELEASE = _option(
    "--release", "which release; the current one by default", default="current", metavar="ID"
)
_SHARED = [
    _option(
        "--study",
        "folder with raw/, seeds/, warehouse/ (TSI_STUDY, or the one around the working folder)",
        metavar="DIR",
    ),
    _option("--raw", "another raw/ (TSI_RAW)", metavar="DIR"),
    _option("--seeds", "another seeds/ (TSI_SEEDS)", metavar="DIR"),
    _option("--warehouse", "another warehouse/ (TSI_WAREHOUSE)", metavar="DIR"),
    _option("--lang", "language of messages", click.Choice(["zh", "en"])),
]


def _command(
    name: str, help_text: str, *parameters: click.Parameter, ends: bool = False
) -> click.Command:
    """A command that gives back what was asked; `ends` says that its last line always names the exit code."""

    def asked(**options: Any) -> SimpleNamespace:
        return SimpleNamespace(command=name, says_ending=ends, **options)

    return click.Command(name, callback=asked, help=help_text, params=[*parameters, *_SHARED])


_COMMANDS = [
    _command(
        "refresh", "Build, check, study and publish the warehouse.",
        _flag("--force", "publish even where nothing changed"),
        _flag("--replace", "replace a release of another study, or a real one by a simulated one"),
        _option("--wait", "wait for another refresh, as long as it takes or so many seconds", SECONDS,
                is_flag=False, flag_value=math.inf, default=0.0),
        _option("--timeout", "with --wait: give up after so many seconds", SECONDS, default=math.inf),
        _option("--accept", "publish although this quality check blocks; may be repeated", multiple=True,
                metavar="CHECK"),
        _flag("--accept-loss", "publish although it lacks what the previous release had (files, indicators, "
              "region-years, exports, models)"),
        _flag("--strict", "publish nothing where there is any warning (exit 1)"),
        _flag("--no-report", "publish without report/, tables/ and the other files"),
        _flag("--quiet", "only the last line and errors"),
        _flag("--json", "only one JSON object at the end, for schedulers"),
        _option("--on-failure", "run this when the exit code is neither 0 nor 3 (busy); it gets the summary as JSON",
                metavar="COMMAND", envvar="TSI_ON_FAILURE", show_envvar=True),
        ends=True,
    ),
    _command("check-raw", "Say what each raw file is taken for, and build nothing.",
             _argument("folder", "[DIR]", required=False), ends=True),
    _command("land", "Write what the models read as Parquet, for dbt --target spark.",
             _argument("folder", "[DIR]", required=False), ends=True),
    _command("init", "Make a study folder of your own.", _argument("folder", "DIR"), ends=True),
    _command("export", "Write a query's result to a file for Excel.", _argument("query", "QUERY.sql"),
             _argument("target", "OUT.xlsx|.csv|.parquet"), ends=True),
    _command("package", "Pack a release for replication: code, seeds, database, tables, README.",
             _argument("target", "[OUT.zip]", required=False), _RELEASE,
             _flag("--include-raw", "also raw files that seeds/sources.csv allows"), ends=True),
    _command(
        "releases", "List, compare, verify, remove releases, or go back to one.",
        _choice("action", "list", "rollback", "diff", "verify", "prune", default="list"),
        _argument("names", "[ID]...", nargs=-1),
        _flag("--replace", "rollback: also to another study's"),
        _option("--out", "diff: write each table as CSV into DIR", metavar="DIR"),
        _option("--rows", "diff: rows shown of each table", _whole(0), default=20),
        _option("--keep", "prune: the latest N stay; keep_releases by default", _whole(1)),
        _option("--grace", "prune: and younger ones", HOURS, default=24.0),
    ),
    _command(
        "status", "Is the release fresh and whole; exits 5 when stale, 1 when damaged.",
        _option("--every", "the schedule's interval", HOURS, default=24.0, envvar="TSI_REFRESH_EVERY_HOURS",
                show_envvar=True),
        _option("--tolerance", "how late is stale", HOURS, default=6.0),
        _flag("--verify", "read every byte of the release, not only sizes"),
        _flag("--json", "one JSON object, for monitoring"),
    ),
    _command(
        "sql", "Query a release, read-only and hardened; the log of runs is the table runs. QUERY is SQL, or the "
        "name of a file that ends in .sql; a prompt without.",
        _argument("query", "[QUERY]", required=False), _RELEASE,
        _flag("--csv", "comma-separated values instead of a table"),
        _option("--rows", "rows shown; 0 shows all", _whole(0), default=200),
        _option("--seconds", "time limit", SECONDS, default=300.0),
        _option("--memory", "memory limit", SIZE, default="2GB"),
    ),
    _command("seeds", "diff: what our seeds changed since this study copied them.", _choice("action", "diff")),
]  # fmt: skip
TSI = click.Group(
    "tsi", _COMMANDS, help=__doc__, context_settings={"help_option_names": ["-h", "--help"]}
)


def asked_for(words: Sequence[str]) -> Any:
    """What a command line asks for: its command and options; an exit code where it only wants help."""
    try:
        return TSI.main(list(words), "tsi", standalone_mode=False)
    except click.ClickException as error:
        prog = (
            error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "tsi"
        )
        said = Text(error.format_message().rstrip("."), _in_chinese(error).rstrip("."))
        raise failure("CLI-01", message=said, prog=prog) from None


def _in_chinese(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 用法不对"
    if isinstance(error, click.BadParameter) and error.param:
        missing = isinstance(error, click.MissingParameter)
        name = error.param.human_readable_name
        return f"缺少 {name}" if missing else f"{name} 的值无效（{error.message}）"
    return error.format_message()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code (deploy/RUNBOOK.md)."""
    # The study's matrices are small: several BLAS threads cost three times what they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A process that this one starts must read and name files as this one does, also under a GBK locale.
    os.environ.setdefault("PYTHONUTF8", "1")
    words = sys.argv[1:] if arguments is None else arguments
    try:
        options = asked_for(words)
    except TsiError as error:
        return _misread(words, error)
    if isinstance(options, int):
        return options
    as_json = getattr(options, "json", False)
    quiet = as_json or getattr(options, "quiet", False)
    console = Console(choose_language(options.lang), quiet=quiet)
    study, before = None, ""
    try:
        if options.command != "init":
            study = _study_of(options)
            before = _current(study)
            _introduce(options, study, before, console)
        from tsi_warehouse.cli import commands

        run = getattr(commands, options.command.replace("-", "_"))
        ending = run(options, study, console)
    except TsiError as error:
        tell = console.say if as_json else console.always
        tell(error.text("en"), error.text("zh"))
        ending = _ending_of(error)
    except KeyboardInterrupt:
        ending = Ending(Exit.DEFECT, *[Text("interrupted", "已中断")] * 2)
    except BrokenPipeError:
        console.let_go()
        return Exit.OK
    except (MemoryError, Exception) as error:
        ending = _defect(error, console)
    now = _current(study)
    changed_to = now if now != before else ""
    _end(options, study, console, ending, changed_to)
    return int(ending.code)


def _study_of(options: SimpleNamespace) -> Study:
    checked = options.folder if options.command == "check-raw" else None
    return resolve_study(options.study, checked or options.raw, options.seeds, options.warehouse)


def _current(study: Study | None) -> str:
    """The release that is current now, '' where there is none or no study."""
    from tsi_warehouse.release.current import current_id

    try:
        return (study and current_id(study.warehouse)) or ""
    except (TsiError, OSError):
        return ""


def _introduce(options: SimpleNamespace, study: Study, current: str, console: Console) -> None:
    """Say which study and release a command works on; not among rows or JSON that a program may read."""
    if options.command == "refresh":
        from tsi_warehouse.release.runs import open_log

        console.log = open_log(study.warehouse, "refresh")
    elsewhere = "".join(
        f", {part}: {folder}"
        for part in ("raw", "seeds", "warehouse")
        if (folder := getattr(study, part)) != study.root / part
    )
    named = getattr(options, "release", "current")
    release = named if named != "current" else current
    if options.command == "sql":
        # Its output is a result.
        console = Console(console.lang, sys.stderr)
    # Not of messages.yml, which would take `tsi status` a tenth longer.
    console.say(
        f"study {_study_id(study)} in {study.root}{elsewhere}; release {release or 'none yet'}",
        f"研究 {_study_id(study)}（{study.root}{elsewhere}）；版本 {release or '尚无'}",
    )


def _study_id(study: Study) -> str:
    from tsi_warehouse.seeds.files import study_setting

    try:
        return study_setting(study.seeds, "study_id", "?")
    except TsiError:
        return "?"


def _misread(words: Sequence[str], error: TsiError) -> int:
    """End a command whose words cannot be read, as every command ends; its hook runs as for any other cause."""
    name = next((word for word in words if not word.startswith("-")), "")
    hook = value_of("--on-failure", words)
    options = SimpleNamespace(
        json="--json" in words,
        says_ending=True,
        on_failure=hook or (os.environ.get("TSI_ON_FAILURE") if name == "refresh" else None),
    )
    console = Console(choose_language(value_of("--lang", words)))
    if not options.json:
        console.always(error.text("en"), error.text("zh"))
    _end(options, None, console, _ending_of(error), "")
    return int(error.exit_code)


def _defect(error: BaseException, console: Console) -> Ending:
    """What nobody foresaw: the traceback goes to the error stream, the cause to the last line."""
    import traceback

    for stream in filter(None, (sys.stderr, console.log)):
        traceback.print_exception(error, file=stream)
    described = f"{type(error).__name__}: {error}".splitlines()[0]
    return Ending(Exit.DEFECT, *[Text(described, described)] * 2)


def _ending_of(error: TsiError) -> Ending:
    return Ending(error.exit_code, Text(error.code, error.code), Text(error.en, error.zh))


def _end(
    options: SimpleNamespace, study: Study | None, console: Console, ending: Ending, changed_to: str
) -> None:
    """Print the last line, or the JSON, and run the hook of a refresh that failed."""
    failed = ending.code not in (Exit.OK, Exit.BUSY)
    hook = getattr(options, "on_failure", None) if failed else None
    if getattr(options, "json", False):
        # `tsi status --json` has printed its own object, unless it could not.
        if options.says_ending or ending.message.en:
            import json

            facts = _summary(study, console, ending, changed_to)
            console.always(json.dumps(facts, ensure_ascii=False))
    elif options.says_ending or ending.code != Exit.OK or changed_to:
        _last_line(console, ending, changed_to)
    if hook:
        from tsi_warehouse.cli.hook import run_failure_hook

        if trouble := run_failure_hook(hook, _summary(study, console, ending, changed_to)):
            print(f"--on-failure: {trouble}", file=sys.stderr)
    console.close()


def _summary(
    study: Study | None, console: Console, ending: Ending, changed_to: str
) -> dict[str, object]:
    """The last line for machines: --json, and what a failure hook gets."""
    from tsi_warehouse.core.warned import as_facts, counted

    return {
        "exit_code": int(ending.code),
        "cause": ending.cause.en,
        "message": ending.message.en,
        "message_zh": ending.message.zh,
        "study": str(study.root) if study else "",
        "current_changed_to": changed_to,
        "log": console.log.name if console.log else "",
        "warning_count": len(counted(console.warnings)),
        "warnings": as_facts(console.warnings),
    }


def _last_line(console: Console, ending: Ending, changed: str) -> None:
    from datetime import UTC, datetime

    from tsi_warehouse.core.warned import counted, summary

    warnings = Text("", "")
    if console.warnings or console.log:
        number = len(counted(console.warnings))
        listed = message("listed", listed=summary(console.warnings)) if number else ""
        warnings = message("last line warnings", number=number, listed=listed)
    current = message("current changed", release=changed) if changed else Text("unchanged", "未变")
    console.always(*message(
        "last line", code=int(ending.code), cause=ending.cause, current=current, warnings=warnings,
        log=console.log.name if console.log else "-", at=datetime.now(UTC).strftime("%H:%M:%SZ"),
    ))  # fmt: skip
