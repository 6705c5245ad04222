"""What any data and any row of study_models can do to the study: it says so and goes on."""

from __future__ import annotations

import warnings
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from study_helpers import FEW_DRAWS, add_model, spec_for

from panelstats.covariance import Vcov
from panelstats.covariances import CONVENTIONS
from panelstats.effects import Effects
from panelstats.wild import Weights
from tsi_warehouse.study.estimate import Fit, estimate, estimate_row
from tsi_warehouse.study.run import (
    group_differences,
    mediation,
    of_fit,
    of_instrumented,
    run_study,
    skipped,
)
from tsi_warehouse.study.settings import StudySettings
from tsi_warehouse.study.specify import Endogenous, Frame, NoModel, StudyData, assemble
from tsi_warehouse.study.terms import Grid, parse
from tsi_warehouse.study.unit_roots import unit_roots

REGIONS, YEARS = 7, 6
SOUND = ("plain", "holes", "other", "third", "binary", "one_region", "almost")
SHAPES = ("{0}", "ln({0})", "lag({0})", "diff({0})", "winsor({0})", "first({0})", "total({0})",
          "{0}:{1}", "{0}:{0}:{0}", "ln({0}:{1})", "diff(ln({0}))")  # fmt: skip


def test_a_sample_can_make_a_regressor_constant(models: duckdb.DuckDBPyConnection) -> None:
    models.execute("update marts.study_panel set open = .3 where group_paper = 'east'")
    add_model(models, "dig + open", sample="group_paper = 'east'")
    run_study(models, FEW_DRAWS)
    found = models.execute("select reason, reason_en from results.skipped").fetchall()
    assert found == [("singular", "'open' is constant in this sample (0.3)")]


def test_the_reason_stands_in_place_of_the_p_value(models: duckdb.DuckDBPyConnection) -> None:
    models.execute("alter table marts.study_panel add column policy double")
    models.execute(
        "update marts.study_panel"
        " set policy = cast(region_code = '030000' and year >= 2016 as integer)"
    )
    add_model(models, "dig + policy", effects="region + year", vcov="cr2")
    run_study(models, FEW_DRAWS)
    found = models.execute(
        "select vcov, std_error, p_value, reason, reason_en, reason_zh from results.estimates"
        " where term = 'policy' and vcov in ('cr2', 'cr3', 'wild')"
    ).fetchall()
    assert len(found) == 3
    for _, error, p_value, reason, english, chinese in found:
        assert (error, p_value, reason) == (None, None, "one_treated_region")
        assert "only region 030000 identifies 'policy'" in english
        assert "地区 030000" in chinese
    ((doubtful,),) = models.execute(
        "select reason from results.estimates where term = 'policy' and vcov = 'xtreg'"
    ).fetchall()
    assert doubtful == "one_treated_region"
    others = "select count(*) from results.estimates where term = 'dig' and p_value is null"
    assert models.execute(others).fetchone() == (0,)


