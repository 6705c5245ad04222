"""Export records: which files DuckDB reads where they lie, and which are rewritten for it.

Millions of records never become Python rows if it can be helped: a UTF-8 comma CSV with an accepted
head in its first line, and Parquet, are only looked at. Anything else that is text (GB18030,
UTF-16, tabs, title lines, wide by year or by industry) and workbooks are streamed to such a CSV
in work/.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import itertools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from tsi_warehouse.errors import TsiError

from . import problems
from .context import stated_unit
from .export_faults import first_fault, open_bytes
from .export_reading import CODINGS, Reading, path_under, read_csv, read_parquet
from .land import EXPORTS, is_ignored, list_files, read_bytes
from .text import delimiter_of, encoding_of, looks_binary
from .units import split_unit
from .words import Kind, Vocabulary, fold, is_blank, is_year
from .workbook import read_workbook

HEADERS = Path(__file__).with_name("export_headers.csv")
CONCEPTS = (
    "region",
    "region_code",
    "year",
    "month",
    "date",
    "industry",
    "product",
    "hs_code",
    "value",
    "partner",
    "quantity",
    "unit",
)
_HEAD_WITHIN = 20
_CHUNK = 2**20
# Files up to this size are looked at line by line where counting commas cannot show a fault.
_LOOKED_AT = 2**24
_PACKED = (b"PAR1", b"PK", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_CONVERTED = "exports"

EXPORT_FILE_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("sha256", pa.string()),
        ("size_bytes", pa.int64()),
        ("encoding", pa.string()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("message_en", pa.string()),
        ("message_zh", pa.string()),
        ("read_path", pa.string()),
        ("content_id", pa.int64()),
        ("coding", pa.string()),
        ("reading", pa.string()),
        ("read_sql", pa.string()),
    ]
)


@dataclass(frozen=True)
class ExportPlan:
    """What DuckDB is to read.

    csv_paths, parquet_paths : files with accepted heads, where they lie or in work/exports/
    files : one row per file found, columns of EXPORT_FILE_SCHEMA; source_file relative to raw/
    problems : the error of each rejected file
    """

    csv_paths: list[str]
    parquet_paths: list[str]
    files: pa.Table
    problems: list[TsiError]


@dataclass
class _ExportFile:
    source_file: str
    sha256: str = ""
    size_bytes: int = 0
    encoding: str = ""
    status: str = "read"
    reason: str = ""
    message_en: str = ""
    message_zh: str = ""
    read_path: str = ""
    content_id: int | None = None
    coding: str = ""
    reading: str = ""
    read_sql: str = ""


@dataclass(frozen=True)
class _Head:
    """Where the columns of an export file are.

    columns : concept -> 0-based column
    across : column -> (concept of the head's text, that text, unit printed with it); empty if long
    """

    columns: dict[str, int]
    across: dict[int, tuple[str, str, str]]
    width: int

    @property
    def written(self) -> list[str]:
        """The columns that the file gets where it is rewritten."""
        had = {*self.columns, *(concept for concept, _, _ in self.across.values()), "value", "unit"}
        return [concept for concept in CONCEPTS if concept in had]


def plan(exports: Path, work: Path) -> ExportPlan:
    """Look at every file below raw/exports; rewrite those that DuckDB cannot read."""
    converted = work / _CONVERTED
    rows: list[_ExportFile] = []
    found: list[TsiError] = []
    for name in list_files(exports):
        row = _ExportFile(f"{EXPORTS}/{name}")
        rows.append(row)
        if is_ignored(name):
            row.status, row.reason = "ignored", problems.IGNORED
            row.message_en, row.message_zh = "ignored by its name", "按文件名忽略"
            continue
        try:
            row.read_path = _plan_file(exports / name, name, converted, row)
            reading = _reading(exports / name, name, row)
            row.content_id, row.coding = reading.content_id, reading.coding
            row.reading, row.read_sql = reading.kind, reading.sql
        except TsiError as error:
            found.append(error)
            row.status, row.reason = "rejected", error.code
            row.message_en, row.message_zh = error.en, error.zh
        except OSError as error:
            problem = problems.cannot_open(row.source_file, error.strerror or str(error))
            found.append(problem)
            row.status, row.reason = "rejected", problem.code
            row.message_en, row.message_zh = problem.en, problem.zh
    _remove_stale(converted, {row.read_path for row in rows})
    read = [row for row in rows if row.status == "read"]
    return ExportPlan(
        [row.read_path for row in read if row.encoding != "parquet"],
        [row.read_path for row in read if row.encoding == "parquet"],
        pa.Table.from_pylist([vars(row) for row in rows], EXPORT_FILE_SCHEMA),
        found,
    )


@cache
def accepted_names() -> dict[str, str]:
    """Each accepted column name and its concept, from the one home export_headers.csv.

    Its names stand in groups, each opened by the concept's own name.
    """
    names = next(csv.reader(io.StringIO(HEADERS.read_text("utf-8"))))
    concept = ""
    accepted = {}
    for name in names:
        concept = name if name in CONCEPTS else concept
        accepted[name] = concept
    return accepted


def _plan_file(path: Path, name: str, converted: Path, row: _ExportFile) -> str:
    """The path that DuckDB reads for one file; fills in its hash, size and encoding."""
    row.size_bytes = path.stat().st_size
    scan = _scan(path)
    start, row.sha256 = scan.start, scan.sha256
    if not start.strip():
        raise problems.empty(row.source_file)
    if start.startswith(b"PAR1"):
        row.encoding = "parquet"
        _check_parquet(path, name)
        return path.absolute().as_posix()
    target = converted / (name.replace("/", "__") + ".csv")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        row.encoding = "xlsx" if start.startswith(b"PK") else "xls"
        grids = read_workbook(read_bytes(path, row.source_file), row.source_file).grids
        rows = itertools.chain.from_iterable(grid.rows for grid in grids[:1])
        return _convert(rows, name, target)
    zipped = start.startswith(b"\x1f\x8b")
    text = _unzipped_start(path, row.source_file) if zipped else start
    row.encoding = encoding_of(text)
    if row.encoding == "utf-8" and not zipped and not scan.is_utf8:
        row.encoding = "gb18030"
    if not row.encoding:
        raise problems.undecodable(row.source_file, 0)
    sample = text.decode(row.encoding, errors="replace").removeprefix("\ufeff")
    if looks_binary(sample):
        raise problems.unknown_binary(row.source_file, "binary data")
    if scan.nuls and not zipped and not row.encoding.startswith("utf-16"):
        raise problems.nul_byte(row.source_file, _row_of_nul(path))
    delimiter = _delimiter(sample)
    readable = row.encoding in ("utf-8", "utf-8-sig") and delimiter == ","
    folders = list(_folder_values(name))
    plain = readable and zipped == name.lower().endswith(".gz") and _is_plain(sample, folders)
    if plain and scan.is_even and not _is_faulty(path, row.source_file, scan):
        return path.absolute().as_posix()
    try:
        with open_bytes(path, zipped=zipped) as stream:
            lines = io.TextIOWrapper(stream, encoding=row.encoding, newline="")
            return _convert(_whole_rows(lines, delimiter, row.source_file), name, target)
    except UnicodeDecodeError as error:
        raise problems.undecodable(row.source_file, error.start) from None
    except (csv.Error, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise problems.damaged(row.source_file, str(error)) from None


@dataclass(frozen=True)
class _Scan:
    """What one pass over a file's bytes shows; the counts are 0 where the file is no plain text."""

    start: bytes
    end: bytes
    sha256: str
    is_utf8: bool
    commas: int
    quotes: int
    feeds: int
    returns: int
    nuls: int

    @property
    def is_text(self) -> bool:
        """Whether the bytes are text as they lie there."""
        return not self.start.startswith(_PACKED)

    @property
    def is_even(self) -> bool:
        """Whether all lines end alike and, where nothing is quoted, have as many commas as the first.

        DuckDB refuses a file that mixes line ends, and one whose last line is a note.
        """
        if not self.is_text:
            return True
        if self.feeds and self.returns not in (0, self.feeds):
            return False
        lines = max(self.feeds, self.returns) + (self.end not in (b"\n", b"\r"))
        first = self.start.replace(b"\r", b"\n").partition(b"\n")[0]
        return bool(self.quotes) or self.commas == lines * first.count(b",")


def _scan(path: Path) -> _Scan:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    start = chunk = b""
    counted = dict.fromkeys(b',"\n\r\0', 0)
    with path.open("rb") as stream:
        while read := stream.read(_CHUNK):
            chunk = read
            start = start or chunk
            digest.update(chunk)
            if start.startswith(_PACKED):
                continue
            values = np.frombuffer(chunk, np.uint8)
            for byte in counted:
                counted[byte] += int(np.count_nonzero(values == byte))
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
    return _Scan(start, chunk[-1:], digest.hexdigest(), is_utf8, *counted.values())


def _is_faulty(path: Path, source_file: str, scan: _Scan) -> bool:
    """Whether a line of a small file, quoted or zipped, is known to be none that DuckDB reads."""
    is_counted = scan.is_text and not scan.quotes
    if is_counted or path.stat().st_size > _LOOKED_AT:
        return False
    return first_fault(path, source_file) is not None


def _row_of_nul(path: Path) -> int:
    """The line of the first NUL byte of a file that has one."""
    lines = 1
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            before, nul, _ = chunk.partition(b"\0")
            lines += before.count(b"\n")
            if nul:
                break
    return lines


def _whole_rows(lines: Iterable[str], delimiter: str, source_file: str) -> Iterator[list[str]]:
    """The rows of delimited text, as they are asked for.

    Raises
    ------
    TsiError : a quotation mark that is still open at the end of the file (LAND-07)
    """
    ended = False

    def watched() -> Iterator[str]:
        nonlocal ended
        yield from lines
        ended = True

    reader = csv.reader(watched(), delimiter=delimiter)
    begins = 1
    for row in reader:
        # A row is complete with its own last line, unless a quotation mark asks for one more.
        if ended:
            raise problems.bad_quotes(source_file, begins)
        yield row
        begins = reader.line_num + 1


def _unzipped_start(path: Path, source_file: str) -> bytes:
    try:
        with gzip.open(path, "rb") as stream:
            return stream.read(_CHUNK)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise problems.damaged(source_file, str(error)) from None


def _delimiter(sample: str) -> str:
    """The delimiter under which one of the first lines becomes a head, else the likeliest."""
    lines = sample.splitlines()[:_HEAD_WITHIN]
    for delimiter in ",\t;":
        if any(_head_of(row) for row in csv.reader(lines, delimiter=delimiter)):
            return delimiter
    return delimiter_of(sample, Vocabulary(()))


def _is_plain(sample: str, folders: list[str]) -> bool:
    """Whether SQL finds accepted names as they are in line 1, each concept once, one row a record.

    folders : columns that hive-partitioned folders add
    """
    names = [*next(csv.reader(io.StringIO(sample, newline="")), []), *folders]
    head = _head_of(names)
    accepted = [name for name in names if name.lower() in accepted_names()]
    concepts = [accepted_names()[name.lower()] for name in accepted]
    return (
        head is not None
        and not head.across
        and set(concepts) >= set(head.columns)
        and len(concepts) == len(set(concepts))
        and len({name.lower() for name in names}) == len(names)
    )


def _head_of(row: Sequence[str]) -> _Head | None:
    """What a row is as head of export records: long, wide by year or by industry, or None."""
    columns: dict[str, int] = {}
    others: dict[int, str] = {}
    for column, text in enumerate(row):
        concept = accepted_names().get(fold(text))
        if concept is None and text.strip():
            name, unit = split_unit(text)
            concept = accepted_names().get(fold(name)) if unit else None
        if concept is not None and concept not in columns:
            columns[concept] = column
        elif concept is None and not is_blank(text):
            others[column] = text
    has_region = "region" in columns or "region_code" in columns
    has_time = bool({"year", "month", "date"} & columns.keys())
    has_kind = not columns.keys().isdisjoint(CODINGS)
    if not has_region:
        return None
    if has_time and has_kind and "value" in columns:
        return _Head(columns, {}, len(row))
    years = {column: text for column, text in others.items() if is_year(text)}
    if has_kind and not has_time and years:
        return _Head(
            columns, {column: ("year", text, "") for column, text in years.items()}, len(row)
        )
    if has_time and not has_kind and "value" not in columns and others:
        across = {column: ("industry", *split_unit(text)) for column, text in others.items()}
        return _Head(columns, across, len(row))
    return None


def _convert(rows: Iterable[Sequence[str]], name: str, target: Path) -> str:
    """Stream rows to a CSV with the concepts' own names; its path.

    Raises
    ------
    TsiError : no accepted head in the first lines (LAND-20), a row wider than it (LAND-21)
    """
    numbered = enumerate(rows, start=1)
    unit = ""
    head = None
    first = ""
    for _, row in itertools.islice(numbered, _HEAD_WITHIN):
        head = _head_of(row)
        if head is not None:
            unit = unit or _unit_in_head(row, head)
            break
        line = " ".join(text.strip() for text in row if text.strip())
        first = first or line[:80]
        unit = unit or stated_unit(line)
    if head is None:
        raise problems.export_header(name, first)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(head.written)
            for number, row in numbered:
                writer.writerows(_records(row, number, head, unit, name))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target.absolute().as_posix()


def _unit_in_head(row: Sequence[str], head: _Head) -> str:
    """The unit printed with the head of the value column, as in 出口额（万美元）."""
    return split_unit(row[head.columns["value"]])[1] if "value" in head.columns else ""


def _records(
    row: Sequence[str], number: int, head: _Head, unit: str, name: str
) -> Iterator[list[str]]:
    """The records of one row: one, or one a year or industry; none if a note or blank."""
    filled = [column for column, text in enumerate(row) if not is_blank(text)]
    if not filled or _LOOKS.kind(row[filled[0]]) is Kind.NOTE:
        return
    if filled[-1] >= head.width:
        raise problems.export_ragged(f"{EXPORTS}/{name}", number, filled[-1] + 1, head.width)
    record = {
        concept: row[column] if column < len(row) else ""
        for concept, column in head.columns.items()
    }
    if is_blank(record.get("unit", "")):
        record["unit"] = unit
    if not head.across:
        yield [record.get(concept, "") for concept in head.written]
        return
    for column, (concept, text, own_unit) in head.across.items():
        value = row[column] if column < len(row) else ""
        cell = record | {concept: text, "value": value}
        if own_unit:
            cell["unit"] = own_unit
        yield [cell.get(key, "") for key in head.written]


_LOOKS = Vocabulary(())


def _check_parquet(path: Path, name: str) -> None:
    """Refuse Parquet that cannot be read or lacks a column (hive folders give columns)."""
    try:
        names = pa.parquet.read_schema(path).names
    except (pa.ArrowInvalid, OSError) as error:
        raise problems.damaged(f"{EXPORTS}/{name}", str(error)[:120]) from None
    head = _head_of([*names, *_folder_values(name)])
    if head is None or head.across:
        raise problems.export_header(name, ", ".join(names)[:120])


def _reading(path: Path, name: str, row: _ExportFile) -> Reading:
    """How SQL reads a file that is plain by now: which of its columns, and what its folders add."""
    constants = {
        accepted_names()[fold(folder)]: value
        for folder, value in _folder_values(name).items()
        if fold(folder) in accepted_names()
    }
    lies_in_raw = row.read_path == path.absolute().as_posix()
    place = f"{_CONVERTED}/{Path(row.read_path).name}"
    sql = path_under("tsi_raw", row.source_file) if lies_in_raw else path_under("tsi_work", place)
    if row.encoding == "parquet":
        with pa.parquet.ParquetFile(path) as file:
            columns = _columns_of(file.schema_arrow.names, constants)
            return read_parquet(file, sql, name, row.sha256, columns, constants)
    opened = open_bytes(Path(row.read_path), zipped=row.read_path.lower().endswith(".gz"))
    with io.TextIOWrapper(opened, encoding="utf-8-sig", newline="") as stream:
        columns = _columns_of(next(csv.reader(stream)), constants)
    return read_csv(sql, row.sha256, columns, constants)


def _columns_of(names: Iterable[str], constants: dict[str, str]) -> dict[str, list[str]]:
    """The columns of each concept that no folder gives already."""
    columns: dict[str, list[str]] = {}
    for name in names:
        concept = accepted_names().get(fold(name))
        if concept is not None and concept not in constants:
            columns.setdefault(concept, []).append(name)
    return columns


def _folder_values(name: str) -> dict[str, str]:
    """What hive-partitioned folders such as year=2015 say of every record in the file."""
    pairs = [part.partition("=") for part in PurePosixPath(name).parts[:-1] if "=" in part]
    unknown = "__HIVE_DEFAULT_PARTITION__"
    return {unquote(key): unquote(value) for key, _, value in pairs if value != unknown}


def _remove_stale(converted: Path, used: set[str]) -> None:
    """Delete what an earlier run wrote for a file that is gone."""
    if converted.is_dir():
        for path in converted.glob("*.csv"):
            if path.absolute().as_posix() not in used:
                path.unlink()
