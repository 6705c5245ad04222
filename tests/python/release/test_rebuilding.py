"""What a refresh does with a current release that is not as it was published."""

from __future__ import annotations

import io
import os

import pytest

from tsi_warehouse.core.console import Console
from tsi_warehouse.pipeline.refresh import _already_said
from tsi_warehouse.release.current import current_id


def flipped(path):
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def emptied(path):
    path.chmod(0o644)
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (os.unlink, "tsi.duckdb"),
        (os.unlink, "manifest.json"),
        (emptied, "manifest.json"),
        (emptied, "tsi.duckdb"),
        (flipped, "parquet/study_panel.parquet"),
        (os.unlink, "parquet/study_panel.parquet"),
    ],
)
def test_a_damaged_release_is_built_again_though_nothing_changed(
    warehouse, publish_small, made_of, damage, name
):
    release = publish_small("a")
    console = Console("en", io.StringIO())
    fingerprint = made_of("a").fingerprint
    said = _already_said(warehouse, fingerprint, console)
    assert said is not None
    assert said.en.startswith("nothing changed")
    damage(release / name)
    assert _already_said(warehouse, fingerprint, console) is None
    assert publish_small("a").name == current_id(warehouse)
    assert _already_said(warehouse, fingerprint, console) is not None
