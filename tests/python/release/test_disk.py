"""A disk that is full or forbidden, and input that moves: a clear word, and `current` untouched."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.pipeline.warehouse import DbtOutcome, NodeResult, refuse_full_disk
from tsi_warehouse.release.candidate import temporary_in
from tsi_warehouse.release.current import current_id
from tsi_warehouse.release.files import explained, stamps
from tsi_warehouse.release.lock import WriterLock
from tsi_warehouse.release.manifest import gather, refuse_changed_inputs
from tsi_warehouse.release.publish import publish
from tsi_warehouse.release.runs import read_runs, writing

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and users of POSIX systems")


def in_child(work: Callable[[], None]) -> str:
    """Do `work` in a forked process; the code and exit code of its TsiError, or '' if none came."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        outcome = ""
        try:
            work()
        except TsiError as error:
            outcome = f"{error.code} {int(error.exit_code)}"
        except BaseException as error:
            outcome = repr(error)
        os.write(write_end, outcome.encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as stream:
        outcome = stream.read()
    os.waitpid(child, 0)
    return outcome


def as_nobody(work: Callable[[], None]) -> str:
    """The same by a user without rights."""

    def drop_rights_and_work() -> None:
        os.setgid(65534)
        os.setuid(65534)
        work()

    return in_child(drop_rights_and_work)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of four megabytes."""
    place = tmp_path / "small disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def filled_up(place: Path) -> Path:
    """A file that leaves no byte free where it lies."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(b"x" * 4096)
    return filler


def test_a_full_disk_is_reported_and_the_next_refresh_succeeds(small_disk, soak):
    warehouse = small_disk / "warehouse"
    before = soak.refresh_small(warehouse, "a")
    with WriterLock(warehouse):
        candidate = soak.built_candidate(warehouse, "b")
        filler = filled_up(small_disk)
        with pytest.raises(TsiError) as caught:
            publish(warehouse, candidate, soak.ingredients("b"))
    assert (caught.value.code, caught.value.exit_code) == ("REL-10", Exit.DEFECT)
    assert current_id(warehouse) == before
    assert soak.troubles(warehouse) == []
    filler.unlink()
    assert soak.refresh_small(warehouse, "c") == current_id(warehouse)
    assert soak.troubles(warehouse) == []


@pytest.mark.parametrize("limit", [0, 300, 700, 2_000, 5_000])
def test_a_file_that_cannot_be_written_whole_stops_it(warehouse, soak, limit):
    """Whichever file comes to the limit: database, parquet or manifest."""
    import resource

    before = soak.refresh_small(warehouse, "a")
    candidate = soak.built_candidate(warehouse, "b")

    def publish_within_limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        publish(warehouse, candidate, soak.ingredients("b"))

    assert in_child(publish_within_limit) == "REL-10 4"
    assert current_id(warehouse) == before
    assert soak.troubles(warehouse) == []
    assert soak.refresh_small(warehouse, "c") == current_id(warehouse)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root, to become another")
def test_a_folder_that_may_not_be_written_is_reported(warehouse, soak):
    before = soak.refresh_small(warehouse, "a")
    for folder in (warehouse, *warehouse.parents):
        if folder.as_posix().startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)

    def refresh() -> None:
        with writing(warehouse, "refresh"):
            pass

    assert as_nobody(refresh) == "REL-11 4"
    assert current_id(warehouse) == before
    assert read_runs(warehouse) == []


def test_a_defect_keeps_its_own_face(tmp_path):
    """A build explains the disk's refusals and nothing else."""
    with pytest.raises(FileNotFoundError), explained(tmp_path, only_disk=True):
        (tmp_path / "absent").read_text()
    with pytest.raises(duckdb.CatalogException), explained(tmp_path, only_disk=True):
        duckdb.execute("from absent")
    with pytest.raises(TsiError, match="REL-10"), explained(tmp_path, only_disk=True):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(TsiError, match="REL-10"), explained(tmp_path, only_disk=True):
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")
    with pytest.raises(TsiError, match="REL-12"), explained(tmp_path):
        (tmp_path / "absent").read_text()


