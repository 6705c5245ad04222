"""Terms of study models: what they parse to, what they compute, what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from tsi_warehouse.study.terms import BadTerm, Grid, UnknownTerm, check_known, evaluate, parse

NAN = np.nan
WHERE = "seeds/study_models.csv, table 3, column 2, variant equation"
GRID = Grid(
    regions=("a", "b"),
    years=(2011, 2012, 2013, 2014),
    values={
        "x": np.array([[1.0, 2.0, NAN, 8.0], [1.0, 3.0, 9.0, 27.0]]),
        "zero": np.array([[0.0, -1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]]),
    },
)


@pytest.mark.parametrize("text", ["dig", "ln(x)", "diff(ln(fdi))", "first(a):lag(total(b))"])
def test_a_term_prints_as_it_was_written(text: str) -> None:
    assert str(parse(text, WHERE)) == text


@pytest.mark.parametrize("text", ["", "ln(", "ln x", "x)", "sqrt(x)", "a:", "1x", "a*b", "ln()"])
def test_what_is_no_term_names_the_row(text: str) -> None:
    with pytest.raises(BadTerm, match="table 3, column 2") as caught:
        parse(text, WHERE)
    assert caught.value.exit_code == 2


def test_an_unknown_term_names_the_row_and_the_nearest_names() -> None:
    with pytest.raises(UnknownTerm, match="table 3, column 2") as caught:
        check_known(parse("diff(lnpgpd)", WHERE), ["lnpgdp", "dig"], WHERE)
    assert caught.value.exit_code == 2
    assert "lnpgdp" in caught.value.en
    assert "lnpgdp" in caught.value.zh


def test_diff_never_reaches_across_a_gap() -> None:
    computed = evaluate(parse("diff(x)", WHERE), GRID)
    np.testing.assert_array_equal(computed, [[NAN, 1, NAN, NAN], [NAN, 2, 6, 18]])


def test_lag_stays_inside_its_region() -> None:
    computed = evaluate(parse("lag(x)", WHERE), GRID)
    np.testing.assert_array_equal(computed, [[NAN, 1, 2, NAN], [NAN, 1, 3, 9]])


def test_ln_of_what_is_not_above_zero_is_missing() -> None:
    computed = evaluate(parse("ln(zero)", WHERE), GRID)
    np.testing.assert_array_equal(computed, [[NAN, NAN, 0, 0], [0, 0, 0, 0]])


def test_functions_nest_and_products_join() -> None:
    computed = evaluate(parse("first(x):lag(total(x))", WHERE), GRID)
    np.testing.assert_array_equal(computed, [[NAN, 2, 5, 9], [NAN, 2, 5, 9]])


def test_winsor_moves_only_the_tails() -> None:
    values = np.arange(1000.0).reshape(10, 100)
    computed = evaluate(parse("winsor(v)", WHERE), Grid((), (), {"v": values}))
    low, high = np.percentile(values, [1, 99])
    np.testing.assert_allclose(computed, np.clip(values, low, high))
    assert computed.min() > 0
