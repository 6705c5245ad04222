"""What scripts and analysts rely on: the tables of a release and their columns."""

from pathlib import Path

import duckdb
import pytest
from support import PROJECT

from tsi_warehouse.seeds.files import read_seed

COLUMNS = {
    "marts.release_info": "release_id built_at study_id is_simulated first_year last_year indicators_used "
    "contract_version",
    "marts.regions": "region_code name_zh name_en in_sample group_paper group_nbs",
    "marts.industries": "industry_code factor_intensity",
    "marts.indicators": "indicator_id dimension unit direction role used_in_index",
    "marts.region_indicators": "region_code year indicator_id value fill_method is_break",
    "marts.digital_weights": "indicator_id dimension entropy divergence weight",
    "marts.digital_index": "region_code year digital_index contribution_infrastructure contribution_application "
    "contribution_industry contribution_innovation rank_in_year",
    "marts.digital_contributions": "region_code year dimension contribution",
    "marts.industry_prody": "industry_code year prody export_value n_regions n_months",
    "marts.product_prody": "industry_code product_code year prody export_value n_regions n_months",
    "marts.region_tsi": "region_code year factor_intensity tsi ln_tsi export_value n_months",
    "marts.study_panel": "region_code year group_paper group_nbs digital_group ln_tsi ln_tsi_labour "
    "ln_tsi_capital ln_tsi_technology dig dig_pca hum upd cre lnpgdp lnfcl open lnsci",
    "marts.variables": "variable symbol label_zh label_en unit formula inputs",
    "marts.descriptive_statistics": "variable n mean std_dev minimum maximum",
    "marts.raw_files": "source_file shape encoding kept ignored rejected",
    "marts.rejected_cells": "source_file sheet cell series region year value_text reason",
    "marts.unmapped_series": "printed_series printed_unit indicator_id multiplier source priority comment",
    "results.estimates": "study_table column_no variant outcome term vcov coefficient std_error statistic df "
    "p_value ci_low ci_high",
    "results.models": "study_table column_no variant formula sample n_obs n_regions r2_within r2_overall",
    "results.mediation_effects": "",
    "results.group_differences": "",
    "results.pca_index": "region_code year dig_pca",
    "results.pca_loadings": "",
    "results.replication": "",
    "results.skipped": "",
}


@pytest.mark.parametrize("table", COLUMNS)
def test_a_release_has_every_table_of_the_contract_with_its_columns(
    marts: duckdb.DuckDBPyConnection, table: str
) -> None:
    found = {row[0] for row in marts.execute(f"describe {table}").fetchall()}
    assert found
    assert set(COLUMNS[table].split()) <= found


def test_the_panel_has_its_keys_and_a_number_for_each_row_of_the_variables_seed(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    keys = ["region_code", "year", "group_paper", "group_nbs", "digital_group"]
    variables = [row["variable"] for row in read_seed(PROJECT / "seeds" / "variables.csv")]
    described = marts.execute("describe marts.study_panel").fetchall()
    assert [row[0] for row in described] == [*keys, *variables]
    assert {row[1] for row in described[len(keys) :]} == {"DOUBLE"}


def test_types_are_those_of_the_contract(marts: duckdb.DuckDBPyConnection) -> None:
    def types(table: str) -> dict[str, str]:
        return {row[0]: row[1] for row in marts.execute(f"describe {table}").fetchall()}

    panel = types("marts.study_panel")
    assert (panel["year"], panel["region_code"], panel["ln_tsi"]) == (
        "INTEGER",
        "VARCHAR",
        "DOUBLE",
    )
    assert types("marts.regions")["in_sample"] == "BOOLEAN"


def test_every_mart_column_has_a_comment_in_both_languages(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    comments = marts.execute(
        "select table_name || '.' || column_name, comment from duckdb_columns() where schema_name = 'marts'"
    ).fetchall()
    assert len(comments) > 80
    for name, comment in comments:
        assert comment, name
        assert any("\u4e00" <= letter <= "\u9fff" for letter in comment), name
        assert any("a" <= letter <= "z" for letter in comment), name


def test_formulas_are_views_so_that_the_file_carries_them(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    views = {
        f"{schema}.{name}"
        for schema, name in marts.execute(
            "select schema_name, view_name from duckdb_views() where not internal"
        ).fetchall()
    }
    formulas = "int_scaled_indicators int_entropy_weights int_digital_index int_export_shares "
    formulas += (
        "int_product_prody int_industry_prody int_region_tsi int_tsi_variants int_panel_variables"
    )
    assert {f"intermediate.{name}" for name in formulas.split()} <= views
    tables = marts.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts'"
    ).fetchall()
    assert tables == []


def test_the_default_release_says_that_it_is_simulated(marts: duckdb.DuckDBPyConnection) -> None:
    assert marts.execute(
        "select is_simulated, indicators_used from marts.release_info"
    ).fetchall() == [(True, "15 of 15")]


def test_the_panel_is_complete(marts: duckdb.DuckDBPyConnection) -> None:
    holes = marts.execute(
        "select variable, n from marts.descriptive_statistics where n <> 360"
    ).fetchall()
    assert holes == []


def test_table_2_to_7_are_estimated_in_both_variants(marts: duckdb.DuckDBPyConnection) -> None:
    counted = marts.execute(
        "select variant, study_table, count(distinct column_no) from results.models "
        "where variant in ('equation', 'differenced') group by all order by all"
    ).fetchall()
    columns = {"3": 5, "4": 6, "5": 3, "6": 5, "7": 7}
    assert {(variant, table): n for variant, table, n in counted} == {
        (variant, table): n
        for variant in ("equation", "differenced")
        for table, n in columns.items()
    }
    assert marts.execute("select * from results.skipped").fetchall() == []


def test_groups_have_the_sizes_that_the_paper_prints(marts: duckdb.DuckDBPyConnection) -> None:
    sizes = marts.execute(
        "select group_paper, count(*) from marts.study_panel group by all order by 1"
    ).fetchall()
    assert sizes == [("central", 108), ("east", 144), ("west", 108)]


def test_the_terminal_shows_each_stage_and_its_seconds(release: Path) -> None:
    shown = (release.parent / "refresh.txt").read_text(encoding="utf-8")
    assert "Building the models" in shown
    assert " s\n" in shown
    assert shown.splitlines()[-1].startswith("exit 0: published")
