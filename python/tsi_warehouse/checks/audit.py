"""One stage of the gate on a candidate: judge, keep, tell, and stop where a check blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import duckdb

from tsi_warehouse.checks.accepted import accepted_checks, accepted_losses, by_acceptance
from tsi_warehouse.checks.gate import CheckResult, judge, write_results
from tsi_warehouse.checks.suite import Stage
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.warned import Warned
from tsi_warehouse.core.workers import Worker
from tsi_warehouse.study.results import Row, write


def audit(
    database: Path,
    stage: Stage,
    release_id: str,
    console: Console,
    *,
    accept: Iterable[str] = (),
    accept_loss: bool = False,
    previous: Path | None = None,
    worker: Worker | None = None,
) -> list[dict[str, object]]:
    """Run one stage's checks and keep their results in results.quality_results.

    Parameters
    ----------
    accept : names given with --accept
    accept_loss : whether --accept-loss was given
    previous : folder of the previous release, for what compares with it
    worker : a process that has the library imported already; without one it is imported here

    Raises
    ------
    TsiError : CHECK-01 (exit 1) a check blocks and nobody has accepted it; CHECK-02, CHECK-03 an
        acceptance cannot be read
    """
    earlier = accepted_losses(previous) if previous else []
    with duckdb.connect(str(database), read_only=True) as connection:
        accepted = accepted_checks(
            connection, release_id, accept, loss=accept_loss, earlier=by_acceptance(earlier)
        )
    asked = (database, stage, accepted, previous)
    results = worker.ask(judge, *asked) if worker else judge(*asked)
    with duckdb.connect(str(database)) as connection:
        write_results(connection, stage, results)
        if stage == "marts":
            write(connection, "losses", [*earlier, *_accepted_now(release_id, results)])
    _tell(results, console)
    blocked = [result for result in results if result.verdict == "blocked"]
    if blocked:
        raise _blocked(blocked)
    return [asdict(result) for result in results]


def _accepted_now(release_id: str, results: Iterable[CheckResult]) -> Iterator[Row]:
    for result in results:
        if result.verdict == "accepted":
            signed = {"check_name": result.check_name, "accepted_by": result.accepted_by}
            yield from (
                {"release_id": release_id, **signed, **vars(loss)} for loss in result.losses
            )


def _tell(results: list[CheckResult], console: Console) -> None:
    """A line that counts, then what was accepted and each warning."""
    count = [result.verdict for result in results].count
    console.say(
        f"  {count('passed')} checks passed, {count('warned')} warned, "
        f"{count('accepted')} accepted, {count('blocked')} block",
        f"  {count('passed')} 项检查通过，{count('warned')} 项警告，{count('accepted')} 项已接受，"
        f"{count('blocked')} 项阻止发布",
    )
    for result in results:
        en = f"{result.explanation_en}\n    {_places(result, 'en')}"
        zh = f"{result.explanation_zh}\n    {_places(result, 'zh')}"
        if result.verdict == "warned":
            console.warn(Warned(result.code, result.failing_rows, en, zh, result.check_name))
        elif result.verdict == "accepted":
            name = f"  {result.code} {result.check_name} [{result.accepted_by}]"
            console.say(f"{name}: {en}", f"{name}：{zh}")


def _headed(result: CheckResult, lang: str) -> str:
    """Code, name, bounds (of a loss they are clear) and meaning of a check."""
    bounds = "" if result.losses else result.expected
    if lang == "zh":
        expected = f"（应有 {bounds}）" if bounds else ""
        return f"{result.code} {result.check_name}{expected}：{result.explanation_zh}"
    expected = f" (expected {bounds})" if bounds else ""
    return f"{result.code} {result.check_name}{expected}: {result.explanation_en}"


def _places(result: CheckResult, lang: str) -> str:
    """The first places that fail; of losses all, each with its cause."""
    if result.losses:
        return "\n    ".join(
            f"{loss.item}：{loss.cause_zh}" if lang == "zh" else f"{loss.item}: {loss.cause_en}"
            for loss in result.losses
        )
    shown = result.observed.count("; ") + 1
    more = result.failing_rows - shown
    if more <= 0:
        return result.observed
    return result.observed + (f"; 另有 {more} 处" if lang == "zh" else f"; and {more} more")


def _blocked(results: list[CheckResult]) -> TsiError:
    names = [result.check_name for result in results]
    listed = {
        lang: "\n  ".join(
            f"{_headed(result, lang)}\n    {_places(result, lang)}" for result in results
        )
        for lang in ("en", "zh")
    }
    # One option accepts every loss; other blocks are accepted by name.
    options = [f"--accept {result.check_name}" for result in results if not result.losses]
    options += ["--accept-loss"] if any(result.losses for result in results) else []
    return TsiError(
        "CHECK-01",
        en=f"{len(names)} quality check(s) block this release; nothing was published.\n  "
        f"{listed['en']}\n  Correct the input, or accept it: tsi refresh {' '.join(options)}, "
        "or a signed row in seeds/accepted_checks.csv.",
        zh=f"{len(names)} 项质量检查阻止本次发布；未发布任何内容。\n  "
        f"{listed['zh']}\n  请更正输入，或予以接受：tsi refresh {' '.join(options)}，"
        "或在 seeds/accepted_checks.csv 中填写一行并签名。",
        exit_code=Exit.CHECK_FAILED,
    )
