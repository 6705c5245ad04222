"""What a failed build left behind, told so that a person can act on it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tsi_warehouse.pipeline.warehouse import DbtOutcome, NodeResult
from yearbooks.folding import escaped
from yearbooks.scales import multiplier

SHOWN_ROWS = 5
UNMAPPED_COLUMNS = (
    "printed_series", "printed_unit", "indicator_id", "multiplier", "source", "priority", "comment",
)  # fmt: skip
BLOCKING_TEST = "no_cell_stops_the_refresh"


@dataclass(frozen=True)
class Finding:
    """One thing to act on, with a stable code, in both languages."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True)
class _Words:
    code: str
    en: str
    zh: str


# {found}, {count}, {places} and {expected} are of one group of cells.
_CELLS = {
    "unknown_region": _Words(
        "CELL-01",
        "unknown region '{found}' in {count} cell(s): {places}. Nearest known names: {expected}. "
        "Add a row to seeds/region_aliases.csv (region_code ignore for a total); nothing is "
        "guessed.",
        "{count} 个单元格中的地区“{found}”无法识别：{places}。最接近的已知名称：{expected}。"
        "请在 seeds/region_aliases.csv 中添加一行（合计等填 ignore）；程序不做猜测。",
    ),
    "no_region": _Words(
        "CELL-11",
        "no region is written beside {count} number(s): {places}. Write the region's name there; if the number "
        "belongs to no region (a page number, a total without a name), delete it in the file.",
        "{count} 个数值旁没有写明地区：{places}。请补写地区名；"
        "若该数值不属于任何地区（页码、未注明的合计等），请在文件中删去。",
    ),
    "unknown_industry": _Words(
        "CELL-02",
        "unknown industry '{found}' in {count} record(s): {places}. Nearest known names: "
        "{expected}. Add a row to seeds/industry_aliases.csv (industry_code ignore to leave it out). Of "
        "customs (HS) codes the column must be called hs8 or 商品编码: else their digits are taken for divisions.",
        "{count} 条记录中的行业“{found}”无法识别：{places}。最接近的已知名称：{expected}。"
        "请在 seeds/industry_aliases.csv 中添加一行（不用者填 ignore）。若为海关（HS）编码，"
        "其列名须为 hs8 或商品编码，否则编码开头会被当作行业大类。",
    ),
    "unknown_hs_code": _Words(
        "CELL-07",
        "HS codes that begin with '{found}', without an industry, in {count} record(s): {places}. HS "
        "digits are not those of the industries seed, so nothing is guessed. Add a row to "
        "seeds/industry_aliases.csv for them, its alias HS and their first digits (HS85, HS8517), "
        "its industry_code the industry, or ignore; or list HS85 itself in seeds/industries.csv.",
        "{count} 条记录中以“{found}”开头的 HS 编码没有对应行业：{places}。"
        "HS 编码与行业代码的数字含义不同，程序不做猜测。请在 seeds/industry_aliases.csv 中添加一行："
        "alias 写 HS 加编码前几位（如 HS85、HS8517），industry_code 写行业代码，不用者填 ignore；"
        "或在 seeds/industries.csv 中直接列出 HS85。",
    ),
    "unit_mismatch": _Words(
        "CELL-03",
        "{series}: found the unit '{found}', expected '{expected}', in {count} cell(s): {places}. "
        "Correct the unit in the file, or add a row with this unit and its multiplier to "
        "seeds/raw_series.csv (exports: seeds/export_units.csv).",
        "{series}：单位为“{found}”，应为“{expected}”，涉及 {count} 个单元格：{places}。"
        "请更正文件中的单位，或在 seeds/raw_series.csv（出口：seeds/export_units.csv）"
        "中为该单位添加一行及其乘数。",
    ),
    "duplicate_conflict": _Words(
        "CELL-04",
        "two values for one region, indicator and year: {found}. If they come from two files, write a row for "
        "each in seeds/raw_series.csv, its source the file's name, and give them different priorities. If they "
        "are parts of one value (cities, industries, months), add them up in the file. If one is an error, "
        "correct it there.",
        "同一地区、指标和年份有两个不同的值：{found}。若来自两个文件，请在 seeds/raw_series.csv 中各写一行，"
        "source 填文件名，并设置不同的 priority；若是同一数值的组成部分（各城市、行业、月份），请在文件中加总；"
        "若其一有误，请在文件中更正。",
    ),
    "unreadable_year": _Words(
        "CELL-05",
        "found '{found}', expected a year such as 2011 or 2011年, in {count} cell(s): {places}. "
        "Correct it in the file, or delete the row or column if it has no year.",
        "年份写作“{found}”，应如 2011 或 2011年，涉及 {count} 个单元格：{places}。"
        "请在文件中更正；没有年份的行或列请删去。",
    ),
    "unreadable_month": _Words(
        "CELL-06",
        "found '{found}', expected a month such as 3 or 3月, in {count} record(s): {places}. "
        "Correct it in the file.",
        "月份写作“{found}”，应如 3 或 3月，涉及 {count} 条记录：{places}。请在文件中更正。",
    ),
    "unreadable_hs_code": _Words(
        "CELL-08",
        "{found!r} is no HS code that can be relied on, in {count} record(s): {places}. A program took it for a number "
        "and lost digits (8.51712E+07, or a leading zero in a file of codes of other lengths), or it is a total. "
        "Export the codes as text, or add a row to seeds/industry_aliases.csv: {found},ignore",
        "“{found}”不是可靠的 HS 编码，涉及 {count} 条记录：{places}。可能被当作数字而丢失了数位"
        "（8.51712E+07，或编码长度不一时缺少前导零），也可能是合计。请以文本格式导出编码，"
        "或在 seeds/industry_aliases.csv 中添加一行：{found},ignore",
    ),
    "levels_nested": _Words(
        "CELL-09",
        "levels nested: {found} has rows of its own and of {expected} for the same region and year, so exports would "
        "count twice, in {count} record(s): {places}. Remove one level from raw/exports/, or choose one in "
        "seeds/study_settings.csv: export_level,finest (or coarsest, or a number of digits such as 4)",
        "层级重叠：同一地区同一年份既有 {found} 的记录，也有其下 {expected} 的记录，出口会重复计算，"
        "涉及 {count} 条记录：{places}。请在 raw/exports/ 中只保留一个层级，"
        "或在 seeds/study_settings.csv 中选择：export_level,finest（最细；coarsest 为最粗，也可填位数，如 4）",
    ),
}  # fmt: skip
_TESTS = {
    "every_cell_is_accounted_for": _Words(
        "CELL-10",
        "cells were lost between the file and the staging tables; this is a defect: report it",
        "文件与 staging 表之间有单元格丢失；这是程序缺陷，请报告",
    ),
    "no_indicator_is_constant": _Words(
        "INDEX-01",
        "an indicator has one value everywhere, so it has no scale and no weight. Correct its "
        "data, or leave it out with role input in seeds/indicators.csv",
        "有指标在所有地区与年份取值相同，无法标准化与赋权。请更正其数据，"
        "或在 seeds/indicators.csv 中将其 role 改为 input",
    ),
    "no_indicator_is_incomplete_where_told_to_stop": _Words(
        "INDEX-02",
        "a digital indicator is incomplete and study_settings.csv says missing_indicator = stop. "
        "Add its data, or choose drop_indicator",
        "有数字技术指标不完整，而 study_settings.csv 中 missing_indicator = stop。"
        "请补充数据，或改为 drop_indicator",
    ),
}  # fmt: skip
_OTHER_TEST = _Words("TEST-01", "a test of the data failed", "数据检验未通过")


