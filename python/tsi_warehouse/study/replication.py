"""The paper's printed numbers next to the computed ones (results.replication).

Standard errors and stars are those that the tables show (results.shown_estimates): one convention for
the whole study, named in the column vcov.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from tsi_warehouse.study.results import ModelRow, ReplicationRow
from tsi_warehouse.study.specify import ModelSpec

if TYPE_CHECKING:
    import duckdb

DESCRIPTIVE = "2"


class Place(NamedTuple):
    """Which printed number, of which variant."""

    study_table: str
    column_no: int | None
    variant: str
    outcome: str
    term: str


class Shown(NamedTuple):
    """A coefficient as tables show it."""

    convention: str
    coefficient: float
    std_error: float | None
    stars: str


def printed_number(text: str) -> Decimal | None:
    """A printed number with its decimals; None where the text is no number."""
    cleaned = text.strip().replace("−", "-").replace("–", "-").strip("()*")
    try:
        return Decimal(cleaned)
    except InvalidOperation:
        return None


def bare(term: str) -> str:
    """The variable inside a term's functions: 'diff(ln(fdi))' is about 'fdi'."""
    return re.sub(r"^(?:\w+\()+", "", term).rstrip(")")


def matching_term(printed: str, terms: Sequence[str]) -> str | None:
    """The model's term that a printed term stands for.

    The term itself; else the one made of the same variable (a printed lnpgdp is diff(lnpgdp) in the
    differenced variant); else the one of a variant of it (a printed dig is dig_pca in table 7).
    """
    if printed in terms:
        return printed
    for candidate in terms:
        if bare(candidate) == bare(printed):
            return candidate
    return next((term for term in terms if bare(term).startswith(f"{bare(printed)}_")), None)


def replicate(
    connection: duckdb.DuckDBPyConnection,
    specs: Sequence[ModelSpec],
    models: Sequence[ModelRow],
) -> list[ReplicationRow]:
    """One row per printed number and variant of its model; nothing computed where it was skipped.

    The variants compared are the paper's own, `equation` and `differenced`. results.estimates must have
    been written.
    """
    return [
        *_descriptives(connection),
        *_coefficients(connection, specs),
        *_model_numbers(connection, specs, models),
    ]


def _descriptives(connection: duckdb.DuckDBPyConnection) -> Iterator[ReplicationRow]:
    quantities = ("n", "maximum", "minimum", "std_dev")
    rows = connection.execute(
        f"""
        select variable, {", ".join(f"printed.{name}" for name in quantities)},
            {", ".join(f"computed.{name}" for name in quantities)}
        from intermediate.int_own_printed_descriptives as printed
        left join marts.descriptive_statistics as computed using (variable)
        """
    ).fetchall()
    for variable, *numbers in rows:
        for quantity, printed, computed in zip(quantities, numbers[:4], numbers[4:], strict=True):
            if printed is not None:
                place = Place(DESCRIPTIVE, None, "", "", variable)
                yield _row(place, quantity, "", printed, computed)


def _coefficients(
    connection: duckdb.DuckDBPyConnection, specs: Sequence[ModelSpec]
) -> Iterator[ReplicationRow]:
    printed = connection.execute(
        "select study_table, cast(column_no as integer), term, coefficient, std_error, stars"
        " from intermediate.int_own_printed_coefficients"
    ).fetchall()
    by_model = _shown(connection)
    for study_table, column_no, term, coefficient, std_error, marks in printed:
        for spec in _papers_variants(specs, study_table, column_no):
            fitted = by_model.get((study_table, column_no, spec.variant), {})
            match = fitted.get(matching_term(term, tuple(fitted)) or "")
            place = Place(study_table, column_no, spec.variant, str(spec.outcome), term)
            vcov = match.convention if match else ""
            yield _row(
                place, "coefficient", vcov, coefficient, match.coefficient if match else None
            )
            if std_error:
                yield _row(place, "std_error", vcov, std_error, match.std_error if match else None)
            found = match.stars if match else None
            yield ReplicationRow(
                *place,
                quantity="stars",
                vcov=vcov,
                printed=marks or "",
                computed=found,
                printed_value=None,
                computed_value=None,
                difference=None,
                agrees=None if found is None else found == (marks or ""),
            )


def _shown(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, int, str], dict[str, Shown]]:
    """What is shown of each model, by term in the order of the regressors."""
    shown = {
        (table, column, variant, term): Shown(*values)
        for table, column, variant, term, *values in connection.execute(
            "select study_table, column_no, variant, term, convention, coefficient, std_error, stars"
            " from results.shown_estimates"
        ).fetchall()
    }
    found: dict[tuple[str, int, str], dict[str, Shown]] = {}
    for *model, term in connection.execute(
        "select study_table, column_no, variant, term from results.estimates"
    ).fetchall():
        key: tuple[str, int, str] = (model[0], model[1], model[2])
        if (*key, term) in shown:
            found.setdefault(key, {})[term] = shown[(*key, term)]
    return found


def _model_numbers(
    connection: duckdb.DuckDBPyConnection, specs: Sequence[ModelSpec], models: Sequence[ModelRow]
) -> Iterator[ReplicationRow]:
    printed = connection.execute(
        "select study_table, cast(column_no as integer), r2, n_obs from intermediate.int_own_printed_models"
    ).fetchall()
    by_key = {(row.study_table, row.column_no, row.variant): row for row in models}
    for study_table, column_no, r2, n_obs in printed:
        for spec in _papers_variants(specs, study_table, column_no):
            model = by_key.get((study_table, column_no, spec.variant))
            place = Place(study_table, column_no, spec.variant, str(spec.outcome), "")
            if r2:
                yield _row(place, "r2", "", r2, model.r2_within if model else None)
            if n_obs:
                yield _row(place, "n_obs", "", n_obs, model.n_obs if model else None)


def _papers_variants(
    specs: Sequence[ModelSpec], study_table: str, column_no: int
) -> Iterator[ModelSpec]:
    for spec in specs:
        if (spec.study_table, spec.column_no) == (study_table, column_no) and spec.variant in (
            "equation",
            "differenced",
        ):
            yield spec


def _row(
    place: Place, quantity: str, vcov: str, printed: object, computed: float | None
) -> ReplicationRow:
    text = str(printed)
    number = printed_number(text)
    rounded = None
    if computed is not None and number is not None:
        rounded = Decimal(repr(float(computed))).quantize(Decimal(1).scaleb(_exponent(number)))
    return ReplicationRow(
        *place,
        quantity=quantity,
        vcov=vcov,
        printed=text,
        computed=None if rounded is None else f"{rounded:f}",
        printed_value=None if number is None else float(number),
        computed_value=None if computed is None else float(computed),
        difference=None if computed is None or number is None else float(computed) - float(number),
        agrees=None if rounded is None else rounded == number,
    )


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