def test_a_file_that_vanishes_or_changes_midway_stops_it(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("gone.csv", "changed.csv", "kept.csv"):
        (raw / name).write_text("region,year\n")
    before = stamps(raw)
    refuse_changed_inputs(before, raw)
    (raw / "~$kept.xlsx").write_text("what Excel leaves while a file is open")
    (raw / ".DS_Store").write_text("")
    refuse_changed_inputs(before, raw)
    (raw / "gone.csv").unlink()
    (raw / "changed.csv").write_text("region,year\n北京,2011\n", encoding="utf-8")
    (raw / "new.csv").write_text("")
    with pytest.raises(TsiError, match="REL-31") as caught:
        refuse_changed_inputs(before, raw)
    assert [name in caught.value.en for name in ("gone", "changed", "new", "kept")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_file_of_a_linked_folder_that_changes_midway_stops_it_too(tmp_path):
    raw, elsewhere = tmp_path / "raw", tmp_path / "elsewhere"
    raw.mkdir()
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text("region,year\n")
    try:
        (raw / "linked").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("links are refused here")
    before = stamps(raw)
    refuse_changed_inputs(before, raw)
    (elsewhere / "a.csv").write_text("region,year\n北京,2011\n", encoding="utf-8")

    with pytest.raises(TsiError, match="REL-31") as caught:
        refuse_changed_inputs(before, raw)

    assert "linked/a.csv" in caught.value.en


def test_the_fingerprint_hears_raw_seeds_code_and_settings(tmp_path):
    raw, seeds, project = (tmp_path / name for name in ("raw", "seeds", "project"))
    for folder in (raw, seeds, project / "models"):
        folder.mkdir(parents=True)
    (raw / "a.csv").write_text("1")
    (seeds / "regions.csv").write_text("1")
    (project / "models/one.sql").write_text("select 1")
    prints = [gather(raw, seeds, project).fingerprint]
    assert gather(raw, seeds, project).fingerprint == prints[0]
    for path in (raw / "a.csv", seeds / "regions.csv", project / "models/one.sql"):
        path.write_text("2")
        prints.append(gather(raw, seeds, project).fingerprint)
    prints.append(gather(raw, seeds, project, {"first_year": "2012"}).fingerprint)
    assert len(set(prints)) == len(prints)
    (raw / "a.csv").rename(raw / "b.csv")
    assert gather(raw, seeds, project).fingerprint != prints[-2]
    last = gather(raw, seeds, project).fingerprint
    (project / "docs").mkdir()
    (project / "docs/page.md").write_text("not code")
    (raw / "~$b.csv").write_text("a lock of Excel's")
    assert gather(raw, seeds, project).fingerprint == last


def test_a_full_disk_is_known_however_a_library_wraps_it(tmp_path):
    full = OSError(errno.ENOSPC, "No space left on device")

    class FileCreateError(Exception):
        """As xlsxwriter has it: the system's error is an argument."""

    wrapped = FileCreateError(full)
    chained = RuntimeError("cannot write the page")
    chained.__cause__ = full
    for error in (full, wrapped, chained, RuntimeError(f"in model a: {full}")):
        with pytest.raises(TsiError, match="REL-10"), explained(tmp_path, only_disk=True):
            raise error
    with pytest.raises(KeyError), explained(tmp_path):
        raise KeyError("a defect")
    outcome = TsiError("LAND-01", en="a file of your own: Permission denied", zh="")
    with pytest.raises(TsiError, match="LAND-01"), explained(tmp_path):
        raise outcome


def test_a_model_that_meets_a_full_disk_is_reported_as_such(tmp_path):
    words = "IO Error: Could not write file: No space left on device"
    failed = NodeResult("int_cells", "model", "error", words, None, "")
    with pytest.raises(TsiError, match="REL-10") as caught:
        refuse_full_disk(DbtOutcome(False, [failed]), tmp_path / "tsi.duckdb")
    assert "int_cells" in caught.value.en
    refuse_full_disk(DbtOutcome(False, [replace(failed, message="a syntax error")]), tmp_path)


def test_everything_temporary_lies_in_the_candidate(new_small):
    candidate = new_small()
    asked = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    with temporary_in(candidate):
        child = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        assert child == tempfile.gettempdir() == str(candidate.folder / "tmp")
        (Path(tempfile.gettempdir()) / "left").write_text("by a process that died")
    assert tempfile.gettempdir() != child
    assert not (candidate.folder / "tmp").exists(), "it must not be published"


def test_what_killed_refreshes_left_makes_room_on_a_full_disk(small_disk, soak):
    warehouse = small_disk / "warehouse"
    before = soak.refresh_small(warehouse, "a")
    left = soak.built_candidate(warehouse, "killed").folder
    filled_up(small_disk)
    (warehouse / "runs.jsonl").unlink(missing_ok=True)
    with WriterLock(warehouse):
        assert not left.exists()
    assert current_id(warehouse) == before