# Of nothing printed no row of a seed can tell.
_BLANK = {
    "unknown_region": _Words(
        "CELL-11",
        "no region is written in {count} record(s): {places}. Write it there, or delete the records in the file.",
        "{count} 条记录没有写明地区：{places}。请在文件中补写，或删去这些记录。",
    ),
    "unknown_industry": _Words(
        "CELL-02",
        "no industry is written in {count} record(s): {places}. Write it there, or delete the records in the file.",
        "{count} 条记录没有写明行业：{places}。请在文件中补写，或删去这些记录。",
    ),
    "unreadable_hs_code": _Words(
        "CELL-08",
        "no HS code is written in {count} record(s): {places}. Write it there, or delete the records in the file.",
        "{count} 条记录没有写明 HS 编码：{places}。请在文件中补写，或删去这些记录。",
    ),
}


def findings(database: Path, outcome: DbtOutcome) -> list[Finding]:
    """What each failed check found: how many, the first of them with their places, and the mend."""
    found: list[Finding] = []
    with duckdb.connect(str(database), read_only=True) as connection:
        for failure in outcome.failures:
            if failure.name == BLOCKING_TEST:
                found += blocking_findings(connection)
            else:
                found.append(_other_finding(connection, failure))
    return found


def blocking_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The cells that only a person can decide about, grouped by what was found, worst first.

    Of each reason the first groups are told, of each group the first places.
    """
    rows = connection.execute(_BLOCKING).fetchall()
    told: list[Finding] = []
    for reason, general in _CELLS.items():
        groups = [row[1:] for row in rows if row[0] == reason]
        for found, expected, series, count, places, n_places in groups[:SHOWN_ROWS]:
            words = general if found.strip() else _BLANK.get(reason, general)
            # A name or a number may look right and hold what nobody sees.
            values = {"found": escaped(found), "series": escaped(series), "count": count}
            values["expected"] = escaped(expected)
            places = escaped(places)
            more = n_places - places.count("; ") - 1
            shown = {
                "en": places + (f"; and {more} more" if more > 0 else ""),
                "zh": places + (f"；另有 {more} 处" if more > 0 else ""),
            }
            told.append(
                Finding(
                    words.code,
                    words.en.format(places=shown["en"], **values),
                    words.zh.format(places=shown["zh"], **values),
                )
            )
        if (more := len(groups) - SHOWN_ROWS) > 0:
            told.append(
                Finding(general.code, f"and {more} more of this kind", f"另有 {more} 项同类问题")
            )
    return told


_BLOCKING = f"""
    with cells as (
        select
            *,
            source_file || case when sheet = '' then '' else ', ' || sheet end
            || case when cell = '' then '' else ', ' || cell end as place
        from intermediate.int_blocking_cells
    ),

    groups as (
        select
            reason,
            -- Each of two conflicting cells tells of the other; together they are one finding.
            case
                when reason = 'duplicate_conflict'
                    then least(place || ': ' || value_text, expected) || ' / '
                        || greatest(place || ': ' || value_text, expected)
                        || ' (' || series_text || ', ' || region_text || ', ' || year_text || ')'
                else found
            end as found,
            case when reason = 'duplicate_conflict' then '' else expected end as expected,
            case when reason = 'unit_mismatch' then series_text else '' end as series,
            cell_count,
            place
        from cells
    ),

    placed as (
        select reason, found, expected, series, place, sum(cell_count) as cell_count,
            row_number() over (partition by reason, found, expected, series order by place)
                as place_number
        from groups
        group by reason, found, expected, series, place
    )

    select reason, found, expected, series, cast(sum(cell_count) as bigint) as cells,
        string_agg(place, '; ' order by place) filter (where place_number <= {SHOWN_ROWS})
            as places,
        count(*) as n_places
    from placed
    group by reason, found, expected, series
    order by reason, cells desc, found
