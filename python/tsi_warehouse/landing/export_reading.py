"""How SQL reads one export file: its own columns under the records' common names, nothing else.

Only the columns that are selected here are read from the disk. A reading is one of two kinds:

typed : content_id, region_text, industry_text, year integer, month integer, unit_text, value
    double; Parquet whose years and values are numbers, which never become text
text : content_id, region_text, industry_text, year_text, month_text, date_text, unit_text,
    value_text
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.core.quoting import sql_name, sql_text

from .export_heads import CODINGS, CONCEPTS
from .problems import ExportProblem

_NO_TEXT = "cast(null as varchar)"
_NO_NUMBER = "cast(null as integer)"
_READ = frozenset(CONCEPTS) - {"partner", "quantity"}


@dataclass(frozen=True)
class Reading:
    """kind : 'typed' or 'text'; sql : a select; content_id : what the file says, how it is read;
    coding : one of CODINGS.

    Two files of one content_id give the same aggregate, so it is worked out once and kept from
    release to release; another content, column or version of the code is another content_id.
    """

    kind: str
    sql: str
    content_id: int
    coding: str


def read_csv(
    path: str,
    sha256: str,
    listed: Sequence[str],
    columns: Mapping[str, list[str]],
    constants: Mapping[str, str],
) -> Reading:
    """The reading of a plain UTF-8 CSV.

    Nothing is left to DuckDB's guesses: sniffing takes # for a comment and drops what comes before a
    second, wider head. A row that is not as wide as its head ends in an error.

    Parameters
    ----------
    path : SQL for its path
    listed : names of all columns, in order
    columns : concept -> the file's columns of it
    constants : concept -> the value that a hive folder such as year=2015 gives it
    """
    types = ", ".join(f"{sql_text(column)}: 'VARCHAR'" for column in listed)
    source = (
        f"read_csv({path}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"comment = '', columns = {{{types}}}, null_padding = false, strict_mode = true, "
        "hive_partitioning = false)"
    )
    names = {concept: [sql_name(column) for column in found] for concept, found in columns.items()}
    coding = _coding({*columns, *constants})
    return _reading("text", _text_columns(names, constants, coding), source, sha256, coding)


def read_parquet(
    file: pq.ParquetFile,
    path: str,
    name: str,
    sha256: str,
    columns: Mapping[str, list[str]],
    constants: Mapping[str, str],
) -> Reading:
    """The reading of a Parquet file: typed where years and values are numbers, else as text.

    Parameters
    ----------
    path : SQL for its path; name : the path to tell
    """
    if file.metadata.num_rows == 0:
        raise ExportProblem("LAND-05 records", file=name)
    types = {field.name: _plain(field.type) for field in file.schema_arrow}
    for concept, found in columns.items():
        for column in found:
            if concept in _READ and not _holds(concept, types[column]):
                raise ExportProblem("LAND-22", file=name, column=column, found=str(types[column]))
    # Customs codes get a lost zero back by their length (int_export_codes).
    for column in columns.get("product", []):
        if pa.types.is_integer(types[column]) or pa.types.is_floating(types[column]):
            _refuse_lost_zeros(file, column, name)
    source = f"read_parquet({path}, hive_partitioning = false)"
    coding = _coding({*columns, *constants})
    selected = _typed_columns(columns, constants, types, coding)
    if selected is not None:
        return _reading("typed", selected, source, sha256, coding)
    names = {
        concept: [_as_text(column, types[column]) for column in found]
        for concept, found in columns.items()
    }
    return _reading("text", _text_columns(names, constants, coding), source, sha256, coding)


def _coding(concepts: set[str]) -> str:
    """What the file's industries or products are printed as, where it has more than one of them."""
    return next(coding for coding in CODINGS if coding in concepts)


def _text_columns(
    names: Mapping[str, list[str]], constants: Mapping[str, str], coding: str
) -> dict[str, str]:
    """The columns of a text reading. A month column without a year column is a date (2011-03)."""

    def first(*concepts: str) -> str:
        return _first([*(sql_text(constants[key]) for key in concepts if key in constants),
                       *(name for key in concepts for name in names.get(key, []))])  # fmt: skip

    has_year = "year" in names or "year" in constants
    has_date = "date" in names or "date" in constants
    month_is_date = not has_year and not has_date
    return {
        "region_text": first("region", "region_code"),
        "industry_text": first(*CODINGS[coding]),
        "year_text": first("year"),
        "month_text": _NO_TEXT if month_is_date else first("month"),
        "date_text": first("month") if month_is_date else first("date"),
        "unit_text": first("unit"),
        "value_text": first("value"),
    }


