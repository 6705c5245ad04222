"""What a recognised table is refused for: numbers without a head, parts of a year, parts of a region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .axes import Axes, Role
from .context import Place
from .folding import escaped, fold
from .grid import Grid, column_letters
from .problems import Problem, say
from .tables import Table, is_meta_row
from .words import Kind, is_blank, is_period_code, month_of

_SAMPLE = 2000
# Names for the whole region in a column of cities.
_WHOLE = ("全省", "全市", "全区", "全域", "合计", "总计", "all", "total")
_NEARLY_ALL = 0.9


def refuse_numbers_above(grid: Grid, table: Table, place: Place) -> None:
    """Numbers above a head belong to a table whose own head was not recognised."""
    for row in table.title:
        kinds = grid.kinds(row)
        if kinds.count(Kind.NUMBER) >= 2 and Kind.NOTE not in kinds:
            raise Problem("LAND-09", file=place.label, found=say("numbers_above", row=row + 1))


def refuse_two_keys(axes: Axes, table: Table, place: Place) -> None:
    """Two columns of regions without heads: which one a number belongs to cannot be known."""
    if len(axes.all(Role.REGION)) > 1:
        row = table.head.start + 1
        raise Problem("LAND-09", file=place.label, found=say("two_keys", row=row))


def refuse_parts_of_years(grid: Grid, table: Table, axes: Axes, place: Place) -> None:
    """Months, quarters and half-years are neither years nor series."""
    places = (*_periods_in_head(grid, table, axes), *_periods_down(grid, table, axes))
    if places:
        row, column = places[0]
        cell = f"{column_letters(column)}{row + 1}"
        raise Problem(
            "LAND-40", file=place.label, cell=cell, found=escaped(grid.text(row, column).strip())
        )


def _periods_in_head(grid: Grid, table: Table, axes: Axes) -> Iterator[tuple[int, int]]:
    """The places of months in the head, over columns that hold data."""
    data = set(axes.all(Role.DATA)) | set(axes.all(Role.VALUE))
    for row in table.head:
        kinds = grid.head_kinds(row)
        if is_meta_row(kinds):
            continue
        months = [
            (column, grid.text(row, column))
            for column, kind in enumerate(kinds)
            if kind is Kind.YEAR and column in data
        ]
        if _months_of_one_year([text for _, text in months]):
            yield row, months[0][0]
        yield from (
            (row, column)
            for column, kind in enumerate(kinds)
            if kind is Kind.PERIOD and column in data
        )


def _periods_down(grid: Grid, table: Table, axes: Axes) -> Iterator[tuple[int, int]]:
    """The first place of each column that holds months: one that says so, or whose texts do."""
    for column, role in enumerate(axes.roles):
        if role in (Role.NOTE, Role.NOTHING, Role.VALUE, Role.REGION, Role.UNIT):
            continue
        rows = [row for row in table.body[:_SAMPLE] if not is_blank(grid.text(row, column))]
        texts = [grid.text(row, column) for row in rows]
        if len(set(texts)) < 2:
            continue
        periods = sum(grid.kind_of(text) is Kind.PERIOD for text in texts)
        # Below 时间, 201901 is a month; below 产值 it is a number.
        said = role in (Role.YEAR, Role.PERIOD)
        codes = sum(map(is_period_code, texts)) if said else 0
        if (
            role is Role.PERIOD
            or (periods + codes) >= _NEARLY_ALL * len(texts)
            or (said and (periods * 2 >= len(texts) or _months_of_one_year(texts)))
        ):
            yield rows[0], column


def _months_of_one_year(texts: Sequence[str]) -> bool:
    """Whether full dates name several months of the same year: 2019-01-31, 2019-02-28."""
    months = {found for text in texts if (found := month_of(text))}
    return len({year for year, _ in months}) < len(months)


def refuse_parts_of_regions(grid: Grid, table: Table, axes: Axes, place: Place) -> None:
    """Values of cities, counties or firms are not values of their regions, however the column is called.

    A column is one of parts if its head says so and it names any, or if it is also called a region and distinguishes
    rows of one region, year and series; any other column of names is if it does so for most rows.
    """
    keys = [
        column
        for column, role in enumerate(axes.roles)
        if role in (Role.REGION, Role.YEAR, Role.SERIES, Role.UNIT)
    ]
    region = axes.first(Role.REGION)
    if region is None or (Role.VALUE in axes.roles and Role.SERIES in axes.roles):
        return
    for column, role in enumerate(axes.roles):
        said = [grid.kind(row, column) for row in table.head]
        named = Kind.PART_HEAD in said or (Kind.REGION_HEAD in said and column != region)
        if column in keys or role in (Role.NOTE, Role.NOTHING, Role.VALUE):
            continue
        if not named and not (role is Role.DATA and _is_of_names(grid, table, column)):
            continue
        row_of_part = (
            _row_of_a_part(grid, table, region, column) if Kind.PART_HEAD in said else None
        )
        where = {"file": place.label, "column": _called(grid, table, column)}
        if row_of_part is not None:
            raise Problem(
                "LAND-41 part",
                **where,
                region=escaped(grid.text(row_of_part, region).strip()),
                part=escaped(grid.text(row_of_part, column).strip()),
                row=row_of_part + 1,
            )
        rows, apart = _rows_distinguished(grid, table, keys, column)
        if apart and (named or 2 * len(apart) >= rows):
            name = escaped(grid.text(apart[0][0], region).strip())
            first, second = (row + 1 for row in apart[0])
            raise Problem("LAND-41", **where, region=name, first=first, second=second)


def _called(grid: Grid, table: Table, column: int) -> str:
    """A column as a person finds it: by its head and its letter."""
    head = next((text for row in table.head if (text := grid.text(row, column).strip())), "")
    return f"{escaped(head)} ({column_letters(column)})"


def _row_of_a_part(grid: Grid, table: Table, region: int, column: int) -> int | None:
    """The first row that names a part of its region in a column of cities, counties or firms."""
    for row in table.body[:_SAMPLE]:
        text = grid.text(row, column)
        if (
            grid.kind_of(text) is Kind.TEXT
            and grid.kind(row, region) is Kind.REGION
            and fold(text) not in (*_WHOLE, fold(grid.text(row, region)))
        ):
            return row
    return None


def _is_of_names(grid: Grid, table: Table, column: int) -> bool:
    """Whether a column holds words alone, some of them more than once: others number the rows."""
    texts = [text for row in table.body[:_SAMPLE] if not is_blank(text := grid.text(row, column))]
    return len(set(texts)) < len(texts) and all(
        grid.kind_of(text) in (Kind.TEXT, Kind.REGION) for text in texts
    )


def _rows_distinguished(
    grid: Grid, table: Table, keys: Sequence[int], column: int
) -> tuple[int, list[tuple[int, int]]]:
    """How many rows have all keys, and the pairs among them that differ in one column alone of all names."""
    first: dict[tuple[str, ...], int] = {}
    apart: list[tuple[int, int]] = []
    rows = 0
    for row in table.body[:_SAMPLE]:
        key = tuple(fold(grid.text(row, each)) for each in keys)
        text = fold(grid.text(row, column))
        if not all(key) or not text:
            continue
        rows += 1
        before = first.setdefault(key, row)
        if before != row and fold(grid.text(before, column)) != text:
            apart.append((before, row))
    return rows, apart
