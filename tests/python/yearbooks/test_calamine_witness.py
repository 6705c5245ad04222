"""Our reader of .xlsx against calamine: the same cells at the same places, but for what calamine hides.

calamine gives values without their number formats and error cells as nothing (45.3% as 0.453, #N/A as ''), which is
why it does not land files here; where a workbook has neither, the two must see one and the same text.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from yearbooks.workbook import read_workbook

PROJECT = Path(__file__).parents[3]
WORKBOOKS = sorted((PROJECT / "raw").rglob("*.xlsx"))


def _seen_by_calamine(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: {
            (row, column): _text(value)
            for row, values in enumerate(
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            )
            for column, value in enumerate(values)
            if value != ""
        }
        for name in book.sheet_names
    }


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _seen_here(data: bytes, file: str) -> dict[str, dict[tuple[int, int], str]]:
    return {
        grid.sheet: {
            (row, column): text
            for row, texts in enumerate(grid.rows)
            for column, text in enumerate(texts)
            if text != ""
        }
        for grid in read_workbook(data, file).grids
    }


def _agree(path: Path) -> int:
    data = path.read_bytes()
    here, there = _seen_here(data, path.name), _seen_by_calamine(data)
    assert here.keys() == there.keys()
    for sheet, cells in here.items():
        assert cells.keys() == there[sheet].keys()
        for place, text in cells.items():
            other = there[sheet][place]
            assert text == other or float(text) == pytest.approx(float(other), rel=1e-14), place
    return sum(map(len, here.values()))


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_the_simulated_workbooks_read_alike(path: Path) -> None:
    assert _agree(path) > 1000


def test_the_real_workbooks_read_alike(shared: Path) -> None:
    real = sorted((shared / "real" / "china_yearbooks").rglob("*.xlsx"))
    assert real
    assert all(_agree(path) > 0 for path in real if not path.name.startswith("~$"))
