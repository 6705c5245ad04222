"""The reference tables: what each must hold, and that the page for people says the same."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml


def rows(project: Path, name: str) -> list[dict[str, str]]:
    with (project / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def described(project: Path) -> list[dict]:
    text = (project / "models" / "seeds" / "_seeds.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["seeds"]


def test_every_seed_has_the_described_columns_in_order(project: Path, described: list[dict]):
    for seed in described:
        with (project / "seeds" / f"{seed['name']}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert header == list(seed["config"]["column_types"]), seed["name"]
        assert header == [column["name"] for column in seed["columns"]], seed["name"]
    names = {path.stem for path in (project / "seeds").glob("*.csv")}
    assert names == {seed["name"] for seed in described}


def test_seeds_are_utf8_with_unix_lines(project: Path):
    for path in (project / "seeds").glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in content, path.name
        content.decode("utf-8")


def test_the_page_for_people_names_every_seed_with_its_columns(
    project: Path, described: list[dict]
):
    page = (project / "docs" / "seeds.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(sections) == [seed["name"] for seed in described]
    for seed in described:
        said = re.search(
            r"^(required|optional) \S+ · columns: `(.*)`$", sections[seed["name"]], re.M
        )
        assert said, seed["name"]
        assert (said[1] == "required") == seed["config"]["meta"]["required"], seed["name"]
        assert said[2].split(", ") == list(seed["config"]["column_types"]), seed["name"]


def test_the_page_lists_every_setting(project: Path):
    page = (project / "docs" / "seeds.md").read_text(encoding="utf-8")
    for row in rows(project, "study_settings"):
        assert row["setting"] in page


def test_the_papers_groups_have_its_numbers_of_observations(project: Path):
    regions = rows(project, "regions")
    assert len(regions) == 31
    sample = [row for row in regions if row["in_sample"] == "true"]
    paper = Counter(row["group_paper"] for row in sample)
    assert {group: 12 * count for group, count in paper.items()} == {
        "east": 144,
        "central": 108,
        "west": 108,
    }
    assert Counter(row["group_nbs"] for row in regions) == {"east": 11, "central": 8, "west": 12}
    assert len({(row["tile_row"], row["tile_col"]) for row in regions}) == 31


def test_no_alias_means_two_things(project: Path):
    for name, target in (("region_aliases", "region_code"), ("industry_aliases", "industry_code")):
        meanings: dict[str, str] = {}
        for row in rows(project, name):
            key = re.sub(r"\s", "", row["alias"]).lower()
            assert meanings.setdefault(key, row[target]) == row[target], row
        known = {
            row[target] for row in rows(project, name.replace("_aliases", "s").replace("ys", "ies"))
        }
        assert set(meanings.values()) <= known | {"ignore"}


def test_every_region_is_known_by_name_and_code(project: Path):
    aliases = {row["alias"]: row["region_code"] for row in rows(project, "region_aliases")}
    for text in ("北京", "北京市", "Beijing", "110000", "11"):
        assert aliases[text] == "110000"
    for row in rows(project, "regions"):
        for text in (row["name_zh"], row["name_en"], row["region_code"], row["region_code"][:2]):
            assert aliases[text] == row["region_code"]
    for text in ("全国", "东部地区", "不分地区", "新疆兵团"):
        assert aliases[text] == "ignore"
    assert aliases["两藏"] == "540000"


def test_series_map_to_indicators_that_exist(project: Path):
    known = {row["indicator_id"] for row in rows(project, "indicators")}
    for row in rows(project, "raw_series"):
        assert row["indicator_id"] in known | {"ignore"}, row
        assert float(row["multiplier"]) > 0, row
        assert (row["priority"] == "") == (row["indicator_id"] == "ignore"), row
    for row in rows(project, "series_breaks"):
        assert row["indicator_id"] in known, row
        assert row["source"] == "" or "*" in row["source"], row


def test_the_papers_fifteen_indicators_lie_in_its_four_dimensions(project: Path):
    digital = [row for row in rows(project, "indicators") if row["role"] == "digital"]
    assert Counter(row["dimension"] for row in digital) == {
        "infrastructure": 4,
        "application": 5,
        "industry": 3,
        "innovation": 3,
    }


def test_all_divisions_have_a_factor_intensity(project: Path):
    industries = {
        row["industry_code"]: row["factor_intensity"] for row in rows(project, "industries")
    }
    assert sorted(industries) == [str(code) for code in range(13, 44)]
    assert set(industries.values()) == {"labour", "capital", "technology"}
    assert industries["24"] == "labour"


def test_editions_of_the_classification_map_to_todays_divisions(project: Path):
    aliases = {row["alias"]: row["industry_code"] for row in rows(project, "industry_aliases")}
    assert aliases["橡胶制品业"] == aliases["塑料制品业"] == aliases["2002:30"] == "29"
    assert aliases["交通运输设备制造业"] == "36"
    assert aliases["30"] == "30"
    assert aliases["2002:40"] == "39"


def test_models_fill_the_papers_tables_in_both_variants(project: Path):
    models = rows(project, "study_models")
    for variant in ("equation", "differenced"):
        columns = Counter(row["study_table"] for row in models if row["variant"] == variant)
        assert columns == {"3": 5, "4": 6, "5": 3, "6": 5, "7": 7}
    printed = {
        (row["study_table"], row["column_no"]): row for row in rows(project, "printed_models")
    }
    for row in models:
        if row["variant"] in ("equation", "differenced"):
            assert printed[row["study_table"], row["column_no"]]["outcome"] == row["outcome"]


def test_printed_coefficients_belong_to_terms_of_the_models(project: Path):
    terms = {
        (row["study_table"], row["column_no"]): set(row["terms"].split(" + "))
        for row in rows(project, "study_models")
        if row["variant"] == "equation"
    }
    for row in rows(project, "printed_coefficients"):
        place = row["study_table"], row["column_no"]
        assert row["term"] in terms[place] | {"_cons"}, row
        assert row["stars"] in ("", "*", "**", "***")


def test_every_printed_number_stands_in_the_paper_as_it_is_here(project: Path, shared: Path):
    text = next((shared / "paper").glob("*.txt")).read_text(encoding="utf-8").replace("−", "-")
    squeezed = re.sub(r"\s", "", text)
    coefficients = rows(project, "printed_coefficients")
    assert len(coefficients) == len(re.findall(r"-?\d\.\d+\**\(\d?\.\d+\)", squeezed)) == 79
    for row in coefficients:
        assert f"{row['coefficient']}{row['stars']}({row['std_error']})" in squeezed, row
    for row in rows(project, "printed_models"):
        assert row["r2"] in squeezed
        assert row["n_obs"] in squeezed
    for row in rows(project, "printed_descriptives"):
        assert "".join(row[name] for name in ("n", "maximum", "minimum", "std_dev")) in squeezed
    for row in rows(project, "published_claims"):
        assert re.sub(r"\s", "", row["claim_zh"]) in squeezed, row


def test_claims_point_at_printed_coefficients(project: Path):
    printed = {
        (row["study_table"], row["column_no"], row["term"])
        for row in rows(project, "printed_coefficients")
    }
    for row in rows(project, "published_claims"):
        assert (row["study_table"], row["column_no"], row["term"]) in printed, row
        if row["other_table"]:
            assert (row["other_table"], row["other_column_no"], row["other_term"]) in printed, row
