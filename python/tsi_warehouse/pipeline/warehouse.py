"""dbt run inside this process, on one study's folders and one database file, within a limit of memory."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tsi_warehouse.core.errors import failure
from tsi_warehouse.core.project import Study, variables
from tsi_warehouse.release.files import FULL, disk_error, number_in, refused_by_disk
from tsi_warehouse.seeds.files import study_setting

Progress = Callable[[int, int, str], None]
DEFAULT = "50%"
_SIZE = re.compile(r"[1-9][0-9]*([.][0-9]+)? ?([KMGT]i?B|%)", re.IGNORECASE)
_OUT_OF_MEMORY = ("Out of Memory Error", "OutOfMemoryException", "failed to offload data block")


@dataclass(frozen=True)
class NodeResult:
    """How a model, seed or test ended, with what dbt said and how many rows a test found."""

    name: str
    kind: str
    status: str
    message: str
    failures: int | None
    rows_table: str


@dataclass(frozen=True)
class DbtOutcome:
    """How one dbt command ended; `failures` names what stops a release, `checks` every test."""

    success: bool
    failures: list[NodeResult] = field(default_factory=list)
    checks: list[NodeResult] = field(default_factory=list)
    exception: BaseException | None = None


def spill_folder(database: Path) -> Path:
    """Where a build keeps what does not fit in memory: next to its own file, and gone with it."""
    return database.parent / "spill"


@dataclass
class Dbt:
    """dbt on one study's folders and one database file; the project is parsed once for all commands.

    Parsing and writing dbt's own manifest.json took seconds of each command of a refresh.
    """

    study: Study
    database: Path
    release_id: str = "dev"
    built_at: str = ""
    _manifest: Any = field(default=None, repr=False)

    def run(self, command: list[str], progress: Progress | None = None) -> DbtOutcome:
        """Run one command in this process, such as ['build']; dbt's own log goes to the study's work folder.

        `progress` is called after each node with (done, total, node name).
        """
        from dbt.cli.main import dbtRunner

        study = self.study
        options = [
            "--project-dir", str(study.project), "--profiles-dir", str(study.project / "profiles"),
            "--target", "prod", "--target-path", str(study.work / "target"),
            "--log-path", str(study.work / "logs"), "--log-level", "none", "--log-level-file", "info", "--no-print",
        ]  # fmt: skip
        callbacks = [_progress_callback(progress)] if progress else []
        with variables(self._environment()), _closed_afterwards():
            result: Any = None
            if self._manifest is None and "--vars" not in command:
                result = dbtRunner().invoke(["parse", "--no-write-json", *options])
                self._manifest = result.result if result.success else None
            if result is None or result.success:
                runner = dbtRunner(manifest=self._manifest, callbacks=callbacks)
                # Only the data dictionary reads dbt's own files.
                quiet = [] if command[0] == "docs" else ["--no-write-json"]
                result = runner.invoke([*command, *quiet, *options])
                if not quiet and self._manifest is not None:
                    # dbt writes none where it was given one.
                    self._manifest.write(str(study.work / "target" / "manifest.json"))
        return _outcome(result)

    def _environment(self) -> dict[str, str]:
        """The variables that dbt_project.yml, the profile and the landing plugin read."""
        study, database = self.study, steady_path(self.study, self.database)
        work = os.path.relpath(study.work, study.project)
        built_at = {"TSI_BUILT_AT": self.built_at} if self.built_at else {}
        return built_at | {
            "TSI_RAW": str(study.raw),
            "TSI_SEEDS": f"{work}/seeds".replace("\\", "/"),
            "TSI_WAREHOUSE": str(study.warehouse),
            "TSI_DATABASE": str(database),
            "TSI_WORK": str(study.work),
            "TSI_RELEASE_ID": self.release_id,
            "TSI_MEMORY_LIMIT": memory_limit(study.work / "seeds"),
            "TSI_SPILL": str(spill_folder(database)),
        }


def run_dbt(command: list[str], study: Study, database: Path) -> DbtOutcome:
    """One dbt command on one study and database."""
    return Dbt(study, database).run(command)


def _outcome(result: Any) -> DbtOutcome:
    if isinstance(result.exception, KeyboardInterrupt):
        # dbt hands over an interruption as a result; it must end the refresh.
        raise result.exception
    nodes = [_node_result(node) for node in getattr(result.result, "results", None) or []]
    return DbtOutcome(
        success=bool(result.success),
        failures=[node for node in nodes if node.status in ("error", "fail", "runtime error")],
        checks=[node for node in nodes if node.kind in ("test", "unit_test")],
        exception=result.exception,
    )


def steady_path(study: Study, database: Path) -> Path:
    """A path to `database` that is the same in every refresh of a study, where links are allowed.

    dbt parses the whole project again when its profile changes, and every candidate has a path of
    its own; a link in the study's work folder takes that away.
    """
    link = study.work / "building"
    fresh = link.with_name(f"{link.name}.{os.getpid()}")
    try:
        study.work.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(database.parent.absolute(), target_is_directory=True)
        os.replace(fresh, link)
    except OSError:
        return database
    return link / database.name


def _node_result(node: Any) -> NodeResult:
    return NodeResult(
        name=node.node.name,
        kind=str(node.node.resource_type),
        status=str(node.status),
        message=node.message or "",
        failures=node.failures,
        rows_table=getattr(node.node, "relation_name", None) or "",
    )


def _progress_callback(progress: Progress) -> Callable[[Any], None]:
    def on_event(event: Any) -> None:
        if event.info.name in ("LogModelResult", "LogTestResult", "LogSeedResult", "LogNodeResult"):
            total = getattr(event.data, "total", 0) or getattr(event.data, "num_models", 0)
            progress(event.data.index, total, event.data.node_info.node_name)

    return on_event


@contextmanager
def _closed_afterwards() -> Iterator[None]:
    """dbt-duckdb keeps its file open for the next command of the process; a release must not."""
    try:
        yield
    finally:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def memory_limit(seeds: Path) -> str:
    """The setting memory_limit in DuckDB's words: a size (4GB) or a share of the machine (50%)."""
    found = study_setting(seeds, "memory_limit", DEFAULT)
    if not _SIZE.fullmatch(found) or (found.endswith("%") and float(found[:-1]) > 100):
        raise failure("MEM-01", found=found)
    return found


@contextmanager
def spilling(database: Path) -> Iterator[None]:
    """Leave no spill behind, however the build ends."""
    try:
        yield
    finally:
        shutil.rmtree(spill_folder(database), ignore_errors=True)


def refuse_full_disk(outcome: DbtOutcome, database: Path) -> None:
    """Say that the disk is full (REL-10) where that is what stopped dbt or one of its models."""
    if outcome.exception is not None and refused_by_disk(outcome.exception) in FULL:
        raise disk_error(refused_by_disk(outcome.exception), str(outcome.exception), database)
    for node in outcome.failures:
        if (number := number_in(node.message)) in FULL:
            raise disk_error(number, f"{node.name}: {node.message}", database)


def refuse_out_of_memory(outcome: DbtOutcome, limit: str, database: Path) -> None:
    """Say which setting to change (MEM-02) where a model needed more than the limit, and spilling did not help."""
    for node in outcome.failures:
        if any(words in node.message for words in _OUT_OF_MEMORY):
            spill = spill_folder(database)
            raise failure("MEM-02", node=node, limit=limit, spill=spill, default=DEFAULT)
