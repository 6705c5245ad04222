"""Whole refreshes of a small study that loses a file: stopped, accepted once, and said everywhere."""

from __future__ import annotations

import json

import pytest
from support import small_study, tsi_again, write_small_series


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Three regions with GDP and two indicators, published once; then one file is gone."""
    folder = small_study(tmp_path_factory.mktemp("losing") / "study")
    write_small_series(folder / "raw" / "ports.csv", "互联网宽带接入端口", "万个", 100.0)
    write_small_series(folder / "raw" / "domains.csv", "域名数", "万个", 50.0)
    first = refreshed(folder, "--quiet")
    assert first.returncode == 0, first.stdout + first.stderr
    (folder / "raw" / "ports.csv").unlink()
    return folder


def refreshed(folder, *options):
    return tsi_again("refresh", "--no-report", "--study", folder, *options)


@pytest.fixture(scope="module")
def stopped(study):
    """What a refresh for machines says of the lost file."""
    ended = refreshed(study, "--json")
    return ended.returncode, json.loads(ended.stdout)


@pytest.fixture(scope="module")
def accepted(study, stopped):
    """The last lines of a refresh that may lack it."""
    ended = refreshed(study, "--quiet", "--accept-loss")
    assert ended.returncode == 0, ended.stdout
    return ended.stdout.splitlines()


def test_a_refresh_that_lost_a_file_is_stopped_with_its_name_and_that_of_its_indicator(stopped):
    code, reported = stopped
    assert (code, reported["exit_code"], reported["cause"], reported["current_changed_to"]) == (
        1,
        1,
        "CHECK-01",
        "",
    )
    assert "ports.csv: the raw file ports.csv is gone" in reported["message"]
    assert "broadband_ports: the raw file ports.csv is gone" in reported["message"]
    assert "broadband_ports：原始文件 ports.csv 已不存在" in reported["message_zh"]


def test_warnings_are_counted_for_machines_and_in_the_last_line(stopped, accepted):
    _, reported = stopped
    codes = {warning["code"] for warning in reported["warnings"]}
    assert {"DATA-01", "MODEL-01"} <= codes
    assert reported["warning_count"] == len(codes)
    (last,) = accepted
    assert f"; warnings: {reported['warning_count']} (DATA-01 14; MODEL-01 64)" in last


def test_an_accepted_loss_is_in_the_last_line_the_tables_the_manifest_and_the_log(study, accepted):
    assert "without 3 item(s) that the previous release had (accepted)" in accepted[-1]
    manifest = json.loads(
        (study / "warehouse" / "current" / "manifest.json").read_text(encoding="utf-8")
    )
    items = {loss["item"] for check in manifest["quality"] for loss in check.get("losses", ())}
    assert items == {"ports.csv", "broadband_ports", "variable dig_pca"}
    question = (
        "select n_warnings, warnings, n_losses_accepted, (select count(*) from results.losses), "
        "(select warnings from runs order by started_at desc limit 1) from marts.release_info"
    )
    said = tsi_again("sql", question, "--csv", "--study", study).stdout.splitlines()[-1]
    assert said == "2,DATA-01 14; MODEL-01 64,3,3,DATA-01 14; MODEL-01 64"


def test_strict_stops_for_the_warnings_of_an_unchanged_release_too(study, accepted):
    ended = refreshed(study, "--strict")
    assert ended.returncode == 1
    assert "STRICT-01" in ended.stdout
    assert "DATA-01: not in the index: " in ended.stdout
    unchanged = refreshed(study)
    assert unchanged.returncode == 0
    assert "nothing changed" in unchanged.stdout
    assert "warnings: 2 (DATA-01 14; MODEL-01 64)" in unchanged.stdout.splitlines()[-1]
