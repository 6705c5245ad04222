"""Landing once a process: tsi lands first to report, dbt then takes what was landed."""

from __future__ import annotations

import csv
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

from tsi_warehouse.core.project import PROJECT
from yearbooks import Landed, Limits, land

from .export_heads import HeadNames
from .exports import EXPORTS, ExportPlan, plan
from .folder import list_files
from .problems import messages

_HELPERS = ("region_aliases", "regions", "raw_files", "study_settings")
_SIZE = re.compile(r"([0-9]{1,9}(?:[.][0-9]{1,9})?) ?([KMGT])i?B", re.IGNORECASE)

HEADERS = "export_headers.csv"

Signature = tuple[tuple[str, int, int], ...]

_lock = threading.RLock()
_landed: dict[str, tuple[Signature, Landed]] = {}
_planned: dict[str, tuple[Signature, ExportPlan]] = {}


def land_once(raw: Path, seeds: Path) -> Landed:
    """Contents of `raw`; landed again only if one of its files, or a seed used in landing, has changed."""
    helpers = [seeds / f"{name}.csv" for name in _HELPERS]
    with _lock:
        key = f"{raw.resolve()}|{seeds.resolve()}"
        signature = (
            *_signature(raw, list_files(raw, skip=EXPORTS)),
            *_signature(seeds, [path.name for path in helpers if path.is_file()]),
        )
        if key not in _landed or _landed[key][0] != signature:
            _landed[key] = (
                signature,
                land(
                    raw,
                    region_names(seeds),
                    data_years(seeds),
                    reading_limits(seeds),
                    EXPORTS,
                    messages(),
                ),
            )
        return _landed[key][1]


def plan_once(raw: Path, work: Path, seeds: Path) -> ExportPlan:
    """The plan for raw/exports; made again only if a file there, or a seed that helps, changed, or a
    rewritten file is gone."""
    exports = raw / EXPORTS
    with _lock:
        names, years = head_names(seeds), data_years(seeds)
        key = f"{exports.resolve()}|{work.resolve()}"
        helpers = (names.signature() + repr(sorted(years.items())), 0, 0)
        signature = (helpers, *_signature(exports, list_files(exports)))
        if (
            key not in _planned
            or _planned[key][0] != signature
            or not all(os.path.exists(path) for path in _planned[key][1].csv_paths)
        ):
            _planned[key] = (signature, plan(exports, work, names, years, reading_limits(seeds)))
        return _planned[key][1]


def head_names(seeds: Path) -> HeadNames:
    """The accepted names of export files' columns; ours where a folder of seeds has no list of its own."""
    own = seeds / HEADERS
    return HeadNames(_rows(own if own.is_file() else PROJECT / "seeds" / HEADERS))


def region_names(seeds: Path) -> frozenset[str]:
    """Every name by which the seeds know a region, and its code."""
    names = [row.get("alias") for row in _rows(seeds / "region_aliases.csv")]
    for row in _rows(seeds / "regions.csv"):
        names += [row.get("region_code"), row.get("name_zh"), row.get("name_en")]
    return frozenset(name for name in names if name)


def data_years(seeds: Path) -> dict[str, int]:
    """The data's year of each file that raw_files.csv names one for, by its path below raw/."""
    return {
        path_below_raw(row["source_file"]): int(row["data_year"])
        for row in _rows(seeds / "raw_files.csv")
        if row.get("source_file") and (row.get("data_year") or "").strip().isdecimal()
    }


def reading_limits(seeds: Path) -> Limits:
    """What reading one file may take: read_seconds and read_memory of study_settings, where they are given.

    What neither can be is refused with the other seeds, before anything is read.
    """
    settings = {
        row.get("setting"): row.get("value") or "" for row in _rows(seeds / "study_settings.csv")
    }
    seconds, memory = settings.get("read_seconds", ""), settings.get("read_memory", "")
    limits = Limits()
    if seconds.isdecimal() and int(seconds):
        limits = limits._replace(seconds=float(seconds))
    if found := _SIZE.fullmatch(memory):
        limits = limits._replace(
            memory=int(float(found[1]) * 1024 ** ("KMGT".index(found[2].upper()) + 1))
        )
    return limits


def path_below_raw(text: str) -> str:
    """A file's path as landing names it, however a person wrote it: 年鉴\\\\a.xls, raw/年鉴/a.xls."""
    return text.strip().replace("\\", "/").removeprefix("./").removeprefix("raw/")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from csv.DictReader(stream)


def _signature(folder: Path, names: list[str]) -> Signature:
    states = []
    for name in names:
        try:
            state = (folder / name).stat()
        except FileNotFoundError:
            continue
        states.append((name, state.st_size, state.st_mtime_ns))
    return tuple(states)
