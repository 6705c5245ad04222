"""The landed cells as one Arrow table, built in blocks so that a million rows stay small and quick."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

CELL_COLUMNS = (
    "source_file",
    "sheet",
    "cell",
    "row_number",
    "column_number",
    "series_text",
    "unit_text",
    "region_text",
    "year_text",
    "value_text",
    "note_text",
)
_NUMBERS = {"row_number", "column_number"}
_DISTINCT = {"cell", "value_text"}

_Printed = TypeVar("_Printed", bound=Hashable)
_Head = TypeVar("_Head")


def _type(column: str) -> pa.DataType:
    if column in _NUMBERS:
        return pa.int32()
    return pa.string() if column in _DISTINCT else pa.dictionary(pa.int32(), pa.string())


CELL_SCHEMA = pa.schema([(column, _type(column)) for column in CELL_COLUMNS])


class CellTable:
    """Collects the cells of one file, block by block."""

    def __init__(self) -> None:
        """Start without cells."""
        self._blocks: list[pa.RecordBatch] = []

    def __len__(self) -> int:
        """The number of cells added."""
        return sum(block.num_rows for block in self._blocks)

    def add(self, columns: Sequence[pa.Array]) -> None:
        """Add a block of cells, its arrays in the order of CELL_COLUMNS."""
        self._blocks.append(pa.RecordBatch.from_arrays(list(columns), schema=CELL_SCHEMA))

    def table(self) -> pa.Table:
        """The cells so far, in the order in which they were added."""
        return pa.Table.from_batches(self._blocks, schema=CELL_SCHEMA)


def spread(
    printed: Sequence[_Printed], heads: Sequence[_Head], text_of: Callable[[_Printed, _Head], str]
) -> pa.DictionaryArray:
    """A text per cell, row by row, of what its row and its column say; each text is stored once.

    Parameters
    ----------
    printed : what each row says
    heads : what each column says
    text_of : the cell's text; called once for each distinct row and column
    """
    known: dict[_Printed, int] = {}
    rows = np.fromiter(
        (known.setdefault(said, len(known)) for said in printed), np.intp, len(printed)
    )
    stored: dict[str, int] = {}
    codes = np.array(
        [[stored.setdefault(text_of(said, head), len(stored)) for head in heads] for said in known],
        np.int32,
    )
    return _dictionary(codes[rows].ravel(), list(stored))


def encoded(texts: Sequence[str]) -> pa.DictionaryArray:
    """A text per cell as given; each is stored once."""
    known: dict[str, int] = {}
    codes = [known.setdefault(text, len(known)) for text in texts]
    return _dictionary(np.array(codes, np.int32), list(known))


def _dictionary(codes: npt.NDArray[np.int32], texts: Sequence[str]) -> pa.DictionaryArray:
    """pyarrow's own dictionary_encode imports half a second of kernels."""
    return pa.DictionaryArray.from_arrays(_integers(codes), pa.array(texts, type=pa.string()))


def _integers(numbers: npt.NDArray[np.int32]) -> pa.Array:
    """The numbers as they lie in memory; pyarrow's own way imports pandas to look at them."""
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers)])


def constant(text: str, count: int) -> pa.DictionaryArray:
    """The same text for every cell."""
    return _dictionary(np.zeros(count, np.int32), [text])


def places(
    rows: Sequence[int], columns: Sequence[int], letters: Sequence[str]
) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Name (C7), 1-based row number and 1-based column number of each cell, row by row."""
    numbers: npt.NDArray[np.int32] = np.array(rows, np.int32) + 1
    names = [f"{letter}{number}" for number in numbers.tolist() for letter in letters]
    return (
        pa.array(names, type=pa.string()),
        _integers(np.repeat(numbers, len(columns))),
        _integers(np.tile(np.array(columns, np.int32) + 1, len(rows))),
    )


def values(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> pa.Array:
    """The text of each cell, row by row; '' beyond a row's end."""
    if len(columns) == 1:
        (column,) = columns
        found = [row[column] if column < len(row) else "" for row in rows]
    else:
        found = [
            row[column] if column < width else ""
            for row, width in zip(rows, map(len, rows), strict=True)
            for column in columns
        ]
    return pa.array(found, type=pa.string())


def joined(tables: list[pa.Table]) -> pa.Table:
    """The cells of all files as one table with one dictionary a column."""
    return pa.concat_tables([CELL_SCHEMA.empty_table(), *tables]).unify_dictionaries()


def schema_of(record: type) -> pa.Schema:
    """The columns of a record of texts and whole numbers."""
    return pa.schema(
        [
            (each.name, pa.int64() if "int" in str(each.type) else pa.string())
            for each in fields(record)
        ]
    )
