"""What a study lacks, reported before its tables: indicators left out of the index, exports, empty variables."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tsi_warehouse.core.errors import Text, catalogue, message
from tsi_warehouse.core.layout import wrap
from tsi_warehouse.core.warned import Warned, warning

if TYPE_CHECKING:
    import duckdb

_INDICATORS = (
    "select indicator_id, reason_left_out from marts.digital_weights order by indicator_id"
)
# What ln_tsi and its parts lack is what the line on exports says.
_VARIABLES = """
    select statistics.variable
    from marts.descriptive_statistics as statistics
    inner join marts.variables using (variable)
    where
        statistics.n = 0
        and not contains(' ' || variables.inputs || ' ', ' exports ')
        and variables.role is distinct from 'index'
    order by all
"""
_EXPORTS = """
    select
        (select count(tsi) from marts.region_tsi),
        (select count(*) from marts.raw_files where starts_with(source_file, 'exports/') and status = 'read')
"""
_SKIPPED = """
    select distinct study_table || '/' || column_no || '/' || variant, reason_en, reason_zh
    from results.skipped
    order by all
"""


def lines_of_what_is_missing(
    connection: duckdb.DuckDBPyConnection, lang: str = "en", width: int = 80
) -> list[str]:
    """How many indicators the index has, and what else is missing, as lines of at most `width` columns."""
    said = [_index(connection)]
    ((tsi, files),) = connection.execute(_EXPORTS).fetchall()
    if not tsi:
        said.append(message("exports without gdp" if files else "no exports"))
    if empty := [variable for (variable,) in connection.execute(_VARIABLES).fetchall()]:
        said.append(message("empty variables", listed=", ".join(empty)))
    texts = (text.zh if lang == "zh" else text.en for text in said)
    return [f"  {line}" for text in texts for line in wrap(text, width - 2)]


def _index(connection: duckdb.DuckDBPyConnection) -> Text:
    rows = connection.execute(_INDICATORS).fetchall()
    left_out: dict[str, list[str]] = defaultdict(list)
    for indicator_id, reason in rows:
        left_out[reason or ""].append(indicator_id)
    used = len(left_out.pop("", []))
    parts = [
        message("left out", reason=_reason(reason), listed=", ".join(names))
        for reason, names in sorted(left_out.items())
    ]
    rest = Text("".join(part.en for part in parts), "".join(part.zh for part in parts))
    return message("index uses", used=used, number=len(rows), rest=rest)


def warnings_of_what_is_missing(connection: duckdb.DuckDBPyConnection) -> list[Warned]:
    """What the seeds ask for and the data do not give: indicators of the index (DATA-01), models (MODEL-01)."""
    rows = connection.execute(_INDICATORS).fetchall()
    left_out = [(name, _reason(reason)) for name, reason in rows if reason]
    models = connection.execute(_SKIPPED).fetchall()
    found = []
    if left_out:
        en = ", ".join(f"{name} ({reason.en})" for name, reason in left_out)
        zh = "，".join(f"{name}（{reason.zh}）" for name, reason in left_out)
        found.append(warning("DATA-01", len(left_out), listed=Text(en, zh)))
    if models:
        en = "; ".join(f"{name}: {reason}" for name, reason, _ in models)
        zh = "；".join(f"{name}：{reason}" for name, _, reason in models)
        found.append(warning("MODEL-01", len(models), listed=Text(en, zh)))
    return found


def _reason(reason: str) -> Text:
    return message(reason) if reason in catalogue() else Text(reason, reason)
