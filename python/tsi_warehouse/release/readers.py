"""Reading the current release: read-only, hardened, and never in the way of a refresh.

A hardened connection reaches no file but the release, no network and no setting, and is capped in
memory and threads. Its soft limits are DuckDB's own; the hard ones are those of a child process,
that is killed when time is up. Temporary tables and variables stay possible, and the release's own path is visible.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tsi_warehouse.core.errors import TsiError, failure
from tsi_warehouse.core.hardened import lock_up
from tsi_warehouse.core.project import study_root
from tsi_warehouse.core.quoting import sql_name
from tsi_warehouse.release.current import current_id
from tsi_warehouse.release.releases import Release, find_release

if TYPE_CHECKING:
    import pyarrow as pa

# DuckDB's own interrupt comes first; a child that does not listen to it is killed so much later.
HARD_EXTRA_SECONDS = 5.0
NOWHERE = os.path.join(os.sep, "nowhere")
#: Types whose values Python has too; `shown` makes texts of all others.
PLAIN_TYPES = {
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "VARCHAR",
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What one connection may use.

    Attributes
    ----------
    memory : as DuckDB writes sizes; a query that needs more fails, for nothing spills to the disk.
        DuckDB counts tables, sorts and joins; a single value of gigabytes only `run_sql` stops
    threads : worker threads
    seconds : time for one query
    rows : rows of one result that `run_sql` hands over at most
    """

    memory: str = "2GB"
    threads: int = 2
    seconds: float = 300.0
    rows: int = 1_000_000


@dataclass(frozen=True)
class Answer:
    """The result of a query; `is_cut` when there were more rows than the limits allow."""

    table: pa.Table
    is_cut: bool


def open_release(
    warehouse: str | Path | None = None, release: str = "current", *, limits: Limits | None = None
) -> duckdb.DuckDBPyConnection:
    """A hardened read-only connection to a release of `warehouse`.

    It stays on its release when a new one is published: close it and open again, or see
    `FollowCurrent`. A process that holds the same release open without hardening cannot have both.

    Parameters
    ----------
    warehouse : TSI_WAREHOUSE, then TSI_STUDY's, then the project's own by default
    release : 'current', 'previous', an id, or the beginning of one
    """
    found = find_release(warehouse_of(warehouse), release)
    return _open(found, limits or Limits())


def warehouse_of(warehouse: str | Path | None) -> Path:
    """The warehouse that is meant, by the rules of `tsi --warehouse` and --study."""
    named = warehouse or os.environ.get("TSI_WAREHOUSE")
    return Path(named) if named else study_root() / "warehouse"


@dataclass
class FollowCurrent:
    """For a process that lives for weeks: the current release, whichever it is by now.

    >>> follow = FollowCurrent("warehouse")
    >>> follow.cursor().execute("select * from marts.digital_index").fetchall()

    Each `cursor()` looks where `current` points (one system call) and opens the new release once it
    has changed. Cursors handed out before stay on their release until they are closed, so that one
    piece of work sees one release.
    """

    warehouse: str | Path | None = None
    limits: Limits = Limits()
    release_id: str | None = field(default=None, init=False)
    _connection: duckdb.DuckDBPyConnection | None = field(default=None, init=False, repr=False)
    _switching: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor on the release that is current now; safe to call from several threads."""
        with self._switching:
            warehouse = warehouse_of(self.warehouse)
            if self._connection is None or current_id(warehouse) != self.release_id:
                found = find_release(warehouse)
                # The old database closes with its last cursor.
                self._connection = _open(found, self.limits)
                self.release_id = found.release_id
            return self._connection.cursor()


@contextmanager
def time_limit(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what `connection` runs inside the block after `seconds`.

    Soft: DuckDB looks for the interrupt between steps. Where it must hold, use `run_sql`.
    """
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise _too_slow(seconds) from error
    finally:
        timer.cancel()
        timer.join()


def run_sql(
    sql: str,
    warehouse: str | Path | None = None,
    release: str = "current",
    *,
    limits: Limits | None = None,
) -> Answer:
    """Run SQL on a release in a child process with an empty environment; its last result.

    The child is killed when time is up, whatever it does, and holds nothing worth stealing. The log
    of runs is there as the table `runs`.
    """
    import pyarrow as pa

    answers = run_statements(sql, warehouse, release, limits=limits)
    *_, last = [Answer(pa.table({}), False), *answers]
    return last


def run_statements(
    sql: str,
    warehouse: str | Path | None = None,
    release: str = "current",
    *,
    limits: Limits | None = None,
    as_text: bool = False,
) -> Iterator[Answer]:
    """The result of each statement that has rows, in order, as `run_sql` gives the last.

    `as_text` gives dates, times and nested values as texts, since DuckDB has some that Python has not. Raises as
    `run_sql` does, after the results of the statements before.
    """
    import pyarrow as pa

    limits = limits or Limits()
    place = warehouse_of(warehouse).resolve()
    found = find_release(place, release).release_id
    request = {"sql": sql, "warehouse": str(place), "release": found, "limits": asdict(limits)}
    keep = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")
    clean = {name: os.environ[name] for name in keep if name in os.environ}
    package_root = str(Path(__file__).resolve().parents[2])
    try:
        child = subprocess.run(
            [sys.executable, "-m", "tsi_warehouse.release.reader_child"],
            input=json.dumps({**request, "as_text": as_text}).encode(),
            capture_output=True,
            timeout=limits.seconds + HARD_EXTRA_SECONDS,
            env={**clean, "PYTHONPATH": package_root, "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(limits.seconds) from error
    sent = pa.BufferReader(child.stdout)
    while sent.tell() < sent.size():
        try:
            table = pa.ipc.open_stream(sent).read_all()
        except (pa.ArrowException, OSError):
            # The statement failed while its rows were on their way.
            break
        is_cut = table.num_rows > limits.rows
        yield Answer(table.slice(0, limits.rows) if is_cut else table, is_cut)
    if child.returncode != 0:
        raise _childs_error(child.stderr)


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
            for place, (name, kind) in enumerate(zip(result.columns, result.types, strict=True), 1)
        )
    )


def _shown(name: str, kind: str) -> str:
    if kind in PLAIN_TYPES or kind.startswith(("DECIMAL", "ENUM")):
        return name
    # A list, struct or map, of whatever.
    nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))
    return f"cast(to_json({name}) as varchar)" if nested else f"cast({name} as varchar)"


def _open(release: Release, limits: Limits) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(release.database), read_only=True, config=_config(limits))
        lock_up(connection)
    except duckdb.Error as error:
        raise failure("REL-50", release=release, error=error) from error
    return connection


def _config(limits: Limits) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        # Settings can be read: by default these two name a home folder.
        "secret_directory": NOWHERE,
        "extension_directory": NOWHERE,
        # Names in a query mean tables, never this program's variables.
        "python_enable_replacements": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
    }


def _too_slow(seconds: float) -> TsiError:
    return failure("REL-51", seconds=seconds)


def _childs_error(stderr: bytes) -> TsiError:
    try:
        reported = json.loads(base64.b64decode(stderr.splitlines()[-1]))
        return TsiError(
            reported["code"], en=reported["en"], zh=reported["zh"], exit_code=reported["exit_code"]
        )
    except (IndexError, ValueError, KeyError, TypeError):
        words = stderr.decode("utf-8", "replace").strip()[-500:] or "no words"
        return failure("REL-53", words=words)
