"""What a study lacks, told before its tables: indicators left out of the index, exports, empty variables."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tsi_warehouse.cli.text_layout import wrap
from tsi_warehouse.core.warned import Warned

if TYPE_CHECKING:
    import duckdb

_REASONS_ZH = {"no data": "没有数据", "incomplete": "不完整"}
# What ln_tsi and its parts lack is what the line on exports says.
_VARIABLES = """
    select variable
    from marts.descriptive_statistics
    where n = 0 and variable not like 'ln_tsi%' and variable not in ('dig', 'dig_pca')
    order by variable
"""


def lines_of_what_is_missing(
    connection: duckdb.DuckDBPyConnection, lang: str = "en", width: int = 80
) -> list[str]:
    """How many indicators the index has, and what else is missing, as lines of at most `width` columns."""
    chinese = lang == "zh"
    told = [_index(connection, chinese), _exports(connection, chinese)]
    empty = [variable for (variable,) in connection.execute(_VARIABLES).fetchall()]
    if empty:
        listed = ", ".join(empty)
        told.append(
            f"没有数据的变量：{listed}；所需指标见 docs/methodology/variables.md"
            if chinese
            else f"variables without data: {listed}; docs/methodology/variables.md says what each needs"
        )
    return [f"  {line}" for text in told if text for line in wrap(text, width - 2)]


def warnings_of_what_is_missing(connection: duckdb.DuckDBPyConnection) -> list[Warned]:
    """What the seeds ask for and the data do not give: indicators of the index (DATA-01), models (MODEL-01)."""
    indicators = connection.execute(
        "select indicator_id, reason_left_out from marts.digital_weights "
        "where coalesce(reason_left_out, '') <> '' order by indicator_id"
    ).fetchall()
    models = connection.execute(
        "select distinct study_table || '/' || column_no || '/' || variant, reason_en, reason_zh "
        "from results.skipped order by all"
    ).fetchall()
    found = []
    if indicators:
        en = ", ".join(f"{name} ({reason})" for name, reason in indicators)
        zh = "，".join(
            f"{name}（{_REASONS_ZH.get(reason, reason)}）" for name, reason in indicators
        )
        found.append(
            Warned("DATA-01", len(indicators), f"not in the index: {en}", f"未进入指数：{zh}")
        )
    if models:
        en = "; ".join(f"{name}: {reason}" for name, reason, _ in models)
        zh = "；".join(f"{name}：{reason}" for name, _, reason in models)
        found.append(Warned("MODEL-01", len(models), f"not estimated: {en}", f"未估计的模型：{zh}"))
    return found


def _index(connection: duckdb.DuckDBPyConnection, chinese: bool) -> str:
    rows = connection.execute(
        "select indicator_id, reason_left_out from marts.digital_weights order by indicator_id"
    ).fetchall()
    left_out: dict[str, list[str]] = defaultdict(list)
    for indicator_id, reason in rows:
        if reason:
            left_out[reason].append(indicator_id)
    used = len(rows) - sum(map(len, left_out.values()))
    text = (
        f"数字技术指数使用 {used} / {len(rows)} 个指标"
        if chinese
        else f"the digital index uses {used} of {len(rows)} indicators"
    )
    for reason, indicators in sorted(left_out.items()):
        listed = ", ".join(indicators)
        text += (
            f"；未用（{_REASONS_ZH.get(reason, reason)}）：{listed}"
            if chinese
            else f"; left out ({reason}): {listed}"
        )
    return text


def _exports(connection: duckdb.DuckDBPyConnection, chinese: bool) -> str:
    """Why there is no TSI, '' where there is one."""
    if connection.execute("select count(tsi) from marts.region_tsi").fetchall() != [(0,)]:
        return ""
    files = connection.execute(
        "select count(*) from marts.raw_files where starts_with(source_file, 'exports/') and status = 'read'"
    ).fetchall()
    if files == [(0,)]:
        return (
            "raw/exports/ 中没有出口记录：没有 PRODY 与 TSI，以其为变量的模型均不估计"
            if chinese
            else "no export records in raw/exports/: no PRODY, no TSI, and no model that uses them"
        )
    return (
        "没有一个地区在同一年既有出口记录又有人均地区生产总值：没有 PRODY 与 TSI"
        if chinese
        else "no region has export records and GDP per capita in the same year: no PRODY, no TSI"
    )
