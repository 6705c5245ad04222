"""A sheet of text to landed cells: each data cell with series, unit, region and year as printed.

Every supported shape is the same thing: a value under a column header and next to row keys. What the
heads and keys do not say (the series of a bureau export, the year of a yearbook page, the region
of a page of one province), the title, the sheet, the file or the folder says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import pyarrow as pa

from .axes import Axes, ColumnHead, Role, read_axes
from .cells import CellTable, constant, encoded, places, spread, values
from .context import (
    Place,
    Title,
    context_region,
    context_series,
    context_year,
    read_title,
    stated_unit,
)
from .folding import escaped, seen
from .grid import Grid, column_letters
from .problems import Pair, Problem, say
from .refusals import (
    refuse_numbers_above,
    refuse_parts_of_regions,
    refuse_parts_of_years,
    refuse_two_keys,
)
from .tables import Table, find_tables, panels
from .units import bare, split_unit
from .words import HEADS, Kind, Vocabulary, is_blank

# Rows that show whether a key's texts reach down over blank cells.
_SAMPLE = 2000
# Cells that are put into columns at a time.
_BLOCK = 131_072


@dataclass(frozen=True)
class SheetRead:
    """What a sheet was recognised as, and its last title (a continued sheet takes it over).

    renamed : heads of columns that name or number the regions once more, which are not read
    """

    shapes: tuple[str, ...]
    title: Title
    renamed: tuple[str, ...] = ()


def read_sheet(grid: Grid, place: Place, previous: Title, cells: CellTable) -> SheetRead:
    """Add the cells of every table of a sheet to `cells`."""
    tables = find_tables(grid)
    if not tables:
        raise Problem("LAND-09", file=place.label, found=_what_stands_there(grid))
    shapes: list[str] = []
    heads: set[str] = set()
    renamed: list[str] = []
    for table in tables:
        head = {grid.line(row) for row in table.head}
        refuse_numbers_above(grid, table, place)
        title = read_title(grid, table.title)
        if not title.unit:
            # 单位：亿元 may be in the corner of the header.
            corners = (stated_unit(grid.text(row, 0)) for row in table.head)
            in_head = next(filter(None, corners), "")
            title = replace(title, unit=in_head)
        if table.under:
            title = title.within(read_title(grid, table.under))
        title = title.after(previous)
        halves = panels(grid, table)
        titles = _titles_of(halves, table, title)
        for panel, own_title in zip(halves, titles, strict=True):
            axes = read_axes(panel, table)
            refuse_two_keys(axes, table, place)
            refuse_parts_of_years(panel, table, axes, place)
            refuse_parts_of_regions(panel, table, axes, place)
            defaults = _defaults(axes, own_title, place, grid.vocabulary)
            before = len(cells)
            _read_table(panel, table, axes, defaults, place, cells)
            if len(cells) == before and head <= heads:
                # A head that is printed once more under its table.
                continue
            if len(cells) == before:
                raise Problem(
                    "LAND-09", file=place.label, found=say("head_alone", row=table.head.start + 1)
                )
            shapes.append(shape_of(axes))
            renamed += _heads_of(panel, table, axes.renamed)
        heads |= head
        previous = titles[-1]
    return SheetRead(tuple(dict.fromkeys(shapes)), previous, tuple(dict.fromkeys(renamed)))


def _heads_of(grid: Grid, table: Table, columns: Sequence[int]) -> list[str]:
    """Each column as a person finds it: by its head and its letter."""
    found = []
    for column in columns:
        head = next((text for row in table.head if (text := grid.text(row, column).strip())), "")
        letter = column_letters(column)
        found.append(f"{escaped(head)} ({letter})" if head else letter)
    return found


def _titles_of(halves: Sequence[Grid], table: Table, title: Title) -> list[Title]:
    """The title of each half of a table that is printed in halves side by side.

    It is its own where a further half names another series; 续表, or nothing, above it is no other.
    """
    own = [read_title(half, table.title) for half in halves]
    if not any(other.series and not other.continued for other in own[1:]):
        return [title] * len(halves)
    titles = [own[0]]
    for other in own[1:]:
        titles.append(other.after(titles[-1]))
    return [replace(each, years=each.years or title.years) for each in titles]


def shape_of(axes: Axes) -> str:
    """The name of a table's shape, from what its keys and heads say."""
    rows = set(axes.roles)
    if Role.VALUE in rows:
        return "long"
    region_down, year_down = Role.REGION in rows, Role.YEAR in rows
    region_across, year_across = Role.REGION in axes.across, Role.YEAR in axes.across
    series = Role.SERIES in rows or Role.SERIES in axes.across
    if not (region_down or region_across):
        return "by_region"
    if not (year_down or year_across):
        return "yearbook_page"
    if region_down and year_down:
        return "wide_panel"
    if not series:
        return "bureau"
    return "eps" if Role.SERIES in rows and region_down else "two_row_head"


