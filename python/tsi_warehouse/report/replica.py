"""What another program needs to repeat Tables 3 to 7: the panel, its models, the expected numbers.

Samples are conditions in SQL, so each distinct one travels as a column of zeros and ones. A term
that is more than a panel column, its difference or its lag travels as a column with its values.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panelstats.covariance import Vcov
from panelstats.effects import Effects
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.study_tables import Model, read_models
from tsi_warehouse.report.words import Text, same, word_or
from tsi_warehouse.study.specify import ModelSpec, StudyData, read_data, rows_used, select_sample
from tsi_warehouse.study.specify import read_models as read_specs
from tsi_warehouse.study.terms import Call, Term, Variable, evaluate

VARIANTS = ("equation", "differenced")
#: What every program checks, besides the convention that the tables show.
ALWAYS_CHECKED = ("conventional", "xtreg")


@dataclass(frozen=True)
class Regressor:
    """A term as the other program sees it: `operator` is 'diff', 'lag' or '' on a column."""

    column: str
    operator: str = ""


@dataclass(frozen=True)
class ReplicaModel:
    """One model.

    `shown` is the convention of the tables; `expected[vcov]` holds (coefficient, standard error) of each
    regressor, in order: of `shown`, where it has standard errors, and of ALWAYS_CHECKED.
    """

    study_table: str
    column_no: int
    variant: str
    outcome: Regressor
    regressors: tuple[Regressor, ...]
    effects: Effects
    sample: str
    shown: str
    expected: Mapping[str, Sequence[tuple[float, float]]]

    @property
    def name(self) -> str:
        """As the other program prints it."""
        return f"Table {self.study_table} ({self.column_no}) {self.variant}"

    def remark(self, program: str, computed: Collection[str]) -> str:
        """What the tables show of it, and what is checked where the program cannot compute that.

        Parameters
        ----------
        computed : conventions that the program computes
        """
        name = word_or(f"vcov.{self.shown}", self.shown).en
        if self.shown in computed and self.shown in self.expected:
            return f"in the tables {name}"
        return (
            f"in the tables {name}, which {program} does not compute here; the standard error "
            "clustered by region is checked"
        )


@dataclass(frozen=True)
class Replica:
    """`columns[name]` is one value a row, sorted by region and year; `labels[name]` says what."""

    columns: Mapping[str, Sequence[Any]]
    labels: Mapping[str, Text]
    models: tuple[ReplicaModel, ...]
    region_names: Mapping[int, Text]


def read_replica(source: Source) -> Replica:
    """The panel and the models of the paper's variants that were estimated."""
    panel = source.table("marts.study_panel", "region_code, year")
    names = source.panel_columns
    codes = sorted({row["region_code"] for row in panel})
    number_of = {code: place for place, code in enumerate(codes, start=1)}
    columns: dict[str, list[Any]] = {
        "region_id": [number_of[row["region_code"]] for row in panel],
        **{name: [row[name] for row in panel] for name in names},
    }
    labels = {name: source.name_of(name) for name in columns}
    models: list[ReplicaModel] = []
    fitted = read_models(source)
    if fitted:
        data = read_data(source.connection)
        extra = _Extra(source, data, [(row["region_code"], row["year"]) for row in panel], names)
        for spec in read_specs(source.connection, data.known):
            model = fitted.get((spec.study_table, spec.column_no, spec.variant))
            if model and spec.variant in VARIANTS and spec.endogenous is None:
                models.append(extra.model(spec, model))
        columns |= extra.columns
        labels |= extra.labels
    names_of = {number_of[code]: source.regions.get(code, same(code)) for code in codes}
    return Replica(columns, labels, tuple(models), names_of)


class _Extra:
    """Columns beyond the panel's own, made as models ask for them."""

    def __init__(
        self, source: Source, data: StudyData, keys: Sequence[tuple[str, int]], panel: Sequence[str]
    ) -> None:
        self.source, self.data, self.panel = source, data, frozenset(panel)
        self.at = [data.position(code, year) for code, year in keys]
        self.columns: dict[str, list[Any]] = {}
        self.labels: dict[str, Text] = {}
        self._names: dict[str, str] = {}

    def model(self, spec: ModelSpec, fitted: Model) -> ReplicaModel:
        return ReplicaModel(
            *fitted.key[:2],
            variant=fitted.key[2],
            outcome=self._regressor(spec.outcome),
            regressors=tuple(map(self._regressor, spec.terms)),
            effects=spec.effects,
            sample=self._sample(spec),
            shown=fitted.convention,
            expected=_expected(fitted, spec.names),
        )

    def _regressor(self, term: Term) -> Regressor:
        match term:
            case Variable(name) if name in self.panel:
                return Regressor(name)
            case Call("diff" | "lag" as operator, Variable(name)) if name in self.panel:
                return Regressor(name, operator)
        values = evaluate(term, self.data.grid)
        taken = [float(values[place]) for place in self.at]
        return Regressor(
            self._add("term", str(term), [None if math.isnan(value) else value for value in taken])
        )

    def _sample(self, spec: ModelSpec) -> str:
        """The column of zeros and ones; '' where the sample is the whole panel.

        The other program keeps singletons, which a model by `reghdfe` leaves out.
        """
        drops = spec.vcov == Vcov.REGHDFE
        if not spec.sample and not drops:
            return ""
        chosen = select_sample(self.source.connection, self.data, spec)
        if drops:
            columns = [evaluate(term, self.data.grid) for term in (spec.outcome, *spec.terms)]
            chosen = rows_used(spec, chosen, columns)
        model = f"{spec.study_table} ({spec.column_no}) {spec.variant}"
        name = f"{spec.sample} [{model}, reghdfe]" if drops else spec.sample
        return self._add("sample", name, [int(chosen[place]) for place in self.at])

    def _add(self, kind: str, text: str, values: list[Any]) -> str:
        if text not in self._names:
            count = sum(name.startswith(kind) for name in self.columns)
            self._names[text] = f"{kind}_{count + 1}"
            self.columns[self._names[text]] = values
            self.labels[self._names[text]] = same(text)
        return self._names[text]


def _expected(model: Model, terms: Sequence[str]) -> dict[str, list[tuple[float, float]]]:
    expected = {}
    for vcov in dict.fromkeys((*ALWAYS_CHECKED, model.convention)):
        rows = [model.estimates.get(term, {}).get(vcov) for term in terms]
        if all(row and row["std_error"] is not None for row in rows):
            expected[vcov] = [(row["coefficient"], row["std_error"]) for row in rows if row]
    return expected