"""  # fmt: skip


def write_unmapped(database: Path, path: Path) -> int:
    """Write the list of unmapped series, in raw_series' own columns, to complete and paste.

    A multiplier is proposed only where the indicator is known and the two units give it; a blank one is filled
    by the seeds' check, or asked for. A series that several files print under one unit (a yearbook's page of
    each year) is one row, which holds for all of them. The file is UTF-8 with a byte-order mark, so that Excel
    reads its Chinese. Returns its length.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        if not _exists(connection, "intermediate", "int_unmapped_series"):
            return 0
        rows = connection.execute(
            """
            select max(indicator_unit), printed_series, printed_unit, max(indicator_id),
                case when count(distinct source) = 1 then min(source) else '' end,
                any_value(priority),
                concat_ws('; ', nullif(max(comment), ''), case when count(distinct source) > 1 then
                    'in ' || count(distinct source) || ' files, the first ' || min(source) end)
            from intermediate.int_unmapped_series
            group by printed_series, printed_unit
            order by min(source), printed_series
            """
        ).fetchall()
    rows = [_proposed(*row) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(UNMAPPED_COLUMNS)
        writer.writerows(rows)
    return len(rows)


def _proposed(
    wanted: str, series: str, unit: str, indicator: str, *rest: object
) -> tuple[object, ...]:
    """A row of the list with its multiplier, '' where it does not follow from the units."""
    factor = multiplier(unit, wanted)
    return series, unit, indicator, "" if factor is None else repr(factor), *rest


def _other_finding(connection: duckdb.DuckDBPyConnection, failure: NodeResult) -> Finding:
    if failure.kind != "test":
        told = f"{failure.name}: {failure.message.strip() or failure.status}"
        return Finding("DBT-10", told, told)
    words = _TESTS.get(failure.name, _OTHER_TEST)
    count = failure.failures if failure.failures is not None else "?"
    rows = "".join(f"\n      {row}" for row in _first_rows(connection, failure))
    if not rows:
        rows = f"\n      {failure.message.strip()}" if failure.message.strip() else ""
    return Finding(
        words.code,
        f"{words.en} ({failure.name}, {count} row(s)):{rows}",
        f"{words.zh}（{failure.name}，{count} 行）：{rows}",
    )


def _first_rows(connection: duckdb.DuckDBPyConnection, failure: NodeResult) -> list[str]:
    """The first rows that a failed test stored, as name=value."""
    if not failure.rows_table:
        return []
    schema, table = failure.rows_table.replace('"', "").split(".")[-2:]
    if not _exists(connection, schema, table):
        return []
    found = connection.execute(f"select * from {failure.rows_table} limit {SHOWN_ROWS}")
    names = [column[0] for column in found.description or []]
    return [
        ", ".join(
            f"{name}={value}"
            for name, value in zip(names, row, strict=True)
            if value not in (None, "")
        )
        for row in found.fetchall()
    ]


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
            [schema, table],
        ).fetchall()
    )