def _defaults(axes: Axes, title: Title, place: Place, vocabulary: Vocabulary) -> ColumnHead:
    """What the context says of a table's missing dimensions."""
    said = set(axes.roles) | axes.across
    region = year = series = ""
    unit = title.unit
    if Role.REGION not in said:
        region = context_region(title, place, vocabulary)
    if Role.YEAR not in said:
        if axes.undated:
            raise Problem("LAND-42", file=place.label, columns=escaped(", ".join(axes.undated[:5])))
        if not region and Role.REGION not in said:
            raise Problem("LAND-09", file=place.label, found=say("no_keys"))
        year = context_year(title, place)
    elif axes.year_of_some:
        year = context_year(title, place, axes.year_of_some)
    if Role.REGION not in said and not region:
        raise Problem("LAND-12", file=place.label, found=say("no_region"))
    if Role.VALUE in said and Role.SERIES not in axes.roles:
        series = place.stem
    elif Role.SERIES not in said:
        series, unit = context_series(title, place)
    return ColumnHead(series, bare(unit), region, year)


@dataclass
class _Key:
    """A key column of a table; a merged key's text reaches down over blank cells."""

    column: int | None
    reaches_down: bool = False
    last: str = ""

    def of_rows(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The key of each row, '' where the table has no such column; blocks of rows in order."""
        column = self.column
        if column is None:
            return [""] * len(rows)
        found = [texts[column] if column < len(texts) else "" for texts in rows]
        if self.reaches_down:
            for place, text in enumerate(found):
                self.last = self.last if is_blank(text) else text
                found[place] = self.last
        return found


def _at(texts: Sequence[str], column: int | None) -> str:
    return texts[column] if column is not None and column < len(texts) else ""


def _read_table(
    grid: Grid, table: Table, axes: Axes, defaults: ColumnHead, place: Place, cells: CellTable
) -> None:
    """Add every data cell of one table to `cells`, row by row."""
    region_key, year_key, series_key = (
        _key(grid, table, axes, role) for role in (Role.REGION, Role.YEAR, Role.SERIES)
    )
    unit_column = axes.first(Role.UNIT)
    is_long = Role.VALUE in axes.roles
    data = axes.all(Role.VALUE if is_long else Role.DATA)
    # Next to a column of series, the head of a single column of values is only the word for 'value'.
    named = not is_long and (series_key.column is None or len(data) > 1)
    heads = [axes.heads[column] for column in data]
    letters = [column_letters(column) for column in data]
    noted = dict.fromkeys(axes.all(Role.NOTE), "") | _noted_labels(grid, table, axes)

    def series(printed: str, head: ColumnHead) -> str:
        own, name = split_unit(seen(printed))[0], head.series if named else ""
        return f"{own}_{name}" if own and name else own or name or defaults.series

    def unit(printed: tuple[str, str], head: ColumnHead) -> str:
        own, of_series = bare(seen(printed[0])), split_unit(seen(printed[1]))[1]
        return own or head.unit or of_series or defaults.unit

    stray = _rows_below(grid, table, axes)

    def keyed(printed: Sequence[str], rows: Sequence[int]) -> list[str | None]:
        return [None if row in stray else text for row, text in zip(rows, printed, strict=True)]

    found = _data_rows(grid, table, axes, data)
    while block := list(islice(found, max(1, _BLOCK // max(1, len(data))))):
        rows, texts = zip(*block, strict=True)
        count = len(rows) * len(data)
        of_series = series_key.of_rows(texts)
        units = zip(_Key(unit_column).of_rows(texts), of_series, strict=True)
        cells.add(
            (
                constant(place.source_file, count),
                constant(grid.sheet, count),
                *places(rows, data, letters),
                spread(of_series, heads, series),
                spread(list(units), heads, unit),
                spread(
                    keyed(region_key.of_rows(texts), rows),
                    heads,
                    lambda own, head: "" if own is None else own or head.region or defaults.region,
                ),
                spread(
                    keyed(year_key.of_rows(texts), rows),
                    heads,
                    lambda own, head: "" if own is None else own or head.year or defaults.year,
                ),
                values(texts, data),
                _notes(grid, rows, texts, data, noted),
            )
        )


def _notes(
    grid: Grid,
    rows: Sequence[int],
    texts: Sequence[Sequence[str]],
    data: Sequence[int],
    noted: Mapping[int, str],
) -> pa.DictionaryArray:
    """What the reader noticed at each cell, and the remarks of its row."""
    if not noted and not grid.notes:
        return constant("", len(rows) * len(data))
    remarks = [_row_note(cells_of_row, noted) for cells_of_row in texts]
    seen = [
        [grid.notes.get((row, column), "") for column in data] if grid.notes else [""] * len(data)
        for row in rows
    ]
    return encoded(
        [
            f"{note}; {remark}" if note and remark else note or remark
            for remark, notes in zip(remarks, seen, strict=True)
            for note in notes
        ]
    )


def _row_note(texts: Sequence[str], noted: Mapping[int, str]) -> str:
    """The remarks of a row, and the labels that distinguish it from others."""
    found = {column: text for column in noted if not is_blank(text := _at(texts, column))}
    return "; ".join(
        f"{noted[column]}={text}" if noted[column] else text for column, text in found.items()
    )


def _data_rows(
    grid: Grid, table: Table, axes: Axes, data: list[int]
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a body that hold data: a known region or year, or a text in a data column.

    Headings of groups, notes, sources, page breaks and blank lines hold none.
    """
    kind = grid.vocabulary.kind
    known = {Role.REGION: Kind.REGION, Role.YEAR: Kind.YEAR}
    keys = [(column, known[role]) for column, role in enumerate(axes.roles) if role in known]
    in_notes = False
    for row in table.body:
        texts = grid.rows[row]
        width = len(texts)
        named = False
        for column, wanted in keys:
            if column < width and kind(texts[column]) is wanted:
                named = True
                break
        if named:
            in_notes = False
            yield row, texts
            continue
        filled = [column for column, text in enumerate(texts) if not is_blank(text)]
        if not filled:
            continue
        first = kind(texts[filled[0]])
        if first is Kind.NOTE:
            in_notes = True
            continue
        inside = [column for column in data if column < width and not is_blank(texts[column])]
        if not inside:
            continue
        numbers = any(kind(texts[column]) in (Kind.NUMBER, Kind.YEAR) for column in inside)
        if not numbers and (in_notes or len(filled) == 1 or first in HEADS):
            continue
        in_notes = False
        yield row, texts


def _rows_below(grid: Grid, table: Table, axes: Axes) -> frozenset[int]:
    """The filled rows below the last one with a known region or year whose keys are all blank.

    What is printed there, a page's number or a total without a name, belongs to no region and no year.
    """
    columns = [axes.first(role) for role in (Role.REGION, Role.YEAR, Role.SERIES)]
    keys = [column for column in columns if column is not None]
    below = set()
    for row in reversed(table.body):
        texts = [grid.text(row, column) for column in keys]
        if any(grid.kind_of(text) in (Kind.REGION, Kind.YEAR) for text in texts):
            break
        if all(map(is_blank, texts)) and grid.filled(row):
            below.add(row)
    else:
        return frozenset()
    return frozenset(below)


def _key(grid: Grid, table: Table, axes: Axes, role: Role) -> _Key:
    """The column of a key, and whether its texts reach down over blank cells as merged ones do.

    They do where there is a second key and at least half of its cells are blank: one missing
    name in a full column is a missing name.
    """
    column = axes.first(role)
    keys = [key for key in (Role.REGION, Role.YEAR, Role.SERIES) if axes.first(key) is not None]
    if column is None or len(keys) < 2:
        return _Key(column)
    if any(
        merge.left == column == merge.right and merge.top in table.body for merge in grid.merges
    ):
        return _Key(column)
    rows = [row for row in table.body[:_SAMPLE] if grid.filled(row)]
    others = [axes.first(key) for key in keys if key is not role]
    rows = [
        row for row in rows if any(not is_blank(grid.text(row, other or 0)) for other in others)
    ]
    blank = sum(is_blank(grid.text(row, column)) for row in rows)
    starts = bool(rows) and not is_blank(grid.text(rows[0], column))
    return _Key(column, reaches_down=starts and len(rows) > 2 and blank * 2 >= len(rows))


def _noted_labels(grid: Grid, table: Table, axes: Axes) -> dict[int, str]:
    """Further columns of a long table without a series column, whose texts tell its rows apart."""
    if Role.VALUE not in axes.roles or Role.SERIES in axes.roles:
        return {}
    heads = {
        column: next((text for row in table.head if (text := grid.text(row, column)).strip()), "")
        for column in axes.all(Role.LABEL)
    }
    return {column: head for column, head in heads.items() if grid.kind_of(head) is Kind.TEXT}


def _what_stands_there(grid: Grid) -> Pair:
    """The first filled row of a sheet, for messages."""
    row = next((row for row in range(len(grid.rows)) if grid.filled(row)), None)
    if row is None:
        return say("no_cell")
    return say("row_begins", row=row + 1, line=escaped(grid.line(row)[:60]))
