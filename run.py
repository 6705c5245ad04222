"""Set the project up on a fresh machine and run it; needs nothing but Python 3.11 to 3.13.

    python run.py refresh     build, check, study and publish the warehouse
    python run.py test        run the tests
    python run.py setup       only make .venv from the lock; with --spark, also what dbt --target spark needs;
                              with --bench, also what benchmarks/ compare with
    python run.py ...         any other tsi command, such as: python run.py sql "select 1"

The lock is requirements.txt; PIP_INDEX_URL names another package index.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.txt"
MARKER = VENV / "tsi-lock.txt"
# PySpark comes as source, 0.5 GB.
EXTRAS = {"--spark": "spark", "--bench": "bench"}
# What .venv runs besides pip's commands; dbt finds our profile from any folder of the project (docs/decisions/0107).
COMMANDS = {"tsi": "tsi_warehouse", "dbt": "tsi_warehouse.pipeline.dbt_command"}
ON_WINDOWS = os.name == "nt"
SCRIPTS = VENV / ("Scripts" if ON_WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if ON_WINDOWS else "python")


def main(arguments: list[str]) -> int:
    """Run one command inside .venv, making it first where it is missing or out of date."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        found = ".".join(map(str, sys.version_info[:2]))
        print(
            f"RUN-01: Python 3.11, 3.12 or 3.13 is needed; this is {found} / 需要 Python 3.11 至 3.13，当前为 {found}。"
        )
        return 2
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    extras = arguments[1:] if arguments[:1] == ["setup"] else []
    if unknown := [name for name in extras if name not in EXTRAS]:
        listed = ", ".join(EXTRAS)
        print(
            f"RUN-03: setup knows {listed}; found / setup 的选项为 {listed}，当前为: {unknown[0]}"
        )
        return 2
    status = set_up() or max((add(EXTRAS[name]) for name in extras), default=0)
    if status or arguments[:1] == ["setup"]:
        return status
    if arguments[:1] == ["test"]:
        command = ["-m", "pytest", *arguments[1:]]
    else:
        command = ["-m", "tsi_warehouse", *(arguments or ["refresh"])]
    return subprocess.run(
        [str(PYTHON), *command],
        cwd=ROOT if arguments[:1] == ["test"] else None,
        env=environment(),
        check=False,
    ).returncode


def environment() -> dict[str, str]:
    """The caller's environment, in UTF-8 mode, with .venv's commands first."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    return {
        **inherited,
        "PYTHONUTF8": "1",
        "TSI_CALLED_AS": f"python {sys.argv[0]}",
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def set_up() -> int:
    """Make .venv from the lock unless it is there already; 0, or 4 with what pip said."""
    wanted = fingerprint(LOCK)
    if is_made_from(wanted, MARKER):
        # They may be those of an older version of this file.
        link_project()
        return 0
    print(
        "Making .venv from requirements.txt (once; a few minutes) / 正在按锁定文件创建 .venv（仅一次，约几分钟）",
        flush=True,
    )
    if VENV.exists():
        shutil.rmtree(VENV)
    venv.create(VENV, with_pip=True, symlinks=not ON_WINDOWS)
    if status := install(LOCK, "--only-binary=:all:"):
        return status
    link_project()
    # As read at the start: a lock that was edited meanwhile must be installed next time.
    MARKER.write_text(wanted, encoding="utf-8")
    return 0


def add(extra: str) -> int:
    """Add to .venv what one of EXTRAS needs; 0, or 4 with what pip said."""
    lock, marker = ROOT / f"requirements-{extra}.txt", VENV / f"tsi-lock-{extra}.txt"
    wanted = fingerprint(lock)
    if is_made_from(wanted, marker):
        return 0
    print(
        f"Adding {lock.name} to .venv (once; a few minutes) / 正在安装 {lock.name}（仅一次，约几分钟）",
        flush=True,
    )
    if status := install(lock):
        return status
    marker.write_text(wanted, encoding="utf-8")
    return 0


def install(lock: Path, *options: str) -> int:
    """Install a lock into .venv, every file by its hash; 0, or 4 with what pip said."""
    command = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
    ]
    command = [str(PYTHON), *command, *options, "-r", str(lock)]
    if subprocess.run(command, env=environment(), check=False).returncode:
        print(
            "RUN-02: pip could not install the lock, see above. Behind a mirror set PIP_INDEX_URL and try again. / "
            "pip 安装失败，见上。使用镜像时请设置 PIP_INDEX_URL 后重试。"
        )
        return 4
    return 0


def is_made_from(wanted: str, marker: Path) -> bool:
    """Whether .venv holds the lock with the fingerprint `wanted`, as `marker` says."""
    return marker.is_file() and PYTHON.exists() and marker.read_text(encoding="utf-8") == wanted


def fingerprint(lock: Path) -> str:
    """What .venv depends on: the lock, the Python, and its own place (its commands hold absolute paths)."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()}\n{sys.version}\n{VENV}\n"


def link_project() -> None:
    """Let .venv import python/tsi_warehouse and run COMMANDS; the relative path is ASCII wherever the project lies."""
    site = next(
        iter((VENV / "lib").glob("python3.*/site-packages")), VENV / "Lib" / "site-packages"
    )
    relative = os.path.relpath(ROOT / "python", site)
    (site / "tsi_warehouse.pth").write_text(relative + "\n", encoding="ascii")
    for name, module in COMMANDS.items():
        write_command(name, module)


def write_command(name: str, module: str) -> None:
    """Make `name` a command of .venv that runs `module`, in place of one that pip made."""
    if ON_WINDOWS:
        (SCRIPTS / f"{name}.exe").unlink(missing_ok=True)
        (SCRIPTS / f"{name}.cmd").write_text(
            f'@"%~dp0python.exe" -X utf8 -m {module} %*\r\n', encoding="ascii"
        )
    else:
        launcher = SCRIPTS / name
        launcher.unlink(missing_ok=True)
        launcher.write_text(
            f'#!/bin/sh\nexec "$(dirname "$0")/python" -X utf8 -m {module} "$@"\n', encoding="ascii"
        )
        launcher.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
