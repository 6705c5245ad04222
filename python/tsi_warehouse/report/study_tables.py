"""Tables 2 to 7 (and any other that study_models asks for), computed and printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsi_warehouse.report.charts.names import listed
from tsi_warehouse.report.source import Row as Record
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.table import Cell, Head, Row, TableSpec, number, p_number, printed
from tsi_warehouse.report.words import Text, catalogue, same, word, word_or
from tsi_warehouse.study.replication import matching_term, stars

#: Where the model's own convention is what is shown, with the wild bootstrap beneath: the variant
#: is defined by it. Everywhere else errors are CR3's.
OWN_CONVENTION = frozenset({"differenced"})
#: A variant so named is a column of its table's robustness table.
ROBUST = "robust_"


@dataclass(frozen=True)
class Model:
    """A row of results.models with its estimates: `estimates[term][vcov]`."""

    key: tuple[str, int, str]
    facts: Record
    estimates: Mapping[str, Mapping[str, Record]]

    @property
    def terms(self) -> tuple[str, ...]:
        """Regressors in their order, the constant last."""
        return tuple(sorted(self.estimates, key=lambda term: term == "_cons"))

    def shown(self, term: str) -> tuple[Record | None, Record | None]:
        """The estimate whose error is shown and the wild bootstrap's, each where it is had."""
        by_vcov = self.estimates.get(term, {})
        own = str(self.facts["vcov"])
        order = [own, "cr3"] if self.key[2] in OWN_CONVENTION else ["cr3", own]
        chosen = next((by_vcov[name] for name in order if name in by_vcov), None)
        return chosen or next(iter(by_vcov.values()), None), by_vcov.get("wild")

    def p_value(self, term: str) -> float | None:
        """The p-value that the stars show: the wild bootstrap's before any other."""
        chosen, wild = self.shown(term)
        if wild and wild["p_value"] is not None:
            return float(wild["p_value"])
        return None if chosen is None else chosen["p_value"]


def read_models(source: Source) -> dict[tuple[str, int, str], Model]:
    """Every estimated model, by (study_table, column_no, variant), in the order of tables."""
    estimates: dict[tuple[str, int, str], dict[str, dict[str, Record]]] = {}
    for row in source.table("results.estimates"):
        by_term = estimates.setdefault(_key(row), {})
        by_term.setdefault(row["term"], {})[row["vcov"]] = row
    rows = source.table("results.models", "study_table, variant, column_no")
    return {_key(row): Model(_key(row), row, estimates.get(_key(row), {})) for row in rows}


