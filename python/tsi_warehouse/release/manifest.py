"""manifest.json: what a release was made of, what is in it, and how it went."""

from __future__ import annotations

import errno
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from tsi_warehouse.core.errors import TsiError, failure
from tsi_warehouse.core.quoting import shown
from tsi_warehouse.release.content import OF_ITS_HISTORY, TableContent
from tsi_warehouse.release.current import RELEASE_ID
from tsi_warehouse.release.files import FileFact, file_fact, file_facts, irregular, is_input, stamps

MANIFEST = "manifest.json"
MANIFEST_VERSION = 2
_SEAL = re.compile(r'"seal": "([0-9a-f]{64})"')
_UNSEALED = "0" * 64
PACKAGES = (
    "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "linearmodels", "numpy", "pandas", "pyarrow", "scipy",
    "tsi-warehouse",
)  # fmt: skip
# What moves a number when it changes; deploy, docs and the tests of Python do not.
CODE = (
    "dbt_project.yml", "packages.yml", "profiles", "models", "macros", "quality", "analysis", "figures", "tables",
    "tests/dbt", "python",
)  # fmt: skip


@dataclass(frozen=True)
class Ingredients:
    """All that decides what a release says; two equal fingerprints give equal numbers."""

    raw: Sequence[FileFact]
    seeds: Sequence[FileFact]
    code: Sequence[FileFact]
    packages: Mapping[str, str]
    settings: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over every file, version and setting."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """manifest.json as Python; the fields of the file.

    `content` is one hash of all tables except those that depend on the previous release. `seal` is the
    SHA-256 of the file itself, with zeros in the seal's place: it reveals a damaged manifest, though
    not one that somebody sealed again.
    """

    release_id: str
    study_id: str
    is_simulated: bool
    built_at: str
    fingerprint: str
    ingredients: Mapping[str, Any]
    code_commit: str
    python: str
    platform: str
    tables: Mapping[str, Mapping[str, Any]]
    content: str
    outputs: Sequence[Mapping[str, Any]]
    quality: Sequence[Mapping[str, Any]] = ()
    durations: Mapping[str, float] = field(default_factory=dict)
    manifest_version: int = 1
    seal: str = ""


def gather(
    raw: Path, seeds: Path, project: Path, settings: Mapping[str, str] | None = None
) -> Ingredients:
    """Hash what a refresh of these folders would read; `settings` are options that change numbers."""
    try:
        return Ingredients(
            raw=_raw_facts(raw),
            seeds=file_facts(seeds, lambda path: path.suffix == ".csv" and is_input(path)),
            code=_code_facts(project),
            packages=package_versions(),
            settings=dict(settings or {}),
        )
    except OSError as error:
        raise failure("REL-32", error=error) from error


def _raw_facts(raw: Path) -> list[FileFact]:
    """Every raw file, also in linked folders, by its name as text; pipes and devices hold no bytes to hash."""
    from tsi_warehouse.landing.folder import list_files
    from yearbooks.folder import shown_names

    return [
        replace(file_fact(raw, name), path=shown)
        for name, shown in shown_names(list_files(raw)).items()
        if is_input(Path(name)) and (raw / name).is_file()
    ]


def refuse_changed_inputs(before: Mapping[str, tuple[int, int]], *folders: Path) -> None:
    """Stop when a file was changed, added or taken away since `before = stamps(*folders)`."""
    after = stamps(*folders)
    moved = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    if moved:
        names = shown(", ".join(moved[:5])) + (f" (+{len(moved) - 5})" if len(moved) > 5 else "")
        raise failure("REL-31", names=names)


def compare_files(before: Sequence[FileFact], after: Sequence[FileFact]) -> list[str]:
    """What became of each file that is not the same on both sides, sorted by path."""
    old, new = ({fact.path: fact.sha256 for fact in side} for side in (before, after))
    verdicts = {path: "changed" for path in old.keys() & new.keys() if old[path] != new[path]}
    verdicts |= dict.fromkeys(old.keys() - new.keys(), "gone")
    verdicts |= dict.fromkeys(new.keys() - old.keys(), "new")
    return [f"{path}: {verdict}" for path, verdict in sorted(verdicts.items())]


def package_versions() -> dict[str, str]:
    """Installed versions of the packages that numbers pass through."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def code_commit(project: Path) -> str:
    """The commit of the code, '+modified' when files differ from it, '' without git."""

    def git(*words: str) -> str:
        command = ["git", "-C", str(project), *words]
        done = subprocess.run(command, capture_output=True, timeout=30, check=True)
        return done.stdout.decode().strip()

    try:
        commit, modified = git("rev-parse", "HEAD"), git("status", "--porcelain", "--", *CODE)
    except (OSError, subprocess.SubprocessError):
        return ""
    return f"{commit}+modified" if modified else commit


