"""Kill refreshes, read through switches, start two at once, damage and copy releases, fill the disk.

    python benchmarks/soak.py                 200 kills, 20 switches under four readers, one race, ...
    python benchmarks/soak.py --publishing 10 --refresh 3 --switches 5 --disk 2

After every kill `current` must open, its manifest must verify, every mart must name the same
release, and the next refresh must succeed without help: the next publication after each kill, the
next whole refresh after every fourth, over the rubble of all four; nothing may lie outside the
warehouse. A damaged or copied release must be found, and a full disk told as such, with nothing left
of the candidate. The last lines say of each how often it was tried and how often it held; exit 1
where one of these did not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from tsi_warehouse.cli.init import init_study
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.release.candidate import Candidate, new_candidate, prune_candidates
from tsi_warehouse.release.current import current_id
from tsi_warehouse.release.lock import WriterLock, holder
from tsi_warehouse.release.manifest import Ingredients, damaged_files, verify_files
from tsi_warehouse.release.publish import publish
from tsi_warehouse.release.readers import FollowCurrent, open_release
from tsi_warehouse.release.releases import rollback
from tsi_warehouse.release.runs import read_runs

PROJECT = Path(__file__).resolve().parents[1]
SEED = 20261124
SMALL_DATABASE = """
    create schema staging;
    create schema marts;
    create schema results;
    create table marts.release_info as
    select release_id, '2026-11-24T17:00:00Z' as built_at, study_id, is_simulated from given;
    create table staging.cells as
    select region.r::text as region_code, 2011 + period.y as year,
        sqrt(region.r * period.y + 1) + given.shift as value
    from range(110, 141) as region(r), range(12) as period(y), given;
    create view marts.study_panel as
    select release_info.release_id, cells.region_code, cells.year, cells.value as dig,
        ln(cells.value) as ln_tsi
    from staging.cells as cells cross join marts.release_info as release_info;
    create table results.estimates as
    select release_id, '3' as study_table, 'dig' as term, avg(dig) as coefficient, 0.01 as p_value
    from marts.study_panel group by release_id;
"""
READ = """
    select release_id from marts.release_info
    union all select distinct release_id from marts.study_panel
    union all select release_id from results.estimates
"""


def build_small(
    candidate: Candidate, *, study_id: str = "own", simulated: bool = False, shift: float = 0.0
) -> None:
    """A database of two marts (one a view) and a results table; `shift` moves its numbers."""
    with duckdb.connect(
        str(candidate.database), config={"storage_compatibility_version": "v1.0.0"}
    ) as connection:
        connection.execute(
            "create temp table given as select ?::text as release_id, ?::text as study_id, "
            "?::boolean as is_simulated, ?::double as shift",
            [candidate.release_id, study_id, simulated, shift],
        )
        connection.execute(SMALL_DATABASE)


def ingredients(content: str = "a") -> Ingredients:
    """What a small release was made of: a word."""
    return Ingredients(raw=[], seeds=[], code=[], packages={}, settings={"content": content})


def refresh_small(warehouse: Path, content: str, shift: float = 0.0) -> str:
    """The steps of a refresh with a small database; the new release's id."""
    with WriterLock(warehouse):
        candidate = built_candidate(warehouse, content, shift)
        return publish(warehouse, candidate, ingredients(content)).name


def built_candidate(warehouse: Path, content: str, shift: float = 0.0) -> Candidate:
    """A candidate that has passed, after what a killed refresh left is put right."""
    prune_candidates(warehouse)
    candidate = new_candidate(warehouse, ingredients(content).fingerprint)
    build_small(candidate, shift=shift)
    return candidate


def troubles(warehouse: Path) -> list[str]:
    """What is wrong with the current release; empty when it is whole and opens."""
    release_id = current_id(warehouse)
    if release_id is None:
        return ["no current release"]
    try:
        found = verify_files(warehouse / "releases" / release_id)
        with duckdb.connect(str(warehouse / "current/tsi.duckdb"), read_only=True) as connection:
            # The default study's marts have no release_id but in release_info.
            query = READ if _is_small(connection) else READ.split("union")[0]
            seen = {row[0] for row in connection.execute(query).fetchall()}
    except (TsiError, duckdb.Error) as error:
        return [str(error)]
    return found if seen == {release_id} else [*found, f"{release_id} says it is {sorted(seen)}"]


