"""Programs of a release run what we wrote and nothing of a seed's text, even where an id were not plain."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tsi_warehouse.core.quoting import r_text
from tsi_warehouse.report.programs import do_file, r_script
from tsi_warehouse.report.replica import Regressor, Replica, ReplicaModel
from tsi_warehouse.report.source import Release
from tsi_warehouse.study.specify import Effects

HOSTILE = (
    '8"); system("touch pwned"); cat("',
    "a\nshell touch pwned\n",
    "`=shell' $x `x'",
    "/* ///",
    "\\\\",
)


def replica(text: str) -> Replica:
    model = ReplicaModel(
        study_table=text, column_no=1, variant=text, outcome=Regressor("ln_tsi"), regressors=(Regressor("dig"),),
        effects=Effects.REGION_YEAR, sample="", shown="xtreg", expected={"xtreg": [(1.0, 0.5)]},
    )  # fmt: skip
    return Replica({"region_id": [1], "year": [2020], "dig": [1.0]}, {}, (model,), {})


def release(text: str) -> Release:
    return Release(text, "2020-01-01", text, False, 2011, 2022, "1 of 1", "1")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_r_script_holds_the_text_as_one_literal_and_else_only_in_comments(text: str) -> None:
    script = r_script(replica(text), release(text))
    name = replica(text).models[0].name
    assert f"fit({r_text(name)}, panel$ln_tsi," in script
    rest = script.replace(r_text(name), '""')
    code = "\n".join(line for line in rest.splitlines() if not line.lstrip().startswith("#"))
    assert "pwned" not in code
    assert "shell" not in code


@pytest.mark.parametrize("text", HOSTILE)
def test_the_do_file_holds_the_text_in_comments_that_end_with_their_line(text: str) -> None:
    text_of_do_file = do_file(replica(text), release(text))
    lines = [line for line in text_of_do_file.splitlines() if "pwned" in line or "shell" in line]
    assert all(line.startswith("* ") for line in lines)
    assert not any(re.search(r"""/\*|\*/|///|[`$"]""", line) for line in lines)


def test_a_column_that_is_no_name_in_stata_never_gets_into_the_do_file() -> None:
    model = dataclasses.replace(replica("3").models[0], outcome=Regressor("dig\nshell touch pwned"))
    with pytest.raises(ValueError, match="no name"):
        do_file(dataclasses.replace(replica("3"), models=(model,)), release("a"))
