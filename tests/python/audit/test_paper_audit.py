"""The audit finds on its own what is wrong in the paper's printed tables, and nothing that is not.

Every expectation was worked out from the printed numbers alone (docs/methodology/audit.md).
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from audit_helpers import Finding, findings, only, with_verdict

STARS_INCONSISTENT = {
    ("3", 3, "dig"),
    ("4", 6, "dig"),
    ("5", 1, "open"),
    ("5", 2, "lnfcl"),
    ("5", 3, "lnfcl"),
    ("5", 3, "open"),
    ("5", 3, "lnsci"),
    ("6", 2, "lnpgdp"),
    ("6", 2, "lnfcl"),
    ("6", 4, "open"),
    ("7", 2, "dig_pca"),
    ("7", 4, "dig_pca"),
    ("7", 6, "dig_pca"),
}
STARS_BORDERLINE = {
    ("5", 1, "lnpgdp"),
    ("6", 1, "lnpgdp"),
    # t of the clusters disagrees with the others.
    ("3", 5, "lnfcl"),
    ("3", 5, "lnsci"),
    ("5", 3, "lnpgdp"),
}
R2_FALLS = {("3", 2), ("3", 3), ("3", 4), ("3", 5), ("4", 2), ("7", 3)}
#: study_table, column with the mediator, mediator -> total - direct - indirect
MEDIATION_GAPS = {
    ("4", 2, "hum"): -0.0399,
    ("4", 4, "upd"): 0.1086,
    ("4", 6, "cre"): 0.0467,
    ("7", 3, "hum"): 0.0029,
    ("7", 5, "upd"): 0.0278,
    ("7", 7, "cre"): 0.0247,
}


@pytest.fixture(scope="module")
def paper(release: Path) -> list[Finding]:
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        return findings(connection)


def test_stars_that_no_distribution_allows_are_inconsistent_and_no_others(
    paper: list[Finding],
) -> None:
    assert with_verdict(paper, "stars", "inconsistent") == STARS_INCONSISTENT
    assert with_verdict(paper, "stars", "borderline") == STARS_BORDERLINE
    assert with_verdict(paper, "stars", "suspect") == set()
    assert len([row for row in paper if row.check_name == "stars"]) == 79


@pytest.mark.parametrize(
    ("place", "t_value", "level"),
    [
        (("3", 3, "dig"), 37.05, "p < 0.01"),
        (("4", 6, "dig"), 2.21, "p < 0.05"),
        (("5", 1, "open"), 6.32, "p < 0.01"),
        (("5", 2, "lnfcl"), 10.10, "p < 0.01"),
        (("5", 3, "lnfcl"), 1.25, "p >= 0.10"),
        (("5", 3, "open"), 0.30, "p >= 0.10"),
        (("5", 3, "lnsci"), 2.35, "p < 0.05"),
        (("6", 2, "lnpgdp"), 0.73, "p >= 0.10"),
        (("6", 2, "lnfcl"), 7.56, "p < 0.01"),
        (("6", 4, "open"), 3.34, "p < 0.01"),
        (("7", 2, "dig_pca"), 1.17, "p >= 0.10"),
        (("7", 4, "dig_pca"), 1.78, "p < 0.10"),
        (("7", 6, "dig_pca"), 1.36, "p >= 0.10"),
        (("5", 1, "lnpgdp"), 1.96, "p < 0.05 (normal), p < 0.10 (t)"),
        (("6", 1, "lnpgdp"), 1.65, "p < 0.10 (normal), p >= 0.10 (t)"),
        (("3", 5, "lnfcl"), 1.68, "p < 0.10, p >= 0.10 (clusters)"),
        (("3", 5, "lnsci"), 2.66, "p < 0.01, p < 0.05 (clusters)"),
        (("5", 3, "lnpgdp"), 1.69, "p < 0.10, p >= 0.10 (clusters)"),
    ],
)
def test_the_t_of_a_doubtful_coefficient(
    paper: list[Finding], place: tuple[str, int, str], t_value: float, level: str
) -> None:
    assert only(paper, (*place, "stars")).expected == f"t = {t_value:.2f}, {level}"


def test_decimal_points_that_slipped(paper: list[Finding]) -> None:
    suspected = {
        (row.study_table, row.column_no, row.term): row.expected
        for row in paper
        if row.check_name == "decimal_point" and row.verdict != "consistent"
    }
    assert suspected == {
        ("3", 2, "dig"): "2.7254 (0.07152)",
        ("3", 2, "lnpgdp"): "-0.3326 (0.092)",
        ("4", 6, "dig"): "1.4851 (0.0672)",
        ("5", 1, "open"): "0.0514 (0.0813)",
        ("5", 2, "lnfcl"): "0.0303 (0.0300)",
        ("5", 3, "lnfcl"): "0.2206 (0.0176)",
        ("5", 3, "open"): "-0.1043 (0.0343)",
        ("5", 3, "lnsci"): "-0.1424 (0.00606)",
        ("6", 2, "lnpgdp"): "0.4336 (0.0595)",
        ("6", 2, "lnfcl"): "0.1119 (0.148)",
        ("6", 4, "open"): "-0.0754 (0.226)",
        ("7", 2, "dig_pca"): "0.4855 (0.0416)",
        ("7", 4, "dig_pca"): "0.4104 (0.023)",
        ("7", 6, "dig_pca"): "1.0863 (0.0799)",
    }
    out_of_line = only(paper, ("3", 2, "dig", "decimal_point"))
    assert "0.0645" in out_of_line.explanation_en
    assert "0.0754" in out_of_line.explanation_en
    assert only(paper, ("3", 2, "dig", "stars")).verdict == "consistent"
    assert only(paper, ("3", 2, "lnpgdp", "stars")).verdict == "consistent"


def test_no_mediation_adds_up_within_rounding(paper: list[Finding]) -> None:
    gaps = {
        (row.study_table, row.column_no, row.term): float(row.expected.rsplit(" ", 1)[1])
        for row in paper
        if row.check_name == "mediation_identity" and row.expected
    }
    assert gaps == MEDIATION_GAPS
    assert with_verdict(paper, "mediation_identity", "inconsistent") == set(MEDIATION_GAPS)
    totals = only(paper, ("4", 6, "cre", "mediation_identity"))
    assert "table 3 (5)" in totals.explanation_en
    assert "at most 0.0005" in totals.explanation_en


def test_the_indirect_effect_through_human_capital_is_not_significant(
    paper: list[Finding],
) -> None:
    assert only(paper, ("4", 2, "hum", "sobel")).expected == "z = 1.858, p = 0.063"
    assert only(paper, ("4", 2, "hum", "sobel")).verdict == "suspect"
    assert only(paper, ("4", 4, "upd", "sobel")).expected == "z = 14.504, p < 0.001"
    assert only(paper, ("4", 6, "cre", "sobel")).expected == "z = 13.484, p < 0.001"
    assert with_verdict(paper, "sobel", "consistent") == {("4", 4, "upd"), ("4", 6, "cre")}
    # Table 7's errors of Dig are ten times too large; corrected, its paths are significant.
    assert "z = 7.72" in only(paper, ("7", 3, "hum", "sobel")).explanation_en
    assert "z = 13.80" in only(paper, ("7", 5, "upd", "sobel")).explanation_en
    assert "z = 12.37" in only(paper, ("7", 7, "cre", "sobel")).explanation_en


def test_r2_falls_as_regressors_are_added(paper: list[Finding]) -> None:
    falls = with_verdict(paper, "r2_nested", "inconsistent")
    assert falls == {(*place, None) for place in R2_FALLS}
    assert only(paper, ("4", 2, None, "r2_nested")).expected == ">= 0.8742"
    assert only(paper, ("7", 3, None, "r2_nested")).expected == ">= 0.8894"


def test_r2_of_the_first_column_implies_fewer_rows_than_printed(paper: list[Finding]) -> None:
    assert with_verdict(paper, "r2_from_t", "suspect", "inconsistent") == {("3", 1, "dig")}
    first = only(paper, ("3", 1, "dig", "r2_from_t"))
    assert first.expected == "0.8549 / 0.8591; df 262 - 263"


def test_the_pooled_slope_of_dig_lies_outside_its_groups(paper: list[Finding]) -> None:
    outside = {
        row.expected: row.verdict
        for row in paper
        if row.key == ("3", 5, "dig", "pooled_slope") and row.printed == "2.7077 (0.0754)"
    }
    assert outside == {
        "table 5: [1.015, 1.4549]": "suspect",
        "table 6: [0.8079, 1.9777]": "suspect",
    }


def test_252_observations_are_no_multiple_of_30_regions(paper: list[Finding]) -> None:
    assert with_verdict(paper, "observations", "suspect", "inconsistent", "borderline") == {
        ("6", column, None) for column in (3, 4, 5)
    }
    assert "21 x 12, 28 x 9" in only(paper, ("6", 3, None, "observations")).explanation_en


def test_human_capital_is_out_of_line_in_the_scale_of_the_index(paper: list[Finding]) -> None:
    ratios = {
        (row.study_table, row.column_no): (row.printed.rsplit(" ", 1)[1], row.verdict)
        for row in paper
        if row.check_name == "index_scale"
    }
    assert ratios == {
        ("3", 5): ("6.83", "consistent"),
        ("4", 1): ("2.10", "suspect"),
        ("4", 3): ("7.65", "consistent"),
        ("4", 5): ("7.15", "consistent"),
    }


@pytest.mark.parametrize(
    ("check", "columns", "z", "worst", "verdict"),
    [
        ("claim_greater", ("5", 1, 2), "0.59", "0.43", "inconsistent"),
        ("claim_greater", ("5", 1, 3), "1.21", "0.87", "inconsistent"),
        ("claim_greater", ("5", 2, 3), "0.44", "0.31", "inconsistent"),
        ("claim_greater", ("6", 1, 2), "4.34", "3.41", "consistent"),
        ("claim_greater", ("6", 5, 3), "5.90", "4.28", "consistent"),
        ("claim_greater", ("6", 5, 4), "3.72", "2.81", "consistent"),
        ("group_difference", ("6", 3, 4), "0.80", "0.57", "consistent"),
    ],
)
def test_a_difference_between_groups(
    paper: list[Finding],
    release: Path,
    check: str,
    columns: tuple[str, int, int],
    z: str,
    worst: str,
    verdict: str,
) -> None:
    table, column, other = columns
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        query = (
            "select coefficient_text || ' (' || std_error_text || ')'"
            " from intermediate.int_printed_coefficients"
            " where study_table = ? and column_no = ? and term = 'dig'"
        )
        texts = [
            connection.execute(query, [table, number]).fetchone() for number in (column, other)
        ]
    printed = " - ".join(text[0] for text in texts if text)
    found = [
        row
        for row in paper
        if row.key == (table, column, "dig", check)
        and printed in row.printed + (row.expected or "")
    ]
    assert len(found) == 1
    assert f"z = {z}, worst case {worst}" in (found[0].expected or "")
    assert found[0].verdict == verdict


def test_each_sentence_has_its_verdict_on_the_printed_numbers(release: Path) -> None:
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select claim_id, part, printed_verdict from marts.published_claims"
            " where printed_verdict <> 'consistent' order by all"
        ).fetchall()
        count = connection.execute("select count(*) from marts.published_claims").fetchone()
        seeded = connection.execute("select count(*) from seeds.published_claims").fetchone()
    assert rows == [
        ("dig_all_1_percent", 2, "inconsistent"),  # column (3) prints two stars
        ("dig_falls", 3, "inconsistent"),  # 2.7038 to 2.7077
        ("h2_hum", 1, "suspect"),
        ("innovation_most_significant", 2, "suspect"),  # upgrading's z is larger
        ("pca_mediation", 1, "suspect"),
        ("pca_mediation", 2, "suspect"),
        ("pca_mediation", 3, "suspect"),
        ("regional_gap", 1, "inconsistent"),
        ("regional_gap", 2, "inconsistent"),
        ("regional_gap", 3, "inconsistent"),
    ]
    assert count == seeded


def test_each_sentence_has_its_verdict_on_the_data_at_hand(release: Path) -> None:
    """Signs are judged again here, from the estimates alone."""
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        judged = connection.execute(
            "select claim_id, part, data_verdict, data_estimate, data_p_value"
            " from marts.published_claims where kind = 'sign' order by all"
        ).fetchall()
        again = connection.execute(
            """
            select
                claim_id, part,
                case when p_value < cast(level as double)
                    and sign(coefficient) = case expected when 'positive' then 1 else -1 end
                    then 'holds' else 'fails' end,
                coefficient, p_value
            from seeds.published_claims
            inner join results.estimates using (study_table, column_no, term)
            where kind = 'sign' and variant = 'equation' and vcov = 'xtreg'
            order by all
            """
        ).fetchall()
        others = connection.execute(
            "select distinct kind from marts.published_claims where data_verdict = 'not_estimated'"
        ).fetchall()
    assert judged == again
    assert len(judged) == 18
    assert others == []


def test_totals_are_the_sum_of_direct_and_indirect(paper: list[Finding]) -> None:
    found = only(paper, ("4", 6, "cre", "mediation_identity"))
    assert found.expected == "total = 2.6610, gap 0.0467"


def test_nothing_else_is_called_inconsistent(paper: list[Finding]) -> None:
    inconsistent = {row.check_name for row in paper if row.verdict == "inconsistent"}
    assert inconsistent == {
        "stars",
        "r2_nested",
        "mediation_identity",
        "claim_greater",
        "claim_sign",
        "claim_smaller",
    }
    assert sum(row.verdict == "inconsistent" for row in paper) == 13 + 6 + 6 + 3 + 1 + 1
    borderline = {row.key for row in paper if row.verdict == "borderline"}
    assert borderline == {(*place, "stars") for place in STARS_BORDERLINE} | {
        ("3", 5, "open", "pooled_slope")
    }


def test_simulated_data_say_nothing_about_table_2(paper: list[Finding]) -> None:
    assert not [row for row in paper if row.study_table == "2"]


def test_findings_name_their_numbers_in_both_languages(paper: list[Finding]) -> None:
    for row in paper:
        assert any("一" <= character <= "鿿" for character in row.explanation_zh)
        assert row.explanation_en.isascii()
        assert any(character.isdigit() for character in row.explanation_en)