def _is_small(connection: duckdb.DuckDBPyConnection) -> bool:
    columns = connection.execute("describe marts.study_panel").fetchall()
    return any(row[0] == "release_id" for row in columns)


# --- kills -------------------------------------------------------------------------------------


def kill_publishing(warehouse: Path, kills: int) -> Counter[str]:
    """Kill processes that publish a ready candidate.

    Half of them die before a chosen touch of the disk (first every second one, from the switch
    backwards, then those between), half at a random moment.

    Returns
    -------
    how many kills left the old release current, how many the new one, and how many troubles
    """
    draw = random.Random(SEED)
    refresh_small(warehouse, "first")
    touches, seconds = _measure(warehouse)
    order = [*range(touches, 0, -2), *range(touches - 1, 0, -2)]
    tally: Counter[str] = Counter(touches=touches)
    number = -1
    while tally["killed"] < kills:
        number += 1
        before = current_id(warehouse)
        at_touch = number % 2 == 0
        moment = order[number // 2 % touches] if at_touch else 0
        child = _publisher(warehouse, f"kill {number}", moment)
        if not at_touch:
            time.sleep(draw.uniform(0, seconds))
            _kill_group(child)
        child.wait()
        tally["killed" if child.returncode == -signal.SIGKILL else "ended before"] += 1
        tally["old" if current_id(warehouse) == before else "new"] += 1
        found = troubles(warehouse)
        after = refresh_small(warehouse, f"next {number}", shift=float(number))
        found += troubles(warehouse)
        found += (
            [] if current_id(warehouse) == after else ["the next refresh did not become current"]
        )
        for trouble in found:
            print(f"kill {number} ({'touch' if at_touch else 'time'} {moment}): {trouble}")
        _count(tally, found)
    return tally


def _count(tally: Counter[str], found: list[str]) -> None:
    """One try more, and whether it held."""
    tally["tried"] += 1
    tally["held"] += not found
    tally["troubles"] += len(found)


def small_study(folder: Path) -> Path:
    """The simulated input with two models and few draws: all stages of a refresh, at half the cost."""
    study = init_study(folder)
    shutil.rmtree(study / "raw")
    shutil.copytree(PROJECT / "raw", study / "raw")
    models = study / "seeds" / "study_models.csv"
    header, *rows = models.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.startswith(("3,1,equation", "3,5,differenced"))]
    models.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    settings = study / "seeds" / "study_settings.csv"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^(\w+_draws),\d+", r"\1,99", text), encoding="utf-8")
    return study


def kill_refreshes(study: Path, kills: int) -> Counter[str]:
    """Kill whole refreshes of a small study at random moments; every fourth time, and at the end,
    the next one runs to its end.

    Returns
    -------
    how many kills each stage saw, how many refreshes ran to their end, and how many troubles
    """
    draw = random.Random(SEED)
    warehouse = study / "warehouse"
    seconds, found = _whole_refresh(study)
    tally: Counter[str] = Counter({"ran to its end": 1})
    _count(tally, found)
    while tally["killed"] < kills:
        child = _refresh(study)
        with suppress(subprocess.TimeoutExpired):
            child.wait(draw.uniform(0, seconds))
        _kill_group(child)
        child.wait()
        # One that was quicker than those before it is no kill.
        was_killed = child.returncode == -signal.SIGKILL
        stage = _last_stage(warehouse) if was_killed else "ran to its end"
        tally["killed"] += was_killed
        tally[stage] += 1
        found = troubles(warehouse) + [f"left outside: {name}" for name in _outside(study)]
        if was_killed and (tally["killed"] % 4 == 0 or tally["killed"] == kills):
            seconds, wrong = _whole_refresh(study)
            tally["ran to its end"] += 1
            found += wrong
        print(f"kill {tally['killed']} ({stage}): {'; '.join(found) or 'sound'}", flush=True)
        _count(tally, found)
    return tally