def _typed_columns(
    columns: Mapping[str, list[str]],
    constants: Mapping[str, str],
    types: Mapping[str, pa.DataType],
    coding: str,
) -> dict[str, str] | None:
    """The columns of a typed reading; None where the years, months or values are no numbers."""

    def number(concept: str, part: str) -> str | None:
        """Year or month as an integer, from its column or folder, else a date; '' if not had."""
        if concept in constants:
            return constants[concept] if constants[concept].isdecimal() else None
        column = next(iter(columns.get(concept, [])), None)
        if column is not None and pa.types.is_integer(types[column]):
            return f"try_cast({sql_name(column)} as integer)"
        column = column or next(iter(columns.get("date", [])), None)
        if column is None:
            return None if "date" in constants else ""
        return f"cast({part}({sql_name(column)}) as integer)" if _is_date(types[column]) else None

    def text(*concepts: str) -> str:
        given = [sql_text(constants[key]) for key in concepts if key in constants]
        found = [column for key in concepts for column in columns.get(key, [])]
        return _first([*given, *(_as_text(column, types[column]) for column in found)])

    year, month = number("year", "year"), number("month", "month")
    value = columns["value"][0]
    if not year or month is None or not _is_number(types[value]):
        return None
    return {
        "region_text": text("region", "region_code"),
        "industry_text": text(*CODINGS[coding]),
        "year": year,
        "month": month or _NO_NUMBER,
        "unit_text": text("unit"),
        "value": f"cast({sql_name(value)} as double)",
    }


def _reading(
    kind: str, selected: Mapping[str, str], source: str, sha256: str, coding: str
) -> Reading:
    listed = ", ".join(f"{expression} as {name}" for name, expression in selected.items())
    digest = hashlib.sha256("\n".join((sha256, kind, coding, listed, _code())).encode()).digest()
    content_id = int.from_bytes(digest[:8], "big") >> 1
    sql = f"select cast({content_id} as bigint) as content_id, {listed} from {source}"
    return Reading(kind, sql, content_id, coding)


@cache
def _code() -> str:
    """What decides how records are read and summed: SQL of models and macros, this room and its library."""
    files = [
        *sorted((PROJECT / "models" / "exports").glob("*.sql")),
        *sorted((PROJECT / "macros").glob("*.sql")),
        *sorted(Path(__file__).parent.glob("*.py")),
        *sorted((PROJECT / "python" / "yearbooks").glob("*.py")),
        PROJECT / "python" / "yearbooks" / "vocabulary.yml",
    ]
    return hashlib.sha256(b"\n".join(file.read_bytes() for file in files)).hexdigest()


def _refuse_lost_zeros(file: pq.ParquetFile, column: str, name: str) -> None:
    """Codes kept as numbers are known to be whole only if all have the same number of digits."""
    place = file.schema_arrow.names.index(column)
    lengths: set[int] = set()
    for group in range(file.metadata.num_row_groups):
        found = file.metadata.row_group(group).column(place).statistics
        if found is None or not found.has_min_max:
            raise ExportProblem("LAND-22", file=name, column=column, found="integer")
        lengths |= {len(str(int(found.min))), len(str(int(found.max)))}
    if len(lengths) > 1:
        raise ExportProblem(
            "LAND-23", file=name, column=column, shortest=min(lengths), longest=max(lengths)
        )


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _holds(concept: str, kind: pa.DataType) -> bool:
    """Whether a column of this type can hold the concept, as numbers or as text."""
    # A data frame with gaps makes numbers of codes: 85171200.0.
    codes = (_is_text, pa.types.is_integer, pa.types.is_floating)
    times = (_is_text, _is_number, _is_date)
    allowed: dict[str, tuple[Callable[[pa.DataType], bool], ...]] = {
        "value": (_is_text, _is_number),
        **dict.fromkeys(("year", "month"), times),
        "date": (_is_text, pa.types.is_integer, _is_date),
        **dict.fromkeys(("industry", "product", "hs_code"), codes),
    }
    return any(test(kind) for test in allowed.get(concept, (_is_text, pa.types.is_integer)))


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _is_date(kind: pa.DataType) -> bool:
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def _as_text(column: str, kind: pa.DataType) -> str:
    return sql_name(column) if _is_text(kind) else f"cast({sql_name(column)} as varchar)"


def _first(expressions: list[str]) -> str:
    """The first that is not null, where a file has, say, a region's name and its code."""
    if len(expressions) > 1:
        return f"coalesce({', '.join(expressions)})"
    return expressions[0] if expressions else _NO_TEXT


def path_under(variable: str, path: str) -> str:
    """SQL for a path below a variable's folder, so that no machine's own path is published."""
    return f"getvariable('{variable}') || {sql_text('/' + path)}"
