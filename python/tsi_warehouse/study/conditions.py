"""Conditions on the panel as seeds hold them: parsed by DuckDB, and made of nothing but columns, constants and
functions listed in conditions.toml. A seed is data: its text is never run before it has passed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tsi_warehouse.core.hardened import lock_up
from tsi_warehouse.core.quoting import shown, sql_name

if TYPE_CHECKING:
    import duckdb

#: A condition is a line that a person reads; deeper or longer ones are programs.
LONGEST = 2_000
_ALLOWED = {
    kind: frozenset(names)
    for kind, names in tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    ).items()
}
FUNCTIONS, OPERATORS, TYPES = (_ALLOWED[kind] for kind in ("functions", "operators", "types"))
_NO_PANEL = "no_table_of_any_study"


@dataclass(frozen=True)
class Trouble:
    """Why a text is no condition on the panel, in both languages."""

    en: str
    zh: str


def trouble_of(condition: str, columns: Iterable[str]) -> Trouble | None:
    """What is wrong with a condition on a table with these columns; None where nothing is."""
    names = {name.lower(): name for name in columns}
    try:
        nodes = list(_nodes(_tree(condition)))
    except _Refused as refused:
        return refused.trouble
    return next((found for node in nodes if (found := _judge(node, names))), None)


class Trial:
    """A small panel in memory, to see what DuckDB says of a condition before the real panel exists."""

    def __init__(self, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Columns by name with their SQL type; of each row what is known, the rest is null."""
        import duckdb

        self._connection = duckdb.connect(config={"threads": 1})
        described = ", ".join(f"{sql_name(name)} {kind}" for name, kind in columns.items())
        self._connection.execute(f"create table panel ({described})")
        if rows:
            self._connection.executemany(
                f"insert into panel values ({', '.join('?' for _ in columns)})",
                [[row.get(name) for name in columns] for row in rows],
            )
        lock_up(self._connection)

    def trouble_of(self, condition: str) -> Trouble | None:
        """Types that cannot be compared, texts that are no number; `condition` has passed `trouble_of`."""
        import duckdb

        try:
            self._connection.execute(f"select count(*) from panel where ({condition}\n)").fetchall()
        except duckdb.Error as error:
            return said(error)
        return None


def text_comparisons(condition: str) -> Iterator[tuple[str, str]]:
    """(column, text) of every comparison of a column with a text by =, <>, in or not in."""
    try:
        nodes = list(_nodes(_tree(condition)))
    except _Refused:
        return
    for node in nodes:
        equal = node.get("type") in ("COMPARE_EQUAL", "COMPARE_NOTEQUAL")
        listed = node.get("type") in ("COMPARE_IN", "COMPARE_NOT_IN")
        if equal or listed:
            sides = [node["left"], node["right"]] if equal else node["children"]
            columns = [side["column_names"][-1] for side in sides if side["class"] == "COLUMN_REF"]
            for side in sides:
                text = _text_of(side)
                if len(columns) == 1 and text is not None:
                    yield columns[0].lower(), text


class _Refused(Exception):
    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.trouble = Trouble(en, zh)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    lock_up(connection)
    return connection


@cache
def _tree(condition: str) -> Any:
    """The where clause as DuckDB parses it."""
    if len(condition) > LONGEST:
        raise _Refused(
            f"it has {len(condition)} characters, expected at most {LONGEST}",
            f"共 {len(condition)} 个字符，至多 {LONGEST} 个",
        )
    if "\x00" in condition:
        raise _Refused("it holds the character NUL", "含有 NUL 字符")
    # Twice: what closes the bracket itself parses in one of them only.
    plain = _parsed(f"select 1 from {_NO_PANEL} where {condition}\n")
    _parsed(f"select 1 from {_NO_PANEL} where ({condition}\n)")
    node = plain["node"]
    extras = [
        name
        for name, value in node.items()
        if value and name not in ("type", "select_list", "from_table", "where_clause", "cte_map", "aggregate_handling")
    ]  # fmt: skip
    table = node.get("from_table", {}).get("table_name")
    if node.get("type") != "SELECT_NODE" or extras or table != _NO_PANEL:
        raise _Refused("more than a condition", "不只是一个条件")
    return node["where_clause"]


def _parsed(query: str) -> Any:
    import duckdb

    try:
        (text,) = _parser().execute("select json_serialize_sql(?)", [query]).fetchone() or ("{}",)
        parsed = json.loads(text)
    except (duckdb.Error, RecursionError) as error:
        raise _Refused("it cannot be parsed", "无法解析") from error
    if parsed.get("error"):
        said = shown(str(parsed.get("error_message")))
        raise _Refused(f"it cannot be parsed ({said})", f"无法解析（{said}）")
    (statement,) = parsed["statements"]
    return statement


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every expression of the tree, from the top."""
    waiting = [tree]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Mapping):
            if "class" in part:
                yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _judge(node: Mapping[str, Any], names: Mapping[str, str]) -> Trouble | None:
    kind = str(node["class"])
    match kind:
        case "COLUMN_REF":
            written = ".".join(node["column_names"])
            if written.lower() not in names:
                return _unknown("column", "列", written, sorted(names.values()))
        case "FUNCTION":
            name = str(node["function_name"]).lower()
            allowed = OPERATORS if node["is_operator"] else FUNCTIONS | OPERATORS
            if (
                name not in allowed
                or node.get("schema")
                or node.get("catalog")
                or node.get("filter")
            ):
                return _unknown("function", "函数", name, sorted(FUNCTIONS))
        case "TYPE":
            name = str(node["type_name"]).lower()
            if name not in TYPES:
                return _unknown("type", "类型", name, sorted(TYPES))
        case "OPERATOR":
            if node["type"] not in _ALLOWED["operator_types"]:
                return _not_allowed(str(node["type"]))
        case _ if kind not in _ALLOWED["classes"]:
            return _not_allowed(kind)
    return None


def _unknown(what_en: str, what_zh: str, found: str, known: Sequence[str]) -> Trouble:
    near = get_close_matches(found, known, n=3, cutoff=0.5)
    listed = ", ".join(near or known)
    return Trouble(
        f"the {what_en} '{shown(found)}' is not allowed or does not exist; "
        + (f"nearest: {listed}" if near else f"expected one of: {listed}"),
        f"{what_zh}“{shown(found)}”不存在或不可用；"
        + (f"相近的名称：{listed}" if near else f"可用：{listed}"),
    )


def _not_allowed(kind: str) -> Trouble:
    what = kind.lower().replace("_", " ")
    return Trouble(
        f"a {what} is not allowed; write columns of study_panel, constants, comparisons, and, or, not, in, between",
        f"不允许使用 {what}；可用 study_panel 的列、常数、比较、and、or、not、in、between",
    )


def said(error: Exception) -> Trouble:
    """DuckDB's own words, harmless for a terminal."""
    first_line = shown(str(error).splitlines()[0])
    return Trouble(f"DuckDB says: {first_line}", f"DuckDB 提示：{first_line}")


def _text_of(node: Mapping[str, Any]) -> str | None:
    literal = node.get("literal") or {}
    return str(literal["text"]) if literal.get("kind") == "STRING" else None
