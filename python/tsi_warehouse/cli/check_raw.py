"""tsi check-raw: what each raw file is taken for, every cell accounted for, nothing built."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tsi_warehouse.checks.columns import display_width, fit, wrapped
from tsi_warehouse.checks.reasons import MAPPINGS, OUTCOMES, SHAPES, in_words
from tsi_warehouse.cli.console import Console
from tsi_warehouse.cli.main import Ending
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import Study
from yearbooks.folding import escaped

if TYPE_CHECKING:
    import duckdb

_Words = TypeVar("_Words")
SELECTED = ["+int_file_outcomes", "+int_unmapped_series", "+int_blocking_cells"]
WIDTH = 80
NAME_WIDTH = 33
_STATUSES_ZH = {"ignored": "忽略", "rejected": "拒绝", "not_read": "未读取"}
SHOWN_SERIES = 20
SHOWN_PLACES = 3

_FILES = """
    select source_file, shape, encoding, status, reason, message_en, message_zh,
        cells, kept, ignored, rejected
    from intermediate.int_file_outcomes
    order by source_file
"""
# Known series first, then those that a row of raw_series could still make use of.
_SERIES = """
    select
        cells.source_file,
        any_value(series.series_text) as series,
        any_value(series.unit_text) as unit,
        any_value(series.mapping) as mapping,
        any_value(series.indicator_id) as indicator_id,
        count(distinct cells.region_key) as regions,
        -- 2011年, 2011年末 and 2011-12-31 begin with their year; what does not is told as a rejected cell.
        coalesce(min(nullif(regexp_extract(cells.year_key, '^[0-9]{4}'), '')), '-') as first_year,
        coalesce(max(nullif(regexp_extract(cells.year_key, '^[0-9]{4}'), '')), '-') as last_year,
        count(*) as cells
    from staging.stg_raw_cells as cells
    inner join intermediate.int_series as series
        on cells.source_file = series.source_file
        and cells.series_key = series.series_key
        and cells.unit_key = series.unit_key
    group by cells.source_file, cells.series_key, cells.unit_key
    order by cells.source_file, any_value(series.mapping) <> 'mapped',
        any_value(series.mapping) = 'unmapped', series
"""
_EXPORTS = """
    select
        files.source_file,
        count(distinct groups.industry_text) as industries,
        count(distinct groups.region_text) as regions,
        min(groups.year_text) as first_year,
        max(groups.year_text) as last_year
    from staging.stg_export_files as files
    inner join intermediate.int_export_groups as groups
        on files.content_id = groups.content_id
    group by files.source_file
"""
_REASONS = f"""
    with cells as (
        select
            source_file, outcome, reason, 1 as cells,
            case when sheet = '' then '' else sheet || ' ' end || cell || ' '
                || left(value_text, 60) as place,
            row_number() over (
                partition by source_file, outcome, reason
                order by sheet, row_number, column_number
            ) as place_number
        from intermediate.int_cell_outcomes
        where reason <> ''
        union all
        select
            source_file, outcome, reason,
            row_count - case when outcome = 'rejected' then 0 else bad_value_count end,
            concat_ws(' ', region_text, industry_text, year_text, month_text, unit_text),
            row_number() over (
                partition by source_file, outcome, reason order by region_text, industry_text
            )
        from intermediate.int_export_outcomes
        where reason <> ''
        union all
        select
            source_file, 'ignored', 'missing_mark', missing_count, '', 1
        from intermediate.int_export_outcomes
        where missing_count > 0 and outcome = 'kept'
        union all
        select
            source_file, 'rejected', 'bad_value', bad_value_count,
            concat_ws(' ', region_text, industry_text, year_text, bad_example),
            row_number() over (partition by source_file order by region_text, industry_text)
        from intermediate.int_export_outcomes
        where bad_value_count > 0 and outcome <> 'rejected'
    )

    select
        source_file, cells.outcome, any_value(label_en), any_value(label_zh),
        cast(sum(cells) as bigint) as n_cells,
        string_agg(place, '; ' order by place_number)
            filter (where cells.outcome = 'rejected' and place_number <= {SHOWN_PLACES}) as places
    from cells
    inner join seeds.cell_reasons using (reason)
    group by source_file, cells.outcome, reason
    order by source_file, cells.outcome, n_cells desc
