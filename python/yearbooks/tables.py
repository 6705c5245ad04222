"""Where the tables of a sheet are: title lines, head rows and body rows of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .grid import BODY_STARTS, Grid
from .words import HEADS, KEY_HEADS, Kind, fold, has_chinese, is_blank

_DEEPEST_HEAD = 6
_FIRST_ROWS = 20
_TIMES = frozenset({Kind.YEAR, Kind.PERIOD, Kind.REGION_YEAR})


@dataclass(frozen=True)
class Table:
    """Rows of one table, as 0-based row numbers of its grid.

    title : lines above the head, back to the table before
    head : head rows, the outermost first
    body : everything below the head that may hold data (footers are separated from data later)
    under : the title lines of the whole, where `title` is a heading inside it
    """

    title: range
    head: range
    body: range
    under: range = range(0)


def find_tables(grid: Grid) -> list[Table]:
    """The tables of a sheet from top to bottom; [] where no head is recognised."""
    heads: list[range] = []
    row = 0
    while row < len(grid.rows):
        if opens_head(grid, row, further=bool(heads)):
            floor = heads[-1].stop if heads else 0
            heads.append(_head_around(grid, row, floor))
            row = heads[-1].stop
        else:
            row += 1
    if not heads:
        heads = _unlabelled_head(grid)
    tables: list[Table] = []
    for number, head in enumerate(heads):
        end = heads[number + 1].start if number + 1 < len(heads) else len(grid.rows)
        start = _title_start(grid, heads[number - 1].stop if number else 0, head.start)
        if tables:
            previous = tables[-1]
            tables[-1] = Table(previous.title, previous.head, range(previous.head.stop, start))
        tables.append(Table(range(start, head.start), head, range(head.stop, end)))
    return [part for table in tables for part in _parts(grid, table)]


def _parts(grid: Grid, table: Table) -> list[Table]:
    """The tables below one head whose own titles stand inside it as headings.

    GDP（亿元） above all regions and 人口（万人） above all regions again are two tables. A heading such as
    华北, above regions of its own, parts none; nor do headings above rows whose regions are unknown.
    """
    of_row, kinds = _row_names_and_headings(grid, table)
    headings = [row for row in table.body if _is_heading(grid, row, kinds)]
    if not headings:
        return [table]
    bounds = zip([table.body.start - 1, *headings], [*headings, table.body.stop], strict=True)
    parts = [
        Table(range(above, above + 1), table.head, range(above + 1, end), table.title)
        for above, end in bounds
    ]
    parts[0] = replace(parts[0], title=table.title, under=range(0))
    rows = [_firsts_of(grid, part.body, of_row) for part in parts]
    filled = [(part, names) for part, names in zip(parts, rows, strict=True) if names]
    hidden = any(
        Kind.NUMBER in grid.kinds(row)
        for part, names in zip(parts, rows, strict=True)
        if not names
        for row in part.body
    )
    are_whole = not hidden and all(len(set(names)) == len(names) for _, names in filled)
    repeat = any(set(one) & set(other) for (_, one), (_, other) in pairwise(filled))
    return [part for part, _ in filled] if are_whole and repeat else [table]


def _row_names_and_headings(grid: Grid, table: Table) -> tuple[Kind, frozenset[Kind]]:
    """What begins the rows of a table, regions or years, and what may stand alone above some of them.

    Where the head says nothing of years, 2011年 above all regions is theirs; where years stand down the
    first column and the head says nothing of regions, 甲省 above them is.
    """
    said = {kind for row in table.head for kind in grid.kinds(row)}
    firsts = [
        grid.kind_of(cells[0]) for row in table.body[:_FIRST_ROWS] if (cells := grid.rows[row])
    ]
    if not said & {Kind.REGION, Kind.REGION_HEAD} and firsts.count(Kind.YEAR) >= 2:
        return Kind.YEAR, frozenset({Kind.REGION})
    if not said & {Kind.YEAR, Kind.YEAR_HEAD}:
        return Kind.REGION, frozenset({Kind.TEXT, Kind.YEAR})
    return Kind.REGION, frozenset({Kind.TEXT})


def _is_heading(grid: Grid, row: int, kinds: frozenset[Kind]) -> bool:
    """Whether a row holds one text alone, of one of these kinds."""
    filled = ""
    for text in grid.rows[row]:
        if not is_blank(text):
            if filled:
                return False
            filled = text
    return bool(filled) and grid.kind_of(filled) in kinds


def _firsts_of(grid: Grid, rows: range, wanted: Kind) -> list[str]:
    """The regions (or years) that begin rows."""
    firsts = [grid.text(row, filled[0]) for row in rows if (filled := grid.filled(row))]
    return [fold(text) for text in firsts if grid.kind_of(text) is wanted]


def panels(grid: Grid, table: Table) -> list[Grid]:
    """The halves of a table that is printed in halves side by side to save paper: 地区 GDP 地区 GDP.

    Each is the whole grid with the other halves' columns blank, so that places stay what they are.
    One grid where the head does not repeat its key, or no regions (years) stand below it.
    """
    for row in table.head:
        starts = _repeated_keys(grid, table, row)
        if len(starts) >= 2:
            ends = [*starts[1:], max(map(len, grid.rows))]
            return [
                replace(
                    grid,
                    rows=[
                        [""] * len(cells[:start]) + list(cells[start:end]) for cells in grid.rows
                    ],
                )
                for start, end in zip([0, *starts[1:]], ends, strict=True)
            ]
    return [grid]


def _repeated_keys(grid: Grid, table: Table, row: int) -> list[int]:
    """The columns whose head repeats that of the first key, with keys below and data between."""
    below = {Kind.REGION_HEAD: Kind.REGION, Kind.YEAR_HEAD: Kind.YEAR}
    kinds = grid.kinds(row)
    first = next((column for column, kind in enumerate(kinds) if kind in below), None)
    if first is None:
        return []
    wanted = below[kinds[first]]
    starts = [
        column
        for column, text in enumerate(grid.rows[row])
        if fold(text) == fold(grid.rows[row][first])
        and any(grid.kind(number, column) is wanted for number in table.body[:_FIRST_ROWS])
    ]
    return starts if all(after - before >= 2 for before, after in pairwise(starts)) else []


def is_meta_row(kinds: Sequence[Kind]) -> bool:
    """Whether a head row only describes its series as a data vendor does: 频率, 来源, 更新时间, 指标ID."""
    filled = [kind for kind in kinds if kind is not Kind.BLANK]
    # 年 is a year's head elsewhere; here it says how often.
    if (KEY_HEADS - {Kind.YEAR_HEAD}).intersection(filled):
        return False
    return filled[:1] == [Kind.META_HEAD] or (
        filled[:1] == [Kind.NOTE_HEAD] and Kind.NUMBER not in filled
    )


def opens_head(grid: Grid, row: int, *, further: bool) -> bool:
    """Whether a row is the head of a table, or its first line.

    A row that labels its keys (地区, 年份, 指标), that has years across, or regions across.
    `further` is stricter: below a first head, a row of text is rather a row of that table.
    """
    cells = grid.rows[row]
    if not cells or (further and grid.kind_of(cells[0]) in BODY_STARTS):
        return False
    kinds = grid.head_kinds(row)
    filled = [kind for kind in kinds if kind is not Kind.BLANK]
    if not filled or filled[0] is Kind.NOTE or is_meta_row(kinds):
        return False
    numbers = filled.count(Kind.NUMBER)
    if len(filled) >= 2 and KEY_HEADS.intersection(filled):
        # A first head may name a few columns by codes (13, 14); further down that is a row of data.
        return not numbers or (not further and numbers * 2 < len(filled))
    if numbers:
        return False
    years, regions = sum(kind in _TIMES for kind in filled), filled.count(Kind.REGION)
    others = sum(kind not in HEADS for kind in filled) - years - regions
    tolerated = 0 if further else 1
    if years and kinds[0] not in (Kind.REGION, *_TIMES) and others <= tolerated:
        first = next(column for column, kind in enumerate(kinds) if kind in _TIMES)
        if years == 1 and further and not _number_below(grid, row, first):
            # A year above regions, or a row of a panel whose region reaches down and whose value is blank.
            return False
        return years >= 2 or (others == 0 and regions == 0 and _data_follows(grid, row))
    return (
        regions >= 2
        and kinds[0] not in (Kind.REGION, *_TIMES)
        and others <= tolerated
        and _data_follows(grid, row)
    )


def _data_follows(grid: Grid, row: int) -> bool:
    """Whether the next filled row holds numbers."""
    for below in range(row + 1, min(row + 4, len(grid.rows))):
        kinds = grid.kinds(below)
        if any(kind is not Kind.BLANK for kind in kinds):
            return Kind.NUMBER in kinds
    return False


def _number_below(grid: Grid, row: int, column: int) -> bool:
    """Whether the next row that fills a column has a number there."""
    for below in range(row + 1, min(row + 4, len(grid.rows))):
        kind = grid.kind(below, column)
        if kind is not Kind.BLANK:
            return kind is Kind.NUMBER
    return False


def _head_around(grid: Grid, row: int, floor: int) -> range:
    """All head rows of the table whose head was recognised at `row`."""
    top = row
    while top > floor and row - top < _DEEPEST_HEAD and _is_upper_head(grid, top - 1):
        top -= 1
    bottom = row + 1
    years_seen = not _TIMES.isdisjoint(grid.head_kinds(row))
    described = 0
    while bottom < len(grid.rows) and bottom - row - described < _DEEPEST_HEAD:
        kinds = grid.kinds(bottom)
        if is_meta_row(kinds):
            described += 1
            bottom += 1
            continue
        if all(kind is Kind.BLANK for kind in kinds):
            # A blank line between head and body; one before more head text keeps the head open.
            if bottom + 1 < len(grid.rows) and _is_lower_head(grid, row, bottom + 1, years_seen):
                bottom += 1
                continue
            break
        if not _is_lower_head(grid, row, bottom, years_seen):
            break
        years_seen = years_seen or not _TIMES.isdisjoint(kinds)
        bottom += 1
    return range(top, bottom)


def _is_upper_head(grid: Grid, row: int) -> bool:
    """Whether a row above a head is its upper level (merged groups or years), not a title line."""
    kinds = grid.kinds(row)
    filled = [column for column, kind in enumerate(kinds) if kind is not Kind.BLANK]
    if not filled or Kind.NUMBER in kinds or Kind.NOTE in kinds:
        return False
    if kinds[0] is not Kind.BLANK and kinds[0] not in HEADS:
        return False
    inner = [column for column in filled if column > 0]
    if any("：" in grid.text(row, column) or ":" in grid.text(row, column) for column in inner):
        return False
    if len(inner) >= 2:
        return True
    return len(inner) == 1 and any(
        merge.top == row and merge.left == inner[0] and merge.right > merge.left
        for merge in grid.merges
    )


def _is_lower_head(grid: Grid, anchor: int, row: int, years_seen: bool) -> bool:
    """Whether a row below the first head row still belongs to the head."""
    cells = grid.rows[row]
    kinds = grid.kinds(row)
    filled = [column for column, kind in enumerate(kinds) if kind is not Kind.BLANK]
    if not filled:
        return False
    if is_numbering(cells):
        return True
    if Kind.NUMBER in kinds or kinds[0] in BODY_STARTS:
        return False
    if kinds[0] is Kind.TEXT:
        return _is_translation(grid, anchor, row)
    regions = kinds.count(Kind.REGION)
    if regions == 1 or (regions >= 2 and Kind.REGION in grid.kinds(anchor)):
        return False
    if Kind.PERIOD in kinds and Kind.YEAR not in kinds:
        # Months below their year.
        return any(column > 0 for column in filled)
    if not _TIMES.isdisjoint(kinds) and kinds[0] not in HEADS:
        return not years_seen and any(column > 1 for column in filled)
    return True


def _is_translation(grid: Grid, anchor: int, row: int) -> bool:
    """Whether a row is the English line under a Chinese head."""
    return has_chinese(grid.line(anchor)) and not has_chinese(grid.line(row))


def is_numbering(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 甲 1 2 3, as forms print below the head."""
    texts = [text.strip() for text in cells if text.strip()]
    numbers = [text.strip("()（）") for text in texts if text.strip("()（）").isdecimal()]
    labels = [text for text in texts if text in {"甲", "乙", "丙"}]
    return (
        len(numbers) >= 2
        and len(numbers) + len(labels) == len(texts)
        and numbers == [str(number) for number in range(1, len(numbers) + 1)]
        and (bool(labels) or not cells[0].strip())
    )


