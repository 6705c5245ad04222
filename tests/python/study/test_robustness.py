"""Robustness variants of the default study: other weights of the index, other prices of PRODY, other samples."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pytest
from study_helpers import add_model

from tsi_warehouse.study.curve import choices
from tsi_warehouse.study.specify import Frame, NoModel, build_frame, read_data, read_models

ROBUST = {
    "robust_equal_weights": ("dig_equal", 360),
    "robust_yearly_entropy": ("dig_yearly", 360),
    "robust_lagged_dig": ("lag(dig)", 330),
    "robust_without_municipalities": ("dig", 26 * 12),
    "robust_winsorised": ("winsor(dig)", 360),
    "robust_without_2020_2022": ("dig", 30 * 9),
    "robust_prody_base_year": ("dig", 360),
    "robust_prody_mean_gdp": ("dig", 360),
}
#: Municipalities directly under the central government: Beijing, Tianjin, Shanghai, Chongqing.
MUNICIPALITIES = {"110000", "120000", "310000", "500000"}

Key = tuple[str, int]


def by_region_year(marts: duckdb.DuckDBPyConnection, column: str) -> dict[Key, float]:
    rows = marts.execute(f"select region_code, year, {column} from marts.study_panel").fetchall()
    return {(code, year): value for code, year, value in rows}


def gdp_per_capita(marts: duckdb.DuckDBPyConnection) -> dict[Key, float]:
    rows = marts.execute(
        "select region_code, year, gdp_per_capita_cny from intermediate.int_region_years"
    ).fetchall()
    return {(code, year): value for code, year, value in rows}


@pytest.mark.parametrize("variant", ROBUST)
def test_a_variant_is_estimated_on_its_sample(
    marts: duckdb.DuckDBPyConnection, variant: str
) -> None:
    term, n_obs = ROBUST[variant]
    found = marts.execute(
        """
        select models.n_obs, estimates.coefficient, estimates.p_value
        from results.models
        inner join results.estimates
            on models.study_table = estimates.study_table and models.column_no = estimates.column_no
            and models.variant = estimates.variant
        where models.variant = ? and estimates.term = ? and estimates.vcov = 'wild'
        """,
        [variant, term],
    ).fetchall()
    assert len(found) == 1
    assert found[0][0] == n_obs
    assert np.isfinite(found[0][1])
    assert 0 < found[0][2] <= 1


def test_the_bureaus_belts_are_estimated_and_compared(marts: duckdb.DuckDBPyConnection) -> None:
    """11 east, 8 central, 11 west without Tibet; three pairs by four methods."""
    sizes = marts.execute(
        "select n_regions from results.models where variant = 'robust_nbs_belts' order by column_no"
    ).fetchall()
    assert sizes == [(11,), (8,), (11,)]
    compared = marts.execute(
        "select count(*) from results.group_differences where variant = 'robust_nbs_belts'"
    ).fetchone()
    assert compared == (12,)


def test_nothing_is_skipped(marts: duckdb.DuckDBPyConnection) -> None:
    assert marts.execute("select * from results.skipped").fetchall() == []


def test_equal_weights_are_the_mean_of_scaled_values(marts: duckdb.DuckDBPyConnection) -> None:
    scaled: dict[Key, list[float]] = {}
    for code, year, value in marts.execute(
        "select region_code, year, scaled_value from intermediate.int_scaled_indicators"
    ).fetchall():
        scaled.setdefault((code, year), []).append(value)
    found = by_region_year(marts, "dig_equal")
    assert found.keys() == scaled.keys()
    for key, values in scaled.items():
        assert found[key] == pytest.approx(np.mean(values), rel=1e-12)


def test_yearly_entropy_weights_use_the_regions_of_one_year(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Recomputed year by year, with n the year's 30 regions."""
    columns = marts.execute(
        "select region_code, year, indicator_id, scaled_value"
        " from intermediate.int_scaled_indicators order by year, region_code, indicator_id"
    ).fetchnumpy()
    found = by_region_year(marts, "dig_yearly")
    for year in np.unique(columns["year"]):
        rows = columns["year"] == year
        regions = np.unique(columns["region_code"][rows])
        scaled = np.asarray(columns["scaled_value"][rows]).reshape(len(regions), -1)
        share = scaled / scaled.sum(axis=0)
        logs = np.log(np.where(share > 0, share, 1))
        divergence = 1 + (share * logs).sum(axis=0) / np.log(len(regions))
        index = scaled @ (divergence / divergence.sum())
        ours = [found[(code, int(year))] for code in regions]
        np.testing.assert_allclose(ours, index, rtol=1e-9)


def tsi_at(
    marts: duckdb.DuckDBPyConnection, gdp: Mapping[str, float]
) -> dict[int, dict[str, float]]:
    """TSI of each year with PRODY priced at `gdp` by region, from int_export_shares: W gdp."""
    shares: dict[int, dict[Key | tuple[str, str], float]] = {}
    for code, industry, year, share in marts.execute(
        "select region_code, industry_code, year, export_share from intermediate.int_export_shares"
    ).fetchall():
        shares.setdefault(year, {})[(code, industry)] = share
    found = {}
    for year, cells in shares.items():
        regions, industries = (sorted({str(key[side]) for key in cells}) for side in (0, 1))
        matrix = np.array([[cells.get((r, k), 0.0) for k in industries] for r in regions])
        matrix = matrix[:, matrix.sum(axis=0) > 0]
        prody = (matrix * np.array([gdp[r] for r in regions])[:, None]).sum(axis=0)
        tsi = matrix @ (prody / matrix.sum(axis=0))
        found[year] = dict(zip(regions, tsi, strict=True))
    return found


