"""One convention in each cell: table_inference in each of its values, in every output, and the check that proves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from support import build_shown_views

from panelstats.covariance import Reason
from tsi_warehouse.checks.gate import run_stage
from tsi_warehouse.checks.pages import rows_of
from tsi_warehouse.checks.stars import printed_bounds, stars_follow
from tsi_warehouse.checks.suite import checks
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.report.coherence import FORMATS, faults, refuse_contradictions
from tsi_warehouse.report.declared import declared_tables
from tsi_warehouse.report.findings import find
from tsi_warehouse.report.programs import do_file, r_script
from tsi_warehouse.report.replica import read_replica
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.study_tables import read_models, study_tables
from tsi_warehouse.report.table import Number, TableSpec, laid_out
from tsi_warehouse.report.terminal import render_tables
from tsi_warehouse.study.settings import TABLE_INFERENCE, StudySettings

#: What every output calls a convention, in English and Chinese, and its name in results.estimates.vcov.
NAMES = {
    "clustered": ("clustered by region, t(G - 1)", "按地区聚类，t(G−1)", "xtreg"),
    "wild": ("wild cluster bootstrap", "wild 聚类自助法", "wild"),
    "cr2": ("CR2", "CR2", "cr2"),
    "cr3": ("CR3", "CR3", "cr3"),
    "driscoll_kraay": ("Driscoll-Kraay", "Driscoll-Kraay", "driscoll_kraay"),
    "two_way": ("two-way clustered", "双向聚类", "two_way"),
    "conventional": ("conventional", "常规标准误", "conventional"),
}


@pytest.fixture(scope="module")
def estimated(usual: tuple[Path, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small release's numbers in memory, so that a setting can be changed."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{usual[0]}' as release (read_only)")
        for schema in ("marts", "seeds"):
            connection.execute(f"create schema {schema}")
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'release'"
            " and schema_name in ('marts', 'seeds')"
        ).fetchall():
            connection.execute(f"create table {schema}.{table} as from release.{schema}.{table}")
        build_shown_views(connection)
        for (table,) in connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'release' and schema_name = 'results'"
        ).fetchall():
            connection.execute(
                f"create or replace table results.{table} as from release.results.{table}"
            )
        yield connection


@contextmanager
def asking_for(connection: duckdb.DuckDBPyConnection, convention: str) -> Iterator[Source]:
    """The release as it would be shown under another table_inference."""
    connection.execute("begin")
    connection.execute(
        "update seeds.study_settings set value = ? where setting = 'table_inference'", [convention]
    )
    try:
        yield Source(connection)
    finally:
        connection.execute("rollback")


def table(source: Source, name: str) -> TableSpec:
    return next(spec for spec in study_tables(source) if spec.name == name)


def test_every_setting_has_a_name() -> None:
    assert set(NAMES) == set(TABLE_INFERENCE)
    assert StudySettings().table_inference == "clustered"


@pytest.mark.parametrize("convention", TABLE_INFERENCE)
@pytest.mark.parametrize("variant", ["equation", "differenced"])
def test_coefficient_bracket_stars_and_note_are_of_the_convention_asked_for(
    estimated: duckdb.DuckDBPyConnection, convention: str, variant: str
) -> None:
    en, zh, vcov = NAMES[convention]
    with asking_for(estimated, convention) as source:
        spec = table(source, f"table_3_{variant}")
        rows = estimated.execute(
            "select p_value, std_error from results.estimates where study_table = '3'"
            " and column_no = 5 and variant = ? and vcov = ? and term = 'dig'",
            [variant, vcov],
        ).fetchall()
    ((p_value, std_error),) = rows
    coefficient, bracket = spec.body[0].cells[4], spec.body[1].cells[4]
    assert isinstance(coefficient, Number)
    assert isinstance(bracket, Number)
    assert (bracket.form, bracket.value) == (
        ("square", p_value) if convention == "wild" else ("round", std_error)
    )
    assert len(coefficient.stars) == sum(p_value < level for level in (0.01, 0.05, 0.1))
    (note,) = [note for note in spec.notes if "brackets: " in note.en]
    assert en in note.en
    assert zh in note.zh
    assert not [name for name, words in NAMES.items() if name != convention and words[0] in note.en]


@pytest.mark.parametrize("convention", TABLE_INFERENCE)
def test_no_cell_of_any_format_contradicts_itself(
    estimated: duckdb.DuckDBPyConnection, convention: str
) -> None:
    with asking_for(estimated, convention) as source:
        specs = [*study_tables(source), *declared_tables(source)]
        frame = rows_of(estimated, "printed_cells", has_previous=False)
    refuse_contradictions(specs)
    assert frame is not None
    assert len(frame) > 50
    assert frame["stars_contradicted"].sum() == 0


@pytest.mark.parametrize("convention", TABLE_INFERENCE)
def test_report_terminal_and_programs_name_the_same_convention(
    estimated: duckdb.DuckDBPyConnection, convention: str
) -> None:
    en, _, vcov = NAMES[convention]
    with asking_for(estimated, convention) as source:
        shown = read_models(source)["3", 5, "equation"].shown["dig"]
        findings = find(source, read_models(source))
        terminal = " ".join(render_tables(estimated, width=200).split())
        replica = read_replica(source)
        do, script = do_file(replica, source.release), r_script(replica, source.release)
    said = " ".join((findings.uncertainty.en, findings.verdicts[0].evidence[0].en))
    for text in (said, terminal, do, script):
        assert en in text
    assert shown["convention"] == vcov
    assert shown["coefficient_text"].replace("-", "−") in findings.uncertainty.en
    assert f"{shown['coefficient_text']}{shown['stars']}" in terminal
    assert shown["bracket_text"] in terminal
    if convention in ("wild", "cr2"):
        for text in (do, script):
            assert (
                "does not compute here; the standard error clustered by region is checked" in text
            )


def test_dagger_marks_each_level_that_the_wild_bootstrap_changes(
    estimated: duckdb.DuckDBPyConnection,
) -> None:
    """A wild p-value is moved over a border: one dagger, counted in the note and on the cell."""
    estimated.execute("begin")
    estimated.execute(
        "update results.estimates set p_value = case when column_no in (2, 4) then 0.07 else 0.0001 end"
        " where study_table = '3' and variant = 'equation' and vcov = 'wild' and term = 'dig'"
    )
    try:
        spec = table(Source(estimated), "table_3_equation")
        with_other = estimated.execute(
            "select count(*) from results.shown_estimates where dagger <> '' and study_table = '3'"
            " and variant = 'equation'"
        ).fetchall()
        terminal = render_tables(estimated, width=200)
        ascii_terminal = render_tables(estimated, width=200, encoding="ascii")
        latex = FORMATS["LaTeX"](spec.body[0].cells[1])  # type: ignore[arg-type]
    finally:
        estimated.execute("rollback")
    marks = [cell.marks for cell in spec.body[0].cells if isinstance(cell, Number)]
    assert marks == ["***", "***†", "***", "***†", "***"]
    assert latex.endswith("***†")
    ((count,),) = with_other
    (note,) = [note for note in spec.notes if note.en.startswith("†")]
    assert f"{count} of the 15 coefficients" in note.en
    assert f"15 个系数中有 {count} 个" in note.zh
    assert "***†" in terminal
    assert "***+" in ascii_terminal
    assert "+: the level of significance" in ascii_terminal


def test_other_conventions_have_no_dagger(estimated: duckdb.DuckDBPyConnection) -> None:
    for convention in set(TABLE_INFERENCE) - {"clustered"}:
        with asking_for(estimated, convention) as source:
            specs = study_tables(source)
            daggers = estimated.execute(
                "select count(*) from results.shown_estimates where dagger <> ''"
            ).fetchall()
        assert daggers == [(0,)]
        assert not [note for spec in specs for note in spec.notes if "†" in note.en]


def test_column_that_lacks_the_convention_names_its_own(
    estimated: duckdb.DuckDBPyConnection,
) -> None:
    estimated.execute("begin")
    estimated.execute(
        "delete from results.estimates where study_table = '3' and variant = 'equation'"
        " and column_no = 2 and vcov = 'cr3'"
    )
    estimated.execute(
        "update seeds.study_settings set value = 'cr3' where setting = 'table_inference'"
    )
    try:
        spec = table(Source(estimated), "table_3_equation")
        refuse_contradictions([spec])
        clustered = estimated.execute(
            "select std_error from results.estimates where study_table = '3' and column_no = 2"
            " and variant = 'equation' and vcov = 'xtreg' and term = 'dig'"
        ).fetchall()
    finally:
        estimated.execute("rollback")
    bracket = spec.body[1].cells[1]
    assert isinstance(bracket, Number)
    assert [(bracket.value,)] == clustered
    (note,) = [note for note in spec.notes if "not available" in note.en]
    assert note.en.startswith("(2): the convention chosen (CR3")
    assert "clustered by region" in note.en
    assert "按地区聚类" in note.zh


def test_seeded_contradiction_blocks_in_the_view_and_in_every_format(
    estimated: duckdb.DuckDBPyConnection,
) -> None:
    estimated.execute("begin")
    # The standard error grows, the stars' p-value stays.
    estimated.execute(
        "update results.estimates set std_error = 3 * abs(coefficient) where study_table = '3'"
        " and column_no = 1 and variant = 'equation' and vcov = 'xtreg' and term = 'dig'"
    )
    try:
        spec = table(Source(estimated), "table_3_equation")
        frame = rows_of(estimated, "printed_cells", has_previous=False)
    finally:
        estimated.execute("rollback")
    assert frame is not None
    (place,) = frame[frame["stars_contradicted"] > 0]["place"]
    assert place.startswith("table 3 (1) equation, dig: ")
    found = list(faults(spec))
    assert len(found) == len(FORMATS)
    with pytest.raises(TsiError, match="REPORT-01") as error:
        refuse_contradictions([spec])
    assert error.value.exit_code == Exit.CHECK_FAILED
    assert "table_3_equation, Dig, column 1" in error.value.en


def test_contradiction_is_a_blocking_check_of_the_gate(
    estimated: duckdb.DuckDBPyConnection,
) -> None:
    check = next(check for check in checks() if check.name == "stars_follow_from_what_is_printed")
    (passed,) = run_stage(estimated, "marts", {}, judged=[check])
    estimated.execute("begin")
    estimated.execute(
        "update results.estimates set p_value = 0.2 where vcov = 'xtreg' and p_value < 0.01"
    )
    try:
        (blocked,) = run_stage(estimated, "marts", {}, judged=[check])
    finally:
        estimated.execute("rollback")
    assert (passed.verdict, blocked.verdict) == ("passed", "blocked")


def test_format_that_loses_a_star_is_noticed(estimated: duckdb.DuckDBPyConnection) -> None:
    spec = table(Source(estimated), "table_3_equation")
    found = list(faults(spec, {"careless": lambda cell: cell.unmarked + cell.marks[1:]}))
    assert found
    assert "careless shows" in found[0]


def test_stars_without_anything_that_they_follow_are_noticed(
    estimated: duckdb.DuckDBPyConnection,
) -> None:
    spec = table(Source(estimated), "table_3_equation")
    first = spec.body[0]
    cells = tuple(replace(cell, follows=None) for cell in first.cells if isinstance(cell, Number))
    bare = replace(spec, body=(replace(first, cells=cells), *spec.body[1:]))
    assert len(list(faults(bare))) == len(cells) * len(FORMATS)


@pytest.mark.parametrize(
    ("coefficient", "bracket", "stars", "df", "follows"),
    [
        ("0.240", "(0.019)", "***", 29.0, True),
        ("0.240", "(0.019)", "**", 29.0, False),
        ("0.240", "(0.019)", "", 29.0, False),
        ("0.05", "(0.03)", "*", 29.0, True),
        ("0.05", "(0.03)", "**", 29.0, True),
        ("0.05", "(0.03)", "***", 29.0, False),
        ("−7.63e−19", "(2.5e−19)", "***", 29.0, True),
        ("−7.63e−19", "(2.5e−19)", "", 29.0, False),
        ("0.0000", "(0.0000)", "", 29.0, True),
        ("0.24", "[<0.001]", "***", None, True),
        ("0.24", "[<0.001]", "**", None, False),
        ("0.24", "[0.049]", "**", 29.0, True),
        ("0.24", "[0.049]", "*", 29.0, False),
        ("0.24", "[0.050]", "**", None, True),
        ("0.24", "[0.050]", "*", None, True),
        ("0.24", "", "", 29.0, True),
        ("0.24", "", "*", 29.0, False),
    ],
)
def test_stars_follow_within_rounding_and_no_further(
    coefficient: str, bracket: str, stars: str, df: float | None, follows: bool
) -> None:
    assert stars_follow(coefficient, bracket, stars, df) is follows


def test_bounds_are_what_rounds_to_the_printed_number() -> None:
    assert printed_bounds("(0.019)") == pytest.approx((0.0185, 0.0195))
    assert printed_bounds("-7.63e-19") == pytest.approx((-7.635e-19, -7.625e-19), abs=0, rel=1e-12)
    assert printed_bounds("[<0.001]") == (0.0, 0.001)
    assert printed_bounds("12") == (11.5, 12.5)


@pytest.mark.parametrize(
    ("coefficient", "std_error", "shown", "bracket"),
    [
        (0.239912810993592, 0.01909022760800887, "0.240", "(0.019)"),
        (-0.239912810993592, 0.0996, "-0.24", "(0.10)"),
        (-7.63e-19, 1.234e-19, "-7.63e-19", "(1.2e-19)"),
        (7.63e-19, 1.234e-17, "7.63e-19", "(1.2e-17)"),
        (0.000123456, 0.0000123, "0.000123", "(0.000012)"),
        (0.0000012345, 0.00000023, "1.23e-6", "(2.3e-7)"),
        (10.26182585770985, 0.2867957625517259, "10.26", "(0.29)"),
        (123456.7, 1234.5, "123457", "(1234)"),
        (1.23456e12, 2.5e9, "1.2346e12", "(2.5e9)"),
        (-1.23456e12, 2.5e11, "-1.23e12", "(2.5e11)"),
        (9.996e9, 1e9, "1.00e10", "(1.0e9)"),
        (5.0, 1e-9, "5.0000000000e0", "(1.0e-9)"),
        (-0.001, 0.5, "-0.00", "(0.50)"),
        (0.0, 0.5, "0.00", "(0.50)"),
    ],
)
def test_digits_are_those_that_the_standard_error_warrants(
    coefficient: float, std_error: float, shown: str, bracket: str
) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema seeds")
        connection.execute("create table seeds.study_settings (setting varchar, value varchar)")
        build_shown_views(connection)
        connection.execute(
            "insert into results.estimates by name select '3' as study_table, 1 as column_no,"
            " 'equation' as variant, 'y' as outcome, 'x' as term, 'xtreg' as vcov, ? as coefficient,"
            " ? as std_error, 29 as df, 0.5 as p_value",
            [coefficient, std_error],
        )
        found = connection.execute(
            "select coefficient_text, bracket_text from results.shown_estimates"
        ).fetchall()
    assert found == [(shown, bracket)]
    cell = laid_out(coefficient, shown)
    assert cell is not None
    # Excel, LaTeX and the rest show the same.
    assert {show(cell) for show in FORMATS.values()} == {shown.replace("-", "−")}


@pytest.mark.parametrize("convention", ["clustered", "wild", "cr2", "cr3"])
def test_treated_region_alone_has_no_p_value_and_the_note_says_why(
    estimated: duckdb.DuckDBPyConnection, convention: str
) -> None:
    """No convention may fill the gap: the clustered one rejects nearly always."""
    estimated.execute("begin")
    estimated.execute(
        "update results.estimates set reason = ?,"
        " p_value = case when vcov not in ('cr2', 'wild') then p_value end,"
        " reason_en = 'only region 110000 identifies it', reason_zh = '仅由地区 110000 识别'"
        " where study_table = '3' and variant = 'equation' and column_no = 1 and term = 'dig'"
        " and vcov in ('cr2', 'cr3', 'wild', 'xtreg')",
        [str(Reason.LONE_REGION)],
    )
    estimated.execute(
        "update seeds.study_settings set value = ? where setting = 'table_inference'", [convention]
    )
    try:
        spec = table(Source(estimated), "table_3_equation")
        refuse_contradictions([spec])
        terminal = " ".join(render_tables(estimated, width=200).split())
    finally:
        estimated.execute("rollback")
    coefficient, bracket = spec.body[0].cells[0], spec.body[1].cells[0]
    assert isinstance(coefficient, Number)
    assert (coefficient.marks, bracket) == ("", None)
    (note,) = [note for note in spec.notes if "110000" in note.en]
    assert note == ("(1)：仅由地区 110000 识别。", "(1): only region 110000 identifies it.")
    assert note.en in terminal


def test_intervals_are_named_by_the_level_of_the_settings(
    estimated: duckdb.DuckDBPyConnection,
) -> None:
    estimated.execute("begin")
    estimated.execute(
        "update seeds.study_settings set value = '0.9' where setting = 'confidence_level'"
    )
    try:
        source = Source(estimated)
        findings = find(source, read_models(source))
        (mediation,) = [spec for spec in declared_tables(source) if spec.name == "mediation"]
    finally:
        estimated.execute("rollback")
    heads = [head.text.en for head in mediation.heads[0]]
    assert "90 % interval" in heads
    assert "(90 % interval" in findings.answer.en
    assert "90 % interval [" in findings.uncertainty.en
