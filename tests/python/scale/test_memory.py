"""The memory a refresh may use: set in the seeds, kept to, and named where it is too little."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.pipeline.warehouse import (
    DbtOutcome,
    NodeResult,
    memory_limit,
    refuse_out_of_memory,
    spill_folder,
    spilling,
)


def seeds(folder: Path, value: str) -> Path:
    (folder / "study_settings.csv").write_text(f"setting,value,comment\nmemory_limit,{value},\n")
    return folder


@pytest.mark.parametrize("value", ["50%", "4GB", "1.5 GiB", "900MB", "100%"])
def test_a_size_or_a_share_reaches_duckdb(tmp_path: Path, value: str) -> None:
    limit = memory_limit(seeds(tmp_path, value))

    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{limit}'")


@pytest.mark.parametrize("value", ["", "  "])
def test_half_the_machine_is_the_default(tmp_path: Path, value: str) -> None:
    assert memory_limit(seeds(tmp_path, value)) == "50%"
    assert memory_limit(tmp_path / "nowhere") == "50%"
    assert memory_limit(PROJECT / "seeds") == "50%"


@pytest.mark.parametrize("value", ["lots", "4", "0%", "120%", "-1GB", "4 apples"])
def test_anything_else_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(TsiError, match=r"MEM-01.*memory_limit") as refused:
        memory_limit(seeds(tmp_path, value))

    assert refused.value.exit_code == Exit.INPUT


def test_too_little_memory_names_the_setting(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '20MB'")
        connection.execute("set temp_directory = ''")
        with pytest.raises(duckdb.OutOfMemoryException) as short:
            connection.execute(
                "create table t as select i, hash(i) as h from range(9000000) as r (i)"
            )
    model = NodeResult(
        "int_export_groups", "model", "error", f"Runtime Error\n {short.value}", None, ""
    )

    with pytest.raises(
        TsiError, match=r"MEM-02.*int_export_groups.*memory_limit = 20MB"
    ) as refused:
        refuse_out_of_memory(DbtOutcome(False, [model]), "20MB", tmp_path / "tsi.duckdb")

    assert refused.value.exit_code == Exit.DEFECT
    assert "memory_limit" in refused.value.zh


def test_another_failure_is_left_to_others(tmp_path: Path) -> None:
    model = NodeResult("int_cells", "model", "error", "Binder Error: no such column", None, "")

    refuse_out_of_memory(DbtOutcome(False, [model]), "20MB", tmp_path / "tsi.duckdb")


def test_no_spill_is_left_behind(tmp_path: Path) -> None:
    database = tmp_path / "tsi.duckdb"

    def fail() -> None:
        with spilling(database):
            spill_folder(database).mkdir()
            (spill_folder(database) / "duckdb_temp_storage.tmp").touch()
            raise KeyError("a build that failed")

    with pytest.raises(KeyError):
        fail()

    assert not spill_folder(database).exists()
