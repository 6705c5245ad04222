"""A sheet of text to landed cells: each data cell with series, unit, region and year as printed.

Every supported shape is the same thing: a value under a column head and beside row keys. What the
heads and keys do not say (the series of a bureau export, the year of a yearbook page, the region
of a page of one province), the title, the sheet, the file or the folder says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from . import problems
from .axes import Axes, ColumnHead, Role, read_axes
from .cells import CellTable
from .context import (
    Place,
    Title,
    context_region,
    context_series,
    context_year,
    read_title,
    stated_unit,
)
from .grid import Grid, column_letters
from .tables import Table, find_tables, kinds_of, panels
from .units import bare, split_unit
from .words import HEADS, Kind, Vocabulary, is_blank

# Rows that show whether a key's texts reach down over blank cells.
_SAMPLE = 2000


@dataclass(frozen=True)
class SheetRead:
    """What a sheet was recognised as, and its last title (a continued sheet takes it over)."""

    shapes: tuple[str, ...]
    title: Title


def read_sheet(
    grid: Grid, place: Place, vocabulary: Vocabulary, previous: Title, cells: CellTable
) -> SheetRead:
    """Add the cells of every table of a sheet to `cells`.

    Raises
    ------
    TsiError : no table (LAND-09), or one without its year (LAND-10, 11) or region (LAND-12)
    """
    tables = find_tables(grid, vocabulary)
    if not tables:
        raise problems.unrecognised(place.label, *_what_stands_there(grid))
    shapes: list[str] = []
    for table in tables:
        _refuse_numbers_above(grid, table, place, vocabulary)
        title = read_title(grid, table.title, vocabulary)
        if not title.unit:
            # 单位：亿元 may stand in the corner of the head.
            corners = (stated_unit(grid.text(row, 0)) for row in table.head)
            in_head = next(filter(None, corners), "")
            title = replace(title, unit=in_head)
        title = title.after(previous)
        for panel in panels(grid, table, vocabulary):
            axes = read_axes(panel, table, vocabulary)
            _refuse_two_keys(axes, table, place)
            defaults = _defaults(axes, title, place, vocabulary)
            before = len(cells)
            _read_table(panel, table, axes, defaults, place, vocabulary, cells)
            if len(cells) == before:
                raise problems.unrecognised(
                    place.label,
                    f"a head in row {table.head.start + 1} without data below it",
                    f"第 {table.head.start + 1} 行有表头，但下面没有数据",
                )
            shapes.append(shape_of(axes))
        previous = title
    return SheetRead(tuple(dict.fromkeys(shapes)), previous)


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
        if not region and Role.REGION not in said:
            raise problems.unrecognised(
                place.label, "neither regions nor years found", "既没有找到地区也没有找到年份"
            )
        year = context_year(title, place)
    if Role.REGION not in said and not region:
        raise problems.no_region(
            place.label,
            "none in heads, title, sheet or file name",
            "表头、标题、工作表名和文件名中都没有",
        )
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

    def of(self, texts: Sequence[str]) -> str:
        """The key of one row, '' where the table has no such column."""
        text = _at(texts, self.column)
        if not self.reaches_down:
            return text
        if not is_blank(text):
            self.last = text
        return self.last


def _at(texts: Sequence[str], column: int | None) -> str:
    return texts[column] if column is not None and column < len(texts) else ""


def _read_table(
    grid: Grid,
    table: Table,
    axes: Axes,
    defaults: ColumnHead,
    place: Place,
    vocabulary: Vocabulary,
    cells: CellTable,
) -> None:
    """Add every data cell of one table to `cells`, row by row."""
    region_key, year_key, series_key = (
        _key(grid, table, axes, role) for role in (Role.REGION, Role.YEAR, Role.SERIES)
    )
    unit_column = axes.first(Role.UNIT)
    is_long = Role.VALUE in axes.roles
    data = axes.all(Role.VALUE if is_long else Role.DATA)
    # Beside a column of series, the head of a single column of values is only the word for 'value'.
    named = not is_long and (series_key.column is None or len(data) > 1)
    columns = [
        (
            column,
            column_letters(column),
            axes.heads[column].series if named else "",
            axes.heads[column],
        )
        for column in data
    ]
    noted = dict.fromkeys(axes.all(Role.NOTE), "") | _noted_labels(grid, table, axes, vocabulary)
    for row, texts in _data_rows(grid, table, axes, data, vocabulary):
        row_number = row + 1
        region, year = region_key.of(texts), year_key.of(texts)
        row_series, series_unit = split_unit(series_key.of(texts))
        row_unit = bare(_at(texts, unit_column))
        row_note = _row_note(texts, noted) if noted else ""
        for column, letters, name, head in columns:
            note = grid.notes.get((row, column), "") if grid.notes else ""
            cells.add(
                (
                    place.source_file,
                    grid.sheet,
                    f"{letters}{row_number}",
                    row_number,
                    column + 1,
                    f"{row_series}_{name}"
                    if row_series and name
                    else row_series or name or defaults.series,
                    row_unit or head.unit or series_unit or defaults.unit,
                    region or head.region or defaults.region,
                    year or head.year or defaults.year,
                    texts[column] if column < len(texts) else "",
                    f"{note}; {row_note}" if note and row_note else note or row_note,
                )
            )


def _row_note(texts: Sequence[str], noted: Mapping[int, str]) -> str:
    """The remarks beside a row, and the labels that tell it from others."""
    found = {column: text for column in noted if not is_blank(text := _at(texts, column))}
    return "; ".join(
        f"{noted[column]}={text}" if noted[column] else text for column, text in found.items()
    )


def _data_rows(
    grid: Grid, table: Table, axes: Axes, data: list[int], vocabulary: Vocabulary
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a body that hold data: a known region or year, or a text in a data column.

    Headings of groups, notes, sources, page breaks and blank lines hold none.
    """
    kind = vocabulary.kind
    known = {Role.REGION: Kind.REGION, Role.YEAR: Kind.YEAR}
    keys = [(column, known[role]) for column, role in enumerate(axes.roles) if role in known]
    in_notes = False
    for row in table.body:
        texts = grid.rows[row]
        width = len(texts)
        if any(column < width and kind(texts[column]) is wanted for column, wanted in keys):
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


