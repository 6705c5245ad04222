"""Simulated data have true effects: what they are, next to what the study estimated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tsi_warehouse.core.layout import three_line

if TYPE_CHECKING:
    import duckdb

_TRUTH = """
    create or replace table results.truth as
    with truth as (
        select study_table, cast(column_no as integer) as column_no, variant, outcome, term, effect,
            cast(true_value as double) as true_value
        from read_csv(?, header = true, all_varchar = true)
    ),
    found as (
        select study_table, column_no, variant, term, 'coefficient' as effect, vcov as method,
            coefficient as estimate, ci_low, ci_high
        from results.estimates
        union all
        select study_table, column_no, variant, mediator, effect, method, estimate, ci_low, ci_high
        from results.mediation_effects
    )
    select truth.study_table, truth.column_no, truth.variant, truth.outcome, truth.term, truth.effect,
        truth.true_value, found.method, found.estimate, found.ci_low, found.ci_high,
        truth.true_value between found.ci_low and found.ci_high as interval_covers_truth
    from truth
    inner join found
        using (study_table, column_no, variant, term, effect)
"""
_COMMENT = (
    "模拟数据的真实效应与估计值并列（仅默认模拟数据）。"
    "The true effects of simulated data next to the estimates, one row per "
    "effect and method; only where the input is SIMULATED. One data set shows no coverage: make simulate does."
)
_SHOWN = """
    with shown as (
        select study_table, column_no, variant, term, 'coefficient' as effect, convention as method,
            coefficient_text as estimate, ci_low_text as low, ci_high_text as high
        from results.shown_estimates
        union all
        select study_table, column_no, variant, mediator, effect, method, estimate_text, ci_low_text, ci_high_text
        from results.shown_mediation_effects
        where effect = 'indirect'
    )
    select truth.study_table, truth.column_no,
        case when truth.variant = 'equation' then truth.term
            else truth.term || ' [' || truth.variant || ']' end as shown_term,
        truth.effect, truth.true_value, shown.estimate, shown.low, shown.high, truth.method,
        truth.interval_covers_truth
    from results.truth
    inner join shown
        using (study_table, column_no, variant, term, effect, method)
    where shown.low is not null
        and (truth.effect = 'indirect' or truth.term in ('dig', 'hum', 'upd', 'cre'))
    order by truth.study_table, truth.column_no, truth.effect, truth.variant, truth.term
"""


def write_truth(connection: duckdb.DuckDBPyConnection, truth: Path) -> bool:
    """Fill results.truth from raw/truth.csv; False where there is no such file, as with real data."""
    if not truth.is_file():
        return False
    connection.execute("begin")
    connection.execute(_TRUTH, [str(truth)])
    connection.execute(f"comment on table results.truth is '{_COMMENT}'")
    connection.execute("commit")
    return True


def render_truth(
    connection: duckdb.DuckDBPyConnection, *, lang: str = "en", line: str = "-"
) -> str:
    """The true effects next to the estimates as the tables show them, for a terminal."""
    chinese = lang == "zh"
    head = (
        ["表(列)", "项", "效应", "真值", "估计", "区间", "覆盖"]
        if chinese
        else ["table", "term", "effect", "true", "estimate", "interval", "covers"]
    )
    words = {True: "是" if chinese else "yes", False: "否" if chinese else "no"}
    rows = connection.execute(_SHOWN).fetchall()
    body = [
        [
            f"{table} ({column})",
            term,
            effect,
            f"{true:.4f}",
            estimate,
            f"[{low}, {high}]",
            words[covers],
        ]
        for table, column, term, effect, true, estimate, low, high, _, covers in rows
    ]
    methods = ", ".join(dict.fromkeys(f"{row[2]}: {row[8]}" for row in rows))
    title = (
        f"模拟数据 SIMULATED：方程 (1) 层面的真实效应与估计（口径同各表：{methods}）"
        if chinese
        else "SIMULATED data: true effects of equation (1) and the estimates as the tables show them\n"
        f"({methods})"
    )
    return "\n".join([title, *three_line([head], body, [], line)]) if body else ""