def build_manifest(
    release_id: str,
    facts: Mapping[str, Any],
    ingredients: Ingredients,
    tables: Mapping[str, TableContent],
    outputs: Sequence[FileFact],
    commit: str,
    quality: Sequence[Mapping[str, Any]],
    durations: Mapping[str, float],
) -> Manifest:
    """Put together what is known of a release; `facts` is the row of marts.release_info."""
    contents = {name: tables[name].content for name in sorted({*tables} - OF_ITS_HISTORY)}
    return Manifest(
        release_id=release_id,
        study_id=str(facts["study_id"]),
        is_simulated=bool(facts["is_simulated"]),
        built_at=str(facts["built_at"]),
        fingerprint=ingredients.fingerprint,
        ingredients=asdict(ingredients),
        code_commit=commit,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        tables={name: asdict(tables[name]) for name in sorted(tables)},
        content=hashlib.sha256(json.dumps(contents).encode()).hexdigest(),
        outputs=[asdict(fact) for fact in outputs],
        quality=list(quality),
        durations=dict(durations),
        manifest_version=MANIFEST_VERSION,
    )


def as_json(manifest: Manifest) -> str:
    """The text of manifest.json, sealed."""
    unsealed = asdict(replace(manifest, seal=_UNSEALED))
    text = json.dumps(unsealed, ensure_ascii=False, indent=1, default=str) + "\n"
    return _SEAL.sub(f'"seal": "{_sha256(text)}"', text)


def read_manifest(release: Path) -> Manifest:
    """The manifest of the release in this folder; names it does not know are passed over."""
    path = release / MANIFEST
    try:
        if not path.is_file():
            # To open a named pipe would never end.
            raise FileNotFoundError(errno.ENOENT, "no regular file", str(path))
        content = json.loads(path.read_text(encoding="utf-8"))
        known = {item.name for item in fields(Manifest)}
        return Manifest(**{key: value for key, value in content.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise failure("REL-30", path=path, error=error) from error


def verify_files(release: Path) -> list[str]:
    """What in a release's folder is not as its manifest has it; empty when every byte is as published."""
    manifest = read_manifest(release)
    odd = irregular(release)
    found, lines = [], []
    for path in release.rglob("*"):
        name = path.relative_to(release).as_posix()
        # Nothing is read through a link, and a named pipe would never end.
        if name != MANIFEST and name not in odd and path.is_file():
            try:
                found.append(file_fact(release, name))
            except OSError:
                lines.append(f"{name}: cannot be read")
    excused = {*odd, *(line.rsplit(": ", 1)[0] for line in lines)}
    promised = [FileFact(**fact) for fact in manifest.outputs if fact["path"] not in excused]
    lines += compare_files(promised, found)
    return [*_faults_of_manifest(release, manifest), *_sorted(lines, odd)]


def damaged_files(release: Path) -> list[str]:
    """What `verify_files` finds without reading the files: those gone, of another size, or unreadable."""
    try:
        manifest = read_manifest(release)
    except TsiError:
        return [f"{MANIFEST}: cannot be read"]
    odd = irregular(release)
    promised = {fact["path"]: fact["size_bytes"] for fact in manifest.outputs}
    verdicts = {name: _seen(release / name, size) for name, size in promised.items()}
    lines = [f"{name}: {said}" for name, said in verdicts.items() if said and name not in odd]
    return [*_faults_of_manifest(release, manifest), *_sorted(lines, odd)]


def _seen(path: Path, size: int) -> str:
    if not path.is_file():
        return "gone"
    if path.stat().st_size != size:
        return "changed"
    return "" if os.access(path, os.R_OK) else "cannot be read"


def _sorted(lines: Sequence[str], odd: Mapping[str, str]) -> list[str]:
    return sorted([*lines, *(f"{path}: {kind}" for path, kind in odd.items())])


def _faults_of_manifest(release: Path, manifest: Manifest) -> list[str]:
    """What is wrong with the manifest itself: its text, or whose it is."""
    faults = []
    if not _is_as_sealed(release / MANIFEST):
        faults.append(f"{MANIFEST}: changed")
    if RELEASE_ID.fullmatch(release.name) and release.is_symlink():
        faults.append(f"{release.name}: a link")
    if manifest.release_id != release.resolve().name:
        faults.append(f"{MANIFEST}: of the release {manifest.release_id}, not of this folder's")
    return faults


def _is_as_sealed(path: Path) -> bool:
    """Whether a manifest's text has the hash it carries."""
    text = path.read_text(encoding="utf-8")
    return _SEAL.findall(text) == [_sha256(_SEAL.sub(f'"seal": "{_UNSEALED}"', text))]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def output_facts(release: Path) -> list[FileFact]:
    """Every file of a release, its manifest aside."""
    return file_facts(release, lambda path: path.as_posix() != MANIFEST)


def _code_facts(project: Path) -> list[FileFact]:
    places = [project / name for name in CODE]
    return [
        file_fact(project, path.relative_to(project).as_posix())
        for place in places
        for path in sorted([place] if place.is_file() else place.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
