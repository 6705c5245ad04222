"""How much memory a refresh may use, where it spills the rest, and what to say when that fails."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.pipeline.warehouse import DbtOutcome
from tsi_warehouse.release.files import FULL, disk_error, number_in, refused_by_disk
from tsi_warehouse.seeds.files import study_setting

SETTING = "memory_limit"
DEFAULT = "50%"
_SIZE = re.compile(r"[1-9][0-9]*([.][0-9]+)? ?([KMGT]i?B|%)", re.IGNORECASE)
_OUT_OF_MEMORY = ("Out of Memory Error", "OutOfMemoryException", "failed to offload data block")


def memory_limit(seeds: Path) -> str:
    """The setting memory_limit in DuckDB's words: a size (4GB) or a share of the machine (50%).

    Raises
    ------
    TsiError : MEM-01 it is neither
    """
    found = study_setting(seeds, SETTING, DEFAULT)
    if not _SIZE.fullmatch(found) or (found.endswith("%") and float(found[:-1]) > 100):
        raise TsiError(
            "MEM-01",
            en=f"seeds/study_settings.csv, memory_limit: found {found!r}, expected a size such as "
            "4GB or a share of the machine such as 50%.",
            zh=f"seeds/study_settings.csv 的 memory_limit：值为“{found}”，应为 4GB 之类的大小，"
            "或 50% 之类的本机内存比例。",
        )
    return found


def spill_folder(database: Path) -> Path:
    """Where a build keeps what does not fit in memory: beside its own file, and gone with it."""
    return database.parent / "spill"


@contextmanager
def spilling(database: Path) -> Iterator[None]:
    """Leave no spill behind, however the build ends."""
    try:
        yield
    finally:
        shutil.rmtree(spill_folder(database), ignore_errors=True)


def refuse_full_disk(outcome: DbtOutcome, database: Path) -> None:
    """Say that the disk is full where that is what stopped dbt or one of its models.

    Raises
    ------
    TsiError : REL-10 (exit 4)
    """
    if outcome.exception is not None and refused_by_disk(outcome.exception) in FULL:
        raise disk_error(refused_by_disk(outcome.exception), str(outcome.exception), database)
    for failure in outcome.failures:
        if (number := number_in(failure.message)) in FULL:
            raise disk_error(number, f"{failure.name}: {failure.message}", database)


def refuse_out_of_memory(outcome: DbtOutcome, limit: str, database: Path) -> None:
    """Say which setting to change where DuckDB had too little memory or disk.

    Raises
    ------
    TsiError : MEM-02 (exit 4) a model needed more than the limit, and spilling did not help
    """
    for failure in outcome.failures:
        if any(words in failure.message for words in _OUT_OF_MEMORY):
            raise TsiError(
                "MEM-02",
                en=f"{failure.name} needs more memory than memory_limit = {limit} allows, also "
                f"with spilling to {spill_folder(database)}. Raise memory_limit in "
                f"seeds/study_settings.csv (default {DEFAULT} of the machine), or free disk there. "
                "Nothing was published.",
                zh=f"{failure.name} 所需内存超过 memory_limit = {limit}，"
                f"溢出到 {spill_folder(database)} 后仍不足。"
                f"请在 seeds/study_settings.csv 中调高 memory_limit（默认本机内存的 {DEFAULT}），"
                "或在该处腾出磁盘空间。未发布任何内容。",
                exit_code=Exit.DEFECT,
            )
