"""The study's Tables 2 to 7 for a terminal: three lines, stars, errors in brackets, printed beside.

Everything is read from schema `results` (and the printed seeds beside it), so that a table can be
shown of any release.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tsi_warehouse.study.replication import matching_term, stars

if TYPE_CHECKING:
    import duckdb

GAP = "  "

TITLES = {
    "2": ("变量的描述性统计", "Descriptive statistics of variables"),
    "3": ("基准回归", "Baseline regressions"),
    "4": ("中介效应检验", "Mediation effects"),
    "5": ("按区域分组", "Regional groups"),
    "6": ("按数字技术水平与要素密集度分组", "Digital level and factor intensity"),
    "7": ("稳健性：主成分指数", "Robustness: index by principal components"),
}


@dataclass(frozen=True)
class Column:
    """A column of a regression table: what was computed and what was printed.

    `cells` and `printed` map a term to its two lines, coefficient and bracketed error; `foot` maps
    a foot line's name to the computed and the printed number.
    """

    number: int
    outcome: str
    vcov: str
    cells: dict[str, tuple[str, str]]
    printed: dict[str, tuple[str, str]]
    foot: dict[str, tuple[str, str]]


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
    columns = max(width or 80, 40)
    blocks = [_descriptive_table(connection, chinese, line, columns)]
    shown = connection.execute(
        "select distinct study_table, variant from results.models"
        " union select distinct study_table, variant from results.skipped"
    ).fetchall()
    for study_table in sorted({table for table, _ in shown}):
        for variant in variants:
            if (study_table, variant) in shown:
                blocks.append(
                    _regression_table(connection, study_table, variant, chinese, line, columns)
                )
    text = "\n\n".join(block for block in blocks if block)
    return text.encode(encoding, errors="replace").decode(encoding)


def text_width(text: str) -> int:
    """Columns that `text` takes in a terminal: Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def three_line(
    head: Sequence[Sequence[str]],
    body: Sequence[Sequence[str]],
    foot: Sequence[Sequence[str]],
    line: str,
) -> list[str]:
    """Rows of equal length under three rules; the first column left, the others right aligned."""
    rows = [*head, *body, *foot]
    widths = [max(text_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    total = sum(widths) + len(GAP) * (len(widths) - 1)
    rule = line * total

    def laid(row: Sequence[str]) -> str:
        cells = [
            cell + " " * (wide - text_width(cell))
            if place == 0
            else " " * (wide - text_width(cell)) + cell
            for place, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        return GAP.join(cells).rstrip()

    parts = [rule, *map(laid, head), rule, *map(laid, body)]
    if foot:
        parts += [rule, *map(laid, foot)]
    return [*parts, rule]


def _descriptive_table(
    connection: duckdb.DuckDBPyConnection, chinese: bool, line: str, columns: int
) -> str:
    quantities = ("n", "maximum", "minimum", "std_dev")
    names = ("样本量", "最大值", "最小值", "标准差") if chinese else ("n", "max", "min", "sd")
    rows = connection.execute(
        "select term, quantity, coalesce(computed, '.'), printed from results.replication"
        " where study_table = '2'"
    ).fetchall()
    if not rows:
        return ""
    numbers = {(term, quantity): (computed, printed) for term, quantity, computed, printed in rows}
    variables = list(dict.fromkeys(row[0] for row in rows))
    label = "变量" if chinese else "variable"

    def build(first: int, last: int) -> list[str]:
        head = [[label], [""]]
        body = [[variable] for variable in variables]
        for quantity, name in list(zip(quantities, names, strict=True))[first:last]:
            head[0] += [name, ""]
            head[1] += _beside(chinese)
            for row, variable in zip(body, variables, strict=True):
                row += numbers.get((variable, quantity), ("", ""))
        return three_line(head, body, [], line)

    return "\n".join(
        [*wrap(_title("2", "", chinese), columns), *_panels(build, len(quantities), columns)]
    )


def _regression_table(
    connection: duckdb.DuckDBPyConnection,
    study_table: str,
    variant: str,
    chinese: bool,
    line: str,
    columns: int,
) -> str:
    table = _columns(connection, study_table, variant)
    skipped = connection.execute(
        f"select column_no, {'reason_zh' if chinese else 'reason_en'} from results.skipped"
        " where study_table = ? and variant = ? order by column_no",
        [study_table, variant],
    ).fetchall()
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

    def build(first: int, last: int) -> list[str]:
        part = table[first:last]
        head = [[label], [""], [""]]
        for column in part:
            head[0] += [f"({column.number})", ""]
            head[1] += [column.outcome, ""]
            head[2] += _beside(chinese)
        body = []
        for term in terms:
            upper, lower = [term], [""]
            for column in part:
                for cells in (column.cells, column.printed):
                    coefficient, error = cells.get(term, ("", ""))
                    upper.append(coefficient)
                    lower.append(error)
            if any(upper[1:]):
                body += [upper, lower]
        foot = [
            [name, *(cell for column in part for cell in column.foot[name])]
            for name in part[0].foot
        ]
        return three_line(head, body, foot, line)

    notes.insert(0, _note(sorted({column.vcov for column in table}), chinese))
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
    told: list[str] = []
    first = last = numbers[0]
    for number in [*numbers[1:], None]:
        if number == last + 1:
            last = number
            continue
        told.append(f"({first})" if first == last else f"({first})-({last})")
        if number is not None:
            first = last = number
    return ", ".join(told)


def _note(vcovs: Sequence[str], chinese: bool) -> str:
    """Names the convention under the table; the wild bootstrap has stars but no error."""
    names = [
        ("xtreg，星号据 wild 自助法" if chinese else "xtreg, stars by wild bootstrap")
        if name == "wild"
        else name
        for name in vcovs
    ]
    if chinese:
        note = (
            f"注：括号内为标准误（{'、'.join(names)}）；***、**、* 表示 1%、5%、10% 水平显著；"
            "右列为论文印刷的数字。"
        )
        few = "driscoll_kraay 需要很多年份：12 年时 95% 区间只覆盖 57% 至 80%。"
    else:
        note = (
            f"Errors in brackets ({', '.join(names)}); ***, **, * at 1, 5, 10 %; "
            "the right-hand column of each pair is what the paper prints."
        )
        few = " driscoll_kraay needs many years: with 12 its 95 % intervals cover 57 to 80 %."
    return note + few if "driscoll_kraay" in vcovs else note


def _columns(connection: duckdb.DuckDBPyConnection, study_table: str, variant: str) -> list[Column]:
    models = connection.execute(
        "select column_no, outcome, vcov, r2_within, n_obs from results.models"
        " where study_table = ? and variant = ? order by column_no",
        [study_table, variant],
    ).fetchall()
    columns = []
    for number, outcome, vcov, r2, n_obs in models:
        estimates = connection.execute(
            """
            select shown.term, shown.coefficient,
                coalesce(shown.std_error, clustered.std_error), shown.p_value
            from results.estimates as shown
            left join results.estimates as clustered
                on shown.study_table = clustered.study_table
                and shown.column_no = clustered.column_no
                and shown.variant = clustered.variant
                and shown.term = clustered.term
                and clustered.vcov = 'xtreg'
            where shown.study_table = ? and shown.column_no = ? and shown.variant = ?
                and shown.vcov = ?
            """,
            [study_table, number, variant, vcov],
        ).fetchall()
        cells = {
            term: (f"{value:.4f}{stars(p)}", "" if error is None else f"({error:.4f})")
            for term, value, error, p in estimates
        }
        printed: dict[str, tuple[str, str]] = {}
        for term, value, error, marks in connection.execute(
            "select term, coefficient, std_error, coalesce(stars, '')"
            " from seeds.printed_coefficients"
            " where study_table = ? and cast(column_no as integer) = ?",
            [study_table, number],
        ).fetchall():
            shown = matching_term(term, tuple(cells)) or term
            printed[shown] = (f"{value}{marks}", f"({error})" if error else "")
            cells.setdefault(shown, ("", ""))
        (foot_printed,) = connection.execute(
            "select coalesce(r2, ''), coalesce(n_obs, '') from seeds.printed_models"
            " where study_table = ? and cast(column_no as integer) = ?",
            [study_table, number],
        ).fetchall() or [("", "")]
        foot = {
            "R2": ("" if r2 is None else f"{r2:.4f}", str(foot_printed[0])),
            "Obs": (str(n_obs), str(foot_printed[1])),
        }
        columns.append(Column(number, outcome, vcov, cells, printed, foot))
    return columns


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


def wrap(text: str, columns: int) -> list[str]:
    """Break `text` into lines of at most `columns`; between words, or anywhere in Chinese."""
    lines, current = [], ""
    for word in _words(text):
        if current and text_width(current + word.rstrip()) > columns:
            lines.append(current.rstrip())
            current = ""
        current += word
    return [*lines, current.rstrip()] if current.strip() else lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        wide = text_width(char) == 2
        if not words or wide or words[-1].endswith(" ") or text_width(words[-1][-1]) == 2:
            words.append(char)
        else:
            words[-1] += char
    return words


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
