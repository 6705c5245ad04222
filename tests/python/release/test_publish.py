"""A candidate becomes the current release whole, at once, or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.release import current, files
from tsi_warehouse.release.candidate import new_candidate, next_release_id, prune_candidates
from tsi_warehouse.release.current import current_id, point_current
from tsi_warehouse.release.lock import WriterLock
from tsi_warehouse.release.manifest import damaged_files, read_manifest, verify_files
from tsi_warehouse.release.publish import publish, refuse_empty_input

NIGHT = datetime(2026, 11, 24, 17, tzinfo=UTC)


def test_a_release_is_whole_and_read_only(warehouse, publish_small):
    release = publish_small(now=NIGHT)
    assert release.name.startswith("20261124T170000Z-")
    names = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert names == {
        "tsi.duckdb",
        "manifest.json",
        "parquet/release_info.parquet",
        "parquet/study_panel.parquet",
        "parquet/results/estimates.parquet",
    }
    assert not any(path.stat().st_mode & 0o222 for path in release.rglob("*") if path.is_file())
    assert verify_files(release) == []
    assert read_manifest(release).tables["marts.study_panel"]["rows"] == 372
    parquet = str(release / "parquet/study_panel.parquet")
    assert duckdb.execute("select count(*) from read_parquet(?)", [parquet]).fetchall() == [(372,)]


def test_both_names_of_the_current_release_agree(warehouse, publish_small):
    release = publish_small()
    assert (warehouse / "current").resolve() == release.resolve()
    assert (warehouse / "current.txt").read_text() == release.name + "\n"
    assert not os.path.isabs(os.readlink(warehouse / "current"))


def test_a_changed_file_of_a_release_is_found(publish_small):
    release = publish_small()
    parquet = release / "parquet/study_panel.parquet"
    parquet.chmod(0o644)
    parquet.write_bytes(parquet.read_bytes() + b" ")
    (release / "parquet/release_info.parquet").unlink()
    (release / "note.txt").write_text("not ours")
    assert verify_files(release) == [
        "note.txt: new",
        "parquet/release_info.parquet: gone",
        "parquet/study_panel.parquet: changed",
    ]


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ('"durations"', '"durationz"'),
        ('"is_simulated": false', '"is_simulated": true'),
        ('"seal": "', '"sea1": "'),
        ("\n}", " }"),
        ('"manifest_version": 2', '"manifest_version": 1'),
    ],
)
def test_a_changed_manifest_is_found(publish_small, found, put):
    release = publish_small()
    manifest = release / "manifest.json"
    manifest.chmod(0o644)
    text = manifest.read_text(encoding="utf-8")
    assert text.count(found) == 1
    manifest.write_text(text.replace(found, put), encoding="utf-8")
    assert verify_files(release) == ["manifest.json: changed"]


def test_a_manifest_written_again_without_its_seal_is_found(publish_small):
    release = publish_small()
    manifest = release / "manifest.json"
    manifest.chmod(0o644)
    content = json.loads(manifest.read_text(encoding="utf-8"))
    del content["seal"]
    manifest.write_text(json.dumps(content | {"manifest_version": 1}), encoding="utf-8")
    assert verify_files(release) == ["manifest.json: changed"]
    assert damaged_files(release) == ["manifest.json: changed"]


PANEL = "parquet/study_panel.parquet"


def as_link(path):
    """The same bytes elsewhere, and a link in their place."""
    path.rename(path.parents[3] / "elsewhere")
    path.symlink_to(path.parents[3] / "elsewhere")


def truncated(path):
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.skipif(os.name != "posix", reason="links and named pipes of POSIX systems")
@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda release: os.mkfifo(release / "pipe"), "pipe: a named pipe"),
        (lambda release: (release / "extra").mkdir(), "extra/: an empty folder"),
        (lambda release: as_link(release / PANEL), f"{PANEL}: a link"),
        (lambda release: (release / PANEL).unlink(), f"{PANEL}: gone"),
        (lambda release: truncated(release / PANEL), f"{PANEL}: changed"),
        (lambda release: truncated(release / "tsi.duckdb"), "tsi.duckdb: changed"),
    ],
)
def test_what_is_no_file_of_the_release_is_found_with_and_without_reading(
    publish_small, damage, line
):
    release = publish_small()
    damage(release)
    assert verify_files(release) == [line]
    assert damaged_files(release) == [line]


@pytest.mark.skipif(os.name != "posix", reason="named pipes of POSIX systems")
def test_a_named_pipe_in_place_of_the_manifest_is_not_opened(publish_small):
    release = publish_small()
    (release / "manifest.json").unlink()
    os.mkfifo(release / "manifest.json")
    assert damaged_files(release) == ["manifest.json: cannot be read"]
    with pytest.raises(TsiError, match="REL-30"):
        verify_files(release)


def test_a_release_without_a_manifest_is_still_known_by_its_marts(warehouse, publish_small):
    release = publish_small("a", study_id="own")
    (release / "manifest.json").unlink()
    with pytest.raises(TsiError, match="REL-41"):
        publish_small("b", study_id="other")
    again = publish_small("b", study_id="own")
    assert current_id(warehouse) == again.name
    (again / "manifest.json").unlink()
    (again / "parquet" / "release_info.parquet").unlink()
    assert publish_small("c", study_id="own").name == current_id(warehouse)


def test_a_release_copied_under_another_id_is_found(publish_small):
    release = publish_small()
    copy = release.with_name("20270101T000000Z-aaaaaaaa")
    shutil.copytree(release, copy)
    difference = [f"manifest.json: of the release {release.name}, not of this folder's"]
    assert verify_files(copy) == damaged_files(copy) == difference
    assert verify_files(release) == []


def test_compiled_sql_is_kept_under_its_models_name(warehouse, tmp_path, new_small, made_of):
    compiled = tmp_path / "compiled"
    (compiled / "marts").mkdir(parents=True)
    (compiled / "marts/study_panel.sql").write_text("-- The panel.\nselect 1", encoding="utf-8")
    (compiled / "marts/_marts__models.yml").mkdir()
    (compiled / "marts/_marts__models.yml/unique_key.sql").write_text("select 2")
    with WriterLock(warehouse):
        release = publish(warehouse, new_small(), made_of("a"), compiled=compiled)
    assert [path.name for path in (release / "sql").iterdir()] == ["study_panel.sql"]


@pytest.mark.parametrize(
    "damage",
    ["no database", "torn", "garbage", "another id", "a log next to it"],
)
def test_a_damaged_candidate_leaves_current_untouched(
    warehouse, publish_small, new_small, made_of, damage
):
    before = publish_small("before").name
    with WriterLock(warehouse):
        candidate = new_small()
        content = candidate.database.read_bytes()
        if damage == "no database":
            candidate.database.unlink()
        elif damage == "torn":
            candidate.database.write_bytes(content[: len(content) // 2])
        elif damage == "garbage":
            middle = len(content) // 2
            candidate.database.write_bytes(
                content[:middle] + os.urandom(300_000) + content[middle + 300_000 :]
            )
        elif damage == "another id":
            with duckdb.connect(str(candidate.database)) as connection:
                connection.execute("update marts.release_info set release_id = 'other'")
        else:
            candidate.database.with_name("tsi.duckdb.tmp").write_bytes(b"spill")
        with pytest.raises(TsiError) as caught:
            publish(warehouse, candidate, made_of("a"))
    assert (caught.value.code, caught.value.exit_code) == ("REL-40", Exit.DEFECT)
    assert current_id(warehouse) == before
    assert candidate.folder.is_dir(), "a failed candidate stays for inspection"


def test_another_study_never_takes_the_place(warehouse, publish_small):
    publish_small("a", study_id="own")
    with pytest.raises(TsiError, match="REL-41"):
        publish_small("b", study_id="other")
    assert read_manifest(warehouse / "current").study_id == "own"
    publish_small("c", study_id="other", replace=True)
    assert read_manifest(warehouse / "current").study_id == "other"


def test_simulated_data_never_take_the_place_of_real(warehouse, publish_small):
    publish_small("a", simulated=True)
    publish_small("b", simulated=False)
    with pytest.raises(TsiError, match="REL-42"):
        publish_small("c", simulated=True)
    assert not read_manifest(warehouse / "current").is_simulated


def test_a_folder_that_lost_its_tables_empties_nothing(warehouse, publish_small, tmp_path):
    refuse_empty_input(warehouse, tmp_path, [])
    path = publish_small("a") / "manifest.json"
    refuse_empty_input(warehouse, tmp_path, [])
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["ingredients"]["raw"] = [{"path": "a/gdp.csv", "sha256": "0", "size_bytes": 1}]
    path.chmod(0o644)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(TsiError, match=r"REL-43.*was made of 1") as caught:
        refuse_empty_input(warehouse, tmp_path, ["README.md", "~$gdp.xlsx"])
    assert caught.value.exit_code == Exit.INPUT
    refuse_empty_input(warehouse, tmp_path, ["exports/a.csv"])
    refuse_empty_input(warehouse, tmp_path, [], replace=True)


def test_ids_rise_though_the_clock_is_set_back(warehouse, publish_small):
    first = publish_small("a", now=NIGHT).name
    second = publish_small("b", now=NIGHT - timedelta(days=400)).name
    assert second > first
    assert second.startswith("20261124T170001Z-")
    assert next_release_id(warehouse, "ff" * 32, NIGHT).startswith("20261124T170002Z-ffffffff")
    assert current_id(warehouse) == second


@pytest.mark.parametrize("refusal", [PermissionError(1, "not permitted"), NotImplementedError()])
def test_where_links_are_refused_the_text_takes_over(
    warehouse, publish_small, monkeypatch, refusal
):
    first = publish_small("a").name
    assert (warehouse / "current").is_symlink()

    def refuse(*_: object, **__: object) -> None:
        raise refusal

    monkeypatch.setattr(current.os, "symlink", refuse)
    second = publish_small("b").name
    assert current_id(warehouse) == second != first
    assert not os.path.lexists(warehouse / "current"), "a link to the old release would mislead"
    monkeypatch.undo()
    third = publish_small("c").name
    assert current_id(warehouse) == os.path.basename(os.readlink(warehouse / "current")) == third


def test_a_switch_that_was_killed_half_way_is_put_right(warehouse, publish_small):
    first, second = publish_small("a").name, publish_small("b").name
    (warehouse / "current.txt").write_text(first + "\n")
    (warehouse / ".current.new").symlink_to("releases/" + first)
    (warehouse / ".current.txt.new").write_text("half")
    assert current_id(warehouse) == second, "the link is the truth"
    point_current(warehouse, second)
    assert (warehouse / "current.txt").read_text() == second + "\n"
    assert not [path.name for path in warehouse.iterdir() if path.name.endswith(".new")]


@pytest.mark.parametrize("refused", ["symlink", "fsync"])
def test_a_disk_that_is_full_at_the_switch_leaves_both_names(
    warehouse, publish_small, monkeypatch, refused
):
    """No reason to take a link away, and none to let the two names part."""
    first, second = publish_small("a").name, publish_small("b").name

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, refused, refuse)
    with pytest.raises(TsiError, match="REL-10"):
        point_current(warehouse, first)
    monkeypatch.undo()
    assert current_id(warehouse) == os.path.basename(os.readlink(warehouse / "current")) == second
    assert (warehouse / "current.txt").read_text() == second + "\n"


def test_a_reader_in_the_way_is_waited_for(warehouse, publish_small, monkeypatch):
    """Windows refuses to replace a file that somebody reads; a moment later it does not."""
    first = publish_small("a").name
    true_replace, refusals = os.replace, iter([PermissionError(13, "used"), None] * 20)

    def refuse_once(*paths: object) -> None:
        if refusal := next(refusals):
            raise refusal
        true_replace(*paths)

    monkeypatch.setattr(os, "replace", refuse_once)
    with pytest.raises(TsiError, match="REL-11"):
        point_current(warehouse, first)
    next(refusals)
    monkeypatch.setattr(files, "PATIENCE_SECONDS", 60.0)
    second = publish_small("b").name
    assert current_id(warehouse) == second


def test_where_only_writers_can_flush_a_release_is_flushed_too(
    warehouse, publish_small, monkeypatch
):
    """As on Windows: files are opened for writing to be flushed, so before they are read-only."""
    flushed = []
    true_open = os.open

    def open_for_writing(path, flags, *rest, **named):
        if flags & os.O_RDWR and os.path.isfile(path) and not os.stat(path).st_mode & 0o200:
            raise PermissionError(13, "read-only", path)
        flushed.append(os.path.basename(path))
        return true_open(path, flags, *rest, **named)

    monkeypatch.setattr(files, "_FLUSH_MODE", os.O_RDWR)
    monkeypatch.setattr(files.os, "open", open_for_writing)
    assert publish_small().name == current_id(warehouse)
    assert {"tsi.duckdb", "manifest.json", "study_panel.parquet"} <= set(flushed)


@pytest.mark.parametrize("name", ["..", "../../etc", "", "20261124T170000Z-00000000"])
def test_current_never_names_what_is_no_release(warehouse, publish_small, name):
    release = publish_small().name
    with pytest.raises(TsiError, match="REL-20"):
        point_current(warehouse, name)
    (warehouse / "current").unlink()
    (warehouse / "current").symlink_to("releases/" + name)
    assert current_id(warehouse) == release, "current.txt answers where the link leads nowhere"


def test_a_folder_in_the_place_of_current_is_not_swept_away(warehouse, publish_small):
    (warehouse / "current").mkdir(parents=True)
    (warehouse / "current/precious.txt").write_text("mine")
    with pytest.raises(TsiError, match="REL-21"):
        publish_small()
    assert (warehouse / "current/precious.txt").exists()


def test_failed_candidates_do_not_fill_the_disk(warehouse):
    for content in ("aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd"):
        folder = new_candidate(warehouse, content).folder
        (folder / "tsi.duckdb").write_bytes(b"x" * 1000)
    removed = prune_candidates(warehouse, keep=2, limit_bytes=10_000)
    assert [name[-8:] for name in removed] == ["bbbbbbbb", "aaaaaaaa"]
    removed = prune_candidates(warehouse, keep=2, limit_bytes=1500)
    assert [name[-8:] for name in removed] == ["cccccccc"]
    removed = prune_candidates(warehouse, keep=2, limit_bytes=500)
    assert [name[-8:] for name in removed] == ["dddddddd"]