def _unlabelled_head(grid: Grid) -> list[range]:
    """The head above a first row of data where no key is labelled: the nearest rows of text."""
    for row in range(len(grid.rows)):
        kinds = grid.kinds(row)
        if Kind.REGION in kinds[:3] and Kind.NUMBER in kinds:
            bottom = row
            while bottom > 0 and not grid.filled(bottom - 1):
                bottom -= 1
            top = bottom
            while top > 0 and bottom - top < _DEEPEST_HEAD and _is_text_head(grid, top - 1):
                top -= 1
            return [range(top, row)] if top < bottom else []
    return []


def _is_text_head(grid: Grid, row: int) -> bool:
    """Whether a row of text stands over data columns, rather than being a title line."""
    kinds = grid.kinds(row)
    inner = [column for column, kind in enumerate(kinds) if column and kind is not Kind.BLANK]
    return (
        len(inner) >= 2
        and Kind.NUMBER not in kinds
        and Kind.NOTE not in kinds
        and not any("单位" in grid.text(row, column) for column in inner)
    ) or (len(inner) == 1 and kinds[0] is Kind.BLANK and bool(row))


def _title_start(grid: Grid, start: int, end: int) -> int:
    """Where the title lines of a table begin: below the last row of numbers of the previous one."""
    if not start:
        return 0
    row = end
    while row > start:
        kinds = grid.kinds(row - 1)
        if Kind.NUMBER in kinds or Kind.NOTE in kinds or kinds[:1] == [Kind.REGION]:
            break
        row -= 1
    return row
