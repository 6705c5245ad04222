"""What the report reads: one release's database, its names in both languages, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.core.quoting import sql_name
from tsi_warehouse.report.words import Text, catalogue, same, word, word_or
from tsi_warehouse.seeds.files import read_seed
from tsi_warehouse.study.terms import FUNCTIONS, BadTerm, Call, Product, Term, Variable, parse

if TYPE_CHECKING:
    import duckdb

Row = Mapping[str, Any]

_EQUALS = re.compile(r"\s*(?:\(\s*)?(\w+)\s*=\s*'([^']*)'\s*(?:\)\s*)?")


@dataclass(frozen=True)
class Release:
    """The row of marts.release_info, and the study's titles."""

    release_id: str
    built_at: str
    study_id: str
    is_simulated: bool
    first_year: int
    last_year: int
    indicators_used: str
    contract_version: str


@dataclass(frozen=True)
class PanelVariable:
    """A row of marts.variables: symbol, name and unit of a column of the panel.

    `inputs` are the indicators behind it; an index, and 'exports' for export records, stand among them by name.
    """

    symbol: Text
    name: Text
    unit: Text
    role: str
    inputs: tuple[str, ...]


class Source:
    """Reads a release's database; asks of every table whether it is there."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read from `connection`."""
        self.connection = connection
        #: Whether the tables of names.py were written.
        self.has_names = False

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """A query's rows by column name."""
        found = self.connection.execute(sql, list(parameters))
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @cached_property
    def tables(self) -> frozenset[str]:
        """'schema.table' of every table and view."""
        return frozenset(
            f"{row['table_schema']}.{row['table_name']}"
            for row in self.rows(
                "select table_schema, table_name from information_schema.tables"
                " where table_catalog = current_database()"
            )
        )

    def table(self, name: str, order: str = "") -> list[Row]:
        """All rows of 'schema.table'; none where the release does not have it."""
        if name not in self.tables:
            return []
        schema, table = name.split(".", 1)
        return self.rows(
            f"select * from {sql_name(schema, table)}" + (f" order by {order}" if order else "")
        )

    def has_what(self, query: str) -> bool:
        """Whether the release has the marts, results and variables of the panel that a query of ours reads."""
        read = set(re.findall(r"\b(?:from|join)\s+((?:marts|results)\.\w+)", query))
        if not read <= self.tables:
            return False
        ours = {row["variable"] for row in read_seed(PROJECT / "seeds" / "variables.csv")}
        named = set(re.findall(r"\w+", query)) if "study_panel" in query else set()
        return not named & ours - set(self.panel_columns)

    @cached_property
    def panel_columns(self) -> list[str]:
        """Columns of marts.study_panel, in its order."""
        described = self.rows(
            "select column_name from information_schema.columns where table_schema = 'marts'"
            " and table_name = 'study_panel' order by ordinal_position"
        )
        return [row["column_name"] for row in described]

    def printed(self, kind: str) -> list[Row]:
        """What this study's own paper prints: 'models', 'coefficients' or 'descriptives', as text."""
        return self.table(f"intermediate.int_own_printed_{kind}")

    @cached_property
    def _own_terms(self) -> dict[tuple[str, int, str, str], str]:
        return {
            (row["study_table"], row["column_no"], row["variant"], row["asked_term"]): row["term"]
            for row in self.table("results.term_matches")
        }

    def own_term(self, model: tuple[str, int, str], term: str) -> str | None:
        """The name under which a model (table, column, variant) has a term of its table or of the paper."""
        return self._own_terms.get((*model, term))

    @cached_property
    def has_paper(self) -> bool:
        """Whether there are printed tables to compare with."""
        return bool(self.printed("coefficients") or self.printed("descriptives"))

    @cached_property
    def release(self) -> Release:
        """Which release this is."""
        row = self.rows("select * from marts.release_info")[0]
        return Release(**{name: row[name] for name in Release.__annotations__})

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """seeds.study_settings."""
        return {
            row["setting"]: str(row["value"] or "") for row in self.table("seeds.study_settings")
        }

    @property
    def level(self) -> str:
        """Percent of the intervals' coverage: '95'."""
        return f"{100 * float(self.settings.get('confidence_level') or 0.95):g}"

    @cached_property
    def title(self) -> Text:
        """The study's title."""
        otherwise = same(self.release.study_id)
        zh = self.settings.get("title_zh") or otherwise.zh
        return Text(zh, self.settings.get("title_en") or zh)

    @cached_property
    def regions(self) -> dict[str, Text]:
        """Names of regions, the Chinese ones short: 广东 for 广东省."""
        return {
            row["region_code"]: Text(
                short_region(row["name_zh"] or row["region_code"]),
                row["name_en"] or row["name_zh"] or row["region_code"],
            )
            for row in self.table("marts.regions", "region_code")
        }

    @cached_property
    def indicators(self) -> dict[str, Text]:
        """Names of indicators."""
        return _names(self.table("marts.indicators"), "indicator_id")

    @cached_property
    def variables(self) -> dict[str, PanelVariable]:
        """The panel's variables, in its order."""
        return {
            row["variable"]: PanelVariable(
                Text(row["symbol_zh"], row["symbol"]),
                Text(row["label_zh"], row["label_en"]),
                Text(row["unit_zh"] or "", row["unit"] or ""),
                row["role"] or "",
                tuple(dict.fromkeys(row["inputs"].replace("|", " ").split())),
            )
            for row in self.table("marts.variables")
        }

    def name_of(self, column: str) -> Text:
        """What a column of the panel or an indicator is called, else the column itself."""
        if column in self.variables:
            return self.variables[column].name
        return self.indicators.get(column) or word_or(f"name.{column}", column)

    @cached_property
    def industries(self) -> dict[str, Text]:
        """Names of industries."""
        return _names(self.table("marts.industries"), "industry_code")

    @cached_property
    def dimensions(self) -> dict[str, Text]:
        """Names of the index's dimensions, in the catalogue's order, a study's own after them."""
        return self._in_words("dimension", "marts.indicators", "dimension")

    @cached_property
    def intensities(self) -> dict[str, Text]:
        """Names of the factor intensities that have a TSI."""
        return self._in_words("intensity", "marts.region_tsi", "factor_intensity")

    def _in_words(self, section: str, table: str, column: str) -> dict[str, Text]:
        codes = {str(row[column]) for row in self.table(table) if row[column]}
        known = [key.partition(".")[2] for key in catalogue() if key.startswith(f"{section}.")]
        ordered = [code for code in known if code in codes] + sorted(codes - set(known))
        return {code: word_or(f"{section}.{code}", code) for code in ordered}

    def term(self, text: str) -> Text:
        """A term of a model as a reader knows it: the paper's symbol, or the indicator's name."""
        if text == "_cons":
            return word("symbol._cons")
        try:
            return self._term(parse(text, "results"))
        except BadTerm:
            return same(text)

    def _term(self, term: Term) -> Text:
        match term:
            case Variable(name):
                if name in self.variables:
                    return self.variables[name].symbol
                return self.indicators.get(name, same(name))
            case Call("diff", argument):
                return _joined("Δ ", self._term(argument), "")
            case Call(function, argument) if function in FUNCTIONS:
                return _joined(f"{function}(", self._term(argument), ")")
            case Product(left, right):
                one, other = self._term(left), self._term(right)
                return Text(f"{one.zh} × {other.zh}", f"{one.en} × {other.en}")
        return same(str(term))

    def sample(self, condition: str) -> Text:
        """A sample's condition in words where it is a plain one, else as written."""
        if not condition:
            return word("sample.all")
        found = _EQUALS.fullmatch(condition)
        key = f"{found[1]}_{found[2]}" if found else condition
        return word_or(f"sample.{key}", condition)


def short_region(name: str) -> str:
    """A Chinese province without 省, 市 and the names of autonomous regions."""
    cut = re.sub(r"(壮族|回族|维吾尔)?自治区$|省$|市$", "", name)
    return cut if len(cut) >= 2 else name


def _joined(before: str, text: Text, after: str) -> Text:
    return Text(f"{before}{text.zh}{after}", f"{before}{text.en}{after}")


def _names(rows: Sequence[Row], key: str) -> dict[str, Text]:
    return {
        row[key]: Text(row["name_zh"] or row[key], row["name_en"] or row["name_zh"] or row[key])
        for row in rows
    }
