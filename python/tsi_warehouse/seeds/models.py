"""study_models.csv judged before anything is built: by the columns that the panel will have, and the other seeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tsi_warehouse.core.data_files import read_yaml
from tsi_warehouse.core.errors import Text, TsiError, failure, message
from tsi_warehouse.core.quoting import shown
from tsi_warehouse.seeds.rules import Row, at
from tsi_warehouse.study.conditions import Trial, text_comparisons, trouble_of
from tsi_warehouse.study.specify import KEYS, bad_sample, read_row
from tsi_warehouse.study.terms import Place, check_known

PANEL = "study_panel"
#: The groups that the models form, not a seed.
DIGITAL_GROUPS = ("high", "low")
#: Endings of files that are not those of a variant (report/study_tables.py).
TAKEN_VARIANTS = ("printed", "robustness")


@dataclass(frozen=True)
class Panel:
    """What is known of marts.study_panel before it is built.

    Attributes
    ----------
    columns : name -> SQL type
    indicators : every indicator_id
    regions : the rows of regions.csv
    groups : column -> the words that the seed's description allows
    region_codes : codes of our own seed, which a model of ours may name in a study of other regions
    """

    columns: Mapping[str, str]
    indicators: Sequence[str]
    regions: Sequence[Mapping[str, str]]
    groups: Mapping[str, Sequence[str]]
    region_codes: frozenset[str] = frozenset()

    @property
    def terms(self) -> frozenset[str]:
        """What a term may be made of."""
        numbers = (name for name, kind in self.columns.items() if kind != "varchar")
        return frozenset((*numbers, *self.indicators)) - frozenset(KEYS)

    def texts(self, column: str) -> frozenset[str]:
        """What a column of texts can hold; empty where that is not known."""
        if column == "digital_group":
            return frozenset(DIGITAL_GROUPS)
        used = {row[column] for row in self.regions if row.get(column)}
        return frozenset(used | set(self.groups.get(column, ())))

    def rows(self, year: str) -> list[Mapping[str, Any]]:
        """A region-year of each region: what a condition is tried on."""
        numbers = {name: 0.5 for name, kind in self.columns.items() if kind == "double"}
        return [
            {**numbers, **{name: row.get(name) or None for name in ("region_code", *self.groups)},
             "year": int(year), "digital_group": DIGITAL_GROUPS[place % 2]}
            for place, row in enumerate(self.regions)
        ]  # fmt: skip


def described_columns(project: Path, name: str) -> dict[str, str]:
    """The columns of a model that its YAML describes, with their types where it gives them."""
    for path in sorted((project / "models").rglob("*.yml")):
        if f"- name: {name}\n" not in path.read_text(encoding="utf-8"):
            continue
        for model in read_yaml(path).get("models", []):
            if model["name"] == name:
                return {column["name"]: column.get("data_type", "") for column in model["columns"]}
    raise LookupError(f"no model is called {name}")


def taken_ids(rows: Sequence[Row], taken: Iterable[str]) -> Iterator[Text]:
    """Indicators called like a column of the panel or a measure: a term or formula would always mean that."""
    taken = {name.lower() for name in taken}
    for number, values in rows:
        name = values["indicator_id"]
        if name.lower() in taken:
            yield at(number, "indicator_id", "id is taken", name=name)


def without_dimension(rows: Sequence[Row]) -> Iterator[Text]:
    """Indicators of the index that belong to no dimension: their contribution would be nobody's."""
    for number, values in rows:
        if values["role"] == "digital" and not values["dimension"]:
            yield at(number, "dimension", "no dimension")


def troubles(path: Path, rows: Sequence[Row], panel: Panel, year: str) -> Iterator[TsiError]:
    """Each cell of study_models that cannot be meant, with what is most like it."""
    trial = Trial(panel.columns, panel.rows(year))
    files: dict[str, tuple[str, str]] = {}
    for number, cells in rows:

        def at(column: str, number: int = number) -> Place:
            return Place.of(
                f"{path}, row {number}, column {column}", f"{path} 第 {number} 行 {column} 列"
            )

        yield from _terms(cells, panel, at("terms"), at("outcome"), _row(path, number))
        if sample := cells["sample"].strip():
            yield from _sample(sample, panel, trial, at("sample"))
        yield from _file_name(cells, files, at("variant"))


def _row(path: Path, number: int) -> Place:
    return Place.of(f"{path}, row {number}", f"{path} 第 {number} 行")


def _terms(
    cells: Mapping[str, str], panel: Panel, terms: Place, outcome: Place, row: Place
) -> Iterator[TsiError]:
    try:
        spec = read_row(cells, row)
    except TsiError as error:
        yield error
        return
    for term in dict.fromkeys(spec.all_terms):
        try:
            check_known(term, panel.terms, outcome if term == spec.outcome else terms)
        except TsiError as error:
            yield error


def _sample(sample: str, panel: Panel, trial: Trial, where: Place) -> Iterator[TsiError]:
    trouble = trouble_of(sample, panel.columns) or trial.trouble_of(sample)
    if trouble:
        yield bad_sample(where, sample, trouble)
        return
    for column, text in text_comparisons(sample):
        known = sorted(panel.texts(column))
        near = get_close_matches(text, known, n=3, cutoff=0.5)
        # A region that this study does not have leaves a sample without it, or empty: only a slip is an error.
        elsewhere = column == "region_code" and (text in panel.region_codes or not near)
        if known and text not in known and not elsewhere:
            listed = ", ".join(near or known[:10])
            hint = message("most similar" if near else "it can be", listed=listed)
            yield failure("STUDY-07", where=where, column=column, text=text, hint=hint)


def _file_name(
    cells: Mapping[str, str], files: dict[str, tuple[str, str]], where: Place
) -> Iterator[TsiError]:
    """A table of the report is a file: no two may share one, also where capitals do not count."""
    table, variant = cells["study_table"], cells["variant"]
    name = re.sub(r"\W+", "_", f"table_{table}_{variant}").casefold()
    taken = variant.casefold() in TAKEN_VARIANTS
    other = files.setdefault(name, (table, variant))
    if other == (table, variant) and not taken:
        return
    if taken:
        whose = message("our own table")
    else:
        whose = message("table of variant", table=shown(other[0]), variant=shown(other[1]))
    yield failure("STUDY-08", where=where, table=table, variant=variant, other=whose)
