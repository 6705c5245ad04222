"""Only regular files are read, each once, wherever links lead; a folder that cannot be read is no empty one."""

from __future__ import annotations

import errno
import io
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tsi_warehouse.core.console import Console
from tsi_warehouse.core.project import Study
from tsi_warehouse.landing.exports import plan
from tsi_warehouse.landing.memo import head_names
from tsi_warehouse.landing.problems import as_error
from tsi_warehouse.pipeline import reading
from yearbooks import Problem, isolated, land
from yearbooks.folder import list_files, listing, shown_names

from ..yearbooks.corpus import REGIONS, lines

TABLE = lines("指标：GDP(亿元)", "地区,2011,2012", "北京,1,2")
posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links of POSIX")


def test_a_folder_that_cannot_be_read_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "a.csv").write_bytes(TABLE)
    (tmp_path / "b.csv").write_bytes(TABLE)
    scandir = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)

    with pytest.raises(Problem, match=r"LAND-15.*closed.*Permission denied") as refused:
        land(tmp_path, REGIONS)
    assert "closed" in refused.value.zh
    assert as_error(refused.value).exit_code == 2


@posix
def test_linked_folders_are_read_wherever_they_lie(tmp_path: Path) -> None:
    raw, elsewhere = tmp_path / "raw", tmp_path / "disk"
    for folder in (raw, elsewhere / "2012"):
        folder.mkdir(parents=True)
    (elsewhere / "2012" / "a.csv").write_bytes(TABLE)
    (raw / "yearbooks").symlink_to(elsewhere)

    landed = land(raw, REGIONS)

    assert landed.files["source_file"].to_pylist() == ["yearbooks/2012/a.csv"]
    assert landed.cells["value_text"].to_pylist() == ["1", "2"]


@posix
def test_a_folder_that_several_paths_lead_to_is_read_once_and_the_others_are_named(
    tmp_path: Path,
) -> None:
    raw = tmp_path / "raw"
    (raw / "b" / "deep").mkdir(parents=True)
    (raw / "b" / "a.csv").write_bytes(TABLE)
    (raw / "a").symlink_to(raw / "b")
    (raw / "b" / "deep" / "up").symlink_to(raw)
    (raw / "out").symlink_to(tmp_path)

    landed = land(raw, REGIONS)

    assert {file["source_file"]: file["status"] for file in landed.files.to_pylist()} == {
        "a": "ignored",
        "b/a.csv": "read",
        "b/deep/up": "ignored",
        "out": "ignored",
    }


@posix
def test_a_link_to_the_export_records_does_not_make_tables_of_them(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "x.csv").write_bytes(TABLE)
    (tmp_path / "records").symlink_to(tmp_path / "exports")

    assert listing(tmp_path, skip="exports").files == []
    assert listing(tmp_path, skip="exports").links == ["records"]


@posix
def test_pipes_devices_and_sockets_are_refused_by_name_and_nothing_waits_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.csv")
    (tmp_path / "zeros.csv").symlink_to("/dev/zero")
    (tmp_path / "link.csv").symlink_to(tmp_path / "pipe.csv")
    (tmp_path / "a.csv").write_bytes(TABLE)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.csv")

        landed = land(tmp_path, REGIONS)

    assert landed.cells["value_text"].to_pylist() == ["1", "2"]
    assert landed.problems == []
    assert [error.en.split(". ")[0] for error in landed.unread] == [
        "link.csv: not read: found a named pipe, expected a regular file",
        "pipe.csv: not read: found a named pipe, expected a regular file",
        "socket.csv: not read: found a socket, expected a regular file",
        "zeros.csv: not read: found a device, expected a regular file",
    ]


def test_a_note_among_the_data_is_a_warning_with_its_reason_and_a_reader_that_fails_leaves_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = (tmp_path / part for part in ("raw", "seeds", "warehouse"))
    study = Study(tmp_path, *parts, project=tmp_path)
    (study.raw / "exports").mkdir(parents=True)
    (study.raw / "a.csv").write_bytes(TABLE)
    (study.raw / "legend.txt").write_bytes("A 级：优\n".encode())
    (study.raw / "note.html").write_bytes(b"<html><p>As of 2011, in 100 million yuan.</p></html>")
    (study.raw / "data.rda").write_bytes(b"BZh91AY&SY" + bytes(range(256)) * 4)
    (study.raw / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    (study.raw / "exports" / "legend.txt").write_bytes(b"13 is food\n")
    (study.raw / "broken.csv").write_bytes(TABLE)
    call = isolated.call

    def fail(limits, function, data, source_file, *rest):  # type: ignore[no-untyped-def]
        if source_file == "broken.csv":
            return call(limits, divmod, 1, 0)
        return call(limits, function, data, source_file, *rest)

    monkeypatch.setattr(isolated, "call", fail)
    console = Console("en", io.StringIO(), quiet=True)
    console.log = io.StringIO()

    assert reading.land(study) == []
    reading.warn_of_unread(study, console)

    assert [(warning.code, warning.en.split(":")[0]) for warning in console.warnings] == [
        ("LAND-18", "broken.csv"),
        ("LAND-04", "data.rda"),
        ("LAND-14", "legend.txt"),
        ("LAND-14", "note.html"),
        ("LAND-04", "picture.png"),
        ("LAND-20", "exports/legend.txt"),
    ]
    assert "ZeroDivisionError" in console.log.getvalue()
    assert "Traceback" in console.log.getvalue()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("地区\tGDP（亿元）\n北京市\t1\n上海市\t2\n", "LAND-10"),
        ("地区\t2019年1月\t2019年2月\n北京市\t1\t2\n上海市\t2\t3\n", "LAND-40"),
    ],
)
def test_a_table_in_a_text_file_that_cannot_be_read_stops_the_refresh(
    tmp_path: Path, text: str, code: str
) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")

    found = land(tmp_path, frozenset({"北京市", "上海市"}))

    assert [problem.code for problem in found.problems] == [code]
    assert found.unread == []


@posix
def test_among_export_records_they_stop_the_refresh(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    planned = plan(tmp_path, tmp_path / "work", head_names(tmp_path))

    assert [problem.code for problem in planned.problems] == ["LAND-16"]


@posix
def test_a_link_to_nothing_stops_the_refresh(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "unmounted" / "a.csv")

    assert [problem.code for problem in land(tmp_path, REGIONS).problems] == ["LAND-13"]


@posix
def test_a_name_in_gbk_bytes_is_shown_as_it_was_meant(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in ("地区生产总值（亿元）.csv".encode("gb18030"), b"\xff\xfe.csv"):
        with open(os.path.join(folder, name), "wb") as stream:
            stream.write(lines("地区,2011,2012", "北京,1,2"))

    landed = land(tmp_path, REGIONS)

    assert landed.files["source_file"].to_pylist() == ["\\xff\\xfe.csv", "地区生产总值（亿元）.csv"]
    assert landed.cells.num_rows == 4
    assert landed.cells["series_text"].to_pylist()[2:] == ["地区生产总值"] * 2


def test_names_that_would_be_shown_alike_stay_apart() -> None:
    garbled = os.fsdecode("年鉴.csv".encode("gb18030"))

    shown = shown_names([garbled, "年鉴.csv"])

    assert shown["年鉴.csv"] == "年鉴.csv"
    assert len(set(shown.values())) == 2


def test_what_is_below_an_absent_folder_is_nothing(tmp_path: Path) -> None:
    assert list_files(tmp_path / "nowhere") == []
