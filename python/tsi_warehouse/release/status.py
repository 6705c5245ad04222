"""Is what analysts read still fresh? For people, and for monitoring."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tsi_warehouse.core.errors import Exit, Text, message
from tsi_warehouse.core.warned import Warned, as_facts, counted, summary
from tsi_warehouse.release.lock import holder
from tsi_warehouse.release.manifest import damaged_files
from tsi_warehouse.release.releases import list_releases, verify_files_if_possible, warnings_of
from tsi_warehouse.release.runs import GOOD_OUTCOMES, Run, read_runs

DAILY = timedelta(days=1)
LATE = timedelta(hours=6)
SHOWN = 5
#: Lines of what a failed refresh said.
LINES = 30


@dataclass(frozen=True)
class Status:
    """What `tsi status` says.

    Attributes
    ----------
    release_id, age : the current release and the time since it was published; None without one
    last_run : the last refresh that had the lock, whatever became of it
    last_success : when the input was last looked at and all was well, published or unchanged
    next_due : the last success plus the interval of the schedule
    running_since : when the refresh that holds the lock began, '' when none does
    is_stale : no release, or no success within the interval and its tolerance; one in the future is
        the word of a clock that was ahead, and none
    damage : what of the current release is not as it was published, by file; empty where all is there
    """

    release_id: str | None
    age: timedelta | None
    last_run: Run | None
    last_success: datetime | None
    next_due: datetime | None
    running_since: str
    is_stale: bool
    damage: Sequence[str] = ()
    warnings: Sequence[Warned] = ()

    @property
    def exit_code(self) -> Exit:
        """1 when damaged, else 5 when stale, else 0."""
        if self.damage:
            return Exit.CHECK_FAILED
        return Exit.STALE if self.is_stale else Exit.OK

    @property
    def cause(self) -> Text:
        """What the last line gives as the reason."""
        return Text("damaged", "已损坏") if self.damage else Text("stale", "已过期")

    def as_json(self) -> str:
        """One JSON object for monitoring; times as ISO 8601, the age in seconds."""
        facts = {
            "exit_code": int(self.exit_code),
            "is_stale": self.is_stale,
            "release_id": self.release_id,
            "age_seconds": self.age.total_seconds() if self.age is not None else None,
            "last_run": asdict(self.last_run) if self.last_run else None,
            "last_success": self.last_success.isoformat() if self.last_success else None,
            "next_due": self.next_due.isoformat() if self.next_due else None,
            "running_since": self.running_since,
            "is_damaged": bool(self.damage),
            "damage": list(self.damage),
            "warning_count": len(counted(self.warnings)),
            "warnings": as_facts(self.warnings),
        }
        return json.dumps(facts, ensure_ascii=False)

    def text(self, lang: str) -> str:
        """The lines for a terminal, in 'zh' or 'en'."""
        return "\n".join(zh if lang == "zh" else en for en, zh in self._lines())

    def _lines(self) -> list[Text]:
        age, run, since = _spoken(self.age), self.last_run, self.running_since
        how = f"{run.outcome} {run.code} ({run.ended_at or run.started_at})" if run else "-"
        why = run.message.splitlines()[:LINES] if run and run.outcome == "failed" else []
        due = self.next_due.isoformat(timespec="minutes") if self.next_due else "-"
        number, listed = len(counted(self.warnings)), summary(self.warnings)
        return [
            Text(
                f"release   {self.release_id or 'none yet'}, age {age.en}",
                f"当前版本  {self.release_id or '尚无'}，已有 {age.zh}",
            ),
            Text(f"last run  {how}", f"最近运行  {how}"),
            *(Text(f"  {line}", f"  {line}") for line in why),
            Text(
                f"next due  {due}" + (f" (running since {since})" if since else ""),
                f"下次应于  {due}" + (f"（正在运行，自 {since}）" if since else ""),
            ),
            Text(
                f"warnings  {number}" + (f" ({listed})" if listed else ""),
                f"警告      {number}" + (f"（{listed}）" if listed else ""),
            ),
            self._verdict(),
        ]

    def _verdict(self) -> Text:
        """Whether the release is whole and fresh; of a damaged one the first files and the way on."""
        if self.damage:
            more = len(self.damage) - SHOWN
            shown = "; ".join(self.damage[:SHOWN]) + (f"; +{more}" if more > 0 else "")
            return message("DAMAGED", shown=shown)
        return message("STALE") if self.is_stale else Text("fresh", "正常")


def read_status(
    warehouse: Path,
    every: timedelta = DAILY,
    tolerance: timedelta = LATE,
    now: datetime | None = None,
    *,
    verify: bool = False,
) -> Status:
    """Freshness of a warehouse: stale when no refresh succeeded within `every` plus `tolerance`.

    An unchanged input makes no new release, so a release may be old and fresh. Without a log of
    runs the release's own time counts. Its files are looked at by existence and size; with `verify` every
    byte of them is.
    """
    now = now or datetime.now(UTC)
    current = next((release for release in list_releases(warehouse) if release.is_current), None)
    published = current.published_at if current else None
    refreshes = [
        run for run in read_runs(warehouse) if run.command == "refresh" and run.outcome != "busy"
    ]
    ended = [run.ended_at for run in refreshes if run.outcome in GOOD_OUTCOMES]
    success = datetime.fromisoformat(ended[-1]) if ended else published
    writing = holder(warehouse)
    look = verify_files_if_possible if verify else damaged_files
    return Status(
        release_id=current.release_id if current else None,
        # A clock that was set back must not make an age negative.
        age=max(now - published, timedelta()) if published else None,
        last_run=refreshes[-1] if refreshes else None,
        last_success=success,
        next_due=success + every if success else None,
        running_since=writing.since if writing else "",
        damage=look(current.folder) if current else (),
        warnings=warnings_of(current.folder) if current else (),
        is_stale=current is None or success is None or abs(now - success) > every + tolerance,
    )


def _spoken(age: timedelta | None) -> Text:
    if age is None:
        return Text("-", "-")
    hours = int(age.total_seconds() // 3600)
    if hours >= 48:
        return Text(f"{hours // 24} days", f"{hours // 24} 天")
    return Text(f"{hours} hours", f"{hours} 小时")
