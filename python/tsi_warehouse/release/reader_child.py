"""The process that runs one query for `readers.run_sql`, and can be killed without loss.

It reads a request as JSON from its input, and writes an Arrow stream, or the error as JSON.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tsi_warehouse.core.errors import TsiError, failure
from tsi_warehouse.release.readers import Limits, has_rows, open_release, shown, time_limit
from tsi_warehouse.release.runs import Run, read_runs

BATCH_ROWS = 10_000


def answer(request: Mapping[str, Any]) -> None:
    """Run the request's SQL and write the result of each statement that has one to the output."""
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
            raise failure("REL-52", words=words) from error


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

    The fields carry the names of DuckDB's types, `kinds`. Returns how many of the `left` bytes remain, which the
    process that asked must hold; REL-54 where the batches take more.
    """
    fields_ = zip(reader.schema, kinds, strict=True)
    schema = pa.schema([each.with_metadata({"duckdb": kind}) for each, kind in fields_])
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        for batch in first_rows(reader, rows + 1):
            left -= batch.nbytes
            if left < 0:
                raise failure("REL-54", memory=memory)
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
    names = [item.name for item in fields(Run)]
    rows = [[_cell(name, getattr(run, name)) for name in names] for run in runs]
    if rows:
        places = ", ".join("?" * len(names))
        insert = f"insert into runs ({', '.join(names)}) values ({places})"
        connection.executemany(insert, rows)
        connection.execute("update runs set seconds = epoch(ended_at - started_at)")


def _cell(name: str, value: Any) -> Any:
    if name == "stages":
        return json.dumps(value)
    return None if value == "" and name in ("ended_at", "release_id", "withdrawn_id") else value


def main() -> int:
    """Answer one request; 1 if the error is reported on the error stream."""
    try:
        answer(json.load(sys.stdin.buffer))
    except TsiError as error:
        facts = {"code": error.code, "en": error.en, "zh": error.zh}
        reported = {**facts, "exit_code": int(error.exit_code)}
        sys.stderr.buffer.write(b"\n" + base64.b64encode(json.dumps(reported).encode()))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
