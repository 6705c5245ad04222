"""What heads leave out: series, unit, year, region from title, sheet, file and folder names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from .folding import seen
from .grid import Grid
from .problems import Problem, say
from .units import bare, is_unit, split_unit
from .words import Kind, Vocabulary, fold, has_chinese, is_continued, without_translation

_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?!\d)(?:\s*年)?")
_RANGE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*年?\s*[-–—~～至到]+\s*(?:(?:19|20)\d\d|\d\d(?=\s*年))(?!\d)\s*年?"
)
# 2010年价格, 2010=100, 根据2020年普查修订 and GB/T 4754-2017 name a base or an edition, not the data's year.
_BASE = re.compile(
    r"(?:19|20)\d\d\s*年?\s*(?:[=＝]\s*\d|不变价|可比价|价格|年?为\s*(?:100|基期))|GB\s*/?\s*T?\s*\d+\s*[-—]\s*\d{4}"
    r"|(?:按照?|根据|依据|参照)\s*(?:19|20)\d\d(?!\d)\s*年?"
    r"|\bconstant\s+(?:19|20)\d\d\b|\b(?:19|20)\d\d\s+(?:constant\s+)?prices?\b",
    re.IGNORECASE,
)
# 2023-05-04 and 2023年5月 are when somebody printed or fetched a page; data are of a year's end, or of a census.
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*([-/.])\s*(\d{1,2})\s*\1\s*(\d{1,2})(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})(?!\d)\s*日?"
    r"|(?<![\d至到~～–—-])(?:19|20)\d\d\s*年\s*(\d{1,2})\s*月(?!\s*[-–—~～至到])"
)
# Half a year or some quarters are no year's data, unless a person says so in raw_files.csv.
_PART_OF_A_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*年?\s*(?:[上下]半年|前?第?\s*[一二三1-3]\s*个?季度|第?\s*[四4]\s*季度(?!末)"
    r"|1\s*[-–—~～至到]\s*(?:[2-9]|1[01])\s*月)"
)
_DATES_OF_DATA = {(12, 31), (12, 0), (11, 1)}
_CHINESE_YEAR = re.compile(r"[一二][九〇零○][〇零○一二三四五六七八九]{2}(?=\s*年)")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEARBOOK = re.compile(r"年\s*鉴|year\s*book", re.IGNORECASE)
_YEARBOOK_NUMBER = (
    re.compile(
        r"(?:年\s*鉴|year\s*book)[^\d\u3400-\u9fff]{0,4}(?:19|20)\d\d"
        r"(?:\s*年?版|\s*年(?![\u3400-\u9fff])|(?!\d|\s*年))",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:19|20)\d\d\s*年?\s*(?:[\u3400-\u9fff]{0,12}?年\s*鉴|(?:[a-z]+\s+){0,4}year\s*book)",
        re.IGNORECASE,
    ),
)
_KEYED = re.compile(
    r"^\s*(数据库|指\s*标|时\s*间|地\s*区|频\s*[度率]|(?:计量)?单\s*位|来源|数据来源|(?:更新|导出|下载|查询|发布|公布|制表|打印|填报|编制)(?:时间|日期))\s*[:：]\s*(.*)$",
    re.DOTALL,
)
_UNIT_STATED = re.compile(r"(?:计量)?单\s*位\s*[:：]\s*([^()（）\[\]【】;；]+)")
_UNIT_STATED_IN_ENGLISH = re.compile(r"\bunits?\s*[:：]\s*([^()（）\[\]【】;；]+)", re.IGNORECASE)
_TABLE_NUMBER = re.compile(
    r"^\s*(?:续?附?表\s*\d*|table\s*\d*)?\s*[\d一二三四五六七八九十]*(?:\s*[-－–—.．]\s*\d+)*\s*(?:[、.．:：]|\s)?\s*",
    re.IGNORECASE,
)
_YEAR_IN_BRACKETS = re.compile(
    r"[(（]\s*(?:19|20)\d\d\s*年?\s*(?:[-–—~～至到]+\s*(?:19|20)\d\d\s*年?)?\s*[)）]"
)
# A page's number is no title: the table goes on.
_PAGE_NUMBER = re.compile(
    r"\s*(?:第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|page\s*\d+(?:\s*(?:of|/)\s*\d+)?"
    r"|[-–—]\s*\d{1,4}\s*[-–—])\s*",
    re.IGNORECASE,
)
_CONTINUATION = re.compile(
    r"(?:[(（]\s*)?续(?:\s*表)?(?:\s*(?:\d{1,2}(?!\d)|[一二三四五六七八九十]+))?(?:\s*[)）])?"
)
_GENERIC_SHEET = re.compile(r"(?:sheet|工作表|table|表)?[\d_\-\s()（）]*", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where a table stands.

    source_file : posix path relative to the folder
    data_year : the year that the user names for this file in raw_files.csv, if any
    """

    source_file: str
    sheet: str = ""
    data_year: int | None = None

    @property
    def stem(self) -> str:
        """The file's name without its extension."""
        return PurePosixPath(self.source_file).stem

    @property
    def folders(self) -> list[str]:
        """The folders above the file, the nearest first."""
        return list(reversed(PurePosixPath(self.source_file).parts[:-1]))

    @property
    def label(self) -> str:
        """File and sheet, as messages name them."""
        return f"{self.source_file} [{self.sheet}]" if self.sheet else self.source_file


