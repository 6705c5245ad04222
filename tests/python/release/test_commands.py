"""tsi releases, status and sql, as a person or a scheduler calls them."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import math
import shlex
import shutil
import sys
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from support import PROJECT, change_settings, new_study

from tsi_warehouse.cli.hook import run_failure_hook
from tsi_warehouse.cli.main import asked_for, main
from tsi_warehouse.cli.sql import csv_text, prompt, text_table
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import resolve_study
from tsi_warehouse.pipeline.simulated import refuse_mixed_input
from tsi_warehouse.release.current import current_id
from tsi_warehouse.release.lock import WriterLock
from tsi_warehouse.release.readers import Limits
from tsi_warehouse.release.runs import read_runs, withdrawn_releases


@pytest.fixture
def tsi(warehouse, capsys):
    """Runs a command on `warehouse`; its exit code and what it printed after naming the study."""

    def run(*words, lang="en"):
        code = main([*words, "--warehouse", str(warehouse), "--lang", lang])
        said = capsys.readouterr().out
        first, _, rest = said.partition("\n")
        return code, rest if first.startswith(("study ", "研究 ")) else said

    return run


@pytest.fixture
def two(publish_small):
    """Two releases of the last two hours; the second says something else."""
    now = datetime.now(UTC)
    first = publish_small("a", now=now - timedelta(hours=2)).name
    return [first, publish_small("b", now=now - timedelta(hours=1), shift=1.0).name]


def test_releases_lists_them_with_what_changed(tsi, two):
    code, said = tsi("releases")
    assert code == 0
    latest, first = said.splitlines()[2:]
    assert latest.startswith(two[1])
    assert "current" in latest
    assert "-> study_panel, estimates" in latest
    assert first.startswith(two[0])
    assert first.endswith("-")


def test_releases_before_the_first(tsi):
    assert tsi("releases") == (0, "no release yet; run: tsi refresh\n")
    assert tsi("releases", lang="zh") == (0, "尚无版本；请运行：tsi refresh\n")


def test_rollback_is_logged_and_holds(tsi, two, warehouse):
    code, said = tsi("releases", "rollback")
    assert code == 0
    assert said.startswith("exit 0: rolled back")
    assert f"current is now {two[0]}" in said
    assert current_id(warehouse) == two[0]
    assert withdrawn_releases(read_runs(warehouse)) == [two[1]]
    assert [run.outcome for run in read_runs(warehouse)] == ["rolled back"]


def test_rollback_to_nowhere_changes_nothing(tsi, two, warehouse):
    code, said = tsi("releases", "rollback", "1999")
    assert code == 2
    assert said.startswith("REL-23")
    assert "exit 2: REL-23; current unchanged" in said.splitlines()[-1]
    assert current_id(warehouse) == two[1]
    assert [run.outcome for run in read_runs(warehouse)] == ["failed"]


def test_rollback_to_where_one_stands_says_so(tsi, two):
    assert tsi("releases", "rollback", "current") == (0, f"{two[1]} is current already\n")


def test_diff_shows_and_writes_what_moved(tsi, two, tmp_path, write_release, warehouse):
    weight = "select 'a' as indicator_id, {}::double as weight"
    write_release("20270101T000000Z-aaaaaaaa", {"digital_weights": weight.format(0.25)})
    write_release("20270102T000000Z-bbbbbbbb", {"digital_weights": weight.format(0.5)})
    folder = tmp_path / "out"
    code, said = tsi("releases", "diff", "20270101", "20270102", "--out", str(folder))
    assert code == 0
    assert "Entropy weights: 1" in said
    written = (folder / "weights.csv").read_text(encoding="utf-8-sig")
    assert written == "indicator_id,weight_before,weight_after,weight_change\na,0.25,0.5,0.25\n"


def test_diff_of_a_release_with_itself(tsi, two):
    assert tsi("releases", "diff", "current", "current")[1].splitlines()[-1] == "nothing moved"


def test_verify_fails_on_a_changed_file(tsi, two, warehouse):
    assert tsi("releases", "verify")[0] == 0
    (warehouse / "current" / "note.txt").write_text("x")
    code, said = tsi("releases", "verify")
    assert code == 1
    assert said.startswith("note.txt: new\n")


def test_prune_keeps_what_is_asked(tsi, two):
    assert tsi("releases", "prune", "--keep", "1") == (0, "removed: none\n")
    code, said = tsi("releases", "prune", "--keep", "1", "--grace", "0")
    assert (code, said) == (0, f"removed: {two[0]}\n")


def test_too_many_names_are_refused(tsi, two):
    assert tsi("releases", "verify", "a", "b")[0] == 2


def test_status_for_people_and_for_monitoring(tsi, two):
    code, said = tsi("status")
    assert code == 0
    assert two[1] in said
    code, said = tsi("status", "--every", "0", "--tolerance", "0.5", "--json")
    reported = json.loads(said)
    assert code == reported["exit_code"] == 5
    assert reported["release_id"] == two[1]
    assert reported["age_seconds"] >= 0


def test_a_slip_on_the_command_line_ends_like_every_error(capsys, monkeypatch):
    monkeypatch.setenv("TSI_LANG", "en")
    for words in (["refresh", "--fast"], ["refresh", "--wait", "long"], ["releases", "x"], []):
        assert main(words) == 2
        said = capsys.readouterr().out.splitlines()
        assert said[0].startswith("CLI-01: ")
        assert "exit 2: CLI-01; current unchanged; log: -" in said[-1]


@pytest.mark.parametrize(("lang", "first"), [("en", "study own in "), ("zh", "研究 own（")])
def test_the_first_line_names_the_study_one_stands_in_and_its_release(
    two, warehouse, tmp_path, capsys, monkeypatch, lang, first
):
    study = new_study(tmp_path / "own")
    warehouse.rename(tmp_path / "elsewhere")
    (study / "warehouse").rmdir()
    (tmp_path / "elsewhere").rename(study / "warehouse")
    (study / "raw" / "deep").mkdir()
    monkeypatch.chdir(study / "raw" / "deep")
    assert main(["status", "--lang", lang]) == 0
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith(f"{first}{study}")
    assert line.endswith(two[1])
    assert main(["status", "--json"]) == 0
    assert capsys.readouterr().out.startswith("{")
    assert main(["sql", "select 1 as a", "--csv"]) == 0
    answer, messages = capsys.readouterr()
    assert answer == "a\n1\n"
    assert str(study) in messages


def test_a_named_study_comes_before_the_one_that_one_stands_in(tmp_path, monkeypatch):
    here, named = new_study(tmp_path / "here"), new_study(tmp_path / "named")
    monkeypatch.chdir(here)
    assert resolve_study().root == here
    assert resolve_study(str(named)).root == named
    monkeypatch.setenv("TSI_STUDY", str(named))
    assert resolve_study().root == named
    monkeypatch.delenv("TSI_STUDY")
    monkeypatch.chdir(tmp_path)
    assert resolve_study().root == PROJECT
    assert resolve_study(environ={"TSI_RAW": str(here / "raw")}).raw == here / "raw"


def test_help_is_no_error_and_a_slip_is_said_in_the_users_language(capsys):
    assert main(["--help"]) == main(["sql", "-h"]) == 0
    assert "--memory" in capsys.readouterr().out
    assert main(["refresh", "--fast", "--lang", "zh"]) == 2
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("CLI-01: 命令行有误：没有选项 --fast。")
    assert said[-1].startswith("退出码 2：CLI-01；current 未变")


@pytest.mark.parametrize("number", ["abc", "nan", "inf", "-1", "1e300", ""])
@pytest.mark.parametrize(
    "words",
    [
        ["status", "--every"],
        ["status", "--tolerance"],
        ["releases", "prune", "--grace"],
        ["releases", "prune", "--keep"],
        ["sql", "select 1", "--seconds"],
        ["refresh", "--wait"],
    ],
    ids=" ".join,
)
def test_a_number_that_is_none_is_refused_in_words_and_in_json(capsys, words, number):
    joined = [*words[:-1], f"{words[-1]}={number}"]
    assert main([*joined, "--lang", "en"]) == 2
    said = capsys.readouterr().out
    if (words[-1], number) == ("--wait", "-1"):
        # An option that may stand without a value takes -1 for another option.
        assert said.startswith("CLI-01: No such option '-1'")
        return
    assert f"{words[-1]}" in said
    assert f"found {number!r}, expected a " in said
    if words[0] in ("status", "refresh"):
        assert main([*joined, "--json"]) == 2
        reported = json.loads(capsys.readouterr().out)
        assert (reported["exit_code"], reported["cause"]) == (2, "CLI-01")
        assert "应为" in reported["message_zh"]


def test_an_interval_in_the_environment_that_is_no_number_is_refused_in_words(
    tsi, two, monkeypatch
):
    for text in ("abc", "nan", "inf"):
        monkeypatch.setenv("TSI_REFRESH_EVERY_HOURS", text)
        code, said = tsi("status")
        assert code == 2
        assert f"TSI_REFRESH_EVERY_HOURS: found {text!r}" in said
        assert tsi("releases")[0] == 0, "no other command reads it"
    monkeypatch.setenv("TSI_REFRESH_EVERY_HOURS", "48")
    assert tsi("status")[0] == 0


@pytest.fixture
def hook(tmp_path):
    """A hook that appends the exit code, and what it has appended so far."""
    reported = tmp_path / "noted"
    script = tmp_path / "hook.py"
    script.write_text(
        "import os, sys\n"
        "with open(sys.argv[1], 'a') as noted: noted.write(os.environ['TSI_EXIT_CODE'])\n"
    )
    command = f"'{sys.executable}' '{script}' '{reported}'"
    return command, lambda: reported.read_text() if reported.exists() else ""


def test_the_hook_runs_for_a_slip_on_the_command_line_too(hook, capsys, monkeypatch):
    command, reported = hook
    assert main(["refresh", "--fast", "--on-failure", command]) == 2
    assert main(["refresh", f"--on-failure={command}", "--wait", "soon"]) == 2
    assert reported() == "22"
    monkeypatch.setenv("TSI_ON_FAILURE", command)
    assert main(["refresh", "--fast"]) == 2
    assert main(["status", "--every", "soon"]) == 2
    assert reported() == "222", "it is a refresh's hook"


def test_the_hook_does_not_run_where_another_refresh_is_running(
    tsi, two, hook, tmp_path, warehouse
):
    command, reported = hook
    study = new_study(tmp_path / "own", {"study_id": "own"})
    with WriterLock(warehouse):
        assert tsi("refresh", "--study", str(study), "--on-failure", command)[0] == 3
    assert reported() == ""
    change_settings(study, {"keep_releases": "all"})
    assert tsi("refresh", "--study", str(study), "--on-failure", command)[0] == 2
    assert reported() == "2"


DAMAGES = {
    "database gone": lambda release: (release / "tsi.duckdb").unlink(),
    "database cut": lambda release: cut(release / "tsi.duckdb"),
    "manifest gone": lambda release: (release / "manifest.json").unlink(),
    "manifest cut": lambda release: cut(release / "manifest.json"),
    "a table gone": lambda release: (release / "parquet/study_panel.parquet").unlink(),
    "a table as a link": lambda release: as_link(release / "parquet/study_panel.parquet"),
    "a folder gone": lambda release: shutil.rmtree(release / "parquet"),
}


def cut(path):
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:40])


def as_link(path):
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_status_fails_on_a_damaged_release(tsi, two, warehouse, damage):
    damage((warehouse / "current").resolve())
    code, said = tsi("status")
    assert code == 1
    assert "DAMAGED: " in said
    assert said.splitlines()[-1].startswith("exit 1: damaged; current unchanged")
    code, said = tsi("status", "--json")
    reported = json.loads(said)
    assert (code, reported["exit_code"], reported["is_damaged"]) == (1, 1, True)
    assert reported["damage"]


def test_status_reads_every_byte_only_when_asked(tsi, two, warehouse):
    path = warehouse / "current" / "parquet" / "study_panel.parquet"
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert tsi("status")[0] == 0
    code, said = tsi("status", "--verify")
    assert code == 1
    assert "DAMAGED: parquet/study_panel.parquet: changed." in said


def test_status_lists_the_warnings_of_the_release(tsi, two, write_release, warehouse):
    assert "warnings  0\n" in tsi("status")[1]
    folder = warehouse / "current" / "parquet" / "results"
    duckdb.execute(
        "copy (select 'SEED-10' as code, '' as check_name, 2 as n_found, '行' as message_zh, "
        "'row' as message_en) to '" + str(folder / "warnings.parquet").replace("'", "''") + "'"
    )
    assert "warnings  1 (SEED-10 2)\n" in tsi("status")[1]
    reported = json.loads(tsi("status", "--json")[1])
    assert reported["warning_count"] == 1
    assert reported["warnings"] == [
        {"code": "SEED-10", "count": 2, "en": "row", "zh": "行", "name": ""}
    ]


def test_a_changed_or_copied_release_is_neither_packed_nor_made_current(
    tsi, two, warehouse, tmp_path
):
    copy = warehouse / "releases" / "20200101T000000Z-aaaaaaaa"
    shutil.copytree(warehouse / "releases" / two[0], copy)
    for words in (
        ["releases", "rollback", copy.name],
        ["package", str(tmp_path / "copy.zip"), "--release", copy.name],
    ):
        code, said = tsi(*words)
        assert code == 2
        assert said.startswith("REL-24")
    assert tsi("releases", "verify", copy.name)[0] == 1
    cut(warehouse / "releases" / two[1] / "parquet" / "study_panel.parquet")
    assert tsi("package", str(tmp_path / "changed.zip"))[0] == 2
    assert not list(tmp_path.glob("*.zip"))
    assert current_id(warehouse) == two[1]


def test_wait_may_be_limited_in_two_ways():
    limits = {
        "": 0,
        "--wait": math.inf,
        "--wait 5": 5,
        "--wait --timeout 5": 5,
        "--wait 5 --timeout 60": 5,
    }
    for words, seconds in limits.items():
        asked = asked_for(["refresh", *words.split()])
        assert min(asked.wait, asked.timeout) == seconds


def test_json_is_one_object_whatever_happens(tsi, tmp_path):
    for command in ("refresh", "status"):
        code, said = tsi(command, "--json", "--study", str(tmp_path / "nowhere"))
        reported = json.loads(said)
        assert code == reported["exit_code"] == 2
        assert reported["cause"] == "STUDY-01"
        assert reported["current_changed_to"] == ""


def test_json_is_one_object_also_for_a_slip_on_the_command_line(capsys):
    for words in (["refresh", "--json", "--fast"], ["status", "--every", "soon", "--json"]):
        assert main(words) == 2
        reported = json.loads(capsys.readouterr().out)
        assert reported["cause"] == "CLI-01"
        assert reported["message_zh"].startswith("命令行有误")


def test_another_study_is_refused_before_any_work(tsi, two, tmp_path, warehouse):
    study = new_study(tmp_path / "other", {"study_id": "other"})
    code, said = tsi("refresh", "--study", str(study))
    assert code == 2
    assert "REL-41" in said
    assert "exit 2: REL-41; current unchanged" in said.splitlines()[-1]
    assert not list((warehouse / "candidates").glob("*"))
    assert read_runs(warehouse)[-1].code == "REL-41"


def test_simulated_data_are_refused_before_any_work(tsi, two, tmp_path, warehouse):
    study = new_study(tmp_path / "own", {"study_id": "own"})
    (study / "raw" / "SIMULATED").write_text("")
    assert "exit 2: REL-42; current unchanged" in tsi("refresh", "--study", str(study))[1]
    assert not list((warehouse / "candidates").glob("*"))


def test_a_refresh_refused_for_its_input_is_in_the_log_of_runs(tsi, tmp_path, warehouse):
    study = new_study(tmp_path / "own")
    (study / "raw" / "SIMULATED").write_text("0000 simulated.csv\n")
    (study / "raw" / "mine.csv").write_text("region,year,value\n")
    assert tsi("refresh", "--study", str(study))[0] == 2
    assert [run.code for run in read_runs(warehouse)] == ["RAW-01"]
    assert tsi("refresh", "--study", str(study), "--accept", "no_such_check")[0] == 2
    change_settings(study, {"keep_releases": "all"})
    (study / "raw" / "SIMULATED").unlink()
    assert tsi("refresh", "--study", str(study))[0] == 2
    assert [run.code for run in read_runs(warehouse)][2:] == ["REL-61"]


def test_an_edited_simulated_file_is_named_once_as_edited(tmp_path):
    (tmp_path / "a.csv").write_text("edited")
    (tmp_path / "b.csv").write_text("b")
    b = hashlib.sha256(b"b").hexdigest()
    (tmp_path / "SIMULATED").write_text(f"{'0' * 64} a.csv\n{b} b.csv\n")
    with pytest.raises(TsiError, match="RAW-01") as refused:
        refuse_mixed_input(tmp_path)
    assert refused.value.en.count("a.csv") == refused.value.zh.count("a.csv") == 1
    assert "(b.csv, ...)" in refused.value.en


def test_prune_keeps_what_the_study_says(tsi, two, tmp_path):
    study = new_study(tmp_path / "own", {"keep_releases": 1})
    code, said = tsi("releases", "prune", "--grace", "0", "--study", str(study))
    assert (code, said) == (0, f"removed: {two[0]}\n")


def test_a_terminal_that_has_gone_does_not_end_a_refresh(tmp_path):
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    console = Console("en", Gone())
    with pytest.raises(BrokenPipeError):
        console.say("a query's reader may leave")
    with (tmp_path / "log").open("w") as log:
        console.log = log
        console.say("first")
        console.always("second")
    assert (tmp_path / "log").read_text() == "first\nsecond\n"


def test_a_log_on_a_full_disk_ends_nothing():
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    stream = io.StringIO()
    console = Console("en", stream)
    console.log = Full()
    console.say("on")
    console.close()
    assert stream.getvalue() == "on\n"


def test_sql_prints_a_table_or_csv(tsi, two, tmp_path):
    code, said = tsi("sql", "select 'a,b' as 文字, 0.1 + 0.2 as number")
    assert (code, said) == (0, "文字  number\n----  ------\na,b      0.3\n")
    code, said = tsi("sql", "select 'a,b' as t, 0.5::double as number", "--csv")
    assert (code, said) == (0, 't,number\n"a,b",0.5\n')
    path = tmp_path / "question.sql"
    path.write_text("-- How many?\nselect count(*) as n from marts.study_panel", encoding="utf-8")
    assert tsi("sql", str(path))[1].splitlines()[-1] == "372"


def test_sql_prints_the_result_of_each_statement(tsi, two, monkeypatch):
    sql = "create temp table t as select 1 as a; select a from t; select 'x' as b;\nselect 3 as c"
    monkeypatch.setattr("sys.stdin", io.StringIO(sql))
    code, said = tsi("sql", "-")
    assert (code, said) == (0, "a\n-\n1\n\nb\n-\nx\n\nc\n-\n3\n")
    code, said = tsi("sql", "select 1 as a; select nope; select 2 as b")
    assert code == 2
    assert said.startswith("a\n-\n1\nREL-52")


def test_the_prompt_answers_each_statement_of_a_line(two, warehouse, monkeypatch, capsys):
    lines = iter(
        ["set variable a = 1; select 1 as x; select 'infinity'::date as y;", "select nope;", "exit"]
    )
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    prompt(warehouse, Limits(), Console("en"))
    said = capsys.readouterr().out
    assert "x\n-\n1\ny\n--------\ninfinity\n" in said
    assert "nope" in said


def test_sql_shows_dates_and_times_that_python_has_not(tsi, two):
    code, said = tsi(
        "sql",
        "select 'infinity'::date as a, '-infinity'::timestamp as b, '20000-01-01'::date as c,"
        " '0044-03-15 (BC)'::date as d, '24:00:00'::time as e, [1, null] as f, 1.50 as g, 2 as g",
        "--csv",
    )
    assert code == 0
    assert said.splitlines()[1] == (
        'infinity,-infinity,20000-01-01,0044-03-15 (BC),24:00:00,"[1,null]",1.50,2'
    )


@pytest.mark.parametrize(
    "option",
    ["--rows=-5", "--rows=1.5", "--rows=many", "--seconds=-1", "--seconds=nan", "--seconds=inf",
      "--memory=much", "--memory=-1GB", "--memory=0GB"],
)  # fmt: skip
def test_an_odd_option_of_sql_is_a_usage_error(tsi, two, option):
    code, said = tsi("sql", "select 1", option)
    assert code == 2
    assert "expected" in said


def test_sql_on_an_older_release(tsi, two):
    code, said = tsi("sql", "select release_id from marts.release_info", "--release", two[0])
    assert (code, said.splitlines()[-1]) == (0, two[0])


def test_sql_that_reaches_for_a_file_is_refused(tsi, two):
    code, said = tsi("sql", "from read_text('/etc/hosts')")
    assert code == 2
    assert said.startswith("REL-52")


def test_a_table_obeys_no_control_character():
    table = text_table(["a"], [["\x1b[31mred\n\u202eback"], ["x" * 99]])
    assert "\x1b" not in table
    assert "\u202e" not in table
    assert len(table.splitlines()) == 4
    assert max(map(len, table.splitlines())) == 60
    assert "\\u001b[31mred \\u202eback" in table
    assert "湖北\\ue000 1" in text_table(["a"], [["湖北\ue000\u30001"]])


def test_numbers_stand_to_the_right_and_nothing_is_blank():
    assert text_table(["n"], [[None], [10]]) == " n\n--\n\n10"
    assert csv_text(["n", "t"], [[None, "x\ny"], [0.1, ""]]) == 'n,t\n,"x\ny"\n0.1,'


def test_a_failure_hook_gets_the_summary(tmp_path):
    script = tmp_path / "hook 脚本.py"
    script.write_text(
        "import json, os, pathlib, sys\n"
        "reported = json.load(sys.stdin)\n"
        "pathlib.Path(sys.argv[1]).write_text(reported['cause'] + os.environ['TSI_EXIT_CODE'])\n",
        encoding="utf-8",
    )
    target = tmp_path / "noted"
    command = f"'{sys.executable}' '{script}' '{target}'"
    assert run_failure_hook(command, {"exit_code": 1, "cause": "DBT-01 $(rm -rf /)"}) == ""
    assert target.read_text() == "DBT-01 $(rm -rf /)1"


def test_a_broken_hook_is_reported_and_harmless():
    assert "exit" in run_failure_hook(f"'{sys.executable}' -c 'raise SystemExit(3)'", {})
    assert run_failure_hook("/nonexistent/hook", {}) != ""
    assert run_failure_hook("'unclosed", {}) != ""


def test_init_names_the_next_command_as_it_can_be_pasted(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "我的 研究"
    monkeypatch.delenv("TSI_CALLED_AS", raising=False)
    assert main(["init", f"{tmp_path}/other/../{folder.name}", "--lang", "en"]) == 0
    command = next(line for line in capsys.readouterr().out.splitlines() if "check-raw" in line)
    assert shlex.split(command) == ["tsi", "check-raw", "--study", str(folder)]
    monkeypatch.setenv("TSI_CALLED_AS", "python run.py")
    assert main(["init", str(tmp_path / "b"), "--lang", "zh"]) == 0
    assert f"\n  python run.py check-raw --study {tmp_path / 'b'}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "target", "code"),
    [
        (b"select * from marts.nope", "out.xlsx", "EXPORT-03"),
        ("select 1 as 年份".encode("gbk"), "out.xlsx", "EXPORT-03"),
        (b"select 1 as one", "no such folder/out.xlsx", "EXPORT-04"),
        (b"select 1 as one", "no such folder/out.csv", "EXPORT-04"),
    ],
)
def test_an_export_that_cannot_be_is_a_message_not_a_defect(
    tsi, two, tmp_path, query, target, code
):
    path = tmp_path / "query.sql"
    path.write_bytes(query)
    exit_code, said = tsi("export", str(path), str(tmp_path / target))
    assert exit_code == 2
    assert code in said
    assert f"exit 2: {code}; current unchanged" in said.splitlines()[-1]


def test_init_where_no_folder_can_be_is_a_message_not_a_defect(tmp_path, capsys):
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "study"):
        assert main(["init", str(folder), "--lang", "en"]) == 2
        assert "INIT-02" in capsys.readouterr().out


def test_commands_that_write_a_file_end_with_the_last_line_too(tsi, two, tmp_path, capsys):
    (tmp_path / "query.sql").write_text("select 1 as one", encoding="utf-8")
    code, said = tsi("export", str(tmp_path / "query.sql"), str(tmp_path / "out.csv"))
    assert code == 0
    assert said.splitlines()[0] == f"1 rows in {tmp_path / 'out.csv'}"
    assert said.splitlines()[-1].startswith("exit 0: written; current unchanged; log: -")
    assert main(["init", str(tmp_path / "study"), "--lang", "zh"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("退出码 0：已创建研究；current 未变")
