"""Export records: which files DuckDB reads where they lie, and which are rewritten for it.

Millions of records never become Python rows if it can be helped: a UTF-8 comma CSV with an accepted
head in its first line, and Parquet, are only looked at. Anything else that is text (GB18030,
UTF-16, tabs, title lines, wide by year or by industry) and workbooks are streamed to such a CSV
in work/. The rows of each file are counted apart from the reading (export_scan), and compared.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import itertools
import json
import traceback
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet

from yearbooks import problems
from yearbooks.cells import schema_of
from yearbooks.folder import is_ignored, list_files, read_bytes, refuse_irregular, shown_names
from yearbooks.isolated import Limits
from yearbooks.land import guarded, is_called_a_table, read_sheets
from yearbooks.problems import IGNORED, Pair, Problem, damaged, listed
from yearbooks.text import (
    calls_for_a_grid,
    delimiter_of,
    encoding_of,
    looks_binary,
    refuse_data_of_programs,
)
from yearbooks.words import Vocabulary

from .export_faults import first_fault, open_bytes
from .export_heads import IGNORE, HeadNames, head_of, no_head
from .export_reading import Reading, path_under, read_csv, read_parquet
from .export_rows import (
    HEAD_WITHIN,
    Given,
    Table,
    find_table,
    tables_of_sheets,
    time_in_name,
    without_doubtful_time,
    write_records,
)
from .export_scan import CHUNK, LineCount, as_utf8, count_lines, count_unzipped, is_even, scan
from .problems import ExportProblem, messages, say

# Files up to this size are looked at line by line where counting commas cannot show a fault.
_LOOKED_AT = 2**24
EXPORTS = "exports"
_CONVERTED = "exports"
_COUNTS = "export_counts.json"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class ExportPlan:
    """What DuckDB is to read.

    csv_paths, parquet_paths : files with accepted heads, where they lie or in work/exports/
    files : one row per file found, columns of EXPORT_FILE_SCHEMA; source_file relative to raw/;
        record_count is counted apart from the reading
    problems : why each rejected file was
    unread : why each file that is no table by its name was not read, the rest is built without it; and
        files that hold the same records as another
    """

    csv_paths: list[str]
    parquet_paths: list[str]
    files: pa.Table
    problems: list[Problem]
    unread: list[Problem]


@dataclass
class _ExportFile:
    """One row of `files` while it is filled."""

    source_file: str
    sha256: str = ""
    size_bytes: int = 0
    encoding: str = ""
    status: str = "read"
    reason: str = ""
    message_en: str = ""
    message_zh: str = ""
    read_path: str = ""
    record_count: int = 0
    content_id: int | None = None
    coding: str = ""
    reading: str = ""
    read_sql: str = ""

    def refuse(self, problem: Problem, status: str) -> None:
        self.status, self.reason = status, problem.code
        self.message_en, self.message_zh = problem.en, problem.zh

    def note(self, said: Pair) -> None:
        self.message_en = "; ".join(filter(None, (self.message_en, said[0])))
        self.message_zh = "；".join(filter(None, (self.message_zh, said[1])))


EXPORT_FILE_SCHEMA = schema_of(_ExportFile)


@dataclass
class _Planner:
    """Looks at one file after the other.

    names : accepted names of columns
    data_years : year of a file that does not say it itself, by its path below raw/
    counts : line counts of gzips by hash, since each would have to be unzipped again to be counted
    limits : time and memory that reading one workbook may take
    """

    exports: Path
    work: Path
    names: HeadNames
    data_years: Mapping[str, int]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    limits: Limits | None = None

    @property
    def converted(self) -> Path:
        return self.work / _CONVERTED


def plan(
    exports: Path,
    work: Path,
    names: HeadNames,
    data_years: Mapping[str, int] | None = None,
    limits: Limits | None = None,
) -> ExportPlan:
    """Look at every file below raw/exports; rewrite those that DuckDB cannot read.

    Parameters
    ----------
    names : accepted names of columns (seeds/export_headers.csv)
    data_years : year of a file that does not say it itself, by its path below raw/
    limits : time and memory that reading one workbook may take
    """
    planner = _Planner(exports, work, names, data_years or {}, _known_counts(work), limits)
    rows: list[_ExportFile] = []
    found: list[Problem] = []
    unread: list[Problem] = []
    for name, shown in shown_names(list_files(exports)).items():
        row = _ExportFile(f"{EXPORTS}/{shown}")
        rows.append(row)
        if is_ignored(name):
            row.status, row.reason = "ignored", IGNORED
            row.note(problems.say("ignored"))
            continue
        problem = _look_at(planner, name, shown, row)
        if problem is None:
            continue
        # Left out, the records of a file that broke the reader would make totals too small without a trace.
        is_rejected = problem.code in ("LAND-01", "LAND-18") or is_called_a_table(
            name, problem.code
        )
        (found if is_rejected else unread).append(problem)
        row.refuse(problem, "rejected" if is_rejected else "not_read")
    unread += _copies(rows)
    _remove_stale(planner.converted, {row.read_path for row in rows})
    _keep_counts(planner, {row.sha256 for row in rows})
    read = [row for row in rows if row.status == "read"]
    return ExportPlan(
        [row.read_path for row in read if row.encoding != "parquet"],
        [row.read_path for row in read if row.encoding == "parquet"],
        pa.Table.from_pylist([vars(row) for row in rows], EXPORT_FILE_SCHEMA),
        found,
        unread,
    )


def _look_at(planner: _Planner, name: str, shown: str, row: _ExportFile) -> Problem | None:
    """Fill in how SQL reads one file; why it cannot."""
    try:
        refuse_irregular(planner.exports / name, row.source_file)
        if name != shown:
            raise ExportProblem("LAND-19", file=shown)
        reading = _plan_file(planner, name, row)
        row.content_id, row.coding = reading.content_id, reading.coding
        row.reading, row.read_sql = reading.kind, reading.sql
    except Problem as problem:
        return problem.reworded(messages())
    except OSError as error:
        return Problem("LAND-01", file=row.source_file, cause=error.strerror or str(error))
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"[:200]
        failed = Problem("LAND-18", file=row.source_file, cause=cause)
        failed.add_note(traceback.format_exc())
        return failed
    return None


def _plan_file(planner: _Planner, name: str, row: _ExportFile) -> Reading:
    """How SQL reads one file; fills in its hash, size, encoding, path and number of records."""
    path = planner.exports / name
    row.size_bytes = path.stat().st_size
    seen = scan(path)
    start, row.sha256 = seen.start, seen.sha256
    if not start.strip():
        raise Problem("LAND-05", file=row.source_file)
    given = _given(planner, name, row.source_file)
    if start.startswith(b"PAR1"):
        row.encoding = "parquet"
        return _plan_parquet(planner, name, row, given)
    if start.startswith(_WORKBOOKS) or calls_for_a_grid(start):
        return _plan_workbook(planner, name, row, given)
    zipped = start.startswith(b"\x1f\x8b")
    lines = _zipped_lines(planner, path, row) if zipped else seen.lines
    text = _unzipped_start(path, row.source_file) if zipped else start
    refuse_data_of_programs(text, row.source_file)
    row.encoding = encoding_of(text)
    if row.encoding == "utf-8" and not lines.is_utf8:
        row.encoding = "gb18030"
    if not row.encoding:
        raise Problem("LAND-06", file=row.source_file, offset=0)
    sample = text.decode(row.encoding, errors="replace").removeprefix("\ufeff")
    if looks_binary(sample):
        raise Problem("LAND-04", file=row.source_file, found="binary data")
    if lines.nuls and not row.encoding.startswith("utf-16"):
        raise Problem("LAND-24", file=row.source_file, row=_row_of_nul(path, zipped=zipped))
    delimiter = _delimiter(sample, planner.names, given)
    given = without_doubtful_time(_first_rows(sample, delimiter), planner.names, given)
    readable = row.encoding in ("utf-8", "utf-8-sig") and delimiter == ","
    if (
        readable
        and zipped == name.lower().endswith(".gz")
        and lines.is_exact
        and is_even(text, lines)
    ):
        top = next(iter(_first_rows(sample, delimiter)), [])
        table = _plain_table(top, name, planner.names, given)
        if table is not None and not _is_faulty(path, row.source_file, lines, zipped=zipped):
            row.read_path, row.record_count = path.absolute().as_posix(), lines.rows - 1
            _note_table(row, table, given)
            listed_names = [_column_name(top, column) for column in range(len(top))]
            sql = path_under("tsi_raw", row.source_file)
            return read_csv(sql, row.sha256, listed_names, *_columns(table, listed_names, given))
    return _plan_text(planner, name, row, given, lines, delimiter)


def _given(planner: _Planner, name: str, source_file: str) -> Given:
    """What folders, raw_files.csv and the file's own name say of all its records."""
    folders = {}
    for folder, value in _folder_values(name).items():
        meaning = planner.names.meaning(folder)
        if meaning is not None and meaning.concept != IGNORE:
            folders[meaning.concept] = value
    if (year := planner.data_years.get(source_file)) is not None:
        return Given(folders, ("year", str(year)), "seed")
    return Given(folders, time_in_name(name), "name")


