"""Run the checks of one stage of quality/suite.yml with Great Expectations, on pandas frames.

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
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tsi_warehouse.checks.accepted import Acceptance
from tsi_warehouse.checks.pages import rows_of
from tsi_warehouse.checks.previous import attach_previous
from tsi_warehouse.checks.suite import Check, Stage, checks
from tsi_warehouse.core.quoting import sql_text
from tsi_warehouse.study.results import write

if TYPE_CHECKING:
    import pandas as pd

SHOWN_PLACES = 5


@dataclass(frozen=True)
class Loss:
    """Something that the previous release had and this one lacks, with the likely cause."""

    item: str
    cause_zh: str
    cause_en: str


@dataclass(frozen=True)
class CheckResult:
    """How one check ended; but for `losses` the columns of results.quality_results.

    Attributes
    ----------
    verdict : 'passed', 'warned', 'blocked', 'accepted', or 'skipped' with nothing to look at
    observed : the first places that fail, each with its value
    failing_rows : how many fail
    accepted_by : who signed for a block, and why
    code : the check's
    losses : all that a check on losses found, with causes
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
    code: str = ""
    losses: tuple[Loss, ...] = ()


def run_stage(
    connection: duckdb.DuckDBPyConnection,
    stage: Stage,
    accepted: Mapping[str, Acceptance],
    previous: Path | None = None,
    judged: Iterable[Check] | None = None,
) -> list[CheckResult]:
    """Judge every check of one stage.

    Parameters
    ----------
    connection : the candidate database
    accepted : check name -> who accepts a block of it, and of what
    previous : folder of the previous release, for what compares with it
    judged : the checks to judge, all of the suite without
    """
    wanted = [check for check in (judged or checks()) if check.stage == stage]
    results: dict[str, CheckResult] = {}
    if stage == "marts":
        # Two pages read these statistics, and the view computes the whole panel each time.
        connection.execute(
            "create or replace temp table variable_statistics as from marts.descriptive_statistics"
        )
        if previous:
            attach_previous(connection, previous)
    for page in dict.fromkeys(check.page for check in wanted):
        group = [check for check in wanted if check.page == page]
        frame = rows_of(connection, page, has_previous=previous is not None)
        # A page of losses that has no row says that there is none.
        is_skipped = frame is None or (frame.empty and not group[0].is_of_losses)
        failing = {} if frame is None or frame.empty else _validate(frame, group)
        for check in group:
            found = failing.get(check.name, [])
            losses = () if frame is None or "cause_en" not in frame else _losses(frame)
            results[check.name] = _result(check, found, accepted, losses, skipped=is_skipped)
    return [results[check.name] for check in wanted]


def prepare() -> None:
    """Import what the checks need, which takes seconds, before they are wanted."""
    _great_expectations()


def judge(
    database: Path, stage: Stage, accepted: Mapping[str, Acceptance], previous: Path | None
) -> list[CheckResult]:
    """run_stage on a database file that nobody has open for writing."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return run_stage(connection, stage, accepted, previous)


def write_results(
    connection: duckdb.DuckDBPyConnection, stage: Stage, results: Iterable[CheckResult]
) -> None:
    """Keep one stage's results with the release: results.quality_results, one row per check."""
    rows = [
        {name: value for name, value in vars(result).items() if name != "losses"}
        for result in results
    ]
    write(connection, "quality_results", rows, where=f"stage = {sql_text(stage)}")


def _losses(frame: pd.DataFrame) -> tuple[Loss, ...]:
    columns = (frame[name].tolist() for name in ("place", "cause_zh", "cause_en"))
    return tuple(Loss(*row) for row in zip(*columns, strict=True))


def _result(
    check: Check,
    failing: list[tuple[str, float]],
    accepted: Mapping[str, Acceptance],
    losses: tuple[Loss, ...] = (),
    *,
    skipped: bool = False,
) -> CheckResult:
    success = not failing
    acceptance = accepted.get(check.name)
    items = [place for place, _ in failing]
    may_pass = check.severity == "block" and not success and acceptance is not None
    accepted_by = acceptance.by if may_pass and acceptance and acceptance.covers(items) else ""
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
        code=check.code,
        losses=losses,
    )


def _number(value: float) -> str:
    """A count whole, anything else to four digits."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}"


def _validate(frame: pd.DataFrame, checks: list[Check]) -> dict[str, list[tuple[str, float]]]:
    """Failing (place, value) by check; one batch and one suite for all checks of a page."""
    library = _great_expectations()
    outcome = library.batch_of(frame).validate(
        library.suite(
            name=checks[0].page,
            expectations=[library.expectation(check.expectation) for check in checks],
        ),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["place"]},
    )
    failing: dict[str, list[tuple[str, float]]] = {}
    for result in outcome.results:
        name = result.expectation_config.meta["name"]
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
    context: Any

    def expectation(self, written: Mapping[str, Any]) -> Any:
        """An expectation as quality/suite.yml writes it."""
        kind = written["type"]
        module = import_module(f"great_expectations.expectations.core.{kind}")
        of_type = getattr(module, kind.title().replace("_", ""))
        return of_type(**written["kwargs"], severity=written["severity"], meta=written["meta"])

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

        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        nowhere = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
        context = gx.get_context(
            mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=nowhere)
        )
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return _Expectations(gx.ExpectationSuite, context)
