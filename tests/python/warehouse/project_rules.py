"""The rules of dbt-project-evaluator on dbt's manifest: each yields the names of what breaks it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Node = dict[str, Any]

_ROOMS = Path(__file__).resolve().parents[3] / "docs" / "rooms.csv"


def rooms() -> list[dict[str, str]]:
    """The rooms of models/ in their order, with the prefix of their models' names and what they hold."""
    with _ROOMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


#: A model refers to its own room or to an earlier one.
ROOMS = tuple(row["room"] for row in rooms())
PREFIXES = {row["room"]: row["prefix"] for row in rooms()}
STORED = ("table", "incremental")
LONGEST_CHAIN_OF_VIEWS = 5
MOST_JOINS = 7
_JINJA = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_COMMENT = re.compile(r"--.*")
_RELATION = re.compile(r"\b(?:from|join)\s+([\w\"]+\.[\w\"]+)", re.IGNORECASE)


class Project:
    """A manifest's models, sources and tests, by what the rules ask of them."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        nodes: dict[str, Node] = manifest["nodes"]
        self.sources: dict[str, Node] = manifest["sources"]
        self.seeds = [node for node in nodes.values() if node["resource_type"] == "seed"]
        self.exposures: list[Node] = list(manifest.get("exposures", {}).values())
        self.models = {k: node for k, node in nodes.items() if node["resource_type"] == "model"}
        self.tests = [node for node in nodes.values() if node["resource_type"] == "test"]

    def room(self, model: Node) -> str:
        """The room that a model's file is in, of two folders where it is one inside another."""
        folder = model["path"].rsplit("/", 1)[0]
        return max((r for r in ROOMS if f"{folder}/".startswith(f"{r}/")), key=len, default=folder)

    def parents(self, model: Node, kind: str = "") -> list[str]:
        """What a model reads, of one kind of resource or of all."""
        return [key for key in model["depends_on"]["nodes"] if key.startswith(kind)]

    def readers(self, key: str) -> list[Node]:
        """The models that read a resource themselves."""
        return [model for model in self.models.values() if key in self.parents(model)]

    def in_rooms(self, *rooms: str) -> Iterator[Node]:
        """The models of some rooms."""
        return (model for model in self.models.values() if self.room(model) in rooms)

    def views_above(self, model: Node) -> int:
        """How many views, this one included, stand on each other before a table or a source."""
        if model["config"]["materialized"] in STORED:
            return 0
        parents = (self.models[key] for key in self.parents(model, "model."))
        return 1 + max((self.views_above(parent) for parent in parents), default=0)


def later_rooms(project: Project) -> Iterator[str]:
    """A model refers to its own room or to an earlier one."""
    for model in project.models.values():
        place = ROOMS.index(project.room(model))
        parents = (project.models[key] for key in project.parents(model, "model."))
        if any(ROOMS.index(project.room(parent)) > place for parent in parents):
            yield model["name"]


def unknown_rooms(project: Project) -> Iterator[str]:
    """Every model is in a room of the house."""
    return (m["name"] for m in project.models.values() if project.room(m) not in ROOMS)


def model_names(project: Project) -> Iterator[str]:
    """A name begins with the prefix of its room."""
    for model in project.models.values():
        prefix = PREFIXES.get(project.room(model), "")
        begun = re.match(r"(stg|int|check)_", model["name"])
        if (begun.group() if begun else "") != prefix:
            yield model["name"]


def undocumented(project: Project) -> Iterator[str]:
    """Every model and source table says in English and Chinese what it is, models in a YAML of their room."""
    for node in (*project.models.values(), *project.sources.values()):
        text = node["description"]
        patched = (node.get("patch_path") or node["original_file_path"]).split("://")[-1]
        is_in_folder = node["original_file_path"].startswith(patched.rsplit("/", 1)[0])
        if not (
            re.search(r"[a-z]{3}", text) and re.search(r"[\u4e00-\u9fff]", text) and is_in_folder
        ):
            yield node["name"]


def without_key_test(project: Project) -> Iterator[str]:
    """Everything stored, and every mart, has a test of its key."""
    tested = {
        key
        for test in project.tests
        if (test.get("test_metadata") or {}).get("name") == "valid_rows"
        or "repeated_keys(" in test["raw_code"]
        for key in test["depends_on"]["nodes"]
    }
    for key, model in project.models.items():
        is_asked = model["config"]["materialized"] in STORED or project.room(model) == "marts"
        if is_asked and key not in tested:
            yield model["name"]


def source_outside_staging(project: Project) -> Iterator[str]:
    """Only staging reads a source."""
    for model in project.models.values():
        if project.room(model) != "staging" and project.parents(model, "source."):
            yield model["name"]


def sources_joined(project: Project) -> Iterator[str]:
    """A source is joined neither to another one nor to a model."""
    for model in project.models.values():
        if project.parents(model, "source.") and len(project.parents(model)) > 1:
            yield model["name"]


def source_fanout(project: Project) -> Iterator[str]:
    """A source is read by one model."""
    return (s["name"] for key, s in project.sources.items() if len(project.readers(key)) > 1)


def unused_sources(project: Project) -> Iterator[str]:
    """A source is read by some model."""
    return (s["name"] for key, s in project.sources.items() if not project.readers(key))


def staging_parents(project: Project) -> Iterator[str]:
    """A staging model has one parent, a source or a seed."""
    for model in project.in_rooms("staging"):
        parents = project.parents(model)
        if len(parents) != 1 or not parents[0].startswith(("source.", "seed.")):
            yield model["name"]


def hard_coded_references(project: Project) -> Iterator[str]:
    """Tables are named by ref() and source() alone."""
    for model in project.models.values():
        if _RELATION.search(_COMMENT.sub("", _JINJA.sub("jinja", model["raw_code"]))):
            yield model["name"]


def roots(project: Project) -> Iterator[str]:
    """A model reads something."""
    return (model["name"] for model in project.models.values() if not project.parents(model))


def chained_views(project: Project) -> Iterator[str]:
    """Views stand on each other in short chains, or each read of the last binds them all."""
    for model in project.models.values():
        if project.views_above(model) > LONGEST_CHAIN_OF_VIEWS:
            yield model["name"]


def too_many_joins(project: Project) -> Iterator[str]:
    """A model joins few others."""
    for model in project.models.values():
        if len(re.findall(r"\bjoin\b", _COMMENT.sub("", model["raw_code"]))) > MOST_JOINS:
            yield model["name"]


def marts_without_contract(project: Project) -> Iterator[str]:
    """A mart's columns and their types are a contract."""
    return (m["name"] for m in project.in_rooms("marts") if not m["config"]["contract"]["enforced"])


RULES: tuple[Callable[[Project], Iterator[str]], ...] = (
    later_rooms, unknown_rooms, model_names, undocumented, without_key_test, source_outside_staging, sources_joined,
    source_fanout, unused_sources, staging_parents, hard_coded_references, roots, chained_views, too_many_joins,
    marts_without_contract,
)  # fmt: skip
