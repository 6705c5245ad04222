"""A study's folder may be called anything that can be seen; its study_id is a plain name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsi_warehouse.cli.init import init_study, plain_id
from tsi_warehouse.cli.main import main
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import resolve_study
from tsi_warehouse.pipeline.refresh import check_seeds
from tsi_warehouse.seeds.files import read_seed


@pytest.mark.parametrize(
    ("name", "study_id"),
    [
        ('we"ird', "we_ird"),
        ("it's mine", "it_s mine"),
        ("我的 研究", "我的 研究"),
        ("a,b;c", "a_b_c"),
        ("-n", "n"),
        ("=1+1", "1_1"),
        ("$(touch x)`y`", "touch x_y"),
        ("...,", "study"),
        ("x" * 200, "x" * 64),
        ("a\\b", "a_b"),
        ("%PATH%", "PATH"),
    ],
)
def test_a_folder_of_any_name_is_a_study_with_a_plain_id(
    tmp_path: Path, name: str, study_id: str
) -> None:
    study = resolve_study(str(init_study(tmp_path / name)))
    settings = {
        row["setting"]: row["value"] for row in read_seed(study.seeds / "study_settings.csv")
    }
    assert settings["study_id"] == study_id == plain_id(name)
    check_seeds(study, Console("en"))


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31m", "a\u202eb", "a\tb"])
def test_a_name_that_cannot_be_seen_is_refused_and_nothing_is_made(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(TsiError, match="INIT-03") as caught:
        init_study(tmp_path / name)
    assert name not in caught.value.en
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_a_leading_dash_is_given_after_two_dashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--", "-own"]) == 0
    assert (tmp_path / "-own" / "seeds" / "study_settings.csv").is_file()
    assert main(["init", "-own"]) == 2
