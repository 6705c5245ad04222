"""Diagnostics, leave-one-out and unit roots as the study writes them."""

from __future__ import annotations

import duckdb
import pytest

from panelstats.effects import Effects
from panelstats.within import project


def test_leaving_out_equals_estimating_without(studied: duckdb.DuckDBPyConnection) -> None:
    rows = studied.execute(
        "select left_out_kind, left_out, coefficient from results.leave_one_out"
        " where study_table = '3' and column_no = 1 and variant = 'equation'"
    ).fetchall()
    assert [kind for kind, _, _ in rows].count("region") == 30
    assert [kind for kind, _, _ in rows].count("year") == 12
    panel = studied.execute(
        "select region_code, year, ln_tsi, dig from marts.study_panel"
    ).fetchnumpy()
    region, year, y, x = panel.values()
    for kind, left_out, coefficient in (rows[0], rows[-1]):
        rest = (region if kind == "region" else year.astype(str)) != left_out
        within = project(y[rest], x[rest][:, None], region[rest], year[rest], Effects.REGION_YEAR)
        assert coefficient == pytest.approx(within.coefficient[0], rel=1e-9)


def test_unit_roots_of_the_study_warn_below_25_years(
    studied: duckdb.DuckDBPyConnection,
) -> None:
    rows = studied.execute(
        "select test, bool_and(warning_en <> ''), bool_or(warning_en <> ''), count(*)"
        " from results.unit_roots group by test"
    ).fetchall()
    warned = {test: (every, some) for test, every, some, _ in rows}
    assert warned["harris_tzavalis"] == (False, False)
    for test in ("levin_lin_chu", "im_pesaran_shin", "fisher"):
        assert warned[test] == (True, True)
    (first,) = studied.execute("select test from results.unit_roots limit 1").fetchall()
    assert first == ("harris_tzavalis",)
