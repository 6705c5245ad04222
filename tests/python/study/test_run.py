"""The whole study on a simulated panel: the contract's tables, replication, terminal tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from study_helpers import FEW_DRAWS, add_model

from tsi_warehouse.core import workers
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.layout import text_width, wrap
from tsi_warehouse.report.terminal import render_tables
from tsi_warehouse.study.results import declared
from tsi_warehouse.study.run import run_study
from tsi_warehouse.study.settings import StudySettings

CONTRACT = {
    "estimates": "study_table column_no variant outcome term vcov coefficient std_error statistic"
    " df p_value ci_low ci_high",
    "models": "study_table column_no variant formula sample n_obs n_regions r2_within r2_overall",
}


def test_results_have_the_columns_of_the_contract(studied: duckdb.DuckDBPyConnection) -> None:
    for table, columns in CONTRACT.items():
        found = columns_of(studied, table)
        assert set(columns.split()) <= set(found)
    for table in ("mediation_effects", "group_differences", "pca_index", "pca_loadings", "skipped"):
        assert columns_of(studied, table)
    comments = studied.execute(
        "select table_name, comment from duckdb_tables() where schema_name = 'results'"
    ).fetchall()
    assert all(comment for _, comment in comments)


def test_every_row_of_study_models_is_estimated_or_skipped(
    studied: duckdb.DuckDBPyConnection,
) -> None:
    rows = studied.execute("select count(*) from seeds.study_models").fetchone()
    models = studied.execute("select count(*) from results.models").fetchone()
    assert rows
    assert models == (rows[0] - 1,)
    assert studied.execute("select reason from results.skipped").fetchall() == [("no_data",)]


def test_each_printed_number_has_a_computed_one(
    studied: duckdb.DuckDBPyConnection,
) -> None:
    row = studied.execute(
        """
        select printed, printed_value, computed_value - difference
        from results.replication
        where study_table = '3' and column_no = 2 and term = 'lnpgdp' and variant = 'differenced'
            and quantity = 'std_error'
        """
    ).fetchone()
    assert row is not None
    assert row[:2] == ("0.00920", 0.0092)
    assert row[2] == pytest.approx(0.0092)
    printed = studied.execute("select count(*) from seeds.printed_coefficients").fetchone()
    assert printed is not None
    coefficients = "select count(*) from results.replication where quantity = 'coefficient'"
    assert studied.execute(coefficients).fetchone() == (2 * printed[0],)
    lost = f"{coefficients} and computed_value is null"
    assert studied.execute(lost).fetchone() == (0,)


def test_a_regression_of_ones_own_is_one_row(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "lag(dig) + ln(fdi)", outcome="upd", study_table="mine", vcov="lsdv")
    run_study(models)
    terms = models.execute("select distinct term from results.estimates order by all").fetchall()
    assert terms == [("_cons",), ("lag(dig)",), ("ln(fdi)",)]


def test_an_error_leaves_the_results_of_before(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig")
    run_study(models)
    before = models.execute("select * from results.estimates").fetchall()
    add_model(models, "nonsense", column_no=2)
    with pytest.raises(TsiError):
        run_study(models)
    assert models.execute("select * from results.estimates").fetchall() == before


def test_workers_change_no_number(
    studied: duckdb.DuckDBPyConnection,
    warehouse: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same study alone where it was shared among processes, or shared where it was alone."""
    cores = 1 if workers._cores() > 1 else 2
    monkeypatch.setattr(workers, "_cores", lambda: cores)
    add_model(warehouse, "dig + software_revenue")
    run_study(warehouse, FEW_DRAWS)
    for table in declared():
        # Sums differ in their last bits with where an array lies in memory.
        here, there = (
            [cell for row in found.execute(f"from results.{table}").fetchall() for cell in row]
            for found in (warehouse.cursor(), studied.cursor())
        )
        assert len(here) == len(there)
        for one, other in zip(here, there, strict=True):
            near = pytest.approx(other, rel=1e-9, abs=1e-9) if isinstance(one, float) else other
            assert one == near, table


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_stay_within_the_terminal(
    studied: duckdb.DuckDBPyConnection, lang: str, width: int
) -> None:
    text = render_tables(studied, lang=lang, width=width)
    assert max(map(text_width, text.splitlines())) <= width
    for title in ("Table 2", "Table 7") if lang == "en" else ("表 2", "表 7"):
        assert title in text
    assert "2.8396***" in text
    assert "(0.0645)" in text


@pytest.mark.parametrize(("encoding", "chinese"), [("gbk", True), ("ascii", False)])
def test_tables_hold_only_what_the_terminal_can_show(
    studied: duckdb.DuckDBPyConnection, encoding: str, chinese: bool
) -> None:
    text = render_tables(studied, lang="zh", encoding=encoding)
    text.encode(encoding)
    assert "?" not in text
    assert ("表 3" in text) is chinese


@pytest.mark.parametrize(
    ("setting", "value"),
    [("wild_draws", "9"), ("random_seed", "x"), ("confidence_level", "95"), ("pca_scores", "z")],
)
def test_a_setting_that_cannot_be_is_refused(
    warehouse: duckdb.DuckDBPyConnection, setting: str, value: str
) -> None:
    warehouse.execute(
        "update seeds.study_settings set value = ? where setting = ?", [value, setting]
    )
    with pytest.raises(TsiError, match=f"{setting} is '{value}'"):
        StudySettings.read(warehouse)