def test_xtreg_and_reghdfe_differ_by_singletons_in_one_table(
    models: duckdb.DuckDBPyConnection,
) -> None:
    sample = "group_paper = 'west' or (region_code = '000000' and year = 2015)"
    for place, vcov in enumerate(("xtreg", "reghdfe"), start=1):
        add_model(models, "dig", effects="region + year", sample=sample, vcov=vcov, column_no=place)
    run_study(models, FEW_DRAWS)
    counted = models.execute(
        "select vcov, n_obs, n_regions from results.models order by column_no"
    ).fetchall()
    assert counted == [("xtreg", 121, 11), ("reghdfe", 120, 10)]
    errors = models.execute(
        "select column_no, vcov, std_error, coefficient from results.estimates"
        " where term = 'dig' and vcov in ('xtreg', 'reghdfe') order by all"
    ).fetchall()
    (_, _, kept, one), (_, named, dropped, other), (_, _, same, _) = errors
    assert named == "reghdfe"
    assert same == pytest.approx(dropped, rel=1e-12)
    factor = np.sqrt(11 / 10 * 120 / (121 - 13) / (10 / 9 * 119 / (120 - 13)))
    assert kept / dropped == pytest.approx(factor, rel=1e-9)
    assert one == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize(
    ("column", "code", "english", "chinese"),
    [
        ("constant", "singular", "'constant' is constant in this sample (0.3)", "为常数（0.3）"),
        ("of_region", "singular", "'of_region' does not vary once the effects", "没有变异"),
        ("copy", "singular", "'copy' is collinear with 'plain' once", "与“plain”完全共线"),
        ("huge", "magnitude", "'huge' reaches", "请换用其他单位"),
        ("infinite", "not_finite", "'infinite' is infinite in this sample", "出现无穷大"),
        ("nothing", "no_data", "'nothing' has no value", "没有数据"),
    ],
)
def test_a_skipped_model_names_the_column_in_both_languages(
    column: str, code: str, english: str, chinese: str
) -> None:
    data = grid_of(odd_columns(1))
    spec = spec_for("binary", ("plain", column), Effects.REGION)
    frame = assemble(data, spec, data.in_panel)
    refusal = estimate(frame) if isinstance(frame, Frame) else frame
    assert isinstance(refusal, NoModel)
    assert refusal.reason == code
    assert english in refusal.en
    assert chinese in refusal.zh


def test_a_cube_of_large_numbers_is_estimated_in_its_own_units(
    models: duckdb.DuckDBPyConnection,
) -> None:
    """pgdp in yuan, cubed, is 1e15: its coefficient is that of pgdp in units of 1e5, over 1e15."""
    models.execute("alter table marts.study_panel add column yuan double")
    models.execute("alter table marts.study_panel add column units double")
    models.execute("update marts.study_panel set units = .5 + abs(lnpgdp)")
    models.execute("update marts.study_panel set yuan = 1e5 * units")
    add_model(models, "dig + yuan:yuan:yuan", effects="region + year")
    add_model(models, "dig + units:units:units", effects="region + year", column_no=2)
    run_study(models, FEW_DRAWS)
    found = models.execute(
        "select vcov, coefficient, std_error, p_value from results.estimates"
        " where term like '%:%' order by vcov, column_no"
    ).fetchall()
    assert len(found) == 16
    for large, small in zip(found[::2], found[1::2], strict=True):
        assert large[0] == small[0]
        assert large[1] * 1e15 == pytest.approx(small[1], rel=1e-9)
        assert large[3] == pytest.approx(small[3], rel=1e-6)
        if large[2] is not None:
            assert large[2] * 1e15 == pytest.approx(small[2], rel=1e-9)


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(REGIONS, YEARS))


def grid_of(values: dict[str, np.ndarray]) -> StudyData:
    regions = tuple(f"{code:02d}0000" for code in range(REGIONS))
    grid = Grid(regions, tuple(range(2011, 2011 + YEARS)), values)
    return StudyData(grid, np.ones((REGIONS, YEARS), dtype=bool), frozenset(values))


def odd_columns(seed: int) -> dict[str, np.ndarray]:
    """Columns as data can be: holes, constants, zeros, huge, tiny, one region only, copies."""
    draw = np.random.default_rng(seed)
    holes = np.where(draw.random((REGIONS, YEARS)) < 0.4, np.nan, noise(seed + 1))
    infinite = noise(seed + 2)
    infinite[draw.integers(REGIONS), draw.integers(YEARS)] = np.inf
    one_region, one_year = np.zeros((REGIONS, YEARS)), np.zeros((REGIONS, YEARS))
    one_region[2, 3:], one_year[:, 2] = 1.0, 1.0
    plain = noise(seed + 3)
    return {
        "plain": plain,
        "copy": plain * 1e9 + 5,
        "almost": plain + 1e-7 * noise(seed + 4),
        "holes": holes,
        "nothing": np.full((REGIONS, YEARS), np.nan),
        "infinite": infinite,
        "constant": np.full((REGIONS, YEARS), 0.3),
        "zero": np.zeros((REGIONS, YEARS)),
        "huge": noise(seed + 5) * 1e150,
        "tiny": noise(seed + 6) * 1e-150,
        "level": noise(seed + 7) + 1e11,
        "one_region": one_region,
        "one_year": one_year,
        "trend": np.tile(np.arange(YEARS, dtype=float), (REGIONS, 1)),
        "of_region": np.tile(np.arange(REGIONS, dtype=float)[:, None], (1, YEARS)),
        "binary": (draw.random((REGIONS, YEARS)) < 0.5).astype(float),
        "other": noise(seed + 8) * 1e9 + 1e12,
        "third": noise(seed + 9) * 1e-9,
    }


