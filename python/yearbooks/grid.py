"""A sheet of text cells: what every file becomes before a table is looked for in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .problems import too_large
from .words import Kind, Vocabulary, is_blank, is_period_code, is_year

# Far above any yearbook table; they stop zip bombs, stray data and runaway formats.
MAX_ROWS = 2_000_000
MAX_COLUMNS = 16_384
MAX_CELLS = 16_000_000
MAX_SHEETS = 256
MAX_TEXT_BYTES = 256 * 2**20
MAX_UNPACKED_BYTES = 512 * 2**20
_PLAIN_NUMBER = re.compile(r"[-+]?[\d,]*(?:\d|\.\d+)%?")


# A first cell of these kinds never opens the head of a further table.
BODY_STARTS = frozenset(
    {Kind.REGION, Kind.NUMBER, Kind.YEAR, Kind.PERIOD, Kind.REGION_YEAR, Kind.NOTE}
)
_NO_REGIONS = Vocabulary(())


class Merge(NamedTuple):
    """A merged range, all bounds 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet (or one text file), row by row; rows may be shorter than the widest.

    rows : texts as a person sees them, outer white space kept
    merges : merged ranges (empty for text files)
    vocabulary : what its texts look like
    notes : what the reader noticed at a cell, by 0-based (row, column)
    hidden : hidden rows and columns as a person names them (3, C), which are read like others
    """

    sheet: str
    rows: Sequence[Sequence[str]]
    merges: Sequence[Merge] = ()
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: Sequence[str] = ()
    vocabulary: Vocabulary = field(default=_NO_REGIONS, repr=False)

    def text(self, row: int, column: int) -> str:
        """The cell's text, '' beyond the row's end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def kind_of(self, text: str) -> Kind:
        """What a text looks like."""
        return self.vocabulary.kind(text)

    def kind(self, row: int, column: int) -> Kind:
        """What a cell looks like."""
        return self.vocabulary.kind(self.text(row, column))

    def kinds(self, row: int) -> list[Kind]:
        """What each cell of a row looks like."""
        return list(map(self.vocabulary.kind, self.rows[row]))

    def head_kinds(self, row: int) -> list[Kind]:
        """As `kinds`, of a row that may be a head: there, numbers such as 201901 are months."""
        kinds = self.kinds(row)
        numbers = {
            text for text, kind in zip(self.rows[row], kinds, strict=True) if kind is Kind.NUMBER
        }
        if len(numbers) < 2 or kinds[0] in BODY_STARTS or not all(map(is_period_code, numbers)):
            return kinds
        return [Kind.PERIOD if kind is Kind.NUMBER else kind for kind in kinds]

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold more than white space."""
        return [column for column, text in enumerate(self.rows[row]) if not is_blank(text)]

    def line(self, row: int) -> str:
        """A row as one line of prose, as titles are read."""
        return " ".join(self.rows[row][column].strip() for column in self.filled(row))


@dataclass(frozen=True)
class Sheets:
    """The visible sheets of a file, and the names of those that were hidden and not read."""

    grids: list[Grid]
    hidden: list[str] = field(default_factory=list)


def check_size(file: str, rows: int, columns: int, cells: int) -> None:
    """Refuse what no yearbook table has."""
    for found, limit, said in (
        (rows, MAX_ROWS, "many_rows"),
        (columns, MAX_COLUMNS, "many_columns"),
        (cells, MAX_CELLS, "many_cells"),
    ):
        if found > limit:
            raise too_large(file, said, limit=limit)


def column_letters(column: int) -> str:
    """Excel's name of a 0-based column: A, B, .. Z, AA, .."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unmerged(grid: Grid) -> Grid:
    """The grid with names and years of one-column merged ranges repeated in each of their rows.

    A merged number is one value for several rows and stays where it is printed.
    """
    rows = list(grid.rows)
    # Ranges overlap in damaged files only; no row is gone through twice in a column.
    reached: dict[int, int] = {}
    for merge in sorted(grid.merges):
        if (
            merge.left != merge.right
            or merge.top >= len(rows)
            or merge.left >= len(rows[merge.top])
        ):
            continue
        text = rows[merge.top][merge.left]
        if is_blank(text) or (_PLAIN_NUMBER.fullmatch(text.strip()) and not is_year(text)):
            continue
        first = max(merge.top, reached.get(merge.left, -1)) + 1
        for row in range(first, min(merge.bottom + 1, len(rows))):
            if any(rows[row]):
                texts = [*rows[row], *[""] * (merge.left + 1 - len(rows[row]))]
                texts[merge.left] = texts[merge.left] or text
                rows[row] = texts
        reached[merge.left] = max(merge.bottom, reached.get(merge.left, -1))
    return replace(grid, rows=rows)
