"""tsi init: a study folder of one's own."""

from __future__ import annotations

import csv
import os
import re
import shutil
import unicodedata
from pathlib import Path

from tsi_warehouse.core.errors import failure
from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.core.quoting import shown
from tsi_warehouse.seeds.changes import keep_copy
from tsi_warehouse.seeds.rules import LONGEST_ID

_RAW_README = """# Your tables go here / 请将数据表放在此处

Statistics-bureau exports, EPS workbooks, yearbook pages, wide or long CSV and Excel files, in any sub-folder.
Export records (region, year, industry or product, value) go into exports/.

可放入国家统计局导出表、EPS 工作簿、年鉴页、宽表或长表（CSV、Excel），子文件夹不限。
出口记录（地区、年份、行业或产品、金额）请放入 exports/。
"""


def init_study(folder: Path, project: Path = PROJECT) -> Path:
    """Make raw/ with a README, a copy of our seeds, and warehouse/; the folder's absolute path."""
    folder = Path(os.path.abspath(folder.expanduser()))
    if str(folder) != shown(str(folder)):
        raise failure("INIT-03", folder=str(folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise failure("INIT-01", folder=folder)
    try:
        (folder / "raw" / "exports").mkdir(parents=True)
        (folder / "seeds").mkdir()
        (folder / "warehouse").mkdir()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise failure("INIT-02", folder=folder, why=why) from None
    (folder / "raw" / "README.md").write_text(_RAW_README, encoding="utf-8")
    for seed in sorted((project / "seeds").glob("*.csv")):
        shutil.copyfile(seed, folder / "seeds" / seed.name)
    keep_copy(project, folder)
    _name_study(folder / "seeds" / "study_settings.csv", folder.name)
    return folder


def _name_study(settings: Path, name: str) -> None:
    """Give the copy a study_id of its own, so that its releases never take the place of ours."""
    with settings.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    named = [
        ["study_id", plain_id(name), "names this study in every release"]
        if row[0] == "study_id"
        else row
        for row in rows
    ]
    with settings.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(named)


def plain_id(name: str) -> str:
    """The letters and digits of a folder's name, in any script, joined by _ where it has anything else."""
    words = re.sub(r"[^\w. -]+", "_", unicodedata.normalize("NFKC", name)).strip(" ._-")
    return re.sub(" +", " ", words)[:LONGEST_ID].strip(" ._-") or "study"
