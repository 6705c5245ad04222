"""What a table is, before any file format: TableSpec feeds Word, LaTeX, Excel, CSV and the page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from tsi_warehouse.report.words import Text, same

MINUS = "\N{MINUS SIGN}"
P_DECIMALS = 3
Form: TypeAlias = Literal["plain", "round", "square"]
BRACKETS = {"plain": ("", ""), "round": ("(", ")"), "square": ("[", "]")}


@dataclass(frozen=True)
class Number:
    """A number as it is and as it is shown.

    Attributes
    ----------
    value : the number at full precision
    digits : it as text, rounded, with an ASCII minus; '<0.001' for a p-value below that
    stars : '', '*', '**' or '***'
    form : its brackets: round for standard errors, square for p-values
    dagger : '†' where another convention gives another level of significance
    follows : the number of the same table that the stars follow, a standard error or a p-value
    df : degrees of freedom of the t-test where the stars follow a standard error
    """

    value: float
    digits: str
    stars: str = ""
    form: Form = "plain"
    dagger: str = ""
    follows: Number | None = None
    df: float | None = None

    @property
    def decimals(self) -> int:
        """Digits after the point."""
        return len(self.digits.partition(".")[2])

    @property
    def marks(self) -> str:
        """Stars and dagger."""
        return self.stars + self.dagger

    @property
    def unmarked(self) -> str:
        """As a reader sees it but for its marks: brackets and a true minus sign."""
        opening, closing = BRACKETS[self.form]
        return f"{opening}{self.digits.replace('-', MINUS)}{closing}"

    @property
    def shown(self) -> str:
        """As a reader sees it."""
        return self.unmarked + self.marks


Cell: TypeAlias = Number | Text | None


def number(value: float | None, decimals: int = 4) -> Number | None:
    """A Number rounded to `decimals`, or as 7.6e-19 where that would show zero; None where there is none."""
    if value is None or not math.isfinite(value):
        return None
    digits = f"{value:.{decimals}f}"
    if value and float(digits) == 0:
        mantissa, _, power = f"{value:.1e}".partition("e")
        digits = f"{mantissa}e{int(power)}"
    return Number(float(value), digits.lstrip("-") if value == 0 else digits)


def p_number(value: float | None, *, form: Form = "plain") -> Number | None:
    """A p-value with three decimals: one that would round to zero is shown as '<0.001'."""
    found = number(value, P_DECIMALS)
    if found is None:
        return None
    bound = 10.0**-P_DECIMALS
    digits = f"<{bound:.{P_DECIMALS}f}" if found.value < bound else found.digits
    return replace(found, digits=digits, form=form)


def laid_out(value: float | None, text: str | None, *, stars: str = "") -> Number | None:
    """A number with the digits and brackets that the views of models/results give it."""
    if value is None or not text:
        return None
    form: Form = "round" if text[0] == "(" else "square" if text[0] == "[" else "plain"
    return Number(float(value), text.strip("()[]"), stars, form)


def printed(
    digits: str | None,
    *,
    stars: str = "",
    form: Form = "plain",
) -> Cell:
    """A number exactly as the paper prints it, misprints included; what is no number stays as text."""
    if not digits:
        return None
    plain = digits.strip().replace(MINUS, "-")
    try:
        return Number(float(plain), plain, stars, form)
    except ValueError:
        return same(f"{plain}{stars}")


@dataclass(frozen=True)
class Head:
    """A cell of a header line, over `span` columns."""

    text: Text
    span: int = 1


@dataclass(frozen=True)
class Row:
    """A line of a table; one beneath its label's first says which `part` of it it holds."""

    label: Text
    cells: tuple[Cell, ...]
    part: Text | None = None

    @property
    def stub(self) -> Text:
        """Text of the first column: the label once, on the first of its lines."""
        return Text("", "") if self.part else self.label


@dataclass(frozen=True)
class TableSpec:
    """A three-line table.

    Attributes
    ----------
    name : stem of its files
    title : without its number
    number : 'Table 3', in both languages
    stub : header of the first column
    heads : header lines, each covering all columns but the first
    body, foot : lines above and below the rule that sets off the model's own numbers
    notes : beneath the table, one paragraph each
    study_table : the paper's table that it repeats, if any
    is_printed : whether its numbers are the paper's own, stars and all
    """

    name: str
    number: Text
    title: Text
    stub: Text
    heads: tuple[tuple[Head, ...], ...]
    body: tuple[Row, ...]
    foot: tuple[Row, ...] = ()
    notes: tuple[Text, ...] = ()
    study_table: str = ""
    is_printed: bool = False

    def __post_init__(self) -> None:
        """A table that is not rectangular is a defect."""
        for line in self.heads:
            if sum(head.span for head in line) != self.n_columns:
                raise ValueError(f"{self.name}: a header line covers {line}, not {self.n_columns}")
        for row in self.rows:
            if len(row.cells) != self.n_columns:
                raise ValueError(f"{self.name}: row {row.label.en} has {len(row.cells)} cells")

    @property
    def n_columns(self) -> int:
        """Columns after the first."""
        return sum(head.span for head in self.heads[0])

    @property
    def rows(self) -> tuple[Row, ...]:
        """Body and foot."""
        return self.body + self.foot

    @property
    def caption(self) -> Text:
        """Number and title."""
        return Text(f"{self.number.zh}  {self.title.zh}", f"{self.number.en}  {self.title.en}")

    def column_heads(self) -> Iterator[tuple[Text, ...]]:
        """For each column the header texts over it, from the top."""
        lines = [[head.text for head in line for _ in range(head.span)] for line in self.heads]
        yield from zip(*lines, strict=True)


def flat(cell: Cell, lang: Literal["zh", "en", "both"] = "both") -> str:
    """A cell as plain text."""
    match cell:
        case None:
            return ""
        case Number():
            return cell.shown
        case _:
            return cell.both if lang == "both" else getattr(cell, lang)
