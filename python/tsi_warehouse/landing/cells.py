"""The landed cells as one Arrow table, built in batches so that a million rows stay small."""

from __future__ import annotations

from collections.abc import Sequence

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
_BATCH = 131_072


def _type(column: str) -> pa.DataType:
    if column in _NUMBERS:
        return pa.int32()
    return pa.string() if column in _DISTINCT else pa.dictionary(pa.int32(), pa.string())


CELL_SCHEMA = pa.schema([(column, _type(column)) for column in CELL_COLUMNS])

Cell = tuple[str, str, str, int, int, str, str, str, str, str, str]


class CellTable:
    """Collects the cells of one file; texts that repeat are stored once a batch."""

    def __init__(self) -> None:
        """Start without cells."""
        self._pending: list[Cell] = []
        self._batches: list[pa.RecordBatch] = []
        self._flushed = 0

    def __len__(self) -> int:
        """The number of cells added."""
        return self._flushed + len(self._pending)

    def add(self, cell: Cell) -> None:
        """Add one cell, its parts in the order of CELL_COLUMNS."""
        self._pending.append(cell)
        if len(self._pending) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        arrays = [
            _array(values, field.type)
            for field, values in zip(CELL_SCHEMA, zip(*self._pending, strict=True), strict=True)
        ]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=CELL_SCHEMA))
        self._flushed += len(self._pending)
        self._pending = []

    def table(self) -> pa.Table:
        """The cells so far, in the order in which they were added."""
        self._flush()
        return pa.Table.from_batches(self._batches, schema=CELL_SCHEMA)


def _array(values: Sequence[str | int], kind: pa.DataType) -> pa.Array:
    """The values as one array. pyarrow's own dictionary_encode imports half a second of kernels."""
    if not pa.types.is_dictionary(kind):
        return pa.array(values, type=kind)
    codes: dict[str | int, int] = {}
    indices = [codes.setdefault(value, len(codes)) for value in values]
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, type=kind.index_type), pa.array(codes, type=kind.value_type)
    )


def joined(tables: list[pa.Table]) -> pa.Table:
    """The cells of all files as one table with one dictionary a column."""
    return pa.concat_tables([CELL_SCHEMA.empty_table(), *tables]).unify_dictionaries()
