"""The study's Tables 2 to 7 for a terminal: three lines, stars, brackets, the paper's numbers next to ours.

Everything is read from schema `results` and the printed seeds, so that a table can be shown of any
release; numbers, marks and notes are those of every other format (models/results, study_tables).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tsi_warehouse.core.layout import text_width, three_line, wrap
from tsi_warehouse.report.source import Row, Source
from tsi_warehouse.report.study_tables import Model, notes_on_inference, read_models
from tsi_warehouse.report.table import MINUS
from tsi_warehouse.report.table import number as rounded

if TYPE_CHECKING:
    import duckdb

TITLES = {
    "2": ("变量的描述性统计", "Descriptive statistics of variables"),
    "3": ("基准回归", "Baseline regressions"),
    "4": ("中介效应检验", "Mediation effects"),
    "5": ("按区域分组", "Regional groups"),
    "6": ("按数字技术水平与要素密集度分组", "Digital level and factor intensity"),
    "7": ("稳健性：主成分指数", "Robustness: index by principal components"),
}


PRINTED = (
    "每一对中的右列为论文印刷的数字。",
    "The right-hand column of each pair is what the paper prints.",
)
DAGGER, PLAIN_DAGGER = "†", "+"
QUANTITIES = {
    "n": ("样本量", "n"),
    "maximum": ("最大值", "max"),
    "minimum": ("最小值", "min"),
    "std_dev": ("标准差", "sd"),
}
Cells = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Look:
    """How a table is laid out: language, rule, dagger and the terminal's width."""

    chinese: bool
    line: str
    dagger: str
    columns: int

    def word(self, zh: str, en: str) -> str:
        """The one of the two that the table is in."""
        return zh if self.chinese else en


@dataclass(frozen=True)
class Grid:
    """A table before it is cut to the terminal's width.

    labels : the first column, of head, body and foot
    blocks : what may not be parted: one column of the study, as rows of its cells
    head, foot : how many of the rows are head and foot
    height : how many rows of the body belong together; they are left out where the first has nothing
    """

    labels: Sequence[str]
    blocks: Sequence[Sequence[Sequence[str]]]
    head: int
    foot: int = 0
    height: int = 1

    def panels(self, look: Look) -> list[str]:
        """As many blocks a panel as fit into the terminal; at least one."""
        lines: list[str] = []
        first, count = 0, len(self.blocks)
        while first < count:
            last = count
            panel = self._panel(first, last, look)
            while last > first + 1 and max(map(text_width, panel)) > look.columns:
                last -= 1
                panel = self._panel(first, last, look)
            lines += panel
            first = last
        return lines

    def _panel(self, first: int, last: int, look: Look) -> list[str]:
        rows = [
            [label, *(cell for cells in parts for cell in cells)]
            for label, *parts in zip(self.labels, *self.blocks[first:last], strict=True)
        ]
        end = len(rows) - self.foot
        groups = [rows[at : at + self.height] for at in range(self.head, end, self.height)]
        body = [row for group in groups if any(group[0][1:]) for row in group]
        return three_line(rows[: self.head], body, rows[end:], look.line)


@dataclass(frozen=True)
class Column:
    """A column of a regression table: what was computed and what was printed.

    `cells` and `printed` map a term to its two lines, coefficient and brackets; `foot` and
    `printed_foot` map a foot line's name to its number.
    """

    number: int
    outcome: str
    cells: Cells
    printed: Cells
    foot: dict[str, str]
    printed_foot: dict[str, str]


def render_tables(
    connection: duckdb.DuckDBPyConnection,
    *,
    lang: str = "en",
    width: int | None = None,
    encoding: str = "utf-8",
    variants: Sequence[str] = ("equation", "differenced"),
) -> str:
    """All tables, one after another.

    Parameters
    ----------
    lang : 'zh' or 'en'; English where `encoding` cannot carry Chinese
    width : columns of the terminal, 80 where unknown
    variants : which variants of the models to show; others stay in results.estimates
    """
    chinese = lang == "zh" and _can_encode("变量", encoding)
    line = "─" if _can_encode("─", encoding) else "-"
    dagger = DAGGER if _can_encode(DAGGER, encoding) else PLAIN_DAGGER
    look = Look(chinese, line, dagger, max(width or 80, 40))
    source = Source(connection)
    models = read_models(source)
    blocks = [_descriptive_table(source, look)]
    shown = connection.execute(
        "select distinct study_table, variant from results.models"
        " union select distinct study_table, variant from results.skipped"
    ).fetchall()
    for study_table in sorted({table for table, _ in shown}):
        for variant in variants:
            if (study_table, variant) in shown:
                of_table = [
                    m for key, m in models.items() if (key[0], key[2]) == (study_table, variant)
                ]
                blocks.append(_regression_table(source, study_table, variant, of_table, look))
    # Minus and dagger that a terminal's code page lacks are shown by what it has.
    text = "\n\n".join(block for block in blocks if block).replace(DAGGER, dagger)
    if not _can_encode(MINUS, encoding):
        text = text.replace(MINUS, "-")
    return text.encode(encoding, errors="replace").decode(encoding)


def _descriptive_table(source: Source, look: Look) -> str:
    pair = _pair_heads(look) if source.printed("descriptives") else []
    numbers = _printed_descriptives(source) if pair else _descriptives(source, tuple(QUANTITIES))
    if not numbers:
        return ""
    variables = list(dict.fromkeys(variable for variable, _ in numbers))
    width = max(len(pair), 1)
    blocks = [
        [
            [look.word(*names), ""][:width],
            *([pair] if pair else []),
            *(numbers.get((variable, quantity), [""] * width) for variable in variables),
        ]
        for quantity, names in QUANTITIES.items()
    ]
    labels = [look.word("变量", "variable"), *[""][: len(pair)], *variables]
    grid = Grid(labels, blocks, head=2 if pair else 1)
    return "\n".join([*wrap(_title("2", "", look), look.columns), *grid.panels(look)])


