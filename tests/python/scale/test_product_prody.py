"""PRODY of products, of products cut to six digits and of industries, against the formula in numpy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from support import change_settings, trade_study, write_table

from tsi_warehouse.core.project import Study
from tsi_warehouse.pipeline.warehouse import run_dbt
from tsi_warehouse.seeds.files import stage_seeds

YEAR = 2015
REGIONS = ("R1", "R2", "R3", "R4", "R5")
GDP = np.array([5.0, 10.0, 15.0, 25.0, 50.0])
INDUSTRY_OF = {"HS1905": "14", "HS2203": "15", "HS8517": "39", "HS8541": "39"}
INTENSITY = {"14": "labour", "15": "labour", "39": "technology"}
# Two products of one industry and six digits, two more of it, and two industries of one product each.
CODES = ("85171210", "85171290", "85176200", "85414100", "19059000", "22030000")
VALUES = np.random.default_rng(20241).uniform(1, 100, (len(REGIONS), len(CODES))).round(2)
VALUES[1, 0] = VALUES[3, 4] = 0.0
MARTS = ["+region_tsi", "+industry_prody", "+product_prody", "+int_region_industries"]


def prody_of(groups: list[str]) -> tuple[dict[str, float], np.ndarray]:
    """PRODY by group of codes, and each code's: equation 4, written with matrices."""
    names = sorted(set(groups))
    member = np.array([[group == name for name in names] for group in groups], float)
    shares = VALUES @ member / VALUES.sum(axis=1, keepdims=True)
    prody = GDP @ shares / shares.sum(axis=0)
    return dict(zip(names, prody, strict=True)), member @ prody


def tsi_of(prody: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """TSI by region, over the codes marked: equation 5."""
    values = VALUES * codes
    return values @ prody / values.sum(axis=1)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    root = trade_study(
        tmp_path_factory.mktemp("products") / "海关 HS8", YEAR,
        {region: {"39": 1.0} for region in REGIONS}, dict(zip(REGIONS, GDP.tolist(), strict=True)),
    )  # fmt: skip
    write_table(
        root / "seeds" / "industries.csv",
        ["industry_code", "name_zh", "name_en", "factor_intensity"],
        [(code, code, code, intensity) for code, intensity in INTENSITY.items()],
    )
    write_table(
        root / "seeds" / "industry_aliases.csv",
        ["alias", "industry_code", "edition"],
        [(beginning, code, "HS2012") for beginning, code in INDUSTRY_OF.items()],
    )
    shutil.rmtree(root / "raw" / "exports")
    for month in range(1, 13):
        write_table(
            root / "raw" / "exports" / f"{month}月.csv",
            ["region", "year", "month", "hs8", "value", "partner"],
            [
                (region, YEAR, month, code, repr(float(VALUES[i, k]) / 12), "日本")
                for i, region in enumerate(REGIONS)
                for k, code in enumerate(CODES)
                if VALUES[i, k]
            ],
        )
    made = Study(root, root / "raw", root / "seeds", root / "warehouse")
    yield made
    shutil.rmtree(made.work, ignore_errors=True)


@pytest.mark.parametrize(
    ("level", "groups"),
    [
        ("product", [f"HS{code}" for code in CODES]),
        ("6", [f"HS{code[:6]}" for code in CODES]),
        ("industry", [INDUSTRY_OF[f"HS{code[:4]}"] for code in CODES]),
    ],
)
def test_prody_and_tsi_are_those_of_the_level_asked_for(
    study: Study, tmp_path: Path, level: str, groups: list[str]
) -> None:
    change_settings(study.root, {"prody_level": level})
    stage_seeds(study)
    outcome = run_dbt(
        ["build", "--select", "resource_type:seed", *MARTS, "--exclude-resource-type", "test",
         "--exclude-resource-type", "unit_test"],
        study, tmp_path / "tsi.duckdb",
    )  # fmt: skip
    assert outcome.success, outcome.failures
    industries = np.array([INDUSTRY_OF[f"HS{code[:4]}"] for code in CODES])
    prody, of_code = prody_of(groups)
    of_industry, _ = prody_of(list(industries))

    with duckdb.connect(str(tmp_path / "tsi.duckdb"), read_only=True) as marts:
        products = marts.execute("select product_code, prody from marts.product_prody").fetchall()
        whole = marts.execute("select industry_code, prody from marts.industry_prody").fetchall()
        tsi = {
            (region, group): value
            for region, group, value in marts.execute(
                "select region_code, factor_intensity, tsi from marts.region_tsi"
            ).fetchall()
        }
        added = marts.execute(
            "select region_code, sum(export_share * prody_cny) "
            "from intermediate.int_region_industries group by region_code"
        ).fetchall()
        covered = marts.execute("select distinct n_months from marts.product_prody").fetchall()

    assert len(products) == len(set(groups))
    assert dict(products) == pytest.approx(prody, rel=1e-12)
    assert dict(whole) == pytest.approx(of_industry, rel=1e-12)
    marked = {
        "all": np.ones(len(CODES)),
        "labour": industries != "39",
        "technology": industries == "39",
    }
    expected = {
        (region, group): value
        for group, codes in marked.items()
        for region, value in zip(REGIONS, tsi_of(of_code, codes), strict=True)
    }
    assert tsi == pytest.approx(expected, rel=1e-12)
    assert dict(added) == pytest.approx(
        {region: tsi[region, "all"] for region in REGIONS}, rel=1e-12
    )
    assert covered == [(12,)]


def test_the_levels_do_differ_on_these_records() -> None:
    """Else the test above could not tell them apart."""
    industries = [INDUSTRY_OF[f"HS{code[:4]}"] for code in CODES]
    by_level = [prody_of(groups)[1] for groups in (list(CODES), [code[:6] for code in CODES], industries)]  # fmt: skip
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(by_level[one] - by_level[other]).max() > 0.1
