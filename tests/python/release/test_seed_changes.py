"""Ours then, ours now, yours: `tsi seeds diff` distinguishes the three and touches none of them."""

from __future__ import annotations

import shutil

import pytest

from tsi_warehouse.cli.init import init_study
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.release.files import file_facts
from tsi_warehouse.seeds.changes import seed_changes, seed_keys

YAML = """
seeds:
  - name: regions
    data_tests:
      - valid_rows: {arguments: {key: [code]}}
  - name: study_settings
    data_tests:
      - valid_rows: {arguments: {key: [setting]}}
"""
THEN = "code,name,group\n11,北京,east\n12,天津,east\n13,河北,west\n14,山西,west\n"
NOW = "code,name,group\n11,北京,east\n12,天津市,east\n13,河北,east\n15,内蒙古,west\n"


@pytest.fixture
def ours(tmp_path):
    """A project with two seeds."""
    project = tmp_path / "project"
    (project / "seeds").mkdir(parents=True)
    (project / "models" / "seeds").mkdir(parents=True)
    (project / "models" / "seeds" / "_seeds.yml").write_text(YAML, encoding="utf-8")
    (project / "seeds" / "regions.csv").write_text(THEN, encoding="utf-8")
    settings = "setting,value,comment\nstudy_id,ours,\n"
    (project / "seeds" / "study_settings.csv").write_text(settings, encoding="utf-8")
    return project


@pytest.fixture
def study(ours, tmp_path):
    """A study that copied them."""
    return init_study(tmp_path / "my study", ours)


def changes(ours, study):
    return {
        change.key: (change.at_init, change.ours_now, change.yours, change.verdict)
        for change in seed_changes(ours, study, study / "seeds")
    }


def test_at_first_nothing_differs(ours, study):
    assert changes(ours, study) == {}


def test_your_own_edits_are_no_change_of_ours(ours, study):
    (study / "seeds" / "regions.csv").write_text("code,name,group\n99,mine,east\n")
    assert changes(ours, study) == {}


def test_every_kind_of_change_has_its_verdict(ours, study):
    (ours / "seeds" / "regions.csv").write_text(NOW, encoding="utf-8")
    mine = THEN.replace("河北,west", "河北,central").replace("天津,east", "天津市,east")
    (study / "seeds" / "regions.csv").write_bytes(mine.encode("gb18030"))
    assert changes(ours, study) == {
        "12": ("name=天津", "name=天津市", "name=天津市", "you have it"),
        "13": ("group=west", "group=east", "group=central", "you changed it too"),
        "14": ("name=山西, group=west", "", "name=山西, group=west", "take it"),
        "15": ("", "name=内蒙古, group=west", "", "take it"),
    }


def test_a_new_column_is_a_change_of_every_row(ours, study):
    wider = THEN.replace("group\n", "group,note\n").replace("east\n", "east,a\n")
    (ours / "seeds" / "regions.csv").write_text(wider, encoding="utf-8")
    assert changes(ours, study)["11"] == ("note=", "note=a", "note=", "take it")


def test_looking_changes_nothing(ours, study):
    (ours / "seeds" / "regions.csv").write_text(NOW, encoding="utf-8")
    before = file_facts(study)
    changes(ours, study)
    assert file_facts(study) == before


def test_a_study_that_was_not_made_by_init_is_reported(ours, study):
    shutil.rmtree(study / ".tsi")
    with pytest.raises(TsiError, match="SEED-20"):
        changes(ours, study)


def test_every_seed_of_the_project_has_a_key(project):
    seeds = {path.stem for path in (project / "seeds").glob("*.csv")}
    assert seeds <= set(seed_keys(project))
