"""What a reader does wrong stays with its file: it may fail, hang, take all memory or die."""

from __future__ import annotations

import os
import signal
import time
import zlib
from pathlib import Path

import pytest

from tsi_warehouse.landing.memo import reading_limits
from tsi_warehouse.landing.problems import as_error
from yearbooks import Problem, isolated, land
from yearbooks.isolated import FailedError, Limits, TooCostlyError
from yearbooks.land import guarded

from ..yearbooks.corpus import REGIONS, inline, lines, raw_xlsx

posix = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")


def test_a_call_that_hangs_ends_and_the_next_one_is_answered() -> None:
    with pytest.raises(TooCostlyError, match="time"):
        isolated.call(Limits(seconds=1), time.sleep, 1000)

    assert isolated.call(Limits(), zlib.crc32, b"") == 0


@posix
def test_a_call_that_takes_too_much_memory_ends_and_the_next_one_is_answered() -> None:
    with pytest.raises(TooCostlyError, match="memory"):
        isolated.call(Limits(), bytes, 2**36)

    assert isolated.call(Limits(), zlib.crc32, b"") == 0


@posix
def test_a_process_that_dies_is_an_error_and_the_next_call_is_answered() -> None:
    with pytest.raises(FailedError, match="ended with"):
        isolated.call(Limits(), signal.raise_signal, signal.SIGSEGV)

    assert isolated.call(Limits(), zlib.crc32, b"") == 0


def test_a_command_that_is_stopped_leaves_no_answer_behind_for_the_next_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(stream: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(isolated.isolated_child, "receive", stop)
        with pytest.raises(KeyboardInterrupt):
            isolated.call(Limits(), zlib.crc32, b"abc")

    assert isolated.call(Limits(), zlib.crc32, b"") == 0


def test_an_exception_keeps_its_traceback() -> None:
    with pytest.raises(FailedError, match="ZeroDivisionError") as failed:
        isolated.call(Limits(), divmod, 1, 0)

    assert "Traceback" in failed.value.trace


def test_what_a_user_is_meant_to_act_on_arrives_as_it_was_raised() -> None:
    with pytest.raises(Problem, match=r"LAND-18: 表\.csv: not read: the reader failed") as failed:
        guarded(None, "表.csv", divmod, 1, 0)
    assert "ZeroDivisionError" in failed.value.__notes__[0]

    with pytest.raises(Problem, match="LAND-17") as costly:
        guarded(Limits(seconds=1), "表.csv", time.sleep, 1000)
    assert "longer than 1 seconds" in costly.value.en
    reworded = as_error(costly.value)
    for text in (reworded.en, reworded.zh):
        assert "read_seconds" in text


def test_a_reader_that_fails_costs_its_own_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = lines("指标：GDP(亿元)", "地区,2011,2012", "北京,1,2")
    (tmp_path / "a.csv").write_bytes(table)
    (tmp_path / "b.csv").write_bytes(table)
    call = isolated.call

    def fail(limits, function, data, source_file, *rest):  # type: ignore[no-untyped-def]
        if source_file == "a.csv":
            return call(limits, divmod, 1, 0)
        return call(limits, function, data, source_file, *rest)

    monkeypatch.setattr(isolated, "call", fail)
    landed = land(tmp_path, REGIONS)

    assert [file["status"] for file in landed.files.to_pylist()] == ["not_read", "read"]
    assert [error.code for error in landed.unread] == ["LAND-18"]
    assert landed.problems == []
    assert landed.cells.num_rows == 2


def test_limits_are_those_of_the_settings(tmp_path: Path) -> None:
    assert reading_limits(tmp_path) == Limits()

    (tmp_path / "study_settings.csv").write_bytes(
        lines("setting,value,comment", "read_seconds,7,", "read_memory,1.5 GB,")
    )

    assert reading_limits(tmp_path) == Limits(7.0, 3 * 2**29)


MAIN = raw_xlsx(
    f'<row r="1">{inline("A1", "地区")}<c r="B1"><v>2011</v></c></row>'
    + "".join(f'<row r="{row}">{inline(f"A{row}", "北京")}<c r="B{row}"><v>1</v></c></row>' for row in range(2, 5002)),
    after="<mergeCells>"
    + "".join(f'<mergeCell ref="A{row}:A1000000"/>' for row in range(2, 5002))
    + "</mergeCells>",
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "ends"),
    [
        (b"<!-- x -->\n" * 40 + b"nothing", "LAND-14"),
        (b"<!--" * 20_000, "LAND-14"),
        (
            b"<div>" * 50_000 + "<table><tr><td>地区<td>2011<tr><td>北京<td>1</table>".encode(),
            "LAND-02",
        ),
        (lines("指标：GDP", "地区,2011,2012", "北京,1," + "#" * 32_000), "read"),
        (lines("指标：GDP", "地区,2011,2012", "(1)" * 11_000 + ",1,2"), "read"),
        (lines("指标：GDP", "地区,2011,2012", '"' + '"' * 200_000 + '",1,2'), "read"),
        (b'"' * 200_001, "LAND-07"),
        (MAIN, "read"),
    ],
    ids=[
        "comments",
        "open comments",
        "depth",
        "marks",
        "brackets",
        "quotes",
        "open quote",
        "merges",
    ],
)
def test_what_took_ages_or_all_memory_is_read_or_refused_with_little_of_either(
    tmp_path: Path, data: bytes, ends: str
) -> None:
    (tmp_path / "a.xls").write_bytes(data)

    # A tenth of what a file may take; each of these once ran for minutes or for ever.
    landed = land(
        tmp_path, REGIONS, limits=Limits(seconds=Limits().seconds, memory=Limits().memory // 4)
    )

    (file,) = landed.files.to_pylist()
    assert (file["reason"] or file["status"]) == ends
