"""Tables 2 to 7 (and any other that study_models asks for), computed and printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tsi_warehouse.report.declared import declared_table
from tsi_warehouse.report.source import Row as Record
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.table import (
    Cell,
    Head,
    Number,
    Row,
    TableSpec,
    laid_out,
    number,
    printed,
)
from tsi_warehouse.report.words import Text, catalogue, listed, same, word, word_or

#: A variant so named is a column of its table's robustness table.
ROBUST = "robust_"
#: The convention whose cells carry a dagger where the wild bootstrap changes their level.
DAGGERS = "xtreg"


@dataclass(frozen=True)
class Model:
    """A row of results.models with its estimates and what is shown of them.

    `estimates[term][vcov]` are rows of results.estimates, `shown[term]` of results.shown_estimates.
    """

    key: tuple[str, int, str]
    facts: Record
    estimates: Mapping[str, Mapping[str, Record]]
    shown: Mapping[str, Record]

    @property
    def terms(self) -> tuple[str, ...]:
        """Regressors in their order, the constant last."""
        return tuple(sorted(self.estimates, key=lambda term: term == "_cons"))

    @property
    def slopes(self) -> tuple[Record, ...]:
        """What is shown of the regressors."""
        return tuple(row for term, row in self.shown.items() if term != "_cons")

    @property
    def convention(self) -> str:
        """The convention under which its regressors are shown."""
        return str(self.slopes[0]["convention"]) if self.slopes else ""

    def p_value(self, term: str) -> float | None:
        """The p-value under the convention shown."""
        return self.shown[term]["p_value"] if term in self.shown else None

    def draws(self) -> int | None:
        """Draws of its wild bootstrap; None where it has none."""
        rows = (by_vcov.get("wild") for by_vcov in self.estimates.values())
        return next((int(row["draws"]) for row in rows if row and row["draws"]), None)


def read_models(source: Source) -> dict[tuple[str, int, str], Model]:
    """Every estimated model, by (study_table, column_no, variant), in the order of tables."""
    estimates: dict[tuple[str, int, str], dict[str, dict[str, Record]]] = {}
    for row in source.table("results.estimates"):
        by_term = estimates.setdefault(_key(row), {})
        by_term.setdefault(row["term"], {})[row["vcov"]] = row
    shown: dict[tuple[str, int, str], dict[str, Record]] = {}
    for row in source.table("results.shown_estimates"):
        shown.setdefault(_key(row), {})[row["term"]] = row
    rows = source.table("results.models", "study_table, variant, column_no")
    return {
        _key(row): Model(_key(row), row, estimates.get(_key(row), {}), shown.get(_key(row), {}))
        for row in rows
    }


def study_tables(source: Source) -> list[TableSpec]:
    """Table 2, then each table's computed variants and what the paper prints."""
    models = list(read_models(source).values())
    skipped = source.table("results.skipped", "study_table, variant, column_no")
    rows = [*skipped, *source.printed("models")]
    tables = sorted({*(m.key[0] for m in models), *(str(row["study_table"]) for row in rows)})
    specs = [declared_table(source, "table_2")]
    for study_table in tables:
        own = [model for model in models if model.key[0] == study_table]
        missing = [row for row in skipped if row["study_table"] == study_table]
        for variant in dict.fromkeys(["equation", "differenced", *(m.key[2] for m in own)]):
            part = [model for model in own if model.key[2] == variant]
            if part and not variant.startswith(ROBUST):
                specs.append(regression_table(source, variant, part, missing))
        specs.append(robustness_table(source, own, missing))
        specs.append(printed_table(source, study_table))
    return [spec for spec in specs if spec]


def regression_table(
    source: Source, variant: str, models: Sequence[Model], skipped: Sequence[Record]
) -> TableSpec:
    """One table of one variant: coefficient with stars, beneath it its standard error or p-value."""
    terms = dict.fromkeys(term for model in models for term in model.terms)
    lines = {
        term: [term if term in model.estimates else None for model in models] for term in terms
    }
    notes = [
        word("note.skipped", column=row["column_no"], reason=_reason(row))
        for row in skipped
        if row["variant"] == variant
    ]
    if variant in ("equation", "differenced"):
        notes.insert(0, word(f"note.{variant}{'' if source.has_paper else '_own'}"))
    title = _variant(variant, source.has_paper)
    return _table(
        source, variant, title, models, lines, (_numbers(models), _names(source, models)), notes
    )