def fixed_gdp(marts: duckdb.DuckDBPyConnection, column: str) -> dict[str, float]:
    """Base-year or mean GDP per capita of each region, as the variant `column` has it."""
    (base_year,) = marts.execute(
        "select cast(value as integer) from seeds.study_settings where setting = 'base_year'"
    ).fetchall()[0]
    yearly = gdp_per_capita(marts)
    regions = sorted({code for code, _ in yearly})
    if column == "ln_tsi_base":
        return {code: yearly[(code, base_year)] for code in regions}
    return {
        code: float(np.mean([value for (own, _), value in yearly.items() if own == code]))
        for code in regions
    }


@pytest.mark.parametrize("column", ["ln_tsi_base", "ln_tsi_mean"])
def test_tsi_at_fixed_gdp_equals_numpy_and_keeps_the_identities(
    marts: duckdb.DuckDBPyConnection, column: str
) -> None:
    """Yearly sums are those of the fixed GDP, in every year the same, and TSI lies within it."""
    gdp = fixed_gdp(marts, column)
    ours = by_region_year(marts, column)
    for year, expected in tsi_at(marts, gdp).items():
        tsi = {code: np.exp(ours[(code, year)]) for code in expected}
        for code, value in expected.items():
            assert tsi[code] == pytest.approx(value, rel=1e-9), (code, year)
        assert len(tsi) == len(gdp)
        assert sum(tsi.values()) == pytest.approx(sum(gdp.values()), rel=1e-9)
        assert min(gdp.values()) <= min(tsi.values())
        assert max(tsi.values()) <= max(gdp.values())


def test_in_the_base_year_both_prices_are_one(marts: duckdb.DuckDBPyConnection) -> None:
    apart = marts.execute(
        "select max(abs(ln_tsi - ln_tsi_base)) from marts.study_panel where year = 2011"
    ).fetchall()[0][0]
    assert apart < 1e-9


def test_every_robustness_model_has_the_baselines_controls(project: Path) -> None:
    with (project / "seeds" / "study_models.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["variant"].startswith("robust_")]
    controls = "lnpgdp + lnfcl + open + lnsci"
    for row in rows:
        bare = row["terms"].replace("winsor(", "").replace(")", "").replace("lag(", "")
        assert bare.split(" + ", 1)[1] == controls, row
        assert row["effects"] == "region + year", row
    assert {row["variant"] for row in rows} == {
        *ROBUST,
        "robust_nbs_belts",
        "robust_instrument",
    }


def test_the_seeds_municipalities_are_in_the_sample(marts: duckdb.DuckDBPyConnection) -> None:
    codes = marts.execute("select region_code from marts.regions where in_sample").fetchall()
    assert {code for (code,) in codes} >= MUNICIPALITIES


def test_the_curve_crosses_single_changes_and_takes_others_as_they_stand(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """3 outcomes x 5 first terms x 31 sets of controls x 2 effects x 3 samples, and winsorised."""
    specs = choices(read_models(warehouse, read_data(warehouse).known))
    assert {str(spec.terms[0]) for spec in specs} == {
        *("dig", "dig_pca", "dig_equal", "dig_yearly", "lag(dig)", "winsor(dig)")
    }
    assert {str(spec.outcome) for spec in specs} == {
        *("ln_tsi", "ln_tsi_base", "ln_tsi_mean", "winsor(ln_tsi)")
    }
    assert len({spec.sample for spec in specs}) == 3
    assert not any("group_nbs" in spec.sample for spec in specs)
    assert len(specs) == 3 * 5 * 31 * 2 * 3 + 1
    assert sum(str(spec.outcome) == "winsor(ln_tsi)" for spec in specs) == 1


def test_an_instrument_is_a_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    """As docs/methodology/robustness.md shows it; without data it is skipped with its reason."""
    warehouse.execute("delete from seeds.study_models")
    for name in ("post_offices_1984", "letters"):
        warehouse.execute("insert into marts.indicators values (?)", [name])
    add_model(
        warehouse,
        "[dig ~ first(post_offices_1984):lag(total(letters))] + lnpgdp",
        variant="robust_instrument",
        effects="region + year",
    )
    data = read_data(warehouse)
    (spec,) = read_models(warehouse, data.known)
    assert spec.endogenous is not None
    found = build_frame(warehouse, data, spec)
    assert isinstance(found, NoModel)
    assert found.reason == "no_data"

    warehouse.execute(
        """
        insert into marts.region_indicators
        select region_code, 2011, 'post_offices_1984', 1 + abs(lnpgdp)
        from marts.study_panel where year = 2011
        union all
        select region_code, year, 'letters', 10 + (year - 2010) * (year - 2010)
        from marts.study_panel
        """
    )
    with_data = build_frame(warehouse, read_data(warehouse), spec)
    assert isinstance(with_data, Frame)
    assert set(with_data.year) == set(range(2012, 2023))
    assert len(set(with_data.region)) == 30
