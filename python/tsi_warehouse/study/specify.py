"""From seeds.study_models and marts.study_panel to the numbers of each model.

The seed is data, not code: outcome, terms, effects and sample are read as text here, the sample's
condition is evaluated by DuckDB on marts.study_panel, and a model that cannot be built for want of
data becomes a reason, not an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from panelstats.arrays import Array
from panelstats.covariance import Vcov
from panelstats.covariances import CONVENTIONS
from panelstats.effects import Effects, without_singletons
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.quoting import shown, sql_name
from tsi_warehouse.study.conditions import Trouble, said, trouble_of
from tsi_warehouse.study.terms import Grid, Term, check_known, evaluate, in_chinese, parse

if TYPE_CHECKING:
    import duckdb


class SampleFails(TsiError):
    """A sound condition that the values of this panel do not admit, such as the logarithm of a negative number."""


KEYS = ("region_code", "year")
#: The columns of seeds.study_models that say what is estimated.
CELLS = ("study_table", "column_no", "variant", "outcome", "terms", "effects", "sample", "vcov")

_VCOV_ALIASES = {"areg": Vcov.LSDV}
_VCOVS = (*CONVENTIONS, Vcov.WILD)


#: The panel is a view over every formula: it is computed once, and each sample condition reads this copy.
PANEL = "study_panel_read_once"


@dataclass(frozen=True)
class Endogenous:
    """`[dig ~ instrument]` in the terms of a model: a regressor and what instruments it."""

    regressor: Term
    instrument: Term


@dataclass(frozen=True)
class ModelSpec:
    """One row of seeds.study_models, read."""

    study_table: str
    column_no: int
    variant: str
    outcome: Term
    terms: tuple[Term, ...]
    effects: Effects
    sample: str
    vcov: str
    where: str
    endogenous: Endogenous | None = None

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What names this model in every table of `results`."""
        return self.study_table, self.column_no, self.variant, str(self.outcome)

    @property
    def columns(self) -> dict[str, Any]:
        """The same as columns of such a table."""
        return dict(zip(("study_table", "column_no", "variant", "outcome"), self.key, strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        """The regressors' names, as written."""
        return tuple(str(term) for term in self.terms)

    @property
    def all_terms(self) -> tuple[Term, ...]:
        """Outcome, regressors and instrument."""
        return (self.outcome, *self.terms, *_instruments(self))

    @property
    def formula(self) -> str:
        """The formula as linearmodels reads it."""
        effects = {
            Effects.NONE: ("1",),
            Effects.REGION: ("EntityEffects",),
            Effects.YEAR: ("TimeEffects",),
            Effects.REGION_YEAR: ("EntityEffects", "TimeEffects"),
        }[self.effects]
        right = " + ".join((*map(self._regressor, self.terms), *effects))
        return f"{quoted(str(self.outcome))} ~ {right}"

    def _regressor(self, term: Term) -> str:
        name = quoted(str(term))
        if self.endogenous is None or term != self.endogenous.regressor:
            return name
        return f"[{name} ~ {quoted(str(self.endogenous.instrument))}]"


@dataclass(frozen=True)
class Frame:
    """The rows of one model, sorted by region and year, complete in outcome and regressors.

    `y` is (n,), `x` (n, k) with one column per name, `region` and `year` (n,);
    `instrument` is (n,) for a model with an endogenous regressor.
    """

    spec: ModelSpec
    region: npt.NDArray[np.str_]
    year: npt.NDArray[np.int64]
    y: Array
    x: Array
    instrument: Array | None = None

    @property
    def effects(self) -> Effects:
        """What the model absorbs."""
        return self.spec.effects

    @property
    def names(self) -> tuple[str, ...]:
        """The regressors' names, as written."""
        return self.spec.names

    @property
    def endogenous(self) -> tuple[str, str] | None:
        """Names of an endogenous regressor and its instrument."""
        pair = self.spec.endogenous
        return None if pair is None else (str(pair.regressor), str(pair.instrument))


@dataclass(frozen=True)
class NoModel:
    """Why a model could not be estimated: a stable reason and the message in both languages."""

    spec: ModelSpec
    reason: str
    en: str
    zh: str


@dataclass(frozen=True)
class StudyData:
    """What models are built from: the variables on a grid, and which region-years the panel has.

    `known` names what a term may be made of, `columns` what a sample's condition may.
    """

    grid: Grid
    in_panel: npt.NDArray[np.bool_]
    known: frozenset[str]
    columns: tuple[str, ...] = ()

    def position(self, region_code: str, year: int) -> tuple[int, int]:
        """Row and column of a region-year on the grid."""
        return self.grid.regions.index(region_code), self.grid.years.index(year)


def quoted(name: str) -> str:
    """A term's name as linearmodels' formulas take it."""
    return name if name.isidentifier() else f"`{name}`"


def read_models(connection: duckdb.DuckDBPyConnection, known: frozenset[str]) -> list[ModelSpec]:
    """Every row of seeds.study_models, its terms checked against `known`.

    Raises
    ------
    UnknownTerm, BadTerm, TsiError : a row that cannot be read, named by table, column and variant
    """
    rows = connection.execute(f"select {', '.join(CELLS)} from seeds.study_models").fetchall()
    specs = []
    for row in rows:
        cells = {
            name: "" if cell is None else str(cell) for name, cell in zip(CELLS, row, strict=True)
        }
        where = "seeds/study_models.csv, table {study_table}, column {column_no}, variant {variant}"
        specs.append(read_row(cells, where.format(**cells)))
    for spec in specs:
        for term in spec.all_terms:
            check_known(term, known, spec.where)
    twice = {spec.key for spec in specs if sum(spec.key == other.key for other in specs) > 1}
    for key in sorted(twice):
        raise TsiError(
            "STUDY-03",
            en=f"seeds/study_models.csv has two rows for table {key[0]}, column {key[1]}, variant "
            f"{key[2]}, outcome {key[3]}; give one of them another variant.",
            zh=f"seeds/study_models.csv 中表 {key[0]} 第 {key[1]} 列、版本 {key[2]}、被解释变量 "
            f"{key[3]} 出现两次；请为其中一行另取 variant。",
        )
    return sorted(specs, key=lambda spec: (spec.study_table, spec.column_no, spec.variant))


def read_data(connection: duckdb.DuckDBPyConnection) -> StudyData:
    """Variables of marts.study_panel and of marts.region_indicators, on one region x year grid.

    A column of the panel wins over an indicator of the same name. Years outside the panel that an
    indicator has are kept for lags.
    """
    connection.execute(f"create or replace temp table {PANEL} as select * from marts.study_panel")
    kinds = connection.execute(f"describe {PANEL}").fetchall()
    numeric = [row[0] for row in kinds if row[0] not in KEYS and _is_number(row[1])]
    panel = connection.execute(
        f"select region_code, year, {', '.join(map(sql_name, numeric))} from {PANEL}"
    ).fetchall()
    indicators = connection.execute(
        "select region_code, year, indicator_id, value from marts.region_indicators"
        " where value is not null"
    ).fetchall()
    regions = tuple(sorted({row[0] for row in panel}))
    years_seen = {row[1] for row in (*panel, *indicators)}
    years = tuple(range(min(years_seen), max(years_seen) + 1)) if years_seen else ()
    row_of = {code: row for row, code in enumerate(regions)}
    shape = (len(regions), len(years))

    values: dict[str, Array] = {}
    for code, year, name, value in indicators:
        if code in row_of:
            values.setdefault(name, np.full(shape, np.nan))[row_of[code], year - years[0]] = value
    at = (
        np.array([row_of[row[0]] for row in panel], dtype=int),
        np.array([row[1] - years[0] for row in panel], dtype=int),
    )
    for column, name in enumerate(numeric, start=2):
        values[name] = np.full(shape, np.nan)
        values[name][at] = np.array([row[column] for row in panel], dtype=np.float64)
    in_panel = np.zeros(shape, dtype=bool)
    in_panel[at] = True

    named = connection.execute("select indicator_id from marts.indicators").fetchall()
    known = frozenset((*numeric, *(row[0] for row in named), *values))
    empty = np.full(shape, np.nan)
    return StudyData(
        Grid(regions, years, {name: values.get(name, empty) for name in known}),
        in_panel,
        known,
        tuple(row[0] for row in kinds),
    )


def build_frame(
    connection: duckdb.DuckDBPyConnection, data: StudyData, spec: ModelSpec
) -> Frame | NoModel:
    """The rows that `spec` estimates on, or why there are none.

    Raises
    ------
    TsiError : the sample is no condition on marts.study_panel
    """
    try:
        chosen = select_sample(connection, data, spec)
    except SampleFails as error:
        return NoModel(spec, "sample_fails", en=error.en, zh=error.zh)
    return assemble(data, spec, chosen)


def assemble(data: StudyData, spec: ModelSpec, chosen: npt.NDArray[np.bool_]) -> Frame | NoModel:
    """The same for region-years already chosen, (regions, years) on the grid."""
    columns = {
        str(term): evaluate(term, data.grid)
        for term in (spec.outcome, *spec.terms, *_instruments(spec))
    }
    if not chosen.any():
        return _no_rows(spec)
    for name, values in columns.items():
        if np.isnan(values[chosen]).all():
            return NoModel(
                spec,
                "no_data",
                en=f"'{name}' has no value in this sample",
                zh=f"变量“{name}”在该样本中没有数据",
            )
        if np.isinf(values[chosen]).any():
            return NoModel(
                spec,
                "not_finite",
                en=f"'{name}' is infinite in this sample: too large a number; use another unit",
                zh=f"变量“{name}”在该样本中出现无穷大：数值过大，请换用更大的单位",
            )
    complete = rows_used(spec, chosen, list(columns.values()))
    if not complete.any():
        return _no_rows(spec)
    rows, cols = np.nonzero(complete)
    instruments = _instruments(spec)
    return Frame(
        spec=spec,
        region=np.array(data.grid.regions)[rows],
        year=np.array(data.grid.years, dtype=np.int64)[cols],
        y=columns[str(spec.outcome)][complete],
        x=np.column_stack([columns[name][complete] for name in spec.names]),
        instrument=columns[str(instruments[0])][complete] if instruments else None,
    )


def rows_used(
    spec: ModelSpec, chosen: npt.NDArray[np.bool_], columns: Sequence[Array]
) -> npt.NDArray[np.bool_]:
    """Region-years (regions, years) of `chosen` where all `columns` have values.

    A model whose convention is `reghdfe` loses singletons here, before its rows are counted.
    """
    used: npt.NDArray[np.bool_] = chosen & ~np.any([np.isnan(values) for values in columns], axis=0)
    if spec.vcov == Vcov.REGHDFE:
        rows, cols = np.nonzero(used)
        used[rows, cols] = without_singletons(rows, cols, spec.effects)
    return used


def read_row(cells: Mapping[str, str], where: str) -> ModelSpec:
    """One row of study_models, by the names of CELLS; its terms may still be unknown.

    Raises
    ------
    BadTerm, TsiError : a cell cannot be read, named by `where`
    """
    study_table, column_no, variant, outcome, terms, effects, sample, vcov = (
        cells[name].strip() for name in CELLS
    )
    parts = [part.strip() for part in terms.split("+") if part.strip()]
    if not column_no.isdecimal():
        raise _bad_cell(where, "column_no", column_no, ("1, 2, 3 ...",))
    if not parts:
        raise _bad_cell(where, "terms", terms, ("dig + lnpgdp",))
    effects_name = " + ".join(sorted(part.strip() for part in effects.split("+")))
    if effects_name not in set(Effects):
        raise _bad_cell(where, "effects", effects, Effects)
    vcov_name = _VCOV_ALIASES.get(vcov, vcov)
    if vcov_name not in _VCOVS:
        raise _bad_cell(where, "vcov", vcov, (*_VCOVS, *_VCOV_ALIASES))
    endogenous = None
    read: list[Term] = []
    for part in parts:
        bracket = re.fullmatch(r"\[([^~\]]+)~([^\]]+)\]", part)
        if bracket is None:
            read.append(parse(part, where))
        elif endogenous is not None:
            raise _bad_cell(where, "terms", terms, ("one [regressor ~ instrument]",))
        else:
            endogenous = Endogenous(*(parse(side, where) for side in bracket.groups()))
            read.append(endogenous.regressor)
    return ModelSpec(
        study_table=study_table,
        column_no=int(column_no),
        variant=variant,
        outcome=parse(outcome, where),
        terms=tuple(dict.fromkeys(read)),
        effects=Effects(effects_name),
        sample=sample,
        vcov=vcov_name,
        where=where,
        endogenous=endogenous,
    )


def _instruments(spec: ModelSpec) -> tuple[Term, ...]:
    return (spec.endogenous.instrument,) if spec.endogenous else ()


def select_sample(
    connection: duckdb.DuckDBPyConnection, data: StudyData, spec: ModelSpec
) -> npt.NDArray[np.bool_]:
    """Region-years of the panel that meet the sample's condition, on the grid.

    Raises
    ------
    SampleFails : on the values of this panel it cannot be worked out
    TsiError : STUDY-04 it is no condition on marts.study_panel
    """
    if not spec.sample:
        return data.in_panel
    import duckdb

    if trouble := trouble_of(spec.sample, data.columns):
        raise bad_sample(spec.where, spec.sample, trouble)
    try:
        rows = connection.execute(
            f"select region_code, year from {PANEL} where ({spec.sample}\n)"
        ).fetchall()
    except duckdb.Error as error:
        refused = bad_sample(spec.where, spec.sample, said(error))
        raise SampleFails(refused.code, en=refused.en, zh=refused.zh) from error
    chosen = np.zeros_like(data.in_panel)
    for code, year in rows:
        chosen[data.position(code, year)] = True
    return chosen


def bad_sample(where: str, sample: str, trouble: Trouble) -> TsiError:
    """A sample that is no condition on the panel."""
    return TsiError(
        "STUDY-04",
        en=f"{where}: the sample '{shown(sample)}' is no condition on marts.study_panel: {trouble.en}.",
        zh=f"{in_chinese(where)}：样本条件“{shown(sample)}”不能用于 marts.study_panel：{trouble.zh}。",
    )


def _no_rows(spec: ModelSpec) -> NoModel:
    return NoModel(
        spec,
        "no_rows",
        en="no region-year has the outcome and every regressor in this sample",
        zh="该样本中没有被解释变量与全部解释变量齐全的观测",
    )


def _bad_cell(where: str, column: str, found: str, expected: Iterable[str]) -> TsiError:
    near = get_close_matches(found, list(expected), n=1)
    listed = ", ".join(expected)
    return TsiError(
        "STUDY-05",
        en=f"{where}: {column} is '{shown(found)}'; expected one of: {listed}"
        + (f". Did you mean '{near[0]}'?" if near else "."),
        zh=f"{in_chinese(where)}：{column} 为“{shown(found)}”；应为：{listed}"
        + (f"。是否为“{near[0]}”？" if near else "。"),
    )


def _is_number(sql_type: str) -> bool:
    return sql_type.endswith("INT") or sql_type.startswith(
        ("INTEGER", "FLOAT", "DOUBLE", "DECIMAL", "HUGEINT")
    )