def _printed_descriptives(source: Source) -> dict[tuple[str, str], list[str]]:
    """Computed and printed text of each variable's quantities."""
    return {
        (row["term"], row["quantity"]): [row["computed"] or ".", row["printed"]]
        for row in source.table("results.replication")
        if row["study_table"] == "2"
    }


def _descriptives(source: Source, quantities: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """Computed text of each variable's quantities, for a study without printed ones."""
    found = {}
    for row in source.table("marts.descriptive_statistics", "variable"):
        for quantity in quantities:
            value = rounded(row[quantity], 0 if quantity == "n" else 4)
            found[row["variable"], quantity] = [value.digits if value else "."]
    return found


def _regression_table(
    source: Source, study_table: str, variant: str, models: Sequence[Model], look: Look
) -> str:
    skipped = [
        (row["column_no"], row["reason_zh" if look.chinese else "reason_en"])
        for row in source.table("results.skipped", "column_no")
        if (row["study_table"], row["variant"]) == (study_table, variant)
    ]
    notes = [
        f"{_numbers(numbers)} {look.word('未估计：', 'not estimated: ')}{why}"
        for why, numbers in _by_reason(skipped).items()
    ]
    lines = []
    if models:
        grid, is_printed = _grid(source, models, look)
        lines = grid.panels(look)
        said = [look.word(note.zh, note.en) for note in notes_on_inference(models)]
        notes = [*said, *([look.word(*PRINTED)] if is_printed else []), *notes]
    title = wrap(_title(study_table, variant, look), look.columns)
    return "\n".join(
        [*title, *lines, *(part for note in notes for part in wrap(note, look.columns))]
    )


def _grid(source: Source, models: Sequence[Model], look: Look) -> tuple[Grid, bool]:
    """The columns of a regression table, and whether anything of it is printed."""
    columns = [_column(source, model, look.dagger) for model in models]
    terms = list(dict.fromkeys(term for column in columns for term in column.cells))
    terms.sort(key=lambda term: term == "_cons")
    is_printed = any(column.printed or any(column.printed_foot.values()) for column in columns)
    pair = _pair_heads(look) if is_printed else []
    width = max(len(pair), 1)

    def block(column: Column) -> list[list[str]]:
        sides = (column.cells, column.printed)[:width]
        body = [[side.get(term, ("", ""))[at] for side in sides] for term in terms for at in (0, 1)]
        foot = [
            [column.foot[name], column.printed_foot.get(name, "")][:width] for name in column.foot
        ]
        heads = [f"({column.number})", ""][:width], [column.outcome, ""][:width]
        return [*heads, *([pair] if pair else []), *body, *foot]

    foot = list(columns[0].foot)
    labels = [look.word("变量", "term"), *[""] * (2 if pair else 1)]
    labels += [label for term in terms for label in (term, "")] + foot
    head = 3 if pair else 2
    return Grid(labels, [block(column) for column in columns], head, len(foot), 2), is_printed


def _by_reason(skipped: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """The columns that each reason keeps from being estimated."""
    found: dict[str, list[int]] = {}
    for number, why in skipped:
        found.setdefault(why, []).append(number)
    return found


def _numbers(numbers: Sequence[int]) -> str:
    """Columns as a reader names them: (1)-(3), (5)."""
    shown: list[str] = []
    first = last = numbers[0]
    for number in [*numbers[1:], None]:
        if number == last + 1:
            last = number
            continue
        shown.append(f"({first})" if first == last else f"({first})-({last})")
        if number is not None:
            first = last = number
    return ", ".join(shown)


def _column(source: Source, model: Model, dagger: str) -> Column:
    cells = {
        term: (
            f"{row['coefficient_text']}{row['stars']}{dagger if row['dagger'] else ''}",
            str(row["bracket_text"] or ""),
        )
        for term in model.terms
        if (row := model.shown.get(term))
    }
    printed: dict[str, tuple[str, str]] = {}
    for row in _of_column(source.printed("coefficients"), model):
        shown = source.own_term(model.key, row["term"]) or row["term"]
        error = f"({row['std_error']})" if row["std_error"] else ""
        printed[shown] = (f"{row['coefficient'] or ''}{row['stars'] or ''}", error)
        cells.setdefault(shown, ("", ""))
    r2 = model.facts["r2_within"]
    foot = {"R2": "" if r2 is None else f"{r2:.4f}", "Obs": str(model.facts["n_obs"])}
    papers = {
        name: str(row[column] or "")
        for row in _of_column(source.printed("models"), model)
        for name, column in (("R2", "r2"), ("Obs", "n_obs"))
    }
    outcome = str(model.facts["outcome"])
    return Column(model.key[1], outcome, cells, printed, foot, papers)


def _of_column(rows: Sequence[Row], model: Model) -> list[Row]:
    """The rows of a printed seed that are about a model's column."""
    return [row for row in rows if (row["study_table"], int(row["column_no"])) == model.key[:2]]


def _title(study_table: str, variant: str, look: Look) -> str:
    zh, en = TITLES.get(study_table, ("", ""))
    name = look.word(f"表 {study_table}  {zh}", f"Table {study_table}  {en}").rstrip()
    return f"{name} [{variant}]" if variant else name


def _pair_heads(look: Look) -> list[str]:
    return ["计算", "论文"] if look.chinese else ["computed", "printed"]


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
