"""Run the checks of one stage with Great Expectations, on pandas frames.

Great Expectations reads DuckDB badly through SQLAlchemy and takes seconds to import, so it gets
small frames that SQL has made, is imported when the first stage runs, keeps nothing on disk and
reports to nobody.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tsi_warehouse.checks.expectations import CHECKS, Check, Stage
from tsi_warehouse.checks.frames import frame_of

if TYPE_CHECKING:
    import pandas as pd

SHOWN_PLACES = 5


@dataclass(frozen=True)
class CheckResult:
    """How one check ended; the columns of results.quality_results.

    Attributes
    ----------
    verdict : 'passed', 'warned', 'blocked', 'accepted', or 'skipped' with nothing to look at
    observed : the first places that fail, each with its value
    failing_rows : how many fail
    accepted_by : who signed for a block, and why
    """

    check_name: str
    stage: str
    severity: str
    success: bool
    verdict: str
    observed: str
    expected: str
    failing_rows: int
    explanation_zh: str
    explanation_en: str
    accepted_by: str = ""


def run_stage(
    connection: duckdb.DuckDBPyConnection,
    stage: Stage,
    accepted: Mapping[str, str],
    previous: Mapping[str, str] | None = None,
    checks: Iterable[Check] = CHECKS,
) -> list[CheckResult]:
    """Judge every check of one stage.

    Parameters
    ----------
    connection : the candidate database
    accepted : check name -> who accepts a block of it, and why
    previous : parquet files of the release before, for what compares with it
    """
    wanted = [check for check in checks if check.stage == stage]
    results: dict[str, CheckResult] = {}
    if stage == "marts":
        # Two frames read these statistics, and the view computes the whole panel each time.
        connection.execute(
            "create or replace temp table variable_statistics as from marts.descriptive_statistics"
        )
    for frame_name in dict.fromkeys(check.frame for check in wanted):
        group = [check for check in wanted if check.frame == frame_name]
        frame = frame_of(connection, frame_name, previous or {})
        if frame is None or frame.empty:
            results |= {check.name: _result(check, [], accepted, skipped=True) for check in group}
            continue
        failing = _validate(frame, group)
        results |= {check.name: _result(check, failing[check.name], accepted) for check in group}
    return [results[check.name] for check in wanted]


def prepare() -> None:
    """Import what the checks need, which takes seconds, before they are wanted."""
    _great_expectations()


def judge(
    database: Path, stage: Stage, accepted: Mapping[str, str], previous: Mapping[str, str]
) -> list[CheckResult]:
    """run_stage on a database file that nobody has open for writing."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return run_stage(connection, stage, accepted, previous)


def write_results(
    connection: duckdb.DuckDBPyConnection, stage: Stage, results: Iterable[CheckResult]
) -> None:
    """Keep one stage's results with the release: results.quality_results, one row per check."""
    connection.execute("create schema if not exists results")
    connection.execute(
        "create table if not exists results.quality_results (check_name varchar, stage varchar, "
        "severity varchar, success boolean, verdict varchar, observed varchar, expected varchar, "
        "failing_rows bigint, explanation_zh varchar, explanation_en varchar, accepted_by varchar)"
    )
    connection.execute(
        "comment on table results.quality_results is "
        "'数据质量检查，每项一行。Quality checks of raw cells and marts, one row each.'"
    )
    connection.execute("delete from results.quality_results where stage = ?", [stage])
    rows = [tuple(asdict(result).values()) for result in results]
    places = ", ".join("?" for _ in fields(CheckResult))
    connection.executemany(f"insert into results.quality_results values ({places})", rows)


def _result(
    check: Check,
    failing: list[tuple[str, float]],
    accepted: Mapping[str, str],
    *,
    skipped: bool = False,
) -> CheckResult:
    success = not failing
    accepted_by = accepted.get(check.name, "") if check.severity == "block" and not success else ""
    if skipped:
        verdict = "skipped"
    elif success:
        verdict = "passed"
    elif check.severity == "warn":
        verdict = "warned"
    else:
        verdict = "accepted" if accepted_by else "blocked"
    return CheckResult(
        check_name=check.name,
        stage=check.stage,
        severity=check.severity,
        success=success,
        verdict=verdict,
        observed="; ".join(f"{place}: {_number(value)}" for place, value in failing[:SHOWN_PLACES]),
        expected=check.expected,
        failing_rows=len(failing),
        explanation_zh=check.explanation_zh,
        explanation_en=check.explanation_en,
        accepted_by=accepted_by,
    )


def _number(value: float) -> str:
    """A count whole, anything else to four digits."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}"


def _validate(frame: pd.DataFrame, checks: list[Check]) -> dict[str, list[tuple[str, float]]]:
    """Failing (place, value) by check; one batch and one suite for all checks of a frame."""
    expectations = _great_expectations()
    suite = expectations.suite(
        name=checks[0].frame,
        expectations=[
            expectations.between(
                column=check.column,
                min_value=check.minimum,
                max_value=check.maximum,
                severity="critical" if check.severity == "block" else "warning",
                meta={"check": check.name},
            )
            for check in checks
        ],
    )
    batch = expectations.batch_of(frame)
    outcome = batch.validate(
        suite,
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["place"]},
    )
    failing: dict[str, list[tuple[str, float]]] = {}
    for result in outcome.results:
        name = result.expectation_config.meta["check"]
        if result.exception_info.get("raised_exception"):
            raise RuntimeError(f"check {name}: {result.exception_info.get('exception_message')}")
        column = result.expectation_config.kwargs["column"]
        rows = result.result.get("unexpected_index_list") or []
        failing[name] = [(str(row["place"]), float(row[column])) for row in rows]
    return failing


@dataclass(frozen=True)
class _Expectations:
    """What of the library is used here."""

    suite: Any
    between: Any
    context: Any

    def batch_of(self, frame: pd.DataFrame) -> Any:
        """The frame as a batch that can be validated."""
        source = self.context.data_sources.add_or_update_pandas("frames")
        asset = source.add_dataframe_asset("frame")
        whole = asset.add_batch_definition_whole_dataframe("whole")
        return whole.get_batch(batch_parameters={"dataframe": frame})


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Let a block not find an optional module.

    Great Expectations imports Spark's Connect client wherever PySpark is, and that client ends the
    whole process, with code 0, where its own packages are not.
    """
    absent = module not in sys.modules
    if absent:
        sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules[module]


@cache
def _great_expectations() -> _Expectations:
    """The library, imported once a process, without analytics, progress bars, docs or files."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings(), _without("pyspark"):
        warnings.simplefilter("ignore")
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )
        from great_expectations.expectations.core.expect_column_values_to_be_between import (
            ExpectColumnValuesToBeBetween,
        )

        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        nowhere = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
        context = gx.get_context(
            mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=nowhere)
        )
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return _Expectations(gx.ExpectationSuite, ExpectColumnValuesToBeBetween, context)