def robustness_table(
    source: Source, models: Sequence[Model], skipped: Sequence[Record]
) -> TableSpec | None:
    """Every robustness variant of a table in one: the baseline's columns, then one column per variant.

    A row is a variable of the baseline; a variant's own form of it (dig_equal, lag(dig),
    winsor(lnpgdp)) is in that row.
    """
    robust = [model for model in models if model.key[2].startswith(ROBUST)]
    columns_varied = {model.key[1] for model in robust}
    baseline = [m for m in models if m.key[2] == "equation" and m.key[1] in columns_varied]
    if not robust or not baseline:
        return None
    shown = [*baseline, *robust]
    terms = list(dict.fromkeys(term for model in baseline for term in model.terms))
    known = [{source.own_term(model.key, term) for term in terms} for model in shown]
    terms += dict.fromkeys(
        term for model, found in zip(shown, known, strict=True) for term in model.terms
        if term not in found
    )  # fmt: skip
    lines = {term: [source.own_term(model.key, term) for model in shown] for term in terms}
    spans = Counter(model.key[2] for model in shown)
    variants = tuple(Head(_short(variant), span) for variant, span in spans.items())
    names = (_names(source, shown),) if len(baseline) > 1 else ()
    notes = [word("note.robustness", number=baseline[0].key[0])]
    notes += [
        word(
            "note.skipped_variant", variant=_variant(row["variant"]), column=row["column_no"],
            reason=_reason(row),
        )
        for row in skipped
        if row["variant"].startswith(ROBUST)
    ]  # fmt: skip
    title = word("variant.robustness")
    heads = (variants, _numbers(shown), *names)
    return _table(source, "robustness", title, shown, lines, heads, notes)


def _table(
    source: Source, variant: str, title: Text, models: Sequence[Model],
    lines: Mapping[str, Sequence[str | None]], heads: tuple[tuple[Head, ...], ...], notes: Sequence[Text],
) -> TableSpec:  # fmt: skip
    """A table of estimated models.

    Parameters
    ----------
    lines : for each row's term, under what name each model has it; the constant comes last
    notes : those that follow what is said of inference
    """
    study_table = models[0].key[0]
    simulated = [word("note.simulated")] if source.release.is_simulated else []
    body: list[Row] = []
    for term in sorted(lines, key=lambda term: term == "_cons"):
        cells = [
            _statement(model.shown.get(own)) if own else (None, None)
            for model, own in zip(models, lines[term], strict=True)
        ]
        forms = {bracket.form for _, bracket in cells if bracket}
        part = (
            "wild_p" if forms == {"square"} else "std_error_or_p" if len(forms) > 1 else "std_error"
        )
        body += _two_lines(source.term(term), cells, part)
    effects = [word_or(f"effects.{m.facts['effects']}", m.facts["effects"]) for m in models]
    counted = (("r2_within", 4), ("n_obs", 0), ("n_regions", 0))
    return TableSpec(
        name=_file_name(study_table, variant),
        number=word("table.number", number=study_table),
        title=_title(study_table).format(variant=title),
        stub=word("table.variable"),
        heads=heads,
        body=tuple(body),
        foot=(
            Row(word("table.effects"), tuple(effects)),
            *(
                Row(word(f"table.{key}"), tuple(number(m.facts[key], digits) for m in models))
                for key, digits in counted
            ),
        ),
        notes=(*simulated, *notes_on_inference(models), *notes),
        study_table=study_table,
    )


def _two_lines(label: Text, cells: Sequence[tuple[Cell, Cell]], part: str) -> list[Row]:
    """A row of numbers, and what is in brackets below each."""
    above, beneath = zip(*cells, strict=True)
    return [Row(label, above), Row(label, beneath, word(f"table.{part}"))]


def _numbers(models: Sequence[Model]) -> tuple[Head, ...]:
    return tuple(Head(same(f"({model.key[1]})")) for model in models)


def _names(source: Source, models: Sequence[Model]) -> tuple[Head, ...]:
    """A column's sample where it has one, else its outcome."""
    facts = [model.facts for model in models]
    return tuple(
        Head(source.sample(row["sample"]) if row["sample"] else source.term(row["outcome"]))
        for row in facts
    )


def _reason(row: Record) -> Text:
    return Text(row["reason_zh"], row["reason_en"])


def _statement(row: Record | None) -> tuple[Number | None, Number | None]:
    """A coefficient and the brackets below it, from results.shown_estimates."""
    if row is None:
        return None, None
    is_p = str(row["bracket_text"] or "").startswith("[")
    bracket = laid_out(row["p_value"] if is_p else row["std_error"], row["bracket_text"])
    coefficient = laid_out(row["coefficient"], row["coefficient_text"], stars=row["stars"])
    if coefficient is None:
        return None, bracket
    return replace(
        coefficient, dagger=row["dagger"], follows=bracket, df=None if is_p else row["df"]
    ), bracket