def _key(grid: Grid, table: Table, axes: Axes, role: Role) -> _Key:
    """The column of a key, and whether its texts reach down over blank cells as merged ones do.

    They do where a second key stands beside it and most of its cells are blank: one missing name in
    a full column is a missing name.
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
    return _Key(column, reaches_down=starts and blank * 2 > len(rows))


def _noted_labels(grid: Grid, table: Table, axes: Axes, vocabulary: Vocabulary) -> dict[int, str]:
    """Further columns of a long table without a series column, whose texts tell its rows apart."""
    if Role.VALUE not in axes.roles or Role.SERIES in axes.roles:
        return {}
    heads = {
        column: next((text for row in table.head if (text := grid.text(row, column)).strip()), "")
        for column in axes.all(Role.LABEL)
    }
    return {column: head for column, head in heads.items() if vocabulary.kind(head) is Kind.TEXT}


def _refuse_numbers_above(grid: Grid, table: Table, place: Place, vocabulary: Vocabulary) -> None:
    """Numbers above a head belong to a table whose own head was not recognised."""
    for row in table.title:
        kinds = kinds_of(grid.rows[row], vocabulary)
        if kinds.count(Kind.NUMBER) >= 2 and Kind.NOTE not in kinds:
            raise problems.unrecognised(
                place.label,
                f"row {row + 1} holds numbers, but no head above it names regions or years",
                f"第 {row + 1} 行有数字，但其上没有标明地区或年份的表头",
            )


def _refuse_two_keys(axes: Axes, table: Table, place: Place) -> None:
    """Two columns of regions without heads: which one a number belongs to cannot be known."""
    if len(axes.all(Role.REGION)) > 1:
        row = table.head.start + 1
        raise problems.unrecognised(
            place.label,
            f"two columns of regions below row {row}, and no heads that tell them apart",
            f"第 {row} 行以下有两列地区，没有可以区分它们的表头",
        )


def _what_stands_there(grid: Grid) -> tuple[str, str]:
    """The first filled row of a sheet, for messages."""
    for row in range(len(grid.rows)):
        if grid.filled(row):
            line = grid.line(row)[:60]
            return f"row {row + 1} begins '{line}'", f"第 {row + 1} 行开头为“{line}”"
    return "no filled cell", "没有非空单元格"
