"""Ids that are no plain names, and models that cannot be meant, end before anything is built, by row and column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tsi_warehouse.cli.init import init_study
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import PROJECT, Study, resolve_study
from tsi_warehouse.pipeline.refresh import check_seeds
from tsi_warehouse.seeds.files import seed_specs
from tsi_warehouse.seeds.models import described_columns

HOSTILE_IDS = (
    "A/1", "A\\1", "..", "{x}", "a" * 300, "\x1b[31mred", "a\nb", 'a"b', "a'b", "a`b", "$HOME", "=1", "-a",
    '8"); system("touch pwned"); cat("', "\\input{x}", "a:b", "Ａ", "a\u200bb", "<b>", "a;b", "a*", " .",
)  # fmt: skip


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return resolve_study(str(init_study(tmp_path / "own")))


def add_row(study: Study, seed: str, **values: str) -> int:
    """Append a row to a seed, empty where nothing is named; its number in the file, by rows."""
    path = study.seeds / f"{seed}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([values.get(name, "") for name in rows[0]])
    return len(rows) + 1


def add_model(study: Study, **values: str) -> int:
    model = {"study_table": "mine", "column_no": "1", "variant": "equation", "outcome": "ln_tsi", "terms": "dig",
             "effects": "region + year", "vcov": "xtreg"}  # fmt: skip
    return add_row(study, "study_models", **(model | values))


def refused(study: Study) -> TsiError:
    with pytest.raises(TsiError) as caught:
        check_seeds(study, Console("en"))
    assert caught.value.exit_code == Exit.INPUT
    assert not any((study.warehouse).iterdir())
    return caught.value


@pytest.mark.parametrize("text", HOSTILE_IDS)
@pytest.mark.parametrize(
    ("seed", "column"),
    [("study_models", "study_table"), ("study_models", "variant"), ("regions", "region_code"),
     ("indicators", "indicator_id")],
)  # fmt: skip
def test_an_id_that_is_no_plain_name_is_refused_by_its_row(
    study: Study, seed: str, column: str, text: str
) -> None:
    others = {"in_sample": "true", "role": "control"} if seed in ("regions", "indicators") else {}
    row = add_model(study, **{column: text}) if seed == "study_models" else add_row(
        study, seed, **{column: text}, **others
    )  # fmt: skip
    error = refused(study)
    for message in (error.en, error.zh):
        assert f"{seed}.csv" in message
        assert column in message
        assert str(row) in message
        assert "\x1b" not in message
        assert len(max(message.splitlines(), key=len)) < 500


@pytest.mark.parametrize("text", ["mine", "附表1", "Table 8a", "A-1", "a.b", "8", "_x"])
def test_plain_names_of_any_script_are_accepted(study: Study, text: str) -> None:
    add_model(study, study_table=text)
    check_seeds(study, Console("en"))


def test_ids_that_differ_in_capitals_alone_are_refused(study: Study) -> None:
    first = add_model(study, study_table="A")
    second = add_model(study, study_table="a", column_no="2")
    message = refused(study).en
    assert (
        f"row {second}, column study_table: 'a' and 'A' of row {first} differ only in capital"
        in message
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"study_table": "A.1"}, {"study_table": "A-1"}),
        ({"study_table": "A 1"}, {"study_table": "A_1"}),
        ({"study_table": "a", "variant": "b_c"}, {"study_table": "a_b", "variant": "c"}),
    ],
)
def test_two_tables_never_share_a_file(
    study: Study, one: dict[str, str], other: dict[str, str]
) -> None:
    add_model(study, **one)
    row = add_model(study, **other)
    error = refused(study)
    assert "STUDY-08" in error.en
    assert f"row {row}, column variant" in error.en
    assert f"第 {row} 行 variant 列" in error.zh


def test_a_variant_called_like_our_own_tables_is_refused(study: Study) -> None:
    add_model(study, study_table="3", variant="printed")
    assert "STUDY-08" in refused(study).en


@pytest.mark.parametrize("name", ["ln_tsi", "dig", "year", "region_code", "LN_TSI", "group_paper"])
def test_an_indicator_called_like_a_panel_column_is_refused(study: Study, name: str) -> None:
    row = add_row(study, "indicators", indicator_id=name, role="control", direction="positive")
    error = refused(study)
    assert "SEED-11" in error.en
    assert f"row {row}, column indicator_id: '{name}' is a column of study_panel" in error.en
    assert f"“{name}”是 study_panel 的列名" in error.zh


def test_an_indicator_of_the_index_without_a_dimension_is_refused(study: Study) -> None:
    row = add_row(study, "indicators", indicator_id="mine", role="digital", direction="positive")
    assert (
        f"SEED-12: {study.seeds / 'indicators.csv'}: row {row}, column dimension"
        in refused(study).en
    )


@pytest.mark.parametrize(
    ("cells", "column", "near"),
    [
        ({"terms": "dgi + lnpgdp"}, "terms", "dig"),
        ({"terms": "dig + ln(gdpp)"}, "terms", "gdp"),
        ({"terms": "dig:lnpgpd"}, "terms", "lnpgdp"),
        ({"terms": "dig + lga(lnpgdp)"}, "", "lag()"),
        ({"terms": "[dig ~ first(telephone_1984)]"}, "terms", "telephones_1984"),
        ({"terms": "dig + region_code"}, "terms", ""),
        ({"terms": "dig + ln(lnpgdp"}, "", ""),
        ({"outcome": "lntsi"}, "outcome", "ln_tsi"),
        ({"vcov": "drisscoll_kraay"}, "", "driscoll_kraay"),
        ({"vcov": "robust"}, "", ""),
        ({"sample": "grup_paper = 'east'"}, "sample", "group_paper"),
        ({"sample": "group_paper = 'eats'"}, "sample", "east"),
        ({"sample": "region_code in ('110000', '12000')"}, "sample", "120000"),
        ({"sample": "year = 'soon'"}, "sample", ""),
        (
            {"sample": "cast((select content from read_text('/etc/hostname')) as int) = 1"},
            "sample",
            "",
        ),
    ],
)
def test_a_model_that_cannot_be_meant_is_reported_before_anything_is_built(
    study: Study, cells: dict[str, str], column: str, near: str
) -> None:
    row = add_model(study, **cells)
    error = refused(study)
    place = f"study_models.csv, row {row}" + (f", column {column}" if column else "")
    assert place in error.en
    assert near in error.en
    assert f"study_models.csv 第 {row} 行" in error.zh
    assert near in error.zh


def test_all_slips_are_reported_at_once(study: Study) -> None:
    rows = [
        add_model(study, column_no=str(n), terms=f"dgi{n}", sample="yaer = 2011") for n in (1, 2)
    ]
    message = refused(study).en
    for row in rows:
        assert f"row {row}, column terms" in message
        assert f"row {row}, column sample" in message


def test_a_known_term_without_data_is_no_slip(study: Study) -> None:
    add_model(
        study, terms="dig + ln(software_revenue)", sample="year = 1900 and group_nbs = 'west'"
    )
    check_seeds(study, Console("en"))


def test_our_models_may_name_a_region_that_the_study_does_not_have(study: Study) -> None:
    path = study.seeds / "regions.csv"
    kept = [
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("11")
    ]
    path.write_text("\n".join([*kept, "R1,R1,R1,true,,,,,"]) + "\n", encoding="utf-8")
    check_seeds(study, Console("en"))


def test_our_own_seeds_pass() -> None:
    check_seeds(resolve_study(), Console("en"))


def test_every_column_that_names_a_thing_is_an_id() -> None:
    """A new seed's ids are judged, too: whatever is called ..._id, ..._code, study_table or variant."""
    own = {
        "region_code",
        "industry_code",
        "indicator_id",
        "study_table",
        "variant",
        "claim_id",
        "other_table",
    }
    for spec in seed_specs(PROJECT):
        judged = set(spec.rules.ids or {}) | set(spec.rules.refers or {})
        assert own & set(spec.columns) <= judged, spec.name


def test_the_panels_keys_and_types_are_known_before_it_is_built() -> None:
    columns = described_columns(PROJECT, "study_panel")
    assert columns == {
        "region_code": "varchar", "year": "integer", "group_paper": "varchar", "group_nbs": "varchar",
        "digital_group": "varchar",
    }  # fmt: skip
