"""tsi check-raw as a student runs it: a Chinese folder, a GBK terminal, somewhere else than the project."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import PROJECT, new_study

from ..yearbooks.corpus import Sheet, xls, xlsx

GBK = "zh_CN.GBK"
REGIONS = ("北京", "天津", "河北", "山西")


def gbk_is_installed() -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, GBK)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True


@pytest.mark.skipif(not gbk_is_installed(), reason=f"needs the locale {GBK}")
def test_in_a_gbk_terminal_from_another_folder(tmp_path: Path) -> None:
    study = new_study(tmp_path / "论文 数据" / "研究")
    # No head names the regions: only who knows the seeds' names finds them.
    rows = [[None, None, "2011", "2012"]]
    rows += [["域名数（万个）", region, "1.50000", "2.50000"] for region in REGIONS]
    (study / "raw" / "EPS数据.xlsx").write_bytes(xlsx(Sheet("宏观", rows)))
    page = [
        ["3-9 各地区科学技术支出（2015年）", None],
        ["单位：亿元", None],
        ["地  区", "科学技术"],
    ]
    page += [[f"{region[0]}　{region[1:]}", 10] for region in REGIONS]
    (study / "raw" / "第三篇.xls").write_bytes(xls(Sheet("C0309", page)))
    (study / "raw" / "坏表.csv").write_text('地区,2011\n"北京,1\n', encoding="gb18030")
    ours = ("PYTHONUTF8", "PYTHONIOENCODING")
    variables = {name: value for name, value in os.environ.items() if name not in ours}

    run = subprocess.run(
        [sys.executable, "-m", "tsi_warehouse", "check-raw", "--study", "研究"],
        cwd=study.parent, capture_output=True, check=False,
        env=variables | {"LC_ALL": GBK, "PYTHONPATH": str(PROJECT / "python")},
    )  # fmt: skip

    said = run.stdout.decode("gbk")
    assert run.returncode == 2, said + run.stderr.decode("gbk", errors="replace")
    assert run.stderr == b""
    assert "EPS 工作簿, xlsx" in said
    assert "单元格      8 = 保留 8 + 忽略 0 + 拒绝 0" in said
    assert "年鉴页, xls" in said
    assert "LAND-07: 坏表.csv：第 2 行或其后有一个引号没有闭合。请用文本编辑器改正。" in said
    assert "退出码 2：1 个文件无法读取；current 未变" in said