@dataclass(frozen=True)
class Title:
    """What the lines above a table say; '' where they do not.

    years : every year the lines name, each once, as printed
    lines : the lines that are a title proper (no notes, no '单位：' lines)
    """

    series: str = ""
    unit: str = ""
    region: str = ""
    years: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    continued: bool = False

    def within(self, whole: Title) -> Title:
        """This heading's title, its gaps filled from the title of the whole table."""
        return replace(
            self,
            series=self.series or whole.series,
            unit=self.unit or whole.unit,
            region=self.region or whole.region,
            years=self.years or whole.years,
        )

    def after(self, previous: Title) -> Title:
        """This title, its gaps filled from the table it continues (续表, or no title)."""
        if self.lines and not self.continued:
            return self
        return replace(
            self,
            series=self.series or previous.series,
            unit=self.unit or previous.unit,
            region=self.region or previous.region,
            years=self.years or previous.years,
            lines=self.lines or previous.lines,
        )


def read_title(grid: Grid, rows: Sequence[int]) -> Title:
    """What the title lines in `rows` say; of two lines that say the same, the first is kept."""
    title = Title()
    years: dict[str, str] = {}
    for row in rows:
        line = _said_in_two_cells(grid, row) or seen(grid.line(row))
        if not line or _PAGE_NUMBER.fullmatch(line):
            continue
        title = replace(
            title,
            unit=title.unit or stated_unit(line),
            continued=title.continued or is_continued(line),
        )
        keyed = _KEYED.match(line)
        key, said = (fold(keyed[1]), keyed[2].strip()) if keyed else ("", "")
        first_cell = grid.text(row, grid.filled(row)[0])
        if keyed is None and Kind.NOTE in (grid.kind_of(line), grid.kind_of(first_cell)):
            continue
        if key in ("", "时间"):
            for year in years_in(line):
                years.setdefault(year.removesuffix("年"), year)
        if key == "地区":
            title = replace(title, region=said)
        elif key in ("", "指标"):
            name, unit = split_unit(said) if key else title_series(line)
            title = replace(
                title,
                series=name if key else title.series or name,
                unit=title.unit or unit,
                lines=title.lines if key else (*title.lines, line),
            )
    return replace(title, years=tuple(years.values()))


def _said_in_two_cells(grid: Grid, row: int) -> str:
    """'单位：亿元' where a line above the table says so in two cells; '' for any other line."""
    filled = grid.filled(row)
    if len(filled) != 2:
        return ""
    key, said = (seen(grid.text(row, column)).strip() for column in filled)
    kind = grid.kind_of(key)
    if kind is Kind.UNIT_HEAD and is_unit(said):
        return f"单位：{said}"
    # What the vendor writes about the series is no title.
    return f"来源：{said}" if kind is Kind.META_HEAD else ""


def stated_unit(line: str) -> str:
    """The unit that a line states as '单位：亿元' ('' if none)."""
    line = seen(line)
    match = _UNIT_STATED.search(line) or _UNIT_STATED_IN_ENGLISH.search(line)
    return bare(re.split(r"\s{2,}|\u3000", match[1].strip())[0]) if match else ""


def title_series(line: str) -> tuple[str, str]:
    """A title's series and unit, without table number, years, 续表 and '单位：' ('' if none)."""
    line = without_translation(seen(line))[0]
    text = _UNIT_STATED_IN_ENGLISH.sub("", _UNIT_STATED.sub("", _in_digits(line)))
    text = re.sub(r"[(（\[【]\s*[)）\]】]", "", text)
    text = _RANGE.sub("", _YEAR_IN_BRACKETS.sub("", text))
    text = _YEAR.sub("", _CONTINUATION.sub("", text))
    name, unit = split_unit(_TABLE_NUMBER.sub("", text).strip())
    if is_unit(name):
        return "", bare(name)
    return (name.strip(), unit) if re.search(r"[^\W\d_]", name) else ("", unit)