def study_tables(source: Source) -> list[TableSpec]:
    """Table 2, then each table's computed variants and what the paper prints."""
    models = read_models(source)
    skipped = source.table("results.skipped", "study_table, variant, column_no")
    rows = [*skipped, *source.table("seeds.printed_models")]
    tables = sorted({*(key[0] for key in models), *(str(row["study_table"]) for row in rows)})
    specs = [spec for spec in (descriptive_table(source),) if spec]
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
    """One table of one variant: coefficient with stars, error in brackets, wild p beneath."""
    terms = list(dict.fromkeys(term for model in models for term in model.terms))
    lines = {
        term: [term if term in model.estimates else None for model in models] for term in terms
    }
    return TableSpec(
        name=_file_name(study_table, variant),
        number=word("table.number", number=study_table),
        title=_title(study_table).format(variant=_variant(variant)),
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
    """Every robustness variant of a table in one: the baseline's columns, then a column a variant.

    A row is a variable of the baseline; a variant's own form of it (dig_equal, lag(dig),
    winsor(lnpgdp)) stands in that row.
    """
    robust = [model for model in models if model.key[2].startswith(ROBUST)]
    columns_varied = {model.key[1] for model in robust}
    baseline = [m for m in models if m.key[2] == "equation" and m.key[1] in columns_varied]
    if not robust or not baseline:
        return None
    shown = [*baseline, *robust]
    terms = list(dict.fromkeys(term for model in baseline for term in model.terms))
    known = [{matching_term(term, model.terms) for term in terms} for model in shown]
    terms += dict.fromkeys(
        term for model, found in zip(shown, known, strict=True) for term in model.terms
        if term not in found
    )  # fmt: skip
    lines = {term: [matching_term(term, model.terms) for model in shown] for term in terms}
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
    """Three lines a term: coefficient with stars, error, wild p where there is one.

    Parameters
    ----------
    lines : for each row's term, under what name each model has it; the constant comes last
    """
    body: list[Row] = []
    for term in sorted(lines, key=lambda term: term == "_cons"):
        label = source.term(term)
        coefficients: list[Cell] = []
        errors: list[Cell] = []
        wild_p: list[Cell] = []
        for model, own in zip(models, lines[term], strict=True):
            chosen, wild = model.shown(own) if own else (None, None)
            if chosen is None:
                for line in (coefficients, errors, wild_p):
                    line.append(None)
                continue
            marks = stars(model.p_value(own or term))
            coefficients.append(number(chosen["coefficient"], stars=marks))
            errors.append(number(chosen["std_error"], form="round"))
            wild_p.append(p_number(wild["p_value"] if wild else None, 4, form="square"))
        body += [
            Row(label, tuple(coefficients)),
            Row(label, tuple(errors), word("table.std_error")),
        ]
        if any(wild_p):
            body.append(Row(label, tuple(wild_p), word("table.wild_p")))
    return tuple(body)


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


def descriptive_table(source: Source) -> TableSpec | None:
    """Table 2, computed beside printed."""
    rows = source.table("marts.descriptive_statistics")
    computed = {row["variable"]: row for row in rows}
    papers = {row["variable"]: row for row in source.table("seeds.printed_descriptives")}
    variables = [*papers, *sorted(name for name in computed if name not in papers)]
    if not variables:
        return None
    quantities = ("n", "maximum", "minimum", "std_dev")
    body = []
    for variable in variables:
        cells: list[Cell] = []
        for quantity in quantities:
            decimals = 0 if quantity == "n" else 4
            cells.append(number(computed.get(variable, {}).get(quantity), decimals))
            cells.append(printed(papers.get(variable, {}).get(quantity)))
        body.append(Row(source.term(variable), tuple(cells)))
    beside = (Head(word("table.computed")), Head(word("table.printed")))
    notes = [
        word("note.descriptives", first=source.release.first_year, last=source.release.last_year)
    ]
    if source.release.is_simulated:
        notes.insert(0, word("note.simulated"))
    return TableSpec(
        name="table_2",
        number=word("table.number", number="2"),
        title=word("title.2"),
        stub=word("table.variable"),
        heads=(
            tuple(Head(word(f"quantity.{name}"), 2) for name in quantities),
            beside * len(quantities),
        ),
        body=tuple(body),
        notes=tuple(notes),
        study_table="2",
    )


def printed_table(source: Source, study_table: str) -> TableSpec | None:
    """What the paper prints, misprints included."""
    coefficients = [
        row
        for row in source.table("seeds.printed_coefficients")
        if row["study_table"] == study_table
    ]
    models = sorted(
        (row for row in source.table("seeds.printed_models") if row["study_table"] == study_table),
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
    )


def _notes(
    source: Source, models: Sequence[Model], variant: str, skipped: Sequence[Record]
) -> list[Text]:
    has_wild = any(model.shown(term)[1] for model in models for term in model.terms)
    shown = {
        str(found["vcov"])
        for model in models
        for term in model.terms
        if term != "_cons" and (found := model.shown(term)[0])
    }
    named = listed([word_or(f"vcov.{name}", name) for name in sorted(shown)])
    notes = [word("note.simulated")] if source.release.is_simulated else []
    if has_wild:
        draws = {
            wild["draws"]
            for model in models
            for term in model.terms
            if (wild := model.shown(term)[1])
        }
        told = same(" / ".join(f"{count:,}" for count in sorted(filter(None, draws))))
        notes.append(word("note.wild", conventions=named, draws=told))
    else:
        notes.append(word("note.no_wild", conventions=named))
    of_constants = {
        str(found["vcov"]) for model in models if (found := model.shown("_cons")[0])
    } - shown
    if of_constants:
        names = [word_or(f"vcov.{name}", name) for name in sorted(of_constants)]
        notes.append(word("note.constant", conventions=listed(names)))
    notes.append(word("note.stars"))
    if variant in ("equation", "differenced"):
        notes.append(word(f"note.{variant}"))
    for row in skipped:
        notes.append(
            word(
                "note.skipped",
                column=row["column_no"],
                reason=Text(row["reason_zh"], row["reason_en"]),
            )
        )
    return notes


def _variant(name: str) -> Text:
    return word_or(f"variant.{name}", name)


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