def test_a_printed_number_is_compared_to_its_own_decimals(
    models: duckdb.DuckDBPyConnection,
) -> None:
    models.execute("delete from seeds.printed_descriptives")
    models.execute(
        "insert into seeds.printed_descriptives values ('dig', '360', 'n.a.', '−0.00920', '0.1')"
    )
    rows = models.execute(
        "select quantity, printed_value, computed, agrees from results.replication"
        " where term = 'dig' order by quantity"
    ).fetchall()
    ((minimum, deviation),) = models.execute(
        "select minimum, std_dev from marts.descriptive_statistics where variable = 'dig'"
    ).fetchall()
    assert rows == [
        ("maximum", None, None, None),
        ("minimum", -0.0092, f"{minimum:.5f}", False),
        ("n", 360, "360", True),
        ("std_dev", 0.1, f"{deviation:.1f}", f"{deviation:.1f}" == "0.1"),
    ]


def test_a_term_of_the_paper_finds_the_models_own(models: duckdb.DuckDBPyConnection) -> None:
    """The term itself, else one made of the same variable, else a variant of it."""
    add_model(models, "dig + lnpgdp + lag(dig)", study_table="3", column_no=2)
    add_model(models, "dig_pca + diff(lnpgdp)", study_table="3", column_no=2, variant="differenced")
    run_study(models, FEW_DRAWS)
    found = models.execute(
        "select variant, asked_term, term from results.term_matches where column_no = 2"
        " and asked_term in ('dig', 'lnpgdp', '_cons', 'hum', 'lag(dig)') order by all"
    ).fetchall()
    assert found == [
        ("differenced", "_cons", "_cons"),
        ("differenced", "dig", "dig_pca"),
        ("differenced", "lag(dig)", "dig_pca"),
        ("differenced", "lnpgdp", "diff(lnpgdp)"),
        ("equation", "_cons", "_cons"),
        ("equation", "dig", "dig"),
        ("equation", "lag(dig)", "lag(dig)"),
        ("equation", "lnpgdp", "lnpgdp"),
    ]


def test_chinese_takes_two_columns_and_breaks_anywhere() -> None:
    assert text_width("表 3") == 4
    assert wrap("括号内为标准误", 6) == ["括号内", "为标准", "误"]
    assert wrap("errors in brackets", 9) == ["errors in", "brackets"]
    assert wrap("unbreakable", 4) == ["unbr", "eaka", "ble"]
    assert wrap("未估计：websites", 8) == ["未估计：", "websites"]


def test_importing_the_study_is_light(project: Path) -> None:
    code = (
        "import sys; import tsi_warehouse.study.run, tsi_warehouse.report.terminal;"
        "print([name for name in ('pandas', 'scipy', 'linearmodels') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(project / "python"), "PYTHONUTF8": "1"},
    )
    assert done.stdout.strip() == "[]"


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'results' and table_name = ?",
        [table],
    ).fetchall()
    return {name for (name,) in rows}


def test_vcov_of_a_row_changes_nothing_that_is_shown(models: duckdb.DuckDBPyConnection) -> None:
    """It adds to results.estimates; tables show every model as table_inference says."""
    for column_no, vcov in enumerate(("xtreg", "wild", "driscoll_kraay", "lsdv"), start=1):
        add_model(models, "dig", vcov=vcov, column_no=column_no, study_table="3")
    run_study(models, FEW_DRAWS)
    shown = models.execute(
        "select distinct convention, coefficient_text, bracket_text, stars"
        " from results.shown_estimates where term = 'dig'"
    ).fetchall()
    ((error,),) = models.execute(
        "select distinct std_error from results.estimates where vcov = 'xtreg' and term = 'dig'"
    ).fetchall()
    assert len(shown) == 1
    assert shown[0][0] == "xtreg"
    assert float(shown[0][2].strip("()")) == pytest.approx(error, rel=0.05)
    assert shown[0][2] in render_tables(models)


def test_replication_compares_what_the_tables_show(models: duckdb.DuckDBPyConnection) -> None:
    add_model(
        models, "dig", effects="region", variant="differenced", vcov="conventional", study_table="3"
    )
    models.execute(
        "update seeds.study_settings set value = 'cr3' where setting = 'table_inference'"
    )
    run_study(models, FEW_DRAWS)
    rows = models.execute(
        "select quantity, vcov, computed_value, computed from results.replication"
        " where study_table = '3' and column_no = 1 and term = 'dig' order by quantity"
    ).fetchall()
    ((error, stars),) = models.execute(
        "select std_error, stars from results.shown_estimates where term = 'dig'"
    ).fetchall()
    assert [row[:2] for row in rows] == [
        ("coefficient", "cr3"), ("stars", "cr3"), ("std_error", "cr3"),
    ]  # fmt: skip
    assert rows[1][3] == stars
    assert rows[2][2] == error


def test_robustness_variants_are_rows(models: duckdb.DuckDBPyConnection) -> None:
    """Lagged, winsorised, without the municipalities, before 2020: data, no code."""
    add_model(models, "lag(dig) + lnpgdp", variant="lagged")
    add_model(
        models, "winsor(dig) + winsor(lnpgdp)", outcome="winsor(ln_tsi)", variant="winsorised"
    )
    add_model(
        models,
        "dig + lnpgdp",
        sample="region_code not in ('000000', '010000', '080000', '210000')",
        variant="without_municipalities",
    )
    add_model(models, "dig + lnpgdp", sample="year < 2020", variant="before_2020")
    run_study(models)
    rows = models.execute(
        "select variant, n_obs, n_regions from results.models order by variant"
    ).fetchall()
    assert rows == [
        ("before_2020", 270, 30),
        ("lagged", 330, 30),
        ("winsorised", 360, 30),
        ("without_municipalities", 312, 26),
    ]
