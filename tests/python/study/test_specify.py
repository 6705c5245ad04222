"""study_models as data: frames, samples, reasons."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from study_helpers import add_model

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.study.estimate import Fit, estimate
from tsi_warehouse.study.specify import (
    Frame,
    ModelSpec,
    NoModel,
    build_frame,
    read_data,
    read_models,
)
from tsi_warehouse.study.terms import UnknownTerm


def only_model(connection: duckdb.DuckDBPyConnection) -> Fit | NoModel:
    data = read_data(connection)
    (spec,) = read_models(connection, data.known)
    frame = build_frame(connection, data, spec)
    return frame if isinstance(frame, NoModel) else estimate(frame)


def only_frame(connection: duckdb.DuckDBPyConnection) -> Frame:
    data = read_data(connection)
    (spec,) = read_models(connection, data.known)
    frame = build_frame(connection, data, spec)
    assert isinstance(frame, Frame)
    return frame


def test_differenced_controls_leave_the_first_year_out(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig + diff(lnpgdp)")
    frame = only_frame(models)
    assert len(frame.y) == 30 * 11
    assert frame.year.min() == 2012


def test_an_indicator_is_a_term_and_its_earlier_years_serve_the_lag(
    models: duckdb.DuckDBPyConnection,
) -> None:
    add_model(models, "diff(ln(fdi))")
    frame = only_frame(models)
    assert frame.year.min() == 2011
    panel_value = models.execute(
        "select lnfcl from marts.study_panel where region_code = '000000' and year = 2011"
    ).fetchone()
    assert panel_value is not None
    assert frame.x[0, 0] == pytest.approx(panel_value[0] - np.log(3.0))


def test_the_sample_is_a_condition_evaluated_by_the_database(
    models: duckdb.DuckDBPyConnection,
) -> None:
    add_model(models, "dig", sample="group_paper = 'east' and year between 2012 and 2014")
    frame = only_frame(models)
    assert set(frame.year) == {2012, 2013, 2014}
    assert len(frame.y) == 30


@pytest.mark.parametrize(
    "sample", ["no_such_column > 1", "year >", "true); drop table marts.study_panel; select (1"]
)
def test_a_sample_that_is_no_condition_names_its_row(
    models: duckdb.DuckDBPyConnection, sample: str
) -> None:
    add_model(models, "dig", sample=sample)
    with pytest.raises(TsiError, match="table 9, column 1") as caught:
        only_model(models)
    assert caught.value.exit_code == 2
    assert models.execute("select count(*) from marts.study_panel").fetchone() == (360,)


def test_an_unknown_term_stops_the_study(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig + lnpgpd")
    with pytest.raises(UnknownTerm, match="lnpgdp"):
        only_model(models)


@pytest.mark.parametrize(
    ("terms", "sample", "reason"),
    [
        ("dig + software_revenue", "", "no_data"),
        ("dig", "year = 1900", "no_rows"),
        ("dig", "region_code = '000000'", "one_region"),
        ("dig + first(lnpgdp)", "", "singular"),
        ("dig + lnpgdp + lag(dig) + diff(dig)", "", "singular"),
        (
            "dig + lnpgdp + lnfcl + open",
            "year < 2014 and region_code < '020000'",
            "no_degrees_of_freedom",
        ),
    ],
)
def test_a_model_that_cannot_be_had_is_a_reason(
    models: duckdb.DuckDBPyConnection, terms: str, sample: str, reason: str
) -> None:
    add_model(models, terms, sample=sample)
    found = only_model(models)
    assert isinstance(found, NoModel)
    assert found.reason == reason
    assert found.en
    assert found.zh


@pytest.mark.parametrize(
    ("column", "value"), [("effects", "regions"), ("vcov", "robust"), ("column_no", "first")]
)
def test_a_cell_that_cannot_be_read_says_what_was_expected(
    models: duckdb.DuckDBPyConnection, column: str, value: str
) -> None:
    add_model(models, "dig")
    models.execute(f"update seeds.study_models set {column} = ?", [value])
    with pytest.raises(TsiError, match=f"{column} is '{value}'; expected"):
        only_model(models)


def test_the_order_of_effects_does_not_matter(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig", effects="year + region")
    fitted = only_model(models)
    assert isinstance(fitted, Fit)
    assert fitted.spec.formula == "ln_tsi ~ dig + EntityEffects + TimeEffects"


def test_two_rows_of_one_model_are_refused(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig")
    add_model(models, "dig + lnpgdp")
    with pytest.raises(TsiError, match="two rows"):
        only_model(models)


def test_an_instrument_is_written_in_brackets(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "[dig ~ lag(lnpgdp)] + lnfcl")
    frame = only_frame(models)
    spec: ModelSpec = frame.spec
    assert spec.names == ("dig", "lnfcl")
    assert frame.instrument is not None
    assert len(frame.instrument) == len(frame.y) == 330
