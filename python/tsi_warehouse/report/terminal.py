"""The study's Tables 2 to 7 for a terminal: three lines, stars, brackets, the paper's numbers next to ours.

Everything is read from schema `results` and the printed seeds, so that a table can be shown of any
release; numbers, marks and notes are those of every other format (models/results, study_tables).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


PRINTED_ZH = "每一对中的右列为论文印刷的数字。"
PRINTED_EN = "The right-hand column of each pair is what the paper prints."
DAGGER, PLAIN_DAGGER = "†", "+"


@dataclass(frozen=True)
class Look:
    """How a table is laid out: language, rule, dagger and the terminal's width."""

    chinese: bool
    line: str
    dagger: str
    columns: int


@dataclass(frozen=True)
class Column:
    """A column of a regression table: what was computed and what was printed.

    `cells` and `printed` map a term to its two lines, coefficient and brackets; `foot` and
    `printed_foot` map a foot line's name to its number.
    """

    number: int
    outcome: str
    cells: dict[str, tuple[str, str]]
    printed: dict[str, tuple[str, str]]
    foot: dict[str, str]
    printed_foot: dict[str, str]

    def foot_of(self, name: str) -> tuple[str, str]:
        """A foot line's computed and printed number."""
        return self.foot[name], self.printed_foot.get(name, "")


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
    columns = max(width or 80, 40)
    source = Source(connection)
    models = read_models(source)
    blocks = [_descriptive_table(source, chinese, line, columns)]
    shown = connection.execute(
        "select distinct study_table, variant from results.models"
        " union select distinct study_table, variant from results.skipped"
    ).fetchall()
    for study_table in sorted({table for table, _ in shown}):
        for variant in variants:
            if (study_table, variant) in shown:
                part = [
                    model
                    for key, model in models.items()
                    if (key[0], key[2]) == (study_table, variant)
                ]
                look = Look(chinese, line, dagger, columns)
                blocks.append(_regression_table(source, study_table, variant, part, look))
    # Minus and dagger that a terminal's code page lacks are shown by what it has.
    text = "\n\n".join(block for block in blocks if block).replace(DAGGER, dagger)
    if not _can_encode(MINUS, encoding):
        text = text.replace(MINUS, "-")
    return text.encode(encoding, errors="replace").decode(encoding)


def _descriptive_table(source: Source, chinese: bool, line: str, columns: int) -> str:
    quantities = ("n", "maximum", "minimum", "std_dev")
    names = ("样本量", "最大值", "最小值", "标准差") if chinese else ("n", "max", "min", "sd")
    beside = _beside(chinese) if source.printed("descriptives") else []
    numbers = _printed_descriptives(source) if beside else _descriptives(source, quantities)
    if not numbers:
        return ""
    variables = list(dict.fromkeys(variable for variable, _ in numbers))
    label = "变量" if chinese else "variable"

    def build(first: int, last: int) -> list[str]:
        head = [[label], [""]]
        body = [[variable] for variable in variables]
        for quantity, name in list(zip(quantities, names, strict=True))[first:last]:
            head[0] += [name, *[""][: len(beside)]]
            head[1] += beside
            for row, variable in zip(body, variables, strict=True):
                row += numbers.get((variable, quantity), [""] * max(len(beside), 1))
        return three_line(head if beside else head[:1], body, [], line)

    return "\n".join(
        [*wrap(_title("2", "", chinese), columns), *_panels(build, len(quantities), columns)]
    )


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
    chinese, columns = look.chinese, look.columns
    table = _columns(source, models, look.dagger)
    skipped = [
        (row["column_no"], row["reason_zh" if chinese else "reason_en"])
        for row in source.table("results.skipped", "column_no")
        if (row["study_table"], row["variant"]) == (study_table, variant)
    ]
    title = wrap(_title(study_table, variant, chinese), columns)
    notes = [
        f"{_numbers(numbers)} {'未估计：' if chinese else 'not estimated: '}{why}"
        for why, numbers in _by_reason(skipped).items()
    ]
    if not table:
        return "\n".join([*title, *(part for note in notes for part in wrap(note, columns))])
    terms = list(dict.fromkeys(term for column in table for term in column.cells))
    terms.sort(key=lambda term: term == "_cons")
    label = "变量" if chinese else "term"
    is_printed = any(column.printed or column.printed_foot for column in table)
    beside = _beside(chinese) if is_printed else []

    def build(first: int, last: int) -> list[str]:
        part = table[first:last]
        head = [[label], [""], [""]]
        for column in part:
            for line, text in zip(head, (f"({column.number})", column.outcome), strict=False):
                line += [text, *[""][: len(beside)]]
            head[2] += beside
        body = []
        for term in terms:
            upper, lower = [term], [""]
            for column in part:
                for cells in (column.cells, column.printed)[: max(len(beside), 1)]:
                    coefficient, bracket = cells.get(term, ("", ""))
                    upper.append(coefficient)
                    lower.append(bracket)
            if any(upper[1:]):
                body += [upper, lower]
        foot = [
            [
                name,
                *(cell for column in part for cell in column.foot_of(name)[: max(len(beside), 1)]),
            ]
            for name in part[0].foot
        ]
        return three_line(head if beside else head[:2], body, foot, look.line)

    told = [note.zh if chinese else note.en for note in notes_on_inference(models)]
    if is_printed:
        told.append(PRINTED_ZH if chinese else PRINTED_EN)
    notes = [*told, *notes]
    return "\n".join(
        [
            *title,
            *_panels(build, len(table), columns),
            *(part for note in notes for part in wrap(note, columns)),
        ]
    )


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


def _columns(source: Source, models: Sequence[Model], dagger: str) -> list[Column]:
    return [_column(source, model, dagger) for model in models]


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


def _panels(build: Callable[[int, int], list[str]], count: int, columns: int) -> list[str]:
    """As many columns a panel as fit into the terminal; at least one."""
    lines: list[str] = []
    first = 0
    while first < count:
        last = count
        while last > first + 1 and max(map(text_width, build(first, last))) > columns:
            last -= 1
        lines += build(first, last)
        first = last
    return lines


def _title(study_table: str, variant: str, chinese: bool) -> str:
    zh, en = TITLES.get(study_table, ("", ""))
    name = f"表 {study_table}  {zh}" if chinese else f"Table {study_table}  {en}"
    return f"{name.rstrip()} [{variant}]" if variant else name.rstrip()


def _beside(chinese: bool) -> list[str]:
    return ["计算", "论文"] if chinese else ["computed", "printed"]


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
