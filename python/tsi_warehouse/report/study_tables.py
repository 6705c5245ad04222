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
    models = read_models(source)
    skipped = source.table("results.skipped", "study_table, variant, column_no")
    rows = [*skipped, *source.printed("models")]
    tables = sorted({*(key[0] for key in models), *(str(row["study_table"]) for row in rows)})
    specs = [spec for spec in (declared_table(source, "table_2"),) if spec]
    for study_table in tables:
        of_table = [model for model in models.values() if model.key[0] == study_table]
        variants = dict.fromkeys(["equation", "differenced", *(m.key[2] for m in of_table)])
        for variant in variants:
            if variant.startswith(ROBUST):
                continue
            part = [
                model for key, model in models.items() if (key[0], key[2]) == (study_table, variant)
            ]
            missing = [
                row
                for row in skipped
                if (row["study_table"], row["variant"]) == (study_table, variant)
            ]
            if part:
                specs.append(regression_table(source, study_table, variant, part, missing))
        if spec := robustness_table(source, study_table, of_table, skipped):
            specs.append(spec)
        if spec := printed_table(source, study_table):
            specs.append(spec)
    return specs


def regression_table(
    source: Source,
    study_table: str,
    variant: str,
    models: Sequence[Model],
    skipped: Sequence[Record],
) -> TableSpec:
    """One table of one variant: coefficient with stars, beneath it its standard error or p-value."""
    terms = list(dict.fromkeys(term for model in models for term in model.terms))
    lines = {
        term: [term if term in model.estimates else None for model in models] for term in terms
    }
    return TableSpec(
        name=_file_name(study_table, variant),
        number=word("table.number", number=study_table),
        title=_title(study_table).format(variant=_variant(variant, source.has_paper)),
        stub=word("table.variable"),
        heads=(
            tuple(Head(same(f"({model.key[1]})")) for model in models),
            tuple(Head(_column_name(source, model.facts)) for model in models),
        ),
        body=_body(source, models, lines),
        foot=_foot(models),
        notes=tuple(_notes(source, models, variant, skipped)),
        study_table=study_table,
    )


def robustness_table(
    source: Source, study_table: str, models: Sequence[Model], skipped: Sequence[Record]
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
    missing = [
        row for row in skipped
        if row["study_table"] == study_table and row["variant"].startswith(ROBUST)
    ]  # fmt: skip
    notes = _notes(source, shown, "robustness", [])
    notes.append(word("note.robustness", number=study_table))
    notes += [
        word(
            "note.skipped_variant", variant=_variant(row["variant"]), column=row["column_no"],
            reason=Text(row["reason_zh"], row["reason_en"]),
        )
        for row in missing
    ]  # fmt: skip
    return TableSpec(
        name=_file_name(study_table, "robustness"),
        number=word("table.number", number=study_table),
        title=_title(study_table).format(variant=word("variant.robustness")),
        stub=word("table.variable"),
        heads=(
            tuple(
                Head(word_or(f"variant_head.{variant}", variant.removeprefix(ROBUST)), span)
                for variant, span in spans.items()
            ),
            tuple(Head(same(f"({model.key[1]})")) for model in shown),
            *(
                (tuple(Head(_column_name(source, model.facts)) for model in shown),)
                if len(baseline) > 1
                else ()
            ),
        ),
        body=_body(source, shown, lines),
        foot=_foot(shown),
        notes=tuple(notes),
        study_table=study_table,
    )


def _body(
    source: Source, models: Sequence[Model], lines: Mapping[str, Sequence[str | None]]
) -> tuple[Row, ...]:
    """Two lines a term: coefficient with stars, and the standard error or p-value that they follow.

    Parameters
    ----------
    lines : for each row's term, under what name each model has it; the constant comes last
    """
    body: list[Row] = []
    for term in sorted(lines, key=lambda term: term == "_cons"):
        label = source.term(term)
        cells = [
            _statement(model.shown.get(own)) if own else (None, None)
            for model, own in zip(models, lines[term], strict=True)
        ]
        brackets = tuple(bracket for _, bracket in cells)
        forms = {bracket.form for bracket in brackets if bracket}
        part = "table.std_error_or_p" if len(forms) > 1 else "table.std_error"
        part = "table.wild_p" if forms == {"square"} else part
        body += [
            Row(label, tuple(coefficient for coefficient, _ in cells)),
            Row(label, brackets, word(part)),
        ]
    return tuple(body)


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


def _foot(models: Sequence[Model]) -> tuple[Row, ...]:
    """What belongs to a column: effects, R2, observations, regions."""
    return (
        Row(
            word("table.effects"),
            tuple(word_or(f"effects.{m.facts['effects']}", m.facts["effects"]) for m in models),
        ),
        Row(word("table.r2_within"), tuple(number(model.facts["r2_within"]) for model in models)),
        Row(word("table.n_obs"), tuple(number(model.facts["n_obs"], 0) for model in models)),
        Row(
            word("table.n_regions"), tuple(number(model.facts["n_regions"], 0) for model in models)
        ),
    )


def printed_table(source: Source, study_table: str) -> TableSpec | None:
    """What the paper prints, misprints included."""
    coefficients = [
        row for row in source.printed("coefficients") if row["study_table"] == study_table
    ]
    models = sorted(
        (row for row in source.printed("models") if row["study_table"] == study_table),
        key=lambda row: int(row["column_no"]),
    )
    if not coefficients or not models:
        return None
    by_place = {(int(row["column_no"]), row["term"]): row for row in coefficients}
    terms = sorted(
        dict.fromkeys(row["term"] for row in coefficients), key=lambda term: term == "_cons"
    )
    numbers = [int(row["column_no"]) for row in models]
    body: list[Row] = []
    for term in terms:
        found = [by_place.get((column, term), {}) for column in numbers]
        label = source.term(term)
        body += [
            Row(
                label,
                tuple(
                    printed(row.get("coefficient"), stars=row.get("stars") or "") for row in found
                ),
            ),
            Row(
                label,
                tuple(printed(row.get("std_error"), form="round") for row in found),
                word("table.std_error"),
            ),
        ]
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


def _notes(
    source: Source, models: Sequence[Model], variant: str, skipped: Sequence[Record]
) -> list[Text]:
    notes = [word("note.simulated")] if source.release.is_simulated else []
    notes += notes_on_inference(models)
    if variant in ("equation", "differenced"):
        notes.append(word(f"note.{variant}{'' if source.has_paper else '_own'}"))
    for row in skipped:
        notes.append(
            word(
                "note.skipped",
                column=row["column_no"],
                reason=Text(row["reason_zh"], row["reason_en"]),
            )
        )
    return notes


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
                reason = Text(row["reason_zh"], row["reason_en"])
                columns.setdefault(reason, {})[_column(model, models)] = None
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
    name = word_or(f"variant_head.{model.key[2]}", model.key[2].removeprefix(ROBUST))
    return Text(f"{name.zh} {number.zh}", f"{name.en} {number.en}")


def _variant(name: str, has_paper: bool = True) -> Text:
    """A variant's name, without reference to a paper where there is none."""
    own = None if has_paper else catalogue().get(f"variant.{name}_own")
    return own or word_or(f"variant.{name}", name)


def _column_name(source: Source, facts: Record) -> Text:
    return source.sample(facts["sample"]) if facts["sample"] else source.term(facts["outcome"])


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
