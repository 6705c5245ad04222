"""What a reader does wrong stays with its file: it may fail, hang, take all memory or die."""

from __future__ import annotations

import os
import signal
import time
import zlib
from pathlib import Path

import pytest

from tsi_warehouse.errors import TsiError
from tsi_warehouse.landing import isolated, land
from tsi_warehouse.landing.isolated import FailedError, Limits, TooCostlyError
from tsi_warehouse.landing.land import guarded
from tsi_warehouse.landing.memo import reading_limits

from .corpus import REGIONS, lines

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


def test_an_exception_keeps_its_traceback() -> None:
    with pytest.raises(FailedError, match="ZeroDivisionError") as failed:
        isolated.call(Limits(), divmod, 1, 0)

    assert "Traceback" in failed.value.trace


def test_what_a_user_is_meant_to_act_on_arrives_as_it_was_raised() -> None:
    with pytest.raises(TsiError, match=r"LAND-18: 表\.csv: not read: the reader failed") as failed:
        guarded(None, "表.csv", divmod, 1, 0)
    assert "ZeroDivisionError" in failed.value.__notes__[0]

    with pytest.raises(TsiError, match="LAND-17") as costly:
        guarded(Limits(seconds=1), "表.csv", time.sleep, 1000)
    for text in (costly.value.en, costly.value.zh):
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