def _plain_table(top: Sequence[str], name: str, names: HeadNames, given: Given) -> Table | None:
    """The table of a file whose first line is a head that SQL reads as it is, one row a record."""
    if len({_column_name(top, column).lower() for column in range(len(top))}) < len(top):
        return None
    try:
        table = find_table([top], name, names, given)
    except Problem as error:
        if error.code != "LAND-20":
            raise
        return None
    return None if table.head.across else table


def _columns(
    table: Table, names: Sequence[str], given: Given
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The file's columns of each concept, and the value of each concept that no column holds."""
    columns = {
        concept: [names[column] for column in found]
        for concept, found in table.head.columns.items()
        if concept not in given.folders
    }
    unit = {"unit": table.head.unit} if table.head.unit else {}
    return columns, _constants(given, table) | unit


def _constants(given: Given, table: Table) -> dict[str, str]:
    return given.folders | dict([given.time] if table.uses_time and given.time else [])


def _column_name(top: Sequence[str], column: int) -> str:
    """The name of a column in SQL: its own, or its place where it has none."""
    return top[column].strip("\ufeff") if top[column].strip() else f"column{column + 1}"


def _plan_parquet(planner: _Planner, name: str, row: _ExportFile, given: Given) -> Reading:
    """The reading of a Parquet file."""
    path = planner.exports / name
    try:
        file = pa.parquet.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise damaged(row.source_file, str(error)) from None
    with file:
        top = file.schema_arrow.names
        given = without_doubtful_time([top], planner.names, given)
        table = find_table([top], name, planner.names, given)
        if table.head.across:
            raise no_head(name, [top], planner.names, given.folders)
        row.read_path, row.record_count = path.absolute().as_posix(), file.metadata.num_rows
        _note_table(row, table, given)
        sql = path_under("tsi_raw", row.source_file)
        return read_parquet(file, sql, name, row.sha256, *_columns(table, top, given))


def _plan_workbook(planner: _Planner, name: str, row: _ExportFile, given: Given) -> Reading:
    path = planner.exports / name
    data = read_bytes(path, row.source_file)
    sheets, row.encoding = guarded(
        planner.limits, row.source_file, read_sheets, data, row.source_file
    )
    for grid in sheets.grids:
        given = without_doubtful_time(grid.rows[:HEAD_WITHIN], planner.names, given)
    tables, passed_over = tables_of_sheets(
        [(grid.sheet if len(sheets.grids) > 1 else "", grid.rows) for grid in sheets.grids],
        name,
        planner.names,
        given,
    )
    if sheets.hidden:
        row.note(problems.say("hidden_sheets", listed=listed(sheets.hidden)))
    if passed_over:
        row.note(say("no_heads", listed=listed(passed_over)))
    return _write(planner, name, row, given, tables)


def _plan_text(
    planner: _Planner, name: str, row: _ExportFile, given: Given, lines: LineCount, delimiter: str
) -> Reading:
    """Rewrite delimited text, and compare its lines with the rows that were read."""
    path = planner.exports / name
    zipped = row.sha256 in planner.counts
    try:
        if row.encoding.startswith("utf-16"):
            with open_bytes(path, zipped=zipped) as stream:
                lines = count_lines(as_utf8(io.TextIOWrapper(stream, row.encoding, newline="")))
        with open_bytes(path, zipped=zipped) as stream:
            text = io.TextIOWrapper(stream, encoding=row.encoding, newline="")
            rows = _whole_rows(text, delimiter, row.source_file)
            table = find_table(rows, name, planner.names, given)
            return _write(planner, name, row, given, [table], lines)
    except UnicodeDecodeError as error:
        raise Problem("LAND-06", file=row.source_file, offset=error.start) from None
    except (csv.Error, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(row.source_file, str(error)) from None


def _write(
    planner: _Planner,
    name: str,
    row: _ExportFile,
    given: Given,
    tables: Sequence[Table],
    lines: LineCount | None = None,
) -> Reading:
    """Rewrite tables as one plain CSV in work/, named after the file's path and content."""
    # East and east are one name to some file systems, and 2015/east.csv and 2015__east.csv one to a careless
    # program: no two sources share a hash of their path.
    key = hashlib.sha256(f"{name}\n{row.sha256}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    target = planner.converted / f"{key}.csv"
    tally = write_records(tables, target, name)
    if lines is not None and lines.is_exact and lines.rows != tally.rows:
        target.unlink()
        raise ExportProblem("LAND-31", file=name, found=lines.rows, read=tally.rows)
    if tally.records == 0:
        raise ExportProblem("LAND-05 records", file=name)
    row.read_path, row.record_count = target.absolute().as_posix(), tally.records
    for table in tables:
        _note_table(row, table, given)
    row.note(tally.words())
    with target.open(encoding="utf-8", newline="") as stream:
        top = next(csv.reader(stream))
    columns = {concept: [concept] for concept in top if concept not in given.folders}
    sql = path_under("tsi_work", f"{_CONVERTED}/{target.name}")
    return read_csv(sql, row.sha256, top, columns, _constants(given, tables[0]))


def _note_table(row: _ExportFile, table: Table, given: Given) -> None:
    """Say which columns of values were left, and where the records' time comes from."""
    if table.head.unread:
        row.note(say("currency", listed=", ".join(table.head.unread)))
    if table.uses_time and given.time is not None:
        row.note(say(f"time_of_{given.source}", when=given.time[1]))


def _copies(rows: Sequence[_ExportFile]) -> Iterator[Problem]:
    """A warning (LAND-32) for each file that holds the same records as another: both count."""
    first: dict[int, str] = {}
    for row in rows:
        if row.content_id is None:
            continue
        other = first.setdefault(row.content_id, row.source_file)
        if other != row.source_file:
            copy = ExportProblem("LAND-32", file=row.source_file, other=other)
            row.note(say("same_records", other=other))
            yield copy


def _zipped_lines(planner: _Planner, path: Path, row: _ExportFile) -> LineCount:
    """The counts over a gzip's text; kept from run to run by the file's hash."""
    if row.sha256 not in planner.counts:
        try:
            planner.counts[row.sha256] = count_unzipped(path).counts()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise damaged(row.source_file, str(error)) from None
    return LineCount.of_counts(planner.counts[row.sha256])


def _known_counts(work: Path) -> dict[str, dict[str, int]]:
    try:
        kept = json.loads((work / _COUNTS).read_text(encoding="utf-8"))
        return {
            key: counts
            for key, counts in kept.items()
            if counts.keys() == LineCount().counts().keys()
        }
    except (OSError, ValueError, AttributeError):
        return {}


def _keep_counts(planner: _Planner, hashes: set[str]) -> None:
    counts = {key: value for key, value in planner.counts.items() if key in hashes}
    if counts and counts != _known_counts(planner.work):
        planner.work.mkdir(parents=True, exist_ok=True)
        partial = planner.work / f"{_COUNTS}.part"
        partial.write_text(json.dumps(counts), encoding="utf-8")
        partial.replace(planner.work / _COUNTS)


def _is_faulty(path: Path, source_file: str, lines: LineCount, *, zipped: bool) -> bool:
    """Whether a line of a small file with quotation marks is known to be none that DuckDB reads."""
    if not lines.quotes or path.stat().st_size > _LOOKED_AT:
        return False
    return first_fault(path, source_file, zipped=zipped) is not None


def _row_of_nul(path: Path, *, zipped: bool) -> int:
    """The line of the first NUL byte of a file that has one."""
    lines = 1
    with open_bytes(path, zipped=zipped) as stream:
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            before, nul, _ = chunk.partition(b"\0")
            lines += before.count(b"\n")
            if nul:
                break
    return lines


def _whole_rows(lines: Iterable[str], delimiter: str, source_file: str) -> Iterator[list[str]]:
    """The rows of delimited text, as they are asked for."""
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
            raise Problem("LAND-07", file=source_file, row=begins)
        # The mark of UTF-16 is a character of its first cell.
        yield [row[0].removeprefix("\ufeff"), *row[1:]] if row and begins == 1 else row
        begins = reader.line_num + 1


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    """The first rows of delimited text, as far as they can be read."""
    rows: list[list[str]] = []
    try:
        for row in itertools.islice(
            csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), HEAD_WITHIN
        ):
            rows.append(row)
    except csv.Error:
        pass
    return rows


def _unzipped_start(path: Path, source_file: str) -> bytes:
    try:
        with gzip.open(path, "rb") as stream:
            return stream.read(CHUNK)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(source_file, str(error)) from None


def _delimiter(sample: str, names: HeadNames, given: Given) -> str:
    """The delimiter under which one of the first lines becomes a head, else the likeliest."""
    lines = sample.splitlines()[:HEAD_WITHIN]
    known = {*given.folders, *([given.time[0]] if given.time else [])}
    for delimiter in ",\t;|":
        try:
            if any(head_of(row, names, known) for row in csv.reader(lines, delimiter=delimiter)):
                return delimiter
        except csv.Error:
            continue
    return delimiter_of(sample, Vocabulary(()))


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