COLUMNS = tuple(odd_columns(0))


@st.composite
def terms(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 4)):  # most data are sound, else nothing is estimated
        return draw(st.sampled_from(SOUND))
    names = st.sampled_from(COLUMNS)
    return draw(st.sampled_from(SHAPES)).format(draw(names), draw(names))


@st.composite
def models_of_odd_data(draw: st.DrawFn) -> tuple[StudyData, Frame | NoModel, Frame | NoModel]:
    """Two models of one table that share terms, one sample and its complement."""
    data = grid_of(odd_columns(draw(st.integers(0, 50))))
    written = draw(st.lists(terms(), min_size=1, max_size=3, unique=True))
    spec = replace(
        spec_for("plain", ("x",), draw(st.sampled_from(list(Effects)))),
        outcome=parse(draw(terms()), "test"),
        terms=tuple(parse(term, "test") for term in written),
        vcov=draw(st.sampled_from((*CONVENTIONS, Vcov.WILD))),
    )
    if draw(st.booleans()):
        spec = replace(spec, endogenous=Endogenous(spec.terms[0], parse(draw(terms()), "test")))
    chosen = np.zeros((REGIONS, YEARS), dtype=bool)
    years = draw(st.sampled_from([YEARS, YEARS, YEARS, 4, 2, 1]))
    chosen[: draw(st.sampled_from([5, 5, 4, 3, 2, 1, 0])), :years] = True
    return (
        data,
        assemble(data, spec, chosen),
        assemble(data, replace(spec, column_no=2), ~chosen),
    )


@settings(
    max_examples=250, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(models_of_odd_data())
def test_no_model_that_a_seed_allows_stops_the_study(
    odd: tuple[StudyData, Frame | NoModel, Frame | NoModel],
) -> None:
    data, *frames_of_both = odd
    few = StudySettings(wild_draws=99, bootstrap_draws=99, permutation_draws=99)
    weights = Weights.draw(data.grid.regions, 99, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tried = [estimate_row(frame, weights, 0.95) for frame in frames_of_both]
        fits = [model for model in tried if isinstance(model, Fit)]
        for model in tried:
            if isinstance(model, NoModel):
                assert model.en
                assert model.zh
                skipped(model)
            elif isinstance(model, Fit):
                for row in of_fit(model, weights, 0.95)["estimates"]:
                    assert row["std_error"] is None or row["std_error"] > 0
                    assert row["p_value"] is not None or row["reason"], row
            else:
                of_instrumented(model, data)
        mediation([fit.spec for fit in fits], fits, weights, few)
        group_differences(fits, few)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 50))
def test_no_series_stops_the_unit_root_tests(seed: int) -> None:
    data = grid_of(odd_columns(seed))
    specs = [spec_for(name, (name,), Effects.REGION) for name in COLUMNS]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in unit_roots(data, specs):
            assert np.isfinite(row["statistic"]), row
            assert 0 <= row["p_value"] <= 1


def test_a_column_that_no_model_uses_changes_nothing() -> None:
    holed = noise(3)
    holed[2] = np.nan
    spec = spec_for("y", ("x",), Effects.REGION_YEAR)
    found = []
    for columns in ({"y": noise(1), "x": noise(2)}, {"y": noise(1), "x": noise(2), "z": holed}):
        data = grid_of(columns)
        frame = assemble(data, spec, data.in_panel)
        assert isinstance(frame, Frame)
        fit = estimate(frame)
        assert isinstance(fit, Fit)
        found.append(fit.coefficient)
    np.testing.assert_array_equal(*found)
