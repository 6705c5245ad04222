"""What columns and head rows stand for: region, year, series, unit, value, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from .folding import seen
from .grid import Grid
from .tables import Table, is_meta_row, is_numbering
from .units import bare, is_unit, split_unit
from .words import (
    HEADS,
    Kind,
    Vocabulary,
    fold,
    has_chinese,
    is_blank,
    without_translation,
    without_year,
)

_SAMPLE = 400
_HEADS_YEARS = re.compile(
    r"(?:年|年份|年度|年别|年次|时间|时期|日期|year|yr|nian|date|time|period)s?$"
)
# 2011年GDP, but not 2011年比2010年增长, 2010年价格 or 2011年为100, which name no data's year.
_YEAR_IN_NAME = re.compile(
    r"\s*((?:19|20)\d\d\s*年)度?(?!\s*(?:[比较=＝为至到~～–—-]|不变价|可比价|价格|\d))\s*(\S.*)"
)
_CODE_HEAD = re.compile("code|编码|代码|编号|fips|geoid|adcode")
_BETWEEN = re.compile("[:：_]")
_FEW_KNOWN_REGIONS = 0.3
_NEARLY_ALL = 0.9


class Role(Enum):
    """What a column holds."""

    REGION = auto()
    YEAR = auto()
    SERIES = auto()
    UNIT = auto()
    VALUE = auto()
    NOTE = auto()
    LABEL = auto()
    PERIOD = auto()
    PART = auto()
    DATA = auto()
    NOTHING = auto()


_ROLE_OF_HEAD = {
    Kind.REGION_HEAD: Role.REGION,
    Kind.YEAR_HEAD: Role.YEAR,
    Kind.SERIES_HEAD: Role.SERIES,
    Kind.UNIT_HEAD: Role.UNIT,
    Kind.VALUE_HEAD: Role.VALUE,
    Kind.CODE_HEAD: Role.LABEL,
    Kind.SERIAL_HEAD: Role.LABEL,
    Kind.NOTE_HEAD: Role.NOTE,
    Kind.PERIOD_HEAD: Role.PERIOD,
    Kind.PART_HEAD: Role.PART,
    Kind.META_HEAD: Role.LABEL,
}


@dataclass(frozen=True)
class ColumnHead:
    """What the head says of one data column ('' where it does not)."""

    series: str = ""
    unit: str = ""
    region: str = ""
    year: str = ""


@dataclass(frozen=True)
class Axes:
    """What the columns of a table hold, and what the head says of its data columns.

    year_of_some : the one year that begins the names of some data columns, where others name none
    undated : names of data columns without a year where others join one to theirs (fdi2011, fdi2012)
    renamed : columns that name or number the regions or series once more, and are not read
    """

    roles: Sequence[Role]
    heads: Sequence[ColumnHead]
    across: frozenset[Role]
    year_of_some: str = ""
    undated: Sequence[str] = ()
    renamed: Sequence[int] = ()

    def first(self, role: Role) -> int | None:
        """The first column with a role, None where no column has it."""
        return next((column for column, has in enumerate(self.roles) if has is role), None)

    def all(self, role: Role) -> list[int]:
        """The columns with a role, from left to right."""
        return [column for column, has in enumerate(self.roles) if has is role]


@dataclass(frozen=True)
class _Content:
    """Shares of kinds among the filled cells of a column's first rows."""

    texts: Sequence[str]
    kinds: Sequence[Kind]
    codes: int

    def share(self, kind: Kind) -> float:
        return self.kinds.count(kind) / len(self.kinds) if self.kinds else 0.0

    @property
    def known_regions(self) -> int:
        """Number of different known regions in the column."""
        named = zip(self.texts, self.kinds, strict=True)
        return len({fold(text) for text, kind in named if kind is Kind.REGION})

    @property
    def counts_up(self) -> bool:
        """Whether the column numbers the rows: 0, 1, 2 or 1, 2, 3."""
        numbers = [int(text) for text in self.texts if text.strip().isdecimal()]
        return (
            len(numbers) == len(self.texts) >= 2
            and numbers[0] in (0, 1)
            and all(after - before == 1 for before, after in pairwise(numbers))
        )

    @property
    def are_digits(self) -> bool:
        """Whether all texts are of digits alone."""
        return all(text.strip().isdecimal() for text in self.texts)

    @property
    def has_codes(self) -> bool:
        """Whether all numbers are as long as one another, as the codes of firms and places are."""
        return len({len(text.strip()) for text in self.texts}) == 1 and len(self.texts[0]) >= 4

    @property
    def is_prose(self) -> bool:
        """Whether all texts are words, no number, mark, year or region among them."""
        return bool(self.texts) and self.share(Kind.TEXT) + self.share(Kind.NOTE) == 1

    @property
    def unit_share(self) -> float:
        return sum(map(is_unit, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def is_latin_text(self) -> bool:
        return (
            bool(self.texts)
            and not any(map(has_chinese, self.texts))
            and self.share(Kind.TEXT) + self.share(Kind.REGION) >= _NEARLY_ALL
        )


def read_axes(grid: Grid, table: Table) -> Axes:
    """The roles of a table's columns and the meaning of its head."""
    width = max((len(grid.rows[row]) for row in (*table.head, *table.body)), default=0)
    head_kinds = {row: kinds for row in table.head if not is_meta_row(kinds := grid.kinds(row))}
    year_row = _row_across(head_kinds, Kind.YEAR, 1)
    region_row = _row_across(head_kinds, Kind.REGION, 2)
    across_from = min(
        (
            next(column for column, kind in enumerate(head_kinds[row]) if kind is wanted)
            for row, wanted in ((year_row, Kind.YEAR), (region_row, Kind.REGION))
            if row is not None
        ),
        default=None,
    )
    roles = _roles(grid, table, width, head_kinds, across_from)
    renamed = columns_that_rename(grid, table, roles, across_from)
    for column in (*renamed, *_other_names(grid, table, roles, renamed, head_kinds)):
        roles[column] = Role.LABEL
    codes = _codes_of_series(grid, table, roles, across_from)
    for column in codes:
        roles[column] = Role.LABEL
    renamed = sorted({*renamed, *codes, *_headed_as_codes(roles, head_kinds)})
    heads = _column_heads(grid, table, roles, year_row, region_row, list(head_kinds))
    year_of_some: str = ""
    undated: tuple[str, ...] = ()
    if year_row is None and Role.YEAR not in roles and Role.VALUE not in roles:
        is_data = [role is Role.DATA for role in roles]
        heads, year_of_some, undated = _dated(heads, is_data)
        if not undated and not any(head.year for head in heads):
            own = None if Role.REGION in roles or region_row is not None else grid.vocabulary
            heads, undated = _parted(heads, is_data, own)
    if Role.REGION not in roles and region_row is None:
        heads = _named_by_region(heads, [role is Role.DATA for role in roles], grid.vocabulary)
    across = {
        role for role, row in ((Role.YEAR, year_row), (Role.REGION, region_row)) if row is not None
    }
    if any(head.year for head in heads):
        across.add(Role.YEAR)
    if any(head.region for head in heads):
        across.add(Role.REGION)
    if any(head.series for column, head in enumerate(heads) if roles[column] is Role.DATA):
        across.add(Role.SERIES)
    return Axes(roles, heads, frozenset(across), year_of_some, undated, renamed)


def _other_names(
    grid: Grid,
    table: Table,
    roles: Sequence[Role],
    renamed: Sequence[int],
    head_kinds: dict[int, list[Kind]],
) -> list[int]:
    """The columns of names that are not the series: that is the one whose head says so, else which names most.

    A table's name, or that of a group of series, is the same in many rows.
    """
    named = [c for c, role in enumerate(roles) if role is Role.SERIES and c not in renamed]
    if len(named) < 2:
        return []

    def rank(column: int) -> tuple[bool, int, int]:
        texts = {grid.text(row, column) for row in table.body[:_SAMPLE]}
        return _label(head_kinds, column) is Kind.SERIES_HEAD, len(texts), -column

    return [column for column in named if column != max(named, key=rank)]


def columns_that_rename(
    grid: Grid, table: Table, roles: Sequence[Role], across_from: int | None
) -> list[int]:
    """Columns whose texts stand for the regions one by one: abbreviations (京), spellings, serial codes.

    A series that all regions have is none, nor are numbers that may be values: those must count the regions
    up, or be codes that the caller knows, or have a head that says code.
    """
    if Role.REGION not in roles:
        return []
    region = roles.index(Role.REGION)
    found: list[int] = []
    data = [column for column, role in enumerate(roles) if role in (Role.DATA, Role.VALUE)]
    for column, role in enumerate(roles):
        said = [grid.text(row, column) for row in table.head]
        if role not in (Role.SERIES, Role.DATA, Role.LABEL) or (
            role is Role.SERIES and any(grid.kind_of(text) in HEADS for text in said)
        ):
            continue
        is_right = across_from is not None and column >= across_from
        if is_right and any(grid.kind_of(text) in (Kind.YEAR, Kind.REGION) for text in said):
            continue
        if any(grid.kind_of(text) is Kind.PART_HEAD for text in said):
            # The capitals' values are not the provinces', though each province has one.
            continue
        texts = _one_for_each_region(grid, table, region, column)
        kinds = {grid.kind_of(text) for text in texts}
        is_text = kinds <= {Kind.TEXT, Kind.REGION, Kind.REGION_HEAD, Kind.NOTE, Kind.PART_HEAD}
        others = set(data) - {column, *found}
        are_codes = bool(others) and not is_right and _are_codes(texts, said, grid.vocabulary)
        if len(texts) >= 3 and (is_text or are_codes):
            found.append(column)
    return found


def _codes_of_series(
    grid: Grid, table: Table, roles: Sequence[Role], across_from: int | None
) -> list[int]:
    """Columns of numbers before the years that say the same of a series in every region: codes of industries."""
    if across_from is None or not {Role.REGION, Role.SERIES} <= set(roles):
        return []
    series = roles.index(Role.SERIES)
    rows = [row for row in table.body[:_SAMPLE] if not is_blank(grid.text(row, series))]
    found = []
    for column in range(across_from):
        pairs = {(grid.text(row, series), grid.text(row, column)) for row in rows}
        names = {name for name, _ in pairs}
        if roles[column] is Role.DATA and 1 < len(names) == len(pairs) < len(rows):
            found.append(column)
    return found


def _headed_as_codes(roles: Sequence[Role], head_kinds: dict[int, list[Kind]]) -> list[int]:
    """The columns that are not read and whose head says that they hold codes or abbreviations."""
    return [
        column
        for column, role in enumerate(roles)
        if role is Role.LABEL and _label(head_kinds, column) is Kind.CODE_HEAD
    ]


def _one_for_each_region(grid: Grid, table: Table, region: int, column: int) -> list[str]:
    """The different texts of a column where each region has one and no other has it, else none."""
    text_of: dict[str, str] = {}
    region_of: dict[str, str] = {}
    for row in table.body[:_SAMPLE]:
        name, text = fold(grid.text(row, region)), fold(grid.text(row, column))
        if not name or not text:
            continue
        if text_of.setdefault(name, text) != text or region_of.setdefault(text, name) != name:
            return []
    return list(region_of)


def _are_codes(texts: Sequence[str], said: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether whole numbers number the regions rather than measure them."""
    if not all(text.isdecimal() for text in texts):
        return False
    unit = any(split_unit(text)[1] for text in said)
    counted = not unit and sorted(map(int, texts)) == list(range(1, len(texts) + 1))
    known = sum(text in vocabulary.codes for text in texts) * 2 >= len(texts)
    return counted or known or any(_CODE_HEAD.search(fold(text)) for text in said)


def _row_across(head_kinds: dict[int, list[Kind]], wanted: Kind, at_least: int) -> int | None:
    """The head row that holds years (or regions) over the data columns, None if none does."""
    for row, kinds in head_kinds.items():
        own: list[Kind] = [kind for kind in kinds if kind is not Kind.BLANK and kind not in HEADS]
        count = own.count(wanted)
        if count >= at_least and count * 2 >= len(own):
            return row
        # Names, abbreviations and codes of the regions may stand before a few years.
        if count >= 2 and all(kind is wanted for kind in own[own.index(wanted) :]):
            return row
    return None


def _roles(
    grid: Grid, table: Table, width: int, head_kinds: dict[int, list[Kind]], across_from: int | None
) -> list[Role]:
    """The role of each column: by its head, unless its content clearly says otherwise."""
    sample = table.body[:_SAMPLE]
    contents = [_content(grid, sample, column) for column in range(width)]
    groups = _columns_of_groups(contents, [_label(head_kinds, c) for c in range(width)])
    roles: list[Role] = []
    for column, content in enumerate(contents):
        label = _label(head_kinds, column)
        heads = [text for row in table.head if not is_blank(text := grid.text(row, column))]
        if column in groups:
            roles.append(Role.LABEL)
            continue
        roles.append(_role(label, content, heads, column, roles, across_from))
    return _settled(roles, contents)


def _columns_of_groups(contents: Sequence[_Content], labels: Sequence[Kind | None]) -> set[int]:
    """The key columns that name groups of regions (东部, 华北) next to one that names the regions."""
    regions = []
    for column, content in enumerate(contents):
        if content.share(Kind.NUMBER) >= 0.5:
            break
        if (
            labels[column] is Kind.REGION_HEAD or content.share(Kind.REGION) >= _FEW_KNOWN_REGIONS
        ) and content.share(Kind.YEAR) < _NEARLY_ALL:
            regions.append(column)
    if len(regions) < 2:
        return set()
    best = max(regions, key=lambda column: (contents[column].known_regions, -column))
    return {column for column in regions if column < best}


def _role(
    label: Kind | None,
    content: _Content,
    heads: Sequence[str],
    column: int,
    before: Sequence[Role],
    across_from: int | None,
) -> Role:
    """The role of one column, given those of the columns to its left."""
    has_head = bool(heads)
    stands_left = across_from is None or column < across_from
    known_regions = content.share(Kind.REGION)
    if stands_left and known_regions >= _FEW_KNOWN_REGIONS and Role.REGION not in before:
        return Role.REGION
    if label is not None and label is not Kind.CORNER:
        role = _ROLE_OF_HEAD[label]
        if role is Role.REGION and Role.REGION in before:
            # A second column called area holds square kilometres.
            measures = content.share(Kind.NUMBER) >= 0.5 and not (
                content.codes or content.has_codes
            )
            return Role.DATA if measures and across_from is None else Role.LABEL
        if role is Role.REGION and content.share(Kind.YEAR) >= _NEARLY_ALL:
            return Role.YEAR
        if role is Role.SERIES and content.share(Kind.YEAR) >= _NEARLY_ALL:
            return Role.YEAR
        if role is Role.PERIOD and content.share(Kind.YEAR) >= _NEARLY_ALL:
            return Role.LABEL if Role.YEAR in before else Role.YEAR
        if role is Role.PART and content.share(Kind.NUMBER) >= 0.5 and not content.has_codes:
            return Role.DATA
        return role
    if stands_left and not has_head and known_regions >= 0.5 and not content.is_latin_text:
        return Role.REGION
    if not content.texts and not has_head:
        return Role.NOTHING
    if not has_head and content.is_prose and (not stands_left or Role.DATA in before):
        return Role.NOTE
    if not stands_left:
        return Role.DATA
    years = content.share(Kind.YEAR) >= _NEARLY_ALL and _may_head_years(heads)
    if years and column <= 3 and Role.YEAR not in before and across_from != column:
        return Role.YEAR
    if content.counts_up and not has_head:
        return Role.LABEL
    if content.is_latin_text and Role.REGION in before and known_regions > 0:
        return Role.LABEL
    if across_from is None:
        return Role.DATA if column or has_head else Role.SERIES
    if content.unit_share >= 0.5:
        return Role.UNIT
    if content.share(Kind.NUMBER) >= 0.5:
        is_code = any(_CODE_HEAD.search(fold(head)) for head in heads)
        return Role.LABEL if is_code and content.are_digits else Role.DATA
    return Role.SERIES


def _settled(roles: list[Role], contents: Sequence[_Content]) -> list[Role]:
    """The roles once all columns are known: codes for want of names, what a value column means."""
    if Role.REGION not in roles and Role.PART in roles:
        # A table of cities alone has them as its regions.
        roles[roles.index(Role.PART)] = Role.REGION
    if Role.REGION not in roles:
        for column, content in enumerate(contents):
            if roles[column] is Role.LABEL and content.codes * 3 >= len(content.texts) > 0:
                roles[column] = Role.REGION
                break
    if Role.VALUE in roles:
        data = [column for column, role in enumerate(roles) if role is Role.DATA]
        numeric = [column for column in data if contents[column].share(Kind.NUMBER) >= 0.5]
        is_long = {Role.REGION, Role.YEAR} <= set(roles) and (Role.SERIES in roles or not numeric)
        for column, role in enumerate(roles):
            if is_long and role is Role.DATA:
                roles[column] = Role.LABEL
            elif not is_long and role is Role.VALUE:
                roles[column] = Role.DATA
    return roles


def _label(head_kinds: dict[int, list[Kind]], column: int) -> Kind | None:
    """What the head calls a column: the innermost head word over it, the word before a row of units apart."""
    found = None
    for kinds in head_kinds.values():
        if column < len(kinds) and kinds[column] in HEADS:
            if found and kinds[column] is Kind.UNIT_HEAD:
                continue
            found = kinds[column]
    return found


def _may_head_years(heads: Sequence[str]) -> bool:
    """Whether numbers such as 2069 below these heads may be years; under 人口（万人） they are people."""
    return not heads or bool(_HEADS_YEARS.search(fold(heads[-1])))


def _content(grid: Grid, rows: range, column: int) -> _Content:
    texts = [text for row in rows if not is_blank(text := grid.text(row, column))]
    kinds = [grid.kind_of(text) for text in texts]
    codes = sum(text.strip() in grid.vocabulary.codes for text in texts)
    return _Content(texts, kinds, codes)


def _column_heads(
    grid: Grid,
    table: Table,
    roles: Sequence[Role],
    year_row: int | None,
    region_row: int | None,
    rows: Sequence[int],
) -> list[ColumnHead]:
    """What the head says of each column: year, region, unit, and the rest as the series' name."""
    data = [column for column, role in enumerate(roles) if role in (Role.DATA, Role.VALUE)]
    levels = {row: level for row, level in _levels(grid, table, data).items() if row in rows}
    heads = [ColumnHead() for _ in roles]
    unit_rows = {row for row in levels if _is_unit_row(levels[row], data)}
    name_rows = [
        row
        for row in levels
        if row not in unit_rows
        and row not in (year_row, region_row)
        # A head that is printed twice says no more than once.
        and (year_row is None or grid.line(row) != grid.line(year_row))
        and not is_numbering(grid.rows[row])
    ]
    name_rows = [row for row in name_rows if not _translates(levels, row, name_rows, data)]
    for column in data:
        names: list[str] = []
        unit = ""
        for row in reversed(name_rows):
            printed, translation = without_translation(levels[row][column])
            name, own_unit = split_unit(printed)
            unit = unit or own_unit or split_unit(translation)[1]
            if not is_blank(name) and name not in names:
                names.insert(0, name)
        for row in unit_rows:
            unit = levels[row][column].strip() or unit
        year = ""
        if year_row is not None:
            year, year_unit = split_unit(levels[year_row][column])
            # 2013(年) is a year, not a series counted in years.
            unit = unit or (year_unit if year_unit != "年" else "")
        heads[column] = ColumnHead(
            series="_".join(names),
            unit=bare(unit),
            region="" if region_row is None else levels[region_row][column],
            year=year,
        )
    return heads


def _dated(
    heads: list[ColumnHead], is_data: Sequence[bool]
) -> tuple[list[ColumnHead], str, tuple[str, ...]]:
    """The heads with the year that their names begin with: 2011年GDP, 2012年GDP.

    Several years together with names without one give no year. A single year does not apply to such names:
    it is theirs only where nothing else says a year. Returns the heads, that one year, and the names
    without any.
    """
    found = {
        column: match
        for column, head in enumerate(heads)
        if is_data[column] and (match := _YEAR_IN_NAME.fullmatch(head.series))
    }
    years = {match[1] for match in found.values()}
    named = sum(is_data[column] and bool(head.series) for column, head in enumerate(heads))
    if not years:
        return heads, "", ()
    if len(years) > 1 and len(found) < named:
        return (
            heads,
            "",
            tuple(
                head.series
                for column, head in enumerate(heads)
                if is_data[column] and head.series and column not in found
            ),
        )
    dated = list(heads)
    for column, match in found.items():
        # 2011年末常住人口 is 年末常住人口 in 2011.
        name = f"年{match[2]}" if match[2].startswith(("末", "底")) else match[2]
        dated[column] = replace(heads[column], series=name, year=match[1])
    return dated, max(years) if len(years) == 1 and len(found) < sum(is_data) else "", ()


def _parted(
    heads: list[ColumnHead], is_data: Sequence[bool], vocabulary: Vocabulary | None
) -> tuple[list[ColumnHead], tuple[str, ...]]:
    """The heads with the year that each name joins: fdi2011 and fdi2012 (Stata's wide form), 甲省2013.

    Only where all names do, and several years are named; else the names that do not, for the message. A name
    that is a region is one where the table names its regions nowhere else (`vocabulary`, else None).
    """
    named = [column for column, head in enumerate(heads) if is_data[column] and head.series]
    regions = {
        column: vocabulary.region_year(heads[column].series) for column in named if vocabulary
    }
    are_regions = bool(regions) and all(region for region, _ in regions.values())
    parted = regions if are_regions else {c: without_year(heads[c].series) for c in named}
    if len({year for _, year in parted.values() if year}) < 2:
        return heads, ()
    undated = tuple(heads[column].series for column, (_, year) in parted.items() if not year)
    if undated:
        return heads, undated
    dated = list(heads)
    for column, (name, year) in parted.items():
        changed = {"series": "", "region": name} if are_regions else {"series": name}
        dated[column] = replace(heads[column], year=year, **changed)
    return dated, ()


def _named_by_region(
    heads: list[ColumnHead], is_data: Sequence[bool], vocabulary: Vocabulary
) -> list[ColumnHead]:
    """The heads with the region that each name begins or ends with, as data vendors write: 甲省:GDP.

    Only where all names do, since a table that names its regions nowhere else must name one for each.
    """
    found: dict[int, ColumnHead] = {}
    for column, head in enumerate(heads):
        if not is_data[column] or head.region:
            continue
        parts = [part for part in _BETWEEN.split(head.series) if not is_blank(part)]
        at_end = len(parts) > 1 and vocabulary.is_region(parts[-1])
        if len(parts) < 2 or not (at_end or vocabulary.is_region(parts[0])):
            return heads
        region, rest = (parts[-1], parts[:-1]) if at_end else (parts[0], parts[1:])
        found[column] = replace(head, region=region, series="_".join(rest))
    return [found.get(column, head) for column, head in enumerate(heads)]


def _levels(grid: Grid, table: Table, data: Sequence[int]) -> dict[int, dict[int, str]]:
    """The text of each head row over each data column; a group's name reaches over its columns.

    A blank cell takes the name at its left where a lower row of the head has a text there.
    """
    levels: dict[int, dict[int, str]] = {}
    for row in table.head:
        reaching = ""
        level: dict[int, str] = {}
        for column in data:
            text = seen(grid.text(row, column))
            if not is_blank(text):
                reaching = text
            elif any(
                not is_blank(grid.text(below, column)) for below in range(row + 1, table.head.stop)
            ):
                text = reaching
            level[column] = text
        levels[row] = level
    return levels


def _is_unit_row(level: dict[int, str], data: Sequence[int]) -> bool:
    texts = [level[column] for column in data if not is_blank(level[column])]
    return bool(texts) and all(is_unit(text) for text in texts)


def _translates(
    levels: dict[int, dict[int, str]], row: int, name_rows: Sequence[int], data: Sequence[int]
) -> bool:
    """Whether a head row only repeats in English what the Chinese row above it says."""
    texts = [levels[row][column] for column in data]
    above = [candidate for candidate in name_rows if candidate < row]
    return (
        bool(above)
        and not any(map(has_chinese, texts))
        and any(not is_blank(text) for text in texts)
        and all(
            is_blank(text) == is_blank(upper) and (is_blank(upper) or has_chinese(upper))
            for text, upper in zip(
                texts, (levels[above[-1]][column] for column in data), strict=True
            )
        )
    )
