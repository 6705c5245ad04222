"""The process that runs one query for `readers.run_sql`, and can be killed without loss.

It reads a request as JSON from its input, and writes an Arrow stream, or the error as JSON.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.release.readers import Limits, open_release, time_limit
from tsi_warehouse.release.results import has_rows, shown
from tsi_warehouse.release.runs import Run, read_runs

BATCH_ROWS = 10_000


def answer(request: Mapping[str, Any]) -> None:
    """Run the request's SQL and write the result of each statement that has one to the output.

    Raises
    ------
    TsiError : REL-50 to REL-52 and REL-54, as `run_sql` says
    """
    limits, warehouse = Limits(**request["limits"]), Path(request["warehouse"])
    with open_release(warehouse, request["release"], limits=limits) as connection:
        add_runs(connection, read_runs(warehouse))
        memory = memory_bytes(connection)
        cap_process(memory)
        left = memory
        try:
            with time_limit(connection, limits.seconds):
                for statement in connection.extract_statements(request["sql"]):
                    result = connection.sql(statement.query)
                    if result is None or not has_rows(statement, result):
                        continue
                    kinds = [str(kind) for kind in result.types]
                    if request["as_text"]:
                        result = shown(result)
                    reader = result.to_arrow_reader(BATCH_ROWS)
                    left = send(reader, kinds, limits.rows, left, memory)
        except (duckdb.Error, pa.ArrowException, OSError, MemoryError) as error:
            # An error midway in the stream reaches us through Arrow, in DuckDB's words.
            words = str(error) or "out of memory"
            raise TsiError("REL-52", en=words, zh=words) from error


def memory_bytes(connection: duckdb.DuckDBPyConnection) -> int:
    """The connection's memory limit in bytes."""
    sql = "select parse_formatted_bytes(current_setting('memory_limit'))"
    return int(connection.execute(sql).fetchall()[0][0])


def cap_process(memory: int) -> None:
    """Let the system hold what DuckDB's own limit lets through: one long text or list, of gigabytes.

    From here on this process may take twice `memory` bytes more (Linux), and write no file (POSIX).
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        kilobytes = next(line.split()[1] for line in lines if line.startswith("VmData:"))
        most = int(kilobytes) * 1024 + 2 * memory
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def send(
    reader: pa.RecordBatchReader, kinds: Sequence[str], rows: int, left: int, memory: int
) -> int:
    """Write batches to the output until one row more than `rows` has gone: the sign of a cut.

    The fields carry the names of DuckDB's types, `kinds`.

    Returns how many of the `left` bytes remain, which the process that asked must hold.

    Raises
    ------
    TsiError : REL-54 the batches take more than `left`
    """
    schema = pa.schema(
        [
            field.with_metadata({"duckdb": kind})
            for field, kind in zip(reader.schema, kinds, strict=True)
        ]
    )
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        for batch in first_rows(reader, rows + 1):
            left -= batch.nbytes
            if left < 0:
                raise TsiError(
                    "REL-54",
                    en=f"The result is larger than {memory:,} bytes, the memory limit. Ask for "
                    "fewer rows or shorter texts.",
                    zh=f"查询结果超过内存上限 {memory:,} 字节。请减少行数或缩短文本。",
                )
            stream.write_batch(batch)
    return left


def first_rows(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """The first `rows` rows of a stream of batches."""
    for batch in batches:
        yield batch.slice(0, rows)
        rows -= batch.num_rows
        if rows <= 0:
            return


def add_runs(connection: duckdb.DuckDBPyConnection, runs: Sequence[Run]) -> None:
    """Make the log of runs a temporary table `runs` of this connection."""
    connection.execute(
        "create or replace temp table runs (run_id varchar, command varchar, "
        "started_at timestamptz, ended_at timestamptz, seconds double, outcome varchar, "
        "exit_code integer, code varchar, message varchar, release_id varchar, "
        "withdrawn_id varchar, stages json, warnings varchar)"
    )
    rows = [
        (
            run.run_id,
            run.command,
            run.started_at,
            run.ended_at or None,
            run.ended_at or None,
            run.started_at,
            run.outcome,
            run.exit_code,
            run.code,
            run.message,
            run.release_id or None,
            run.withdrawn_id or None,
            json.dumps(run.stages),
            run.warnings,
        )
        for run in runs
    ]
    if rows:
        connection.executemany(
            "insert into runs values (?, ?, ?, ?, epoch(?::timestamptz - ?::timestamptz), "
            "?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def main() -> int:
    """Answer one request; 1 where the error is told on the error stream."""
    try:
        answer(json.load(sys.stdin.buffer))
    except TsiError as error:
        told = {
            "code": error.code,
            "en": error.en,
            "zh": error.zh,
            "exit_code": int(error.exit_code),
        }
        sys.stderr.buffer.write(b"\n" + base64.b64encode(json.dumps(told).encode()))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