def printed_table(source: Source, study_table: str) -> TableSpec | None:
    """What the paper prints, misprints included."""
    models = sorted(
        (row for row in source.printed("models") if row["study_table"] == study_table),
        key=lambda row: int(row["column_no"]),
    )
    by_term: dict[str, dict[int, Record]] = {}
    for row in source.printed("coefficients"):
        if row["study_table"] == study_table:
            by_term.setdefault(row["term"], {})[int(row["column_no"])] = row
    if not by_term or not models:
        return None
    numbers = [int(row["column_no"]) for row in models]
    body: list[Row] = []
    for term in sorted(by_term, key=lambda term: term == "_cons"):
        found = [by_term[term].get(column, {}) for column in numbers]
        cells = [
            (
                printed(row.get("coefficient"), stars=row.get("stars") or ""),
                printed(row.get("std_error"), form="round"),
            )
            for row in found
        ]
        body += _two_lines(source.term(term), cells, "std_error")
    return TableSpec(
        name=f"{_file_name(study_table)}_printed",
        number=word("table.number", number=study_table),
        title=_title(study_table).format(variant=word("variant.printed")),
        stub=word("table.variable"),
        heads=(
            tuple(Head(same(f"({column})")) for column in numbers),
            tuple(Head(_printed_name(source, row)) for row in models),
        ),
        body=tuple(body),
        foot=(
            Row(word("table.r2"), tuple(printed(row["r2"]) for row in models)),
            Row(word("table.n_obs"), tuple(printed(row["n_obs"]) for row in models)),
        ),
        notes=(word("note.printed"),),
        study_table=study_table,
        is_printed=True,
    )


def notes_on_inference(models: Sequence[Model]) -> list[Text]:
    """What brackets, stars and daggers of these columns mean, and which column departs from it."""
    return [
        *_convention_notes(models),
        *_reason_notes(models),
        word("note.stars"),
        *_dagger_notes(models),
    ]


def _convention_notes(models: Sequence[Model]) -> Iterator[Text]:
    """The convention that was asked for, then the columns that have another, then the constants."""
    columns: dict[str, list[Model]] = {}
    for model in models:
        if model.convention:
            columns.setdefault(model.convention, []).append(model)
    asked = next((str(row["convention_asked"]) for m in models for row in m.slopes), "")
    if asked in columns:
        yield _convention(asked, columns[asked])
    for convention, others in columns.items():
        if convention != asked:
            yield word(
                "note.other_convention",
                columns=listed([_column(model, models) for model in others]),
                asked=word_or(f"vcov.{asked}", asked),
                convention=word_or(f"vcov.{convention}", convention),
            )
    constants = {
        str(row["convention"])
        for model in models
        if (row := model.shown.get("_cons")) and row["convention"] != model.convention
    }
    if constants:
        names = [word_or(f"vcov.{name}", name) for name in sorted(constants)]
        yield word("note.constant", conventions=listed(names))


def _reason_notes(models: Sequence[Model]) -> Iterator[Text]:
    """Why a number is missing, was adjusted or is not to be trusted, with the columns it holds for."""
    columns: dict[Text, dict[Text, None]] = {}
    for model in models:
        for row in model.shown.values():
            if row["reason_en"]:
                columns.setdefault(_reason(row), {})[_column(model, models)] = None
    for reason, found in columns.items():
        yield word("note.reason", columns=listed(list(found)), reason=reason)


def _convention(name: str, models: Sequence[Model]) -> Text:
    """What brackets hold and stars follow under one convention."""
    if name == "wild":
        return word("note.wild", draws=_draws(models))
    return word("note.standard_error", convention=word_or(f"vcov.{name}", name))


def _dagger_notes(models: Sequence[Model]) -> Iterator[Text]:
    """What a dagger means, and how many there are; only where the convention asked for has daggers."""
    tested = [
        row
        for model in models
        for row in model.slopes
        if row["convention_asked"] == DAGGERS and row["wild_p_value"] is not None
    ]
    if tested:
        yield word(
            "note.dagger",
            n=sum(bool(row["dagger"]) for row in tested),
            all=len(tested),
            draws=_draws(models),
        )


def _draws(models: Sequence[Model]) -> Text:
    counts = {model.draws() for model in models} - {None}
    return same(" / ".join(f"{count:,}" for count in sorted(filter(None, counts))))


def _column(model: Model, models: Sequence[Model]) -> Text:
    """A column by its number, and by its variant where the table has several."""
    number = same(f"({model.key[1]})")
    if len({other.key[2] for other in models}) == 1:
        return number
    name = _short(model.key[2])
    return Text(f"{name.zh} {number.zh}", f"{name.en} {number.en}")


def _short(variant: str) -> Text:
    """A variant's name as the head of a column."""
    return word_or(f"variant_head.{variant}", variant.removeprefix(ROBUST))


def _variant(name: str, has_paper: bool = True) -> Text:
    """A variant's name, without reference to a paper where there is none."""
    own = None if has_paper else catalogue().get(f"variant.{name}_own")
    return own or word_or(f"variant.{name}", name)


def _printed_name(source: Source, row: Record) -> Text:
    label = row["group_label"] or ""
    return word_or(f"printed.{label}", label) if label else source.term(row["outcome"])


def _title(study_table: str) -> Text:
    known = catalogue().get(f"title.{study_table}")
    return known or word("title.other", number=study_table)


def _file_name(study_table: str, variant: str = "") -> str:
    stem = f"table_{study_table}" + (f"_{variant}" if variant else "")
    return re.sub(r"\W+", "_", stem)


def _key(row: Record) -> tuple[str, int, str]:
    return str(row["study_table"]), int(row["column_no"]), str(row["variant"])
