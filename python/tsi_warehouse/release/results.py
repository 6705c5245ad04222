"""What a statement answers with, as values that can be shown and written."""

from __future__ import annotations

import duckdb

from tsi_warehouse.core.quoting import sql_name

#: Types whose values Python has too; `shown` makes texts of all others.
PLAIN_TYPES = {
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "VARCHAR",
}  # fmt: skip


def has_rows(statement: duckdb.Statement, result: duckdb.DuckDBPyRelation) -> bool:
    """Whether a statement answers with rows, not with how many it changed."""
    expected = statement.expected_result_type
    if duckdb.ExpectedResultType.QUERY_RESULT not in expected:
        return False
    counts = duckdb.ExpectedResultType.CHANGED_ROWS in expected and result.columns == ["Count"]
    return not counts


def shown(result: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The same rows with texts for all but numbers, booleans and texts.

    DuckDB has dates that Python has not (infinity, years before 1 and after 9999) and a time of 24:00.
    """
    # Columns by their places: two may have one name.
    return result.project(
        ", ".join(
            f"{_shown(f'#{place}', str(kind))} as {sql_name(name)}"
            for place, (name, kind) in enumerate(
                zip(result.columns, result.types, strict=True), start=1
            )
        )
    )


def _shown(name: str, kind: str) -> str:
    if kind in PLAIN_TYPES or kind.startswith(("DECIMAL", "ENUM")):
        return name
    # A list, struct or map, of whatever.
    nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))
    return f"cast(to_json({name}) as varchar)" if nested else f"cast({name} as varchar)"