"""  # fmt: skip


@dataclass(frozen=True)
class _Series:
    name: str
    unit: str
    mapping: str
    indicator_id: str | None
    regions: int
    first_year: str
    last_year: str
    cells: int


@dataclass(frozen=True)
class _Reason:
    outcome: str
    label_en: str
    label_zh: str
    cells: int
    places: str | None


def check_raw(study: Study, console: Console) -> Ending:
    """Print a paragraph a file; exit 2 where a file cannot be read, 1 where a cell stops a refresh.

    Raises
    ------
    TsiError : a seed or the study's folders cannot be used
    """
    import duckdb

    from tsi_warehouse.pipeline.findings import blocking_findings
    from tsi_warehouse.pipeline.reading import (
        land,
        refuse_unreadable_exports,
        warn_of_unread,
        write_unmapped_list,
    )
    from tsi_warehouse.pipeline.refresh import check_seeds
    from tsi_warehouse.pipeline.warehouse import run_dbt

    check_seeds(study, console)
    problems = land(study)
    study.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=study.work) as scratch:
        database = Path(scratch) / "cells.duckdb"
        outcome = run_dbt(
            ["build", "--select", *SELECTED, "--exclude-resource-type", "test", "unit_test"],
            study,
            database,
        )
        refuse_unreadable_exports(outcome, study)
        if not outcome.success:
            raise outcome.exception or TsiError(
                "DBT-02",
                en=f"dbt stopped: {outcome.failures[0].message}",
                zh=f"dbt 中止：{outcome.failures[0].message}",
                exit_code=Exit.DEFECT,
            )
        with duckdb.connect(str(database), read_only=True) as connection:
            for line in report_lines(connection, console.lang):
                console.always(line)
            blocking = blocking_findings(connection)
        write_unmapped_list(study, database, console)
    warn_of_unread(study, console)
    for problem in problems:
        console.always(problem.text("en"), problem.text("zh"))
    for finding in blocking:
        console.always(f"{finding.code}: {finding.en}", f"{finding.code}：{finding.zh}")
    if problems:
        return Ending(
            Exit.INPUT, f"{len(problems)} file(s) cannot be read", f"{len(problems)} 个文件无法读取"
        )
    if blocking:
        return Ending(
            Exit.CHECK_FAILED,
            f"{len(blocking)} finding(s) would stop a refresh",
            f"有 {len(blocking)} 项会阻止刷新",
        )
    return Ending(Exit.OK, "every cell is accounted for", "所有单元格均有去向")


def report_lines(connection: duckdb.DuckDBPyConnection, lang: str) -> Iterator[str]:
    """A paragraph per file, at most 80 columns wide, then the sums."""
    series: dict[str, list[_Series]] = defaultdict(list)
    for source_file, *values in connection.execute(_SERIES).fetchall():
        series[source_file].append(_Series(*values))
    reasons: dict[str, list[_Reason]] = defaultdict(list)
    for source_file, *values in connection.execute(_REASONS).fetchall():
        reasons[source_file].append(_Reason(*values))
    exports = {row[0]: row[1:] for row in connection.execute(_EXPORTS).fetchall()}
    sums = {"cells": 0, "kept": 0, "ignored": 0, "rejected": 0}
    n_files = 0
    for name, shape, encoding, status, reason, note_en, note_zh, *counts in connection.execute(
        _FILES
    ).fetchall():
        yield ""
        yield fit(name, WIDTH).rstrip()
        if status != "read":
            yield _row(
                _say(lang, status.replace("_", " "), _STATUSES_ZH.get(status, status)),
                reason,
            )
            continue
        n_files += 1
        sums = {key: sums[key] + count for key, count in zip(sums, counts, strict=True)}
        yield _row(
            _say(lang, "shape", "形状"),
            in_words(SHAPES, shape, lang) + (f", {encoding}" if encoding else ""),
        )
        if note := _say(lang, note_en, note_zh):
            yield from _rows(_say(lang, "note", "说明"), note)
        yield from _series_lines(series[name], lang)
        if name in exports:
            yield _row(_say(lang, "records", "记录"), _export_words(exports[name], lang))
        yield _row(
            _say(lang, "cells", "单元格"), _counts(dict(zip(sums, counts, strict=True)), lang)
        )
        yield from _reason_lines(reasons[name], lang)
    yield ""
    yield _say(lang, f"{n_files} files read: ", f"读取 {n_files} 个文件：") + _counts(sums, lang)


def _series_lines(series: list[_Series], lang: str) -> Iterator[str]:
    """Name, unit, indicator, regions and years of each series; known ones first, then some others."""
    if not series:
        return
    head = _say(
        lang, ("series", "indicator", "regions", "years"), ("序列", "指标", "地区数", "年份")
    )
    yield _columns(*head)
    for one in series[:SHOWN_SERIES]:
        unit = f" ({one.unit})" if one.unit else ""
        indicator = one.indicator_id if one.mapping == "mapped" else None
        years = (
            one.first_year
            if one.first_year == one.last_year
            else f"{one.first_year}-{one.last_year}"
        )
        name = f"  {escaped(one.name)}{unit}"
        if display_width(name) > NAME_WIDTH:
            # A name that is cut cannot be copied into a seed.
            yield from (f"  {line}" for line in wrapped(name.strip(), WIDTH - 4))
            name = ""
        yield _columns(
            name,
            indicator or in_words(MAPPINGS, one.mapping, lang),
            str(one.regions),
            years,
        )
    if (more := len(series) - SHOWN_SERIES) > 0:
        yield _columns(_say(lang, f"  and {more} more", f"  另有 {more} 个"), "", "", "")


def _reason_lines(reasons: list[_Reason], lang: str) -> Iterator[str]:
    for one in reasons:
        words = _say(lang, one.label_en, one.label_zh)
        first, *more = wrapped(
            words + (f": {escaped(one.places)}" if one.places else ""), WIDTH - 25
        )
        outcome = fit("  " + in_words(OUTCOMES, one.outcome, lang), 12)
        yield f"  {outcome}{fit(str(one.cells), 9, right=True)}  {first}"
        yield from (" " * 25 + line for line in more)


def _export_words(values: tuple[object, ...], lang: str) -> str:
    industries, regions, *ends = values
    first_year, last_year = (escaped(str(end)) for end in ends)
    return _say(
        lang,
        f"{industries} industries or products, {regions} regions, {first_year}-{last_year}",
        f"{industries} 个行业或产品，{regions} 个地区，{first_year}-{last_year}",
    )


def _counts(counts: dict[str, int], lang: str) -> str:
    cells, kept, ignored, rejected = counts.values()
    return _say(
        lang,
        f"{cells} = {kept} kept + {ignored} ignored + {rejected} rejected",
        f"{cells} = 保留 {kept} + 忽略 {ignored} + 拒绝 {rejected}",
    )


def _columns(name: str, indicator: str, regions: str, years: str) -> str:
    return f"  {fit(name, NAME_WIDTH)} {fit(indicator, 22)} {fit(regions, 7, right=True)}  {years}".rstrip()


def _row(name: str, text: str) -> str:
    return "  " + fit(name, 12) + fit(text, WIDTH - 14).rstrip()


def _rows(name: str, text: str) -> Iterator[str]:
    first, *more = wrapped(text, WIDTH - 14)
    yield "  " + fit(name, 12) + first
    yield from (" " * 14 + line for line in more)


def _say(lang: str, en: _Words, zh: _Words) -> _Words:
    return zh if lang == "zh" else en
