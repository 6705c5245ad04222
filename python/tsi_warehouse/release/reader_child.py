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

from tsi_warehouse.errors import TsiError
from tsi_warehouse.release.readers import Limits, open_release, time_limit
from tsi_warehouse.release.runs import Run, read_runs

BATCH_ROWS = 10_000


def answer(request: Mapping[str, Any]) -> None:
    """Run the request's SQL and write its last result to the output.

    Raises
    ------
    TsiError : REL-50 to REL-52, as `run_sql` says
    """
    limits, warehouse = Limits(**request["limits"]), Path(request["warehouse"])
    with open_release(warehouse, request["release"], limits=limits) as connection:
        add_runs(connection, read_runs(warehouse))
        try:
            with time_limit(connection, limits.seconds):
                result = connection.sql(request["sql"])
                empty = pa.RecordBatchReader.from_batches(pa.schema([]), [])
                send(result.to_arrow_reader(BATCH_ROWS) if result else empty, limits.rows)
        except duckdb.Error as error:
            raise TsiError("REL-52", en=str(error), zh=str(error)) from error


def send(reader: pa.RecordBatchReader, rows: int) -> None:
    """Write batches to the output until one row more than `rows` has gone: the sign of a cut."""
    with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as stream:
        for batch in first_rows(reader, rows + 1):
            stream.write_batch(batch)


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
        "withdrawn_id varchar, stages json)"
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
        )
        for run in runs
    ]
    if rows:
        connection.executemany(
            "insert into runs values (?, ?, ?, ?, epoch(?::timestamptz - ?::timestamptz), "
            "?, ?, ?, ?, ?, ?, ?)",
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