def _outside(study: Path) -> list[str]:
    """What refreshes have left in the system's folder for temporary files."""
    return sorted(path.name for path in (study / "tmp").glob("*"))


def _whole_refresh(study: Path) -> tuple[float, list[str]]:
    """A refresh that nobody kills: its seconds, and what is wrong afterwards."""
    warehouse = study / "warehouse"
    before, started = current_id(warehouse), time.monotonic()
    code = _refresh(study).wait()
    if code == Exit.OK and current_id(warehouse) != before:
        return time.monotonic() - started, troubles(warehouse)
    return time.monotonic() - started, [f"exit {code}: {_log(warehouse)[-1]}"]


def _last_stage(warehouse: Path) -> str:
    """What the refresh was at when it was killed, by its log."""
    lines = (line for line in _log(warehouse) if line.endswith(" ..."))
    return ["Starting ...", *lines][-1].removesuffix(" ...")


def _log(warehouse: Path) -> list[str]:
    """The lines of the latest run's log."""
    logs = sorted((warehouse / "logs").glob("*.log"))
    return logs[-1].read_text(encoding="utf-8").splitlines() or ["an empty log"]


def _publisher(warehouse: Path, content: str, die_at: int) -> subprocess.Popen[bytes]:
    """A process group that has a candidate ready, and publishes it now."""
    child = subprocess.Popen(
        [sys.executable, __file__, "publisher", str(warehouse), content, str(die_at)],
        stdout=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    return child


def publisher(warehouse: Path, content: str, die_at: int) -> None:
    """The process that is killed: by itself before the `die_at`-th touch of the disk, or from
    outside."""
    with WriterLock(warehouse):
        candidate = built_candidate(warehouse, content)
        print("ready", flush=True)
        touches = 0

        def count(event: str, _: object) -> None:
            nonlocal touches
            if event == "open" or event.startswith(("os.", "shutil.")):
                touches += 1
                if touches == die_at:
                    os.killpg(0, signal.SIGKILL)

        sys.addaudithook(count)
        started = time.monotonic()
        publish(warehouse, candidate, ingredients(content))
        print(json.dumps([touches, time.monotonic() - started]), flush=True)


def _measure(warehouse: Path) -> tuple[int, float]:
    """How often an undisturbed publisher touches the disk, and how long it takes."""
    child = _publisher(warehouse, "measured", 0)
    touches, seconds = json.loads(child.communicate()[0])
    return int(touches), float(seconds)


def _refresh(study: Path, *options: str) -> subprocess.Popen[bytes]:
    """A process group that refreshes the study, by force unless told other options."""
    words = ["refresh", *(options or ["--force"]), "--study", str(study), "--lang", "en"]
    (study / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "tsi_warehouse", *words],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**_environment(), "TMPDIR": str(study / "tmp")},
        start_new_session=True,
    )


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _environment() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TSI_")}
    return {**ours, "PYTHONPATH": str(PROJECT / "python"), "PYTHONUTF8": "1"}


# --- readers -----------------------------------------------------------------------------------


def read_through_switches(warehouse: Path, switches: int) -> Counter[str]:
    """Four processes query without pause while release after release becomes current."""
    refresh_small(warehouse, "first")
    with _readers(warehouse) as readers:
        for number in range(switches):
            refresh_small(warehouse, f"switch {number}", shift=float(number))
            time.sleep(0.1)
    tally: Counter[str] = Counter()
    for reader in readers:
        told = json.loads(reader.communicate()[0])
        for error in told["errors"]:
            print(f"{told['kind']}: {error}")
        tally["queries"] += told["queries"]
        _count(tally, [*told["errors"], *(["saw no switch"] if told["releases"] < 2 else [])])
        tally["fewest releases seen"] = min(
            told["releases"], tally["fewest releases seen"] or told["releases"]
        )
        tally["longest query, ms"] = max(tally["longest query, ms"], round(1000 * told["longest"]))
    return tally


