"""How fast files land: 300 yearbook-size files, and a long CSV of a million rows.

Run: PYTHONPATH=python python benchmarks/landing.py. Prints seconds (wall and CPU, median of three)
and peak memory of each, every case in a process of its own. The data are written with a fixed seed.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

PROVINCES = [
    *("北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江"),
    *("安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆"),
    *("四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆"),
]
YEARS = range(2004, 2024)
REPEATS = 3


def write_workbooks(raw: Path, files: int = 300) -> None:
    """One workbook of one sheet a series, 31 regions by 20 years."""
    numbers = random.Random(1)
    for file in range(files):
        with xlsxwriter.Workbook(raw / f"series_{file:03}.xlsx") as workbook:
            page = workbook.add_worksheet("数据")
            page.write(0, 0, f"指标：系列{file}（亿元）")
            page.write_row(1, 0, ["地区", *(f"{year}年" for year in YEARS)])
            for row, province in enumerate(PROVINCES, start=2):
                page.write_row(
                    row, 0, [province, *(round(numbers.random() * 1e5, 2) for _ in YEARS)]
                )


def write_texts(raw: Path, files: int = 300) -> None:
    """One GB18030 CSV a series, as the statistics bureau's site exports it."""
    numbers = random.Random(1)
    for file in range(files):
        rows = ["数据库：分省年度数据", f"指标：系列{file}(亿元)", "时间：最近20年"]
        rows.append(",".join(["地区", *(f"{year}年" for year in YEARS)]))
        rows += [
            ",".join([province, *(f"{numbers.random() * 1e5:.2f}" for _ in YEARS)])
            for province in PROVINCES
        ]
        text = "\r\n".join([*rows, "数据来源：国家统计局", ""])
        (raw / f"series_{file:03}.csv").write_bytes(text.encode("gb18030"))


def write_long(raw: Path, rows: int = 1_000_000) -> None:
    """A long CSV of observations: province, year, value, units, variables."""
    numbers = random.Random(1)
    with (raw / "long.csv").open("w", encoding="utf-8") as stream:
        stream.write("province,year,value,units,variables\n")
        for row in range(rows):
            stream.write(
                f"{PROVINCES[row % 31]},{2000 + row // 31 % 24},{numbers.random() * 1e6:.3f},万元,"
                f"v_{row // 744}\n"
            )


def land_folder(raw: str, results: multiprocessing.Queue[tuple[float, float, float, int]]) -> None:
    """Land one folder and report wall seconds, CPU seconds, peak MiB and cells."""
    from yearbooks import land

    wall, cpu = time.perf_counter(), time.process_time()
    landed = land(Path(raw), frozenset(PROVINCES))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if landed.problems:
        raise SystemExit(str(landed.problems[0]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mebibytes = peak / (2**20 if sys.platform == "darwin" else 2**10)
    results.put((wall, cpu, mebibytes, landed.cells.num_rows))


def measure(write: Callable[[Path], None]) -> tuple[float, float, float, int]:
    """Medians over REPEATS fresh processes of what land_folder reports."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        runs = []
        for _ in range(REPEATS):
            results: multiprocessing.Queue[tuple[float, float, float, int]] = context.Queue()
            process = context.Process(target=land_folder, args=(folder, results))
            process.start()
            runs.append(results.get())
            process.join()
    wall, cpu, peak, cells = zip(*runs, strict=True)
    return statistics.median(wall), statistics.median(cpu), max(peak), cells[0]


def main() -> None:
    """Print one line a case beside the limit it must keep."""
    print(f"{'case':<34}{'cells':>10}{'wall s':>8}{'CPU s':>8}{'MiB':>7}  limit")
    for name, write, limit in (
        ("300 workbooks, 31 x 20", write_workbooks, "10 s"),
        ("300 GB18030 texts, 31 x 20", write_texts, "10 s"),
        ("long CSV, 1 million rows", write_long, "20 s, 1,024 MiB"),
    ):
        wall, cpu, peak, cells = measure(write)
        print(f"{name:<34}{cells:>10,}{wall:>8.2f}{cpu:>8.2f}{peak:>7.0f}  {limit}")


if __name__ == "__main__":
    main()
