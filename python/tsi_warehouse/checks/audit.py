"""One stage of the gate on a candidate: judge, keep, tell, and stop where a check blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import duckdb

from tsi_warehouse.checks.accepted import accepted_checks
from tsi_warehouse.checks.expectations import Stage
from tsi_warehouse.checks.gate import CheckResult, judge, write_results
from tsi_warehouse.console import Console
from tsi_warehouse.errors import Exit, TsiError
from tsi_warehouse.workers import Worker


def audit(
    database: Path,
    stage: Stage,
    release_id: str,
    console: Console,
    *,
    accept: Iterable[str] = (),
    published: Path | None = None,
    worker: Worker | None = None,
) -> list[dict[str, object]]:
    """Run one stage's checks and keep their results in results.quality_results.

    Parameters
    ----------
    accept : names given with --accept
    published : folder of the release before, for what compares with it
    worker : a process that has the library imported already; without one it is imported here

    Raises
    ------
    TsiError : CHECK-01 (exit 1) a check blocks and nobody has accepted it; CHECK-02, CHECK-03 an
        acceptance cannot be read
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        accepted = accepted_checks(connection, release_id, accept)
    asked = (database, stage, accepted, _previous(published))
    results = worker.ask(judge, *asked) if worker else judge(*asked)
    with duckdb.connect(str(database)) as connection:
        write_results(connection, stage, results)
    for line_en, line_zh in _told(results):
        console.say(line_en, line_zh)
    blocked = [result for result in results if result.verdict == "blocked"]
    if blocked:
        raise _blocked(blocked)
    return [asdict(result) for result in results]


def _previous(published: Path | None) -> Mapping[str, str]:
    if published is None:
        return {}
    files = {
        "indicators": published / "parquet" / "region_indicators.parquet",
        "panel": published / "parquet" / "descriptive_statistics.parquet",
    }
    return (
        {name: str(path) for name, path in files.items()}
        if all(path.is_file() for path in files.values())
        else {}
    )


def _told(results: list[CheckResult]) -> Iterator[tuple[str, str]]:
    """A line that counts, then two lines for each check that did not simply pass."""
    verdicts = [result.verdict for result in results]
    count = verdicts.count
    yield (
        f"  {count('passed')} checks passed, {count('warned')} warned, "
        f"{count('accepted')} accepted, {count('blocked')} block",
        f"  {count('passed')} 项检查通过，{count('warned')} 项警告，{count('accepted')} 项已接受，"
        f"{count('blocked')} 项阻止发布",
    )
    for result in results:
        if result.verdict in ("warned", "accepted"):
            accepted = f" [{result.accepted_by}]" if result.accepted_by else ""
            name = f"  {result.check_name}{accepted}"
            yield (
                f"{name}: {result.explanation_en}\n    {_places(result, 'en')}",
                f"{name}：{result.explanation_zh}\n    {_places(result, 'zh')}",
            )


def _places(result: CheckResult, lang: str) -> str:
    shown = result.observed.count("; ") + 1
    more = result.failing_rows - shown
    if more <= 0:
        return result.observed
    return result.observed + (f"; 另有 {more} 处" if lang == "zh" else f"; and {more} more")


def _blocked(results: list[CheckResult]) -> TsiError:
    first = results[0].check_name
    told = {
        "en": [
            f"{result.check_name} (expected {result.expected}): {result.explanation_en}\n"
            f"    {_places(result, 'en')}"
            for result in results
        ],
        "zh": [
            f"{result.check_name}（应有 {result.expected}）：{result.explanation_zh}\n"
            f"    {_places(result, 'zh')}"
            for result in results
        ],
    }
    return TsiError(
        "CHECK-01",
        en=f"{len(results)} quality check(s) block this release; nothing was published.\n  "
        + "\n  ".join(told["en"])
        + f"\n  Correct the input, or accept it: tsi refresh --accept {first}, or a signed row in "
        "seeds/accepted_checks.csv.",
        zh=f"{len(results)} 项质量检查阻止本次发布；未发布任何内容。\n  "
        + "\n  ".join(told["zh"])
        + f"\n  请更正输入，或予以接受：tsi refresh --accept {first}，"
        "或在 seeds/accepted_checks.csv 中填写一行并签名。",
        exit_code=Exit.CHECK_FAILED,
    )
