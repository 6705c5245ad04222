"""Each awkward file of the corpus has exactly the outcome listed with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from yearbooks import Landed, land

from .corpus import CASES, PAGE_CASES, REGIONS, Case


def write(case: Case, raw: Path) -> None:
    for name, data in case.files.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def lines_of(landed: Landed) -> list[str]:
    columns = ("series_text", "unit_text", "region_text", "year_text", "value_text")
    return [
        "|".join(cell[column] for column in columns).replace("\n", "\\n")
        for cell in landed.cells.to_pylist()
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.claim)
def test_outcome(case: Case, tmp_path: Path) -> None:
    write(case, tmp_path)

    landed = land(tmp_path, REGIONS, case.data_years)

    files = landed.files.to_pylist()
    if code := case.rejected or case.unread:
        status, other = ("rejected", "not_read") if case.rejected else ("not_read", "rejected")
        by_status = {"rejected": landed.problems, "not_read": landed.unread}
        assert [problem.code for problem in by_status[status]] == [code]
        assert by_status[other] == []
        assert [file["status"] for file in files] == [status]
        assert files[0]["reason"] == code
        assert files[0]["source_file"] in by_status[status][0].en
        assert files[0]["source_file"] in by_status[status][0].zh
        assert landed.cells.num_rows == 0
        return
    assert [str(problem) for problem in landed.problems] == []
    assert lines_of(landed) == case.cells.split("\n")
    assert files[0]["shape"] == case.shape
    assert case.encoding in ("", files[0]["encoding"])
    assert sum(file["cell_count"] for file in files) == landed.cells.num_rows
    notes = {cell["value_text"]: cell["note_text"] for cell in landed.cells.to_pylist()}
    assert {value: note for value, note in notes.items() if note} == dict(case.notes)


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CASES) >= 60
    assert sum(case.shape == "yearbook_page" for case in PAGE_CASES) >= 6
    assert len({case.claim for case in CASES}) == len(CASES)