@contextmanager
def _readers(warehouse: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Readers that are at work; they stop when their input ends."""
    readers = [
        subprocess.Popen(
            [sys.executable, __file__, "reader", str(warehouse), kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )
        for kind in ("path", "path", "hardened", "following")
    ]
    for reader in readers:
        assert reader.stdout is not None
        reader.stdout.readline()
    yield readers


def reader(warehouse: Path, kind: str) -> None:
    """Query the current release until the input ends; then say how it went."""
    import threading

    stop = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    follow = FollowCurrent(warehouse)
    seen: set[str] = set()
    errors: list[str] = []
    queries, longest = 0, 0.0
    at_the_end = False
    while not at_the_end:
        # The last query begins after the last switch, so that the slowest machine sees one too.
        at_the_end = stop.is_set()
        started = time.monotonic()
        try:
            ids = _read_once(warehouse, kind, follow)
            if len(set(ids)) != 1:
                errors.append(f"a mixture: {ids}")
            seen.update(ids)
        except Exception as error:  # every kind of failure counts as one
            errors.append(f"{type(error).__name__}: {error}")
        longest = max(longest, time.monotonic() - started)
        queries += 1
        if queries == 1:
            print("reading", flush=True)
    told = {"kind": kind, "queries": queries, "releases": len(seen), "errors": errors[:5]}
    print(json.dumps({**told, "longest": longest}), flush=True)


def _read_once(warehouse: Path, kind: str, follow: FollowCurrent) -> list[str]:
    """The release ids that all marts name, in one transaction."""
    if kind == "following":
        connection = follow.cursor()
    elif kind == "hardened":
        connection = open_release(warehouse)
    else:
        connection = duckdb.connect(str(warehouse / "current" / "tsi.duckdb"), read_only=True)
    with connection:
        connection.execute("begin")
        ids = [row[0] for row in connection.execute(READ).fetchall()]
        connection.execute("commit")
    return ids


# --- two at once -------------------------------------------------------------------------------


def race(study: Path) -> Counter[str]:
    """Three refreshes of one study: of two at once one publishes and the other is told at once that
    it is busy; a third, told to wait, then finds nothing left to do."""
    warehouse = study / "warehouse"
    two = [_refresh(study), _refresh(study)]
    while not holder(warehouse) and None in [child.poll() for child in two]:
        time.sleep(0.1)
    waiting = _refresh(study, "--wait", "3600")
    while all(child.poll() is None for child in two):
        time.sleep(0.1)
    first = next(child.returncode for child in two if child.returncode is not None)
    codes = sorted(child.wait() for child in two)
    third = waiting.wait()
    outcomes = [run.outcome for run in read_runs(warehouse)][-3:]
    tally = Counter({f"first to end: exit {first}": 1, f"waited: exit {third}": 1})
    tally.update(outcomes)
    wrong = {
        "two at once": codes != [Exit.OK, Exit.BUSY],
        "the first to end was not the busy one": first != Exit.BUSY,
        "the one that waited": third != Exit.OK,
        "outcomes": sorted(outcomes) != ["busy", "published", "unchanged"],
    }
    _count(tally, troubles(warehouse) + [name for name, is_so in wrong.items() if is_so])
    return tally


# --- damage, copies and a full disk --------------------------------------------------------------


def _truncate(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:40])


def _as_link(path: Path) -> None:
    elsewhere = path.parents[path.parts[::-1].index("releases")] / f"elsewhere-{path.name}"
    elsewhere.unlink(missing_ok=True)
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _flip(path: Path) -> None:
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "removed": Path.unlink,
    "cut": _truncate,
    "a link": _as_link,
    "a pipe": _as_pipe,
}
DAMAGED = ("tsi.duckdb", "manifest.json", "parquet/study_panel.parquet")


def damage_current(warehouse: Path) -> Counter[str]:
    """Damage the current release in every way: it is found without reading the files, a flipped bit by
    reading them; and the next refresh of the same input publishes a whole one."""
    tally: Counter[str] = Counter()
    kinds = [(name, kind, action) for name in DAMAGED for kind, action in DAMAGES.items()]
    for name, kind, action in [*kinds, *((name, "a flipped bit", _flip) for name in DAMAGED)]:
        refresh_small(warehouse, "the same")
        folder = warehouse / "releases" / str(current_id(warehouse))
        action(folder / name)
        found = damaged_files(folder) or (kind == "a flipped bit" and verify_files(folder))
        wrong = [] if found else [f"{name} {kind}: not found"]
        refresh_small(warehouse, "the same")
        _count(tally, wrong + troubles(warehouse))
        shutil.rmtree(folder)
    return tally


def copy_releases(warehouse: Path, copies: int = 5) -> Counter[str]:
    """Copy a release under other ids: each is found, and no rollback takes it."""
    tally: Counter[str] = Counter()
    original = refresh_small(warehouse, "original")
    for number in range(copies):
        copy = warehouse / "releases" / f"2020010{number + 1}T000000Z-aaaaaaaa"
        shutil.copytree(warehouse / "releases" / original, copy)
        wrong = [] if verify_files(copy) else [f"{copy.name}: not found"]
        try:
            rollback(warehouse, copy.name)
            wrong.append(f"{copy.name} is current")
        except TsiError as error:
            wrong += [] if error.code == "REL-24" else [f"rollback says {error.code}"]
        _count(tally, wrong + troubles(warehouse))
    return tally


def fill_the_disk(study: Path, place: Path, tries: int) -> Counter[str]:
    """Refresh on file systems too small for it, from the build to the report: it says so (REL-10), leaves
    `current` as it was, and nothing of the candidate."""
    tally: Counter[str] = Counter()
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        print("full disk: skipped, for it needs the right to mount a small file system")
        return tally
    warehouse = place / "warehouse"
    options = ("--force", "--warehouse", str(warehouse))
    try:
        wrong = [] if _refresh(study, *options).wait() == Exit.OK else ["the first one failed"]
        before = current_id(warehouse)
        whole = shutil.disk_usage(place).used
        for number in range(tries):
            # The second release needs as much as the first has; the last tries end in its report.
            size = whole + int(whole * (0.3 + 0.65 * (number + 1) / tries))
            subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)
            code = _refresh(study, *options).wait()
            run = read_runs(warehouse)[-1]
            wrong += [] if (code, run.code) == (Exit.DEFECT, "REL-10") else [f"{code} {run.code}"]
            wrong += [f"left: {path.name}" for path in (warehouse / "candidates").glob("*")]
            wrong += [] if current_id(warehouse) == before else ["current changed"]
            tally[f"at {_last_stage(warehouse)}"] += 1
            _count(tally, wrong + troubles(warehouse))
            wrong = []
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)
    return tally


def main() -> int:
    """Run what is asked for and print the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--publishing", type=int, default=160, help="kills while publishing")
    options.add_argument("--refresh", type=int, default=40, help="kills over a whole refresh")
    options.add_argument("--switches", type=int, default=20, help="releases under four readers")
    options.add_argument(
        "--disk", type=int, default=8, help="refreshes on a disk too small for them"
    )
    options.add_argument("--races", type=int, default=1, help="pairs of refreshes at once")
    asked = options.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory(prefix="tsi-soak-") as folder:
        place = Path(folder)
        if asked.publishing:
            figures["kills while publishing"] = kill_publishing(
                place / "publishing", asked.publishing
            )
        if asked.switches:
            figures["four readers"] = read_through_switches(place / "readers", asked.switches)
        figures["damaged current"] = damage_current(place / "damaged")
        figures["copied releases"] = copy_releases(place / "copied")
        if asked.refresh or asked.races or asked.disk:
            study = small_study(place / "study")
        if asked.refresh:
            figures["kills over a whole refresh"] = kill_refreshes(study, asked.refresh)
        if asked.disk:
            figures["full disk"] = fill_the_disk(study, place / "disk", asked.disk)
        for number in range(asked.races):
            figures[f"two at once, {number + 1}"] = race(study)
    for title, tally in figures.items():
        rest = (f"{name} {n}" for name, n in tally.items() if name not in ("tried", "held"))
        print(f"{title}: tried {tally['tried']}, held {tally['held']}; " + ", ".join(rest))
    count = sum(tally["troubles"] for tally in figures.values())
    print(f"soak: {count or 'no'} trouble{'s' * (count != 1)}")
    return int(count > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["publisher"]:
        publisher(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    elif sys.argv[1:2] == ["reader"]:
        reader(Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main())
