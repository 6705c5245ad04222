"""tsi check-raw: what each raw file is taken for, every cell accounted for, nothing built."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tsi_warehouse.checks.reasons import MAPPINGS, OUTCOMES, SHAPES, in_words
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import Ending, Exit, TsiError, failure, message
from tsi_warehouse.core.layout import fit, text_width, wrap
from tsi_warehouse.core.project import Study
from yearbooks.folding import escaped

if TYPE_CHECKING:
    import duckdb

_Words = TypeVar("_Words")
SELECTED = ["+int_file_outcomes", "+int_unmapped_series", "+int_blocking_cells"]
QUERIES = Path(__file__).with_name("check_raw.sql")
WIDTH = 80
NAME_WIDTH = 33
SHOWN_SERIES = 20
_STATUSES_ZH = {"ignored": "忽略", "rejected": "拒绝", "not_read": "未读取"}


def check_raw(study: Study, console: Console) -> Ending:
    """Print a paragraph a file; exit 2 where a file cannot be read, 1 where a cell stops a refresh."""
    from tsi_warehouse.pipeline import reading
    from tsi_warehouse.pipeline.refresh import check_seeds

    check_seeds(study, console)
    problems = reading.land(study)
    study.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=study.work) as scratch:
        database = Path(scratch) / "cells.duckdb"
        blocking = _report(study, database, console)
        reading.write_unmapped_list(study, database, console)
    reading.warn_of_unread(study, console)
    for problem in (*problems, *blocking):
        mark = ": " if console.lang == "en" or problem in problems else "："
        console.always(f"{problem.code}{mark}{problem.en}", f"{problem.code}{mark}{problem.zh}")
    if problems:
        return Ending(Exit.INPUT, message("unread", number=len(problems)))
    if blocking:
        return Ending(Exit.CHECK_FAILED, message("would stop", number=len(blocking)))
    return Ending(Exit.OK, message("accounted for"))


def _report(study: Study, database: Path, console: Console) -> list[TsiError]:
    """Build the staging tables alone, print the report, and return what would stop a refresh."""
    import duckdb

    from tsi_warehouse.pipeline.findings import blocking_findings
    from tsi_warehouse.pipeline.reading import refuse_unreadable_exports
    from tsi_warehouse.pipeline.warehouse import run_dbt

    no_tests = ["--exclude-resource-type", "test", "unit_test"]
    outcome = run_dbt(["build", "--select", *SELECTED, *no_tests], study, database)
    refuse_unreadable_exports(outcome, study)
    if not outcome.success:
        raise outcome.exception or failure("DBT-02", cause=outcome.failures[0].message)
    with duckdb.connect(str(database), read_only=True) as connection:
        for line in report_lines(connection, console.lang):
            console.always(line)
        return blocking_findings(connection)


def report_lines(connection: duckdb.DuckDBPyConnection, lang: str) -> Iterator[str]:
    """A paragraph per file, at most 80 columns wide, then the sums."""
    files, *others = connection.extract_statements(QUERIES.read_text(encoding="utf-8"))
    series, exports, reasons = (_by_file(connection, query) for query in others)
    sums, n_files = [0, 0, 0, 0], 0
    for name, shape, encoding, status, reason, note_en, note_zh, *counts in connection.execute(
        files
    ).fetchall():
        yield ""
        yield fit(name, WIDTH).rstrip()
        if status != "read":
            shown = _say(lang, status.replace("_", " "), _STATUSES_ZH.get(status, status))
            yield "  " + fit(shown, 12) + fit(reason, WIDTH - 14).rstrip()
            continue
        n_files += 1
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        layout = in_words(SHAPES, shape, lang) + (f", {encoding}" if encoding else "")
        yield "  " + fit(_say(lang, "shape", "形状"), 12) + fit(layout, WIDTH - 14).rstrip()
        yield from _noted(_say(lang, "note", "说明"), _say(lang, note_en, note_zh) or "")
        yield from _series_lines(series[name], lang)
        for of_file in exports[name]:
            yield from _noted(_say(lang, "records", "记录"), _export_words(of_file, lang))
        yield from _noted(_say(lang, "cells", "单元格"), _counts(counts, lang))
        for of_reason in reasons[name]:
            yield from _reason_lines(lang, *of_reason)
    yield ""
    yield _say(lang, f"{n_files} files read: ", f"读取 {n_files} 个文件：") + _counts(sums, lang)


def _by_file(connection: duckdb.DuckDBPyConnection, query: Any) -> dict[str, list[Any]]:
    """The rows of a query by their first column."""
    found = defaultdict(list)
    for name, *values in connection.execute(query).fetchall():
        found[name].append(values)
    return found


def _series_lines(series: Sequence[Any], lang: str) -> Iterator[str]:
    """Name, unit, indicator, regions and years of each series; known ones first, then some others."""
    if series:
        en, zh = ("series", "indicator", "regions", "years"), ("序列", "指标", "地区数", "年份")
        yield _columns(*_say(lang, en, zh))
    for name, unit, mapping, indicator_id, regions, first, last, _ in series[:SHOWN_SERIES]:
        indicator = indicator_id if mapping == "mapped" else None
        shown = f"  {escaped(name)}" + (f" ({unit})" if unit else "")
        if text_width(shown) > NAME_WIDTH:
            # A name that is cut cannot be copied into a seed.
            yield from (f"  {line}" for line in wrap(shown.strip(), WIDTH - 4))
            shown = ""
        years = first if first == last else f"{first}-{last}"
        yield _columns(shown, indicator or in_words(MAPPINGS, mapping, lang), str(regions), years)
    if (more := len(series) - SHOWN_SERIES) > 0:
        yield _columns(_say(lang, f"  and {more} more", f"  另有 {more} 个"), "", "", "")


def _reason_lines(
    lang: str, outcome: str, label_en: str, label_zh: str, cells: int, places: str | None
) -> Iterator[str]:
    words = _say(lang, label_en, label_zh) + (f": {escaped(places)}" if places else "")
    name = fit("  " + in_words(OUTCOMES, outcome, lang), 12)
    head = f"  {name}{fit(str(cells), 9, right=True)}  "
    yield from _hanging(head, wrap(words, WIDTH - 25))


def _noted(name: str, text: str) -> Iterator[str]:
    """A line that begins with its name, and those that it runs on to."""
    yield from _hanging("  " + fit(name, 12), wrap(text, WIDTH - 14))


def _hanging(head: str, lines: Sequence[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        yield (" " * text_width(head) if place else head) + line


def _export_words(values: Sequence[Any], lang: str) -> str:
    industries, regions, *ends = values
    years = "-".join(escaped(str(end)) for end in ends)
    return _say(
        lang,
        f"{industries} industries or products, {regions} regions, {years}",
        f"{industries} 个行业或产品，{regions} 个地区，{years}",
    )


def _counts(counts: Sequence[int], lang: str) -> str:
    cells, kept, ignored, rejected = counts
    return _say(
        lang,
        f"{cells} = {kept} kept + {ignored} ignored + {rejected} rejected",
        f"{cells} = 保留 {kept} + 忽略 {ignored} + 拒绝 {rejected}",
    )


def _columns(name: str, indicator: str, regions: str, years: str) -> str:
    return f"  {fit(name, NAME_WIDTH)} {fit(indicator, 22)} {fit(regions, 7, right=True)}  {years}".rstrip()


def _say(lang: str, en: _Words, zh: _Words) -> _Words:
    return zh if lang == "zh" else en