def _in_digits(text: str) -> str:
    """A text whose years are written in digits: 二〇一二年 is 2012年."""
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), text)


def years_in(text: str) -> list[str]:
    """The years that a text names as its data's, as printed, each once; [] for a span of years.

    A yearbook's number, a base year (2010=100), a standard's edition and a day such as 2023-05-04 are none.
    """
    text = _in_digits(unicodedata.normalize("NFKC", seen(text))).replace("截至", "截止")
    text = _PART_OF_A_YEAR.sub(" ", _DATE.sub(_date_of_data, text))
    for pattern in (*_YEARBOOK_NUMBER, _RANGE, _BASE):
        text = pattern.sub(" ", text)
    found: dict[str, str] = {}
    for match in _YEAR.finditer(text):
        found.setdefault(match[1], "".join(match[0].split()))
    return list(found.values())


def _date_of_data(date: re.Match[str]) -> str:
    """A date that may be the data's own, a year's end or a census; ' ' for any other."""
    month, day = int(date[2] or date[4] or date[6]), int(date[3] or date[5] or 0)
    return date[0] if (month, day) in _DATES_OF_DATA else " "


def yearbook_numbers(text: str) -> list[str]:
    """The numbers that a text gives yearbooks: 2016 for 中国统计年鉴2016."""
    text = unicodedata.normalize("NFKC", seen(text))
    found = (match[0] for pattern in _YEARBOOK_NUMBER for match in pattern.finditer(text))
    return [match[1] for named in found for match in _YEAR.finditer(named)]


def names_a_yearbook(text: str) -> bool:
    """Whether a text names a yearbook, with or without its number."""
    return bool(_YEARBOOK.search(seen(text)))


def context_year(title: Title, place: Place, of_some: str = "") -> str:
    """The data's year of a table that has none in its heads, or in some of them only (`of_some`).

    The title's year wins; then the sheet's name, raw_files.csv, the year of some heads, the file's and
    the folders' names.
    """
    if len(title.years) == 1:
        return title.years[0]
    if len(title.years) > 1:
        if place.data_year is not None:
            return str(place.data_year)
        listed = ", ".join(title.years)
        raise Problem(
            "LAND-10",
            file=place.label,
            found=say("several_years", listed=listed),
            source_file=place.source_file,
        )
    names = [place.stem, *place.folders]
    from_sheet = years_in(place.sheet)
    # A sheet 2016 of 中国统计年鉴2016 has the yearbook's number.
    numbers = {number for text in (*title.lines, *names) for number in yearbook_numbers(text)}
    if len(from_sheet) == 1 and from_sheet[0].removesuffix("年") not in numbers:
        return from_sheet[0]
    if place.data_year is not None:
        return str(place.data_year)
    if of_some:
        return of_some
    yearbooks = [name for name in (*title.lines, place.sheet, *names) if names_a_yearbook(name)]
    for name in names:
        years = years_in(name)
        # '2016' alone next to a folder '中国统计年鉴' is the yearbook's number.
        if len(years) == 1 and not (
            yearbooks and fold(name).removesuffix("年") == years[0].removesuffix("年")
        ):
            return years[0]
    if yearbooks:
        raise Problem("LAND-11", file=place.label, name=yearbooks[0], source_file=place.source_file)
    raise Problem("LAND-10", file=place.label, found=say("no_year"), source_file=place.source_file)


def context_region(title: Title, place: Place, vocabulary: Vocabulary) -> str:
    """The region of a table that has none in its heads ('' if nothing around it names one)."""
    if title.region:
        return title.region
    for text in (*title.lines, place.sheet, place.stem, *place.folders):
        found = region_in(text, vocabulary)
        if found:
            return found
    return ""


def region_in(text: str, vocabulary: Vocabulary) -> str:
    """The longest known name of a region in a text ('' if none)."""
    folded = fold(text)
    hits = [
        name
        for name in vocabulary.names
        if name in folded and (len(name) >= 2 if has_chinese(name) else len(name) >= 4)
    ]
    return max(sorted(hits), key=len) if hits else ""


def context_series(title: Title, place: Place) -> tuple[str, str]:
    """Series and unit of a table without them in its heads: of title, sheet or file."""
    if title.series:
        return title.series, title.unit
    for name in (place.sheet, place.stem):
        if name and not _GENERIC_SHEET.fullmatch(name.strip()):
            series, unit = title_series(name)
            if series:
                return series, title.unit or unit
    return place.stem, title.unit
